/* One question for many rows of values: the statement stands beside the rows as a lateral subquery,
 * whose marks are their columns. So each question goes by the indexes that it alone would go by,
 * whatever the planner thinks of all together: OFFSET keeps it from making one of them all. Without
 * statistics it joined tables by their enterprise alone, 12 s for 16 letters. */
#include "dialect.h"
#include "postgres.h"

#include <glib/gi18n-lib.h>

#define MARK "given_.v"

static void append_columns(GString *sql, size_t n)
{
    g_string_append(sql, " (");
    for (size_t i = 1; i <= n; i++)
        g_string_append_printf(sql, "v%zu, ", i);
    g_string_append(sql, "nth_)");
}

static char *compose(const Dialect *dialect, const Rows *questions)
{
    GString *sql = g_string_new(SQL("SELECT found_.*, given_.nth_ - 1 FROM "));
    postgres_append_unnest(sql, questions, "given_");
    append_columns(sql, questions->n_columns);
    g_string_append_printf(sql, SQL(" CROSS JOIN LATERAL (%s OFFSET 0) AS found_"), dialect->sql);
    return g_string_free(sql, FALSE);
}

DbRows *postgres_query_each(Db *db, const char *sql, const Rows *questions, GError **error)
{
    Postgres *p = (Postgres *)db;
    g_auto(Dialect) dialect;
    dialect_read_over(sql, MARK, &dialect);
    if (dialect.n_marks != questions->n_columns) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("%zu values were given for: %s"),
                    questions->n_columns, sql);
        return NULL;
    }
    if (!dialect_is_allowed(&dialect, &db->options.rights, error))
        return NULL;
    g_autofree char *each = compose(&dialect, questions);
    g_autofree Oid *types = g_new(Oid, questions->n_columns);
    g_autoptr(GPtrArray) arrays = postgres_arrays(questions, types);
    return postgres_query_binary(p, each, types, (const GByteArray *const *)arrays->pdata,
                                 questions->n_columns, error);
}
