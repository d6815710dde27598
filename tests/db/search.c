/* The search index against the plain truth: strstr over every row. */
#include "base.h"
#include "store.h"

#include <string.h>

#define INDEX "client_search"

typedef struct {
    Base base;
    GRand *rand;
    GHashTable *texts; /* id -> text, what must be found */
} Search;

static void search_create(Search *search)
{
    base_create(&search->base);
    search->rand = g_rand_new_with_seed((guint32)g_test_rand_int());
    search->texts = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
}

static void search_remove(Search *search)
{
    g_rand_free(search->rand);
    g_hash_table_unref(search->texts);
    base_remove(&search->base);
}

/* Few syllables, so that pieces meet; a quote and an apostrophe among them. */
static char *random_text(GRand *rand)
{
    static const char *const syllables[] = {"ва",  "ко", "пе", "тр",  "о",  "іва", "м'я",
                                            "їжа", "\"", "38", "050", "a@", "."};
    GString *text = g_string_new(NULL);
    for (int words = g_rand_int_range(rand, 0, 6); words > 0; words--) {
        g_string_append(text, "  ");
        for (int n = g_rand_int_range(rand, 1, 5); n > 0; n--)
            g_string_append(text, syllables[g_rand_int_range(rand, 0, G_N_ELEMENTS(syllables))]);
    }
    return g_string_free(text, FALSE);
}

static void insert_row(Search *search, int64_t id, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_strdup_printf("n%" G_GINT64_FORMAT, id);
    db_execute(search->base.db,
               SQL("INSERT INTO client (enterprise_id, id, name, search_text) VALUES (1, ?, ?, ?) "
                   "ON CONFLICT (id) DO UPDATE SET search_text = excluded.search_text"),
               DB_ARGS(db_integer(id), db_text(name), db_text(text)), NULL, &error);
    g_assert_no_error(error);
    int64_t *key = g_new(int64_t, 1);
    *key = id;
    g_hash_table_replace(search->texts, key, g_strdup(text));
}

static void put(Search *search, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = random_text(search->rand);
    insert_row(search, id, text);
    g_assert_true(db_search_add(search->base.db, INDEX, id, text, &error));
    g_assert_no_error(error);
}

static void take(Search *search, int64_t id)
{
    g_autoptr(GError) error = NULL;
    db_execute(search->base.db, SQL("DELETE FROM client WHERE id = ?"), DB_ARGS(db_integer(id)),
               NULL, &error);
    g_assert_true(db_search_remove(search->base.db, INDEX, id, &error));
    g_assert_no_error(error);
    g_hash_table_remove(search->texts, &id);
}

static void begin(Search *search)
{
    g_autoptr(GError) error = NULL;
    db_begin(search->base.db, &base_actor, DB_SLICE, &error);
    g_assert_no_error(error);
}

static void commit(Search *search)
{
    g_autoptr(GError) error = NULL;
    db_commit(search->base.db, &error);
    g_assert_no_error(error);
}

/* As core asks an engine that plans. */
static GArray *find(Db *db, const char *const *words, int64_t limit, GError **error)
{
    const char *condition = db_search_condition(db, INDEX, error);
    g_autoptr(GString) sql = g_string_new(SQL("SELECT id FROM client WHERE 1 = 1"));
    g_autoptr(GPtrArray) patterns = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) args = g_array_new(FALSE, FALSE, sizeof(DbValue));
    for (; *words; words++) {
        g_string_append_printf(sql, " AND %s", condition);
        g_ptr_array_add(patterns, db_search_pattern(*words));
        DbValue pattern = db_text(patterns->pdata[patterns->len - 1]);
        g_array_append_val(args, pattern);
    }
    g_string_append(sql, SQL(" ORDER BY id LIMIT ?"));
    DbValue most = db_integer(limit);
    g_array_append_val(args, most);
    g_autoptr(DbRows) rows =
        db_query(db, sql->str, (DbValue *)(void *)args->data, args->len, error);
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    while (rows && db_next(rows, error)) {
        int64_t id = db_column_integer(rows, 0);
        g_array_append_val(ids, id);
    }
    return ids;
}

static GArray *candidates(Search *search, const char *const *words, int64_t limit)
{
    g_autoptr(GError) error = NULL;
    Db *db = search->base.db;
    GArray *ids = db_plans(db) ? find(db, words, limit, &error)
                               : db_search_candidates(db, INDEX, words, limit, &error);
    g_assert_no_error(error);
    for (guint i = 1; i < ids->len; i++)
        g_assert_cmpint(g_array_index(ids, int64_t, i - 1), <, g_array_index(ids, int64_t, i));
    return ids;
}

static bool contains(GArray *ids, int64_t id)
{
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, int64_t, i) == id)
            return true;
    return false;
}

/* Every row that holds the words is a candidate; every candidate exists. One word of three
 * characters is exact. */
