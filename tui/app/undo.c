#include "tui/app/undo.h"

#include <glib/gi18n-lib.h>

#include "tui/app/archive.h"

struct Undo {
    const Entity *entity;
    int64_t enterprise_id;
    GArray *ids;     /* archived, or made (one) */
    Record *before;  /* of a change; NULL: archived or made */
    int64_t version; /* as saved */
    bool made;
    SavedView *view; /* deleted; NULL: none, it is about records */
    char *screen;    /* of the view */
    Edits *back;     /* what takes back what was done to many records; NULL: it is about others */
};

static Undo *undo_new(const Entity *entity, int64_t enterprise_id)
{
    Undo *undo = g_new0(Undo, 1);
    undo->entity = entity;
    undo->enterprise_id = enterprise_id;
    undo->ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    return undo;
}

Undo *undo_of_archive(const Actor *actor, const Entity *entity, const GArray *ids)
{
    Undo *undo = undo_new(entity, actor->enterprise_id);
    g_array_append_vals(undo->ids, ids->data, ids->len);
    return undo;
}

Undo *undo_of_save(Record *before, int64_t id, int64_t version)
{
    Undo *undo = undo_new(before->entity, before->enterprise_id);
    gint64 record_id = id;
    undo->version = version;
    undo->made = before->id == 0;
    g_array_append_val(undo->ids, record_id);
    if (undo->made)
        record_free(before);
    else
        undo->before = before;
    return undo;
}

Undo *undo_of_view(const Actor *actor, const char *screen, SavedView *view)
{
    Undo *undo = undo_new(NULL, actor->enterprise_id);
    undo->view = view;
    undo->screen = g_strdup(screen);
    return undo;
}

Undo *undo_of_edits(const Actor *actor, Edits *back)
{
    Undo *undo = undo_new(NULL, actor->enterprise_id);
    undo->back = back;
    return undo;
}

void undo_free(Undo *undo)
{
    if (!undo)
        return;
    edits_unref(undo->back);
    saved_view_free(undo->view);
    g_free(undo->screen);
    g_array_unref(undo->ids);
    record_free(undo->before);
    g_free(undo);
}

static bool is_of_archive(const Undo *undo)
{
    return !undo->view && !undo->before && !undo->made && !undo->back;
}

bool undo_is_there(const App *app)
{
    return app->undo && app->undo->enterprise_id == app->actor.enterprise_id;
}

void undo_keep(App *app, Undo *undo)
{
    undo_free(app->undo);
    app->undo = undo;
}

static char *compose_offer(const App *app, const char *done, bool elsewhere)
{
    if (!undo_is_there(app))
        return g_strdup(done);
    return elsewhere ? g_strdup_printf(_("%s Ctrl+Z in the list takes it back."), done)
                     : g_strdup_printf(_("%s Ctrl+Z takes it back."), done);
}

/* In a form Ctrl+Z takes back what is typed. */
char *undo_sentence(const App *app, const char *done)
{
    return compose_offer(app, done, ui_screen(app->ui)->contexts & (CTX_FORM | CTX_EDITOR));
}

void undo_offer(App *app, Undo *undo, const char *done)
{
    undo_keep(app, undo);
    g_autofree char *text = compose_offer(app, done, false);
    ui_toast(app->ui, text);
}

static void put_back(Record *record, const Record *before, int field)
{
    const Field *of = &record->entity->fields[field];
    const Value *value = &before->loaded[field];
    if (of->flags & FIELD_DERIVED)
        return;
    if (value->kind == VALUE_INTEGER)
        record_set_integer(record, of->name, value->integer);
    else
        record_set_text(record, of->name, value->kind == VALUE_TEXT ? value->text : "");
}

static bool put_all_back(App *app, const Undo *undo, GError **error)
{
    g_autoptr(Record) record =
        record_load(app->base, app_actor(app), undo->entity, undo->before->id, error);
    if (!record)
        return false;
    if (record->version != undo->version) {
        g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_CONFLICT,
                            _("the record was changed again meanwhile: open it and correct it "
                              "there"));
        return false;
    }
    for (int i = 0; i < entity_n_fields(undo->entity); i++)
        put_back(record, undo->before, i);
    return record_save(app->base, app_actor(app), record, NULL, NULL, error);
}

static bool bring_view_back(App *app, const Undo *undo, GError **error)
{
    undo->view->id = 0;
    return saved_view_save(app->base, app_actor(app), undo->screen, undo->view, error);
}

/* Back to how it was before it was saved; out of the lists, if it was made. */
static bool unsave(App *app, const Undo *undo, GError **error)
{
    return undo->view     ? bring_view_back(app, undo, error)
           : undo->before ? put_all_back(app, undo, error)
                          : record_archive(app->base, app_actor(app), undo->entity,
                                           g_array_index(undo->ids, gint64, 0), error);
}

/* What the base could not do now, it may do later. */
static void tell_failure(App *app, Undo *undo, const GError *error)
{
    app_tell_error(app, error);
    if (error->domain == BASE_ERROR)
        undo_keep(app, undo);
    else
        undo_free(undo);
}

/* Many records: told there. False, told: it cannot begin now. */
static bool take_many_back(App *app, const Undo *undo)
{
    return undo->back ? edits_take_back(app, edits_ref(undo->back))
                      : archive_restore(app, undo->entity, g_array_ref(undo->ids));
}

void undo_perform(App *app)
{
    Undo *undo = g_steal_pointer(&app->undo);
    g_autoptr(GError) error = NULL;
    if (undo->back || is_of_archive(undo)) {
        if (take_many_back(app, undo))
            undo_free(undo);
        else
            undo_keep(app, undo);
        return;
    }
    if (unsave(app, undo, &error)) {
        ui_toast(app->ui, _("Taken back."));
        undo_free(undo);
    } else {
        tell_failure(app, undo, error);
    }
    ui_reload(app->ui);
}
