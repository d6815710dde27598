/* A role gets the rights of a program: what the server itself then lets it do. The connection
 * brings no rights of its own but their name, so that only the server refuses. */
#include "base.h"
#include "store.h"

#include <string.h>

static const char *const writable[] = {"client", "tag", "log", NULL};
static const char *const growing[] = {"tag", NULL};
static const char *const hidden[] = {"client.secret", NULL};
static const DbRights rights = {.writable = writable, .growing = growing, .hidden = hidden};

static void make_role(const Base *base, const char *as)
{
    g_autofree char *sql = g_strconcat("CREATE ROLE ", as, NULL);
    g_free(store_ask(base->url, sql));
}

static bool grant(Base *base, const char *role, GError **error)
{
    bool done = db_begin(base->db, &base_actor, DB_DURABLE, error) &&
                db_grant(base->db, role, &rights, error) && db_commit(base->db, error);
    db_rollback(base->db);
    return done;
}

static void granted(Base *base, const char *role)
{
    g_autoptr(GError) error = NULL;
    grant(base, role, &error);
    g_assert_no_error(error);
}

/* The base as that role sees it. */
static Db *open_as(const Base *base, const char *role)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) url = g_string_new(base->url);
    g_string_replace(url, "user=crm", "user=", 1);
    g_string_append_uri_escaped(url, role, NULL, false);
    DbOptions options = base_options;
    options.rights.name = "client";
    Db *db = db_open(url->str, &options, &error);
    g_assert_no_error(error);
    return db;
}

static bool may(Db *db, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(db_begin(db, &base_actor, DB_DURABLE, &error));
    g_autoptr(DbRows) rows = db_query(db, sql, DB_NO_ARGS, &error);
    while (rows && db_next(rows, &error))
        ;
    db_rollback(db);
    if (error)
        g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
    return !error;
}

static void test_rights(void)
{
    static const struct {
        const char *sql;
        bool may;
    } cases[] = {
        {SQL("SELECT id, name FROM client"), true},
        {SQL("SELECT count(*) FROM client"), true},
        {SQL("SELECT * FROM firm"), true},
        {SQL("SELECT secret FROM client"), false},
        {SQL("SELECT * FROM client"), false},
        {SQL("SELECT id FROM client WHERE secret > ''"), false},
        {SQL("INSERT INTO client (enterprise_id, name, secret) VALUES (1, 'b', 'x') RETURNING id"),
         true},
        {SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'b') RETURNING secret"), false},
        {SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'a') "
             "ON CONFLICT (enterprise_id, name) DO UPDATE SET name = excluded.name"),
         true},
        {SQL("UPDATE client SET secret = 'y' WHERE id = 1"), true},
        {SQL("DELETE FROM client WHERE id = 1"), true},
        {SQL("INSERT INTO tag (client_id, word) VALUES (1, 'a') "
             "ON CONFLICT (client_id, word) DO NOTHING"),
         true},
        {SQL("INSERT INTO tag (client_id, word) VALUES (1, 'a') "
             "ON CONFLICT (client_id, word) DO UPDATE SET word = 'b'"),
         false},
        {SQL("UPDATE tag SET word = 'b'"), false},
        {SQL("DELETE FROM tag"), false},
        {SQL("INSERT INTO log (text) VALUES ('a') RETURNING id"), true},
        {SQL("UPDATE log SET text = 'b'"), false},
        {SQL("INSERT INTO firm (name) VALUES ('b')"), false},
        {SQL("UPDATE firm SET name = 'b'"), false},
        {SQL("UPDATE ukrcrm_schema SET version = 1"), false},
        {SQL("SELECT setval ('client_id_seq', 1)"), false},
    };
    Base base;
    base_create(&base);
    base_write(base.db, SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'a')"),
               DB_NO_ARGS);
    make_role(&base, "program LOGIN");
    granted(&base, "program");
    g_autoptr(Db) db = open_as(&base, "program");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].sql);
        g_assert_true(may(db, cases[i].sql) == cases[i].may);
    }
    g_clear_pointer(&db, db_close);
    base_remove(&base);
}

/* A name is never read as SQL; what a schema has gained comes with the next time. */
static void test_again(void)
{
    static const char role[] = "Їжак \"x\"; DROP TABLE firm; --";
    Base base;
    base_create(&base);
    make_role(&base, "\"Їжак \"\"x\"\"; DROP TABLE firm; --\" LOGIN");
    granted(&base, role);
    g_autoptr(Db) db = open_as(&base, role);
    g_free(store_ask(base.url, "SET ROLE crm; ALTER TABLE client ADD COLUMN more text;"
                               "CREATE TABLE city (name text)"));
    g_assert_false(may(db, SQL("SELECT more FROM client")));
    g_assert_false(may(db, SQL("SELECT name FROM city")));
    granted(&base, role);
    g_assert_true(may(db, SQL("SELECT more FROM client")));
    g_assert_true(may(db, SQL("SELECT name FROM city")));
    g_assert_false(may(db, SQL("DELETE FROM city")));
    g_clear_pointer(&db, db_close);
    base_remove(&base);
}

