/* A file as lines of UTF-8, whatever it was written in, in bounded memory. */
#pragma once

#include "core/charset.h"

enum {
    LINES_SAMPLE = 1 << 18, /* bytes looked at to find the encoding, and what a table it is */
    LINES_ROW = 1 << 20,    /* bytes of UTF-8 that a row may have */
};

typedef struct {
    int file;
    char *name;
    int64_t size, read; /* bytes */
    CharsetReader *reader;
    Charset charset;
    GString *text; /* converted; the next line begins at `at` */
    size_t at;
    bool at_end; /* of the file */
} ImportLines;

/* `encoding` NULL: found. Afterwards `text` has the sample. To be closed in either case.
 * IMPORT_ERROR_ABSENT, IMPORT_ERROR_FILE. */
bool lines_open(ImportLines *lines, const char *file, const char *encoding, GError **error);
void lines_close(ImportLines *lines);

typedef enum { LINE_AT_HAND, LINE_TOO_LONG, LINE_NONE, LINE_FAILED } Line;

/* Makes a whole line stand at `at`, up to *end. What stood before *start, where the row began, may
 * go; *start moves with its text. */
Line lines_find(ImportLines *lines, size_t *start, size_t *end, GError **error);
/* Where the line at `from` ends, behind its line break; 0: not in the text yet. */
size_t lines_end(const ImportLines *lines, size_t from);
/* Drops the rest of a line without keeping it. */
bool lines_skip(ImportLines *lines, GError **error);

/* "people.csv: …": an IMPORT_ERROR_FILE; false. */
bool lines_fail(const ImportLines *lines, const char *sentence, GError **error);
