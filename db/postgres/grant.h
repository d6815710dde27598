/* What giving rights to a role (grant.c) and looking whether it has them (grant_check.c) share. */
#pragma once

#include "postgres.h"

/* The values of the statements here: $1 the role, $2 writable, $3 growing, $4 hidden, $5 'person'
 * or 'all', $6 open. */
enum { GRANT_VALUES_OF_TABLES = 4, GRANT_VALUES = 6 };

typedef struct {
    const char *values[GRANT_VALUES];
    char *lists[4];
} GrantValues;

/* `by_person`: it reads the rows of its person's enterprises. */
void grant_values_init(GrantValues *values, const char *role, const DbRights *rights,
                       bool by_person);
void grant_values_clear(GrantValues *values);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GrantValues, grant_values_clear)

/* The tables of the base. */
#define GRANT_TABLES                                                                               \
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

/* Whose rows: seen are those of a person's enterprises ($5: 'person') or all, which they are of the
 * tables $6 anyway; written those of the enterprises that the transaction has entered, and who
 * makes a new one has entered it. The functions are asked once in a statement, not once a row;
 * coalesce() keeps the condition out of the choice of an index, which stays that of the tables'
 * owner. A policy of somebody else's making for the role, or for everybody, would open or close
 * more. The server writes conditions down in its own way: blanks, brackets and names apart they are
 * the same. Answers with the statements that are still to be run. */
#define GRANT_POLICIES                                                                               \
    GRANT_TABLES                                                                                     \
    ", whose AS (SELECT oid AS role FROM pg_roles WHERE rolname = $1::text), "                       \
    "wanted AS (SELECT tables.oid, name, (verb || ' ' || $1)::name AS policy, command, letter, "     \
    "clause, CASE WHEN command = 'SELECT' AND ($5 <> 'person' OR name = ANY ($6::text[])) "          \
    "THEN 'true' ELSE format ('coalesce (%I = ANY ((SELECT public.%I ())::bigint[]), false)', "      \
    "tenant, CASE command WHEN 'SELECT' THEN 'ukrcrm_sees' ELSE 'ukrcrm_entered' END) END "          \
    "AS condition FROM tables CROSS JOIN (VALUES ('reads', 'SELECT', 'r', 'USING'), "                \
    "('adds', 'INSERT', 'a', 'WITH CHECK'), ('changes', 'UPDATE', 'w', 'USING'), "                   \
    "('removes', 'DELETE', 'd', 'USING')) AS given (verb, command, letter, clause) "                 \
    "WHERE tenant IS NOT NULL), "                                                                    \
    "kept AS (SELECT polrelid, polname, coalesce (polpermissive AND polcmd::text = letter "          \
    "AND polroles = ARRAY[role] AND (SELECT count (DISTINCT regexp_replace (lower (text), "          \
    "'[() ]|as ukrcrm_[a-z]+|public[.]', '', 'g')) = 1 FROM unnest (ARRAY[condition, "               \
    "concat_ws ('; ', pg_get_expr (polqual, polrelid), pg_get_expr (polwithcheck, polrelid))]) "     \
    "AS text), false) AS fits FROM whose CROSS JOIN pg_policy JOIN tables ON tables.oid = polrelid " \
    "LEFT JOIN wanted ON policy = polname AND wanted.oid = polrelid "                                \
    "WHERE policy IS NOT NULL OR polroles && ARRAY[0::oid, role]) "                                  \
    "SELECT format ('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name) FROM tables "           \
    "WHERE tenant IS NOT NULL AND NOT secured "                                                      \
    "UNION ALL SELECT format ('CREATE TRIGGER ukrcrm_enters BEFORE INSERT ON public.%I "             \
    "FOR EACH ROW EXECUTE FUNCTION public.ukrcrm_enter_new ()', name) FROM tables "                  \
    "WHERE tenant = 'id' AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = tables.oid "         \
    "AND tgname = 'ukrcrm_enters') "                                                                 \
    "UNION ALL SELECT format ('DROP POLICY %I ON %s', polname, polrelid::regclass) "                 \
    "FROM kept WHERE NOT fits "                                                                      \
    "UNION ALL SELECT format ('CREATE POLICY %I ON public.%I FOR %s TO %I %s (%s)', policy, "        \
    "name, command, $1, clause, condition) FROM wanted WHERE NOT EXISTS (SELECT FROM kept "          \
    "WHERE polrelid = wanted.oid AND polname = policy AND fits)"

/* Whether the role can have just what it is given. DB_ERROR_FORBIDDEN: why not. */
bool grant_is_possible(Postgres *p, const char *role, GError **error);

/* PostgreSQL lets no condition on a row's text look into an index before row security has passed
 * the row, unless the server's administrator has declared that it tells nothing of what it looks
 * at: by the line. */
bool grant_can_search_secured(Postgres *p, bool *can, GError **error);
char *grant_line_for_search(Postgres *p);
