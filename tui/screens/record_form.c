#include "tui/screens/record_form.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/query.h"

#define RULE_COLUMNS 46 /* of a rule in words */
#define COMMENT "_comment"
#define NO_FIELD (-1) /* the comment goes with the save, not into the record */

struct RecordForm {
    App *app;
    Record *record;
    GArray *specs;      /* InputSpec */
    GArray *indexes;    /* int: of the entity's field, by spec; NO_FIELD */
    GPtrArray *choices; /* InputChoice arrays that the specs point to */
    GByteArray *stored; /* by spec: 1 once its value went into the record, so that taking it back
                           does too */
};

/* How a field of each type is entered. TEXT ones are typed and shown in the language's form; the
 * others hold the stored form. */
static InputKind kind_of(const Field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_HTML:
    case FIELD_DAYS:
        return INPUT_LONG;
    case FIELD_EMAILS:
    case FIELD_PHONES:
        return INPUT_LINES;
    case FIELD_DAY:
        return INPUT_DATE;
    case FIELD_MINUTE:
        return INPUT_TIME;
    case FIELD_NUMBER:
        return INPUT_NUMBER;
    case FIELD_YES_NO:
        return INPUT_CHECK;
    case FIELD_WORD:
        return INPUT_CHOICE;
    case FIELD_REFERENCE:
    case FIELD_RULE:
        return INPUT_REF;
    case FIELD_LINE:
    case FIELD_EMAIL:
    case FIELD_PHONE:
    case FIELD_TAGS:
    case FIELD_INSTANT:
    case FIELD_ZONE:
    case FIELD_COUNTRY:
    case FIELD_WEEKDAYS:
    case FIELD_MONEY:
        return INPUT_TEXT;
    }
    g_return_val_if_reached(INPUT_TEXT);
}

static bool is_typed(InputKind kind)
{
    return kind == INPUT_TEXT || kind == INPUT_NUMBER;
}

static const InputChoice *choices_of(RecordForm *form, const Field *field)
{
    guint n = 0;
    while (field->words[n].code)
        n++;
    InputChoice *choices = g_new0(InputChoice, n + 2);
    guint out = 0;
    bool has_empty = n > 0 && !*field->words[0].code;
    if (!(field->flags & FIELD_REQUIRED) && !has_empty)
        choices[out++] = (InputChoice){"", N_("—")};
    for (guint i = 0; i < n; i++)
        choices[out++] = (InputChoice){field->words[i].code, field->words[i].label};
    g_ptr_array_add(form->choices, choices);
    return choices;
}

static bool is_locked(App *app, const Record *record, int field)
{
    return (record->entity->fields[field].flags & FIELD_DERIVED) ||
           !record_may_edit_field(app->base, app_actor(app), record, field);
}

static void add_spec(RecordForm *form, int index)
{
    const Field *field = &form->record->entity->fields[index];
    bool derived = field->flags & FIELD_DERIVED;
    bool not_yet =
        derived && (form->record->id == 0 ||
                    (field->type == FIELD_INSTANT && record_is_empty(form->record, field->name)));
    if ((field->flags & FIELD_HIDDEN) || not_yet ||
        !record_may_see_field(form->app->base, app_actor(form->app), form->record, index))
        return;
    InputKind kind = kind_of(field);
    InputSpec spec = {
        .name = field->name,
        .label = field->label,
        .group = field->group,
        .kind = kind,
        .flags = (field->flags & FIELD_REQUIRED ? INPUT_REQUIRED : 0) |
                 (field->type == FIELD_HTML ? INPUT_WIDE : 0) |
                 (is_locked(form->app, form->record, index) ? INPUT_LOCKED : 0),
        .width = field->type == FIELD_RULE ? RULE_COLUMNS : 0,
        .max_chars = field->max_chars,
        .warn_chars = field->warn_chars,
        .height = field->type == FIELD_HTML ? 10 : 3,
        .hint = field->hint,
        .choices = kind == INPUT_CHOICE ? choices_of(form, field) : NULL,
    };
    g_array_append_val(form->specs, spec);
    g_array_append_val(form->indexes, index);
}

static void add_comment(RecordForm *form)
{
    const Record *record = form->record;
    static const InputSpec spec = {.name = COMMENT,
                                   .label = N_("Comment"),
                                   .kind = INPUT_LONG,
                                   .height = 2,
                                   .max_chars = COMMENT_MOST,
                                   .hint = N_("kept in the journal, with or without a change")};
    const int no_field = NO_FIELD;
    if (!record->entity->commented || !record->id ||
        !record_may_edit(form->app->base, app_actor(form->app), record, NULL))
        return;
    g_array_append_val(form->specs, spec);
    g_array_append_val(form->indexes, no_field);
}

RecordForm *record_form_new(App *app, Record *record)
{
    RecordForm *form = g_new(RecordForm, 1);
    *form = (RecordForm){.app = app,
                         .record = record,
                         .specs = g_array_new(FALSE, FALSE, sizeof(InputSpec)),
                         .indexes = g_array_new(FALSE, FALSE, sizeof(int)),
                         .choices = g_ptr_array_new_with_free_func(g_free),
                         .stored = g_byte_array_new()};
    for (int i = 0; i < entity_n_fields(record->entity); i++)
        add_spec(form, i);
    add_comment(form);
    g_byte_array_set_size(form->stored, form->specs->len);
    memset(form->stored->data, 0, form->stored->len);
    return form;
}

