#include "tui/widgets/editor.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/ui.h"
#include "tui/widgets/line_edit.h"
#include "tui/widgets/text_layout.h"

struct Editor {
    View view;
    TextBuffer *buffer;
    TextLayout *layout;
    TextBuffer *find; /* the search line, NULL while closed */
    int find_scroll;
    char *found; /* what was looked for last */
    bool read_only;
    guint top;       /* the first line shown */
    int goal_column; /* where Up and Down want to be; -1: where the cursor is */
    int height, width;
};

static Editor *editor_of(View *view)
{
    return (Editor *)view;
}

static void lay_out(Editor *editor)
{
    text_layout_update(editor->layout, editor->buffer, MAX(editor->width - 1, 1));
}

static void show_cursor_line(Editor *editor, guint line)
{
    guint height = (guint)MAX(editor->height, 1);
    if (line < editor->top)
        editor->top = line;
    else if (line >= editor->top + height)
        editor->top = line - height + 1;
    guint lines = text_layout_lines(editor->layout);
    if (editor->top + height > lines)
        editor->top = lines > height ? lines - height : 0;
}

static void draw_line(const Editor *editor, const Canvas *canvas, int y, guint line)
{
    gsize start, end;
    text_layout_line(editor->layout, editor->buffer, line, &start, &end);
    g_autofree char *text = g_strndup(text_buffer_text(editor->buffer) + start, end - start);
    int x = draw_text(canvas, y, 0, STYLE_TEXT, text);
    gsize length;
    const char *hit = editor->found ? text_find(text, editor->found, &length) : NULL;
    if (hit && x) {
        g_autofree char *before = g_strndup(text, (gsize)(hit - text));
        g_autofree char *match = g_strndup(hit, length);
        draw_text(canvas, y, text_width(before), STYLE_MATCH, match);
    }
}

static void draw_find(Editor *editor, const Canvas *canvas)
{
    int y = canvas->area.h - 1;
    draw_fill(canvas, (Rect){y, 0, 1, canvas->area.w}, STYLE_STATUS);
    int x = 1 + draw_text(canvas, y, 0, STYLE_STATUS, _("Find:"));
    line_edit_draw(canvas, y, x, canvas->area.w - x - 1, editor->find, &editor->find_scroll,
                   STYLE_FIELD_ACTIVE, true, false);
}

static void draw_editor(View *view, const Canvas *canvas)
{
    Editor *editor = editor_of(view);
    guint line;
    int column;
    editor->width = canvas->area.w;
    editor->height = canvas->area.h - (editor->find ? 1 : 0);
    lay_out(editor);
    text_layout_place(editor->layout, editor->buffer, text_buffer_cursor(editor->buffer), &line,
                      &column);
    show_cursor_line(editor, line);
    guint lines = text_layout_lines(editor->layout);
    for (int y = 0; y < editor->height && editor->top + (guint)y < lines; y++)
        draw_line(editor, canvas, y, editor->top + (guint)y);
    draw_scrollbar(canvas, 0, canvas->area.w - 1, editor->height, editor->top, editor->height,
                   lines, STYLE_LINE);
    if (view->focused && !editor->read_only)
        draw_cursor(canvas, (int)(line - editor->top), MIN(column, canvas->area.w - 1));
    if (editor->find)
        draw_find(editor, canvas);
}

/* Moves the cursor by lines, keeping its column as well as it can. */
static void move_lines(Editor *editor, int by)
{
    guint line;
    int column;
    lay_out(editor);
    text_layout_place(editor->layout, editor->buffer, text_buffer_cursor(editor->buffer), &line,
                      &column);
    if (editor->goal_column < 0)
        editor->goal_column = column;
    gint64 last = (gint64)text_layout_lines(editor->layout) - 1;
    guint target = (guint)CLAMP((gint64)line + by, 0, last);
    text_buffer_set_cursor(editor->buffer, text_layout_offset(editor->layout, editor->buffer,
                                                              target, editor->goal_column));
}

