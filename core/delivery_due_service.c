/* Mail of the system that is due: codes, invitations, changes of tasks, digests, alarms. */
#include "core/contact.h"
#include "delivery_batch.h"
#include "notice_internal.h"
#include "rows.h"

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

static DueDelivery *take_service(DbRows *row, MailPlace *place)
{
    DueDelivery *due = g_new0(DueDelivery, 1);
    due->enterprise_id = db_column_integer(row, 0);
    due->id = place->id = db_column_integer(row, 1);
    place->at = db_column_integer(row, 2);
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

static bool add_service(Batch *batch, DbRows *row, MailPlace *place, GError **error)
{
    DueDelivery *due = take_service(row, place);
    char **const none[] = {&due->client_first_name, &due->client_surname, &due->client_patronymic,
                           &due->client_company,    &due->client_phone,   &due->employee_name,
                           &due->employee_position};
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        *none[i] = g_strdup("");
    g_ptr_array_add(batch->due, due);
    return batch_take_sender(batch, due, error) &&
           (!due->message_id || batch_take_bytes(batch, due, error));
}

static bool add_all(Batch *batch, DbRows *rows, MailPlace *place, GError **error)
{
    GError *failure = NULL;
    while (db_next(rows, &failure))
        if (!add_service(batch, rows, place, error))
            return false;
    return rows_ended(failure, error);
}

/* --- what it says ----------------------------------------------------------------------------- */

/* To the address that is theirs now: it may have been put right since. */
static void take_recipient(DueDelivery *due, const char *surname, const char *first_name,
                           const char *address)
{
    due->recipient = g_strstrip(g_strjoin(" ", surname, first_name, NULL));
    if (due->bytes)
        return;
    g_free(due->address);
    g_free(due->address_key);
    due->address = g_strdup(address);
    due->address_key = email_normalise(due->address, NULL);
    if (!due->address_key)
        due->address_key = g_strdup("");
}

static bool read_digest(Batch *batch, const SendingRules *rules, DueDelivery *due,
                        const char **over, GError **error)
{
    if (!digest_read(batch->run->base, rules, due->id, batch->now, &due->digest, over, error))
        return false;
    if (due->digest)
        take_recipient(due, due->digest->surname, due->digest->first_name, due->digest->address);
    return true;
}

static bool read_notice(Batch *batch, const SendingRules *rules, DueDelivery *due,
                        const char **over, GError **error)
{
    if (!notice_read(batch->run->base, rules, due, batch->now, &due->notice, over, error))
        return false;
    if (due->notice)
        take_recipient(due, due->notice->surname, due->notice->first_name, due->notice->address);
    return true;
}

static bool read_words(Batch *batch, DueDelivery *due, const char **over, GError **error)
{
    const SendingRules *rules = rules_cache_get(&batch->rules, due->enterprise_id, error);
    *over = NULL;
    if (!rules)
        return false;
    if (due->kind == DELIVERY_DIGEST)
        return read_digest(batch, rules, due, over, error);
    return !g_str_equal(due->template_name, NOTICE_TEMPLATE) ||
           read_notice(batch, rules, due, over, error);
}

/* Those that are over leave the batch. */
static bool fill(Batch *batch, guint from, GError **error)
{
    for (guint i = from; i < batch->due->len;) {
        DueDelivery *due = batch->due->pdata[i];
        OverMail over = {due->enterprise_id, due->id, NULL};
        if (!read_words(batch, due, &over.reason, error))
            return false;
        if (over.reason) {
            g_array_append_val(batch->over, over);
            g_ptr_array_remove_index(batch->due, i);
        } else {
            i++;
        }
    }
    return true;
}

/* --- the queues ------------------------------------------------------------------------------- */

/* Of which no byte was ever offered is made anew: it is to say how things stand now. */
#define SELECT_DUE                                                                                 \
    "SELECT enterprise_id, id, next_at, kind, address, address_key, language, template, payload, " \
    "CASE WHEN in_data_at IS NULL THEN NULL ELSE message_id END, tries, first_try_at "             \
    "FROM delivery WHERE state IN ('queued', 'deferred') "                                         \
    "AND next_at <= ? AND (next_at, id) > (?, ?) AND " BATCH_SHARE
#define DUE_ARGS(batch, place)                                                                     \
    db_integer((batch)->now), db_integer((place)->at), db_integer((place)->id),                    \
        BATCH_SHARE_ARGS(batch)

#define LOOK_EVERY WHEN_MINUTE

/* What has become due of itself is queued at a run's beginning, and then once a minute. */
static bool queue_new(Batch *batch, int64_t *looked_at,
                      bool (*queue)(Base *base, int64_t now, GError **error), GError **error)
{
    if (*looked_at && batch->now - *looked_at < LOOK_EVERY)
        return true;
    *looked_at = batch->now;
    return queue(batch->run->base, batch->now, error);
}

static bool read_service(Batch *batch, GError **error)
{
    MailPlace *place = &batch->run->service;
    g_autoptr(DbRows) rows =
        db_query(base_db(batch->run->base),
                 SQL(SELECT_DUE "AND kind IN ('service', 'alarm') AND kind IN (?, ?) "
                                "ORDER BY next_at, id LIMIT ?"),
                 DB_ARGS(DUE_ARGS(batch, place), wanted_kind(batch->kinds, DELIVERY_SERVICE),
                         wanted_kind(batch->kinds, DELIVERY_ALARM), db_integer(batch->limit)),
                 error);
    return rows && add_all(batch, rows, place, error);
}

bool batch_collect_service(Batch *batch, GError **error)
{
    MailerRun *run = batch->run;
    guint from = batch->due->len;
    if (!(batch->kinds & (DELIVERY_BIT(DELIVERY_SERVICE) | DELIVERY_BIT(DELIVERY_ALARM))))
        return true;
    return queue_new(batch, &run->notices_looked_at, notice_queue, error) &&
           read_service(batch, error) && fill(batch, from, error);
}

/* --- digests ---------------------------------------------------------------------------------- */

#define OVER_AT_ONCE 500 /* put away in one transaction */

static bool read_digests(Batch *batch, guint limit, GError **error)
{
    MailPlace *place = &batch->run->digests;
    g_autoptr(DbRows) rows =
        db_query(base_db(batch->run->base),
                 SQL(SELECT_DUE "AND kind = 'digest' ORDER BY next_at, id LIMIT ?"),
                 DB_ARGS(DUE_ARGS(batch, place), db_integer(limit)), error);
    return rows && add_all(batch, rows, place, error);
}

bool batch_collect_digests(Batch *batch, GError **error)
{
    if (!(batch->kinds & DELIVERY_BIT(DELIVERY_DIGEST)))
        return true;
    if (!queue_new(batch, &batch->run->digests_looked_at, digest_queue, error))
        return false;
    for (bool more = true;
         more && batch->due->len < batch->limit && batch->over->len < OVER_AT_ONCE;) {
        guint from = batch->due->len;
        if (!read_digests(batch, batch->limit - from, error))
            return false;
        more = batch->due->len > from;
        if (!fill(batch, from, error))
            return false;
    }
    return true;
}
