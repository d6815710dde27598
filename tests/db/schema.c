/* The portable dialect in SQLite's words. */
#include "schema.h"
#include "base.h"
#include "script.h"

static char *translated(const char *portable)
{
    g_autoptr(GError) error = NULL;
    char *sql = schema_for_sqlite(portable, &error);
    g_assert_no_error(error);
    return sql;
}

static void test_split(void)
{
    g_autoptr(GPtrArray) statements = script_split(
        "-- it's a comment; really\n"
        "CREATE TABLE a (b TEXT DEFAULT ';\n--', -- theirs; or \"ours\n c TEXT); -- end\n"
        "SELECT ';' ; \n\n"
        "INSERT INTO a VALUES ('it''s;\n', 1)");
    g_assert_cmpuint(statements->len, ==, 3);
    g_assert_cmpstr(statements->pdata[0], ==, "CREATE TABLE a (b TEXT DEFAULT ';\n--', \n c TEXT)");
    g_assert_cmpstr(statements->pdata[1], ==, "SELECT ';'");
    g_assert_cmpstr(statements->pdata[2], ==, "INSERT INTO a VALUES ('it''s;\n', 1)");
}

static void test_tables(void)
{
    static const struct {
        const char *portable, *sqlite;
    } cases[] = {
        {"CREATE TABLE t (enterprise_id INTEGER NOT NULL, id  INTEGER NOT NULL,\n"
         " PRIMARY KEY (enterprise_id,id), CHECK (id > 0));",
         "CREATE TABLE t (\n    enterprise_id INTEGER NOT NULL,\n    id INTEGER PRIMARY KEY,\n"
         "    UNIQUE (enterprise_id, id),\n    CHECK (id > 0)\n) STRICT;\n"},
        {"create table t (id integer not null, a TEXT CHECK (a IN ('x, y', 'z)')), primary key (id));",
         "create table t (\n    id INTEGER PRIMARY KEY,\n    a TEXT CHECK (a IN ('x, y', 'z)'))\n"
         ") STRICT;\n"},
        {"CREATE TABLE t (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b));",
         "CREATE TABLE t (\n    a INTEGER NOT NULL,\n    b INTEGER NOT NULL,\n    PRIMARY KEY (a, b)\n"
         ") STRICT, WITHOUT ROWID;\n"},
        {"CREATE TABLE t (a_id INTEGER NOT NULL);",
         "CREATE TABLE t (\n    a_id INTEGER NOT NULL\n) STRICT;\n"},
        {"CREATE INDEX i ON t (a);", "CREATE INDEX i ON t (a);\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *sql = translated(cases[i].portable);
        g_assert_cmpstr(sql, ==, cases[i].sqlite);
    }
}

static void test_table_without_columns(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(schema_for_sqlite("CREATE TABLE t;", &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FAILED);
}

static void test_own_statements(void)
{
    g_autofree char *sql = translated("CREATE SEARCH INDEX n ON t (c);\n"
                                      "CREATE APPEND ONLY RULE ON t;\n");
    g_assert_nonnull(strstr(sql, "CREATE VIRTUAL TABLE n USING fts5 (c, t UNINDEXED, content=''"));
    g_assert_nonnull(strstr(sql, "BEFORE DELETE ON t\n"));
    g_assert_nonnull(strstr(sql, "BEFORE UPDATE ON t\n"));
}

/* The program's own schema is understood, and the base made of it is sound. */
static void test_whole_schema(void)
{
    g_autofree char *file = g_test_build_filename(G_TEST_DIST, "..", "schema.sql", NULL);
    g_autofree char *schema = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(file, &schema, NULL, &error);
    g_assert_no_error(error);
    Base base;
    base_create_with(&base, &(DbOptions){.schema = schema, .version = 1});
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM client")), ==, 0);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/schema/split", test_split);
    g_test_add_func("/schema/tables", test_tables);
    g_test_add_func("/schema/table-without-columns", test_table_without_columns);
    g_test_add_func("/schema/own-statements", test_own_statements);
    g_test_add_func("/schema/whole", test_whole_schema);
    return g_test_run();
}
