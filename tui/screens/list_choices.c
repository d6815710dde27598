#include "tui/screens/list_choices.h"

#include <glib/gi18n-lib.h>

#include "core/choice_list.h"
#include "tui/screens/parts.h"
#include "tui/widgets/pick.h"

static void move(App *app, const Entity *entity, Table *table, bool up)
{
    bool moved;
    g_autoptr(GError) error = NULL;
    if (!choice_move(app->base, app_actor(app), entity, table_id(table), up, &moved, &error))
        app_tell_error(app, error);
    else if (!moved)
        ui_toast(app->ui, up ? _("It stands first already.") : _("It stands last already."));
}

static void make_default(App *app, const Entity *entity, Table *table)
{
    g_autoptr(GError) error = NULL;
    if (choice_make_default(app->base, app_actor(app), entity, table_id(table), &error))
        ui_toast(app->ui, _("New records get this choice from now on."));
    else
        app_tell_error(app, error);
}

Result list_choices_act(App *app, const Entity *entity, Table *table, const Action *action)
{
    if (action->id == ACT_DEFAULT)
        make_default(app, entity, table);
    else
        move(app, entity, table, action->id == ACT_STEP_UP);
    table_reload(table);
    return RESULT_REPAINT;
}

/* --- the way to them -------------------------------------------------------------------------- */

static const Entity *const lists[] = {&task_status_entity, &task_type_entity, &task_priority_entity,
                                      &client_status_entity};

static void chosen(gpointer data, int index)
{
    App *app = data;
    if (index >= 0)
        ui_push(app->ui, list_screen_new(app, lists[index], NULL, 0));
}

Result enterprise_choices(App *app, const Record *enterprise)
{
    Pick *pick =
        pick_new(app->ui, &(PickSpec){.title = _("Choice lists"), .done = chosen, .data = app});
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        pick_add(pick, NULL, _(lists[i]->plural), NULL, false);
    ui_push(app->ui, pick_view(pick));
    return RESULT_REPAINT;
}
