#include "migrate.h"

#include "backup.h"
#include "filesystem.h"
#include "schema.h"
#include "sqlite_journal.h"

#include <glib/gi18n-lib.h>

/* `<base>.before-<version>`, or with -2, -3, … when an earlier attempt has left one: a backup is
 * never written over. */
static bool back_up(Sqlite *s, int version, GError **error)
{
    g_autofree char *plain = g_strdup_printf("%s.before-%d", s->file, version);
    g_autofree char *name = g_strdup(plain);
    for (int n = 2; g_file_test(name, G_FILE_TEST_EXISTS); n++) {
        g_free(name);
        name = g_strdup_printf("%s-%d", plain, n);
    }
    return sqlite_backup(&s->db, name, error);
}

/* Foreign keys are checked once at the end, so that a table can be built anew (sqlite.org/
 * lang_altertable.html#otheralter); the switch has no effect inside a transaction. */
bool sqlite_keys_hold(Sqlite *s, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *table = sqlite_get_text_own(
        s, SQL("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1"), DB_NO_ARGS, &failure);
    if (table)
        g_set_error(&failure, DB_ERROR, DB_ERROR_CONSTRAINT,
                    _("a row of the table %s refers to one that does not exist"), table);
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool run_step(Sqlite *s, const DbMigration *step, GError **error)
{
    g_autofree char *sql = schema_for_sqlite(step->sql, error);
    g_autofree char *mark = g_strdup_printf(SQL("PRAGMA user_version = %d"), step->version);
    if (sql && sqlite_run(s, SQL("BEGIN IMMEDIATE"), error) && sqlite_run(s, sql, error) &&
        sqlite_keys_hold(s, error) && sqlite_run(s, mark, error) &&
        sqlite_run(s, SQL("COMMIT"), error))
        return true;
    if (!sqlite3_get_autocommit(s->handle))
        sqlite_run(s, SQL("ROLLBACK"), NULL);
    return false;
}

static bool run_steps(Sqlite *s, int version, GError **error)
{
    const DbMigration *step = s->db.options.migrations;
    for (; step && step->version != 0; step++) {
        g_autoptr(GError) failure = NULL;
        if (step->version <= version || run_step(s, step, &failure))
            continue;
        g_set_error(error, DB_ERROR, failure->code,
                    _("the step to version %d (%s) failed, %s stands at what was before it: %s"),
                    step->version, step->name, s->file, failure->message);
        return false;
    }
    return true;
}

/* Who has waited for the turn may find that another program has done it. */
static bool bring_up(Sqlite *s, int *from, GError **error)
{
    int version;
    if (!sqlite_identify(s, from, error))
        return false;
    if (*from >= s->db.options.version)
        return db_fits(s->file, *from, s->db.options.version, error);
    return back_up(s, *from, error) && sqlite_run(s, SQL("PRAGMA foreign_keys = OFF"), error) &&
           run_steps(s, *from, error) && sqlite_identify(s, &version, error) &&
           db_fits(s->file, version, s->db.options.version, error);
}

bool sqlite_migrate(const char *url, const DbOptions *options, int *from, GError **error)
{
    g_autofree char *file = g_canonicalize_filename(url, NULL);
    if (!sqlite_is_there(file, error) || !file_is_local(file, error))
        return false;
    g_autoptr(Sqlite) s = sqlite_connect(file, options, SQLITE_OPEN_READWRITE, error);
    if (!s || !sqlite_identify(s, from, error))
        return false;
    if (*from >= options->version || db_is_unfinished(*from))
        return db_fits(s->file, *from, options->version, error);
    /* In the turn from before the backup to the end: nobody writes what the backup would lack. */
    return sqlite_choose_journal(s, error) && (s->turnstile = turnstile_open(file, error)) &&
           turnstile_enter(s->turnstile, s->db.options.busy_timeout_ms, error) &&
           bring_up(s, from, error);
}
