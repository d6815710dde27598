/* By which a letter that a server took is known again among the records of a restored base. Nothing
 * outside core/ includes this. */
#pragma once

#include "delivery_internal.h"

/* Numbers between blanks, then the fingerprint by which the letter's reader unsubscribes, if there
 * is one. After a restore ids are given anew to other records; with the instant at which it was
 * made an id stands for one record. Service mail has zeros from the campaign on; a digest, after
 * the place of the fingerprint, the number of its employee; mail about changes of tasks after that
 * the number of the task, 0: of several. */
typedef enum {
    TRACE_ENTERPRISE,
    TRACE_DELIVERY,
    TRACE_DUE,
    TRACE_CAMPAIGN,
    TRACE_CAMPAIGN_MADE,
    TRACE_LETTER,
    TRACE_LETTER_MADE,
    TRACE_ENROLLMENT,
    TRACE_ENROLLMENT_MADE,
    TRACE_RUN,
    N_TRACE,
} TracePart;

typedef struct {
    int64_t parts[N_TRACE];
    char *unsubscribe_hash; /* NULL: none */
    int64_t employee_id;    /* of a digest or a notice, else 0 */
    int64_t task_id;        /* of a notice about one task, else 0 */
    bool notice;
} Trace;

void trace_clear(Trace *trace);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Trace, trace_clear)

Trace trace_read(const char *text);
DbValue trace_part(const Trace *trace, TracePart part);

/* The campaign and the letter of a trace: four marks of a WHERE, and what they are bound to. */
#define TRACE_IS_LETTER                                                                            \
    "AND campaign.id = ? AND campaign.created_at = ? AND letter.id = ? AND letter.created_at = ? "
#define TRACE_LETTER_ARGS(trace)                                                                   \
    trace_part(trace, TRACE_CAMPAIGN), trace_part(trace, TRACE_CAMPAIGN_MADE),                     \
        trace_part(trace, TRACE_LETTER), trace_part(trace, TRACE_LETTER_MADE)

/* --- delivery_match.c ------------------------------------------------------------------------- */

/* Where an acceptance belongs. */
typedef struct {
    int64_t enterprise_id, delivery_id; /* 0: not queued yet */
    int64_t enrollment_id, campaign_id, client_id, run, step_id, letter_id;
    bool sent;
} Match;

/* All zeros: this base has nothing for it. `key`: of the address. */
bool match_find(Base *base, const Acceptance *acceptance, const Trace *trace, const char *key,
                Match *match, GError **error);

/* --- notice_restored.c ------------------------------------------------------------------------ */

/* The delivery of a trace's notice, made anew; what it told of is not told again. *match stays as
 * it is if the employee is not there. Inside the enterprise's transaction. */
bool notice_restore(Base *base, const Trace *trace, const AcceptedLetter *letter, Match *match,
                    GError **error);

/* --- digest_restored.c ------------------------------------------------------------------------ */

/* The digest of a trace's day and employee, made if this base does not have it; *match stays as it
 * is if the employee is not there. Inside the enterprise's transaction. */
bool digest_restore(Base *base, const Trace *trace, const AcceptedLetter *letter, Match *match,
                    GError **error);
