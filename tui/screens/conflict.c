#include "tui/screens/conflict.h"

#include <glib/gi18n-lib.h>

#include "core/when.h"
#include "tui/widgets/form.h"

typedef struct {
    App *app;
    Record *record; /* mine; borrowed */
    Record *theirs;
    GArray *specs;      /* InputSpec: one choice for each field in conflict */
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

static char *shown(Conflict *conflict, const Record *record, int field)
{
    char *text = record_shown(conflict->app->base, app_actor(conflict->app), record, field);
    return text && *text ? text : (g_free(text), g_strdup(_("(empty)")));
}

static void add_field(Conflict *conflict, int field)
{
    g_autofree char *mine = shown(conflict, conflict->record, field);
    g_autofree char *theirs = shown(conflict, conflict->theirs, field);
    g_autofree char *before =
        record_loaded_shown(conflict->app->base, app_actor(conflict->app), conflict->record, field);
    InputChoice *choices = g_new0(InputChoice, 3);
    choices[0] = (InputChoice){"mine", keep(conflict, g_strdup_printf(_("yours: %s"), mine))};
    choices[1] = (InputChoice){"theirs", keep(conflict, g_strdup_printf(_("theirs: %s"), theirs))};
    g_ptr_array_add(conflict->strings, choices);
    const Field *of = &conflict->record->entity->fields[field];
    InputSpec spec = {.name = of->name,
                      .label = of->label,
                      .kind = INPUT_CHOICE,
                      .choices = choices,
                      .hint = keep(conflict, g_strdup_printf(_("It was: %s"), before))};
    g_array_append_val(conflict->specs, spec);
}

static Result decided(gpointer data, Form *form)
{
    Conflict *conflict = data;
    g_autofree bool *keep = g_new0(bool, (gsize)entity_n_fields(conflict->record->entity));
    for (guint i = 0; i < conflict->specs->len; i++) {
        const char *name = g_array_index(conflict->specs, InputSpec, i).name;
        keep[entity_field(conflict->record->entity, name)] =
            g_str_equal(form_get(form, name), "mine");
    }
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
            add_field(conflict, i);
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
    for (guint i = 0; i < conflict->specs->len; i++)
        form_init(form, g_array_index(conflict->specs, InputSpec, i).name, "mine", NULL);
    return form_view(form);
}
