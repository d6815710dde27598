/* Keys: what a person pressed, whatever terminal and keyboard layout it came through.
 *
 * A key has one canonical name ("F2", "Ctrl+S", "Shift+Tab", "Space", "j"), used in the action
 * table, in tests and in the manual. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    K_NONE,
    K_CHAR, /* `ch`; with MOD_CTRL its latin letter, with MOD_ALT any character */
    K_ENTER,
    K_ESC,
    K_TAB,
    K_BACKSPACE,
    K_UP,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_HOME,
    K_END,
    K_PGUP,
    K_PGDN,
    K_INS,
    K_DEL,
    K_F1,
    K_F12 = K_F1 + 11,
    K_PASTE,   /* `text`: everything between the paste marks */
    K_MOUSE,   /* `mouse` */
    K_RESIZE,  /* the terminal has a new size */
    K_UNKNOWN, /* a sequence nobody knows, swallowed whole */
} KeySym;

enum { MOD_SHIFT = 1, MOD_ALT = 2, MOD_CTRL = 4 };

typedef enum {
    MOUSE_PRESS,
    MOUSE_RELEASE,
    MOUSE_DOUBLE,
    MOUSE_RIGHT,
    MOUSE_WHEEL_UP,
    MOUSE_WHEEL_DOWN,
} MouseKind;

typedef struct {
    MouseKind kind;
    int y, x; /* cells from the top left corner of the screen */
} Mouse;

typedef struct {
    KeySym sym;
    unsigned mods;
    gunichar ch;
    Mouse mouse;
    char *text; /* K_PASTE only; owned by the key */
} Key;

void key_clear(Key *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Key, key_clear)

/* True for a key that types a character. */
bool key_is_text(const Key *key);

/* The canonical name, into `name` of at least KEY_NAME_MAX bytes. Returns `name`; an empty string
 * for keys without one (mouse, paste, resize). */
#define KEY_NAME_MAX 32
const char *key_to_name(const Key *key, char *name);

/* The key of a canonical name; false if there is none such. */
bool key_from_name(const char *name, Key *key);

/* The name as a person reads it in the interface language ("Пробел", "Стрелка вверх"); canonical
 * names that need no translation are returned as they are. Static or the argument itself. */
const char *key_label(const char *name);

/* --- byte sequences, beyond what terminfo knows -------------------------------------------- */

/* Decodes the body of an escape sequence, the bytes after ESC: "[11~", "[[A", "OP", "[1;5C". False
 * for sequences that mean nothing to us. */
bool key_from_sequence(const char *body, Key *key);

/* The aliases to be told to ncurses, each with the sequence without its ESC: called for each. */
void key_each_alias(void (*visit)(const char *body, KeySym sym, unsigned mods, gpointer data),
                    gpointer data);
