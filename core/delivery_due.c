/* What is due now: the batches a run works through. */
#include "delivery_batch.h"
#include "rows.h"

void due_delivery_free(DueDelivery *due)
{
    if (!due)
        return;
    char *const texts[] = {
        due->address,         due->address_key,       due->language,       due->template_name,
        due->payload,         due->client_first_name, due->client_surname, due->client_patronymic,
        due->client_company,  due->client_phone,      due->employee_name,  due->employee_position,
        due->enterprise_name, due->from_name,         due->from_address,   due->reply_to,
        due->message_id,      due->unsubscribe_token, due->recipient};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    letter_text_unref(due->text);
    digest_free(due->digest);
    notice_free(due->notice);
    if (due->bytes)
        g_bytes_unref(due->bytes);
    g_free(due);
}

/* --- what all kinds have ---------------------------------------------------------------------- */

bool batch_take_sender(Batch *batch, DueDelivery *due, GError **error)
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

bool batch_take_bytes(Batch *batch, DueDelivery *due, GError **error)
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
                     "AND delivery.state IN ('queued', 'deferred') AND delivery.next_at <= ?) "
                     "ORDER BY campaign.enterprise_id, campaign.id"),
                 DB_ARGS(db_integer(batch->now)), error);
    if (!rows)
        return NULL;
    g_autoptr(GArray) campaigns = g_array_new(FALSE, FALSE, sizeof(DueCampaign));
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        const DueCampaign campaign = {db_column_integer(rows, 0), db_column_integer(rows, 1),
                                      INT64_MIN, 0};
        g_array_append_val(campaigns, campaign);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&campaigns) : NULL;
}

/* The rules of `n` that follow one another. */
static bool read_rules(Batch *batch, const GArray *campaigns, guint first, guint n, GError **error)
{
    g_autoptr(GArray) enterprises = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t last = -1;
    for (guint i = first; i < first + n; i++) {
        int64_t id = g_array_index(campaigns, DueCampaign, i % campaigns->len).enterprise_id;
        if (id != last)
            g_array_append_val(enterprises, id);
        last = id;
    }
    return rules_cache_fill(&batch->rules, (const int64_t *)(void *)enterprises->data,
                            enterprises->len, error);
}

static GArray *open_campaigns(Batch *batch, GError **error)
{
    g_autoptr(GArray) campaigns = read_campaigns(batch, error);
    if (!campaigns || !read_rules(batch, campaigns, 0, campaigns->len, error))
        return NULL;
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(DueCampaign));
    for (guint i = 0; i < campaigns->len; i++) {
        const DueCampaign *campaign = &g_array_index(campaigns, DueCampaign, i);
        const SendingRules *rules = rules_cache_get(&batch->rules, campaign->enterprise_id, error);
        if (!rules)
            return NULL;
        if (rules_window_is_open(rules, batch->now))
            g_array_append_val(open, *campaign);
    }
    return g_steal_pointer(&open);
}

/* Of many campaigns so many letters each: what an enterprise's rules and texts cost to read, and on
 * a server its transactions, is shared by them. */
enum { LEAST_SHARE = 8 };

static guint share_of(const Batch *batch)
{
    guint wanted = batch->limit - batch->due->len;
    return MAX(wanted / batch->run->campaigns->len, MIN(wanted, LEAST_SHARE));
}

/* With those of the next ones: they may have little. */
static bool read_rules_ahead(Batch *batch, GError **error)
{
    enum { AHEAD = 8 };
    const GArray *campaigns = batch->run->campaigns;
    const DueCampaign *first = &g_array_index(campaigns, DueCampaign, batch->run->turn);
    return rules_cache_has(&batch->rules, first->enterprise_id) ||
           read_rules(batch, campaigns, batch->run->turn, MIN(campaigns->len, AHEAD), error);
}

/* Each campaign its share, then the next: a backlog of one keeps nobody else waiting. */
static bool collect_campaigns(Batch *batch, GError **error)
{
    MailerRun *run = batch->run;
    if (!(batch->kinds & DELIVERY_BIT(DELIVERY_LETTER)))
        return true;
    if (!run->campaigns) {
        run->campaigns = open_campaigns(batch, error);
        if (!run->campaigns)
            return false;
        run->turn = (guint)(run->campaigns->len * batch->rank / batch->mates);
    }
    while (run->campaigns->len > 0 && batch->due->len < batch->limit) {
        run->turn %= run->campaigns->len;
        bool exhausted;
        if (!read_rules_ahead(batch, error) ||
            !batch_collect_letters(batch, &g_array_index(run->campaigns, DueCampaign, run->turn),
                                   share_of(batch), &exhausted, error))
            return false;
        if (exhausted)
            g_array_remove_index(run->campaigns, run->turn);
        else
            run->turn++;
    }
    return true;
}

