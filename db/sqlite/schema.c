#include "schema.h"

#include "../script.h"

/* --- tables ----------------------------------------------------------------------------------- */

/* Makes the id the rowid. false: the table has no key that ends in an id of its own. */
static bool lead_by_id(GPtrArray *items)
{
    guint id, key;
    if (!script_find_item(items, "id\\s+INTEGER\\s+NOT\\s+NULL$", &id))
        return false;
    if (script_find_item(items, "PRIMARY\\s+KEY\\s*\\(\\s*enterprise_id\\s*,\\s*id\\s*\\)$", &key))
        script_replace_item(items, key, "UNIQUE (enterprise_id, id)");
    else if (script_find_item(items, "PRIMARY\\s+KEY\\s*\\(\\s*id\\s*\\)$", &key))
        g_ptr_array_remove_index(items, key);
    else
        return false;
    script_replace_item(items, id, "id INTEGER PRIMARY KEY");
    return true;
}

static char *translate_table(const char *statement, GError **error)
{
    g_autofree char *head = NULL;
    g_autoptr(GPtrArray) items = script_table_items(statement, &head, error);
    if (!items)
        return NULL;
    bool led_by_id = lead_by_id(items);
    guint key;
    bool has_key = script_find_item(items, "PRIMARY\\s+KEY\\s*\\(", &key);
    g_ptr_array_add(items, NULL);
    g_autofree char *columns = g_strjoinv(",\n    ", (char **)items->pdata);
    return g_strdup_printf("%s(\n    %s\n) STRICT%s", head, columns,
                           has_key && !led_by_id ? ", WITHOUT ROWID" : "");
}

/* --- what only one engine has ----------------------------------------------------------------- */

/* See search.c. The text is folded before it comes here, so case counts. A table left to FTS5's own
 * habits stops a writer for a third of a second when it merges large segments at once
 * (crisismerge); a transaction's pieces are sorted in memory as a whole (hashsize). */
static char *translate_search_index(const ScriptIndex *index)
{
    GString *sql = g_string_new(
        "CREATE VIRTUAL TABLE @ USING fts5 ($, # UNINDEXED, content='', contentless_delete=1, "
        "detail=none, tokenize='trigram case_sensitive 1');\n"
        "INSERT INTO @ (@, rank) VALUES ('automerge', " SEARCH_AUTOMERGE ");\n"
        "INSERT INTO @ (@, rank) VALUES ('crisismerge', 64);\n"
        "INSERT INTO @ (@, rank) VALUES ('usermerge', 16);\n"
        "INSERT INTO @ (@, rank) VALUES ('hashsize', 8388608)");
    g_string_replace(sql, "@", index->name, 0);
    g_string_replace(sql, "#", index->table, 0);
    g_string_replace(sql, "$", index->column, 0);
    return g_string_free(sql, FALSE);
}

static char *translate_append_only(const char *table)
{
    GString *triggers = g_string_new("CREATE TRIGGER @_keeps_rows BEFORE DELETE ON @\n"
                                     "BEGIN SELECT RAISE (ABORT, '@ only grows'); END;\n"
                                     "CREATE TRIGGER @_keeps_values BEFORE UPDATE ON @\n"
                                     "BEGIN SELECT RAISE (ABORT, '@ only grows'); END");
    g_string_replace(triggers, "@", table, 0);
    return g_string_free(triggers, FALSE);
}

static char *translate_other(const char *statement)
{
    return g_strdup(statement);
}

static const ScriptWords words = {translate_table, translate_search_index, translate_append_only,
                                  translate_other};

static const ScriptWords tables_words = {.table = translate_table};
static const ScriptWords other_words = {.search_index = translate_search_index,
                                        .append_only = translate_append_only,
                                        .other = translate_other};

char *schema_for_sqlite(const char *script, GError **error)
{
    return script_translate(script, &words, error);
}

char *schema_tables_for_sqlite(const char *script, GError **error)
{
    return script_translate(script, &tables_words, error);
}

char *schema_rest_for_sqlite(const char *statement, GError **error)
{
    return script_translate_statement(statement, &other_words, error);
}
