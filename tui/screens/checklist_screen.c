/* The checklist of a task. Each key acts at once on one line, so that two people may go through it
 * together; what others do is seen at the next look at the base. */
#include <glib/gi18n-lib.h>

#include "core/checklist.h"
#include "tui/screens/parts.h"
#include "tui/widgets/form.h"

typedef struct {
    View view;
    App *app;
    int64_t task_id;
    char *name;
    GPtrArray *lines; /* CheckLine */
    int cursor, top, height;
    CheckRights may;
    CheckLine removed; /* the last one of one's own; text NULL: none */
    guint removed_from;
} Checklist;

static int n_lines(const Checklist *list)
{
    return (int)list->lines->len;
}

static CheckLine *current(const Checklist *list)
{
    return list->cursor < n_lines(list) ? list->lines->pdata[list->cursor] : NULL;
}

static guint count_done(const Checklist *list)
{
    guint done = 0;
    for (int i = 0; i < n_lines(list); i++)
        done += ((const CheckLine *)list->lines->pdata[i])->done;
    return done;
}

/* --- reading ---------------------------------------------------------------------------------- */

static int place_of(const Checklist *list, int64_t id)
{
    for (int i = 0; i < n_lines(list); i++)
        if (((const CheckLine *)list->lines->pdata[i])->id == id)
            return i;
    return -1;
}

/* The cursor stays on its line, wherever that has gone. */
static bool read_list(Checklist *list)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *lines =
        checklist_read(list->app->base, app_actor(list->app), list->task_id, &list->may, &error);
    if (!lines) {
        app_tell_error(list->app, error);
        return false;
    }
    int64_t id = list->lines && current(list) ? current(list)->id : 0;
    g_clear_pointer(&list->lines, g_ptr_array_unref);
    list->lines = lines;
    int place = place_of(list, id);
    list->cursor = CLAMP(place >= 0 ? place : list->cursor, 0, MAX(0, n_lines(list) - 1));
    return true;
}

static void reload(View *view)
{
    read_list((Checklist *)view);
}

