#include "tui/keys.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Canonical names and how a person reads them. Names without a label are read as they are. */
static const struct {
    KeySym sym;
    const char *name, *label;
} names[] = {
    {K_ENTER, "Enter", NULL}, {K_ESC, "Esc", NULL},
    {K_TAB, "Tab", NULL},     {K_BACKSPACE, "Backspace", NULL},
    {K_UP, "Up", "↑"},        {K_DOWN, "Down", "↓"},
    {K_LEFT, "Left", "←"},    {K_RIGHT, "Right", "→"},
    {K_HOME, "Home", NULL},   {K_END, "End", NULL},
    {K_PGUP, "PgUp", NULL},   {K_PGDN, "PgDn", NULL},
    {K_INS, "Ins", NULL},     {K_DEL, "Del", NULL},
};

void key_clear(Key *key)
{
    g_clear_pointer(&key->text, g_free);
}

bool key_is_text(const Key *key)
{
    return key->sym == K_CHAR && !(key->mods & (MOD_CTRL | MOD_ALT));
}

static void append_char(char *name, gunichar c)
{
    gsize used = strlen(name);
    if (c == ' ')
        g_strlcat(name, "Space", KEY_NAME_MAX);
    else
        name[used + (gsize)g_unichar_to_utf8(c, name + used)] = '\0';
}

static const char *symbol_name(KeySym sym)
{
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i].sym == sym)
            return names[i].name;
    return NULL;
}

const char *key_to_name(const Key *key, char *name)
{
    const char *symbol = symbol_name(key->sym);
    g_snprintf(name, KEY_NAME_MAX, "%s%s%s", key->mods & MOD_CTRL ? "Ctrl+" : "",
               key->mods & MOD_ALT ? "Alt+" : "", key->mods & MOD_SHIFT ? "Shift+" : "");
    gsize used = strlen(name);
    if (key->sym == K_CHAR)
        append_char(name, key->ch);
    else if (key->sym >= K_F1 && key->sym <= K_F12)
        g_snprintf(name + used, KEY_NAME_MAX - used, "F%d", (int)(key->sym - K_F1) + 1);
    else if (symbol)
        g_strlcat(name, symbol, KEY_NAME_MAX);
    else
        name[0] = '\0';
    return name;
}

static bool take_prefix(const char **name, const char *prefix)
{
    gsize length = strlen(prefix);
    if (!g_str_has_prefix(*name, prefix) || !(*name)[length])
        return false;
    *name += length;
    return true;
}

static bool symbol_from_name(const char *name, Key *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(names[i].name, name) == 0) {
            key->sym = names[i].sym;
            return true;
        }
    }
    if (name[0] == 'F' && g_ascii_isdigit(name[1])) {
        guint64 n = g_ascii_strtoull(name + 1, NULL, 10);
        key->sym = n >= 1 && n <= 12 ? K_F1 + (KeySym)n - 1 : K_NONE;
        return key->sym != K_NONE;
    }
    return false;
}

bool key_from_name(const char *name, Key *key)
{
    *key = (Key){0};
    if (take_prefix(&name, "Ctrl+"))
        key->mods |= MOD_CTRL;
    if (take_prefix(&name, "Alt+"))
        key->mods |= MOD_ALT;
    if (take_prefix(&name, "Shift+"))
        key->mods |= MOD_SHIFT;
    if (symbol_from_name(name, key))
        return true;
    key->sym = K_CHAR;
    key->ch = strcmp(name, "Space") == 0 ? ' ' : g_utf8_get_char_validated(name, -1);
    return key->ch == ' ' || (*name && key->ch < 0x110000 && !*g_utf8_next_char(name));
}

const char *key_label(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i].label && strcmp(names[i].name, name) == 0)
            return names[i].label;
    return strcmp(name, "Space") == 0 ? _("Space") : name;
}
