/* The dashboard: reads the figures off the key loop, moves a cursor through them. What was read
 * stays until the next is there. */
#include "tui/screens/dashboard.h"

#include <glib/gi18n-lib.h>

#include "core/when.h"
#include "tui/screens/dashboard_private.h"
#include "tui/widgets/editor.h"

/* Weeks, so that each has every weekday as often. */
const Span dashboard_spans[SPANS] = {{N_("Week"), 7}, {N_("Month"), 28}, {N_("Quarter"), 91}};
#define SPAN_AT_FIRST 1
#define HEAD 2 /* rows above the panels */

static Dashboard *dashboard_of(View *view)
{
    return (Dashboard *)view;
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
    Dashboard *dashboard;
    Actor actor;
    int span, back;
    FigurePeriod period;
    GPtrArray *tables;
    GError *error;
} Reading;

static void run_reading(Base *base, gpointer data)
{
    Reading *reading = data;
    int days = dashboard_spans[reading->span].days;
    if (!base ||
        !figure_period_last(base, &reading->actor, days, &reading->period, &reading->error))
        return;
    reading->period.from -= reading->back * days;
    reading->period.to -= reading->back * days;
    reading->tables = figures_read(base, &reading->actor, NULL, &reading->period, &reading->error);
}

/* Beside them are a column on each side and the scroll bar. */
static int figures_width(const Dashboard *dashboard)
{
    return dashboard->view.place.w - 3;
}

static gint64 key_of(const FigureTable *table, guint at)
{
    const FigureRow *row = at < table->rows->len ? table->rows->pdata[at] : NULL;
    return row ? row->id : 0;
}

/* The cursor stays on its person or status. */
static void keep_cursor(Dashboard *dashboard, const GPtrArray *before)
{
    Spot *spot = &dashboard->cursor;
    const FigureTable *now = dashboard_table(dashboard, spot->panel);
    gint64 id = before ? key_of(before->pdata[spot->panel], spot->at) : 0;
    for (guint i = 0; id && i < now->rows->len; i++)
        if (key_of(now, i) == id)
            spot->at = i;
}

static void tell_reading(gpointer data)
{
    Reading *reading = data;
    Dashboard *dashboard = reading->dashboard;
    g_clear_pointer(&dashboard->failure, g_free);
    if (reading->tables) {
        g_autoptr(GPtrArray) before = g_steal_pointer(&dashboard->tables);
        dashboard->tables = g_steal_pointer(&reading->tables);
        dashboard->period = reading->period;
        keep_cursor(dashboard, before);
        dashboard_place(dashboard, figures_width(dashboard));
    } else if (dashboard->tables) {
        g_autofree char *why = app_explain_unread(dashboard->app, reading->error);
        ui_toast_error(dashboard->app->ui, why);
    } else {
        dashboard->failure = app_explain_unread(dashboard->app, reading->error);
    }
    ui_repaint(dashboard->app->ui);
}

static void reading_free(gpointer data)
{
    Reading *reading = data;
    g_clear_pointer(&reading->tables, g_ptr_array_unref);
    g_clear_error(&reading->error);
    g_free(reading);
}

static void look(Dashboard *dashboard)
{
    static const WorkerJob job = {run_reading, tell_reading, reading_free};
    App *app = dashboard->app;
    Reading *reading = g_new0(Reading, 1);
    *reading = (Reading){.dashboard = dashboard,
                         .actor = *app_actor(app),
                         .span = dashboard->span,
                         .back = dashboard->back};
    worker_submit(app->worker, dashboard, "figures", &job, reading);
}

static void look_again(View *view)
{
    look(dashboard_of(view));
}

/* --- drawing ---------------------------------------------------------------------------------- */

