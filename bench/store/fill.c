/* Filling the search index after a bulk load: how long, against FTS5 told to do it in one go, and
 * how long others wait meanwhile.
 *
 *   fill [--rows N] [--idle]
 *
 * Makes a base of N clients in a temporary folder (TMPDIR), and a copy. In the copy one statement
 * fills the same FTS5 table, with FTS5's own habits; in the base db_search_fill does it while
 * another process saves a client every few milliseconds (--idle: nobody does). */
#include <db/db.h>

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAMPLES = 1 << 16 };

static const DbOptions options = {
    .schema = "CREATE TABLE client (id INTEGER NOT NULL, search_text TEXT NOT NULL, rest TEXT NOT "
              "NULL, PRIMARY KEY (id));\n"
              "CREATE SEARCH INDEX client_search ON client (search_text);\n",
    .version = 1,
};

/* In memory shared with the process that saves. */
typedef struct {
    bool stop;
    int n;
    int64_t waits[SAMPLES];
} Saver;

static double seconds_since(int64_t start)
{
    return (double)(g_get_monotonic_time() - start) / 1e6;
}

static void fail(const GError *error)
{
    fprintf(stderr, "fill: %s\n", error->message);
    exit(1);
}

/* --- the rows --------------------------------------------------------------------------------- */

static void add_word(GString *text, GRand *rand)
{
    static const char *const syllables[] = {"ва",  "ко",   "пе",  "тр",  "ро",  "мар", "ен", "ук",
                                            "ов",  "ська", "чен", "гри", "ів",  "лі",  "на", "дм",
                                            "бон", "шев",  "кра", "вет", "зін", "по",  "ль", "ак",
                                            "ід",  "ор",   "хай", "сер", "ст",  "єв",  "ї",  "ґу"};
    g_string_append(text, "  ");
    for (int n = g_rand_int_range(rand, 2, 5); n > 0; n--)
        g_string_append(text, syllables[g_rand_int_range(rand, 0, G_N_ELEMENTS(syllables))]);
}

static char *random_client(GRand *rand)
{
    GString *text = g_string_new(NULL);
    for (int words = 0; words < 5; words++)
        add_word(text, rand);
    g_string_append_printf(text, "  client%d@example.com  380%09d",
                           g_rand_int_range(rand, 0, 1000000),
                           g_rand_int_range(rand, 0, 1000000000));
    return g_string_free(text, FALSE);
}

static bool insert_slice(Db *db, int64_t from, int64_t to, GRand *rand, GError **error)
{
    if (!db_begin(db, &(DbActor){.program = "bench"}, DB_SLICE, error))
        return false;
    g_autofree char *rest = g_strnfill(300, 'x');
    for (int64_t id = from; id < to; id++) {
        g_autofree char *text = random_client(rand);
        if (!db_execute(db, SQL("INSERT INTO client (id, search_text, rest) VALUES (?, ?, ?)"),
                        DB_ARGS(db_integer(id), db_text(text), db_text(rest)), NULL, error))
            return false;
    }
    return db_commit(db, error);
}

static void make_base(const char *file, int64_t rows)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    g_autoptr(Db) db = db_create(file, &options, &error);
    for (int64_t id = 1; db && !error && id <= rows; id += 10000)
        insert_slice(db, id, MIN(id + 10000, rows + 1), rand, &error);
    if (error)
        fail(error);
}

/* --- one statement ---------------------------------------------------------------------------- */

static void run_raw(sqlite3 *handle, const char *sql)
{
    if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "fill: %s\n", sqlite3_errmsg(handle));
        exit(1);
    }
}

static double fill_in_one(const char *file)
{
    sqlite3 *handle = NULL;
    sqlite3_open(file, &handle);
    run_raw(handle,
            "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192;"
            "INSERT INTO client_search (client_search, rank) VALUES ('automerge', 4);"
            "INSERT INTO client_search (client_search, rank) VALUES ('crisismerge', 16);"
            "INSERT INTO client_search (client_search, rank) VALUES ('hashsize', 1048576);");
    int64_t start = g_get_monotonic_time();
    run_raw(handle, "INSERT INTO client_search (rowid, search_text) "
                    "SELECT id, search_text FROM client ORDER BY id");
    double seconds = seconds_since(start);
    sqlite3_close(handle);
    return seconds;
}

