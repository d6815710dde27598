#include "core/csv.h"

#include <stdbool.h>
#include <string.h>

void csv_append_cell(GString *csv, const char *text)
{
    bool formula = *text && strchr("=+-@\t", *text);
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    if (quoted)
        g_string_append_c(csv, '"');
    if (formula)
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
