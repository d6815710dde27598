/* The portable dialect in PostgreSQL's words, and what a program may say in it. */
#include "base.h"
#include "postgres/dialect.h"
#include "postgres/schema.h"

#include <string.h>

static void test_statements(void)
{
    static const struct {
        const char *portable, *sql;
        size_t marks;
    } cases[] = {
        {"SELECT a FROM t WHERE b = ? AND c IN (?,?)",
         "SELECT a FROM t WHERE b = $1 AND c IN ($2,$3)", 3},
        {"SELECT '?', \"a?\", 'it''s ?' FROM t", "SELECT '?', \"a?\", 'it''s ?' FROM t", 0},
        {"SELECT X'fF00', x''", "SELECT '\\xfF00'::bytea, '\\x'::bytea", 0},
        {"SELECT max'x'", "SELECT max'x'", 0},
        {"SELECT a FROM t ORDER BY +a DESC, +t.b", "SELECT a FROM t ORDER BY a DESC, t.b", 0},
        {"SELECT a + 1, b+? FROM t WHERE +c = +d AND +e > f(+g)",
         "SELECT a + 1, b+$1 FROM t WHERE c = d AND e > f(g)", 1},
        {"SELECT 'їжак' || ї", "SELECT 'їжак' || ї", 0},
        {"SELECT 'open", "SELECT 'open", 0},
        {"", "", 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Dialect) dialect;
        dialect_read(cases[i].portable, &dialect);
        g_assert_cmpstr(dialect.sql, ==, cases[i].sql);
        g_assert_cmpuint(dialect.n_marks, ==, cases[i].marks);
    }
}

static void test_writes(void)
{
    static const struct {
        const char *sql, *table;
        bool numbers_itself;
    } cases[] = {
        {"INSERT INTO plan (id, code) VALUES (1, 'a'), (2, 'b')", "plan", true},
        {"insert into client (enterprise_id, id) select 1, 2", "client", true},
        {"INSERT INTO client (enterprise_id, name) SELECT id, name FROM x", "client", false},
        {"UPDATE client SET id = 1", "client", false},
        {"DELETE FROM client WHERE id = 1", "client", false},
        {"WITH a AS (SELECT 1) INSERT INTO b (c) SELECT 1", "b", false},
        {"SELECT id FROM client FOR UPDATE SKIP LOCKED", NULL, false},
        {"SELECT 'INSERT INTO x' FROM y", NULL, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Dialect) dialect;
        dialect_read(cases[i].sql, &dialect);
        g_assert_cmpstr(dialect_written_table(&dialect), ==, cases[i].table);
        g_assert_true(dialect_numbers_itself(&dialect) == cases[i].numbers_itself);
    }
}

static void test_rights(void)
{
    static const char *const writable[] = {"client", "event", NULL};
    static const char *const growing[] = {"event", NULL};
    static const char *const hidden[] = {"profile.password_hash", "event.secret", NULL};
    static const struct {
        const char *sql, *refusal; /* NULL: may */
    } cases[] = {
        {"SELECT name FROM client", NULL},
        {"SELECT * FROM client", NULL},
        {"SELECT count(*), 2 * id FROM profile", NULL},
        {"INSERT INTO client (name) VALUES ('a') ON CONFLICT (id) DO UPDATE SET name = 'b'", NULL},
        {"SELECT password_hash FROM profile", "may not read profile.password_hash"},
        {"SELECT id FROM profile WHERE Password_Hash > ''", "may not read"},
        {"SELECT \"password_hash\" FROM \"profile\"", "may not read"},
        {"SELECT * FROM profile", "may not read"},
        {"INSERT INTO event (secret) VALUES ('a') RETURNING id", NULL},
        {"INSERT INTO event (name) VALUES ('a') RETURNING secret", "may not read event.secret"},
        {"INSERT INTO client (name) SELECT password_hash FROM profile", "may not read"},
        {"SELECT client.id, profile.* FROM client JOIN profile ON true", "may not read"},
        {"UPDATE profile SET name = 'a'", "may not write the table profile"},
        {"DELETE FROM firm", "may not write the table firm"},
        {"INSERT INTO event (name) VALUES ('a')", NULL},
        {"UPDATE event SET name = 'a'", "may only add rows to the table event"},
        {"DELETE FROM event", "may only add rows"},
        {"WITH x AS (DELETE FROM firm RETURNING id) INSERT INTO client SELECT id FROM x",
         "may not write the table firm"},
        {"DROP TABLE client", "only rows"},
        {"COPY client TO PROGRAM 'x'", "only rows"},
        {"SET search_path = x", "only rows"},
    };
    const DbRights rights = {.writable = writable, .growing = growing, .hidden = hidden};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(Dialect) dialect;
        dialect_read(cases[i].sql, &dialect);
        bool allowed = dialect_is_allowed(&dialect, &rights, &error);
        g_test_message("%s", cases[i].sql);
        g_assert_true(allowed == (cases[i].refusal == NULL));
        if (allowed)
            continue;
        g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
        g_assert_nonnull(strstr(error->message, cases[i].refusal));
    }
}

static void test_tables(void)
{
    static const struct {
        const char *portable, *sql;
    } cases[] = {
        {"CREATE TABLE t (enterprise_id INTEGER NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL,\n"
         " b BLOB DEFAULT X'FF', PRIMARY KEY (enterprise_id, id), CHECK (text <> 'TEXT'));",
         "CREATE TABLE t (\n    enterprise_id bigint NOT NULL,\n"
         "    id bigint GENERATED BY DEFAULT AS IDENTITY,\n"
         "    text text COLLATE \"C\" NOT NULL,\n    b bytea DEFAULT '\\xFF'::bytea,\n"
         "    PRIMARY KEY (enterprise_id, id),\n    UNIQUE (id),\n"
         "    CHECK (text <> 'TEXT')\n);\n"},
        {"CREATE TABLE t (id INTEGER NOT NULL, PRIMARY KEY (id));",
         "CREATE TABLE t (\n    id bigint GENERATED BY DEFAULT AS IDENTITY,\n"
         "    PRIMARY KEY (id)\n);\n"},
        {"CREATE TABLE t (id INTEGER NOT NULL, PRIMARY KEY (id), FOREIGN KEY (id) REFERENCES u (id));",
         "CREATE TABLE t (\n    id bigint NOT NULL,\n    PRIMARY KEY (id),\n"
         "    FOREIGN KEY (id) REFERENCES u (id)\n);\n"},
        {"CREATE TABLE t (a INTEGER NOT NULL, PRIMARY KEY (a));",
         "CREATE TABLE t (\n    a bigint NOT NULL,\n    PRIMARY KEY (a)\n);\n"},
        {"ALTER TABLE t ADD COLUMN c TEXT NOT NULL DEFAULT 'INTEGER';",
         "ALTER TABLE t ADD COLUMN c text COLLATE \"C\" NOT NULL DEFAULT 'INTEGER';\n"},
        {"CREATE SEARCH INDEX n ON t (c);", "CREATE INDEX n ON t USING gin (c gin_trgm_ops) "
                                            "WITH (gin_pending_list_limit = 256);\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *sql = schema_for_postgres(cases[i].portable, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(sql, ==, cases[i].sql);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/postgresql/dialect/statements", test_statements);
    g_test_add_func("/postgresql/dialect/writes", test_writes);
    g_test_add_func("/postgresql/dialect/rights", test_rights);
    g_test_add_func("/postgresql/dialect/tables", test_tables);
    return g_test_run();
}
