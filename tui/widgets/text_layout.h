/* Where the lines of a long text break on the screen: between words, by display width. Knows no
 * screen; keeps up with edits without breaking the whole text anew. */
#pragma once

#include "tui/widgets/text_buffer.h"

typedef struct TextLayout TextLayout;

TextLayout *text_layout_new(void);
void text_layout_free(TextLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextLayout, text_layout_free)

/* Brings the lines up to date with the buffer for `width` columns. Call before the others. */
void text_layout_update(TextLayout *layout, const TextBuffer *buffer, int width);

/* At least 1. */
guint text_layout_lines(const TextLayout *layout);

/* The bytes [start, end) of a line; the end excludes its newline. */
void text_layout_line(const TextLayout *layout, const TextBuffer *buffer, guint line, gsize *start,
                      gsize *end);

/* The line and display column of a byte offset, and back. */
void text_layout_place(const TextLayout *layout, const TextBuffer *buffer, gsize offset,
                       guint *line, int *column);
gsize text_layout_offset(const TextLayout *layout, const TextBuffer *buffer, guint line,
                         int column);
