#include "tui/screens/account.h"

#include <glib/gi18n-lib.h>

#include "core/auth.h"
#include "core/i18n.h"
#include "tui/app/lock.h"
#include "tui/screens/draft_slot.h"
#include "tui/screens/parts.h"
#include "tui/screens/screens.h"
#include "tui/widgets/form.h"

typedef struct StepInfo StepInfo;

typedef struct {
    App *app;
    const StepInfo *info;
    char *email;
} Account;

/* What saving a form achieved. */
typedef enum { STEP_FAILED, STEP_NEXT, STEP_SIGNED_IN, STEP_UNLOCKED, STEP_DONE } StepResult;

struct StepInfo {
    const char *name;
    const char *title, *text, *save_label; /* msgids; text may be NULL */
    const InputSpec *fields;
    guint n_fields;
    const FormButton *buttons; /* may be NULL */
    StepResult (*save)(Account *account, Form *form, int64_t *profile_id, GError **error);
    AccountStep next;
    const char *done; /* msgid: the toast of STEP_DONE and STEP_NEXT; may be NULL */
    bool dialog;
    const char *draft; /* the word for what is typed; NULL: not kept, as where secrets are typed */
};

static int64_t now(Account *account)
{
    return app_actor(account->app)->now;
}

/* Both typings of a new password; the second guards against a slip of a finger that nobody sees. */
static bool same_password(Form *form)
{
    if (g_str_equal(form_get(form, "password"), form_get(form, "password_again")))
        return true;
    form_set_error(form, "password_again",
                   _("the two passwords differ: type the new password again"));
    return false;
}

static StepResult sign_in(Account *account, Form *form, int64_t *profile_id, GError **error)
{
    bool done =
        auth_sign_in(account->app->base, now(account), form_get(form, "email"),
                     form_get(form, "password"), account->app->actor.source, profile_id, error);
    return done ? STEP_SIGNED_IN : STEP_FAILED;
}

static StepResult unlock(Account *account, Form *form, int64_t *profile_id, GError **error)
{
    bool right = auth_check_password(account->app->base, app_actor(account->app),
                                     form_get(form, "password"), error);
    return right ? STEP_UNLOCKED : STEP_FAILED;
}

static SignUp sign_up_of(Form *form)
{
    return (SignUp){.surname = form_get(form, "surname"),
                    .first_name = form_get(form, "first_name"),
                    .patronymic = form_get(form, "patronymic"),
                    .email = form_get(form, "email"),
                    .phone = form_get(form, "phone"),
                    .password = form_get(form, "password"),
                    .language = form_get(form, "language")};
}

static StepResult sign_up(Account *account, Form *form, int64_t *profile_id, GError **error)
{
    const SignUp entered = sign_up_of(form);
    if (!same_password(form) || !auth_sign_up(account->app->base, now(account), &entered,
                                              account->app->actor.source, error))
        return STEP_FAILED;
    return STEP_NEXT;
}

static StepResult confirm_sign_up(Account *account, Form *form, int64_t *profile_id, GError **error)
{
    bool done = auth_confirm_sign_up(account->app->base, now(account), account->email,
                                     form_get(form, "code"), profile_id, error);
    return done ? STEP_SIGNED_IN : STEP_FAILED;
}

static StepResult accept_invitation(Account *account, Form *form, int64_t *profile_id,
                                    GError **error)
{
    const SignUp entered = sign_up_of(form);
    if (!same_password(form) || !auth_accept_invitation(account->app->base, now(account), &entered,
                                                        form_get(form, "code"), profile_id, error))
        return STEP_FAILED;
    return STEP_SIGNED_IN;
}

static StepResult forgotten(Account *account, Form *form, int64_t *profile_id, GError **error)
{
    return auth_request_reset(account->app->base, now(account), form_get(form, "email"),
                              account->app->actor.source, error)
               ? STEP_NEXT
               : STEP_FAILED;
}

static StepResult new_password(Account *account, Form *form, int64_t *profile_id, GError **error)
{
    if (!same_password(form) ||
        !auth_reset(account->app->base, now(account), account->email, form_get(form, "code"),
                    form_get(form, "password"), profile_id, error))
        return STEP_FAILED;
    return STEP_SIGNED_IN;
}

static StepResult change_password(Account *account, Form *form, int64_t *profile_id, GError **error)
{
    bool done =
        same_password(form) &&
        auth_change_password(account->app->base, app_actor(account->app),
                             form_get(form, "old_password"), form_get(form, "password"), error);
    return done ? STEP_DONE : STEP_FAILED;
}

static StepResult change_email(Account *account, Form *form, int64_t *profile_id, GError **error)
{
    bool done = auth_request_email_change(account->app->base, app_actor(account->app),
                                          form_get(form, "email"), error);
    return done ? STEP_NEXT : STEP_FAILED;
}

static StepResult confirm_email(Account *account, Form *form, int64_t *profile_id, GError **error)
{
    bool done = auth_confirm_email_change(account->app->base, app_actor(account->app),
                                          form_get(form, "code"), error);
    return done ? STEP_DONE : STEP_FAILED;
}

