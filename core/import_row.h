/* One row of a file as a client: its cells read, its duplicates named. */
#pragma once

#include "core/import.h"
#include "core/record.h"
#include "import_map.h"

typedef struct {
    Base *base;
    const Actor *actor;
    const ImportMap *map;
    size_t width;           /* cells of the first row */
    Record *blank;          /* a new client's defaults */
    GHashTable *references; /* cells that name records, by field and text: id, 0 when none */
} RowReader;

bool row_reader_init(RowReader *reader, Base *base, const Actor *actor, const ImportMap *map,
                     size_t width, GError **error);
void row_reader_clear(RowReader *reader);

/* The filled cells as a new record over the defaults, not checked yet. RECORD_ERROR_INVALID. */
Record *row_read(RowReader *reader, const char *const *cells, size_t n, GError **error);

/* Takes into `client` what the row has: DUPLICATE_FILL where the client has nothing,
 * DUPLICATE_OVERWRITE everywhere; of several e-mails, phones and tags the row's go first and no
 * other is lost. */
bool row_apply(RowReader *reader, const char *const *cells, size_t n, DuplicatePolicy policy,
               Record *client, GError **error);

/* --- what makes two rows one client ----------------------------------------------------------- */

typedef struct {
    const char *kind; /* "email" or "phone" */
    char *value, *key;
} RowContact;

/* The contacts of a prepared record, of RowContact, the primary of each kind first. */
GArray *row_contacts(Base *base, const Record *client, GError **error);
