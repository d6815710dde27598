/* Many rows: one prepared statement, run for each. */
#include "sqlite.h"

static char *compose(const Rows *rows)
{
    GString *sql = g_string_new(NULL);
    g_string_printf(sql, SQL("INSERT INTO %s (%s) VALUES (?"), rows->table, rows->columns);
    for (size_t i = 1; i < rows->n_columns; i++)
        g_string_append(sql, ", ?");
    return g_string_free(g_string_append_c(sql, ')'), FALSE);
}

bool sqlite_insert_many(Db *db, const Rows *rows, int64_t *ids, GError **error)
{
    g_autofree char *sql = compose(rows);
    for (size_t i = 0; i < rows->n_rows; i++) {
        if (!sqlite_execute(db, sql, rows->values + i * rows->n_columns, rows->n_columns, NULL,
                            error))
            return false;
        if (ids)
            ids[i] = sqlite3_last_insert_rowid(((Sqlite *)db)->handle);
    }
    return true;
}
