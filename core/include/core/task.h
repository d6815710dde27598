/* What tasks do beyond being records: docs/rules.md, "Tasks in time". */
#pragma once

#include "core/bulk.h"

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

/* --- one key: each is a BulkChange. Closed tasks go neither forward nor to another day ----------
 */

/* To the next open status in the enterprise's order; closing is an act of its own. `data` none. */
bool task_forward(Base *base, const Actor *actor, Record *task, const void *data, GError **error);
/* To the first status that closes. `data` none. */
bool task_close(Base *base, const Actor *actor, Record *task, const void *data, GError **error);
/* So many days (const int *) after its due date, or after today if that is over; the time of day
 * stays. */
bool task_postpone(Base *base, const Actor *actor, Record *task, const void *days, GError **error);
/* To the next priority: 1 a more urgent one, -1 a less urgent one (const int *). */
bool task_weigh(Base *base, const Actor *actor, Record *task, const void *by, GError **error);

/* --- what came of a call ---------------------------------------------------------------------- */

/* A day and a time: due_minute -1 is the whole day. */
typedef struct {
    const char *on; /* "2026-03-05"; NULL: none of this */
    int minute;
} TaskDue;

typedef struct {
    const char *comment; /* NULL: none */
    bool close;
    int postpone;             /* so many days, as task_postpone does; 0: none */
    TaskDue due;              /* put off until then */
    const char *next_subject; /* of a follow-up for the same client; NULL: none */
    TaskDue next_due;
} TaskOutcome;

typedef struct {
    int64_t set_id;  /* the change set of it all */
    int64_t next_id; /* the follow-up; 0: none */
    bool too_late;   /* somebody has closed the task: it stays as it is, the rest is done */
} TaskConclusion;

/* All of it in one transaction and one change set. The follow-up is the actor's; type, priority,
 * client and description are those of the task. */
bool task_conclude(Base *base, const Actor *actor, int64_t task_id, const TaskOutcome *outcome,
                   TaskConclusion *conclusion, GError **error);

/* The built-in type of a call; 0: the enterprise has deleted it. */
int64_t task_call_type(Base *base, const Actor *actor);
