/* bench-savers BASE PROCESSES SECONDS ENTERPRISES: so many people save at once, each again as soon
 * as it is saved, spread over so many enterprises (from 1 on). A base of `ukrcrm-admin gen`. */
#include "core/actor.h"
#include "core/base.h"
#include "core/record.h"
#include "times.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAMPLES = 1 << 14 }; /* a process; more are not kept */

typedef struct {
    int64_t saves;
    gint64 us[SAMPLES];
    char failure[256];
} Report;

static bool save(Base *base, int64_t enterprise_id, GError **error)
{
    const Actor actor = actor_console(enterprise_id, g_get_real_time());
    g_autoptr(Record) task = record_new(base, &actor, &task_entity);
    record_set_text(task, "subject", "Передзвонити у п'ятницю");
    record_set_text(task, "due_on", "2030-01-18");
    return record_save(base, &actor, task, NULL, NULL, error);
}

static bool save_all(const char *url, int64_t enterprise_id, int seconds, int gate, Report *report,
                     GError **error)
{
    char byte;
    g_autoptr(Base) base = base_open(url, PROGRAM_CLIENT, error);
    if (!base || read(gate, &byte, 1) != 0)
        return false;
    gint64 now = g_get_monotonic_time(), until = now + seconds * G_TIME_SPAN_SECOND;
    while (now < until) {
        if (!save(base, enterprise_id, error))
            return false;
        gint64 then = now;
        now = g_get_monotonic_time();
        report->us[report->saves++ % SAMPLES] = now - then;
    }
    return true;
}

static int show(const Report *reports, int n, int seconds)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint64));
    int64_t saves = 0;
    for (int i = 0; i < n; i++) {
        if (*reports[i].failure) {
            fprintf(stderr, "bench-savers: %s\n", reports[i].failure);
            return 1;
        }
        g_array_append_vals(all, reports[i].us, (guint)MIN(reports[i].saves, SAMPLES));
        saves += reports[i].saves;
    }
    Times times = times_of((gint64 *)(void *)all->data, all->len);
    printf("%8.0f a second, p50 %.1f ms, p99 %.1f, longest %.1f\n", (double)saves / seconds,
           times.p50, times.p99, times.longest);
    return 0;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    int n = argc == 5 ? atoi(argv[2]) : 0, seconds = argc == 5 ? atoi(argv[3]) : 0;
    int enterprises = argc == 5 ? atoi(argv[4]) : 0, gate[2];
    if (n < 1 || seconds < 1 || enterprises < 1) {
        fprintf(stderr, "usage: bench-savers BASE PROCESSES SECONDS ENTERPRISES\n");
        return 64;
    }
    size_t size = sizeof(Report) * (size_t)n;
    Report *reports = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (reports == MAP_FAILED || pipe(gate) != 0)
        return 1;
    for (int i = 0; i < n; i++)
        if (fork() == 0) {
            g_autoptr(GError) error = NULL;
            close(gate[1]);
            if (!save_all(argv[1], 1 + i % enterprises, seconds, gate[0], &reports[i], &error))
                g_strlcpy(reports[i].failure, error ? error->message : "no start",
                          sizeof reports[i].failure);
            _exit(0);
        }
    sleep(2);       /* all have connected */
    close(gate[1]); /* all at once */
    while (wait(NULL) > 0)
        ;
    int result = show(reports, n, seconds);
    munmap(reports, size);
    return result;
}
