/* A client's campaigns and letters, as the card shows them. */
#include "delivery_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

/* --- campaigns -------------------------------------------------------------------------------- */

void client_enrollment_free(ClientEnrollment *enrollment)
{
    if (!enrollment)
        return;
    g_free(enrollment->campaign);
    g_free(enrollment->state);
    g_free(enrollment->next_letter);
    g_free(enrollment);
}

static const char *enrollment_state(const ClientEnrollment *enrollment)
{
    if (enrollment->stopped)
        return C_("campaign", "stopped");
    if (enrollment->finished)
        return C_("campaign", "finished");
    return enrollment->paused ? C_("campaign", "paused") : C_("campaign", "running");
}

static ClientEnrollment *take_enrollment(DbRows *row)
{
    ClientEnrollment *enrollment = g_new0(ClientEnrollment, 1);
    enrollment->id = db_column_integer(row, 0);
    enrollment->campaign_id = db_column_integer(row, 1);
    enrollment->run = db_column_integer(row, 2);
    enrollment->campaign = rows_text(row, 3);
    enrollment->since = db_column_integer(row, 4);
    enrollment->paused = db_column_type(row, 5) != DB_NULL;
    enrollment->stopped = db_column_type(row, 6) != DB_NULL;
    enrollment->sent = db_column_integer(row, 7);
    bool open = db_column_type(row, 8) != DB_NULL;
    enrollment->next_at = open && !enrollment->stopped ? db_column_integer(row, 8) : 0;
    enrollment->next_letter = rows_text(row, 9);
    enrollment->finished = !enrollment->stopped && !open;
    enrollment->state = g_strdup(enrollment_state(enrollment));
    return enrollment;
}

GPtrArray *enrollments_of_client(Base *base, const Actor *actor, int64_t client_id, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT enrollment.id, enrollment.campaign_id, enrollment.run, campaign.name, "
                     "enrollment.created_at, enrollment.paused_at, enrollment.stopped_at, "
                     "(SELECT count(*) FROM delivery AS gone "
                     "WHERE gone.enterprise_id = enrollment.enterprise_id "
                     "AND gone.enrollment_id = enrollment.id AND gone.state = 'sent'), "
                     "delivery.next_at, letter.name FROM enrollment "
                     "JOIN campaign ON campaign.enterprise_id = enrollment.enterprise_id "
                     "AND campaign.id = enrollment.campaign_id "
                     "LEFT JOIN delivery ON delivery.enterprise_id = enrollment.enterprise_id "
                     "AND delivery.enrollment_id = enrollment.id AND delivery.state IN ('queued', "
                     "'claimed', 'in_data', 'deferred', 'held', 'unknown') "
                     "LEFT JOIN letter ON letter.enterprise_id = delivery.enterprise_id "
                     "AND letter.id = delivery.letter_id "
                     "WHERE enrollment.enterprise_id = ? AND enrollment.client_id = ? "
                     "ORDER BY +enrollment.id DESC"),
                 DB_ARGS(db_integer(actor->enterprise_id), db_integer(client_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)client_enrollment_free);
    GError *failure = NULL;
    while (db_next(rows, &failure))
        g_ptr_array_add(all, take_enrollment(rows));
    return rows_ended(failure, error) ? g_steal_pointer(&all) : NULL;
}

/* --- letters ---------------------------------------------------------------------------------- */

void client_letter_free(ClientLetter *letter)
{
    if (!letter)
        return;
    g_free(letter->campaign);
    g_free(letter->letter);
    g_free(letter->subject);
    g_free(letter->state);
    g_free(letter->shown);
    g_free(letter->reply);
    g_free(letter);
}

/* The sentence of one letter; NULL without error: there is no such letter. */
static char *explain(Base *base, const SendingRules *rules, int64_t now, int64_t delivery_id,
                     GError **error)
{
    g_auto(GateFacts) facts = {0};
    Quota quota;
    bool found;
    if (!gate_facts_read(base, rules, delivery_id, now, &facts, &found, error) || !found ||
        !quota_read(base, rules, now, &quota, error))
        return NULL;
    return delivery_sentence(&facts, gate_of(&facts, rules, &quota, now), rules, now);
}

static ClientLetter *take_letter(Base *base, const SendingRules *rules, int64_t now, DbRows *row,
                                 GError **error)
{
    ClientLetter *letter = g_new0(ClientLetter, 1);
    letter->delivery_id = db_column_integer(row, 0);
    letter->campaign = rows_text(row, 1);
    letter->letter = rows_text(row, 2);
    letter->subject = rows_text(row, 3);
    letter->state = rows_text(row, 4);
    letter->letter_id = db_column_integer(row, 7);
    letter->reply = rows_text(row, 8);
    letter->at = db_column_integer(row, db_column_type(row, 5) == DB_NULL ? 6 : 5);
    letter->shown = explain(base, rules, now, letter->delivery_id, error);
    if (letter->shown)
        return letter;
    client_letter_free(letter);
    return NULL;
}

