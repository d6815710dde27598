/* Call after call: docs/rules.md, "Call after call". */
#pragma once

#include "tui/screens/list_query.h"

/* Whether this person may conclude calls: close tasks and make them. */
bool task_calls_offered(App *app);

/* Opens the screen over the marked tasks of a list, else over what it shows. What that says nothing
 * of is: calls, until today, one's own, open. */
void task_calls_open(App *app, ListPart part, Table *table);
/* Over these tasks (int64_t). Takes `ids` over. */
void task_calls_open_these(App *app, GArray *ids);
