/* What dead runs left behind. */
#include "delivery_internal.h"
#include "rows.h"

#include <string.h>

typedef struct {
    int64_t id;
    char *lock_name;
} OpenRun;

static void open_run_clear(void *data)
{
    g_free(((OpenRun *)data)->lock_name);
}

/* Runs that have not said that they ended, or that ended and left something all the same. */
static GArray *open_runs(Base *base, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT id, CASE WHEN finished_at IS NULL THEN lock_name ELSE '' END FROM mailer_run "
            "WHERE id IN (SELECT id FROM mailer_run WHERE finished_at IS NULL "
            "UNION SELECT run_id FROM delivery WHERE state IN ('claimed', 'in_data')) "
            "ORDER BY id"),
        DB_NO_ARGS, error);
    if (!rows)
        return NULL;
    g_autoptr(GArray) runs = g_array_new(FALSE, TRUE, sizeof(OpenRun));
    g_array_set_clear_func(runs, open_run_clear);
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        OpenRun run = {db_column_integer(rows, 0), rows_text(rows, 1)};
        g_array_append_val(runs, run);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&runs) : NULL;
}

/* --- one dead run ----------------------------------------------------------------------------- */

typedef struct {
    int64_t enterprise_id, id;
    bool in_data, recovered;
} Leftover;

typedef struct {
    int64_t now, dead_id;
    GArray *leftovers; /* of Leftover */
} Recovery;

static GArray *leftovers(Base *base, int64_t run_id, GError **error)
{
    g_autoptr(DbRows) rows = db_query(base_db(base),
                                      SQL("SELECT enterprise_id, id, state FROM delivery "
                                          "WHERE run_id = ? AND state IN ('claimed', 'in_data')"),
                                      DB_ARGS(db_integer(run_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Leftover));
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        Leftover leftover = {db_column_integer(rows, 0), db_column_integer(rows, 1),
                             strcmp(db_column_text(rows, 2), "in_data") == 0, false};
        g_array_append_val(all, leftover);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&all) : NULL;
}

/* Should the run be alive after all, none of its letters is queued that is in_data by now. */
static bool recover_one(Settling *settling, Leftover *leftover, GError **error)
{
    if (leftover->in_data)
        return delivery_unknown(settling, leftover->enterprise_id, leftover->id, "",
                                &leftover->recovered, error);
    return delivery_back(settling, FROM_CLAIMED, leftover->enterprise_id, leftover->id, "queued",
                         "", &leftover->recovered, error);
}

static bool recover_body(Base *base, const int64_t *enterprises, size_t n, void *data,
                         GError **error)
{
    const Recovery *recovery = data;
    const Actor actor = mailer_actor(recovery->now);
    g_auto(Settling) settling;
    settling_init(&settling, base, &actor, recovery->dead_id);
    for (guint i = 0; i < recovery->leftovers->len; i++) {
        Leftover *leftover = &g_array_index(recovery->leftovers, Leftover, i);
        if (base_is_among(enterprises, n, leftover->enterprise_id) &&
            !recover_one(&settling, leftover, error))
            return false;
    }
    return true;
}

static bool close_body(Base *base, void *data, GError **error)
{
    const Recovery *recovery = data;
    return db_execute(base_db(base),
                      SQL("UPDATE mailer_run SET finished_at = ?, claims = claims + 1 "
                          "WHERE id = ? AND finished_at IS NULL"),
                      DB_ARGS(db_integer(recovery->now), db_integer(recovery->dead_id)), NULL,
                      error);
}

/* The run is closed last: whoever dies before leaves it to the next. */
static bool recover_run(Base *base, Recovery *recovery, GError **error)
{
    const Actor actor = mailer_actor(recovery->now);
    g_autoptr(GArray) enterprises = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < recovery->leftovers->len; i++)
        base_add_enterprise(enterprises,
                            g_array_index(recovery->leftovers, Leftover, i).enterprise_id);
    return base_write_each(base, &actor, enterprises, recover_body, recovery, error) &&
           base_write(base, &actor, close_body, recovery, error);
}

static void count_recovered(GArray *leftovers, int64_t *requeued, int64_t *unknown)
{
    for (guint i = 0; i < leftovers->len; i++) {
        const Leftover *leftover = &g_array_index(leftovers, Leftover, i);
        *requeued += leftover->recovered && !leftover->in_data;
        *unknown += leftover->recovered && leftover->in_data;
    }
}

/* Dead is whose lock can be taken, or whose lock is mine now: a place has one holder at a time. */
static bool is_dead(Base *base, const MailerRun *me, const OpenRun *run, DbLock **lock, bool *dead,
                    GError **error)
{
    *lock = NULL;
    *dead = true;
    if (!*run->lock_name || strcmp(run->lock_name, me->lock_name) == 0)
        return true;
    GError *failure = NULL;
    *dead = db_lock(base_db(base), run->lock_name, lock, &failure);
    return rows_ended(failure, error);
}

/* Of a dead run, whose lock is held meanwhile. */
static bool recover(Base *base, int64_t now, int64_t dead_id, int64_t *requeued, int64_t *unknown,
                    GError **error)
{
    g_autoptr(GArray) all = leftovers(base, dead_id, error);
    Recovery recovery = {now, dead_id, all};
    if (!all || !recover_run(base, &recovery, error))
        return false;
    count_recovered(all, requeued, unknown);
    return true;
}

bool delivery_recover(Base *base, MailerRun *run, int64_t now, int64_t *requeued, int64_t *unknown,
                      GError **error)
{
    *requeued = *unknown = 0;
    g_autoptr(GArray) runs = open_runs(base, error);
    for (guint i = 0; runs && i < runs->len; i++) {
        const OpenRun *other = &g_array_index(runs, OpenRun, i);
        g_autoptr(DbLock) lock = NULL;
        bool dead;
        if (other->id == run->id)
            continue;
        if (!is_dead(base, run, other, &lock, &dead, error) ||
            (dead && !recover(base, now, other->id, requeued, unknown, error)))
            return false;
    }
    return runs != NULL;
}
