/* A record's card: its form, its buttons, its draft, and what happens when somebody else has saved
 * meanwhile. */
#include <glib/gi18n-lib.h>

#include "core/task_zone.h"
#include "core/when.h"
#include "tui/app/face.h"
#include "tui/app/undo.h"
#include "tui/screens/client_tasks.h"
#include "tui/screens/client_twins.h"
#include "tui/screens/conflict.h"
#include "tui/screens/doubt.h"
#include "tui/screens/draft_slot.h"
#include "tui/screens/hand_over.h"
#include "tui/screens/parts.h"
#include "tui/screens/record_choose.h"
#include "tui/screens/record_form.h"
#include "tui/screens/record_notes.h"
#include "tui/screens/task_keys.h"

typedef struct {
    App *app;
    Record *record;
    RecordForm *fields;
    Form *form;
    GArray *buttons; /* FormButton, ended by a NULL label */
    char *today;
    GArray *inputs;     /* InputSpec */
    ClientTwins *twins; /* of a new client; NULL: none */
    ClientTasks *tasks; /* of a client; NULL: none */
    Picture *photo;     /* of a profile or an employee; NULL: none */
} RecordScreen;

static void record_screen_free(gpointer data)
{
    RecordScreen *screen = data;
    worker_cancel(screen->app->worker, screen);
    client_twins_free(screen->twins);
    client_tasks_free(screen->tasks);
    record_form_free(screen->fields);
    record_free(screen->record);
    g_array_unref(screen->buttons);
    g_array_unref(screen->inputs);
    g_free(screen->today);
    g_free(screen->photo);
    g_free(screen);
}

/* --- saving ----------------------------------------------------------------------------------- */

static DraftSlot draft_slot(const RecordScreen *screen, int64_t record_id)
{
    return (DraftSlot){.app = screen->app,
                       .entity = screen->record->entity->name,
                       .record_id = record_id,
                       .version = screen->record->version};
}

static bool keep_draft(gpointer data, const char *draft)
{
    RecordScreen *screen = data;
    const DraftSlot slot = draft_slot(screen, screen->record->id);
    return draft_slot_keep(&slot, draft);
}

/* Enterprises and profiles are no rows of a list that could be taken back there; a comment is never
 * taken back. */
static Undo *undo_of(RecordScreen *screen, Record *before, const SaveReport *report)
{
    const Entity *entity = before->entity;
    if (!report->unchanged && !entity->global && (before->id || entity->archivable))
        return undo_of_save(before, screen->record->id, screen->record->version);
    record_free(before);
    return NULL;
}

static bool has_moved(const Record *enterprise)
{
    const char *was = enterprise->loaded[entity_field(&enterprise_entity, "zone")].text;
    return !g_str_equal(record_text(enterprise, "zone"), was ? was : "");
}

static bool tasks_follow_later(const RecordScreen *screen, const Record *before)
{
    bool awaiting = false;
    return before->id && before->entity == &enterprise_entity && has_moved(before) &&
           tasks_await_zone(screen->app->base, before->id, &awaiting, NULL) && awaiting;
}

/* Translated; free with g_free. */
static char *what_was_done(const RecordScreen *screen, const Record *before,
                           const SaveReport *report, const char *comment)
{
    if (report->already)
        return g_strdup_printf(_("%s has saved the same already."),
                               report->their_name ? report->their_name : _("Somebody"));
    if (report->unchanged)
        return g_strdup(comment ? _("The comment is saved.") : _("Nothing was changed."));
    if (tasks_follow_later(screen, before))
        return g_strdup(_("Saved. The tasks are many: the mailer's next pass takes them into the "
                          "new time zone."));
    if (report->merged)
        return g_strdup(_("Saved, together with what somebody else had changed meanwhile."));
    if (before->id)
        return g_strdup(_("Saved."));
    return g_strdup(screen->record->entity == &enterprise_entity
                        ? _("Created. Open it and press «Enter as employee» to begin.")
                        : _("Created."));
}

static Result saved(RecordScreen *screen, Record *before, const SaveReport *report,
                    const char *comment)
{
    App *app = screen->app;
    const DraftSlot slot = draft_slot(screen, before->id);
    g_autofree char *done = what_was_done(screen, before, report, comment);
    draft_slot_keep(&slot, NULL);
    if (screen->record->entity == &enterprise_entity || screen->record->entity == &profile_entity)
        app_refresh_menu(app);
    if (before->entity == &employee_entity)
        hand_over_dismissed(app, before, screen->record);
    bool added = before->id == 0;
    undo_offer(app, undo_of(screen, before, report), done);
    if (added)
        app_show_added(app, screen->record->entity, screen->record->id);
    else
        ui_reload(app->ui);
    return RESULT_CLOSE;
}

static void resolved(gpointer data);

