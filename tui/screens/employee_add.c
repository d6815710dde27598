/* Adding an employee: by address. Who has a profile is in at once, anybody else gets an invitation
 * with a code. */
#include <glib/gi18n-lib.h>

#include "core/auth.h"
#include "tui/screens/draft_slot.h"
#include "tui/screens/parts.h"

typedef struct {
    App *app;
    char *today;
    InputChoice roles[5];
} Adding;

static void adding_free(gpointer data)
{
    Adding *adding = data;
    g_free(adding->today);
    g_free(adding);
}

/* Roles below one's own; an owner may add owners (docs/rules.md, "Roles"). */
static void offer_roles(Adding *adding)
{
    Role own = adding->app->actor.role, highest = own == ROLE_OWNER ? ROLE_OWNER : own - 1;
    guint n = 0;
    for (Role role = highest; role > ROLE_NONE; role--)
        adding->roles[n++] = (InputChoice){role_code(role), role_label(role)};
}

static Result add(gpointer data, Form *form)
{
    Adding *adding = data;
    App *app = adding->app;
    const char *hired_on = form_get(form, "hired_on");
    int64_t employee_id = 0;
    g_autoptr(GError) error = NULL;
    if (!auth_add_employee(app->base, app_actor(app), form_get(form, "email"),
                           role_from_code(form_get(form, "role")), form_get(form, "position"),
                           *hired_on ? hired_on : NULL, &employee_id, &error)) {
        app_tell_form_error(app, form, "email", error);
        return RESULT_REPAINT;
    }
    ui_toast(app->ui, employee_id ? _("Added, and told by mail.")
                                  : _("An invitation with a code is on its way by mail."));
    app_show_added(app, &employee_entity, employee_id);
    return RESULT_CLOSE;
}

static DraftSlot draft_slot(const Adding *adding)
{
    return (DraftSlot){.app = adding->app, .entity = employee_entity.name};
}

static bool keep_draft(gpointer data, const char *draft)
{
    const DraftSlot slot = draft_slot(data);
    return draft_slot_keep(&slot, draft);
}

View *employee_add_new(App *app)
{
    Adding *adding = g_new0(Adding, 1);
    adding->app = app;
    adding->today = app_today(app);
    offer_roles(adding);
    const InputSpec fields[] = {
        {.name = "email",
         .label = N_("E-mail"),
         .kind = INPUT_TEXT,
         .flags = INPUT_REQUIRED | INPUT_FIRST,
         .max_chars = 254},
        {.name = "role",
         .label = N_("Role"),
         .kind = INPUT_CHOICE,
         .flags = INPUT_REQUIRED,
         .choices = adding->roles},
        {.name = "position", .label = N_("Position"), .kind = INPUT_TEXT, .max_chars = 100},
        {.name = "hired_on", .label = N_("Hired on"), .kind = INPUT_DATE},
    };
    FormSpec spec = {
        .name = "employee-add",
        .title = _("Add employee"),
        .text = _(
            "Who has a profile already becomes an employee at once; anybody else gets an invitation with a code by mail."),
        .fields = fields,
        .n_fields = G_N_ELEMENTS(fields),
        .save_label = N_("Add"),
        .today = adding->today,
        .save = add,
        .keep_draft = keep_draft,
        .data = adding,
        .free_data = adding_free};
    Form *form = form_new(app->ui, &spec);
    form_init(form, "role", role_code(MIN(ROLE_MANAGER, app->actor.role)), NULL);
    const DraftSlot slot = draft_slot(adding);
    draft_slot_offer(&slot, form);
    return form_view(form);
}
