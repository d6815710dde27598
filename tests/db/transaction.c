/* What a transaction promises. */
#include <glib/gstdio.h>

#include "base.h"
#include "store.h"

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

static void test_states(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    Db *db = base.db;
    g_assert_false(db_in_transaction(db));
    g_assert_false(db_commit(db, &error));
    assert_says(&error, DB_ERROR_FAILED);
    insert(db, "x", &error);
    assert_says(&error, DB_ERROR_FORBIDDEN);

    g_assert_true(db_begin_read(db, DB_PLAN_FOR_VALUES, &error));
    g_assert_true(db_in_transaction(db));
    g_assert_null(db_actor(db));
    insert(db, "x", &error);
    assert_says(&error, DB_ERROR_FORBIDDEN);
    g_assert_false(db_begin(db, &base_actor, DB_DURABLE, &error));
    assert_says(&error, DB_ERROR_FAILED);
    g_assert_true(db_commit(db, &error));

    g_assert_false(db_begin(db, NULL, DB_DURABLE, &error));
    assert_says(&error, DB_ERROR_FORBIDDEN);
    g_assert_true(db_begin(db, &base_actor, DB_DURABLE, &error));
    g_assert_cmpstr(db_actor(db)->program, ==, "test");
    insert(db, "x", &error);
    db_rollback(db);
    db_rollback(db);
    g_assert_no_error(error);
    g_assert_cmpint(firms(db), ==, 1);
    base_remove(&base);
}

static void test_failed_statement(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_assert_true(db_begin(base.db, &base_actor, DB_DURABLE, &error));
    insert(base.db, "two", &error);
    g_assert_no_error(error);
    insert(base.db, NULL, &error);
    assert_says(&error, DB_ERROR_CONSTRAINT);
    insert(base.db, "three", &error);
    assert_says(&error, DB_ERROR_FAILED);
    g_assert_false(db_commit(base.db, &error));
    assert_says(&error, DB_ERROR_FAILED);
    g_assert_false(db_in_transaction(base.db));
    g_assert_cmpint(firms(base.db), ==, 1);
    base_remove(&base);
}

/* Far beyond what the page cache holds: a statement that fails in its last row, and one that is
 * taken back, leave nothing. */
static void test_large_statement(void)
{
    enum { ROWS = 100000 };
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    Db *db = base.db;
    g_assert_true(db_begin(db, &base_actor, DB_DURABLE, &error));
    db_execute(db,
               SQL("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
                   "INSERT INTO firm (name) SELECT 'firm ' || i FROM n"),
               DB_ARGS(db_integer(ROWS)), NULL, &error);
    g_assert_no_error(error);
    g_assert_true(db_commit(db, &error));
    const char *sum = SQL("SELECT sum (length (name)) FROM firm");
    int64_t rows = firms(db), before = base_integer(db, sum), changed;

    g_assert_true(db_begin(db, &base_actor, DB_DURABLE, &error));
    insert(db, "kept", &error);
    g_assert_false(db_execute(db,
                              SQL("UPDATE firm SET name = CASE WHEN name = 'firm ' || ? THEN NULL "
                                  "ELSE name || ', changed' END"),
                              DB_ARGS(db_integer(ROWS)), NULL, &error));
    assert_says(&error, DB_ERROR_CONSTRAINT);
    g_assert_false(db_commit(db, &error));
    assert_says(&error, DB_ERROR_FAILED);
    g_assert_cmpint(firms(db), ==, rows);
    g_assert_cmpint(base_integer(db, sum), ==, before);

    g_assert_true(db_begin(db, &base_actor, DB_DURABLE, &error));
    g_assert_true(db_execute(db, SQL("UPDATE firm SET name = name || ', changed'"), DB_NO_ARGS,
                             &changed, &error));
    g_assert_cmpint(changed, ==, rows);
    g_assert_cmpint(base_integer(db, sum), >, before);
    db_rollback(db);
    g_assert_cmpint(base_integer(db, sum), ==, before);
    base_remove(&base);
}

