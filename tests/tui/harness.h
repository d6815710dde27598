/* Screens without a terminal: keys go in as bytes, what ncurses writes goes through libvterm, and
 * tests look at cells with their colours.
 *
 * Everything runs in the test's own process and thread: the views under test can be looked at and
 * called directly. Clock, size, TERM and charset are the test's. Nothing sleeps: harness_settle
 * returns when all keys are taken and all is painted; harness_wait waits for what other threads do.
 * One Harness at a time in a process (ncurses has one screen). */
#pragma once

#include "tui/ui.h"

typedef struct Harness Harness;

typedef struct {
    int rows, columns;  /* 0: 24 × 80 */
    const char *term;   /* NULL: xterm-256color */
    const char *locale; /* LC_CTYPE; NULL: C.UTF-8 */
    bool no_color;      /* NO_COLOR=1 */
    bool (*allowed)(gpointer data, int right);
    gpointer allowed_data;
} HarnessOptions;

/* NULL: the defaults. */
Harness *harness_new(const HarnessOptions *options);
void harness_free(Harness *harness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Harness, harness_free)

Ui *harness_ui(Harness *harness);

/* Pushes a view and paints it. */
View *harness_show(Harness *harness, View *view);

/* --- in --------------------------------------------------------------------------------------- */

/* Keys by their canonical names (tui/keys.h), apart by spaces: "F3 Down Ctrl+S Space". Each is
 * handled and painted before the next. */
void harness_press(Harness *harness, const char *names);

/* Text as it is typed, character by character. */
void harness_type(Harness *harness, const char *text);

/* A bracketed paste. */
void harness_paste(Harness *harness, const char *text);

/* Bytes as the terminal sends them; -1: up to NUL. All are there at once. */
void harness_send(Harness *harness, const char *bytes, gssize length);

/* A click, a double click, the wheel at a cell. */
void harness_mouse(Harness *harness, MouseKind kind, int y, int x);

/* The left button pressed at one cell and let go at another. */
void harness_drag(Harness *harness, int y, int x, int to_y, int to_x);

/* Draws everything anew, as nothing else does: to compare with what piecewise drawing left. */
void harness_redraw(Harness *harness);

void harness_resize(Harness *harness, int rows, int columns);

/* The line is gone. */
void harness_hang_up(Harness *harness);

/* Moves the clock and lets timers run. */
void harness_advance(Harness *harness, gint64 ms);

/* Takes all input and paints. False when the client is over. */
bool harness_settle(Harness *harness);

/* Runs the loop until `condition` holds. */
void harness_wait(Harness *harness, bool (*condition)(gpointer data), gpointer data);

/* --- out -------------------------------------------------------------------------------------- */

typedef struct {
    char text[32]; /* UTF-8; " " for an empty cell */
    int fg, bg;    /* palette index; -1: the terminal's default */
    bool bold, underline, reverse;
} HarnessCell;

HarnessCell harness_cell(Harness *harness, int y, int x);

/* A row's text without trailing blanks; the whole screen with newlines. Free with g_free. */
char *harness_row(Harness *harness, int y);
char *harness_screen(Harness *harness);

/* Where `text` stands on the screen, in one row. False if nowhere. */
bool harness_find(Harness *harness, const char *text, int *y, int *x);

/* Fails the test with a picture of the screen if the text is (not) to be seen. */
#define harness_assert_shows(h, text) harness_check((h), (text), true, __FILE__, __LINE__)
#define harness_assert_hides(h, text) harness_check((h), (text), false, __FILE__, __LINE__)
void harness_check(Harness *harness, const char *text, bool shown, const char *file, int line);

/* The cursor's cell, and whether it can be seen. */
bool harness_cursor(Harness *harness, int *y, int *x);

/* Bytes sent to the terminal since the last call. */
gsize harness_bytes(Harness *harness);

/* All of them, as they were, up to now; for looking at sequences. Owned by the harness. */
const GString *harness_output(Harness *harness);

/* Ends the client and the harness; returns all it sent, the end included. */
GString *harness_close(Harness *harness);

/* Whether the program set or reset a mode last: "?2004" (paste), "?1006" (mouse), "?1049". */
bool harness_mode(Harness *harness, const char *mode);
