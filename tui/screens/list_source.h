/* Rows for a table out of core's queries. */
#pragma once

#include "tui/screens/list_query.h"

/* What list_source_gather found. */
typedef struct {
    GArray *ids;   /* int64_t, in no order */
    GArray *first; /* int64_t: the first few of them as the list shows them */
    GError *error; /* NULL: none; else there are no ids */
} Gathered;

typedef void (*GatheredFunc)(gpointer owner, Gathered *gathered); /* may take what it wants */

#define GATHER_FIRST 3

TableSource list_source(App *app, ListPart part);

/* Looks off the key loop for all rows that a table over this source asks for (table_query), but not
 * those of `except` (gint64). `done` comes from the loop, unless the owner has cancelled all its
 * work (worker_cancel). */
void list_source_gather(const TableSource *source, const TableQuery *wanted, const GArray *except,
                        GatheredFunc done, gpointer owner);
