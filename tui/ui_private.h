/* What the files of the Ui share. */
#pragma once

#include "tui/frame_private.h"
#include "tui/ui.h"

/* Views that are being left, while the person is asked about what is unsaved in them. */
typedef struct {
    guint keep; /* of the stack */
    bool alone; /* the top view only, by Esc */
    LoopFunc then;
    gpointer data;
    View *question;
    bool saving;  /* the answer was to save */
    bool waiting; /* a view asks something before it saves */
} Leave;

struct Ui {
    UiOptions options;
    Term *term;
    Loop *loop;
    Theme theme;
    Frame frame;
    GPtrArray *stack; /* View, owned; the top one last */
    Cursor cursor;
    char *toast;
    bool toast_error;
    guint toast_timer;
    bool dirty, full_repaint, over, gone;
    struct { /* what the screen below the dialogs showed at the last paint */
        const View *view;
        int rows, columns;
        Level level;
        bool small;
    } painted;
    Leave leave;
    Mouse last_press; /* for double clicks */
    gint64 last_press_at, last_key_at;
};

/* Brings the screen up to date with one doupdate. */
void ui_paint(Ui *ui);

/* Forgets the panel of a view that leaves the stack. */
void ui_drop_panel(View *view);

bool ui_is_too_small(void);

void ui_dispatch(Ui *ui, const Key *key);
void ui_apply(Ui *ui, View *view, Result result);
void ui_clear_toast(Ui *ui);

/* Whether the top view has something unsaved. Then it has been asked about, and the answer is acted
 * on. */
bool ui_leave_asks(Ui *ui);
