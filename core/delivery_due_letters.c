/* Letters of campaigns that are due. */
#include "core/secret.h"
#include "delivery_batch.h"
#include "rows.h"

static char *full_name(DbRows *row, int first_name)
{
    g_autofree char *first = rows_text(row, first_name);
    g_autofree char *surname = rows_text(row, first_name + 1);
    return g_strstrip(g_strjoin(" ", first, surname, NULL));
}

static DueDelivery *take_letter(DbRows *row, const DueCampaign *campaign)
{
    DueDelivery *due = g_new0(DueDelivery, 1);
    due->enterprise_id = campaign->enterprise_id;
    due->id = campaign->id;
    due->kind = DELIVERY_LETTER;
    due->enrollment_id = db_column_integer(row, 20);
    due->letter_id = db_column_integer(row, 3);
    due->tries = db_column_integer(row, 4);
    due->first_try_at = db_column_integer(row, 5);
    due->address = rows_text(row, 7);
    due->address_key = rows_text(row, 8);
    due->client_first_name = rows_text(row, 10);
    due->client_surname = rows_text(row, 11);
    due->client_patronymic = rows_text(row, 12);
    due->client_company = rows_text(row, 13);
    due->client_phone = rows_text(row, 14);
    due->employee_name = full_name(row, 15);
    due->employee_position = rows_text(row, 17);
    due->language = g_strdup("");
    due->template_name = g_strdup("");
    due->payload = g_strdup("");
    return due;
}

static bool add_letter(Batch *batch, DbRows *row, const DueCampaign *campaign, GError **error)
{
    DueDelivery *due = take_letter(row, campaign);
    g_ptr_array_add(batch->due, due);
    if (!batch_take_sender(batch, due, error))
        return false;
    bool keep = db_column_integer(row, 9) != 0;
    if (keep && !batch_take_bytes(batch, due, error))
        return false;
    if (due->bytes)
        due->message_id = g_strdup(db_column_text(row, 6));
    else
        due->unsubscribe_token = secret_token();
    return true;
}

static bool sort_letter(Batch *batch, DbRows *row, DueCampaign *campaign, GError **error)
{
    campaign->id = db_column_integer(row, 0);
    campaign->next_at = db_column_integer(row, 1);
    const Enrollment enrollment = {campaign->enterprise_id, db_column_integer(row, 20)};
    if (db_column_integer(row, 18))
        g_array_append_val(batch->duplicate, *campaign);
    else if (db_column_integer(row, 19))
        g_array_append_val(batch->stray, enrollment);
    else if (schedule_is_late(db_column_integer(row, 2), batch->now))
        g_array_append_val(batch->late, *campaign);
    else
        return add_letter(batch, row, campaign, error);
    return true;
}

#define TO DELIVERY_TARGET("value", "address")
#define TO_KEY DELIVERY_TARGET("value_key", "address_key")

/* The gates of delivery_gate.c once more, as conditions: what waits behind a closed one is passed
 * over while it is read. The claim asks again. */
