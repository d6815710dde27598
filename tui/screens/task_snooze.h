/* Snoozing tasks: choosing the day. */
#pragma once

#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* Asks until when for these tasks of the list, and snoozes them: its marks go with that. Takes
 * `ids` (int64_t) over; `first` are the first few of them. */
void task_snooze(App *app, Table *table, GArray *ids, const GArray *first);
