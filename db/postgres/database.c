/* The database that a new base goes into: made where the server has none of that name, and looked
 * at for what a base needs of it. */
#include "postgres.h"

#include <glib/gi18n-lib.h>

/* Every server has it, for connecting to where there is no other. */
#define EVERY_SERVERS_DATABASE "postgres"

/* --- making one ------------------------------------------------------------------------------- */

/* The statement that makes it; NULL: it is there. */
static char *statement_for(Postgres *p, const char *database)
{
    return postgres_get(p,
                        SQL("SELECT format ('CREATE DATABASE %I ENCODING ''UTF8'' "
                            "LOCALE ''C.UTF-8'' TEMPLATE template0', $1::text) WHERE NOT EXISTS "
                            "(SELECT FROM pg_database WHERE datname = $1)"),
                        &database, 1, NULL);
}

/* Takes the place of what was known before. */
static void explain_refusal(Postgres *p, const char *database, const GError *refusal,
                            GError **failure)
{
    g_clear_error(failure);
    g_set_error(failure, DB_ERROR, DB_ERROR_MAKE,
                _("the server has no database “%s”, and making it failed (%s): let its "
                  "administrator run: createdb --owner=%s --template=template0 --encoding=UTF8 "
                  "--locale=C.UTF-8 %s"),
                database, refusal->message, p->pq.PQuser(p->connection), database);
}

/* Who is let in nowhere is told so once. */
static void explain_closed_door(const GError *refusal, GError **failure)
{
    if (g_str_equal(refusal->message, (*failure)->message))
        return;
    g_autoptr(GError) before = g_steal_pointer(failure);
    g_set_error(failure, DB_ERROR, DB_ERROR_OPEN, _("%s; whether it can be made is not known: %s"),
                before->message, refusal->message);
}

/* Another program made it at the same moment. */
static bool is_there_now(Postgres *p, const char *database)
{
    g_autofree char *there =
        postgres_get(p, SQL("SELECT 1 FROM pg_database WHERE datname = $1"), &database, 1, NULL);
    return there;
}

/* *failure: why there is no connection to it. */
static bool make_database(Postgres *p, const char *database, GError **failure)
{
    g_autoptr(GError) refusal = NULL;
    if (!postgres_log_in(p, EVERY_SERVERS_DATABASE, &refusal)) {
        explain_closed_door(refusal, failure);
        return false;
    }
    g_autofree char *sql = statement_for(p, database);
    if (!sql || postgres_run(p, sql, &refusal) || is_there_now(p, database))
        return sql;
    explain_refusal(p, database, refusal, failure);
    return false;
}

static bool connect_or_make(Postgres *p, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (postgres_connect(p, &failure))
        return true;
    g_autofree char *database = g_strdup(p->connection ? p->pq.PQdb(p->connection) : NULL);
    postgres_disconnect(p);
    bool made = database && make_database(p, database, &failure);
    postgres_disconnect(p);
    if (made)
        return postgres_connect(p, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* --- what a base needs of it ------------------------------------------------------------------ */

#define TRGM_IS_AVAILABLE                                                                          \
    SQL("SELECT count (*) FROM pg_available_extensions WHERE name = 'pg_trgm'")

/* The extension's own right is needed where it is not there yet. */
#define MAY_MAKE_TABLES                                                                            \
    SQL("SELECT (has_schema_privilege ('public', 'CREATE') AND "                                   \
        "(has_database_privilege (current_database (), 'CREATE') OR "                              \
        "EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')))::int")

static bool has_search(Postgres *p, GError **error)
{
    int64_t there;
    if (!postgres_get_integer(p, TRGM_IS_AVAILABLE, NULL, 0, &there, error))
        return false;
    if (there)
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_MAKE,
                _("the server of %s lacks the extension pg_trgm, by which is searched: install "
                  "PostgreSQL's contrib modules there (on Debian they come with the server)"),
                p->db.url);
    return false;
}

static bool may_make_tables(Postgres *p, GError **error)
{
    int64_t may;
    if (!postgres_get_integer(p, MAY_MAKE_TABLES, NULL, 0, &may, error))
        return false;
    if (may)
        return true;
    const char *role = p->pq.PQuser(p->connection), *database = p->pq.PQdb(p->connection);
    g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                _("the role %s may make no tables in the database of %s: let its administrator "
                  "run: psql --command='ALTER DATABASE \"%s\" OWNER TO \"%s\"'"),
                role, p->db.url, database, role);
    return false;
}

bool postgres_connect_for_new(Postgres *p, GError **error)
{
    return connect_or_make(p, error) && has_search(p, error) && may_make_tables(p, error);
}
