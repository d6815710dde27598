/* On a slow line a search and what is to be done with its first hit arrive together. The rows that
 * still stand on the screen then are not the ones that are meant. */
#include "tui/widgets/table_private.h"

#include <glib/gi18n-lib.h>

static bool is_unread(const Table *table, const Action *action)
{
    const TableLens *lens = &table->lens;
    return table->awaited || (table->pending && lens->unread && lens->unread(lens->data, action));
}

/* Those that are kept go before any that come now. */
bool table_ahead_keep(Table *table, const Action *action)
{
    bool own = action->contexts & table->view.contexts; /* and not the frame's */
    if (!own || (action->flags & ACTION_AT_ONCE) ||
        !(table->ahead->len || is_unread(table, action)))
        return false;
    g_ptr_array_add(table->ahead, (gpointer)action);
    return true;
}

/* Each may ask for other rows again: the rest waits for those. */
static void carry_out(gpointer data)
{
    Table *table = data;
    Ui *ui = table->view.ui;
    g_autoptr(GPtrArray) kept = table->ahead;
    bool gone = false;
    table->ahead_timer = 0;
    table->ahead = g_ptr_array_new();
    table->gone = &gone;
    while (kept->len && !gone && !is_unread(table, kept->pdata[0]) && ui_top(ui) == &table->view)
        ui_perform(ui, g_ptr_array_steal_index(kept, 0));
    if (gone)
        return;
    table->gone = NULL;
    if (kept->len && is_unread(table, kept->pdata[0]))
        g_ptr_array_extend_and_steal(table->ahead, g_steal_pointer(&kept));
}

/* Whoever delivers rows goes on working with the table and its lens. */
void table_ahead_come(Table *table)
{
    if (table->ahead->len && !table->ahead_timer)
        table->ahead_timer = loop_timer(ui_loop(table->view.ui), 0, false, carry_out, table);
}

void table_ahead_forget(Table *table)
{
    g_ptr_array_set_size(table->ahead, 0);
}

/* They were meant for rows that will not come any more. */
void table_ahead_give_up(Table *table)
{
    if (table->ahead->len)
        ui_toast_error(table->view.ui,
                       _("The keys before this search did nothing: its rows were not there yet."));
    table_ahead_forget(table);
}

void table_ahead_end(Table *table)
{
    loop_cancel(ui_loop(table->view.ui), table->ahead_timer);
    if (table->gone)
        *table->gone = true;
    g_ptr_array_unref(table->ahead);
}
