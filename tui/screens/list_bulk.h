/* Actions of a list on many of its records: the marked ones, else the one under the cursor. */
#pragma once

#include "tui/app/app.h"
#include "tui/widgets/table.h"

typedef struct ListBulk ListBulk;

/* Takes `ids` (int64_t) over; `first` are the first few of them. */
typedef void (*ListBulkTaken)(gpointer data, GArray *ids, const GArray *first);

/* `source` is the list's own (list_source). */
ListBulk *list_bulk_new(App *app, const Entity *entity, const TableSource *source);
void list_bulk_free(ListBulk *bulk);

/* Archives them; more than a few only after a question. */
Result list_bulk_delete(ListBulk *bulk, Table *table);
/* Puts the clients that they are into a list to be chosen. */
Result list_bulk_to_list(ListBulk *bulk, Table *table);
/* Asks until when to snooze the tasks that they are. */
Result list_bulk_snooze(ListBulk *bulk, Table *table);
/* Does what a key of task_keys.h does to the tasks that they are. */
Result list_bulk_task_key(ListBulk *bulk, Table *table, ActionId key);
/* Hands out what goes along with `id`: all that are marked if it is one of them, else it alone. Not
 * called, told: they could not be looked up. `data` outlives that. */
void list_bulk_take_along(ListBulk *bulk, Table *table, int64_t id, ListBulkTaken taken,
                          gpointer data);
