/* Asking the server to stop a query, which libpq does by a connection of its own and for as long as
 * that takes: a server that stands still would hold up whoever wants to stop waiting for it. */
#include "../quiet_thread.h"
#include "postgres.h"

enum { MOST_SECONDS = 2 };

struct Canceller {
    Libpq pq;
    PGcancel *handle;
    GMutex lock;
    GCond told;
    bool done;
};

static void canceller_clear(gpointer data)
{
    Canceller *canceller = data;
    if (canceller->handle)
        canceller->pq.PQfreeCancel(canceller->handle);
    g_mutex_clear(&canceller->lock);
    g_cond_clear(&canceller->told);
}

Canceller *canceller_new(Postgres *p)
{
    Canceller *canceller = g_atomic_rc_box_new0(Canceller);
    canceller->pq = p->pq;
    canceller->handle = p->pq.PQgetCancel(p->connection);
    g_mutex_init(&canceller->lock);
    g_cond_init(&canceller->told);
    return canceller;
}

void canceller_free(Canceller *canceller)
{
    if (canceller)
        g_atomic_rc_box_release_full(canceller, canceller_clear);
}

static gpointer send(gpointer data)
{
    Canceller *canceller = data;
    char words[256];
    canceller->pq.PQcancel(canceller->handle, words, sizeof words);
    g_mutex_lock(&canceller->lock);
    canceller->done = true;
    g_cond_signal(&canceller->told);
    g_mutex_unlock(&canceller->lock);
    canceller_free(canceller);
    return NULL;
}

/* It is waited for, so that it hits no later query. */
static bool is_sent(Canceller *canceller)
{
    gint64 end = g_get_monotonic_time() + MOST_SECONDS * G_TIME_SPAN_SECOND;
    canceller->done = false;
    g_thread_unref(quiet_thread_new("cancel", send, g_atomic_rc_box_acquire(canceller)));
    g_mutex_lock(&canceller->lock);
    bool done = true;
    while (done && !canceller->done)
        done = g_cond_wait_until(&canceller->told, &canceller->lock, end);
    g_mutex_unlock(&canceller->lock);
    return done;
}

void postgres_cancel(Postgres *p)
{
    if (p->cancel && !is_sent(p->cancel))
        postgres_cut(&p->db);
}
