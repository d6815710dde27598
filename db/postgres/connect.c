/* The connection: how it is asked for, and what the session must be told before anything else. */
#include "postgres.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of 13 on, pg_trgm may be added to a database by its owner. */
enum { OLDEST_SERVER = 130000 };

/* --- what the URL says ------------------------------------------------------------------------ */

typedef struct {
    GPtrArray *names, *values; /* borrowed */
} Parameters;

static void add_parameter(Parameters *parameters, const char *name, const char *value)
{
    g_ptr_array_add(parameters->names, (char *)name);
    g_ptr_array_add(parameters->values, (char *)value);
}

static bool is_this_machine(const char *host)
{
    return *host == '/' || *host == '@' || *host == '\0' || g_str_equal(host, "localhost") ||
           g_str_equal(host, "::1") || g_str_has_prefix(host, "127.");
}

/* Several hosts stand with commas between them. */
static bool leaves_this_machine(const char *hosts)
{
    g_auto(GStrv) parts = g_strsplit(hosts, ",", -1);
    for (char **part = parts; *part; part++)
        if (!is_this_machine(*part))
            return true;
    return false;
}

/* What is said later wins. Over a network only a server that proves who it is gets a password and
 * letters, unless the URL says otherwise. */
static bool read_url(Postgres *p, const PQconninfoOption *options, const char *database,
                     Parameters *parameters, GError **error)
{
    bool leaves = false;
    add_parameter(parameters, "fallback_application_name", "ukrcrm");
    add_parameter(parameters, "connect_timeout", "10");
    for (const PQconninfoOption *option = options; option->keyword; option++)
        if (option->val && g_str_has_prefix(option->keyword, "host"))
            leaves = leaves || leaves_this_machine(option->val);
    if (leaves)
        add_parameter(parameters, "sslmode", "verify-full");
    for (const PQconninfoOption *option = options; option->keyword; option++) {
        if (option->val && strstr(option->keyword, "password")) {
            g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                        _("%s carries a password, which others can see: keep it in a file and "
                          "name that with ?passfile=FILE"),
                        p->db.url);
            return false;
        }
        if (option->val)
            add_parameter(parameters, option->keyword, option->val);
    }
    if (database)
        add_parameter(parameters, "dbname", database);
    add_parameter(parameters, "client_encoding", "UTF8");
    add_parameter(parameters, NULL, NULL);
    return true;
}

/* --- connecting ------------------------------------------------------------------------------- */

/* What the server has to remark does not belong on a screen. */
static void ignore_notice(void *data, const char *message)
{
}

static bool is_connected(Postgres *p, GError **error)
{
    p->pq.PQsetNoticeProcessor(p->connection, ignore_notice, NULL);
    if (p->pq.PQstatus(p->connection) == CONNECTION_OK)
        return true;
    g_autofree char *words = g_strdup(p->pq.PQerrorMessage(p->connection));
    g_set_error(error, DB_ERROR, DB_ERROR_OPEN, _("cannot open %s: %s"), p->db.url,
                g_strdelimit(g_strstrip(words), "\n", ' '));
    return false;
}

bool postgres_log_in(Postgres *p, const char *database, GError **error)
{
    char *words = NULL;
    PQconninfoOption *options = p->pq.PQconninfoParse(p->address, &words);
    if (!options) {
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN, _("cannot open %s: %s"), p->db.url,
                    words ? g_strstrip(words) : "");
        p->pq.PQfreemem(words);
        return false;
    }
    Parameters parameters = {g_ptr_array_new(), g_ptr_array_new()};
    bool done = read_url(p, options, database, &parameters, error);
    if (done)
        p->connection = p->pq.PQconnectdbParams((const char *const *)parameters.names->pdata,
                                                (const char *const *)parameters.values->pdata, 0);
    g_ptr_array_unref(parameters.names);
    g_ptr_array_unref(parameters.values);
    p->pq.PQconninfoFree(options);
    return done && is_connected(p, error);
}

/* --- the session ------------------------------------------------------------------------------ */

/* Nothing is written outside a transaction that says so. What is acknowledged is on the disk,
 * whatever the server's own setting. Who stops in the middle of a transaction, keeping others from
 * writing, is cut off. */
static bool set_up(Postgres *p, GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        SQL("SET search_path = public; SET default_transaction_read_only = on;"
            "SET standard_conforming_strings = on; SET bytea_output = hex; SET lock_timeout = %d;"
            "SET idle_in_transaction_session_timeout = 60000;"
            "SELECT set_config ('synchronous_commit', 'on', false) "
            "WHERE current_setting ('synchronous_commit') = 'off'; LISTEN ukrcrm"),
        p->db.options.busy_timeout_ms);
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

bool postgres_connect(Postgres *p, GError **error)
{
    if (!postgres_log_in(p, NULL, error) || !is_new_enough(p, error) || !set_up(p, error) ||
        !knows_letters(p, error))
        return false;
    p->cancel = p->pq.PQgetCancel(p->connection);
    return true;
}

void postgres_disconnect(Postgres *p)
{
    postgres_drop_statements(p);
    if (p->cancel)
        p->pq.PQfreeCancel(g_steal_pointer(&p->cancel));
    if (p->connection)
        p->pq.PQfinish(g_steal_pointer(&p->connection));
}

/* A server that goes away says why, and then closes: the one is read, then the other is seen. */
static bool is_alive(Postgres *p)
{
    for (int i = 0; i < 2 && p->connection && !p->stream; i++)
        p->pq.PQconsumeInput(p->connection);
    return p->connection && p->pq.PQstatus(p->connection) == CONNECTION_OK;
}

/* Others may have written meanwhile without this one being told. */
bool postgres_ready(Postgres *p, GError **error)
{
    if (p->db.state != DB_IDLE || is_alive(p))
        return true;
    postgres_settle(p);
    postgres_disconnect(p);
    p->changes++;
    GError *failure = NULL;
    if (postgres_connect(p, &failure) && postgres_take_locks_again(p, &failure))
        return true;
    failure->code = DB_ERROR_LOST;
    g_propagate_error(error, failure);
    postgres_disconnect(p);
    return false;
}
