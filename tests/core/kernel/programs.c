/* What the role of each program may do on a server, cell by cell: every column of every table, as
 * the server itself says. What that must be stands in core/base_rights.c, and nowhere else. */
#include "fixture.h"
#include "store.h"

#include <string.h>

/* A line for each column: "table column" and the letters of what the role may: read, add, change,
 * remove, and X for what no program may. */
#define CELLS                                                                                      \
    "SELECT string_agg (line, chr (10)) FROM (SELECT format ('%%s %%s ', relname, attname) || "    \
    "CASE WHEN has_column_privilege (role, c.oid, attnum, 'SELECT') THEN 'r' ELSE '' END || "      \
    "CASE WHEN has_column_privilege (role, c.oid, attnum, 'INSERT') THEN 'a' ELSE '' END || "      \
    "CASE WHEN has_column_privilege (role, c.oid, attnum, 'UPDATE') THEN 'c' ELSE '' END || "      \
    "CASE WHEN has_table_privilege (role, c.oid, 'DELETE') THEN 'd' ELSE '' END || "               \
    "CASE WHEN has_table_privilege (role, c.oid, 'TRUNCATE, REFERENCES, TRIGGER') "                \
    "THEN 'X' ELSE '' END AS line FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid "       \
    "CROSS JOIN (VALUES ('%s')) AS given (role) WHERE relnamespace = 'public'::regnamespace "      \
    "AND relkind = 'r' AND attnum > 0 AND NOT attisdropped) AS cells"

static bool has(const char *const *names, const char *name)
{
    return names && g_strv_contains(names, name);
}

static bool is_append_only(const char *table)
{
    static const char *const tables[] = {"sign_in",    "content", "delivery_event",
                                         "change_set", "change",  NULL};
    return has(tables, table);
}

static void assert_cell(const DbRights *rights, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    g_autofree char *column = g_strjoin(".", words[0], words[1], NULL);
    bool writes = has(rights->writable, words[0]);
    bool adds_only = is_append_only(words[0]) || has(rights->growing, words[0]);
    g_autofree char *right = g_strconcat(has(rights->hidden, column) ? "" : "r",
                                         !writes     ? ""
                                         : adds_only ? "a"
                                                     : "acd",
                                         NULL);
    if (!g_str_equal(words[2], right))
        g_error("%s: “%s”, not “%s”", column, words[2], right);
}

static void make_role(const char *url, const char *role)
{
    g_autofree char *sql = g_strdup_printf("CREATE ROLE %s LOGIN", role);
    g_free(store_ask(url, sql));
}

static void assert_rights(const char *url, const char *role, const DbRights *rights)
{
    g_autofree char *sql = g_strdup_printf(CELLS, role);
    g_autofree char *cells = store_ask(url, sql);
    g_auto(GStrv) lines = g_strsplit(cells, "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), >, 400);
    for (char **line = lines; *line; line++)
        assert_cell(rights, *line);
}

/* What a name in the table of rights is the name of is there. */
static void assert_known(Base *base, const char *const *columns)
{
    for (; columns && *columns; columns++) {
        g_auto(GStrv) words = g_strsplit(*columns, ".", 2);
        g_autoptr(GPtrArray) there = db_table_columns(base_db(base), words[0], NULL);
        g_assert_nonnull(there);
        if (words[1] && !g_ptr_array_find_with_equal_func(there, words[1], g_str_equal, NULL))
            g_error("there is no column %s", *columns);
    }
}

static void test_names(Fixture *fixture, const void *data)
{
    for (Program program = PROGRAM_CLIENT; program < PROGRAM_ADMIN; program++) {
        assert_known(fixture->base, base_rights(program)->writable);
        assert_known(fixture->base, base_rights(program)->growing);
        assert_known(fixture->base, base_rights(program)->hidden);
    }
}

/* Given again, they are the same: what came to a role in between is taken, what went is given. */
static void test_cells(Fixture *fixture, const void *data)
{
    static const char *const roles[] = {"crm_client", "crm_mailer", "crm_api"};
    g_autoptr(GError) error = NULL;
    for (Program program = PROGRAM_CLIENT; program < PROGRAM_ADMIN; program++) {
        const char *role = roles[program];
        make_role(fixture->url, role);
        g_assert_true(base_grant(fixture->base, program, role, NOW, &error));
        g_assert_no_error(error);
        assert_rights(fixture->url, role, base_rights(program));
        g_autofree char *meddling =
            g_strdup_printf("GRANT ALL ON plan, delivery_event TO %s;"
                            "GRANT SELECT (password_hash), UPDATE (password_hash) ON profile TO %s;"
                            "REVOKE INSERT ON client FROM %s; GRANT SELECT ON profile TO PUBLIC",
                            role, role, role);
        g_free(store_ask(fixture->url, meddling));
        g_assert_true(base_grant(fixture->base, program, role, NOW, &error));
        g_assert_no_error(error);
        assert_rights(fixture->url, role, base_rights(program));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/core/programs/names", test_names);
    if (store_is_server())
        BASE_TEST("/core/programs/postgresql/cells", test_cells);
    return g_test_run();
}
