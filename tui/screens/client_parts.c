/* The buttons of a client's card: add a campaign, put into a list, letters, a task. */
#include <glib/gi18n-lib.h>

#include "core/campaign.h"
#include "core/list.h"
#include "core/when.h"
#include "tui/screens/draft_slot.h"
#include "tui/screens/parts.h"
#include "tui/widgets/dialog.h"
#include "tui/widgets/pick.h"

/* --- «+»: add a campaign ---------------------------------------------------------------------- */

typedef struct {
    App *app;
    int64_t client_id, campaign_id;
    char *explanation, *today;
    bool restart;
} Enrolling;

static void enrolling_free(gpointer data)
{
    Enrolling *enrolling = data;
    g_free(enrolling->explanation);
    g_free(enrolling->today);
    g_free(enrolling);
}

static const Field campaign_reference = {
    .name = "campaign_id", .label = N_("Campaign"), .type = FIELD_REFERENCE, .target = "campaign"};

typedef struct {
    Form *form;
    const char *name;
} ChoiceTarget;

static void put_choice(gpointer data, int64_t id, const char *title)
{
    g_autofree ChoiceTarget *target = data;
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, id);
    if (id)
        form_set(target->form, target->name, value, title);
}

static void choose_campaign(gpointer data, Form *form, const char *name, const char *typed)
{
    Enrolling *enrolling = data;
    ChoiceTarget *target = g_new(ChoiceTarget, 1);
    *target = (ChoiceTarget){form, "campaign_id"};
    ui_push(enrolling->app->ui,
            choice_dialog_new(enrolling->app, &campaign_reference, typed, put_choice, target));
}

static void tell_enrolled(App *app, const Enrolled *enrolled)
{
    g_autoptr(GTimeZone) zone = app_zone(app);
    g_autofree char *when = when_show(enrolled->due_at, zone);
    g_autofree char *text =
        g_strdup_printf(_("The campaign is added: the first letter goes at %s."), when);
    ui_toast(app->ui, text);
    ui_reload(app->ui);
}

typedef struct {
    App *app;
    int64_t client_id, campaign_id;
    bool at_once;
    char *start_on;
} Restart;

static void restart_answered(gpointer data, int answer)
{
    g_autofree Restart *restart = data;
    g_autofree char *start_on = restart->start_on;
    if (answer != 1)
        return;
    App *app = restart->app;
    Enrolled enrolled = {0};
    g_autoptr(GError) error = NULL;
    if (enrollment_start(app->base, app_actor(app), restart->client_id, restart->campaign_id,
                         start_on, restart->at_once, true, SOURCE_CARD, &enrolled, &error))
        tell_enrolled(app, &enrolled);
    else
        app_tell_error(app, error);
}

static void ask_restart(const Enrolling *enrolling, int64_t campaign_id, const char *start_on,
                        bool at_once, int64_t since)
{
    App *app = enrolling->app;
    g_autoptr(GTimeZone) zone = app_zone(app);
    g_autofree char *when = when_show(since, zone);
    g_autofree char *text = g_strdup_printf(
        _("This client has had the campaign since %s, so nothing was added. Starting it anew sends all its letters again."),
        when);
    const char *buttons[] = {_("Leave it"), _("Start anew"), NULL};
    Restart *restart = g_new(Restart, 1);
    *restart = (Restart){app, enrolling->client_id, campaign_id, at_once, g_strdup(start_on)};
    ui_push(app->ui, dialog_ask(app->ui, &(DialogSpec){.title = _("Already there"),
                                                       .text = text,
                                                       .buttons = buttons,
                                                       .danger = true,
                                                       .done = restart_answered,
                                                       .data = restart}));
}

static Result enroll(gpointer data, Form *form)
{
    Enrolling *enrolling = data;
    App *app = enrolling->app;
    int64_t campaign_id = g_ascii_strtoll(form_get(form, "campaign_id"), NULL, 10);
    bool at_once = g_str_equal(form_get(form, "at_once"), "1");
    g_autofree char *start_on = at_once ? NULL : g_strdup(form_get(form, "start_on"));
    Enrolled enrolled = {0};
    g_autoptr(GError) error = NULL;
    if (!enrollment_start(app->base, app_actor(app), enrolling->client_id, campaign_id, start_on,
                          at_once, false, SOURCE_CARD, &enrolled, &error)) {
        app_tell_form_error(app, form, at_once ? "campaign_id" : "start_on", error);
        return RESULT_REPAINT;
    }
    if (enrolled.existed)
        ask_restart(enrolling, campaign_id, start_on, at_once, enrolled.since);
    else
        tell_enrolled(app, &enrolled);
    return RESULT_CLOSE;
}