static const char *const letters_sql =
    SQL("SELECT delivery.id, delivery.next_at, delivery.due_at, delivery.letter_id, "
        "delivery.tries, delivery.first_try_at, delivery.message_id, " TO ", " TO_KEY ", "
        "CASE WHEN delivery.message_id IS NOT NULL AND (" DELIVERY_KEEPS_ADDRESS " "
        "OR delivery.address_key = contact.value_key) THEN 1 ELSE 0 END, "
        "client.first_name, client.surname, client.patronymic, client.company, client.phone, "
        "profile.first_name, profile.surname, employee.position, "
        "CASE WHEN " DELIVERY_DUPLICATE " THEN 1 ELSE 0 END, "
        "CASE WHEN EXISTS (SELECT 1 FROM stray_acceptance AS stray "
        "WHERE " DELIVERY_STRAY ") THEN 1 ELSE 0 END, enrollment.id "
        "FROM delivery "
        "JOIN enrollment ON enrollment.enterprise_id = delivery.enterprise_id "
        "AND enrollment.id = delivery.enrollment_id AND enrollment.paused_at IS NULL "
        "AND enrollment.stopped_at IS NULL "
        "JOIN campaign_step ON campaign_step.enterprise_id = delivery.enterprise_id "
        "AND campaign_step.id = delivery.step_id AND campaign_step.removed_at IS NULL "
        "JOIN client ON client.enterprise_id = delivery.enterprise_id "
        "AND client.id = delivery.client_id AND client.archived_at IS NULL "
        "LEFT JOIN client_contact AS contact "
        "ON contact.enterprise_id = delivery.enterprise_id "
        "AND contact.client_id = delivery.client_id AND contact.kind = 'email' "
        "AND contact.position = 0 "
        "LEFT JOIN employee ON employee.enterprise_id = client.enterprise_id "
        "AND employee.id = client.employee_id "
        "LEFT JOIN profile ON profile.id = employee.profile_id "
        "WHERE delivery.enterprise_id = ? AND delivery.campaign_id = ? "
        "AND delivery.kind = 'letter' AND delivery.state IN ('queued', 'deferred') "
        "AND delivery.next_at <= ? AND (delivery.next_at, delivery.id) > (?, ?) "
        "AND " BATCH_SHARE "AND (contact.value_key IS NOT NULL OR " DELIVERY_KEEPS_ADDRESS ") "
        "AND NOT EXISTS (SELECT 1 FROM suppression "
        "WHERE suppression.enterprise_id = delivery.enterprise_id "
        "AND suppression.address_key = " TO_KEY " AND suppression.lifted_at IS NULL) "
        "AND NOT EXISTS (SELECT 1 FROM enrollment_list "
        "JOIN list ON list.enterprise_id = enrollment_list.enterprise_id "
        "AND list.id = enrollment_list.list_id "
        "WHERE enrollment_list.enterprise_id = delivery.enterprise_id "
        "AND enrollment_list.enrollment_id = delivery.enrollment_id "
        "AND list.paused_at IS NOT NULL) "
        "AND NOT EXISTS (SELECT 1 FROM delivery AS today "
        "WHERE today.enterprise_id = delivery.enterprise_id "
        "AND today.enrollment_id = delivery.enrollment_id AND today.sent_on = ?) "
        "ORDER BY delivery.next_at, delivery.id LIMIT ");

/* How many are wanted stands in the text, as in plan_add_limit: with LIMIT ? a server takes a plan
 * for any number for so dear that it plans these eight tables anew each time. Powers of two, so
 * that the texts are few. */
static char *sql_for(guint share)
{
    return g_strdup_printf("%s%u", letters_sql, 1u << g_bit_storage(share - 1));
}

static DbRows *query_letters(Batch *batch, const DueCampaign *campaign, const char *today,
                             guint share, GError **error)
{
    g_autofree char *sql = sql_for(share);
    return db_query(base_db(batch->run->base), sql,
                    DB_ARGS(db_integer(campaign->enterprise_id), db_integer(campaign->campaign_id),
                            db_integer(batch->now), db_integer(campaign->next_at),
                            db_integer(campaign->id), BATCH_SHARE_ARGS(batch), db_text(today)),
                    error);
}

bool batch_collect_letters(Batch *batch, DueCampaign *campaign, guint share, bool *exhausted,
                           GError **error)
{
    const SendingRules *rules = rules_cache_get(&batch->rules, campaign->enterprise_id, error);
    Quota quota;
    if (!rules || !quota_read(batch->run->base, rules, batch->now, &quota, error))
        return false;
    share = (guint)MIN((int64_t)share, MIN(quota.hour, quota.day));
    *exhausted = share == 0;
    if (*exhausted)
        return true;
    g_autofree char *today = rules_day_text(rules, batch->now);
    g_autoptr(DbRows) rows = query_letters(batch, campaign, today, share, error);
    if (!rows)
        return false;
    guint n = 0;
    GError *failure = NULL;
    for (; n < share && db_next(rows, &failure); n++)
        if (!sort_letter(batch, rows, campaign, error))
            return false;
    *exhausted = n < share;
    return rows_ended(failure, error);
}
