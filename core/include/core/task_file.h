/* Tasks on their way to other programs: calendars (iCalendar, RFC 5545) and spreadsheets;
 * docs/rules.md, "Tasks elsewhere". */
#pragma once

#include "core/actor.h"
#include "core/digest.h"
#include "core/rights.h"

typedef struct {
    int64_t assignee_id; /* 0: everybody's */
    bool open;           /* no closed ones */
} TaskFilter;

#define TASK_NO_DAY G_MININT

/* As shown in the language of messages; "": there is none. */
typedef struct {
    int64_t id, version, created_at, updated_at;
    int64_t due_at;          /* the instant after which it is overdue */
    int64_t closed_at;       /* 0: it is open */
    int due_day, due_minute; /* minute -1: the whole day */
    int snoozed_day;         /* TASK_NO_DAY: it is not snoozed */
    char *subject, *description, *type, *status, *priority, *assignee, *client, *author;
    char *recurrence; /* as stored */
    bool untouched;   /* its status is that of a new task */
    bool cancelled;   /* closed without having been done */
    int importance;   /* by the order of priorities: 1 the most urgent, 5 the usual one, 9 the least
                       * (RFC 5545, PRIORITY) */
} TaskRow;

/* The employee of the actor's enterprise who signs in with this address; AUTH_ERROR_ABSENT without
 * one. */
bool employee_by_address(Base *base, const Actor *actor, const char *address, int64_t *employee_id,
                         GError **error);

typedef bool (*TaskTake)(const TaskRow *row, void *data, GError **error);

/* All tasks of the actor's enterprise that are not archived, in order of their numbers, to `take`,
 * until it returns false. Needs the right to export. While `take` works nothing of the base is
 * held: what is saved meanwhile may be there or not, no task is there twice. */
bool tasks_each(Base *base, const Actor *actor, const TaskFilter *filter, TaskTake take, void *data,
                GError **error);

/* --- calendars -------------------------------------------------------------------------------- */

typedef struct {
    const char *uuid; /* of the base: makes the numbers of its tasks unique */
    const char *name; /* of the calendar */
    const char *zone_name;
    GTimeZone *zone;
    int64_t now;
    MailLinks links;
} TaskCalendar;

/* A calendar is its beginning, its tasks (VTODO), its end: lines of at most 75 octets that end with
 * CRLF. Free with g_free. */
char *calendar_begin(const TaskCalendar *calendar);
char *calendar_task(const TaskCalendar *calendar, const TaskRow *row);
char *calendar_end(void);

/* --- tables ----------------------------------------------------------------------------------- */

typedef enum { CELL_TEXT, CELL_NUMBER, CELL_DAY, CELL_INSTANT } CellKind;

typedef struct {
    CellKind kind;
    const char *name; /* the task's field; "id": its number */
    int width;        /* characters, for who lays it out */
} TaskColumn;
extern const TaskColumn task_file_columns[]; /* ends with name NULL */

/* «Срок». Borrowed. */
const char *task_column_label(const TaskColumn *column);
/* What a CELL_DAY or CELL_INSTANT says by the calendar and clock of `zone`; minute -1: a whole day.
 * False: the cell is empty. */
bool task_cell_when(const TaskRow *row, const TaskColumn *column, GTimeZone *zone, int *day,
                    int *minute);
/* What stands there as text: "2026-07-01", "2026-07-01 09:00". Free with g_free. */
char *task_cell(const TaskRow *row, const TaskColumn *column, GTimeZone *zone);
