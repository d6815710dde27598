/* One line of typing: what every single-line field, search line and dialog input shares. */
#pragma once

#include "tui/view.h"
#include "tui/widgets/text_buffer.h"

/* What a key did to the buffer. Typing, Backspace, Del, arrows, Home, End, Ctrl with arrows,
 * Ctrl+Z, Ctrl+Y and pastes are taken; all else is RESULT_IGNORED. `overflow` (may be NULL) is set
 * when a character had no room. */
Result line_edit_key(TextBuffer *buffer, const Key *key, bool *overflow);

/* Draws the line in `width` columns, moved so that the cursor can be seen; `scroll` is kept by the
 * caller. With `secret` every character is a dot. Sets the cursor when `active`. */
void line_edit_draw(const Canvas *canvas, int y, int x, int width, TextBuffer *buffer, int *scroll,
                    Style style, bool active, bool secret);

/* Puts the cursor under a click `column` columns from the line's left edge. */
void line_edit_click(TextBuffer *buffer, int column, int scroll);
