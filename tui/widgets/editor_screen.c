/* One long text as a whole screen. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/ui.h"
#include "tui/widgets/editor.h"

typedef struct {
    View view;
    EditorSpec spec;
    char *title;
    Editor *editor;
    guint clean;   /* the buffer's revision when it was as saved */
    gsize length;  /* of the saved text */
    guint drafted; /* and when its draft was kept */
    bool saved;
} EditorScreen;

static EditorScreen *screen_of(View *view)
{
    return (EditorScreen *)view;
}

static guint revision(const EditorScreen *screen)
{
    return text_buffer_revision(editor_buffer(screen->editor));
}

static bool is_changed(const EditorScreen *screen)
{
    const TextBuffer *buffer = editor_buffer(screen->editor);
    return revision(screen) != screen->clean &&
           (text_buffer_length(buffer) != screen->length ||
            strcmp(text_buffer_text(buffer), screen->spec.text) != 0);
}

static void draw(View *view, const Canvas *canvas)
{
    EditorScreen *screen = screen_of(view);
    Canvas inside = canvas_part(canvas, (Rect){0, 1, canvas->area.h, canvas->area.w - 1});
    view_draw(editor_view(screen->editor), &inside, view->focused);
}

static Result key(View *view, const Key *event)
{
    View *editor = editor_view(screen_of(view)->editor);
    return editor->class->key(editor, event);
}

static Result mouse(View *view, const Mouse *event)
{
    View *editor = editor_view(screen_of(view)->editor);
    return editor->class->mouse(editor, event);
}

static Result save(EditorScreen *screen)
{
    const char *text = text_buffer_text(editor_buffer(screen->editor));
    if (!screen->spec.save)
        return RESULT_IGNORED;
    screen->saved = screen->spec.save(screen->spec.data, text);
    return screen->saved ? RESULT_CLOSE : RESULT_REPAINT;
}

static char *unsaved(View *view)
{
    EditorScreen *screen = screen_of(view);
    return screen->spec.read_only || !is_changed(screen) ? NULL : g_strdup(screen->title);
}

static SaveResult save_before_leaving(View *view)
{
    return save(screen_of(view)) == RESULT_CLOSE ? SAVE_DONE : SAVE_REFUSED;
}

static Result act(View *view, const Action *action)
{
    EditorScreen *screen = screen_of(view);
    View *editor = editor_view(screen->editor);
    if (action->id == ACT_SAVE)
        return save(screen);
    return editor->class->act(editor, action);
}

/* A text alone has no record behind it. */
static Offer offer(View *view, const Action *action, const char **reason)
{
    bool of_record = action->id == ACT_OPEN || action->id == ACT_EDIT || action->id == ACT_REFRESH;
    return of_record ? OFFER_NO : OFFER_YES;
}

static char *title(View *view)
{
    return g_strdup(screen_of(view)->title);
}

static void status(View *view, GString *text)
{
    EditorScreen *screen = screen_of(view);
    g_autofree char *chars = text_number(text_buffer_chars(editor_buffer(screen->editor)));
    g_string_append_printf(text, _("Characters: %s"), chars);
    if (is_changed(screen))
        g_string_append_printf(text, " · %s", _("not saved"));
}

static void keep_draft(View *view)
{
    EditorScreen *screen = screen_of(view);
    if (!screen->spec.draft || revision(screen) == screen->drafted)
        return;
    const char *text = is_changed(screen) ? text_buffer_text(editor_buffer(screen->editor)) : NULL;
    if (screen->spec.draft(screen->spec.data, text))
        screen->drafted = revision(screen);
}

static void closed(View *view)
{
    EditorScreen *screen = screen_of(view);
    if (screen->spec.draft)
        screen->spec.draft(screen->spec.data, NULL);
}

static void free_screen(View *view)
{
    EditorScreen *screen = screen_of(view);
    view_free(editor_view(screen->editor));
    if (screen->spec.free_data)
        screen->spec.free_data(screen->spec.data);
    g_free((char *)screen->spec.text);
    g_free(screen->title);
    g_free(screen);
}

static const ViewClass class = {
    .name = "text",
    .draw = draw,
    .key = key,
    .act = act,
    .mouse = mouse,
    .offer = offer,
    .title = title,
    .status = status,
    .unsaved = unsaved,
    .save = save_before_leaving,
    .keep_draft = keep_draft,
    .closed = closed,
    .free = free_screen,
};

View *editor_screen(Ui *ui, const EditorSpec *spec)
{
    EditorScreen *screen = g_new0(EditorScreen, 1);
    view_init(&screen->view, &class, ui);
    screen->view.contexts = spec->read_only ? CTX_VIEWER : CTX_EDITOR;
    screen->spec = *spec;
    screen->spec.text = g_strdup(spec->text ? spec->text : "");
    screen->length = strlen(screen->spec.text);
    screen->title = g_strdup(spec->title);
    screen->editor = editor_new(ui, spec->text, spec->read_only);
    screen->clean = screen->drafted = revision(screen);
    return &screen->view;
}
