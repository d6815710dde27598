/* What checklists and watchers share: they belong to a task, are changed one by one, and each
 * change is an entry of its journal. */
#include "entities/task.h"
#include "reference.h"
#include "rights_internal.h"
#include "save_internal.h"

#include <glib/gi18n-lib.h>

static bool refuse_archived(GError **error)
{
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND,
                        _("the record is archived: restore it first"));
    return false;
}

Record *task_of_part(Base *base, const Actor *actor, int64_t task_id, GError **error)
{
    g_autoptr(Record) task = record_load(base, actor, &task_entity, task_id, error);
    return task && (!task->archived || refuse_archived(error)) ? g_steal_pointer(&task) : NULL;
}

bool task_may_change_part(Base *base, const Actor *actor, const Record *task, const char *like,
                          GError **error)
{
    Actor inside = save_actor(base, actor, &task_entity, task->id);
    int field = entity_field(&task_entity, like);
    if (!save_may_edit(base, &inside, task, error))
        return false;
    if (save_may_edit_field(base, &inside, task, field))
        return true;
    g_set_error_literal(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED,
                        _("you may change only the status of this task"));
    return false;
}

bool task_check_part(Base *base, const Actor *actor, int64_t task_id, const char *like,
                     GError **error)
{
    g_autoptr(Record) task = task_of_part(base, actor, task_id, error);
    return task && (!like || task_may_change_part(base, actor, task, like, error));
}

bool task_log_part(Base *base, const Actor *actor, SaveBatch *batch, int64_t task_id,
                   const char *part, const char *old, const char *now, GError **error)
{
    return change_log(base, actor, actor->enterprise_id, batch, "task", task_id, part, old, now,
                      error);
}

/* --- in the journal --------------------------------------------------------------------------- */

static char *show(Base *base, const Actor *actor, const char *part, const char *logged)
{
    if (!logged)
        return g_strdup("—");
    return g_str_equal(part, JOURNAL_WATCHER)
               ? reference_title(base, actor->enterprise_id, &employee_entity,
                                 g_ascii_strtoll(logged, NULL, 10))
               : g_strdup(logged);
}

char *task_part_line(Base *base, const Actor *actor, const char *part, const char *old,
                     const char *now)
{
    const char *label = g_str_equal(part, JOURNAL_WATCHER)  ? _("Watcher")
                        : g_str_equal(part, JOURNAL_CHECK)  ? _("Checklist")
                        : g_str_equal(part, JOURNAL_CHECKS) ? _("Checklist, moved")
                                                            : NULL;
    if (!label)
        return NULL;
    g_autofree char *before = show(base, actor, part, old);
    g_autofree char *after = show(base, actor, part, now);
    return g_strdup_printf("%s: %s → %s", label, before, after);
}
