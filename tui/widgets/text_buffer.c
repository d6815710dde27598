#include "tui/widgets/text_buffer.h"

#include <string.h>

#include "tui/text.h"

#define STEPS_MAX 1000

/* One step of undo: at `offset`, `removed` was replaced by `inserted`. */
typedef struct {
    gsize offset, cursor;
    char *removed, *inserted;
    bool typed; /* a run of typing goes on here */
} Step;

struct TextBuffer {
    GString *text;
    glong chars; /* counted along: a body of megabytes is not counted anew at every key */
    gsize cursor, changed_from, changed_to;
    bool multiline;
    glong limit;
    GPtrArray *undo, *redo;
    guint revision;
};

static void free_step(gpointer data)
{
    Step *step = data;
    g_free(step->removed);
    g_free(step->inserted);
    g_free(step);
}

TextBuffer *text_buffer_new(const char *text, bool multiline)
{
    TextBuffer *buffer = g_new0(TextBuffer, 1);
    buffer->text = g_string_new(NULL);
    buffer->multiline = multiline;
    buffer->undo = g_ptr_array_new_with_free_func(free_step);
    buffer->redo = g_ptr_array_new_with_free_func(free_step);
    text_buffer_set(buffer, text);
    return buffer;
}

void text_buffer_free(TextBuffer *buffer)
{
    if (!buffer)
        return;
    g_string_free(buffer->text, TRUE);
    g_ptr_array_unref(buffer->undo);
    g_ptr_array_unref(buffer->redo);
    g_free(buffer);
}

void text_buffer_set(TextBuffer *buffer, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
    g_string_assign(buffer->text, valid);
    buffer->chars = g_utf8_strlen(valid, -1);
    g_ptr_array_set_size(buffer->undo, 0);
    g_ptr_array_set_size(buffer->redo, 0);
    buffer->cursor = buffer->multiline ? 0 : buffer->text->len;
    buffer->changed_from = 0;
    buffer->changed_to = buffer->text->len;
    buffer->revision++;
}

const char *text_buffer_text(const TextBuffer *buffer)
{
    return buffer->text->str;
}

gsize text_buffer_length(const TextBuffer *buffer)
{
    return buffer->text->len;
}

glong text_buffer_chars(const TextBuffer *buffer)
{
    return buffer->chars;
}

void text_buffer_set_limit(TextBuffer *buffer, glong chars)
{
    buffer->limit = chars;
}

gsize text_buffer_cursor(const TextBuffer *buffer)
{
    return buffer->cursor;
}

void text_buffer_set_cursor(TextBuffer *buffer, gsize offset)
{
    buffer->cursor = MIN(offset, buffer->text->len);
    if (buffer->undo->len)
        ((Step *)g_ptr_array_index(buffer->undo, buffer->undo->len - 1))->typed = false;
}

guint text_buffer_revision(const TextBuffer *buffer)
{
    return buffer->revision;
}

gsize text_buffer_changed_from(const TextBuffer *buffer)
{
    return buffer->changed_from;
}

gsize text_buffer_changed_to(const TextBuffer *buffer)
{
    return buffer->changed_to;
}

static void change(TextBuffer *buffer, gsize offset, gsize length, const char *text)
{
    buffer->chars -= g_utf8_strlen(buffer->text->str + offset, (gssize)length);
    buffer->chars += g_utf8_strlen(text, -1);
    g_string_erase(buffer->text, (gssize)offset, (gssize)length);
    g_string_insert(buffer->text, (gssize)offset, text);
    buffer->cursor = offset + strlen(text);
    buffer->changed_from = offset;
    buffer->changed_to = buffer->cursor;
    buffer->revision++;
}

/* Whether typing `text` at `offset` goes on with the step before: a run of letters is one step, a
 * space begins the next. */
static Step *running_step(TextBuffer *buffer, gsize offset, const char *text)
{
    Step *last = buffer->undo->len ? g_ptr_array_index(buffer->undo, buffer->undo->len - 1) : NULL;
    bool one_char = *text && !*g_utf8_next_char(text) && *text != ' ' && *text != '\n';
    if (!last || !last->typed || !one_char || last->offset + strlen(last->inserted) != offset)
        return NULL;
    return last;
}

void text_buffer_replace(TextBuffer *buffer, gsize from, gsize to, const char *text)
{
    Step *step = from == to ? running_step(buffer, from, text) : NULL;
    g_ptr_array_set_size(buffer->redo, 0);
    if (step) {
        char *longer = g_strconcat(step->inserted, text, NULL);
        g_free(step->inserted);
        step->inserted = longer;
    } else {
        step = g_new0(Step, 1);
        *step = (Step){.offset = from,
                       .cursor = buffer->cursor,
                       .removed = g_strndup(buffer->text->str + from, to - from),
                       .inserted = g_strdup(text),
                       .typed = from == to};
        if (buffer->undo->len == STEPS_MAX)
            g_ptr_array_remove_index(buffer->undo, 0);
        g_ptr_array_add(buffer->undo, step);
    }
    change(buffer, from, to - from, text);
}

