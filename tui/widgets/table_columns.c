/* Columns: how they fit, which are shown, by which the rows are sorted; what a person remembers. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/widgets/pick.h"
#include "tui/widgets/table_private.h"

static int least_width(const TableColumn *column)
{
    return column->least ? MIN(column->least, column->width) : column->width;
}

/* Gives the room left over to the columns that may grow, by their shares. */
static void grow(const TableColumn *const *columns, guint n, int room, int *widths)
{
    int shares = 0;
    for (guint i = 0; i < n; i++)
        shares += widths[i] ? columns[i]->grow : 0;
    for (guint i = 0; i < n && shares > 0; i++) {
        if (!widths[i] || !columns[i]->grow)
            continue;
        int more = room * columns[i]->grow / shares;
        widths[i] += more;
        room -= more;
        shares -= columns[i]->grow;
    }
}

/* Takes `lack` columns from those that may shrink, the widest first, one at a time. */
static void shrink(const TableColumn *const *columns, guint n, int lack, int *widths)
{
    for (; lack > 0; lack--) {
        guint widest = n;
        for (guint i = 0; i < n; i++)
            if (widths[i] > least_width(columns[i]) && (widest == n || widths[i] > widths[widest]))
                widest = i;
        if (widest == n)
            return;
        widths[widest]--;
    }
}

void table_fit_columns(const TableColumn *const *columns, guint n, int room, guint first,
                       int *widths)
{
    int used = 0, wanted = -1;
    for (guint i = 0; i < n; i++) {
        bool scrolled = i > 0 && i < first;
        int least = least_width(columns[i]) + (i > 0 ? 1 : 0);
        bool fits = !scrolled && (i == 0 || (used >= 0 && used + least <= room));
        widths[i] = fits ? columns[i]->width : 0;
        if (fits)
            used += least, wanted += columns[i]->width + 1;
        else if (!scrolled)
            used = room + 1; /* columns after one that does not fit are not shown either */
    }
    if (n == 0)
        return;
    if (wanted > room)
        shrink(columns, n, wanted - room, widths);
    else
        grow(columns, n, room - wanted, widths);
    widths[0] = CLAMP(widths[0], 0, MAX(room, 0));
}

void table_columns_init(Table *table)
{
    for (guint i = 0; i < table->spec.n_columns; i++) {
        table->shaped[i] = table->spec.columns[i];
        table->order[i] = &table->shaped[i];
        table->hidden[i] = table->spec.columns[i].flags & COLUMN_HIDDEN;
    }
}

guint table_column_index(const Table *table, const TableColumn *column)
{
    return (guint)(column - table->shaped);
}

guint table_shown_columns(const Table *table, const TableColumn **shown)
{
    guint n = 0;
    for (guint i = 0; i < table->spec.n_columns; i++)
        if (!table->hidden[table_column_index(table, table->order[i])])
            shown[n++] = table->order[i];
    return n;
}

const TableColumn *table_column_named(const Table *table, const char *name)
{
    for (guint i = 0; i < table->spec.n_columns; i++)
        if (g_strcmp0(table->shaped[i].name, name) == 0)
            return &table->shaped[i];
    return NULL;
}

static void tell_layout(Table *table)
{
    g_autofree char *layout = table_layout(table);
    if (table->spec.layout_changed)
        table->spec.layout_changed(table->spec.data, layout);
}

void table_sort_by(Table *table, const char *name)
{
    const TableColumn *column = table_column_named(table, name);
    if (!column || !(column->flags & COLUMN_SORT)) {
        ui_toast(table->view.ui, _("The list cannot be sorted by this column."));
        return;
    }
    table->descending = g_strcmp0(table->sort, name) == 0 && !table->descending;
    g_free(table->sort);
    table->sort = g_strdup(name);
    table_rows_restart(table);
    tell_layout(table);
}

/* --- remembered ------------------------------------------------------------------------------- */

char *table_layout(const Table *table)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "%s%s;", table->descending ? "-" : "",
                           table->sort ? table->sort : "");
    for (guint i = 0; i < table->spec.n_columns; i++) {
        const TableColumn *column = table->order[i];
        bool hidden = table->hidden[table_column_index(table, column)];
        g_string_append_printf(out, "%s%s%s:%d", i ? "," : "", hidden ? "-" : "", column->name,
                               column->width);
    }
    return g_string_free(out, FALSE);
}

/* One column of a layout: "-name:width". */
static const TableColumn *take_column(Table *table, char *text)
{
    bool hidden = *text == '-';
    char *colon = strchr(text, ':');
    if (colon)
        *colon = '\0';
    const TableColumn *column = table_column_named(table, text + hidden);
    if (!column)
        return NULL;
    guint index = table_column_index(table, column);
    guint64 width = colon ? g_ascii_strtoull(colon + 1, NULL, 10) : 0;
    table->hidden[index] = hidden;
    if (width >= 1 && width <= 200)
        table->shaped[index].width = (int)width;
    return column;
}

