/* The form as a view: focus, keys, saving, leaving. */
#include "tui/widgets/form.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/widgets/form_private.h"

static const FormButton save_button = {N_("Save"), ACT_SAVE};
static const FormButton cancel_button = {N_("Cancel"), ACT_BACK};
static const FormButton back_button = {N_("Back"), ACT_BACK};

Input *form_field(const Form *form, guint index)
{
    return index < form->fields->len ? g_ptr_array_index(form->fields, index) : NULL;
}

guint form_stops(const Form *form)
{
    return form->fields->len + form->buttons->len;
}

static bool is_locked(const Input *field)
{
    return field->spec.flags & INPUT_LOCKED;
}

bool form_can_focus(const Form *form, guint index)
{
    const Input *field = form_field(form, index);
    return index < form_stops(form) && (!field || form->read_only || !is_locked(field));
}

/* --- focus ------------------------------------------------------------------------------------ */

static void validate(Form *form, Input *field)
{
    g_free(field->error);
    field->error = input_complaint(form, field);
}

/* An untouched field is not complained about, and a complaint never holds anybody back. What is
 * complained about stays as it was typed. */
static void leave_field(Form *form)
{
    Input *field = form_field(form, form->focus);
    if (!field)
        return;
    const char *value = input_get(form, field);
    if (g_strcmp0(value, field->seen) == 0)
        return;
    validate(form, field);
    if (!field->error && field->buffer && field->spec.kind != INPUT_PASSWORD) {
        g_autofree char *trimmed = g_strdup(value);
        input_set(field, trimmed, NULL);
    }
    if (form->spec.changed)
        form->spec.changed(form->spec.data, form, field->spec.name);
}

/* Puts the focus there and remembers the value it finds. */
static void enter(Form *form, guint index)
{
    form->focus = index;
    Input *field = form_field(form, index);
    if (!field)
        return;
    g_free(field->seen);
    field->seen = g_strdup(input_get(form, field));
    field->entered = true;
    field->anew = field->spec.kind == INPUT_DATE || field->spec.kind == INPUT_TIME ||
                  field->spec.kind == INPUT_NUMBER;
}

void form_focus(Form *form, guint index)
{
    leave_field(form);
    enter(form, index);
}

/* The next stop in a direction, around the ends. */
static Result move_focus(Form *form, int step)
{
    guint n = form_stops(form), at = form->focus;
    do
        at = (at + n + (guint)step) % n;
    while (!form_can_focus(form, at) && at != form->focus);
    form_focus(form, at);
    return RESULT_REPAINT;
}

static Result next_group(Form *form)
{
    for (guint i = 1; i <= form->fields->len; i++) {
        guint at = (form->focus + i) % form->fields->len;
        if (form_field(form, at)->spec.group && form_can_focus(form, at)) {
            form_focus(form, at);
            return RESULT_REPAINT;
        }
    }
    return RESULT_HANDLED;
}

static Result move_page(Form *form, int step)
{
    for (int i = MAX(1, form->height - 2); i > 0; i--) {
        guint at = form->focus + (guint)step;
        if ((step < 0 && form->focus == 0) || at >= form_stops(form))
            break;
        move_focus(form, step);
    }
    return RESULT_REPAINT;
}

/* --- saving ----------------------------------------------------------------------------------- */

static bool all_valid(Form *form)
{
    guint first = G_MAXUINT;
    for (guint i = 0; i < form->fields->len; i++) {
        Input *field = form_field(form, i);
        if (is_locked(field))
            continue;
        validate(form, field);
        if (field->error && first == G_MAXUINT)
            first = i;
    }
    if (first == G_MAXUINT)
        return true;
    enter(form, first);
    ui_toast_error(form->view.ui, form_field(form, first)->error);
    return false;
}

static void drop_draft(Form *form)
{
    g_clear_pointer(&form->last_draft, g_free);
    if (form->spec.keep_draft && form->draft_kept)
        form->spec.keep_draft(form->spec.data, NULL);
    form->draft_kept = false;
}

void form_saved(Form *form)
{
    form->saved = true;
    drop_draft(form);
}

static Result save(Form *form)
{
    leave_field(form);
    if (!all_valid(form))
        return RESULT_REPAINT;
    Result result = form->spec.save(form->spec.data, form);
    if (result == RESULT_CLOSE)
        form_saved(form);
    return result;
}

/* --- leaving ---------------------------------------------------------------------------------- */

