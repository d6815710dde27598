/* Rules of tasks, apart from their descriptor. */
#pragma once

#include "entities.h"

bool task_check(Base *base, const Actor *actor, Record *record, GError **error);
bool task_derive(Base *base, const Actor *actor, Record *record, GError **error);

/* --- task_next.c ------------------------------------------------------------------------------ */

/* Closing a task that repeats makes the next one; opening it again takes that back. */
bool task_saved(Base *base, const Actor *actor, Record *record, GError **error);

/* --- task_snooze.c ---------------------------------------------------------------------------- */

/* Tasks that are not snoozed; the `?` is today in the enterprise's zone, "YYYY-MM-DD". A snooze
 * ends with its day and not by a job: a day that has come stays in the row. */
#define TASK_AWAKE "(task.snoozed_until IS NULL OR task.snoozed_until <= ?)"

bool task_snooze_check(Base *base, const Actor *actor, const Record *record, GError **error);
void task_snooze_derive(Record *record);