void record_form_free(RecordForm *form)
{
    if (!form)
        return;
    g_array_unref(form->specs);
    g_array_unref(form->indexes);
    g_ptr_array_unref(form->choices);
    g_byte_array_unref(form->stored);
    g_free(form);
}

const InputSpec *record_form_fields(const RecordForm *form, guint *n)
{
    *n = form->specs->len;
    return (const InputSpec *)(const void *)form->specs->data;
}

int record_form_field(const RecordForm *form, const char *name)
{
    return entity_field(form->record->entity, name);
}

/* The form marks the primary line, core puts it first. */
static char *lines_to_form(const char *stored)
{
    return *stored ? g_strconcat("*", stored, NULL) : g_strdup("");
}

char *record_form_lines(const char *entered)
{
    g_auto(GStrv) lines = g_strsplit(entered, "\n", -1);
    g_autoptr(GString) first = g_string_new(NULL);
    g_autoptr(GString) rest = g_string_new(NULL);
    for (char **line = lines; *line; line++) {
        bool primary = **line == '*';
        const char *text = primary ? *line + 1 : *line;
        if (*text)
            g_string_append_printf(primary ? first : rest, "%s\n", text);
    }
    g_string_append(first, rest->str);
    if (first->len)
        g_string_truncate(first, first->len - 1);
    return g_strdup(first->str);
}

char *record_form_value(App *app, const Record *record, int field)
{
    const Field *of = &record->entity->fields[field];
    InputKind kind = kind_of(of);
    if (of->type == FIELD_INSTANT)
        return record_shown(app->base, app_actor(app), record, field);
    if (is_typed(kind) || of->type == FIELD_DAYS)
        return record_typed(app->base, app_actor(app), record, field);
    if (record_is_empty(record, of->name))
        return g_strdup(kind == INPUT_CHECK ? "0" : "");
    if (kind == INPUT_LINES)
        return lines_to_form(record_text(record, of->name));
    if (record->values[field].kind == VALUE_INTEGER)
        return g_strdup_printf("%" G_GINT64_FORMAT, record_integer(record, of->name));
    return g_strdup(record_text(record, of->name));
}

static void load_field(RecordForm *form, Form *screen, const InputSpec *spec, int field,
                       bool only_others)
{
    g_autofree char *value = record_form_value(form->app, form->record, field);
    if (only_others && g_str_equal(form_get(screen, spec->name), value))
        return;
    g_autofree char *label =
        spec->kind == INPUT_REF
            ? record_shown(form->app->base, app_actor(form->app), form->record, field)
            : NULL;
    form_init(screen, spec->name, value, label);
}

static void load_fields(RecordForm *form, Form *screen, bool only_others)
{
    for (guint i = 0; i < form->specs->len; i++) {
        int field = g_array_index(form->indexes, int, i);
        if (field != NO_FIELD)
            load_field(form, screen, &g_array_index(form->specs, InputSpec, i), field, only_others);
    }
}

void record_form_load(RecordForm *form, Form *screen)
{
    load_fields(form, screen, false);
}

void record_form_follow(RecordForm *form, Form *screen)
{
    load_fields(form, screen, true);
    ui_repaint(form->app->ui);
}

static bool store_field(RecordForm *form, const InputSpec *spec, int field, const char *entered,
                        GError **error)
{
    Record *record = form->record;
    if (is_typed(spec->kind) || spec->kind == INPUT_LONG)
        return record_type(form->app->base, app_actor(form->app), record, field, entered, error);
    if (spec->kind == INPUT_LINES) {
        g_autofree char *lines = record_form_lines(entered);
        return record_type(form->app->base, app_actor(form->app), record, field, lines, error);
    }
    bool integer = record->entity->fields[field].type == FIELD_REFERENCE ||
                   spec->kind == INPUT_TIME || spec->kind == INPUT_CHECK;
    if (integer && *entered)
        record_set_integer(record, spec->name, g_ascii_strtoll(entered, NULL, 10));
    else
        record_set_text(record, spec->name, entered);
    return true;
}

bool record_form_store(RecordForm *form, Form *screen)
{
    bool good = true;
    for (guint i = 0; i < form->specs->len; i++) {
        const InputSpec *spec = &g_array_index(form->specs, InputSpec, i);
        if ((spec->flags & INPUT_LOCKED) || g_array_index(form->indexes, int, i) == NO_FIELD ||
            !(form->stored->data[i] || form_field_is_changed(screen, spec->name)))
            continue;
        form->stored->data[i] = 1;
        g_autoptr(GError) error = NULL;
        if (!store_field(form, spec, g_array_index(form->indexes, int, i),
                         form_get(screen, spec->name), &error)) {
            app_tell_form_error(form->app, screen, spec->name, error);
            good = false;
        }
    }
    return good;
}

const char *record_form_comment(Form *screen)
{
    const char *comment = form_get(screen, COMMENT);
    return *comment ? comment : NULL;
}
