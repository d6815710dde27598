/* What term.c and term_keys.c share. */
#pragma once

#define NCURSES_WIDECHAR 1
#include "tui/term.h"

#include <curses.h>

struct Term {
    SCREEN *screen;
    WINDOW *keys; /* a pad that is never shown: reading a window would refresh it */
    FILE *in, *out;
    int colors;
    bool mouse, can_mouse, can_paste;
    GString *paste;    /* open paste, NULL outside of one */
    wint_t pending[2]; /* read ahead and not yet used, the next one last */
    int n_pending;
};

/* Tells ncurses the sequences terminfo does not know. */
void term_define_keys(void);
