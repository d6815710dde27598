#include "tui/screens/hand_over.h"

#include <glib/gi18n-lib.h>

#include "core/hand_over.h"
#include "tui/app/edit.h"
#include "tui/screens/screens.h"
#include "tui/widgets/dialog.h"

typedef struct {
    App *app;
    int64_t employee_id;
    char *name;
    GArray *tasks, *clients; /* NULL: given away */
} HandingOver;

static void handing_over_free(HandingOver *handing)
{
    g_clear_pointer(&handing->tasks, g_array_unref);
    g_clear_pointer(&handing->clients, g_array_unref);
    g_free(handing->name);
    g_free(handing);
}

/* --- doing it --------------------------------------------------------------------------------- */

enum { TASKS, CLIENTS }; /* parts of the edits */

static char *compose_told(App *app, const Edits *edits)
{
    g_autofree char *tasks = text_number(edits_changed(edits, TASKS));
    g_autofree char *clients = text_number(edits_changed(edits, CLIENTS));
    return g_strdup_printf(_("Handed over: tasks %s, clients %s."), tasks, clients);
}

static void choose(HandingOver *handing);

static void colleague_chosen(gpointer data, int64_t id, const char *title)
{
    HandingOver *handing = data;
    App *app = handing->app;
    if (id == handing->employee_id) {
        choose(handing);
        ui_toast_error(app->ui, _("This is the same person: choose a colleague."));
        return;
    }
    if (id) {
        g_autofree char *colleague = g_strdup_printf("%" G_GINT64_FORMAT, id);
        Edits *edits = edits_new(compose_told, NULL);
        edits_add(edits, &task_entity, HAND_OVER_TASK, colleague, g_steal_pointer(&handing->tasks));
        edits_add(edits, &client_entity, HAND_OVER_CLIENT, colleague,
                  g_steal_pointer(&handing->clients));
        edits_run(app, edits);
    }
    handing_over_free(handing);
}

/* --- asking ----------------------------------------------------------------------------------- */

static void choose(HandingOver *handing)
{
    static const Field colleague = {.name = "employee_id",
                                    .label = N_("Hand over to"),
                                    .type = FIELD_REFERENCE,
                                    .target = "employee"};
    ui_push(handing->app->ui,
            choice_dialog_new(handing->app, &colleague, NULL, colleague_chosen, handing));
}

static void answered(gpointer data, int answer)
{
    HandingOver *handing = data;
    if (answer == 1)
        choose(handing);
    else
        handing_over_free(handing);
}

static void ask(HandingOver *handing)
{
    const char *buttons[] = {_("Later"), _("Choose a colleague"), NULL};
    g_autofree char *tasks = text_number(handing->tasks->len);
    g_autofree char *clients = text_number(handing->clients->len);
    g_autofree char *text = g_strdup_printf(
        _("Open tasks: %s, clients: %s. They can be handed over to a colleague at once; that is "
          "one step, to be taken back as one."),
        tasks, clients);
    ui_push(handing->app->ui, dialog_ask(handing->app->ui, &(DialogSpec){.title = handing->name,
                                                                         .text = text,
                                                                         .buttons = buttons,
                                                                         .done = answered,
                                                                         .data = handing}));
}

/* NULL: told why. */
static HandingOver *find(App *app, const Record *employee)
{
    GArray *tasks, *clients;
    g_autoptr(GError) error = NULL;
    if (!hand_over_find(app->base, app_actor(app), employee, &tasks, &clients, &error)) {
        app_tell_error(app, error);
        return NULL;
    }
    HandingOver *handing = g_new(HandingOver, 1);
    *handing = (HandingOver){app, employee->id, record_title(app->base, app_actor(app), employee),
                             tasks, clients};
    return handing;
}

bool hand_over_offered(App *app, const Record *employee)
{
    return app->actor.enterprise_id && hand_over_check(app->base, app_actor(app), employee, NULL);
}

Result hand_over(App *app, const Record *employee)
{
    HandingOver *handing = find(app, employee);
    if (!handing)
        return RESULT_REPAINT;
    if (handing->tasks->len || handing->clients->len) {
        ask(handing);
    } else {
        ui_toast(app->ui, _("No open tasks and no clients: there is nothing to hand over."));
        handing_over_free(handing);
    }
    return RESULT_REPAINT;
}

static bool is_dismissed(const Record *employee)
{
    return g_str_equal(record_text(employee, "status"), "dismissed");
}

void hand_over_dismissed(App *app, const Record *before, const Record *employee)
{
    bool was =
        before->id &&
        g_strcmp0(before->loaded[entity_field(&employee_entity, "status")].text, "dismissed") == 0;
    if (was || !is_dismissed(employee) || !hand_over_offered(app, employee))
        return;
    HandingOver *handing = find(app, employee);
    if (handing && (handing->tasks->len || handing->clients->len))
        ask(handing);
    else if (handing)
        handing_over_free(handing);
}
