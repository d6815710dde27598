#include "work_private.h"

#include <glib/gi18n-lib.h>
#include <poll.h>

enum { EVENTS = 128 }; /* taken at once: two for each connection there can be */
#define BEAT_EVERY (30 * G_USEC_PER_SEC)
#define PATIENCE (60 * G_USEC_PER_SEC) /* with a base that is away */

int64_t work_now(const Work *work)
{
    return work->settings->now(work->settings->now_data);
}

/* --- the answer ------------------------------------------------------------------------------- */

static void end_early(RunResult *result, const Relay *relay, const Job *job)
{
    const SmtpReport *report = &job->pooled.report;
    if (job->effect == RUN_GOES_ON || result->effect != RUN_GOES_ON)
        return;
    result->effect = job->effect;
    result->alarm = g_strdup_printf(job->effect == RUN_REFUSED
                                        ? _("the mail relay %s refuses us at the step %s: %s")
                                        : _("the mail relay %s cannot be used, at the step %s: %s"),
                                    relay->url, smtp_step_name(report->step), report->words);
}

static void count(MailerFigures *figures, OutcomeKind kind)
{
    int64_t *const counters[] = {
        [OUTCOME_SENT] = &figures->sent,     [OUTCOME_DEFERRED] = &figures->deferred,
        [OUTCOME_FAILED] = &figures->failed, [OUTCOME_BOUNCED] = &figures->failed,
        [OUTCOME_POLICY] = &figures->failed, [OUTCOME_UNKNOWN] = &figures->unknown,
        [OUTCOME_HELD] = &figures->held,     [OUTCOME_REQUEUE] = NULL,
    };
    if (counters[kind])
        ++*counters[kind];
}

static void note_refused_sender(Work *work, const char *sender)
{
    int times = GPOINTER_TO_INT(g_hash_table_lookup(work->refused, sender));
    g_hash_table_insert(work->refused, g_strdup(sender), GINT_TO_POINTER(times + 1));
}

/* A letter that was stopped goes back to the queue, if it is still ours, and counts as nothing. */
static Outcome make_outcome(Work *work, const Job *job)
{
    const SmtpReport *report = &job->pooled.report;
    if (!report->stopped)
        count(&work->result->figures, job->kind);
    if (job->kind == OUTCOME_SENT && job->due->kind == DELIVERY_DIGEST)
        work->result->figures.digests++;
    if (job->kind == OUTCOME_HELD)
        note_refused_sender(work, job->pooled.letter.sender);
    end_early(work->result, work->settings->relay, job);
    return (Outcome){.due = job->due,
                     .kind = job->kind,
                     .at = work_now(work),
                     .reply = report->words,
                     .code = *report->enhanced ? report->enhanced : NULL};
}

/* Outside the base first: a 250 that only the base's next commit would know could be forgotten. */
static bool write_journal(Work *work, Job *const *jobs, const Outcome *outcomes, size_t n,
                          GError **error)
{
    Acceptance acceptances[EVENTS];
    size_t accepted = 0;
    for (size_t i = 0; i < n; i++)
        if (outcomes[i].kind == OUTCOME_SENT)
            acceptances[accepted++] = (Acceptance){.run_id = mailer_run_id(work->run),
                                                   .at = outcomes[i].at,
                                                   .message_id = jobs[i]->rendered.message_id,
                                                   .address = jobs[i]->due->address,
                                                   .trace = jobs[i]->trace,
                                                   .reply = outcomes[i].reply};
    return accepted == 0 || mail_journal_append(work->journal, acceptances, accepted, error);
}

/* --- the loop --------------------------------------------------------------------------------- */

typedef struct {
    PoolLetter *asking[EVENTS];
    Job *done[EVENTS];
    Outcome outcomes[EVENTS];
    size_t n_asking, n_done;
} Round;

static void sort_events(Work *work, Round *round, const PoolEvent *events, size_t n)
{
    round->n_asking = round->n_done = 0;
    for (size_t i = 0; i < n; i++) {
        if (events[i].kind == POOL_ASKS) {
            round->asking[round->n_asking++] = events[i].letter;
        } else {
            Job *job = events[i].letter->data;
            round->outcomes[round->n_done] = make_outcome(work, job);
            round->done[round->n_done++] = job;
        }
    }
}

static void free_done(Work *work, Round *round)
{
    for (size_t i = 0; i < round->n_done; i++) {
        work->bytes -= job_size(round->done[i]);
        job_free(round->done[i]);
    }
    work->underway -= (int)round->n_done;
}

