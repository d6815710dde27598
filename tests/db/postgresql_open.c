/* What is told of databases that are no good bases, and how a server is asked. */
#include "base.h"
#include "store.h"

#include <gio/gio.h>
#include <string.h>

static void assert_not_opened(const char *url, const DbOptions *options, DbError code,
                              const char *words)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(db_open(url, options, &error));
    g_assert_error(error, DB_ERROR, (int)code);
    if (!strstr(error->message, words))
        g_error("“%s” does not say “%s”", error->message, words);
    g_assert_null(strstr(error->message, "geheim"));
}

static void assert_not_made(const char *url, const char *schema, DbError code, const char *words)
{
    g_autoptr(GError) error = NULL;
    DbOptions options = base_options;
    options.schema = schema;
    g_assert_null(db_create(url, &options, &error));
    g_assert_error(error, DB_ERROR, (int)code);
    g_assert_nonnull(strstr(error->message, words));
}

/* The URL of another database of the same server. */
static char *beside(const Base *base, const char *database)
{
    return g_strdup_printf("postgresql:///%s%s", database, strchr(base->url, '?'));
}

/* The same as another role. */
static char *as_role(const char *url, const char *role)
{
    g_autoptr(GRegex) user = g_regex_new("\\buser=\\w+", 0, 0, NULL);
    g_autofree char *words = g_strconcat("user=", role, NULL);
    return g_regex_replace_literal(user, url, -1, 0, words, 0, NULL);
}

static void test_not_a_base(void)
{
    Base base;
    base_create(&base);
    g_autofree char *empty = store_url(base.folder, "");
    g_autofree char *absent = beside(&base, "absent");
    assert_not_opened(empty, &base_options, DB_ERROR_OPEN, "ukrcrm-admin init");
    g_free(store_ask(empty, "CREATE TABLE a (b int)"));
    assert_not_opened(empty, &base_options, DB_ERROR_NOT_A_BASE, "no base of this program");
    assert_not_opened(absent, &base_options, DB_ERROR_OPEN, "does not exist");
    assert_not_opened("postgresql://%zz/", &base_options, DB_ERROR_OPEN, "cannot open");
    assert_not_opened("postgresql:///x?host=/nowhere", &base_options, DB_ERROR_OPEN,
                      "no server answers at /nowhere/.s.PGSQL.5432");
    store_remove(empty);
    base_remove(&base);
}

static void test_create_refused(void)
{
    Base base;
    base_create(&base);
    g_autofree char *empty = store_url(base.folder, "");
    assert_not_made(base.url, base_options.schema, DB_ERROR_MAKE, "not empty");
    /* A schema that fails leaves nothing behind. */
    assert_not_made(empty, "CREATE TABLE a (b TEXT);\nCREATE TABLE a (b TEXT);\n", DB_ERROR_FAILED,
                    "already exists");
    g_autofree char *tables =
        store_ask(empty, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");
    g_assert_cmpstr(tables, ==, "0");
    store_remove(empty);
    base_remove(&base);
}

/* A server without the database, and a role that may make it or not. */
static void test_create_database(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_free(store_ask(base.url, "CREATE ROLE poor LOGIN"));
    g_autofree char *url = beside(&base, "Новая");
    g_autofree char *poor = as_role(url, "poor");
    assert_not_made(poor, base_options.schema, DB_ERROR_MAKE,
                    "createdb --owner=poor --template=template0 --encoding=UTF8 --locale=C.UTF-8 "
                    "Новая");
    g_autoptr(Db) db = db_create(url, &base_options, &error);
    g_assert_no_error(error);
    g_clear_pointer(&db, db_close);
    db = db_open(url, &base_options, &error);
    g_assert_no_error(error);
    g_clear_pointer(&db, db_close);
    /* Not the database's owner. */
    g_free(store_ask(base.url, "CREATE DATABASE others"));
    g_autofree char *others = beside(&base, "others");
    g_autofree char *strange = as_role(others, "poor");
    assert_not_made(strange, base_options.schema, DB_ERROR_FORBIDDEN,
                    "ALTER DATABASE \"others\" OWNER TO \"poor\"");
    g_free(store_ask(others, "GRANT CREATE ON SCHEMA public TO poor"));
    assert_not_made(strange, base_options.schema, DB_ERROR_FORBIDDEN, "ALTER DATABASE");
    g_free(store_ask(others, "CREATE EXTENSION pg_trgm"));
    db = db_create(strange, &base_options, &error);
    g_assert_no_error(error);
    g_clear_pointer(&db, db_close);
    base_remove(&base);
}

static void test_password(void)
{
    assert_not_opened("postgresql://u:geheim@127.0.0.1/crm", &base_options, DB_ERROR_OPEN,
                      "passfile");
    assert_not_opened("postgresql://u@127.0.0.1/crm?password=geheim", &base_options, DB_ERROR_OPEN,
                      "passfile");
}

static void test_letters(void)
{
    static const struct {
        const char *made, *words;
    } cases[] = {
        {"ENCODING 'UTF8' LOCALE 'C'", "LC_CTYPE C"},
        {"ENCODING 'LATIN1' LOCALE 'C'", "ENCODING LATIN1"},
    };
    Base base;
    base_create(&base);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *sql = g_strdup_printf(
            "CREATE DATABASE letters TEMPLATE template0 OWNER crm %s", cases[i].made);
        g_free(store_ask(base.url, sql));
        g_autofree char *url = beside(&base, "letters");
        assert_not_opened(url, &base_options, DB_ERROR_OPEN, cases[i].words);
        assert_not_made(url, base_options.schema, DB_ERROR_OPEN, "C.UTF-8");
        store_remove(url);
    }
    base_remove(&base);
}

