/* Values in, values out, and what a program may not do. */
#include "base.h"
#include "store.h"

#include <string.h>

#define INSERT_CLIENT                                                                              \
    SQL("INSERT INTO client (enterprise_id, name, photo) VALUES (1, ?, ?) RETURNING id")

static void begin(Base *base)
{
    g_autoptr(GError) error = NULL;
    db_begin(base->db, &base_actor, DB_DURABLE, &error);
    g_assert_no_error(error);
}

static void commit(Base *base)
{
    g_autoptr(GError) error = NULL;
    db_commit(base->db, &error);
    g_assert_no_error(error);
}

static int64_t insert_client(Base *base, const char *name, DbValue photo)
{
    g_autoptr(GError) error = NULL;
    int64_t id = 0;
    db_get_integer(base->db, INSERT_CLIENT, DB_ARGS(db_text(name), photo), &id, NULL, &error);
    g_assert_no_error(error);
    return id;
}

static void test_values(void)
{
    Base base;
    base_create(&base);
    begin(&base);
    static const char bytes[] = {0, 1, 2, 0};
    int64_t first = insert_client(&base, "Їжак'ов ", db_blob(bytes, sizeof bytes));
    int64_t second = insert_client(&base, "b", DB_NOTHING);
    int64_t third = insert_client(&base, "c", db_blob("", 0));
    commit(&base);
    g_assert_cmpint(second, ==, first + 1);
    g_assert_cmpint(third, ==, second + 1);

    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows = db_query(
        base.db, SQL("SELECT id, name, photo, secret FROM client ORDER BY id"), DB_NO_ARGS, &error);
    g_assert_no_error(error);
    g_assert_cmpint(db_column_count(rows), ==, 4);
    size_t size;
    g_assert_true(db_next(rows, &error));
    g_assert_cmpint(db_column_integer(rows, 0), ==, first);
    g_assert_cmpstr(db_column_text(rows, 1), ==, "Їжак'ов ");
    const void *blob = db_column_blob(rows, 2, &size);
    g_assert_cmpmem(blob, size, bytes, sizeof bytes);
    g_assert_cmpint(db_column_type(rows, 0), ==, DB_INTEGER);
    g_assert_cmpint(db_column_type(rows, 1), ==, DB_TEXT);
    g_assert_cmpint(db_column_type(rows, 2), ==, DB_BLOB);
    g_assert_cmpint(db_column_type(rows, 3), ==, DB_NULL);
    g_assert_null(db_column_text(rows, 3));
    g_assert_true(db_next(rows, &error));
    g_assert_cmpint(db_column_type(rows, 2), ==, DB_NULL);
    g_assert_true(db_next(rows, &error));
    g_assert_cmpint(db_column_type(rows, 2), ==, DB_BLOB);
    g_assert_false(db_next(rows, &error));
    g_assert_false(db_next(rows, &error)); /* the end stays the end */
    g_assert_no_error(error);
    base_remove(&base);
}

/* The values of a query need not live longer than the call. */
static void test_values_are_copied(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    char *word = g_strdup("to be read later");
    g_autoptr(DbRows) rows = db_query(base.db, SQL("SELECT ?"), DB_ARGS(db_text(word)), &error);
    memset(word, 'x', strlen(word));
    g_free(word);
    g_assert_true(db_next(rows, &error));
    g_assert_cmpstr(db_column_text(rows, 0), ==, "to be read later");
    g_clear_pointer(&rows, db_rows_free);
    base_remove(&base);
}

static void test_changed(void)
{
    Base base;
    base_create(&base);
    begin(&base);
    for (int i = 0; i < 5; i++) {
        g_autofree char *name = g_strdup_printf("n%d", i);
        insert_client(&base, name, DB_NOTHING);
    }
    g_autoptr(GError) error = NULL;
    int64_t changed = -1;
    db_execute(base.db, SQL("UPDATE client SET secret = 's' WHERE name > ?"),
               DB_ARGS(db_text("n1")), &changed, &error);
    g_assert_cmpint(changed, ==, 3);
    db_execute(base.db, SQL("INSERT INTO firm (id, name) VALUES (1, 'x') ON CONFLICT DO NOTHING"),
               DB_NO_ARGS, &changed, &error);
    g_assert_cmpint(changed, ==, 0);
    g_assert_no_error(error);
    commit(&base);
    base_remove(&base);
}

