/* The portable dialect of schema.sql, in PostgreSQL's words. */
#pragma once

#include <glib.h>

/* What a base has beside its schema: its version, in a table of one row; what append-only rules
 * run; the marks of the last write transaction of each session (link.c), kept for a day; what the
 * roles of programs are asked for (grant.c). */
extern const char *const postgres_preamble;

/* A whole script. NULL on error. What differs:
 * - INTEGER is bigint, BLOB is bytea, TEXT is text that sorts by its bytes as on every store;
 * - a table whose PRIMARY KEY is (enterprise_id, id) or (id) numbers its rows, and the id is unique
 *   over the base; unless the id is another record's, by a FOREIGN KEY;
 * - CREATE SEARCH INDEX n ON t (c): a GIN index of trigrams, which follows its table by itself;
 * - CREATE APPEND ONLY RULE ON t: triggers that refuse UPDATE, DELETE and TRUNCATE. */
char *schema_for_postgres(const char *script, GError **error);

/* The same in two parts: the tables of a script without their references, then what each statement
 * of it means beyond that. */
char *schema_tables_for_postgres(const char *script, GError **error);
char *schema_rest_for_postgres(const char *statement, GError **error);
