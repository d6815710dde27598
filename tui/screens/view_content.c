#include "tui/screens/view_content.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/screens/list_filter.h"

#define GROUP "view"
#define FILTER_GROUP "filter "

char *view_content(const Table *table)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *layout = table_layout(table);
    guint n;
    const TableFilter *filters = table_filters(table, &n);
    g_key_file_set_string(file, GROUP, "find", table_find(table));
    g_key_file_set_string(file, GROUP, "layout", layout);
    for (guint i = 0; i < n; i++) {
        g_autofree char *group = g_strdup_printf(FILTER_GROUP "%u", i + 1);
        g_key_file_set_string(file, group, "column", filters[i].column);
        g_key_file_set_string(file, group, "value", filters[i].value);
    }
    return g_key_file_to_data(file, NULL, NULL);
}

/* --- read ------------------------------------------------------------------------------------- */

typedef struct {
    char *find, *layout;
    GArray *filters; /* TableFilter, its strings owned */
} Content;

static void clear_filter(gpointer data)
{
    const TableFilter *filter = data;
    g_free((char *)filter->column);
    g_free((char *)filter->value);
    g_free((char *)filter->shown);
}

static void content_clear(Content *content)
{
    g_free(content->find);
    g_free(content->layout);
    g_array_unref(content->filters);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Content, content_clear)

static const char *column_label(const Entity *entity, const char *name)
{
    for (const Column *column = entity->columns; column->name; column++)
        if (g_str_equal(column->name, name))
            return _(column->label);
    return NULL;
}

static void read_filter(App *app, const Entity *entity, GKeyFile *file, const char *group,
                        GArray *filters)
{
    g_autofree char *column = g_key_file_get_string(file, group, "column", NULL);
    g_autofree char *value = g_key_file_get_string(file, group, "value", NULL);
    if (!column || !value || !column_label(entity, column))
        return;
    char *shown = list_filter_shown(app, entity, column, value);
    TableFilter filter = {g_steal_pointer(&column), g_steal_pointer(&value), shown};
    g_array_append_val(filters, filter);
}

static bool read_content(App *app, const Entity *entity, const char *text, Content *content)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    content->filters = g_array_new(FALSE, FALSE, sizeof(TableFilter));
    g_array_set_clear_func(content->filters, clear_filter);
    if (!g_key_file_load_from_data(file, text, strlen(text), G_KEY_FILE_NONE, NULL) ||
        !g_key_file_has_group(file, GROUP))
        return false;
    content->find = g_key_file_get_string(file, GROUP, "find", NULL);
    content->layout = g_key_file_get_string(file, GROUP, "layout", NULL);
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group; group++)
        if (g_str_has_prefix(*group, FILTER_GROUP))
            read_filter(app, entity, file, *group, content->filters);
    return true;
}

bool view_content_show(App *app, const Entity *entity, Table *table, const char *content)
{
    g_auto(Content) wanted = {0};
    if (!read_content(app, entity, content, &wanted))
        return false;
    table_show(table, wanted.find ? wanted.find : "",
               (const TableFilter *)(void *)wanted.filters->data, wanted.filters->len,
               wanted.layout);
    return true;
}

/* --- in one line ------------------------------------------------------------------------------ */

static void append(GString *line, const char *part)
{
    g_string_append_printf(line, "%s%s", line->len ? " · " : "", part);
}

static void append_order(GString *line, const Entity *entity, const char *layout)
{
    g_auto(GStrv) parts = g_strsplit(layout ? layout : "", ";", 2);
    const char *sort = parts[0] ? parts[0] : "";
    bool descending = *sort == '-';
    const char *label = column_label(entity, sort + descending);
    g_autofree char *part = g_strdup_printf("%s %s", label, descending ? "▼" : "▲");
    if (label)
        append(line, part);
}

char *view_content_summary(App *app, const Entity *entity, const char *content)
{
    g_auto(Content) read = {0};
    GString *line = g_string_new(NULL);
    bool known = read_content(app, entity, content, &read);
    for (guint i = 0; i < read.filters->len; i++) {
        const TableFilter *filter = &g_array_index(read.filters, TableFilter, i);
        const char *shown = *filter->shown ? filter->shown : _("empty");
        g_autofree char *part =
            g_strdup_printf("%s: %s", column_label(entity, filter->column), shown);
        append(line, part);
    }
    if (read.find && *read.find) {
        g_autofree char *part = g_strdup_printf("%s «%s»", _("find"), read.find);
        append(line, part);
    }
    if (known)
        append_order(line, entity, read.layout);
    return g_string_free(line, FALSE);
}
