/* The buttons of a task's card. */
#include <glib/gi18n-lib.h>

#include "core/checklist.h"
#include "core/task.h"
#include "tui/screens/parts.h"
#include "tui/screens/task_keys.h"

bool task_may_close(App *app, const Record *task)
{
    return record_is_empty(task, "closed_at") && task_key_offered(app, ACT_CLOSE_TASK);
}

bool task_has_client(App *app, const Record *task)
{
    return !record_is_empty(task, "client_id");
}

/* A card that is open may have lost its client meanwhile. */
Result task_open_client(App *app, const Record *task)
{
    if (task_has_client(app, task))
        app_open_record(app, &client_entity, record_integer(task, "client_id"));
    else
        ui_toast(app->ui, _("This task has no client."));
    return RESULT_REPAINT;
}

void task_open_client_of(App *app, int64_t task_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) task = record_load(app->base, app_actor(app), &task_entity, task_id, &error);
    if (task)
        task_open_client(app, task);
    else
        app_tell_error(app, error);
}

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

/* --- told in the card ------------------------------------------------------------------------- */

static void add_checklist(App *app, int64_t task_id, GString *told)
{
    guint done = 0;
    g_autoptr(GPtrArray) lines = checklist_read(app->base, app_actor(app), task_id, NULL, NULL);
    for (guint i = 0; lines && i < lines->len; i++)
        done += ((const CheckLine *)lines->pdata[i])->done;
    if (lines && lines->len)
        g_string_append_printf(told, "%s: %u/%u", _("Checklist"), done, lines->len);
}

static void add_watchers(App *app, int64_t task_id, GString *told)
{
    g_autoptr(GPtrArray) watchers = task_watchers(app->base, app_actor(app), task_id, NULL);
    for (guint i = 0; watchers && i < watchers->len; i++)
        g_string_append_printf(told, "%s%s%s",
                               i           ? ", "
                               : told->len ? " · "
                                           : "",
                               i ? "" : _("Watchers: "),
                               ((const TaskWatcher *)watchers->pdata[i])->name);
}

char *task_parts_told(App *app, int64_t task_id)
{
    GString *told = g_string_new(NULL);
    add_checklist(app, task_id, told);
    add_watchers(app, task_id, told);
    return g_string_free(told, told->len == 0);
}
