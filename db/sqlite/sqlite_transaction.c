#include "sqlite_journal.h"

#include <glib/gi18n-lib.h>

/* What WAL mode promises (sqlite.org/pragma.html#pragma_synchronous, and sqlite3WalFrames): FULL
 * syncs the log after the commit's frames are appended, and a log is synced as a whole, so it makes
 * every earlier NORMAL commit durable too. NORMAL syncs only before a checkpoint; after loss of
 * power the base is a consistent earlier one. A rollback journal has no such order: always FULL. */
static bool set_durability(Sqlite *s, DbDurability durability, GError **error)
{
    if (s->rollback_journal)
        durability = DB_DURABLE;
    if (durability == s->durability)
        return true;
    if (!sqlite_run(s,
                    durability == DB_DURABLE ? SQL("PRAGMA synchronous = FULL")
                                             : SQL("PRAGMA synchronous = NORMAL"),
                    error))
        return false;
    s->durability = durability;
    return true;
}

/* Written into a file without a name, all would be gone with the last program that has it open, and
 * nobody would know. */
static bool still_there(Sqlite *s, GError **error)
{
    int moved = 0;
    sqlite3_file_control(s->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (!moved)
        return true;
    g_set_error(
        error, DB_ERROR, DB_ERROR_LOST,
        _("%s was deleted or moved away while it was open; nothing was written: put it back "
          "and start this program again"),
        s->file);
    return false;
}

/* The base may have been migrated while this program had it open. */
static bool still_fits(Sqlite *s, GError **error)
{
    int64_t version;
    return sqlite_get_own(s, SQL("PRAGMA user_version"), DB_NO_ARGS, &version, error) &&
           db_fits(s->file, (int)version, s->db.options.version, error) &&
           sqlite_journal_holds(s, error);
}

bool sqlite_begin(Db *db, DbDurability durability, GError **error)
{
    Sqlite *s = (Sqlite *)db;
    if (!turnstile_enter(s->turnstile, db->options.busy_timeout_ms, error))
        return false;
    if (set_durability(s, durability, error) && sqlite_run(s, SQL("BEGIN IMMEDIATE"), error) &&
        still_there(s, error) && still_fits(s, error))
        return true;
    sqlite_rollback(db);
    return false;
}

bool sqlite_begin_read(Db *db, DbPlanning planning, GError **error)
{
    return sqlite_run((Sqlite *)db, SQL("BEGIN"), error);
}

/* Some failures (disk full, interruption) have rolled back by themselves. An interruption stops a
 * ROLLBACK, too, which would leave the transaction open under the next one. */
void sqlite_rollback(Db *db)
{
    enum { TRIES = 1000 };
    Sqlite *s = (Sqlite *)db;
    for (int i = 0; i < TRIES && !sqlite3_get_autocommit(s->handle); i++)
        sqlite_run(s, SQL("ROLLBACK"), NULL);
    if (s->turnstile)
        turnstile_leave(s->turnstile);
}

bool sqlite_commit(Db *db, GError **error)
{
    Sqlite *s = (Sqlite *)db;
    if (!sqlite_run(s, SQL("COMMIT"), error)) {
        sqlite_rollback(db);
        return false;
    }
    if (!s->turnstile || db->state != DB_WRITING)
        return true;
    sqlite_checkpoint_in_turn(s);
    turnstile_leave(s->turnstile);
    sqlite_checkpoint(s);
    return true;
}

bool sqlite_is_awaited(Db *db)
{
    return turnstile_is_awaited(((Sqlite *)db)->turnstile);
}
