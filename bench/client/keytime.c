/* Times a full-screen program as its user meets it: on a pseudo-terminal of a given size, from exec
 * to the last byte of the first complete screen, and from a key to the last byte of its answer.
 *
 *   keytime [OPTION…] [--measure 'NAME|COUNT|KEYS[|AFTER[|READY[|BEFORE]]]' …] -- PROGRAM ARGS…
 *
 * A screen is complete when nothing more has come for QUIET_MS; where READY tells one from others
 * that follow (rows, before they are counted), when it has appeared and nothing came for BURST_MS.
 * The time taken is that of the last byte. KEYS, with C escapes, are sent COUNT times; BEFORE and
 * AFTER lead to where they are sent and back, and are not timed. One line of figures per measure,
 * in milliseconds, with the bytes of the median answer; "none" counts keys that nothing answered
 * (such as ↓ on the last row), which are no samples. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define QUIET_MS 60
#define BURST_MS 10
#define NONE_MS 500 /* without a single byte: there is no answer */
#define GIVE_UP_MS 20000

typedef struct {
    int rows, columns, starts;
    const char *term, *ready;
    char **measures, **program;
} Options;

typedef struct {
    pid_t pid;
    int terminal;
} Child;

typedef struct {
    double ms;
    gsize bytes;
} Sample;

static double now_ms(void)
{
    return (double)g_get_monotonic_time() / 1000.0;
}

static Child child_start(const Options *options)
{
    struct winsize size = {.ws_row = (unsigned short)options->rows,
                           .ws_col = (unsigned short)options->columns};
    Child child = {0};
    child.pid = forkpty(&child.terminal, NULL, NULL, &size);
    if (child.pid == 0) {
        setenv("TERM", options->term, 1);
        unsetenv("LINES");
        unsetenv("COLUMNS");
        execvp(options->program[0], options->program);
        _exit(127);
    }
    fcntl(child.terminal, F_SETFL, O_NONBLOCK);
    return child;
}

/* Reads until `ready` (if any) has been seen and `quiet` ms of silence follow; without a byte until
 * NONE_MS, lest a frozen program be taken for one that has nothing to say. */
static Sample child_answer(Child *child, double from, const char *ready, int quiet)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    Sample sample = {0};
    double deadline = from + GIVE_UP_MS;
    bool complete = ready == NULL;
    while (now_ms() < deadline) {
        struct pollfd wait = {.fd = child->terminal, .events = POLLIN};
        bool settling = complete && sample.bytes;
        if (poll(&wait, 1, settling ? quiet : NONE_MS) == 0) {
            if (complete)
                return sample;
            continue;
        }
        char bytes[65536];
        ssize_t got = read(child->terminal, bytes, sizeof bytes);
        if (got < 0 && errno == EAGAIN)
            continue;
        if (got <= 0)
            break;
        sample.ms = now_ms() - from;
        sample.bytes += (gsize)got;
        if (!complete) {
            g_string_append_len(seen, bytes, got);
            complete = g_strstr_len(seen->str, (gssize)seen->len, ready) != NULL;
        }
    }
    fprintf(stderr, "keytime: no complete answer from %s; it said: %s\n", ready ? ready : "a key",
            seen->str);
    exit(1);
}

static long child_peak_kib(const Child *child)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", (int)child->pid);
    g_autofree char *status = NULL;
    if (!g_file_get_contents(path, &status, NULL, NULL))
        return 0;
    const char *line = strstr(status, "VmHWM:");
    return line ? atol(line + 6) : 0;
}

static void child_end(Child *child)
{
    close(child->terminal);
    kill(child->pid, SIGTERM);
    waitpid(child->pid, NULL, 0);
}

static int compare_samples(gconstpointer a, gconstpointer b)
{
    double x = ((const Sample *)a)->ms, y = ((const Sample *)b)->ms;
    return (x > y) - (x < y);
}

static double percentile(const GArray *sorted, guint percent)
{
    return g_array_index(sorted, Sample, (sorted->len - 1) * percent / 100).ms;
}

