/* What came of a call: docs/rules.md, "Call after call". */
#include "core/task.h"
#include "record_internal.h"
#include "reference.h"
#include "save.h"

#include <string.h>

typedef struct {
    const Actor *actor;
    int64_t task_id;
    const TaskOutcome *outcome;
    TaskConclusion *conclusion;
} Concluding;

static void set_due(Record *task, const TaskDue *due)
{
    if (!due->on)
        return;
    record_set_text(task, "due_on", due->on);
    if (due->minute >= 0)
        record_set_integer(task, "due_minute", due->minute);
    else
        record_set_text(task, "due_minute", "");
}

static bool save_task(Base *base, const Concluding *concluding, Record *task, SaveBatch *batch,
                      GError **error)
{
    const TaskOutcome *outcome = concluding->outcome;
    const Actor *actor = concluding->actor;
    concluding->conclusion->too_late = !record_is_empty(task, "closed_at");
    if (!concluding->conclusion->too_late) {
        set_due(task, &outcome->due);
        if ((outcome->postpone && !task_postpone(base, actor, task, &outcome->postpone, error)) ||
            (outcome->close && !task_close(base, actor, task, NULL, error)))
            return false;
    }
    return record_save_in(base, concluding->actor, task, batch, NULL, error);
}

static bool save_next(Base *base, const Concluding *concluding, const Record *task,
                      SaveBatch *batch, GError **error)
{
    static const char *const carried[] = {"type_id", "priority_id", "client_id", "description"};
    g_autoptr(Record) next = record_new(base, concluding->actor, &task_entity);
    for (size_t i = 0; i < G_N_ELEMENTS(carried); i++) {
        int field = entity_field(&task_entity, carried[i]);
        value_copy(&next->values[field], &task->values[field]);
    }
    record_set_text(next, "subject", concluding->outcome->next_subject);
    set_due(next, &concluding->outcome->next_due);
    if (!record_save_in(base, concluding->actor, next, batch, NULL, error))
        return false;
    concluding->conclusion->next_id = next->id;
    return true;
}

static bool conclude(Base *base, void *data, GError **error)
{
    const Concluding *concluding = data;
    SaveBatch batch = {.comment = concluding->outcome->comment};
    *concluding->conclusion = (TaskConclusion){0};
    g_autoptr(Record) task =
        record_load(base, concluding->actor, &task_entity, concluding->task_id, error);
    if (!task || !save_task(base, concluding, task, &batch, error) ||
        (concluding->outcome->next_subject && !save_next(base, concluding, task, &batch, error)))
        return false;
    concluding->conclusion->set_id = batch.set_id;
    return true;
}

bool task_conclude(Base *base, const Actor *actor, int64_t task_id, const TaskOutcome *outcome,
                   TaskConclusion *conclusion, GError **error)
{
    g_autofree char *comment = NULL;
    TaskOutcome clean = *outcome;
    if (outcome->comment && !(comment = comment_clean(outcome->comment, error)))
        return false;
    clean.comment = comment;
    Concluding concluding = {actor, task_id, &clean, conclusion};
    return base_write(base, actor, conclude, &concluding, error);
}

int64_t task_call_type(Base *base, const Actor *actor)
{
    const GPtrArray *rows = reference_choices(base, actor->enterprise_id, &task_type_entity);
    for (guint i = 0; i < rows->len; i++) {
        const ChoiceRow *row = rows->pdata[i];
        if (row->code && g_str_equal(row->code, "call") && !row->archived)
            return row->id;
    }
    return 0;
}