/* A viewer has no cursor to see: it moves what is shown. */
static void scroll_lines(Editor *editor, int by)
{
    gsize start, end;
    lay_out(editor);
    gint64 last = MAX(0, (gint64)text_layout_lines(editor->layout) - editor->height);
    editor->top = (guint)CLAMP((gint64)editor->top + by, 0, last);
    text_layout_line(editor->layout, editor->buffer, editor->top, &start, &end);
    text_buffer_set_cursor(editor->buffer, start);
}

static void move_vertically(Editor *editor, int by)
{
    if (editor->read_only)
        scroll_lines(editor, by);
    else
        move_lines(editor, by);
}

static void move_to_edge(Editor *editor, bool start)
{
    guint line;
    int column;
    gsize from, to;
    lay_out(editor);
    text_layout_place(editor->layout, editor->buffer, text_buffer_cursor(editor->buffer), &line,
                      &column);
    text_layout_line(editor->layout, editor->buffer, line, &from, &to);
    gsize end = text_layout_offset(editor->layout, editor->buffer, line, G_MAXINT);
    text_buffer_set_cursor(editor->buffer, start ? from : end);
}

bool editor_at_edge(Editor *editor, bool up)
{
    guint line;
    int column;
    lay_out(editor);
    text_layout_place(editor->layout, editor->buffer, text_buffer_cursor(editor->buffer), &line,
                      &column);
    return up ? line == 0 : line + 1 == text_layout_lines(editor->layout);
}

/* --- finding -------------------------------------------------------------------------------- */

static bool find_from(Editor *editor, gsize from)
{
    const char *text = text_buffer_text(editor->buffer);
    gsize length;
    const char *hit = text_find(text + from, editor->found, &length);
    if (!hit)
        hit = text_find(text, editor->found, &length);
    if (hit)
        text_buffer_set_cursor(editor->buffer, (gsize)(hit - text));
    return hit != NULL;
}

static Result find_next(Editor *editor)
{
    const char *text = text_buffer_text(editor->buffer);
    gsize cursor = text_buffer_cursor(editor->buffer);
    gsize after = text[cursor] ? (gsize)(g_utf8_next_char(text + cursor) - text) : cursor;
    if (!editor->found || !*editor->found)
        return RESULT_IGNORED;
    if (!find_from(editor, after))
        ui_toast(editor->view.ui, _("Nothing found."));
    return RESULT_REPAINT;
}

static void close_find(Editor *editor)
{
    text_buffer_free(g_steal_pointer(&editor->find));
}

static Result open_find(Editor *editor)
{
    if (editor->find)
        return find_next(editor);
    editor->find = text_buffer_new(editor->found, false);
    return RESULT_REPAINT;
}

static Result find_key(Editor *editor, const Key *key)
{
    if (key->sym == K_ESC) {
        close_find(editor);
        return RESULT_REPAINT;
    }
    if (key->sym == K_ENTER) {
        g_free(editor->found);
        editor->found = g_strdup(text_buffer_text(editor->find));
        close_find(editor);
        if (*editor->found && !find_from(editor, text_buffer_cursor(editor->buffer)))
            ui_toast(editor->view.ui, _("Nothing found."));
        return RESULT_REPAINT;
    }
    return line_edit_key(editor->find, key, NULL);
}

/* --- keys ----------------------------------------------------------------------------------- */

static bool is_movement(const Key *key)
{
    return key->sym == K_UP || key->sym == K_DOWN || key->sym == K_PGUP || key->sym == K_PGDN;
}

static Result key_editor(View *view, const Key *key)
{
    Editor *editor = editor_of(view);
    if (!is_movement(key))
        editor->goal_column = -1;
    if (editor->find)
        return find_key(editor, key);
    if (editor->read_only || key->sym == K_HOME || key->sym == K_END)
        return RESULT_IGNORED;
    bool overflow = false;
    Result result = RESULT_REPAINT;
    if (key->sym == K_ENTER && !key->mods)
        overflow = !text_buffer_insert(editor->buffer, "\n", 1);
    else
        result = line_edit_key(editor->buffer, key, &overflow);
    if (overflow)
        ui_toast_error(view->ui, _("The text is too long; what did not fit was left out."));
    return result;
}

