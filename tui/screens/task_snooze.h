/* Snoozing tasks: choosing the day, and looking at those that are away. */
#pragma once

#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* Asks until when for these tasks of the list, and snoozes them: its marks go with that. Takes
 * `ids` (int64_t) over. */
void task_snooze(App *app, Table *table, GArray *ids);

/* Shows the snoozed ones in the list, or the others again. */
void task_show_snoozed(App *app, Table *table);
