/* On a slow line a search and what is to be done with its first hit arrive together. The rows that
 * still stand on the screen then are not the ones that are meant. */
#include "tui/widgets/table_private.h"

/* Another way to show the rows changes what the next keys mean: it does not wait. */
static bool is_about_rows(ActionId id)
{
    switch ((int)id) {
    case ACT_OPEN:
    case ACT_EDIT:
    case ACT_NEW:
    case ACT_DELETE:
    case ACT_FILTER:
    case ACT_TODAY:
    case ACT_COPY:
        return true;
    default:
        return (id >= ACT_UP && id <= ACT_RIGHT) || (id >= ACT_MARK && id <= ACT_MARK_NONE) ||
               (id >= ACT_SCREEN && !(id >= ACT_NEXT_MODE && id <= ACT_AS_WEEK));
    }
}

/* Those that are kept go before any that come now. */
bool table_ahead_keep(Table *table, const Action *action)
{
    if (!(table->awaited || table->ahead->len) || !is_about_rows(action->id))
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
    while (kept->len && !gone && !table->awaited && ui_top(ui) == &table->view)
        ui_perform(ui, g_ptr_array_steal_index(kept, 0));
    if (gone)
        return;
    table->gone = NULL;
    if (table->awaited)
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

void table_ahead_end(Table *table)
{
    loop_cancel(ui_loop(table->view.ui), table->ahead_timer);
    if (table->gone)
        *table->gone = true;
    g_ptr_array_unref(table->ahead);
}