static bool has_column(const TableColumn *const *columns, guint n, const TableColumn *wanted)
{
    for (guint i = 0; i < n; i++)
        if (columns[i] == wanted)
            return true;
    return false;
}

static void take_columns(Table *table, const char *text)
{
    const TableColumn *order[TABLE_COLUMNS_MAX];
    guint n = 0;
    g_auto(GStrv) parts = g_strsplit(text, ",", TABLE_COLUMNS_MAX);
    for (char **part = parts; *part; part++) {
        const TableColumn *column = take_column(table, *part);
        if (column && !has_column(order, n, column))
            order[n++] = column;
    }
    for (guint i = 0; i < table->spec.n_columns; i++)
        if (!has_column(order, n, &table->shaped[i]))
            order[n++] = &table->shaped[i];
    memcpy(table->order, order, n * sizeof *order);
}

void table_set_layout(Table *table, const char *layout)
{
    g_auto(GStrv) parts = g_strsplit(layout ? layout : "", ";", 2);
    const char *sort = parts[0] ? parts[0] : "";
    bool descending = *sort == '-';
    if (parts[0] && parts[1])
        take_columns(table, parts[1]);
    bool known = table_column_named(table, sort + descending);
    g_free(table->sort);
    table->sort = g_strdup(known ? sort + descending : table->spec.sort);
    table->descending = known ? descending : table->spec.descending;
    table->column = table->first_column = 0;
    table->generation++;
    table_rows_restart(table);
}

/* --- the dialog ------------------------------------------------------------------------------- */

/* "▲✓": sorted by it, shown. */
static char *line_mark(const Table *table, const TableColumn *column)
{
    bool sorted = g_strcmp0(table->sort, column->name) == 0;
    bool hidden = table->hidden[table_column_index(table, column)];
    return g_strconcat(hidden ? " " : "✓", !sorted ? " " : table->descending ? "▼" : "▲", NULL);
}

static void sort_by_line(gpointer data, int index)
{
    Table *table = data;
    if (index >= 0)
        table_sort_by(table, table->order[index]->name);
}

static void toggle_line(Pick *pick, gpointer data, int index)
{
    Table *table = data;
    const TableColumn *column = table->order[index];
    bool *hidden = &table->hidden[table_column_index(table, column)];
    const TableColumn *shown[TABLE_COLUMNS_MAX];
    if (!*hidden && table_shown_columns(table, shown) == 1)
        return;
    *hidden = !*hidden;
    g_autofree char *mark = line_mark(table, column);
    pick_set_mark(pick, index, mark);
    table->column = table->first_column = 0;
    tell_layout(table);
}

static char *line_remark(const TableColumn *column)
{
    return column->flags & COLUMN_SORT
               ? g_strdup_printf("%d", column->width)
               : g_strdup_printf("%d  %s", column->width, _("not sorted by"));
}

static void move_column_line(Table *table, Pick *pick, int index, int by)
{
    int other = index + by;
    if (other < 0 || other >= (int)table->spec.n_columns)
        return;
    const TableColumn *kept = table->order[index];
    table->order[index] = table->order[other];
    table->order[other] = kept;
    pick_swap(pick, index, other);
}

static void adjust_line(Pick *pick, gpointer data, int index, int across, int along)
{
    Table *table = data;
    TableColumn *column = &table->shaped[table_column_index(table, table->order[index])];
    if (across) {
        column->width = CLAMP(column->width + across, 3, 200);
        column->least = MIN(column->least, column->width);
        g_autofree char *remark = line_remark(column);
        pick_set_remark(pick, index, remark);
    }
    if (along)
        move_column_line(table, pick, index, along);
    table->column = table->first_column = 0;
    table->generation++;
    tell_layout(table);
}

View *table_columns_dialog(Table *table)
{
    PickSpec spec = {.title = _("Columns: Enter sorts, Space shows, ← → widen, - + move"),
                     .done = sort_by_line,
                     .toggle = toggle_line,
                     .adjust = adjust_line,
                     .data = table};
    Pick *pick = pick_new(table->view.ui, &spec);
    for (guint i = 0; i < table->spec.n_columns; i++) {
        const TableColumn *column = table->order[i];
        g_autofree char *mark = line_mark(table, column);
        g_autofree char *remark = line_remark(column);
        pick_add(pick, mark, _(column->title), remark, !(column->flags & COLUMN_SORT));
    }
    return pick_view(pick);
}