/* --- mailers side by side --------------------------------------------------------------------- */

/* Whoever reads what is due knows nothing of the others before it claims; letters that two of them
 * had made would be made in vain. So each takes its share by the numbers of the letters first, and
 * all that is left after that: the share of one that is slow, or has died. */
static bool find_share(Batch *batch, GError **error)
{
    MailerRun *run = batch->run;
    batch->mates = 1;
    batch->rank = 0;
    if (run->parallel == 1 || run->takes_all)
        return true;
    g_autoptr(DbRows) rows =
        db_query(base_db(run->base),
                 SQL("SELECT count(*), sum(CASE WHEN id < ? THEN 1 ELSE 0 END) FROM mailer_run "
                     "WHERE finished_at IS NULL"),
                 DB_ARGS(db_integer(run->id)), error);
    if (!rows || !db_next(rows, error))
        return false;
    batch->mates = MAX(db_column_integer(rows, 0), 1);
    batch->rank = db_column_integer(rows, 1) % batch->mates;
    run->left_some = run->left_some || batch->mates > 1;
    return true;
}

/* --- the door --------------------------------------------------------------------------------- */

static void rewind_pass(MailerRun *run)
{
    g_clear_pointer(&run->campaigns, g_array_unref);
    run->service = run->digests = (MailPlace){INT64_MIN, 0};
}

/* A pass that begins anew for what was left to others comes once more to what waits for its claim.
 */
static guint drop_offered(Batch *batch)
{
    guint dropped = 0;
    for (guint i = batch->due->len; i-- > 0;) {
        const DueDelivery *due = batch->due->pdata[i];
        if (g_hash_table_contains(batch->run->offered, &due->id)) {
            g_ptr_array_remove_index(batch->due, i);
            dropped++;
        }
    }
    return dropped;
}

static void note_offered(const Batch *batch)
{
    for (guint i = 0; i < batch->due->len; i++) {
        const DueDelivery *due = batch->due->pdata[i];
        g_hash_table_add(batch->run->offered, g_memdup2(&due->id, sizeof due->id));
    }
}

static bool collect_some(Batch *batch, int64_t *held, GError **error)
{
    g_array_set_size(batch->late, 0);
    g_array_set_size(batch->duplicate, 0);
    g_array_set_size(batch->stray, 0);
    g_array_set_size(batch->over, 0);
    return find_share(batch, error) && batch_collect_service(batch, error) &&
           batch_collect_digests(batch, error) && collect_campaigns(batch, error) &&
           batch_sort_out(batch, held, error);
}

static bool collect(Batch *batch, int64_t *held, GError **error)
{
    bool passed_over = true;
    while (batch->due->len == 0 && passed_over) {
        if (!collect_some(batch, held, error))
            return false;
        passed_over = drop_offered(batch) + batch->over->len > 0;
    }
    note_offered(batch);
    return mailer_run_texts(batch->run, batch->due, error);
}

static bool collect_again(Batch *batch, int64_t *held, GError **error)
{
    rewind_pass(batch->run);
    batch->run->takes_all = true;
    return collect(batch, held, error);
}

/* Nothing more: the next call begins a new pass. */
static void end_pass(MailerRun *run)
{
    rewind_pass(run);
    run->takes_all = run->left_some = false;
}

static bool fill(Batch *batch, int64_t *held, GError **error)
{
    MailerRun *run = batch->run;
    if (!collect(batch, held, error) || (batch->due->len == 0 && run->left_some &&
                                         !run->takes_all && !collect_again(batch, held, error)))
        return false;
    if (batch->due->len == 0)
        end_pass(run);
    return true;
}

GPtrArray *delivery_due(Base *base, MailerRun *run, int64_t now, unsigned kinds, int limit,
                        int64_t *held, GError **error)
{
    g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func((GDestroyNotify)due_delivery_free);
    g_autoptr(GArray) late = g_array_new(FALSE, FALSE, sizeof(DueCampaign));
    g_autoptr(GArray) duplicate = g_array_new(FALSE, FALSE, sizeof(DueCampaign));
    g_autoptr(GArray) stray = g_array_new(FALSE, FALSE, sizeof(Enrollment));
    g_autoptr(GArray) over = g_array_new(FALSE, FALSE, sizeof(OverMail));
    int64_t held_now = 0;
    Batch batch = {.run = run,
                   .now = now,
                   .kinds = kinds,
                   .limit = (guint)MAX(limit, 1),
                   .due = due,
                   .late = late,
                   .duplicate = duplicate,
                   .stray = stray,
                   .over = over};
    rules_cache_init(&batch.rules, base);
    bool done = fill(&batch, &held_now, error);
    rules_cache_clear(&batch.rules);
    if (held)
        *held = held_now;
    return done ? g_steal_pointer(&due) : NULL;
}
