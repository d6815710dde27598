/* Where the figures stand: side by side where there is room, else below each other. */
#include <glib/gi18n-lib.h>

#include "tui/screens/dashboard_private.h"

#define PANEL_LEAST 52 /* columns: two panels side by side need twice as many */
#define GAP 3          /* columns between them */
#define NUMBER 12      /* columns for the number behind a bar or a chart */
#define SPARK_LEAST 7  /* days of a week, each a column */
#define LABEL_MOST(w) ((w)*2 / 5)

const FigureTable *dashboard_table(const Dashboard *dashboard, guint panel)
{
    return dashboard->tables->pdata[panel];
}

static int count_measures(const Figure *figure)
{
    return figure->measures[1].name ? 2 : 1;
}

/* Its title, its rows, and an empty one; of days: a line each measure, the dates, the column in
 * words. */
static int height_of(const FigureTable *table)
{
    int rows = table->figure->shape == FIGURE_DAYS ? count_measures(table->figure) + 2
                                                   : (int)MAX(table->rows->len, 1);
    return 1 + rows + 1;
}

static int label_width(const FigureTable *table, int width)
{
    int widest = 0;
    if (table->figure->shape == FIGURE_DAYS) {
        for (int i = 0; i < count_measures(table->figure); i++)
            widest = MAX(widest, text_width(_(table->figure->measures[i].label)));
    } else {
        for (guint i = 0; i < table->rows->len; i++)
            widest = MAX(widest, text_width(((const FigureRow *)table->rows->pdata[i])->label));
    }
    return MIN(widest, LABEL_MOST(width));
}

guint dashboard_spots(const Dashboard *dashboard, guint panel)
{
    const FigureTable *table = dashboard_table(dashboard, panel);
    return table->figure->shape == FIGURE_DAYS ? (guint)dashboard->panels[panel].spark
                                               : table->rows->len;
}

int dashboard_place(Dashboard *dashboard, int width)
{
    width = MAX(width, PANEL_LEAST);
    dashboard->panels = g_renew(Panel, dashboard->panels, dashboard->tables->len);
    int columns = width >= 2 * PANEL_LEAST + GAP ? 2 : 1;
    int each = (width - (columns - 1) * GAP) / columns, heights[2] = {0, 0};
    for (guint i = 0; i < dashboard->tables->len; i++) {
        const FigureTable *table = dashboard_table(dashboard, i);
        int column = columns == 2 && heights[1] < heights[0] ? 1 : 0, height = height_of(table);
        Panel *panel = &dashboard->panels[i];
        *panel = (Panel){.place = {heights[column], column * (each + GAP), height, each},
                         .label = label_width(table, each)};
        int room = MAX(each - panel->label - 1 - NUMBER - 1, SPARK_LEAST);
        panel->days = MAX(1, ((int)table->rows->len + room - 1) / room);
        panel->spark = ((int)table->rows->len + panel->days - 1) / panel->days;
        heights[column] += height;
    }
    Spot *spot = &dashboard->cursor;
    spot->at = MIN(spot->at, MAX(dashboard_spots(dashboard, spot->panel), 1) - 1);
    return MAX(heights[0], heights[1]);
}

int dashboard_row_of(const Dashboard *dashboard, const Spot *spot)
{
    const Figure *figure = dashboard_table(dashboard, spot->panel)->figure;
    int inside = figure->shape == FIGURE_DAYS ? count_measures(figure) + 1 : (int)spot->at;
    return dashboard->panels[spot->panel].place.y + 1 + inside;
}

bool dashboard_spot_at(const Dashboard *dashboard, int y, int x, Spot *spot)
{
    for (guint i = 0; i < dashboard->tables->len; i++) {
        const Panel *panel = &dashboard->panels[i];
        guint n = dashboard_spots(dashboard, i);
        if (!rect_contains(panel->place, y, x) || !n)
            continue;
        bool days = dashboard_table(dashboard, i)->figure->shape == FIGURE_DAYS;
        int at = days ? x - panel->place.x - panel->label - 1 : y - panel->place.y - 1;
        *spot = (Spot){i, (guint)CLAMP(at, 0, (int)n - 1)};
        return true;
    }
    return false;
}

FigureRow dashboard_days(const FigureTable *table, const Panel *panel, guint column, int *last)
{
    bool flows = table->figure->measures[1].name != NULL;
    guint first = column * (guint)panel->days,
          end = MIN(first + (guint)panel->days, table->rows->len);
    FigureRow sum = {.day = ((const FigureRow *)table->rows->pdata[first])->day};
    for (guint i = first; i < end; i++) {
        const FigureRow *row = table->rows->pdata[i];
        for (int m = 0; m < FIGURE_MEASURES; m++)
            sum.values[m] = flows ? sum.values[m] + row->values[m] : row->values[m];
        if (last)
            *last = row->day;
    }
    return sum;
}
