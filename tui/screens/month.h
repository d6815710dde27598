/* A list of tasks as a calendar: a month, or a week with more of each day. */
#pragma once

#include "tui/screens/list_bulk.h"
#include "tui/screens/list_query.h"

typedef struct Month Month;

/* The lens over a list of tasks, which is to own it; it opens at `day` ("YYYY-MM-DD"), NULL: at
 * that of the task `id`, if there is one, else today. `bulk` is borrowed.
 * `month` is lent: it lives as long as the lens. */
TableLens month_lens(App *app, Table *table, ListPart part, ListBulk *bulk, bool week,
                     const char *day, int64_t id, Month **month);

/* The day of the cursor, valid until it moves. */
const char *month_day(Month *month);

/* What a task begins with that is added there; ended by a NULL field. Valid until the next call. */
const Filled *month_filled(Month *month);
