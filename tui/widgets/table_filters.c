/* Conditions on columns: made of the cell under the cursor, or given all at once. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/widgets/table_private.h"

G_STATIC_ASSERT(sizeof(Filter) == sizeof(TableFilter));

static void clear_filter(gpointer data)
{
    Filter *filter = data;
    g_free(filter->column);
    g_free(filter->value);
    g_free(filter->shown);
}

GArray *table_filters_new(void)
{
    GArray *filters = g_array_new(FALSE, TRUE, sizeof(Filter));
    g_array_set_clear_func(filters, clear_filter);
    return filters;
}

const TableFilter *table_filters(const Table *table, guint *n)
{
    *n = table->filters->len;
    return (const TableFilter *)(void *)table->filters->data;
}

static void add_filter(GArray *filters, const TableFilter *wanted)
{
    Filter filter = {g_strdup(wanted->column), g_strdup(wanted->value), g_strdup(wanted->shown)};
    g_array_append_val(filters, filter);
}

static void remove_filter(GArray *filters, const char *column)
{
    for (guint i = filters->len; i-- > 0;)
        if (g_str_equal(g_array_index(filters, Filter, i).column, column))
            g_array_remove_index(filters, i);
}

/* --- what it opens with -------------------------------------------------------------------------
 */

static TableFilter at_first(const Table *table)
{
    return (TableFilter){table->at_first.column, table->at_first.value, table->at_first.shown};
}

static void add_at_first(Table *table)
{
    const TableFilter filter = at_first(table);
    if (filter.column)
        add_filter(table->filters, &filter);
}

void table_filters_start(Table *table)
{
    const TableFilter *wanted = &table->spec.at_first;
    table->filters = table_filters_new();
    table->at_first =
        (Filter){g_strdup(wanted->column), g_strdup(wanted->value), g_strdup(wanted->shown)};
    add_at_first(table);
}

void table_filters_end(Table *table)
{
    clear_filter(&table->at_first);
    g_array_unref(table->filters);
}

static bool is_at_first(const Table *table, const Filter *filter)
{
    return g_strcmp0(filter->column, table->at_first.column) == 0 &&
           g_str_equal(filter->value, table->at_first.value);
}

static bool has_at_first(const Table *table)
{
    for (guint i = 0; i < table->filters->len; i++)
        if (is_at_first(table, &g_array_index(table->filters, Filter, i)))
            return true;
    return false;
}

bool table_is_filtered(const Table *table)
{
    return table->filters->len > (has_at_first(table) ? 1 : 0);
}

void table_filters_back(Table *table)
{
    g_array_set_size(table->filters, 0);
    add_at_first(table);
    table_rows_restart(table);
}

void table_toggle_at_first(Table *table)
{
    TableFilter filter = at_first(table);
    if (has_at_first(table))
        filter.value = NULL;
    table_set_filter(table, &filter);
}

void table_show_at_first(Table *table, const char *layout)
{
    const TableFilter filter = at_first(table);
    table_show(table, "", &filter, filter.column ? 1 : 0, layout);
}

bool table_has_filters(const Table *table)
{
    for (guint i = 0; i < table->spec.n_columns; i++)
        if (table->spec.columns[i].flags & COLUMN_FILTER)
            return true;
    return false;
}

void table_set_filter(Table *table, const TableFilter *filter)
{
    remove_filter(table->filters, filter->column);
    if (filter->value)
        add_filter(table->filters, filter);
    table_rows_restart(table);
}

/* --- of the cell under the cursor --------------------------------------------------------------
 */

static const TableColumn *cursor_column(const Table *table)
{
    const TableColumn *shown[TABLE_COLUMNS_MAX];
    guint n = table_shown_columns(table, shown);
    return n ? shown[MIN(table->column, n - 1)] : NULL;
}

const char *table_column(const Table *table)
{
    const TableColumn *column = cursor_column(table);
    return column ? column->name : NULL;
}

Result table_filter_by_cell(Table *table)
{
    const TableColumn *column = cursor_column(table);
    const TableRow *row = table_row(table);
    if (!column || !row)
        return RESULT_HANDLED;
    if (!(column->flags & COLUMN_FILTER)) {
        ui_toast(table->view.ui, _("The list cannot be filtered by this column; choose another one "
                                   "with the arrows ← →."));
        return RESULT_HANDLED;
    }
    const char *cell = row->cells[table_column_index(table, column)];
    const char *text = cell ? cell : "";
    if (table->spec.filter)
        table->spec.filter(table->spec.data, table, column->name);
    else
        table_set_filter(table, &(TableFilter){column->name, text, text});
    return RESULT_REPAINT;
}

/* --- all at once --------------------------------------------------------------------------------
 */

void table_show(Table *table, const char *find, const TableFilter *filters, guint n,
                const char *layout)
{
    GArray *wanted = table_filters_new();
    for (guint i = 0; i < n; i++)
        if (table_column_named(table, filters[i].column)) {
            remove_filter(wanted, filters[i].column);
            add_filter(wanted, &filters[i]);
        }
    g_array_unref(table->filters);
    table->filters = wanted;
    table->finding = false;
    text_buffer_set(table->find, find);
    if (layout)
        table_set_layout(table, layout);
    else
        table_rows_restart(table);
}
