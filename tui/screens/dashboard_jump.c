/* From a figure to the list of the tasks that it counts. */
#include <glib/gi18n-lib.h>

#include "core/entity.h"
#include "core/when.h"
#include "tui/screens/dashboard_private.h"
#include "tui/screens/screens.h"

/* Conditions on the columns of the list of tasks. */
enum { CONDITIONS_MOST = 2 };
typedef struct {
    ListWords all[CONDITIONS_MOST];
    guint n;
} Conditions;

static void conditions_clear(Conditions *conditions)
{
    for (guint i = 0; i < conditions->n; i++)
        g_free((char *)conditions->all[i].words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Conditions, conditions_clear)

/* Takes the words over. */
static void add(Conditions *conditions, const char *column, char *words)
{
    conditions->all[conditions->n++] = (ListWords){column, words};
}

static char *days_of(int from, int to)
{
    g_autofree char *first = day_to_text(from), *last = day_to_text(to);
    return g_strdup_printf("[%s..%s", first, last);
}

static char *id_of(int64_t id)
{
    return id ? g_strdup_printf("=%" G_GINT64_FORMAT, id) : g_strdup("");
}

static bool is(const Figure *figure, const char *name)
{
    return g_str_equal(figure->name, name);
}

/* A list says what is overdue now, not what was on another day; and it knows no creating. */
static Conditions conditions_at(const Dashboard *dashboard)
{
    const Spot *spot = &dashboard->cursor;
    const FigureTable *table = dashboard_table(dashboard, spot->panel);
    Conditions conditions = {.n = 0};
    if (spot->at >= dashboard_spots(dashboard, spot->panel))
        return conditions;
    const FigureRow *row = table->rows->pdata[spot->at];
    if (is(table->figure, "status") && row->values[0]) {
        add(&conditions, "status", id_of(row->id));
        if (row->closed)
            add(&conditions, "closed", days_of(dashboard->period.from, dashboard->period.to));
    } else if (is(table->figure, "employee")) {
        add(&conditions, "assignee", id_of(row->id));
    } else if (is(table->figure, "flow")) {
        int last;
        const FigureRow sum =
            dashboard_days(table, &dashboard->panels[spot->panel], spot->at, &last);
        if (sum.values[1])
            add(&conditions, "closed", days_of(sum.day, last));
    }
    return conditions;
}

bool dashboard_may_jump(const Dashboard *dashboard)
{
    g_auto(Conditions) conditions = {.n = 0};
    if (dashboard->tables)
        conditions = conditions_at(dashboard);
    return conditions.n > 0;
}

void dashboard_jump(Dashboard *dashboard)
{
    g_auto(Conditions) conditions = conditions_at(dashboard);
    App *app = dashboard->app;
    ui_push(app->ui, list_screen_filtered(app, &task_entity, conditions.all, conditions.n));
}
