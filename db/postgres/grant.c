/* A role gets what one program needs, in statements that the server itself composes: names are
 * quoted where they are known. All in the caller's transaction, so nobody sees half of it. */
#include "grant.h"

#include "dialect.h"

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

bool grant_is_possible(Postgres *p, const char *role, GError **error)
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

void grant_values_init(GrantValues *values, const char *role, const DbRights *rights,
                       bool by_person)
{
    static const char *const none[] = {NULL};
    *values = (GrantValues){.lists = {array_of(rights->writable), array_of(rights->growing),
                                      array_of(rights->hidden),
                                      array_of(rights->open ? rights->open : none)}};
    values->values[0] = role;
    for (size_t i = 0; i < 3; i++)
        values->values[i + 1] = values->lists[i];
    values->values[4] = by_person ? "person" : "all";
    values->values[5] = values->lists[3];
}

void grant_values_clear(GrantValues *values)
{
    for (size_t i = 0; i < G_N_ELEMENTS(values->lists); i++)
        g_clear_pointer(&values->lists[i], g_free);
}

/* Everything is taken first; within a transaction nobody notices. Numbering its rows needs no right
 * to a table's sequence, and a foreign key is looked up as the tables' owner. */
static const char *const rights =
    SQL(GRANT_TABLES
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
    g_autoptr(GPtrArray) statements = postgres_get_all(p, sql, values, n, error);
    g_autoptr(GString) script = g_string_new(NULL);
    for (guint i = 0; statements && i < statements->len; i++)
        g_string_append_printf(script, "%s;", (char *)statements->pdata[i]);
    return statements && postgres_run(p, script->str, error);
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

bool grant_can_search_secured(Postgres *p, bool *can, GError **error)
{
    int64_t leakproof;
    bool asked = postgres_get_integer(
        p,
        SQL("SELECT proleakproof::int FROM pg_proc WHERE oid = 'textlike (text, text)'::regprocedure"),
        NULL, 0, &leakproof, error);
    *can = leakproof;
    return asked;
}

char *grant_line_for_search(Postgres *p)
{
    return g_strdup_printf(
        "psql --dbname=%s --command='ALTER FUNCTION textlike (text, text) LEAKPROOF'",
        p->pq.PQdb(p->connection));
}

static void tell_half_secured(Postgres *p, const char *role)
{
    g_autofree char *line = grant_line_for_search(p);
    g_free(p->db.notice);
    p->db.notice = g_strdup_printf(
        _("the role %s writes in the enterprises of its person alone, but reads all: for row security, "
          "which keeps the search fast, let the server's administrator run: %s; then repeat this"),
        role, line);
}

static bool record(Postgres *p, const char *role, const char *name, GError **error)
{
    const char *const values[] = {role, name};
    PGresult *result =
        postgres_ask(p,
                     SQL("INSERT INTO public." POSTGRES_GRANT_TABLE " VALUES ($1, $2) "
                         "ON CONFLICT (role) DO UPDATE SET rights = excluded.rights"),
                     values, G_N_ELEMENTS(values), error);
    p->pq.PQclear(result);
    return result != NULL;
}

bool postgres_grant(Db *db, const char *role, const DbRights *wanted, GError **error)
{
    Postgres *p = (Postgres *)db;
    bool secured;
    if (!grant_is_possible(p, role, error) || !define_sight(p, wanted->enterprises, error) ||
        !grant_can_search_secured(p, &secured, error))
        return false;
    if (wanted->enterprises && !secured)
        tell_half_secured(p, role);
    g_auto(GrantValues) given;
    grant_values_init(&given, role, wanted, wanted->enterprises && secured);
    return run_all(p, rights, given.values, GRANT_VALUES_OF_TABLES, error) &&
           run_all(p, SQL(GRANT_POLICIES), given.values, GRANT_VALUES, error) &&
           (!wanted->name || record(p, role, wanted->name, error));
}
