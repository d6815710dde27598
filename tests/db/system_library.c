/* The store over the system's SQLite, on Debian 12 one with the WAL-reset bug (3.40.1): it must get
 * no write-ahead log. Linked with that library instead of the one the programs have. */
#include "base.h"
#include "sqlite_version.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static const DbOptions options = {
    .schema = "CREATE TABLE firm (id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id));\n",
    .version = 3,
    .busy_timeout_ms = 200,
};

static bool is_sound(void)
{
    return sqlite_wal_is_sound(sqlite3_libversion_number());
}

static bool has_log(const Base *base)
{
    g_autofree char *content = NULL;
    g_assert_true(g_file_get_contents(base->file, &content, NULL, NULL));
    return content[18] == 2; /* sqlite.org/fileformat.html: the file format write version */
}

static sqlite3 *open_raw(const Base *base, const char *sql)
{
    sqlite3 *handle;
    g_assert_cmpint(sqlite3_open(base->file, &handle), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    return handle;
}

static void test_journal(void)
{
    g_test_message("SQLite %s", sqlite3_libversion());
    Base base;
    base_create_with(&base, &options);
    g_assert_true(has_log(&base) == is_sound());
    if (is_sound()) {
        g_assert_null(db_notice(base.db));
    } else {
        g_assert_nonnull(strstr(db_notice(base.db), sqlite3_libversion()));
        g_assert_nonnull(strstr(db_notice(base.db), "3.51.3"));
    }
    base_remove(&base);
}

/* All that a program does, whatever the journal. */
static void test_work(void)
{
    Base base;
    base_create_with(&base, &options);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) other = db_open(base.file, &options, &error);
    g_assert_no_error(error);
    for (int i = 0; i < 20; i++) {
        Db *db = i % 2 ? base.db : other;
        g_assert_true(db_begin(db, &base_actor, i % 3 ? DB_SLICE : DB_DURABLE, &error));
        g_assert_true(
            db_execute(db, SQL("INSERT INTO firm (name) VALUES ('x')"), DB_NO_ARGS, NULL, &error));
        g_assert_true(db_commit(db, &error));
        g_assert_no_error(error);
    }
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM firm")), ==, 20);
    g_assert_true(has_log(&base) == is_sound());
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(db_check(base.db, problems, &error));
    g_assert_cmpuint(problems->len, ==, 0);
    g_autofree char *copy = g_build_filename(base.folder, "copy", NULL);
    g_assert_true(db_backup(base.db, copy, &error));
    g_assert_true(db_restore(base.file, &options, copy, &error));
    g_assert_no_error(error);
    base_remove(&base);
}

static void test_log_of_others(void)
{
    Base base;
    base_create_with(&base, &options);
    g_clear_pointer(&base.db, db_close);
    sqlite3 *raw =
        open_raw(&base, "PRAGMA journal_mode = WAL; INSERT INTO firm (name) VALUES ('y')");
    g_autoptr(GError) error = NULL;
    base.db = db_open(base.file, &options, &error);
    if (is_sound()) {
        g_assert_no_error(error);
    } else { /* others are using the log */
        g_assert_null(base.db);
        g_assert_error(error, DB_ERROR, DB_ERROR_OPEN);
        g_assert_nonnull(strstr(error->message, "close them first"));
        g_clear_error(&error);
    }
    g_assert_true(has_log(&base));
    sqlite3_close(raw);

    if (!base.db)
        base.db = db_open(base.file, &options, &error); /* nobody uses it any more */
    g_assert_no_error(error);
    g_assert_true(has_log(&base) == is_sound());
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM firm")), ==, 1);
    base_remove(&base);
}

/* A newer program comes later, and gives the base a log while this one has it open. */
static void test_log_given_later(void)
{
    Base base;
    base_create_with(&base, &options);
    sqlite3 *raw =
        open_raw(&base, "PRAGMA journal_mode = WAL; INSERT INTO firm (name) VALUES ('y')");
    g_autoptr(GError) error = NULL;
    bool begun = db_begin(base.db, &base_actor, DB_DURABLE, &error);
    g_assert_true(begun == is_sound());
    if (!begun) {
        g_assert_error(error, DB_ERROR, DB_ERROR_LOST);
        g_assert_false(db_in_transaction(base.db));
    }
    db_rollback(base.db);
    sqlite3_close(raw);
    base_remove(&base);
}

static void test_search(void)
{
    Base base;
    base_create_with(&base, &options);
    g_autoptr(GError) error = NULL;
    const char *words[] = {"abc", NULL};
    g_assert_null(db_search_candidates(base.db, "firm_search", words, 1, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FAILED);
    if (sqlite3_libversion_number() < 3043000)
        g_assert_nonnull(strstr(error->message, "too old to search"));
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/system-library/journal", test_journal);
    g_test_add_func("/system-library/work", test_work);
    g_test_add_func("/system-library/log-of-others", test_log_of_others);
    g_test_add_func("/system-library/log-given-later", test_log_given_later);
    g_test_add_func("/system-library/search", test_search);
    return g_test_run();
}
