/* A connection that breaks where it hurts most, and one that answers keys. */
#include "base.h"
#include "proxy.h"
#include "server.h"
#include "store.h"

#include <string.h>
#include <unistd.h>

typedef struct {
    Base base;
    Proxy *proxy;
    char *url; /* by way of the proxy */
    Db *db;
} Line;

static Db *open_by(const char *url, int busy_ms, int patience_ms)
{
    g_autoptr(GError) error = NULL;
    DbOptions options = base_options;
    options.busy_timeout_ms = busy_ms;
    options.patience_ms = patience_ms;
    Db *db = db_open(url, &options, &error);
    g_assert_no_error(error);
    return db;
}

static void line_init(Line *line, int busy_ms, int patience_ms)
{
    base_create(&line->base);
    line->proxy = proxy_new();
    line->url = proxy_url(line->proxy, line->base.url);
    line->db = open_by(line->url, busy_ms, patience_ms);
}

static void line_clear(Line *line)
{
    db_close(line->db);
    proxy_free(line->proxy);
    g_free(line->url);
    base_remove(&line->base);
}

static void begin_with(Line *line, const char *name)
{
    g_autoptr(GError) error = NULL;
    DbActor actor = {.program = "test"};
    db_begin(line->db, &actor, DB_DURABLE, &error);
    g_assert_no_error(error);
    db_execute(line->db, SQL("INSERT INTO firm (name) VALUES (?)"), DB_ARGS(db_text(name)), NULL,
               &error);
    g_assert_no_error(error);
}

static int64_t firms(const Line *line)
{
    return base_integer(line->base.db, SQL("SELECT count(*) FROM firm"));
}

static void assert_says(GError **error, DbError code)
{
    g_assert_error(*error, DB_ERROR, (int)code);
    g_clear_error(error);
}

/* --- patient ---------------------------------------------------------------------------------- */

static void test_lost_commit(void)
{
    Line line;
    line_init(&line, 0, 0);
    g_autoptr(GError) error = NULL;
    begin_with(&line, "two");
    proxy_do(line.proxy, PROXY_LOSES_COMMIT, false);
    g_assert_false(db_commit(line.db, &error));
    assert_says(&error, DB_ERROR_LOST);
    g_assert_null(db_doubt(line.db));
    g_assert_cmpint(firms(&line), ==, 1);
    begin_with(&line, "three");
    g_assert_true(db_commit(line.db, &error));
    g_assert_cmpint(firms(&line), ==, 2);
    line_clear(&line);
}

static void test_lost_answer(void)
{
    Line line;
    line_init(&line, 0, 0);
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 3; i++) { /* a mark is of one transaction, not of its session */
        begin_with(&line, "two");
        proxy_do(line.proxy, i % 2 ? PROXY_LOSES_COMMIT : PROXY_LOSES_ANSWER, false);
        g_assert_true(db_commit(line.db, &error) == (i % 2 == 0));
        g_clear_error(&error);
    }
    g_assert_cmpint(firms(&line), ==, 3);
    line_clear(&line);
}

/* Nobody comes back in time; who asks later is told. */
static void check_doubt(ProxyTask task, bool expected)
{
    Line line;
    bool saved;
    g_autoptr(GError) error = NULL;
    line_init(&line, 1, 0);
    begin_with(&line, "two");
    g_assert_null(db_doubt(line.db));
    proxy_do(line.proxy, task, true);
    g_assert_false(db_commit(line.db, &error));
    assert_says(&error, DB_ERROR_UNKNOWN_COMMIT);
    g_autofree char *key = g_strdup(db_doubt(line.db));
    g_assert_false(db_outcome(line.db, key, &saved, &error));
    assert_says(&error, DB_ERROR_LOST);
    proxy_refuse(line.proxy, false);
    g_assert_true(db_outcome(line.db, key, &saved, &error));
    g_assert_true(saved == expected);
    g_assert_true(db_outcome(line.base.db, key, &saved, &error)); /* by whomever */
    g_assert_true(saved == expected);
    g_assert_cmpint(firms(&line), ==, expected ? 2 : 1);
    line_clear(&line);
}

static void test_doubt(void)
{
    check_doubt(PROXY_LOSES_ANSWER, true);
    check_doubt(PROXY_LOSES_COMMIT, false);
}

