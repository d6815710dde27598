/* The buttons of a list's card: its clients, attached campaigns, API hash; and pausing, which lists
 * share with campaigns and enterprises. */
#include <glib/gi18n-lib.h>

#include "core/campaign.h"
#include "core/list.h"
#include "tui/screens/draft_slot.h"
#include "tui/screens/parts.h"
#include "tui/widgets/dialog.h"
#include "tui/widgets/pick.h"

Result list_members(App *app, const Record *list)
{
    ui_push(app->ui, list_screen_new(app, &client_entity, "list", list->id));
    return RESULT_REPAINT;
}

/* --- attached campaigns ----------------------------------------------------------------------- */

typedef struct {
    App *app;
    int64_t list_id;
    GPtrArray *attached; /* ListCampaign */
} Attached;

static void attached_free(gpointer data)
{
    Attached *attached = data;
    g_ptr_array_unref(attached->attached);
    g_free(attached);
}

typedef struct {
    App *app;
    int64_t list_id, campaign_id, members;
    char *campaign_title;
} Attaching;

static void attaching_free(gpointer data)
{
    Attaching *attaching = data;
    g_free(attaching->campaign_title);
    g_free(attaching);
}

static Result attach(gpointer data, Form *form)
{
    Attaching *attaching = data;
    App *app = attaching->app;
    bool later = g_str_equal(form_get(form, "start"), "later");
    gint64 after_days = later ? g_ascii_strtoll(form_get(form, "after_days"), NULL, 10) : 0;
    bool members = g_str_equal(form_get(form, "members"), "1");
    int64_t enrolled = 0;
    g_autoptr(GError) error = NULL;
    if (later && (after_days < 1 || after_days > 3650)) {
        form_set_error(form, "after_days", _("days after joining: a number from 1 to 3650"));
        return RESULT_REPAINT;
    }
    if (!list_attach(app->base, app_actor(app), attaching->list_id, attaching->campaign_id,
                     after_days, members, &enrolled, &error)) {
        app_tell_form_error(app, form, "start", error);
        return RESULT_REPAINT;
    }
    g_autofree char *told =
        g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "Attached; started for %d client.",
                                    "Attached; started for %d clients.", (gulong)enrolled),
                        (int)enrolled);
    ui_toast(app->ui, enrolled ? told : _("Attached: who joins the list from now on gets it."));
    ui_reload(app->ui);
    return RESULT_CLOSE;
}

static DraftSlot attaching_slot(const Attaching *attaching)
{
    return (DraftSlot){.app = attaching->app,
                       .entity = "list campaign",
                       .record_id = attaching->list_id,
                       .part_id = attaching->campaign_id};
}

static bool keep_attaching(gpointer data, const char *draft)
{
    const DraftSlot slot = attaching_slot(data);
    return draft_slot_keep(&slot, draft);
}

static void ask_how(Attaching *attaching)
{
    static const InputChoice starts[] = {
        {"once", N_("at once")}, {"later", N_("some days later")}, {NULL, NULL}};
    static const InputSpec fields[] = {
        {.name = "start",
         .label = N_("Joining starts it"),
         .kind = INPUT_CHOICE,
         .choices = starts},
        {.name = "after_days", .label = N_("Days later"), .kind = INPUT_NUMBER, .max_chars = 4},
        {.name = "members", .label = N_("Start for present clients too"), .kind = INPUT_CHECK},
    };
    App *app = attaching->app;
    g_autofree char *text =
        g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "The list has %d client.",
                                    "The list has %d clients.", (gulong)attaching->members),
                        (int)attaching->members);
    FormSpec spec = {.name = "attach",
                     .title = attaching->campaign_title,
                     .kind = N_("Attach"),
                     .text = text,
                     .fields = fields,
                     .n_fields = attaching->members ? 3 : 2,
                     .save_label = N_("Attach"),
                     .dialog = true,
                     .save = attach,
                     .keep_draft = keep_attaching,
                     .data = attaching,
                     .free_data = attaching_free};
    Form *form = form_new(app->ui, &spec);
    form_init(form, "start", "once", NULL);
    form_init(form, "after_days", "1", NULL);
    const DraftSlot slot = attaching_slot(attaching);
    draft_slot_offer(&slot, form);
    ui_push(app->ui, form_view(form));
}

static void campaign_chosen(gpointer data, int64_t campaign_id, const char *title)
{
    Attaching *attaching = data;
    App *app = attaching->app;
    if (!campaign_id || !list_member_count(app->base, app->actor.enterprise_id, attaching->list_id,
                                           &attaching->members, NULL)) {
        attaching_free(attaching);
        return;
    }
    attaching->campaign_id = campaign_id;
    attaching->campaign_title = g_strdup(title);
    ask_how(attaching);
}

static void choose_campaign(App *app, int64_t list_id)
{
    static const Field reference = {.name = "campaign_id",
                                    .label = N_("Campaign"),
                                    .type = FIELD_REFERENCE,
                                    .target = "campaign"};
    Attaching *attaching = g_new0(Attaching, 1);
    *attaching = (Attaching){.app = app, .list_id = list_id};
    ui_push(app->ui, choice_dialog_new(app, &reference, NULL, campaign_chosen, attaching));
}

