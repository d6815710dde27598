/* Named locks are the server's advisory locks of the session: it frees them when the connection
 * ends, whatever way it ends. One session may take such a lock many times, so what this one holds
 * is known here. */
#include "postgres.h"

#include <glib/gi18n-lib.h>

typedef struct {
    DbLock lock;
    Postgres *p; /* NULL: the connection is closed, and the lock free */
    char *name;
    char key[24];
    GList link;
} PostgresLock;

/* 62 bits of the name's hash. */
static void set_key(PostgresLock *lock)
{
    uint8_t digest[32];
    gsize size = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)lock->name, -1);
    g_checksum_get_digest(checksum, digest, &size);
    uint64_t key = 0;
    for (size_t i = 0; i < sizeof key; i++)
        key = key << 8 | digest[i];
    g_snprintf(lock->key, sizeof lock->key, "%" G_GUINT64_FORMAT, key >> 2);
}

static void lock_free(PostgresLock *lock)
{
    g_free(lock->name);
    g_free(lock);
}

static void release(DbLock *db_lock)
{
    PostgresLock *lock = (PostgresLock *)db_lock;
    const char *key = lock->key;
    if (lock->p) {
        g_queue_unlink(&lock->p->locks, &lock->link);
        PGresult *result =
            postgres_ask(lock->p, SQL("SELECT pg_advisory_unlock ($1::bigint)"), &key, 1, NULL);
        lock->p->pq.PQclear(result);
    }
    lock_free(lock);
}

static bool is_held_here(const Postgres *p, const char *name)
{
    for (const GList *link = p->locks.head; link; link = link->next)
        if (g_str_equal(((PostgresLock *)link->data)->name, name))
            return true;
    return false;
}

static bool try(Postgres *p, const PostgresLock *lock, bool *taken, GError **error)
{
    const char *key = lock->key;
    g_autoptr(GError) failure = NULL;
    g_autofree char *answer =
        postgres_get(p, SQL("SELECT pg_try_advisory_lock ($1::bigint)"), &key, 1, &failure);
    *taken = g_strcmp0(answer, "t") == 0;
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool postgres_lock(Db *db, const char *name, DbLock **lock, GError **error)
{
    Postgres *p = (Postgres *)db;
    bool taken = false;
    if (!postgres_ready(p, error) || is_held_here(p, name))
        return false;
    PostgresLock *held = g_new0(PostgresLock, 1);
    *held = (PostgresLock){.lock.release = release, .p = p, .name = g_strdup(name)};
    held->link.data = held;
    set_key(held);
    if (!try(p, held, &taken, error) || !taken) {
        lock_free(held);
        return false;
    }
    g_queue_push_tail_link(&p->locks, &held->link);
    *lock = &held->lock;
    return true;
}

bool postgres_take_locks_again(Postgres *p, GError **error)
{
    bool taken = true;
    for (const GList *link = p->locks.head; link; link = link->next) {
        const PostgresLock *lock = link->data;
        if (!try(p, lock, &taken, error))
            return false;
        if (taken)
            continue;
        g_set_error(error, DB_ERROR, DB_ERROR_LOST,
                    _("the connection to %s was lost, and another program now holds the lock %s"),
                    p->db.url, lock->name);
        return false;
    }
    return true;
}

void postgres_orphan_locks(Postgres *p)
{
    while (p->locks.head) {
        GList *link = g_queue_pop_head_link(&p->locks);
        ((PostgresLock *)link->data)->p = NULL;
    }
}
