/* Tables for spreadsheets as CSV: RFC 4180, UTF-8, commas. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What a spreadsheet would take for a formula has an apostrophe before it, which an import takes
 * away again: one, so that a text that itself begins with '= comes back as it was. */
void csv_append_cell(GString *csv, const char *text);

/* A cell, read, that has such an apostrophe. One before a digit is how people keep 050… a text. */
bool csv_is_marked(const char *cell);

/* These cells, NULL-terminated, and the end of the line. */
void csv_append_line(GString *csv, const char *const *cells);
