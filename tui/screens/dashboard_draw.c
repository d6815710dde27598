/* How the figures look. Every bar has its number beside it, so nothing is told by colour or length
 * alone. */
#include <glib/gi18n-lib.h>

#include "core/when.h"
#include "tui/screens/dashboard_private.h"

char *dashboard_days_shown(int from, int to)
{
    g_autofree char *first = day_show(from), *last = day_show(to);
    return from == to ? g_steal_pointer(&first) : g_strdup_printf("%s–%s", first, last);
}

/* "3 d 4 h", "4 h 5 min": its two largest parts. */
static char *duration_shown(int64_t minutes)
{
    int days = (int)(minutes / (24 * 60)), hours = (int)(minutes / 60 % 24),
        rest = (int)(minutes % 60);
    return days    ? g_strdup_printf(_("%d d %d h"), days, hours)
           : hours ? g_strdup_printf(_("%d h %d min"), hours, rest)
                   : g_strdup_printf(_("%d min"), rest);
}

static char *value_shown(const Figure *figure, const FigureRow *row)
{
    if (figure->shape == FIGURE_TIMES)
        return duration_shown(row->values[0]);
    g_autofree char *number = text_number(row->values[0]);
    g_autofree char *late = text_number(row->values[1]);
    return row->values[1] ? g_strdup_printf("%s (!%s)", number, late) : g_steal_pointer(&number);
}

/* A panel on the screen: its columns alone, and the row, perhaps above the screen, where it begins.
 */
typedef struct {
    Canvas canvas;
    int top;
    const FigureTable *table;
    const Panel *panel;
    const Spot *cursor; /* NULL: it is in another panel */
    Style selected;
} Pen;

/* --- bars ------------------------------------------------------------------------------------- */

static double most_of(const FigureTable *table)
{
    int64_t most = 1;
    for (guint i = 0; i < table->rows->len; i++)
        most = MAX(most, ((const FigureRow *)table->rows->pdata[i])->values[0]);
    return (double)most;
}

static void draw_row(const Pen *pen, guint i, double most)
{
    const FigureRow *row = pen->table->rows->pdata[i];
    const Canvas *canvas = &pen->canvas;
    bool chosen = pen->cursor && pen->cursor->at == i;
    Style text = chosen ? pen->selected : STYLE_TEXT;
    Style bar = chosen ? pen->selected : row->closed ? STYLE_CLOSED : STYLE_CHART;
    g_autofree char *value = value_shown(pen->table->figure, row);
    int y = pen->top + 1 + (int)i, x = pen->panel->label + 1, number = text_width(value),
        room = canvas->area.w - x - number - 1;
    draw_cell(canvas, y, 0, chosen ? canvas->area.w : pen->panel->label, text, ALIGN_LEFT, "");
    draw_cell(canvas, y, 0, pen->panel->label, text, ALIGN_LEFT, row->label);
    draw_bar(canvas, y, x, room, (double)row->values[0], most, bar);
    if (row->values[1] && !chosen)
        draw_bar(canvas, y, x, room, (double)row->values[1], most, STYLE_OVERDUE);
    draw_cell(canvas, y, canvas->area.w - number, number, text, ALIGN_RIGHT, value);
}

static void draw_rows(const Pen *pen)
{
    double most = most_of(pen->table);
    if (!pen->table->rows->len)
        draw_text(&pen->canvas, pen->top + 1, 0, STYLE_DIM, _("none"));
    for (guint i = 0; i < pen->table->rows->len; i++)
        if (pen->top + 1 + (int)i >= 0 && pen->top + 1 + (int)i < pen->canvas.area.h)
            draw_row(pen, i, most);
}

/* --- days ------------------------------------------------------------------------------------- */

