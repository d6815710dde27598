/* Statements and rows, the part that is the same for all engines. */
#include "engine.h"

#include <glib/gi18n-lib.h>

bool db_settle(Db *db, bool done)
{
    if (!done && db->state == DB_WRITING)
        db->failed = true;
    return done;
}

/* After a failure the engine may have ended the transaction itself: nothing more may run in it. */
bool db_is_alive(Db *db, GError **error)
{
    if (db->state != DB_WRITING || !db->failed)
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                _("an earlier statement of this transaction failed: only rollback is left"));
    return false;
}

bool db_execute(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *changed,
                GError **error)
{
    ASKING(db);
    return db_is_alive(db, error) &&
           db_settle(db, db->engine->execute(db, sql, args, n_args, changed, error));
}

bool db_insert(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *id,
               GError **error)
{
    ASKING(db);
    return db_is_alive(db, error) &&
           db_settle(db, db->engine->insert(db, sql, args, n_args, id, error));
}

DbRows *db_open_rows(Db *db, DbRows *rows)
{
    if (!db_settle(db, rows != NULL))
        return NULL;
    rows->engine = db->engine;
    rows->db = db;
    rows->link.data = rows;
    g_queue_push_tail_link(&db->rows, &rows->link);
    return rows;
}

DbRows *db_query(Db *db, const char *sql, const DbValue *args, size_t n_args, GError **error)
{
    ASKING(db);
    return db_is_alive(db, error) && db_may_read(db, error)
               ? db_open_rows(db, db->engine->query(db, sql, args, n_args, error))
               : NULL;
}

void db_end_rows(DbRows *rows)
{
    if (!rows->db)
        return;
    ASKING(rows->db);
    g_queue_unlink(&rows->db->rows, &rows->link);
    rows->db->engine->end(rows);
    rows->db = NULL;
}

bool db_next(DbRows *rows, GError **error)
{
    if (!rows->db)
        return false;
    ASKING(rows->db);
    g_autoptr(GError) failure = NULL;
    if (rows->db->engine->next(rows, &failure))
        return true;
    db_settle(rows->db, !failure);
    db_end_rows(rows);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

void db_rows_free(DbRows *rows)
{
    if (!rows)
        return;
    db_end_rows(rows);
    rows->engine->rows_free(rows);
}

int db_column_count(DbRows *rows)
{
    return rows->engine->column_count(rows);
}

DbType db_column_type(DbRows *rows, int column)
{
    return rows->engine->column_type(rows, column);
}

int64_t db_column_integer(DbRows *rows, int column)
{
    return rows->engine->column_integer(rows, column);
}

const char *db_column_text(DbRows *rows, int column)
{
    return rows->engine->column_text(rows, column);
}

const void *db_column_blob(DbRows *rows, int column, size_t *size)
{
    return rows->engine->column_blob(rows, column, size);
}

/* Reads the first row, or says that there is none. */
static DbRows *first_row(Db *db, const char *sql, const DbValue *args, size_t n_args, bool *found,
                         GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, sql, args, n_args, error);
    if (!rows)
        return NULL;
    g_autoptr(GError) failure = NULL;
    bool at_hand = db_next(rows, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (found) {
        *found = at_hand;
    } else if (!at_hand) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("the base has no row where one must be: %s"), sql);
        return NULL;
    }
    return g_steal_pointer(&rows);
}

bool db_get_integer(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *value,
                    bool *found, GError **error)
{
    g_autoptr(DbRows) rows = first_row(db, sql, args, n_args, found, error);
    if (!rows)
        return false;
    *value = rows->db ? db_column_integer(rows, 0) : 0;
    return true;
}

bool db_get_text(Db *db, const char *sql, const DbValue *args, size_t n_args, char **value,
                 bool *found, GError **error)
{
    g_autoptr(DbRows) rows = first_row(db, sql, args, n_args, found, error);
    if (!rows)
        return false;
    *value = rows->db ? g_strdup(db_column_text(rows, 0)) : NULL;
    return true;
}
