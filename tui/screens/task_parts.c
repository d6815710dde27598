/* The buttons of a task's card. */
#include "core/task.h"
#include "tui/screens/parts.h"

bool task_has_previous(App *app, const Record *task)
{
    return !record_is_empty(task, "previous_id");
}

Result task_open_previous(App *app, const Record *task)
{
    app_open_record(app, &task_entity, record_integer(task, "previous_id"));
    return RESULT_REPAINT;
}

bool task_has_following(App *app, const Record *task)
{
    int64_t id;
    return task_following(app->base, task, &id, NULL) && id;
}

Result task_open_following(App *app, const Record *task)
{
    int64_t id;
    g_autoptr(GError) error = NULL;
    if (!task_following(app->base, task, &id, &error))
        app_tell_error(app, error);
    else if (id)
        app_open_record(app, &task_entity, id);
    return RESULT_REPAINT;
}
