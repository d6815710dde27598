/* What an employee leaves behind for a colleague: docs/rules.md, "Hand-over". */
#pragma once

#include "core/record.h"

/* Whether this person may hand over what that employee has: who may change their status. Refused
 * with the reason. */
bool hand_over_check(Base *base, const Actor *actor, const Record *employee, GError **error);

/* The ids (int64_t) of what is to be handed over: tasks that are open, by when they are due, and
 * clients, none of them archived. Both are the caller's: g_array_unref. They are given over with
 * bulk_edit: the fields are HAND_OVER_TASK and HAND_OVER_CLIENT. */
bool hand_over_find(Base *base, const Actor *actor, const Record *employee, GArray **tasks,
                    GArray **clients, GError **error);

#define HAND_OVER_TASK "assignee_id"
#define HAND_OVER_CLIENT "employee_id"
