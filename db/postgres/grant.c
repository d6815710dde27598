/* A role gets what one program needs, in statements that the server itself composes: names are
 * quoted where they are known. All in the caller's transaction, so nobody sees half of it. */
#include "postgres.h"

#include <glib/gi18n-lib.h>

/* --- whether it can be done ------------------------------------------------------------------- */

static bool refuse(Postgres *p, const char *why, const char *role, GError **error)
{
    if (g_str_equal(why, "absent"))
        g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                    _("there is no role %s at the server of %s: make it with "
                      "createuser --pwprompt %s"),
                    role, p->db.url, role);
    else if (g_str_equal(why, "owner"))
        g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                    _("only the owner of the tables in %s gives rights to them: connect as that "
                      "role"),
                    p->db.url);
    else
        g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                    _("the role %s may do more than its program needs, whatever is taken from it: "
                      "it is a superuser, passes row security by or belongs to another role; give "
                      "a role that may log in and nothing else"),
                    role);
    return false;
}

static bool can_be_given(Postgres *p, const char *role, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *why = postgres_get(
        p,
        SQL("SELECT CASE WHEN NOT pg_has_role (base.relowner, 'USAGE') THEN 'owner' "
            "WHEN given.oid IS NULL THEN 'absent' "
            "WHEN given.rolsuper OR given.rolbypassrls OR given.oid = base.relowner "
            "OR EXISTS (SELECT FROM pg_auth_members WHERE member = given.oid) THEN 'more' END "
            "FROM pg_class AS base LEFT JOIN pg_roles AS given ON given.rolname = $1 "
            "WHERE base.oid = 'public." POSTGRES_BASE_TABLE "'::regclass"),
        &role, 1, &failure);
    if (!failure)
        return !why || refuse(p, why, role, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* --- what is given ---------------------------------------------------------------------------- */

/* {"a","b"}; NULL for NULL. */
static char *array_of(const char *const *names)
{
    GString *array = names ? g_string_new("{") : NULL;
    for (; names && *names; names++)
        g_string_append_printf(array, "%s\"%s\"", array->len > 1 ? "," : "", *names);
    return array ? g_string_free(g_string_append_c(array, '}'), FALSE) : NULL;
}

/* The tables of the base: $1 the role, $2 writable, $3 growing, $4 hidden. */
#define TABLES                                                                                     \
    "WITH tables AS (SELECT pg_class.oid, relname AS name, "                                       \
    "relname <> '" POSTGRES_BASE_TABLE "' AND coalesce (relname = ANY ($2::text[]), true) "        \
    "AS written, coalesce (relname = ANY ($3::text[]), false) OR EXISTS (SELECT FROM pg_trigger "  \
    "WHERE tgrelid = pg_class.oid AND tgfoid = 'public.ukrcrm_only_grows'::regproc) AS grows, "    \
    "(SELECT string_agg (quote_ident (attname), ', ' ORDER BY attnum) FROM pg_attribute "          \
    "WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped "                           \
    "AND relname || '.' || attname <> ALL (coalesce ($4::text[], '{}'))) AS shown, "               \
    "EXISTS (SELECT FROM unnest ($4::text[]) AS hidden "                                           \
    "WHERE split_part (hidden, '.', 1) = relname) AS hides "                                       \
    "FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')) "

/* Everything is taken first; within a transaction nobody notices. Numbering its rows needs no right
 * to a table's sequence, and a foreign key is looked up as the tables' owner. */
static const char *const statements =
    SQL(TABLES
        "SELECT format (words, $1::text, current_database ()) FROM unnest (ARRAY["
        "'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, %1$I', "
        "'REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, %1$I', "
        "'REVOKE ALL ON SCHEMA public FROM %1$I', 'REVOKE CREATE ON SCHEMA public FROM PUBLIC', "
        "'REVOKE ALL ON DATABASE %2$I FROM %1$I', 'GRANT CONNECT ON DATABASE %2$I TO %1$I', "
        "'GRANT USAGE ON SCHEMA public TO %1$I']) AS words "
        "UNION ALL SELECT format ('GRANT SELECT%s ON public.%I TO %I', "
        "CASE WHEN hides THEN ' (' || shown || ')' ELSE '' END, name, $1) FROM tables "
        "WHERE shown IS NOT NULL "
        "UNION ALL SELECT format ('GRANT INSERT%s ON public.%I TO %I', "
        "CASE WHEN grows THEN '' ELSE ', UPDATE, DELETE' END, name, $1) FROM tables WHERE written");

/* Runs the statements that a query answers with. */
static bool run_all(Postgres *p, const char *sql, const char *const *values, int n, GError **error)
{
    PGresult *result = postgres_ask(p, sql, values, n, error);
    g_autoptr(GString) script = g_string_new(NULL);
    for (int i = 0; result && i < p->pq.PQntuples(result); i++)
        g_string_append_printf(script, "%s;", p->pq.PQgetvalue(result, i, 0));
    p->pq.PQclear(result);
    return result && postgres_run(p, script->str, error);
}

bool postgres_grant(Db *db, const char *role, const DbRights *wanted, GError **error)
{
    Postgres *p = (Postgres *)db;
    if (!can_be_given(p, role, error))
        return false;
    g_autofree char *writable = array_of(wanted->writable);
    g_autofree char *growing = array_of(wanted->growing);
    g_autofree char *hidden = array_of(wanted->hidden);
    const char *const values[] = {role, writable, growing, hidden};
    return run_all(p, statements, values, G_N_ELEMENTS(values), error);
}