static char *unsaved(View *view)
{
    Form *form = form_of(view);
    if (form->saved || form->spec.unguarded || !form_is_changed(form))
        return NULL;
    return form->spec.kind ? g_strdup_printf("%s: %s", _(form->spec.kind), form->title)
                           : g_strdup(form->title);
}

static SaveResult save_before_leaving(View *view)
{
    return save(form_of(view)) == RESULT_CLOSE ? SAVE_DONE : SAVE_REFUSED;
}

static void closed(View *view)
{
    Form *form = form_of(view);
    if (form->saved)
        return;
    drop_draft(form);
    if (form->spec.cancelled)
        form->spec.cancelled(form->spec.data);
}

/* --- keys ------------------------------------------------------------------------------------- */

static Result screens_act(Form *form, const Action *action)
{
    return form->spec.act ? form->spec.act(form->spec.data, form, action) : RESULT_IGNORED;
}

static Result press(Form *form, guint index)
{
    const FormButton *button = g_ptr_array_index(form->buttons, index);
    const Action *action = action_find(button->action, form->view.contexts);
    if (button->action == ACT_SAVE)
        return save(form);
    if (button->action == ACT_BACK)
        return RESULT_LEAVE;
    return action ? screens_act(form, action) : RESULT_IGNORED;
}

static Result button_key(Form *form, const Key *key)
{
    guint button = form->focus - form->fields->len;
    if (key->sym == K_LEFT && button > 0)
        return move_focus(form, -1);
    if (key->sym == K_RIGHT && button + 1 < form->buttons->len)
        return move_focus(form, 1);
    if (key_is_text(key) && key->ch == ' ')
        return press(form, button);
    return RESULT_IGNORED;
}

static Result key_form(View *view, const Key *key)
{
    Form *form = form_of(view);
    Input *field = form_field(form, form->focus);
    if (!field)
        return button_key(form, key);
    if (is_locked(field))
        return RESULT_IGNORED;
    field->entered = false;
    Result result = input_key(form, field, key);
    field->anew = false;
    if (result == RESULT_REPAINT)
        g_clear_pointer(&field->error, g_free);
    return result;
}

static Result move(Form *form, ActionId id)
{
    switch ((int)id) {
    case ACT_UP:
    case ACT_PREV_FIELD:
        return move_focus(form, -1);
    case ACT_DOWN:
    case ACT_NEXT_FIELD:
    case ACT_ACCEPT:
        return move_focus(form, 1);
    case ACT_PAGE_UP:
        return move_page(form, -1);
    case ACT_PAGE_DOWN:
        return move_page(form, 1);
    case ACT_NEXT_GROUP:
        return next_group(form);
    default:
        return RESULT_IGNORED;
    }
}

static Result copy(Form *form)
{
    Input *field = form_field(form, form->focus);
    if (!field || field->links || field->spec.kind == INPUT_PASSWORD)
        return RESULT_HANDLED;
    term_copy(ui_term(form->view.ui), input_get(form, field));
    ui_toast(form->view.ui, _("The field was copied."));
    return RESULT_HANDLED;
}

static Result act_form(View *view, const Action *action)
{
    Form *form = form_of(view);
    Input *field = form_field(form, form->focus);
    Result result = screens_act(form, action);
    if (result == RESULT_IGNORED && field && !is_locked(field))
        result = input_act(form, field, action);
    if (result != RESULT_IGNORED)
        return result;
    switch ((int)action->id) {
    case ACT_SAVE:
        return save(form);
    case ACT_COPY:
        return copy(form);
    case ACT_ACCEPT:
        return field ? move_focus(form, 1) : press(form, form->focus - form->fields->len);
    default:
        return move(form, action->id);
    }
}

static bool has_button(const Form *form, ActionId id)
{
    for (const FormButton *button = form->spec.buttons; button && button->label; button++)
        if (button->action == id)
            return true;
    return false;
}

static Offer offer(View *view, const Action *action, const char **reason)
{
    Form *form = form_of(view);
    /* A screen's own actions are those it has a button for, and those it offers for the moment. */
    if (action->id >= ACT_SCREEN && !has_button(form, action->id))
        return form->spec.offers && form->spec.offers(form->spec.data, action->id) ? OFFER_YES
                                                                                   : OFFER_NO;
    const Input *field = form_field(form, form->focus);
    if (action->id == ACT_SAVE)
        return form->read_only ? OFFER_NO : OFFER_YES;
    if (field && (is_locked(field) || field->links))
        field = NULL;
    InputKind kind = field ? field->spec.kind : INPUT_TEXT;
    bool chooses =
        kind == INPUT_CHOICE || kind == INPUT_DATE || kind == INPUT_REF || kind == INPUT_LINES;
    if (action->id == ACT_CHOOSE)
        return chooses ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_NEW_LINE)
        return field && field->lines ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_CLEAR)
        return field ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_UNDO || action->id == ACT_REDO)
        return field && input_can_undo(field) ? OFFER_YES : OFFER_NO;
    if (action->id != ACT_NEXT_GROUP)
        return OFFER_YES;
    for (guint i = 0; i < form->fields->len; i++)
        if (form_field(form, i)->spec.group && i != form->focus)
            return OFFER_YES;
    return OFFER_NO;
}

