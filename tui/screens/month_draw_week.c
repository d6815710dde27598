/* How a week looks: its days one below the other, each task on a line with what a list says of it.
 * Days share the rows: what one does not need the others have. */
#include <glib/gi18n-lib.h>

#include "tui/screens/month_private.h"

#define DATE_WIDTH 10
#define NAME_WIDTH 18 /* of an assignee */
#define NAMED 60      /* columns from which on a task has its assignee */

static int wanted_rows(const Month *month, int day)
{
    const MonthDay *tasks = month_at(month, day);
    return tasks ? MAX(1, (int)tasks->rows->len) : 1;
}

/* Fills the rows evenly up to what each day wants; the rest is the cursor's day's. */
static void share_rows(const Month *month, int first, int room, int *rows)
{
    for (int i = 0; i < WEEK; i++)
        rows[i] = 1;
    room -= WEEK;
    for (bool any = true; any && room > 0;) {
        any = false;
        for (int i = 0; i < WEEK && room > 0; i++)
            if (rows[i] < wanted_rows(month, first + i)) {
                rows[i]++;
                room--;
                any = true;
            }
    }
}

static char *compose(const TableRow *row, int width)
{
    const char *time = month_cell(row, "time"), *status = month_cell(row, "status");
    g_autofree char *head = g_strdup_printf("%-5s %s", time, month_cell(row, "subject"));
    if (width < NAMED)
        return g_steal_pointer(&head);
    g_autofree char *subject = text_fit(head, width - 2 * NAME_WIDTH, ALIGN_LEFT);
    g_autofree char *state = text_fit(status, NAME_WIDTH - 1, ALIGN_LEFT);
    return g_strdup_printf("%s %s %s", subject, state, month_cell(row, "assignee"));
}

static void draw_date(const Month *month, const Canvas *canvas, int y, int day)
{
    int number, date;
    day_to_date(day, NULL, &number, &date);
    g_autofree char *text = g_strdup_printf("%s%s %02d.%02d", day == month->today ? "·" : " ",
                                            day_weekday_short(day_weekday(day)), date, number);
    draw_cell(canvas, y, 0, DATE_WIDTH, month_day_style(month, day), ALIGN_LEFT, text);
}

/* What did not fit is counted at the end of the day's first row. */
static void draw_rest(const Month *month, const Canvas *canvas, int y, const MonthDay *day,
                      int rows)
{
    if (day->total <= rows)
        return;
    g_autofree char *number = text_number(day->total - rows);
    g_autofree char *text = g_strdup_printf(_("%s more"), number);
    int width = text_width(text);
    draw_cell(canvas, y, canvas->area.w - width, width, STYLE_DIM, ALIGN_RIGHT, text);
}

static void draw_day(Month *month, const Canvas *canvas, Rect place, int day)
{
    const MonthDay *tasks = month_at(month, day);
    MonthSpot spot = {place, day, -1};
    g_array_append_val(month->spots, spot);
    draw_date(month, canvas, place.y, day);
    bool here = day == month->day && (int)month->task >= place.h;
    guint from = here ? month->task - (guint)place.h + 1 : 0;
    for (int i = 0; tasks && i < place.h && from + (guint)i < tasks->rows->len; i++) {
        const TableRow *row = tasks->rows->pdata[from + (guint)i];
        spot = (MonthSpot){{place.y + i, DATE_WIDTH, 1, place.w - DATE_WIDTH}, day, (int)from + i};
        g_array_append_val(month->spots, spot);
        g_autofree char *text = compose(row, spot.place.w - 1);
        month_draw_task(month, canvas, spot.place, row, text);
    }
    if (tasks)
        draw_rest(month, canvas, place.y, tasks, place.h);
}

/* "29 июня – 5 июля" is said by the days themselves; the heading is the month. */
void month_draw_week(Month *month, const Canvas *canvas)
{
    int n, first = month_first(month, &n), rows[WEEK], year, number, y = 1;
    day_to_date(month->day, &year, &number, NULL);
    g_autofree char *title = g_strdup_printf("%s %d", day_month_name(number), year);
    draw_cell(canvas, 0, 0, canvas->area.w, STYLE_HEADER, ALIGN_CENTRE, title);
    share_rows(month, first, canvas->area.h - 1, rows);
    for (int i = 0; i < n; i++) {
        draw_day(month, canvas, (Rect){y, 0, rows[i], canvas->area.w}, first + i);
        y += rows[i];
    }
}
