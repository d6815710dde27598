/* The server looks after pages and foreign keys itself. What it cannot know is whether the indexes
 * that the program relies on are there and whole. */
#include "postgres.h"

#include <glib/gi18n-lib.h>

static GPtrArray *column(Postgres *p, const char *sql, const char *const *values, int n,
                         GError **error)
{
    return postgres_ready(p, error) ? postgres_get_all(p, sql, values, n, error) : NULL;
}

GPtrArray *postgres_table_columns(Db *db, const char *table, GError **error)
{
    GPtrArray *names = column((Postgres *)db,
                              SQL("SELECT column_name FROM information_schema.columns "
                                  "WHERE table_schema = 'public' AND table_name = $1 "
                                  "ORDER BY ordinal_position"),
                              &table, 1, error);
    if (names && names->len == 0)
        g_clear_pointer(&names, g_ptr_array_unref);
    return names;
}

/* An index that CREATE INDEX CONCURRENTLY or a crash left half-built is not used; a constraint that
 * was added NOT VALID has not looked at the old rows. */
bool postgres_check(Db *db, GPtrArray *problems, GError **error)
{
    g_autoptr(GPtrArray) findings =
        column((Postgres *)db,
               SQL("SELECT pg_class.relname::text FROM pg_index "
                   "JOIN pg_class ON pg_class.oid = pg_index.indexrelid "
                   "WHERE pg_class.relnamespace = 'public'::regnamespace "
                   "AND NOT (indisvalid AND indisready) "
                   "UNION ALL SELECT conname::text FROM pg_constraint "
                   "WHERE connamespace = 'public'::regnamespace AND NOT convalidated ORDER BY 1"),
               NULL, 0, error);
    for (guint i = 0; findings && i < findings->len; i++)
        g_ptr_array_add(problems,
                        g_strdup_printf(_("the base is damaged: %s"), (char *)findings->pdata[i]));
    return findings != NULL;
}
