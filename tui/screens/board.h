/* A list of tasks as a board: a column for each status, a card for each task. */
#pragma once

#include "tui/screens/list_bulk.h"
#include "tui/screens/list_query.h"

typedef struct Board Board;

/* The lens over a list of tasks, which is to own it; it opens at the task `id`, if it is there.
 * `bulk` is borrowed. `board` is lent: it lives as long as the lens. */
TableLens board_lens(App *app, Table *table, ListPart part, ListBulk *bulk, int64_t id,
                     Board **board);

/* What a task begins with that is added there; ended by a NULL field. Valid until the next call. */
const Filled *board_filled(Board *board);
