#include "backup.h"

#include "filesystem.h"
#include "new_file.h"
#include "sqlite_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* --- soundness -------------------------------------------------------------------------------- */

bool sqlite_is_sound(Sqlite *s, bool quick, GError **error)
{
    g_autofree char *finding = sqlite_get_text_own(
        s, quick ? SQL("PRAGMA quick_check (1)") : SQL("PRAGMA integrity_check (1)"), DB_NO_ARGS,
        error);
    if (!finding)
        return false;
    if (strcmp(finding, "ok") == 0)
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_NOT_A_BASE, _("%s is damaged: %s"), s->file, finding);
    return false;
}

/* --- copying ---------------------------------------------------------------------------------- */

/* All pages in one step: one state of the source, whatever is written to it meanwhile. */
static int copy_pages(sqlite3 *to, sqlite3 *from)
{
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
    if (!copy)
        return sqlite3_extended_errcode(to);
    sqlite3_backup_step(copy, -1);
    return sqlite3_backup_finish(copy);
}

/* Into a file that nobody knows yet, so without locks and journal (which a network file system, a
 * good place for a backup, might not have). */
static bool copy_to_new(Sqlite *s, const char *temporary, GError **error)
{
    sqlite3 *to = NULL;
    int code =
        sqlite3_open_v2(temporary, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "unix-none");
    if (code == SQLITE_OK)
        code = sqlite3_exec(to, SQL("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"), NULL,
                            NULL, NULL);
    if (code == SQLITE_OK)
        code = copy_pages(to, s->handle);
    if (code != SQLITE_OK)
        g_set_error(error, DB_ERROR, (code & 0xff) == SQLITE_FULL ? DB_ERROR_FULL : DB_ERROR_FAILED,
                    _("cannot copy %s to %s: %s"), s->file, temporary, sqlite3_errstr(code));
    sqlite3_close(to);
    return code == SQLITE_OK;
}

/* The copy says of itself that it has a write-ahead log (sqlite.org/fileformat.html, offset 18);
 * without one it can be read where nothing can be written beside it. */
static bool forget_log(const char *file, GError **error)
{
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    bool done = fd >= 0 && pwrite(fd, "\1\1", 2, 18) == 2;
    if (!done)
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("cannot write %s: %s"), file,
                    g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return done;
}

/* A copy that was never read again is only a hope: damage is noticed while there are older ones. */
static bool verify(const char *file, GError **error)
{
    g_autoptr(Sqlite) s = sqlite_connect(file, &(DbOptions){0}, SQLITE_OPEN_READONLY, error);
    return s && sqlite_is_sound(s, true, error);
}

bool sqlite_backup(Db *db, const char *name, GError **error)
{
    g_autofree char *file = g_canonicalize_filename(name, NULL);
    g_autofree char *temporary = new_file_begin(file, error);
    if (!temporary)
        return false;
    if (copy_to_new((Sqlite *)db, temporary, error) && forget_log(temporary, error) &&
        verify(temporary, error))
        return new_file_finish(temporary, file, error);
    new_file_discard(temporary);
    return false;
}

/* --- restoring -------------------------------------------------------------------------------- */

static Sqlite *open_backup(const char *file, const DbOptions *options, GError **error)
{
    g_autofree char *path = g_canonicalize_filename(file, NULL);
    int version;
    g_autoptr(Sqlite) s = sqlite_connect(path, options, SQLITE_OPEN_READONLY, error);
    if (s && sqlite_identify(s, &version, error) &&
        db_fits(s->file, version, options->version, error) && sqlite_is_sound(s, false, error))
        return g_steal_pointer(&s);
    return NULL;
}

/* Over whatever the base holds, as long as its first page can still be read: a damaged base is what
 * a backup is for. */
static bool copy_into_live(Sqlite *from, Sqlite *to, GError **error)
{
    if (!(to->turnstile = turnstile_open(to->file, error)) ||
        !turnstile_enter(to->turnstile, to->db.options.busy_timeout_ms, error))
        return false;
    int code = copy_pages(to->handle, from->handle);
    if (code == SQLITE_READONLY)
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("%s has pages of another size than %s: move it away, then restore again"),
                    to->file, from->file);
    else if (code != SQLITE_OK)
        sqlite_fail(to, code, error);
    turnstile_leave(to->turnstile);
    return code == SQLITE_OK;
}

static bool restore_live(Sqlite *from, const char *file, const DbOptions *options, GError **error)
{
    g_autoptr(GError) failure = NULL;
    int version;
    g_autoptr(Sqlite) to = sqlite_connect(file, options, SQLITE_OPEN_READWRITE, &failure);
    if (!to || !sqlite_identify(to, &version, &failure)) {
        g_set_error(error, DB_ERROR, DB_ERROR_NOT_A_BASE,
                    _("%s: move the file away, then restore again"), failure->message);
        return false;
    }
    return sqlite_choose_journal(to, error) && copy_into_live(from, to, error);
}

bool sqlite_restore(const char *url, const DbOptions *options, const char *backup, GError **error)
{
    g_autofree char *file = g_canonicalize_filename(url, NULL);
    g_autoptr(Sqlite) from = open_backup(backup, options, error);
    if (!from || !file_is_local(file, error))
        return false;
    return g_file_test(file, G_FILE_TEST_EXISTS) ? restore_live(from, file, options, error)
                                                 : sqlite_backup(&from->db, file, error);
}
