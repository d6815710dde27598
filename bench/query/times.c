#include "times.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE 50

void stop_on(GError *error)
{
    if (!error)
        return;
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, error->message);
    exit(1);
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double percentile(GArray *times, guint percent)
{
    g_array_sort(times, compare_times);
    return times->len ? g_array_index(times, double, (times->len - 1) * percent / 100) : 0;
}

void add_time(GArray *times, gint64 start)
{
    double ms = (double)(g_get_monotonic_time() - start) / 1e3;
    g_array_append_val(times, ms);
}

static GPtrArray *time_page(Base *base, const Actor *actor, const Query *query,
                            const char *position, bool backward, GArray *times)
{
    g_autoptr(GError) error = NULL;
    gint64 start = g_get_monotonic_time();
    GPtrArray *rows = query_page(base, actor, query, position, backward, PAGE, NULL, &error);
    add_time(times, start);
    stop_on(error);
    return rows;
}

void time_pages(Base *base, const Actor *actor, const Query *query, int rounds, GArray **times)
{
    for (int i = 0; i < rounds; i++) {
        g_autoptr(GPtrArray) first = time_page(base, actor, query, NULL, false, times[PAGE_FIRST]);
        g_ptr_array_unref(time_page(base, actor, query, NULL, true, times[PAGE_LAST]));
        if (first->len < PAGE)
            continue;
        const char *position = ((const QueryRow *)first->pdata[PAGE - 1])->position;
        g_ptr_array_unref(time_page(base, actor, query, position, false, times[PAGE_SECOND]));
    }
}
