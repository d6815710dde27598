/* A choice whose lines are actions: menu and help are two looks of it. */
#pragma once

#include "tui/view.h"

typedef struct ActionLines ActionLines;

ActionLines *action_lines_new(Ui *ui, const char *title, bool find);

void action_lines_add(ActionLines *lines, const Action *action, const char *key, const char *label,
                      const char *remark, bool off);

/* The finished view, which owns the rest. */
View *action_lines_view(ActionLines *lines);
