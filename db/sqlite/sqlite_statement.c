#include "sqlite.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More texts than all programs together have; composed list queries are what could grow. */
enum { IDLE_MAX = 256 };

typedef struct {
    DbRows rows;
    sqlite3_stmt *statement; /* NULL once ended */
} SqliteRows;

static Sqlite *sqlite_of(DbRows *rows)
{
    return (Sqlite *)rows->db;
}

/* --- statements kept for use again ------------------------------------------------------------ */

static sqlite3_stmt *take_idle(Sqlite *s, const char *sql)
{
    GList *link = g_hash_table_lookup(s->idle_by_text, sql);
    if (!link)
        return NULL;
    sqlite3_stmt *statement = link->data;
    g_hash_table_remove(s->idle_by_text, sql);
    g_queue_delete_link(&s->idle, link);
    return statement;
}

static void forget_last(Sqlite *s)
{
    sqlite3_stmt *statement = g_queue_pop_tail(&s->idle);
    g_hash_table_remove(s->idle_by_text, sqlite3_sql(statement));
    sqlite3_finalize(statement);
}

void sqlite_release(Sqlite *s, sqlite3_stmt *statement)
{
    const char *sql = sqlite3_sql(statement);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (g_hash_table_contains(s->idle_by_text, sql)) { /* was in use twice */
        sqlite3_finalize(statement);
        return;
    }
    g_queue_push_head(&s->idle, statement);
    g_hash_table_insert(s->idle_by_text, (char *)sql, s->idle.head);
    if (s->idle.length > IDLE_MAX)
        forget_last(s);
}

void sqlite_drop_statements(Sqlite *s)
{
    while (s->idle.length > 0)
        forget_last(s);
}

/* --- preparing -------------------------------------------------------------------------------- */

static int bind_value(sqlite3_stmt *statement, int place, const DbValue *value,
                      sqlite3_destructor_type lifetime)
{
    size_t size = value->size < 0 && value->bytes ? strlen(value->bytes) : (size_t)value->size;
    switch (value->type) {
    case DB_INTEGER:
        return sqlite3_bind_int64(statement, place, value->integer);
    case DB_TEXT:
        return sqlite3_bind_text64(statement, place, value->bytes, size, lifetime, SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(statement, place, value->bytes, size, lifetime);
    case DB_NULL:
        break;
    }
    return SQLITE_OK; /* unbound is NULL */
}

static bool bind_values(Sqlite *s, sqlite3_stmt *statement, const DbValue *args, size_t n_args,
                        sqlite3_destructor_type lifetime, GError **error)
{
    if ((size_t)sqlite3_bind_parameter_count(statement) != n_args) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("%zu values were given for: %s"), n_args,
                    sqlite3_sql(statement));
        return false;
    }
    for (size_t i = 0; i < n_args; i++) {
        int code = bind_value(statement, (int)i + 1, &args[i], lifetime);
        if (code != SQLITE_OK)
            return sqlite_fail(s, code, error);
    }
    return true;
}

static sqlite3_stmt *prepare_new(Sqlite *s, const char *sql, GError **error)
{
    sqlite3_stmt *statement = NULL;
    const char *rest = NULL;
    int code = sqlite3_prepare_v3(s->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    if (code != SQLITE_OK) {
        sqlite_fail(s, code, error);
        return NULL;
    }
    if (!statement || *rest) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("not one statement: %s"), sql);
        sqlite3_finalize(statement);
        return NULL;
    }
    return statement;
}

sqlite3_stmt *sqlite_prepare(Sqlite *s, const char *sql, const DbValue *args, size_t n_args,
                             sqlite3_destructor_type lifetime, GError **error)
{
    sqlite3_stmt *statement = take_idle(s, sql);
    if (!statement && !(statement = prepare_new(s, sql, error)))
        return NULL;
    if (bind_values(s, statement, args, n_args, lifetime, error))
        return statement;
    sqlite_release(s, statement);
    return NULL;
}

/* The authorizer sees a statement once, when it is prepared; a kept one comes by here each time. */
static bool may_run_now(Sqlite *s, sqlite3_stmt *statement, GError **error)
{
    if (s->trusted || s->db.state == DB_WRITING || sqlite3_stmt_readonly(statement))
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN, _("a write outside a transaction: %s"),
                sqlite3_sql(statement));
    return false;
}

/* --- running ---------------------------------------------------------------------------------- */

static bool run_once(Sqlite *s, sqlite3_stmt *statement, GError **error)
{
    if (!may_run_now(s, statement, error))
        return false;
    int code = sqlite3_step(statement);
    if (code == SQLITE_DONE)
        return true;
    if (code != SQLITE_ROW)
        return sqlite_fail(s, code, error);
    g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("a statement with rows was not queried: %s"),
                sqlite3_sql(statement));
    return false;
}

