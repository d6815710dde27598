/* A file of comma-separated values as rows of cells, in bounded memory whatever the file holds. */
#pragma once

#include "core/delimiter.h"
#include "import_lines.h"

typedef struct ImportSource ImportSource;

enum {
    SOURCE_CELLS = 1000,   /* cells that a row may have */
    SOURCE_BAD_ROWS = 100, /* rows without an end before the file is given up */
};

typedef struct {
    int64_t number; /* as a spreadsheet counts: the file's first row is 1 */
    size_t n;
    const char *const *cells; /* UTF-8, borrowed until the next row */
    const char *raw;          /* the row as it stands in the file, in UTF-8, without its end */
    size_t raw_size;
    const char *wrong; /* translated: why it is no row; NULL: it is one */
} SourceRow;

/* `encoding` NULL, `delimiter` 0, `header` -1: to be found. IMPORT_ERROR_FILE. */
ImportSource *source_open(const char *file, const char *encoding, char delimiter, int header,
                          DelimiterKnown known, void *data, GError **error);
void source_close(ImportSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImportSource, source_close)

Charset source_charset(const ImportSource *source);
char source_delimiter(const ImportSource *source);
/* The first row, when it names the columns; NULL: it is data. Borrowed. */
const SourceRow *source_header(const ImportSource *source);
/* Columns of the first row. */
size_t source_columns(const ImportSource *source);
int64_t source_bytes(const ImportSource *source, int64_t *total);

/* true: a row is at hand. false: the end, or an error. Rows without any content are passed over. */
bool source_next(ImportSource *source, SourceRow *row, GError **error);

/* The cells of one row's raw text, as source_next gave them. Free with g_strfreev. */
char **source_split(const char *raw, size_t size, char delimiter);
