/* Escape sequences of the terminals in use, whatever TERM says about them. */
#include "tui/keys.h"

#include <string.h>

/* Bodies without ESC: what xterm, PuTTY, rxvt, tmux and the Linux console send for one key. */
static const struct {
    const char *body;
    KeySym sym;
    unsigned mods;
} aliases[] = {
    /* cursor keys: application mode, normal mode, rxvt with Ctrl */
    {"OA", K_UP},
    {"OB", K_DOWN},
    {"OC", K_RIGHT},
    {"OD", K_LEFT},
    {"[A", K_UP},
    {"[B", K_DOWN},
    {"[C", K_RIGHT},
    {"[D", K_LEFT},
    {"Oa", K_UP, MOD_CTRL},
    {"Ob", K_DOWN, MOD_CTRL},
    {"Oc", K_RIGHT, MOD_CTRL},
    {"Od", K_LEFT, MOD_CTRL},
    /* Home and End: xterm; PuTTY, tmux and the console; rxvt */
    {"OH", K_HOME},
    {"OF", K_END},
    {"[H", K_HOME},
    {"[F", K_END},
    {"[1~", K_HOME},
    {"[4~", K_END},
    {"[7~", K_HOME},
    {"[8~", K_END},
    {"[2~", K_INS},
    {"[3~", K_DEL},
    {"[5~", K_PGUP},
    {"[6~", K_PGDN},
    /* F1 to F4: xterm; PuTTY and rxvt */
    {"OP", K_F1},
    {"OQ", K_F1 + 1},
    {"OR", K_F1 + 2},
    {"OS", K_F1 + 3},
    {"[11~", K_F1},
    {"[12~", K_F1 + 1},
    {"[13~", K_F1 + 2},
    {"[14~", K_F1 + 3},
    /* F1 to F5 of the Linux console */
    {"[[A", K_F1},
    {"[[B", K_F1 + 1},
    {"[[C", K_F1 + 2},
    {"[[D", K_F1 + 3},
    {"[[E", K_F1 + 4},
    {"[15~", K_F1 + 4},
    {"[17~", K_F1 + 5},
    {"[18~", K_F1 + 6},
    {"[19~", K_F1 + 7},
    {"[20~", K_F1 + 8},
    {"[21~", K_F1 + 9},
    {"[23~", K_F1 + 10},
    {"[24~", K_F1 + 11},
    {"[Z", K_TAB, MOD_SHIFT},
    {"OM", K_ENTER},
    {"[200~", K_PASTE},
};

void key_each_alias(void (*visit)(const char *body, KeySym sym, unsigned mods, gpointer data),
                    gpointer data)
{
    for (guint i = 0; i < G_N_ELEMENTS(aliases); i++)
        visit(aliases[i].body, aliases[i].sym, aliases[i].mods, data);
}

static bool find_alias(const char *body, Key *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(aliases); i++) {
        if (strcmp(aliases[i].body, body) != 0)
            continue;
        *key = (Key){.sym = aliases[i].sym, .mods = aliases[i].mods};
        return true;
    }
    return false;
}

/* xterm writes modifiers as a second parameter, one more than their bits: "[1;5C", "[3;2~".
 * Splits it off: "[1;5C" becomes "[C" and "[3;2~" becomes "[3~". */
static bool split_modifiers(const char *body, char *plain, gsize size, unsigned *mods)
{
    const char *semicolon = strchr(body, ';');
    char *end = NULL;
    if (body[0] != '[' || !semicolon)
        return false;
    guint64 value = g_ascii_strtoull(semicolon + 1, &end, 10);
    if (value < 2 || value > 16 || end[0] == '\0' || end[1] != '\0')
        return false;
    bool letter = g_ascii_isalpha(*end);
    int keep = letter ? 1 : (int)(semicolon - body);
    g_snprintf(plain, size, "%.*s%s", keep, body, end);
    value--;
    *mods = (value & 1 ? MOD_SHIFT : 0) | (value & 2 ? MOD_ALT : 0) | (value & 4 ? MOD_CTRL : 0);
    return true;
}

/* What a report's number says: the low bits name the button, 64 the wheel, 32 a move. */
static bool mouse_kind(guint64 button, bool release, MouseKind *kind)
{
    switch (button & ~(guint64)0x1c) { /* without the modifiers */
    case 0:
        *kind = release ? MOUSE_RELEASE : MOUSE_PRESS;
        return true;
    case 2:
        *kind = MOUSE_RIGHT;
        return !release;
    case 3:
        *kind = MOUSE_RELEASE;
        return true;
    case 64:
    case 65:
        *kind = button & 1 ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
        return true;
    default:
        return false;
    }
}

/* "[<0;12;5M", "[<0;12;5m": button, column and row from 1, pressed or released. */
static bool read_numbered_mouse(const char *body, Key *key)
{
    guint64 numbers[3];
    const char *p = body + 2;
    char *end = NULL;
    for (int i = 0; i < 3; i++, p = end + 1) {
        numbers[i] = g_ascii_strtoull(p, &end, 10);
        if (end == p || *end != (i < 2 ? ';' : *end) || numbers[i] > 9999)
            return false;
    }
    key->sym = K_MOUSE;
    key->mouse.x = (int)numbers[1] - 1;
    key->mouse.y = (int)numbers[2] - 1;
    return mouse_kind(numbers[0], *end == 'm', &key->mouse.kind);
}

/* "[M" and three bytes, each 32 more than what it says. */
static bool read_old_mouse(const char *body, Key *key)
{
    if (strlen(body) != 5)
        return false;
    key->sym = K_MOUSE;
    key->mouse.x = (guchar)body[3] - 33;
    key->mouse.y = (guchar)body[4] - 33;
    return mouse_kind((guchar)body[2] - 32, false, &key->mouse.kind);
}

bool key_from_sequence(const char *body, Key *key)
{
    *key = (Key){0};
    if (g_str_has_prefix(body, "[<"))
        return read_numbered_mouse(body, key);
    if (g_str_has_prefix(body, "[M"))
        return read_old_mouse(body, key);
    char plain[16];
    unsigned mods = 0;
    if (find_alias(body, key))
        return true;
    if (strlen(body) >= sizeof plain || !split_modifiers(body, plain, sizeof plain, &mods))
        return false;
    if (plain[0] == '[' && strchr("PQRS", plain[1]) && !plain[2])
        plain[0] = 'O'; /* "[1;2P" is F1 with Shift */
    if (!find_alias(plain, key))
        return false;
    key->mods |= mods;
    return true;
}
