/* Rows come in one by one and are read as they are asked for, so that a long list needs no memory.
 * A connection carries one answer at a time, though: when something else is asked meanwhile, what
 * is still to come is read and kept (postgres_settle). */
#include "postgres.h"

#include <string.h>

/* Rows that are read to the end rather than asked the server to stop, which is a connection. */
enum { FEW = 200 };

struct PostgresRows {
    DbRows rows;
    Postgres *p;    /* while rows are wanted */
    PGresult *row;  /* at hand, or NULL */
    PGresult *last; /* without rows: it tells the columns of an empty answer */
    GQueue waiting; /* of PGresult, a row each */
    GError *failure;
    GPtrArray *blobs; /* of the row at hand, unescaped */
};

/* --- reading ---------------------------------------------------------------------------------- */

static void clear_result(PostgresRows *rows, PGresult **result)
{
    rows->p->pq.PQclear(*result);
    *result = NULL;
}

/* One result; false: there are no more. */
static bool read_one(PostgresRows *rows)
{
    Postgres *p = rows->p;
    postgres_wait(p);
    PGresult *result = p->pq.PQgetResult(p->connection);
    if (!result) {
        p->stream = NULL;
        return false;
    }
    switch (p->pq.PQresultStatus(result)) {
    case PGRES_SINGLE_TUPLE:
        g_queue_push_tail(&rows->waiting, result);
        return true;
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        clear_result(rows, &rows->last);
        rows->last = result;
        return true;
    default:
        if (!rows->failure)
            postgres_fail(p, result, &rows->failure);
        p->pq.PQclear(result);
        return true;
    }
}

void postgres_settle(Postgres *p)
{
    while (p->stream)
        read_one(p->stream);
    postgres_take_answer(p);
}

static void read_ahead(PostgresRows *rows)
{
    while (rows->p->stream == rows && rows->waiting.length == 0)
        read_one(rows);
}

DbRows *postgres_query(Db *db, const char *sql, const DbValue *args, size_t n_args, GError **error)
{
    Postgres *p = (Postgres *)db;
    return postgres_send(p, sql, args, n_args, error) ? postgres_rows_open(p) : NULL;
}

DbRows *postgres_rows_open(Postgres *p)
{
    p->pq.PQsetSingleRowMode(p->connection);
    PostgresRows *rows = g_new0(PostgresRows, 1);
    rows->p = p;
    rows->blobs = g_ptr_array_new_with_free_func((GDestroyNotify)p->pq.PQfreemem);
    p->stream = rows;
    read_ahead(rows);
    return &rows->rows;
}

bool postgres_next(DbRows *db_rows, GError **error)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    g_ptr_array_set_size(rows->blobs, 0);
    clear_result(rows, &rows->row);
    read_ahead(rows);
    rows->row = g_queue_pop_head(&rows->waiting);
    if (!rows->row && rows->failure)
        g_propagate_error(error, g_steal_pointer(&rows->failure));
    return rows->row != NULL;
}

/* A statement that is stopped takes its transaction with it: that is only done outside one. */
static void stop(PostgresRows *rows)
{
    Postgres *p = rows->p;
    for (int n = 0; p->stream == rows; n++) {
        if (n == FEW && p->db.state == DB_IDLE)
            postgres_cancel(p);
        read_one(rows);
        while (rows->waiting.head)
            p->pq.PQclear(g_queue_pop_head(&rows->waiting));
    }
}

void postgres_end(DbRows *db_rows)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    stop(rows);
    while (rows->waiting.head)
        rows->p->pq.PQclear(g_queue_pop_head(&rows->waiting));
    clear_result(rows, &rows->row);
    clear_result(rows, &rows->last);
    g_clear_error(&rows->failure);
    g_clear_pointer(&rows->blobs, g_ptr_array_unref);
    rows->p = NULL;
}

void postgres_rows_free(DbRows *rows)
{
    g_free(rows);
}

/* --- columns: of no row they are NULL --------------------------------------------------------- */

static const PGresult *columns_of(const PostgresRows *rows)
{
    return rows->row ? rows->row : rows->waiting.head ? rows->waiting.head->data : rows->last;
}

int postgres_column_count(DbRows *db_rows)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    return rows->p && columns_of(rows) ? rows->p->pq.PQnfields(columns_of(rows)) : 0;
}

/* NULL: SQL's NULL, or no row. */
static const char *value(const PostgresRows *rows, int column)
{
    bool is_null = !rows->row || rows->p->pq.PQgetisnull(rows->row, 0, column);
    return is_null ? NULL : rows->p->pq.PQgetvalue(rows->row, 0, column);
}

DbType postgres_column_type(DbRows *db_rows, int column)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    if (!value(rows, column))
        return DB_NULL;
    switch (rows->p->pq.PQftype(rows->row, column)) {
    case TYPE_BOOLEAN:
    case TYPE_BIGINT:
    case TYPE_SMALLINT:
    case TYPE_INTEGER:
    case TYPE_NUMERIC:
        return DB_INTEGER;
    case TYPE_BYTEA:
        return DB_BLOB;
    default:
        return DB_TEXT;
    }
}

/* A condition is `t` or `f`. */
int64_t postgres_column_integer(DbRows *db_rows, int column)
{
    const char *text = value((PostgresRows *)db_rows, column);
    return !text ? 0 : *text == 't' ? 1 : g_ascii_strtoll(text, NULL, 10);
}

/* Ends in a NUL, as a text does. */
static const void *bytes_of(PostgresRows *rows, const char *text, size_t *size)
{
    unsigned char *bytes = rows->p->pq.PQunescapeBytea((const unsigned char *)text, size);
    g_ptr_array_add(rows->blobs, bytes);
    return bytes;
}

static bool is_bytes(const PostgresRows *rows, int column)
{
    return rows->p->pq.PQftype(rows->row, column) == TYPE_BYTEA;
}

const char *postgres_column_text(DbRows *db_rows, int column)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    const char *text = value(rows, column);
    size_t size;
    return text && is_bytes(rows, column) ? bytes_of(rows, text, &size) : text;
}

const void *postgres_column_blob(DbRows *db_rows, int column, size_t *size)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    const char *text = value(rows, column);
    *size = 0;
    if (text && is_bytes(rows, column))
        return bytes_of(rows, text, size);
    if (text)
        *size = (size_t)rows->p->pq.PQgetlength(rows->row, 0, column);
    return text;
}
