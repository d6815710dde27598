/* Which calls are gone through. */
#include <glib/gi18n-lib.h>

#include "core/task.h"
#include "tui/screens/list_filter.h"
#include "tui/screens/task_calls.h"

#define MOST 1000

static bool has_filter(const GArray *filters, const char *column)
{
    for (guint i = 0; i < filters->len; i++)
        if (g_str_equal(g_array_index(filters, TableFilter, i).column, column))
            return true;
    return false;
}

static void add_filter(GArray *filters, const char *column, const char *words)
{
    const TableFilter filter = {column, words, ""};
    if (!has_filter(filters, column))
        g_array_append_val(filters, filter);
}

/* NULL: told why. */
static GArray *read_ids(App *app, ListPart part, const TableQuery *wanted)
{
    ListQuery asked;
    g_autoptr(GError) error = NULL;
    list_query_init(&asked, app, part, wanted);
    g_autoptr(GPtrArray) rows =
        query_page(app->base, &asked.actor, &asked.query, NULL, false, MOST + 1, NULL, &error);
    list_query_clear(&asked);
    if (!rows) {
        app_tell_error(app, error);
        return NULL;
    }
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < MIN(rows->len, MOST); i++)
        g_array_append_val(ids, ((const QueryRow *)rows->pdata[i])->id);
    if (rows->len > MOST) {
        g_autofree char *most = text_number(MOST);
        g_autofree char *text =
            g_strdup_printf(_("These are the first %s. Once they are done, start again."), most);
        ui_toast(app->ui, text);
    }
    return ids;
}

static GArray *find_calls(App *app, ListPart part, Table *table)
{
    TableQuery wanted = table_query(table);
    g_autoptr(GArray) filters = g_array_new(FALSE, FALSE, sizeof(TableFilter));
    g_autofree char *call =
        g_strdup_printf("=%" G_GINT64_FORMAT, task_call_type(app->base, app_actor(app)));
    g_array_append_vals(filters, wanted.filters, wanted.n_filters);
    add_filter(filters, "type", call);
    add_filter(filters, "due", "[..@0");
    add_filter(filters, "assignee", FILTER_WORDS_ME);
    if (!has_filter(filters, "status"))
        add_filter(filters, "closed", "");
    wanted.filters = (const TableFilter *)(void *)filters->data;
    wanted.n_filters = filters->len;
    return read_ids(app, part, &wanted);
}

/* NULL: fewer than two are marked, or all but some. */
static GArray *find_marked(Table *table)
{
    bool all_but;
    g_autoptr(GArray) ids = table_chosen(table, &all_but);
    if (all_but || ids->len < 2)
        return NULL;
    table_unmark(table);
    return g_steal_pointer(&ids);
}

void task_calls_open(App *app, ListPart part, Table *table)
{
    GArray *ids = find_marked(table);
    if (!ids)
        ids = find_calls(app, part, table);
    if (ids && ids->len) {
        task_calls_open_these(app, ids);
        return;
    }
    if (ids)
        ui_toast(app->ui, _("No calls until today. Filter by type, day or assignee for others."));
    g_clear_pointer(&ids, g_array_unref);
}
