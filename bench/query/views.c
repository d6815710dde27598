/* bench-views BASE [ROUNDS]: the board, its counts and a month of the calendar, in milliseconds,
 * over a base of `ukrcrm-admin gen` (bench/query/run makes one), a file or a server's URL. */
#include "base_internal.h"
#include "core/task_board.h"
#include "core/task_days.h"
#include "core/when.h"
#include "times.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define CARDS 50 /* as the client reads them */
#define ROWS 12
#define DAYS 42

typedef struct {
    Base *base;
    Actor actor;
    int rounds, first;
} Bench;

typedef void (*Ask)(Bench *bench, const Query *query);

static void ask_board(Bench *bench, const Query *query)
{
    g_autoptr(GError) error = NULL;
    g_ptr_array_unref(task_board(bench->base, &bench->actor, query, CARDS, &error));
    stop_on(error);
}

static void ask_counts(Bench *bench, const Query *query)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) columns = task_board(bench->base, &bench->actor, query, 0, &error);
    stop_on(error);
    task_board_count(bench->base, &bench->actor, query, columns, &error);
    stop_on(error);
}

static void ask_days(Bench *bench, const Query *query)
{
    g_autoptr(GError) error = NULL;
    g_ptr_array_unref(
        task_days(bench->base, &bench->actor, query, bench->first, DAYS, ROWS, &error));
    stop_on(error);
}

static void measure(Bench *bench, const char *what, const char *filtered, Ask ask,
                    const Query *query)
{
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    for (int i = 0; i < bench->rounds; i++) {
        gint64 start = g_get_monotonic_time();
        ask(bench, query);
        add_time(times, start);
    }
    printf("%-10s %-22s %8.2f %8.2f\n", what, filtered, percentile(times, 50),
           percentile(times, 100));
}

static void measure_all(Bench *bench)
{
    static const Filter open[] = {{"closed_at", FILTER_EMPTY, NULL},
                                  {"assignee_id", FILTER_IS, "1"}};
    const struct {
        const char *name;
        Query query;
    } asked[] = {
        {"open ones", {.entity = &task_entity, .filters = open, .n_filters = 1}},
        {"all", {.entity = &task_entity}},
        {"open, of one employee", {.entity = &task_entity, .filters = open, .n_filters = 2}},
        {"of one employee", {.entity = &task_entity, .filters = open + 1, .n_filters = 1}},
        {"search", {.entity = &task_entity, .search = "договір"}},
    };
    printf("milliseconds: median, longest of %d\n", bench->rounds);
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
        measure(bench, "board", asked[i].name, ask_board, &asked[i].query);
        measure(bench, "counts", asked[i].name, ask_counts, &asked[i].query);
        measure(bench, "month", asked[i].name, ask_days, &asked[i].query);
    }
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    setlocale(LC_ALL, "C.UTF-8");
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: bench-views BASE [ROUNDS]\n");
        return 64;
    }
    Bench bench = {.base = base_open(argv[1], PROGRAM_CLIENT, &error),
                   .actor = actor_console(1, NOW),
                   .rounds = argc > 2 ? atoi(argv[2]) : 9};
    stop_on(error);
    g_autoptr(GTimeZone) zone = zone_open("Europe/Kyiv", &error);
    stop_on(error);
    bench.first = when_day(NOW, zone, NULL) - 2;
    measure_all(&bench);
    base_close(bench.base);
    return 0;
}