static const char *label(View *view, const Action *action)
{
    const Form *form = form_of(view);
    return action->id == ACT_SAVE && form->spec.save_label ? _(form->spec.save_label) : NULL;
}

static Result mouse(View *view, const Mouse *event)
{
    Form *form = form_of(view);
    int in = form->spec.dialog ? 1 : 0;
    int y = event->y - view->place.y - 1 + form->top, x = event->x - view->place.x - in;
    if (event->kind == MOUSE_WHEEL_UP || event->kind == MOUSE_WHEEL_DOWN)
        return move_focus(form, event->kind == MOUSE_WHEEL_UP ? -1 : 1);
    if (event->kind != MOUSE_PRESS && event->kind != MOUSE_DOUBLE)
        return RESULT_IGNORED;
    if (rect_contains(form->buttons_place, event->y, event->x)) {
        int button = form_button_at(form, event->y, event->x);
        return button >= 0 ? press(form, (guint)button) : RESULT_HANDLED;
    }
    for (guint i = 0; i < form->fields->len; i++) {
        Input *field = form_field(form, i);
        if (!rect_contains(field->place, y, x) || !form_can_focus(form, i))
            continue;
        if (i != form->focus)
            form_focus(form, i);
        field->entered = field->anew = false;
        return is_locked(field) ? RESULT_REPAINT
                                : input_click(form, field, y - field->place.y, x - field->place.x,
                                              event->kind == MOUSE_DOUBLE);
    }
    return RESULT_HANDLED;
}

/* --- what the frame shows --------------------------------------------------------------------- */

static char *title(View *view)
{
    return g_strdup(form_of(view)->title);
}

static void status(View *view, GString *text)
{
    Form *form = form_of(view);
    const Input *field = form_field(form, form->focus);
    if (field && field->error)
        g_string_append(text, field->error);
    else if (field && field->spec.hint)
        g_string_append(text, _(field->spec.hint));
    else if (field && field->lines)
        g_string_append(text, _("F7 adds a line, F4 makes it the primary one, F8 removes it."));
}

static void opened(View *view)
{
    form_ask_draft(form_of(view));
}

static void keep_draft(View *view)
{
    Form *form = form_of(view);
    if (!form->spec.keep_draft)
        return;
    g_autofree char *draft = form_draft(form);
    if (g_strcmp0(draft, form->last_draft) != 0 && (draft || form->draft_kept)) {
        bool kept = form->spec.keep_draft(form->spec.data, draft);
        form->draft_kept = draft || !kept;
        if (!kept)
            return;
    }
    g_free(form->last_draft);
    form->last_draft = g_steal_pointer(&draft);
}

/* --- building --------------------------------------------------------------------------------- */

static void clear_choice(gpointer data)
{
    Choice *choice = data;
    g_free(choice->value);
    g_free(choice->label);
}

static void free_field(gpointer data)
{
    Input *field = data;
    text_buffer_free(field->buffer);
    if (field->editor)
        view_free(editor_view(field->editor));
    g_clear_pointer(&field->lines, g_ptr_array_unref);
    links_end(field);
    g_array_unref(field->choices);
    g_free(field->value);
    g_free(field->shown);
    g_free(field->initial);
    g_free(field->seen);
    g_free(field->error);
    g_free(field->remark);
    g_free(field);
}

static void free_form(View *view)
{
    Form *form = form_of(view);
    if (form->spec.free_data)
        form->spec.free_data(form->spec.data);
    g_ptr_array_unref(form->fields);
    g_ptr_array_unref(form->buttons);
    g_free(form->title);
    g_free(form->text);
    g_free(form->notice);
    g_free(form->tail_heading);
    g_free(form->tail);
    g_free(form->last_draft);
    g_free(form->offered_draft);
    g_free(form->offered_when);
    g_free(form);
}

