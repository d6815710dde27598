#include "copy_sum.h"

#include <string.h>

enum { SUM_BYTES = (COPY_SUM_HEX - 1) / 2 };

/* --- reading ---------------------------------------------------------------------------------- */

char *copy_columns(const DbTable *table)
{
    GString *columns = g_string_new(NULL);
    for (size_t i = 0; i < table->n_columns; i++)
        g_string_append_printf(columns, "%s%s", i ? ", " : "", table->columns[i].name);
    return g_string_free(columns, FALSE);
}

DbRows *copy_read(Db *db, const DbTable *table, GError **error)
{
    g_autofree char *columns = copy_columns(table);
    g_autofree char *sql =
        g_strdup_printf(SQL("SELECT %s FROM %s ORDER BY %s"), columns, table->name, table->key);
    return db_query(db, sql, DB_NO_ARGS, error);
}

/* An empty text or blob is no NULL, though an engine may have no address for it. */
DbValue copy_value(DbRows *rows, int column)
{
    DbValue value = {.type = db_column_type(rows, column)};
    if (value.type == DB_INTEGER) {
        value.integer = db_column_integer(rows, column);
    } else if (value.type != DB_NULL) {
        size_t size;
        const void *bytes = db_column_blob(rows, column, &size);
        value.bytes = size ? bytes : "";
        value.size = (gssize)size;
    }
    return value;
}

/* --- summing ---------------------------------------------------------------------------------- */

void copy_sum_begin(CopySum *sum)
{
    crypto_generichash_init(&sum->state, NULL, 0, SUM_BYTES);
    sum->rows = 0;
}

static void add(CopySum *sum, const void *bytes, size_t size)
{
    crypto_generichash_update(&sum->state, bytes, size);
}

/* The type, then the number or the size with the bytes: no two rows are written alike. */
static void add_value(CopySum *sum, const DbValue *value)
{
    unsigned char head[9] = {(unsigned char)value->type};
    bool has_bytes = value->type == DB_TEXT || value->type == DB_BLOB;
    const uint64_t number =
        GUINT64_TO_LE((uint64_t)(has_bytes ? (int64_t)value->size : value->integer));
    memcpy(head + 1, &number, sizeof number);
    add(sum, head, sizeof head);
    if (has_bytes)
        add(sum, value->bytes, (size_t)value->size);
}

void copy_sum_row(CopySum *sum, DbRows *rows, size_t n_columns)
{
    for (size_t i = 0; i < n_columns; i++) {
        const DbValue value = copy_value(rows, (int)i);
        add_value(sum, &value);
    }
    sum->rows++;
}

void copy_sum_tell(const CopySum *sum, char hex[COPY_SUM_HEX])
{
    unsigned char bytes[SUM_BYTES];
    CopySum copy = *sum;
    crypto_generichash_final(&copy.state, bytes, sizeof bytes);
    sodium_bin2hex(hex, COPY_SUM_HEX, bytes, sizeof bytes);
}
