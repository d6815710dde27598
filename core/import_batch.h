/* Prepared new clients, waiting to be written: as little memory a row as its bytes need, and in the
 * order of the largest indexes, so that rows written together touch the same pages. */
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
    bool repeats; /* a row before it in the batch has one of its contacts */
    /* private */
    guint first_value, n_values, first_contact, n_contacts;
    const char *tags;
    const void *sort;
    guint sort_size;
} BatchRow;

ImportBatch *batch_new(Base *base, const Actor *actor);
void batch_free(ImportBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportBatch, batch_free)

/* Copies a prepared record (record_prepare_new) and its contacts. */
void batch_add(ImportBatch *batch, const Record *work, const GArray *contacts,
               const SourceRow *row);
bool batch_is_full(const ImportBatch *batch);

/* Ends filling: rows that repeat none by name, then those that do, as they stand in the file. */
void batch_order(ImportBatch *batch);
guint batch_length(const ImportBatch *batch);
const BatchRow *batch_row(const ImportBatch *batch, guint i);
void batch_empty(ImportBatch *batch);

/* The contacts of a row, of RowContact, borrowed. */
void batch_contacts(const ImportBatch *batch, const BatchRow *row, GArray *contacts);

/* Writes the client with its contacts, tags and line in the log. In an open transaction. */
bool batch_insert(ImportBatch *batch, const BatchRow *row, SaveBatch *save, int64_t *id,
                  GError **error);
