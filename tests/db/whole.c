/* Backup, restore, migration, check, named locks. */
#include "base.h"
#include "store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *path_in(const Base *base, const char *name)
{
    return g_build_filename(base->folder, name, NULL);
}

static int64_t firms(Db *db)
{
    return base_integer(db, SQL("SELECT count(*) FROM firm"));
}

static void add_firms(Db *db, int n)
{
    base_write(db,
               SQL("INSERT INTO firm (name) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT "
                   "i + 1 FROM n WHERE i < ?) SELECT 'firm ' || i FROM n"),
               DB_ARGS(db_integer(n)));
}

/* Overwrites a piece of a file. */
static void spoil(const char *file, double from, double to)
{
    g_autofree char *content = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(file, &content, &size, NULL));
    for (gsize i = (gsize)((double)size * from); i < (gsize)((double)size * to); i++)
        content[i] = (char)(i * 7);
    g_assert_true(g_file_set_contents(file, content, (gssize)size, NULL));
}

static void test_backup(void)
{
    Base base;
    base_create(&base);
    add_firms(base.db, 5000);
    g_autofree char *copy = path_in(&base, "copy.db");
    g_autoptr(GError) error = NULL;
    g_assert_true(db_backup(base.db, copy, &error));
    g_assert_no_error(error);
    g_assert_false(db_backup(base.db, copy, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_MAKE);
    g_clear_error(&error);
    add_firms(base.db, 10);

    g_autoptr(Db) opened = db_open(copy, &base_options, &error);
    g_assert_no_error(error);
    g_assert_cmpint(firms(opened), ==, 5001);
    base_remove(&base);
}

/* The copy is one state of the base, however much others write meanwhile. */
static void test_backup_of_a_live_base(void)
{
    Base base;
    base_create(&base);
    add_firms(base.db, 20000);
    int fd;
    pid_t writer = base_fork(&base, &fd);
    while (writer == 0) { /* two rows at a time, until killed */
        base_write(base.db, SQL("INSERT INTO firm (name) VALUES ('left'), ('right')"), DB_NO_ARGS);
        (void)!write(fd, "!", 1);
    }
    char begun;
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(read(fd, &begun, 1), ==, 1);
    g_autofree char *copy = path_in(&base, "copy.db");
    g_assert_true(db_backup(base.db, copy, &error));
    g_assert_no_error(error);
    base_kill(writer, fd);

    DbOptions options = base_options;
    options.read_only = true;
    g_autoptr(Db) opened = db_open(copy, &options, &error);
    g_assert_no_error(error);
    g_assert_cmpint(base_integer(opened, SQL("SELECT count(*) FROM firm WHERE name = 'left'")), ==,
                    base_integer(opened, SQL("SELECT count(*) FROM firm WHERE name = 'right'")));
    base_remove(&base);
}

static void test_damage_is_not_backed_up(void)
{
    Base base;
    base_create(&base);
    add_firms(base.db, 5000);
    g_clear_pointer(&base.db, db_close);
    spoil(base.file, 0.7, 0.8);
    g_autoptr(GError) error = NULL;
    base.db = db_open(base.file, &base_options, &error);
    g_assert_no_error(error);
    g_autofree char *copy = path_in(&base, "copy.db");
    g_assert_false(db_backup(base.db, copy, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_NOT_A_BASE);
    g_assert_false(g_file_test(copy, G_FILE_TEST_EXISTS));
    base_remove(&base);
}

static void test_restore(void)
{
    Base base;
    base_create(&base);
    add_firms(base.db, 500);
    g_autofree char *copy = path_in(&base, "copy.db");
    g_autoptr(GError) error = NULL;
    g_assert_true(db_backup(base.db, copy, &error));
    add_firms(base.db, 10000);
    g_assert_cmpint(firms(base.db), ==, 10501);

    /* Under a program that has it open, and goes on. */
    g_assert_true(db_restore(base.file, &base_options, copy, &error));
    g_assert_no_error(error);
    g_assert_cmpint(firms(base.db), ==, 501);
    add_firms(base.db, 1);
    g_assert_cmpint(firms(base.db), ==, 502);
    g_clear_pointer(&base.db, db_close);

    /* Over a damaged one. */
    spoil(base.file, 0.3, 0.9);
    g_assert_true(db_restore(base.file, &base_options, copy, &error));
    g_assert_no_error(error);
    base.db = db_open(base.file, &base_options, &error);
    g_assert_no_error(error);
    g_assert_cmpint(firms(base.db), ==, 501);
    g_clear_pointer(&base.db, db_close);

    /* Where there is none. */
    g_assert_cmpint(g_remove(base.file), ==, 0);
    g_assert_true(db_restore(base.file, &base_options, copy, &error));
    g_assert_no_error(error);
    base.db = db_open(base.file, &base_options, &error);
    g_assert_cmpint(firms(base.db), ==, 501);
    base_remove(&base);
}

static void assert_not_restored(Base *base, const DbOptions *options, const char *file,
                                DbError code)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(db_restore(base->file, options, file, &error));
    g_assert_error(error, DB_ERROR, (int)code);
    g_assert_cmpint(firms(base->db), ==, 2);
}

static void test_restore_refused(void)
{
    Base base;
    base_create(&base);
    g_autofree char *copy = path_in(&base, "copy.db");
    g_autofree char *text = path_in(&base, "text");
    g_autoptr(GError) error = NULL;
    g_assert_true(db_backup(base.db, copy, &error));
    add_firms(base.db, 1);
    g_assert_true(g_file_set_contents(text, "no base", -1, NULL));
    DbOptions options = base_options;
    assert_not_restored(&base, &options, text, DB_ERROR_NOT_A_BASE);
    assert_not_restored(&base, &options, "/nowhere", DB_ERROR_OPEN);
    options.version = 4;
    assert_not_restored(&base, &options, copy, DB_ERROR_OLD);
    options.version = 2;
    assert_not_restored(&base, &options, copy, DB_ERROR_TOO_NEW);
    spoil(copy, 0.3, 0.6);
    assert_not_restored(&base, &base_options, copy, DB_ERROR_NOT_A_BASE);

    g_assert_false(db_restore(text, &base_options, base.file, &error)); /* over a foreign file */
    g_assert_error(error, DB_ERROR, DB_ERROR_NOT_A_BASE);
    g_assert_nonnull(strstr(error->message, "move the file away"));
    base_remove(&base);
}

/* --- migration -------------------------------------------------------------------------------- */

static const DbMigration steps[] = {
    {.version = 4,
     .name = "cities",
     .sql = "CREATE TABLE city (id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id));\n"
            "ALTER TABLE firm ADD COLUMN city_id INTEGER;\n"
            "INSERT INTO city (name) VALUES ('Київ');\n"
            "UPDATE firm SET city_id = 1;\n"},
    {.version = 5, /* a table built anew while others refer to it */
     .name = "long names",
     .sql = "CREATE TABLE firm_new (id INTEGER NOT NULL, name TEXT NOT NULL, long_name TEXT NOT "
            "NULL, city_id INTEGER, PRIMARY KEY (id));\n"
            "INSERT INTO firm_new SELECT id, name, name || '!', city_id FROM firm;\n"
            "DROP TABLE firm;\n"
            "ALTER TABLE firm_new RENAME TO firm;\n"},
    {0},
};

static DbOptions new_options(const DbMigration *migrations)
{
    DbOptions options = base_options;
    options.version = 5;
    options.migrations = migrations;
    return options;
}

static void test_migrate(void)
{
    Base base;
    base_create(&base);
    base_write(base.db, SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'x')"),
               DB_NO_ARGS);
    g_clear_pointer(&base.db, db_close);
    DbOptions options = new_options(steps);
    g_autoptr(GError) error = NULL;
    int from = 0;
    g_assert_true(db_migrate(base.file, &options, &from, &error));
    g_assert_no_error(error);
    g_assert_cmpint(from, ==, 3);
    base.db = db_open(base.file, &options, &error);
    g_assert_no_error(error);
    g_assert_cmpint(
        base_integer(base.db, SQL("SELECT count(*) FROM firm WHERE long_name = 'one!'")), ==, 1);

    g_assert_true(db_migrate(base.file, &options, &from, &error)); /* nothing to do */
    g_assert_cmpint(from, ==, 5);
    g_autofree char *backup = g_strconcat(base.file, ".before-3", NULL);
    g_autofree char *no_backup = g_strconcat(base.file, ".before-5", NULL);
    g_assert_false(g_file_test(no_backup, G_FILE_TEST_EXISTS));
    g_autoptr(Db) old = db_open(backup, &base_options, &error);
    g_assert_no_error(error);
    g_assert_cmpint(base_integer(old, SQL("SELECT count(*) FROM client")), ==, 1);
    base_remove(&base);
}

