/* What the files of the calendar share. */
#pragma once

#include "core/task_days.h"
#include "core/when.h"
#include "tui/screens/month.h"
#include "tui/screens/task_mover.h"

#define WEEK 7

typedef struct {
    int day;
    GPtrArray *rows; /* TableRow: the first ones */
    gint64 total;    /* -1: not known */
} MonthDay;

/* Where something was drawn, for the mouse. */
typedef struct {
    Rect place; /* on the canvas */
    int day;
    int task; /* index of the day's rows; -1: the day itself */
} MonthSpot;

struct Month {
    App *app;
    Table *table;
    ListPart part;
    ListBulk *bulk;  /* borrowed */
    bool week;       /* a week; else a month */
    int day, today;  /* the cursor's, since 1970-01-01 */
    guint task;      /* the cursor's, of the day's rows */
    gint64 target;   /* the task to stand on once they are read; 0: none */
    int first;       /* of the days that are read or asked for */
    GPtrArray *days; /* MonthDay, from `first` on */
    int wanted;      /* rows of a day that have room */
    GArray *spots;   /* MonthSpot */
    Rect place;      /* on the screen */
    gint64 pressed;  /* the task that the mouse holds; 0: none */
    TaskMover *mover;
    char *iso; /* of month_day */
    Filled filled[2];
};

/* The first day of those that are shown, and how many there are: whole weeks. */
int month_first(const Month *month, int *n);
int month_first_of(bool week, int day, int *n);  /* of those around a day */
MonthDay *month_at(const Month *month, int day); /* NULL: it is not read yet */
const TableRow *month_row(const Month *month);
void month_go_to(Month *month, int day);

/* --- month_read.c ----------------------------------------------------------------------------- */

void month_read(Month *month);
void month_day_free(gpointer day);

/* --- month_draw.c, month_draw_week.c ---------------------------------------------------------- */

void month_draw(Month *month, const Canvas *canvas);
void month_draw_week(Month *month, const Canvas *canvas);
/* Of a day's date. */
Style month_day_style(const Month *month, int day);
Style month_task_style(const Month *month, const TableRow *row);
void month_draw_task(const Month *month, const Canvas *canvas, Rect place, const TableRow *row,
                     const char *text);
const char *month_cell(const TableRow *row, const char *column);
const MonthSpot *month_spot(const Month *month, int y, int x); /* NULL: nothing stands there */

/* --- month_move.c ----------------------------------------------------------------------------- */

TaskMover *month_mover(Month *month);
/* Lets a task, or those marked if it is one of them, be due on another day; many after a question.
 */
void month_move(Month *month, gint64 id, int day);
