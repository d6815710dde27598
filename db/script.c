#include "script.h"

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

GPtrArray *script_split(const char *script)
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

bool script_find_item(GPtrArray *items, const char *pattern, guint *place)
{
    for (*place = 0; *place < items->len; (*place)++)
        if (matches(pattern, items->pdata[*place]))
            return true;
    return false;
}

bool script_is_reference(const char *item)
{
    return matches("FOREIGN\\s+KEY\\b", item);
}

void script_replace_item(GPtrArray *items, guint place, const char *text)
{
    g_free(items->pdata[place]);
    items->pdata[place] = g_strdup(text);
}

bool script_makes_table(const char *statement)
{
    return matches("CREATE\\s+TABLE\\s", statement);
}

GPtrArray *script_table_items(const char *statement, char **head, GError **error)
{
    const char *open = strchr(statement, '('), *close = strrchr(statement, ')');
    if (!open || !close || close < open) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("a table without columns: %s"), statement);
        return NULL;
    }
    g_autofree char *body = g_strndup(open + 1, (gsize)(close - open - 1));
    *head = g_strndup(statement, (gsize)(open - statement));
    return split_items(body);
}

/* --- translating ------------------------------------------------------------------------------ */

static char *translate_search_index(const ScriptWords *words, GMatchInfo *found)
{
    g_autofree char *name = g_match_info_fetch(found, 1);
    g_autofree char *table = g_match_info_fetch(found, 2);
    g_autofree char *column = g_match_info_fetch(found, 3);
    return words->search_index ? words->search_index(&(ScriptIndex){name, table, column})
                               : g_strdup("");
}

static char *translate_append_only(const ScriptWords *words, GMatchInfo *found)
{
    g_autofree char *table = g_match_info_fetch(found, 1);
    return words->append_only ? words->append_only(table) : g_strdup("");
}

static const struct {
    const char *pattern;
    char *(*translate)(const ScriptWords *words, GMatchInfo *found);
} special[] = {
    {"^CREATE\\s+SEARCH\\s+INDEX\\s+(\\w+)\\s+ON\\s+(\\w+)\\s*\\(\\s*(\\w+)\\s*\\)$",
     translate_search_index},
    {"^CREATE\\s+APPEND\\s+ONLY\\s+RULE\\s+ON\\s+(\\w+)$", translate_append_only},
};

char *script_translate_statement(const char *statement, const ScriptWords *words, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(special); i++) {
        g_autoptr(GRegex) pattern = g_regex_new(special[i].pattern, G_REGEX_CASELESS, 0, NULL);
        g_autoptr(GMatchInfo) found = NULL;
        if (g_regex_match(pattern, statement, 0, &found))
            return special[i].translate(words, found);
    }
    if (script_makes_table(statement))
        return words->table ? words->table(statement, error) : g_strdup("");
    return words->other ? words->other(statement) : g_strdup("");
}

char *script_translate(const char *script, const ScriptWords *words, GError **error)
{
    g_autoptr(GPtrArray) statements = script_split(script);
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < statements->len; i++) {
        g_autofree char *statement = script_translate_statement(statements->pdata[i], words, error);
        if (!statement)
            return NULL;
        g_string_append_printf(all, "%s;\n", statement);
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}
