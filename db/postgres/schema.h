/* The portable dialect of schema.sql, in PostgreSQL's words. */
#pragma once

#include <glib.h>

/* What a base has beside its schema: its version, in a table of one row; what append-only rules
 * run; the marks of the last write transaction of each session (link.c), kept for a day. */
#define POSTGRES_PREAMBLE                                                                          \
    SQL("CREATE EXTENSION IF NOT EXISTS pg_trgm;\n"                                                \
        "CREATE TABLE " POSTGRES_BASE_TABLE " (one boolean PRIMARY KEY DEFAULT true CHECK (one), " \
        "version bigint NOT NULL);\n"                                                              \
        "CREATE FUNCTION ukrcrm_only_grows () RETURNS trigger LANGUAGE plpgsql AS $$\n"            \
        "BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME "                                     \
        "USING ERRCODE = 'insufficient_privilege'; END $$;\n"                                      \
        "CREATE TABLE ukrcrm_mark (session text PRIMARY KEY, number bigint NOT NULL, "             \
        "at timestamptz NOT NULL);\n"                                                              \
        "CREATE FUNCTION ukrcrm_mark (mine text, next bigint) RETURNS void LANGUAGE plpgsql "      \
        "SECURITY DEFINER SET search_path = public AS $$\n"                                        \
        "BEGIN IF next = 1 THEN DELETE FROM ukrcrm_mark WHERE session IN (SELECT session "         \
        "FROM ukrcrm_mark WHERE at < now () - interval '1 day' FOR UPDATE SKIP LOCKED); END IF;\n" \
        "INSERT INTO ukrcrm_mark VALUES (mine, next, now ()) ON CONFLICT (session) "               \
        "DO UPDATE SET number = excluded.number, at = excluded.at; END $$;\n"                      \
        "CREATE FUNCTION ukrcrm_outcome (mine text, last bigint) RETURNS boolean LANGUAGE sql "    \
        "SECURITY DEFINER SET search_path = public AS $$\n"                                        \
        "INSERT INTO ukrcrm_mark VALUES (mine, 0, now ()) ON CONFLICT (session) "                  \
        "DO UPDATE SET at = excluded.at RETURNING number = last $$;\n")

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