/* What is still under way is waited for: no answer that the next moment makes wrong. */
static void test_under_way(void)
{
    Line line;
    bool saved;
    g_autoptr(GError) error = NULL;
    line_init(&line, 50, 0);
    begin_with(&line, "two");
    proxy_do(line.proxy, PROXY_LOSES_ANSWER, true);
    g_autoptr(Db) other = open_by(line.base.url, 50, 0);
    g_assert_false(db_commit(line.db, &error));
    g_clear_error(&error);
    g_autofree char *key = g_strdup(db_doubt(line.db));
    proxy_refuse(line.proxy, false);
    begin_with(&line, "three"); /* the next one of that session holds its mark */
    g_assert_false(db_outcome(other, key, &saved, &error));
    assert_says(&error, DB_ERROR_BUSY);
    db_rollback(line.db);
    g_assert_true(db_outcome(other, key, &saved, &error));
    g_assert_true(saved);
    g_clear_pointer(&other, db_close);
    line_clear(&line);
}

/* The same base, over TLS. */
static char *tls_url(const char *url)
{
    g_autofree char *address = NULL, *file = g_build_filename(server_folder(), "address", NULL);
    server_do("tls");
    g_assert_true(g_file_get_contents(file, &address, NULL, NULL));
    g_autofree char *there = g_strconcat(address, "&sslmode=require", NULL);
    g_auto(GStrv) parts = g_strsplit(url, server_folder(), 2);
    return g_strjoinv(there, parts);
}

static void wait_until_all_is_answered(const Base *base)
{
    g_autofree char *at_work = NULL;
    do {
        g_free(at_work);
        at_work = store_ask(base->url, "SELECT count (*) FROM pg_stat_activity WHERE state <> "
                                       "'idle' AND pid <> pg_backend_pid ()");
    } while (!g_str_equal(at_work, "0"));
}

/* A reader's ROLLBACK is answered, then the server says why it goes, and goes: over TLS these are
 * read one by one, and it is gone only behind the last. */
static void test_gone_over_tls(void)
{
    Base base;
    g_autoptr(GError) error = NULL;
    base_create(&base);
    g_autofree char *url = tls_url(base.url);
    g_autoptr(Db) db = open_by(url, 0, 0);
    g_assert_true(db_begin_read(db, DB_PLAN_ONCE, &error));
    g_assert_cmpint(base_integer(db, SQL("SELECT count(*) FROM firm")), ==, 1);
    db_rollback(db);
    wait_until_all_is_answered(&base);
    server_do("stop");
    server_do("start");
    g_assert_true(db_is_lost(db));
    g_assert_cmpint(base_integer(db, SQL("SELECT count(*) FROM firm")), ==, 1);
    g_clear_pointer(&db, db_close);
    base_remove(&base);
}

/* --- impatient -------------------------------------------------------------------------------- */

enum { PATIENCE_MS = 200 };

static void test_patience(void)
{
    Line line;
    g_autoptr(GError) error = NULL;
    line_init(&line, 0, PATIENCE_MS);
    g_assert_false(db_is_lost(line.db));
    server_do("pause");
    g_assert_false(base_can_ask(line.db, SQL("SELECT count(*) FROM firm"), &error));
    assert_says(&error, DB_ERROR_LOST);
    g_assert_true(db_is_lost(line.db));
    server_do("resume");
    /* It stays so, whatever is asked. */
    g_assert_false(base_can_ask(line.db, SQL("SELECT 1"), &error));
    assert_says(&error, DB_ERROR_LOST);
    g_assert_false(db_begin(line.db, &base_actor, DB_DURABLE, &error));
    assert_says(&error, DB_ERROR_LOST);
    line_clear(&line);
}

/* Who has read what they wanted goes on: the end of it is the server's business. */
static void test_leaving(void)
{
    Line line;
    g_autoptr(GError) error = NULL;
    line_init(&line, 0, PATIENCE_MS);
    g_assert_true(db_begin_read(line.db, DB_PLAN_FOR_VALUES, &error));
    g_assert_cmpint(base_integer(line.db, SQL("SELECT count(*) FROM firm")), ==, 1);
    server_do("pause");
    db_rollback(line.db);
    g_assert_false(db_in_transaction(line.db));
    g_assert_false(db_is_lost(line.db));
    server_do("resume");
    g_assert_cmpint(base_integer(line.db, SQL("SELECT count(*) FROM firm")), ==, 1);
    line_clear(&line);
}

static bool is_asleep(pid_t thread)
{
    g_autofree char *path = g_strdup_printf("/proc/self/task/%d/stat", thread);
    g_autofree char *words = NULL;
    g_file_get_contents(path, &words, NULL, NULL);
    return words && strstr(words, ") S ");
}

/* The first thread sleeps nowhere but where it waits for the server. */
static gpointer interrupt(gpointer data)
{
    while (!is_asleep(getpid()))
        g_usleep(5000);
    db_interrupt(data);
    return NULL;
}

