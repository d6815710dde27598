/* Marked rows, by record id: all marked but a few is as cheap as a few. */
#include "tui/widgets/table_private.h"

bool table_is_marked(const Table *table, gint64 id)
{
    return g_hash_table_contains(table->marks, &id) != table->marks_inverted;
}

gint64 table_marked_count(const Table *table)
{
    gint64 listed = g_hash_table_size(table->marks);
    return table->marks_inverted ? MAX(0, table->total - listed) : listed;
}

static void toggle(Table *table, gint64 id)
{
    if (!g_hash_table_remove(table->marks, &id))
        g_hash_table_add(table->marks, g_memdup2(&id, sizeof id));
}

void table_mark_cursor(Table *table)
{
    if (!table_id(table))
        return;
    toggle(table, table_id(table));
    table_rows_move(table, 1);
}

void table_unmark(Table *table)
{
    g_hash_table_remove_all(table->marks);
    table->marks_inverted = false;
    ui_repaint(table->view.ui);
}

GArray *table_chosen(const Table *table, bool *all_but)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    GHashTableIter iter;
    gpointer id;
    gint64 cursor = table_id(table);
    *all_but = table->marks_inverted;
    g_hash_table_iter_init(&iter, table->marks);
    while (g_hash_table_iter_next(&iter, &id, NULL))
        g_array_append_vals(ids, id, 1);
    if (ids->len == 0 && !table->marks_inverted && cursor)
        g_array_append_val(ids, cursor);
    return ids;
}

gint64 table_chosen_count(const Table *table)
{
    gint64 marked = table_marked_count(table);
    return marked ? marked : table_id(table) ? 1 : 0;
}
