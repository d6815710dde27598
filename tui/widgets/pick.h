/* A short choice in a dialog: the F9 menu, F1 help, the values of a field, columns. Up to some
 * hundreds of lines held in memory; long ones belong into a table. */
#pragma once

#include "tui/view.h"

typedef struct Pick Pick;

typedef struct {
    const char *title; /* translated, copied */
    bool find;         /* typing narrows the lines, in either keyboard layout */
    /* The chosen line's index in the order of adding; -1 when left with Esc. */
    void (*done)(gpointer data, int index);
    /* Space on a line; NULL: Space does nothing. May call pick_set_mark. */
    void (*toggle)(Pick *pick, gpointer data, int index);
    gpointer data;
    GDestroyNotify free_data; /* NULL: borrowed */
    int width;                /* columns wanted inside; 0: as the lines need */
} PickSpec;

Pick *pick_new(Ui *ui, const PickSpec *spec);
View *pick_view(Pick *pick);

/* Adds a line: a narrow first column (a key, a mark; may be NULL), the label, a dim remark (may be
 * NULL). `off` lines are grey and cannot be chosen. All strings are copied. */
void pick_add(Pick *pick, const char *key, const char *label, const char *remark, bool off);

void pick_set_current(Pick *pick, int index);
void pick_set_mark(Pick *pick, int index, const char *key);
