/* Pausing and resuming. All of it is only a mark in a row; the next claim looks at it. */
#include "campaign_internal.h"
#include "rows.h"
#include "save.h"

#include <glib/gi18n-lib.h>

/* What each scope stands on. `entity` is the table and the name in the change log. */
typedef struct {
    const char *entity;
    const char *read;   /* paused_at, who made it; parameters: enterprise, id */
    const char *update; /* parameters: paused_at, enterprise, id */
    Right pause;
    Right decide; /* to resume, and to stop for good */
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

static bool read_scope(Base *base, const Actor *actor, PauseScope scope, int64_t id,
                       int64_t *paused_at, bool *own, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base), scopes[scope].read,
                 DB_ARGS(db_integer(actor->enterprise_id), db_integer(id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    bool found = db_next(rows, &failure);
    if (found) {
        *paused_at = db_column_integer(rows, 0);
        *own = actor->employee_id && db_column_integer(rows, 1) == actor->employee_id;
    } else if (rows_ended(failure, error)) {
        g_set_error_literal(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_NOT_FOUND,
                            _("what should be paused, resumed or stopped is not there any more"));
    }
    return found;
}

const char *scope_entity(PauseScope scope)
{
    return scopes[scope].entity;
}

bool scope_check_there(Base *base, const Actor *actor, PauseScope scope, int64_t id, GError **error)
{
    int64_t paused_at;
    bool own;
    return read_scope(base, actor, scope, id, &paused_at, &own, error);
}

bool scope_check_stop(Base *base, const Actor *actor, PauseScope scope, int64_t id, GError **error)
{
    int64_t paused_at;
    bool own = false;
    return read_scope(base, actor, scope, id, &paused_at, &own, error) &&
           right_check(base, actor, scopes[scope].decide, own, error);
}

/* --- pausing ---------------------------------------------------------------------------------- */

typedef struct {
    const Actor *actor;
    PauseScope scope;
    int64_t id;
    bool paused;
} Pausing;

static bool log_pause(Base *base, const Pausing *pausing, int64_t paused_at, GError **error)
{
    g_autofree char *old = paused_at ? g_strdup_printf("%" G_GINT64_FORMAT, paused_at) : NULL;
    g_autofree char *now =
        pausing->paused ? g_strdup_printf("%" G_GINT64_FORMAT, pausing->actor->now) : NULL;
    SaveBatch batch = {0};
    return change_log(base, pausing->actor, pausing->actor->enterprise_id, &batch,
                      scopes[pausing->scope].entity, pausing->id, "paused_at", old, now, error);
}

/* *paused_at: as it stands. */
static bool check_pause(Base *base, const Pausing *pausing, int64_t *paused_at, GError **error)
{
    const Actor *actor = pausing->actor;
    const Scoped *scope = &scopes[pausing->scope];
    bool own = false;
    return read_scope(base, actor, pausing->scope, pausing->id, paused_at, &own, error) &&
           right_check(base, actor, pausing->paused ? scope->pause : scope->decide, own, error);
}

static bool pause_body(Base *base, void *data, GError **error)
{
    const Pausing *pausing = data;
    const Actor *actor = pausing->actor;
    const Scoped *scope = &scopes[pausing->scope];
    int64_t paused_at = 0;
    if (!check_pause(base, pausing, &paused_at, error))
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

bool campaign_may_pause(Base *base, const Actor *actor, PauseScope scope, int64_t id, bool paused)
{
    Pausing pausing = {actor, scope, id, paused};
    int64_t paused_at = 0;
    return check_pause(base, &pausing, &paused_at, NULL);
}
