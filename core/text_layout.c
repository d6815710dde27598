#include "text_layout.h"

#include <glib.h>
#include <stdbool.h>

/* One row a key: Latin, Ukrainian, Russian where it differs. */
static const struct {
    gunichar latin, ukrainian, russian;
} keys[] = {
    {'q', L'й', 0}, {'w', L'ц', 0},    {'e', L'у', 0},     {'r', L'к', 0},    {'t', L'е', 0},
    {'y', L'н', 0}, {'u', L'г', 0},    {'i', L'ш', 0},     {'o', L'щ', 0},    {'p', L'з', 0},
    {'[', L'х', 0}, {']', L'ї', L'ъ'}, {'a', L'ф', 0},     {'s', L'і', L'ы'}, {'d', L'в', 0},
    {'f', L'а', 0}, {'g', L'п', 0},    {'h', L'р', 0},     {'j', L'о', 0},    {'k', L'л', 0},
    {'l', L'д', 0}, {';', L'ж', 0},    {'\'', L'є', L'э'}, {'z', L'я', 0},    {'x', L'ч', 0},
    {'c', L'с', 0}, {'v', L'м', 0},    {'b', L'и', 0},     {'n', L'т', 0},    {'m', L'ь', 0},
    {',', L'б', 0}, {'.', L'ю', 0},    {'\\', L'ґ', 0},    {'`', L'ё', 0},
};

static bool is_latin(const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        if (g_unichar_get_script(g_utf8_get_char(text)) == G_UNICODE_SCRIPT_CYRILLIC)
            return false;
    return true;
}

static gunichar swap(gunichar c, bool latin)
{
    gunichar lower = g_unichar_tolower(c);
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (latin && lower == keys[i].latin)
            return keys[i].ukrainian;
        if (!latin && (lower == keys[i].ukrainian || lower == keys[i].russian))
            return keys[i].latin;
    }
    return c;
}

char *text_swap_layout(const char *text)
{
    bool latin = is_latin(text), changed = false;
    GString *swapped = g_string_new(NULL);
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text), other = swap(c, latin);
        changed |= other != c;
        g_string_append_unichar(swapped, other);
    }
    return g_string_free(swapped, !changed);
}
