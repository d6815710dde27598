/* What tasks do beyond being records: docs/rules.md, "Tasks in time". */
#pragma once

#include "core/record.h"

/* Its day has not come yet, in the enterprise's zone: it is in no list that does not ask for it. */
bool task_is_snoozed(Base *base, const Actor *actor, const Record *task);

/* The task that was made when this one was closed; *id 0: there is none. */
bool task_following(Base *base, const Record *task, int64_t *id, GError **error);

/* --- watchers --------------------------------------------------------------------------------- */

typedef struct {
    int64_t employee_id;
    char *name;
} TaskWatcher;

/* Of TaskWatcher, in the order in which they came. */
GPtrArray *task_watchers(Base *base, const Actor *actor, int64_t task_id, GError **error);
bool task_is_watched(Base *base, const Actor *actor, int64_t task_id, int64_t employee_id,
                     bool *watched, GError **error);

/* Lets an employee watch the task, or no more; no act if it is so already. Everybody for
 * themselves; others, who may edit the task. */
bool task_watch(Base *base, const Actor *actor, int64_t task_id, int64_t employee_id, bool watch,
                GError **error);
