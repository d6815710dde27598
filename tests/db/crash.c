/* Loss of the process, of the disk, of patience: what was acknowledged is there, what was not is
 * there whole or not at all, and nobody waits for the dead. */
#include "base.h"
#include "fault_vfs.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 7 }; /* of one transaction */

/* One transaction: ROWS clients of one batch, in the search index too, and the batch in the log. */
static bool write_batch(Db *db, int64_t batch, DbDurability durability, GError **error)
{
    if (!db_begin(db, &base_actor, durability, error))
        return false;
    bool done = db_execute(db, SQL("INSERT INTO log (id, text) VALUES (?, 'begun')"),
                           DB_ARGS(db_integer(batch)), NULL, error);
    for (int64_t i = 0; done && i < ROWS; i++) {
        int64_t id = batch * ROWS + i;
        g_autofree char *name = g_strdup_printf("  клієнт %" G_GINT64_FORMAT, id);
        g_autofree char *photo = g_strnfill(3000, 'x');
        done =
            db_execute(db,
                       SQL("INSERT INTO client (enterprise_id, id, name, search_text, photo) "
                           "VALUES (1, ?, ?, ?, ?)"),
                       DB_ARGS(db_integer(id), db_text(name), db_text(name), db_blob(photo, 3000)),
                       NULL, error) &&
            db_search_add(db, "client_search", id, name, error);
    }
    if (done)
        return db_commit(db, error);
    db_rollback(db);
    return false;
}

static void assert_sound(Db *db)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(db_check(db, problems, &error));
    g_assert_no_error(error);
    if (problems->len > 0)
        g_error("%s", (char *)problems->pdata[0]);
}

/* Whole batches only; returns how many. */
static int64_t assert_whole(Db *db)
{
    assert_sound(db);
    int64_t batches = base_integer(db, SQL("SELECT count(*) FROM log"));
    g_assert_cmpint(base_integer(db, SQL("SELECT count(*) FROM client")), ==, batches * ROWS);
    g_assert_cmpint(base_integer(db, SQL("SELECT count(*) FROM client JOIN log ON log.id = "
                                         "client.id / 7")),
                    ==, batches * ROWS);
    return batches;
}

/* --- killed ----------------------------------------------------------------------------------- */

/* Writes until killed, telling each batch once it is acknowledged. */
static void write_for_ever(Db *db, int64_t from, int to_parent)
{
    for (int64_t batch = from;; batch++)
        if (!write_batch(db, batch, batch % 3 ? DB_DURABLE : DB_SLICE, NULL) ||
            write(to_parent, &batch, sizeof batch) != sizeof batch)
            _exit(1);
}

/* Reads `n` acknowledgements, then kills at whatever point the writer has come to; returns the last
 * batch that was acknowledged by then. */
static int64_t kill_after(pid_t writer, int from_writer, int n)
{
    int64_t batch = -1, last = -1;
    while (n-- > 0 && read(from_writer, &batch, sizeof batch) == sizeof batch)
        last = batch;
    for (volatile int i = g_test_rand_int_range(0, 3000000); i > 0; i--)
        ;
    kill(writer, SIGKILL);
    while (read(from_writer, &batch, sizeof batch) == sizeof batch)
        last = batch;
    base_kill(writer, from_writer);
    return last;
}

static void test_killed_writer(void)
{
    Base base;
    base_create(&base);
    int rounds = g_test_slow() ? 1000 : 15;
    int64_t next = 1;
    for (int round = 0; round < rounds; round++) {
        int fd;
        pid_t writer = base_fork(&base, &fd);
        if (writer == 0)
            write_for_ever(base.db, next, fd);
        int64_t acknowledged = kill_after(writer, fd, g_test_rand_int_range(0, 12));
        int64_t last = base_integer(base.db, SQL("SELECT coalesce (max (id), 0) FROM log"));
        g_assert_cmpint(last, >=, acknowledged);
        g_assert_cmpint(last, <=, MAX(acknowledged, next - 1) + 1);
        g_assert_cmpint(assert_whole(base.db), ==, last);
        next = last + 1;
    }
    g_test_message("%d batches survived %d kills", (int)next - 1, rounds);
    base_remove(&base);
}

static bool tell(int64_t done, void *data)
{
    return write(*(int *)data, &done, sizeof done) == sizeof done;
}

