/* What the files of the dashboard share. */
#pragma once

#include "core/figures.h"
#include "tui/screens/dashboard.h"

enum { SPANS = 3 };

/* How long a period is. */
typedef struct {
    const char *label; /* msgid */
    int days;
} Span;
extern const Span dashboard_spans[SPANS];

/* A figure's place, in the rows and columns of all of them together, of which a window is seen. */
typedef struct {
    Rect place;
    int label, spark; /* columns of the labels; of a chart of days */
    int days;         /* so many of them are one column of the chart */
} Panel;

/* Where the cursor is: a row of bars, a column of a chart of days. */
typedef struct {
    guint panel, at;
} Spot;

typedef struct {
    View view;
    App *app;
    int span, back;      /* which of the spans, so many of them before the one that ends today */
    FigurePeriod period; /* of `tables` */
    GPtrArray *tables;   /* FigureTable; NULL: nothing has been read yet */
    char *failure;       /* NULL: none */
    Panel *panels;       /* as many as tables */
    Spot cursor;
    int scroll; /* the first row that is seen */
    struct {
        int from, to;
    } words[SPANS]; /* columns of the spans' names, for the mouse */
} Dashboard;

/* --- dashboard_layout.c ----------------------------------------------------------------------- */

/* Places all panels into so many columns of the screen, and the cursor where something stands;
 * returns how many rows they take. */
int dashboard_place(Dashboard *dashboard, int width);

const FigureTable *dashboard_table(const Dashboard *dashboard, guint panel);
/* How many places the cursor has in a panel; of a chart of days its columns. */
guint dashboard_spots(const Dashboard *dashboard, guint panel);
/* The row of the cursor in all of them together. */
int dashboard_row_of(const Dashboard *dashboard, const Spot *spot);
/* What stands at a place of all of them together. */
bool dashboard_spot_at(const Dashboard *dashboard, int y, int x, Spot *spot);

/* What a column of a chart of days comes to, and its first and last day (may be NULL): of what
 * comes and goes the sum of its days, of what stands when a day ends the last. */
FigureRow dashboard_days(const FigureTable *table, const Panel *panel, guint column, int *last);

/* --- dashboard_move.c ------------------------------------------------------------------------- */

/* Whether there is nothing to show of any figure. */
bool dashboard_is_empty(const Dashboard *dashboard);
/* Scrolls so that of all `rows` the cursor's is among the `height` that are seen. */
void dashboard_keep_in_sight(Dashboard *dashboard, int rows, int height);
/* To the next row of bars or chart of days, or the one before. */
void dashboard_step(Dashboard *dashboard, bool down);
/* The moving keys, with `page` rows on the screen. */
Result dashboard_move(Dashboard *dashboard, const Action *action, int page);

/* --- dashboard_draw.c ------------------------------------------------------------------------- */

/* All panels, from dashboard->scroll on. */
void dashboard_draw(const Dashboard *dashboard, const Canvas *canvas);
/* "02.06.2026–01.07.2026". g_free. */
char *dashboard_days_shown(int from, int to);

/* --- dashboard_jump.c ------------------------------------------------------------------------- */

/* Whether the cursor stands on tasks that a list can show. */
bool dashboard_may_jump(const Dashboard *dashboard);
void dashboard_jump(Dashboard *dashboard);
