/* A list in parts: its rows by the value of a column. */
#pragma once

#include "core/query.h"

typedef struct {
    char *value;     /* as stored; "": none */
    GPtrArray *rows; /* QueryRow: the first ones, in list order */
    int64_t total;
} QueryPart;

/* The parts (QueryPart) that have rows, in no order, each with up to `limit` (1 and more) of them.
 * `column` is the name of one of the entity's columns. Looks at every row of the list: for one that
 * is bounded, off the key loop. */
GPtrArray *query_parts(Base *base, const Actor *actor, const Query *query, const char *column,
                       int limit, GError **error);
