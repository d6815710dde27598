#include "core/when.h"
#include "enterprise.h"
#include "rows.h"
#include "save.h"
#include "task.h"

/* --- rules ------------------------------------------------------------------------------------ */

/* The digest is sent late until noon, so it is due before. */
#define DIGEST_LAST (12 * 60 - 1)

bool enterprise_check(Base *base, const Actor *actor, Record *record, GError **error)
{
    if (record_integer(record, "window_open") >= record_integer(record, "window_close"))
        return record_refuse(record, "window_close", error,
                             _("letters must stop going after they start"));
    if (record_integer(record, "digest_minute") > DIGEST_LAST)
        return record_refuse(record, "digest_minute", error,
                             _("the morning digest goes before 12:00"));
    return true;
}

/* A new enterprise begins with the first plan. */
static bool take_plan(Base *base, Record *record, GError **error)
{
    int64_t id;
    bool found;
    if (!record_is_new(record) || !record_is_empty(record, "plan_id"))
        return true;
    if (!db_get_integer(base_db(base), SQL("SELECT id FROM plan ORDER BY position, id LIMIT 1"),
                        DB_NO_ARGS, &id, &found, error))
        return false;
    if (found)
        record_set_integer(record, "plan_id", id);
    return true;
}

bool enterprise_derive(Base *base, const Actor *actor, Record *record, GError **error)
{
    if (!take_plan(base, record, error))
        return false;
    const char *brief = record_text(record, "short_name");
    return record_derive_title(base, record, *brief ? "short_name" : "full_name", error);
}

/* --- holidays --------------------------------------------------------------------------------- */

static bool take_holidays(DbRows *rows, Record *record, GError **error)
{
    const char *have = record_text(record, "holidays");
    g_autofree char *days = g_strconcat(have, *have ? "\n" : "", db_column_text(rows, 0), NULL);
    record_set_text(record, "holidays", days);
    return true;
}

const RecordPart enterprise_parts[] = {
    {SQL("SELECT day_on FROM holiday WHERE enterprise_id = ? ORDER BY day_on"), take_holidays},
    {NULL},
};

static bool save_holidays(Base *base, const Record *record, GError **error)
{
    if (!record_field_changed(record, "holidays"))
        return true;
    if (!db_execute(base_db(base), SQL("DELETE FROM holiday WHERE enterprise_id = ?"),
                    DB_ARGS(db_integer(record->id)), NULL, error))
        return false;
    g_auto(GStrv) days = g_strsplit(record_text(record, "holidays"), "\n", -1);
    for (char **day = days; *day && **day; day++)
        if (!db_execute(base_db(base),
                        SQL("INSERT INTO holiday (enterprise_id, day_on) VALUES (?, ?)"),
                        DB_ARGS(db_integer(record->id), db_text(*day)), NULL, error))
            return false;
    return true;
}

/* --- what a new enterprise starts with -------------------------------------------------------- */

/* Its creator is its owner; the console makes one without, and adds employees itself. */
static bool insert_owner(Base *base, const Actor *actor, int64_t enterprise_id, GError **error)
{
    if (!actor->profile_id)
        return true;
    Actor inside = *actor;
    inside.enterprise_id = enterprise_id;
    g_autoptr(Record) owner = record_new(base, &inside, &employee_entity);
    record_set_integer(owner, "profile_id", actor->profile_id);
    record_set_text(owner, "role", role_code(ROLE_OWNER));
    SaveBatch batch = {.trusted = true};
    return record_save_in(base, &inside, owner, &batch, NULL, error);
}

static bool seed(Base *base, const Actor *actor, int64_t enterprise_id, GError **error)
{
    if (!rights_seed(base, enterprise_id, error))
        return false;
    for (const Entity *const *entity = entities(); *entity; entity++)
        if ((*entity)->choices && !choices_seed(base, *entity, enterprise_id, error))
            return false;
    return insert_owner(base, actor, enterprise_id, error);
}

bool enterprise_saved(Base *base, const Actor *actor, Record *record, GError **error)
{
    if (!save_holidays(base, record, error))
        return false;
    bool is_new = record_is_new(record);
    return (!is_new || seed(base, actor, record->id, error)) &&
           ((!is_new && !record_field_changed(record, "zone")) ||
            tasks_take_zone(base, record->id, error));
}