/* "02.06.2026–01.07.2026   Week [Month] Quarter". */
static void draw_head(Dashboard *dashboard, const Canvas *canvas)
{
    const FigurePeriod *period = &dashboard->period;
    g_autofree char *days =
        dashboard->tables ? dashboard_days_shown(period->from, period->to) : g_strdup("…");
    int x = draw_text(canvas, 0, 0, STYLE_BOLD, days) + 2;
    for (int i = 0; i < SPANS; i++) {
        bool chosen = i == dashboard->span;
        g_autofree char *word =
            g_strdup_printf(chosen ? "[%s]" : " %s ", _(dashboard_spans[i].label));
        int width = draw_text(canvas, 0, x, chosen ? STYLE_BOLD : STYLE_DIM, word);
        dashboard->words[i].from = x;
        dashboard->words[i].to = x + width;
        x += width;
    }
}

static void draw(View *view, const Canvas *canvas)
{
    Dashboard *dashboard = dashboard_of(view);
    int w = canvas->area.w - 2, height = canvas->area.h - HEAD;
    Canvas head = canvas_part(canvas, (Rect){0, 1, 1, w}),
           body = canvas_part(canvas, (Rect){HEAD, 1, height, w});
    draw_head(dashboard, &head);
    if (dashboard->failure) {
        draw_paragraph(&body, 0, 0, w, STYLE_ERROR, dashboard->failure);
    } else if (!dashboard->tables) {
        draw_text(&body, 0, 0, STYLE_DIM, _("Counting…"));
    } else if (dashboard_is_empty(dashboard)) {
        draw_paragraph(&body, 0, 0, w, STYLE_DIM,
                       _("Here stands how the enterprise's tasks are doing: how many by status and "
                         "by employee, created and closed, overdue, and how long they take. In "
                         "this period there are none to count; they are added in the list of "
                         "tasks by F7."));
    } else {
        int rows = dashboard_place(dashboard, figures_width(dashboard));
        dashboard_keep_in_sight(dashboard, rows, height);
        dashboard_draw(dashboard, &body);
        draw_scrollbar(canvas, HEAD, canvas->area.w - 1, height, dashboard->scroll, height, rows,
                       STYLE_TEXT);
    }
}

/* --- periods ---------------------------------------------------------------------------------- */

static Result show_span(Dashboard *dashboard, int span)
{
    dashboard->span = span;
    dashboard->back = 0;
    look(dashboard);
    return RESULT_REPAINT;
}

#define BACK_MOST 520 /* ten years of weeks */

static Result go_back(Dashboard *dashboard, int by)
{
    dashboard->back = CLAMP(dashboard->back + by, 0, BACK_MOST);
    look(dashboard);
    return RESULT_REPAINT;
}

/* --- as a file -------------------------------------------------------------------------------- */

static Result copy(Dashboard *dashboard)
{
    g_autofree char *csv = figures_csv(dashboard->tables);
    term_copy(ui_term(dashboard->app->ui), csv);
    ui_toast(dashboard->app->ui, _("The figures were copied as CSV."));
    return RESULT_REPAINT;
}

/* To be read, searched and taken with the mouse where the terminal has no clipboard for programs.
 */
static Result show_csv(Dashboard *dashboard)
{
    g_autofree char *csv = figures_csv(dashboard->tables);
    g_autofree char *title = g_strdup_printf("%s, CSV", _("Figures"));
    copy(dashboard);
    ui_push(
        dashboard->app->ui,
        editor_screen(
            dashboard->app->ui,
            &(EditorSpec){.name = "figures-csv", .title = title, .text = csv, .read_only = true}));
    return RESULT_REPAINT;
}

/* --- the view --------------------------------------------------------------------------------- */

