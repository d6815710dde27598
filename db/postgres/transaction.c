/* Transactions that behave as the other store's, where one writes at a time.
 *
 * A writer takes the enterprise in which it writes (0, the installation, is one like the others),
 * so two who could see the same rows never write at once, while enterprises do not wait for one
 * another. The few that write in several (a person's name stands in all where they work) take one
 * after the other; a deadlock begins again in db_write. The locks are the server's advisory ones:
 * it gives them in the order in which they were asked for, and frees them with the transaction,
 * whatever ends it. READ COMMITTED is what goes with it: each statement sees all that was committed
 * before, so the first one after the lock sees what the writer before has left. A snapshot of the
 * whole transaction would be taken by the very statement that waits for the lock, and be old. What
 * two enterprises share (a profile of both) is kept by UNIQUE, by `version = ?` in the UPDATE, and
 * by the rows' own locks. */
#include "postgres.h"

#include <glib/gi18n-lib.h>

/* The space of the enterprises' locks: "UCRM". Named locks are in the other, of one 64-bit number.
 */
#define LOCK_SPACE "1430475341"

/* The lock, and the list of all that the transaction has: for rules that look at each row. */
static char *enter_statement(const Db *db, int64_t enterprise_id)
{
    g_autoptr(GString) entered = g_string_new(NULL);
    for (guint i = 0; i < db->entered->len; i++)
        g_string_append_printf(entered, "%s%" G_GINT64_FORMAT, i ? "," : "",
                               g_array_index(db->entered, int64_t, i));
    return g_strdup_printf(SQL("SELECT pg_advisory_xact_lock (" LOCK_SPACE ", %d), "
                               "set_config ('" POSTGRES_ENTERED "', '%s', true);"),
                           (int)(int32_t)(uint32_t)enterprise_id, entered->str);
}

/* The base may have been migrated while this program had it open. */
static bool still_fits(Postgres *p, const PGresult *result, GError **error)
{
    const char *version = p->pq.PQntuples(result) ? p->pq.PQgetvalue(result, 0, 0) : "0";
    return db_fits(p->db.url, g_ascii_strtoll(version, NULL, 10), p->db.options.version, error);
}

/* One way to the server and back. */
bool postgres_begin(Db *db, DbDurability durability, GError **error)
{
    Postgres *p = (Postgres *)db;
    if (!postgres_ready(p, error))
        return false;
    g_autofree char *enter = enter_statement(db, db->actor.enterprise_id);
    g_autofree char *mark = postgres_mark_statement(p);
    g_autofree char *sql = g_strdup_printf(
        SQL("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;" POSTGRES_LOCK_VERSION(
            "_shared") "%s%s%s SELECT version FROM " POSTGRES_BASE_TABLE),
        durability == DB_SLICE ? SQL("SET LOCAL synchronous_commit = off;") : "", enter, mark);
    PGresult *result = postgres_ask(p, sql, NULL, 0, error);
    bool done = result && still_fits(p, result, error);
    p->pq.PQclear(result);
    if (!done)
        postgres_rollback(db);
    return done;
}

bool postgres_enter(Db *db, int64_t enterprise_id, GError **error)
{
    g_autofree char *enter = enter_statement(db, enterprise_id);
    return postgres_run((Postgres *)db, enter, error);
}

/* The state is that of the first query. Plans are made for the values asked for: a status that
 * nobody has and one that all have need different ones, as have an enterprise of a hundred clients
 * and one of a million, and a plan kept for any value would serve them all the same way. */
bool postgres_begin_read(Db *db, GError **error)
{
    Postgres *p = (Postgres *)db;
    return postgres_ready(p, error) &&
           postgres_run(p,
                        SQL("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                            "SET LOCAL plan_cache_mode = force_custom_plan"),
                        error);
}

void postgres_rollback(Db *db)
{
    Postgres *p = (Postgres *)db;
    postgres_settle(p);
    if (p->pq.PQtransactionStatus(p->connection) != PQTRANS_IDLE)
        postgres_run(p, SQL("ROLLBACK"), NULL);
}

bool postgres_commit(Db *db, GError **error)
{
    Postgres *p = (Postgres *)db;
    GError *failure = NULL;
    PGresult *result = postgres_ask(p, SQL("COMMIT"), NULL, 0, &failure);
    bool done = result && g_str_equal(p->pq.PQcmdStatus(result), "COMMIT");
    p->commits += done && db->state == DB_WRITING;
    p->pq.PQclear(result);
    if (failure && db->state == DB_WRITING && p->pq.PQstatus(p->connection) != CONNECTION_OK) {
        g_error_free(failure);
        return postgres_find_out(p, error); /* the server knows what it was */
    }
    if (failure)
        g_propagate_error(error, failure);
    else if (!done)
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("a statement of this transaction failed, so all of it was taken back"));
    if (!done)
        postgres_rollback(db);
    return done;
}

bool postgres_is_awaited(Db *db)
{
    int64_t waiting = 0;
    return postgres_get_integer((Postgres *)db,
                                SQL("SELECT count (*) FROM pg_locks WHERE locktype = 'advisory' "
                                    "AND classid = " LOCK_SPACE " AND NOT granted "
                                    "AND pg_backend_pid () = ANY (pg_blocking_pids (pid))"),
                                NULL, 0, &waiting, NULL) &&
           waiting > 0;
}
