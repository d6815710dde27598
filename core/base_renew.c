/* What a base derives from its records, made anew (docs/rules.md, "Search and order"). */
#include "base_internal.h"
#include "record_internal.h"
#include "rows.h"

enum { SLICE = 100 }; /* records a transaction */

typedef struct {
    const Entity *entity;
    int64_t after; /* id */
    int64_t last;  /* of the slice; `after` when there is no more */
    int64_t done;  /* in the slice */
} Renewing;

typedef struct {
    int64_t enterprise_id, id;
} RecordPlace;

static char *compose_after(const Entity *entity, const void *data)
{
    return g_strdup_printf(SQL("SELECT %s, id FROM %s WHERE id > ? ORDER BY id LIMIT ?"),
                           entity->global ? "0" : "enterprise_id", entity->name);
}

static GArray *read_places(Base *base, const Renewing *renewing, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base), base_statement(base, renewing->entity, "after", compose_after, NULL),
        DB_ARGS(db_integer(renewing->after), db_integer(SLICE)), error);
    if (!rows)
        return NULL;
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(RecordPlace));
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        RecordPlace place = {db_column_integer(rows, 0), db_column_integer(rows, 1)};
        g_array_append_val(places, place);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&places) : NULL;
}

static bool derive_slice(Base *base, void *data, GError **error)
{
    Renewing *renewing = data;
    g_autoptr(GArray) places = read_places(base, renewing, error);
    if (!places)
        return false;
    renewing->last = renewing->after;
    renewing->done = places->len;
    for (guint i = 0; i < places->len; i++) {
        const RecordPlace *place = &g_array_index(places, RecordPlace, i);
        if (!record_derive_again(base, renewing->entity, place->enterprise_id, place->id, error))
            return false;
        renewing->last = place->id;
    }
    return true;
}

static bool derive_entity(Base *base, const Actor *actor, const Entity *entity, int64_t *derived,
                          GError **error)
{
    Renewing renewing = {.entity = entity};
    do {
        renewing.after = renewing.last;
        if (!base_write(base, actor, derive_slice, &renewing, error))
            return false;
        *derived += renewing.done;
    } while (renewing.done == SLICE);
    return true;
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
           fill_indexes(base, &console, &renewal->indexed, error);
}
