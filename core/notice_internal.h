/* What the files of mail about tasks share. Nothing outside core/ includes this. */
#pragma once

#include "core/notice.h"
#include "digest_internal.h"

/* delivery.template. Its payload: `upto`, a change.id, and `tasks`, pairs of a task and the change
 * from which on it is told of, "42:1017 43:1020"; `more`, tasks that are not listed; `task` when it
 * is about one. */
#define NOTICE_TEMPLATE "task"

/* --- notice_read.c ---------------------------------------------------------------------------- */

/* What a queued notice says now; `payload`, `language`: of its delivery. *over: not NULL: it is not
 * to go any more, a reason for `skipped` (a literal); then *notice is NULL. */
bool notice_read(Base *base, const SendingRules *rules, const DueDelivery *due, int64_t now,
                 Notice **notice, const char **over, GError **error);

/* Whether it may still go: for the transaction that claims it. */
bool notice_may_go(Base *base, const SendingRules *rules, int64_t delivery_id, bool *may,
                   GError **error);
