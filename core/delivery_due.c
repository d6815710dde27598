/* What is due now: the batches a run works through. */
#include "core/secret.h"
#include "delivery_internal.h"
#include "rows.h"

void due_delivery_free(DueDelivery *due)
{
    if (!due)
        return;
    char *const texts[] = {due->address,         due->address_key,       due->language,
                           due->template_name,   due->payload,           due->client_first_name,
                           due->client_surname,  due->client_patronymic, due->client_company,
                           due->client_phone,    due->employee_name,     due->employee_position,
                           due->enterprise_name, due->from_name,         due->from_address,
                           due->reply_to,        due->message_id,        due->unsubscribe_token};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    letter_text_unref(due->text);
    if (due->bytes)
        g_bytes_unref(due->bytes);
    g_free(due);
}

/* One call of delivery_due. */
typedef struct {
    MailerRun *run;
    int64_t now;
    unsigned kinds;
    guint limit;
    RulesCache rules;
    GPtrArray *due;    /* of DueDelivery */
    GArray *late;      /* of DueCampaign: letters to hold */
    GArray *duplicate; /* of DueCampaign: letters to skip */
    GArray *stray;     /* of Enrollment: letters that went out before the base was restored */
} Batch;

typedef struct {
    int64_t enterprise_id, id;
} Enrollment;

/* --- what all kinds have ---------------------------------------------------------------------- */

static bool take_sender(Batch *batch, DueDelivery *due, GError **error)
{
    const SendingRules *rules = rules_cache_get(&batch->rules, due->enterprise_id, error);
    if (!rules)
        return false;
    due->enterprise_name = g_strdup(rules->name);
    due->from_name = g_strdup(rules->sender_name);
    due->from_address = g_strdup(rules->sender_address);
    due->reply_to = g_strdup(rules->reply_to);
    return true;
}

/* The bytes of the claim before, if they are to be kept. */
static bool take_bytes(Batch *batch, DueDelivery *due, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(batch->run->base),
                 SQL("SELECT bytes FROM delivery_message WHERE enterprise_id = ? AND id = ?"),
                 DB_ARGS(db_integer(due->enterprise_id), db_integer(due->id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    if (db_next(rows, &failure)) {
        size_t size;
        const void *bytes = db_column_blob(rows, 0, &size);
        due->bytes = g_bytes_new(bytes, size);
    }
    return rows_ended(failure, error);
}

/* --- service mail ----------------------------------------------------------------------------- */

static const char *const kind_codes[] = {
    [DELIVERY_LETTER] = "letter",
    [DELIVERY_SERVICE] = "service",
    [DELIVERY_DIGEST] = "digest",
    [DELIVERY_ALARM] = "alarm",
};

static DeliveryKind kind_from_code(const char *code)
{
    DeliveryKind kind = DELIVERY_ALARM;
    while (kind > DELIVERY_LETTER && !g_str_equal(kind_codes[kind], code))
        kind--;
    return kind;
}

/* What is not asked for is no kind at all. */
static DbValue wanted_kind(unsigned kinds, DeliveryKind kind)
{
    return db_text(kinds & DELIVERY_BIT(kind) ? kind_codes[kind] : "");
}

static DueDelivery *take_service(Batch *batch, DbRows *row)
{
    DueDelivery *due = g_new0(DueDelivery, 1);
    due->enterprise_id = db_column_integer(row, 0);
    due->id = batch->run->service_id = db_column_integer(row, 1);
    batch->run->service_at = db_column_integer(row, 2);
    due->kind = kind_from_code(db_column_text(row, 3));
    due->address = rows_text(row, 4);
    due->address_key = rows_text(row, 5);
    due->language = rows_text(row, 6);
    due->template_name = rows_text(row, 7);
    due->payload = rows_text(row, 8);
    due->message_id = g_strdup(db_column_text(row, 9));
    due->tries = db_column_integer(row, 10);
    due->first_try_at = db_column_integer(row, 11);
    return due;
}

static bool add_service(Batch *batch, DbRows *row, GError **error)
{
    DueDelivery *due = take_service(batch, row);
    char **const none[] = {&due->client_first_name, &due->client_surname, &due->client_patronymic,
                           &due->client_company,    &due->client_phone,   &due->employee_name,
                           &due->employee_position};
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        *none[i] = g_strdup("");
    g_ptr_array_add(batch->due, due);
    return take_sender(batch, due, error) && (!due->message_id || take_bytes(batch, due, error));
}

static bool collect_service(Batch *batch, GError **error)
{
    if (!(batch->kinds & ~DELIVERY_BIT(DELIVERY_LETTER)))
        return true;
    MailerRun *run = batch->run;
    g_autoptr(DbRows) rows = db_query(
        base_db(run->base),
        SQL("SELECT enterprise_id, id, next_at, kind, address, address_key, language, template, "
            "payload, message_id, tries, first_try_at FROM delivery WHERE kind <> 'letter' "
            "AND state IN ('queued', 'deferred') AND next_at <= ? AND (next_at, id) > (?, ?) "
            "AND kind IN (?, ?, ?) ORDER BY next_at, id LIMIT ?"),
        DB_ARGS(db_integer(batch->now), db_integer(run->service_at), db_integer(run->service_id),
                wanted_kind(batch->kinds, DELIVERY_SERVICE),
                wanted_kind(batch->kinds, DELIVERY_DIGEST),
                wanted_kind(batch->kinds, DELIVERY_ALARM), db_integer(batch->limit)),
        error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure))
        if (!add_service(batch, rows, error))
            return false;
    return rows_ended(failure, error);
}

/* --- campaigns with letters due --------------------------------------------------------------- */

/* What is closed for a whole campaign or enterprise is not even looked into. */
static GArray *read_campaigns(Batch *batch, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(batch->run->base),
                 SQL("SELECT campaign.enterprise_id, campaign.id FROM campaign "
                     "JOIN enterprise ON enterprise.id = campaign.enterprise_id "
                     "WHERE campaign.paused_at IS NULL AND campaign.archived_at IS NULL "
                     "AND enterprise.paused_at IS NULL AND enterprise.archived_at IS NULL "
                     "AND EXISTS (SELECT 1 FROM delivery "
                     "WHERE delivery.enterprise_id = campaign.enterprise_id "
                     "AND delivery.campaign_id = campaign.id AND delivery.kind = 'letter' "
                     "AND delivery.state IN ('queued', 'deferred') AND delivery.next_at <= ?)"),
                 DB_ARGS(db_integer(batch->now)), error);
    if (!rows)
        return NULL;
    g_autoptr(GArray) campaigns = g_array_new(FALSE, FALSE, sizeof(DueCampaign));
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        DueCampaign campaign = {db_column_integer(rows, 0), db_column_integer(rows, 1), INT64_MIN,
                                0};
        const SendingRules *rules = rules_cache_get(&batch->rules, campaign.enterprise_id, error);
        if (!rules)
            return NULL;
        if (rules_window_is_open(rules, batch->now))
            g_array_append_val(campaigns, campaign);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&campaigns) : NULL;
}

