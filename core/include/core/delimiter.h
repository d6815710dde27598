/* The shape of a table given as text: what stands between its cells, whether its first row names
 * the columns. A guess from a sample, shown to the user, who can change it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char delimiter; /* one of , ; | and Tab; Tab also where there is but one column */
    bool has_header;
    size_t n_columns; /* of the first row */
    size_t start;     /* where the rows begin: after Excel's line "sep=;", else 0 */
} TableShape;

/* Whether a cell is a name that some field's column has: what a header is known by. */
typedef bool (*DelimiterKnown)(const char *cell, void *data);

/* `text`: UTF-8, the whole table or its beginning (then the last row, perhaps cut, does not count).
 * Cells as in RFC 4180, quotes taken leniently. `delimiter` 0: to be found, otherwise given. */
TableShape delimiter_detect(const char *text, size_t size, bool whole, char delimiter,
                            DelimiterKnown known, void *data);
