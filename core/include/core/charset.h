/* Encodings of the files people bring: finding which one it is, and reading it.
 *
 * ICU's detector knows neither CP866 nor KOI8-U nor Mac Cyrillic and needs more text than a column
 * of names has, so the Cyrillic ones are told apart by the letters that follow each other. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHARSET_ERROR (charset_error_quark())
GQuark charset_error_quark(void);

typedef enum {
    CHARSET_ERROR_NAME,    /* not one of the table */
    CHARSET_ERROR_SUPPORT, /* the system's iconv lacks it */
} CharsetError;

typedef enum {
    CHARSET_UTF8,
    CHARSET_UTF16LE,
    CHARSET_UTF16BE,
    CHARSET_CP1251,
    CHARSET_CP866,
    CHARSET_CP1125, /* CP866 with і and ґ: what Ukrainian DOS programs wrote */
    CHARSET_KOI8U,
    CHARSET_KOI8R,
    CHARSET_MAC_CYRILLIC,
    N_CHARSETS
} Charset;

/* "UTF-8", "CP1251", …: for showing, for --encoding, and as iconv has it. Static. */
const char *charset_name(Charset charset);

/* By name, whatever its case and hyphens, or a usual alias ("windows-1251", "mac"). */
bool charset_from_name(const char *name, Charset *charset, GError **error);

/* BOM, else UTF-8 if the bytes are strictly that, else the likeliest of the others. `whole`: the
 * bytes are the whole file; otherwise its beginning, which may end inside a character. The more of
 * it, the surer: all of a mapped file is fine, time grows with the part before the first few
 * thousand Cyrillic letters, and with the whole only to validate UTF-8. */
Charset charset_detect(const void *bytes, size_t size, bool whole);

/* --- reading ---------------------------------------------------------------------------------- */

/* Converts to UTF-8 piece by piece. A BOM at the beginning is dropped. A byte that does not belong
 * becomes U+FFFD, one for each, and its place is kept. */
typedef struct CharsetReader CharsetReader;
CharsetReader *charset_reader_new(Charset charset, GError **error);
void charset_reader_free(CharsetReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CharsetReader, charset_reader_free)

/* Appends to `text`. `last`: nothing follows, so a character cut in two is a bad one. */
void charset_reader_feed(CharsetReader *reader, const void *bytes, size_t size, bool last,
                         GString *text);

/* How many bad bytes so far, and the places of the first CHARSET_BAD_KEPT of them (uint64_t, from
 * the beginning of the file; borrowed). */
#define CHARSET_BAD_KEPT 100
uint64_t charset_reader_bad(const CharsetReader *reader, const GArray **places);
