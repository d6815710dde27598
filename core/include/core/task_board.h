/* Tasks by status: docs/rules.md, "Tasks on a board and in a calendar". */
#pragma once

#include "core/query.h"

typedef struct {
    int64_t status_id;
    char *title; /* translated */
    bool closed;
    GPtrArray *rows; /* QueryRow: the first ones */
    bool more;       /* there are others behind them */
    int64_t total;   /* -1: not counted */
} TaskColumn;

/* The columns (TaskColumn) that a list of tasks with this query has tasks of, in the order of the
 * statuses, each with up to `limit` rows: of an open status those that are due first, of a closed
 * one those that were closed last. The query's own order means nothing.
 * `limit` 0: columns alone, `more` is not known. */
GPtrArray *task_board(Base *base, const Actor *actor, const Query *query, int limit,
                      GError **error);

/* Up to `limit` rows more of a column, after the last one of `column->rows`; appended there. */
bool task_board_more(Base *base, const Actor *actor, const Query *query, TaskColumn *column,
                     int limit, GError **error);

/* Fills in how many there are. As slow as counting them: call it off the key loop. */
bool task_board_count(Base *base, const Actor *actor, const Query *query, GPtrArray *columns,
                      GError **error);
