/* The table of figures, and reading them: docs/rules.md, "Figures". */
#include "core/figures.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/when.h"
#include "entities/task.h"
#include "figures_take.h"
#include "rights_internal.h"
#include "rows.h"

/* All tasks of the enterprise are read, as they lie: `id > 0` has SQLite go by their numbers. By
 * due dates, its own choice, it would go from page to page, which takes ten times as long. */
#define OF_ENTERPRISE "task.enterprise_id = ? AND task.id > 0 AND task.archived_at IS NULL "
#define CLOSED_WITHIN "task.closed_at >= ? AND task.closed_at < ? "

#define BY_STATUS                                                                                  \
    "SELECT task.status_id, count(*), count(task.closed_at) FROM task WHERE " OF_ENTERPRISE        \
    "AND ((task.closed_at IS NULL AND " TASK_AWAKE ") OR (" CLOSED_WITHIN ")) "                    \
    "GROUP BY task.status_id"

#define BY_EMPLOYEE                                                                                \
    "SELECT counted.assignee_id, counted.n_open, counted.n_late, profile.surname, "                \
    "profile.first_name, '' FROM (SELECT task.assignee_id, count(*) AS n_open, "                   \
    "sum(CASE WHEN task.due_at <= ? THEN 1 ELSE 0 END) AS n_late FROM task "                       \
    "WHERE " OF_ENTERPRISE "AND task.closed_at IS NULL AND " TASK_AWAKE                            \
    " GROUP BY task.assignee_id) AS counted LEFT JOIN employee ON employee.enterprise_id = ? "     \
    "AND employee.id = counted.assignee_id LEFT JOIN profile ON profile.id = "                     \
    "employee.profile_id ORDER BY counted.n_open DESC, employee.sort_key, counted.assignee_id"

#define MADE_AND_CLOSED                                                                            \
    "SELECT task.created_at, task.closed_at FROM task WHERE " OF_ENTERPRISE                        \
    "AND ((task.created_at >= ? AND task.created_at < ?) OR (" CLOSED_WITHIN "))"

#define TIMES                                                                                      \
    "SELECT task.closed_at - task.created_at FROM task WHERE " OF_ENTERPRISE "AND " CLOSED_WITHIN

/* In `args`: e the enterprise, f and u the instants from which and up to which the period is, n
 * now, d the day it is. */
const Figure all_figures[] = {
    {.name = "status",
     .label = N_("Tasks by status"),
     .help = N_("Open now; closed ones: in this period"),
     .shape = FIGURE_BARS,
     .measures = {{"tasks", N_("tasks")}},
     .sql = SQL(BY_STATUS),
     .args = "edfu",
     .take = take_statuses},
    {.name = "employee",
     .label = N_("Open tasks by employee"),
     .help = N_("Open now, without the snoozed"),
     .shape = FIGURE_BARS,
     .measures = {{"open", N_("open")}, {"overdue", N_("overdue")}},
     .sql = SQL(BY_EMPLOYEE),
     .args = "nede",
     .take = take_employees},
    {.name = "flow",
     .label = N_("Created against closed"),
     .help = N_("On each day; closed: the last time"),
     .shape = FIGURE_DAYS,
     .measures = {{"created", N_("created")}, {"closed", N_("closed")}},
     .sql = SQL(MADE_AND_CLOSED),
     .args = "efufu",
     .take = take_flow},
    {.name = "overdue",
     .label = N_("Overdue at the end of the day"),
     .help = N_("As it was then; today: now"),
     .shape = FIGURE_DAYS,
     .measures = {{"overdue", N_("overdue")}},
     .sql = SQL(FIGURE_OVERDUE),
     .args = "ffefuf",
     .take = take_overdue},
    {.name = "time",
     .label = N_("Time to close"),
     .help = N_("From creating to closing, of this period"),
     .shape = FIGURE_TIMES,
     .measures = {{"minutes", N_("minutes")}},
     .sql = SQL(TIMES),
     .args = "efu",
     .take = take_times},
    {.name = "spread",
     .label = N_("Closed within"),
     .help = N_("Of those closed in this period"),
     .shape = FIGURE_BARS,
     .measures = {{"tasks", N_("tasks")}},
     .sql = SQL(TIMES),
     .args = "efu",
     .take = take_spread},
    {.name = NULL},
};

