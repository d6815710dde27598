/* Names of encodings, and reading them through iconv. */
#include "core/charset.h"
#include "core/text.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <iconv.h>
#include <string.h>

G_DEFINE_QUARK(charset_error, charset_error)

/* Aliases without hyphens, blanks and underscores, in lower case, by blanks. */
static const struct {
    const char *name, *aliases, *bom;
} table[N_CHARSETS] = {
    [CHARSET_UTF8] = {"UTF-8", "utf8 unicode", "\xef\xbb\xbf"},
    [CHARSET_UTF16LE] = {"UTF-16LE", "utf16le utf16 ucs2", "\xff\xfe"},
    [CHARSET_UTF16BE] = {"UTF-16BE", "utf16be", "\xfe\xff"},
    [CHARSET_CP1251] = {"CP1251", "cp1251 windows1251 win1251 1251", ""},
    [CHARSET_CP866] = {"CP866", "cp866 ibm866 dos 866", ""},
    [CHARSET_CP1125] = {"CP1125", "cp1125 cp866u ruscii 1125", ""},
    [CHARSET_KOI8U] = {"KOI8-U", "koi8u", ""},
    [CHARSET_KOI8R] = {"KOI8-R", "koi8r koi8", ""},
    [CHARSET_MAC_CYRILLIC] = {"MAC-CYRILLIC", "maccyrillic xmaccyrillic mac", ""},
};

const char *charset_name(Charset charset)
{
    return table[charset].name;
}

static char *plain_name(const char *name)
{
    GString *plain = g_string_new(NULL);
    for (; *name; name++)
        if (!strchr("-_ ", *name))
            g_string_append_c(plain, g_ascii_tolower(*name));
    return g_string_free(plain, FALSE);
}

bool charset_from_name(const char *name, Charset *charset, GError **error)
{
    g_autofree char *plain = plain_name(name);
    for (Charset i = 0; i < N_CHARSETS; i++) {
        g_auto(GStrv) aliases = g_strsplit(table[i].aliases, " ", -1);
        if (g_strv_contains((const char *const *)aliases, plain)) {
            *charset = i;
            return true;
        }
    }
    g_autofree char *shown = g_utf8_make_valid(name, -1);
    g_set_error(
        error, CHARSET_ERROR, CHARSET_ERROR_NAME,
        _("the encoding “%s” is not known; choose UTF-8, UTF-16LE, UTF-16BE, CP1251, CP866, "
          "CP1125, KOI8-U, KOI8-R or MAC-CYRILLIC"),
        shown);
    return false;
}

/* --- reading ---------------------------------------------------------------------------------- */

struct CharsetReader {
    Charset charset;
    iconv_t iconv;
    GByteArray *rest; /* read, but not converted: the beginning of a character, or of the file */
    bool has_begun;   /* the place for a BOM is behind */
    uint64_t place;   /* of the first byte of rest */
    uint64_t n_bad;
    GArray *bad;
};

CharsetReader *charset_reader_new(Charset charset, GError **error)
{
    iconv_t converter = iconv_open("UTF-8", charset_name(charset));
    if (converter == (iconv_t)-1) {
        g_set_error(error, CHARSET_ERROR, CHARSET_ERROR_SUPPORT,
                    _("this system cannot convert %s; install the C library's converters (gconv)"),
                    charset_name(charset));
        return NULL;
    }
    CharsetReader *reader = g_new0(CharsetReader, 1);
    reader->charset = charset;
    reader->iconv = converter;
    reader->rest = g_byte_array_new();
    reader->bad = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    return reader;
}

void charset_reader_free(CharsetReader *reader)
{
    if (!reader)
        return;
    iconv_close(reader->iconv);
    g_byte_array_unref(reader->rest);
    g_array_unref(reader->bad);
    g_free(reader);
}

uint64_t charset_reader_bad(const CharsetReader *reader, const GArray **places)
{
    if (places)
        *places = reader->bad;
    return reader->n_bad;
}

static void take_bad(CharsetReader *reader, uint64_t place, GString *text)
{
    if (reader->n_bad++ < CHARSET_BAD_KEPT)
        g_array_append_val(reader->bad, place);
    g_string_append(text, "\xef\xbf\xbd");
}

/* Moves *in on, appends to `text`, and says why it stopped as iconv does (0: at the end). */
static int convert(CharsetReader *reader, char **in, size_t *left, GString *text)
{
    char buffer[8192], *out = buffer;
    size_t room = sizeof buffer;
    size_t result = iconv(reader->iconv, in, left, &out, &room);
    int why = result == (size_t)-1 ? errno : 0;
    g_string_append_len(text, buffer, out - buffer);
    return why;
}

/* glibc's iconv lets characters beyond U+10FFFF pass from UTF-8 to UTF-8. */
static int convert_utf8(char **in, size_t *left, GString *text)
{
    size_t good = text_utf8_prefix(*in, *left);
    g_string_append_len(text, *in, (gssize)good);
    *in += good;
    *left -= good;
    if (!*left)
        return 0;
    return g_utf8_get_char_validated(*in, (gssize)*left) == (gunichar)-2 ? EINVAL : EILSEQ;
}

/* false: more bytes are needed to know. */
static bool skip_bom(CharsetReader *reader, bool last)
{
    const char *bom = table[reader->charset].bom;
    size_t size = strlen(bom);
    bool is_begun = reader->rest->len >= size;
    if (!is_begun && !last && memcmp(reader->rest->data, bom, reader->rest->len) == 0)
        return false;
    if (size && is_begun && memcmp(reader->rest->data, bom, size) == 0) {
        g_byte_array_remove_range(reader->rest, 0, (guint)size);
        reader->place += size;
    }
    reader->has_begun = true;
    return true;
}

static size_t unit_size(Charset charset)
{
    return charset == CHARSET_UTF16LE || charset == CHARSET_UTF16BE ? 2 : 1;
}

void charset_reader_feed(CharsetReader *reader, const void *bytes, size_t size, bool last,
                         GString *text)
{
    g_byte_array_append(reader->rest, bytes, (guint)size);
    if (!reader->rest->len || (!reader->has_begun && !skip_bom(reader, last)))
        return;
    char *in = (char *)reader->rest->data;
    size_t left = reader->rest->len;
    for (;;) {
        int why = reader->charset == CHARSET_UTF8 ? convert_utf8(&in, &left, text)
                                                  : convert(reader, &in, &left, text);
        if (!why)
            break;
        if (why == EINVAL && !last)
            break;
        if (why == E2BIG)
            continue;
        uint64_t place = reader->place + reader->rest->len - left;
        take_bad(reader, place, text);
        size_t skipped = MIN(left, unit_size(reader->charset));
        in += skipped;
        left -= skipped;
    }
    reader->place += reader->rest->len - left;
    g_byte_array_remove_range(reader->rest, 0, (guint)(reader->rest->len - left));
}