bool sqlite_execute(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *changed,
                    GError **error)
{
    Sqlite *s = (Sqlite *)db;
    sqlite3_stmt *statement = sqlite_prepare(s, sql, args, n_args, SQLITE_STATIC, error);
    if (!statement)
        return false;
    bool done = run_once(s, statement, error);
    if (done && changed)
        *changed = sqlite3_stmt_readonly(statement) ? 0 : sqlite3_changes64(s->handle);
    sqlite_release(s, statement);
    return done;
}

bool sqlite_insert(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *id,
                   GError **error)
{
    bool done = sqlite_execute(db, sql, args, n_args, NULL, error);
    if (done)
        *id = sqlite3_last_insert_rowid(((Sqlite *)db)->handle);
    return done;
}

DbRows *sqlite_query(Db *db, const char *sql, const DbValue *args, size_t n_args, GError **error)
{
    Sqlite *s = (Sqlite *)db;
    sqlite3_stmt *statement = sqlite_prepare(s, sql, args, n_args, SQLITE_TRANSIENT, error);
    if (!statement)
        return NULL;
    if (!may_run_now(s, statement, error)) {
        sqlite_release(s, statement);
        return NULL;
    }
    SqliteRows *rows = g_new0(SqliteRows, 1);
    rows->statement = statement;
    return &rows->rows;
}

bool sqlite_next(DbRows *rows, GError **error)
{
    int code = sqlite3_step(((SqliteRows *)rows)->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        sqlite_fail(sqlite_of(rows), code, error);
    return code == SQLITE_ROW;
}

void sqlite_end(DbRows *rows)
{
    sqlite_release(sqlite_of(rows), g_steal_pointer(&((SqliteRows *)rows)->statement));
}

void sqlite_rows_free(DbRows *rows)
{
    g_free(rows);
}

/* --- columns: of no statement SQLite answers NULL --------------------------------------------- */

static sqlite3_stmt *statement_of(DbRows *rows)
{
    return ((SqliteRows *)rows)->statement;
}

int sqlite_column_count(DbRows *rows)
{
    return sqlite3_column_count(statement_of(rows));
}

DbType sqlite_column_type(DbRows *rows, int column)
{
    switch (sqlite3_column_type(statement_of(rows), column)) {
    case SQLITE_INTEGER:
        return DB_INTEGER;
    case SQLITE_TEXT:
        return DB_TEXT;
    case SQLITE_BLOB:
        return DB_BLOB;
    default:
        return DB_NULL;
    }
}

int64_t sqlite_column_integer(DbRows *rows, int column)
{
    return sqlite3_column_int64(statement_of(rows), column);
}

const char *sqlite_column_text(DbRows *rows, int column)
{
    return (const char *)sqlite3_column_text(statement_of(rows), column);
}

const void *sqlite_column_blob(DbRows *rows, int column, size_t *size)
{
    const void *bytes = sqlite3_column_blob(statement_of(rows), column);
    *size = (size_t)sqlite3_column_bytes(statement_of(rows), column);
    return bytes;
}

/* --- our own SQL ------------------------------------------------------------------------------ */

bool sqlite_run(Sqlite *s, const char *sql, GError **error)
{
    bool before = s->trusted;
    s->trusted = true;
    int code = sqlite3_exec(s->handle, sql, NULL, NULL, NULL);
    s->trusted = before;
    return code == SQLITE_OK || sqlite_fail(s, code, error);
}

bool sqlite_execute_own(Sqlite *s, const char *sql, const DbValue *args, size_t n_args,
                        int64_t *changed, GError **error)
{
    bool before = s->trusted;
    s->trusted = true;
    bool done = sqlite_execute(&s->db, sql, args, n_args, changed, error);
    s->trusted = before;
    return done;
}

/* One step of a query; the caller reads the row, if there is one, and releases. */
static sqlite3_stmt *query_own(Sqlite *s, const char *sql, const DbValue *args, size_t n_args,
                               int *code, GError **error)
{
    bool before = s->trusted;
    s->trusted = true;
    sqlite3_stmt *statement = sqlite_prepare(s, sql, args, n_args, SQLITE_STATIC, error);
    if (statement && (*code = sqlite3_step(statement)) != SQLITE_ROW && *code != SQLITE_DONE) {
        sqlite_fail(s, *code, error);
        sqlite_release(s, g_steal_pointer(&statement));
    }
    s->trusted = before;
    return statement;
}

bool sqlite_get_own(Sqlite *s, const char *sql, const DbValue *args, size_t n_args, int64_t *value,
                    GError **error)
{
    int code;
    sqlite3_stmt *statement = query_own(s, sql, args, n_args, &code, error);
    if (!statement)
        return false;
    *value = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite_release(s, statement);
    return true;
}

char *sqlite_get_text_own(Sqlite *s, const char *sql, const DbValue *args, size_t n_args,
                          GError **error)
{
    int code;
    sqlite3_stmt *statement = query_own(s, sql, args, n_args, &code, error);
    if (!statement)
        return NULL;
    char *text = NULL;
    if (code == SQLITE_ROW)
        text = g_strdup((const char *)sqlite3_column_text(statement, 0));
    sqlite_release(s, statement);
    return text;
}
