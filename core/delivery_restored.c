/* A base restored from a backup does not know what was sent since. The journal of acceptances does:
 * each of its lines carries a trace by which the letter is known again among the records of the
 * restored base. */
#include "core/contact.h"
#include "delivery_internal.h"
#include "rows.h"

#include <string.h>

#define SLICE 100 /* acceptances a transaction */

/* --- the trace -------------------------------------------------------------------------------- */

/* Numbers between blanks, then the fingerprint by which the letter's reader unsubscribes, if there
 * is one. After a restore ids are given anew to other records; with the instant at which it was
 * made an id stands for one record. Service mail has zeros from the campaign on. */
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
} Trace;

static void trace_clear(Trace *trace)
{
    g_free(trace->unsubscribe_hash);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Trace, trace_clear)

char *delivery_trace(Base *base, const DueDelivery *due, const char *unsubscribe_hash,
                     GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT delivery.enterprise_id, delivery.id, delivery.due_at, delivery.campaign_id, "
            "campaign.created_at, delivery.letter_id, letter.created_at, delivery.enrollment_id, "
            "enrollment.created_at, delivery.run, "
            "COALESCE (?, delivery.unsubscribe_hash) FROM delivery "
            "LEFT JOIN campaign ON campaign.enterprise_id = delivery.enterprise_id "
            "AND campaign.id = delivery.campaign_id "
            "LEFT JOIN letter ON letter.enterprise_id = delivery.enterprise_id "
            "AND letter.id = delivery.letter_id "
            "LEFT JOIN enrollment ON enrollment.enterprise_id = delivery.enterprise_id "
            "AND enrollment.id = delivery.enrollment_id "
            "WHERE delivery.enterprise_id = ? AND delivery.id = ?"),
        DB_ARGS(db_text(unsubscribe_hash), db_integer(due->enterprise_id), db_integer(due->id)),
        error);
    if (!rows)
        return NULL;
    GError *failure = NULL;
    g_autoptr(GString) trace = g_string_new(NULL);
    while (db_next(rows, &failure)) {
        g_autofree char *hash = rows_text(rows, N_TRACE);
        for (int i = 0; i < N_TRACE; i++)
            g_string_append_printf(trace, "%" G_GINT64_FORMAT " ", db_column_integer(rows, i));
        g_string_append(trace, hash);
    }
    return rows_ended(failure, error) ? g_strdup(trace->str) : NULL;
}

static Trace read_trace(const char *text)
{
    Trace trace = {0};
    g_auto(GStrv) parts = g_strsplit(text, " ", -1);
    guint n = g_strv_length(parts);
    for (guint i = 0; i < MIN(n, N_TRACE); i++)
        trace.parts[i] = g_ascii_strtoll(parts[i], NULL, 10);
    if (n > N_TRACE && *parts[N_TRACE])
        trace.unsubscribe_hash = g_strdup(parts[N_TRACE]);
    return trace;
}

static DbValue part(const Trace *trace, TracePart part)
{
    return db_integer(trace->parts[part]);
}

/* --- the place in the journal ----------------------------------------------------------------- */

char *delivery_journal_place(Base *base, GError **error)
{
    char *place = NULL;
    bool found;
    if (!db_get_text(base_db(base), SQL("SELECT value FROM base_fact WHERE name = 'journal'"),
                     DB_NO_ARGS, &place, &found, error))
        return NULL;
    return found ? place : g_strdup("");
}