static void assert_finds(Search *search, const char *first, const char *second)
{
    const char *words[] = {first, second, NULL};
    g_autoptr(GArray) ids = candidates(search, words, 1000000);
    GHashTableIter iter;
    gpointer key, text;
    guint hits = 0;
    g_hash_table_iter_init(&iter, search->texts);
    while (g_hash_table_iter_next(&iter, &key, &text))
        if (strstr(text, first) && (!second || strstr(text, second))) {
            g_assert_true(contains(ids, *(int64_t *)key));
            hits++;
        }
    if (!second && g_utf8_strlen(first, -1) == 3)
        g_assert_cmpuint(ids->len, ==, hits);
    for (guint i = 0; i < ids->len; i++)
        g_assert_true(g_hash_table_contains(search->texts, &g_array_index(ids, int64_t, i)));
}

static void assert_finds_everything(Search *search)
{
    static const char *const words[] = {"  в",    " ва",   "іва", "вако",  "м'я",  "їжаїжа",
                                        "\"\"\"", "38050", "a@.", "тро\"", "трпе", "  пе"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        assert_finds(search, words[i], NULL);
        assert_finds(search, words[i], words[(i + 5) % G_N_ELEMENTS(words)]);
    }
}

static void test_follows_its_table(void)
{
    Search search;
    search_create(&search);
    for (int round = 0; round < 150; round++) {
        begin(&search);
        for (int n = g_rand_int_range(search.rand, 1, 8); n > 0; n--) {
            int64_t id = g_rand_int_range(search.rand, 1, 400);
            if (g_rand_int_range(search.rand, 0, 4) == 0)
                take(&search, id);
            else
                put(&search, id);
        }
        commit(&search);
        if (round % 30 == 29)
            assert_finds_everything(&search);
    }
    search_remove(&search);
}

static void test_rolled_back(void)
{
    Search search;
    search_create(&search);
    begin(&search);
    put(&search, 1);
    db_rollback(search.base.db);
    g_autoptr(GArray) ids = candidates(&search, (const char *const[]){"  в", NULL}, 10);
    g_assert_cmpuint(ids->len, ==, 0);
    search_remove(&search);
}

static void test_limit(void)
{
    Search search;
    search_create(&search);
    begin(&search);
    g_autoptr(GError) error = NULL;
    for (int64_t id = 1; id <= 100; id++) {
        insert_row(&search, id, "  слово");
        db_search_add(search.base.db, INDEX, id, "  слово", &error);
    }
    g_assert_no_error(error);
    commit(&search);
    g_autoptr(GArray) some = candidates(&search, (const char *const[]){"лов", NULL}, 7);
    g_assert_cmpuint(some->len, ==, 7);
    g_assert_cmpint(g_array_index(some, int64_t, 6), ==, 7);
    g_autoptr(GArray) none = candidates(&search, (const char *const[]){"лог", NULL}, 7);
    g_assert_cmpuint(none->len, ==, 0);
    if (!db_plans(search.base.db)) { /* an index alone knows nothing of no word */
        g_autoptr(GArray) nothing_asked = candidates(&search, (const char *const[]){"", NULL}, 7);
        g_assert_cmpuint(nothing_asked->len, ==, 0);
    }
    search_remove(&search);
}

/* What a pattern means to LIKE means nothing in a word. */
static void test_marks(void)
{
    Search search;
    search_create(&search);
    begin(&search);
    static const char *const texts[] = {"  a_b%c", "  axbxc", "  a\\b", "  ab"};
    g_autoptr(GError) error = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        insert_row(&search, (int64_t)i + 1, texts[i]);
        db_search_add(search.base.db, INDEX, (int64_t)i + 1, texts[i], &error);
    }
    g_assert_no_error(error);
    commit(&search);
    static const char *const words[] = {"a_b", "b%c", "a\\b"};
    static const int64_t rows[] = {1, 1, 3};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(GArray) ids = candidates(&search, (const char *const[]){words[i], NULL}, 7);
        g_assert_cmpuint(ids->len, ==, 1);
        g_assert_cmpint(g_array_index(ids, int64_t, 0), ==, rows[i]);
    }
    search_remove(&search);
}

/* Of a thousand rows one word is in all, one in ten. */
static void test_estimate(void)
{
    Search search;
    search_create(&search);
    Db *db = search.base.db;
    if (db_plans(db)) {
        begin(&search);
        for (int64_t id = 1; id <= 1000; id++)
            insert_row(&search, id, id % 100 ? "  часто" : "  часто  рідко");
        commit(&search);
        g_free(store_ask(search.base.url, "ANALYZE"));
        static const char *const patterns[] = {"%часто%", "%рідко%"};
        static const int64_t least[] = {900, 1}, most[] = {1000, 100};
        for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++) {
            int64_t rows;
            g_autoptr(GError) error = NULL;
            db_estimate(db, SQL("SELECT 1 FROM client WHERE id > ? AND search_text LIKE ?"),
                        DB_ARGS(db_integer(0), db_text(patterns[i])), &rows, &error);
            g_assert_no_error(error);
            g_assert_cmpint(rows, >=, least[i]);
            g_assert_cmpint(rows, <=, most[i]);
        }
    }
    search_remove(&search);
}