static void test_found(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    const char *sql = SQL("SELECT name FROM firm WHERE id = ?");
    g_autofree char *name = NULL;
    bool found;
    g_assert_true(db_get_text(base.db, sql, DB_ARGS(db_integer(1)), &name, &found, &error));
    g_assert_true(found);
    g_assert_cmpstr(name, ==, "one");
    g_clear_pointer(&name, g_free);
    g_assert_true(db_get_text(base.db, sql, DB_ARGS(db_integer(2)), &name, &found, &error));
    g_assert_false(found);
    g_assert_null(name);
    g_assert_false(db_get_text(base.db, sql, DB_ARGS(db_integer(2)), &name, NULL, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FAILED);
    base_remove(&base);
}

/* One text in two queries at once, as in a recursive walk. */
static void test_nested(void)
{
    Base base;
    base_create(&base);
    base_write(base.db, SQL("INSERT INTO firm (name) VALUES ('two'), ('three')"), DB_NO_ARGS);
    g_autoptr(GError) error = NULL;
    const char *sql = SQL("SELECT id FROM firm ORDER BY id");
    int seen = 0;
    g_autoptr(DbRows) outer = db_query(base.db, sql, DB_NO_ARGS, &error);
    while (db_next(outer, &error)) {
        g_autoptr(DbRows) inner = db_query(base.db, sql, DB_NO_ARGS, &error);
        while (db_next(inner, &error))
            seen++;
    }
    g_assert_no_error(error);
    g_assert_cmpint(seen, ==, 9);
    base_remove(&base);
}

static void assert_refused(Base *base, const char *sql, DbError code)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(db_execute(base->db, sql, DB_NO_ARGS, NULL, &error));
    g_assert_error(error, DB_ERROR, (int)code);
}

static void test_refused(void)
{
    static const struct {
        const char *sql;
        DbError code;
    } cases[] = {
        {SQL("INSERT INTO firm (id, name) VALUES (1, 'again')"), DB_ERROR_UNIQUE},
        {SQL("INSERT INTO tag (client_id, word) VALUES (1, 'a'), (1, 'a')"), DB_ERROR_UNIQUE},
        {SQL("INSERT INTO client (enterprise_id, name) VALUES (1, '')"), DB_ERROR_CONSTRAINT},
        {SQL("INSERT INTO client (enterprise_id, name) VALUES (7, 'x')"), DB_ERROR_CONSTRAINT},
        {SQL("INSERT INTO client (enterprise_id, name) VALUES (1, NULL)"), DB_ERROR_CONSTRAINT},
        {SQL("INSERT INTO client (enterprise_id) VALUES (1), (2"), DB_ERROR_FAILED},
        {SQL("SELECT 1; SELECT 2"), DB_ERROR_FAILED},
        {SQL("SELECT \"no such column\""), DB_ERROR_FAILED},
        {SQL("SELECT ?"), DB_ERROR_FAILED},
        {SQL("SELECT 1"), DB_ERROR_FAILED},
        {SQL(""), DB_ERROR_FAILED},
        {SQL("DROP TABLE firm"), DB_ERROR_FORBIDDEN},
        {SQL("COMMIT"), DB_ERROR_FORBIDDEN},
        {SQL("PRAGMA foreign_keys = OFF"), DB_ERROR_FORBIDDEN},
        {SQL("ATTACH 'x' AS y"), DB_ERROR_FORBIDDEN},
        {SQL("CREATE TEMP TABLE x (y)"), DB_ERROR_FORBIDDEN},
        {SQL("DELETE FROM sqlite_schema"), DB_ERROR_FAILED},
        {SQL("DELETE FROM client_search_data"), DB_ERROR_FAILED},
    };
    Base base;
    base_create(&base);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        begin(&base);
        g_assert_true(db_enter(base.db, 7, NULL));
        assert_refused(&base, cases[i].sql, cases[i].code);
        db_rollback(base.db);
    }
    base_remove(&base);
}

