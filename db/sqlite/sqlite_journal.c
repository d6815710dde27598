#include "sqlite_journal.h"

#include "checkpointer.h"
#include "sqlite_version.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Pages in the log. From the first on it is copied into the base after the writer has left, so that
 * the next one need not wait for it; but a log can only begin anew when it has been copied to its
 * end, and while writers come without a pause there never is an end: from the second on the rest is
 * copied while they wait. Both are left to a bulk load's checkpointer where there is one, unless it
 * lets the log grow beyond the third: its program may have been stopped. */
enum {
    CHECKPOINT_PAGES = 1000,
    CHECKPOINT_IN_TURN_PAGES = 4000,
    CHECKPOINT_NEGLECTED_PAGES = 32000,
};

static char *ask_mode(Sqlite *s, const char *pragma, GError **error)
{
    return sqlite_get_text_own(s, pragma, DB_NO_ARGS, error);
}

static int remember_log_size(void *data, sqlite3 *handle, const char *schema, int pages)
{
    ((Sqlite *)data)->log_pages = pages;
    return SQLITE_OK;
}

static bool take_log(Sqlite *s, GError **error)
{
    sqlite3_wal_hook(s->handle, remember_log_size, s);
    g_autofree char *mode = ask_mode(s, SQL("PRAGMA journal_mode = WAL"), error);
    if (!mode)
        return false;
    s->rollback_journal = strcmp(mode, "wal") != 0;
    return true;
}

static bool refuse_log(Sqlite *s, GError **error)
{
    s->rollback_journal = true;
    sqlite3_wal_autocheckpoint(s->handle, 0);
    g_autofree char *mode = ask_mode(s, SQL("PRAGMA journal_mode = DELETE"), NULL);
    if (mode && strcmp(mode, "delete") == 0) {
        s->db.notice = g_strdup_printf(
            _("the SQLite library %s can damage a base that has a write-ahead log, so %s works "
              "without one, and slower: install SQLite 3.51.3 or newer"),
            sqlite3_libversion(), s->file);
        return true;
    }
    g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                _("other programs use %s with a write-ahead log, which the SQLite library %s can "
                  "damage: close them first, or install SQLite 3.51.3 or newer"),
                s->file, sqlite3_libversion());
    return false;
}

bool sqlite_choose_journal(Sqlite *s, GError **error)
{
    return sqlite_wal_is_sound(sqlite3_libversion_number()) ? take_log(s, error)
                                                            : refuse_log(s, error);
}

bool sqlite_journal_holds(Sqlite *s, GError **error)
{
    if (!s->rollback_journal)
        return true;
    g_autofree char *mode = ask_mode(s, SQL("PRAGMA journal_mode"), error);
    if (!mode || strcmp(mode, "wal") != 0)
        return mode != NULL;
    g_set_error(error, DB_ERROR, DB_ERROR_LOST,
                _("another program has given %s a write-ahead log since; nothing was written: "
                  "start this program again"),
                s->file);
    return false;
}

void sqlite_copy_log(Sqlite *s)
{
    /* Busy: somebody else is at it. Any other failure meets the next reader or writer as well. */
    sqlite3_wal_checkpoint_v2(s->handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static void copy_when_longer(Sqlite *s, int pages)
{
    bool is_long = !s->rollback_journal && s->log_pages >= pages;
    if (!is_long || (s->log_pages < CHECKPOINT_NEGLECTED_PAGES && checkpointer_is_there(s)))
        return;
    s->log_pages = 0;
    sqlite_copy_log(s);
}

void sqlite_checkpoint_in_turn(Sqlite *s)
{
    copy_when_longer(s, CHECKPOINT_IN_TURN_PAGES);
}

void sqlite_checkpoint(Sqlite *s)
{
    if (s->durability == DB_DURABLE)
        g_clear_pointer(&s->checkpointer, checkpointer_free); /* the load has come to its end */
    else if (!s->checkpointer && s->log_pages >= CHECKPOINT_PAGES)
        s->checkpointer = checkpointer_new(s);
    if (s->checkpointer)
        checkpointer_follow(s->checkpointer, s->log_pages);
    else
        copy_when_longer(s, CHECKPOINT_PAGES);
}
