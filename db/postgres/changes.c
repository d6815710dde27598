/* Whether others have committed, without anybody telling.
 *
 * NOTIFY would tell, but a transaction that notifies holds a lock that the server has but one of,
 * from before its commit until that is on the disk, and wakes every client: 64 people saving got
 * half as much done. Asking costs who asks, not who saves: the server says which transactions are
 * over (all before one number, but for those it names), and every commit changes that. So does what
 * else runs at the server: to look once too often is harmless. */
#include "pipeline.h"

#include <stdio.h>

static const char *const question = SQL("SELECT pg_current_snapshot ()");

/* "xmin:xmax:" with nobody at work between. */
static bool read_calm(const char *snapshot, uint64_t *next)
{
    uint64_t least;
    int end = 0;
    return snapshot &&
           sscanf(snapshot, "%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ":%n", &least, next, &end) ==
               2 &&
           end > 0 && snapshot[end] == '\0' && least == *next;
}

/* This connection's own commits are as many as there were. */
static bool is_only_own(const Postgres *p, const char *snapshot)
{
    uint64_t before, now;
    return read_calm(p->snapshot, &before) && read_calm(snapshot, &now) &&
           now - before == p->commits;
}

static void compare(Postgres *p, const char *snapshot)
{
    if (!is_only_own(p, snapshot) && g_strcmp0(p->snapshot, snapshot) != 0)
        p->changes++;
    g_free(p->snapshot);
    p->snapshot = g_strdup(snapshot);
    p->commits = 0;
}

/* Within a transaction nothing new is seen in any case. */
bool postgres_data_version(Db *db, int64_t *version, GError **error)
{
    Postgres *p = (Postgres *)db;
    if (!postgres_ready(p, error))
        return false;
    if (db->state == DB_IDLE) {
        g_autofree char *snapshot = postgres_get(p, question, NULL, 0, error);
        if (!snapshot)
            return false;
        compare(p, snapshot);
    }
    *version = p->changes;
    return true;
}

/* Each write transaction leaves a higher number in the row of its session (link.c). */
bool postgres_written(Db *db, int64_t *version, GError **error)
{
    return postgres_get_integer(
        (Postgres *)db, SQL("SELECT coalesce (sum (number), 0) + count (*) FROM ukrcrm_mark"), NULL,
        0, version, error);
}

/* --- without waiting -------------------------------------------------------------------------- */

static void take_news(Postgres *p, void *data, PGresult *answer, GError *failure)
{
    p->is_asked = false;
    if (answer)
        compare(p, p->pq.PQgetvalue(answer, 0, 0));
    p->pq.PQclear(answer);
    g_clear_error(&failure);
}

static const Taker news = {.end = take_news};

static void ask(Postgres *p)
{
    p->is_asked = pipeline_send(p, question, &news, NULL, NULL);
    p->asked_at = g_get_monotonic_time();
}

/* Whoever waited for the answer would have lost the connection by now. */
static bool is_silent(const Postgres *p)
{
    gint64 most = p->db.options.patience_ms * G_TIME_SPAN_MILLISECOND;
    return most && g_get_monotonic_time() - p->asked_at > most;
}

/* A server that is there answers at once; one that is silent holds up nobody for longer. What was
 * not answered in time is the next look's. */
bool postgres_news(Db *db, int64_t *version, GError **error)
{
    enum { PATIENCE_MS = 50 };
    Postgres *p = (Postgres *)db;
    bool was_asked = p->is_asked;
    if (!postgres_ready(p, error))
        return false;
    if (db->state == DB_IDLE && !was_asked)
        ask(p);
    pipeline_look(p, &p->is_asked, was_asked ? 0 : PATIENCE_MS);
    if (was_asked && p->is_asked && is_silent(p))
        postgres_cut(db);
    *version = p->changes;
    return postgres_ready(p, error);
}
