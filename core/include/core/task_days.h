/* Tasks by the day they are due: docs/rules.md, "Tasks on a board and in a calendar". */
#pragma once

#include "core/query.h"

typedef struct {
    int day;         /* since 1970-01-01, as when.h has them */
    GPtrArray *rows; /* QueryRow: the first ones, by due time */
    int64_t total;
} TaskDay;

/* `n` days (TaskDay) from `first` on, of the tasks that a list with this query has, each with up to
 * `limit` rows. The query's own order means nothing. Call it off the key loop. */
GPtrArray *task_days(Base *base, const Actor *actor, const Query *query, int first, int n,
                     int limit, GError **error);
