#include "tui/widgets/line_edit.h"

#include <string.h>

static Result changed(bool yes)
{
    return yes ? RESULT_REPAINT : RESULT_HANDLED;
}

static Result type_text(TextBuffer *buffer, const char *text, gssize length, bool *overflow)
{
    bool whole = text_buffer_insert(buffer, text, length);
    if (overflow)
        *overflow = !whole;
    return RESULT_REPAINT;
}

static Result ctrl_key(TextBuffer *buffer, const Key *key)
{
    if (key->sym == K_LEFT)
        text_buffer_word_left(buffer);
    else if (key->sym == K_RIGHT)
        text_buffer_word_right(buffer);
    else if (key->sym == K_CHAR && key->ch == 'Z')
        return changed(text_buffer_undo(buffer));
    else if (key->sym == K_CHAR && key->ch == 'Y')
        return changed(text_buffer_redo(buffer));
    else
        return RESULT_IGNORED;
    return RESULT_REPAINT;
}

Result line_edit_key(TextBuffer *buffer, const Key *key, bool *overflow)
{
    char utf8[8];
    if (key->sym == K_PASTE)
        return type_text(buffer, key->text, -1, overflow);
    if (key_is_text(key))
        return type_text(buffer, utf8, g_unichar_to_utf8(key->ch, utf8), overflow);
    if (key->mods & MOD_CTRL)
        return ctrl_key(buffer, key);
    switch (key->sym) {
    case K_BACKSPACE:
        return changed(text_buffer_backspace(buffer));
    case K_DEL:
        return changed(text_buffer_delete(buffer));
    case K_LEFT:
        return changed(text_buffer_left(buffer));
    case K_RIGHT:
        return changed(text_buffer_right(buffer));
    case K_HOME:
        text_buffer_set_cursor(buffer, 0);
        return RESULT_REPAINT;
    case K_END:
        text_buffer_set_cursor(buffer, text_buffer_length(buffer));
        return RESULT_REPAINT;
    default:
        return RESULT_IGNORED;
    }
}

/* Columns of the text before the byte `offset`. */
static int column_of(const char *text, gsize offset)
{
    int column = 0;
    TextCell cell;
    for (const char *p = text; p < text + offset && *p;) {
        p = text_next(p, NULL, &cell);
        column += cell.width;
    }
    return column;
}

/* The text as it is shown: itself, or a dot for each character. */
static char *shown_text(const TextBuffer *buffer, bool secret, gsize *cursor)
{
    const char *text = text_buffer_text(buffer);
    *cursor = text_buffer_cursor(buffer);
    if (!secret)
        return g_strdup(text);
    GString *dots = g_string_new(NULL);
    for (glong n = text_buffer_chars(buffer); n > 0; n--)
        g_string_append(dots, "•");
    *cursor = (gsize)g_utf8_strlen(text, (gssize)*cursor) * strlen("•");
    return g_string_free(dots, FALSE);
}

void line_edit_draw(const Canvas *canvas, int y, int x, int width, TextBuffer *buffer, int *scroll,
                    Style style, bool active, bool secret)
{
    gsize cursor;
    g_autofree char *text = shown_text(buffer, secret, &cursor);
    int column = column_of(text, cursor), total = text_width(text);
    if (!active)
        *scroll = 0;
    else if (column < *scroll)
        *scroll = MAX(0, column - width / 3);
    else if (column >= *scroll + width)
        *scroll = column - width + MAX(1, width / 3);
    *scroll = CLAMP(*scroll, 0, MAX(0, total + 1 - width));
    gsize skip = text_prefix(text, *scroll);
    draw_fill(canvas, (Rect){y, x, 1, width}, style);
    if (!active) {
        draw_cell(canvas, y, x, width, style, ALIGN_LEFT, text);
        return;
    }
    Canvas part = canvas_part(canvas, (Rect){y, x, 1, width});
    draw_text(&part, 0, 0, style, text + skip);
    draw_cursor(&part, 0, column - column_of(text, skip));
}

void line_edit_click(TextBuffer *buffer, int column, int scroll)
{
    const char *text = text_buffer_text(buffer);
    text_buffer_set_cursor(buffer, text_prefix(text, scroll + column));
}
