#include "patience.h"

#include "engine.h"
#include "quiet_thread.h"

struct Patience {
    Db *db;
    GThread *thread;
    GMutex lock;
    GCond told;
    unsigned depth;        /* of the askings that live */
    gint64 asked_at;       /* monotonic; 0: nothing is asked */
    gint64 interrupted_at; /* while that was asked; 0: it was not */
    bool asleep;           /* the thread has nothing to wait for */
    bool over;
};

enum { STOPPED_WITHIN = 2 * G_TIME_SPAN_SECOND };

/* 0: there is none. */
static gint64 deadline(const Patience *patience)
{
    gint64 most = patience->db->options.patience_ms * G_TIME_SPAN_MILLISECOND;
    if (patience->asked_at && most)
        return patience->asked_at + most;
    return patience->interrupted_at ? patience->interrupted_at + STOPPED_WITHIN : 0;
}

static void sleep_until_told(Patience *patience)
{
    patience->asleep = true;
    g_cond_wait(&patience->told, &patience->lock);
    patience->asleep = false;
}

/* The lock is let go: the engine's answer may be under way. An answer that came in this very moment
 * is lost with its connection, as it would be on a bad line. */
static void cut(Patience *patience)
{
    patience->asked_at = patience->interrupted_at = 0;
    g_mutex_unlock(&patience->lock);
    patience->db->engine->cut(patience->db);
    g_mutex_lock(&patience->lock);
}

static gpointer watch(gpointer data)
{
    Patience *patience = data;
    g_mutex_lock(&patience->lock);
    while (!patience->over) {
        gint64 end = deadline(patience);
        if (!end)
            sleep_until_told(patience);
        else if (g_get_monotonic_time() < end)
            g_cond_wait_until(&patience->told, &patience->lock, end);
        else
            cut(patience);
    }
    g_mutex_unlock(&patience->lock);
    return NULL;
}

Patience *patience_new(Db *db)
{
    Patience *patience = g_new0(Patience, 1);
    patience->db = db;
    g_mutex_init(&patience->lock);
    g_cond_init(&patience->told);
    patience->thread = quiet_thread_new("patience", watch, patience);
    return patience;
}

void patience_free(Patience *patience)
{
    if (!patience)
        return;
    g_mutex_lock(&patience->lock);
    patience->over = true;
    g_cond_signal(&patience->told);
    g_mutex_unlock(&patience->lock);
    g_thread_join(patience->thread);
    g_mutex_clear(&patience->lock);
    g_cond_clear(&patience->told);
    g_free(patience);
}

void patience_shorten(Patience *patience)
{
    if (!patience)
        return;
    g_mutex_lock(&patience->lock);
    if (patience->asked_at && !patience->interrupted_at) {
        patience->interrupted_at = g_get_monotonic_time();
        g_cond_signal(&patience->told);
    }
    g_mutex_unlock(&patience->lock);
}

Asking asking_begin(Db *db)
{
    Patience *patience = db->patience;
    if (!patience)
        return (Asking){NULL};
    g_mutex_lock(&patience->lock);
    if (patience->depth++ == 0)
        patience->asked_at = g_get_monotonic_time();
    if (patience->asleep && patience->db->options.patience_ms)
        g_cond_signal(&patience->told);
    g_mutex_unlock(&patience->lock);
    return (Asking){patience};
}

void asking_end(Asking *asking)
{
    Patience *patience = asking->patience;
    if (!patience)
        return;
    g_mutex_lock(&patience->lock);
    if (--patience->depth == 0)
        patience->asked_at = patience->interrupted_at = 0;
    g_mutex_unlock(&patience->lock);
}