const Figure *figure_find(const char *name)
{
    for (const Figure *figure = all_figures; figure->name; figure++)
        if (g_str_equal(figure->name, name))
            return figure;
    return NULL;
}

/* --- periods ---------------------------------------------------------------------------------- */

bool figure_period_check(const FigurePeriod *period, GError **error)
{
    if (period->from > period->to) {
        g_set_error_literal(error, WHEN_ERROR, WHEN_ERROR_DAY,
                            _("the period ends before it begins"));
        return false;
    }
    if (period->to - period->from < FIGURE_DAYS_MOST)
        return true;
    g_set_error(error, WHEN_ERROR, WHEN_ERROR_DAY, _("a period has at most %d days"),
                FIGURE_DAYS_MOST);
    return false;
}

bool figure_period_last(Base *base, const Actor *actor, int days, FigurePeriod *period,
                        GError **error)
{
    if (!base_refresh(base, error))
        return false;
    period->to = when_day(actor->now, base_place(base, actor->enterprise_id)->zone, NULL);
    period->from = period->to - days + 1;
    return true;
}

/* --- reading ---------------------------------------------------------------------------------- */

static void row_free(gpointer data)
{
    FigureRow *row = data;
    g_free(row->label);
    g_free(row);
}

static void table_free(gpointer data)
{
    FigureTable *table = data;
    g_ptr_array_unref(table->rows);
    g_free(table);
}

static DbValue argument(const FigureReading *reading, char which)
{
    switch (which) {
    case 'e':
        return db_integer(reading->actor->enterprise_id);
    case 'f':
        return db_integer(reading->from);
    case 'u':
        return db_integer(reading->until);
    case 'n':
        return db_integer(reading->actor->now);
    default:
        return db_text(reading->today_on);
    }
}

static bool read_figure(FigureReading *reading, const Figure *figure, GPtrArray *tables,
                        GError **error)
{
    DbValue values[8];
    size_t n = strlen(figure->args);
    for (size_t i = 0; i < n; i++)
        values[i] = argument(reading, figure->args[i]);
    FigureTable *table = g_new0(FigureTable, 1);
    *table = (FigureTable){.figure = figure, .rows = g_ptr_array_new_with_free_func(row_free)};
    g_ptr_array_add(tables, table);
    reading->rows = db_query(base_db(reading->base), figure->sql, values, n, error);
    bool taken = reading->rows && figure->take(reading, table, error);
    g_clear_pointer(&reading->rows, db_rows_free);
    table->empty = true;
    for (guint i = 0; i < table->rows->len; i++) {
        const FigureRow *row = table->rows->pdata[i];
        table->empty = table->empty && !row->values[0] && !row->values[1];
    }
    return taken;
}

static FigureReading reading_of(Base *base, const Actor *actor, const FigurePeriod *period)
{
    GTimeZone *zone = base_place(base, actor->enterprise_id)->zone;
    FigureReading reading = {.base = base, .actor = actor, .zone = zone, .period = *period};
    reading.today = when_day(actor->now, zone, NULL);
    reading.today_on = day_to_text(reading.today);
    reading.from = when_at(period->from, 0, zone);
    reading.until = when_at(period->to + 1, 0, zone);
    return reading;
}

GPtrArray *figures_read(Base *base, const Actor *actor, const Figure *figure,
                        const FigurePeriod *period, GError **error)
{
    bool began, read = true;
    if (!figure_period_check(period, error) || !base_refresh(base, error) ||
        !rights_check_member(base, actor, error) ||
        !base_begin_read(base, DB_PLAN_FOR_VALUES, &began, error))
        return NULL;
    FigureReading reading = reading_of(base, actor, period);
    g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func(table_free);
    for (const Figure *one = figure ? figure : all_figures; read && one->name; one++) {
        read = read_figure(&reading, one, tables, error);
        if (figure)
            break;
    }
    g_free(reading.today_on);
    base_end_read(base, began);
    return read ? g_steal_pointer(&tables) : NULL;
}
