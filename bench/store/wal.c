/* Does a base survive processes that write it and processes that checkpoint it, at the same time?
 *
 *   bench-wal [--seconds N] [--writers N] [--checkpointers N] [FOLDER]
 *
 * Against SQLite alone, without db/, so that the same program can be linked with a library to which
 * db/ refuses the write-ahead log. The base is made in FOLDER or in a temporary one and removed.
 * Speaks TAP; exit code 1 when the base is damaged.
 *
 * The WAL-reset bug (sqlite.org/wal.html#walresetbug) needs a log that is reset in the few
 * nanoseconds in which a second checkpoint has read its old header, and a new log that is shorter
 * than the old one: hence the writers' own checkpoints at 1 000 pages, SQLite's default, beside
 * those of processes that do nothing else. Nothing is synced: it would only make all this rarer. */
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 2000, DAMAGED = 3 };

typedef struct {
    int seconds, writers, checkpointers;
    char *file;
} Plan;

static sqlite3 *open_file(const char *file)
{
    sqlite3 *handle = NULL;
    if (sqlite3_open(file, &handle) != SQLITE_OK)
        exit(2);
    sqlite3_busy_timeout(handle, 60000);
    sqlite3_exec(handle, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    return handle;
}

static int run_sql(sqlite3 *handle, const char *sql)
{
    return sqlite3_exec(handle, sql, NULL, NULL, NULL);
}

static void remove_file(const char *file)
{
    for (const char *const *suffix = (const char *const[]){"", "-wal", "-shm", NULL}; *suffix;
         suffix++) {
        g_autofree char *path = g_strconcat(file, *suffix, NULL);
        g_remove(path);
    }
}

static void make_file(const char *file)
{
    remove_file(file);
    sqlite3 *handle = open_file(file);
    g_autofree char *fill = g_strdup_printf(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
        "INSERT INTO t SELECT i, 0, randomblob (300) FROM n",
        ROWS);
    if (run_sql(handle, "PRAGMA journal_mode = WAL") != SQLITE_OK ||
        run_sql(handle, "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, b BLOB);"
                        "CREATE INDEX t_b ON t (b)") != SQLITE_OK ||
        run_sql(handle, fill) != SQLITE_OK)
        exit(2);
    sqlite3_close(handle);
}

static bool is_damage(int code)
{
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

/* Short transactions that move random index entries about. */
static void write_on(const Plan *plan, int64_t until)
{
    sqlite3 *handle = open_file(plan->file);
    g_autoptr(GRand) rand = g_rand_new_with_seed((guint32)getpid());
    while (g_get_monotonic_time() < until) {
        g_autofree char *sql = g_strdup_printf(
            "BEGIN IMMEDIATE; UPDATE t SET n = n + 1, b = randomblob (%d) WHERE id = %d; COMMIT",
            g_rand_int_range(rand, 20, 600), g_rand_int_range(rand, 1, ROWS + 1));
        int code = run_sql(handle, sql);
        if (is_damage(code))
            _exit(DAMAGED);
        if (code != SQLITE_OK)
            run_sql(handle, "ROLLBACK");
    }
    _exit(0);
}

static void checkpoint_on(const Plan *plan, int64_t until)
{
    sqlite3 *handle = open_file(plan->file);
    while (g_get_monotonic_time() < until)
        if (is_damage(
                sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL)))
            _exit(DAMAGED);
    _exit(0);
}

/* Runs them all; whether one of them met damage. */
static bool run_processes(const Plan *plan)
{
    int64_t until = g_get_monotonic_time() + plan->seconds * G_TIME_SPAN_SECOND;
    for (int i = 0; i < plan->writers + plan->checkpointers; i++)
        if (fork() == 0) {
            if (i < plan->writers)
                write_on(plan, until);
            checkpoint_on(plan, until);
        }
    bool met = false;
    for (int status; wait(&status) > 0;)
        met |= WIFEXITED(status) && WEXITSTATUS(status) == DAMAGED;
    return met;
}

static char *first_text(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    char *text = NULL;
    if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        text = g_strdup((const char *)sqlite3_column_text(statement, 0));
    else
        text = g_strdup(sqlite3_errmsg(handle));
    sqlite3_finalize(statement);
    return text;
}

static int judge(const Plan *plan, bool met)
{
    sqlite3 *handle = open_file(plan->file);
    g_autofree char *finding = first_text(handle, "PRAGMA integrity_check (1)");
    g_autofree char *writes = first_text(handle, "SELECT sum (n) FROM t");
    bool sound = strcmp(finding, "ok") == 0 && !met;
    g_strdelimit(finding, "\n", ' ');
    printf("1..1\n%s 1 - SQLite %s: %d writers, %d checkpointers, %d s, %s writes: %s\n",
           sound ? "ok" : "not ok", sqlite3_libversion(), plan->writers, plan->checkpointers,
           plan->seconds, writes,
           sound                        ? "sound"
           : strcmp(finding, "ok") == 0 ? "damaged while it ran"
                                        : finding);
    sqlite3_close(handle);
    return !sound;
}

int main(int argc, char **argv)
{
    Plan plan = {.seconds = 20, .writers = 6, .checkpointers = 3};
    const GOptionEntry entries[] = {
        {"seconds", 0, 0, G_OPTION_ARG_INT, &plan.seconds, "how long", "N"},
        {"writers", 0, 0, G_OPTION_ARG_INT, &plan.writers, "processes that write", "N"},
        {"checkpointers", 0, 0, G_OPTION_ARG_INT, &plan.checkpointers, "that checkpoint", "N"},
        {NULL},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("FOLDER");
    g_option_context_add_main_entries(context, entries, NULL);
    bool parsed = g_option_context_parse(context, &argc, &argv, &error) && argc <= 2;
    g_autofree char *folder =
        parsed && argc == 1 ? g_dir_make_tmp("ukrcrm-wal-XXXXXX", &error) : NULL;
    if (!parsed || error) {
        fprintf(stderr, "bench-wal: %s\n", error ? error->message : "name one folder");
        return 64;
    }
    g_autofree char *file = g_build_filename(folder ? folder : argv[1], "wal.db", NULL);
    plan.file = file;
    make_file(file);
    int result = judge(&plan, run_processes(&plan));
    remove_file(file);
    if (folder)
        g_rmdir(folder);
    return result;
}
