/* Moving tasks to another day: their time of day stays, and one step takes all of it back. */
#include <glib/gi18n-lib.h>

#include "tui/app/edit.h"
#include "tui/screens/bulk_ask.h"
#include "tui/screens/doubt.h"
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

/* A move that may have to be confirmed; the calendar stays while it is asked about. */
typedef struct {
    Month *month;
    MonthMove to;
    GArray *ids; /* all that go: int64_t */
    char *iso;   /* the day as it is stored */
} Moving;

static void moving_free(Moving *moving)
{
    g_array_unref(moving->ids);
    g_free(moving->iso);
    g_free(moving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Moving, moving_free)

static void carry_out(const Moving *moving)
{
    Month *month = moving->month;
    Edits *edits = edits_new(compose_told, NULL);
    if (table_is_marked(month->table, moving->to.id))
        table_unmark(month->table);
    if (moving->ids->len <= UNASKED_MOST)
        show_moved(month, moving->ids, moving->to.day);
    edits_add(edits, &task_entity, "due_on", moving->iso, g_array_ref(moving->ids));
    month->target = moving->to.id;
    if (!edits_run(month->app, edits))
        table_reload(month->table);
}

static void answered(gpointer data, int answer)
{
    g_autoptr(Moving) moving = data;
    if (answer == 1)
        carry_out(moving);
}

static bool set_day(Base *base, const Actor *actor, Record *task, const void *iso, GError **error)
{
    record_set_text(task, "due_on", iso);
    return true;
}

static void taken_along(gpointer data, GArray *ids, const GArray *first)
{
    Month *month = data;
    int day = month->move.day;
    g_autofree char *shown = day_show(day);
    g_autofree char *where =
        g_strdup_printf(_("To %s %s"), day_weekday_short(day_weekday(day)), shown);
    Moving *moving = g_new(Moving, 1);
    *moving = (Moving){month, month->move, ids, day_to_text(day)};
    g_autofree char *doubt = doubt_about(month->app, &task_entity, ids, set_day, moving->iso);
    const BulkQuestion question = {where, N_("Move %s"), doubt};
    bulk_confirm(month->app, &task_entity, &question, ids, first, answered, moving);
}

void month_move(Month *month, gint64 id, int day)
{
    if (day < DAY_FIRST || day > DAY_LAST)
        return;
    month->move = (MonthMove){id, day};
    list_bulk_take_along(month->bulk, month->table, id, taken_along, month);
}