static Result act(View *view, const Action *action)
{
    Dashboard *dashboard = dashboard_of(view);
    switch ((int)action->id) {
    case ACT_OPEN:
        dashboard_jump(dashboard);
        return RESULT_REPAINT;
    case ACT_PERIOD:
        return show_span(dashboard, (dashboard->span + 1) % SPANS);
    case ACT_EARLIER:
        return go_back(dashboard, 1);
    case ACT_LATER:
        return go_back(dashboard, -1);
    case ACT_COPY:
        return copy(dashboard);
    case ACT_CSV:
        return show_csv(dashboard);
    case ACT_REFRESH:
        look(dashboard);
        return RESULT_HANDLED;
    default:
        return action_shift(action, 1) || action->id == ACT_LEFT || action->id == ACT_RIGHT
                   ? dashboard_move(dashboard, action, view->place.h - HEAD)
                   : RESULT_IGNORED;
    }
}

static Offer offer(View *view, const Action *action, const char **reason)
{
    const Dashboard *dashboard = dashboard_of(view);
    switch ((int)action->id) {
    case ACT_OPEN:
        *reason = _("No list shows just these tasks.");
        return dashboard_may_jump(dashboard) ? OFFER_YES : OFFER_REFUSED;
    case ACT_LATER:
        *reason = _("This is the last period: it ends today.");
        return dashboard->back ? OFFER_YES : OFFER_REFUSED;
    case ACT_COPY:
    case ACT_CSV:
        return dashboard->tables ? OFFER_YES : OFFER_NO;
    case ACT_EDIT:
    case ACT_FIND:
        return OFFER_NO;
    default:
        return OFFER_YES;
    }
}

static Result click_head(Dashboard *dashboard, int x)
{
    for (int i = 0; i < SPANS; i++)
        if (x >= dashboard->words[i].from && x < dashboard->words[i].to)
            return show_span(dashboard, i);
    return RESULT_IGNORED;
}

static Result mouse(View *view, const Mouse *event)
{
    Dashboard *dashboard = dashboard_of(view);
    bool wheel = event->kind == MOUSE_WHEEL_UP || event->kind == MOUSE_WHEEL_DOWN;
    bool press = event->kind == MOUSE_PRESS || event->kind == MOUSE_DOUBLE;
    int y = event->y - view->place.y, x = event->x - view->place.x - 1;
    Spot spot;
    if (!dashboard->tables || (!wheel && !press))
        return RESULT_IGNORED;
    if (wheel) {
        dashboard_step(dashboard, event->kind == MOUSE_WHEEL_DOWN);
        return RESULT_REPAINT;
    }
    if (y < HEAD)
        return click_head(dashboard, x);
    if (!dashboard_spot_at(dashboard, y - HEAD + dashboard->scroll, x, &spot))
        return RESULT_IGNORED;
    dashboard->cursor = spot;
    if (event->kind == MOUSE_DOUBLE && dashboard_may_jump(dashboard))
        dashboard_jump(dashboard);
    return RESULT_REPAINT;
}

static char *title(View *view)
{
    return g_strdup(_("Figures"));
}

/* What the figure of the cursor counts. */
static void status(View *view, GString *text)
{
    const Dashboard *dashboard = dashboard_of(view);
    if (dashboard->tables && !dashboard_is_empty(dashboard))
        g_string_append(text, _(dashboard_table(dashboard, dashboard->cursor.panel)->figure->help));
}

static void free_dashboard(View *view)
{
    Dashboard *dashboard = dashboard_of(view);
    worker_cancel(dashboard->app->worker, dashboard);
    g_clear_pointer(&dashboard->tables, g_ptr_array_unref);
    g_free(dashboard->failure);
    g_free(dashboard->panels);
    g_free(dashboard);
}

static const ViewClass class = {
    .name = "figures",
    .contexts = CTX_VIEWER | CTX_FIGURES,
    .draw = draw,
    .act = act,
    .mouse = mouse,
    .offer = offer,
    .title = title,
    .status = status,
    .reload = look_again,
    .refresh = look_again,
    .free = free_dashboard,
};

View *dashboard_new(App *app)
{
    Dashboard *dashboard = g_new0(Dashboard, 1);
    view_init(&dashboard->view, &class, app->ui);
    dashboard->app = app;
    dashboard->span = SPAN_AT_FIRST;
    look(dashboard);
    return &dashboard->view;
}
