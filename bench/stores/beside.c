/* bench-beside BASE OTHER [ROUNDS [ENTERPRISE [PATTERN]]]: the same work of core over two bases of
 * equal content, in turns, so that whatever else the machine does meets both. Milliseconds, p50 and
 * p99 of each, and the second's share of the first, on the clock and of a core's time. Bases of
 * `ukrcrm-admin gen`. */
#include "times.h"
#include "work.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static Times times(const Took *took, int rounds, bool core)
{
    g_autofree gint64 *us = g_new(gint64, rounds);
    for (int i = 0; i < rounds; i++)
        us[i] = core ? took[i].core_us : took[i].us;
    return times_of(us, (gsize)rounds);
}

static void show(const char *label, const Took *one, const Took *other, int rounds)
{
    Times a = times(one, rounds, false), b = times(other, rounds, false);
    times_label(label);
    printf("%9.2f %9.2f %9.2f %9.2f %8.2f %8.2f\n", a.p50, a.p99, b.p50, b.p99, b.p50 / a.p50,
           times(other, rounds, true).p50 / times(one, rounds, true).p50);
    fflush(stdout);
}

/* The first two of each are for the caches. */
static void run(Side *sides, const Measure *measure, int rounds)
{
    enum { WARM = 2 };
    g_autofree Took *all = g_new(Took, 2 * rounds);
    for (int i = -WARM; i < rounds; i++)
        for (int s = 0; s < 2; s++) {
            Took took = work_once(&sides[s], measure);
            if (i >= 0)
                all[s * rounds + i] = took;
        }
    show(measure->label, all, all + rounds, rounds);
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    int rounds = argc > 3 ? atoi(argv[3]) : 100;
    int64_t enterprise_id = argc > 4 ? g_ascii_strtoll(argv[4], NULL, 10) : 1;
    const char *pattern = argc > 5 ? argv[5] : "*";
    if (argc < 3 || rounds < 1) {
        fprintf(stderr, "usage: bench-beside BASE OTHER [ROUNDS [ENTERPRISE [PATTERN]]]\n");
        return 64;
    }
    Side sides[2];
    for (int s = 0; s < 2; s++)
        side_open(&sides[s], argv[1 + s], enterprise_id);
    printf("%-32s%9s %9s %9s %9s %8s %8s\n", "ms", "p50", "p99", "p50", "p99", "ratio", "core");
    for (size_t i = 0; i < n_work_measures; i++)
        if (!work_measures[i].letters && g_pattern_match_simple(pattern, work_measures[i].label))
            run(sides, &work_measures[i], rounds);
    for (int s = 0; s < 2; s++)
        side_close(&sides[s]);
    return 0;
}
