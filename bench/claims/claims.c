/* bench/claims [ENROLLMENTS] [DUE]: what the mailer's transactions take, SMTP left out: a pass with
 * nothing due, and DUE letters of 4 KB from due to sent by batches of several sizes. Makes its base
 * anew in the temporary folder. */
#include "core/campaign.h"
#include "core/delivery.h"
#include "db/db.h"
#include "people.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NOW (INT64_C(1782900000) * 1000000) /* 2026-07-01 13:00 in Kyiv */
#define LETTER_BYTES 4096

typedef enum { STAGE_DUE, STAGE_CLAIM, STAGE_IN_DATA, STAGE_SETTLE, N_STAGES } Stage;

typedef struct {
    Base *base;
    MailerRun *run;
    int64_t now;
    double seconds[N_STAGES], longest;
    int64_t sent;
} Bench;

static double clock_s(void)
{
    return (double)g_get_monotonic_time() / 1e6;
}

static bool take(Bench *bench, Stage stage, double since, bool done)
{
    double seconds = clock_s() - since;
    bench->seconds[stage] += seconds;
    if (stage != STAGE_DUE)
        bench->longest = MAX(bench->longest, seconds);
    return done;
}

static bool send(Bench *bench, const GPtrArray *due, GError **error)
{
    char bytes[LETTER_BYTES];
    memset(bytes, 'x', sizeof bytes);
    g_autofree Claim *claims = g_new0(Claim, due->len);
    g_autofree Outcome *outcomes = g_new0(Outcome, due->len);
    g_autofree bool *ok = g_new0(bool, due->len);
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < due->len; i++) {
        g_ptr_array_add(
            ids, g_strdup_printf("%s@bench", ((DueDelivery *)due->pdata[i])->unsubscribe_token));
        claims[i] = (Claim){due->pdata[i], ids->pdata[i], bench->now, bytes,
                            sizeof bytes,  ids->pdata[i], NULL,       false};
        outcomes[i] =
            (Outcome){due->pdata[i], OUTCOME_SENT, bench->now, "250 2.0.0 Ok: queued", NULL};
    }
    double start = clock_s();
    if (!take(bench, STAGE_CLAIM, start,
              delivery_claim(bench->base, bench->run, bench->now, claims, due->len, error)))
        return false;
    start = clock_s();
    if (!take(bench, STAGE_IN_DATA, start,
              delivery_in_data(bench->base, bench->run, bench->now,
                               (const DueDelivery *const *)due->pdata, ok, due->len, error)))
        return false;
    start = clock_s();
    return take(bench, STAGE_SETTLE, start,
                delivery_settle(bench->base, bench->run, bench->now, outcomes, due->len, error));
}

static bool pass(Bench *bench, int batch, GError **error)
{
    for (;;) {
        double start = clock_s();
        g_autoptr(GPtrArray) due =
            delivery_due(bench->base, bench->run, bench->now, DELIVERY_ALL, batch, NULL, error);
        if (!take(bench, STAGE_DUE, start, due != NULL) || due->len == 0)
            return due != NULL;
        if (!send(bench, due, error))
            return false;
        bench->sent += due->len;
    }
}

/* A whole run, as the timer starts it. */
static bool run(const char *label, Base *base, int64_t now, int batch, GError **error)
{
    double start = clock_s();
    int64_t requeued, unknown;
    Bench bench = {.base = base, .now = now};
    MailerFigures figures = {0};
    g_autoptr(MailerRun) mailer = bench.run = mailer_run_start(base, now, 1, error);
    if (!mailer || !delivery_recover(base, mailer, now, &requeued, &unknown, error) ||
        !pass(&bench, batch, error) || !mailer_run_finish(mailer, now, &figures, NULL, error))
        return false;
    double seconds = clock_s() - start;
    printf("%-34s %8.1f ms", label, seconds * 1e3);
    if (bench.sent)
        printf("  %ld letters, %.0f/s: due %.2f claim %.2f in_data %.2f settle %.2f s, longest "
               "transaction %.0f ms",
               (long)bench.sent, (double)bench.sent / seconds, bench.seconds[STAGE_DUE],
               bench.seconds[STAGE_CLAIM], bench.seconds[STAGE_IN_DATA],
               bench.seconds[STAGE_SETTLE], bench.longest * 1e3);
    printf("\n");
    return true;
}

#define DAY INT64_C(86400000000)

static bool measure_idle(Base *base, const People *people, GError **error)
{
    Actor console = actor_console(people->enterprise_id, NOW);
    const int64_t all_due = NOW + 10001 * DAY;
    return run("nothing due", base, NOW - DAY, 256, error) &&
           run("nothing due, again", base, NOW - DAY, 256, error) &&
           campaign_pause(base, &console, PAUSE_CAMPAIGN, people->campaign_id, true, error) &&
           run("all due, campaign paused", base, all_due, 256, error) &&
           campaign_pause(base, &console, PAUSE_CAMPAIGN, people->campaign_id, false, error) &&
           people_run(base, SQL("UPDATE enrollment SET paused_at = ?"), NOW, error) &&
           run("all due, each enrollment paused", base, all_due, 256, error) &&
           people_run(base, SQL("UPDATE enrollment SET paused_at = NULL WHERE id > ?"), 0, error);
}

static bool measure_steps(Base *base, const People *people, GError **error)
{
    Actor console = actor_console(people->enterprise_id, NOW);
    g_autoptr(GPtrArray) steps = campaign_steps(base, &console, people->campaign_id, NULL, error);
    if (!steps)
        return false;
    CampaignStep fewer[] = {*(CampaignStep *)steps->pdata[1], *(CampaignStep *)steps->pdata[2]};
    StepChange change;
    double start = clock_s();
    if (!campaign_set_steps(base, &console, people->campaign_id, 0, fewer, 2, true, &change, error))
        return false;
    printf("%-34s %8.1f ms  %ld would move\n", "first letter taken out, asked",
           (clock_s() - start) * 1e3, (long)change.moved);
    start = clock_s();
    if (!campaign_set_steps(base, &console, people->campaign_id, 0, fewer, 2, false, &change,
                            error))
        return false;
    printf("%-34s %8.1f ms  %ld moved\n", "first letter taken out", (clock_s() - start) * 1e3,
           (long)change.moved);
    return true;
}

static bool measure(const char *path, int64_t clients, int64_t n_due, GError **error)
{
    People people = {.paragraphs = 5};
    g_autoptr(Base) maker = base_create(path, PROGRAM_ADMIN, NOW, error);
    if (!maker || !people_make(maker, NOW, clients, n_due, &people, error))
        return false;
    g_autoptr(Base) base = base_open(path, PROGRAM_MAILER, error);
    return base && measure_idle(maker, &people, error) &&
           run("due to sent, batches of 256", base, NOW, 256, error) &&
           run("the second letter, batches of 64", base, NOW + 2 * DAY, 64, error) &&
           run("the third letter, batches of 16", base, NOW + 5 * DAY, 16, error) &&
           measure_steps(maker, &people, error);
}

int main(int argc, char **argv)
{
    int64_t clients = argc > 1 ? g_ascii_strtoll(argv[1], NULL, 10) : 100000;
    int64_t n_due = argc > 2 ? g_ascii_strtoll(argv[2], NULL, 10) : 10000;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("claims-XXXXXX", &error);
    g_autofree char *path = folder ? g_build_filename(folder, "claims.db", NULL) : NULL;
    if (!path || !measure(path, clients, n_due, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    printf("base: %s\n", path);
    return 0;
}
