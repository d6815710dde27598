/* One question for many rows of values. */
#include "engine.h"

#include <glib/gi18n-lib.h>

typedef struct {
    Db *db;
    const char *sql;
    Rows questions;
    DbTake take;
    void *data;
} Each;

/* Of all questions if `question` is NULL: then each row's last column has its number. */
static bool take_rows(const Each *each, DbRows *rows, const size_t *question, GError **error)
{
    g_autoptr(GError) failure = NULL;
    while (db_next(rows, &failure)) {
        size_t number =
            question ? *question : (size_t)db_column_integer(rows, db_column_count(rows) - 1);
        if (!each->take(rows, number, each->data, error))
            return false;
    }
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool ask_one(const Each *each, size_t question, GError **error)
{
    const Rows *all = &each->questions;
    g_autoptr(DbRows) rows = db_query(each->db, each->sql, all->values + question * all->n_columns,
                                      all->n_columns, error);
    return rows && take_rows(each, rows, &question, error);
}

static bool ask_one_by_one(const Each *each, GError **error)
{
    for (size_t i = 0; i < each->questions.n_rows; i++)
        if (!ask_one(each, i, error))
            return false;
    return true;
}

static bool ask_together(const Each *each, GError **error)
{
    Db *db = each->db;
    ASKING(db);
    if (!db_is_alive(db, error) || !db_may_read(db, error))
        return false;
    g_autoptr(DbRows) rows =
        db_open_rows(db, db->engine->query_each(db, each->sql, &each->questions, error));
    return rows && take_rows(each, rows, NULL, error);
}

/* Of one type in all rows: a server is told it once. */
static bool suit(const Each *each, GError **error)
{
    const Rows *all = &each->questions;
    for (size_t i = 0; i < all->n_rows * all->n_columns; i++) {
        DbType type = all->values[i].type;
        if (type != DB_NULL && type == all->types[i % all->n_columns])
            continue;
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("values of several types were given for: %s"), each->sql);
        return db_settle(each->db, false);
    }
    return true;
}

bool db_query_each(Db *db, const char *sql, const DbValue *values, size_t n_args, size_t n_rows,
                   DbTake take, void *data, GError **error)
{
    if (n_rows == 0)
        return true;
    g_autofree DbType *types = g_new(DbType, n_args);
    for (size_t i = 0; i < n_args; i++)
        types[i] = values[i].type;
    const Rows questions = {
        .types = types, .n_columns = n_args, .n_rows = n_rows, .values = values};
    const Each each = {db, sql, questions, take, data};
    return suit(&each, error) &&
           (db->engine->query_each ? ask_together : ask_one_by_one)(&each, error);
}

bool db_execute_each(Db *db, const char *sql, const DbValue *values, size_t n_args, size_t n_rows,
                     int64_t *changed, GError **error)
{
    for (size_t i = 0; i < n_rows; i++)
        if (!db_execute(db, sql, values + i * n_args, n_args, changed ? &changed[i] : NULL, error))
            return false;
    return true;
}
