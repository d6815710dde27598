/* docs/rules.md, "Tasks in time": the next of a task that repeats. */
#include "core/recurrence.h"
#include "core/task.h"
#include "core/when.h"
#include "entities/task.h"
#include "reference.h"
#include "rows.h"
#include "save.h"

#include <string.h>

/* --- what there is ---------------------------------------------------------------------------- */

typedef struct {
    int64_t id; /* 0: none */
    bool archived;
} Follower;

static bool find_follower(Base *base, const Record *task, Follower *follower, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *follower = (Follower){0};
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT id, archived_at IS NOT NULL FROM task "
                     "WHERE enterprise_id = ? AND previous_id = ?"),
                 DB_ARGS(db_integer(task->enterprise_id), db_integer(task->id)), error);
    if (!rows)
        return false;
    if (db_next(rows, &failure))
        *follower = (Follower){db_column_integer(rows, 0), db_column_integer(rows, 1) != 0};
    return rows_ended(g_steal_pointer(&failure), error);
}

bool task_following(Base *base, const Record *task, int64_t *id, GError **error)
{
    Follower follower;
    bool found = find_follower(base, task, &follower, error);
    *id = found && !follower.archived ? follower.id : 0;
    return found;
}

/* --- making it -------------------------------------------------------------------------------- */

/* Who is dismissed, or what can be chosen no more, does not stop a closing: the next one has there
 * what a new task has. */
static bool is_carried(Base *base, const Record *task, const Field *field)
{
    static const char *const own[] = {"due_on", "status_id", "snoozed_until", "recurrence", NULL};
    if ((field->flags & FIELD_DERIVED) || g_strv_contains(own, field->name))
        return false;
    return field->type != FIELD_REFERENCE || record_is_empty(task, field->name) ||
           reference_check(base, task->enterprise_id, field, record_integer(task, field->name),
                           NULL);
}

static void carry_over(Base *base, const Record *task, Record *next)
{
    for (int i = 0; task->entity->fields[i].name; i++)
        if (is_carried(base, task, &task->entity->fields[i]))
            value_copy(&next->values[i], &task->values[i]);
    record_set_integer(next, "previous_id", task->id);
    if (!record_is_empty(task, "created_by"))
        record_set_integer(next, "created_by", record_integer(task, "created_by"));
}

static void set_day(Record *next, Recurrence rule, int day)
{
    g_autofree char *due = day_to_text(day);
    rule.count = rule.count ? rule.count - 1 : 0;
    g_autofree char *left = recurrence_rule(&rule);
    record_set_text(next, "due_on", due);
    record_set_text(next, "recurrence", left);
}

/* In place of what it had when it was made. */
static bool copy_lists(Base *base, const Record *task, const Record *next, GError **error)
{
    DbValue args[] = {db_integer(next->id), db_integer(task->enterprise_id), db_integer(task->id)};
    DbValue of_next[] = {db_integer(task->enterprise_id), db_integer(next->id)};
    return db_execute(base_db(base),
                      SQL("DELETE FROM task_check WHERE enterprise_id = ? AND task_id = ?"),
                      of_next, G_N_ELEMENTS(of_next), NULL, error) &&
           db_execute(base_db(base),
                      SQL("DELETE FROM task_watcher WHERE enterprise_id = ? AND task_id = ?"),
                      of_next, G_N_ELEMENTS(of_next), NULL, error) &&
           db_execute(base_db(base),
                      SQL("INSERT INTO task_check (enterprise_id, task_id, position, text) "
                          "SELECT enterprise_id, ?, position, text FROM task_check "
                          "WHERE enterprise_id = ? AND task_id = ? ORDER BY position"),
                      args, G_N_ELEMENTS(args), NULL, error) &&
           db_execute(base_db(base),
                      SQL("INSERT INTO task_watcher (enterprise_id, task_id, employee_id) "
                          "SELECT enterprise_id, ?, employee_id FROM task_watcher "
                          "WHERE enterprise_id = ? AND task_id = ? ORDER BY id"),
                      args, G_N_ELEMENTS(args), NULL, error);
}

/* One that was taken back when the task was opened again: it comes back as a new one would be. */
static Record *bring_back(Base *base, const Actor *actor, const Record *task, int64_t id,
                          SaveBatch *batch, GError **error)
{
    return record_archive_in(base, actor, &task_entity, id, false, batch, NULL, error)
               ? record_read(base, &task_entity, task->enterprise_id, id, NULL, error)
               : NULL;
}

/* Somebody has changed it otherwise than by closing and opening the one before. */
static bool is_touched(Base *base, const Record *task, int64_t id, bool *touched, GError **error)
{
    int64_t one;
    return db_get_integer(
        base_db(base),
        SQL("SELECT 1 FROM change WHERE enterprise_id = ? AND entity = 'task' AND record_id = ? "
            "AND set_id NOT IN (SELECT set_id FROM change WHERE enterprise_id = ? "
            "AND entity = 'task' AND record_id = ?) LIMIT 1"),
        DB_ARGS(db_integer(task->enterprise_id), db_integer(id), db_integer(task->enterprise_id),
                db_integer(task->id)),
        &one, touched, error);
}

/* One that somebody has changed before it was taken back keeps its lists. */
static bool make_next(Base *base, const Actor *actor, const Record *task, int64_t archived_id,
                      const Recurrence *rule, int day, GError **error)
{
    bool touched = false;
    SaveBatch batch = {.set_id = task->saving->batch->set_id, .trusted = true};
    if (archived_id && !is_touched(base, task, archived_id, &touched, error))
        return false;
    g_autoptr(Record) next = archived_id ? bring_back(base, actor, task, archived_id, &batch, error)
                                         : record_new(base, actor, &task_entity);
    if (!next)
        return false;
    carry_over(base, task, next);
    set_day(next, *rule, day);
    return record_save_in(base, actor, next, &batch, NULL, error) &&
           (touched || copy_lists(base, task, next, error));
}

/* Counted from when this one was due, and never into the past. */
static bool follow(Base *base, const Actor *actor, const Record *task, GError **error)
{
    Recurrence rule;
    Follower follower;
    int due = 0, day;
    int today = when_day(actor->now, base_place(base, task->enterprise_id)->zone, NULL);
    day_from_text(record_text(task, "due_on"), &due);
    if (!recurrence_parse(record_text(task, "recurrence"), &rule, NULL) ||
        !recurrence_next(&rule, due, today, &day))
        return true;
    if (!find_follower(base, task, &follower, error))
        return false;
    return (follower.id && !follower.archived) ||
           make_next(base, actor, task, follower.id, &rule, day, error);
}

/* --- taking it back --------------------------------------------------------------------------- */

static bool withdraw(Base *base, const Actor *actor, const Record *task, GError **error)
{
    Follower follower;
    bool touched;
    SaveBatch batch = {.set_id = task->saving->batch->set_id, .trusted = true};
    if (!find_follower(base, task, &follower, error))
        return false;
    if (!follower.id || follower.archived)
        return true;
    if (!is_touched(base, task, follower.id, &touched, error))
        return false;
    return touched ||
           record_archive_in(base, actor, &task_entity, follower.id, true, &batch, NULL, error);
}

bool task_saved(Base *base, const Actor *actor, Record *record, GError **error)
{
    bool was = record_loaded_integer(record, "closed_at") != 0;
    bool is = !record_is_empty(record, "closed_at");
    if (!task_note(base, actor, record->id, record->saving->batch, error))
        return false;
    if (was == is)
        return true;
    return is ? follow(base, actor, record, error) : withdraw(base, actor, record, error);
}