static bool place_body(Base *base, void *data, GError **error)
{
    const char *place = data;
    return db_execute(base_db(base),
                      SQL("INSERT INTO base_fact (name, value) VALUES ('journal', ?) "
                          "ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
                      DB_ARGS(db_text(place)), NULL, error);
}

bool delivery_journal_settled(Base *base, int64_t now, const char *place, GError **error)
{
    Actor actor = mailer_actor(now);
    g_autofree char *text = g_strdup(place);
    return base_write(base, &actor, place_body, text, error);
}

/* --- the same letter in the restored base ----------------------------------------------------- */

/* Where an acceptance belongs. */
typedef struct {
    int64_t enterprise_id, delivery_id; /* 0: not queued yet */
    int64_t enrollment_id, campaign_id, client_id, run, step_id, letter_id;
    bool sent;
} Match;

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
#define MATCH_LETTER                                                                               \
    "AND campaign.id = ? AND campaign.created_at = ? AND letter.id = ? AND letter.created_at = ? "
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
                                     "AND enrollment.created_at = ? " MATCH_LETTER MATCH_ORDER),
                DB_ARGS(part(trace, TRACE_ENTERPRISE), part(trace, TRACE_ENROLLMENT),
                        part(trace, TRACE_ENROLLMENT_MADE), part(trace, TRACE_CAMPAIGN),
                        part(trace, TRACE_CAMPAIGN_MADE), part(trace, TRACE_LETTER),
                        part(trace, TRACE_LETTER_MADE)),
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
            "AND enrollment.run = ? AND delivery.sent_at IS NULL " MATCH_LETTER MATCH_ORDER),
        DB_ARGS(part(trace, TRACE_ENTERPRISE), db_blob(key, (gssize)strlen(key)),
                part(trace, TRACE_RUN), part(trace, TRACE_CAMPAIGN),
                part(trace, TRACE_CAMPAIGN_MADE), part(trace, TRACE_LETTER),
                part(trace, TRACE_LETTER_MADE)),
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
        DB_ARGS(part(trace, TRACE_ENTERPRISE), part(trace, TRACE_DELIVERY), part(trace, TRACE_DUE),
                db_text(key)),
        match, error);
}

static bool find_match(Base *base, const Acceptance *acceptance, const Trace *trace,
                       const char *key, Match *match, GError **error)
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

/* --- settling --------------------------------------------------------------------------------- */

/* The letter before it was sent after the backup too, and its own row came into being then. */
static bool queue_missing(Base *base, Match *match, int64_t at, GError **error)
{
    if (match->delivery_id)
        return true;
    const History who = {.enterprise_id = match->enterprise_id,
                         .id = match->enrollment_id,
                         .client_id = match->client_id,
                         .campaign_id = match->campaign_id,
                         .run = match->run};
    const ChainStep step = {match->step_id, match->letter_id, 0};
    return chain_queue(base, &who, &step, at, error) &&
           db_get_integer(base_db(base),
                          SQL("SELECT id FROM delivery WHERE enterprise_id = ? "
                              "AND enrollment_id = ? AND step_id = ?"),
                          DB_ARGS(db_integer(match->enterprise_id),
                                  db_integer(match->enrollment_id), db_integer(match->step_id)),
                          &match->delivery_id, NULL, error);
}

static bool settle_match(Settling *settling, Match *match, const AcceptedLetter *letter,
                         GError **error)
{
    return queue_missing(settling->chains.base, match, letter->at, error) &&
           delivery_settle_accepted(settling, match->enterprise_id, match->delivery_id, letter,
                                    error);
}

/* Of a campaign and a letter that this base has; else *kept is false. */
static bool keep_stray(Base *base, const Trace *trace, const AcceptedLetter *letter, bool *kept,
                       GError **error)
{
    int64_t campaigns = 0;
    if (trace->parts[TRACE_CAMPAIGN] && *letter->address_key &&
        !db_get_integer(base_db(base),
                        SQL("SELECT count(*) FROM campaign JOIN letter "
                            "ON letter.enterprise_id = campaign.enterprise_id "
                            "WHERE campaign.enterprise_id = ? " MATCH_LETTER),
                        DB_ARGS(part(trace, TRACE_ENTERPRISE), part(trace, TRACE_CAMPAIGN),
                                part(trace, TRACE_CAMPAIGN_MADE), part(trace, TRACE_LETTER),
                                part(trace, TRACE_LETTER_MADE)),
                        &campaigns, NULL, error))
        return false;
    *kept = campaigns > 0;
    return !*kept || stray_keep(base, trace->parts[TRACE_ENTERPRISE], trace->parts[TRACE_CAMPAIGN],
                                trace->parts[TRACE_LETTER], trace->parts[TRACE_RUN], letter, error);
}

/* --- all of them ------------------------------------------------------------------------------ */

void lost_acceptance_free(LostAcceptance *lost)
{
    if (!lost)
        return;
    g_free(lost->address);
    g_free(lost->message_id);
    g_free(lost);
}