GPtrArray *letters_of_client(Base *base, const Actor *actor, int64_t client_id, GError **error)
{
    g_auto(SendingRules) rules = {0};
    if (!sending_rules_read(base, actor->enterprise_id, &rules, error))
        return NULL;
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT delivery.id, campaign.name, letter.name, subject.text, delivery.state, "
            "delivery.sent_at, delivery.next_at, delivery.letter_id, delivery.reply FROM delivery "
            "JOIN campaign ON campaign.enterprise_id = delivery.enterprise_id "
            "AND campaign.id = delivery.campaign_id "
            "JOIN letter ON letter.enterprise_id = delivery.enterprise_id "
            "AND letter.id = delivery.letter_id "
            "JOIN subject ON subject.enterprise_id = letter.enterprise_id "
            "AND subject.id = letter.subject_id "
            "WHERE delivery.enterprise_id = ? AND delivery.client_id = ? ORDER BY +delivery.id DESC"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(client_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)client_letter_free);
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        ClientLetter *letter = take_letter(base, &rules, actor->now, rows, error);
        if (!letter)
            return NULL;
        g_ptr_array_add(all, letter);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&all) : NULL;
}

GBytes *delivery_bytes(Base *base, const Actor *actor, int64_t delivery_id, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT delivery_message.bytes FROM delivery_message JOIN delivery "
                     "ON delivery.enterprise_id = delivery_message.enterprise_id "
                     "AND delivery.id = delivery_message.id "
                     "WHERE delivery_message.enterprise_id = ? AND delivery_message.id = ? "
                     "AND delivery.message_id IS NOT NULL"),
                 DB_ARGS(db_integer(actor->enterprise_id), db_integer(delivery_id)), error);
    if (!rows)
        return NULL;
    GError *failure = NULL;
    GBytes *found = NULL;
    if (db_next(rows, &failure)) {
        size_t size;
        const void *bytes = db_column_blob(rows, 0, &size);
        found = g_bytes_new(bytes, size);
    }
    rows_ended(failure, error);
    return found;
}

/* --- why -------------------------------------------------------------------------------------- */

/* The enterprise of an enrollment: the console may ask about any. */
static bool find_enrollment(Base *base, const Actor *actor, int64_t enrollment_id,
                            int64_t *enterprise_id, GError **error)
{
    bool found;
    if (!db_get_integer(base_db(base), SQL("SELECT enterprise_id FROM enrollment WHERE id = ?"),
                        DB_ARGS(db_integer(enrollment_id)), enterprise_id, &found, error))
        return false;
    if (found &&
        (*enterprise_id == actor->enterprise_id || (actor->console && actor->enterprise_id == 0)))
        return true;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, enrollment_id);
    g_set_error(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_NOT_FOUND,
                _("there is no campaign of a client with the number %s"), number);
    return false;
}

static const char *nothing_to_come(const History *history)
{
    if (history->stopped)
        return _("the client's campaign was stopped: nothing more goes");
    if (history->letters->len == 0)
        return _("the campaign has no letters yet");
    return _("the client has had every letter of the campaign");
}

static bool explain_open(Base *base, const Actor *actor, const History *history,
                         GPtrArray *sentences, GError **error)
{
    g_auto(SendingRules) rules = {0};
    const PastLetter *open = history_open(history);
    if (!open) {
        g_ptr_array_add(sentences, g_strdup(nothing_to_come(history)));
        return true;
    }
    if (!sending_rules_read(base, history->enterprise_id, &rules, error))
        return false;
    char *sentence = explain(base, &rules, actor->now, open->id, error);
    if (sentence)
        g_ptr_array_add(sentences, sentence);
    return sentence != NULL;
}

GPtrArray *enrollment_why(Base *base, const Actor *actor, int64_t enrollment_id, GError **error)
{
    g_autoptr(GPtrArray) sentences = g_ptr_array_new_with_free_func(g_free);
    g_auto(History) history = {0};
    int64_t enterprise_id;
    bool found;
    if (!find_enrollment(base, actor, enrollment_id, &enterprise_id, error) ||
        !history_read(base, enterprise_id, enrollment_id, &history, &found, error) ||
        !explain_open(base, actor, &history, sentences, error))
        return NULL;
    return g_steal_pointer(&sentences);
}
