/* A server that goes away, waits, refuses; what comes of it. */
#include "base.h"
#include "server.h"
#include "store.h"

#include <string.h>

#define OTHERS                                                                                     \
    "FROM pg_stat_activity WHERE datname = current_database () AND pid <> pg_backend_pid ()"

static void insert(Db *db, const char *name, GError **error)
{
    db_execute(db, SQL("INSERT INTO firm (name) VALUES (?)"), DB_ARGS(db_text(name)), NULL, error);
}

static int64_t firms(Db *db)
{
    return base_integer(db, SQL("SELECT count(*) FROM firm"));
}

static void assert_says(GError **error, DbError code)
{
    g_assert_error(*error, DB_ERROR, (int)code);
    g_clear_error(error);
}

static void begin(Db *db, int64_t enterprise_id)
{
    g_autoptr(GError) error = NULL;
    DbActor actor = {.enterprise_id = enterprise_id, .program = "test"};
    db_begin(db, &actor, DB_DURABLE, &error);
    g_assert_no_error(error);
}

/* Ends every connection to the base, and waits until they are gone. */
static void cut(const Base *base)
{
    g_free(store_ask(base->url, "SELECT count (pg_terminate_backend (pid, 60000)) " OTHERS));
}

static Db *open_other(const Base *base, int timeout_ms)
{
    g_autoptr(GError) error = NULL;
    DbOptions options = base_options;
    options.busy_timeout_ms = timeout_ms;
    Db *db = db_open(base->url, &options, &error);
    g_assert_no_error(error);
    return db;
}

/* --- a lost connection ------------------------------------------------------------------------ */

static void test_lost_at_rest(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    int64_t before, after;
    g_assert_true(db_data_version(base.db, &before, &error));
    cut(&base);
    g_assert_cmpint(firms(base.db), ==, 1);
    cut(&base);
    base_write(base.db, SQL("INSERT INTO firm (name) VALUES ('two')"), DB_NO_ARGS);
    cut(&base);
    g_assert_true(db_data_version(base.db, &after, &error));
    g_assert_cmpint(after, !=, before); /* others may have written */
    base_remove(&base);
}

/* --- others' commits -------------------------------------------------------------------------- */

static int64_t version_of(Db *db)
{
    int64_t version;
    g_autoptr(GError) error = NULL;
    g_assert_true(db_data_version(db, &version, &error));
    g_assert_no_error(error);
    return version;
}

static void test_changes(void)
{
    static const char *const insert = SQL("INSERT INTO firm (name) VALUES ('new')");
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) other = open_other(&base, 1000);
    int64_t start = version_of(base.db);
    base_write(base.db, insert, DB_NO_ARGS);
    base_write(base.db, insert, DB_NO_ARGS);
    g_assert_cmpint(version_of(base.db), ==, start); /* one's own are no news */
    begin(other, 2);
    g_assert_true(db_execute(other, insert, DB_NO_ARGS, NULL, &error));
    int64_t under_way = version_of(base.db);
    g_assert_true(db_commit(other, &error));
    int64_t done = version_of(base.db);
    g_assert_cmpint(done, !=, under_way);
    base_write(other, insert, DB_NO_ARGS);
    base_write(base.db, insert, DB_NO_ARGS);
    g_assert_cmpint(version_of(base.db), !=, done);
    base_remove(&base);
}

static void test_lost_at_work(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    begin(base.db, 1);
    insert(base.db, "two", &error);
    g_assert_no_error(error);
    cut(&base);
    insert(base.db, "three", &error);
    assert_says(&error, DB_ERROR_LOST);
    db_rollback(base.db);
    g_assert_cmpint(firms(base.db), ==, 1);

    g_assert_true(db_begin_read(base.db, DB_PLAN_FOR_VALUES, &error));
    cut(&base);
    g_assert_false(base_can_ask(base.db, SQL("SELECT 1"), &error));
    assert_says(&error, DB_ERROR_LOST);
    db_rollback(base.db);
    g_assert_cmpint(firms(base.db), ==, 1);
    base_remove(&base);
}

typedef struct {
    const Base *base;
    int over;
} Cutter;

#define CUTS 100

static gpointer cut_often(void *data)
{
    Cutter *cutter = data;
    for (int i = 0; i < CUTS; i++)
        g_free(store_ask(cutter->base->url, "SELECT count (pg_terminate_backend (pid)) " OTHERS));
    g_atomic_int_set(&cutter->over, 1);
    return NULL;
}

static bool write_some(Db *db, GError **error)
{
    DbActor actor = {.enterprise_id = 1, .program = "test"};
    if (!db_begin(db, &actor, DB_DURABLE, error))
        return false;
    for (int i = 0; i < 3; i++)
        if (!db_execute(db, SQL("INSERT INTO firm (name) VALUES ('some')"), DB_NO_ARGS, NULL,
                        error)) {
            db_rollback(db);
            return false;
        }
    return db_commit(db, error);
}

