/* Calls, one after the other: who is called and about what, and one key for what came of it. Each
 * outcome is saved as it is given, so that leaving loses nothing. */
#include "tui/screens/task_calls.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/app/edit.h"
#include "tui/app/undo.h"
#include "tui/screens/parts.h"
#include "tui/screens/task_calls_private.h"
#include "tui/screens/task_comment.h"
#include "tui/widgets/editor.h"

typedef enum { CALL_WAITS, CALL_DONE, CALL_SKIPPED } CallState;

typedef struct {
    int64_t id;
    CallState state;
} Call;

#define NONE G_MAXUINT

typedef struct {
    View view;
    App *app;
    GArray *calls;         /* Call */
    guint at;              /* the one in sight; calls->len: all have been gone through */
    guint last;            /* whose outcome was given last; NONE: none is there to be taken back */
    Record *task, *client; /* in sight; NULL: there is none, or it cannot be read */
    Editor *editor;
} Calls;

static Calls *calls_of(View *view)
{
    return (Calls *)view;
}

static Call *call_at(const Calls *calls, guint i)
{
    return &g_array_index(calls->calls, Call, i);
}

static guint count(const Calls *calls, CallState state)
{
    guint n = 0;
    for (guint i = 0; i < calls->calls->len; i++)
        n += call_at(calls, i)->state == state;
    return n;
}

/* --- what is in sight ------------------------------------------------------------------------- */

static char *text_at_end(const Calls *calls)
{
    g_autofree char *done = text_number(count(calls, CALL_DONE)),
                    *skipped = text_number(count(calls, CALL_SKIPPED));
    return g_strdup_printf(_("That was the last one. Done: %s, skipped: %s.\n\nThe key of «Skip» "
                             "goes through the skipped ones again, Esc leads back to the list."),
                           done, skipped);
}

static Record *client_of(App *app, const Record *task)
{
    int64_t id = task ? record_integer(task, "client_id") : 0;
    return id ? record_load(app->base, app_actor(app), &client_entity, id, NULL) : NULL;
}

/* A task that is gone is said to be, and can be skipped. */
static void show(Calls *calls)
{
    App *app = calls->app;
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&calls->task, record_free);
    g_clear_pointer(&calls->client, record_free);
    bool any = calls->at < calls->calls->len;
    if (any)
        calls->task = record_load(app->base, app_actor(app), &task_entity,
                                  call_at(calls, calls->at)->id, &error);
    calls->client = client_of(app, calls->task);
    g_autofree char *text = calls->task ? call_text(app, calls->task, calls->client)
                            : any       ? g_strdup(app_explain(app, error))
                                        : text_at_end(calls);
    TextBuffer *buffer = editor_buffer(calls->editor);
    if (strcmp(text_buffer_text(buffer), text) == 0)
        return;
    text_buffer_set(buffer, text);
    text_buffer_set_cursor(buffer, 0);
}

static void reload(View *view)
{
    show(calls_of(view));
    ui_repaint(view->ui);
}

/* The next one in a direction that has no outcome yet. */
static guint next_of(const Calls *calls, guint from, int step)
{
    guint i = from + (guint)step;
    while (i < calls->calls->len && call_at(calls, i)->state == CALL_DONE)
        i += (guint)step;
    return i;
}

static void go(Calls *calls, guint to)
{
    calls->at = MIN(to, calls->calls->len);
    show(calls);
}

/* --- outcomes --------------------------------------------------------------------------------- */

static void keep_undo(Calls *calls, const TaskConclusion *conclusion)
{
    GArray *ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_append_val(ids, call_at(calls, calls->at)->id);
    if (conclusion->next_id)
        g_array_append_val(ids, conclusion->next_id);
    undo_keep(calls->app, undo_of_edits(app_actor(calls->app),
                                        edits_reverse(&task_entity, conclusion->set_id, ids)));
}

