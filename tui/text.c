#include "tui/text.h"

#include <limits.h>
#include <string.h>
#include <wchar.h>

bool text_is_hidden(gunichar c)
{
    if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        return true;
    switch (c) {
    case 0x00ad: /* soft hyphen */
    case 0x034f: /* grapheme joiner */
    case 0x061c: /* Arabic letter mark */
    case 0x115f:
    case 0x1160:
    case 0x17b4:
    case 0x17b5:
    case 0x180e:
    case 0x3164:
    case 0xfeff:
    case 0xffa0:
        return true;
    default:
        return (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
               (c >= 0x2060 && c <= 0x206f) || (c >= 0xfff0 && c <= 0xfffb) ||
               (c >= 0xe0000 && c <= 0xe0fff);
    }
}

static bool is_mark(gunichar c)
{
    return !text_is_hidden(c) && c >= 0x300 && wcwidth((wchar_t)c) == 0;
}

/* Shown by its number: what is hidden, and what no version of Unicode known here has assigned. */
static bool has_no_picture(gunichar c)
{
    return text_is_hidden(c) || wcwidth((wchar_t)c) < 0;
}

static gunichar decode(const char *p, const char *end)
{
    gssize room = end ? end - p : -1;
    return g_utf8_get_char_validated(p, room);
}

static bool is_broken(gunichar c)
{
    return c == (gunichar)-1 || c == (gunichar)-2;
}

/* Whether the locale's charset has the character; asked of the C library, as ncurses does. */
static bool can_encode(gunichar c)
{
    char bytes[MB_LEN_MAX];
    mbstate_t state = {0};
    return wcrtomb(bytes, (wchar_t)c, &state) != (size_t)-1;
}

/* A hidden character as something readable: its control picture, or its number. */
static void show_hidden(gunichar c, TextCell *cell)
{
    if (c == '\t') {
        g_strlcpy(cell->show, "    ", sizeof cell->show);
        cell->width = 4;
    } else if (c < 0x20 || c == 0x7f) {
        gunichar picture = c == 0x7f ? 0x2421 : 0x2400 + c;
        bool picturable = can_encode(picture);
        if (picturable)
            cell->show[g_unichar_to_utf8(picture, cell->show)] = '\0';
        else
            g_snprintf(cell->show, sizeof cell->show, "^%c", (char)(c ^ 0x40));
        cell->width = picturable ? 1 : 2;
    } else {
        cell->width = g_snprintf(cell->show, sizeof cell->show, "<%04X>", c);
    }
}

static void show_base(gunichar c, TextCell *cell)
{
    int width = wcwidth((wchar_t)c);
    if (!text_is_hidden(c) && c >= 0x80 && !can_encode(c)) {
        g_strlcpy(cell->show, text_fallback(c), sizeof cell->show);
        cell->width = (int)strlen(cell->show);
    } else if (has_no_picture(c)) {
        show_hidden(c, cell);
    } else if (is_mark(c)) {
        g_strlcpy(cell->show, can_encode(0x25cc) ? "◌" : ".", sizeof cell->show);
        gsize used = strlen(cell->show);
        cell->show[used + (gsize)g_unichar_to_utf8(c, cell->show + used)] = '\0';
        cell->width = 1;
    } else {
        cell->show[g_unichar_to_utf8(c, cell->show)] = '\0';
        cell->width = MAX(1, width);
    }
}

/* Curses hangs a mark on the right half of a wide character, and from then on writes that half
 * alone: over the left one. There it is left out. */
static const char *add_marks(const char *p, const char *end, TextCell *cell)
{
    int most = cell->width > 1 ? 0 : TEXT_MARKS_MAX;
    gsize used = strlen(cell->show);
    for (int n = 0; (!end || p < end) && *p; n++) {
        gunichar c = decode(p, end);
        if (is_broken(c) || !is_mark(c))
            break;
        if (n < most)
            used += (gsize)g_unichar_to_utf8(c, cell->show + used);
        p = g_utf8_next_char(p);
    }
    cell->show[used] = '\0';
    return p;
}

const char *text_next(const char *p, const char *end, TextCell *cell)
{
    const char *start = p;
    gunichar c = (guchar)*p;
    if (c >= 0x20 && c < 0x7f) {
        cell->show[0] = *p++;
        cell->show[1] = '\0';
        cell->width = 1;
    } else if (c >= 0x80 && is_broken(c = decode(p, end))) {
        g_strlcpy(cell->show, can_encode(0xfffd) ? "\xef\xbf\xbd" : "?", sizeof cell->show);
        cell->width = 1;
        cell->length = 1;
        return p + 1;
    } else {
        show_base(c, cell);
        p = g_utf8_next_char(p);
    }
    /* Only a byte from 0xCC on can begin a combining mark. */
    if ((!end || p < end) && (guchar)*p >= 0xcc && !has_no_picture(c))
        p = add_marks(p, end, cell);
    cell->length = (int)(p - start);
    return p;
}

const char *text_prev(const char *start, const char *p)
{
    while (p > start) {
        const char *before = g_utf8_find_prev_char(start, p);
        p = before ? before : p - 1;
        gunichar c = decode(p, NULL);
        if (is_broken(c) || !is_mark(c))
            break;
    }
    return p;
}

int text_width(const char *s)
{
    int width = 0;
    TextCell cell;
    while (*s) {
        s = text_next(s, NULL, &cell);
        width += cell.width;
    }
    return width;
}

gsize text_prefix(const char *s, int width)
{
    const char *p = s;
    TextCell cell;
    while (*p) {
        const char *next = text_next(p, NULL, &cell);
        if (cell.width > width)
            break;
        width -= cell.width;
        p = next;
    }
    return (gsize)(p - s);
}

/* Appends cells of `s` while they fit. Returns the columns used; `cut` tells that some did not. */
static int append_cells(GString *out, const char *s, int width, bool *cut)
{
    int used = 0;
    TextCell cell;
    while (*s) {
        s = text_next(s, NULL, &cell);
        if (used + cell.width > width) {
            *cut = true;
            break;
        }
        g_string_append(out, cell.show);
        used += cell.width;
    }
    return used;
}

static int clip_to(GString *out, const char *s, int width)
{
    bool cut = false;
    int used = append_cells(out, s, width, &cut);
    if (!cut || width <= 0)
        return used;
    g_string_truncate(out, 0);
    used = append_cells(out, s, width - 1, &cut);
    g_string_append(out, can_encode(0x2026) ? "…" : ".");
    return used + 1;
}

char *text_clip(const char *s, int width)
{
    GString *out = g_string_new(NULL);
    clip_to(out, s, MAX(width, 0));
    return g_string_free(out, FALSE);
}

static void append_spaces(GString *out, int n)
{
    for (; n > 0; n--)
        g_string_append_c(out, ' ');
}

char *text_fit(const char *s, int width, Align align)
{
    g_autoptr(GString) middle = g_string_new(NULL);
    int room = MAX(width, 0) - clip_to(middle, s, MAX(width, 0));
    int left = align == ALIGN_LEFT ? 0 : align == ALIGN_RIGHT ? room : room / 2;
    GString *out = g_string_new(NULL);
    append_spaces(out, left);
    g_string_append_len(out, middle->str, (gssize)middle->len);
    append_spaces(out, room - left);
    return g_string_free(out, FALSE);
}

const char *text_break(const char *p, const char *end, int width)
{
    const char *start = p, *space = NULL;
    int used = 0;
    TextCell cell;
    while (p < end) {
        if (*p == '\n')
            return p + 1;
        const char *next = text_next(p, end, &cell);
        if (*p == ' ' && cell.length == 1)
            space = next; /* spaces may hang over the edge: they are not seen there */
        else if (used + cell.width > width)
            return space ? space : p > start ? p : next;
        used += cell.width;
        p = next;
    }
    return p;
}

char **text_wrap(const char *s, int width)
{
    g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
    const char *end = s + strlen(s);
    while (s < end) {
        const char *next = text_break(s, end, MAX(width, 1));
        g_autofree char *line = g_strndup(s, (gsize)(next - s));
        g_strchomp(line);
        g_strv_builder_add(lines, line);
        s = next;
    }
    return g_strv_builder_end(lines);
}

char *text_input(const char *s, gssize length, bool multiline)
{
    g_autofree char *valid = g_utf8_make_valid(s, length);
    g_autofree char *nfc = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    GString *out = g_string_sized_new(strlen(nfc));
    for (const char *p = nfc; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool after_cr = p > nfc && p[-1] == '\r';
        if (c == '\n' && after_cr)
            continue;
        if (c == '\n' || c == '\r')
            g_string_append_c(out, multiline ? '\n' : ' ');
        else if (c == '\t')
            g_string_append_c(out, multiline ? '\t' : ' ');
        else if (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

/* Bytes of `text` that say the same as the whole of `what`; 0: none. */
static gsize match_length(const char *text, const char *what)
{
    const char *p = text;
    for (; *what; what = g_utf8_next_char(what), p = g_utf8_next_char(p))
        if (!*p ||
            g_unichar_tolower(g_utf8_get_char(p)) != g_unichar_tolower(g_utf8_get_char(what)))
            return 0;
    return (gsize)(p - text);
}

const char *text_find(const char *text, const char *what, gsize *length)
{
    for (; *text && *what; text = g_utf8_next_char(text))
        if ((*length = match_length(text, what)))
            return text;
    return NULL;
}

char *text_number(gint64 n)
{
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, n);
    GString *out = g_string_new(NULL);
    gsize length = strlen(digits);
    for (gsize i = 0; i < length; i++) {
        if (i > (n < 0 ? 1u : 0u) && (length - i) % 3 == 0)
            g_string_append(out, "\u00a0");
        g_string_append_c(out, digits[i]);
    }
    return g_string_free(out, FALSE);
}
