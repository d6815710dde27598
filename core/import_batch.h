/* Prepared rows, waiting to be written: as little memory a row as its bytes need, and in the order
 * of the largest indexes, so that rows written together touch the same pages. That order may not
 * show: a row that has something to do with another one, or with a client of the base, waits until
 * the others are written, and takes its turn as it stands in the file. */
#pragma once

#include "core/record.h"
#include "import_row.h"
#include "save.h"

enum {
    BATCH_ROWS = 60000,
    BATCH_BYTES = 40 << 20,
};

typedef struct ImportBatch ImportBatch;

typedef struct {
    int64_t number;
    const char *raw;
    size_t raw_size;
    bool waits; /* another row of the batch has one of its contacts; or it was put off */
    /* private */
    guint first_value, n_values, first_contact, n_contacts;
    const char *tags;
    const void *sort;
    guint sort_size;
} BatchRow;

/* For at most `most` rows. */
ImportBatch *batch_new(Base *base, guint most);
void batch_free(ImportBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportBatch, batch_free)

/* Copies a prepared record (record_prepare_new) and its contacts. */
void batch_add(ImportBatch *batch, const Record *work, const GArray *contacts,
               const SourceRow *row);
bool batch_is_full(const ImportBatch *batch);

/* Rows that wait for nobody by name, then those that wait, as they stand in the file. Says how many
 * the former are. Called again when some of these were put off, the latter are all still to do. */
guint batch_order(ImportBatch *batch);
void batch_put_off(ImportBatch *batch, guint i);
guint batch_length(const ImportBatch *batch);
const BatchRow *batch_row(const ImportBatch *batch, guint i);
void batch_empty(ImportBatch *batch);

/* The contacts of a row, of RowContact, borrowed. */
void batch_contacts(const ImportBatch *batch, const BatchRow *row, GArray *contacts);

/* Appends a row's values for the columns of its client, of DbValue, borrowed. */
const char *batch_columns(const ImportBatch *batch);
void batch_values(const ImportBatch *batch, const BatchRow *row, GArray *values);

/* Writes the clients of these rows with their contacts, tags and lines in the log
 * (import_insert.c); `ids` gets their numbers. In an open transaction. */
bool batch_insert(Base *base, const Actor *actor, const ImportBatch *batch, const guint *rows,
                  size_t n, SaveBatch *save, int64_t *ids, GError **error);
