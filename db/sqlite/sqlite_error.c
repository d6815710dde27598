#include "sqlite.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

static bool disk_is_full(Sqlite *s, int code)
{
    if ((code & 0xff) == SQLITE_FULL)
        return true;
    int cause = sqlite3_system_errno(s->handle);
    return (code & 0xff) == SQLITE_IOERR &&
           (cause == ENOSPC || cause == EDQUOT || cause == EFBIG || code == SQLITE_IOERR_SHMSIZE);
}

static DbError kind_of(Sqlite *s, int code)
{
    if (disk_is_full(s, code))
        return DB_ERROR_FULL;
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return DB_ERROR_UNIQUE;
    case SQLITE_CONSTRAINT_TRIGGER: /* an append-only rule */
        return DB_ERROR_FORBIDDEN;
    }
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return DB_ERROR_CONSTRAINT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return DB_ERROR_BUSY;
    case SQLITE_AUTH:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return DB_ERROR_FORBIDDEN;
    case SQLITE_CANTOPEN:
        return DB_ERROR_OPEN;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return DB_ERROR_NOT_A_BASE;
    case SQLITE_INTERRUPT:
        return DB_ERROR_INTERRUPTED;
    }
    return DB_ERROR_FAILED;
}

static char *open_refused(Sqlite *s)
{
    int cause = sqlite3_system_errno(s->handle);
    return g_strdup_printf(
        _("cannot open %s: %s; the program needs the right to write it and its folder"), s->file,
        cause ? g_strerror(cause) : sqlite3_errmsg(s->handle));
}

static char *not_a_base(Sqlite *s, int code)
{
    if (code == SQLITE_NOTADB)
        return g_strdup_printf(_("%s is no base of this program"), s->file);
    if (code == SQLITE_CORRUPT_VTAB)
        return g_strdup_printf(_("a search index of %s is damaged: run ukrcrm-admin check"),
                               s->file);
    return g_strdup_printf(_("the base %s is damaged (%s): run ukrcrm-admin check, then restore "
                             "the last good backup"),
                           s->file, sqlite3_errmsg(s->handle));
}

static char *forbidden(Sqlite *s, int code)
{
    if ((code & 0xff) == SQLITE_AUTH && s->refusal)
        return g_strdup(s->refusal);
    if ((code & 0xff) == SQLITE_READONLY || (code & 0xff) == SQLITE_PERM)
        return g_strdup_printf(_("%s cannot be written: check the owner and mode of the file"),
                               s->file);
    return g_strdup_printf(_("the base forbids it: %s"), sqlite3_errmsg(s->handle));
}

static char *sentence(Sqlite *s, DbError kind, int code)
{
    const char *words = sqlite3_errmsg(s->handle);
    switch (kind) {
    case DB_ERROR_UNIQUE:
        return g_strdup_printf(_("the base has such a row already: %s"), words);
    case DB_ERROR_CONSTRAINT:
        return g_strdup_printf(_("the base refused the row: %s"), words);
    case DB_ERROR_BUSY:
        return g_strdup_printf(
            _("other programs kept %s busy too long; nothing was written: try again"), s->file);
    case DB_ERROR_FORBIDDEN:
        return forbidden(s, code);
    case DB_ERROR_OPEN:
        return open_refused(s);
    case DB_ERROR_NOT_A_BASE:
        return not_a_base(s, code);
    case DB_ERROR_INTERRUPTED:
        return g_strdup(_("the query was interrupted"));
    case DB_ERROR_FULL:
        return g_strdup_printf(
            _("the disk of %s is full; nothing was written: make room and try again"), s->file);
    default:
        return g_strdup_printf(_("the base %s answered: %s"), s->file, words);
    }
}

bool sqlite_fail(Sqlite *s, int code, GError **error)
{
    DbError kind = kind_of(s, code);
    g_autofree char *text = sentence(s, kind, code);
    g_set_error_literal(error, DB_ERROR, (int)kind, text);
    return false;
}
