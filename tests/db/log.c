/* Who brings the write-ahead log into the base, and when. */
#include <sys/stat.h>

#include "base.h"

#define FRAME 4120 /* of the log: a page and what goes before it */
#define PIECE 100  /* pages a transaction of these tests is large */

static void write_piece(Db *db, DbDurability durability)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strnfill((PIECE - 4) * 4000, 'x');
    db_begin(db, &base_actor, durability, &error);
    db_execute(db, SQL("INSERT INTO firm (name) VALUES (?)"), DB_ARGS(db_text(text)), NULL, &error);
    db_commit(db, &error);
    g_assert_no_error(error);
}

static void write_pages(Db *db, int pages, DbDurability durability)
{
    for (int i = 0; i < pages / PIECE; i++)
        write_piece(db, durability);
}

static int64_t log_pages(const Base *base)
{
    struct stat status;
    g_autofree char *name = g_strconcat(base->file, "-wal", NULL);
    g_assert_cmpint(stat(name, &status), ==, 0);
    return status.st_size / FRAME;
}

static DbLock *take_log(Db *db)
{
    g_autoptr(GError) error = NULL;
    DbLock *lock = NULL;
    db_lock(db, "checkpointer", &lock, &error);
    g_assert_no_error(error);
    return lock;
}

/* The log of a load stays short enough to begin anew, and is the load's alone until it ends. */
static void test_load(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) other = db_open(base.file, &base_options, &error);
    g_assert_no_error(error);
    write_pages(base.db, 40000, DB_SLICE);
    g_assert_cmpint(log_pages(&base), <, 18000);
    g_assert_null(take_log(other));
    write_pages(other, 2000, DB_DURABLE);
    write_piece(base.db, DB_DURABLE);
    DbLock *lock = take_log(other);
    g_assert_nonnull(lock);
    db_unlock(lock);
    g_assert_cmpint(base_integer(other, SQL("SELECT count(*) FROM firm")), ==, 1 + 400 + 20 + 1);
    base_remove(&base);
}

/* A program that looks after the log and is stopped does not let it grow for ever. */
static void test_neglected(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) stopped = db_open(base.file, &base_options, &error);
    g_assert_no_error(error);
    DbLock *lock = take_log(stopped);
    write_pages(base.db, 8000, DB_DURABLE);
    g_assert_cmpint(log_pages(&base), >=, 7000);
    write_pages(base.db, 40000, DB_SLICE);
    g_assert_cmpint(log_pages(&base), <, 34000);
    db_unlock(lock);
    base_remove(&base);
}

/* Nobody loads: whoever writes keeps the log short. */
static void test_everyday(void)
{
    Base base;
    base_create(&base);
    write_pages(base.db, 8000, DB_DURABLE);
    g_assert_cmpint(log_pages(&base), <, 1000 + 2 * PIECE);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log/everyday", test_everyday);
    g_test_add_func("/log/load", test_load);
    g_test_add_func("/log/neglected", test_neglected);
    return g_test_run();
}