static bool read_some(Db *db, GError **error)
{
    if (!db_begin_read(db, DB_PLAN_FOR_VALUES, error))
        return false;
    bool read =
        base_can_ask(db, SQL("SELECT 1"), error) && base_can_ask(db, SQL("SELECT 2"), error);
    db_rollback(db);
    return read;
}

/* Whatever was being asked or answered as the connection went, it is told to have gone. */
static void test_lost_at_any_moment(void)
{
    Base base;
    base_create(&base);
    Cutter cutter = {&base, 0};
    GThread *thread = g_thread_new("cutter", cut_often, &cutter);
    int lost = 0;
    while (!g_atomic_int_get(&cutter.over)) {
        g_autoptr(GError) error = NULL;
        bool done = write_some(base.db, &error) && read_some(base.db, &error);
        lost += !done;
        if (!done && !g_error_matches(error, DB_ERROR, DB_ERROR_UNKNOWN_COMMIT))
            g_assert_error(error, DB_ERROR, DB_ERROR_LOST);
    }
    g_thread_join(thread);
    g_assert_cmpint(lost, >, 0);
    base_remove(&base);
}

static void test_server_goes_away(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    base_write(base.db, SQL("INSERT INTO firm (name) VALUES ('two')"), DB_NO_ARGS);
    server_do("crash");
    g_assert_false(base_can_ask(base.db, SQL("SELECT 1"), &error));
    assert_says(&error, DB_ERROR_LOST);
    server_do("start");
    g_assert_cmpint(firms(base.db), ==, 2);
    base_remove(&base);
}

static void test_lock_is_taken_again(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) other = open_other(&base, 0);
    DbLock *lock = NULL, *others = NULL;
    g_assert_true(db_lock(base.db, "mailer", &lock, &error));
    cut(&base);
    g_assert_cmpint(firms(base.db), ==, 1);
    g_assert_false(db_lock(other, "mailer", &others, &error));
    g_assert_no_error(error);

    /* Somebody was quicker. */
    cut(&base);
    g_assert_true(db_lock(other, "mailer", &others, &error));
    g_assert_false(base_can_ask(base.db, SQL("SELECT 1"), &error));
    g_assert_nonnull(strstr(error->message, "mailer"));
    assert_says(&error, DB_ERROR_LOST);
    db_unlock(others);
    g_assert_cmpint(firms(base.db), ==, 1);
    g_assert_false(db_lock(other, "mailer", &others, &error));
    db_unlock(lock);
    g_assert_true(db_lock(other, "mailer", &others, &error));
    db_unlock(others);
    base_remove(&base);
}

static void test_lock_outlives_its_connection(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autoptr(DbLock) lock = NULL;
    g_assert_true(db_lock(base.db, "run", &lock, &error));
    g_clear_pointer(&base.db, db_close);
    g_autoptr(Db) other = open_other(&base, 0);
    g_autoptr(DbLock) others = NULL;
    g_assert_true(db_lock(other, "run", &others, &error));
    g_clear_pointer(&others, db_unlock);
    g_clear_pointer(&other, db_close);
    base_remove(&base);
}

/* --- interruption ----------------------------------------------------------------------------- */

/* Once the server is at work for the base. */
static gpointer interrupt(void *data)
{
    const Base *base = data;
    for (;;) {
        g_autofree char *count =
            store_ask(base->url, "SELECT count (*) " OTHERS " AND state = 'active'");
        if (!g_str_equal(count, "0"))
            break;
        g_usleep(5000);
    }
    db_interrupt(base->db);
    return NULL;
}

static void test_interrupted(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    GThread *thread = g_thread_new("interrupter", interrupt, &base);
    g_autoptr(DbRows) rows = db_query(
        base.db, SQL("SELECT count(*) FROM (SELECT generate_series (1, 1000000000000)) AS n"),
        DB_NO_ARGS, &error);
    g_assert_false(rows && db_next(rows, &error));
    assert_says(&error, DB_ERROR_INTERRUPTED);
    g_thread_join(thread);
    g_clear_pointer(&rows, db_rows_free);
    db_resume(base.db);
    g_assert_cmpint(firms(base.db), ==, 1);
    base_remove(&base);
}

/* --- rows and values -------------------------------------------------------------------------- */