static void reload(View *view)
{
    Form *form = (Form *)view;
    if (form->spec.reloaded)
        form->spec.reloaded(form->spec.data, form);
}

static const ViewClass screen_class = {
    .name = "form",
    .contexts = CTX_FORM,
    .draw = form_draw,
    .key = key_form,
    .act = act_form,
    .mouse = mouse,
    .offer = offer,
    .label = label,
    .title = title,
    .status = status,
    .unsaved = unsaved,
    .save = save_before_leaving,
    .opened = opened,
    .reload = reload,
    .refresh = reload,
    .keep_draft = keep_draft,
    .closed = closed,
    .free = free_form,
};

static const ViewClass dialog_class = {
    .name = "form-dialog",
    .contexts = CTX_FORM,
    .draw = form_draw,
    .key = key_form,
    .act = act_form,
    .mouse = mouse,
    .offer = offer,
    .label = label,
    .status = status,
    .measure = form_measure,
    .unsaved = unsaved,
    .save = save_before_leaving,
    .opened = opened,
    .keep_draft = keep_draft,
    .closed = closed,
    .free = free_form,
};

static Input *new_field(Form *form, const InputSpec *spec)
{
    Input *field = g_new0(Input, 1);
    field->spec = *spec;
    field->choices = g_array_new(FALSE, FALSE, sizeof(Choice));
    g_array_set_clear_func(field->choices, clear_choice);
    field->value = g_strdup(spec->kind == INPUT_CHECK ? "0" : "");
    if (input_is_typed(field)) {
        field->buffer = text_buffer_new(NULL, false);
        text_buffer_set_limit(field->buffer, spec->max_chars);
    } else if (spec->kind == INPUT_LONG) {
        field->editor = editor_new(form->view.ui, NULL, false);
        text_buffer_set_limit(editor_buffer(field->editor), spec->max_chars);
    } else if (spec->kind == INPUT_LINES) {
        field->lines = g_ptr_array_new_with_free_func((GDestroyNotify)text_buffer_free);
        input_add_line(field, "");
    } else if (spec->kind == INPUT_LINKS) {
        links_start(field);
    }
    field->initial = g_strdup(input_get(form, field));
    return field;
}

static guint first_focus(const Form *form)
{
    guint first = form->fields->len;
    for (guint i = form->fields->len; i > 0; i--) {
        bool chosen = form_field(form, i - 1)->spec.flags & INPUT_FIRST;
        if (chosen)
            return i - 1;
        if (form_can_focus(form, i - 1))
            first = i - 1;
    }
    return first;
}

static void add_buttons(Form *form)
{
    form->buttons = g_ptr_array_new_with_free_func(g_free);
    FormButton save_as = save_button;
    if (form->spec.save_label)
        save_as.label = form->spec.save_label;
    if (!form->read_only)
        g_ptr_array_add(form->buttons, g_memdup2(&save_as, sizeof save_as));
    for (const FormButton *button = form->spec.buttons; button && button->label; button++)
        g_ptr_array_add(form->buttons, g_memdup2(button, sizeof *button));
    g_ptr_array_add(form->buttons, form->read_only
                                       ? g_memdup2(&back_button, sizeof back_button)
                                       : g_memdup2(&cancel_button, sizeof cancel_button));
}

void form_set_button(Form *form, ActionId action, const char *label)
{
    for (guint i = 0; i < form->buttons->len; i++) {
        FormButton *button = g_ptr_array_index(form->buttons, i);
        if (button->action == action)
            button->label = label;
    }
}

Form *form_new(Ui *ui, const FormSpec *spec)
{
    Form *form = g_new0(Form, 1);
    view_init(&form->view, spec->dialog ? &dialog_class : &screen_class, ui);
    form->view.contexts |= spec->contexts;
    form->spec = *spec;
    form->title = g_strdup(spec->title);
    form->text = g_strdup(spec->text);
    form->fields = g_ptr_array_new_with_free_func(free_field);
    form->read_only = spec->n_fields > 0;
    for (guint i = 0; i < spec->n_fields; i++) {
        g_ptr_array_add(form->fields, new_field(form, &spec->fields[i]));
        const Input *field = form_field(form, i);
        form->read_only = form->read_only && (is_locked(field) || field->links);
        if (spec->fields[i].choices)
            form_set_choices(form, spec->fields[i].name, spec->fields[i].choices);
    }
    add_buttons(form);
    enter(form, first_focus(form));
    return form;
}

View *form_view(Form *form)
{
    return &form->view;
}
