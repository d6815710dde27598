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

static bool begin(Db *db, const DbActor *actor, DbDurability durability, GError **error)
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
    if (!db->entered)
        db->entered = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_set_size(db->entered, 0);
    g_array_append_val(db->entered, db->actor.enterprise_id);
    g_clear_pointer(&db->doubt, g_free);
    ASKING(db);
    if (!db->engine->begin(db, durability, error))
        return false;
    db->state = DB_WRITING;
    return true;
}

bool db_begin(Db *db, const DbActor *actor, DbDurability durability, GError **error)
{
    ASKING(db);
    if (!begin(db, actor, durability, error))
        return false;
    if (!db->engine->admitted || db->engine->admitted(db, error)) {
        db->defers = durability == DB_SLICE;
        return true;
    }
    db_rollback(db);
    return false;
}

static bool is_entered(const Db *db, int64_t enterprise_id)
{
    for (guint i = 0; i < db->entered->len; i++)
        if (g_array_index(db->entered, int64_t, i) == enterprise_id)
            return true;
    return false;
}

bool db_enter(Db *db, int64_t enterprise_id, GError **error)
{
    if (db->state != DB_WRITING) {
        g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                    _("no transaction is open to write in an enterprise"));
        return false;
    }
    if (is_entered(db, enterprise_id))
        return true;
    ASKING(db);
    g_array_append_val(db->entered, enterprise_id);
    return !db->engine->enter || db_settle(db, db->engine->enter(db, enterprise_id, error));
}

bool db_begin_read(Db *db, DbPlanning planning, GError **error)
{
    ASKING(db);
    if (!may_begin(db, error) || !db->engine->begin_read(db, planning, error))
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
    ASKING(db);
    end_all_rows(db);
    bool done = db->engine->commit(db, error);
    db->state = DB_IDLE;
    db->defers = false;
    return done;
}

void db_rollback(Db *db)
{
    if (db->state == DB_IDLE)
        return;
    ASKING(db);
    end_all_rows(db);
    db->engine->rollback(db);
    db->state = DB_IDLE;
    db->defers = false;
}

bool db_is_awaited(Db *db)
{
    return db->state == DB_WRITING && db->engine->is_awaited(db);
}

/* A body with what it is given, and how durable its commit is to be. */
typedef struct {
    DbBody body;
    void *data;
    DbDurability durability;
} Writing;

static bool run_once(Db *db, const DbActor *actor, const Writing *writing, GError **error)
{
    if (!begin(db, actor, writing->durability, error))
        return false;
    if (writing->body(db, writing->data, error))
        return db_commit(db, error);
    db_rollback(db);
    return false;
}

static bool write_once(Db *db, const DbActor *actor, const Writing *writing, GError **error)
{
    db->defers = true;
    bool done = run_once(db, actor, writing, error);
    db->defers = false;
    return done;
}

static bool write_again(Db *db, const DbActor *actor, const Writing *writing, GError **error)
{
    enum { TRIES = 10 };
    for (int i = 1;; i++) {
        GError *failure = NULL;
        db->again = false;
        if (write_once(db, actor, writing, &failure))
            return true;
        if (!db->again || i == TRIES) {
            g_propagate_error(error, failure);
            return false;
        }
        g_clear_error(&failure);
    }
}

bool db_write(Db *db, const DbActor *actor, DbBody body, void *data, GError **error)
{
    return write_again(db, actor, &(Writing){body, data, DB_DURABLE}, error);
}

/* --- in several enterprises ------------------------------------------------------------------- */

/* Those of one transaction: who has more keeps too many waiting. */
enum { TOGETHER = 8 };

typedef struct {
    const int64_t *enterprises;
    size_t n;
    GArray *taken; /* of int64_t: those of them that it has, in their order */
    DbEachBody body;
    void *data;
} Share;

/* The first of them may have been waited for: nothing was held meanwhile. */
static bool enter_share(Db *db, const Share *share, GError **error)
{
    if (db->engine->enter_free)
        return share->n == 1 ||
               db->engine->enter_free(db, share->enterprises + 1, share->n - 1, error);
    for (size_t i = 0; i < share->n; i++)
        if (!db_enter(db, share->enterprises[i], error))
            return false;
    return true;
}

static bool write_share(Db *db, void *data, GError **error)
{
    const Share *share = data;
    if (!enter_share(db, share, error))
        return false;
    g_array_set_size(share->taken, 0);
    for (size_t i = 0; i < share->n; i++)
        if (is_entered(db, share->enterprises[i]))
            g_array_append_val(share->taken, share->enterprises[i]);
    return share->body(db, (const int64_t *)(void *)share->taken->data, share->taken->len,
                       share->data, error);
}

static bool write_some(Db *db, const DbActor *actor, Share *share, DbDurability durability,
                       GError **error)
{
    const Writing writing = {write_share, share, durability};
    DbActor writer = *actor;
    writer.enterprise_id = *share->enterprises;
    return write_again(db, &writer, &writing, error);
}

/* Both in one order. */
static void remove_taken(GArray *enterprises, const GArray *taken)
{
    guint n = 0, at = 0;
    for (guint i = 0; i < enterprises->len; i++) {
        int64_t enterprise = g_array_index(enterprises, int64_t, i);
        if (at < taken->len && g_array_index(taken, int64_t, at) == enterprise)
            at++;
        else
            g_array_index(enterprises, int64_t, n++) = enterprise;
    }
    g_array_set_size(enterprises, n);
}

/* A durable commit makes those before it durable, too. */
bool db_write_each(Db *db, const DbActor *actor, const int64_t *enterprises, size_t n,
                   DbEachBody body, void *data, GError **error)
{
    const size_t most = db->engine->enter_free ? TOGETHER : n;
    g_autoptr(GArray) taken = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_append_vals(left, enterprises, (guint)n);
    while (left->len > 0) {
        Share share = {(const int64_t *)(void *)left->data, MIN(left->len, most), taken, body,
                       data};
        if (!write_some(db, actor, &share, left->len > most ? DB_SLICE : DB_DURABLE, error))
            return false;
        remove_taken(left, taken);
    }
    return true;
}