static Result act_editor(View *view, const Action *action)
{
    Editor *editor = editor_of(view);
    int page = MAX(1, editor->height - 1);
    switch ((int)action->id) {
    case ACT_UP:
        move_vertically(editor, -1);
        return RESULT_REPAINT;
    case ACT_DOWN:
        move_vertically(editor, 1);
        return RESULT_REPAINT;
    case ACT_PAGE_UP:
        move_vertically(editor, -page);
        return RESULT_REPAINT;
    case ACT_PAGE_DOWN:
        move_vertically(editor, page);
        return RESULT_REPAINT;
    case ACT_FIRST:
    case ACT_LAST:
        if (editor->read_only)
            scroll_lines(editor, action->id == ACT_FIRST ? -G_MAXINT : G_MAXINT);
        else
            move_to_edge(editor, action->id == ACT_FIRST);
        return RESULT_REPAINT;
    case ACT_TEXT_START:
        text_buffer_set_cursor(editor->buffer, 0);
        return RESULT_REPAINT;
    case ACT_TEXT_END:
        text_buffer_set_cursor(editor->buffer, text_buffer_length(editor->buffer));
        return RESULT_REPAINT;
    case ACT_FIND:
        return open_find(editor);
    case ACT_COPY:
        term_copy(ui_term(view->ui), text_buffer_text(editor->buffer));
        ui_toast(view->ui, _("The text was copied."));
        return RESULT_HANDLED;
    default:
        return RESULT_IGNORED;
    }
}

static Result mouse_editor(View *view, const Mouse *mouse)
{
    Editor *editor = editor_of(view);
    if (mouse->kind == MOUSE_WHEEL_UP || mouse->kind == MOUSE_WHEEL_DOWN) {
        move_vertically(editor, mouse->kind == MOUSE_WHEEL_UP ? -3 : 3);
        return RESULT_REPAINT;
    }
    if (mouse->kind != MOUSE_PRESS || editor->read_only)
        return RESULT_IGNORED;
    guint line = editor->top + (guint)(mouse->y - view->place.y);
    guint last = text_layout_lines(editor->layout) - 1;
    gsize offset = text_layout_offset(editor->layout, editor->buffer, MIN(line, last),
                                      mouse->x - view->place.x);
    text_buffer_set_cursor(editor->buffer, offset);
    return RESULT_REPAINT;
}

static void free_editor(View *view)
{
    Editor *editor = editor_of(view);
    text_buffer_free(editor->buffer);
    text_buffer_free(editor->find);
    text_layout_free(editor->layout);
    g_free(editor->found);
    g_free(editor);
}

static const ViewClass editor_class = {
    .name = "editor",
    .contexts = CTX_EDITOR,
    .draw = draw_editor,
    .key = key_editor,
    .act = act_editor,
    .mouse = mouse_editor,
    .free = free_editor,
};

static const ViewClass viewer_class = {
    .name = "viewer",
    .contexts = CTX_VIEWER,
    .draw = draw_editor,
    .key = key_editor,
    .act = act_editor,
    .mouse = mouse_editor,
    .free = free_editor,
};

Editor *editor_new(Ui *ui, const char *text, bool read_only)
{
    Editor *editor = g_new0(Editor, 1);
    view_init(&editor->view, read_only ? &viewer_class : &editor_class, ui);
    editor->buffer = text_buffer_new(text, true);
    editor->layout = text_layout_new();
    editor->read_only = read_only;
    editor->goal_column = -1;
    editor->width = 80;
    editor->height = 20;
    return editor;
}

View *editor_view(Editor *editor)
{
    return &editor->view;
}

TextBuffer *editor_buffer(Editor *editor)
{
    return editor->buffer;
}