static void bulk(Search *search, int64_t first, int64_t last)
{
    begin(search);
    for (int64_t id = first; id <= last; id++) {
        g_autofree char *text = random_text(search->rand);
        insert_row(search, id, text);
    }
    commit(search);
}

static bool count_progress(int64_t done, void *data)
{
    int64_t *last = data;
    g_assert_cmpint(done, >=, *last);
    *last = done;
    return true;
}

static bool stop_at_once(int64_t done, void *data)
{
    return false;
}

/* A load, and people who change some of its rows before they are indexed. */
static void test_fill(void)
{
    Search search;
    search_create(&search);
    Db *db = search.base.db;
    bulk(&search, 1, 20);
    begin(&search);
    for (int64_t id = 1; id <= 20; id++)
        put(&search, id);
    commit(&search);
    bulk(&search, 1000, 4000);
    begin(&search);
    put(&search, 1500);
    take(&search, 1501);
    commit(&search);

    g_autoptr(GError) error = NULL;
    int64_t done = 0;
    g_assert_false(db_search_fill(db, INDEX, &base_actor, 20, stop_at_once, NULL, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_INTERRUPTED);
    g_clear_error(&error);
    g_assert_true(db_search_fill(db, INDEX, &base_actor, 20, count_progress, &done, &error));
    g_assert_no_error(error);
    g_assert_cmpint(done, >, 0);
    g_assert_cmpint(done, <, 3000);
    assert_finds_everything(&search);

    done = 0;
    g_assert_true(db_search_fill(db, INDEX, &base_actor, 0, count_progress, &done, &error));
    g_assert_cmpint(done, ==, 0); /* all there: nothing is added twice */
    begin(&search);
    for (int64_t id = 1000; id < 1100; id++)
        put(&search, id);
    commit(&search);
    assert_finds_everything(&search);
    search_remove(&search);
}

/* PostgreSQL's index follows its table by itself. */
static void test_nothing_to_fill(void)
{
    Search search;
    search_create(&search);
    bulk(&search, 1, 300);
    assert_finds_everything(&search);
    g_autoptr(GError) error = NULL;
    g_assert_true(
        db_search_fill(search.base.db, INDEX, &base_actor, 0, stop_at_once, NULL, &error));
    g_assert_no_error(error);
    search_remove(&search);
}

static void assert_error(GError **error, DbError code)
{
    g_assert_error(*error, DB_ERROR, (int)code);
    g_clear_error(error);
}

static void test_refused(void)
{
    Search search;
    search_create(&search);
    g_autoptr(GError) error = NULL;
    Db *db = search.base.db;
    g_assert_false(db_search_add(db, INDEX, 1, "  a", &error));
    assert_error(&error, DB_ERROR_FORBIDDEN);
    static const char *const no_indexes[] = {"firm", "x"};
    for (size_t i = 0; i < G_N_ELEMENTS(no_indexes); i++) {
        if (db_plans(db))
            g_assert_null(db_search_condition(db, no_indexes[i], &error));
        else
            g_assert_null(db_search_candidates(db, no_indexes[i],
                                               (const char *const[]){"abc", NULL}, 1, &error));
        assert_error(&error, DB_ERROR_FAILED);
    }
    begin(&search);
    g_assert_false(db_search_fill(db, INDEX, &base_actor, 0, NULL, NULL, &error));
    assert_error(&error, DB_ERROR_FAILED);
    db_rollback(db);

    DbOptions options = base_options;
    options.rights.writable = (const char *const[]){"firm", NULL};
    g_autoptr(Db) other = db_open(search.base.url, &options, &error);
    g_assert_no_error(error);
    db_begin(other, &base_actor, DB_SLICE, &error);
    g_assert_false(db_search_add(other, INDEX, 1, "  a", &error));
    assert_error(&error, DB_ERROR_FORBIDDEN);
    db_rollback(other);
    search_remove(&search);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/search/follows-its-table", test_follows_its_table);
    g_test_add_func("/search/rolled-back", test_rolled_back);
    g_test_add_func("/search/limit", test_limit);
    g_test_add_func("/search/marks", test_marks);
    g_test_add_func("/search/estimate", test_estimate);
    g_test_add_func(store_is_server() ? "/search/postgresql/fill" : "/search/sqlite/fill",
                    store_is_server() ? test_nothing_to_fill : test_fill);
    g_test_add_func("/search/refused", test_refused);
    return g_test_run();
}
