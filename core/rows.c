#include "rows.h"

bool rows_ended(GError *failure, GError **error)
{
    if (!failure)
        return true;
    g_propagate_error(error, failure);
    return false;
}

GArray *rows_integers(Base *base, const char *sql, const DbValue *args, size_t n_args,
                      GError **error)
{
    g_autoptr(DbRows) rows = db_query(base_db(base), sql, args, n_args, error);
    if (!rows)
        return NULL;
    g_autoptr(GArray) integers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        int64_t integer = db_column_integer(rows, 0);
        g_array_append_val(integers, integer);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&integers) : NULL;
}

DbValue rows_reference(int64_t id)
{
    return id ? db_integer(id) : DB_NOTHING;
}

char *rows_text(DbRows *row, int column)
{
    const char *text = db_column_text(row, column);
    return g_strdup(text ? text : "");
}

char *rows_person(DbRows *row, int surname)
{
    g_autofree char *last = rows_text(row, surname);
    g_autofree char *first = rows_text(row, surname + 1);
    g_autofree char *person = g_strstrip(g_strjoin(" ", last, first, NULL));
    return *person ? g_steal_pointer(&person) : rows_text(row, surname + 2);
}
