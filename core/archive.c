/* Deleting is archiving: the row leaves the lists and keeps its history. */
#include "entities/task.h"
#include "reference.h"
#include "save_internal.h"

#include <glib/gi18n-lib.h>

typedef struct {
    const Actor *actor;
    const Entity *entity;
    int64_t id;
    bool archived;
    SaveBatch *batch, started;
    bool changed; /* it was not so already */
} Archiving;

static char *compose_archive(const Entity *entity, const void *data)
{
    return g_strdup_printf(SQL("UPDATE %s SET archived_at = ?, version = version + 1 "
                               "WHERE enterprise_id = ? AND id = ?"),
                           entity->name);
}

static char *instant_text(int64_t at)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, at);
}

static bool write_state(Base *base, const Archiving *archiving, const Record *current,
                        GError **error)
{
    const Actor *actor = archiving->actor;
    g_autofree char *at = instant_text(actor->now);
    DbValue since = archiving->archived ? db_integer(actor->now) : DB_NOTHING;
    return db_execute(base_db(base),
                      base_statement(base, current->entity, "archive", compose_archive, NULL),
                      DB_ARGS(since, db_integer(current->enterprise_id), db_integer(current->id)),
                      NULL, error) &&
           change_log(base, actor, record_home(current), archiving->batch, current->entity->name,
                      current->id, "archived_at", archiving->archived ? NULL : at,
                      archiving->archived ? at : NULL, error) &&
           (current->entity != &task_entity ||
            task_note(base, actor, current->id, archiving->batch, error));
}

/* What stands in its way: being used, or, on the way back, being no longer whole. */
static bool check_state(Base *base, const Archiving *archiving, Record *current, GError **error)
{
    const Entity *entity = archiving->entity;
    if (archiving->archived)
        return !entity->in_use || entity->in_use(base, current->enterprise_id, current->id, error);
    return !entity->check || entity->check(base, archiving->actor, current, error);
}

static bool archive_body(Base *base, void *data, GError **error)
{
    Archiving *archiving = data;
    *archiving->batch = archiving->started;
    archiving->changed = false;
    if (!base_refresh(base, error))
        return false;
    g_autoptr(Record) current = record_read(
        base, archiving->entity, archiving->actor->enterprise_id, archiving->id, NULL, error);
    if (!current)
        return false;
    if (!archiving->batch->trusted && !save_may_archive(base, archiving->actor, current, error))
        return false;
    if (current->archived == archiving->archived)
        return true;
    if (!check_state(base, archiving, current, error) ||
        !write_state(base, archiving, current, error))
        return false;
    archiving->changed = true;
    if (archiving->entity->choices)
        base_forget(base);
    return true;
}

bool record_archive_in(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                       bool archived, SaveBatch *batch, bool *changed, GError **error)
{
    Archiving archiving = {actor, entity, id, archived, batch, *batch, false};
    bool done = base_write(base, actor, archive_body, &archiving, error);
    if (changed)
        *changed = done && archiving.changed;
    return done;
}

bool record_archive(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                    GError **error)
{
    SaveBatch batch = {0};
    return record_archive_in(base, actor, entity, id, true, &batch, NULL, error);
}

bool record_restore(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                    GError **error)
{
    SaveBatch batch = {0};
    return record_archive_in(base, actor, entity, id, false, &batch, NULL, error);
}
