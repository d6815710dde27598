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
#include "pipeline.h"

#include <glib/gi18n-lib.h>

/* The space of the enterprises' locks: "UCRM". Named locks are in the other, of one 64-bit number.
 */
#define LOCK_SPACE "1430475341"

static int lock_of(int64_t enterprise_id)
{
    return (int)(int32_t)(uint32_t)enterprise_id;
}

/* The list of all that the transaction has: for rules that look at each row. */
static char *entered_setting(const Db *db)
{
    g_autoptr(GString) entered = g_string_new(NULL);
    for (guint i = 0; i < db->entered->len; i++)
        g_string_append_printf(entered, "%s%" G_GINT64_FORMAT, i ? "," : "",
                               g_array_index(db->entered, int64_t, i));
    return g_strdup_printf(SQL("set_config ('" POSTGRES_ENTERED "', '%s', true)"), entered->str);
}

static char *enter_statement(const Db *db, int64_t enterprise_id)
{
    g_autofree char *setting = entered_setting(db);
    return g_strdup_printf(SQL("SELECT pg_advisory_xact_lock (" LOCK_SPACE ", %d), %s;"),
                           lock_of(enterprise_id), setting);
}

/* The base may have been migrated while this program had it open. */
static bool still_fits(Postgres *p, const PGresult *result, GError **error)
{
    const char *version = p->pq.PQntuples(result) ? p->pq.PQgetvalue(result, 0, 0) : "0";
    return db_fits(p->db.url, g_ascii_strtoll(version, NULL, 10), p->db.options.version, error);
}

static void end_admission(Postgres *p)
{
    p->pq.PQclear(p->admission.result);
    g_clear_error(&p->admission.failure);
    p->admission = (Answer){0};
}

static bool send_begin(Postgres *p, DbDurability durability, GError **error)
{
    g_autofree char *enter = enter_statement(&p->db, p->db.actor.enterprise_id);
    g_autofree char *mark = postgres_mark_statement(p);
    static const char *const lock_version = POSTGRES_LOCK_VERSION("_shared");
    const char *const statements[] = {
        SQL("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"),
        lock_version,
        durability == DB_SLICE ? SQL("SET LOCAL synchronous_commit = off") : NULL,
        enter,
        mark,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(statements); i++)
        if (statements[i] && !pipeline_send(p, statements[i], &pipeline_unheeded, NULL, error))
            return false;
    return pipeline_send(p, SQL("SELECT version FROM " POSTGRES_BASE_TABLE), &pipeline_answer,
                         &p->admission, error);
}

/* Not waited for, like what follows: the first answer that is tells. */
bool postgres_begin(Db *db, DbDurability durability, GError **error)
{
    Postgres *p = (Postgres *)db;
    p->is_admitted = false;
    return postgres_ready(p, error) && send_begin(p, durability, error);
}

/* Nothing is committed before that, whoever waits for it. */
bool postgres_admitted(Db *db, GError **error)
{
    Postgres *p = (Postgres *)db;
    if (p->is_admitted)
        return true;
    PGresult *result = pipeline_wait(p, &p->admission, TO_THE_END, error);
    p->is_admitted = result && still_fits(p, result, error);
    p->pq.PQclear(result);
    return p->is_admitted;
}

bool postgres_enter(Db *db, int64_t enterprise_id, GError **error)
{
    g_autofree char *enter = enter_statement(db, enterprise_id);
    if (db->defers)
        return pipeline_send((Postgres *)db, enter, &pipeline_unheeded, NULL, error);
    PGresult *result = postgres_ask((Postgres *)db, enter, NULL, 0, error);
    ((Postgres *)db)->pq.PQclear(result);
    return result != NULL;
}

/* A column for each. */
static char *try_statement(const int64_t *enterprises, size_t n)
{
    g_autoptr(GString) sql = g_string_new(SQL("SELECT "));
    for (size_t i = 0; i < n; i++)
        g_string_append_printf(sql, SQL("%spg_try_advisory_xact_lock (" LOCK_SPACE ", %d)"),
                               i ? ", " : "", lock_of(enterprises[i]));
    return g_string_free(g_steal_pointer(&sql), FALSE);
}