/* --- the forms -------------------------------------------------------------------------------- */

static const InputChoice languages[] = {
    {"uk", "Українська"}, {"ru", "Русский"}, {"en", "English"}, {NULL, NULL}};

#define EMAIL                                                                                      \
    {                                                                                              \
        .name = "email", .label = N_("E-mail"), .kind = INPUT_TEXT, .flags = INPUT_REQUIRED,       \
        .max_chars = 254                                                                           \
    }
#define PASSWORD(name_, label_)                                                                    \
    {                                                                                              \
        .name = name_, .label = label_, .kind = INPUT_PASSWORD, .flags = INPUT_REQUIRED,           \
        .max_chars = 1024                                                                          \
    }
#define CODE                                                                                       \
    {                                                                                              \
        .name = "code", .label = N_("Code from the mail"), .kind = INPUT_TEXT,                     \
        .flags = INPUT_REQUIRED | INPUT_FIRST, .max_chars = 64                                     \
    }
#define PERSON                                                                                     \
    {.name = "surname", .label = N_("Surname"), .kind = INPUT_TEXT, .max_chars = 100},             \
        {.name = "first_name",                                                                     \
         .label = N_("First name"),                                                                \
         .kind = INPUT_TEXT,                                                                       \
         .flags = INPUT_REQUIRED,                                                                  \
         .max_chars = 100},                                                                        \
        {.name = "patronymic", .label = N_("Patronymic"), .kind = INPUT_TEXT, .max_chars = 100},   \
        EMAIL, {.name = "phone", .label = N_("Phone"), .kind = INPUT_TEXT, .max_chars = 64},       \
        {.name = "language", .label = N_("Language"), .kind = INPUT_CHOICE, .choices = languages}, \
        PASSWORD("password", N_("Password")), PASSWORD("password_again", N_("Password again"))

static const InputSpec sign_in_fields[] = {EMAIL, PASSWORD("password", N_("Password"))};
static const InputSpec unlock_fields[] = {PASSWORD("password", N_("Password"))};
static const InputSpec sign_up_fields[] = {PERSON};
static const InputSpec code_fields[] = {CODE};
static const InputSpec invited_fields[] = {CODE, PERSON};
static const InputSpec forgotten_fields[] = {EMAIL};
static const InputSpec new_password_fields[] = {CODE, PASSWORD("password", N_("New password")),
                                                PASSWORD("password_again", N_("Password again"))};
static const InputSpec change_password_fields[] = {
    PASSWORD("old_password", N_("Present password")), PASSWORD("password", N_("New password")),
    PASSWORD("password_again", N_("Password again"))};
static const FormButton sign_in_buttons[] = {{N_("Sign up"), ACT_SIGN_UP},
                                             {N_("I was invited"), ACT_INVITED},
                                             {N_("Password forgotten"), ACT_FORGOTTEN},
                                             {NULL, ACT_NONE}};

#define FIELDS(array) .fields = array, .n_fields = G_N_ELEMENTS(array)

static const StepInfo steps[] = {
    [ACCOUNT_SIGN_IN] = {"sign-in", N_("UkrCRM: sign in"), NULL, N_("Sign in"),
                         FIELDS(sign_in_fields), sign_in_buttons, sign_in},
    [ACCOUNT_SIGN_UP] = {"sign-up", N_("Sign up"),
                         N_("A code comes to this address by mail; with it the profile is made."),
                         N_("Send the code"), FIELDS(sign_up_fields), NULL, sign_up,
                         ACCOUNT_SIGN_UP_CODE,
                         N_("If the address can be used, a mail is on its way.")},
    [ACCOUNT_SIGN_UP_CODE] = {"sign-up-code", N_("Sign up: code"),
                              N_("Type the code that came by mail."), N_("Confirm"),
                              FIELDS(code_fields), NULL, confirm_sign_up},
    [ACCOUNT_INVITED] = {"invited", N_("Accept an invitation"),
                         N_("Type the code of the invitation, and who you are."), N_("Accept"),
                         FIELDS(invited_fields), NULL, accept_invitation},
    [ACCOUNT_FORGOTTEN] = {"forgotten", N_("Password forgotten"),
                           N_("A code for a new password comes to this address by mail."),
                           N_("Send the code"), FIELDS(forgotten_fields), NULL, forgotten,
                           ACCOUNT_NEW_PASSWORD,
                           N_("If the address is known, a mail is on its way.")},
    [ACCOUNT_NEW_PASSWORD] = {"new-password", N_("New password"),
                              N_("Type the code that came by mail and a new password."),
                              N_("Set password"), FIELDS(new_password_fields), NULL, new_password},
    [ACCOUNT_CHANGE_PASSWORD] = {"change-password", N_("Change password"), NULL, N_("Change"),
                                 FIELDS(change_password_fields), NULL, change_password,
                                 .done = N_("The password is changed."), .dialog = true},
    [ACCOUNT_CHANGE_EMAIL] = {"change-email", N_("Change e-mail"),
                              N_("A code comes to the new address; until then the old one stays."),
                              N_("Send the code"), FIELDS(forgotten_fields), NULL, change_email,
                              ACCOUNT_EMAIL_CODE, N_("A mail is on its way."), .dialog = true,
                              .draft = "profile e-mail"},
    [ACCOUNT_EMAIL_CODE] = {"email-code", N_("Change e-mail: code"),
                            N_("Type the code that came to the new address."), N_("Confirm"),
                            FIELDS(code_fields), NULL, confirm_email,
                            .done = N_("The address is changed."), .dialog = true},
    [ACCOUNT_UNLOCK] = {"unlock", N_("Unlock"), NULL, N_("Unlock"), FIELDS(unlock_fields), NULL,
                        unlock, .dialog = true},
};

