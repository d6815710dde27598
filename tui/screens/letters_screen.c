/* A client's letters: campaigns first, with what each does next, then every letter sent, due or
 * held, and why. */
#include <glib/gi18n-lib.h>

#include "core/campaign.h"
#include "core/when.h"
#include "tui/message/message.h"
#include "tui/screens/decision.h"
#include "tui/screens/enrollment_menu.h"
#include "tui/screens/letter_view.h"
#include "tui/screens/parts.h"
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

/* --- the list --------------------------------------------------------------------------------- */

/* As it went out. False without error: nothing of it is made yet. */
static bool show_sent(App *app, const ClientLetter *letter, const LetterLine *lines, GError **error)
{
    g_autoptr(GBytes) bytes = delivery_bytes(app->base, app_actor(app), letter->delivery_id, error);
    g_auto(Message) message = {NULL};
    if (!bytes || !message_read(bytes, &message, error))
        return false;
    const LetterLine all[] = {{_("Subject"), message.subject},
                              {_("From"), message.from},
                              {_("To"), message.to},
                              {lines[0].label, lines[0].value},
                              {lines[1].label, lines[1].value},
                              {lines[2].label, lines[2].value},
                              {lines[3].label, lines[3].value},
                              {NULL, NULL}};
    letter_view(app, letter->letter, all, message.text);
    return true;
}

static bool show_due(const Letters *letters, const ClientLetter *letter, const LetterLine *lines,
                     GError **error)
{
    App *app = letters->app;
    g_auto(LetterParts) parts = {NULL};
    g_autoptr(Record) record =
        record_load(app->base, app_actor(app), &letter_entity, letter->letter_id, error);
    return record &&
           letter_parts_read(app->base, app_actor(app), record_integer(record, "subject_id"),
                             record_integer(record, "body_id"),
                             record_integer(record, "signature_id"), &parts, error) &&
           letter_view_preview(app, letter->letter, &parts, letters->client_id, lines, error);
}

static void show_letter(const Letters *letters, const ClientLetter *letter)
{
    App *app = letters->app;
    g_autoptr(GTimeZone) zone = app_zone(app);
    g_autofree char *when = when_show(letter->at, zone);
    g_autoptr(GError) error = NULL;
    const LetterLine lines[] = {{_("Date"), when},
                                {_("Campaign"), letter->campaign},
                                {_("State"), letter->shown},
                                {_("Server's reply"), letter->reply},
                                {NULL, NULL}};
    if (!show_sent(app, letter, lines, &error) &&
        (error || !show_due(letters, letter, lines, &error)))
        app_tell_error(app, error);
}

static void open_letter(const Letters *letters, const ClientLetter *letter)
{
    App *app = letters->app;
    show_letter(letters, letter);
    if (!right_check(app->base, app_actor(app), RIGHT_EDIT_ENROLLMENT, false, NULL))
        return;
    if (g_str_equal(letter->state, "unknown") || g_str_equal(letter->state, "held"))
        ask_decision(app, letter->delivery_id, letter->state);
}

static void push_letters(App *app, int64_t client_id);

static void letter_chosen(gpointer data, int index)
{
    Letters *letters = data;
    if (index < 0)
        return;
    push_letters(letters->app, letters->client_id); /* to come back to */
    if ((guint)index < letters->enrollments->len)
        ask_enrollment(letters->app, letters->enrollments->pdata[index]);
    else
        open_letter(letters, letters->letters->pdata[(guint)index - letters->enrollments->len]);
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

static void push_letters(App *app, int64_t client_id)
{
    g_autoptr(GError) error = NULL;
    Letters *letters = g_new0(Letters, 1);
    *letters = (Letters){.app = app, .client_id = client_id};
    letters->enrollments = enrollments_of_client(app->base, app_actor(app), client_id, &error);
    letters->letters = letters->enrollments
                           ? letters_of_client(app->base, app_actor(app), client_id, &error)
                           : NULL;
    if (!letters->letters) {
        g_clear_pointer(&letters->enrollments, g_ptr_array_unref);
        g_free(letters);
        app_tell_error(app, error);
        return;
    }
    if (letters->enrollments->len + letters->letters->len == 0) {
        letters_free(letters);
        ui_toast(app->ui, _("No letters yet: «+ Campaign» starts some."));
        return;
    }
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _("Letters of this client"),
                                               .explain = true,
                                               .done = letter_chosen,
                                               .data = letters,
                                               .free_data = letters_free});
    g_autoptr(GTimeZone) zone = app_zone(app);
    for (guint i = 0; i < letters->enrollments->len; i++)
        add_enrollment(pick, letters->enrollments->pdata[i], zone);
    for (guint i = 0; i < letters->letters->len; i++)
        add_letter(pick, letters->letters->pdata[i], zone);
    ui_push(app->ui, pick_view(pick));
}

Result client_letters(App *app, const Record *client)
{
    push_letters(app, client->id);
    return RESULT_REPAINT;
}