static Result try_save(RecordScreen *screen)
{
    g_auto(SaveReport) report = {.field = -1};
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) before = record_copy(screen->record);
    const char *comment = record_form_comment(screen->form);
    if (record_save(screen->app->base, app_actor(screen->app), screen->record, comment, &report,
                    &error))
        return saved(screen, g_steal_pointer(&before), &report, comment);
    if (g_error_matches(error, RECORD_ERROR, RECORD_ERROR_CONFLICT)) {
        ui_push(screen->app->ui,
                conflict_dialog_new(screen->app, screen->record, &report, resolved, screen));
        return RESULT_REPAINT;
    }
    if (report.field >= 0)
        app_tell_form_error(screen->app, screen->form,
                            screen->record->entity->fields[report.field].name, error);
    else
        app_tell_error(screen->app, error);
    return RESULT_REPAINT;
}

/* A question on top of the card has been answered and the record carries the answer. Of a conflict:
 * saved on top of what the others made of it. */
static void resolved(gpointer data)
{
    RecordScreen *screen = data;
    if (try_save(screen) != RESULT_CLOSE)
        return;
    form_saved(screen->form);
    ui_close(screen->app->ui, form_view(screen->form));
}

static void doubt_answered(gpointer data, int answer)
{
    if (answer == 1)
        resolved(data);
}

static Result ask_or_save(RecordScreen *screen)
{
    g_autofree char *doubt =
        record_doubt(screen->app->base, app_actor(screen->app), screen->record);
    if (!doubt)
        return try_save(screen);
    doubt_ask(screen->app, doubt, doubt_answered, screen);
    return RESULT_REPAINT;
}

static Result save(gpointer data, Form *form)
{
    RecordScreen *screen = data;
    return record_form_store(screen->fields, form) ? ask_or_save(screen) : RESULT_REPAINT;
}

/* --- one key of a task ------------------------------------------------------------------------ */

/* Those that take no choice, which the fields of the card give. */
static bool has_key(const RecordScreen *screen, ActionId id)
{
    bool simple = id == ACT_FORWARD || id == ACT_CLOSE_TASK || id == ACT_POSTPONE_DAY ||
                  id == ACT_POSTPONE_WEEK;
    return simple && screen->record->entity == &task_entity && screen->record->id &&
           task_key_offered(screen->app, id);
}

/* It is saved with all that was entered, the comment too. */
static Result press_key(RecordScreen *screen, Form *form, ActionId id)
{
    g_autoptr(GError) error = NULL;
    if (!record_form_store(screen->fields, form))
        return RESULT_REPAINT;
    if (!task_key_change(screen->app, id, screen->record, &error)) {
        app_tell_error(screen->app, error);
        return RESULT_REPAINT;
    }
    Result result = ask_or_save(screen);
    if (result == RESULT_CLOSE)
        form_saved(form);
    return result;
}

/* --- buttons ---------------------------------------------------------------------------------- */

static const Part *part_for(const Entity *entity, ActionId action)
{
    for (gsize i = 0; part_of(entity, i); i++) {
        if (part_of(entity, i)->action == action)
            return part_of(entity, i);
    }
    return NULL;
}

static const char *part_label(const RecordScreen *screen, const Part *part)
{
    return part->label_now ? part->label_now(screen->app, screen->record) : part->label;
}

static void add_buttons(RecordScreen *screen)
{
    const Entity *entity = screen->record->entity;
    screen->buttons = g_array_new(TRUE, TRUE, sizeof(FormButton));
    for (gsize i = 0; part_of(entity, i); i++) {
        const Part *part = part_of(entity, i);
        bool there = screen->record->id || part->entered;
        if (there && (!part->offered || part->offered(screen->app, screen->record))) {
            FormButton button = {part_label(screen, part), part->action, part->round};
            g_array_append_val(screen->buttons, button);
        }
    }
}

static bool offers(gpointer data, ActionId id)
{
    const RecordScreen *screen = data;
    return has_key(screen, id) ||
           (id == ACT_TWINS && screen->twins && client_twins_any(screen->twins));
}

static void changed(gpointer data, Form *form, const char *field)
{
    RecordScreen *screen = data;
    if (screen->twins)
        client_twins_look(screen->twins, field);
}

static Result act(gpointer data, Form *form, const Action *action)
{
    RecordScreen *screen = data;
    if (action->id == ACT_TWINS)
        return client_twins_open(screen->twins);
    if (has_key(screen, action->id))
        return press_key(screen, form, action->id);
    const Part *part = part_for(screen->record->entity, action->id);
    if (!part || !(screen->record->id || part->entered))
        return RESULT_IGNORED;
    if (part->entered && !record_form_store(screen->fields, form))
        return RESULT_REPAINT;
    return part->open(screen->app, screen->record);
}

/* --- drafts ----------------------------------------------------------------------------------- */

static void cancelled(gpointer data)
{
    keep_draft(data, NULL);
}

#define PHOTO_ROWS 5
#define PHOTO_COLUMNS 10

