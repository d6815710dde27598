/* The form's values as screens see them, and drafts. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/widgets/dialog.h"
#include "tui/widgets/form_private.h"

#define DRAFT_GROUP "draft"
#define LABELS_GROUP "labels"
#define BEFORE_GROUP "before" /* what the form opened with */

Input *form_find(const Form *form, const char *name)
{
    for (guint i = 0; i < form->fields->len; i++) {
        Input *field = g_ptr_array_index(form->fields, i);
        if (g_str_equal(field->spec.name, name))
            return field;
    }
    return NULL;
}

const char *form_get(Form *form, const char *name)
{
    Input *field = form_find(form, name);
    return field ? input_get(form, field) : "";
}

void form_init(Form *form, const char *name, const char *value, const char *label)
{
    Input *field = form_find(form, name);
    if (!field)
        return;
    input_set(field, value, label);
    g_free(field->initial);
    field->initial = g_strdup(input_get(form, field));
    g_free(field->seen);
    field->seen = g_strdup(field->initial);
}

void form_set(Form *form, const char *name, const char *value, const char *label)
{
    Input *field = form_find(form, name);
    if (!field)
        return;
    input_set(field, value, label);
    g_clear_pointer(&field->error, g_free);
    ui_repaint(form->view.ui);
}

void form_set_error(Form *form, const char *name, const char *text)
{
    Input *field = form_find(form, name);
    if (!field)
        return;
    g_free(field->error);
    field->error = text && *text ? g_strdup(text) : NULL;
    guint index = 0;
    g_ptr_array_find(form->fields, field, &index);
    const Input *focused = form_field(form, form->focus);
    if (field->error && form_can_focus(form, index) && !(focused && focused->error))
        form->focus = index;
    ui_repaint(form->view.ui);
}

void form_set_remark(Form *form, const char *name, const char *text)
{
    Input *field = form_find(form, name);
    if (!field)
        return;
    g_free(field->remark);
    field->remark = g_strdup(text);
    ui_repaint(form->view.ui);
}

void form_set_notice(Form *form, const char *text)
{
    g_free(form->notice);
    form->notice = text && *text ? g_strdup(text) : NULL;
    ui_repaint(form->view.ui);
}

void form_set_tail(Form *form, const char *heading, const char *text)
{
    g_free(form->tail_heading);
    g_free(form->tail);
    form->tail_heading = g_strdup(heading);
    form->tail = text && *text ? g_strdup(text) : NULL;
    ui_repaint(form->view.ui);
}

void form_set_choices(Form *form, const char *name, const InputChoice *choices)
{
    Input *field = form_find(form, name);
    if (!field)
        return;
    g_array_set_size(field->choices, 0);
    for (; choices->value; choices++) {
        Choice choice = {g_strdup(choices->value),
                         g_strdup(*choices->label ? _(choices->label) : "")};
        g_array_append_val(field->choices, choice);
    }
}

void form_lock(Form *form, const char *name, bool locked)
{
    Input *field = form_find(form, name);
    if (!field)
        return;
    field->spec.flags &= ~(unsigned)INPUT_LOCKED;
    field->spec.flags |= locked ? (unsigned)INPUT_LOCKED : 0u;
    ui_repaint(form->view.ui);
}

static bool is_changed(Form *form, Input *field)
{
    return g_strcmp0(input_get(form, field), field->initial) != 0;
}

bool form_is_changed(Form *form)
{
    for (guint i = 0; i < form->fields->len; i++)
        if (is_changed(form, form_field(form, i)))
            return true;
    return false;
}

bool form_field_is_changed(Form *form, const char *name)
{
    Input *field = form_find(form, name);
    return field && is_changed(form, field);
}

/* --- drafts ----------------------------------------------------------------------------------- */

/* Passwords are never kept. */
char *form_draft(Form *form)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    bool any = false;
    for (guint i = 0; i < form->fields->len; i++) {
        Input *field = form_field(form, i);
        if (field->spec.kind == INPUT_PASSWORD || !is_changed(form, field))
            continue;
        any = true;
        g_key_file_set_string(file, DRAFT_GROUP, field->spec.name, input_kept(form, field));
        g_key_file_set_string(file, BEFORE_GROUP, field->spec.name, field->initial);
        if (field->shown)
            g_key_file_set_string(file, LABELS_GROUP, field->spec.name, field->shown);
    }
    return any ? g_key_file_to_data(file, NULL, NULL) : NULL;
}

/* The draft's value goes in; what somebody else has put there since it was kept is told. */
static void restore_field(Form *form, Input *field, GKeyFile *file, const char *value)
{
    const char *name = field->spec.name;
    g_autofree char *label = g_key_file_get_string(file, LABELS_GROUP, name, NULL);
    g_autofree char *before = g_key_file_get_string(file, BEFORE_GROUP, name, NULL);
    g_autofree char *present = input_shown(form, field);
    input_bring_back(field, value, label);
    g_clear_pointer(&field->error, g_free);
    if (!before || g_str_equal(before, field->initial))
        return;
    g_autofree char *text =
        g_strdup_printf(_("This has become “%s” since; saving puts yours in its place."), present);
    form_set_error(form, name, text);
}

bool form_restore(Form *form, const char *draft)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_data(file, draft, strlen(draft), G_KEY_FILE_NONE, NULL))
        return false;
    g_auto(GStrv) names = g_key_file_get_keys(file, DRAFT_GROUP, NULL, NULL);
    for (char **name = names; name && *name; name++) {
        g_autofree char *value = g_key_file_get_string(file, DRAFT_GROUP, *name, NULL);
        Input *field = form_find(form, *name);
        if (field && value && !(field->spec.flags & INPUT_LOCKED))
            restore_field(form, field, file, value);
    }
    for (char **name = names; form->spec.changed && name && *name; name++)
        form->spec.changed(form->spec.data, form, *name);
    return names != NULL;
}

static void on_draft_answer(gpointer data, int answer)
{
    Form *form = data;
    g_autofree char *draft = g_steal_pointer(&form->offered_draft);
    if (answer == DRAFT_GO_ON)
        form_restore(form, draft);
    else if (form->spec.keep_draft)
        form->spec.keep_draft(form->spec.data, NULL);
}

void form_offer_draft(Form *form, const char *draft, const char *when)
{
    g_free(form->offered_draft);
    g_free(form->offered_when);
    form->offered_draft = g_strdup(draft);
    form->offered_when = g_strdup(when);
    form->draft_kept = true;
}

void form_ask_draft(Form *form)
{
    if (!form->offered_draft)
        return;
    g_autofree char *text =
        g_strdup_printf(_("There is unsaved input from %s. Go on with it?"), form->offered_when);
    ui_push(form->view.ui, dialog_draft(form->view.ui, form->title, text, on_draft_answer, form));
}
