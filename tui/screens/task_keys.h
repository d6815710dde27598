/* What one key does to tasks: docs/rules.md, "Working a list of tasks". One row an act
 * (task_keys.c), for lists, the board and the calendar, and the card. */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* Whether this is one of them. */
bool task_key_is(ActionId id);

/* Whether this person may do it to some tasks at least; whose each one is, core looks at. */
bool task_key_offered(App *app, ActionId id);

/* Whether this person may change tasks beyond their status: not, who is a guest. */
bool task_may_edit_wholly(App *app);

/* Does it to these tasks, asking first what it needs to know, and whether so many are meant.
 * `table` (NULL: none) loses its marks when it is done; it outlives what is asked. Takes `ids`
 * (int64_t) over; `first` are the first few of them. */
void task_key_act(App *app, Table *table, ActionId id, GArray *ids, const GArray *first);

/* Does it to a task in memory, which is to be saved then. False: refused, or it takes a choice. */
bool task_key_change(App *app, ActionId id, Record *task, GError **error);