/* --- letters ---------------------------------------------------------------------------------- */

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
    if (!take_sender(batch, due, error))
        return false;
    bool keep = db_column_integer(row, 9) != 0;
    if (keep && !take_bytes(batch, due, error))
        return false;
    if (due->bytes)
        due->message_id = g_strdup(db_column_text(row, 6));
    else
        due->unsubscribe_token = secret_token();
    LetterText *text =
        mailer_run_text(batch->run, due->enterprise_id, db_column_integer(row, 3), error);
    due->text = text ? letter_text_ref(text) : NULL;
    return text != NULL;
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

/* The gates of delivery_gate.c once more, as conditions: what waits behind a closed one is passed
 * over while it is read. The claim asks again. */
static DbRows *query_letters(Batch *batch, const DueCampaign *campaign, const char *today,
                             guint share, GError **error)
{
    return db_query(
        base_db(batch->run->base),
        SQL("SELECT delivery.id, delivery.next_at, delivery.due_at, delivery.letter_id, "
            "delivery.tries, delivery.first_try_at, delivery.message_id, " DELIVERY_TARGET("value", "address") ", " DELIVERY_TARGET(
                "value_key",
                "address_key") ", "
                               "CASE WHEN delivery.message_id IS NOT NULL AND (" DELIVERY_KEEPS_ADDRESS
                               " "
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
                               "AND (contact.value_key IS NOT NULL OR " DELIVERY_KEEPS_ADDRESS ") "
                               "AND NOT EXISTS (SELECT 1 FROM suppression "
                               "WHERE suppression.enterprise_id = delivery.enterprise_id "
                               "AND suppression.address_key = " DELIVERY_TARGET(
                                   "value_key",
                                   "address_key") " "
                                                  "AND suppression.lifted_at IS NULL) "
                                                  "AND NOT EXISTS (SELECT 1 FROM enrollment_list "
                                                  "JOIN list ON list.enterprise_id = enrollment_list.enterprise_id "
                                                  "AND list.id = enrollment_list.list_id "
                                                  "WHERE enrollment_list.enterprise_id = delivery.enterprise_id "
                                                  "AND enrollment_list.enrollment_id = delivery.enrollment_id "
                                                  "AND list.paused_at IS NOT NULL) "
                                                  "AND NOT EXISTS (SELECT 1 FROM delivery AS today "
                                                  "WHERE today.enterprise_id = delivery.enterprise_id "
                                                  "AND today.enrollment_id = delivery.enrollment_id AND today.sent_on = ?) "
                                                  "ORDER BY delivery.next_at, delivery.id LIMIT ?"),
        DB_ARGS(db_integer(campaign->enterprise_id), db_integer(campaign->campaign_id),
                db_integer(batch->now), db_integer(campaign->next_at), db_integer(campaign->id),
                db_text(today), db_integer(share)),
        error);
}

