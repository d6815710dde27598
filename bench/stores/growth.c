/* bench-growth ROUNDS LABEL BASE [LABEL BASE…]: the same work of core over bases of one store that
 * differ in size, in turns, so that whatever else the machine does meets all. Milliseconds, the p50
 * of each, and what the slowest of them takes of the first; then the same of a core's time. Bases
 * of bench-enrol. */
#include "times.h"
#include "work.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

enum { WARM = 3, MOST = 16 };

typedef struct {
    Side sides[MOST];
    size_t n;
    int rounds;
    Took *took; /* rounds of the first side, then of the next */
} Growth;

static double middle(const Growth *growth, size_t s, bool core)
{
    g_autofree gint64 *us = g_new(gint64, growth->rounds);
    for (int i = 0; i < growth->rounds; i++) {
        const Took *took = &growth->took[s * (size_t)growth->rounds + (size_t)i];
        us[i] = core ? took->core_us : took->us;
    }
    return times_of(us, (gsize)growth->rounds).p50;
}

static void show(const Growth *growth, const char *label, bool core)
{
    double most = 0;
    times_label(label);
    for (size_t s = 0; s < growth->n; s++) {
        double ms = middle(growth, s, core);
        printf("%10.2f", ms);
        most = MAX(most, ms);
    }
    printf("%8.2f\n", most / middle(growth, 0, core));
    fflush(stdout);
}

/* The first ones of each are for the caches, and to begin the mailer's run. */
static void run(Growth *growth, const Measure *measure)
{
    for (int i = -WARM; i < growth->rounds; i++)
        for (size_t s = 0; s < growth->n; s++) {
            Took took = work_once(&growth->sides[s], measure);
            if (i >= 0)
                growth->took[s * (size_t)growth->rounds + (size_t)i] = took;
        }
    show(growth, measure->label, false);
    show(growth, "  of a core", true);
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    Growth growth = {.rounds = argc > 1 ? atoi(argv[1]) : 0, .n = (size_t)(argc - 2) / 2};
    if (growth.rounds < 1 || argc < 4 || argc % 2 || growth.n > MOST) {
        fprintf(stderr, "usage: bench-growth ROUNDS LABEL BASE [LABEL BASE…]\n");
        return 64;
    }
    growth.took = g_new(Took, growth.n * (size_t)growth.rounds);
    printf("%-32s", "ms");
    for (size_t s = 0; s < growth.n; s++) {
        side_open(&growth.sides[s], argv[3 + 2 * s], 1);
        printf("%10s", argv[2 + 2 * s]);
    }
    printf("%8s\n", "most");
    for (size_t i = 0; i < n_work_measures; i++)
        run(&growth, &work_measures[i]);
    for (size_t s = 0; s < growth.n; s++)
        side_close(&growth.sides[s]);
    g_free(growth.took);
    return 0;
}
