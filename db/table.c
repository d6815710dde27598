#include "table.h"

#include "script.h"

#include <string.h>

static void table_free(void *data)
{
    DbTable *table = data;
    for (size_t i = 0; i < table->n_columns; i++)
        g_free((char *)table->columns[i].name);
    g_free((DbColumn *)table->columns);
    g_free((char *)table->name);
    g_free((char *)table->key);
    g_free(table);
}

static char *word_of(const GMatchInfo *found, int number)
{
    return g_match_info_fetch(found, number);
}

/* `name INTEGER NOT NULL …`; what begins with another word than a column does has no type. */
static bool read_column(const char *item, DbColumn *column)
{
    static const struct {
        const char *word;
        DbType type;
    } types[] = {{"INTEGER", DB_INTEGER}, {"TEXT", DB_TEXT}, {"BLOB", DB_BLOB}};
    g_autoptr(GRegex) pattern = g_regex_new("^(\\w+)\\s+(\\w+)", 0, 0, NULL);
    g_autoptr(GMatchInfo) found = NULL;
    if (!g_regex_match(pattern, item, 0, &found))
        return false;
    g_autofree char *type = word_of(found, 2);
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        if (g_ascii_strcasecmp(type, types[i].word) != 0)
            continue;
        *column = (DbColumn){word_of(found, 1), types[i].type};
        return true;
    }
    return false;
}

/* An id tells the rows of all enterprises apart. */
static char *key_of(GPtrArray *items)
{
    g_autoptr(GRegex) pattern = g_regex_new("^PRIMARY\\s+KEY\\s*\\(\\s*(.+?)\\s*\\)$", 0, 0, NULL);
    for (guint i = 0; i < items->len; i++) {
        g_autoptr(GMatchInfo) found = NULL;
        if (!g_regex_match(pattern, items->pdata[i], 0, &found))
            continue;
        g_autofree char *columns = word_of(found, 1);
        const char *last = strrchr(columns, ',');
        bool by_id = strcmp(last ? last + 1 + strspn(last + 1, " \n") : columns, "id") == 0;
        return g_strdup(by_id ? "id" : columns);
    }
    return NULL;
}

static DbTable *read_table(const char *statement)
{
    g_autofree char *head = NULL;
    g_autoptr(GPtrArray) items = script_table_items(statement, &head, NULL);
    g_auto(GStrv) words = items ? g_strsplit_set(g_strstrip(head), " \n", -1) : NULL;
    if (!words)
        return NULL;
    g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(DbColumn));
    DbColumn column;
    for (guint i = 0; i < items->len; i++)
        if (read_column(items->pdata[i], &column))
            g_array_append_val(columns, column);
    DbTable *table = g_new(DbTable, 1);
    *table = (DbTable){.name = g_strdup(words[g_strv_length(words) - 1]), .key = key_of(items)};
    table->columns = (DbColumn *)g_array_steal(columns, &table->n_columns);
    return table;
}

GPtrArray *tables_read(const char *schema)
{
    g_autoptr(GPtrArray) statements = script_split(schema);
    GPtrArray *tables = g_ptr_array_new_with_free_func(table_free);
    for (guint i = 0; i < statements->len; i++)
        if (script_makes_table(statements->pdata[i]))
            g_ptr_array_add(tables, read_table(statements->pdata[i]));
    return tables;
}
