/* F1: all that can be done here, with its keys and a sentence each; typing finds, Enter does it. */
#pragma once

#include "tui/view.h"

View *help_new(Ui *ui, View *view);
