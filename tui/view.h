/* A view: a screen, a dialog, or a part of one. Widgets embed it as their first member.
 *
 * Views stand on the Ui's stack. A handler does its work and says what happened; the Ui alone acts
 * on it. There are no nested loops: who asks a question pushes a dialog with a callback. */
#pragma once

#include "tui/action.h"
#include "tui/draw.h"

typedef struct Ui Ui;
typedef struct View View;

typedef enum {
    RESULT_IGNORED, /* not mine: look further */
    RESULT_HANDLED, /* done, nothing on the screen changed */
    RESULT_REPAINT, /* done, draw again */
    RESULT_RELOAD,  /* data changed: every view on the stack reads again */
    RESULT_CLOSE,   /* done with this view: take it off the stack and free it */
    RESULT_LEAVE,   /* the person goes: as RESULT_CLOSE, after the question about what is unsaved */
} Result;

typedef enum {
    SAVE_DONE,    /* the view may go */
    SAVE_REFUSED, /* nothing was saved, and the view shows why */
    SAVE_ASKS,    /* it has pushed a question of its own and calls ui_saved when it is answered */
} SaveResult;

/* Whether an action can be taken here now. */
typedef enum {
    OFFER_YES,
    OFFER_NO,      /* it has no meaning here: not shown */
    OFFER_REFUSED, /* shown grey with the reason */
} Offer;

typedef struct {
    const char *name;  /* for help and drafts: "clients" */
    unsigned contexts; /* Context bits: which rows of the action table apply */

    /* Draws all of the canvas, which is empty. */
    void (*draw)(View *view, const Canvas *canvas);

    /* The canvas may instead hold what this view drew last (canvas->fresh is false): it draws over
     * what changed, and empties what is no longer. For lists, where most rows stay as they are. */
    bool incremental;

    /* A screen that covers all: no frame, no dialog below it. For the lock. */
    bool covers;

    /* Sees every key before the action table: typing and pasting. NULL: no typing. */
    Result (*key)(View *view, const Key *key);

    Result (*act)(View *view, const Action *action);

    /* Inside view->place only; wheel included. NULL: no mouse. */
    Result (*mouse)(View *view, const Mouse *mouse);

    /* NULL: every row of the contexts is offered. `reason` is static or owned by the view. */
    Offer (*offer)(View *view, const Action *action, const char **reason);

    /* What an action is called here, translated: "Sign in" for saving. NULL, or returns NULL: as in
     * the table. */
    const char *(*label)(View *view, const Action *action);

    /* Dialogs: the size wanted, not above the maximum. NULL: a screen in the frame. */
    void (*measure)(View *view, int max_h, int max_w, int *h, int *w);

    /* The last part of the breadcrumb; free with g_free. NULL: none. */
    char *(*title)(View *view);

    /* What the status line says on the left; appended. */
    void (*status)(View *view, GString *text);

    /* What would be lost if the view were left now, by its name; free with g_free. NULL: nothing.
     * Asked before it goes by Esc, F10, the left menu, a deep link; then the Ui puts its one
     * question. NULL: never anything. */
    char *(*unsaved)(View *view);

    /* Saves what `unsaved` told, and leaves the closing to the Ui. There if `unsaved` is. */
    SaveResult (*save)(View *view);

    /* After it was put on the stack: the place to ask something first. */
    void (*opened)(View *view);

    void (*reload)(View *view);

    /* Somebody else has changed the base: what is shown is brought up to date without moving
     * anything under the cursor. NULL: it stays as it is. */
    void (*refresh)(View *view);

    /* Called every few seconds and before the process ends: keep what was typed. */
    void (*keep_draft)(View *view);

    /* After it left the stack, before it is freed: the place to call back. Not called at exit. */
    void (*closed)(View *view);

    void (*free)(View *view);
} ViewClass;

struct View {
    const ViewClass *class;
    Ui *ui;
    unsigned contexts;      /* the class's, and those a screen adds */
    Rect place;             /* on the screen, set when drawn */
    bool focused;           /* has the keyboard; set before draw */
    int anchor_y, anchor_x; /* a dialog opens below this cell; -1: in the middle */
    gpointer panel;         /* the Ui's own */
};

/* Sets the base up. Call first in every constructor. */
void view_init(View *view, const ViewClass *class, Ui *ui);

/* Draws a part inside its parent: sets place and focus. */
void view_draw(View *view, const Canvas *canvas, bool focused);

void view_free(View *view);

bool view_is_dialog(const View *view);

/* What an action of the view is called, translated. */
const char *view_label(View *view, const Action *action);

Offer view_offer(View *view, const Action *action, const char **reason);
