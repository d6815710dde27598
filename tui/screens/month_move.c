/* Moving tasks to another day: their time of day stays, and one step takes all of it back. */
#include <glib/gi18n-lib.h>

#include "tui/app/edit.h"
#include "tui/screens/doubt.h"
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

/* A move that may have to be confirmed; the calendar stays while it is asked about. */
typedef struct {
    Month *month;
    gint64 id;   /* the task that was pointed at */
    GArray *ids; /* all that go: int64_t */
    int day;
    char *iso; /* the same as it is stored */
} Move;

static void move_free(Move *move)
{
    g_clear_pointer(&move->ids, g_array_unref);
    g_free(move->iso);
    g_free(move);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Move, move_free)

static void carry_out(Move *move)
{
    Month *month = move->month;
    Edits *edits = edits_new(compose_told, NULL);
    if (table_is_marked(month->table, move->id))
        table_unmark(month->table);
    show_moved(month, move->ids, move->day);
    edits_add(edits, &task_entity, "due_on", move->iso, g_array_ref(move->ids));
    month->target = move->id;
    if (!edits_run(month->app, edits))
        table_reload(month->table);
}

static void answered(gpointer data, int answer)
{
    g_autoptr(Move) move = data;
    if (answer == 1)
        carry_out(move);
}

static bool set_day(Base *base, const Actor *actor, Record *task, const void *iso, GError **error)
{
    record_set_text(task, "due_on", iso);
    return true;
}

void month_move(Month *month, gint64 id, int day)
{
    GArray *ids = list_moved_with(month->app, month->table, id);
    if (!ids || day < DAY_FIRST || day > DAY_LAST) {
        g_clear_pointer(&ids, g_array_unref);
        return;
    }
    g_autoptr(Move) move = g_new(Move, 1);
    *move = (Move){month, id, ids, day, day_to_text(day)};
    g_autofree char *doubt = doubt_about(month->app, &task_entity, ids, set_day, move->iso);
    if (doubt)
        doubt_ask(month->app, doubt, answered, g_steal_pointer(&move));
    else
        carry_out(move);
}
