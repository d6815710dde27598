/* One field: its value, what is wrong with it, its keys. */
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "core/layout.h"
#include "core/when.h"
#include "tui/widgets/calendar.h"
#include "tui/widgets/form_private.h"
#include "tui/widgets/line_edit.h"
#include "tui/widgets/pick.h"

bool input_is_typed(const Input *field)
{
    return field->spec.kind <= INPUT_TIME;
}

/* --- the value -------------------------------------------------------------------------------- */

void input_add_line(Input *field, const char *text)
{
    TextBuffer *line = text_buffer_new(text, false);
    text_buffer_set_limit(line, field->spec.max_chars);
    g_ptr_array_add(field->lines, line);
}

static void set_lines(Input *field, const char *value)
{
    g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
    g_ptr_array_set_size(field->lines, 0);
    field->primary = field->line = 0;
    for (char **line = lines; *line; line++) {
        bool primary = **line == '*';
        if (primary)
            field->primary = field->lines->len;
        if (**line)
            input_add_line(field, *line + primary);
    }
    if (field->lines->len == 0)
        input_add_line(field, "");
}

/* What is shown and typed for a canonical value, or for one that was not understood. */
static char *typed_form(const Input *field, const char *value)
{
    int day;
    if (field->spec.kind == INPUT_DATE && day_from_text(value, &day))
        return day_show(day);
    if (field->spec.kind == INPUT_TIME && *value && !value[strspn(value, "0123456789")])
        return clock_show(atoi(value));
    return g_strdup(value);
}

char *input_shown(Form *form, Input *field)
{
    if (field->spec.kind == INPUT_CHECK)
        return g_strdup(*field->value == '1' ? _("yes") : _("no"));
    if (field->spec.kind == INPUT_CHOICE || field->spec.kind == INPUT_REF)
        return g_strdup(input_choice_label(field));
    if (field->spec.kind == INPUT_TIME && field->error)
        return g_strdup(text_buffer_text(field->buffer));
    return typed_form(field, input_get(form, field));
}

void input_set(Input *field, const char *value, const char *label)
{
    value = value ? value : "";
    g_free(field->shown);
    field->shown = g_strdup(label);
    if (field->editor) {
        text_buffer_set(editor_buffer(field->editor), value);
    } else if (field->lines) {
        set_lines(field, value);
    } else if (field->buffer) {
        g_autofree char *typed = typed_form(field, value);
        text_buffer_set(field->buffer, typed);
    } else {
        g_free(field->value);
        field->value = g_strdup(value);
    }
}

static char *get_lines(const Input *field)
{
    GString *out = g_string_new(NULL);
    bool several = false;
    for (guint i = 0; i < field->lines->len; i++) {
        g_autofree char *text =
            g_strstrip(g_strdup(text_buffer_text(g_ptr_array_index(field->lines, i))));
        if (*text)
            g_string_append_printf(out, "%s%s%s", several ? "\n" : "",
                                   i == field->primary ? "*" : "", text);
        several = several || *text;
    }
    if (out->len && *out->str != '*' && !strstr(out->str, "\n*"))
        g_string_prepend_c(out, '*'); /* the primary one was emptied: the first follows */
    return g_string_free(out, FALSE);
}

static bool parse_day(const Form *form, const char *typed, int *day)
{
    int today;
    return day_from_text(form->spec.today, &today) && day_parse(typed, today, day, NULL);
}

static bool parse_time(const char *typed, int *minutes)
{
    return clock_parse(typed, CLOCK_MIDNIGHT, minutes, NULL);
}

/* The canonical value of what was typed; what cannot be understood stays as it is. */
static char *canonical(const Form *form, const Input *field)
{
    const char *typed = text_buffer_text(field->buffer);
    if (field->spec.kind == INPUT_PASSWORD)
        return g_strdup(typed);
    g_autofree char *trimmed = g_strstrip(g_strdup(typed));
    int day, minutes;
    if (field->spec.kind == INPUT_DATE && parse_day(form, trimmed, &day))
        return day_to_text(day);
    if (field->spec.kind == INPUT_TIME && parse_time(trimmed, &minutes))
        return g_strdup_printf("%d", minutes);
    return g_steal_pointer(&trimmed);
}

