/* The letter of an acceptance in a base that was restored from a backup. */
#include "delivery_trace.h"
#include "rows.h"

#include <string.h>

/* The letter's step in an enrollment: where it was queued, else where it stands now. The columns of
 * take_match. */
#define MATCH_ENROLLMENT                                                                           \
    "SELECT enrollment.enterprise_id, delivery.id, enrollment.id, enrollment.campaign_id, "        \
    "enrollment.client_id, enrollment.run, campaign_step.id, letter.id, delivery.sent_at "         \
    "FROM enrollment JOIN campaign ON campaign.enterprise_id = enrollment.enterprise_id "          \
    "AND campaign.id = enrollment.campaign_id "                                                    \
    "JOIN letter ON letter.enterprise_id = enrollment.enterprise_id "                              \
    "JOIN campaign_step ON campaign_step.enterprise_id = enrollment.enterprise_id "                \
    "AND campaign_step.campaign_id = campaign.id AND campaign_step.letter_id = letter.id "         \
    "LEFT JOIN delivery ON delivery.enterprise_id = enrollment.enterprise_id "                     \
    "AND delivery.enrollment_id = enrollment.id AND delivery.step_id = campaign_step.id "
#define MATCH_ORDER                                                                                \
    "ORDER BY CASE WHEN delivery.id IS NULL THEN 1 ELSE 0 END, "                                   \
    "CASE WHEN campaign_step.removed_at IS NULL THEN 0 ELSE 1 END, campaign_step.id DESC LIMIT 1"

static void take_match(DbRows *row, Match *match)
{
    match->enterprise_id = db_column_integer(row, 0);
    match->delivery_id = db_column_integer(row, 1);
    match->enrollment_id = db_column_integer(row, 2);
    match->campaign_id = db_column_integer(row, 3);
    match->client_id = db_column_integer(row, 4);
    match->run = db_column_integer(row, 5);
    match->step_id = db_column_integer(row, 6);
    match->letter_id = db_column_integer(row, 7);
    match->sent = db_column_type(row, 8) != DB_NULL;
}

static bool find(Base *base, const char *sql, const DbValue *args, size_t n, Match *match,
                 GError **error)
{
    g_autoptr(DbRows) rows = db_query(base_db(base), sql, args, n, error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure))
        take_match(rows, match);
    return rows_ended(failure, error);
}

/* A claim that the backup has already. */
static bool find_by_claim(Base *base, const Acceptance *acceptance, Match *match, GError **error)
{
    return find(
        base,
        SQL("SELECT enterprise_id, id, enrollment_id, campaign_id, client_id, run, step_id, "
            "letter_id, sent_at FROM delivery WHERE message_id = ?"),
        DB_ARGS(db_text(acceptance->message_id)), match, error);
}

static bool find_by_enrollment(Base *base, const Trace *trace, Match *match, GError **error)
{
    return find(base,
                SQL(MATCH_ENROLLMENT "WHERE enrollment.enterprise_id = ? AND enrollment.id = ? "
                                     "AND enrollment.created_at = ? " TRACE_IS_LETTER MATCH_ORDER),
                DB_ARGS(trace_part(trace, TRACE_ENTERPRISE), trace_part(trace, TRACE_ENROLLMENT),
                        trace_part(trace, TRACE_ENROLLMENT_MADE), TRACE_LETTER_ARGS(trace)),
                match, error);
}

/* Whoever was enrolled after the backup, and again after the restore, is the same person by the
 * address. */
static bool find_by_address(Base *base, const Trace *trace, const char *key, Match *match,
                            GError **error)
{
    return find(
        base,
        SQL(MATCH_ENROLLMENT
            "JOIN client ON client.enterprise_id = enrollment.enterprise_id "
            "AND client.id = enrollment.client_id WHERE enrollment.enterprise_id = ? "
            "AND client.email_key = ? AND client.archived_at IS NULL "
            "AND enrollment.run = ? AND delivery.sent_at IS NULL " TRACE_IS_LETTER MATCH_ORDER),
        DB_ARGS(trace_part(trace, TRACE_ENTERPRISE), db_blob(key, (gssize)strlen(key)),
                trace_part(trace, TRACE_RUN), TRACE_LETTER_ARGS(trace)),
        match, error);
}

static bool find_service(Base *base, const Trace *trace, const char *key, Match *match,
                         GError **error)
{
    return find(
        base,
        SQL("SELECT enterprise_id, id, enrollment_id, campaign_id, client_id, run, step_id, "
            "letter_id, sent_at FROM delivery WHERE enterprise_id = ? AND id = ? "
            "AND kind <> 'letter' AND due_at = ? AND address_key = ?"),
        DB_ARGS(trace_part(trace, TRACE_ENTERPRISE), trace_part(trace, TRACE_DELIVERY),
                trace_part(trace, TRACE_DUE), db_text(key)),
        match, error);
}

bool match_find(Base *base, const Acceptance *acceptance, const Trace *trace, const char *key,
                Match *match, GError **error)
{
    *match = (Match){0};
    if (!find_by_claim(base, acceptance, match, error))
        return false;
    if (match->delivery_id)
        return true;
    if (!trace->parts[TRACE_CAMPAIGN])
        return find_service(base, trace, key, match, error);
    return find_by_enrollment(base, trace, match, error) &&
           (match->step_id || find_by_address(base, trace, key, match, error));
}
