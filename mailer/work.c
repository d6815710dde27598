#include "work.h"

#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>

enum {
    AHEAD = 4,          /* letters claimed for each connection: it never waits for a commit */
    EVENTS = 128,       /* taken at once: two for each connection there can be */
    SENDER_REFUSED = 3, /* times until its other letters are not even offered */
};
#define BYTES_AHEAD (64u << 20) /* with as much as this underway nothing more is claimed */
#define BEAT_EVERY (30 * G_USEC_PER_SEC)
#define PATIENCE (60 * G_USEC_PER_SEC) /* with a base that is away */

typedef struct {
    Base *base;
    MailerRun *run;
    MailJournal *journal;
    const RunSettings *settings;
    RunResult *result;
    Pool *pool;            /* NULL until the first letter */
    OutcomeStreak *streak; /* the pool's threads', one at a time */
    GHashTable *refused;   /* sender's address → how often the relay refused it */
    int64_t taken;         /* letters claimed in this pass */
    int underway;          /* of those, not settled yet */
    gsize bytes;           /* theirs, as messages */
    bool exhausted;        /* nothing more is due */
    gint64 beaten;         /* monotonic */
    gint64 patient_until;  /* monotonic; 0: nothing has failed yet */
} Work;

/* A letter from its claim to its settlement. */
typedef struct {
    PoolLetter pooled;
    DueDelivery *due;
    Rendered rendered;
    char *trace; /* for the journal: while the base can still be asked */
    OutcomeKind kind;
    RunEffect effect;
} Job;

static void job_free(Job *job)
{
    due_delivery_free(job->due);
    rendered_clear(&job->rendered);
    g_free(job->trace);
    smtp_report_clear(&job->pooled.report);
    g_free(job);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Job, job_free)

static int64_t now_of(const Work *work)
{
    return work->settings->now(work->settings->now_data);
}

/* --- claiming --------------------------------------------------------------------------------- */

static bool is_ending(const Work *work)
{
    return work->result->effect != RUN_GOES_ON || work->result->stopped;
}

static int room(const Work *work)
{
    int64_t limit = work->settings->limit;
    int64_t room = (int64_t)work->settings->connections * AHEAD - work->underway;
    return (int)(limit ? MIN(room, limit - work->taken) : room);
}

static bool render_job(Work *work, Job *job, GError **error)
{
    const Envelope *envelope = &job->rendered.envelope;
    if (!render_delivery(job->due, &work->settings->render, now_of(work), &job->rendered, error))
        return false;
    if (job->rendered.hold)
        return true;
    int refused = GPOINTER_TO_INT(g_hash_table_lookup(work->refused, envelope->sender));
    if (refused >= SENDER_REFUSED)
        job->rendered.hold = g_strdup_printf(HOLD_SENDER ":%s", envelope->sender);
    job->pooled = (PoolLetter){.letter = {.sender = envelope->sender,
                                          .recipient = envelope->recipient,
                                          .smtputf8 = envelope->smtputf8,
                                          .message = job->rendered.bytes},
                               .data = job};
    return true;
}

static Claim make_claim(const Job *job, int64_t now)
{
    const Rendered *rendered = &job->rendered;
    Claim claim = {.due = job->due, .hold = rendered->hold};
    if (rendered->hold)
        return claim;
    claim.message_id = rendered->message_id;
    claim.dated_at = now;
    claim.bytes = g_bytes_get_data(rendered->bytes, &claim.size);
    claim.unsubscribe_hash = rendered->unsubscribe_hash;
    return claim;
}

/* In the sender's thread: no other letter may be begun on a relay that does not want them. */
static bool judge(PoolLetter *letter, void *data)
{
    Work *work = data;
    Job *job = letter->data;
    if (letter->report.stopped)
        return true;
    Verdict verdict = outcome_judge(&letter->report);
    RunEffect streak = outcome_streak_add(work->streak, verdict.kind, letter->letter.recipient);
    job->kind = verdict.kind;
    job->effect = verdict.effect != RUN_GOES_ON ? verdict.effect : streak;
    return job->effect == RUN_GOES_ON;
}

static gsize size_of(const Job *job)
{
    return job->rendered.bytes ? g_bytes_get_size(job->rendered.bytes) : 0;
}

/* Nobody else would notice: they do not know that there should have been a mail. */
static void note_unreached(RunResult *result, const DueDelivery *due)
{
    if (!result->unreached)
        result->unreached = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(result->unreached, g_strdup_printf("%s <%s> (%s)", due->recipient, due->address,
                                                       due->enterprise_name));
}

static void note_held(RunResult *result, const Claim *claim)
{
    result->figures.held++;
    if (claim->due->recipient && g_str_has_prefix(claim->hold, HOLD_ADDRESS))
        note_unreached(result, claim->due);
}

