/* Pausing, resuming and stopping. All of it is only a mark in a row; the next claim looks at it. */
#include "campaign_internal.h"
#include "rows.h"
#include "save.h"

#include <glib/gi18n-lib.h>

/* --- stopping one enrollment ------------------------------------------------------------------ */

static bool mark_stopped(Base *base, const Actor *actor, int64_t enterprise_id,
                         int64_t enrollment_id, const char *reason, int64_t *changed,
                         GError **error)
{
    return db_execute(base_db(base),
                      SQL("UPDATE enrollment SET stopped_at = ?, stop_reason = ?, "
                          "version = version + 1 "
                          "WHERE enterprise_id = ? AND id = ? AND stopped_at IS NULL"),
                      DB_ARGS(db_integer(actor->now), db_text(reason), db_integer(enterprise_id),
                              db_integer(enrollment_id)),
                      changed, error);
}

/* What is on its way goes on; if it comes back, it is cancelled then. */
static bool cancel_waiting(Base *base, int64_t enterprise_id, int64_t enrollment_id,
                           const char *reason, GError **error)
{
    return db_execute(
        base_db(base),
        SQL("UPDATE delivery SET state = 'cancelled', reason = ?, "
            "version = version + 1 WHERE enterprise_id = ? AND enrollment_id = ? "
            "AND state IN ('queued', 'deferred', 'held')"),
        DB_ARGS(db_text(reason), db_integer(enterprise_id), db_integer(enrollment_id)), NULL,
        error);
}

bool enrollment_stop_in(Base *base, const Actor *actor, int64_t enterprise_id,
                        int64_t enrollment_id, const char *reason, bool *stopped, GError **error)
{
    int64_t changed;
    if (!mark_stopped(base, actor, enterprise_id, enrollment_id, reason, &changed, error))
        return false;
    if (stopped)
        *stopped = changed > 0;
    return changed == 0 || cancel_waiting(base, enterprise_id, enrollment_id, reason, error);
}

/* --- by a person ------------------------------------------------------------------------------ */

typedef struct {
    const Actor *actor;
    PauseScope scope;
    int64_t id;
    bool paused;
} Pausing;

/* What each scope stands on. `entity` is the table and the name in the change log. */
typedef struct {
    const char *entity;
    const char *read;   /* paused_at, who made it; parameters: enterprise, id */
    const char *update; /* parameters: paused_at, enterprise, id */
    Right pause, resume;
} Scoped;

static const Scoped scopes[] = {
    [PAUSE_ENTERPRISE] = {"enterprise",
                          SQL("SELECT paused_at, NULL FROM enterprise WHERE id = ? AND id = ?"),
                          SQL("UPDATE enterprise SET paused_at = ?, version = version + 1 "
                              "WHERE id = ? AND id = ?"),
                          RIGHT_EDIT_ENROLLMENT, RIGHT_EDIT_ENTERPRISE},
    [PAUSE_CAMPAIGN] = {"campaign",
                        SQL("SELECT paused_at, created_by FROM campaign "
                            "WHERE enterprise_id = ? AND id = ?"),
                        SQL("UPDATE campaign SET paused_at = ?, version = version + 1 "
                            "WHERE enterprise_id = ? AND id = ?"),
                        RIGHT_EDIT_CAMPAIGN, RIGHT_EDIT_CAMPAIGN},
    [PAUSE_LIST] = {"list",
                    SQL("SELECT paused_at, created_by FROM list "
                        "WHERE enterprise_id = ? AND id = ?"),
                    SQL("UPDATE list SET paused_at = ?, version = version + 1 "
                        "WHERE enterprise_id = ? AND id = ?"),
                    RIGHT_EDIT_LIST, RIGHT_EDIT_LIST},
    [PAUSE_ENROLLMENT] = {"enrollment",
                          SQL("SELECT paused_at, created_by FROM enrollment "
                              "WHERE enterprise_id = ? AND id = ?"),
                          SQL("UPDATE enrollment SET paused_at = ?, version = version + 1 "
                              "WHERE enterprise_id = ? AND id = ?"),
                          RIGHT_EDIT_ENROLLMENT, RIGHT_EDIT_ENROLLMENT},
};

