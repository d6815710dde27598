/* Rows of one table on their way from one base to another. Private to core/copy*.c. */
#pragma once

#include "db/db.h"

typedef struct {
    GArray *values; /* of DbValue */
    GStringChunk *bytes;
    size_t n_bytes;
} CopySlice;

void copy_slice_init(CopySlice *slice);
void copy_slice_clear(CopySlice *slice);

/* Copies the row at hand. */
void copy_slice_take(CopySlice *slice, DbRows *rows, size_t n_columns);
bool copy_slice_is_full(const CopySlice *slice, size_t n_columns);

/* In a transaction of its own; then the slice is empty. */
bool copy_slice_write(CopySlice *slice, Db *to, const DbActor *writer, const DbTable *table,
                      GError **error);
