/* A query's answer is waited for when its first row is asked for: what is asked meanwhile goes the
 * same way. Rows come in one by one and are read as they are asked for, so that a long list needs
 * no memory; a query with a LIMIT is short, and its rows come together, which costs less. When an
 * answer behind them is needed first, what is still to come is read and kept. */
#include "pipeline.h"

#include <string.h>

/* Rows that are read to the end rather than asked the server to stop, which is a connection. */
enum { FEW = 200 };

struct PostgresRows {
    DbRows rows;
    Postgres *p;     /* while rows are wanted */
    PGresult *block; /* the row at hand is in it, or NULL */
    int at;          /* its number there */
    PGresult *last;  /* the end of the answer: it tells the columns of an empty one */
    GQueue waiting;  /* of PGresult: rows that nobody asked for yet */
    bool is_over;    /* none are to come */
    GError *failure;
    GPtrArray *blobs; /* of the row at hand, unescaped */
};

/* --- reading ---------------------------------------------------------------------------------- */

static void clear_result(PostgresRows *rows, PGresult **result)
{
    rows->p->pq.PQclear(*result);
    *result = NULL;
}

static void take_row(void *data, PGresult *row)
{
    g_queue_push_tail(&((PostgresRows *)data)->waiting, row);
}

/* Those that came together are in the answer itself. */
static void take_end(Postgres *p, void *data, PGresult *answer, GError *failure)
{
    PostgresRows *rows = data;
    rows->is_over = true;
    rows->failure = failure;
    if (answer && p->pq.PQntuples(answer))
        g_queue_push_tail(&rows->waiting, answer);
    else
        rows->last = answer;
}

static const Taker one_by_one = {.row = take_row, .end = take_end}, together = {.end = take_end};

static void read_ahead(PostgresRows *rows)
{
    while (!rows->is_over && rows->waiting.length == 0)
        pipeline_read_one(rows->p, UNLESS_INTERRUPTED);
}

static DbRows *open_rows(PostgresRows *rows, Postgres *p, bool is_sent)
{
    if (!is_sent) {
        g_free(rows);
        return NULL;
    }
    rows->p = p;
    rows->blobs = g_ptr_array_new_with_free_func((GDestroyNotify)p->pq.PQfreemem);
    return &rows->rows;
}

DbRows *postgres_query(Db *db, const char *sql, const DbValue *args, size_t n_args, GError **error)
{
    PostgresRows *rows = g_new0(PostgresRows, 1);
    return open_rows(
        rows, (Postgres *)db,
        postgres_send((Postgres *)db, sql, args, n_args, &together, &one_by_one, rows, error));
}

DbRows *postgres_query_binary(Postgres *p, const char *sql, const Oid *types,
                              const GByteArray *const *values, size_t n, GError **error)
{
    PostgresRows *rows = g_new0(PostgresRows, 1);
    return open_rows(rows, p,
                     postgres_send_binary(p, sql, types, values, n, &one_by_one, rows, error));
}

bool postgres_next(DbRows *db_rows, GError **error)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    g_ptr_array_set_size(rows->blobs, 0);
    if (rows->block && ++rows->at < rows->p->pq.PQntuples(rows->block))
        return true;
    clear_result(rows, &rows->block);
    read_ahead(rows);
    rows->block = g_queue_pop_head(&rows->waiting);
    rows->at = 0;
    if (!rows->block && rows->failure)
        g_propagate_error(error, g_steal_pointer(&rows->failure));
    return rows->block != NULL;
}

static void drop_waiting(PostgresRows *rows)
{
    while (rows->waiting.head)
        rows->p->pq.PQclear(g_queue_pop_head(&rows->waiting));
}

/* A statement that is stopped takes with it its transaction, or what was asked behind it: that is
 * only done where there is neither. */
static void stop(PostgresRows *rows)
{
    for (int n = 0; !rows->is_over; n++) {
        if (n == FEW && rows->p->db.state == DB_IDLE && pipeline_is_alone(rows->p))
            postgres_cancel(rows->p);
        pipeline_read_one(rows->p, UNLESS_INTERRUPTED);
        drop_waiting(rows);
    }
}

void postgres_end(DbRows *db_rows)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    stop(rows);
    drop_waiting(rows);
    clear_result(rows, &rows->block);
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
    return rows->block ? rows->block : rows->waiting.head ? rows->waiting.head->data : rows->last;
}

int postgres_column_count(DbRows *db_rows)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    if (rows->p)
        read_ahead(rows);
    return rows->p && columns_of(rows) ? rows->p->pq.PQnfields(columns_of(rows)) : 0;
}

/* NULL: SQL's NULL, or no row. */
static const char *value(const PostgresRows *rows, int column)
{
    bool is_null = !rows->block || rows->p->pq.PQgetisnull(rows->block, rows->at, column);
    return is_null ? NULL : rows->p->pq.PQgetvalue(rows->block, rows->at, column);
}

DbType postgres_column_type(DbRows *db_rows, int column)
{
    PostgresRows *rows = (PostgresRows *)db_rows;
    if (!value(rows, column))
        return DB_NULL;
    switch (rows->p->pq.PQftype(rows->block, column)) {
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
    return rows->p->pq.PQftype(rows->block, column) == TYPE_BYTEA;
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
        *size = (size_t)rows->p->pq.PQgetlength(rows->block, rows->at, column);
    return text;
}
