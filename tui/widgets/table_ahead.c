/* On a slow line a search and what is to be done with its first hit arrive together. The rows that
 * still stand on the screen then are not the ones that are meant. */
#include "tui/widgets/table_private.h"

static bool is_about_rows(ActionId id)
{
    switch ((int)id) {
    case ACT_OPEN:
    case ACT_EDIT:
    case ACT_NEW:
    case ACT_DELETE:
    case ACT_FILTER:
    case ACT_COPY:
        return true;
    default:
        return (id >= ACT_UP && id <= ACT_RIGHT) || (id >= ACT_MARK && id <= ACT_MARK_NONE) ||
               id >= ACT_SCREEN;
    }
}

bool table_ahead_keep(Table *table, const Action *action)
{
    if (!table->awaited || !is_about_rows(action->id))
        return false;
    g_ptr_array_add(table->ahead, (gpointer)action);
    return true;
}

/* Each may ask for other rows again: the rest waits for those. */
void table_ahead_run(Table *table)
{
    Ui *ui = table->view.ui;
    g_autoptr(GPtrArray) kept = table->ahead;
    bool gone = false;
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

void table_ahead_forget(Table *table)
{
    g_ptr_array_set_size(table->ahead, 0);
}
