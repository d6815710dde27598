#include "core/layout.h"

#include <stdbool.h>
#include <string.h>

/* The keys of a Latin keyboard that bear Cyrillic letters, row by row, and those letters. */
static const char latin_keys[] = "qwertyuiop[]\\asdfghjkl;'zxcvbnm,.`"
                                 "QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>~";
static const char ukrainian_keys[] = "йцукенгшщзхїґфівапролджєячсмитьбю'"
                                     "ЙЦУКЕНГШЩЗХЇҐФІВАПРОЛДЖЄЯЧСМИТЬБЮ₴";
static const char russian_keys[] = "йцукенгшщзхъ\\фывапролджэячсмитьбюё"
                                   "ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ";

static gunichar translated(gunichar c, const char *from, const char *to)
{
    for (; *from; from = g_utf8_next_char(from), to = g_utf8_next_char(to))
        if (g_utf8_get_char(from) == c)
            return g_utf8_get_char(to);
    return 0;
}

static bool is_cyrillic(gunichar c)
{
    return c >= 0x400 && c < 0x530;
}

static gunichar latin_key(gunichar letter)
{
    gunichar key = translated(letter, ukrainian_keys, latin_keys);
    return key ? key : translated(letter, russian_keys, latin_keys);
}

gunichar layout_latin(gunichar letter)
{
    if (!is_cyrillic(letter))
        return 0;
    gunichar key = latin_key(letter);
    return key && key < 0x80 && strchr(",.<>", (int)key) ? 0 : key;
}

static char *retyped(const char *query, const char *from, const char *to)
{
    GString *out = g_string_new(NULL);
    for (; *query; query = g_utf8_next_char(query)) {
        gunichar c = g_utf8_get_char(query);
        gunichar key = from ? translated(c, from, to) : is_cyrillic(c) ? latin_key(c) : 0;
        g_string_append_unichar(out, key ? key : c);
    }
    return g_string_free(out, FALSE);
}

char **layout_swap(const char *query)
{
    bool has_latin = false, has_cyrillic = false;
    for (const char *p = query; *p; p = g_utf8_next_char(p)) {
        has_latin |= g_ascii_isalpha(*p);
        has_cyrillic |= is_cyrillic(g_utf8_get_char(p));
    }
    g_autoptr(GStrvBuilder) readings = g_strv_builder_new();
    if (has_cyrillic && !has_latin) {
        g_autofree char *latin = retyped(query, NULL, NULL);
        g_strv_builder_add(readings, latin);
    } else if (has_latin && !has_cyrillic) {
        g_autofree char *ukrainian = retyped(query, latin_keys, ukrainian_keys);
        g_autofree char *russian = retyped(query, latin_keys, russian_keys);
        g_strv_builder_add(readings, ukrainian);
        if (!g_str_equal(ukrainian, russian))
            g_strv_builder_add(readings, russian);
    }
    return g_strv_builder_end(readings);
}
