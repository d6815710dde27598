/* Marked rows, by record id: all marked but a few is as cheap as a few. */
#include "tui/widgets/table_private.h"

#include <glib/gi18n-lib.h>

bool table_is_marked(const Table *table, gint64 id)
{
    return g_hash_table_contains(table->marks, &id) != table->marks_inverted;
}

bool table_has_marks(const Table *table)
{
    return table->marks_inverted || g_hash_table_size(table->marks);
}

/* -1: it is not known how many all are. */
static gint64 marked_count(const Table *table)
{
    gint64 listed = g_hash_table_size(table->marks);
    if (!table->marks_inverted)
        return listed;
    return table->total < 0 || table->lens.partial ? -1 : MAX(0, table->total - listed);
}

/* --- marking ---------------------------------------------------------------------------------- */

static void toggle(Table *table, gint64 id)
{
    if (!g_hash_table_remove(table->marks, &id))
        g_hash_table_insert(table->marks, g_memdup2(&id, sizeof id),
                            GUINT_TO_POINTER(++table->marks_made));
}

void table_mark_cursor(Table *table)
{
    if (!table_id(table))
        return;
    toggle(table, table_id(table));
    if (table_has_lens(table))
        table->lens.next(table->lens.data);
    else
        table_rows_move(table, 1);
}

void table_unmark(Table *table)
{
    g_hash_table_remove_all(table->marks);
    table->marks_inverted = table->marks_strayed = false;
    ui_repaint(table->view.ui);
}

void table_mark_all(Table *table)
{
    table_unmark(table);
    table->marks_inverted = true;
}

void table_mark_invert(Table *table)
{
    table->marks_inverted = !table->marks_inverted;
}

/* --- and searching ---------------------------------------------------------------------------- */

static char *describe_search(const Table *table)
{
    GString *text = g_string_new(text_buffer_text(table->find));
    for (guint i = 0; i < table->filters->len; i++) {
        const Filter *filter = &g_array_index(table->filters, Filter, i);
        g_string_append_printf(text, "\n%s\t%s", filter->column, filter->value);
    }
    return g_string_free(text, FALSE);
}

/* Rows marked one by one stay so wherever the person looks. "All" means all that were to be seen:
 * in another search it would be other rows, which nobody has marked. */
void table_marks_follow_search(Table *table)
{
    g_autofree char *before = g_steal_pointer(&table->searched);
    table->searched = describe_search(table);
    if (g_strcmp0(before ? before : "", table->searched) == 0)
        return;
    table->marks_strayed = g_hash_table_size(table->marks) > 0;
    if (!table->marks_inverted)
        return;
    table_unmark(table);
    ui_toast(table->view.ui, _("Nothing is marked any more: all of another search were."));
}

/* --- what is marked --------------------------------------------------------------------------- */

/* How many of those marked elsewhere are among the present ones is not known. */
void table_marks_status(const Table *table, GString *text)
{
    gint64 marked = marked_count(table);
    if (marked == 0)
        return;
    g_autofree char *number = text_number(marked);
    const char *about = table->marks_inverted && table->marks_strayed ? "≈ " : "";
    g_string_append(text, text->len ? " · " : "");
    if (marked < 0)
        g_string_append(text, _("all marked"));
    else
        g_string_append_printf(text, "%s %s%s", _("marked"), about, number);
}

typedef struct {
    gint64 id;
    guint made;
} Mark;

static int compare_marks(gconstpointer a, gconstpointer b)
{
    const Mark *x = a, *y = b;
    return (x->made > y->made) - (x->made < y->made);
}

static GArray *marks_in_order(const Table *table)
{
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(Mark));
    GHashTableIter iter;
    gpointer id, made;
    g_hash_table_iter_init(&iter, table->marks);
    while (g_hash_table_iter_next(&iter, &id, &made)) {
        Mark mark = {*(const gint64 *)id, GPOINTER_TO_UINT(made)};
        g_array_append_val(marks, mark);
    }
    g_array_sort(marks, compare_marks);
    return marks;
}

GArray *table_chosen(const Table *table, bool *all_but)
{
    g_autoptr(GArray) marks = marks_in_order(table);
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 cursor = table_id(table);
    *all_but = table->marks_inverted;
    for (guint i = 0; i < marks->len; i++)
        g_array_append_val(ids, g_array_index(marks, Mark, i).id);
    if (ids->len == 0 && !table->marks_inverted && cursor)
        g_array_append_val(ids, cursor);
    return ids;
}

gint64 table_chosen_count(const Table *table)
{
    gint64 marked = marked_count(table);
    return marked ? marked : table_id(table) ? 1 : 0;
}