static void concluded(gpointer data, const TaskConclusion *conclusion, const char *words)
{
    Calls *calls = data;
    bool undoable = !conclusion->too_late || conclusion->next_id;
    call_at(calls, calls->at)->state = CALL_DONE;
    calls->last = undoable ? calls->at : NONE;
    if (undoable)
        keep_undo(calls, conclusion);
    g_autofree char *told = undoable ? undo_sentence(calls->app, words) : g_strdup(words);
    g_autofree char *late = g_strdup_printf(
        _("Somebody has closed it meanwhile; what you say of it is written down. %s"), told);
    go(calls, next_of(calls, calls->at, 1));
    ui_toast(calls->app->ui, conclusion->too_late ? late : told);
    ui_reload(calls->app->ui);
}

/* Back to the one whose outcome is taken back. */
static void take_back(Calls *calls)
{
    undo_perform(calls->app);
    if (calls->last == NONE)
        return;
    call_at(calls, calls->last)->state = CALL_WAITS;
    go(calls, calls->last);
    calls->last = NONE;
}

static void skip(Calls *calls)
{
    guint n = calls->calls->len;
    if (calls->at < n) {
        call_at(calls, calls->at)->state = CALL_SKIPPED;
        go(calls, next_of(calls, calls->at, 1));
        return;
    }
    for (guint i = 0; i < n; i++)
        if (call_at(calls, i)->state == CALL_SKIPPED)
            call_at(calls, i)->state = CALL_WAITS;
    go(calls, next_of(calls, NONE, 1));
}

static void skip_back(Calls *calls)
{
    guint to = next_of(calls, calls->at, -1);
    if (to < calls->calls->len)
        go(calls, to);
}

static void comment(Calls *calls)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_append_val(ids, calls->task->id);
    task_comment_ask(calls->app, ids, NULL, NULL);
}

/* --- the view --------------------------------------------------------------------------------- */

static void add_hint(const Offered *offered, gpointer data)
{
    GString *text = data;
    char key[KEY_NAME_MAX];
    if (!(offered->action->contexts & CTX_CALLS) || offered->action->id == ACT_UNDO)
        return;
    g_auto(GStrv) words = g_strsplit(offered->label, " ", -1);
    g_autofree char *label = g_strjoinv("\u00a0", words); /* in one line with its key */
    g_string_append_printf(text, "%s%s\u00a0%s", text->len ? "   " : "",
                           key_label(action_first_key(offered->action, key)), label);
}

static int draw_hints(Calls *calls, const Canvas *canvas)
{
    g_autoptr(GString) text = g_string_new(NULL);
    ui_each_action(calls->app->ui, &calls->view, add_hint, text);
    Canvas nowhere = canvas_part(canvas, (Rect){canvas->area.h, 0, 0, canvas->area.w});
    int lines = draw_paragraph(&nowhere, 0, 1, canvas->area.w - 2, STYLE_DIM, text->str);
    int top = canvas->area.h - lines;
    draw_hline(canvas, top - 1, 0, canvas->area.w, STYLE_LINE);
    draw_paragraph(canvas, top, 1, canvas->area.w - 2, STYLE_DIM, text->str);
    return lines + 1;
}

static int draw_head(const Calls *calls, const Canvas *canvas)
{
    App *app = calls->app;
    g_autofree char *name =
        calls->client ? record_title(app->base, app_actor(app), calls->client) : NULL;
    g_autofree char *phones = call_phones(calls->client);
    if (!calls->task)
        return 0;
    draw_cell(canvas, 0, 1, canvas->area.w - 2, STYLE_TITLE, ALIGN_LEFT,
              name ? name : _("The task has no client."));
    draw_cell(canvas, 1, 1, canvas->area.w - 2, STYLE_BOLD, ALIGN_LEFT,
              phones ? phones : _("no telephone"));
    draw_hline(canvas, 2, 0, canvas->area.w, STYLE_LINE);
    return 3;
}

static void draw(View *view, const Canvas *canvas)
{
    Calls *calls = calls_of(view);
    int head = draw_head(calls, canvas), foot = draw_hints(calls, canvas);
    Canvas inside = canvas_part(
        canvas, (Rect){head, 1, MAX(1, canvas->area.h - head - foot), canvas->area.w - 1});
    view_draw(editor_view(calls->editor), &inside, view->focused);
}

