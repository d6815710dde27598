/* What becomes of the rows that the figures' queries find. Nothing outside core/ includes this. */
#pragma once

#include "base_internal.h"
#include "core/figures.h"

struct FigureReading {
    Base *base;
    const Actor *actor;
    GTimeZone *zone; /* borrowed */
    FigurePeriod period;
    int64_t from, until; /* the instants at which it begins and at which it is over */
    int today;
    char *today_on;
    DbRows *rows; /* of the figure that is being read */
};

/* A row for each day of the period that has begun. */
void take_days(const FigureReading *reading, FigureTable *table);

bool take_statuses(FigureReading *reading, FigureTable *table, GError **error);
bool take_employees(FigureReading *reading, FigureTable *table, GError **error);
bool take_flow(FigureReading *reading, FigureTable *table, GError **error);
bool take_times(FigureReading *reading, FigureTable *table, GError **error);
bool take_spread(FigureReading *reading, FigureTable *table, GError **error);

/* --- figures_overdue.c ------------------------------------------------------------------------ */

/* All tasks that were overdue in the period or have been saved since it began, and what was changed
 * of these since: a row a change, the newest first, or one with NULLs. It is looked for only where
 * there may be some. Its `?` are "ffefuf" of Figure's args. */
#define FIGURE_OVERDUE                                                                             \
    "SELECT task.id, task.created_at, task.due_at, task.closed_at, task.due_on, "                  \
    "task.due_minute, change.field, change.old, change_set.at, task_status.closed FROM task "      \
    "LEFT JOIN change ON change.enterprise_id = task.enterprise_id AND change.entity = 'task' "    \
    "AND change.record_id = CASE WHEN task.updated_at >= ? THEN task.id END "                      \
    "AND change.field IN ('due_on', 'due_minute', 'status_id') "                                   \
    "LEFT JOIN change_set ON change_set.enterprise_id = change.enterprise_id "                     \
    "AND change_set.id = change.set_id AND change_set.at >= ? "                                    \
    "LEFT JOIN task_status ON task_status.enterprise_id = change.enterprise_id "                   \
    "AND task_status.id = CASE WHEN change.field = 'status_id' "                                   \
    "THEN CAST (change.old AS BIGINT) END "                                                        \
    "WHERE task.enterprise_id = ? AND task.id > 0 AND task.archived_at IS NULL "                   \
    "AND (task.updated_at >= ? OR (task.due_at + 0 < ? AND (task.closed_at IS NULL "               \
    "OR (task.closed_at >= ? AND task.closed_at > task.due_at)))) ORDER BY task.id, change.id DESC"
bool take_overdue(FigureReading *reading, FigureTable *table, GError **error);