/* PostgreSQL would write bytes as a text. */
static void test_strict(void)
{
    Base base;
    base_create(&base);
    begin(&base);
    assert_refused(&base, SQL("INSERT INTO client (enterprise_id, name) VALUES (1, x'00')"),
                   DB_ERROR_CONSTRAINT);
    base_remove(&base);
}

static void test_append_only(void)
{
    Base base;
    base_create(&base);
    base_write(base.db, SQL("INSERT INTO log (id, text) VALUES (1, 'a')"), DB_NO_ARGS);
    static const char *const attempts[] = {
        SQL("UPDATE log SET text = 'b'"),
        SQL("DELETE FROM log"),
        SQL("DELETE FROM log WHERE id = 1"),
        SQL("REPLACE INTO log (id, text) VALUES (1, 'b')"),
        SQL("INSERT INTO log (id, text) VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET text = 'b'"),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(attempts); i++) {
        begin(&base);
        assert_refused(&base, attempts[i], DB_ERROR_FORBIDDEN);
        db_rollback(base.db);
    }
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM log WHERE text = 'a'")), ==, 1);
    base_remove(&base);
}

static void test_rights(void)
{
    Base base;
    base_create(&base);
    g_clear_pointer(&base.db, db_close);
    DbOptions options = base_options;
    options.rights.writable = (const char *const[]){"client", "tag", NULL};
    options.rights.growing = (const char *const[]){"tag", NULL};
    options.rights.hidden = (const char *const[]){"client.secret", NULL};
    g_autoptr(GError) error = NULL;
    base.db = db_open(base.url, &options, &error);
    g_assert_no_error(error);

    begin(&base);
    insert_client(&base, "a", DB_NOTHING);
    commit(&base);
    begin(&base);
    assert_refused(&base, SQL("UPDATE firm SET name = 'x'"), DB_ERROR_FORBIDDEN);
    db_rollback(base.db);
    begin(&base);
    g_assert_true(db_execute(base.db, SQL("INSERT INTO tag (client_id, word) VALUES (1, 'a')"),
                             DB_NO_ARGS, NULL, &error));
    g_assert_no_error(error);
    assert_refused(&base, SQL("UPDATE tag SET word = 'b'"), DB_ERROR_FORBIDDEN);
    db_rollback(base.db);
    begin(&base);
    assert_refused(&base, SQL("DELETE FROM tag"), DB_ERROR_FORBIDDEN);
    db_rollback(base.db);
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM client")), ==, 1);
    assert_refused(&base, SQL("SELECT secret FROM client"), DB_ERROR_FORBIDDEN);
    assert_refused(&base, SQL("SELECT * FROM client"), DB_ERROR_FORBIDDEN);
    assert_refused(&base, SQL("SELECT id FROM client WHERE secret > ''"), DB_ERROR_FORBIDDEN);
    base_remove(&base);
}

/* --- one question for many rows --------------------------------------------------------------- */

/* What was answered, as "question=id", in order of both. */
static bool take(DbRows *row, size_t question, void *data, GError **error)
{
    g_ptr_array_add(data,
                    g_strdup_printf("%zu=%" G_GINT64_FORMAT, question, db_column_integer(row, 0)));
    return true;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *ask_each(Db *db, const char *sql, const DbValue *values, size_t n_args, size_t n_rows)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func(g_free);
    db_query_each(db, sql, values, n_args, n_rows, take, answers, &error);
    g_assert_no_error(error);
    g_ptr_array_sort(answers, by_text);
    g_ptr_array_add(answers, NULL);
    return g_strjoinv(" ", (char **)answers->pdata);
}

