/* Instants, days and times of day.
 *
 * An instant is int64_t microseconds since 1970-01-01 UTC. A day is int days since 1970-01-01, and
 * ISO text "YYYY-MM-DD" where it is stored. A time of day is int minutes since midnight. A zone is
 * GLib's, by IANA name. There is no clock here: callers pass `now` or `today`. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define WHEN_ERROR (when_error_quark())
GQuark when_error_quark(void);

typedef enum {
    WHEN_ERROR_INSTANT, /* not RFC 3339 */
    WHEN_ERROR_DAY,     /* not a day, or not in the calendar */
    WHEN_ERROR_TIME,    /* not a time of day */
    WHEN_ERROR_ZONE,    /* not a zone the system knows */
} WhenError;

#define WHEN_SECOND INT64_C(1000000)
#define WHEN_MINUTE (60 * WHEN_SECOND)
#define WHEN_DAY (24 * 60 * WHEN_MINUTE)
#define WHEN_NEVER INT64_MIN

#define DAY_FIRST (-25567) /* 1900-01-01 */
#define DAY_LAST 84005     /* 2199-12-31 */

/* --- instants --------------------------------------------------------------------------------- */

/* RFC 3339, offset required: "2026-11-23T09:00:00+02:00", "2026-11-23 07:00:00.5Z". */
bool when_parse(const char *text, int64_t *instant, GError **error);

/* RFC 3339 in UTC, with a fraction only when there is one: "2026-11-23T07:00:00Z". */
char *when_format(int64_t instant);

/* What the calendar and the clock in `zone` show; `minutes` may be NULL. */
int when_day(int64_t instant, GTimeZone *zone, int *minutes);

/* The first instant at which the clock in `zone` shows that day and time or later: a time skipped
 * in spring becomes the end of the gap, one that comes twice in autumn is the first. */
int64_t when_at(int day, int minutes, GTimeZone *zone);

/* "23.11.2026 09:00", as in ru, uk and the project's en. */
char *when_show(int64_t instant, GTimeZone *zone);

/* --- days ------------------------------------------------------------------------------------- */

/* Strictly "YYYY-MM-DD", 1900–2199; false for everything else, NULL included. */
bool day_from_text(const char *iso, int *day);
char *day_to_text(int day);

/* false when year, month (1–12) and date are no day of 1900–2199. */
bool day_from_date(int year, int month, int date, int *day);
void day_to_date(int day, int *year, int *month, int *date); /* each may be NULL */

int day_weekday(int day); /* 1 Monday … 7 Sunday */

/* A day as people type it, in any of the three languages: 5.3.26, 05/03/2026, 5-3, 050326, 5 марта,
 * 2026-03-05, сегодня, завтра, tomorrow, пт, +3, -1. Day before month always. Without a year, or
 * without month and year, those of `today`; a year of two digits is the one nearest to today that
 * is at most 20 years ahead. */
bool day_parse(const char *text, int today, int *day, GError **error);

char *day_show(int day);                    /* "05.03.2026" */
const char *day_weekday_short(int weekday); /* translated: "Mo", «пн» */
const char *day_month_name(int month);      /* translated, by itself: "March", «март» */

/* Days of the week as people type them, "mo we", "1-5": WEEKDAY_BIT (schedule.h) of each. */
bool weekdays_parse(const char *typed, unsigned *mask, GError **error);
char *weekdays_show(unsigned mask); /* "Mo We" */

/* --- times of day ----------------------------------------------------------------------------- */

#define CLOCK_LAST (24 * 60 - 1)
#define CLOCK_MIDNIGHT (24 * 60) /* 24:00, the end of a day: only a closing time may be this */

/* 9, 9:00, 9.30, 9-30, 0930, 930. `last`: the greatest accepted, CLOCK_LAST or CLOCK_MIDNIGHT. */
bool clock_parse(const char *text, int last, int *minutes, GError **error);
char *clock_show(int minutes); /* "09:30" */

/* --- zones ------------------------------------------------------------------------------------ */

/* Only IANA names of the system's tz database: no offsets, no POSIX rules, no paths. */
GTimeZone *zone_open(const char *name, GError **error);

/* Which rules of the tz database the system has, in ascending order: "2025b"; "": it does not say.
 * g_free. */
char *zone_rules(void);

/* The names to choose from (zone.tab: one or more per country, no aliases), sorted. */
char **zone_list(GError **error);