static void kept_free(void *data)
{
    Acceptance *kept = data;
    char *const texts[] = {(char *)kept->message_id, (char *)kept->address, (char *)kept->trace,
                           (char *)kept->reply};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(kept);
}

static bool keep(const Acceptance *acceptance, void *data, GError **error)
{
    Acceptance *kept = g_new(Acceptance, 1);
    *kept = (Acceptance){acceptance->run_id,
                         acceptance->at,
                         g_strdup(acceptance->message_id),
                         g_strdup(acceptance->address),
                         g_strdup(acceptance->trace),
                         g_strdup(acceptance->reply)};
    g_ptr_array_add(data, kept);
    return true;
}

typedef struct {
    const Actor *actor;
    Acceptance **acceptances;
    guint n;
    guint settled;
    GPtrArray *lost; /* of the slice */
} Slice;

static void add_lost(GPtrArray *lost, const Acceptance *acceptance, bool kept)
{
    LostAcceptance *one = g_new(LostAcceptance, 1);
    *one = (LostAcceptance){acceptance->at, g_strdup(acceptance->address),
                            g_strdup(acceptance->message_id), kept};
    g_ptr_array_add(lost, one);
}

static bool settle_one(Settling *settling, Slice *slice, const Acceptance *acceptance,
                       GError **error)
{
    Match match;
    bool kept;
    g_auto(Trace) trace = read_trace(acceptance->trace);
    g_autofree char *key = email_normalise(acceptance->address, NULL);
    const AcceptedLetter letter = {acceptance->at, acceptance->message_id, acceptance->address,
                                   key ? key : "", acceptance->reply,      trace.unsubscribe_hash};
    if (!find_match(settling->chains.base, acceptance, &trace, letter.address_key, &match, error))
        return false;
    if (!match.delivery_id && !match.step_id) {
        if (!keep_stray(settling->chains.base, &trace, &letter, &kept, error))
            return false;
        add_lost(slice->lost, acceptance, kept);
        return true;
    }
    slice->settled += !match.sent;
    return match.sent || settle_match(settling, &match, &letter, error);
}

static bool slice_body(Base *base, void *data, GError **error)
{
    Slice *slice = data;
    slice->settled = 0;
    g_ptr_array_set_size(slice->lost, 0);
    g_auto(Settling) settling;
    settling_init(&settling, base, slice->actor, 0);
    for (guint i = 0; i < slice->n; i++)
        if (!settle_one(&settling, slice, slice->acceptances[i], error))
            return false;
    return true;
}

/* In the order of the journal, for a letter makes the one after it. */
static bool settle_all(Base *base, const Actor *actor, GPtrArray *all, AcceptedJournal *result,
                       GError **error)
{
    for (guint i = 0; i < all->len; i += SLICE) {
        g_autoptr(GPtrArray) lost =
            g_ptr_array_new_with_free_func((GDestroyNotify)lost_acceptance_free);
        Slice slice = {actor, (Acceptance **)all->pdata + i, MIN(SLICE, all->len - i), 0, lost};
        if (!base_write(base, actor, slice_body, &slice, error))
            return false;
        result->settled += slice.settled;
        g_ptr_array_extend_and_steal(result->lost, g_steal_pointer(&lost));
    }
    return true;
}

void accepted_journal_clear(AcceptedJournal *result)
{
    g_clear_pointer(&result->lost, g_ptr_array_unref);
}

bool delivery_accept_journal(Base *base, const Actor *actor, MailJournal *journal,
                             AcceptedJournal *result, GError **error)
{
    *result =
        (AcceptedJournal){0, g_ptr_array_new_with_free_func((GDestroyNotify)lost_acceptance_free)};
    g_autofree char *place = delivery_journal_place(base, error);
    bool knows = false;
    if (!place || !mail_journal_knows(journal, place, &knows, error))
        return false;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(kept_free);
    g_autofree char *until = NULL;
    return mail_journal_read(journal, knows ? place : "", keep, all, &until, error) &&
           settle_all(base, actor, all, result, error) &&
           delivery_journal_settled(base, actor->now, until, error);
}
