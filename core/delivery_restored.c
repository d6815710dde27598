/* A base restored from a backup does not know what was sent since. The journal of acceptances does:
 * each of its lines carries a trace by which the letter is known again among the records of the
 * restored base (delivery_trace.h). */
#include "core/contact.h"
#include "delivery_trace.h"
#include "rows.h"

#define SLICE 100 /* acceptances a transaction */

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
                            "WHERE campaign.enterprise_id = ? " TRACE_IS_LETTER),
                        DB_ARGS(trace_part(trace, TRACE_ENTERPRISE), TRACE_LETTER_ARGS(trace)),
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

/* What became of an acceptance. */
typedef enum { FATE_KNOWN, FATE_SETTLED, FATE_LOST, FATE_KEPT } Fate;

typedef struct {
    const Actor *actor;
    Acceptance **acceptances;
    Fate fates[SLICE];
    guint n;
} Slice;

static bool restore_to_employee(Base *base, const Trace *trace, const AcceptedLetter *letter,
                                Match *match, GError **error)
{
    return trace->notice ? notice_restore(base, trace, letter, match, error)
                         : digest_restore(base, trace, letter, match, error);
}

static bool settle_acceptance(Settling *settling, const Acceptance *acceptance, const Trace *trace,
                              Fate *fate, GError **error)
{
    Match match;
    bool kept;
    Base *base = settling->chains.base;
    g_autofree char *key = email_normalise(acceptance->address, NULL);
    const AcceptedLetter letter = {acceptance->at, acceptance->message_id, acceptance->address,
                                   key ? key : "", acceptance->reply,      trace->unsubscribe_hash};
    if (!match_find(base, acceptance, trace, letter.address_key, &match, error) ||
        (!match.delivery_id && trace->employee_id &&
         !restore_to_employee(base, trace, &letter, &match, error)))
        return false;
    if (!match.delivery_id && !match.step_id) {
        if (!keep_stray(base, trace, &letter, &kept, error))
            return false;
        *fate = kept ? FATE_KEPT : FATE_LOST;
        return true;
    }
    *fate = match.sent ? FATE_KNOWN : FATE_SETTLED;
    return match.sent || (db_enter(base_db(base), match.enterprise_id, error) &&
                          settle_match(settling, &match, &letter, error));
}

static bool slice_body(Base *base, const int64_t *enterprises, size_t n, void *data, GError **error)
{
    Slice *slice = data;
    g_auto(Settling) settling;
    settling_init(&settling, base, slice->actor, 0);
    for (guint i = 0; i < slice->n; i++) {
        g_auto(Trace) trace = trace_read(slice->acceptances[i]->trace);
        if (base_is_among(enterprises, n, trace.parts[TRACE_ENTERPRISE]) &&
            !settle_acceptance(&settling, slice->acceptances[i], &trace, &slice->fates[i], error))
            return false;
    }
    return true;
}

static bool settle_slice(Base *base, Slice *slice, GError **error)
{
    g_autoptr(GArray) enterprises = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < slice->n; i++) {
        g_auto(Trace) trace = trace_read(slice->acceptances[i]->trace);
        base_add_enterprise(enterprises, trace.parts[TRACE_ENTERPRISE]);
    }
    return base_write_each(base, slice->actor, enterprises, slice_body, slice, error);
}

static void add_lost(GPtrArray *lost, const Acceptance *acceptance, bool kept)
{
    LostAcceptance *one = g_new(LostAcceptance, 1);
    *one = (LostAcceptance){acceptance->at, g_strdup(acceptance->address),
                            g_strdup(acceptance->message_id), kept};
    g_ptr_array_add(lost, one);
}

static void take_fates(const Slice *slice, AcceptedJournal *result)
{
    for (guint i = 0; i < slice->n; i++) {
        Fate fate = slice->fates[i];
        result->settled += fate == FATE_SETTLED;
        if (fate == FATE_LOST || fate == FATE_KEPT)
            add_lost(result->lost, slice->acceptances[i], fate == FATE_KEPT);
    }
}

/* In the order of the journal, for a letter makes the one after it. */
static bool settle_all(Base *base, const Actor *actor, GPtrArray *all, AcceptedJournal *result,
                       GError **error)
{
    for (guint i = 0; i < all->len; i += SLICE) {
        Slice slice = {.actor = actor,
                       .acceptances = (Acceptance **)all->pdata + i,
                       .n = MIN(SLICE, all->len - i)};
        if (!settle_slice(base, &slice, error))
            return false;
        take_fates(&slice, result);
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
    if (!mail_journal_read(journal, knows ? place : "", keep, all, &until, error) ||
        !settle_all(base, actor, all, result, error) ||
        !delivery_journal_settled(base, actor->now, until, error))
        return false;
    return delivery_forget_passes(base, journal, actor->now, error);
}
