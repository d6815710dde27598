/* A client's letters: campaigns first, with what each does next, then every letter sent, due or
 * held, and why. */
#include <glib/gi18n-lib.h>

#include "core/campaign.h"
#include "core/when.h"
#include "tui/screens/parts.h"
#include "tui/widgets/dialog.h"
#include "tui/widgets/pick.h"

typedef struct {
    App *app;
    int64_t client_id;
    GPtrArray *enrollments; /* ClientEnrollment */
    GPtrArray *letters;     /* ClientLetter */
} Letters;

static void letters_free(gpointer data)
{
    Letters *letters = data;
    g_ptr_array_unref(letters->enrollments);
    g_ptr_array_unref(letters->letters);
    g_free(letters);
}

/* --- one enrollment: pause, resume, stop --------------------------------------------------------
 */

typedef struct {
    App *app;
    int64_t enrollment_id;
    bool paused;
} EnrollmentMenu;

enum { CHOICE_PAUSE, CHOICE_STOP };

static void enrollment_chosen(gpointer data, int index)
{
    const EnrollmentMenu *menu = data;
    App *app = menu->app;
    g_autoptr(GError) error = NULL;
    bool done = false;
    if (index == CHOICE_PAUSE)
        done = campaign_pause(app->base, app_actor(app), PAUSE_ENROLLMENT, menu->enrollment_id,
                              !menu->paused, &error);
    else if (index == CHOICE_STOP)
        done = enrollment_stop(app->base, app_actor(app), menu->enrollment_id, &error);
    else
        return;
    if (done)
        ui_toast(app->ui, index == CHOICE_STOP ? _("Stopped: no further letter goes.")
                          : menu->paused       ? _("Resumed.")
                                               : _("Paused."));
    else
        app_tell_error(app, error);
    ui_reload(app->ui);
}

static void show_enrollment(App *app, const ClientEnrollment *enrollment)
{
    if (enrollment->stopped || enrollment->finished) {
        ui_toast(app->ui, enrollment->state);
        return;
    }
    EnrollmentMenu *menu = g_new(EnrollmentMenu, 1);
    *menu = (EnrollmentMenu){app, enrollment->id, enrollment->paused};
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = enrollment->campaign,
                                               .done = enrollment_chosen,
                                               .data = menu,
                                               .free_data = g_free});
    pick_add(pick, NULL, enrollment->paused ? _("Resume") : _("Pause"), NULL, false);
    pick_add(pick, NULL, _("Stop for good"), NULL, false);
    ui_push(app->ui, pick_view(pick));
}

/* --- the list -----------------------------------------------------------------------------------
 */

static void show_letter(App *app, const ClientLetter *letter)
{
    g_autoptr(GTimeZone) zone = app_zone(app);
    g_autofree char *when = when_show(letter->at, zone);
    g_autofree char *text =
        g_strdup_printf("%s\n\n%s: %s\n%s", letter->subject, letter->campaign, letter->shown, when);
    ui_push(app->ui, dialog_tell(app->ui, letter->letter, text));
}

static void letter_chosen(gpointer data, int index)
{
    Letters *letters = data;
    if (index < 0)
        return;
    if ((guint)index < letters->enrollments->len)
        show_enrollment(letters->app, letters->enrollments->pdata[index]);
    else
        show_letter(letters->app,
                    letters->letters->pdata[(guint)index - letters->enrollments->len]);
}

static void add_enrollment(Pick *pick, const ClientEnrollment *enrollment, GTimeZone *zone)
{
    g_autofree char *when = enrollment->next_at ? when_show(enrollment->next_at, zone) : NULL;
    g_autofree char *remark = when ? g_strdup_printf(_("%s; next: %s, %s"), enrollment->state,
                                                     enrollment->next_letter, when)
                                   : g_strdup(enrollment->state);
    pick_add(pick, "»", enrollment->campaign, remark, false);
}

static void add_letter(Pick *pick, const ClientLetter *letter, GTimeZone *zone)
{
    g_autofree char *when = when_show(letter->at, zone);
    g_autofree char *remark = g_strdup_printf("%s · %s", letter->shown, letter->campaign);
    pick_add(pick, when, letter->letter, remark, false);
}

Result client_letters(App *app, const Record *client)
{
    g_autoptr(GError) error = NULL;
    Letters *letters = g_new0(Letters, 1);
    *letters = (Letters){.app = app, .client_id = client->id};
    letters->enrollments = enrollments_of_client(app->base, app_actor(app), client->id, &error);
    letters->letters = letters->enrollments
                           ? letters_of_client(app->base, app_actor(app), client->id, &error)
                           : NULL;
    if (!letters->letters) {
        g_clear_pointer(&letters->enrollments, g_ptr_array_unref);
        g_free(letters);
        app_tell_error(app, error);
        return RESULT_REPAINT;
    }
    if (letters->enrollments->len + letters->letters->len == 0) {
        letters_free(letters);
        ui_toast(app->ui, _("No letters yet: «+ Campaign» starts some."));
        return RESULT_REPAINT;
    }
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _("Letters of this client"),
                                               .done = letter_chosen,
                                               .data = letters,
                                               .free_data = letters_free});
    g_autoptr(GTimeZone) zone = app_zone(app);
    for (guint i = 0; i < letters->enrollments->len; i++)
        add_enrollment(pick, letters->enrollments->pdata[i], zone);
    for (guint i = 0; i < letters->letters->len; i++)
        add_letter(pick, letters->letters->pdata[i], zone);
    ui_push(app->ui, pick_view(pick));
    return RESULT_REPAINT;
}