const char *input_get(Form *form, Input *field)
{
    if (field->editor)
        return text_buffer_text(editor_buffer(field->editor));
    if (!field->lines && !field->buffer)
        return field->value;
    g_autofree char *value = field->lines ? get_lines(field) : canonical(form, field);
    if (g_strcmp0(value, field->value) != 0) {
        g_free(field->value);
        field->value = g_steal_pointer(&value);
    }
    return field->value; /* the same pointer until it changes, as form.h promises */
}

/* Minutes look like what was typed and is no time. */
const char *input_kept(Form *form, Input *field)
{
    return field->spec.kind == INPUT_TIME ? text_buffer_text(field->buffer)
                                          : input_get(form, field);
}

void input_bring_back(Input *field, const char *kept, const char *label)
{
    if (field->spec.kind == INPUT_TIME)
        text_buffer_set(field->buffer, kept);
    else
        input_set(field, kept, label);
}

/* --- what is wrong with it -------------------------------------------------------------------- */

static bool is_number(const char *value)
{
    char *end;
    g_ascii_strtod(value, &end);
    return *end == '\0';
}

char *input_complaint(Form *form, Input *field)
{
    const char *value = input_get(form, field);
    if (!*value)
        return field->spec.flags & INPUT_REQUIRED ? g_strdup(_("Fill this in.")) : NULL;
    int day, minutes;
    if (field->spec.kind == INPUT_DATE && !parse_day(form, value, &day))
        return g_strdup(_("There is no such day. Write it like 05.03.2025; F4 opens the "
                          "calendar."));
    if (field->spec.kind == INPUT_TIME && !parse_time(text_buffer_text(field->buffer), &minutes))
        return g_strdup(_("There is no such time. Write it like 9:30."));
    if (field->spec.kind == INPUT_NUMBER && !is_number(value))
        return g_strdup(_("Write a number."));
    return field->spec.check ? field->spec.check(value) : NULL;
}

/* --- choices ---------------------------------------------------------------------------------- */

static int choice_index(const Input *field)
{
    for (guint i = 0; i < field->choices->len; i++)
        if (g_str_equal(g_array_index(field->choices, Choice, i).value, field->value))
            return (int)i;
    return -1;
}

const char *input_choice_label(const Input *field)
{
    int index = choice_index(field);
    if (index >= 0)
        return g_array_index(field->choices, Choice, index).label;
    return field->shown ? field->shown : field->value;
}

static void set_choice(Input *field, int index)
{
    if (index >= 0 && index < (int)field->choices->len)
        input_set(field, g_array_index(field->choices, Choice, index).value, NULL);
}

/* The focus cannot move while a choice or a calendar is open. */
static void on_choice(gpointer data, int index)
{
    Form *form = data;
    set_choice(form_field(form, form->focus), index);
}

/* Below the field. */
static void anchor(Form *form, const Input *field, View *view)
{
    view->anchor_y = form->view.place.y + field->place.y - form->top;
    view->anchor_x = form->view.place.x + field->place.x;
}

static Result open_choices(Form *form, Input *field)
{
    Pick *pick = pick_new(form->view.ui, &(PickSpec){.title = _(field->spec.label),
                                                     .find = field->choices->len > 8,
                                                     .done = on_choice,
                                                     .data = form});
    for (guint i = 0; i < field->choices->len; i++)
        pick_add(pick, NULL, g_array_index(field->choices, Choice, i).label, NULL, false);
    pick_set_current(pick, choice_index(field));
    anchor(form, field, pick_view(pick));
    ui_push(form->view.ui, pick_view(pick));
    return RESULT_REPAINT;
}

