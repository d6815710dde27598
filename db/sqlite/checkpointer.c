#include "checkpointer.h"

#include "../quiet_thread.h"
#include "lock.h"
#include "sqlite_journal.h"

/* Pages: a small piece is soon synced, and a save beside it waits for that; a log of this length is
 * still kept as a file when it begins anew (journal_size_limit). */
enum { PIECE_PAGES = 200, LOG_PAGES = 16000 };

struct Checkpointer {
    Sqlite *s; /* the thread's, once it runs */
    DbLock *lock;
    GThread *thread;
    int told; /* the log's length when it was last asked */
    GMutex mutex;
    GCond changed;
    guint asked, done; /* copies; one that is asked for while another runs is a copy of its own */
    bool over;
};

static gpointer copy(gpointer data)
{
    Checkpointer *c = data;
    g_mutex_lock(&c->mutex);
    while (!c->over) {
        guint asked = c->asked;
        if (c->done == asked) {
            g_cond_wait(&c->changed, &c->mutex);
            continue;
        }
        g_mutex_unlock(&c->mutex);
        sqlite_copy_log(c->s);
        g_mutex_lock(&c->mutex);
        c->done = asked;
        g_cond_broadcast(&c->changed);
    }
    g_mutex_unlock(&c->mutex);
    return NULL;
}

static DbLock *take_lock(Sqlite *s)
{
    DbLock *lock = NULL;
    return sqlite_lock(&s->db, "checkpointer", &lock, NULL) ? lock : NULL;
}

bool checkpointer_is_there(Sqlite *s)
{
    DbLock *lock = take_lock(s);
    db_unlock(lock);
    return !lock;
}

/* SQLite knows of the log once something was read. */
static Sqlite *connect_again(const Sqlite *s)
{
    int version;
    g_autoptr(Sqlite) other = sqlite_connect(s->file, &s->db.options, SQLITE_OPEN_READWRITE, NULL);
    return other && sqlite_identify(other, &version, NULL) ? g_steal_pointer(&other) : NULL;
}

Checkpointer *checkpointer_new(Sqlite *s)
{
    DbLock *lock = take_lock(s);
    Sqlite *own = lock ? connect_again(s) : NULL;
    if (!own) {
        db_unlock(lock);
        return NULL;
    }
    Checkpointer *c = g_new0(Checkpointer, 1);
    c->s = own;
    c->lock = lock;
    g_mutex_init(&c->mutex);
    g_cond_init(&c->changed);
    c->thread = quiet_thread_new("db-checkpoint", copy, c);
    return c;
}

void checkpointer_free(Checkpointer *checkpointer)
{
    Checkpointer *c = checkpointer;
    if (!c)
        return;
    g_mutex_lock(&c->mutex);
    c->over = true;
    g_cond_broadcast(&c->changed);
    g_mutex_unlock(&c->mutex);
    g_thread_join(c->thread);
    sqlite_close(c->s);
    db_unlock(c->lock);
    g_mutex_clear(&c->mutex);
    g_cond_clear(&c->changed);
    g_free(c);
}

static void ask(Checkpointer *c, bool wait)
{
    g_mutex_lock(&c->mutex);
    guint mine = ++c->asked;
    g_cond_broadcast(&c->changed);
    while (wait && c->done != mine)
        g_cond_wait(&c->changed, &c->mutex);
    g_mutex_unlock(&c->mutex);
}

void checkpointer_follow(Checkpointer *checkpointer, int log_pages)
{
    Checkpointer *c = checkpointer;
    if (log_pages < c->told)
        c->told = 0;
    if (log_pages - c->told < PIECE_PAGES)
        return;
    c->told = log_pages;
    ask(c, log_pages >= LOG_PAGES);
}
