/* bench-mailer-floor FILE CONNECTIONS: the mailer's pass with sending left out. All of the mailer
 * is at work but for its pool (pool.h): here each connection's letter is answered with a 354, and
 * once it may go with a 250, in no time. What remains is the floor: rendering, claims, in_data,
 * journal, settling, with as many letters to a commit as those connections can give. Prints letters
 * a second. */
#include "core/mail_journal.h"
#include "pool.h"
#include "run.h"

#include <stdio.h>

#define NOW (INT64_C(1782900000) * 1000000) /* as in base.c */

struct Pool {
    guint connections, busy;
    GQueue waiting, asking, done;
    PoolJudge judge;
    void *data;
};

Pool *pool_new(const Relay *relay, int connections, PoolJudge judge, void *data)
{
    Pool *pool = g_new0(Pool, 1);
    pool->connections = (guint)connections;
    pool->judge = judge;
    pool->data = data;
    return pool;
}

void pool_free(Pool *pool)
{
    g_free(pool);
}

void pool_push(Pool *pool, PoolLetter *letter)
{
    g_queue_push_tail(&pool->waiting, letter);
}

static size_t take(GQueue *queue, PoolEventKind kind, PoolEvent *events, size_t n, size_t most)
{
    while (n < most && queue->length)
        events[n++] = (PoolEvent){kind, g_queue_pop_head(queue)};
    return n;
}

size_t pool_events(Pool *pool, int64_t wait, PoolEvent *events, size_t most)
{
    size_t n = take(&pool->done, POOL_DONE, events, 0, most);
    pool->busy -= (guint)n;
    for (; pool->busy < pool->connections && pool->waiting.length; pool->busy++)
        g_queue_push_tail(&pool->asking, g_queue_pop_head(&pool->waiting));
    return take(&pool->asking, POOL_ASKS, events, n, most);
}

void pool_answer(Pool *pool, PoolLetter *letter, bool go)
{
    letter->report = (SmtpReport){
        .step = STEP_DOT, .code = 250, .stopped = !go, .words = g_strdup("250 2.0.0 Ok: queued")};
    pool->judge(letter, pool->data);
    g_queue_push_tail(&pool->done, letter);
}

void pool_close(Pool *pool)
{
}

static int64_t read_clock(void *data)
{
    return NOW;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 64;
    compose_init();
    g_auto(RunResult) result = {.elsewhere = false};
    g_autoptr(GError) error = NULL;
    g_autofree char *journal = mail_journal_default_path(argv[1]);
    g_autoptr(Base) base = base_open(argv[1], PROGRAM_MAILER, &error);
    const RunSettings settings = {.render = {.from = "bench@example.com"},
                                  .connections = atoi(argv[2]),
                                  .parallel = 1,
                                  .journal = journal,
                                  .kinds = DELIVERY_ALL,
                                  .signals = -1,
                                  .now = read_clock};
    gint64 start = g_get_monotonic_time();
    if (!base || !run_pass(base, &settings, &result, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    printf("%.0f\n", (double)result.figures.sent / seconds);
    return 0;
}
