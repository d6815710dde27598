/* Many rows at once, and a base that is filled before it is one. */
#include "base.h"
#include "store.h"

#include <glib/gstdio.h>
#include <string.h>

enum { MANY = 3000, NO_FIRM = 77 };

static void begin(Db *db)
{
    g_autoptr(GError) error = NULL;
    db_begin(db, &base_actor, DB_DURABLE, &error);
    g_assert_no_error(error);
}

static void commit(Db *db)
{
    g_autoptr(GError) error = NULL;
    db_commit(db, &error);
    g_assert_no_error(error);
}

static void assert_says(GError **error, DbError code)
{
    g_assert_error(*error, DB_ERROR, (int)code);
    g_clear_error(error);
}

/* --- many rows -------------------------------------------------------------------------------- */

static const char columns[] = "enterprise_id, name, photo, secret";

static void test_values(void)
{
    Base base;
    base_create(&base);
    static const char bytes[] = {0, '\\', 2, 0};
    const DbValue values[] = {
        db_integer(1),
        db_text("Їжак'ов \"{},\\N"),
        db_blob(bytes, sizeof bytes),
        DB_NOTHING,
        db_integer(1),
        db_text("b"),
        DB_NOTHING,
        db_text(""),
        db_integer(1),
        db_text("a\tc\n"),
        db_blob("", 0),
        db_text("NULL"),
    };
    int64_t ids[3];
    g_autoptr(GError) error = NULL;
    begin(base.db);
    g_assert_true(db_insert_many(base.db, "client", columns, values, 3, ids, &error));
    g_assert_no_error(error);
    g_assert_cmpint(ids[1], ==, ids[0] + 1);
    g_assert_cmpint(ids[2], ==, ids[1] + 1);

    /* At once to be read, and in the order given. */
    g_autoptr(DbRows) rows = db_query(
        base.db, SQL("SELECT id, name, photo, secret FROM client ORDER BY id"), DB_NO_ARGS, &error);
    size_t size;
    for (int i = 0; i < 3; i++) {
        const DbValue *given = &values[i * 4];
        g_assert_true(db_next(rows, &error));
        g_assert_cmpint(db_column_integer(rows, 0), ==, ids[i]);
        g_assert_cmpstr(db_column_text(rows, 1), ==, given[1].bytes);
        g_assert_cmpint(db_column_type(rows, 2), ==, given[2].type);
        const void *photo = db_column_blob(rows, 2, &size);
        g_assert_cmpmem(photo, size, bytes, i == 0 ? sizeof bytes : 0);
        g_assert_cmpstr(db_column_text(rows, 3), ==, given[3].bytes);
    }
    g_assert_false(db_next(rows, &error));
    g_clear_pointer(&rows, db_rows_free);

    /* Who comes after is numbered on. */
    int64_t next;
    g_assert_true(db_insert(base.db,
                            SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'd')"),
                            DB_NO_ARGS, &next, &error));
    g_assert_cmpint(next, ==, ids[2] + 1);
    commit(base.db);
    base_remove(&base);
}

/* The tests' servers have no autovacuum. */
static bool is_known(const Base *base)
{
    g_autofree char *rows =
        store_ask(base->url, "SELECT reltuples FROM pg_class WHERE relname = 'client'");
    return g_ascii_strtoll(rows, NULL, 10) == MANY;
}

static void test_many(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    g_autoptr(GStringChunk) names = g_string_chunk_new(4096);
    for (int i = 0; i < MANY; i++) {
        g_autofree char *name = g_strdup_printf("клієнт %d", i);
        const DbValue row[] = {db_integer(1), db_text(g_string_chunk_insert(names, name))};
        g_array_append_vals(values, row, 2);
    }
    g_autoptr(GError) error = NULL;
    begin(base.db);
    g_assert_true(db_insert_many(base.db, "client", "enterprise_id, name",
                                 (DbValue *)(void *)values->data, MANY, NULL, &error));
    g_assert_true(db_insert_many(base.db, "client", "enterprise_id, name", NULL, 0, NULL, &error));
    g_assert_false(store_is_server() && is_known(&base)); /* nobody waits for that */
    commit(base.db);
    g_assert_true(!store_is_server() || is_known(&base));
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM client")), ==, MANY);
    g_assert_cmpint(
        base_integer(base.db, SQL("SELECT count(*) FROM client WHERE name = 'клієнт 2999'")), ==,
        1);
    g_assert_cmpuint(db_rows_at_once(base.db), >, 0);
    base_remove(&base);
}

/* Refused as one row would be: nothing of it is in, and the transaction is lost. */
static void refuse(const char *table, const char *names, const DbValue *values, size_t n,
                   DbError code)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    begin(base.db);
    g_assert_true(db_enter(base.db, NO_FIRM, &error));
    g_assert_false(db_insert_many(base.db, table, names, values, n, NULL, &error));
    assert_says(&error, code);
    g_assert_false(db_commit(base.db, &error));
    assert_says(&error, DB_ERROR_FAILED);
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM client")), ==, 0);
    base_remove(&base);
}

