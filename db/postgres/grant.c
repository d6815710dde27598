/* A role gets what one program needs, in statements that the server itself composes: names are
 * quoted where they are known. All in the caller's transaction, so nobody sees half of it. */
#include "dialect.h"
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
    "WITH tables AS (SELECT pg_class.oid, relname AS name, relrowsecurity AS secured, "            \
    "relname <> '" POSTGRES_BASE_TABLE "' AND coalesce (relname = ANY ($2::text[]), true) "        \
    "AS written, coalesce (relname = ANY ($3::text[]), false) OR EXISTS (SELECT FROM pg_trigger "  \
    "WHERE tgrelid = pg_class.oid AND tgfoid = 'public.ukrcrm_only_grows'::regproc) AS grows, "    \
    "(SELECT string_agg (quote_ident (attname), ', ' ORDER BY attnum) FROM pg_attribute "          \
    "WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped "                           \
    "AND relname || '.' || attname <> ALL (coalesce ($4::text[], '{}'))) AS shown, "               \
    "EXISTS (SELECT FROM unnest ($4::text[]) AS hidden "                                           \
    "WHERE split_part (hidden, '.', 1) = relname) AS hides, "                                      \
    "CASE WHEN relname = 'enterprise' THEN 'id' ELSE (SELECT attname::text FROM pg_attribute "     \
    "WHERE attrelid = pg_class.oid AND attname = 'enterprise_id') END AS tenant "                  \
    "FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')) "

/* Everything is taken first; within a transaction nobody notices. Numbering its rows needs no right
 * to a table's sequence, and a foreign key is looked up as the tables' owner. */
static const char *const rights =
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

/* Whose rows: seen are those of a person's enterprises ($5: 'person') or all, which they are of the
 * tables $6 anyway; written those of the enterprises that the transaction has entered, and who
 * makes a new one has entered it. The functions are asked once in a statement, not once a row;
 * coalesce() keeps the condition out of the choice of an index, which stays that of the tables'
 * owner. */
static const char *const policies = SQL(
    TABLES
    ", wanted AS (SELECT tables.oid, name, (verb || ' ' || $1)::name AS policy, command, clause, "
    "CASE WHEN command <> 'SELECT' THEN 'ukrcrm_entered' "
    "WHEN $5 = 'person' AND name <> ALL ($6::text[]) THEN 'ukrcrm_sees' END AS function, tenant "
    "FROM tables CROSS JOIN (VALUES ('reads', 'SELECT', 'USING'), ('adds', 'INSERT', 'WITH CHECK'), "
    "('changes', 'UPDATE', 'USING'), ('removes', 'DELETE', 'USING')) AS given (verb, command, clause) "
    "WHERE tenant IS NOT NULL), "
    "kept AS (SELECT polrelid, polname, command <> 'SELECT' OR "
    "(pg_get_expr (polqual, polrelid) = 'true') = (function IS NULL) AS fits "
    "FROM pg_policy JOIN wanted ON policy = polname AND polrelid = wanted.oid) "
    "SELECT format ('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name) FROM tables "
    "WHERE tenant IS NOT NULL AND NOT secured "
    "UNION ALL SELECT format ('CREATE TRIGGER ukrcrm_enters BEFORE INSERT ON public.%I "
    "FOR EACH ROW EXECUTE FUNCTION public.ukrcrm_enter_new ()', name) FROM tables "
    "WHERE tenant = 'id' AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = tables.oid "
    "AND tgname = 'ukrcrm_enters') "
    "UNION ALL SELECT format ('DROP POLICY %I ON %s', polname, polrelid::regclass) "
    "FROM kept WHERE NOT fits "
    "UNION ALL SELECT format ('CREATE POLICY %I ON public.%I FOR %s TO %I %s (%s)', policy, name, "
    "command, $1, clause, CASE WHEN function IS NULL THEN 'true' ELSE "
    "format ('coalesce (%I = ANY ((SELECT public.%I ())::bigint[]), false)', tenant, function) END) "
    "FROM wanted WHERE NOT EXISTS (SELECT FROM kept WHERE polrelid = wanted.oid "
    "AND polname = policy AND fits)");

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

/* Which enterprises a person sees is the program's to say. */
static bool define_sight(Postgres *p, const char *enterprises, GError **error)
{
    g_auto(Dialect) dialect = {0};
    if (!enterprises)
        return true;
    dialect_read(enterprises, &dialect);
    g_autofree char *sql = g_strdup_printf(
        SQL("CREATE OR REPLACE FUNCTION public.ukrcrm_of_person (bigint) RETURNS SETOF bigint "
            "LANGUAGE sql STABLE PARALLEL SAFE AS $$%s$$"),
        dialect.sql);
    return postgres_run(p, sql, error);
}

/* PostgreSQL lets no condition on a row's text look into an index before row security has passed
 * the row, unless the server's administrator has declared that it tells nothing of what it looks
 * at. */
static bool can_search_secured(Postgres *p, bool *can, GError **error)
{
    int64_t leakproof;
    bool asked = postgres_get_integer(
        p,
        SQL("SELECT proleakproof::int FROM pg_proc WHERE oid = 'textlike (text, text)'::regprocedure"),
        NULL, 0, &leakproof, error);
    *can = leakproof;
    return asked;
}

static void tell_half_secured(Postgres *p, const char *role)
{
    g_free(p->db.notice);
    p->db.notice = g_strdup_printf(
        _("the role %s writes in the enterprises of its person alone, but reads all: for row security, "
          "which keeps the search fast, let the server's administrator run: psql --dbname=%s "
          "--command='ALTER FUNCTION textlike (text, text) LEAKPROOF'; then repeat this"),
        role, p->pq.PQdb(p->connection));
}

bool postgres_grant(Db *db, const char *role, const DbRights *wanted, GError **error)
{
    Postgres *p = (Postgres *)db;
    bool secured;
    if (!can_be_given(p, role, error) || !define_sight(p, wanted->enterprises, error) ||
        !can_search_secured(p, &secured, error))
        return false;
    if (wanted->enterprises && !secured)
        tell_half_secured(p, role);
    g_autofree char *writable = array_of(wanted->writable);
    g_autofree char *growing = array_of(wanted->growing);
    g_autofree char *hidden = array_of(wanted->hidden);
    g_autofree char *open = array_of(wanted->open ? wanted->open : (const char *const[]){NULL});
    const char *const values[] = {
        role, writable, growing, hidden, wanted->enterprises && secured ? "person" : "all", open};
    return run_all(p, rights, values, 4, error) &&
           run_all(p, policies, values, G_N_ELEMENTS(values), error);
}
