/* Who may save what: docs/rules.md, "Roles". */
#include "rights_internal.h"
#include "save_internal.h"

#include <glib/gi18n-lib.h>

Actor save_actor(Base *base, const Actor *actor, const Entity *entity, int64_t id)
{
    Actor inside = *actor;
    if (entity == &enterprise_entity && id && actor->profile_id && !actor->console &&
        actor->enterprise_id != id)
        actor_enter(base, actor, id, &inside, NULL);
    inside.role = rights_role(base, &inside);
    return inside;
}

static bool is_own(const Actor *actor, const Record *current)
{
    return current->entity->own && current->entity->own(current, actor);
}

static bool refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED, sentence);
    return false;
}

/* Profiles and plans stand outside every enterprise: one's own, or the console. */
static bool is_outside(const Entity *entity)
{
    return entity->global && entity != &enterprise_entity;
}

static bool check_outside(const Actor *actor, const Record *current, GError **error)
{
    return actor->console || is_own(actor, current) ||
           refuse(error, _("only its owner or the console may change this"));
}

static bool check_home(const Actor *actor, const Record *record, GError **error)
{
    return record_home(record) == actor->enterprise_id ||
           refuse(error, _("this record belongs to another enterprise: enter that one first"));
}

bool save_may_add(Base *base, const Actor *actor, const Record *record, GError **error)
{
    if (is_outside(record->entity))
        return check_outside(actor, record, error);
    if (record->entity == &enterprise_entity)
        return right_check(base, actor, record->entity->add, true, error);
    if (!actor->enterprise_id)
        return refuse(error, _("this is done inside an enterprise: enter one first"));
    return check_home(actor, record, error) &&
           right_check(base, actor, record->entity->add, true, error);
}

bool save_may_edit(Base *base, const Actor *actor, const Record *current, GError **error)
{
    if (is_outside(current->entity))
        return check_outside(actor, current, error);
    return check_home(actor, current, error) &&
           right_check(base, actor, current->entity->edit, is_own(actor, current), error);
}

bool save_may_archive(Base *base, const Actor *actor, const Record *current, GError **error)
{
    if (!current->entity->archivable)
        return refuse(error, _("this is never deleted"));
    return check_home(actor, current, error) &&
           right_check(base, actor, current->entity->archive, is_own(actor, current), error);
}

static bool has_guest_fields(const Entity *entity)
{
    for (const Field *field = entity->fields; field->name; field++)
        if (field->flags & FIELD_GUEST)
            return true;
    return false;
}

/* Role, status and hire date of one's own card are a superior's matter, and nobody stands above an
 * owner. */
static bool is_superiors_matter(const Actor *actor, const Record *current, Extent extent)
{
    return extent == EXTENT_OWN || (is_own(actor, current) && actor->role != ROLE_OWNER);
}

bool save_may_edit_field(Base *base, const Actor *actor, const Record *current, int field)
{
    const Entity *entity = current->entity;
    unsigned flags = entity->fields[field].flags;
    if (flags & (FIELD_DERIVED | (current->id ? FIELD_NEW_ONLY : 0)))
        return false;
    if (actor->console || is_outside(entity) || !current->id)
        return true;
    Extent extent = right_extent(base, actor, entity->edit);
    if ((flags & FIELD_SECRET) && right_extent(base, actor, RIGHT_SEE_SECRETS) != EXTENT_ALL)
        return false;
    if ((flags & FIELD_BY_SUPERIOR) && is_superiors_matter(actor, current, extent))
        return false;
    return extent != EXTENT_OWN || actor->role != ROLE_GUEST || (flags & FIELD_GUEST) ||
           !has_guest_fields(entity);
}

/* --- for menus -------------------------------------------------------------------------------- */

static bool tell(bool allowed, GError *reason, char **why)
{
    if (why)
        *why = reason ? g_strdup(reason->message) : NULL;
    g_clear_error(&reason);
    return allowed;
}

bool record_may_edit(Base *base, const Actor *actor, const Record *record, char **why)
{
    GError *reason = NULL;
    Actor inside = save_actor(base, actor, record->entity, record->id);
    bool allowed = record->id ? save_may_edit(base, &inside, record, &reason)
                              : save_may_add(base, &inside, record, &reason);
    if (allowed && record->archived)
        allowed = refuse(&reason, _("the record is archived: restore it first"));
    return tell(allowed, reason, why);
}

bool record_may_add(Base *base, const Actor *actor, const Entity *entity, char **why)
{
    GError *reason = NULL;
    g_autoptr(Record) record = record_alloc(entity, entity->global ? 0 : actor->enterprise_id);
    return tell(save_may_add(base, actor, record, &reason), reason, why);
}

bool record_may_see_field(Base *base, const Actor *actor, const Record *record, int field)
{
    Actor inside = save_actor(base, actor, record->entity, record->id);
    return !record->id || !(record->entity->fields[field].flags & FIELD_SECRET) ||
           right_extent(base, &inside, RIGHT_SEE_SECRETS) == EXTENT_ALL;
}

bool record_may_edit_field(Base *base, const Actor *actor, const Record *record, int field)
{
    Actor inside = save_actor(base, actor, record->entity, record->id);
    return record_may_edit(base, actor, record, NULL) &&
           save_may_edit_field(base, &inside, record, field);
}