static void choose(gpointer data, Form *form, const char *name, const char *typed)
{
    RecordScreen *screen = data;
    const Entity *entity = screen->record->entity;
    record_choose(screen->app, form, &entity->fields[record_form_field(screen->fields, name)],
                  screen->today, typed);
}

/* What others have saved meanwhile is shown, unless something has been entered: then the save
 * merges it, or asks. */
static void follow_others(RecordScreen *screen, Form *form)
{
    App *app = screen->app;
    Record *record = screen->record;
    if (!record->id || form_is_changed(form) || record_is_changed(record))
        return;
    g_autoptr(Record) now =
        record_load(app->base, app_actor(app), record->entity, record->id, NULL);
    if (!now || now->version == record->version)
        return;
    record_settle(record, now, NULL); /* nothing of it is in conflict */
    record->archived = now->archived;
    record_form_follow(screen->fields, form);
}

/* What the card says beyond its fields follows the base. */
static void look_again(const RecordScreen *screen, Form *form)
{
    const Entity *entity = screen->record->entity;
    record_notes_tell(screen->app, screen->record, form);
    for (gsize i = 0; screen->record->id && part_of(entity, i); i++)
        if (part_of(entity, i)->label_now)
            form_set_button(form, part_of(entity, i)->action,
                            part_label(screen, part_of(entity, i)));
    if (screen->tasks)
        client_tasks_look(screen->tasks);
}

static void reloaded(gpointer data, Form *form)
{
    follow_others(data, form);
    look_again(data, form);
}

static Result follow(gpointer data, gint64 id)
{
    const RecordScreen *screen = data;
    return client_tasks_follow(screen->tasks, id);
}

/* --- what it consists of ---------------------------------------------------------------------- */

static void add_inputs(RecordScreen *screen)
{
    guint n;
    const InputSpec *fields = record_form_fields(screen->fields, &n);
    screen->inputs = g_array_new(FALSE, FALSE, sizeof(InputSpec));
    g_array_append_vals(screen->inputs, fields, n);
    if (client_tasks_shown(screen->app, screen->record))
        g_array_append_val(screen->inputs, client_tasks_input);
}

/* Once the form is there. */
static void add_company(RecordScreen *screen)
{
    const Record *record = screen->record;
    if (record->entity == &client_entity && record->id == 0)
        screen->twins = client_twins_new(screen->app, record, screen->form);
    if (client_tasks_shown(screen->app, record))
        screen->tasks = client_tasks_new(screen->app, record->id, screen->form);
}

/* --- the screen ------------------------------------------------------------------------------- */

View *record_screen_of(App *app, Record *record)
{
    RecordScreen *screen = g_new0(RecordScreen, 1);
    screen->app = app;
    screen->record = record;
    screen->fields = record_form_new(app, record);
    screen->today = app_today(app);
    screen->photo = face_of_record(app->base, record, PHOTO_ROWS, PHOTO_COLUMNS);
    add_buttons(screen);
    add_inputs(screen);
    g_autofree char *title = record->id ? record_title(app->base, app_actor(app), record)
                                        : g_strdup_printf(_("%s: new"), _(record->entity->label));
    FormSpec spec = {
        .name = record->entity->name,
        .title = title,
        .kind = record->id ? record->entity->label : NULL,
        .fields = (const InputSpec *)(const void *)screen->inputs->data,
        .n_fields = screen->inputs->len,
        .picture = screen->photo,
        .buttons = (const FormButton *)(const void *)screen->buttons->data,
        .contexts = CTX_CARD | (record->entity == &task_entity ? CTX_TASKS : 0),
        .today = screen->today,
        .save = save,
        .act = act,
        .offers = offers,
        .changed = changed,
        .reloaded = reloaded,
        .choose = choose,
        .follow = follow,
        .keep_draft = keep_draft,
        .cancelled = cancelled,
        .data = screen,
        .free_data = record_screen_free,
    };
    screen->form = form_new(app->ui, &spec);
    record_form_load(screen->fields, screen->form);
    look_again(screen, screen->form);
    add_company(screen);
    const DraftSlot slot = draft_slot(screen, record->id);
    draft_slot_offer(&slot, screen->form);
    return form_view(screen->form);
}

View *record_screen_open(App *app, const Entity *entity, int64_t id, GError **error)
{
    Record *record = record_load(app->base, app_actor(app), entity, id, error);
    return record ? record_screen_of(app, record) : NULL;
}

View *record_screen_add(App *app, const Entity *entity, const Filled *filled, GError **error)
{
    g_autofree char *why = NULL;
    if (!record_may_add(app->base, app_actor(app), entity, &why)) {
        g_set_error_literal(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED, why);
        return NULL;
    }
    if (entity == &employee_entity)
        return employee_add_new(app);
    Record *record = record_new(app->base, app_actor(app), entity);
    for (; filled && filled->field; filled++)
        record_set_text(record, filled->field, filled->stored);
    return record_screen_of(app, record);
}