/* What was claimed goes to the pool and belongs to it; the rest is freed with `jobs`. */
static void push_claimed(Work *work, GPtrArray *jobs, const Claim *claims)
{
    if (!work->pool)
        work->pool = pool_new(work->settings->relay, work->settings->connections, judge, work);
    for (guint i = 0; i < jobs->len; i++) {
        if (claims[i].hold)
            note_held(work->result, &claims[i]);
        if (!claims[i].claimed)
            continue;
        Job *job = g_steal_pointer(&jobs->pdata[i]);
        work->taken++;
        work->underway++;
        work->bytes += size_of(job);
        pool_push(work->pool, &job->pooled);
    }
}

static bool trace_jobs(Work *work, GPtrArray *jobs, GError **error)
{
    g_autofree const DueDelivery **due = g_new(const DueDelivery *, jobs->len);
    g_autofree const char **hashes = g_new(const char *, jobs->len);
    g_autofree char **traces = g_new0(char *, jobs->len);
    for (guint i = 0; i < jobs->len; i++) {
        const Job *job = jobs->pdata[i];
        due[i] = job->due;
        hashes[i] = job->rendered.unsubscribe_hash;
    }
    bool done = delivery_traces(work->base, due, hashes, jobs->len, traces, error);
    for (guint i = 0; i < jobs->len; i++)
        ((Job *)jobs->pdata[i])->trace = traces[i];
    return done;
}

static bool claim_jobs(Work *work, GPtrArray *jobs, GError **error)
{
    int64_t now = now_of(work);
    g_autofree Claim *claims = g_new0(Claim, jobs->len);
    for (guint i = 0; i < jobs->len; i++)
        claims[i] = make_claim(jobs->pdata[i], now);
    if (!trace_jobs(work, jobs, error) ||
        !delivery_claim(work->base, work->run, now, claims, jobs->len, error))
        return false;
    push_claimed(work, jobs, claims);
    return true;
}

static void job_free_any(gpointer job)
{
    if (job)
        job_free(job);
}

static bool add_due(Work *work, int most, GPtrArray *jobs, gsize *bytes, GError **error)
{
    int64_t held = 0;
    g_autoptr(GPtrArray) due = delivery_due(work->base, work->run, now_of(work),
                                            work->settings->kinds, most, &held, error);
    if (!due)
        return false;
    work->result->figures.held += held;
    work->exhausted = due->len == 0;
    g_ptr_array_set_free_func(due, NULL);
    bool rendered = true;
    for (guint i = 0; i < due->len; i++) {
        Job *job = g_new0(Job, 1);
        job->due = due->pdata[i];
        job->kind = OUTCOME_REQUEUE; /* until a dialogue says otherwise */
        g_ptr_array_add(jobs, job);
        rendered = rendered && render_job(work, job, error);
        *bytes += size_of(job);
    }
    return rendered;
}

/* One for each connection at a time: they are rendered and claimed while the server reads as many,
 * so that neither waits long for the other; larger claims leave the connections idle meanwhile. Of
 * large letters as many as there is memory for, but always one for each connection. */
static bool claim_more(Work *work, GError **error)
{
    int connections = work->settings->connections, most = room(work);
    if (work->exhausted || is_ending(work) || most <= 0 ||
        (work->underway && (most < connections || work->bytes >= BYTES_AHEAD)))
        return true;
    g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func(job_free_any);
    gsize bytes = work->bytes;
    while (!work->exhausted && bytes < BYTES_AHEAD && (int)jobs->len < most)
        if (!add_due(work, MIN(most - (int)jobs->len, connections), jobs, &bytes, error))
            return false;
    return jobs->len == 0 || claim_jobs(work, jobs, error);
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
                     .at = now_of(work),
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
        work->bytes -= size_of(round->done[i]);
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
    return delivery_round(work->base, work->run, now_of(work), &moved, error);
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
        if (delivery_settle(work->base, work->run, now_of(work), round->outcomes, round->n_done,
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
    return mailer_run_beat(work->run, now_of(work), error);
}

static bool step(Work *work, GError **error)
{
    Round round;
    heed_signals(work, 0);
    if (!claim_more(work, error) || !beat(work, error))
        return false;
    if (work->underway == 0)
        return true;
    next_round(work, &round);
    bool good = handle(work, &round, error);
    free_done(work, &round);
    return good;
}

static bool is_over(const Work *work)
{
    return work->underway == 0 && (work->exhausted || is_ending(work) || room(work) <= 0);
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
    while (good && !is_over(&work))
        good = step(&work, error);
    wind_up(&work, error);
    pool_free(work.pool);
    outcome_streak_free(work.streak);
    g_hash_table_unref(work.refused);
    return good;
}