static void test_refused(void)
{
    const DbValue twice[] = {db_integer(1), db_text("a"), db_integer(1), db_text("a")};
    refuse("client", "enterprise_id, name", twice, 2, DB_ERROR_UNIQUE);
    const DbValue empty[] = {db_integer(1), db_text("a"), db_integer(1), db_text("")};
    refuse("client", "enterprise_id, name", empty, 2, DB_ERROR_CONSTRAINT);
    const DbValue foreign[] = {db_integer(NO_FIRM), db_text("a")};
    refuse("client", "enterprise_id, name", foreign, 1, DB_ERROR_CONSTRAINT);
    const DbValue missing[] = {db_integer(1), DB_NOTHING};
    refuse("client", "enterprise_id, name", missing, 1, DB_ERROR_CONSTRAINT);
    const DbValue mistyped[] = {db_integer(1), db_integer(2)};
    refuse("client", "enterprise_id, name", mistyped, 1, DB_ERROR_CONSTRAINT);
    refuse("client", "enterprise_id, surname", twice, 1, DB_ERROR_FAILED);
    refuse("nothing", "name", twice, 1, DB_ERROR_FAILED);
}

static void test_rights(void)
{
    static const char *const writable[] = {"firm", NULL};
    Base base;
    base_create(&base);
    const DbValue row[] = {db_integer(1), db_text("a")};
    g_autoptr(GError) error = NULL;
    g_assert_false(db_insert_many(base.db, "client", "enterprise_id, name", row, 1, NULL, &error));
    assert_says(&error, DB_ERROR_FORBIDDEN);

    DbOptions options = base_options;
    options.rights.writable = writable;
    g_clear_pointer(&base.db, db_close);
    base.db = db_open(base.url, &options, &error);
    begin(base.db);
    g_assert_false(db_insert_many(base.db, "client", "enterprise_id, name", row, 1, NULL, &error));
    assert_says(&error, DB_ERROR_FORBIDDEN);
    g_assert_true(db_insert_many(base.db, "firm", "name", row + 1, 1, NULL, &error));
    commit(base.db);
    base_remove(&base);
}

/* --- tables ----------------------------------------------------------------------------------- */

static void test_tables(void)
{
    static const struct {
        const char *name, *key;
        size_t n_columns;
    } expected[] = {
        {"firm", "id", 2}, {"client", "id", 6}, {"tag", "client_id, word", 2}, {"log", "id", 2}};
    Base base;
    base_create(&base);
    const GPtrArray *tables = db_tables(base.db);
    g_assert_cmpuint(tables->len, ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < tables->len; i++) {
        const DbTable *table = tables->pdata[i];
        g_assert_cmpstr(table->name, ==, expected[i].name);
        g_assert_cmpstr(table->key, ==, expected[i].key);
        g_assert_cmpuint(table->n_columns, ==, expected[i].n_columns);
        g_autoptr(GPtrArray) there = db_table_columns(base.db, table->name, NULL);
        for (size_t j = 0; j < table->n_columns; j++)
            g_assert_cmpstr(table->columns[j].name, ==, there->pdata[j]);
    }
    const DbTable *client = tables->pdata[1];
    g_assert_cmpint(client->columns[0].type, ==, DB_INTEGER);
    g_assert_cmpint(client->columns[2].type, ==, DB_TEXT);
    g_assert_cmpint(client->columns[4].type, ==, DB_BLOB);
    base_remove(&base);
}

/* --- a base in the making --------------------------------------------------------------------- */

static Db *make(const char *url, bool expected)
{
    bool there = !expected;
    g_autoptr(GError) error = NULL;
    Db *db = db_make(url, &base_options, &there, &error);
    g_assert_no_error(error);
    g_assert_cmpint(there, ==, expected);
    return db;
}

/* References may come before what they refer to, and ids are given. */
static void fill(Db *db, int64_t firm)
{
    const DbValue client[] = {db_integer(1), db_integer(40), db_text("Їжак"), db_text("  їжак")};
    const DbValue firms[] = {db_integer(firm), db_text("one")};
    const DbValue line[] = {db_integer(7), db_text("was")};
    g_autoptr(GError) error = NULL;
    begin(db);
    g_assert_true(db_insert_many(db, "client", "enterprise_id, id, name, search_text", client, 1,
                                 NULL, &error));
    g_assert_true(db_insert_many(db, "firm", "id, name", firms, 1, NULL, &error));
    g_assert_true(db_insert_many(db, "log", "id, text", line, 1, NULL, &error));
    commit(db);
}

static void count_step(int64_t done, int64_t all, void *data)
{
    int64_t *last = data;
    g_assert_cmpint(done, ==, *last + 1);
    g_assert_cmpint(done, <=, all);
    *last = done == all ? -1 : done;
}

static void assert_open_says(const char *url, DbError code)
{
    g_autoptr(GError) error = NULL;
    int from;
    g_assert_null(db_open(url, &base_options, &error));
    assert_says(&error, code);
    g_assert_false(db_migrate(url, &base_options, &from, &error));
    assert_says(&error, code);
}