/* *exhausted: this campaign has nothing more in this pass. */
static bool collect_letters(Batch *batch, DueCampaign *campaign, guint share, bool *exhausted,
                            GError **error)
{
    const SendingRules *rules = rules_cache_get(&batch->rules, campaign->enterprise_id, error);
    Quota quota;
    if (!rules || !quota_read(batch->run->base, rules, batch->now, &quota, error))
        return false;
    share = (guint)MIN((int64_t)share, MIN(quota.hour, quota.day));
    g_autofree char *today = rules_day_text(rules, batch->now);
    g_autoptr(DbRows) rows = query_letters(batch, campaign, today, share, error);
    if (!rows)
        return false;
    guint n = 0;
    GError *failure = NULL;
    for (; db_next(rows, &failure); n++)
        if (!sort_letter(batch, rows, campaign, error))
            return false;
    *exhausted = n < share || share == 0;
    return rows_ended(failure, error);
}

/* Each campaign its share, then the next: a backlog of one keeps nobody else waiting. */
static bool collect_campaigns(Batch *batch, GError **error)
{
    MailerRun *run = batch->run;
    if (!(batch->kinds & DELIVERY_BIT(DELIVERY_LETTER)))
        return true;
    if (!run->campaigns && !(run->campaigns = read_campaigns(batch, error)))
        return false;
    while (run->campaigns->len > 0 && batch->due->len < batch->limit) {
        run->turn %= run->campaigns->len;
        guint share = MAX((batch->limit - batch->due->len) / run->campaigns->len, 1);
        bool exhausted;
        if (!collect_letters(batch, &g_array_index(run->campaigns, DueCampaign, run->turn), share,
                             &exhausted, error))
            return false;
        if (exhausted)
            g_array_remove_index(run->campaigns, run->turn);
        else
            run->turn++;
    }
    return true;
}

/* --- what is not offered ---------------------------------------------------------------------- */

static bool hold_late(Settling *settling, const Batch *batch, GError **error)
{
    for (guint i = 0; i < batch->late->len; i++) {
        const DueCampaign *letter = &g_array_index(batch->late, DueCampaign, i);
        if (!delivery_hold_in(settling, letter->enterprise_id, letter->id, HOLD_LATE, error))
            return false;
    }
    return true;
}

static bool skip_duplicates(Settling *settling, const Batch *batch, GError **error)
{
    for (guint i = 0; i < batch->duplicate->len; i++) {
        const DueCampaign *letter = &g_array_index(batch->duplicate, DueCampaign, i);
        bool done;
        if (!delivery_over(settling, FROM_WAITING, letter->enterprise_id, letter->id, "skipped",
                           batch->now, "duplicate", NULL, &done, error))
            return false;
    }
    return true;
}

static bool settle_strays(Settling *settling, const Batch *batch, GError **error)
{
    for (guint i = 0; i < batch->stray->len; i++) {
        const Enrollment *enrollment = &g_array_index(batch->stray, Enrollment, i);
        if (!stray_settle(settling, enrollment->enterprise_id, enrollment->id, error))
            return false;
    }
    return true;
}

static bool sort_out_body(Base *base, void *data, GError **error)
{
    const Batch *batch = data;
    Actor actor = mailer_actor(batch->now);
    g_auto(Settling) settling;
    settling_init(&settling, base, &actor, batch->run->id);
    return hold_late(&settling, batch, error) && skip_duplicates(&settling, batch, error) &&
           settle_strays(&settling, batch, error);
}

static bool sort_out(Batch *batch, int64_t *held, GError **error)
{
    Actor actor = mailer_actor(batch->now);
    if (held)
        *held = batch->late->len;
    return batch->late->len + batch->duplicate->len + batch->stray->len == 0 ||
           base_write(batch->run->base, &actor, sort_out_body, batch, error);
}

/* --- the door --------------------------------------------------------------------------------- */

/* Nothing more: the next call begins a new pass. */
static void end_pass(MailerRun *run)
{
    g_clear_pointer(&run->campaigns, g_array_unref);
    run->turn = 0;
    run->service_at = INT64_MIN;
    run->service_id = 0;
}

GPtrArray *delivery_due(Base *base, MailerRun *run, int64_t now, unsigned kinds, int limit,
                        int64_t *held, GError **error)
{
    g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func((GDestroyNotify)due_delivery_free);
    g_autoptr(GArray) late = g_array_new(FALSE, FALSE, sizeof(DueCampaign));
    g_autoptr(GArray) duplicate = g_array_new(FALSE, FALSE, sizeof(DueCampaign));
    g_autoptr(GArray) stray = g_array_new(FALSE, FALSE, sizeof(Enrollment));
    Batch batch = {.run = run,
                   .now = now,
                   .kinds = kinds,
                   .limit = (guint)MAX(limit, 1),
                   .due = due,
                   .late = late,
                   .duplicate = duplicate,
                   .stray = stray};
    rules_cache_init(&batch.rules, base);
    bool done = collect_service(&batch, error) && collect_campaigns(&batch, error) &&
                sort_out(&batch, held, error);
    rules_cache_clear(&batch.rules);
    if (!done)
        return NULL;
    if (due->len == 0)
        end_pass(run);
    return g_steal_pointer(&due);
}