/* Cuts `text` so that the limits hold. True if nothing had to be cut. */
static bool cut_to_limit(const TextBuffer *buffer, char *text)
{
    glong room = buffer->limit ? buffer->limit - text_buffer_chars(buffer) : G_MAXINT;
    gsize bytes = TEXT_BUFFER_MAX - MIN(TEXT_BUFFER_MAX, buffer->text->len);
    char *p = text;
    while (*p && room > 0 && (gsize)(g_utf8_next_char(p) - text) <= bytes) {
        p = g_utf8_next_char(p);
        room--;
    }
    bool whole = *p == '\0';
    *p = '\0';
    return whole;
}

/* A typed mark joins the letter before it where Unicode has one character for both. */
static bool compose(TextBuffer *buffer, const char *mark)
{
    const char *start = buffer->text->str;
    const char *before = g_utf8_find_prev_char(start, start + buffer->cursor);
    if (!before || !g_unichar_ismark(g_utf8_get_char(mark)))
        return false;
    g_autofree char *base = g_strndup(before, (gsize)(start + buffer->cursor - before));
    g_autofree char *pair = g_strconcat(base, mark, NULL);
    g_autofree char *nfc = g_utf8_normalize(pair, -1, G_NORMALIZE_NFC);
    if (g_utf8_strlen(nfc, -1) >= g_utf8_strlen(pair, -1))
        return false;
    text_buffer_replace(buffer, (gsize)(before - start), buffer->cursor, nfc);
    return true;
}

bool text_buffer_insert(TextBuffer *buffer, const char *text, gssize length)
{
    g_autofree char *input = text_input(text, length, buffer->multiline);
    if (*input && compose(buffer, input))
        return true;
    bool whole = cut_to_limit(buffer, input);
    if (*input)
        text_buffer_replace(buffer, buffer->cursor, buffer->cursor, input);
    return whole;
}

static const char *at_cursor(const TextBuffer *buffer)
{
    return buffer->text->str + buffer->cursor;
}

static gsize after_cursor(const TextBuffer *buffer)
{
    TextCell cell;
    const char *p = at_cursor(buffer);
    return *p ? (gsize)(text_next(p, NULL, &cell) - buffer->text->str) : buffer->cursor;
}

static gsize before_cursor(const TextBuffer *buffer)
{
    return (gsize)(text_prev(buffer->text->str, at_cursor(buffer)) - buffer->text->str);
}

bool text_buffer_left(TextBuffer *buffer)
{
    gsize old = buffer->cursor;
    text_buffer_set_cursor(buffer, before_cursor(buffer));
    return buffer->cursor != old;
}

bool text_buffer_right(TextBuffer *buffer)
{
    gsize old = buffer->cursor;
    text_buffer_set_cursor(buffer, after_cursor(buffer));
    return buffer->cursor != old;
}

static bool is_word(const char *p)
{
    gunichar c = g_utf8_get_char(p);
    return g_unichar_isalnum(c) || g_unichar_ismark(c) || c == '_';
}

void text_buffer_word_left(TextBuffer *buffer)
{
    const char *start = buffer->text->str, *p = at_cursor(buffer);
    while (p > start && !is_word(g_utf8_prev_char(p)))
        p = g_utf8_prev_char(p);
    while (p > start && is_word(g_utf8_prev_char(p)))
        p = g_utf8_prev_char(p);
    text_buffer_set_cursor(buffer, (gsize)(p - start));
}

void text_buffer_word_right(TextBuffer *buffer)
{
    const char *p = at_cursor(buffer);
    while (*p && is_word(p))
        p = g_utf8_next_char(p);
    while (*p && !is_word(p))
        p = g_utf8_next_char(p);
    text_buffer_set_cursor(buffer, (gsize)(p - buffer->text->str));
}

bool text_buffer_backspace(TextBuffer *buffer)
{
    const char *p = at_cursor(buffer);
    if (p == buffer->text->str)
        return false;
    gsize from = (gsize)(g_utf8_prev_char(p) - buffer->text->str);
    text_buffer_replace(buffer, from, buffer->cursor, "");
    return true;
}

bool text_buffer_delete(TextBuffer *buffer)
{
    gsize to = after_cursor(buffer);
    if (to == buffer->cursor)
        return false;
    text_buffer_replace(buffer, buffer->cursor, to, "");
    return true;
}

/* Takes the last step of `from` back and puts it on `to`. */
static bool swap_step(TextBuffer *buffer, GPtrArray *from, GPtrArray *to, bool undo)
{
    if (from->len == 0)
        return false;
    Step *step = g_ptr_array_steal_index(from, from->len - 1);
    const char *gone = undo ? step->inserted : step->removed;
    const char *back = undo ? step->removed : step->inserted;
    change(buffer, step->offset, strlen(gone), back);
    if (undo)
        buffer->cursor = step->cursor;
    step->typed = false;
    g_ptr_array_add(to, step);
    return true;
}

bool text_buffer_undo(TextBuffer *buffer)
{
    return swap_step(buffer, buffer->undo, buffer->redo, true);
}

bool text_buffer_redo(TextBuffer *buffer)
{
    return swap_step(buffer, buffer->redo, buffer->undo, false);
}
