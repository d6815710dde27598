/* May this letter go now? Every gate of docs/rules.md, "Scheduling", 8, in one place: the claim,
 * the rehearsal and «почему не отправлено» all ask here. */
#include "delivery_internal.h"
#include "rows.h"

#include <string.h>

#define HOUR (60 * WHEN_MINUTE)

void gate_facts_clear(GateFacts *facts)
{
    g_free(facts->state);
    g_free(facts->reason);
    g_free(facts->reply);
    g_free(facts->paused_list);
    g_free(facts->address);
    g_free(facts->address_key);
    g_free(facts->suppressed);
    *facts = (GateFacts){0};
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool is_set(DbRows *row, int column)
{
    return db_column_type(row, column) != DB_NULL;
}

static void take_facts(DbRows *row, GateFacts *facts)
{
    facts->enrollment_id = db_column_integer(row, 0);
    facts->campaign_id = db_column_integer(row, 1);
    facts->client_id = db_column_integer(row, 2);
    facts->step_id = db_column_integer(row, 3);
    facts->state = rows_text(row, 4);
    facts->reason = rows_text(row, 5);
    facts->reply = rows_text(row, 6);
    facts->due_at = db_column_integer(row, 7);
    facts->next_at = db_column_integer(row, 8);
    facts->sent_at = db_column_integer(row, 9);
    facts->in_data_at = db_column_integer(row, 10);
    facts->tries = db_column_integer(row, 11);
    facts->campaign_paused_at = db_column_integer(row, 12);
    facts->campaign_archived = is_set(row, 13);
    facts->enrollment_paused_at = db_column_integer(row, 14);
    facts->stopped = is_set(row, 15);
    facts->step_removed = is_set(row, 16);
    facts->client_archived = is_set(row, 17);
    facts->paused_list = g_strdup(db_column_text(row, 18));
    facts->address = g_strdup(db_column_text(row, 19));
    facts->address_key = g_strdup(db_column_text(row, 20));
    facts->suppressed = g_strdup(db_column_text(row, 21));
    facts->suppressed_at = db_column_integer(row, 22);
    facts->had_today = db_column_integer(row, 23) != 0;
    facts->duplicate = db_column_integer(row, 24) != 0;
    facts->stray_at = db_column_integer(row, 25);
    facts->letter_id = db_column_integer(row, 26);
    facts->run = db_column_integer(row, 27);
}

#define TO_ADDRESS DELIVERY_TARGET("value", "address")
#define TO_KEY DELIVERY_TARGET("value_key", "address_key")

typedef struct {
    GateFacts *facts;
    bool *found;
} Reading;

static bool take_one(DbRows *row, size_t i, void *data, GError **error)
{
    const Reading *reading = data;
    take_facts(row, &reading->facts[i]);
    reading->found[i] = true;
    return true;
}

bool gate_facts_read_each(Base *base, const SendingRules *const *rules, const int64_t *ids,
                          size_t n, int64_t now, GateFacts *facts, bool *found, GError **error)
{
    enum { ARGS = 3 };
    g_autoptr(GPtrArray) today = g_ptr_array_new_with_free_func(g_free);
    g_autofree DbValue *values = g_new(DbValue, n * ARGS + 1);
    Reading reading = {facts, found};
    for (size_t i = 0; i < n; i++) {
        facts[i] = (GateFacts){.enterprise_id = rules[i]->enterprise_id, .id = ids[i]};
        found[i] = false;
        g_ptr_array_add(today, rules_day_text(rules[i], now));
        values[i * ARGS] = db_text(today->pdata[i]);
        values[i * ARGS + 1] = db_integer(rules[i]->enterprise_id);
        values[i * ARGS + 2] = db_integer(ids[i]);
    }
    return db_query_each(
        base_db(base),
        SQL("SELECT delivery.enrollment_id, delivery.campaign_id, delivery.client_id, "
            "delivery.step_id, delivery.state, delivery.reason, delivery.reply, delivery.due_at, "
            "delivery.next_at, delivery.sent_at, delivery.in_data_at, delivery.tries, "
            "campaign.paused_at, campaign.archived_at, enrollment.paused_at, "
            "enrollment.stopped_at, campaign_step.removed_at, client.archived_at, "
            "(SELECT min(list.name) FROM enrollment_list JOIN list "
            "ON list.enterprise_id = enrollment_list.enterprise_id "
            "AND list.id = enrollment_list.list_id "
            "WHERE enrollment_list.enterprise_id = delivery.enterprise_id "
            "AND enrollment_list.enrollment_id = delivery.enrollment_id "
            "AND list.paused_at IS NOT NULL), " TO_ADDRESS ", " TO_KEY ", "
            "suppression.reason, suppression.created_at, "
            "CASE WHEN EXISTS (SELECT 1 FROM delivery AS today "
            "WHERE today.enterprise_id = delivery.enterprise_id "
            "AND today.enrollment_id = delivery.enrollment_id AND today.sent_on = ?) "
            "THEN 1 ELSE 0 END, CASE WHEN " DELIVERY_DUPLICATE " THEN 1 ELSE 0 END, "
            "(SELECT max(stray.accepted_at) FROM stray_acceptance AS stray "
            "WHERE " DELIVERY_STRAY "), delivery.letter_id, delivery.run "
            "FROM delivery "
            "JOIN campaign ON campaign.enterprise_id = delivery.enterprise_id "
            "AND campaign.id = delivery.campaign_id "
            "JOIN enrollment ON enrollment.enterprise_id = delivery.enterprise_id "
            "AND enrollment.id = delivery.enrollment_id "
            "JOIN campaign_step ON campaign_step.enterprise_id = delivery.enterprise_id "
            "AND campaign_step.id = delivery.step_id "
            "JOIN client ON client.enterprise_id = delivery.enterprise_id "
            "AND client.id = delivery.client_id "
            "LEFT JOIN client_contact AS contact "
            "ON contact.enterprise_id = delivery.enterprise_id "
            "AND contact.client_id = delivery.client_id AND contact.kind = 'email' "
            "AND contact.position = 0 "
            "LEFT JOIN suppression ON suppression.enterprise_id = delivery.enterprise_id "
            "AND suppression.address_key = " TO_KEY " AND suppression.lifted_at IS NULL "
            "WHERE delivery.enterprise_id = ? AND delivery.id = ?"),
        values, ARGS, n, take_one, &reading, error);
}

bool gate_facts_read(Base *base, const SendingRules *rules, int64_t delivery_id, int64_t now,
                     GateFacts *facts, bool *found, GError **error)
{
    return gate_facts_read_each(base, &rules, &delivery_id, 1, now, facts, found, error);
}

/* --- limits ----------------------------------------------------------------------------------- */

/* What may have gone out counts too: claimed, in_data, unknown. */
static bool count_since(Base *base, int64_t enterprise_id, int64_t since, int64_t *count,
                        GError **error)
{
    return db_get_integer(
        base_db(base),
        SQL("SELECT (SELECT count(*) FROM delivery WHERE enterprise_id = ? AND kind = 'letter' "
            "AND sent_at > ?) + (SELECT count(*) FROM delivery WHERE +enterprise_id = ? "
            "AND kind = 'letter' AND state IN ('claimed', 'in_data') AND run_id IN (SELECT id "
            "FROM mailer_run WHERE finished_at IS NULL)) + (SELECT count(*) FROM delivery "
            "WHERE enterprise_id = ? AND kind = 'letter' AND state IN ('unknown', 'held') "
            "AND state = 'unknown' AND in_data_at > ?)"),
        DB_ARGS(db_integer(enterprise_id), db_integer(since), db_integer(enterprise_id),
                db_integer(enterprise_id), db_integer(since)),
        count, NULL, error);
}

static bool left_of(Base *base, const SendingRules *rules, int64_t limit, int64_t since,
                    int64_t *left, GError **error)
{
    int64_t count = 0;
    if (limit && !count_since(base, rules->enterprise_id, since, &count, error))
        return false;
    *left = limit ? MAX(limit - count, 0) : INT64_MAX;
    return true;
}

/* An hour is the last sixty minutes, a day the enterprise's calendar day. */
bool quota_read(Base *base, const SendingRules *rules, int64_t now, Quota *quota, GError **error)
{
    int64_t midnight = when_at(when_day(now, rules->zone, NULL), 0, rules->zone);
    return left_of(base, rules, rules->hourly_limit, now - HOUR, &quota->hour, error) &&
           left_of(base, rules, rules->daily_limit, midnight - 1, &quota->day, error);
}

/* --- judging ---------------------------------------------------------------------------------- */

static bool waits(const GateFacts *facts)
{
    return strcmp(facts->state, "queued") == 0 || strcmp(facts->state, "deferred") == 0;
}

/* Those that somebody has closed. */
static Gate closed_gate(const GateFacts *facts, const SendingRules *rules)
{
    const struct {
        bool closed;
        Gate gate;
    } gates[] = {
        {!waits(facts), GATE_STATE},
        {facts->stopped, GATE_STOPPED},
        {facts->step_removed, GATE_STEP_REMOVED},
        {rules->archived, GATE_ENTERPRISE_ARCHIVED},
        {rules->paused_at != 0, GATE_ENTERPRISE_PAUSED},
        {facts->campaign_archived, GATE_CAMPAIGN_ARCHIVED},
        {facts->campaign_paused_at != 0, GATE_CAMPAIGN_PAUSED},
        {facts->paused_list != NULL, GATE_LIST_PAUSED},
        {facts->enrollment_paused_at != 0, GATE_ENROLLMENT_PAUSED},
        {facts->client_archived, GATE_CLIENT_ARCHIVED},
        {facts->address_key == NULL, GATE_NO_ADDRESS},
        {facts->suppressed != NULL, GATE_SUPPRESSED},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(gates); i++)
        if (gates[i].closed)
            return gates[i].gate;
    return GATE_OPEN;
}

Gate gate_of(const GateFacts *facts, const SendingRules *rules, const Quota *quota, int64_t now)
{
    Gate gate = closed_gate(facts, rules);
    if (gate != GATE_OPEN)
        return gate;
    if (facts->next_at > now)
        return GATE_NOT_DUE;
    if (facts->had_today)
        return GATE_TODAY;
    if (!rules_window_is_open(rules, now))
        return GATE_WINDOW;
    if (facts->duplicate)
        return GATE_DUPLICATE;
    if (facts->stray_at)
        return GATE_STRAY;
    if (schedule_is_late(facts->due_at, now))
        return GATE_LATE;
    if (quota && quota->hour <= 0)
        return GATE_HOURLY;
    return quota && quota->day <= 0 ? GATE_DAILY : GATE_OPEN;
}
