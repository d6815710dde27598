/* Figures of an enterprise's tasks over a period of its calendar: docs/rules.md, "Figures". One
 * table of them drives the screen, the CSV, the manual and the documents; who is an employee sees
 * them all, as everything of the enterprise. */
#pragma once

#include "core/actor.h"

typedef enum {
    FIGURE_BARS,  /* a row for each choice or person: how many */
    FIGURE_DAYS,  /* a row for each day that has begun */
    FIGURE_TIMES, /* how long it takes: the values are minutes */
} FigureShape;

typedef struct {
    const char *name;  /* in the CSV: "created" */
    const char *label; /* msgid */
} FigureMeasure;

enum { FIGURE_MEASURES = 2, FIGURE_DAYS_MOST = 1100 /* three years */ };

typedef struct FigureReading FigureReading;
typedef struct FigureTable FigureTable;

typedef struct {
    const char *name;  /* "status": on the command line and in the CSV */
    const char *label; /* msgid */
    const char *help;  /* msgid: what is counted, in a few words */
    FigureShape shape;
    FigureMeasure measures[FIGURE_MEASURES]; /* the last may have name NULL: there is none */
    /* Of the core's own: the query, which of FigureReading each `?` in it is, and what becomes of
     * its rows. */
    const char *sql, *args;
    bool (*take)(FigureReading *reading, FigureTable *table, GError **error);
} Figure;

/* Ended by one with name NULL. */
extern const Figure all_figures[];
const Figure *figure_find(const char *name); /* NULL: none of that name */

typedef struct {
    int64_t id;  /* FIGURE_BARS: of the status or employee; 0: none (nobody, a bin of times) */
    int day;     /* FIGURE_DAYS */
    bool closed; /* of a status: its tasks are closed ones, those closed in the period */
    char *label; /* translated; of a day "2026-07-01" */
    int64_t values[FIGURE_MEASURES];
} FigureRow;

struct FigureTable {
    const Figure *figure;
    GPtrArray *rows; /* FigureRow */
    bool empty;      /* nothing was counted: all values are 0 */
};

/* From one day to the other, both included, of the enterprise's calendar. */
typedef struct {
    int from, to;
} FigurePeriod;

/* WHEN_ERROR_DAY: it ends before it begins, or is longer than FIGURE_DAYS_MOST. */
bool figure_period_check(const FigurePeriod *period, GError **error);
/* So many days up to today. */
bool figure_period_last(Base *base, const Actor *actor, int days, FigurePeriod *period,
                        GError **error);

/* One figure, or with NULL all of them in the order of the table, at one state of the base:
 * FigureTable *. Reads all open tasks of the enterprise: off the key loop. */
GPtrArray *figures_read(Base *base, const Actor *actor, const Figure *figure,
                        const FigurePeriod *period, GError **error);

/* "figure,row,measure,value": RFC 4180, UTF-8, one line a value. What a spreadsheet would take for
 * a formula has an apostrophe before it. g_free. */
char *figures_csv(const GPtrArray *tables);
