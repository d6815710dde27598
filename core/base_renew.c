/* What a base derives from its records, made anew (docs/rules.md, "Search and order"). */
#include "base_internal.h"
#include "core/record.h"
#include "core/task_zone.h"
#include "record_internal.h"
#include "rows.h"

enum { SLICE = 100 }; /* records a transaction */

typedef struct {
    int64_t enterprise_id, id;
} RecordPlace;

typedef struct {
    const Entity *entity;
    GArray *places; /* of RecordPlace: the slice */
} Renewing;

static const RecordPlace *place_at(const Renewing *renewing, guint i)
{
    return &g_array_index(renewing->places, RecordPlace, i);
}

/* An enterprise is its own. */
static char *compose_after(const Entity *entity, const void *data)
{
    const char *home = !entity->global                ? "enterprise_id"
                       : entity == &enterprise_entity ? "id"
                                                      : "0";
    return g_strdup_printf(SQL("SELECT %s, id FROM %s WHERE (%s, id) > (?, ?) "
                               "ORDER BY %s id LIMIT ?"),
                           home, entity->name, home, entity->global ? "" : "enterprise_id,");
}

/* Of one enterprise, so that a transaction keeps no other one waiting. */
static bool read_places(Base *base, Renewing *renewing, const RecordPlace *after, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base), base_statement(base, renewing->entity, "after", compose_after, NULL),
        DB_ARGS(db_integer(after->enterprise_id), db_integer(after->id), db_integer(SLICE)), error);
    if (!rows)
        return false;
    g_array_set_size(renewing->places, 0);
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        RecordPlace place = {db_column_integer(rows, 0), db_column_integer(rows, 1)};
        if (renewing->places->len && place.enterprise_id != place_at(renewing, 0)->enterprise_id)
            break;
        g_array_append_val(renewing->places, place);
    }
    return rows_ended(failure, error);
}

static bool derive_slice(Base *base, void *data, GError **error)
{
    const Renewing *renewing = data;
    for (guint i = 0; i < renewing->places->len; i++) {
        const RecordPlace *place = place_at(renewing, i);
        if (!record_derive_again(base, renewing->entity, place->enterprise_id, place->id, error))
            return false;
    }
    return true;
}

static bool derive_entity(Base *base, const Actor *actor, const Entity *entity, int64_t *derived,
                          GError **error)
{
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(RecordPlace));
    Renewing renewing = {entity, places};
    RecordPlace after = {INT64_MIN, 0};
    while (read_places(base, &renewing, &after, error)) {
        if (!places->len)
            return true;
        after = *place_at(&renewing, places->len - 1);
        Actor inside = *actor;
        inside.enterprise_id = after.enterprise_id;
        if (!base_write(base, &inside, derive_slice, &renewing, error))
            return false;
        *derived += places->len;
    }
    return false;
}

static bool write_collation(Base *base, void *data, GError **error)
{
    return db_execute(base_db(base),
                      SQL("INSERT INTO base_fact (name, value) VALUES ('collation', ?) "
                          "ON CONFLICT (name) DO UPDATE SET value = excluded.value"),
                      DB_ARGS(db_text(data)), NULL, error);
}

/* The version is written last: who is killed before begins again. */
static bool renew_keys(Base *base, const Actor *actor, int64_t *derived, GError **error)
{
    g_autofree char *version = NULL;
    bool current;
    if (!base_collation_is_current(base, &version, &current, error))
        return false;
    if (current)
        return true;
    for (const Entity *const *entity = entities(); *entity; entity++)
        if ((*entity)->derive && !derive_entity(base, actor, *entity, derived, error))
            return false;
    return base_write(base, actor, write_collation, version, error);
}

static bool count_indexed(int64_t done, void *data)
{
    *(int64_t *)data = done;
    return true;
}

static bool fill_indexes(Base *base, const Actor *actor, int64_t *indexed, GError **error)
{
    DbActor writer = base_db_actor(base, actor);
    for (const Entity *const *entity = entities(); *entity; entity++) {
        int64_t done = 0;
        if ((*entity)->search_index && !db_search_fill(base_db(base), (*entity)->search_index,
                                                       &writer, 0, count_indexed, &done, error))
            return false;
        *indexed += done;
    }
    return true;
}

bool base_renew(Base *base, int64_t now, BaseRenewal *renewal, GError **error)
{
    Actor console = actor_console(0, now);
    *renewal = (BaseRenewal){0};
    return renew_keys(base, &console, &renewal->derived, error) &&
           tasks_follow_zones(base, now, NULL, NULL, &renewal->moved, error) &&
           fill_indexes(base, &console, &renewal->indexed, error);
}
