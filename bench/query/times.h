/* What the programs of this folder share. Times are in milliseconds. */
#pragma once

#include "core/query.h"

#include <glib.h>

#define NOW (INT64_C(1782900000) * 1000000) /* 2026-07-01 13:00 in Kyiv */

/* Ends the program with what went wrong; NULL: nothing did. */
void stop_on(GError *error);

/* Sorts; 0 of none. `times`: of double. */
double percentile(GArray *times, guint percent);

/* Adds the time since `start`, a g_get_monotonic_time. */
void add_time(GArray *times, gint64 start);

typedef enum { PAGE_FIRST, PAGE_SECOND, PAGE_LAST, N_PAGES } PageKind;

/* Reads each kind of page so many times; the last one backwards. `times`: N_PAGES arrays. */
void time_pages(Base *base, const Actor *actor, const Query *query, int rounds, GArray **times);
