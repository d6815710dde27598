/* Scripts in the portable dialect, as schema.sql is one: what both engines' translations need.
 * Private to db/. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Splits a script into its statements, without comments: a `;` ends one where it ends a line. */
GPtrArray *script_split(const char *script);
bool script_makes_table(const char *statement);

/* CREATE SEARCH INDEX name ON table (column). */
typedef struct {
    char *name, *table, *column;
} ScriptIndex;

/* One engine's words for each kind of statement, perhaps several statements; NULL: an error. */
typedef struct {
    char *(*table)(const char *statement, GError **error);
    char *(*search_index)(const ScriptIndex *index);
    char *(*append_only)(const char *table);
    char *(*other)(const char *statement);
} ScriptWords;

char *script_translate(const char *script, const ScriptWords *words, GError **error);
/* One statement; "" where the engine has no words for its kind (NULL in `words`). */
char *script_translate_statement(const char *statement, const ScriptWords *words, GError **error);

/* The columns and constraints of a CREATE TABLE, *head what stands before them. NULL on error. */
GPtrArray *script_table_items(const char *statement, char **head, GError **error);

/* The first item that begins as the pattern says. */
bool script_find_item(GPtrArray *items, const char *pattern, guint *place);
bool script_is_reference(const char *item); /* FOREIGN KEY … */
void script_replace_item(GPtrArray *items, guint place, const char *text);
