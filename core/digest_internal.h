/* What the files of the digest share. Nothing outside core/ includes this. */
#pragma once

#include "campaign_internal.h"
#include "core/delivery.h"
#include "core/digest.h"
#include "entities/task.h"

/* It goes, late, until noon. */
#define DIGEST_NOON (12 * 60)

/* Who gets mail about tasks at all: WHERE of employee, profile and enterprise. */
#define MAIL_READER                                                                                \
    "employee.archived_at IS NULL AND employee.status <> 'dismissed' "                             \
    "AND profile.locked_at IS NULL AND enterprise.archived_at IS NULL "
#define DIGEST_READER                                                                              \
    MAIL_READER                                                                                    \
    "AND (employee.digest_off = 0 OR employee.status NOT IN ('sick', 'parental')) "
#define MAIL_ADDRESS                                                                               \
    "CASE WHEN employee.work_email <> '' THEN employee.work_email ELSE profile.email END"

/* What there is to say to an employee: WHERE of task, answered by task_open_by_assignee alone. */
#define DIGEST_TASK                                                                                \
    "task.enterprise_id = employee.enterprise_id AND task.assignee_id = employee.id "              \
    "AND task.archived_at IS NULL AND task.closed_at IS NULL AND task.due_on <= ? AND " TASK_AWAKE \
    " "
#define DIGEST_TASK_ARGS(morning) db_text((morning)->day_on), db_text((morning)->day_on)

/* A day in a zone. */
typedef struct {
    GTimeZone *zone; /* borrowed */
    int day, minutes;
    char day_on[11];
} Morning;
Morning morning_at(int64_t now, GTimeZone *zone);
Morning morning_of_day(int day, GTimeZone *zone); /* its `minutes` are 0 */

/* --- digest_read.c ---------------------------------------------------------------------------- */

/* What a queued digest says now. *over: not NULL: it is not to go any more, a reason for
 * `skipped` (a literal); then *digest is NULL. */
bool digest_read(Base *base, const SendingRules *rules, int64_t delivery_id, int64_t now,
                 Digest **digest, const char **over, GError **error);

/* Whether it may still go: for the transaction that claims it. */
bool digest_may_go(Base *base, const SendingRules *rules, int64_t delivery_id, int64_t now,
                   bool *may, GError **error);

/* --- digest_plan.c ---------------------------------------------------------------------------- */

/* Adds what would go until `until`, of Planned. */
bool digest_plan(Base *base, int64_t now, int64_t until, GPtrArray *planned, GError **error);

/* --- digest_mail.c ---------------------------------------------------------------------------- */

/* The mail's subject. g_free. */
char *digest_subject(int day, int64_t today, int64_t overdue, const char *enterprise,
                     const char *language);
