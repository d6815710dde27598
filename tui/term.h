/* The terminal: opened with fallbacks, restored on every way out, its bytes turned into keys.
 *
 * One Term at a time in a process, because ncurses has one screen. */
#pragma once

#include "tui/keys.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct Term Term;

#define TERM_ERROR (term_error_quark())
GQuark term_error_quark(void);
typedef enum {
    TERM_ERROR_NONE_KNOWN, /* no terminal description could be loaded */
} TermError;

/* Takes over the terminal behind `in` and `out`. `name` is TERM; an unknown one, or one that cannot
 * move its cursor, is treated as the nearest that can. The locale must be set (i18n_init).
 * NULL with TERM_ERROR_NONE_KNOWN. */
Term *term_open(const char *name, FILE *in, FILE *out, GError **error);

/* Restores the terminal. Safe with NULL and after a hang-up. */
void term_close(Term *term);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Term, term_close)

/* 256, 8 or 0; 0 when NO_COLOR is set and not empty. */
int term_colors(const Term *term);

/* The file descriptor to poll for input. */
int term_fd(const Term *term);

/* Whether whoever sits there is gone: the line was hung up or closed. Nothing more will be read. */
bool term_is_gone(const Term *term);

/* Reads the next key without waiting. False when there is none now. A whole paste is one key. */
bool term_read(Term *term, Key *key);

/* Mouse reporting, on at first where the terminal has it; off, its own selection works. */
void term_set_mouse(Term *term, bool on);
bool term_mouse(const Term *term);

/* Puts text on the clipboard of the person's own computer (OSC 52); what it is copied from stays
 * limited to 64 KiB because terminals cut longer ones. */
void term_copy(Term *term, const char *text);