static void assert_migration_fails(const char *sql, DbError code)
{
    DbMigration failing[] = {steps[0], {.version = 5, .name = "bad", .sql = sql}, {0}};
    Base base;
    base_create(&base);
    base_write(base.db, SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'x')"),
               DB_NO_ARGS);
    g_clear_pointer(&base.db, db_close);
    DbOptions options = new_options(failing);
    g_autoptr(GError) error = NULL;
    int from;
    g_assert_false(db_migrate(base.file, &options, &from, &error));
    g_assert_error(error, DB_ERROR, (int)code);
    g_assert_nonnull(strstr(error->message, "bad"));
    g_clear_error(&error);

    /* What the steps before it did stays, the failed one left nothing; the next attempt goes on. */
    options = new_options(steps);
    g_assert_true(db_migrate(base.file, &options, &from, &error));
    g_assert_no_error(error);
    g_assert_cmpint(from, ==, 4);
    g_autofree char *first = g_strconcat(base.file, ".before-3", NULL);
    g_autofree char *second = g_strconcat(base.file, ".before-4", NULL);
    g_assert_true(g_file_test(first, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(second, G_FILE_TEST_EXISTS));
    base_remove(&base);
}

static void test_migration_fails(void)
{
    assert_migration_fails("CREATE TABLE x (y TEXT);\nCREATE TABLE city (z TEXT);\n",
                           DB_ERROR_FAILED);
    assert_migration_fails("CREATE TABLE x (y TEXT);\nDELETE FROM firm;\n", DB_ERROR_CONSTRAINT);
}

