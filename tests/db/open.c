/* What is told of files that are no good bases, and what a new base looks like. */
#include "base.h"
#include "filesystem.h"
#include "sqlite.h"
#include "sqlite_version.h"
#include "url.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int mode_of(const char *file, const char *suffix)
{
    g_autofree char *path = g_strconcat(file, suffix, NULL);
    struct stat status;
    g_assert_cmpint(stat(path, &status), ==, 0);
    return status.st_mode & 0777;
}

static void test_create(void)
{
    mode_t before = umask(077);
    Base base;
    base_create(&base);
    umask(before);
    g_assert_cmpint(mode_of(base.file, ""), ==, 0660);
    g_assert_cmpint(mode_of(base.file, "-wal"), ==, 0660);
    g_assert_cmpint(mode_of(base.file, "-shm"), ==, 0660);
    g_assert_cmpint(mode_of(base.file, ".queue"), ==, 0660);
    g_assert_null(db_notice(base.db));
    g_assert_cmpstr(db_url(base.db), ==, base.file);
    base_remove(&base);
}

static void assert_not_opened(const char *url, const DbOptions *options, DbError code,
                              const char *words)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(db_open(url, options, &error));
    g_assert_error(error, DB_ERROR, (int)code);
    g_assert_nonnull(strstr(error->message, words));
}

