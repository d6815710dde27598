/* Times of one measure, in microseconds. */
#pragma once

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    double p50, p99, longest; /* milliseconds */
} Times;

static inline int times_compare(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

/* Sorts them. */
static inline Times times_of(gint64 *us, gsize n)
{
    qsort(us, n, sizeof *us, times_compare);
    return n ? (Times){(double)us[n / 2] / 1e3, (double)us[n * 99 / 100] / 1e3,
                       (double)us[n - 1] / 1e3}
             : (Times){0};
}

/* Begins a line of 32 columns. */
static inline void times_label(const char *label)
{
    printf("%s", label);
    for (glong i = g_utf8_strlen(label, -1); i < 32; i++)
        putchar(' ');
}