static void test_rows_end(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    const char *sql = SQL("INSERT INTO firm (name) VALUES ('two'), ('three') RETURNING id");
    g_assert_true(db_begin(base.db, &base_actor, DB_DURABLE, &error));
    g_autoptr(DbRows) rows = db_query(base.db, sql, DB_NO_ARGS, &error);
    g_assert_true(db_next(rows, &error));
    g_assert_true(db_commit(base.db, &error));
    g_assert_false(db_next(rows, &error)); /* and does not insert again */
    g_assert_no_error(error);
    g_assert_cmpint(firms(base.db), ==, 3);

    g_autoptr(DbRows) open = db_query(base.db, SQL("SELECT id FROM firm"), DB_NO_ARGS, &error);
    g_assert_true(db_next(open, &error));
    g_assert_false(db_begin(base.db, &base_actor, DB_DURABLE, &error));
    assert_says(&error, DB_ERROR_FAILED);
    g_clear_pointer(&open, db_rows_free);
    g_assert_true(db_begin(base.db, &base_actor, DB_DURABLE, &error));
    db_rollback(base.db);
    base_remove(&base);
}

static bool body(Db *db, void *data, GError **error)
{
    insert(db, data, error);
    return *error == NULL;
}

static void test_write(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_assert_true(db_write(base.db, &base_actor, body, "two", &error));
    g_assert_no_error(error);
    g_assert_false(db_write(base.db, &base_actor, body, NULL, &error));
    assert_says(&error, DB_ERROR_CONSTRAINT);
    g_assert_false(db_in_transaction(base.db));
    g_assert_cmpint(firms(base.db), ==, 2);
    base_remove(&base);
}

/* Looks at nothing of what it writes; then it asks something (*data), or leaves it to the commit.
 */
static bool careless_body(Db *db, void *data, GError **error)
{
    static const char *const names[] = {"two", NULL, "three"};
    const bool *asks = data;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (!db_execute(db, SQL("INSERT INTO firm (name) VALUES (?)"), DB_ARGS(db_text(names[i])),
                        NULL, error))
            return false;
    int64_t rows;
    return !*asks ||
           db_get_integer(db, SQL("SELECT count(*) FROM firm"), DB_NO_ARGS, &rows, NULL, error);
}

/* A failure is told once it has to be, by what failed and not by what that led to. */
static void test_careless(void)
{
    Base base;
    base_create(&base);
    for (int i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        bool asks = i;
        g_assert_false(db_write(base.db, &base_actor, careless_body, &asks, &error));
        assert_says(&error, DB_ERROR_CONSTRAINT);
        g_assert_false(db_in_transaction(base.db));
        g_assert_cmpint(firms(base.db), ==, 1);
        g_assert_true(db_write(base.db, &base_actor, body, asks ? "four" : "five", &error));
        g_assert_no_error(error);
        base_write(base.db, SQL("DELETE FROM firm WHERE id > 1"), DB_NO_ARGS);
    }
    base_remove(&base);
}

typedef struct {
    int64_t seen[3];
    size_t n;
    int64_t refused; /* -1: none is */
} Each;

static bool each_body(Db *db, const int64_t *enterprises, size_t n, void *data, GError **error)
{
    Each *each = data;
    g_assert_true(db_in_transaction(db));
    for (size_t i = 0; i < n && !*error; i++) {
        each->seen[each->n++] = enterprises[i];
        insert(db, enterprises[i] == each->refused ? NULL : "each", error);
    }
    return *error == NULL;
}

static void test_write_each(void)
{
    static const int64_t all[] = {5, 1, 0};
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    Each each = {.refused = -1};
    g_assert_true(db_write_each(base.db, &base_actor, all, 3, each_body, &each, &error));
    g_assert_no_error(error);
    g_assert_cmpmem(each.seen, sizeof each.seen, all, sizeof all);
    g_assert_cmpint(firms(base.db), ==, 4);
    g_assert_true(db_write_each(base.db, &base_actor, all, 0, each_body, &each, &error));
    /* All of a transaction or nothing. */
    each = (Each){.refused = 1};
    g_assert_false(db_write_each(base.db, &base_actor, all, 3, each_body, &each, &error));
    assert_says(&error, DB_ERROR_CONSTRAINT);
    g_assert_cmpint(firms(base.db), ==, 4);
    g_assert_false(db_in_transaction(base.db));
    base_remove(&base);
}

