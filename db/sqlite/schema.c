#include "schema.h"

#include "db/db.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- splitting -------------------------------------------------------------------------------- */

/* From a quote to behind its partner; a doubled quote inside opens the next piece. */
static const char *skip_quoted(const char *at)
{
    const char *end = strchr(at + 1, *at);
    return end ? end + 1 : at + strlen(at);
}

static bool ends_statement(const char *at)
{
    at += strspn(at, " \t\r");
    return *at == '\0' || *at == '\n' || g_str_has_prefix(at, "--");
}

static void take_statement(GPtrArray *statements, GString *statement)
{
    g_strstrip(statement->str);
    if (*statement->str)
        g_ptr_array_add(statements, g_strdup(statement->str));
    g_string_truncate(statement, 0);
}

GPtrArray *schema_split(const char *script)
{
    GPtrArray *statements = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) statement = g_string_new(NULL);
    while (*script) {
        size_t length = 1;
        if (*script == '\'' || *script == '"') {
            length = (size_t)(skip_quoted(script) - script);
        } else if (g_str_has_prefix(script, "--")) {
            script += strcspn(script, "\n");
            continue;
        } else if (*script == ';' && ends_statement(script + 1)) {
            take_statement(statements, statement);
            script++;
            continue;
        }
        g_string_append_len(statement, script, (gssize)length);
        script += length;
    }
    take_statement(statements, statement);
    return statements;
}

/* --- tables ----------------------------------------------------------------------------------- */

/* `a, f (b, c), 'd,e'` -> "a", "f (b, c)", "'d,e'" */
static GPtrArray *split_items(const char *body)
{
    GPtrArray *items = g_ptr_array_new_with_free_func(g_free);
    const char *start = body, *at = body;
    for (int depth = 0; *at;) {
        if (*at == '\'' || *at == '"') {
            at = skip_quoted(at);
            continue;
        }
        depth += (*at == '(') - (*at == ')');
        if (*at == ',' && depth == 0) {
            g_ptr_array_add(items, g_strstrip(g_strndup(start, (gsize)(at - start))));
            start = at + 1;
        }
        at++;
    }
    g_ptr_array_add(items, g_strstrip(g_strdup(start)));
    return items;
}

static bool matches(const char *pattern, const char *text)
{
    return g_regex_match_simple(pattern, text, G_REGEX_CASELESS, G_REGEX_MATCH_ANCHORED);
}

static bool find_item(GPtrArray *items, const char *pattern, guint *place)
{
    for (*place = 0; *place < items->len; (*place)++)
        if (matches(pattern, items->pdata[*place]))
            return true;
    return false;
}

static void replace_item(GPtrArray *items, guint place, const char *text)
{
    g_free(items->pdata[place]);
    items->pdata[place] = g_strdup(text);
}

/* Makes the id the rowid. false: the table has no key that ends in an id of its own. */
static bool lead_by_id(GPtrArray *items)
{
    guint id, key;
    if (!find_item(items, "id\\s+INTEGER\\s+NOT\\s+NULL$", &id))
        return false;
    if (find_item(items, "PRIMARY\\s+KEY\\s*\\(\\s*enterprise_id\\s*,\\s*id\\s*\\)$", &key))
        replace_item(items, key, "UNIQUE (enterprise_id, id)");
    else if (find_item(items, "PRIMARY\\s+KEY\\s*\\(\\s*id\\s*\\)$", &key))
        g_ptr_array_remove_index(items, key);
    else
        return false;
    replace_item(items, id, "id INTEGER PRIMARY KEY");
    return true;
}

