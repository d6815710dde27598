/* What the files of the Ui share. */
#pragma once

#include "tui/frame_private.h"
#include "tui/ui.h"

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
    guint leave_keep; /* an interrupted ui_leave; leave_waiting tells that there is one */
    LoopFunc leave_then;
    gpointer leave_data;
    bool leave_waiting;
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
