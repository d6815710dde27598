/* The figures of an enterprise's tasks as bars and sparklines: docs/rules.md, "Figures". */
#pragma once

#include "tui/app/app.h"

View *dashboard_new(App *app);
