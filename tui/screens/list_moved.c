#include "tui/screens/list_moved.h"

#include <glib/gi18n-lib.h>

GArray *list_moved_with(App *app, Table *table, gint64 id)
{
    bool all_but = false;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (table_is_marked(table, id)) {
        g_array_unref(ids);
        ids = table_chosen(table, &all_but);
    } else {
        g_array_append_val(ids, id);
    }
    if (!all_but)
        return g_steal_pointer(&ids);
    ui_toast(app->ui, _("All are marked: unmark them (U) to move one card."));
    return NULL;
}