/* After an act: what it did, or why it did not, is seen. */
static Result acted(Checklist *list, bool done, const GError *error)
{
    if (!done)
        app_tell_error(list->app, error);
    ui_reload(list->app->ui);
    return RESULT_REPAINT;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void draw_line(const Checklist *list, const Canvas *canvas, int y, int index)
{
    const CheckLine *line = list->lines->pdata[index];
    Style style = index == list->cursor
                      ? (list->view.focused ? STYLE_SELECTED : STYLE_SELECTED_IDLE)
                  : line->done ? STYLE_CLOSED
                               : STYLE_TEXT;
    g_autofree char *text = g_strdup_printf("[%s] %s", line->done ? "x" : " ", line->text);
    draw_cell(canvas, y, 1, canvas->area.w - 2, style, ALIGN_LEFT, text);
}

static void draw(View *view, const Canvas *canvas)
{
    Checklist *list = (Checklist *)view;
    draw_clear(canvas, STYLE_TEXT);
    list->height = MAX(1, canvas->area.h);
    list->top = CLAMP(list->top, MAX(0, list->cursor - list->height + 1), list->cursor);
    if (n_lines(list) == 0) {
        draw_paragraph(canvas, 1, 2, canvas->area.w - 4, STYLE_DIM,
                       list->may.edit
                           ? _("A checklist is what a task consists of, line by line, to "
                               "be ticked with Space. F7 adds lines.")
                           : _("This task has no checklist."));
        return;
    }
    for (int row = 0; row < list->height && list->top + row < n_lines(list); row++)
        draw_line(list, canvas, row, list->top + row);
    draw_scrollbar(canvas, 0, canvas->area.w - 1, canvas->area.h, list->top, list->height,
                   n_lines(list), STYLE_DIM);
}

static char *title(View *view)
{
    const Checklist *list = (const Checklist *)view;
    return g_strdup_printf("%s: %s", _("Checklist"), list->name);
}

static void status(View *view, GString *text)
{
    const Checklist *list = (const Checklist *)view;
    g_string_append_printf(text, _("done: %u of %d"), count_done(list), n_lines(list));
}

/* --- acts ------------------------------------------------------------------------------------- */

static Result tick(Checklist *list)
{
    const CheckLine *line = current(list);
    g_autoptr(GError) error = NULL;
    bool done = checklist_tick(list->app->base, app_actor(list->app), list->task_id, line->id,
                               !line->done, &error);
    if (done)
        list->cursor = MIN(list->cursor + 1, n_lines(list) - 1);
    return acted(list, done, error);
}

static Result move(Checklist *list, int by)
{
    g_autoptr(GError) error = NULL;
    bool done = checklist_move(list->app->base, app_actor(list->app), list->task_id,
                               current(list)->id, by, &error);
    return acted(list, done, error);
}

static Result remove_line(Checklist *list)
{
    const CheckLine *line = current(list);
    g_autoptr(GError) error = NULL;
    bool done =
        checklist_remove(list->app->base, app_actor(list->app), list->task_id, line->id, &error);
    if (done) {
        g_free(list->removed.text);
        list->removed = (CheckLine){.text = g_strdup(line->text), .done = line->done};
        list->removed_from = (guint)list->cursor;
        ui_toast(list->app->ui, _("The line is removed. Ctrl+Z takes it back."));
    }
    return acted(list, done, error);
}

static Result put_back(Checklist *list)
{
    g_autoptr(GError) error = NULL;
    bool done = checklist_put_back(list->app->base, app_actor(list->app), list->task_id,
                                   &list->removed, list->removed_from, &error);
    acted(list, done, error);
    if (done) {
        g_clear_pointer(&list->removed.text, g_free);
        list->cursor = MIN((int)list->removed_from, n_lines(list) - 1);
        ui_toast(list->app->ui, _("Taken back."));
    }
    return RESULT_REPAINT;
}

/* --- typing ----------------------------------------------------------------------------------- */

typedef struct {
    Checklist *list; /* below */
    int64_t id;      /* 0: new lines */
    char *old;
} Typing;

static void typing_free(gpointer data)
{
    Typing *typing = data;
    g_free(typing->old);
    g_free(typing);
}

static bool store(const Typing *typing, const char *text, GError **error)
{
    Checklist *list = typing->list;
    const Actor *actor = app_actor(list->app);
    return typing->id ? checklist_write(list->app->base, actor, list->task_id, typing->id,
                                        typing->old, text, error)
                      : checklist_add(list->app->base, actor, list->task_id, text, NULL, error);
}

static Result typed(gpointer data, Form *form)
{
    const Typing *typing = data;
    Checklist *list = typing->list;
    g_autoptr(GError) error = NULL;
    if (!store(typing, form_get(form, "text"), &error)) {
        app_tell_form_error(list->app, form, "text", error);
        return RESULT_REPAINT;
    }
    ui_reload(list->app->ui);
    if (!typing->id)
        list->cursor = MAX(0, n_lines(list) - 1);
    return RESULT_CLOSE;
}

static Result type(Checklist *list, const CheckLine *line)
{
    static const InputSpec one[] = {{.name = "text",
                                     .label = N_("Line"),
                                     .kind = INPUT_TEXT,
                                     .flags = INPUT_REQUIRED | INPUT_FIRST,
                                     .max_chars = CHECK_CHARACTERS_MOST,
                                     .width = 44}},
                           several[] = {{.name = "text",
                                         .label = N_("Lines"),
                                         .kind = INPUT_LONG,
                                         .flags = INPUT_REQUIRED | INPUT_FIRST,
                                         .height = 6,
                                         .hint = N_("each line of text becomes a line to tick")}};
    Typing *typing = g_new(Typing, 1);
    *typing = (Typing){list, line ? line->id : 0, g_strdup(line ? line->text : "")};
    Form *form = form_new(list->app->ui, &(FormSpec){.name = "checklist",
                                                     .title = _("Checklist"),
                                                     .fields = line ? one : several,
                                                     .n_fields = 1,
                                                     .dialog = true,
                                                     .save = typed,
                                                     .data = typing,
                                                     .free_data = typing_free});
    form_init(form, "text", typing->old, NULL);
    ui_push(list->app->ui, form_view(form));
    return RESULT_REPAINT;
}

/* --- keys ------------------------------------------------------------------------------------- */

static Result go_to(Checklist *list, gint64 line)
{
    list->cursor = (int)CLAMP(line, 0, MAX(0, n_lines(list) - 1));
    return RESULT_REPAINT;
}

static Result act(View *view, const Action *action)
{
    Checklist *list = (Checklist *)view;
    gint64 by = action_shift(action, list->height);
    if (by)
        return go_to(list, list->cursor + by);
    switch ((int)action->id) {
    case ACT_TOGGLE:
        return tick(list);
    case ACT_NEW:
        return type(list, NULL);
    case ACT_EDIT:
        return type(list, current(list));
    case ACT_DELETE:
        return remove_line(list);
    case ACT_UNDO:
        return put_back(list);
    case ACT_STEP_UP:
        return move(list, -1);
    case ACT_STEP_DOWN:
        return move(list, 1);
    default:
        return RESULT_IGNORED;
    }
}

static Offer offer(View *view, const Action *action, const char **reason)
{
    const Checklist *list = (const Checklist *)view;
    switch ((int)action->id) {
    case ACT_NEW:
        return list->may.edit ? OFFER_YES : OFFER_NO;
    case ACT_UNDO:
        return list->may.edit && list->removed.text ? OFFER_YES : OFFER_NO;
    case ACT_TOGGLE:
        return list->may.tick && n_lines(list) ? OFFER_YES : OFFER_NO;
    case ACT_EDIT:
    case ACT_DELETE:
    case ACT_STEP_UP:
    case ACT_STEP_DOWN:
        return list->may.edit && n_lines(list) ? OFFER_YES : OFFER_NO;
    default:
        return OFFER_YES;
    }
}

static Result mouse(View *view, const Mouse *event)
{
    Checklist *list = (Checklist *)view;
    if (event->kind == MOUSE_WHEEL_UP || event->kind == MOUSE_WHEEL_DOWN)
        return go_to(list, list->cursor + (event->kind == MOUSE_WHEEL_UP ? -1 : 1));
    if (event->kind != MOUSE_PRESS && event->kind != MOUSE_DOUBLE)
        return RESULT_IGNORED;
    go_to(list, list->top + (event->y - view->place.y));
    return event->kind == MOUSE_DOUBLE && list->may.tick && n_lines(list) ? tick(list)
                                                                          : RESULT_REPAINT;
}

static void checklist_free(View *view)
{
    Checklist *list = (Checklist *)view;
    g_clear_pointer(&list->lines, g_ptr_array_unref);
    g_free(list->removed.text);
    g_free(list->name);
    g_free(list);
}

static const ViewClass class = {
    .name = "checklist",
    .contexts = CTX_CHECKS,
    .draw = draw,
    .act = act,
    .mouse = mouse,
    .offer = offer,
    .title = title,
    .status = status,
    .reload = reload,
    .refresh = reload,
    .free = checklist_free,
};

Result task_checklist(App *app, const Record *task)
{
    Checklist *list = g_new0(Checklist, 1);
    view_init(&list->view, &class, app->ui);
    list->app = app;
    list->task_id = task->id;
    list->name = record_title(app->base, app_actor(app), task);
    if (read_list(list))
        ui_push(app->ui, &list->view);
    else
        checklist_free(&list->view);
    return RESULT_REPAINT;
}