static void test_migration_refused(void)
{
    Base base;
    base_create(&base);
    DbOptions options = base_options;
    options.version = 2;
    g_autoptr(GError) error = NULL;
    int from;
    g_assert_false(db_migrate(base.file, &options, &from, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_TOO_NEW);
    g_clear_error(&error);
    options.version = 4; /* and no step that leads there */
    g_assert_false(db_migrate(base.file, &options, &from, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_OLD);
    base_remove(&base);
}

/* --- check ------------------------------------------------------------------------------------ */

static void assert_problems(Db *db, const char *const *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(db_check(db, problems, &error));
    g_assert_no_error(error);
    for (guint i = 0; i < problems->len; i++)
        g_test_message("%s", (char *)problems->pdata[i]);
    guint n = 0;
    for (; words[n]; n++) {
        g_assert_cmpuint(n, <, problems->len);
        g_assert_nonnull(strstr(problems->pdata[n], words[n]));
    }
    g_assert_cmpuint(problems->len, ==, n);
}

static void add_client(Db *db, int64_t id, const char *text, const char *indexed)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strdup_printf("n%" G_GINT64_FORMAT, id);
    db_begin(db, &base_actor, DB_DURABLE, &error);
    db_execute(db,
               SQL("INSERT INTO client (enterprise_id, id, name, search_text) VALUES (1, ?, ?, ?)"),
               DB_ARGS(db_integer(id), db_text(name), db_text(text)), NULL, &error);
    if (indexed)
        db_search_add(db, "client_search", id, indexed, &error);
    db_commit(db, &error);
    g_assert_no_error(error);
}

static void test_check(void)
{
    Base base;
    base_create(&base);
    for (int64_t id = 1; id <= 300; id++)
        add_client(base.db, id, "  іван  o'\"ніл", "  іван  o'\"ніл");
    add_client(base.db, 400, "", NULL);
    add_client(base.db, 401, "  я", "  я");
    assert_problems(base.db, (const char *const[]){NULL});
    add_client(base.db, 500, "  петро", NULL);
    add_client(base.db, 501, "  петро", "  павло");
    assert_problems(base.db,
                    (const char *const[]){"1 rows are not in the search index client_search",
                                          "row 501 is in the search index", NULL});
    base_remove(&base);
}

static void test_check_damaged(void)
{
    Base base;
    base_create(&base);
    add_firms(base.db, 5000);
    g_clear_pointer(&base.db, db_close);
    spoil(base.file, 0.7, 0.75);
    g_autoptr(GError) error = NULL;
    base.db = db_open(base.file, &base_options, &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(db_check(base.db, problems, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(problems->len, >, 0);
    g_assert_nonnull(strstr(problems->pdata[0], "is damaged"));
    base_remove(&base);
}

static void test_table_columns(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) columns = db_table_columns(base.db, "log", &error);
    g_assert_cmpuint(columns->len, ==, 2);
    g_assert_cmpstr(columns->pdata[0], ==, "id");
    g_assert_cmpstr(columns->pdata[1], ==, "text");
    g_assert_null(db_table_columns(base.db, "nothing", &error));
    g_assert_no_error(error);
    base_remove(&base);
}

/* --- named locks ------------------------------------------------------------------------------ */

static bool can_lock(Db *db, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbLock) lock = NULL;
    bool held = db_lock(db, name, &lock, &error);
    g_assert_no_error(error);
    return held;
}

static void test_lock(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) other = db_open(base.url, &base_options, &error);
    DbLock *lock = NULL;
    g_assert_true(db_lock(base.db, "mailer", &lock, &error));
    g_assert_false(can_lock(other, "mailer"));
    g_assert_false(can_lock(base.db, "mailer"));
    g_assert_true(can_lock(other, "run 17"));
    g_assert_true(db_begin(other, &base_actor, DB_DURABLE, &error)); /* and no writer waits */
    db_rollback(other);
    db_unlock(lock);
    g_assert_true(can_lock(other, "mailer"));
    base_remove(&base);
}

static void test_lock_of_the_dead(void)
{
    Base base;
    base_create(&base);
    int fd;
    pid_t holder = base_fork(&base, &fd);
    if (holder == 0) {
        DbLock *lock = NULL;
        bool held = db_lock(base.db, "run", &lock, NULL);
        (void)!write(fd, held ? "!" : "?", 1);
        for (;;)
            pause();
    }
    char held = 0;
    g_assert_cmpint(read(fd, &held, 1), ==, 1);
    g_assert_cmpint(held, ==, '!');
    g_assert_false(can_lock(base.db, "run"));
    base_kill(holder, fd);
    while (store_is_server() && !can_lock(base.db, "run"))
        g_usleep(5000); /* the server has to see it first */
    g_assert_true(can_lock(base.db, "run"));
    base_remove(&base);
}

static void add_tests_of_files(void)
{
    g_test_add_func("/whole/sqlite/backup", test_backup);
    g_test_add_func("/whole/sqlite/backup-of-a-live-base", test_backup_of_a_live_base);
    g_test_add_func("/whole/sqlite/damage-is-not-backed-up", test_damage_is_not_backed_up);
    g_test_add_func("/whole/sqlite/restore", test_restore);
    g_test_add_func("/whole/sqlite/restore-refused", test_restore_refused);
    g_test_add_func("/whole/sqlite/migrate", test_migrate);
    g_test_add_func("/whole/sqlite/migration-fails", test_migration_fails);
    g_test_add_func("/whole/sqlite/migration-refused", test_migration_refused);
    g_test_add_func("/whole/sqlite/check", test_check);
    g_test_add_func("/whole/sqlite/check-damaged", test_check_damaged);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (!store_is_server())
        add_tests_of_files();
    g_test_add_func("/whole/table-columns", test_table_columns);
    g_test_add_func("/whole/lock", test_lock);
    g_test_add_func("/whole/lock-of-the-dead", test_lock_of_the_dead);
    return g_test_run();
}
