/* Transactions, the part that is the same for all engines. */
#include "engine.h"

#include <glib/gi18n-lib.h>

static bool may_begin(Db *db, GError **error)
{
    if (db->state != DB_IDLE) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("a transaction is open already: end it before the next one"));
        return false;
    }
    /* An open query holds an old state of the base; writing on top of it fails at once on SQLite,
     * whatever the time-out, as soon as anybody else has written. */
    if (db->rows.length > 0) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("a query is still open: read its rows before the transaction begins"));
        return false;
    }
    return true;
}

bool db_begin(Db *db, const DbActor *actor, DbDurability durability, GError **error)
{
    if (!may_begin(db, error))
        return false;
    if (db->options.read_only) {
        g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                    _("%s was opened for reading only: nothing can be written"), db->url);
        return false;
    }
    if (!actor || !actor->program) {
        g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                    _("nobody is named as the writer: nothing is written without an actor"));
        return false;
    }
    db->failed = db->again = false;
    db->actor = *actor;
    if (!db->engine->begin(db, durability, error))
        return false;
    db->state = DB_WRITING;
    return true;
}

bool db_begin_read(Db *db, GError **error)
{
    if (!may_begin(db, error) || !db->engine->begin_read(db, error))
        return false;
    db->state = DB_READING;
    return true;
}

/* Rows never outlive their transaction: on one engine they would still answer, on another not. */
static void end_all_rows(Db *db)
{
    while (db->rows.head)
        db_end_rows(db->rows.head->data);
}

bool db_commit(Db *db, GError **error)
{
    if (db->state == DB_IDLE) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("no transaction is open to be committed"));
        return false;
    }
    if (db->state == DB_WRITING && db->failed) {
        db_rollback(db);
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("a statement of this transaction failed, so all of it was taken back"));
        return false;
    }
    end_all_rows(db);
    bool done = db->engine->commit(db, error);
    db->state = DB_IDLE;
    return done;
}

void db_rollback(Db *db)
{
    if (db->state == DB_IDLE)
        return;
    end_all_rows(db);
    db->engine->rollback(db);
    db->state = DB_IDLE;
}

bool db_is_awaited(Db *db)
{
    return db->state == DB_WRITING && db->engine->is_awaited(db);
}

static bool write_once(Db *db, const DbActor *actor, DbBody body, void *data, GError **error)
{
    if (!db_begin(db, actor, DB_DURABLE, error))
        return false;
    if (body(db, data, error))
        return db_commit(db, error);
    db_rollback(db);
    return false;
}

bool db_write(Db *db, const DbActor *actor, DbBody body, void *data, GError **error)
{
    enum { TRIES = 10 };
    for (int i = 1;; i++) {
        GError *failure = NULL;
        db->again = false;
        if (write_once(db, actor, body, data, &failure))
            return true;
        if (!db->again || i == TRIES) {
            g_propagate_error(error, failure);
            return false;
        }
        g_clear_error(&failure);
    }
}
