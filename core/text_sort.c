/* Order: one for all interface languages and all stores (docs/rules.md, "Search and order"). */
#include "core/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

/* Part of the version: to be raised when the recipe below changes. */
#define RECIPE 1

struct TextCollator {
    UCollator *collator;
    char *version;
};

static UCollator *open_ukrainian(UErrorCode *status)
{
    UCollator *collator = ucol_open("uk", status);
    /* Case never decides, so the third level would only make keys longer. */
    ucol_setAttribute(collator, UCOL_STRENGTH, UCOL_SECONDARY, status);
    ucol_setAttribute(collator, UCOL_NUMERIC_COLLATION, UCOL_ON, status);
    return collator;
}

TextCollator *text_collator_new(GError **error)
{
    UErrorCode status = U_ZERO_ERROR;
    UCollator *icu = open_ukrainian(&status);
    if (U_FAILURE(status)) {
        ucol_close(icu);
        g_set_error(error, TEXT_ERROR, TEXT_ERROR_COLLATOR,
                    _("the Ukrainian sort order cannot be opened (%s); install ICU's data"),
                    u_errorName(status));
        return NULL;
    }
    UVersionInfo version;
    ucol_getVersion(icu, version);
    TextCollator *collator = g_new0(TextCollator, 1);
    collator->collator = icu;
    collator->version = g_strdup_printf("uk-%d-%d.%d.%d.%d", RECIPE, version[0], version[1],
                                        version[2], version[3]);
    return collator;
}

void text_collator_free(TextCollator *collator)
{
    if (!collator)
        return;
    ucol_close(collator->collator);
    g_free(collator->version);
    g_free(collator);
}

const char *text_collation_version(const TextCollator *collator)
{
    return collator->version;
}

/* An apostrophe or a quotation mark is punctuation to ICU and would put «Ромашка» before all
 * letters, and Дем'яненко before Демиденко. */
static bool is_passed_over(gunichar c)
{
    switch (c) {
    case '"':
    case '\'':
    case '`':
    case 0xab:
    case 0xbb:
    case 0x2bc:
        return true;
    default:
        return c >= 0x2018 && c <= 0x201f;
    }
}

static int32_t sortable(const char *text, UChar *out)
{
    int32_t length = 0;
    for (int i = 0; *text && i < TEXT_SORT_CHARACTERS; i++, text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        if (is_passed_over(c))
            continue;
        if (c > 0xffff)
            out[length++] = (UChar)(0xd7c0 + (c >> 10));
        out[length++] = (UChar)(c > 0xffff ? 0xdc00 | (c & 0x3ff) : c);
    }
    return length;
}

void text_sort_key(TextCollator *collator, const char *text, GByteArray *key)
{
    UChar source[2 * TEXT_SORT_CHARACTERS];
    int32_t length = text ? sortable(text, source) : 0;
    g_byte_array_set_size(key, 0);
    if (!length)
        return;
    g_byte_array_set_size(key, 256);
    for (;;) {
        int32_t size =
            ucol_getSortKey(collator->collator, source, length, key->data, (int32_t)key->len);
        bool fits = size <= (int32_t)key->len;
        /* ICU ends a key with a NUL, which memcmp with lengths does not need. */
        g_byte_array_set_size(key, fits ? (guint)size - 1 : (guint)size);
        if (fits)
            return;
    }
}

static void set_bound(const GByteArray *key, UColBoundMode mode, GByteArray *bound)
{
    UErrorCode status = U_ZERO_ERROR;
    g_byte_array_set_size(bound, key->len + 3); /* at most 0xff 0xff and a NUL more */
    int32_t size = ucol_getBound(key->data, (int32_t)key->len, mode, 1, bound->data,
                                 (int32_t)bound->len, &status);
    g_byte_array_set_size(bound, U_SUCCESS(status) ? (guint)size - 1 : 0);
}

void text_sort_range(TextCollator *collator, const char *prefix, GByteArray *from,
                     GByteArray *before)
{
    g_autoptr(GByteArray) key = g_byte_array_new();
    text_sort_key(collator, prefix, key);
    set_bound(key, UCOL_BOUND_LOWER, from);
    set_bound(key, UCOL_BOUND_UPPER_LONG, before);
}
