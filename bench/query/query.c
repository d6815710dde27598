/* bench/query [CLIENTS] [BASE]: first pages of a list by each column, and searches, in
 * milliseconds. Makes BASE (kept for the next time) if it is not there. */
#include "core/query.h"
#include "base_internal.h"
#include "fill.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <time.h>

#define NOW (INT64_C(1782900000) * 1000000)
#define PAGE 50
#define ROUNDS 20

/* Of this process alone: what a busy machine does beside is no part of the figure. */
static double processor_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct {
    Base *base;
    Actor actor;
} Bench;

/* p50 and p95 of pages of one query, and what it found. */
static void measure(Bench *bench, const char *label, const Query *query, bool backward)
{
    double times[ROUNDS], busy = processor_ms();
    guint found = 0;
    for (int i = 0; i < ROUNDS; i++) {
        g_autoptr(GError) error = NULL;
        int64_t start = g_get_monotonic_time();
        g_autoptr(GPtrArray) rows =
            query_page(bench->base, &bench->actor, query, NULL, backward, PAGE, NULL, &error);
        times[i] = (double)(g_get_monotonic_time() - start) / 1000;
        g_assert_no_error(error);
        found = rows->len;
    }
    double first = times[0];
    qsort(times, ROUNDS, sizeof *times, compare_times);
    printf("%-36s rows %3u  first %7.2f  p50 %7.2f  p95 %7.2f ms  processor %7.2f ms\n", label,
           found, first, times[ROUNDS / 2], times[ROUNDS * 95 / 100],
           (processor_ms() - busy) / ROUNDS);
}

static void measure_orders(Bench *bench)
{
    for (const Column *column = client_entity.columns; column->name; column++) {
        for (int descending = 0; descending < 2 && column->order; descending++) {
            Query query = {
                .entity = &client_entity, .order = column->name, .descending = descending};
            g_autofree char *label =
                g_strdup_printf("by %s%s", column->name, descending ? ", down" : "");
            measure(bench, label, &query, false);
            g_autofree char *last = g_strconcat(label, ", last page", NULL);
            measure(bench, last, &query, true);
        }
    }
}

static void measure_searches(Bench *bench)
{
    static const struct {
        const char *search, *what;
    } searches[] = {{"щебрик", "1 row"},
                    {"жасмин", "1 000 rows"},
                    {"фундук", "100 000 rows, spread"},
                    {"яцюк", "100 000 rows, at the end"},
                    {"мойсюк", "100 000 rows, in the middle"},
                    {"ойс", "100 000 rows, 3 letters"},
                    {"жасмин фундук", "two words"},
                    {"петро фунд", "two words, dense"},
                    {"я", "1 letter, 100 000"},
                    {"щ", "1 letter, 1 row"},
                    {"мо", "2 letters"},
                    {"380671", "phone"},
                    {"example", "every row"},
                    {"немає такого", "no row"}};
    static const char *const orders[] = {"name", "email", "status"};
    for (size_t o = 0; o < G_N_ELEMENTS(orders); o++)
        for (size_t i = 0; i < G_N_ELEMENTS(searches); i++) {
            Query query = {
                .entity = &client_entity, .search = searches[i].search, .order = orders[o]};
            g_autofree char *label = g_strdup_printf("%s, by %s", searches[i].what, orders[o]);
            measure(bench, label, &query, false);
        }
}

static bool open_base(const char *path, int64_t clients, Bench *bench, GError **error)
{
    int64_t enterprise = 1;
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        int64_t start = g_get_monotonic_time();
        g_autoptr(Base) base = base_create(path, PROGRAM_ADMIN, NOW, error);
        if (!base || !fill(base, NOW, clients, &enterprise, error))
            return false;
        printf("%ld clients saved in %.1f s, processor %.1f s\n", (long)clients,
               (double)(g_get_monotonic_time() - start) / 1e6, processor_ms() / 1e3);
    }
    bench->base = base_open(path, PROGRAM_CLIENT, error);
    bench->actor = actor_console(enterprise, NOW);
    return bench->base != NULL;
}

int main(int argc, char **argv)
{
    Bench bench;
    g_autoptr(GError) error = NULL;
    int64_t clients = argc > 1 ? g_ascii_strtoll(argv[1], NULL, 10) : 1000000;
    if (!open_base(argc > 2 ? argv[2] : "query.db", clients, &bench, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    if (argc <= 3)
        measure_orders(&bench);
    if (argc <= 3)
        measure_searches(&bench);
    base_close(bench.base);
    return 0;
}
