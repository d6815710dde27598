/* The session: what it is told before anything else, and how a lost one comes back. */
#include "pipeline.h"

#include <glib/gi18n-lib.h>
#include <poll.h>

/* Of 13 on, pg_trgm may be added to a database by its owner. */
enum { OLDEST_SERVER = 130000 };

/* --- the session ------------------------------------------------------------------------------ */

/* Who is patient for a while only learns within it who holds things up. */
static int lock_timeout(const DbOptions *options)
{
    int patience = options->patience_ms * 4 / 5;
    return patience ? MIN(patience, options->busy_timeout_ms) : options->busy_timeout_ms;
}

/* The server's end of a connection whose machine is gone holds what that had locked, a mailer's run
 * for one, until the server knocks in vain: by default after two hours. Ours is a minute, as at the
 * other end (reach.c). Of a program that was killed it learns when the statement at hand is done,
 * which for an index of a large table is minutes, unless it looks in between (from 14 on; a system
 * on which it cannot refuses to be told so). What an administrator has set anywhere stays. */
#define TELL_SOON_OF_THE_DEAD                                                                      \
    "SELECT set_config (name, ours, false) FROM (VALUES ('tcp_keepalives_idle', '7200', '30'), "   \
    "('tcp_keepalives_interval', '75', '10'), ('tcp_keepalives_count', '9', '3'), "                \
    "('tcp_user_timeout', '0', '30000'), ('client_connection_check_interval', '0', '500')) "       \
    "AS times (name, usual, ours) WHERE current_setting (name, true) = usual "                     \
    "AND (name <> 'client_connection_check_interval' OR version () LIKE '%%linux%%');"

/* Nothing is written outside a transaction that says so. What is acknowledged is on the disk,
 * whatever the server's own setting. Who stops in the middle of a transaction, keeping others from
 * writing, is cut off. No query is so long that compiling it would pay: one that asks many
 * questions at once looks so to the planner, and was compiled for seconds while others waited. */
static bool set_up(Postgres *p, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        SQL("SET search_path = public; SET default_transaction_read_only = on;"
            "SET standard_conforming_strings = on; SET bytea_output = hex; SET lock_timeout = %d;"
            "SET idle_in_transaction_session_timeout = 60000; SET jit = off;" TELL_SOON_OF_THE_DEAD
            "SELECT set_config ('synchronous_commit', 'on', false) "
            "WHERE current_setting ('synchronous_commit') = 'off'"),
        lock_timeout(&p->db.options));
    return postgres_run(p, sql, error);
}

static bool is_new_enough(Postgres *p, GError **error)
{
    int version = p->pq.PQserverVersion(p->connection);
    if (version >= OLDEST_SERVER)
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                _("the server of %s is PostgreSQL %d; version %d or newer is needed"), p->db.url,
                version / 10000, OLDEST_SERVER / 10000);
    return false;
}

/* pg_trgm asks the database's LC_CTYPE what a letter is: C knows those of English only. */
static bool knows_letters(Postgres *p, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *wrong =
        postgres_get(p,
                     SQL("SELECT CASE WHEN encoding <> pg_char_to_encoding ('UTF8') "
                         "THEN 'ENCODING ' || pg_encoding_to_char (encoding) "
                         "WHEN datctype IN ('C', 'POSIX') THEN 'LC_CTYPE ' || datctype END "
                         "FROM pg_database WHERE datname = current_database ()"),
                     NULL, 0, &failure);
    if (wrong)
        g_set_error(&failure, DB_ERROR, DB_ERROR_OPEN,
                    _("the database of %s has the %s, so that nothing Cyrillic could be found in "
                      "it: make another with CREATE DATABASE … ENCODING 'UTF8' LOCALE 'C.UTF-8' "
                      "TEMPLATE template0"),
                    p->db.url, wrong);
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

void postgres_set_connection(Postgres *p, PGconn *connection)
{
    g_mutex_lock(&p->lifetime);
    PGconn *old = p->connection;
    p->connection = connection;
    g_mutex_unlock(&p->lifetime);
    if (old)
        p->pq.PQfinish(old);
}

bool postgres_connect(Postgres *p, GError **error)
{
    if (!postgres_log_in(p, NULL, error) || !is_new_enough(p, error) || !set_up(p, error) ||
        !knows_letters(p, error))
        return false;
    p->cancel = canceller_new(p);
    return true;
}

void postgres_disconnect(Postgres *p)
{
    pipeline_drop(p);
    postgres_drop_statements(p);
    g_clear_pointer(&p->cancel, canceller_free);
    postgres_set_connection(p, NULL);
    p->person = 0;
}

bool postgres_take_input(Postgres *p, int patience_ms)
{
    struct pollfd end = {p->pq.PQsocket(p->connection), POLLIN, 0};
    return poll(&end, 1, patience_ms) > 0 && p->pq.PQconsumeInput(p->connection);
}

/* A server that goes away says why, and then closes; before that may stand what it answered last.
 * With TLS each of these is read by itself. */
bool postgres_is_alive(Postgres *p)
{
    while (p->connection && postgres_take_input(p, 0))
        ;
    return p->connection && p->pq.PQstatus(p->connection) == CONNECTION_OK;
}

enum { NOBODY_KNOWN = -1 };

static void end_telling(Postgres *p, void *data, PGresult *answer, GError *failure)
{
    if (failure)
        p->person = NOBODY_KNOWN;
    p->pq.PQclear(answer);
    g_clear_error(&failure);
}

static const Taker telling = {.end = end_telling};

/* For whom it reads (db_set_person). It goes with what is asked behind it, but is by itself: at the
 * end of a transaction that began without a point between, the server would forget it. */
static bool tell_person(Postgres *p, GError **error)
{
    if (p->person == p->db.person)
        return true;
    g_autofree char *sql =
        g_strdup_printf(SQL("SET ukrcrm.person = '%" G_GINT64_FORMAT "'"), p->db.person);
    p->person = p->db.person;
    bool sent = pipeline_send(p, sql, &telling, NULL, error);
    if (sent)
        pipeline_sync(p);
    return sent;
}

/* Others may have written meanwhile without this one being told. */
bool postgres_reconnect(Postgres *p, GError **error)
{
    pipeline_settle(p);
    postgres_disconnect(p);
    p->changes++;
    GError *failure = NULL;
    if (postgres_connect(p, &failure) && postgres_take_locks_again(p, &failure) &&
        tell_person(p, &failure))
        return true;
    failure->code = DB_ERROR_LOST;
    g_propagate_error(error, failure);
    postgres_disconnect(p);
    return false;
}

bool postgres_ready(Postgres *p, GError **error)
{
    if (p->db.state != DB_IDLE)
        return true;
    if (postgres_is_alive(p))
        return tell_person(p, error);
    if (!p->db.options.patience_ms)
        return postgres_reconnect(p, error);
    g_set_error(error, DB_ERROR, DB_ERROR_LOST, _("there is no connection to %s"), p->db.url);
    return false;
}
