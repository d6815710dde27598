/* What a table holds, in one number that both stores come to. Private to core/copy*.c. */
#pragma once

#include "db/db.h"

#include <sodium.h>

typedef struct {
    crypto_generichash_state state;
    int64_t rows;
} CopySum;

enum { COPY_SUM_HEX = 33 };

void copy_sum_begin(CopySum *sum);
void copy_sum_row(CopySum *sum, DbRows *rows, size_t n_columns);
/* Of the rows so far; more may follow. */
void copy_sum_tell(const CopySum *sum, char hex[COPY_SUM_HEX]);

/* The value at hand, borrowed as db_column_blob has it. */
DbValue copy_value(DbRows *rows, int column);

/* All rows of the table in the order of its key. */
DbRows *copy_read(Db *db, const DbTable *table, GError **error);
char *copy_columns(const DbTable *table); /* "a, b, c" */
