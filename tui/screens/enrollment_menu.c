#include "tui/screens/enrollment_menu.h"

#include <glib/gi18n-lib.h>

#include "core/when.h"
#include "tui/widgets/form.h"
#include "tui/widgets/pick.h"

typedef struct {
    App *app;
    int64_t enrollment_id, next_at;
    bool paused;
    char *campaign, *letter, *today;
} EnrollmentMenu;

static EnrollmentMenu *menu_new(App *app, const ClientEnrollment *enrollment)
{
    EnrollmentMenu *menu = g_new(EnrollmentMenu, 1);
    *menu = (EnrollmentMenu){.app = app,
                             .enrollment_id = enrollment->id,
                             .next_at = enrollment->next_at,
                             .paused = enrollment->paused,
                             .campaign = g_strdup(enrollment->campaign),
                             .letter = g_strdup(enrollment->next_letter),
                             .today = app_today(app)};
    return menu;
}

static EnrollmentMenu *menu_copy(const EnrollmentMenu *menu)
{
    EnrollmentMenu *copy = g_memdup2(menu, sizeof *menu);
    copy->campaign = g_strdup(menu->campaign);
    copy->letter = g_strdup(menu->letter);
    copy->today = g_strdup(menu->today);
    return copy;
}

static void menu_free(gpointer data)
{
    EnrollmentMenu *menu = data;
    g_free(menu->campaign);
    g_free(menu->letter);
    g_free(menu->today);
    g_free(menu);
}

/* --- another day ------------------------------------------------------------------------------ */

static Result move(gpointer data, Form *form)
{
    const EnrollmentMenu *menu = data;
    App *app = menu->app;
    int64_t due_at = 0;
    g_autoptr(GError) error = NULL;
    if (!enrollment_move(app->base, app_actor(app), menu->enrollment_id, form_get(form, "day_on"),
                         &due_at, &error)) {
        app_tell_form_error(app, form, "day_on", error);
        return RESULT_REPAINT;
    }
    g_autoptr(GTimeZone) zone = app_zone(app);
    g_autofree char *when = when_show(due_at, zone);
    g_autofree char *told = g_strdup_printf(_("Moved: the letter goes %s."), when);
    ui_toast(app->ui, told);
    ui_reload(app->ui);
    return RESULT_CLOSE;
}

static void ask_day(const EnrollmentMenu *chosen)
{
    static const InputSpec fields[] = {
        {.name = "day_on",
         .label = N_("Send on"),
         .kind = INPUT_DATE,
         .flags = INPUT_REQUIRED | INPUT_FIRST},
    };
    App *app = chosen->app;
    EnrollmentMenu *menu = menu_copy(chosen);
    g_autoptr(GTimeZone) zone = app_zone(app);
    g_autofree char *day_on = day_to_text(when_day(menu->next_at, zone, NULL));
    g_autofree char *text = g_strdup_printf(
        _("The next letter is “%s”; those after it are counted from the day it goes. Today: it "
          "goes at once, or as soon as letters may be sent."),
        menu->letter);
    Form *form = form_new(app->ui, &(FormSpec){.name = "move",
                                               .title = menu->campaign,
                                               .text = text,
                                               .fields = fields,
                                               .n_fields = G_N_ELEMENTS(fields),
                                               .save_label = N_("Move"),
                                               .dialog = true,
                                               .unguarded = true,
                                               .today = menu->today,
                                               .save = move,
                                               .data = menu,
                                               .free_data = menu_free});
    form_init(form, "day_on", day_on, NULL);
    ui_push(app->ui, form_view(form));
}

/* --- the menu --------------------------------------------------------------------------------- */

enum { CHOICE_PAUSE, CHOICE_MOVE, CHOICE_STOP };

static bool perform(const EnrollmentMenu *menu, int choice, GError **error)
{
    App *app = menu->app;
    return choice == CHOICE_STOP
               ? enrollment_stop(app->base, app_actor(app), menu->enrollment_id, error)
               : campaign_pause(app->base, app_actor(app), PAUSE_ENROLLMENT, menu->enrollment_id,
                                !menu->paused, error);
}

static void chosen(gpointer data, int choice)
{
    const EnrollmentMenu *menu = data;
    App *app = menu->app;
    g_autoptr(GError) error = NULL;
    if (choice == CHOICE_MOVE)
        ask_day(menu);
    if (choice < 0 || choice == CHOICE_MOVE)
        return;
    if (perform(menu, choice, &error))
        ui_toast(app->ui, choice == CHOICE_STOP ? _("Stopped: no further letter goes.")
                          : menu->paused        ? _("Resumed.")
                                                : _("Paused."));
    else
        app_tell_error(app, error);
    ui_reload(app->ui);
}

void ask_enrollment(App *app, const ClientEnrollment *enrollment)
{
    if (enrollment->stopped || enrollment->finished) {
        ui_toast(app->ui, enrollment->state);
        return;
    }
    EnrollmentMenu *menu = menu_new(app, enrollment);
    bool may = right_check(app->base, app_actor(app), RIGHT_EDIT_ENROLLMENT, false, NULL);
    Pick *pick = pick_new(
        app->ui,
        &(PickSpec){.title = menu->campaign, .done = chosen, .data = menu, .free_data = menu_free});
    pick_add(pick, NULL, menu->paused ? _("Resume") : _("Pause"), NULL, !may);
    pick_add(pick, NULL, _("Send on another day"), NULL, !may || !menu->next_at);
    pick_add(pick, NULL, _("Stop for good"), NULL, false);
    ui_push(app->ui, pick_view(pick));
}
