/* Which encoding a file has: marks and hard facts first, then the likeliest Cyrillic one. */
#include "charset_pairs.h"
#include "core/charset.h"
#include "core/text.h"

#include <iconv.h>
#include <string.h>

/* Letters beyond ASCII that are enough to decide. */
#define ENOUGH 4000

static bool has_bom(const uint8_t *bytes, size_t size, const char *bom)
{
    return size >= strlen(bom) && memcmp(bytes, bom, strlen(bom)) == 0;
}

/* Strict UTF-8; the beginning of a character at the very end of a part is forgiven. */
static bool is_utf8(const uint8_t *bytes, size_t size, bool whole)
{
    const char *text = (const char *)bytes;
    size_t good = text_utf8_prefix(text, size);
    return good == size || (!whole && g_utf8_get_char_validated(
                                          text + good, (gssize)(size - good)) == (gunichar)-2);
}

/* --- UTF-16 without a BOM --------------------------------------------------------------------- */

static bool is_usual(unsigned unit)
{
    return unit == '\t' || unit == '\n' || unit == '\r' || (unit >= 0x20 && unit < 0x7f) ||
           (unit >= 0xa0 && unit < 0x180) || (unit >= 0x401 && unit < 0x492) ||
           (unit >= 0x2010 && unit < 0x2027) || unit == 0x2116 || unit == 0x20ac;
}

/* Text of 8 bits has neither 0 nor 4 for every other byte. `high`: which of two bytes is the upper.
 */
static bool is_utf16(const uint8_t *bytes, size_t size, size_t high)
{
    size_t n = MIN(size, 4096) / 2, n_usual = 0, n_marked = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned upper = bytes[2 * i + high], lower = bytes[2 * i + 1 - high];
        n_usual += is_usual(upper << 8 | lower);
        n_marked += upper == 0 || upper == 4;
    }
    return n > 0 && n_usual * 10 >= n * 9 && n_marked * 2 > n;
}

/* --- eight bits ------------------------------------------------------------------------------- */

enum { OTHER = -1, ODD = -2 }; /* a sign that texts have; one that they hardly have */

/* What a byte means in one encoding: 0 the end of a word, 1… the letter, or one of the above. */
typedef struct {
    int8_t meaning[256];
    bool is_capital[256];
} Reading;

/* ё is е: the words that were counted mostly do without it, names do not. */
static int letter_meaning(gunichar c)
{
    const char *found = g_utf8_strchr(letters, -1, c == 0x451 ? 0x435 : c);
    return found ? (int)(found - letters) / 2 + 1 : 0;
}

static int sign_meaning(gunichar c)
{
    static const char usual[] = "«»„“”‘’–—…№\xc2\xa0";
    if (g_utf8_strchr(usual, -1, c))
        return 0;
    return g_unichar_isalpha(c) ? OTHER : ODD;
}

static void read_high(Reading *reading, int byte, iconv_t converter)
{
    char in = (char)byte, out[8] = "", *from = &in, *to = out;
    size_t left = 1, room = sizeof out - 1;
    if (iconv(converter, &from, &left, &to, &room) == (size_t)-1) {
        iconv(converter, NULL, NULL, NULL, NULL);
        reading->meaning[byte] = ODD;
        return;
    }
    gunichar c = g_utf8_get_char(out), lower = g_unichar_tolower(c);
    int letter = letter_meaning(lower);
    reading->meaning[byte] = (int8_t)(letter ? letter : sign_meaning(c));
    reading->is_capital[byte] = letter && c != lower;
}

static bool read_charset(Reading *reading, Charset charset)
{
    iconv_t converter = iconv_open("UTF-8", charset_name(charset));
    if (converter == (iconv_t)-1)
        return false;
    *reading = (Reading){0};
    for (int byte = 0; byte < 0x80; byte++)
        reading->meaning[byte] = g_ascii_isalpha(byte) ? OTHER : 0;
    for (int byte = 0x80; byte < 256; byte++)
        read_high(reading, byte, converter);
    iconv_close(converter);
    return true;
}

/* In half bits, as the table. */
#define SIGN_SURPRISE 18
#define OTHER_SURPRISE 36
#define ODD_SURPRISE 36
#define CASE_SURPRISE 18

static int surprise(const Reading *reading, uint8_t before, uint8_t byte)
{
    int a = reading->meaning[before], b = reading->meaning[byte];
    if (b == ODD)
        return ODD_SURPRISE;
    if (b == OTHER)
        return byte < 0x80 ? (a > 0 ? OTHER_SURPRISE : 0) : OTHER_SURPRISE;
    if (b == 0)
        return (byte < 0x80 ? 0 : SIGN_SURPRISE) + (a > 0 ? surprises[a][0] - 'a' : 0);
    if (a < 0 && before < 0x80)
        return OTHER_SURPRISE;
    bool is_odd_case = a > 0 && reading->is_capital[byte] && !reading->is_capital[before];
    return surprises[MAX(a, 0)][b] - 'a' + (is_odd_case ? CASE_SURPRISE : 0);
}

/* Only bytes beyond ASCII and their neighbours say anything. */
static long sum_of_surprises(const Reading *reading, const uint8_t *bytes, size_t size)
{
    long sum = 0;
    uint8_t before = '\n';
    for (size_t i = 0, n = 0; i < size && n < ENOUGH; before = bytes[i++]) {
        bool is_high = bytes[i] >= 0x80;
        n += is_high;
        if (is_high || before >= 0x80)
            sum += surprise(reading, before, bytes[i]);
    }
    return sum;
}

/* The places where KOI8-U has і ї є ґ and KOI8-R box-drawing lines. */
static bool has_ukrainian_koi8(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] >= 0xa4 && bytes[i] <= 0xbd &&
            memchr("\xa4\xa6\xa7\xad\xb4\xb6\xb7\xbd", bytes[i], 8))
            return true;
    return false;
}

static Charset detect_cyrillic(const uint8_t *bytes, size_t size)
{
    /* The more usual first: it wins where the bytes read the same. The rare ones have a handicap,
     * in half bits, which matters in a file of one or two names only. */
    static const struct {
        Charset charset;
        long handicap;
    } candidates[] = {{CHARSET_CP1251, 0},
                      {CHARSET_CP866, 2},
                      {CHARSET_CP1125, 3},
                      {CHARSET_KOI8U, 4},
                      {CHARSET_MAC_CYRILLIC, 8}};
    Charset best = CHARSET_CP1251;
    long least = G_MAXLONG;
    for (size_t i = 0; i < G_N_ELEMENTS(candidates); i++) {
        Reading reading;
        if (!read_charset(&reading, candidates[i].charset))
            continue;
        long sum = sum_of_surprises(&reading, bytes, size) + candidates[i].handicap;
        if (sum < least) {
            least = sum;
            best = candidates[i].charset;
        }
    }
    return best == CHARSET_KOI8U && !has_ukrainian_koi8(bytes, size) ? CHARSET_KOI8R : best;
}

Charset charset_detect(const void *data, size_t size, bool whole)
{
    const uint8_t *bytes = data;
    if (has_bom(bytes, size, "\xef\xbb\xbf"))
        return CHARSET_UTF8;
    if (has_bom(bytes, size, "\xff\xfe") || is_utf16(bytes, size, 1))
        return CHARSET_UTF16LE;
    if (has_bom(bytes, size, "\xfe\xff") || is_utf16(bytes, size, 0))
        return CHARSET_UTF16BE;
    return is_utf8(bytes, size, whole) ? CHARSET_UTF8 : detect_cyrillic(bytes, size);
}