/* One commit lets all of them go that ask at their 354. */
static bool commit(Work *work, const Round *round, bool *ok, GError **error)
{
    const DueDelivery *asking[EVENTS];
    for (size_t i = 0; i < round->n_asking; i++)
        asking[i] = ((const Job *)round->asking[i]->data)->due;
    const DeliveryRound moved = {round->outcomes, round->n_done, asking, ok, round->n_asking};
    return delivery_round(work->base, work->run, work_now(work), &moved, error);
}

static void answer(Work *work, const Round *round, const bool *ok)
{
    for (size_t i = 0; i < round->n_asking; i++)
        pool_answer(work->pool, round->asking[i], ok && ok[i]);
}

static void heed_signals(Work *work, int wait_ms)
{
    struct pollfd poll_signal = {.fd = work->settings->signals, .events = POLLIN};
    if (work->result->stopped || poll(&poll_signal, 1, wait_ms) <= 0)
        return;
    work->result->stopped = true;
    if (work->pool)
        pool_close(work->pool);
}

static bool may_come_back(const GError *error)
{
    return g_error_matches(error, BASE_ERROR, BASE_ERROR_LOST) ||
           g_error_matches(error, BASE_ERROR, BASE_ERROR_UNKNOWN_COMMIT);
}

/* The reason why a base stays away says more than that it has gone. */
static void tell_last(GError **error, const GError *failure)
{
    if (!error || !may_come_back(*error))
        return;
    g_clear_error(error);
    *error = g_error_copy(failure);
}

/* Only this process knows what servers have said, and which letters none of them got: a base that
 * is away, as while its server starts anew, is waited for. Settled twice is settled once. */
static void settle_patiently(Work *work, const Round *round, GError **error)
{
    for (bool away = true; away;) {
        g_autoptr(GError) failure = NULL;
        if (delivery_settle(work->base, work->run, work_now(work), round->outcomes, round->n_done,
                            &failure))
            return;
        gint64 now = g_get_monotonic_time();
        if (!work->patient_until)
            work->patient_until = now + PATIENCE;
        away = may_come_back(failure) && now < work->patient_until && !work->result->stopped;
        if (away)
            heed_signals(work, 200);
        else
            tell_last(error, failure);
    }
}

/* The base or the journal has failed: no letter goes any more. What servers took is written to the
 * journal if that can be, and the next run finds it there; what they said goes into the base in any
 * case. */
static void handle_broken(Work *work, Round *round, bool written, GError **error)
{
    answer(work, round, NULL);
    if (!written)
        write_journal(work, round->done, round->outcomes, round->n_done, NULL);
    if (round->n_done)
        settle_patiently(work, round, error);
}

/* What servers took is written to the journal before the base has it and before others may go on.
 */
static bool handle(Work *work, Round *round, GError **error)
{
    bool ok[EVENTS] = {false};
    bool written = write_journal(work, round->done, round->outcomes, round->n_done, error);
    bool committed =
        written && (round->n_asking + round->n_done == 0 || commit(work, round, ok, error));
    if (committed)
        answer(work, round, ok);
    else
        handle_broken(work, round, true, error);
    return committed;
}

static void next_round(Work *work, Round *round)
{
    PoolEvent events[EVENTS];
    size_t n = pool_events(work->pool, G_USEC_PER_SEC, events, EVENTS);
    sort_events(work, round, events, n);
}

static bool beat(Work *work, GError **error)
{
    gint64 now = g_get_monotonic_time();
    if (now - work->beaten < BEAT_EVERY)
        return true;
    work->beaten = now;
    return mailer_run_beat(work->run, work_now(work), error);
}

static bool step(Work *work, GError **error)
{
    Round round;
    heed_signals(work, 0);
    if (!work_claim_more(work, error) || !beat(work, error))
        return false;
    if (work->underway == 0)
        return true;
    next_round(work, &round);
    bool good = handle(work, &round, error);
    free_done(work, &round);
    return good;
}

/* After a failure: no letter is left on its way. */
static void wind_up(Work *work, GError **error)
{
    Round round;
    if (work->underway)
        pool_close(work->pool);
    while (work->underway) {
        next_round(work, &round);
        handle_broken(work, &round, false, error);
        free_done(work, &round);
    }
}

bool work_through(Base *base, MailerRun *run, MailJournal *journal, const RunSettings *settings,
                  RunResult *result, GError **error)
{
    Work work = {.base = base,
                 .run = run,
                 .journal = journal,
                 .settings = settings,
                 .result = result,
                 .streak = outcome_streak_new(),
                 .refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                 .beaten = g_get_monotonic_time()};
    bool good = true;
    while (good && !work_is_over(&work))
        good = step(&work, error);
    wind_up(&work, error);
    pool_free(work.pool);
    outcome_streak_free(work.streak);
    g_hash_table_unref(work.refused);
    return good;
}
