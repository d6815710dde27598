/* Text as the terminal counts it: display columns, not bytes and not characters.
 *
 * Pure functions over UTF-8. Everything that reaches the screen passes text_next, the one
 * sanitiser: control, bidi and zero-width characters and broken UTF-8 are shown, never passed.
 * Widths are those of the C library's wcwidth in the current locale, because ncurses counts the
 * same way; call setlocale first. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE } Align;

/* One cell's content: a base character and the marks that combine with it. */
typedef struct {
    char show[40]; /* what may be sent, sanitised; several characters for a shown control */
    int width;     /* display columns of `show`, at least 1 */
    int length;    /* bytes of the source it stands for, at least 1 */
} TextCell;

/* More marks than a terminal cell can hold are left out of `show` (ncurses keeps four). */
#define TEXT_MARKS_MAX 4

/* Reads the cell at `p`, which is not at the end of its string. Returns the next position.
 * `end` bounds the source; NULL when it ends in NUL. */
const char *text_next(const char *p, const char *end, TextCell *cell);

/* The cell before `p` in a text that starts at `start`; `start` if there is none. */
const char *text_prev(const char *start, const char *p);

/* True for a character that must be shown instead of sent. */
bool text_is_hidden(gunichar c);

/* Display columns of the sanitised text. */
int text_width(const char *s);

/* At most `width` columns of the sanitised text; what was cut is replaced by "…". */
char *text_clip(const char *s, int width);

/* As text_clip, padded with spaces to exactly `width` columns. */
char *text_fit(const char *s, int width, Align align);

/* The longest prefix of at most `width` columns: its length in bytes of the source. */
gsize text_prefix(const char *s, int width);

/* Where the line that starts at `p` ends when at most `width` columns fit: after a newline, else
 * after the last space that fits, else where the width ends. `end` bounds the text. Always
 * advances unless p == end. */
const char *text_break(const char *p, const char *end, int width);

/* Lines of at most `width` columns broken between words; newlines break too. The caller frees the
 * vector with g_strfreev. */
char **text_wrap(const char *s, int width);

/* NFC, and for a single line newline and tab to a space: how typed and pasted text enters a field.
 * Other control characters and broken bytes are dropped. */
char *text_input(const char *s, gssize length, bool multiline);

/* The first place of `what` in `text` whatever the case; its length in bytes of `text`. NULL if it
 * is nowhere or empty. */
const char *text_find(const char *text, const char *what, gsize *length);

/* What to show for a character the locale's charset cannot encode: "No", "EUR", "-", … or "?".
 * For a box or block character a look-alike of ASCII. */
const char *text_fallback(gunichar c);

/* A number with its thousands apart, as in "12 345": the space does not break. */
char *text_number(gint64 n);
