#include "pool.h"

struct Pool {
    const Relay *relay;
    guint connections;
    PoolJudge judge;
    void *judge_data;
    GMutex judging;
    int closed;           /* atomic */
    GPtrArray *threads;   /* of GThread: at most `connections` */
    GAsyncQueue *letters; /* to the threads */
    GAsyncQueue *events;  /* to the owner: PoolEvent */
    guint underway;       /* letters pushed and not done; the owner's count */
};

/* A thread at its 354. */
typedef struct {
    Pool *pool;
    PoolLetter *letter;
    GAsyncQueue *answers;
} Sender;

/* Told apart by address: queues carry no NULL. */
static const char yes, no, leave;

static void report(Pool *pool, PoolEventKind kind, PoolLetter *letter)
{
    PoolEvent *event = g_new(PoolEvent, 1);
    *event = (PoolEvent){kind, letter};
    g_async_queue_push(pool->events, event);
}

static bool ask_owner(void *data)
{
    Sender *sender = data;
    sender->letter->waiting = sender->answers;
    report(sender->pool, POOL_ASKS, sender->letter);
    return g_async_queue_pop(sender->answers) == &yes;
}

static void send_or_return(Sender *sender, Smtp *smtp)
{
    Pool *pool = sender->pool;
    PoolLetter *letter = sender->letter;
    if (g_atomic_int_get(&pool->closed)) {
        letter->report = (SmtpReport){.stopped = true, .words = g_strdup("")};
        return;
    }
    smtp_send(smtp, &letter->letter, ask_owner, sender, &letter->report);
    g_mutex_lock(&pool->judging);
    if (!pool->judge(letter, pool->judge_data))
        pool_close(pool);
    g_mutex_unlock(&pool->judging);
}

static gpointer run_thread(gpointer data)
{
    Pool *pool = data;
    Sender sender = {.pool = pool, .answers = g_async_queue_new()};
    g_autoptr(Smtp) smtp = smtp_new(pool->relay);
    for (void *next; (next = g_async_queue_pop(pool->letters)) != &leave;) {
        sender.letter = next;
        send_or_return(&sender, smtp);
        report(pool, POOL_DONE, sender.letter);
    }
    g_async_queue_unref(sender.answers);
    return NULL;
}

Pool *pool_new(const Relay *relay, int connections, PoolJudge judge, void *data)
{
    Pool *pool = g_new0(Pool, 1);
    pool->relay = relay;
    pool->connections = (guint)connections;
    pool->judge = judge;
    pool->judge_data = data;
    g_mutex_init(&pool->judging);
    pool->threads = g_ptr_array_new();
    pool->letters = g_async_queue_new();
    pool->events = g_async_queue_new_full(g_free);
    return pool;
}

void pool_free(Pool *pool)
{
    if (!pool)
        return;
    for (guint i = 0; i < pool->threads->len; i++)
        g_async_queue_push(pool->letters, (void *)&leave);
    for (guint i = 0; i < pool->threads->len; i++)
        g_thread_join(pool->threads->pdata[i]);
    g_ptr_array_unref(pool->threads);
    g_async_queue_unref(pool->letters);
    g_async_queue_unref(pool->events);
    g_mutex_clear(&pool->judging);
    g_free(pool);
}

void pool_push(Pool *pool, PoolLetter *letter)
{
    pool->underway++;
    if (pool->threads->len < pool->connections && pool->threads->len < pool->underway)
        g_ptr_array_add(pool->threads, g_thread_new("sender", run_thread, pool));
    g_async_queue_push(pool->letters, letter);
}

size_t pool_events(Pool *pool, int64_t wait, PoolEvent *events, size_t most)
{
    size_t n = 0;
    PoolEvent *event = g_async_queue_timeout_pop(pool->events, (guint64)wait);
    for (; event; event = n < most ? g_async_queue_try_pop(pool->events) : NULL) {
        pool->underway -= event->kind == POOL_DONE;
        events[n++] = *event;
        g_free(event);
    }
    return n;
}

void pool_answer(Pool *pool, PoolLetter *letter, bool go)
{
    g_async_queue_push(letter->waiting, (void *)(go ? &yes : &no));
}

void pool_close(Pool *pool)
{
    g_atomic_int_set(&pool->closed, 1);
}
