/* The journal of one record, newest last: as much of it as was looked at, earlier entries when they
 * are come to. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/screens/journal_text.h"
#include "tui/screens/screens.h"
#include "tui/widgets/editor.h"

#define PAGE 200 /* entries read at once */

typedef struct {
    View view;
    App *app;
    const Entity *entity;
    int64_t id;
    Editor *editor;
    GPtrArray *pages; /* GPtrArray of JournalEntry, newest first */
    bool older;       /* there are more than these */
    bool commented;   /* only those with a comment */
} JournalScreen;

static JournalScreen *screen_of(View *view)
{
    return (JournalScreen *)view;
}

/* --- its text --------------------------------------------------------------------------------- */

static char *text_of(const JournalScreen *screen)
{
    g_autoptr(GTimeZone) zone = app_zone(screen->app);
    GString *text = g_string_new(NULL);
    if (screen->older)
        g_string_append_printf(text, "%s\n\n", _("▲ earlier entries: ↑"));
    for (guint page = screen->pages->len; page > 0; page--) {
        const GPtrArray *entries = screen->pages->pdata[page - 1];
        for (guint i = 0; i < entries->len; i++)
            journal_text_append(text, entries->pdata[i], zone);
    }
    if (!text->len)
        g_string_append(text, screen->commented ? _("Nobody has written a comment.") : "");
    return g_strchomp(g_string_free(text, FALSE));
}

/* Shows what was read; what stood in sight stays there, or, `from_end`, the newest does. */
static void show(JournalScreen *screen, bool from_end)
{
    TextBuffer *buffer = editor_buffer(screen->editor);
    g_autofree char *text = text_of(screen);
    gsize behind = text_buffer_length(buffer) - text_buffer_cursor(buffer), length = strlen(text);
    text_buffer_set(buffer, text);
    text_buffer_set_cursor(buffer, from_end || behind > length ? length : length - behind);
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool read_page(JournalScreen *screen, int most, GError **error)
{
    const GPtrArray *last =
        screen->pages->len ? screen->pages->pdata[screen->pages->len - 1] : NULL;
    const JournalEntry *oldest = last && last->len ? last->pdata[0] : NULL;
    const JournalPage page = {
        .before = oldest ? oldest->place : 0, .most = most, .commented = screen->commented};
    GPtrArray *entries = record_journal(screen->app->base, app_actor(screen->app), screen->entity,
                                        screen->id, &page, &screen->older, error);
    if (entries)
        g_ptr_array_add(screen->pages, entries);
    return entries != NULL;
}

static void read_on(JournalScreen *screen, int most)
{
    g_autoptr(GError) error = NULL;
    if (read_page(screen, most, &error))
        show(screen, false);
    else
        app_tell_error(screen->app, error);
}

static void read_anew(JournalScreen *screen)
{
    g_autoptr(GError) error = NULL;
    g_ptr_array_set_size(screen->pages, 0);
    screen->older = false;
    if (!read_page(screen, PAGE, &error))
        app_tell_error(screen->app, error);
    show(screen, true);
}

/* --- the view --------------------------------------------------------------------------------- */

static void draw(View *view, const Canvas *canvas)
{
    JournalScreen *screen = screen_of(view);
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

/* To the very first, or to look for words in all of it, takes all of it. */
static void read_what_is_needed(JournalScreen *screen, ActionId id)
{
    bool up = id == ACT_UP || id == ACT_PAGE_UP;
    if (!screen->older)
        return;
    if (id == ACT_FIRST || id == ACT_FIND)
        read_on(screen, 0);
    else if (up && editor_at_edge(screen->editor, true))
        read_on(screen, PAGE);
}

static Result act(View *view, const Action *action)
{
    JournalScreen *screen = screen_of(view);
    View *editor = editor_view(screen->editor);
    if (action->id == ACT_COMMENTS)
        screen->commented = !screen->commented;
    if (action->id == ACT_COMMENTS || action->id == ACT_REFRESH) {
        read_anew(screen);
        return RESULT_REPAINT;
    }
    read_what_is_needed(screen, action->id);
    return editor->class->act(editor, action);
}

static Offer offer(View *view, const Action *action, const char **reason)
{
    return action->id == ACT_OPEN || action->id == ACT_EDIT ? OFFER_NO : OFFER_YES;
}

static char *title(View *view)
{
    return g_strdup(screen_of(view)->commented ? _("History: comments") : _("History"));
}

static void free_screen(View *view)
{
    JournalScreen *screen = screen_of(view);
    view_free(editor_view(screen->editor));
    g_ptr_array_unref(screen->pages);
    g_free(screen);
}

static const ViewClass class = {
    .name = "history",
    .contexts = CTX_VIEWER | CTX_JOURNAL,
    .draw = draw,
    .key = key,
    .act = act,
    .mouse = mouse,
    .offer = offer,
    .title = title,
    .free = free_screen,
};

View *journal_screen_new(App *app, const Entity *entity, int64_t id, GError **error)
{
    JournalScreen *screen = g_new0(JournalScreen, 1);
    view_init(&screen->view, &class, app->ui);
    screen->app = app;
    screen->entity = entity;
    screen->id = id;
    screen->editor = editor_new(app->ui, NULL, true);
    screen->pages = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    if (!read_page(screen, PAGE, error)) {
        view_free(&screen->view);
        return NULL;
    }
    show(screen, true);
    return &screen->view;
}
