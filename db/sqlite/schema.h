/* The portable dialect of schema.sql, in SQLite's words. */
#pragma once

#include <glib.h>

/* FTS5 merges that many segments of one size into one. Of 4 (its default) to 64 the one with the
 * shortest longest write, figures in docs/quality.md, "Store". */
#define SEARCH_AUTOMERGE "32"

/* A whole script. NULL on error. What differs:
 * - a table whose PRIMARY KEY is (enterprise_id, id) or (id) gets `id INTEGER PRIMARY KEY`, so that
 *   the id is the rowid, and UNIQUE (enterprise_id, id); other tables are stored by their key;
 * - every table is STRICT;
 * - CREATE SEARCH INDEX n ON t (c): an FTS5 table of trigrams;
 * - CREATE APPEND ONLY RULE ON t: triggers that refuse UPDATE and DELETE. */
char *schema_for_sqlite(const char *script, GError **error);

/* The same in two parts: the tables of a script, then each statement of it, "" for a table. */
char *schema_tables_for_sqlite(const char *script, GError **error);
char *schema_rest_for_sqlite(const char *statement, GError **error);
