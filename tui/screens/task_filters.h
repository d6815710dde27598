/* What is asked of a list of tasks by one key: docs/rules.md, "Working a list of tasks". */
#pragma once

#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* Whether this is one of them. */
bool task_filter_is(ActionId id);

/* Filters by it, beside what the other columns are filtered by; again: no more. */
void task_filter_toggle(App *app, Table *table, ActionId id);