/* --- whose rows ------------------------------------------------------------------------------- */

/* Client N is a person of the enterprise where it stands. */
static const DbRights of_a_person = {
    .writable = writable,
    .enterprises = SQL("SELECT enterprise_id FROM client WHERE id = ?"),
};
static const char *const open_tables[] = {"client", NULL};
static const DbRights of_all = {.writable = writable};

static void grant_rows(Base *base, const char *role, const DbRights *given)
{
    g_autoptr(GError) error = NULL;
    bool done = db_begin(base->db, &base_actor, DB_DURABLE, &error) &&
                db_grant(base->db, role, given, &error) && db_commit(base->db, &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

/* Enterprises 1 and 2, with a client each; a condition on texts may look into an index. What else
 * the tests' server watches over (guard.sql) would refuse first. */
static void make_rows(Base *base)
{
    base_create(base);
    base_write(base->db, SQL("INSERT INTO firm (id, name) VALUES (2, 'two')"), DB_NO_ARGS);
    g_free(
        store_ask(base->url, "INSERT INTO client (enterprise_id, name) VALUES (1, 'a'), (2, 'b')"));
    g_free(store_ask(base->url, "ALTER FUNCTION textlike (text, text) LEAKPROOF"));
    g_free(store_ask(base->url, "DROP TRIGGER guard ON client"));
}

static int64_t n_seen(Db *db)
{
    return base_integer(db, SQL("SELECT count(*) FROM client"));
}

static int64_t n_changed(Db *db, const char *sql)
{
    g_autoptr(GError) error = NULL;
    int64_t changed = -1;
    db_execute(db, sql, DB_NO_ARGS, &changed, &error);
    g_assert_no_error(error);
    return changed;
}

static void enter(Db *db, int64_t enterprise_id)
{
    g_autoptr(GError) error = NULL;
    const DbActor actor = {.enterprise_id = enterprise_id, .program = "test"};
    db_begin(db, &actor, DB_DURABLE, &error);
    g_assert_no_error(error);
}

static void assert_not_added(Db *db, int64_t entered, const char *sql)
{
    g_autoptr(GError) error = NULL;
    enter(db, entered);
    g_assert_false(db_execute(db, sql, DB_NO_ARGS, NULL, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
    db_rollback(db);
}

static void test_rows_of_a_person(void)
{
    Base base;
    make_rows(&base);
    make_role(&base, "reader LOGIN");
    grant_rows(&base, "reader", &of_a_person);
    g_assert_null(db_notice(base.db));
    g_autoptr(Db) db = open_as(&base, "reader");
    g_assert_cmpint(n_seen(db), ==, 0);
    db_set_person(db, 1);
    g_assert_cmpint(n_seen(db), ==, 1);
    g_assert_cmpint(base_integer(db, SQL("SELECT enterprise_id FROM client")), ==, 1);
    g_free(store_ask(base.url,
                     "SELECT count (pg_terminate_backend (pid, 60000)) FROM pg_stat_activity "
                     "WHERE usename = 'reader'"));
    g_assert_cmpint(n_seen(db), ==, 1);
    db_set_person(db, 2);
    g_assert_cmpint(base_integer(db, SQL("SELECT enterprise_id FROM client")), ==, 2);
    db_set_person(db, 0);
    g_assert_cmpint(n_seen(db), ==, 0);
    g_clear_pointer(&db, db_close);
    base_remove(&base);
}

/* Who reads stays so when the first transaction, in which that was told, is over. */
static void test_rows_stay(void)
{
    Base base;
    make_rows(&base);
    make_role(&base, "stayer LOGIN");
    grant_rows(&base, "stayer", &of_a_person);
    g_autoptr(Db) db = open_as(&base, "stayer");
    for (int64_t person = 1; person <= 2; person++) {
        g_autoptr(GError) error = NULL;
        db_set_person(db, person);
        g_assert_true(db_begin_read(db, DB_PLAN_ONCE, &error));
        g_assert_cmpint(base_integer(db, SQL("SELECT enterprise_id FROM client")), ==, person);
        db_rollback(db);
        g_assert_cmpint(base_integer(db, SQL("SELECT enterprise_id FROM client")), ==, person);
    }
    db_set_person(db, 1);
    enter(db, 1);
    db_rollback(db);
    g_assert_cmpint(base_integer(db, SQL("SELECT enterprise_id FROM client")), ==, 1);
    g_clear_pointer(&db, db_close);
    base_remove(&base);
}

/* Seen is what the person sees and what the transaction has entered; written, the latter alone. */
static void test_rows_entered(void)
{
    Base base;
    make_rows(&base);
    make_role(&base, "writer LOGIN");
    grant_rows(&base, "writer", &of_a_person);
    g_autoptr(Db) db = open_as(&base, "writer");
    db_set_person(db, 1);
    enter(db, 2);
    g_assert_cmpint(n_seen(db), ==, 2);
    g_assert_cmpint(n_changed(db, SQL("UPDATE client SET photo = NULL")), ==, 1);
    g_assert_cmpint(n_changed(db, SQL("DELETE FROM client WHERE enterprise_id = 1")), ==, 0);
    g_assert_cmpint(n_changed(db, SQL("INSERT INTO client (enterprise_id, name) VALUES (2, 'c')")),
                    ==, 1);
    db_rollback(db);
    assert_not_added(db, 2, SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'c')"));
    g_clear_pointer(&db, db_close);
    base_remove(&base);
}

/* A role may become another program's; a table may be open to who sees nothing else. */
static void test_rows_of_all(void)
{
    Base base;
    DbRights found = of_a_person;
    found.open = open_tables;
    make_rows(&base);
    make_role(&base, "other LOGIN");
    grant_rows(&base, "other", &of_all);
    g_autoptr(Db) db = open_as(&base, "other");
    g_assert_cmpint(n_seen(db), ==, 2);
    enter(db, 2);
    g_assert_cmpint(n_changed(db, SQL("UPDATE client SET photo = NULL")), ==, 1);
    g_assert_cmpint(n_changed(db, SQL("DELETE FROM client WHERE enterprise_id = 1")), ==, 0);
    db_rollback(db);
    grant_rows(&base, "other", &of_a_person);
    g_assert_cmpint(n_seen(db), ==, 0);
    grant_rows(&base, "other", &found);
    g_assert_cmpint(n_seen(db), ==, 2);
    g_clear_pointer(&db, db_close);
    base_remove(&base);
}

/* As long as the search would be slow, only writing is secured, and that is told. */
static void test_slow_search(void)
{
    Base base;
    make_rows(&base);
    g_free(store_ask(base.url, "ALTER FUNCTION textlike (text, text) NOT LEAKPROOF"));
    make_role(&base, "slow LOGIN");
    grant_rows(&base, "slow", &of_a_person);
    g_assert_nonnull(strstr(db_notice(base.db), "LEAKPROOF"));
    g_autoptr(Db) db = open_as(&base, "slow");
    g_assert_cmpint(n_seen(db), ==, 2);
    assert_not_added(db, 2, SQL("INSERT INTO client (enterprise_id, name) VALUES (1, 'c')"));
    g_clear_pointer(&db, db_close);
    base_remove(&base);
}

static void test_refused(void)
{
    static const struct {
        const char *made, *role, *words;
    } cases[] = {
        {NULL, "absent", "createuser"},
        {NULL, "crm", "may do more"},
        {"almighty SUPERUSER", "almighty", "may do more"},
        {"unseen BYPASSRLS", "unseen", "may do more"},
        {"member IN ROLE crm", "member", "may do more"},
    };
    Base base;
    base_create(&base);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        if (cases[i].made)
            make_role(&base, cases[i].made);
        g_assert_false(grant(&base, cases[i].role, &error));
        g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
        g_assert_nonnull(strstr(error->message, cases[i].words));
    }
    g_autoptr(GError) error = NULL;
    g_assert_false(db_grant(base.db, "crm", &rights, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
    base_remove(&base);
}

/* Rights are given by who has them to give. */
static void test_not_the_owner(void)
{
    Base base;
    base_create(&base);
    make_role(&base, "guest LOGIN");
    granted(&base, "guest");
    db_close(base.db);
    base.db = open_as(&base, "guest");
    g_autoptr(GError) error = NULL;
    g_assert_false(grant(&base, "guest", &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
    g_assert_nonnull(strstr(error->message, "owner of the tables"));
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/postgresql/grant/rights", test_rights);
    g_test_add_func("/postgresql/grant/again", test_again);
    g_test_add_func("/postgresql/grant/rows/of-a-person", test_rows_of_a_person);
    g_test_add_func("/postgresql/grant/rows/stay", test_rows_stay);
    g_test_add_func("/postgresql/grant/rows/entered", test_rows_entered);
    g_test_add_func("/postgresql/grant/rows/of-all", test_rows_of_all);
    g_test_add_func("/postgresql/grant/rows/slow-search", test_slow_search);
    g_test_add_func("/postgresql/grant/refused", test_refused);
    g_test_add_func("/postgresql/grant/not-the-owner", test_not_the_owner);
    return g_test_run();
}