static void test_killed_while_filling(void)
{
    Base base;
    base_create(&base);
    base_write(base.db,
               SQL("INSERT INTO client (enterprise_id, name, search_text) WITH RECURSIVE n (i) AS "
                   "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                   "SELECT 1, i, '  слово' || i || '  час' FROM n"),
               DB_NO_ARGS);
    for (int round = g_test_slow() ? 300 : 8; round > 0; round--) {
        int fd;
        pid_t filler = base_fork(&base, &fd);
        while (filler == 0)
            if (!db_search_fill(base.db, "client_search", &base_actor, 0, tell, &fd, NULL))
                _exit(1);
        kill_after(filler, fd, g_test_rand_int_range(0, 4));
    }
    g_autoptr(GError) error = NULL;
    g_assert_true(db_search_fill(base.db, "client_search", &base_actor, 0, NULL, NULL, &error));
    g_assert_no_error(error);
    assert_sound(base.db);
    g_autoptr(GArray) ids = db_search_candidates(
        base.db, "client_search", (const char *const[]){"час", NULL}, 1000000, &error);
    g_assert_cmpuint(ids->len, ==, 20000);
    base_remove(&base);
}

/* --- the disk --------------------------------------------------------------------------------- */

/* Fails a write of the disk at each point that a few transactions pass. */
static void fail_everywhere(int code, DbError expected)
{
    int points = 0;
    for (bool struck = true; struck; points++) {
        Base base;
        base_create(&base);
        g_autoptr(GError) error = NULL;
        g_assert_true(write_batch(base.db, 1, DB_DURABLE, &error));
        g_assert_no_error(error);
        fault_vfs_arm(points + 1, code);
        bool done = write_batch(base.db, 2, points % 2 ? DB_DURABLE : DB_SLICE, &error) &&
                    write_batch(base.db, 3, DB_DURABLE, &error);
        struck = fault_vfs_struck();
        fault_vfs_arm(0, 0);
        if (struck && !done)
            g_assert_error(error, DB_ERROR, (int)expected);
        else
            g_assert_no_error(error);
        g_clear_error(&error);

        /* The same connection goes on, and a new one sees the same. */
        int64_t batches = assert_whole(base.db);
        g_assert_cmpint(batches, >=, done ? 3 : 1);
        g_assert_true(write_batch(base.db, 9, DB_DURABLE, &error));
        g_assert_no_error(error);
        base_reopen(&base, 0);
        g_assert_cmpint(assert_whole(base.db), ==, batches + 1);
        base_remove(&base);
    }
    g_assert_cmpint(points, >, 10);
    g_test_message("%d points", points);
}

static void test_disk_full(void)
{
    fail_everywhere(SQLITE_FULL, DB_ERROR_FULL);
}

static void test_disk_fails(void)
{
    fail_everywhere(SQLITE_IOERR_WRITE, DB_ERROR_FAILED);
}

/* A real limit of the operating system, as a quota is. */
static void write_to_the_limit(Db *db)
{
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 2000000;
    setrlimit(RLIMIT_FSIZE, &limit);
    g_autoptr(GError) error = NULL;
    int64_t batch = 1;
    while (write_batch(db, batch, DB_DURABLE, &error))
        batch++;
    g_assert_error(error, DB_ERROR, DB_ERROR_FULL);
    g_assert_nonnull(strstr(error->message, "make room"));
    g_clear_error(&error);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
    g_assert_true(write_batch(db, batch, DB_DURABLE, &error));
    g_assert_cmpint(assert_whole(db), ==, batch);
    db_close(db);
}

static void test_file_size_limit(void)
{
    Base base;
    base_create(&base);
    int fd;
    pid_t child = base_fork(&base, &fd);
    if (child == 0) {
        write_to_the_limit(base.db);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    close(fd);
    g_assert_cmpint(assert_whole(base.db), >, 1);
    base_remove(&base);
}

/* --- those who stand still -------------------------------------------------------------------- */

/* Starts a process that begins a transaction, and waits until it stands still in it. */
static pid_t start_holder(Base *base, int *fd)
{
    pid_t holder = base_fork(base, fd);
    if (holder == 0) {
        bool begun = db_begin(base->db, &base_actor, DB_DURABLE, NULL);
        raise(SIGSTOP);
        bool done = begun && db_commit(base->db, NULL);
        _exit(write(*fd, done ? "!" : "?", 1) == 1 ? 0 : 1);
    }
    int status;
    g_assert_cmpint(waitpid(holder, &status, WUNTRACED), ==, holder);
    g_assert_true(WIFSTOPPED(status));
    return holder;
}

static void test_stopped_holder(void)
{
    Base base;
    base_create(&base);
    int fd;
    pid_t holder = start_holder(&base, &fd);
    base_reopen(&base, 300);
    g_autoptr(GError) error = NULL;
    int64_t start = g_get_monotonic_time();
    for (int i = 0; i < 3; i++) { /* each try anew */
        g_assert_false(write_batch(base.db, 1, DB_DURABLE, &error));
        g_assert_error(error, DB_ERROR, DB_ERROR_BUSY);
        g_clear_error(&error);
    }
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 3 * 300000);
    g_assert_cmpint(assert_whole(base.db), ==, 0); /* readers go on */
    kill(holder, SIGCONT);
    char byte = 0;
    g_assert_cmpint(read(fd, &byte, 1), ==, 1);
    g_assert_cmpint(byte, ==, '!');
    base_kill(holder, fd);
    g_assert_true(write_batch(base.db, 1, DB_DURABLE, &error));
    g_assert_no_error(error);
    base_remove(&base);
}

static void test_killed_holder(void)
{
    Base base;
    base_create(&base);
    int fd;
    pid_t holder = start_holder(&base, &fd);
    base_kill(holder, fd);
    g_autoptr(GError) error = NULL;
    g_assert_true(write_batch(base.db, 1, DB_DURABLE, &error));
    g_assert_no_error(error);
    base_remove(&base);
}

/* Whether the process has a thread that waits for a lock in the kernel. */
static bool stands_in_line(pid_t process)
{
    g_autofree char *tasks = g_strdup_printf("/proc/%d/task", (int)process);
    g_autoptr(GDir) folder = g_dir_open(tasks, 0, NULL);
    for (const char *task; (task = g_dir_read_name(folder));) {
        g_autofree char *call = g_build_filename(tasks, task, "syscall", NULL);
        g_autofree char *name = g_build_filename(tasks, task, "comm", NULL);
        g_autofree char *text = NULL, *comm = NULL;
        /* fcntl is call 72 on x86-64, 25 on arm64 */
        if (g_file_get_contents(call, &text, NULL, NULL) &&
            g_file_get_contents(name, &comm, NULL, NULL) && g_str_has_prefix(comm, "db-queue") &&
            (g_str_has_prefix(text, "72 ") || g_str_has_prefix(text, "25 ")))
            return true;
    }
    return false;
}

/* One who was stopped in the line does not stop those behind. */
static void test_stopped_in_line(void)
{
    Base base;
    base_create(&base);
    int fd, status;
    pid_t waiter = base_fork(&base, &fd);
    if (waiter == 0) {
        raise(SIGSTOP); /* until the other one is in its transaction */
        _exit(write_batch(base.db, 5, DB_DURABLE, NULL) ? 0 : 1);
    }
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(waitpid(waiter, &status, WUNTRACED), ==, waiter);
    g_assert_true(db_begin(base.db, &base_actor, DB_DURABLE, &error));
    kill(waiter, SIGCONT);
    while (!stands_in_line(waiter))
        sched_yield();
    kill(waiter, SIGSTOP);
    g_assert_cmpint(waitpid(waiter, &status, WUNTRACED), ==, waiter);
    db_rollback(base.db);
    g_assert_true(write_batch(base.db, 1, DB_DURABLE, &error));
    g_assert_no_error(error);
    kill(waiter, SIGCONT);
    g_assert_cmpint(waitpid(waiter, &status, 0), ==, waiter);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    close(fd);
    g_assert_cmpint(assert_whole(base.db), ==, 2);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    fault_vfs_install();
    g_test_add_func("/crash/killed-writer", test_killed_writer);
    g_test_add_func("/crash/killed-while-filling", test_killed_while_filling);
    g_test_add_func("/crash/disk-full", test_disk_full);
    g_test_add_func("/crash/disk-fails", test_disk_fails);
    g_test_add_func("/crash/file-size-limit", test_file_size_limit);
    g_test_add_func("/crash/stopped-holder", test_stopped_holder);
    g_test_add_func("/crash/killed-holder", test_killed_holder);
    g_test_add_func("/crash/stopped-in-line", test_stopped_in_line);
    return g_test_run();
}