/* --- slices, beside one who saves ------------------------------------------------------------- */

static bool save_client(Db *db, void *data, GError **error)
{
    int64_t id = g_rand_int_range(data, 1, 1000);
    g_autofree char *text = random_client(data);
    return db_execute(db, SQL("UPDATE client SET search_text = ? WHERE id = ?"),
                      DB_ARGS(db_text(text), db_integer(id)), NULL, error) &&
           db_search_add(db, "client_search", id, text, error);
}

static void save_on(const char *file, Saver *saver)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GRand) rand = g_rand_new_with_seed(2);
    Db *db = db_open(file, &options, &error);
    while (db && !error && !__atomic_load_n(&saver->stop, __ATOMIC_ACQUIRE)) {
        int64_t start = g_get_monotonic_time();
        db_write(db, &(DbActor){.program = "bench"}, save_client, rand, &error);
        saver->waits[saver->n++ % SAMPLES] = g_get_monotonic_time() - start;
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL); /* a person is no loop */
    }
    if (error)
        fail(error);
    db_close(db);
    _exit(0);
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void print_waits(Saver *saver)
{
    int n = MIN(saver->n, SAMPLES);
    if (n == 0)
        return;
    qsort(saver->waits, (size_t)n, sizeof(int64_t), compare);
    printf("meanwhile %d saves of others: p50 %.1f ms, p99 %.1f ms, at most %.1f ms\n", n,
           (double)saver->waits[n / 2] / 1e3, (double)saver->waits[n * 99 / 100] / 1e3,
           (double)saver->waits[n - 1] / 1e3);
}

static double fill_in_slices(const char *file, bool idle, Saver *saver)
{
    pid_t process = idle ? 0 : fork();
    if (!idle && process == 0)
        save_on(file, saver);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(file, &options, &error);
    int64_t start = g_get_monotonic_time();
    if (!db ||
        !db_search_fill(db, "client_search", &(DbActor){.program = "bench"}, 0, NULL, NULL, &error))
        fail(error);
    double seconds = seconds_since(start);
    __atomic_store_n(&saver->stop, true, __ATOMIC_RELEASE);
    if (!idle)
        waitpid(process, NULL, 0);
    return seconds;
}

static void copy_file(const char *from, const char *to)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(from, &options, &error);
    if (!db || !db_backup(db, to, &error))
        fail(error);
}

int main(int argc, char **argv)
{
    int rows = 1000000;
    gboolean idle = FALSE;
    const GOptionEntry entries[] = {
        {"rows", 0, 0, G_OPTION_ARG_INT, &rows, "how many clients", "N"},
        {"idle", 0, 0, G_OPTION_ARG_NONE, &idle, "nobody saves meanwhile", NULL},
        {NULL},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        fail(error);
    g_autofree char *folder = g_dir_make_tmp("ukrcrm-fill-XXXXXX", &error);
    if (!folder)
        fail(error);
    g_autofree char *base = g_build_filename(folder, "base.db", NULL);
    g_autofree char *copy = g_build_filename(folder, "copy.db", NULL);
    Saver *saver =
        mmap(NULL, sizeof(Saver), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    make_base(base, rows);
    copy_file(base, copy);

    double slices = fill_in_slices(base, idle, saver);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double one = fill_in_one(copy);
    printf("%d rows: db_search_fill %.1f s, one INSERT … SELECT %.1f s, ratio %.2f; peak memory of "
           "the filling process %ld MiB\n",
           rows, slices, one, slices / one, usage.ru_maxrss / 1024);
    print_waits(saver);

    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; files && (name = g_dir_read_name(files));) {
        g_autofree char *file = g_build_filename(folder, name, NULL);
        g_remove(file);
    }
    g_rmdir(folder);
    return 0;
}
