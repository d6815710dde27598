/* Somebody who works while an import runs: saves a task every 20 ms, as the client program would,
 * until told to stop (SIGTERM), and tells how long each save took, waiting for its turn included.
 *
 *   import-beside BASE */
#include "core/actor.h"
#include "core/base.h"
#include "core/record.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAUSE_US = 20000 };

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    stopped = 1;
}

static void fail(const GError *error)
{
    fprintf(stderr, "import-beside: %s\n", error->message);
    exit(1);
}

static int64_t save_task(Base *base)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = actor_console(1, g_get_real_time());
    g_autoptr(Record) task = record_new(base, &actor, &task_entity);
    record_set_text(task, "subject", "Передзвонити у п'ятницю");
    record_set_text(task, "due_on", "2030-01-18");
    int64_t start = g_get_monotonic_time();
    if (!record_save(base, &actor, task, NULL, NULL, &error))
        fail(error);
    return g_get_monotonic_time() - start;
}

static gint compare(gconstpointer a, gconstpointer b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double at(const GArray *sorted, double part)
{
    guint i = MIN((guint)(part * sorted->len), sorted->len - 1);
    return (double)g_array_index(sorted, int64_t, i) / 1000.0;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(int64_t));
    setlocale(LC_ALL, "");
    if (argc != 2)
        return fputs("usage: import-beside BASE\n", stderr), 64;
    g_autoptr(Base) base = base_open(argv[1], PROGRAM_CLIENT, &error);
    if (!base)
        fail(error);
    signal(SIGTERM, stop);
    do {
        int64_t took = save_task(base);
        g_array_append_val(waits, took);
        g_usleep(PAUSE_US);
    } while (!stopped);
    g_array_sort(waits, compare);
    printf("%u saves: p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n", waits->len, at(waits, 0.5),
           at(waits, 0.99), at(waits, 1.0));
    return 0;
}
