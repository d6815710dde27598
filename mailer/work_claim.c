/* The letters of a pass up to the pool: what is due is rendered, claimed and pushed. */
#include "work_private.h"

enum {
    AHEAD = 4,          /* letters claimed for each connection: it never waits for a commit */
    SENDER_REFUSED = 3, /* times until its other letters are not even offered */
};
#define BYTES_AHEAD (64u << 20) /* with as much as this underway nothing more is claimed */

void job_free(Job *job)
{
    due_delivery_free(job->due);
    rendered_clear(&job->rendered);
    g_free(job->trace);
    smtp_report_clear(&job->pooled.report);
    g_free(job);
}

static void job_free_any(gpointer job)
{
    if (job)
        job_free(job);
}

gsize job_size(const Job *job)
{
    return job->rendered.bytes ? g_bytes_get_size(job->rendered.bytes) : 0;
}

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

bool work_is_over(const Work *work)
{
    return work->underway == 0 && (work->exhausted || is_ending(work) || room(work) <= 0);
}

/* --- a letter --------------------------------------------------------------------------------- */

static bool render_job(Work *work, Job *job, GError **error)
{
    const Envelope *envelope = &job->rendered.envelope;
    if (!render_delivery(job->due, &work->settings->render, work_now(work), &job->rendered, error))
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
        work->bytes += job_size(job);
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
    int64_t now = work_now(work);
    g_autofree Claim *claims = g_new0(Claim, jobs->len);
    for (guint i = 0; i < jobs->len; i++)
        claims[i] = make_claim(jobs->pdata[i], now);
    if (!trace_jobs(work, jobs, error) ||
        !delivery_claim(work->base, work->run, now, claims, jobs->len, error))
        return false;
    push_claimed(work, jobs, claims);
    return true;
}

static bool add_due(Work *work, int most, GPtrArray *jobs, gsize *bytes, GError **error)
{
    int64_t held = 0;
    g_autoptr(GPtrArray) due = delivery_due(work->base, work->run, work_now(work),
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
        *bytes += job_size(job);
    }
    return rendered;
}

/* One for each connection at a time: they are rendered and claimed while the server reads as many,
 * so that neither waits long for the other; larger claims leave the connections idle meanwhile. Of
 * large letters as many as there is memory for, but always one for each connection. */
bool work_claim_more(Work *work, GError **error)
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