/* Who is patient need not be so for ever: a query is given up though the server does not hear. */
static void test_interrupted_silence(void)
{
    Line line;
    g_autoptr(GError) error = NULL;
    line_init(&line, 0, 0);
    server_do("pause");
    GThread *thread = g_thread_new("interrupter", interrupt, line.db);
    g_autoptr(DbRows) rows = db_query(line.db, SQL("SELECT name FROM firm"), DB_NO_ARGS, &error);
    g_assert_false(rows && db_next(rows, &error));
    assert_says(&error, DB_ERROR_LOST);
    g_thread_join(thread);
    server_do("resume");
    g_clear_pointer(&rows, db_rows_free);
    db_resume(line.db);
    g_assert_cmpint(base_integer(line.db, SQL("SELECT count(*) FROM firm")), ==, 1);
    line_clear(&line);
}

/* Others who write are told from a server that is silent. */
static void test_patience_with_writers(void)
{
    Line line;
    g_autoptr(GError) error = NULL;
    line_init(&line, 0, PATIENCE_MS);
    db_begin(line.base.db, &base_actor, DB_DURABLE, &error);
    g_assert_no_error(error);
    g_assert_false(db_begin(line.db, &base_actor, DB_DURABLE, &error));
    assert_says(&error, DB_ERROR_BUSY);
    g_assert_false(db_is_lost(line.db));
    db_rollback(line.base.db);
    begin_with(&line, "two");
    g_assert_true(db_commit(line.db, &error));
    line_clear(&line);
}

/* What was known of the lost one goes on with the other. */
static void test_replace(void)
{
    Line line;
    bool saved;
    int64_t before, after;
    g_autoptr(GError) error = NULL;
    line_init(&line, 0, PATIENCE_MS);
    g_assert_true(db_news(line.db, &before, &error));
    begin_with(&line, "two");
    proxy_do(line.proxy, PROXY_LOSES_ANSWER, false);
    g_assert_false(db_commit(line.db, &error));
    assert_says(&error, DB_ERROR_UNKNOWN_COMMIT);
    g_assert_true(db_is_lost(line.db));
    g_assert_false(db_news(line.db, &after, &error));
    assert_says(&error, DB_ERROR_LOST);
    db_replace(line.db, open_by(line.url, 0, PATIENCE_MS));
    g_assert_false(db_is_lost(line.db));
    g_assert_true(db_news(line.db, &after, &error));
    g_assert_cmpint(after, !=, before);
    g_assert_true(db_outcome(line.db, db_doubt(line.db), &saved, &error));
    g_assert_true(saved);
    g_assert_cmpint(base_integer(line.db, SQL("SELECT count(*) FROM firm")), ==, 2);
    begin_with(&line, "three");
    g_assert_null(db_doubt(line.db));
    g_assert_true(db_commit(line.db, &error));
    line_clear(&line);
}

/* --- news ------------------------------------------------------------------------------------- */

/* Others' commits are seen, and a server that does not answer holds nobody up. */
static void test_news(void)
{
    Line line;
    int64_t before, after;
    g_autoptr(GError) error = NULL;
    line_init(&line, 0, PATIENCE_MS);
    g_assert_true(db_news(line.db, &before, &error));
    base_write(line.base.db, SQL("INSERT INTO firm (name) VALUES ('two')"), DB_NO_ARGS);
    server_do("pause");
    for (int i = 0; i < 3; i++) {
        g_assert_true(db_news(line.db, &after, &error));
        g_assert_cmpint(after, ==, before);
    }
    server_do("resume");
    do
        g_assert_true(db_news(line.db, &after, &error));
    while (after == before);
    g_assert_cmpint(base_integer(line.db, SQL("SELECT count(*) FROM firm")), ==, 2);
    line_clear(&line);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/postgresql/link/lost-commit", test_lost_commit);
    g_test_add_func("/postgresql/link/lost-answer", test_lost_answer);
    g_test_add_func("/postgresql/link/doubt", test_doubt);
    g_test_add_func("/postgresql/link/under-way", test_under_way);
    g_test_add_func("/postgresql/link/gone-over-tls", test_gone_over_tls);
    g_test_add_func("/postgresql/link/patience", test_patience);
    g_test_add_func("/postgresql/link/leaving", test_leaving);
    g_test_add_func("/postgresql/link/interrupted-silence", test_interrupted_silence);
    g_test_add_func("/postgresql/link/patience-with-writers", test_patience_with_writers);
    g_test_add_func("/postgresql/link/replace", test_replace);
    g_test_add_func("/postgresql/link/news", test_news);
    return g_test_run();
}
