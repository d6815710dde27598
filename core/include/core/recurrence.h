/* How a task repeats: a subset of RFC 5545's RRULE, stored in one spelling (docs/rules.md, "Tasks
 * in time"). A date that a month has not is its last day, which RRULE says with BYSETPOS. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum { REPEAT_DAYS, REPEAT_WEEKS, REPEAT_MONTHS, REPEAT_YEARS } RepeatUnit;

#define REPEAT_EVERY_MOST 999
#define REPEAT_COUNT_MOST 9999

typedef struct {
    RepeatUnit unit;
    int every;         /* so many of the unit; 1 … REPEAT_EVERY_MOST */
    unsigned weekdays; /* of weeks: WEEKDAY_BIT (schedule.h), at least one */
    int date;          /* of months and years: 1 … 31; 31 is every month's last day */
    int month;         /* of years: 1 … 12 */
    int count;         /* tasks left, this one counted; 0: no limit */
    int until; /* the last day a task may be due; REPEAT_FOR_EVER: no limit. Not with count */
} Recurrence;

#define REPEAT_FOR_EVER G_MININT

#define RECURRENCE_ERROR (recurrence_error_quark())
GQuark recurrence_error_quark(void);
typedef enum { RECURRENCE_ERROR_RULE } RecurrenceError;

/* What repeats as `unit` says, at its simplest, from a task due on `day`. */
Recurrence recurrence_from_day(RepeatUnit unit, int day);

/* Exactly what recurrence_rule writes; else refused. */
bool recurrence_parse(const char *rule, Recurrence *recurrence, GError **error);
/* "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE". Free with g_free. */
char *recurrence_rule(const Recurrence *recurrence);

/* In words, in the language of messages: "every 2 weeks: Mo We, until 31.12.2026". Free with
 * g_free. */
char *recurrence_words(const Recurrence *recurrence);

/* When the next task is due after one that was due on `due`: the first such day from `earliest` on.
 * False: this one was the last. */
bool recurrence_next(const Recurrence *recurrence, int due, int earliest, int *next);