static void test_each(void)
{
    Base base;
    base_create(&base);
    begin(&base);
    insert_client(&base, "a", db_blob("x", 1));
    insert_client(&base, "b", db_blob("x", 1));
    insert_client(&base, "c", DB_NOTHING);
    const char *sql = SQL("SELECT id FROM client WHERE enterprise_id = ? AND name >= ? "
                          "AND (photo = ? OR name = 'c') ORDER BY id LIMIT 2");
    const DbValue values[] = {db_integer(1), db_text("a"), db_blob("x", 1),
                              db_integer(2), db_text("a"), db_blob("x", 1),
                              db_integer(1), db_text("b"), db_blob("y", 1)};
    for (int in_transaction = 1; in_transaction >= 0; in_transaction--) {
        g_autofree char *answers = ask_each(base.db, sql, values, 3, 3);
        g_assert_cmpstr(answers, ==, "0=1 0=2 2=3");
        g_autofree char *none = ask_each(base.db, sql, NULL, 3, 0);
        g_assert_cmpstr(none, ==, "");
        if (in_transaction)
            commit(&base);
    }
    base_remove(&base);
}

static void test_execute_each(void)
{
    Base base;
    base_create(&base);
    begin(&base);
    insert_client(&base, "a", db_blob("x", 1));
    insert_client(&base, "b", db_blob("x", 1));
    insert_client(&base, "c", DB_NOTHING);
    const char *sql = SQL("UPDATE client SET photo = ? WHERE name >= ?");
    const DbValue values[] = {DB_NOTHING, db_text("a"), db_blob("y", 1), db_text("b"),
                              DB_NOTHING, db_text("d"), db_blob("z", 1), db_text("c")};
    const int64_t expected[] = {3, 2, 0, 1};
    int64_t changed[4];
    g_autoptr(GError) error = NULL;
    g_assert_true(db_execute_each(base.db, sql, values, 2, 4, changed, &error));
    g_assert_no_error(error);
    g_assert_cmpmem(changed, sizeof changed, expected, sizeof expected);
    g_assert_true(db_execute_each(base.db, sql, values, 2, 0, NULL, &error));
    commit(&base);
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM client WHERE photo = X'7A'")),
                    ==, 1);
    /* One that fails fails all. */
    begin(&base);
    const DbValue names[] = {db_text("d"),  db_integer(1), DB_NOTHING,
                             db_integer(2), db_text("e"),  db_integer(3)};
    g_assert_false(db_execute_each(base.db, SQL("UPDATE client SET name = ? WHERE id = ?"), names,
                                   2, 3, NULL, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_CONSTRAINT);
    db_rollback(base.db);
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM client WHERE name > 'c'")), ==,
                    0);
    base_remove(&base);
}

/* It counts down to its refusal. */
static bool refuse_third(DbRows *row, size_t question, void *data, GError **error)
{
    int *left = data;
    if (--*left > 0)
        return true;
    g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no more");
    return false;
}

static void assert_each_refused(Db *db, const char *sql, const DbValue *values, size_t n_args,
                                DbError code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func(g_free);
    g_assert_false(db_query_each(db, sql, values, n_args, 2, take, answers, &error));
    g_assert_error(error, DB_ERROR, (int)code);
}

static void test_each_refused(void)
{
    Base base;
    base_create(&base);
    DbOptions options = base_options;
    options.rights.hidden = (const char *const[]){"client.secret", NULL};
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&base.db, db_close);
    base.db = db_open(base.url, &options, &error);
    const DbValue numbers[] = {db_integer(1), db_integer(2), db_integer(3), db_integer(4)};
    const DbValue mixed[] = {db_integer(1), db_text("a"), DB_NOTHING, DB_NOTHING};
    const DbValue least[] = {db_integer(1), db_integer(G_MININT64)}; /* has no absolute value */
    int left = 3;
    g_assert_false(
        db_query_each(base.db, SQL("SELECT ?"), numbers, 1, 4, refuse_third, &left, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_assert_cmpint(left, ==, 0);
    const char *secret = SQL("SELECT secret FROM client WHERE id = ?");
    assert_each_refused(base.db, secret, numbers, 1, DB_ERROR_FORBIDDEN);
    assert_each_refused(base.db, SQL("SELECT ?"), numbers, 2, DB_ERROR_FAILED);
    assert_each_refused(base.db, SQL("SELECT ?"), mixed, 1, DB_ERROR_FAILED);
    assert_each_refused(base.db, SQL("SELECT ?"), mixed + 2, 1, DB_ERROR_FAILED);
    assert_each_refused(base.db, SQL("SELECT abs(?)"), least, 1, DB_ERROR_FAILED);
    db_interrupt(base.db);
    assert_each_refused(base.db, SQL("SELECT ?"), numbers, 1, DB_ERROR_INTERRUPTED);
    db_resume(base.db);
    g_autofree char *answers = ask_each(base.db, SQL("SELECT ?"), numbers, 1, 2);
    g_assert_cmpstr(answers, ==, "0=1 1=2");
    base_remove(&base);
}

/* Kept statements do not grow without end, and a dropped one comes back. */
static void test_many_texts(void)
{
    Base base;
    base_create(&base);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 600; i++) {
            g_autofree char *sql = g_strdup_printf("SELECT %d", i);
            g_assert_cmpint(base_integer(base.db, sql), ==, i);
        }
    base_remove(&base);
}

