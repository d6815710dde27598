/* A list of choices as a whole: its order, and which of them new records get. */
#include "core/choice_list.h"

#include "record_internal.h"
#include "reference.h"
#include "save.h"

#include <glib/gi18n-lib.h>

typedef struct {
    const Actor *actor;
    const Entity *entity;
    int64_t id;
    bool up; /* moving: which way */
    bool moved;
} Act;

static Record *read_row(Base *base, const Act *act, int64_t id, GError **error)
{
    return record_read(base, act->entity, act->actor->enterprise_id, id, NULL, error);
}

/* Both places in one change set. */
static bool save_number(Base *base, const Act *act, int64_t id, const char *field, int64_t number,
                        SaveBatch *batch, GError **error)
{
    g_autoptr(Record) record = read_row(base, act, id, error);
    if (!record)
        return false;
    record_set_integer(record, field, number);
    return record_save_in(base, act->actor, record, batch, NULL, error);
}

/* --- order ------------------------------------------------------------------------------------ */

/* The live rows in their order; *at: where this one stands, -1: it is none. */
static GArray *live_ids(Base *base, const Act *act, int *at)
{
    GPtrArray *rows = reference_choices(base, act->actor->enterprise_id, act->entity);
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    *at = -1;
    for (guint i = 0; i < rows->len; i++) {
        const ChoiceRow *row = rows->pdata[i];
        if (row->archived)
            continue;
        if (row->id == act->id)
            *at = (int)ids->len;
        g_array_append_val(ids, row->id);
    }
    return ids;
}

/* All get the place they have: places of old may be equal, and deleted ones lie between. */
static bool number_anew(Base *base, const Act *act, const GArray *ids, GError **error)
{
    SaveBatch batch = {.trusted = true};
    for (guint i = 0; i < ids->len; i++)
        if (!save_number(base, act, g_array_index(ids, int64_t, i), "position", i + 1, &batch,
                         error))
            return false;
    return true;
}

static bool move_body(Base *base, void *data, GError **error)
{
    Act *act = data;
    int at;
    act->moved = false;
    if (!base_refresh(base, error) ||
        !right_check(base, act->actor, act->entity->edit, false, error))
        return false;
    g_autoptr(GArray) ids = live_ids(base, act, &at);
    int to = act->up ? at - 1 : at + 1;
    if (at < 0 || to < 0 || to >= (int)ids->len)
        return true;
    g_array_index(ids, int64_t, at) = g_array_index(ids, int64_t, to);
    g_array_index(ids, int64_t, to) = act->id;
    act->moved = true;
    return number_anew(base, act, ids, error);
}

bool choice_move(Base *base, const Actor *actor, const Entity *entity, int64_t id, bool up,
                 bool *moved, GError **error)
{
    Act act = {.actor = actor, .entity = entity, .id = id, .up = up};
    bool done = base_write(base, actor, move_body, &act, error);
    *moved = done && act.moved;
    return done;
}

/* --- the default ------------------------------------------------------------------------------ */

static bool refuse_closed(const Record *record, GError **error)
{
    if (record->entity != &task_status_entity || !record_integer(record, "closed"))
        return true;
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_INVALID,
                        _("a status that closes tasks cannot be that of new ones"));
    return false;
}

static bool default_body(Base *base, void *data, GError **error)
{
    const Act *act = data;
    SaveBatch batch = {.trusted = true};
    if (!base_refresh(base, error) ||
        !right_check(base, act->actor, act->entity->edit, false, error))
        return false;
    int64_t old = reference_default(base, act->actor->enterprise_id, act->entity);
    g_autoptr(Record) record = read_row(base, act, act->id, error);
    return record && refuse_closed(record, error) &&
           (old == 0 || old == act->id ||
            save_number(base, act, old, "is_default", 0, &batch, error)) &&
           save_number(base, act, act->id, "is_default", 1, &batch, error);
}

bool choice_make_default(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                         GError **error)
{
    Act act = {.actor = actor, .entity = entity, .id = id};
    return base_write(base, actor, default_body, &act, error);
}