/* A letter goes to the next choice that begins with it, in either layout. */
static Result jump_to_letter(Input *field, gunichar c)
{
    int now = choice_index(field), n = (int)field->choices->len;
    gunichar wanted = g_unichar_tolower(c);
    for (int i = 1; i <= n; i++) {
        const char *label = g_array_index(field->choices, Choice, (now + i + n) % n).label;
        gunichar first = g_unichar_tolower(g_utf8_get_char(label));
        if (first == wanted || layout_latin(first) == wanted || first == layout_latin(wanted)) {
            set_choice(field, (now + i + n) % n);
            return RESULT_REPAINT;
        }
    }
    return RESULT_HANDLED;
}

static Result choice_key(Form *form, Input *field, const Key *key)
{
    if (key->sym == K_LEFT || key->sym == K_RIGHT) {
        int step = key->sym == K_RIGHT ? 1 : -1;
        set_choice(field, MAX(0, choice_index(field) + step));
        return RESULT_REPAINT;
    }
    if (!key_is_text(key))
        return RESULT_IGNORED;
    return key->ch == ' ' ? open_choices(form, field) : jump_to_letter(field, key->ch);
}

static Result check_key(Input *field, const Key *key)
{
    bool flips = key->sym == K_LEFT || key->sym == K_RIGHT || (key_is_text(key) && key->ch == ' ');
    if (!flips)
        return key_is_text(key) ? RESULT_HANDLED : RESULT_IGNORED;
    input_set(field, g_str_equal(field->value, "1") ? "0" : "1", NULL);
    return RESULT_REPAINT;
}

/* --- references ------------------------------------------------------------------------------- */

static Result open_reference(Form *form, Input *field, const char *typed)
{
    if (form->spec.choose)
        form->spec.choose(form->spec.data, form, field->spec.name, typed);
    return RESULT_REPAINT;
}

static Result reference_key(Form *form, Input *field, const Key *key)
{
    char utf8[8] = {0};
    if (key->sym == K_PASTE)
        return open_reference(form, field, key->text);
    if (key_is_text(key)) {
        g_unichar_to_utf8(key->ch, utf8);
        return open_reference(form, field, key->ch == ' ' ? "" : utf8);
    }
    if (key->sym == K_BACKSPACE || key->sym == K_DEL) {
        input_set(field, "", NULL);
        return RESULT_REPAINT;
    }
    return RESULT_IGNORED;
}

/* --- lines ------------------------------------------------------------------------------------ */

static TextBuffer *current_line(const Input *field)
{
    return g_ptr_array_index(field->lines, field->line);
}

static Result move_line(Input *field, int by)
{
    int target = (int)field->line + by;
    if (target < 0 || target >= (int)field->lines->len)
        return RESULT_IGNORED;
    field->line = (guint)target;
    return RESULT_REPAINT;
}

static Result insert_line(Input *field)
{
    input_add_line(field, "");
    field->line = field->lines->len - 1;
    return RESULT_REPAINT;
}

static Result remove_line(Input *field)
{
    if (field->lines->len == 1) {
        text_buffer_set(current_line(field), "");
        return RESULT_REPAINT;
    }
    g_ptr_array_remove_index(field->lines, field->line);
    if (field->primary > field->line || field->primary == field->lines->len)
        field->primary--;
    field->line = MIN(field->line, field->lines->len - 1);
    return RESULT_REPAINT;
}

static Result lines_act(Input *field, ActionId id)
{
    switch ((int)id) {
    case ACT_UP:
        return move_line(field, -1);
    case ACT_DOWN:
    case ACT_ACCEPT:
        return move_line(field, 1);
    case ACT_NEW_LINE:
        return insert_line(field);
    case ACT_CLEAR:
        return remove_line(field);
    case ACT_CHOOSE:
        field->primary = field->line;
        return RESULT_REPAINT;
    default:
        return RESULT_IGNORED;
    }
}

/* --- days ------------------------------------------------------------------------------------- */

static void on_date(gpointer data, const char *date)
{
    Form *form = data;
    if (date)
        input_set(form_field(form, form->focus), date, NULL);
}

static Result open_calendar(Form *form, Input *field)
{
    View *calendar =
        calendar_new(form->view.ui, input_get(form, field), form->spec.today, on_date, form);
    anchor(form, field, calendar);
    ui_push(form->view.ui, calendar);
    return RESULT_REPAINT;
}

