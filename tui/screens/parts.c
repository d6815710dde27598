#include "tui/screens/parts.h"

#include <glib/gi18n-lib.h>

#include "tui/screens/hand_over.h"

static bool may(App *app, Right right)
{
    return right_check(app->base, app_actor(app), right, false, NULL);
}

static bool may_enroll(App *app, const Record *record)
{
    return may(app, RIGHT_ENROLL);
}

static bool may_fill(App *app, const Record *record)
{
    return may(app, RIGHT_FILL_LIST);
}

static bool may_add_task(App *app, const Record *record)
{
    return app->level == LEVEL_EMPLOYEE && may(app, RIGHT_ADD_TASK);
}

static bool may_see_secrets(App *app, const Record *record)
{
    return may(app, RIGHT_SEE_SECRETS);
}

/* Of an enterprise, this and what follows from inside: its clients are seen there only. */
static bool may_pause(App *app, const Record *record)
{
    return app->actor.enterprise_id != 0 &&
           campaign_may_pause(app->base, app_actor(app), sending_scope(record->entity), record->id,
                              record_is_empty(record, "paused_at"));
}

static bool may_decide(App *app, const Record *record)
{
    return app->actor.enterprise_id != 0 && may(app, RIGHT_EDIT_ENROLLMENT);
}

/* Whoever may change it. */
static bool may_stop(App *app, const Record *record)
{
    return app->actor.enterprise_id != 0 &&
           record_may_edit(app->base, app_actor(app), record, NULL);
}

/* They are the enterprise's own rows, seen from inside. */
static bool may_change_choices(App *app, const Record *enterprise)
{
    return app->actor.enterprise_id == enterprise->id && may(app, RIGHT_EDIT_ENTERPRISE);
}

static bool is_me(App *app, const Record *record)
{
    return record->id == app->actor.profile_id;
}

static Result enter(App *app, const Record *enterprise)
{
    app_go_enterprise(app, enterprise->id);
    return RESULT_HANDLED;
}

static Result enter_as_employee(App *app, const Record *enterprise)
{
    app_go_employee(app, enterprise->id);
    return RESULT_HANDLED;
}

static Result sign_out(App *app, const Record *profile)
{
    app_sign_out(app);
    return RESULT_HANDLED;
}

static Result history(App *app, const Record *record)
{
    g_autoptr(GError) error = NULL;
    View *view = journal_screen_new(app, record->entity, record->id, &error);
    if (view)
        ui_push(app->ui, view);
    else
        app_tell_error(app, error);
    return RESULT_REPAINT;
}

static const Part parts[] = {
    {&client_entity, ACT_ADD_CAMPAIGN, N_("Campaign"), may_enroll, client_enroll, .round = "+"},
    {&client_entity, ACT_TO_LIST, N_("To list"), may_fill, client_to_list},
    {&client_entity, ACT_LETTERS, N_("Letters"), NULL, client_letters},
    {&client_entity, ACT_NEW_TASK, N_("Task"), may_add_task, client_add_task},
    {&enterprise_entity, ACT_ENTER, N_("Enter"), NULL, enter},
    {&enterprise_entity, ACT_ENTER_EMPLOYEE, N_("Enter as employee"), NULL, enter_as_employee},
    {&enterprise_entity, ACT_PAUSE, N_("Pause sending"), may_pause, sending_pause},
    {&enterprise_entity, ACT_STOP, N_("Stop sending"), may_stop, sending_stop},
    {&enterprise_entity, ACT_CHOICES, N_("Choice lists"), may_change_choices, enterprise_choices},
    {&enterprise_entity, ACT_UNDECIDED, N_("To decide"), may_decide, sending_undecided},
    {&letter_entity, ACT_PREVIEW, N_("Preview"), NULL, letter_show_preview, .entered = true},
    {&subject_entity, ACT_PREVIEW, N_("Preview"), NULL, letter_show_preview, .entered = true},
    {&body_entity, ACT_PREVIEW, N_("Preview"), NULL, letter_show_preview, .entered = true},
    {&signature_entity, ACT_PREVIEW, N_("Preview"), NULL, letter_show_preview, .entered = true},
    {&campaign_entity, ACT_STEPS, N_("Chain of letters"), NULL, campaign_chain},
    {&campaign_entity, ACT_PAUSE, N_("Pause sending"), may_pause, sending_pause},
    {&campaign_entity, ACT_STOP, N_("Stop sending"), may_stop, sending_stop},
    {&list_entity, ACT_MEMBERS, N_("Clients"), NULL, list_members},
    {&list_entity, ACT_CAMPAIGNS, N_("Campaigns"), NULL, list_attached},
    {&list_entity, ACT_PAUSE, N_("Pause sending"), may_pause, sending_pause},
    {&list_entity, ACT_STOP, N_("Stop sending"), may_stop, sending_stop},
    {&list_entity, ACT_API_HASH, N_("New API hash"), may_see_secrets, list_replace_hash},
    {&task_entity, ACT_CLOSE_TASK, N_("Close the task"), task_may_close, NULL},
    {&task_entity, ACT_CLIENT, N_("Client"), task_has_client, task_open_client},
    {&task_entity, ACT_CHECKLIST, N_("Checklist"), NULL, task_checklist},
    {&task_entity, ACT_WATCH, N_("Watch"), task_may_watch, task_watch_card,
     .label_now = task_watch_label},
    {&task_entity, ACT_WATCHERS, N_("Watchers"), NULL, task_watchers_open},
    {&task_entity, ACT_PREVIOUS, N_("Previous"), task_has_previous, task_open_previous},
    {&task_entity, ACT_FOLLOWING, N_("Next task"), task_has_following, task_open_following},
    {&employee_entity, ACT_HAND_OVER, N_("Hand over"), hand_over_offered, hand_over},
    {&profile_entity, ACT_PHOTO, N_("Photo"), is_me, profile_photo_choose},
    {&profile_entity, ACT_PASSWORD, N_("Password"), is_me, profile_password},
    {&profile_entity, ACT_EMAIL, N_("E-mail"), is_me, profile_email},
    {&profile_entity, ACT_SIGN_OUT, N_("Sign out"), is_me, sign_out},
    {NULL, ACT_HISTORY, N_("History"), NULL, history},
};

const Part *part_of(const Entity *entity, gsize i)
{
    for (gsize row = 0; row < G_N_ELEMENTS(parts); row++) {
        if ((parts[row].entity == entity || !parts[row].entity) && i-- == 0)
            return &parts[row];
    }
    return NULL;
}