/* --- running them ----------------------------------------------------------------------------- */

static void tell_failure(Account *account, Form *form, const GError *error)
{
    bool wrong = g_error_matches(error, AUTH_ERROR, AUTH_ERROR_WRONG);
    bool at_password = wrong || g_error_matches(error, AUTH_ERROR, AUTH_ERROR_PASSWORD);
    if (wrong)
        form_set(form, "password", "", NULL);
    const char *field = at_password ? "password" : account->info->fields[0].name;
    app_tell_form_error(account->app, form, field, error);
}

static Result save(gpointer data, Form *form)
{
    Account *account = data;
    App *app = account->app;
    g_autoptr(GError) error = NULL;
    int64_t profile_id = 0;
    switch (account->info->save(account, form, &profile_id, &error)) {
    case STEP_FAILED:
        if (error)
            tell_failure(account, form, error);
        return RESULT_REPAINT;
    case STEP_SIGNED_IN:
        form_saved(form);
        app_sign_in(app, profile_id);
        return RESULT_HANDLED;
    case STEP_UNLOCKED:
        lock_open(app);
        break;
    case STEP_NEXT:
        ui_push(app->ui, account_form_new(app, account->info->next, form_get(form, "email")));
        break;
    case STEP_DONE:
        ui_reload(app->ui);
        break;
    }
    if (account->info->done)
        ui_toast(app->ui, _(account->info->done));
    return RESULT_CLOSE;
}

static Result act(gpointer data, Form *form, const Action *action)
{
    Account *account = data;
    AccountStep next;
    switch ((int)action->id) {
    case ACT_SIGN_UP:
        next = ACCOUNT_SIGN_UP;
        break;
    case ACT_INVITED:
        next = ACCOUNT_INVITED;
        break;
    case ACT_FORGOTTEN:
        next = ACCOUNT_FORGOTTEN;
        break;
    default:
        return RESULT_IGNORED;
    }
    ui_push(account->app->ui, account_form_new(account->app, next, form_get(form, "email")));
    return RESULT_REPAINT;
}

static DraftSlot draft_slot(Account *account)
{
    return (DraftSlot){.app = account->app,
                       .entity = account->info->draft,
                       .record_id = account->app->actor.profile_id};
}

static bool keep_draft(gpointer data, const char *draft)
{
    const DraftSlot slot = draft_slot(data);
    return draft_slot_keep(&slot, draft);
}

static void account_free(gpointer data)
{
    Account *account = data;
    g_free(account->email);
    g_free(account);
}

View *account_form_new(App *app, AccountStep step, const char *email)
{
    const StepInfo *info = &steps[step];
    Account *account = g_new0(Account, 1);
    *account = (Account){.app = app, .info = info, .email = g_strdup(email)};
    FormSpec spec = {.name = info->name,
                     .title = _(info->title),
                     .text = info->text ? _(info->text) : NULL,
                     .fields = info->fields,
                     .n_fields = info->n_fields,
                     .save_label = info->save_label,
                     .buttons = info->buttons,
                     .contexts = info->buttons ? CTX_SIGN_IN : 0,
                     .dialog = info->dialog,
                     .unguarded = step == ACCOUNT_SIGN_IN,
                     .save = save,
                     .act = act,
                     .keep_draft = info->draft ? keep_draft : NULL,
                     .data = account,
                     .free_data = account_free};
    Form *form = form_new(app->ui, &spec);
    if (email)
        form_init(form, "email", email, NULL);
    if (step == ACCOUNT_SIGN_UP || step == ACCOUNT_INVITED)
        form_init(form, "language", i18n_language(), NULL);
    if (info->draft) {
        const DraftSlot slot = draft_slot(account);
        draft_slot_offer(&slot, form);
    }
    return form_view(form);
}

View *sign_in_screen_new(App *app)
{
    return account_form_new(app, ACCOUNT_SIGN_IN, NULL);
}

Result profile_password(App *app, const Record *profile)
{
    ui_push(app->ui, account_form_new(app, ACCOUNT_CHANGE_PASSWORD, NULL));
    return RESULT_REPAINT;
}

Result profile_email(App *app, const Record *profile)
{
    ui_push(app->ui, account_form_new(app, ACCOUNT_CHANGE_EMAIL, NULL));
    return RESULT_REPAINT;
}