/* --- all of them ------------------------------------------------------------------------------ */

static Result typed_key(Form *form, TextBuffer *buffer, const Key *key)
{
    bool overflow = false;
    Result result = line_edit_key(buffer, key, &overflow);
    if (overflow)
        ui_toast_error(form->view.ui, _("The field is full; what did not fit was left out."));
    return result;
}

Result input_key(Form *form, Input *field, const Key *key)
{
    switch (field->spec.kind) {
    case INPUT_CHECK:
        return check_key(field, key);
    case INPUT_CHOICE:
        return choice_key(form, field, key);
    case INPUT_REF:
        return reference_key(form, field, key);
    case INPUT_LONG: {
        View *editor = editor_view(field->editor);
        return editor->class->key(editor, key);
    }
    case INPUT_LINES:
        return typed_key(form, current_line(field), key);
    case INPUT_LINKS:
        return RESULT_IGNORED;
    default:
        if (field->anew && (key_is_text(key) || key->sym == K_PASTE))
            text_buffer_replace(field->buffer, 0, text_buffer_length(field->buffer), "");
        return typed_key(form, field->buffer, key);
    }
}

static Result editor_act(Input *field, const Action *action)
{
    View *editor = editor_view(field->editor);
    bool up = action->id == ACT_UP;
    bool leaves = (up || action->id == ACT_DOWN) && editor_at_edge(field->editor, up);
    bool forms = action->id == ACT_ACCEPT || action->id == ACT_CHOOSE;
    return leaves || forms ? RESULT_IGNORED : editor->class->act(editor, action);
}

static Result choose(Form *form, Input *field)
{
    switch (field->spec.kind) {
    case INPUT_CHOICE:
        return open_choices(form, field);
    case INPUT_DATE:
        return open_calendar(form, field);
    case INPUT_REF:
        return open_reference(form, field, "");
    default:
        ui_toast(form->view.ui, _("This field has nothing to choose from; type its value."));
        return RESULT_HANDLED;
    }
}

bool input_can_undo(const Input *field)
{
    return field->editor || field->buffer || field->lines;
}

/* In what is typed on one line; the editor has its own. */
static Result undo_act(Input *field, ActionId id)
{
    TextBuffer *buffer = field->lines ? current_line(field) : field->buffer;
    if (buffer && id == ACT_UNDO)
        text_buffer_undo(buffer);
    else if (buffer && id == ACT_REDO)
        text_buffer_redo(buffer);
    else
        return RESULT_IGNORED;
    return RESULT_REPAINT;
}

Result input_act(Form *form, Input *field, const Action *action)
{
    Result result = RESULT_IGNORED;
    if (field->links)
        return links_act(form, field, action->id);
    if (field->editor)
        result = editor_act(field, action);
    else if (field->lines)
        result = lines_act(field, action->id);
    if (result == RESULT_IGNORED)
        result = undo_act(field, action->id);
    if (result != RESULT_IGNORED)
        return result;
    if (action->id == ACT_CHOOSE)
        return choose(form, field);
    if (action->id == ACT_CLEAR) {
        input_set(field, field->spec.kind == INPUT_CHECK ? "0" : "", NULL);
        return RESULT_REPAINT;
    }
    return RESULT_IGNORED;
}

Result input_click(Form *form, Input *field, int y, int x, bool twice)
{
    if (field->links)
        return links_click(form, field, y, twice);
    if (field->buffer) {
        line_edit_click(field->buffer, x, field->scroll);
    } else if (field->lines && y < (int)field->lines->len) {
        field->line = (guint)y;
        line_edit_click(current_line(field), x - 2, field->scroll);
    } else if (field->spec.kind == INPUT_CHECK) {
        input_set(field, g_str_equal(field->value, "1") ? "0" : "1", NULL);
    } else if (field->spec.kind == INPUT_CHOICE) {
        return open_choices(form, field);
    } else if (field->spec.kind == INPUT_REF) {
        return open_reference(form, field, "");
    }
    return RESULT_REPAINT;
}
