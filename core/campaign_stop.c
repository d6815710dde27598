/* Stopping for good: one client's campaign, or all of a campaign, a list, an enterprise. */
#include "campaign_internal.h"
#include "rows.h"
#include "save.h"

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
    /* of many */
    int limit;
    int64_t after;
    int64_t *last, *stopped;
} Stopping;

/* With its line in the change log. */
static bool stop_logged(Base *base, const Actor *actor, int64_t enrollment_id, SaveBatch *batch,
                        bool *stopped, GError **error)
{
    return enrollment_stop_in(base, actor, actor->enterprise_id, enrollment_id, "stopped", stopped,
                              error) &&
           (!*stopped || change_log(base, actor, actor->enterprise_id, batch, "enrollment",
                                    enrollment_id, "stop_reason", NULL, "stopped", error));
}

static bool stop_one_body(Base *base, void *data, GError **error)
{
    const Stopping *stopping = data;
    SaveBatch batch = {0};
    bool stopped;
    return scope_check_there(base, stopping->actor, PAUSE_ENROLLMENT, stopping->id, error) &&
           stop_logged(base, stopping->actor, stopping->id, &batch, &stopped, error);
}

bool enrollment_stop(Base *base, const Actor *actor, int64_t enrollment_id, GError **error)
{
    Stopping stopping = {.actor = actor, .id = enrollment_id};
    return base_write(base, actor, stop_one_body, &stopping, error);
}

/* --- all of something ------------------------------------------------------------------------- */

/* What has finished stays finished. */
#define GOES_ON                                                                                    \
    "enrollment.stopped_at IS NULL AND (EXISTS (SELECT 1 FROM delivery "                           \
    "WHERE delivery.enterprise_id = enrollment.enterprise_id "                                     \
    "AND delivery.enrollment_id = enrollment.id AND delivery.state IN ('queued', 'claimed', "      \
    "'in_data', 'deferred', 'held', 'unknown')) OR NOT EXISTS (SELECT 1 FROM delivery "            \
    "WHERE delivery.enterprise_id = enrollment.enterprise_id "                                     \
    "AND delivery.enrollment_id = enrollment.id)) "
#define OF_ENTERPRISE                                                                              \
    "FROM enrollment WHERE enrollment.enterprise_id = ? AND enrollment.enterprise_id = ? "         \
    "AND " GOES_ON
#define OF_CAMPAIGN                                                                                \
    "FROM enrollment WHERE enrollment.enterprise_id = ? AND enrollment.campaign_id = ? "           \
    "AND " GOES_ON
#define OF_LIST                                                                                    \
    "FROM enrollment_list "                                                                        \
    "JOIN enrollment ON enrollment.enterprise_id = enrollment_list.enterprise_id "                 \
    "AND enrollment.id = enrollment_list.enrollment_id "                                           \
    "WHERE enrollment_list.enterprise_id = ? AND enrollment_list.list_id = ? AND " GOES_ON
#define ALL_OF(scope) SQL("SELECT count(*) " scope)
#define SOME_OF(scope)                                                                             \
    SQL("SELECT enrollment.id " scope "AND enrollment.id > ? ORDER BY enrollment.id LIMIT ?")

static const struct {
    const char *count; /* parameters: enterprise, id */
    const char *some;  /* those: after, limit besides */
} going_on[] = {
    [PAUSE_ENTERPRISE] = {ALL_OF(OF_ENTERPRISE), SOME_OF(OF_ENTERPRISE)},
    [PAUSE_CAMPAIGN] = {ALL_OF(OF_CAMPAIGN), SOME_OF(OF_CAMPAIGN)},
    [PAUSE_LIST] = {ALL_OF(OF_LIST), SOME_OF(OF_LIST)},
};

bool campaign_going_on(Base *base, const Actor *actor, PauseScope scope, int64_t id, int64_t *count,
                       GError **error)
{
    return db_get_integer(base_db(base), going_on[scope].count,
                          DB_ARGS(db_integer(actor->enterprise_id), db_integer(id)), count, NULL,
                          error);
}

/* Once, with the first of them: the record's own journal says for how many. */
static bool log_scope(Base *base, const Stopping *stopping, SaveBatch *batch, GError **error)
{
    const Actor *actor = stopping->actor;
    int64_t count;
    if (stopping->after)
        return true;
    if (!campaign_going_on(base, actor, stopping->scope, stopping->id, &count, error))
        return false;
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, count);
    return count == 0 ||
           change_log(base, actor, actor->enterprise_id, batch, scope_entity(stopping->scope),
                      stopping->id, JOURNAL_STOPPED, NULL, text, error);
}

static bool stop_ids(Base *base, const Stopping *stopping, const GArray *ids, SaveBatch *batch,
                     GError **error)
{
    *stopping->last = 0;
    for (guint i = 0; i < ids->len; i++) {
        bool stopped;
        *stopping->last = g_array_index(ids, int64_t, i);
        if (!stop_logged(base, stopping->actor, *stopping->last, batch, &stopped, error))
            return false;
        *stopping->stopped += stopped;
    }
    return true;
}

static bool stop_some_body(Base *base, void *data, GError **error)
{
    const Stopping *stopping = data;
    const Actor *actor = stopping->actor;
    SaveBatch batch = {0};
    *stopping->stopped = 0;
    if (!scope_check_stop(base, actor, stopping->scope, stopping->id, error))
        return false;
    g_autoptr(GArray) ids =
        rows_integers(base, going_on[stopping->scope].some,
                      DB_ARGS(db_integer(actor->enterprise_id), db_integer(stopping->id),
                              db_integer(stopping->after), db_integer(stopping->limit)),
                      error);
    return ids && log_scope(base, stopping, &batch, error) &&
           stop_ids(base, stopping, ids, &batch, error);
}

bool campaign_stop(Base *base, const Actor *actor, PauseScope scope, int64_t id, int limit,
                   int64_t *after, int64_t *stopped, GError **error)
{
    int64_t last;
    Stopping stopping = {actor, scope, id, limit, *after, &last, stopped};
    if (!base_write(base, actor, stop_some_body, &stopping, error))
        return false;
    *after = last;
    return true;
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