static void add_taken(Postgres *p, const PGresult *taken, const int64_t *enterprises)
{
    for (int i = 0; i < p->pq.PQnfields(taken); i++)
        if (*p->pq.PQgetvalue(taken, 0, i) == 't')
            g_array_append_val(p->db.entered, enterprises[i]);
}

bool postgres_enter_free(Db *db, const int64_t *enterprises, size_t n, GError **error)
{
    Postgres *p = (Postgres *)db;
    g_autofree char *try = try_statement(enterprises, n);
    PGresult *taken = postgres_ask(p, try, NULL, 0, error);
    if (!taken)
        return false;
    add_taken(p, taken, enterprises);
    p->pq.PQclear(taken);
    g_autofree char *setting = entered_setting(db);
    g_autofree char *enter = g_strdup_printf(SQL("SELECT %s"), setting);
    return pipeline_send(p, enter, &pipeline_unheeded, NULL, error);
}

/* The state is that of the first query. A status that nobody has and one that all have need
 * different plans, as have an enterprise of a hundred clients and one of a million; one that is
 * kept for any value would serve them all the same way. */
bool postgres_begin_read(Db *db, DbPlanning planning, GError **error)
{
    Postgres *p = (Postgres *)db;
    return postgres_ready(p, error) &&
           pipeline_send(p, SQL("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
                         &pipeline_unheeded, NULL, error) &&
           (planning == DB_PLAN_ONCE ||
            pipeline_send(p, SQL("SET LOCAL plan_cache_mode = force_custom_plan"),
                          &pipeline_unheeded, NULL, error));
}

static void end_rollback(Postgres *p, void *data, PGresult *answer, GError *failure)
{
    if (answer)
        g_clear_error(&p->failure);
    p->pq.PQclear(answer);
    g_clear_error(&failure);
}

static const Taker rolling_back = {.end = end_rollback, .holds = true};

/* What nobody waits for a reader may as well not. Whom a writer kept waiting goes on when this
 * returns. */
void postgres_rollback(Db *db)
{
    Postgres *p = (Postgres *)db;
    if (postgres_is_alive(p)) {
        pipeline_sync(p);
        pipeline_send(p, SQL("ROLLBACK"), &rolling_back, NULL, NULL);
        pipeline_sync(p);
    }
    if (db->state == DB_READING)
        return;
    pipeline_settle(p);
    end_admission(p);
}

static bool send_commit(Postgres *p, GError **error)
{
    if (!postgres_admitted(&p->db, error))
        return false;
    PGresult *result = postgres_ask(p, SQL("COMMIT"), NULL, 0, error);
    bool done = result && g_str_equal(p->pq.PQcmdStatus(result), "COMMIT");
    if (result && !done && p->failure)
        g_propagate_error(error, g_error_copy(p->failure));
    else if (result && !done)
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("a statement of this transaction failed, so all of it was taken back"));
    p->pq.PQclear(result);
    return done;
}

/* What a statement failed of that nobody waited for is what the commit fails of. */
static bool commit_write(Postgres *p, GError **error)
{
    GError *failure = NULL;
    bool done = send_commit(p, &failure);
    p->commits += done;
    if (done) {
        end_admission(p);
        p->db.state = DB_IDLE;
        postgres_know(p);
        return true;
    }
    if (p->pq.PQstatus(p->connection) != CONNECTION_OK) {
        g_error_free(failure);
        end_admission(p);
        return postgres_find_out(p, error); /* the server knows what it was */
    }
    g_propagate_error(error, failure);
    postgres_rollback(&p->db);
    return false;
}

/* A reader has nothing to lose at the end. */
bool postgres_commit(Db *db, GError **error)
{
    if (db->state == DB_WRITING)
        return commit_write((Postgres *)db, error);
    postgres_rollback(db);
    return true;
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
