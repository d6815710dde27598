/* A long text: typing with word wrap, undo and redo, find, paste. Holds letters' bodies of many
 * megabytes; work per key does not grow with the text's length beyond moving its bytes.
 *
 * A part of a form, or a screen of its own through editor_screen. */
#pragma once

#include "tui/view.h"
#include "tui/widgets/text_buffer.h"

typedef struct Editor Editor;

/* `text` may be NULL. `read_only` makes it a viewer (CTX_VIEWER) instead (CTX_EDITOR). */
Editor *editor_new(Ui *ui, const char *text, bool read_only);

/* The view for drawing, keys and freeing. */
View *editor_view(Editor *editor);

TextBuffer *editor_buffer(Editor *editor);

/* True when the cursor stands in the first or the last line: where a form takes Up and Down. */
bool editor_at_edge(Editor *editor, bool up);

typedef struct {
    const char *name, *title; /* for help; translated title */
    const char *text;
    bool read_only;
    /* F2. True closes the screen. NULL for read-only texts. */
    bool (*save)(gpointer data, const char *text);
    /* The draft, to be kept; NULL: no longer needed. False: not kept, to be tried again. May be
     * NULL. */
    bool (*draft)(gpointer data, const char *text);
    gpointer data;
    GDestroyNotify free_data;
} EditorSpec;

/* A whole screen with one text; asks before unsaved changes are left. */
View *editor_screen(Ui *ui, const EditorSpec *spec);
