/* The running client: one terminal, one loop, one stack of views inside the frame. */
#pragma once

#include "tui/frame.h"
#include "tui/loop.h"
#include "tui/term.h"
#include "tui/view.h"

typedef struct {
    const char *terminal; /* TERM */
    FILE *in, *out;
    LoopClock clock; /* NULL: the system's */
    gpointer clock_data;
    bool catch_signals; /* SIGHUP and SIGTERM end the client with its drafts kept */
    /* Whether the user may; `right` is the action row's, never 0. NULL: everything. */
    bool (*allowed)(gpointer data, int right);
    gpointer allowed_data;
} UiOptions;

/* NULL with an error of TERM_ERROR. */
Ui *ui_new(const UiOptions *options, GError **error);
void ui_free(Ui *ui);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ui, ui_free)

/* Runs until the last view is closed, ui_quit, a hang-up or a signal. True if the person is still
 * there (false: hung up; drafts are kept). */
bool ui_run(Ui *ui);

/* One turn of the loop: waits at most `max_ms`, takes all keys there are, paints once if needed.
 * False when it is over. */
bool ui_step(Ui *ui, int max_ms);

void ui_quit(Ui *ui);

/* True once the person is gone (hang-up, SIGHUP, SIGTERM): what is saved now has half a second. */
bool ui_is_gone(const Ui *ui);

Frame *ui_frame(Ui *ui);
Loop *ui_loop(Ui *ui);
Term *ui_term(Ui *ui);

/* --- the stack -------------------------------------------------------------------------------- */

/* Puts a view on top; the Ui owns it from now on. Returns it. */
View *ui_push(Ui *ui, View *view);

/* Frees every view, without questions: before that goes which they point to. */
void ui_clear(Ui *ui);

/* The top view; NULL before the first. */
View *ui_top(Ui *ui);

/* The topmost screen below the dialogs. */
View *ui_screen(Ui *ui);

/* Takes a view off the stack wherever it stands, and frees it. No questions. */
void ui_close(Ui *ui, View *view);

/* Leaves everything above the first `keep` views, then calls `then` (may be NULL). What is unsaved
 * there is asked about first, in one question for all of it; it is saved from the top down, and at
 * the first that cannot be saved the person stays. Then nothing is called, nor behind the lock. */
void ui_leave(Ui *ui, guint keep, LoopFunc then, gpointer data);

/* What became of a save that answered SAVE_ASKS; does nothing if nobody waits for it. */
void ui_saved(Ui *ui, bool saved);

/* How many views there are. */
guint ui_depth(const Ui *ui);

/* --- what views ask of it ------------------------------------------------------------------ */

void ui_repaint(Ui *ui);
void ui_reload(Ui *ui);
void ui_refresh(Ui *ui); /* view.h, refresh */

/* How long nobody has pressed a key or moved the mouse, in microseconds. */
gint64 ui_idle(const Ui *ui);

/* Every view keeps its draft now. */
void ui_keep_drafts(Ui *ui);

/* A line in the status bar for a few seconds; an error stays until the next key. `text` is a whole
 * sentence, translated. */
void ui_toast(Ui *ui, const char *text);
void ui_toast_error(Ui *ui, const char *text);
const char *ui_toasted(const Ui *ui); /* what stands there; NULL: nothing */

/* Whether the row may be taken for its right alone. */
bool ui_allowed(Ui *ui, const Action *action);

/* Takes an action in the top view as if its key had been pressed: menus and help do. */
void ui_perform(Ui *ui, const Action *action);

/* An action as it stands now. */
typedef struct {
    const Action *action;
    const char *label; /* translated */
    bool refused;
    const char *reason; /* of the refusal; may be NULL */
} Offered;
typedef void (*OfferedVisit)(const Offered *offered, gpointer data);

/* Calls `visit` for all actions that can be seen in a view now, its own and the frame's. */
void ui_each_action(Ui *ui, View *view, OfferedVisit visit, gpointer data);

/* The same of those whose keys work now: with the keyboard in the left menu, the menu's. */
void ui_each_key(Ui *ui, View *view, OfferedVisit visit, gpointer data);
