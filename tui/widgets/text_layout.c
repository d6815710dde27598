#include "tui/widgets/text_layout.h"

#include <string.h>

#include "tui/text.h"

struct TextLayout {
    GArray *starts; /* gsize: where each line starts; the first is 0 */
    int width;
    guint revision; /* of the buffer; 0: none yet */
    gsize length;
};

TextLayout *text_layout_new(void)
{
    TextLayout *layout = g_new0(TextLayout, 1);
    layout->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    return layout;
}

void text_layout_free(TextLayout *layout)
{
    if (!layout)
        return;
    g_array_unref(layout->starts);
    g_free(layout);
}

static gsize start_of(const TextLayout *layout, guint line)
{
    return g_array_index(layout->starts, gsize, line);
}

/* The last line that starts at or before `offset`. */
static guint line_of(const TextLayout *layout, gsize offset)
{
    guint low = 0, high = layout->starts->len;
    while (low + 1 < high) {
        guint middle = low + (high - low) / 2;
        if (start_of(layout, middle) <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The lines known before an edit, as they stand after it. */
typedef struct {
    const GArray *starts; /* from the first line broken anew */
    gssize shift;         /* how far the text after the edit moved */
    gsize valid_from;     /* lines that start before this byte may have changed */
    guint next;
} OldLines;

/* Whether a line of old starts at `start`: from there on every line is known. */
static bool is_known(OldLines *old, gsize start)
{
    while (old->next < old->starts->len &&
           (gssize)g_array_index(old->starts, gsize, old->next) + old->shift < (gssize)start)
        old->next++;
    return start >= old->valid_from && old->next < old->starts->len &&
           (gssize)g_array_index(old->starts, gsize, old->next) + old->shift == (gssize)start;
}

/* Adds the starts of all lines from `from`, itself a start. */
static void break_lines(TextLayout *layout, const TextBuffer *buffer, gsize from, OldLines *old)
{
    const char *text = text_buffer_text(buffer), *end = text + text_buffer_length(buffer);
    const char *p = text + from;
    bool known = false;
    g_array_append_val(layout->starts, from);
    while (p < end && !known) {
        p = text_break(p, end, layout->width);
        gsize start = (gsize)(p - text);
        if (p == end && p[-1] != '\n')
            return;
        known = is_known(old, start);
        if (!known)
            g_array_append_val(layout->starts, start);
    }
    for (; known && old->next < old->starts->len; old->next++) {
        gsize start = (gsize)((gssize)g_array_index(old->starts, gsize, old->next) + old->shift);
        g_array_append_val(layout->starts, start);
    }
}

/* Keeps the lines before the change; returns the byte from which to break anew. */
static gsize keep_lines(TextLayout *layout, const TextBuffer *buffer, GArray *old)
{
    guint line = line_of(layout, text_buffer_changed_from(buffer));
    /* A word may move up to the line before; one that is broken over lines ends there only if the
     * whole of it did not fit into the line before that. */
    line -= MIN(line, 2);
    gsize from = start_of(layout, line);
    g_array_append_vals(old, &g_array_index(layout->starts, gsize, line),
                        layout->starts->len - line);
    g_array_set_size(layout->starts, line);
    return from;
}

void text_layout_update(TextLayout *layout, const TextBuffer *buffer, int width)
{
    guint revision = text_buffer_revision(buffer);
    gsize length = text_buffer_length(buffer), from = 0;
    width = MAX(width, 1);
    if (layout->revision == revision && layout->width == width)
        return;
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    OldLines old = {.starts = starts, .shift = (gssize)length - (gssize)layout->length};
    old.valid_from = text_buffer_changed_to(buffer);
    if (layout->width == width && layout->revision + 1 == revision)
        from = keep_lines(layout, buffer, starts);
    else
        g_array_set_size(layout->starts, 0);
    layout->width = width;
    break_lines(layout, buffer, from, &old);
    layout->revision = revision;
    layout->length = length;
}

guint text_layout_lines(const TextLayout *layout)
{
    return layout->starts->len;
}

void text_layout_line(const TextLayout *layout, const TextBuffer *buffer, guint line, gsize *start,
                      gsize *end)
{
    const char *text = text_buffer_text(buffer);
    bool last = line + 1 >= layout->starts->len;
    *start = start_of(layout, line);
    *end = last ? text_buffer_length(buffer) : start_of(layout, line + 1);
    if (*end > *start && text[*end - 1] == '\n')
        (*end)--;
}

void text_layout_place(const TextLayout *layout, const TextBuffer *buffer, gsize offset,
                       guint *line, int *column)
{
    const char *text = text_buffer_text(buffer);
    *line = line_of(layout, offset);
    *column = 0;
    TextCell cell;
    for (const char *p = text + start_of(layout, *line); p < text + offset;) {
        p = text_next(p, NULL, &cell);
        *column += cell.width;
    }
}

gsize text_layout_offset(const TextLayout *layout, const TextBuffer *buffer, guint line, int column)
{
    gsize start, end;
    text_layout_line(layout, buffer, line, &start, &end);
    const char *text = text_buffer_text(buffer), *p = text + start;
    bool last = line + 1 >= layout->starts->len;
    bool broken = !last && text[end] != '\n'; /* at its very end the cursor is on the next line */
    TextCell cell;
    while (p < text + end) {
        const char *next = text_next(p, NULL, &cell);
        column -= cell.width;
        if (column < 0 || (broken && next >= text + end))
            break;
        p = next;
    }
    return (gsize)(p - text);
}
