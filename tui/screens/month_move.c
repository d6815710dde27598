/* Moving tasks to another day; their time of day stays. */
#include <glib/gi18n-lib.h>

#include "tui/screens/month_private.h"

static int day_of(const char *stored)
{
    int day = 0;
    day_from_text(stored, &day);
    return day;
}

static char *compose_told(App *app, const Edits *edits)
{
    guint n = edits_changed(edits, 0);
    g_autofree char *shown = day_show(day_of(edits_value(edits, 0)));
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

/* --- the mover -------------------------------------------------------------------------------- */

static void show(gpointer data, const GArray *ids, const char *stored)
{
    show_moved(data, ids, day_of(stored));
}

static char *where(gpointer data, const char *stored)
{
    int day = day_of(stored);
    g_autofree char *shown = day_show(day);
    return g_strdup_printf(_("To %s %s"), day_weekday_short(day_weekday(day)), shown);
}

TaskMover *month_mover(Month *month)
{
    return task_mover_new(&(TaskMoverSpec){.app = month->app,
                                           .table = month->table,
                                           .bulk = month->bulk,
                                           .field = "due_on",
                                           .doubtful = true,
                                           .told = compose_told,
                                           .where = where,
                                           .show = show,
                                           .target = &month->target,
                                           .data = month});
}

void month_move(Month *month, gint64 id, int day)
{
    if (day >= DAY_FIRST && day <= DAY_LAST)
        task_mover_move(month->mover, id, day_to_text(day));
}
