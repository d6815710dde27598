/* bench-query BASE [ROUNDS]: pages, searches and counts of the client list, in milliseconds, over a
 * base of `ukrcrm-admin gen` (bench/query/run makes one).
 *
 * A line is one column, or one search, over all orders in both directions, ROUNDS times each: the
 * first page, the second, and the last one read backwards. */
#include "base_internal.h"
#include "core/generate.h"
#include "times.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    Base *base;
    Actor actor;
    int rounds;
    GArray *all[N_PAGES]; /* of double: over all searches of three letters and more */
} Bench;

static void time_orders(Bench *bench, Query *query, GArray **times)
{
    for (const Column *column = client_entity.columns; column->name; column++)
        for (int descending = 0; descending < 2 && column->order; descending++) {
            query->order = column->name;
            query->descending = descending;
            time_pages(bench->base, &bench->actor, query, bench->rounds, times);
        }
}

static double time_count(Bench *bench, const Query *query, int64_t *total, bool *exact)
{
    g_autoptr(GError) error = NULL;
    gint64 start = g_get_monotonic_time();
    query_count(bench->base, &bench->actor, query, NULL, INT64_C(10000000), total, NULL, exact,
                &error);
    stop_on(error);
    return (double)(g_get_monotonic_time() - start) / 1e3;
}

static void report(Bench *bench, const char *label, Query *query, GArray **times)
{
    static const char *const names[] = {"first", "second", "last"};
    int64_t total;
    bool exact;
    double count = time_count(bench, query, &total, &exact);
    printf("%s", label);
    for (glong i = g_utf8_strlen(label, -1); i < 30; i++)
        putchar(' ');
    printf("%s%8" G_GINT64_FORMAT " rows in %7.1f", exact ? "  " : "≈ ", total, count);
    for (int i = 0; i < N_PAGES; i++)
        printf("  %s %7.2f %7.2f %7.2f", names[i], percentile(times[i], 50),
               percentile(times[i], 95), percentile(times[i], 100));
    putchar('\n');
    fflush(stdout);
}

static void new_times(GArray **times)
{
    for (int i = 0; i < N_PAGES; i++)
        times[i] = g_array_new(FALSE, FALSE, sizeof(double));
}

static void measure_columns(Bench *bench)
{
    for (const Column *column = client_entity.columns; column->name; column++) {
        GArray *times[N_PAGES];
        Query query = {.entity = &client_entity, .order = column->name};
        new_times(times);
        for (int descending = 0; descending < 2 && column->order; descending++) {
            query.descending = descending;
            time_pages(bench->base, &bench->actor, &query, bench->rounds, times);
        }
        g_autofree char *label = g_strconcat("by ", column->name, NULL);
        report(bench, label, &query, times);
    }
}

static void measure_search(Bench *bench, const char *search, const Filter *filter)
{
    GArray *times[N_PAGES];
    Query query = {
        .entity = &client_entity, .search = search, .filters = filter, .n_filters = filter ? 1 : 0};
    g_autofree char *label =
        filter ? g_strdup_printf("%s, %s %s", search, filter->field, filter->value)
               : g_strdup(search);
    new_times(times);
    time_orders(bench, &query, times);
    report(bench, label, &query, times);
    for (int i = 0; i < N_PAGES && !filter && g_utf8_strlen(search, -1) >= 3; i++)
        g_array_append_vals(bench->all[i], times[i]->data, times[i]->len);
}

/* Pieces of names that one row, 1 000 and 100 000 of a million have; of surnames, which stand
 * together in the order by name; of other things that people type; and what is nowhere. */
static const char *const searches[] = {"щ",
                                       "я",
                                       "ґ",
                                       "мо",
                                       "зі",
                                       "то",
                                       "жов",
                                       "зір",
                                       "тор",
                                       "енк",
                                       "яце",
                                       "ъыэ",
                                       "жовто",
                                       "зірко",
                                       "гаряч",
                                       GENERATE_RARE,
                                       GENERATE_SOME,
                                       GENERATE_MANY,
                                       "мельник",
                                       "яценко",
                                       "коваленко петро",
                                       "торг олена",
                                       "торг мельник",
                                       "торг жовтогарячий",
                                       "яценко торг",
                                       "зіркопад олег",
                                       "380500",
                                       "050 001 23",
                                       "client12345",
                                       "example",
                                       "немає такого"};

static void measure_searches(Bench *bench)
{
    for (size_t i = 0; i < G_N_ELEMENTS(searches); i++)
        measure_search(bench, searches[i], NULL);
    printf("three letters and more, p95: first %.2f, second %.2f, last %.2f ms\n",
           percentile(bench->all[PAGE_FIRST], 95), percentile(bench->all[PAGE_SECOND], 95),
           percentile(bench->all[PAGE_LAST], 95));
}

/* Every client has the first status and half of them each sex; nobody has the second status. */
static void measure_filters(Bench *bench)
{
    static const Filter filters[] = {{"status_id", FILTER_IS, "1"},
                                     {"status_id", FILTER_IS, "2"},
                                     {"sex", FILTER_IS, "female"},
                                     {"company", FILTER_CONTAINS, GENERATE_SOME}};
    static const char *const with[] = {"", GENERATE_RARE, GENERATE_SOME, GENERATE_MANY};
    for (size_t f = 0; f < G_N_ELEMENTS(filters); f++)
        for (size_t i = 0; i < G_N_ELEMENTS(with); i++)
            measure_search(bench, with[i], &filters[f]);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    setlocale(LC_ALL, "C.UTF-8");
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: bench-query BASE [ROUNDS]\n");
        return 64;
    }
    Bench bench = {.base = base_open(argv[1], PROGRAM_CLIENT, &error),
                   .actor = actor_console(1, NOW),
                   .rounds = argc > 2 ? atoi(argv[2]) : 3};
    stop_on(error);
    new_times(bench.all);
    printf("milliseconds; of each kind of page: p50, p95, longest\n");
    measure_columns(&bench);
    measure_searches(&bench);
    measure_filters(&bench);
    base_close(bench.base);
    return 0;
}