/* Whoever works by many short queries must not miss an interruption between two of them. */
static void test_interrupted(void)
{
    Base base;
    base_create(&base);
    for (int round = 0; round < 2; round++) {
        g_autoptr(GError) error = NULL;
        db_interrupt(base.db);
        for (int i = 0; i < 2; i++) {
            g_assert_null(db_query(base.db, SQL("SELECT 1"), DB_NO_ARGS, &error));
            g_assert_error(error, DB_ERROR, DB_ERROR_INTERRUPTED);
            g_clear_error(&error);
        }
        db_resume(base.db);
        g_assert_cmpint(base_integer(base.db, SQL("SELECT 1")), ==, 1);
    }
    base_remove(&base);
}

typedef struct {
    Db *db;
    int over; /* atomic */
} Impatient;

static gpointer interrupt_often(gpointer data)
{
    Impatient *impatient = data;
    while (!g_atomic_int_get(&impatient->over)) {
        db_interrupt(impatient->db);
        db_resume(impatient->db);
    }
    return NULL;
}

/* Whatever moment it comes in: the end of a transaction is none that it may spoil. */
static void test_interrupted_at_the_end(void)
{
    Base base;
    base_create(&base);
    Impatient impatient = {.db = base.db};
    GThread *thread = g_thread_new("impatient", interrupt_often, &impatient);
    for (int i = 0; i < 5000; i++) {
        g_autoptr(GError) error = NULL;
        if (db_begin_read(base.db, DB_PLAN_ONCE, &error)) {
            int64_t one;
            db_get_integer(base.db, SQL("SELECT 1"), DB_NO_ARGS, &one, NULL, NULL);
            db_rollback(base.db);
        } else {
            g_assert_error(error, DB_ERROR, DB_ERROR_INTERRUPTED);
        }
    }
    g_atomic_int_set(&impatient.over, true);
    g_thread_join(thread);
    g_assert_cmpint(base_integer(base.db, SQL("SELECT 1")), ==, 1);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/statement/values", test_values);
    g_test_add_func("/statement/values-are-copied", test_values_are_copied);
    g_test_add_func("/statement/changed", test_changed);
    g_test_add_func("/statement/found", test_found);
    g_test_add_func("/statement/nested", test_nested);
    g_test_add_func("/statement/refused", test_refused);
    if (!store_is_server())
        g_test_add_func("/statement/sqlite/strict", test_strict);
    g_test_add_func("/statement/append-only", test_append_only);
    g_test_add_func("/statement/rights", test_rights);
    g_test_add_func("/statement/each", test_each);
    g_test_add_func("/statement/each-refused", test_each_refused);
    g_test_add_func("/statement/execute-each", test_execute_each);
    g_test_add_func("/statement/many-texts", test_many_texts);
    g_test_add_func("/statement/interrupted", test_interrupted);
    if (!store_is_server())
        g_test_add_func("/statement/sqlite/interrupted-at-the-end", test_interrupted_at_the_end);
    return g_test_run();
}