static void test_create_refused(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_assert_null(db_create(base.file, &base_options, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_MAKE);
    g_clear_error(&error);

    g_autofree char *nowhere = g_build_filename(base.folder, "none", "x.db", NULL);
    g_assert_null(db_create(nowhere, &base_options, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_OPEN);
    g_clear_error(&error);

    /* A schema that fails leaves nothing behind. */
    g_autofree char *other = g_build_filename(base.folder, "other.db", NULL);
    DbOptions options = base_options;
    options.schema = "CREATE TABLE a (b TEXT);\nCREATE TABLE a (b TEXT);\n";
    g_assert_null(db_create(other, &options, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FAILED);
    g_autoptr(GDir) folder = g_dir_open(base.folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(folder));)
        g_assert_false(g_str_has_prefix(name, "other"));
    base_remove(&base);
}

static void run_raw(const char *file, const char *sql)
{
    sqlite3 *handle;
    g_assert_cmpint(sqlite3_open(file, &handle), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(handle);
}

static void test_not_a_base(void)
{
    Base base;
    base_create(&base);
    g_autofree char *file = g_build_filename(base.folder, "other", NULL);
    assert_not_opened(file, &base_options, DB_ERROR_OPEN, "ukrcrm-admin init");
    assert_not_opened(base.folder, &base_options, DB_ERROR_NOT_A_BASE, "is not a file");
    assert_not_opened("", &base_options, DB_ERROR_OPEN, "--db");
    assert_not_opened(NULL, &base_options, DB_ERROR_OPEN, "--db");
    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    assert_not_opened(file, &base_options, DB_ERROR_NOT_A_BASE, "no base of this program");
    g_assert_true(g_file_set_contents(file, "name;phone\nПётр;050\n", -1, NULL));
    assert_not_opened(file, &base_options, DB_ERROR_NOT_A_BASE, "no base of this program");
    g_remove(file);
    run_raw(file, "CREATE TABLE moz_places (id INTEGER PRIMARY KEY); PRAGMA user_version = 3");
    assert_not_opened(file, &base_options, DB_ERROR_NOT_A_BASE, "no base of this program");
    base_remove(&base);
}

/* The same answer whatever byte of the first page is hit: never a crash, never an opened base that
 * is not one. */
static void test_damaged(void)
{
    Base base;
    base_create(&base);
    g_clear_pointer(&base.db, db_close);
    g_autofree char *good = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(base.file, &good, &size, NULL));
    g_autofree char *bad = g_memdup2(good, size);
    memset(bad + 100, 0x5a, 300);
    g_assert_true(g_file_set_contents(base.file, bad, (gssize)size, NULL));
    assert_not_opened(base.file, &base_options, DB_ERROR_NOT_A_BASE, "is damaged");

    memcpy(bad, good, size);
    memset(bad, 0, 100);
    g_assert_true(g_file_set_contents(base.file, bad, (gssize)size, NULL));
    assert_not_opened(base.file, &base_options, DB_ERROR_NOT_A_BASE, "no base of this program");

    g_assert_true(g_file_set_contents(base.file, good, 4096, NULL)); /* cut off */
    assert_not_opened(base.file, &base_options, DB_ERROR_NOT_A_BASE, "is damaged");
    base_remove(&base);
}

static void test_versions(void)
{
    Base base;
    base_create(&base);
    DbOptions options = base_options;
    options.version = 2;
    assert_not_opened(base.file, &options, DB_ERROR_TOO_NEW, "newer program");
    options.version = 4;
    assert_not_opened(base.file, &options, DB_ERROR_OLD, "ukrcrm-admin migrate");

    /* A base migrated under an open program takes no more writes from it. */
    run_raw(base.file, "PRAGMA user_version = 4");
    g_autoptr(GError) error = NULL;
    g_assert_false(db_begin(base.db, &base_actor, DB_DURABLE, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_TOO_NEW);
    g_assert_false(db_in_transaction(base.db));
    base_remove(&base);
}

static void test_no_right(void)
{
    if (geteuid() == 0) { /* root may everything: become nobody for the rest of this test */
        g_assert_cmpint(seteuid(65534), ==, 0);
    }
    Base base;
    base_create(&base);
    g_clear_pointer(&base.db, db_close);
    g_assert_cmpint(chmod(base.file, 0), ==, 0);
    assert_not_opened(base.file, &base_options, DB_ERROR_OPEN, "right");
    g_assert_cmpint(chmod(base.file, 0440), ==, 0);
    assert_not_opened(base.file, &base_options, DB_ERROR_FORBIDDEN, "cannot be written");
    g_assert_cmpint(chmod(base.file, 0660), ==, 0);
    base_remove(&base);
    g_assert_cmpint(seteuid(getuid()), ==, 0);
}

static void test_servers(void)
{
    static const char *const cases[][2] = {
        {"postgresql://u:pa%20ss@h:5432/crm?x=1", "postgresql://u:***@h:5432/crm?x=1"},
        {"postgres://u@h/crm?password=p&x=1", "postgres://u@h/crm?password=***&x=1"},
        {"postgresql://h/crm?x=a:b@c", "postgresql://h/crm?x=a:b@c"},
        {"/srv/a:b@c", "/srv/a:b@c"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shown = url_without_password(cases[i][0]);
        g_assert_cmpstr(shown, ==, cases[i][1]);
    }
}

static void test_file_systems(void)
{
    static const struct {
        uint32_t f_type;
        const char *mounted_as, *name;
    } cases[] = {
        {0x6969, "nfs4", "NFS"},
        {0xff534d42, "cifs", "CIFS"},
        {0xfe534d42, "smb3", "SMB2"},
        {0x01021997, "9p", "9p"},
        {0x00c36400, "ceph", "Ceph"},
        {0x6b414653, "afs", "AFS"},
        {0x65735546, "fuse.sshfs", "sshfs"},
        {0x65735546, "virtiofs", "virtiofs"},
        {0x65735546, "fuse.gocryptfs", NULL},
        {0x65735546, "fuseblk", NULL},
        {0x65735546, NULL, NULL},
        {0xef53, "ext4", NULL},
        {0x58465342, "xfs", NULL},
        {0x9123683e, "btrfs", NULL},
        {0x01021994, "tmpfs", NULL},
        {0x794c7630, "overlay", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_cmpstr(network_file_system(cases[i].f_type, cases[i].mounted_as), ==,
                        cases[i].name);
}

static void test_libraries(void)
{
    static const struct {
        int number;
        bool sound;
    } cases[] = {
        {3007000, false}, {3040001, false}, {3044005, false}, {3044006, true}, {3044099, true},
        {3045000, false}, {3046001, false}, {3050006, false}, {3050007, true}, {3051000, false},
        {3051002, false}, {3051003, true},  {3052000, true},  {3053002, true}, {4000000, true},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        g_assert_true(sqlite_wal_is_sound(cases[i].number) == cases[i].sound);
    g_assert_true(sqlite_wal_is_sound(sqlite3_libversion_number()));
}

/* --- statements ------------------------------------------------------------------------------- */

static int times_planned_again(Db *db)
{
    int times = 0;
    sqlite3_stmt *statement = NULL;
    while ((statement = sqlite3_next_stmt(((Sqlite *)(void *)db)->handle, statement)))
        times += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_REPREPARE, 0);
    return times;
}

static void test_planned_once(void)
{
    Base base;
    base_create(&base);
    for (int64_t most = 1; most < 5; most++) {
        g_autoptr(GError) error = NULL;
        int64_t id;
        bool found;
        db_get_integer(base.db, SQL("SELECT id FROM firm ORDER BY id LIMIT ?"),
                       DB_ARGS(db_integer(most)), &id, &found, &error);
        g_assert_no_error(error);
    }
    g_assert_cmpint(times_planned_again(base.db), ==, 0);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/open/create", test_create);
    g_test_add_func("/open/create-refused", test_create_refused);
    g_test_add_func("/open/not-a-base", test_not_a_base);
    g_test_add_func("/open/damaged", test_damaged);
    g_test_add_func("/open/versions", test_versions);
    g_test_add_func("/open/no-right", test_no_right);
    g_test_add_func("/open/servers", test_servers);
    g_test_add_func("/open/file-systems", test_file_systems);
    g_test_add_func("/open/libraries", test_libraries);
    g_test_add_func("/open/planned-once", test_planned_once);
    return g_test_run();
}