static DraftSlot enrolling_slot(const Enrolling *enrolling)
{
    return (DraftSlot){
        .app = enrolling->app, .entity = "client campaign", .record_id = enrolling->client_id};
}

static bool keep_enrolling(gpointer data, const char *draft)
{
    const DraftSlot slot = enrolling_slot(data);
    return draft_slot_keep(&slot, draft);
}

/* With «at once» the date is today and not to be typed. */
static void at_once_changed(gpointer data, Form *form, const char *name)
{
    if (g_str_equal(name, "at_once"))
        form_lock(form, "start_on", g_str_equal(form_get(form, "at_once"), "1"));
}

Result client_enroll(App *app, const Record *client)
{
    static const InputSpec fields[] = {
        {.name = "campaign_id",
         .label = N_("Campaign"),
         .kind = INPUT_REF,
         .flags = INPUT_REQUIRED | INPUT_FIRST},
        {.name = "start_on",
         .label = N_("Start date"),
         .kind = INPUT_DATE,
         .flags = INPUT_REQUIRED},
        {.name = "at_once", .label = N_("Send at once"), .kind = INPUT_CHECK},
    };
    g_autoptr(GError) error = NULL;
    g_autofree char *start_on = NULL;
    Enrolling *enrolling = g_new0(Enrolling, 1);
    *enrolling = (Enrolling){.app = app, .client_id = client->id, .today = app_today(app)};
    if (!enrollment_defaults(app->base, app_actor(app), &start_on, &enrolling->explanation,
                             &error)) {
        enrolling_free(enrolling);
        app_tell_error(app, error);
        return RESULT_REPAINT;
    }
    FormSpec spec = {.name = "enroll",
                     .title = _("Add a campaign"),
                     .text = enrolling->explanation,
                     .fields = fields,
                     .n_fields = G_N_ELEMENTS(fields),
                     .save_label = N_("Add"),
                     .dialog = true,
                     .today = enrolling->today,
                     .save = enroll,
                     .changed = at_once_changed,
                     .choose = choose_campaign,
                     .keep_draft = keep_enrolling,
                     .data = enrolling,
                     .free_data = enrolling_free};
    Form *form = form_new(app->ui, &spec);
    form_init(form, "start_on", start_on, NULL);
    form_init(form, "at_once", "0", NULL);
    const DraftSlot slot = enrolling_slot(enrolling);
    draft_slot_offer(&slot, form);
    ui_push(app->ui, form_view(form));
    return RESULT_REPAINT;
}

/* --- «to list» -------------------------------------------------------------------------------- */

const Field list_reference = {
    .name = "list_id", .label = N_("List"), .type = FIELD_REFERENCE, .target = "list"};

typedef struct {
    App *app;
    int64_t client_id;
} Joining;

static void join_chosen(gpointer data, int64_t list_id, const char *title)
{
    g_autofree Joining *joining = data;
    App *app = joining->app;
    int64_t joined = 0, enrolled = 0;
    g_autoptr(GError) error = NULL;
    if (!list_id)
        return;
    if (!list_join(app->base, app_actor(app), list_id, &joining->client_id, 1, true, &joined,
                   &enrolled, &error)) {
        app_tell_error(app, error);
        return;
    }
    g_autofree char *told =
        !joined    ? g_strdup_printf(_("Already in the list «%s»."), title)
        : enrolled ? g_strdup_printf(
                         g_dngettext(GETTEXT_PACKAGE, "In the list «%s»; %d campaign starts.",
                                     "In the list «%s»; %d campaigns start.", (gulong)enrolled),
                         title, (int)enrolled)
                   : g_strdup_printf(_("In the list «%s»."), title);
    ui_toast(app->ui, told);
    ui_reload(app->ui);
}

Result client_to_list(App *app, const Record *client)
{
    Joining *joining = g_new(Joining, 1);
    *joining = (Joining){app, client->id};
    ui_push(app->ui, choice_dialog_new(app, &list_reference, NULL, join_chosen, joining));
    return RESULT_REPAINT;
}

/* --- «task» ----------------------------------------------------------------------------------- */

Result client_add_task(App *app, const Record *client)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, client->id);
    app_add_filled(app, &task_entity, (const Filled[]){{"client_id", id}, {NULL, NULL}});
    return RESULT_REPAINT;
}
