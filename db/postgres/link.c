/* A connection that was lost: how that is seen, another one in its place, and what became of the
 * commit that it took with it.
 *
 * Each write transaction leaves its key, the session's name and a number, in a row of the session's
 * own. That answers for every server that may stand at the other end by then. The server's own
 * transaction numbers do not: what a crash or a failover has not kept, it gives to others. */
#include "pipeline.h"

#include <glib/gi18n-lib.h>
#include <sys/socket.h>

bool postgres_is_lost(Db *db)
{
    return db->state == DB_IDLE && !postgres_is_alive((Postgres *)db);
}

/* Whoever waits for the other end is told that there is none. */
void postgres_cut(Db *db)
{
    Postgres *p = (Postgres *)db;
    g_mutex_lock(&p->lifetime);
    int socket = p->connection ? p->pq.PQsocket(p->connection) : -1;
    if (socket >= 0)
        shutdown(socket, SHUT_RDWR);
    g_mutex_unlock(&p->lifetime);
}

void postgres_replace(Db *db, Db *fresh)
{
    Postgres *p = (Postgres *)db, *other = (Postgres *)fresh;
    postgres_disconnect(p);
    postgres_drop_statements(other);
    pipeline_leave(other);
    g_mutex_lock(&p->lifetime);
    p->connection = g_steal_pointer(&other->connection);
    p->cancel = g_steal_pointer(&other->cancel);
    g_mutex_unlock(&p->lifetime);
    p->person = other->person;
    p->changes++;
}

/* --- a commit in doubt ------------------------------------------------------------------------ */

char *postgres_mark_statement(Postgres *p)
{
    p->n_writes++;
    return g_strdup_printf(SQL("SELECT ukrcrm_mark ('%s', %" G_GINT64_FORMAT ");"), p->session,
                           p->n_writes);
}

static void doubt(Postgres *p)
{
    g_free(p->db.doubt);
    p->db.doubt = g_strdup_printf("%s %" G_GINT64_FORMAT, p->session, p->n_writes);
}

/* Whose mark it is may still be at work: the server lets this one wait for its end. */
bool postgres_outcome(Db *db, const char *key, bool *saved, GError **error)
{
    Postgres *p = (Postgres *)db;
    g_auto(GStrv) parts = g_strsplit(key, " ", 2);
    g_autofree char *sql =
        g_strdup_printf(SQL("SELECT ukrcrm_outcome ('%s', %s)"), parts[0], parts[1]);
    PGresult *result = postgres_ready(p, error) && pipeline_send(p, SQL("BEGIN READ WRITE"),
                                                                 &pipeline_unheeded, NULL, error)
                           ? postgres_ask(p, sql, NULL, 0, error)
                           : NULL;
    if (result)
        *saved = *p->pq.PQgetvalue(result, 0, 0) == 't';
    p->pq.PQclear(result);
    postgres_rollback(db);
    return result != NULL;
}

/* A server that is started again is back within seconds. Who is patient waits for that. */
bool postgres_find_out(Postgres *p, GError **error)
{
    enum { PAUSE_US = 100000 };
    bool known = false, saved = false;
    gint64 wait = p->db.options.busy_timeout_ms * G_TIME_SPAN_MILLISECOND,
           end = g_get_monotonic_time() + (p->db.options.patience_ms ? 0 : wait);
    p->db.state = DB_IDLE;
    doubt(p);
    while (!known && g_get_monotonic_time() < end) {
        known = postgres_outcome(&p->db, p->db.doubt, &saved, NULL);
        if (!known)
            g_usleep(PAUSE_US);
    }
    if (known)
        g_clear_pointer(&p->db.doubt, g_free);
    if (known && !saved)
        g_set_error(error, DB_ERROR, DB_ERROR_LOST,
                    _("the connection to %s was lost; nothing was written"), p->db.url);
    else if (!known)
        g_set_error(error, DB_ERROR, DB_ERROR_UNKNOWN_COMMIT,
                    _("the connection to %s was lost while a change was being saved; whether it is "
                      "saved is not known: look before you do it again"),
                    p->db.url);
    return saved;
}