static bool read_scope(Base *base, const Pausing *pausing, int64_t *paused_at, bool *own,
                       GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base), scopes[pausing->scope].read,
        DB_ARGS(db_integer(pausing->actor->enterprise_id), db_integer(pausing->id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    bool found = db_next(rows, &failure);
    if (found) {
        *paused_at = db_column_integer(rows, 0);
        *own = pausing->actor->employee_id &&
               db_column_integer(rows, 1) == pausing->actor->employee_id;
    } else if (rows_ended(failure, error)) {
        g_set_error_literal(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_NOT_FOUND,
                            _("what should be paused or resumed is not there any more"));
    }
    return found;
}

static bool log_pause(Base *base, const Pausing *pausing, int64_t paused_at, GError **error)
{
    g_autofree char *old = paused_at ? g_strdup_printf("%" G_GINT64_FORMAT, paused_at) : NULL;
    g_autofree char *now =
        pausing->paused ? g_strdup_printf("%" G_GINT64_FORMAT, pausing->actor->now) : NULL;
    SaveBatch batch = {0};
    return change_log(base, pausing->actor, pausing->actor->enterprise_id, &batch,
                      scopes[pausing->scope].entity, pausing->id, "paused_at", old, now, error);
}

static bool pause_body(Base *base, void *data, GError **error)
{
    const Pausing *pausing = data;
    const Actor *actor = pausing->actor;
    const Scoped *scope = &scopes[pausing->scope];
    int64_t paused_at = 0;
    bool own = false;
    if (!read_scope(base, pausing, &paused_at, &own, error) ||
        !right_check(base, actor, pausing->paused ? scope->pause : scope->resume, own, error))
        return false;
    if ((paused_at != 0) == pausing->paused)
        return true;
    DbValue since = pausing->paused ? db_integer(actor->now) : DB_NOTHING;
    base_forget(base);
    return db_execute(base_db(base), scope->update,
                      DB_ARGS(since, db_integer(actor->enterprise_id), db_integer(pausing->id)),
                      NULL, error) &&
           log_pause(base, pausing, paused_at, error);
}

bool campaign_pause(Base *base, const Actor *actor, PauseScope scope, int64_t id, bool paused,
                    GError **error)
{
    Pausing pausing = {actor, scope, id, paused};
    return base_write(base, actor, pause_body, &pausing, error);
}

static bool stop_body(Base *base, void *data, GError **error)
{
    const Pausing *stopping = data;
    const Actor *actor = stopping->actor;
    int64_t paused_at;
    bool own, stopped;
    if (!read_scope(base, stopping, &paused_at, &own, error) ||
        !enrollment_stop_in(base, actor, actor->enterprise_id, stopping->id, "stopped", &stopped,
                            error))
        return false;
    SaveBatch batch = {0};
    return !stopped || change_log(base, actor, actor->enterprise_id, &batch, "enrollment",
                                  stopping->id, "stop_reason", NULL, "stopped", error);
}

bool enrollment_stop(Base *base, const Actor *actor, int64_t enrollment_id, GError **error)
{
    Pausing stopping = {actor, PAUSE_ENROLLMENT, enrollment_id, true};
    return base_write(base, actor, stop_body, &stopping, error);
}

/* --- undoing an import ------------------------------------------------------------------------ */

static GArray *unsent_of_import(Base *base, int64_t enterprise_id, int64_t import_id,
                                GError **error)
{
    return rows_integers(
        base,
        SQL("SELECT id FROM enrollment WHERE enterprise_id = ? AND import_id = ? "
            "AND stopped_at IS NULL AND NOT EXISTS (SELECT 1 FROM delivery "
            "WHERE delivery.enterprise_id = enrollment.enterprise_id "
            "AND delivery.enrollment_id = enrollment.id AND delivery.state = 'sent')"),
        DB_ARGS(db_integer(enterprise_id), db_integer(import_id)), error);
}

bool enrollment_undo_import_in(Base *base, const Actor *actor, int64_t import_id, int64_t *stopped,
                               GError **error)
{
    g_autoptr(GArray) ids = unsent_of_import(base, actor->enterprise_id, import_id, error);
    if (!ids)
        return false;
    *stopped = ids->len;
    for (guint i = 0; i < ids->len; i++)
        if (!enrollment_stop_in(base, actor, actor->enterprise_id, g_array_index(ids, int64_t, i),
                                "undone", NULL, error))
            return false;
    return true;
}
