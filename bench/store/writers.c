/* Many processes that write one base at once: is every write there, and how evenly do they wait?
 *
 *   writers [--processes N] [--writes N | --seconds N]
 *
 * Each write is a transaction that is acknowledged durably. Speaks TAP; the figures are comments.
 */
#include <db/db.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAMPLES = 1 << 16 }; /* a process; more are not kept */

typedef struct {
    int processes, writes, seconds;
} Plan;

/* What a process tells, in memory shared with the parent. */
typedef struct {
    int64_t writes;
    int64_t waits[SAMPLES]; /* microseconds from asking for a transaction to having written */
    char failure[256];
} Report;

static const DbOptions options = {
    .schema = "CREATE TABLE note (id INTEGER NOT NULL, writer INTEGER NOT NULL, text TEXT NOT NULL,"
              " PRIMARY KEY (id));\n"
              "CREATE INDEX note_by_writer ON note (writer, id);\n",
    .version = 1,
};

static bool write_note(Db *db, void *data, GError **error)
{
    return db_execute(db, SQL("INSERT INTO note (writer, text) VALUES (?, ?)"),
                      DB_ARGS(db_integer(*(int *)data), db_text("позвонить в пятницу")), NULL,
                      error);
}

static bool write_all(const char *file, const Plan *plan, int writer, Report *report,
                      GError **error)
{
    g_autoptr(Db) db = db_open(file, &options, error);
    int64_t now = g_get_monotonic_time();
    int64_t until = now + plan->seconds * G_TIME_SPAN_SECOND;
    while (db && (plan->seconds ? now < until : report->writes < plan->writes)) {
        if (!db_write(db, &(DbActor){.program = "bench"}, write_note, &writer, error))
            return false;
        int64_t then = now;
        now = g_get_monotonic_time();
        report->waits[report->writes++ % SAMPLES] = now - then;
    }
    return db != NULL;
}

static void run_writer(const char *file, const Plan *plan, int writer, Report *report, int gate)
{
    char byte;
    g_autoptr(GError) error = NULL;
    if (read(gate, &byte, 1) == 0 && write_all(file, plan, writer, report, &error))
        _exit(0);
    g_strlcpy(report->failure, error ? error->message : "no start", sizeof report->failure);
    _exit(1);
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void print_figures(const Plan *plan, Report *reports, double seconds)
{
    g_autoptr(GArray) waits = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t total = 0, least = INT64_MAX, most = 0;
    for (int i = 0; i < plan->processes; i++) {
        g_array_append_vals(waits, reports[i].waits, (guint)MIN(reports[i].writes, SAMPLES));
        total += reports[i].writes;
        least = MIN(least, reports[i].writes);
        most = MAX(most, reports[i].writes);
    }
    if (waits->len == 0)
        return;
    g_array_sort(waits, compare);
    const int64_t *sorted = (const int64_t *)(void *)waits->data;
    printf("# %d processes, %.1f s: %" G_GINT64_FORMAT " durable writes, %.0f a second; "
           "%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " a process\n",
           plan->processes, seconds, total, (double)total / seconds, least, most);
    printf("# a write took p50 %.1f ms, p99 %.1f ms, at most %.1f ms\n",
           (double)sorted[waits->len / 2] / 1e3, (double)sorted[waits->len * 99 / 100] / 1e3,
           (double)sorted[waits->len - 1] / 1e3);
}

/* 1 when the base is not sound or does not hold exactly what was acknowledged. */
static int judge(const char *file, const Plan *plan, const Report *reports)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Db) db = db_open(file, &options, &error);
    bool good = db && db_check(db, problems, &error) && problems->len == 0;
    for (int i = 0; good && i < plan->processes; i++) {
        int64_t there = 0;
        good = db_get_integer(db, SQL("SELECT count(*) FROM note WHERE writer = ?"),
                              DB_ARGS(db_integer(i)), &there, NULL, &error) &&
               there == reports[i].writes && !*reports[i].failure;
        if (!good)
            printf("# writer %d: %" G_GINT64_FORMAT " written, %" G_GINT64_FORMAT " there %s\n", i,
                   reports[i].writes, there, reports[i].failure);
    }
    printf("%s 1 - every acknowledged write is there%s%s\n", good ? "ok" : "not ok",
           error ? ": " : "", error ? error->message : "");
    return !good;
}

static int run(const char *file, const Plan *plan)
{
    size_t size = sizeof(Report) * (size_t)plan->processes;
    Report *reports = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int gate[2];
    if (reports == MAP_FAILED || pipe(gate) != 0)
        return 1;
    for (int i = 0; i < plan->processes; i++)
        if (fork() == 0) {
            close(gate[1]);
            run_writer(file, plan, i, &reports[i], gate[0]);
        }
    int64_t start = g_get_monotonic_time();
    close(gate[1]); /* all at once */
    while (wait(NULL) > 0)
        ;
    print_figures(plan, reports, (double)(g_get_monotonic_time() - start) / 1e6);
    int result = judge(file, plan, reports);
    munmap(reports, size);
    close(gate[0]);
    return result;
}

static void remove_folder(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_remove(file);
    }
    g_rmdir(path);
}

int main(int argc, char **argv)
{
    Plan plan = {.processes = 64, .writes = 20};
    const GOptionEntry entries[] = {
        {"processes", 0, 0, G_OPTION_ARG_INT, &plan.processes, "how many write", "N"},
        {"writes", 0, 0, G_OPTION_ARG_INT, &plan.writes, "how often each", "N"},
        {"seconds", 0, 0, G_OPTION_ARG_INT, &plan.seconds, "or for how long", "N"},
        {NULL},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || plan.processes < 1) {
        fprintf(stderr, "writers: %s\n", error ? error->message : "no processes");
        return 64;
    }
    g_autofree char *folder = g_dir_make_tmp("ukrcrm-writers-XXXXXX", &error);
    g_autofree char *file = folder ? g_build_filename(folder, "base.db", NULL) : NULL;
    Db *db = file ? db_create(file, &options, &error) : NULL;
    if (!db) {
        printf("Bail out! %s\n", error->message);
        return 1;
    }
    db_close(db);
    printf("1..1\n");
    int result = run(file, &plan);
    remove_folder(folder);
    return result;
}
