#include "tui/screens/conflict.h"

#include <glib/gi18n-lib.h>

#include "core/when.h"
#include "tui/widgets/form.h"

/* Which state of the record a value is from; in front of the field's name, the name of its input.
 */
#define BEFORE "before"
#define MINE "mine"
#define THEIRS "theirs"

typedef struct {
    App *app;
    Record *record; /* mine; borrowed */
    Record *theirs;
    GArray *specs;      /* InputSpec: for each field in conflict its three values and the choice */
    GPtrArray *strings; /* what the specs point to */
    void (*resolved)(gpointer data);
    gpointer data;
} Conflict;

static void conflict_free(gpointer data)
{
    Conflict *conflict = data;
    record_free(conflict->theirs);
    g_array_unref(conflict->specs);
    g_ptr_array_unref(conflict->strings);
    g_free(conflict);
}

static const char *keep(Conflict *conflict, char *text)
{
    g_ptr_array_add(conflict->strings, text);
    return text;
}

static bool is_long(const Field *field)
{
    return field->type == FIELD_TEXT || field->type == FIELD_HTML;
}

/* A value that is only to be read. */
static void add_value(Conflict *conflict, const Field *of, const char *which, const char *label)
{
    InputSpec spec = {.name = keep(conflict, g_strconcat(which, " ", of->name, NULL)),
                      .label = label,
                      .kind = is_long(of) ? INPUT_LONG : INPUT_TEXT,
                      .flags = INPUT_LOCKED,
                      .height = 3};
    g_array_append_val(conflict->specs, spec);
}

static void add_field(Conflict *conflict, const Field *of)
{
    static const InputChoice choices[] = {
        {MINE, N_("my value")}, {THEIRS, N_("their value")}, {NULL, NULL}};
    guint first = conflict->specs->len;
    add_value(conflict, of, BEFORE, N_("It was"));
    add_value(conflict, of, MINE, N_("Mine"));
    add_value(conflict, of, THEIRS, N_("Theirs"));
    InputSpec choice = {
        .name = of->name, .label = N_("To stay"), .kind = INPUT_CHOICE, .choices = choices};
    g_array_append_val(conflict->specs, choice);
    g_array_index(conflict->specs, InputSpec, first).group = of->label;
}

static void fill_value(Form *form, const Field *of, const char *which, char *value)
{
    g_autofree char *text = value;
    g_autofree char *name = g_strconcat(which, " ", of->name, NULL);
    form_init(form, name, text && *text ? text : _("(empty)"), NULL);
}

static void fill_field(Conflict *conflict, Form *form, int field)
{
    Base *base = conflict->app->base;
    const Actor *actor = app_actor(conflict->app);
    const Field *of = &conflict->record->entity->fields[field];
    fill_value(form, of, BEFORE, record_loaded_shown(base, actor, conflict->record, field));
    fill_value(form, of, MINE, record_shown(base, actor, conflict->record, field));
    fill_value(form, of, THEIRS, record_shown(base, actor, conflict->theirs, field));
    form_init(form, of->name, MINE, NULL);
}

static Result decided(gpointer data, Form *form)
{
    Conflict *conflict = data;
    g_autofree bool *keep = g_new0(bool, (gsize)entity_n_fields(conflict->record->entity));
    for (int i = 0; i < entity_n_fields(conflict->record->entity); i++)
        keep[i] = g_str_equal(form_get(form, conflict->record->entity->fields[i].name), MINE);
    record_settle(conflict->record, conflict->theirs, keep);
    conflict->resolved(conflict->data);
    return RESULT_CLOSE;
}

View *conflict_dialog_new(App *app, Record *record, SaveReport *report,
                          void (*resolved)(gpointer data), gpointer data)
{
    Conflict *conflict = g_new(Conflict, 1);
    *conflict = (Conflict){.app = app,
                           .record = record,
                           .theirs = g_steal_pointer(&report->theirs),
                           .specs = g_array_new(FALSE, FALSE, sizeof(InputSpec)),
                           .strings = g_ptr_array_new_with_free_func(g_free),
                           .resolved = resolved,
                           .data = data};
    for (int i = 0; i < entity_n_fields(record->entity); i++) {
        if (record_in_conflict(record, conflict->theirs, i))
            add_field(conflict, &record->entity->fields[i]);
    }
    g_autoptr(GTimeZone) zone = app_zone(app);
    g_autofree char *when = when_show(report->their_at, zone);
    g_autofree char *text = g_strdup_printf(
        _("%s saved this record too, at %s. Choose for each field which value stays."),
        report->their_name, when);
    FormSpec spec = {.name = "conflict",
                     .title = _("Changed by two"),
                     .text = text,
                     .fields = (const InputSpec *)(const void *)conflict->specs->data,
                     .n_fields = conflict->specs->len,
                     .dialog = true,
                     .save = decided,
                     .data = conflict,
                     .free_data = conflict_free};
    Form *form = form_new(app->ui, &spec);
    for (int i = 0; i < entity_n_fields(record->entity); i++) {
        if (record_in_conflict(record, conflict->theirs, i))
            fill_field(conflict, form, i);
    }
    return form_view(form);
}