/* What the engine itself says of tables, indexes, rules and references. */
static char *description(const char *url)
{
    if (store_is_server())
        return store_ask(
            url, "SELECT string_agg (what, E'\\n' ORDER BY what) FROM ("
                 "SELECT pg_get_constraintdef (oid) || conname FROM pg_constraint WHERE "
                 "connamespace = 'public'::regnamespace UNION ALL SELECT indexdef FROM pg_indexes "
                 "WHERE schemaname = 'public' UNION ALL SELECT pg_get_triggerdef (oid) FROM "
                 "pg_trigger WHERE NOT tgisinternal UNION ALL SELECT concat_ws (' ', table_name, "
                 "column_name, ordinal_position, column_default, is_nullable, data_type, "
                 "is_identity) FROM information_schema.columns WHERE table_schema = 'public') "
                 "AS all_of_it (what)");
    char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(url, &base_options, &error);
    db_get_text(db,
                SQL("SELECT group_concat (sql, ';') FROM (SELECT sql FROM sqlite_schema "
                    "WHERE sql IS NOT NULL ORDER BY name) AS found"),
                DB_NO_ARGS, &text, NULL, &error);
    g_assert_no_error(error);
    return text;
}

/* The only client that the search index has for the word. */
static int64_t search(Db *db, const char *word)
{
    const char *const words[] = {word, NULL};
    int64_t id = 0;
    g_autoptr(GError) error = NULL;
    if (db_plans(db)) {
        g_autofree char *pattern = db_search_pattern(word);
        g_autofree char *sql = g_strdup_printf(SQL("SELECT id FROM client WHERE %s"),
                                               db_search_condition(db, "client_search", &error));
        db_get_integer(db, sql, DB_ARGS(db_text(pattern)), &id, NULL, &error);
    } else {
        g_autoptr(GArray) found = db_search_candidates(db, "client_search", words, 10, &error);
        g_assert_cmpuint(found->len, ==, 1);
        id = g_array_index(found, int64_t, 0);
    }
    g_assert_no_error(error);
    return id;
}

static void test_making(void)
{
    Base base;
    base_create(&base);
    base_write(base.db, SQL("DELETE FROM firm"), DB_NO_ARGS);
    g_clear_pointer(&base.db, db_close);
    g_autofree char *url = store_url(base.folder, "other.db");
    Db *db = make(url, false);
    assert_open_says(url, DB_ERROR_NOT_A_BASE);
    fill(db, 1);
    assert_open_says(url, DB_ERROR_NOT_A_BASE);

    /* Left alone, and found again. */
    db_close(db);
    db = make(url, true);
    g_assert_cmpint(base_integer(db, SQL("SELECT count(*) FROM client")), ==, 1);
    int64_t steps = 0;
    g_autoptr(GError) error = NULL;
    g_assert_true(db_finish(db, &base_actor, count_step, &steps, &error));
    g_assert_no_error(error);
    g_assert_cmpint(steps, ==, -1);

    /* A base like any other: searched, numbered on, its rules in force. */
    g_assert_cmpint(search(db, "  їж"), ==, 40);
    begin(db);
    int64_t id;
    g_assert_true(db_insert(db, SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'x')"),
                            DB_NO_ARGS, &id, &error));
    g_assert_cmpint(id, ==, 41);
    g_assert_false(db_execute(db, SQL("DELETE FROM log"), DB_NO_ARGS, NULL, &error));
    assert_says(&error, DB_ERROR_FORBIDDEN);
    db_rollback(db);
    begin(db);
    g_assert_false(db_execute(db, SQL("DELETE FROM firm"), DB_NO_ARGS, NULL, &error));
    assert_says(&error, DB_ERROR_CONSTRAINT);
    db_rollback(db);
    db_close(db);

    bool there;
    g_assert_null(db_make(url, &base_options, &there, &error));
    assert_says(&error, DB_ERROR_MAKE);
    g_autofree char *made = description(url), *created = description(base.url);
    g_assert_cmpstr(made, ==, created);
    store_remove(url);
    base_remove(&base);
}

/* A reference to nothing is found in the end, and the base stays in the making. */
static void test_broken_reference(void)
{
    Base base;
    base_create(&base);
    g_autofree char *url = store_url(base.folder, "other.db");
    g_autoptr(GError) error = NULL;
    Db *db = make(url, false);
    fill(db, 2);
    g_assert_false(db_finish(db, &base_actor, NULL, NULL, &error));
    assert_says(&error, DB_ERROR_CONSTRAINT);
    db_close(db);
    assert_open_says(url, DB_ERROR_NOT_A_BASE);
    db = make(url, true);
    base_write(db, SQL("UPDATE client SET enterprise_id = 2"), DB_NO_ARGS);
    g_assert_true(db_finish(db, &base_actor, NULL, NULL, &error));
    g_assert_no_error(error);
    db_close(db);
    store_remove(url);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bulk/values", test_values);
    g_test_add_func("/bulk/many", test_many);
    g_test_add_func("/bulk/refused", test_refused);
    g_test_add_func("/bulk/rights", test_rights);
    g_test_add_func("/bulk/tables", test_tables);
    g_test_add_func("/making/whole", test_making);
    g_test_add_func("/making/broken-reference", test_broken_reference);
    return g_test_run();
}
