/* Every version of the schema that a base may still have (N.sql beside this file) becomes what
 * schema.sql makes, by the steps in core/schema.c. */
#include "core/base.h"
#include "schema.h"

#include <glib/gstdio.h>

typedef struct {
    char *folder, *old_base, *new_base;
} Bases;

static void set_up(Bases *bases, const void *data)
{
    g_autoptr(GError) error = NULL;
    bases->folder = g_dir_make_tmp("ukrcrm-migrate-XXXXXX", &error);
    g_assert_no_error(error);
    bases->old_base = g_build_filename(bases->folder, "old.db", NULL);
    bases->new_base = g_build_filename(bases->folder, "new.db", NULL);
}

static void tear_down(Bases *bases, const void *data)
{
    g_autoptr(GDir) folder = g_dir_open(bases->folder, 0, NULL);
    for (const char *name = g_dir_read_name(folder); name; name = g_dir_read_name(folder)) {
        g_autofree char *file = g_build_filename(bases->folder, name, NULL);
        g_assert_cmpint(g_unlink(file), ==, 0);
    }
    g_assert_cmpint(g_rmdir(bases->folder), ==, 0);
    g_free(bases->folder);
    g_free(bases->old_base);
    g_free(bases->new_base);
}

static void make_old(const Bases *bases, int version)
{
    g_autofree char *name = g_strdup_printf("%d.sql", version);
    g_autofree char *file = g_test_build_filename(G_TEST_DIST, "core", "schema", name, NULL);
    g_autofree char *schema = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(file, &schema, NULL, &error);
    g_assert_no_error(error);
    DbOptions options = {.schema = schema, .version = version};
    DbActor actor = {.program = "test"};
    g_autoptr(Db) db = db_create(bases->old_base, &options, &error);
    g_assert_no_error(error);
    db_begin(db, &actor, DB_DURABLE, &error);
    g_assert_no_error(error);
    db_execute(db, SQL("INSERT INTO base_fact (name, value) VALUES ('kept', 'yes')"), DB_NO_ARGS,
               NULL, &error);
    g_assert_no_error(error);
    db_commit(db, &error);
    g_assert_no_error(error);
}

static Db *open_present(const char *file)
{
    DbOptions options = {.schema = schema_sql, .version = SCHEMA_VERSION};
    g_autoptr(GError) error = NULL;
    Db *db = db_open(file, &options, &error);
    g_assert_no_error(error);
    return db;
}

/* Everything that the engine knows of the schema, in its own words. A column that was added stands
 * on the line of the one before it. */
static char *schema_of(Db *db)
{
    GString *all = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(DbRows) rows =
        db_query(db,
                 SQL("SELECT type, name, tbl_name, replace(sql, char(10) || '    ', ' ') "
                     "FROM sqlite_schema ORDER BY type, name"),
                 DB_NO_ARGS, &error);
    g_assert_no_error(error);
    while (db_next(rows, &error))
        g_string_append_printf(all, "%s %s %s %s\n", db_column_text(rows, 0),
                               db_column_text(rows, 1), db_column_text(rows, 2),
                               db_column_text(rows, 3));
    g_assert_no_error(error);
    return g_string_free(all, FALSE);
}

static void test_migrate(Bases *bases, const void *data)
{
    int version = GPOINTER_TO_INT(data), from, to;
    g_autoptr(GError) error = NULL;
    make_old(bases, version);
    g_assert_true(base_migrate(bases->old_base, &from, &to, &error));
    g_assert_no_error(error);
    g_assert_cmpint(from, ==, version);
    g_assert_cmpint(to, ==, SCHEMA_VERSION);

    base_close(base_create(bases->new_base, PROGRAM_ADMIN, 0, &error));
    g_assert_no_error(error);
    g_autoptr(Db) migrated = open_present(bases->old_base);
    g_autoptr(Db) made = open_present(bases->new_base);
    g_autofree char *of_migrated = schema_of(migrated), *of_made = schema_of(made), *kept = NULL;
    g_assert_cmpstr(of_migrated, ==, of_made);
    db_get_text(migrated, SQL("SELECT value FROM base_fact WHERE name = 'kept'"), DB_NO_ARGS, &kept,
                NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(kept, ==, "yes");
}

/* A version without a step to it, or without its text here, would never be tried. */
static void test_steps(void)
{
    int version = 1;
    for (const DbMigration *step = schema_migrations; step->version; step++)
        g_assert_cmpint(step->version, ==, ++version);
    g_assert_cmpint(version, ==, SCHEMA_VERSION);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/migrate/steps", test_steps);
    for (int version = 1; version < SCHEMA_VERSION; version++) {
        g_autofree char *path = g_strdup_printf("/migrate/from-%d", version);
        g_test_add(path, Bases, GINT_TO_POINTER(version), set_up, test_migrate, tear_down);
    }
    return g_test_run();
}