static void draw_measure(const Pen *pen, int measure)
{
    const Figure *figure = pen->table->figure;
    bool flows = figure->measures[1].name != NULL;
    int columns = pen->panel->spark, y = pen->top + 1 + measure, x = pen->panel->label + 1;
    g_autofree double *heights = g_new0(double, (gsize)columns);
    int64_t whole = 0;
    for (int i = 0; i < columns; i++) {
        const FigureRow sum = dashboard_days(pen->table, pen->panel, (guint)i, NULL);
        heights[i] = (double)sum.values[measure];
        whole = flows ? whole + sum.values[measure] : sum.values[measure];
    }
    g_autofree char *number = text_number(whole);
    draw_cell(&pen->canvas, y, 0, pen->panel->label, STYLE_TEXT, ALIGN_LEFT,
              _(figure->measures[measure].label));
    draw_spark(&pen->canvas, y, x, heights, columns,
               !flows    ? STYLE_OVERDUE
               : measure ? STYLE_CHART_OTHER
                         : STYLE_CHART);
    draw_text(&pen->canvas, y, x + columns + 1, STYLE_TEXT, number);
}

/* "01.07.2026: created 3, closed 5". */
static char *column_in_words(const Pen *pen, guint column)
{
    const Figure *figure = pen->table->figure;
    int last;
    const FigureRow sum = dashboard_days(pen->table, pen->panel, column, &last);
    g_autofree char *days = dashboard_days_shown(sum.day, last);
    GString *words = g_string_new(days);
    for (int i = 0; i < FIGURE_MEASURES && figure->measures[i].name; i++) {
        g_autofree char *number = text_number(sum.values[i]);
        g_string_append_printf(words, "%s %s %s", i ? "," : ":", _(figure->measures[i].label),
                               number);
    }
    return g_string_free(words, FALSE);
}

/* An arrow below a column, and what it says in words: that of the cursor, else the last. */
static void draw_days(const Pen *pen)
{
    int measures = pen->table->figure->measures[1].name ? 2 : 1, y = pen->top + 1 + measures;
    if (!pen->panel->spark) {
        draw_text(&pen->canvas, pen->top + 1, 0, STYLE_DIM, _("none"));
        return;
    }
    guint column = pen->cursor ? pen->cursor->at : (guint)pen->panel->spark - 1;
    for (int measure = 0; measure < measures; measure++)
        draw_measure(pen, measure);
    draw_text(&pen->canvas, y, pen->panel->label + 1 + (int)column, STYLE_BOLD, "▲");
    g_autofree char *words = column_in_words(pen, column);
    draw_cell(&pen->canvas, y + 1, 0, pen->canvas.area.w, pen->cursor ? pen->selected : STYLE_DIM,
              ALIGN_LEFT, words);
}

/* --- all of them ------------------------------------------------------------------------------ */

static void draw_title(const Pen *pen)
{
    const Figure *figure = pen->table->figure;
    bool parts = figure->shape == FIGURE_BARS && figure->measures[1].name;
    g_autofree char *title =
        parts ? g_strdup_printf("%s (! %s)", _(figure->label), _(figure->measures[1].label))
              : g_strdup(_(figure->label));
    draw_cell(&pen->canvas, pen->top, 0, pen->canvas.area.w, STYLE_HEADER, ALIGN_LEFT, title);
}

void dashboard_draw(const Dashboard *dashboard, const Canvas *canvas)
{
    for (guint i = 0; i < dashboard->tables->len; i++) {
        const Panel *panel = &dashboard->panels[i];
        const Pen pen = {
            .canvas =
                canvas_part(canvas, (Rect){0, panel->place.x, canvas->area.h, panel->place.w}),
            .top = panel->place.y - dashboard->scroll,
            .table = dashboard->tables->pdata[i],
            .panel = panel,
            .cursor = dashboard->cursor.panel == i ? &dashboard->cursor : NULL,
            .selected = dashboard->view.focused ? STYLE_SELECTED : STYLE_SELECTED_IDLE};
        draw_title(&pen);
        if (pen.table->figure->shape == FIGURE_DAYS)
            draw_days(&pen);
        else
            draw_rows(&pen);
    }
}
