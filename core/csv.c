#include "core/csv.h"

#include <string.h>

/* Cells that begin so are formulas to a spreadsheet. */
#define FORMULA "=+-@\t"

bool csv_is_marked(const char *cell)
{
    const char *text = cell + strspn(cell, "'");
    return text > cell && *text && strchr(FORMULA "0123456789", *text);
}

/* What a spreadsheet would reckon, and what begins as if it were marked already: an import takes
 * one apostrophe away. */
static bool needs_mark(const char *text)
{
    return (*text && strchr(FORMULA, *text)) || csv_is_marked(text);
}

void csv_append_cell(GString *csv, const char *text)
{
    bool marked = needs_mark(text);
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    if (quoted)
        g_string_append_c(csv, '"');
    if (marked)
        g_string_append_c(csv, '\'');
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            g_string_append_c(csv, '"');
        g_string_append_c(csv, *c);
    }
    if (quoted)
        g_string_append_c(csv, '"');
}

void csv_append_line(GString *csv, const char *const *cells)
{
    for (size_t i = 0; cells[i]; i++) {
        if (i)
            g_string_append_c(csv, ',');
        csv_append_cell(csv, cells[i]);
    }
    g_string_append(csv, "\r\n");
}