static char *translate_table(const char *statement, GError **error)
{
    const char *open = strchr(statement, '('), *close = strrchr(statement, ')');
    if (!open || !close || close < open) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("a table without columns: %s"), statement);
        return NULL;
    }
    g_autofree char *head = g_strndup(statement, (gsize)(open - statement));
    g_autofree char *body = g_strndup(open + 1, (gsize)(close - open - 1));
    g_autoptr(GPtrArray) items = split_items(body);
    bool led_by_id = lead_by_id(items);
    guint key;
    bool has_key = find_item(items, "PRIMARY\\s+KEY\\s*\\(", &key);
    g_ptr_array_add(items, NULL);
    g_autofree char *columns = g_strjoinv(",\n    ", (char **)items->pdata);
    return g_strdup_printf("%s(\n    %s\n) STRICT%s", head, columns,
                           has_key && !led_by_id ? ", WITHOUT ROWID" : "");
}

/* --- what only one engine has ----------------------------------------------------------------- */

/* See search.c. The text is folded before it comes here, so case counts. A table left to FTS5's own
 * habits stops a writer for a third of a second when it merges large segments at once
 * (crisismerge); a transaction's pieces are sorted in memory as a whole (hashsize). */
static char *translate_search_index(GMatchInfo *found)
{
    g_autofree char *table = g_match_info_fetch(found, 2);
    g_autofree char *column = g_match_info_fetch(found, 3);
    g_autofree char *name = g_match_info_fetch(found, 1);
    GString *sql = g_string_new(
        "CREATE VIRTUAL TABLE @ USING fts5 ($, # UNINDEXED, content='', contentless_delete=1, "
        "detail=none, tokenize='trigram case_sensitive 1');\n"
        "INSERT INTO @ (@, rank) VALUES ('automerge', " SEARCH_AUTOMERGE ");\n"
        "INSERT INTO @ (@, rank) VALUES ('crisismerge', 64);\n"
        "INSERT INTO @ (@, rank) VALUES ('usermerge', 16);\n"
        "INSERT INTO @ (@, rank) VALUES ('hashsize', 8388608)");
    g_string_replace(sql, "@", name, 0);
    g_string_replace(sql, "#", table, 0);
    g_string_replace(sql, "$", column, 0);
    return g_string_free(sql, FALSE);
}

static char *translate_append_only(GMatchInfo *found)
{
    g_autofree char *table = g_match_info_fetch(found, 1);
    GString *triggers = g_string_new("CREATE TRIGGER @_keeps_rows BEFORE DELETE ON @\n"
                                     "BEGIN SELECT RAISE (ABORT, '@ only grows'); END;\n"
                                     "CREATE TRIGGER @_keeps_values BEFORE UPDATE ON @\n"
                                     "BEGIN SELECT RAISE (ABORT, '@ only grows'); END");
    g_string_replace(triggers, "@", table, 0);
    return g_string_free(triggers, FALSE);
}

static const struct {
    const char *pattern;
    char *(*translate)(GMatchInfo *found);
} special[] = {
    {"^CREATE\\s+SEARCH\\s+INDEX\\s+(\\w+)\\s+ON\\s+(\\w+)\\s*\\(\\s*(\\w+)\\s*\\)$",
     translate_search_index},
    {"^CREATE\\s+APPEND\\s+ONLY\\s+RULE\\s+ON\\s+(\\w+)$", translate_append_only},
};

char *schema_translate(const char *statement, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(special); i++) {
        g_autoptr(GRegex) pattern = g_regex_new(special[i].pattern, G_REGEX_CASELESS, 0, NULL);
        g_autoptr(GMatchInfo) found = NULL;
        if (g_regex_match(pattern, statement, 0, &found))
            return special[i].translate(found);
    }
    if (matches("CREATE\\s+TABLE\\s", statement))
        return translate_table(statement, error);
    return g_strdup(statement);
}

char *schema_for_sqlite(const char *script, GError **error)
{
    g_autoptr(GPtrArray) statements = schema_split(script);
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < statements->len; i++) {
        g_autofree char *statement = schema_translate(statements->pdata[i], error);
        if (!statement)
            return NULL;
        g_string_append_printf(all, "%s;\n", statement);
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}