static char *title(View *view)
{
    return g_strdup(_("Calls"));
}

static void status(View *view, GString *text)
{
    const Calls *calls = calls_of(view);
    guint n = calls->calls->len;
    g_autofree char *at = text_number(MIN(calls->at + 1, n)), *all = text_number(n);
    g_string_append_printf(text, "%s / %s · ", at, all);
    g_string_append_printf(text, _("done: %u"), count(calls, CALL_DONE));
}

static Result key(View *view, const Key *event)
{
    View *editor = editor_view(calls_of(view)->editor);
    return editor->class->key(editor, event);
}

static Result mouse(View *view, const Mouse *event)
{
    View *editor = editor_view(calls_of(view)->editor);
    return editor->class->mouse(editor, event);
}

static Result act(View *view, const Action *action)
{
    Calls *calls = calls_of(view);
    View *editor = editor_view(calls->editor);
    if (outcome_is(action->id))
        outcome_conclude(calls->app, action->id, calls->task, calls->client, concluded, calls);
    else if (action->id == ACT_SKIP)
        skip(calls);
    else if (action->id == ACT_SKIP_BACK)
        skip_back(calls);
    else if (action->id == ACT_UNDO)
        take_back(calls);
    else if (action->id == ACT_COMMENT)
        comment(calls);
    else if (action->id == ACT_CLIENT)
        app_open_record(calls->app, &client_entity, calls->client->id);
    else if (action->id == ACT_OPEN || action->id == ACT_EDIT)
        app_open_record(calls->app, &task_entity, calls->task->id);
    else if (action->id == ACT_REFRESH)
        show(calls);
    else
        return editor->class->act(editor, action);
    return RESULT_REPAINT;
}

static Offer offer(View *view, const Action *action, const char **reason)
{
    const Calls *calls = calls_of(view);
    bool there = true;
    if (outcome_is(action->id) || action->id == ACT_COMMENT || action->id == ACT_OPEN ||
        action->id == ACT_EDIT)
        there = calls->task != NULL;
    else if (action->id == ACT_CLIENT)
        there = calls->client != NULL;
    else if (action->id == ACT_UNDO)
        there = undo_is_there(calls->app);
    else if (action->id == ACT_SKIP)
        there = calls->task || calls->at < calls->calls->len || count(calls, CALL_SKIPPED);
    else if (action->id == ACT_SKIP_BACK)
        there = next_of(calls, calls->at, -1) < calls->calls->len;
    return there ? OFFER_YES : OFFER_NO;
}

static void calls_free(View *view)
{
    Calls *calls = calls_of(view);
    view_free(editor_view(calls->editor));
    record_free(calls->task);
    record_free(calls->client);
    g_array_unref(calls->calls);
    g_free(calls);
}

static const ViewClass class = {
    .name = "calls",
    .contexts = CTX_VIEWER | CTX_CALLS,
    .draw = draw,
    .key = key,
    .act = act,
    .mouse = mouse,
    .offer = offer,
    .title = title,
    .status = status,
    .reload = reload,
    .refresh = reload,
    .free = calls_free,
};

/* --- which ones ------------------------------------------------------------------------------- */

bool task_calls_offered(App *app)
{
    const Actor *actor = app_actor(app);
    return actor->employee_id && right_check(app->base, actor, RIGHT_CLOSE_TASK, true, NULL) &&
           right_check(app->base, actor, RIGHT_ADD_TASK, true, NULL);
}

void task_calls_open_these(App *app, GArray *ids)
{
    Calls *calls = g_new0(Calls, 1);
    view_init(&calls->view, &class, app->ui);
    calls->app = app;
    calls->calls = g_array_new(FALSE, FALSE, sizeof(Call));
    calls->last = NONE;
    calls->editor = editor_new(app->ui, NULL, true);
    for (guint i = 0; i < ids->len; i++) {
        const Call call = {g_array_index(ids, int64_t, i), CALL_WAITS};
        g_array_append_val(calls->calls, call);
    }
    g_array_unref(ids);
    show(calls);
    ui_push(app->ui, &calls->view);
}