typedef struct {
    App *app;
    int64_t list_id, campaign_id;
} Detaching;

static void detach_answered(gpointer data, int answer)
{
    g_autofree Detaching *detaching = data;
    App *app = detaching->app;
    g_autoptr(GError) error = NULL;
    if (answer != 1)
        return;
    if (list_detach(app->base, app_actor(app), detaching->list_id, detaching->campaign_id, &error))
        ui_toast(app->ui, _("Detached: joining the list starts it no more."));
    else
        app_tell_error(app, error);
    ui_reload(app->ui);
}

static void ask_detach(App *app, int64_t list_id, const ListCampaign *campaign)
{
    const char *buttons[] = {_("Cancel"), _("Detach"), NULL};
    Detaching *detaching = g_new(Detaching, 1);
    *detaching = (Detaching){app, list_id, campaign->campaign_id};
    ui_push(app->ui,
            dialog_ask(
                app->ui,
                &(DialogSpec){.title = campaign->name,
                              .text = _("Joining the list will not start this campaign any more. "
                                        "Clients who are going through it go on."),
                              .buttons = buttons,
                              .done = detach_answered,
                              .data = detaching}));
}

static void attached_chosen(gpointer data, int index)
{
    Attached *attached = data;
    if (index == 0)
        choose_campaign(attached->app, attached->list_id);
    else if (index > 0)
        ask_detach(attached->app, attached->list_id, attached->attached->pdata[index - 1]);
}

Result list_attached(App *app, const Record *list)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *campaigns = list_campaigns(app->base, app_actor(app), list->id, &error);
    if (!campaigns) {
        app_tell_error(app, error);
        return RESULT_REPAINT;
    }
    Attached *attached = g_new(Attached, 1);
    *attached = (Attached){app, list->id, campaigns};
    bool may = right_check(app->base, app_actor(app), RIGHT_FILL_LIST, false, NULL);
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _("Campaigns of this list"),
                                               .done = attached_chosen,
                                               .data = attached,
                                               .free_data = attached_free});
    pick_add(pick, "+", _("Attach a campaign…"), NULL, !may);
    for (guint i = 0; i < campaigns->len; i++) {
        const ListCampaign *campaign = campaigns->pdata[i];
        g_autofree char *start =
            campaign->after_days
                ? g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "%d day after joining",
                                              "%d days after joining",
                                              (gulong)campaign->after_days),
                                  (int)campaign->after_days)
                : g_strdup(_("at once"));
        g_autofree char *remark = g_strdup_printf(_("%s · running %d, finished %d"), start,
                                                  (int)campaign->running, (int)campaign->finished);
        pick_add(pick, NULL, campaign->name, remark, !may);
    }
    ui_push(app->ui, pick_view(pick));
    return RESULT_REPAINT;
}

/* --- API hash --------------------------------------------------------------------------------- */

typedef struct {
    App *app;
    int64_t list_id;
} NewHash;

static void hash_answered(gpointer data, int answer)
{
    g_autofree NewHash *new_hash = data;
    App *app = new_hash->app;
    g_autofree char *hash = NULL;
    g_autoptr(GError) error = NULL;
    if (answer != 1)
        return;
    if (list_new_hash(app->base, app_actor(app), new_hash->list_id, &hash, &error))
        ui_push(app->ui, dialog_tell(app->ui, _("New API hash"), hash));
    else
        app_tell_error(app, error);
    ui_reload(app->ui);
}

Result list_replace_hash(App *app, const Record *list)
{
    const char *buttons[] = {_("Cancel"), _("Replace"), NULL};
    NewHash *new_hash = g_new(NewHash, 1);
    *new_hash = (NewHash){app, list->id};
    ui_push(
        app->ui,
        dialog_ask(
            app->ui,
            &(DialogSpec){
                .title = _("New API hash"),
                .text = _("Landing pages that use the present hash stop adding clients at once."),
                .buttons = buttons,
                .danger = true,
                .done = hash_answered,
                .data = new_hash}));
    return RESULT_REPAINT;
}

/* --- pausing ---------------------------------------------------------------------------------- */

PauseScope sending_scope(const Entity *entity)
{
    return entity == &enterprise_entity ? PAUSE_ENTERPRISE
           : entity == &campaign_entity ? PAUSE_CAMPAIGN
                                        : PAUSE_LIST;
}

Result sending_pause(App *app, const Record *record)
{
    bool paused = !record_is_empty(record, "paused_at");
    g_autoptr(GError) error = NULL;
    if (campaign_pause(app->base, app_actor(app), sending_scope(record->entity), record->id,
                       !paused, &error))
        ui_toast(app->ui,
                 paused ? _("Sending goes on.")
                        : _("Sending is paused: nothing of this leaves until it is resumed."));
    else
        app_tell_error(app, error);
    return RESULT_RELOAD;
}