/* A list that is still coming in when something else is asked. */
static void test_rows_side_by_side(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    const char *sql = SQL("SELECT i FROM generate_series (1, ?) AS i");
    g_autoptr(DbRows) outer = db_query(base.db, sql, DB_ARGS(db_integer(1000)), &error);
    g_assert_true(db_next(outer, &error));
    g_assert_cmpint(firms(base.db), ==, 1);
    int64_t seen = 1;
    while (db_next(outer, &error))
        g_assert_cmpint(db_column_integer(outer, 0), ==, ++seen);
    g_assert_no_error(error);
    g_assert_cmpint(seen, ==, 1000);

    /* Left early, in a transaction and outside of one. */
    for (int round = 0; round < 2; round++) {
        g_autoptr(DbRows) rows = db_query(base.db, sql, DB_ARGS(db_integer(300000)), &error);
        g_assert_true(db_next(rows, &error));
        g_clear_pointer(&rows, db_rows_free);
        g_assert_cmpint(firms(base.db), ==, 1);
        if (round == 0)
            g_assert_true(db_begin_read(base.db, DB_PLAN_FOR_VALUES, &error));
    }
    db_rollback(base.db);
    base_remove(&base);
}

static void test_types(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    const char *update = SQL("UPDATE client SET photo = ?, secret = ? WHERE id = ? OR ? = 0");
    begin(base.db, 1);
    db_execute(base.db, SQL("INSERT INTO client (enterprise_id, id, name) VALUES (1, 7, 'a')"),
               DB_NO_ARGS, NULL, &error);
    int64_t id = 0;
    db_insert(base.db, SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'b')"), DB_NO_ARGS,
              &id, &error);
    g_assert_cmpint(id, ==, 8); /* numbered on from what was given */
    db_execute(base.db, update, DB_ARGS(DB_NOTHING, DB_NOTHING, db_integer(7), db_integer(1)), NULL,
               &error);
    db_execute(base.db, update,
               DB_ARGS(db_blob("\xff\0", 2), db_text("s"), db_integer(7), db_integer(1)), NULL,
               &error);
    g_assert_no_error(error);
    g_autoptr(DbRows) rows =
        db_query(base.db,
                 SQL("SELECT photo, secret IS NULL, sum(id), 2, photo = x'FF00' FROM client "
                     "WHERE id = 7 GROUP BY id, photo, secret"),
                 DB_NO_ARGS, &error);
    g_assert_true(db_next(rows, &error));
    size_t size;
    const void *blob = db_column_blob(rows, 0, &size);
    g_assert_cmpmem(blob, size, "\xff\0", 2);
    for (int i = 1; i < 5; i++)
        g_assert_cmpint(db_column_type(rows, i), ==, DB_INTEGER);
    g_assert_cmpint(db_column_integer(rows, 1), ==, 0);
    g_assert_cmpint(db_column_integer(rows, 2), ==, 7);
    g_assert_cmpint(db_column_integer(rows, 4), ==, 1);
    g_clear_pointer(&rows, db_rows_free);
    db_rollback(base.db);

    /* One text, values of two kinds. */
    int64_t number;
    g_autofree char *text = NULL;
    const char *echo = SQL("SELECT ?");
    g_assert_true(db_get_text(base.db, echo, DB_ARGS(db_text("t")), &text, NULL, &error));
    g_assert_true(db_get_integer(base.db, echo, DB_ARGS(db_integer(-5)), &number, NULL, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(text, ==, "t");
    g_assert_cmpint(number, ==, -5);
    base_remove(&base);
}

static void test_check(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(db_check(base.db, problems, &error));
    g_assert_cmpuint(problems->len, ==, 0);
    g_free(store_ask(base.url, "UPDATE pg_index SET indisvalid = false "
                               "WHERE indexrelid = 'client_by_name'::regclass"));
    g_assert_true(db_check(base.db, problems, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(problems->len, ==, 1);
    g_assert_nonnull(strstr(problems->pdata[0], "client_by_name"));
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/postgresql/server/lost-at-rest", test_lost_at_rest);
    g_test_add_func("/postgresql/server/changes", test_changes);
    g_test_add_func("/postgresql/server/lost-at-work", test_lost_at_work);
    g_test_add_func("/postgresql/server/lost-at-any-moment", test_lost_at_any_moment);
    g_test_add_func("/postgresql/server/server-goes-away", test_server_goes_away);
    g_test_add_func("/postgresql/server/lock-is-taken-again", test_lock_is_taken_again);
    g_test_add_func("/postgresql/server/lock-outlives-its-connection",
                    test_lock_outlives_its_connection);
    g_test_add_func("/postgresql/server/interrupted", test_interrupted);
    g_test_add_func("/postgresql/server/rows-side-by-side", test_rows_side_by_side);
    g_test_add_func("/postgresql/server/types", test_types);
    g_test_add_func("/postgresql/server/check", test_check);
    return g_test_run();
}
