#include "copy_slice.h"
#include "copy_sum.h"

#include <glib/gi18n-lib.h>

enum {
    SLICE_ROWS = 5000,
    SLICE_BYTES = 4 << 20,
};

void copy_slice_init(CopySlice *slice)
{
    *slice = (CopySlice){g_array_new(FALSE, FALSE, sizeof(DbValue)), g_string_chunk_new(1 << 16)};
}

void copy_slice_clear(CopySlice *slice)
{
    g_array_unref(slice->values);
    g_string_chunk_free(slice->bytes);
}

void copy_slice_take(CopySlice *slice, DbRows *rows, size_t n_columns)
{
    for (size_t i = 0; i < n_columns; i++) {
        DbValue value = copy_value(rows, (int)i);
        if (value.type == DB_TEXT || value.type == DB_BLOB) {
            value.bytes = g_string_chunk_insert_len(slice->bytes, value.bytes, value.size);
            slice->n_bytes += (size_t)value.size;
        }
        g_array_append_val(slice->values, value);
    }
}

bool copy_slice_is_full(const CopySlice *slice, size_t n_columns)
{
    return slice->values->len >= SLICE_ROWS * n_columns || slice->n_bytes >= SLICE_BYTES;
}

static void make_empty(CopySlice *slice)
{
    g_array_set_size(slice->values, 0);
    g_string_chunk_clear(slice->bytes);
    slice->n_bytes = 0;
}

bool copy_slice_write(CopySlice *slice, Db *to, const DbActor *writer, const DbTable *table,
                      GError **error)
{
    size_t n_rows = slice->values->len / table->n_columns;
    g_autofree char *columns = copy_columns(table);
    if (n_rows == 0)
        return true;
    if (!db_begin(to, writer, DB_SLICE, error))
        return false;
    if (!db_insert_many(to, table->name, columns, (DbValue *)(void *)slice->values->data, n_rows,
                        NULL, error)) {
        db_rollback(to);
        g_prefix_error(error, _("the table %s: "), table->name);
        return false;
    }
    make_empty(slice);
    return db_commit(to, error);
}
