#include "tui/widgets/calendar.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "tui/ui.h"

#define CELL 4
#define WEEK_WIDTH (7 * CELL)

typedef struct {
    View view;
    GDate day, today;
    bool chosen;
    void (*done)(gpointer data, const char *date);
    gpointer data;
} Calendar;

static bool read_day(const char *iso, GDate *day)
{
    int y, m, d;
    g_date_clear(day, 1);
    if (!iso || sscanf(iso, "%d-%d-%d", &y, &m, &d) != 3 || y < 1 || y > 9998 || m < 1 || m > 12 ||
        d < 1 || d > 31 || !g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y))
        return false;
    g_date_set_dmy(day, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
    return true;
}

static const char *month_name(int month)
{
    static const char *const names[] = {N_("January"), N_("February"), N_("March"),
                                        N_("April"),   N_("May"),      N_("June"),
                                        N_("July"),    N_("August"),   N_("September"),
                                        N_("October"), N_("November"), N_("December")};
    return _(names[month - 1]);
}

static const char *weekday_name(int day)
{
    static const char *const names[] = {N_("Mo"), N_("Tu"), N_("We"), N_("Th"),
                                        N_("Fr"), N_("Sa"), N_("Su")};
    return _(names[day]);
}

static void measure(View *view, int max_h, int max_w, int *h, int *w)
{
    *h = 9; /* names and six weeks */
    *w = WEEK_WIDTH + 4;
}

/* The Monday on or before the first of the month. */
static GDate first_shown(const Calendar *calendar)
{
    GDate day = calendar->day;
    g_date_set_day(&day, 1);
    g_date_subtract_days(&day, (guint)g_date_get_weekday(&day) - 1);
    return day;
}

static void draw_day(const Calendar *calendar, const Canvas *canvas, int y, int x, const GDate *day)
{
    g_autofree char *text = g_strdup_printf("%d", g_date_get_day(day));
    bool current = g_date_compare(day, &calendar->day) == 0;
    bool today = g_date_valid(&calendar->today) && g_date_compare(day, &calendar->today) == 0;
    bool other = g_date_get_month(day) != g_date_get_month(&calendar->day);
    Style style = current ? STYLE_SELECTED : today ? STYLE_TITLE : other ? STYLE_DIM : STYLE_TEXT;
    g_autofree char *marked = g_strconcat(today ? "·" : "", text, NULL);
    draw_cell(canvas, y, x, CELL - 1, style, ALIGN_RIGHT, other && !current ? text : marked);
}

static void draw(View *view, const Canvas *canvas)
{
    Calendar *calendar = (Calendar *)view;
    GDate day = first_shown(calendar);
    g_autofree char *title =
        g_strdup_printf("%s %d", month_name((int)g_date_get_month(&calendar->day)),
                        g_date_get_year(&calendar->day));
    draw_box(canvas, (Rect){0, 0, canvas->area.h, canvas->area.w}, STYLE_DIALOG_DIM,
             STYLE_DIALOG_TITLE, title);
    for (int i = 0; i < 7; i++)
        draw_cell(canvas, 1, 1 + i * CELL, CELL, STYLE_HEADER, ALIGN_RIGHT, weekday_name(i));
    for (int i = 0; i < 42; i++, g_date_add_days(&day, 1))
        draw_day(calendar, canvas, 2 + i / 7, 2 + (i % 7) * CELL, &day);
}

/* Years stay four digits. */
static Result move(Calendar *calendar, int days, int months)
{
    GDate day = calendar->day;
    if (days > 0)
        g_date_add_days(&day, (guint)days);
    else
        g_date_subtract_days(&day, (guint)-days);
    if (months > 0)
        g_date_add_months(&day, (guint)months);
    else if (months < 0)
        g_date_subtract_months(&day, (guint)-months);
    if (g_date_get_year(&day) >= 1000 && g_date_get_year(&day) <= 9000)
        calendar->day = day;
    return RESULT_REPAINT;
}

static Result finish(Calendar *calendar, bool chosen)
{
    calendar->chosen = chosen;
    ui_close(calendar->view.ui, &calendar->view);
    return RESULT_HANDLED;
}

static Result act(View *view, const Action *action)
{
    Calendar *calendar = (Calendar *)view;
    switch ((int)action->id) {
    case ACT_LEFT:
    case ACT_PREV_FIELD:
        return move(calendar, -1, 0);
    case ACT_RIGHT:
    case ACT_NEXT_FIELD:
        return move(calendar, 1, 0);
    case ACT_UP:
        return move(calendar, -7, 0);
    case ACT_DOWN:
        return move(calendar, 7, 0);
    case ACT_PAGE_UP:
        return move(calendar, 0, -1);
    case ACT_PAGE_DOWN:
        return move(calendar, 0, 1);
    case ACT_TODAY:
        if (g_date_valid(&calendar->today))
            calendar->day = calendar->today;
        return RESULT_REPAINT;
    case ACT_ACCEPT:
        return finish(calendar, true);
    case ACT_BACK:
    case ACT_CLOSE:
        return finish(calendar, false);
    default:
        return RESULT_IGNORED;
    }
}

static Result mouse(View *view, const Mouse *event)
{
    Calendar *calendar = (Calendar *)view;
    int row = event->y - view->place.y - 2, column = (event->x - view->place.x - 2) / CELL;
    if (event->kind == MOUSE_WHEEL_UP || event->kind == MOUSE_WHEEL_DOWN)
        return move(calendar, 0, event->kind == MOUSE_WHEEL_UP ? -1 : 1);
    if (event->kind != MOUSE_PRESS || row < 0 || row > 5 || column < 0 || column > 6)
        return RESULT_HANDLED;
    calendar->day = first_shown(calendar);
    g_date_add_days(&calendar->day, (guint)(row * 7 + column));
    return finish(calendar, true);
}

static void closed(View *view)
{
    Calendar *calendar = (Calendar *)view;
    char date[16];
    g_date_strftime(date, sizeof date, "%Y-%m-%d", &calendar->day);
    calendar->done(calendar->data, calendar->chosen ? date : NULL);
}

static void free_calendar(View *view)
{
    g_free(view);
}

static const ViewClass class = {
    .name = "calendar",
    .contexts = CTX_CALENDAR,
    .draw = draw,
    .act = act,
    .mouse = mouse,
    .measure = measure,
    .closed = closed,
    .free = free_calendar,
};

View *calendar_new(Ui *ui, const char *date, const char *today,
                   void (*done)(gpointer data, const char *date), gpointer data)
{
    Calendar *calendar = g_new0(Calendar, 1);
    view_init(&calendar->view, &class, ui);
    if (!read_day(today, &calendar->today))
        g_date_clear(&calendar->today, 1);
    if (!read_day(date, &calendar->day)) {
        if (g_date_valid(&calendar->today))
            calendar->day = calendar->today;
        else
            g_date_set_dmy(&calendar->day, 1, G_DATE_JANUARY, 2025);
    }
    calendar->done = done;
    calendar->data = data;
    return &calendar->view;
}