static void report(const char *name, GArray *samples, int none)
{
    if (samples->len == 0) {
        printf("%-16s n    0  none %d\n", name, none);
        return;
    }
    g_array_sort(samples, compare_samples);
    printf("%-16s n %4u  p50 %8.2f  p95 %8.2f  p99 %8.2f  max %8.2f ms  %6zu bytes", name,
           samples->len, percentile(samples, 50), percentile(samples, 95), percentile(samples, 99),
           percentile(samples, 100), g_array_index(samples, Sample, samples->len / 2).bytes);
    if (none)
        printf("  none %d", none);
    putchar('\n');
}

static void measure_starts(const Options *options)
{
    g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(Sample));
    for (int i = 0; i < options->starts; i++) {
        double from = now_ms();
        Child child = child_start(options);
        Sample sample = child_answer(&child, from, options->ready, QUIET_MS);
        g_array_append_val(samples, sample);
        child_end(&child);
    }
    report("start", samples, 0);
}

enum { PART_NAME, PART_COUNT, PART_KEYS, PART_AFTER, PART_READY, PART_BEFORE };

static Sample child_press(Child *child, const char *keys, const char *ready)
{
    g_autofree char *bytes = g_strcompress(keys);
    double from = now_ms();
    if (!*bytes)
        return (Sample){0};
    if (write(child->terminal, bytes, strlen(bytes)) < 0)
        exit(1);
    Sample sample = child_answer(child, from, ready, ready ? BURST_MS : QUIET_MS);
    if (ready)
        child_answer(child, now_ms(), NULL, QUIET_MS); /* what comes after it */
    return sample;
}

static void measure_key(Child *child, const char *measure)
{
    g_auto(GStrv) given = g_strsplit(measure, "|", -1);
    const char *parts[PART_BEFORE + 1] = {"", "", "", "", "", ""};
    for (guint i = 0; given[i] && i < G_N_ELEMENTS(parts); i++)
        parts[i] = given[i];
    if (!*parts[PART_KEYS] || atoi(parts[PART_COUNT]) < 1) {
        fprintf(stderr, "keytime: a measure is NAME|COUNT|KEYS|AFTER|READY|BEFORE, not %s\n",
                measure);
        exit(64);
    }
    g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(Sample));
    int none = 0;
    for (int i = 0, n = atoi(parts[PART_COUNT]); i < n; i++) {
        child_press(child, parts[PART_BEFORE], NULL);
        Sample sample =
            child_press(child, parts[PART_KEYS], *parts[PART_READY] ? parts[PART_READY] : NULL);
        if (sample.bytes)
            g_array_append_val(samples, sample);
        none += sample.bytes == 0;
        child_press(child, parts[PART_AFTER], NULL);
    }
    report(parts[PART_NAME], samples, none);
}

static void measure_keys(const Options *options)
{
    Child child = child_start(options);
    child_answer(&child, now_ms(), options->ready, QUIET_MS);
    for (char **measure = options->measures; *measure; measure++)
        measure_key(&child, *measure);
    printf("%-16s %ld KiB\n", "VmHWM", child_peak_kib(&child));
    child_end(&child);
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8"); /* Cyrillic in --ready, whatever the environment says */
    Options options = {.rows = 50, .columns = 160, .starts = 20, .term = "xterm-256color"};
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"rows", 0, 0, G_OPTION_ARG_INT, &options.rows, "Rows of the terminal", "N"},
        {"columns", 0, 0, G_OPTION_ARG_INT, &options.columns, "Columns of the terminal", "N"},
        {"term", 0, 0, G_OPTION_ARG_STRING, &options.term, "TERM", "NAME"},
        {"starts", 0, 0, G_OPTION_ARG_INT, &options.starts, "How many starts to time", "N"},
        {"ready", 0, 0, G_OPTION_ARG_STRING, &options.ready,
         "Bytes that the first complete screen holds", "TEXT"},
        {"measure", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.measures, "Keys to time (repeatable)",
         "MEASURE"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, "PROGRAM ARGS…"},
        {0}};
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_set_strict_posix(context, TRUE);
    g_autoptr(GError) error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error) || !rest) {
        fprintf(stderr, "keytime: %s\n", error ? error->message : "which program?");
        return 64;
    }
    options.program = rest;
    if (options.starts > 0)
        measure_starts(&options);
    if (options.measures)
        measure_keys(&options);
    return 0;
}
