/* A short choice in a dialog: the F9 menu, F1 help, the values of a field, columns. Up to some
 * hundreds of lines held in memory; long ones belong into a table. */
#pragma once

#include "tui/view.h"

typedef struct Pick Pick;

typedef struct {
    const char *title; /* translated, copied */
    bool find;         /* typing narrows the lines, in either keyboard layout */
    bool explain;      /* the current line's remark stands in full below the lines */
    /* The chosen line's index in the order of adding; -1 when left with Esc. */
    void (*done)(gpointer data, int index);
    /* Space on a line; NULL: Space does nothing. May call pick_set_mark. */
    void (*toggle)(Pick *pick, gpointer data, int index);
    /* ← and → on a line (`across` -1, 1), - and + on it (`along` -1, 1). May change the lines with
     * pick_swap and pick_set_remark. NULL: these keys do nothing. */
    void (*adjust)(Pick *pick, gpointer data, int index, int across, int along);
    /* With `find`: the lines come from elsewhere. Called at first and whenever what is typed has
     * changed, to pick_clear and pick_add those that fit; nothing is narrowed here. NULL: narrow.
     */
    void (*typed)(Pick *pick, gpointer data, const char *text);
    /* Without `find`: the line that a key chooses at once; -1: none. May be NULL. */
    int (*hot)(gpointer data, const Key *key);
    /* What else can be done with a line: the actions of these contexts of the screen's own. `index`
     * -1: there is no line. A click then goes to a line and a double click chooses it. */
    unsigned contexts;
    Result (*act)(gpointer data, int index, const Action *action);
    Offer (*offer)(gpointer data, int index, const Action *action, const char **reason);
    gpointer data;
    GDestroyNotify free_data; /* NULL: borrowed */
    int width;                /* columns wanted inside; 0: as the lines need */
    int height;               /* lines wanted; 0: as many as there are */
} PickSpec;

Pick *pick_new(Ui *ui, const PickSpec *spec);
View *pick_view(Pick *pick);

/* Adds a line: a narrow first column (a key, a mark; may be NULL), the label, a dim remark (may be
 * NULL). `off` lines are grey and cannot be chosen. All strings are copied. */
void pick_add(Pick *pick, const char *key, const char *label, const char *remark, bool off);

void pick_clear(Pick *pick);

/* What has been typed already. */
void pick_set_find(Pick *pick, const char *text);

void pick_set_current(Pick *pick, int index);
void pick_set_remark(Pick *pick, int index, const char *remark);
/* Two lines change places; the cursor goes with its line. */
void pick_swap(Pick *pick, int a, int b);
void pick_set_mark(Pick *pick, int index, const char *key);
