/* Every version of the schema that a base may still have (N.sql beside this file) becomes what
 * schema.sql makes, with what stands in it, by the steps in core/schema.c. */
#include "schema.h"
#include "store_base.h"

#include <glib/gstdio.h>

typedef struct {
    char *folder, *old_url, *new_url;
} Bases;

static void set_up(Bases *bases, const void *data)
{
    g_autoptr(GError) error = NULL;
    bases->folder = g_dir_make_tmp("ukrcrm-migrate-XXXXXX", &error);
    g_assert_no_error(error);
    bases->old_url = store_url(bases->folder, "old.db");
    base_close(store_base(bases->folder, 0, &bases->new_url));
}

static void tear_down(Bases *bases, const void *data)
{
    g_autoptr(GDir) folder = g_dir_open(bases->folder, 0, NULL);
    store_remove(bases->old_url);
    store_remove(bases->new_url);
    for (const char *name = g_dir_read_name(folder); name; name = g_dir_read_name(folder)) {
        g_autofree char *file = g_build_filename(bases->folder, name, NULL);
        g_assert_cmpint(g_unlink(file), ==, 0);
    }
    g_assert_cmpint(g_rmdir(bases->folder), ==, 0);
    g_free(bases->folder);
    g_free(bases->old_url);
    g_free(bases->new_url);
}

/* --- a base of an older version --------------------------------------------------------------- */

/* Each after those it refers to; they are the first of their tables. */
static const char *const rows[] = {
    SQL("INSERT INTO enterprise (full_name, created_at, updated_at, sort_key) "
        "VALUES ('Зерно', 0, 0, ?)"),
    SQL("INSERT INTO client_status (enterprise_id, name, position) VALUES (1, 'Новый', 1)"),
    SQL("INSERT INTO task_type (enterprise_id, name, position) VALUES (1, 'Звонок', 1)"),
    SQL("INSERT INTO task_status (enterprise_id, name, position) VALUES (1, 'Новая', 1)"),
    SQL("INSERT INTO task_priority (enterprise_id, name, position) VALUES (1, 'Обычный', 1)"),
    SQL("INSERT INTO client (enterprise_id, surname, status_id, created_at, updated_at, sort_key, "
        "company_key, email_key, phone_key) VALUES (1, 'Коваль', 1, 0, 0, ?, ?, ?, ?)"),
    SQL("INSERT INTO task (enterprise_id, subject, due_on, due_at, type_id, status_id, "
        "priority_id, client_id, created_at, updated_at, sort_key) "
        "VALUES (1, 'Позвонить', '2026-07-01', 0, 1, 1, 1, 1, 0, 0, ?)"),
    SQL("INSERT INTO task (enterprise_id, subject, due_on, due_at, type_id, status_id, "
        "priority_id, created_at, updated_at, sort_key) "
        "VALUES (1, 'Убрать', '2026-07-01', 0, 1, 1, 1, 0, 0, ?)"),
};

static void insert(Db *db, const char *sql)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    DbValue key = db_blob("k", 1);
    const DbValue keys[] = {key, key, key, key};
    size_t n_keys = 0;
    for (const char *c = sql; *c; c++)
        n_keys += *c == '?';
    db_insert(db, sql, keys, n_keys, &id, &error);
    g_assert_no_error(error);
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
    g_autoptr(Db) db = db_create(bases->old_url, &options, &error);
    g_assert_no_error(error);
    db_begin(db, &actor, DB_DURABLE, &error);
    g_assert_no_error(error);
    db_enter(db, 1, &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        insert(db, rows[i]);
    db_commit(db, &error);
    g_assert_no_error(error);
}

/* --- what became of it ------------------------------------------------------------------------ */

static Db *open_present(const char *url)
{
    DbOptions options = {.schema = schema_sql, .version = SCHEMA_VERSION};
    g_autoptr(GError) error = NULL;
    Db *db = db_open(url, &options, &error);
    g_assert_no_error(error);
    return db;
}

/* Everything that SQLite knows of the schema, in its own words. A column that was added stands on
 * the line of the one before it. */
static const char *const of_file =
    SQL("SELECT group_concat(line, char(10)) FROM (SELECT type || ' ' || name || ' ' || tbl_name "
        "|| ' ' || ifnull(replace(sql, char(10) || '    ', ' '), '') AS line FROM sqlite_schema "
        "ORDER BY type, name)");

/* The same of a server: tables, what holds of them, who may see what of them. */
static const char *const of_server =
    "SELECT string_agg(line, E'\\n' ORDER BY line COLLATE \"C\") FROM ("
    "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, "
    "is_identity) AS line FROM information_schema.columns WHERE table_schema = 'public' "
    "UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' "
    "UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
    "UNION ALL SELECT concat_ws(' ', tablename, policyname, roles, cmd, qual, with_check) "
    "FROM pg_policies "
    "UNION ALL SELECT concat_ws(' ', relname, relrowsecurity, relforcerowsecurity) FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
    "UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal) AS lines";

static char *ask(const char *url, const char *sql)
{
    char *answer = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = open_present(url);
    db_get_text(db, sql, DB_NO_ARGS, &answer, NULL, &error);
    g_assert_no_error(error);
    return answer;
}

static char *schema_of(const char *url)
{
    return store_is_server() ? store_ask(url, of_server) : ask(url, of_file);
}

static void test_migrate(Bases *bases, const void *data)
{
    int version = GPOINTER_TO_INT(data), from, to;
    g_autoptr(GError) error = NULL;
    make_old(bases, version);
    base_migrate(bases->old_url, &from, &to, &error);
    g_assert_no_error(error);
    g_assert_cmpint(from, ==, version);
    g_assert_cmpint(to, ==, SCHEMA_VERSION);

    g_autofree char *of_migrated = schema_of(bases->old_url), *of_made = schema_of(bases->new_url);
    g_assert_cmpstr(of_migrated, ==, of_made);
    /* A client's key in the task, and none in the one without. */
    g_autofree char *with = ask(bases->old_url, SQL("SELECT subject FROM task JOIN client ON "
                                                    "client.sort_key = task.client_key"));
    g_autofree char *without =
        ask(bases->old_url, SQL("SELECT subject FROM task WHERE client_key IS NULL"));
    g_assert_cmpstr(with, ==, "Позвонить");
    g_assert_cmpstr(without, ==, "Убрать");
}

static int migrate_at_once(const char *url)
{
    int from, to;
    g_autoptr(GError) error = NULL;
    base_migrate(url, &from, &to, &error);
    g_assert_no_error(error);
    return from;
}

static gpointer migrate_beside(gpointer url)
{
    return GINT_TO_POINTER(migrate_at_once(url));
}

/* One does it, the other finds it done, or has come first itself. */
static void test_twice_at_once(Bases *bases, const void *data)
{
    int version = GPOINTER_TO_INT(data);
    make_old(bases, version);
    GThread *other = g_thread_new("other", migrate_beside, bases->old_url);
    int mine = migrate_at_once(bases->old_url), theirs = GPOINTER_TO_INT(g_thread_join(other));
    g_assert_cmpint(MIN(mine, theirs), ==, version);
    g_assert_cmpint(MAX(mine, theirs), ==, SCHEMA_VERSION);
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
        g_autofree char *twice = g_strconcat(path, "/twice-at-once", NULL);
        g_test_add(twice, Bases, GINT_TO_POINTER(version), set_up, test_twice_at_once, tear_down);
    }
    return g_test_run();
}
