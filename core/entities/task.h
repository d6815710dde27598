/* Rules of tasks, apart from their descriptor. */
#pragma once

#include "entities.h"

bool task_check(Base *base, const Actor *actor, Record *record, GError **error);
char *task_doubt(Base *base, const Actor *actor, const Record *record);
bool task_derive(Base *base, const Actor *actor, Record *record, GError **error);

/* --- task_zone.c ------------------------------------------------------------------------------ */

/* From when a task is overdue. minute -1: none, so the midnight that ends its day. */
int64_t task_due_at(const char *due_on, int minute, GTimeZone *zone);
/* The enterprise is new, or goes by another zone: in the save that says so. Many tasks are left to
 * tasks_follow_zones. */
bool tasks_take_zone(Base *base, int64_t enterprise_id, GError **error);

/* --- task_next.c ------------------------------------------------------------------------------ */

/* Closing a task that repeats makes the next one; opening it again takes that back. */
bool task_saved(Base *base, const Actor *actor, Record *record, GError **error);

/* --- task_part.c ------------------------------------------------------------------------------ */

/* Parts of a task that have rows of their own, as the journal calls their changes. */
#define JOURNAL_WATCHER "watcher"    /* an employee's id */
#define JOURNAL_CHECK "check"        /* a line of the checklist, with its box before it */
#define JOURNAL_CHECKS "check_order" /* the line that was moved */

/* The task, which is not archived, as this person sees it; NULL: an error, or not seen. */
Record *task_of_part(Base *base, const Actor *actor, int64_t task_id, GError **error);
/* Whether this person may change the field `like` of a task that they see. */
bool task_may_change_part(Base *base, const Actor *actor, const Record *task, const char *like,
                          GError **error);
/* Both; `like` NULL: seeing is enough. */
bool task_check_part(Base *base, const Actor *actor, int64_t task_id, const char *like,
                     GError **error);
/* A line of its journal, in the entry of `batch`. */
bool task_log_part(Base *base, const Actor *actor, struct SaveBatch *batch, int64_t task_id,
                   const char *part, const char *old, const char *now, GError **error);
/* How the journal says it, translated; NULL: `part` is none of these. Free with g_free. */
char *task_part_line(Base *base, const Actor *actor, const char *part, const char *old,
                     const char *now);

/* --- task_notice.c ---------------------------------------------------------------------------- */

/* Notes that the act of `batch`, whose lines stand in the task's journal, is to be told to whom it
 * concerns. Inside its transaction. */
bool task_note(Base *base, const Actor *actor, int64_t task_id, const struct SaveBatch *batch,
               GError **error);

/* --- task_snooze.c ---------------------------------------------------------------------------- */

/* Tasks that are not snoozed; the `?` is today in the enterprise's zone, "YYYY-MM-DD". A snooze
 * ends with its day and not by a job: a day that has come stays in the row. */
#define TASK_AWAKE "(task.snoozed_until IS NULL OR task.snoozed_until <= ?)"

bool task_snooze_check(Base *base, const Actor *actor, const Record *record, GError **error);
void task_snooze_derive(Record *record);
