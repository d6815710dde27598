/* What one key does to a task, by what the task is now: docs/rules.md, "Working a list of tasks".
 */
#include "core/task.h"
#include "core/when.h"
#include "entities/entities.h"
#include "reference.h"

#include <glib/gi18n-lib.h>

static bool refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_INVALID, sentence);
    return false;
}

static bool is_closed(const Record *task)
{
    return !record_is_empty(task, "closed_at");
}

/* --- status ----------------------------------------------------------------------------------- */

static bool next_open(Base *base, const Record *task, int64_t *id, bool *found, GError **error)
{
    return db_get_integer(
        base_db(base),
        SQL("SELECT later.id FROM task_status AS present JOIN task_status AS later "
            "ON later.enterprise_id = present.enterprise_id "
            "AND (later.position, later.id) > (present.position, present.id) "
            "WHERE present.enterprise_id = ? AND present.id = ? AND later.closed = 0 "
            "AND later.archived_at IS NULL ORDER BY later.position, later.id LIMIT 1"),
        DB_ARGS(db_integer(task->enterprise_id), db_integer(record_integer(task, "status_id"))), id,
        found, error);
}

bool task_forward(Base *base, const Actor *actor, Record *task, const void *data, GError **error)
{
    int64_t id;
    bool found;
    if (is_closed(task))
        return refuse(error, _("the task is closed: choose a status for it"));
    if (!next_open(base, task, &id, &found, error))
        return false;
    if (!found)
        return refuse(error, _("no open status comes after this one: close the task"));
    record_set_integer(task, "status_id", id);
    return true;
}

/* An enterprise has one at least: docs/rules.md, "Lists of choices". */
bool task_close(Base *base, const Actor *actor, Record *task, const void *data, GError **error)
{
    int64_t id = 0;
    if (is_closed(task))
        return refuse(error, _("the task is closed already"));
    if (!db_get_integer(base_db(base),
                        SQL("SELECT id FROM task_status WHERE enterprise_id = ? AND closed = 1 "
                            "AND archived_at IS NULL ORDER BY position, id LIMIT 1"),
                        DB_ARGS(db_integer(task->enterprise_id)), &id, NULL, error))
        return false;
    record_set_integer(task, "status_id", id);
    return true;
}

/* --- due date --------------------------------------------------------------------------------- */

/* The time is one of the clock: where the clocks skip it on that day, the task is due at the end of
 * the gap (when_at), and the next postponing finds the time as it was. */
bool task_postpone(Base *base, const Actor *actor, Record *task, const void *days, GError **error)
{
    const int *by = days;
    int due;
    int today = when_day(actor->now, base_place(base, task->enterprise_id)->zone, NULL);
    if (is_closed(task))
        return refuse(error, _("the task is closed: it is due no more"));
    if (!day_from_text(record_text(task, "due_on"), &due))
        due = today;
    int day = MAX(due, today) + *by;
    if (day > DAY_LAST)
        return refuse(error, _("the calendar does not go on so far"));
    g_autofree char *text = day_to_text(day);
    record_set_text(task, "due_on", text);
    return true;
}

/* --- priority --------------------------------------------------------------------------------- */

static int place_of(const GPtrArray *rows, int64_t id)
{
    for (guint i = 0; i < rows->len; i++)
        if (((const ChoiceRow *)rows->pdata[i])->id == id)
            return (int)i;
    return -1;
}

/* Deleted ones are stepped over, though the task itself may have one. */
bool task_weigh(Base *base, const Actor *actor, Record *task, const void *by, GError **error)
{
    const int *step = by;
    const GPtrArray *rows = reference_choices(base, task->enterprise_id, &task_priority_entity);
    int at = place_of(rows, record_integer(task, "priority_id"));
    do
        at += *step;
    while (at >= 0 && at < (int)rows->len && ((const ChoiceRow *)rows->pdata[at])->archived);
    if (at < 0 || at >= (int)rows->len)
        return refuse(error, *step > 0 ? _("there is no higher priority")
                                       : _("there is no lower priority"));
    record_set_integer(task, "priority_id", ((const ChoiceRow *)rows->pdata[at])->id);
    return true;
}