/* Whose base is taken away is told: nothing goes into a file that nobody will find. */
static void test_deleted(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autofree char *away = g_strconcat(base.file, ".away", NULL);
    g_assert_cmpint(g_rename(base.file, away), ==, 0);
    g_assert_false(db_write(base.db, &base_actor, body, "two", &error));
    assert_says(&error, DB_ERROR_LOST);
    g_assert_cmpint(g_rename(away, base.file), ==, 0);
    g_assert_true(db_write(base.db, &base_actor, body, "two", &error));
    g_assert_no_error(error);
    base_remove(&base);
}

static void test_second_connection(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    DbOptions options = base_options;
    options.busy_timeout_ms = 100;
    g_autoptr(Db) other = db_open(base.url, &options, &error);
    g_assert_no_error(error);
    int64_t before, after;
    g_assert_true(db_data_version(other, &before, &error));
    g_assert_true(db_begin(base.db, &base_actor, DB_SLICE, &error));
    insert(base.db, "two", &error);
    g_assert_cmpint(firms(other), ==, 1); /* readers do not wait */
    g_assert_false(db_begin(other, &base_actor, DB_DURABLE, &error));
    assert_says(&error, DB_ERROR_BUSY);
    g_assert_true(db_commit(base.db, &error));
    g_assert_true(db_begin(other, &base_actor, DB_DURABLE, &error));
    db_rollback(other);
    g_assert_true(db_data_version(other, &after, &error));
    g_assert_cmpint(after, !=, before);
    g_assert_true(db_data_version(other, &before, &error));
    g_assert_cmpint(after, ==, before);
    base_remove(&base);
}

static gpointer begin_and_end(gpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(data, &base_options, &error);
    db_begin(db, &base_actor, DB_DURABLE, &error);
    g_assert_no_error(error);
    db_rollback(db);
    return NULL;
}

static void test_awaited(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_assert_false(db_is_awaited(base.db));
    g_assert_true(db_begin(base.db, &base_actor, DB_SLICE, &error));
    g_assert_false(db_is_awaited(base.db));
    GThread *other = g_thread_new("other", begin_and_end, base.url);
    while (!db_is_awaited(base.db))
        g_thread_yield();
    db_rollback(base.db);
    g_thread_join(other);
    g_assert_true(db_begin(base.db, &base_actor, DB_SLICE, &error));
    g_assert_false(db_is_awaited(base.db));
    db_rollback(base.db);
    base_remove(&base);
}

static void test_read_state(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    DbOptions options = base_options;
    options.read_only = true;
    g_autoptr(Db) reader = db_open(base.url, &options, &error);
    g_assert_no_error(error);
    g_assert_true(db_begin_read(reader, DB_PLAN_FOR_VALUES, &error));
    g_assert_cmpint(firms(reader), ==, 1);
    base_write(base.db, SQL("INSERT INTO firm (name) VALUES ('two')"), DB_NO_ARGS);
    g_assert_cmpint(firms(reader), ==, 1);
    g_assert_true(db_commit(reader, &error));
    g_assert_cmpint(firms(reader), ==, 2);
    g_assert_false(db_begin(reader, &base_actor, DB_DURABLE, &error));
    assert_says(&error, DB_ERROR_FORBIDDEN);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/transaction/states", test_states);
    g_test_add_func("/transaction/failed-statement", test_failed_statement);
    g_test_add_func("/transaction/large-statement", test_large_statement);
    g_test_add_func("/transaction/rows-end", test_rows_end);
    g_test_add_func("/transaction/write", test_write);
    g_test_add_func("/transaction/careless", test_careless);
    g_test_add_func("/transaction/write-each", test_write_each);
    if (!store_is_server())
        g_test_add_func("/transaction/sqlite/deleted", test_deleted);
    g_test_add_func("/transaction/second-connection", test_second_connection);
    g_test_add_func("/transaction/awaited", test_awaited);
    g_test_add_func("/transaction/read-state", test_read_state);
    return g_test_run();
}
