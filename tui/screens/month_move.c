/* Moving tasks to another day: their time of day stays, and one step takes all of it back. */
#include <glib/gi18n-lib.h>

#include "tui/app/edit.h"
#include "tui/screens/list_moved.h"
#include "tui/screens/month_private.h"

static char *compose_told(App *app, const Edits *edits)
{
    int day = 0;
    guint n = edits_changed(edits, 0);
    day_from_text(edits_value(edits, 0), &day);
    g_autofree char *shown = day_show(day);
    return g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "%u moved to %s.", "%u moved to %s.", n), n,
                           shown);
}

/* --- on the screen ---------------------------------------------------------------------------- */

static TableRow *take_task(Month *month, gint64 id)
{
    for (guint i = 0; i < month->days->len; i++) {
        MonthDay *day = month->days->pdata[i];
        for (guint row = 0; row < day->rows->len; row++)
            if (((const TableRow *)day->rows->pdata[row])->id == id) {
                day->total--;
                return g_ptr_array_steal_index(day->rows, row);
            }
    }
    return NULL;
}

/* The next key finds the tasks where they go, before they are read there. */
static void show_moved(Month *month, const GArray *ids, int to)
{
    MonthDay *day = month_at(month, to);
    for (guint i = 0; day && i < ids->len; i++) {
        TableRow *row = take_task(month, g_array_index(ids, gint64, i));
        if (!row)
            continue;
        g_ptr_array_insert(day->rows, 0, row);
        day->total++;
    }
    month->day = to;
    month->task = 0;
}

/* --- in the base ------------------------------------------------------------------------------ */

void month_move(Month *month, gint64 id, int day)
{
    GArray *ids = list_moved_with(month->app, month->table, id);
    if (!ids || day < DAY_FIRST || day > DAY_LAST) {
        g_clear_pointer(&ids, g_array_unref);
        return;
    }
    Edits *edits = edits_new(compose_told, NULL);
    g_autofree char *iso = day_to_text(day);
    if (table_is_marked(month->table, id))
        table_unmark(month->table);
    show_moved(month, ids, day);
    edits_add(edits, &task_entity, "due_on", iso, ids);
    month->target = id;
    if (!edits_run(month->app, edits))
        table_reload(month->table);
}
