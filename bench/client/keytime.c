/* Times a full-screen program as its user meets it: on a pseudo-terminal of a given size, from exec
 * to the last byte of the first complete screen, and from a key to the last byte of its answer.
 *
 *   keytime [--rows N --columns N --term NAME] [--starts N] [--ready TEXT] [--keys
 * "NAME=BYTES*COUNT;…"] -- PROGRAM ARGS…
 *
 * A screen is complete when TEXT has appeared and then nothing more has come for QUIET_MS; the time
 * taken is that of the last byte. One line of figures per measure: name, p50, p99, largest
 * (milliseconds), bytes of the median answer. */
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
#define GIVE_UP_MS 20000

typedef struct {
    int rows, columns, starts;
    const char *term, *ready, *keys;
    char **program;
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

/* Reads until `ready` (if any) has been seen and QUIET_MS of silence follow. */
static Sample child_answer(Child *child, double from, const char *ready)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    Sample sample = {0};
    double deadline = from + GIVE_UP_MS;
    bool complete = ready == NULL;
    while (now_ms() < deadline) {
        struct pollfd wait = {.fd = child->terminal, .events = POLLIN};
        if (poll(&wait, 1, complete ? QUIET_MS : 1000) == 0) {
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
    fprintf(stderr, "keytime: no complete answer from %s\n", ready ? ready : "a key");
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

static void report(const char *name, GArray *samples)
{
    g_array_sort(samples, compare_samples);
    guint last = samples->len - 1;
    const Sample *all = (const Sample *)(void *)samples->data;
    printf("%-16s n %4u  p50 %8.2f ms  p99 %8.2f ms  max %8.2f ms  %6zu bytes\n", name,
           samples->len, all[samples->len / 2].ms, all[last * 99 / 100].ms, all[last].ms,
           all[samples->len / 2].bytes);
}

static void measure_starts(const Options *options)
{
    g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(Sample));
    for (int i = 0; i < options->starts; i++) {
        double from = now_ms();
        Child child = child_start(options);
        Sample sample = child_answer(&child, from, options->ready);
        g_array_append_val(samples, sample);
        child_end(&child);
    }
    report("start", samples);
}

/* One measure "NAME=BYTES*COUNT", BYTES with C escapes. */
static void measure_key(Child *child, const char *measure)
{
    g_autofree char *text = g_strdup(measure);
    char *bytes = strchr(text, '='), *count = strrchr(text, '*');
    if (!bytes || !count) {
        fprintf(stderr, "keytime: a measure is NAME=BYTES*COUNT, not %s\n", measure);
        exit(64);
    }
    *bytes++ = '\0';
    *count = '\0';
    g_autofree char *keys = g_strcompress(bytes);
    g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(Sample));
    for (int i = 0, n = atoi(count + 1); i < n; i++) {
        double from = now_ms();
        if (write(child->terminal, keys, strlen(keys)) < 0)
            exit(1);
        Sample sample = child_answer(child, from, NULL);
        g_array_append_val(samples, sample);
    }
    report(text, samples);
}

static void measure_keys(const Options *options)
{
    Child child = child_start(options);
    child_answer(&child, now_ms(), options->ready);
    g_auto(GStrv) measures = g_strsplit(options->keys, ";", -1);
    for (char **measure = measures; *measure; measure++)
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
        {"keys", 0, 0, G_OPTION_ARG_STRING, &options.keys, "Measures: NAME=BYTES*COUNT;…", "LIST"},
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
    if (options.keys)
        measure_keys(&options);
    return 0;
}
