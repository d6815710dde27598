/* Tables for spreadsheets as CSV: RFC 4180, UTF-8, commas. */
#pragma once

#include <glib.h>

/* What a spreadsheet would take for a formula has an apostrophe before it, which an import takes
 * away again. */
void csv_append_cell(GString *csv, const char *text);

/* These cells, NULL-terminated, and the end of the line. */
void csv_append_line(GString *csv, const char *const *cells);
