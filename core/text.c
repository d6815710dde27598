#include "core/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK(text_error, text_error)

static bool is_line_break(gunichar c)
{
    return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Control, bidi, zero-width, tag and non-characters. U+200C and U+200D stay: scripts and emoji are
 * written with them. */
static bool is_invisible(gunichar c)
{
    if (c < 0xad)
        return c < 0x20 || (c >= 0x7f && c <= 0x9f);
    switch (c) {
    case 0xad:
    case 0x61c:
    case 0x180e:
    case 0x200b:
    case 0x200e:
    case 0x200f:
    case 0xfeff:
        return true;
    default:
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
               (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff) ||
               (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
    }
}

/* Letters that NFC leaves alone wherever they stand; what the quick check lets pass is most of what
 * is ever typed here. */
static bool is_surely_nfc(gunichar c)
{
    return c < 0x300 || (c >= 0x400 && c < 0x483) || (c >= 0x48a && c < 0x530) ||
           (c >= 0x2010 && c < 0x2028) || c == 0x2116 || c == 0x20ac;
}

char *text_nfc(const char *text)
{
    const char *p = text;
    while (*p && is_surely_nfc(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return *p ? g_utf8_normalize(text, -1, G_NORMALIZE_NFC) : g_strdup(text);
}

size_t text_length(const char *text)
{
    return (size_t)g_utf8_strlen(text, -1);
}

size_t text_utf8_prefix(const char *text, size_t size)
{
    const char *p = text, *end = text + size;
    /* g_utf8_validate stops at a NUL as well. */
    while (!g_utf8_validate(p, end - p, &p) && !*p)
        p++;
    return (size_t)(p - text);
}

static void append_clean(GString *out, gunichar c, bool one_line)
{
    if (is_line_break(c))
        g_string_append_c(out, one_line ? ' ' : '\n');
    else if (c == '\t')
        g_string_append_c(out, one_line ? ' ' : '\t');
    else if (!is_invisible(c))
        g_string_append_unichar(out, c);
}

static void trim_end(GString *text)
{
    while (text->len) {
        const char *last = g_utf8_prev_char(text->str + text->len);
        if (!g_unichar_isspace(g_utf8_get_char(last)))
            return;
        g_string_truncate(text, (gsize)(last - text->str));
    }
}

static char *clean(const char *text, gssize size, bool one_line, GError **error)
{
    size_t length = size < 0 ? strlen(text) : (size_t)size;
    if (text_utf8_prefix(text, length) < length) {
        g_set_error(error, TEXT_ERROR, TEXT_ERROR_UTF8,
                    _("the text is not valid UTF-8; choose the right encoding and try again"));
        return NULL;
    }
    g_autoptr(GString) out = g_string_sized_new(length);
    for (const char *p = text, *end = text + length; p < end; p = g_utf8_next_char(p)) {
        if (*p == '\r' && p + 1 < end && p[1] == '\n')
            continue;
        append_clean(out, g_utf8_get_char(p), one_line);
    }
    trim_end(out);
    const char *start = out->str;
    while (one_line && g_unichar_isspace(g_utf8_get_char(start)))
        start = g_utf8_next_char(start);
    return text_nfc(start);
}

char *text_clean_line(const char *text, gssize size, GError **error)
{
    return clean(text, size, true, error);
}

char *text_clean_block(const char *text, gssize size, GError **error)
{
    return clean(text, size, false, error);
}
