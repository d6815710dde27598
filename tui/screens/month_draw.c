/* How a month looks: seven columns, a row for each week, in each day its date, how many tasks it
 * has and as many of them as there is room for. */
#include <glib/gi18n-lib.h>

#include "tui/screens/month_private.h"

#define TIMED 16 /* columns of a day from which on a task has its time */

const char *month_cell(const TableRow *row, const char *column)
{
    for (guint i = 0; i < row->n && task_entity.columns[i].name; i++)
        if (g_str_equal(task_entity.columns[i].name, column))
            return row->cells[i] ? row->cells[i] : "";
    return "";
}

const MonthSpot *month_spot(const Month *month, int y, int x)
{
    for (guint i = month->spots->len; i-- > 0;) {
        const MonthSpot *spot = &g_array_index(month->spots, MonthSpot, i);
        if (rect_contains(spot->place, y, x))
            return spot;
    }
    return NULL;
}

Style month_day_style(const Month *month, int day)
{
    int shown, other;
    day_to_date(month->day, NULL, &shown, NULL);
    day_to_date(day, NULL, &other, NULL);
    if (day == month->day)
        return table_is_focused(month->table) ? STYLE_HEADER_ACTIVE : STYLE_HEADER;
    return day == month->today              ? STYLE_TITLE
           : !month->week && shown != other ? STYLE_DIM
                                            : STYLE_LABEL;
}

Style month_task_style(const Month *month, const TableRow *row)
{
    bool marked = table_is_marked(month->table, row->id);
    if (row != month_row(month))
        return marked ? STYLE_MARKED : row->style;
    if (!table_is_focused(month->table))
        return STYLE_SELECTED_IDLE;
    return marked ? STYLE_SELECTED_MARKED : STYLE_SELECTED;
}

/* One column tells of the mark, else of what the row is. */
void month_draw_task(const Month *month, const Canvas *canvas, Rect place, const TableRow *row,
                     const char *text)
{
    Style style = month_task_style(month, row);
    bool marked = table_is_marked(month->table, row->id);
    draw_cell(canvas, place.y, place.x, 1, style, ALIGN_LEFT,
              marked      ? "✓"
              : row->mark ? row->mark
                          : "");
    draw_cell(canvas, place.y, place.x + 1, MAX(1, place.w - 1), style, ALIGN_LEFT, text);
}

static void add_spot(const Month *month, Rect place, int day, int task)
{
    const MonthSpot spot = {place, day, task};
    g_array_append_val(month->spots, spot);
}

/* "·14 (5)": today has a dot, and the number of its tasks follows where there is room. */
static void draw_date(const Month *month, const Canvas *canvas, Rect place, int day,
                      const MonthDay *tasks)
{
    int date;
    day_to_date(day, NULL, NULL, &date);
    const char *dot = day == month->today ? "·" : "";
    g_autofree char *number = text_number(tasks ? tasks->total : 0);
    g_autofree char *alone = g_strdup_printf("%s%d", dot, date);
    g_autofree char *counted = g_strdup_printf("%s (%s)", alone, number);
    bool told = tasks && tasks->total > 0 && text_width(counted) <= place.w;
    draw_cell(canvas, place.y, place.x, place.w, month_day_style(month, day), ALIGN_LEFT,
              told ? counted : alone);
}

/* Those around the cursor's. */
static guint first_task(const Month *month, const MonthDay *day, int room)
{
    bool here = day->day == month->day && (int)month->task >= room;
    return here ? month->task - (guint)room + 1 : 0;
}

static void draw_tasks(const Month *month, const Canvas *canvas, Rect place, const MonthDay *day)
{
    guint from = first_task(month, day, place.h);
    for (int i = 0; i < place.h && from + (guint)i < day->rows->len; i++) {
        const TableRow *row = day->rows->pdata[from + (guint)i];
        const char *time = month_cell(row, "time");
        bool timed = *time && place.w >= TIMED;
        g_autofree char *text = g_strdup_printf("%s%s%s", timed ? time : "", timed ? " " : "",
                                                month_cell(row, "subject"));
        Rect line = {place.y + i, place.x, 1, place.w};
        add_spot(month, line, day->day, (int)from + i);
        month_draw_task(month, canvas, line, row, text);
    }
}

static void draw_day(const Month *month, const Canvas *canvas, Rect place, int day)
{
    const MonthDay *tasks = month_at(month, day);
    add_spot(month, place, day, -1);
    draw_date(month, canvas, place, day, tasks);
    if (tasks && place.h > 1)
        draw_tasks(month, canvas, (Rect){place.y + 1, place.x, place.h - 1, place.w}, tasks);
}

/* The month, and the days of the week. */
static void draw_names(const Month *month, const Canvas *canvas, int width)
{
    int year, number;
    day_to_date(month->day, &year, &number, NULL);
    draw_fill(canvas, (Rect){0, 0, 2, canvas->area.w}, STYLE_HEADER);
    g_autofree char *title = g_strdup_printf("%s %d", day_month_name(number), year);
    draw_cell(canvas, 0, 0, canvas->area.w, STYLE_HEADER, ALIGN_CENTRE, title);
    for (int i = 0; i < WEEK; i++)
        draw_cell(canvas, 1, i * width, width - 1, STYLE_HEADER, ALIGN_LEFT,
                  day_weekday_short(i + 1));
}

void month_draw(Month *month, const Canvas *canvas)
{
    int n, first = month_first(month, &n), weeks = n / WEEK;
    int width = MAX(2, (canvas->area.w + 1) / WEEK), room = canvas->area.h - 2;
    month->wanted = MAX(0, room / weeks);
    draw_names(month, canvas, width);
    for (int i = 0; i < n; i++) {
        int top = room * (i / WEEK) / weeks, bottom = room * (i / WEEK + 1) / weeks;
        draw_day(month, canvas, (Rect){2 + top, i % WEEK * width, bottom - top, width - 1},
                 first + i);
    }
}
