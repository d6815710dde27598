/* A role that was given rights, against what its program needs: a migration brings tables that it
 * may not read, somebody's GRANT in psql outlives the day, a dump carries neither the declaration
 * for the search nor, into another server, the roles. */
#include "grant.h"

#include <glib/gi18n-lib.h>

enum { MOST_NAMED = 3 };

typedef struct {
    Postgres *p;
    const char *role;
    const DbRights *rights;
    GPtrArray *problems;
} Check;

static void grant_free(gpointer data)
{
    DbGrant *grant = data;
    g_free(grant->role);
    g_free(grant->rights);
    g_free(grant);
}

GPtrArray *postgres_grants(Db *db, GError **error)
{
    Postgres *p = (Postgres *)db;
    PGresult *result = postgres_ready(p, error)
                           ? postgres_ask(p,
                                          SQL("SELECT role, rights FROM " POSTGRES_GRANT_TABLE
                                              " JOIN pg_roles ON rolname = role ORDER BY role"),
                                          NULL, 0, error)
                           : NULL;
    if (!result)
        return NULL;
    GPtrArray *grants = g_ptr_array_new_with_free_func(grant_free);
    for (int i = 0; i < p->pq.PQntuples(result); i++) {
        DbGrant *grant = g_new(DbGrant, 1);
        grant->role = g_strdup(p->pq.PQgetvalue(result, i, 0));
        grant->rights = g_strdup(p->pq.PQgetvalue(result, i, 1));
        g_ptr_array_add(grants, grant);
    }
    p->pq.PQclear(result);
    return grants;
}

/* --- what is told ----------------------------------------------------------------------------- */

/* `format`, translated: the role, what is wrong, the command. */
static void tell(const Check *check, const char *format, const GPtrArray *found)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < MIN(found->len, MOST_NAMED); i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "", (char *)found->pdata[i]);
    if (found->len > MOST_NAMED)
        g_string_append(names, ", …");
    g_autofree char *command =
        g_strdup_printf("ukrcrm-admin grant --%s %s", check->rights->name, check->role);
    g_ptr_array_add(check->problems, g_strdup_printf(format, check->role, names->str, command));
}

/* Tells what the query finds, if it is anything. */
static bool look(const Check *check, const char *sql, const char *const *values, int n,
                 const char *format, GError **error)
{
    g_autoptr(GPtrArray) found = postgres_get_all(check->p, sql, values, n, error);
    if (found && found->len)
        tell(check, format, found);
    return found != NULL;
}

/* --- rights ----------------------------------------------------------------------------------- */

/* $5: those that are lacking, else those that are too many. A single column is a right, too, where
 * there should be none. */
static const char *const differences = SQL(
    GRANT_TABLES
    ", found AS (SELECT needed, verb || ' ON ' || name AS what, "
    "CASE WHEN needed OR verb IN ('DELETE', 'TRUNCATE', 'TRIGGER') "
    "THEN has_table_privilege ($1, oid, verb) ELSE has_any_column_privilege ($1, oid, verb) END "
    "AS given FROM tables CROSS JOIN LATERAL (VALUES ('INSERT', written), "
    "('UPDATE', written AND NOT grows), ('DELETE', written AND NOT grows), ('TRUNCATE', false), "
    "('REFERENCES', false), ('TRIGGER', false)) AS verbs (verb, needed) "
    "UNION ALL SELECT name || '.' || attname <> ALL (coalesce ($4::text[], '{}')), "
    "'SELECT ON ' || name || '.' || attname, has_column_privilege ($1, attrelid, attnum, 'SELECT') "
    "FROM tables JOIN pg_attribute ON attrelid = tables.oid WHERE attnum > 0 AND NOT attisdropped "
    "UNION ALL SELECT false, 'USAGE ON ' || relname, "
    "CASE relkind WHEN 'S' THEN has_sequence_privilege ($1, oid, 'USAGE, SELECT, UPDATE') END "
    "FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' "
    "UNION ALL SELECT verb = 'USAGE', verb || ' ON SCHEMA public', "
    "has_schema_privilege ($1, 'public', verb) FROM unnest (ARRAY['USAGE', 'CREATE']) AS verb "
    "UNION ALL SELECT true, 'CONNECT ON DATABASE', "
    "has_database_privilege ($1, current_database (), 'CONNECT')) "
    "SELECT what FROM found WHERE needed = $5::boolean AND given <> needed ORDER BY what");

static bool check_rights(const Check *check, const GrantValues *given, bool lacking, GError **error)
{
    const char *values[GRANT_VALUES_OF_TABLES + 1];
    for (size_t i = 0; i < GRANT_VALUES_OF_TABLES; i++)
        values[i] = given->values[i];
    values[GRANT_VALUES_OF_TABLES] = lacking ? "true" : "false";
    return look(check, differences, values, G_N_ELEMENTS(values),
                lacking ? _("the role %s lacks rights that its program needs (%s): run %s")
                        : _("the role %s may do more than its program needs (%s): run %s"),
                error);
}

/* --- rows ------------------------------------------------------------------------------------- */

static const char *const unlocked =
    SQL("SELECT DISTINCT substring (statement, '(?:TABLE|ON) (?:public[.])?([^ ]+)') "
        "FROM (" GRANT_POLICIES ") AS missing (statement) ORDER BY 1");

/* Where the search could not be fast, db_grant has left reading open, and said so. */
static bool reads_by_person(const Check *check, bool *reads, GError **error)
{
    int64_t found;
    bool asked = postgres_get_integer(
        check->p,
        SQL("SELECT count (*) FROM pg_policy WHERE polname = ('reads ' || $1)::name "
            "AND pg_get_expr (polqual, polrelid) <> 'true'"),
        &check->role, 1, &found, error);
    *reads = asked && found > 0;
    return asked;
}

static void tell_slow_search(const Check *check)
{
    g_autofree char *line = grant_line_for_search(check->p);
    g_ptr_array_add(
        check->problems,
        g_strdup_printf(_("each search by the role %s reads all rows, for this database "
                          "lacks what its administrator declared in another: let the "
                          "server's administrator run: %s"),
                        check->role, line));
}

static bool check_all(const Check *check, GError **error)
{
    bool secured, reads;
    if (!grant_can_search_secured(check->p, &secured, error) ||
        !reads_by_person(check, &reads, error))
        return false;
    if (reads && !secured)
        tell_slow_search(check);
    g_auto(GrantValues) given;
    grant_values_init(&given, check->role, check->rights,
                      check->rights->enterprises && (secured || reads));
    return check_rights(check, &given, true, error) && check_rights(check, &given, false, error) &&
           look(check, unlocked, given.values, GRANT_VALUES,
                _("rows are not locked by enterprise for the role %s (%s): run %s"), error);
}

bool postgres_check_grant(Db *db, const char *role, const DbRights *rights, GPtrArray *problems,
                          GError **error)
{
    GError *failure = NULL;
    const Check check = {(Postgres *)db, role, rights, problems};
    if (!postgres_ready(check.p, error))
        return false;
    if (grant_is_possible(check.p, role, &failure))
        return check_all(&check, error);
    if (!g_error_matches(failure, DB_ERROR, DB_ERROR_FORBIDDEN)) {
        g_propagate_error(error, failure);
        return false;
    }
    g_ptr_array_add(problems, g_strdup(failure->message));
    g_error_free(failure);
    return true;
}