/* A socket has no such times, but knows who would have set them. */
static void test_vanished_machine(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_autofree char *source = NULL;
    g_assert_true(db_get_text(base.db,
                              SQL("SELECT source FROM pg_settings WHERE name = 'tcp_user_timeout'"),
                              DB_NO_ARGS, &source, NULL, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(source, ==, "session");
    base_remove(&base);
}

static void test_versions(void)
{
    Base base;
    base_create(&base);
    DbOptions options = base_options;
    options.version = 2;
    assert_not_opened(base.url, &options, DB_ERROR_TOO_NEW, "newer program");
    options.version = 4;
    assert_not_opened(base.url, &options, DB_ERROR_OLD, "ukrcrm-admin migrate");

    /* A base migrated under an open program takes no more writes from it. */
    g_free(store_ask(base.url, "UPDATE ukrcrm_schema SET version = 4"));
    g_autoptr(GError) error = NULL;
    g_assert_false(db_begin(base.db, &base_actor, DB_DURABLE, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_TOO_NEW);
    g_assert_false(db_in_transaction(base.db));
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM firm")), ==, 1);
    base_remove(&base);
}

static void test_no_right(void)
{
    Base base;
    base_create(&base);
    g_free(store_ask(base.url, "CREATE ROLE stranger LOGIN"));
    g_autofree char *strange = as_role(base.url, "stranger");
    assert_not_opened(strange, &base_options, DB_ERROR_FORBIDDEN, "ukrcrm-admin grant");
    base_remove(&base);
}

/* What a server is asked first, and told: no TLS here. */
typedef struct {
    GSocketListener *listener;
    guint8 asked[8];
} Plain;

static gpointer answer_plainly(void *data)
{
    Plain *plain = data;
    g_autoptr(GSocketConnection) connection =
        g_socket_listener_accept(plain->listener, NULL, NULL, NULL);
    gsize size;
    g_input_stream_read_all(g_io_stream_get_input_stream(G_IO_STREAM(connection)), plain->asked,
                            sizeof plain->asked, &size, NULL, NULL);
    g_output_stream_write(g_io_stream_get_output_stream(G_IO_STREAM(connection)), "N", 1, NULL,
                          NULL);
    return NULL;
}

/* Over a network nothing is said to a server that does not prove who it is. */
static void test_tls(void)
{
    static const guint8 ssl_request[8] = {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f};
    Plain plain = {.listener = g_socket_listener_new()};
    guint16 port = g_socket_listener_add_any_inet_port(plain.listener, NULL, NULL);
    g_autofree char *url =
        g_strdup_printf("postgresql://db.example.com:%d/crm?hostaddr=127.0.0.1&gssencmode=disable"
                        "&sslrootcert=/dev/null",
                        port);
    GThread *server = g_thread_new("server", answer_plainly, &plain);
    assert_not_opened(url, &base_options, DB_ERROR_OPEN, "SSL was required");
    g_thread_join(server);
    g_assert_cmpmem(plain.asked, sizeof plain.asked, ssl_request, sizeof ssl_request);
    g_object_unref(plain.listener);
}

static const DbMigration steps[] = {
    {.version = 4,
     .name = "cities",
     .sql = "CREATE TABLE city (id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id));\n"
            "ALTER TABLE firm ADD COLUMN city_id INTEGER;\n"
            "INSERT INTO city (name) VALUES ('Київ');\n"
            "UPDATE firm SET city_id = 1;\n"},
    {.version = 5, .name = "bad", .sql = "CREATE TABLE x (y TEXT);\nDELETE FROM nothing;\n"},
    {0},
};

static void test_migrate(void)
{
    Base base;
    base_create(&base);
    DbOptions options = base_options;
    options.version = 5;
    options.migrations = steps;
    g_autoptr(GError) error = NULL;
    int from = 0;
    g_assert_false(db_migrate(base.url, &options, &from, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FAILED);
    g_assert_nonnull(strstr(error->message, "bad"));
    g_clear_error(&error);
    g_assert_cmpint(from, ==, 3);

    /* What the step before it did stays. */
    options.version = 4;
    g_assert_true(db_migrate(base.url, &options, &from, &error));
    g_assert_no_error(error);
    g_assert_cmpint(from, ==, 4);
    g_clear_pointer(&base.db, db_close);
    base.db = db_open(base.url, &options, &error);
    g_assert_no_error(error);
    g_assert_cmpint(base_integer(base.db, SQL("SELECT city_id FROM firm")), ==, 1);
    g_assert_null(db_table_columns(base.db, "x", &error));
    options.version = 3;
    g_assert_false(db_migrate(base.url, &options, &from, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_TOO_NEW);
    base_remove(&base);
}

static void test_backup(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_assert_false(db_backup(base.db, "/tmp/copy", &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_UNSUPPORTED);
    g_assert_nonnull(strstr(error->message, "pg_dump"));
    g_clear_error(&error);
    g_assert_false(db_restore(base.url, &base_options, "/tmp/copy", &error));
    g_assert_nonnull(strstr(error->message, "pg_restore"));
    base_remove(&base);
}

static char *home_of(const Base *base)
{
    g_autoptr(GError) error = NULL;
    char *home;
    db_home(base->db, &home, &error);
    g_assert_no_error(error);
    return home;
}

/* Another database has another one, and so has a base whose tables a dump has put there anew. */
static void test_home(void)
{
    Base base, other;
    base_create(&base);
    base_create(&other);
    g_autofree char *first = home_of(&base), *others = home_of(&other);
    base_reopen(&base, 0);
    g_autofree char *same = home_of(&base);
    g_free(store_ask(base.url,
                     "CREATE TABLE anew AS SELECT * FROM ukrcrm_schema;"
                     "DROP TABLE ukrcrm_schema; ALTER TABLE anew RENAME TO ukrcrm_schema"));
    g_autofree char *restored = home_of(&base);
    g_assert_cmpstr(same, ==, first);
    g_assert_cmpstr(others, !=, first);
    g_assert_cmpstr(restored, !=, first);
    base_remove(&other);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/postgresql/open/not-a-base", test_not_a_base);
    g_test_add_func("/postgresql/open/create-refused", test_create_refused);
    g_test_add_func("/postgresql/open/create-database", test_create_database);
    g_test_add_func("/postgresql/open/password", test_password);
    g_test_add_func("/postgresql/open/letters", test_letters);
    g_test_add_func("/postgresql/open/vanished-machine", test_vanished_machine);
    g_test_add_func("/postgresql/open/versions", test_versions);
    g_test_add_func("/postgresql/open/no-right", test_no_right);
    g_test_add_func("/postgresql/open/tls", test_tls);
    g_test_add_func("/postgresql/open/migrate", test_migrate);
    g_test_add_func("/postgresql/open/backup", test_backup);
    g_test_add_func("/postgresql/open/home", test_home);
    return g_test_run();
}
