/* A record chosen from a table in a dialog: what a reference field opens. Typing finds, Enter
 * chooses. */
#pragma once

#include "tui/widgets/table.h"

typedef struct {
    const char *title; /* translated, copied */
    const TableColumn *columns;
    guint n_columns;
    TableSource source;
    const char *find; /* what was typed already; NULL: nothing */
    bool may_clear;   /* F8 chooses nobody */
    /* The chosen row, borrowed; NULL with `cleared`: nobody; NULL without: left with Esc. */
    void (*done)(gpointer data, const TableRow *row, bool cleared);
    gpointer data;
    GDestroyNotify free_data;
} ChooserSpec;

View *chooser_new(Ui *ui, const ChooserSpec *spec);
