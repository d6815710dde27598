#include "tui/screens/task_mover.h"

#include <glib/gi18n-lib.h>

#include "tui/screens/bulk_ask.h"
#include "tui/screens/doubt.h"

/* One move at a time: what goes along is looked up, or asked about, in front of everything else. */
struct TaskMover {
    TaskMoverSpec spec;
    int64_t id;
    char *stored;
    GArray *ids; /* all that go: int64_t; NULL: not known yet */
};

TaskMover *task_mover_new(const TaskMoverSpec *spec)
{
    TaskMover *mover = g_new0(TaskMover, 1);
    mover->spec = *spec;
    return mover;
}

static void forget(TaskMover *mover)
{
    g_clear_pointer(&mover->stored, g_free);
    g_clear_pointer(&mover->ids, g_array_unref);
}

void task_mover_free(TaskMover *mover)
{
    forget(mover);
    g_free(mover);
}

static void carry_out(const TaskMover *mover)
{
    const TaskMoverSpec *spec = &mover->spec;
    Edits *edits = edits_new(spec->told, NULL);
    if (table_is_marked(spec->table, mover->id))
        table_unmark(spec->table);
    if (mover->ids->len <= UNASKED_MOST)
        spec->show(spec->data, mover->ids, mover->stored);
    edits_add(edits, &task_entity, spec->field, mover->stored, g_array_ref(mover->ids));
    *spec->target = mover->id;
    if (!edits_run(spec->app, edits))
        table_reload(spec->table);
}

static void answered(gpointer data, int answer)
{
    TaskMover *mover = data;
    if (answer == 1)
        carry_out(mover);
    forget(mover);
}

static bool change(Base *base, const Actor *actor, Record *task, const void *data, GError **error)
{
    const TaskMover *mover = data;
    record_set_text(task, mover->spec.field, mover->stored);
    return true;
}

static void taken_along(gpointer data, GArray *ids, const GArray *first)
{
    TaskMover *mover = data;
    const TaskMoverSpec *spec = &mover->spec;
    mover->ids = ids;
    g_autofree char *where = spec->where(spec->data, mover->stored);
    g_autofree char *doubt =
        spec->doubtful ? doubt_about(spec->app, &task_entity, ids, change, mover) : NULL;
    const BulkQuestion question = {where, N_("Move %s"), doubt};
    bulk_confirm(spec->app, &task_entity, &question, ids, first, answered, mover);
}

void task_mover_move(TaskMover *mover, int64_t id, char *stored)
{
    forget(mover);
    mover->id = id;
    mover->stored = stored;
    list_bulk_take_along(mover->spec.bulk, mover->spec.table, id, taken_along, mover);
}
