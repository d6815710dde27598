/* Who watches a task. */
#include <glib/gi18n-lib.h>

#include "core/task.h"
#include "tui/screens/parts.h"
#include "tui/widgets/pick.h"

void task_watch_toggle(App *app, int64_t task_id)
{
    const Actor *actor = app_actor(app);
    bool watched;
    g_autoptr(GError) error = NULL;
    if (!task_is_watched(app->base, actor, task_id, actor->employee_id, &watched, &error) ||
        !task_watch(app->base, actor, task_id, actor->employee_id, !watched, &error)) {
        app_tell_error(app, error);
        return;
    }
    ui_reload(app->ui);
    ui_toast(app->ui, watched ? _("You no longer watch this task.")
                              : _("You watch this task: its changes come to you by mail."));
}

bool task_may_watch(App *app, const Record *task)
{
    return app->actor.employee_id != 0;
}

Result task_watch_card(App *app, const Record *task)
{
    task_watch_toggle(app, task->id);
    return RESULT_REPAINT;
}

const char *task_watch_label(App *app, const Record *task)
{
    bool watched;
    return task_is_watched(app->base, app_actor(app), task->id, app->actor.employee_id, &watched,
                           NULL) &&
                   watched
               ? N_("Stop watching")
               : N_("Watch");
}

/* --- all of them ------------------------------------------------------------------------------ */

typedef struct {
    App *app;
    int64_t task_id;
    GPtrArray *watchers; /* TaskWatcher */
} Watchers;

static void watchers_free(gpointer data)
{
    Watchers *watchers = data;
    g_ptr_array_unref(watchers->watchers);
    g_free(watchers);
}

static void set_watching(App *app, int64_t task_id, int64_t employee_id, bool watch)
{
    g_autoptr(GError) error = NULL;
    if (task_watch(app->base, app_actor(app), task_id, employee_id, watch, &error))
        ui_toast(app->ui, watch ? _("Added to the watchers.") : _("Watches it no longer."));
    else
        app_tell_error(app, error);
    ui_reload(app->ui);
}

typedef struct {
    App *app;
    int64_t task_id;
} Adding;

static void colleague_chosen(gpointer data, int64_t id, const char *title)
{
    g_autofree Adding *adding = data;
    if (id)
        set_watching(adding->app, adding->task_id, id, true);
}

static void add_watcher(const Watchers *watchers)
{
    static const Field colleague = {.name = "employee_id",
                                    .label = N_("Who shall watch it"),
                                    .type = FIELD_REFERENCE,
                                    .target = "employee"};
    Adding *adding = g_new(Adding, 1);
    *adding = (Adding){watchers->app, watchers->task_id};
    ui_push(watchers->app->ui,
            choice_dialog_new(watchers->app, &colleague, NULL, colleague_chosen, adding));
}

static void chosen(gpointer data, int index)
{
    const Watchers *watchers = data;
    if (index == 0)
        add_watcher(watchers);
    else if (index > 0)
        set_watching(watchers->app, watchers->task_id,
                     ((const TaskWatcher *)watchers->watchers->pdata[index - 1])->employee_id,
                     false);
}

Result task_watchers_open(App *app, const Record *task)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *all = task_watchers(app->base, app_actor(app), task->id, &error);
    if (!all) {
        app_tell_error(app, error);
        return RESULT_REPAINT;
    }
    Watchers *watchers = g_new(Watchers, 1);
    *watchers = (Watchers){app, task->id, all};
    bool may = record_may_edit_field(app->base, app_actor(app), task,
                                     entity_field(&task_entity, "description"));
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _("Watchers"),
                                               .done = chosen,
                                               .data = watchers,
                                               .free_data = watchers_free});
    pick_add(pick, "+", _("Let somebody watch…"), NULL, !may);
    for (guint i = 0; i < all->len; i++) {
        const TaskWatcher *watcher = all->pdata[i];
        bool own = watcher->employee_id == app->actor.employee_id;
        pick_add(pick, "-", watcher->name, _("Enter: watches no longer"), !may && !own);
    }
    ui_push(app->ui, pick_view(pick));
    return RESULT_REPAINT;
}
