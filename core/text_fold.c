/* Folding: one form for all the ways people write the same. */
#include "core/text.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

static bool is_apostrophe(gunichar c)
{
    switch (c) {
    case '\'':
    case '`':
    case 0xb4:
    case 0x2b9:
    case 0x2bb:
    case 0x2bc:
    case 0x2bd:
    case 0x2018:
    case 0x2019:
    case 0x201b:
    case 0x2032:
    case 0xff07:
        return true;
    default:
        return false;
    }
}

static bool is_cyrillic(gunichar c)
{
    return c >= 0x400 && c < 0x530;
}

/* Folds a character whose neighbours cannot matter; 0: take the long way. */
static gunichar fold_alone(gunichar c)
{
    if (c < 0x80)
        return c == '`' ? '\'' : c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    if (c >= 0x430 && c < 0x450)
        return c;
    if (c >= 0x483 && c < 0x48a)
        return 0;
    if (is_cyrillic(c)) {
        switch (c = (gunichar)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT)) {
        case 0x450: /* ѐ */
        case 0x451: /* ё */
            return 0x435;
        case 0x453: /* ѓ */
            return 0x433;
        case 0x45c: /* ќ */
            return 0x43a;
        case 0x45d: /* ѝ */
            return 0x438;
        default:
            return c;
        }
    }
    if (is_apostrophe(c))
        return '\'';
    bool is_itself =
        c == 0xab || c == 0xbb || c == 0x2013 || c == 0x2014 || (c >= 0x201c && c <= 0x201e);
    return is_itself ? c : 0;
}

static char *fold_quickly(const char *text)
{
    char *folded = g_malloc(strlen(text) + 1), *out = folded;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = fold_alone(g_utf8_get_char(p));
        if (!c) {
            g_free(folded);
            return NULL;
        }
        /* No folding of fold_alone grows a character's bytes. */
        out += g_unichar_to_utf8(c, out);
    }
    *out = '\0';
    return folded;
}

typedef GArray Utf16; /* of UChar */

static Utf16 *utf16_new(int32_t length)
{
    Utf16 *text = g_array_new(FALSE, FALSE, sizeof(UChar));
    g_array_set_size(text, (guint)length);
    return text;
}

static Utf16 *utf16_from_utf8(const char *utf8)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    /* UTF-16 has never more units than UTF-8 has bytes. */
    Utf16 *text = utf16_new((int32_t)strlen(utf8) + 1);
    u_strFromUTF8((UChar *)(void *)text->data, (int32_t)text->len, &length, utf8, -1, &status);
    g_assert(U_SUCCESS(status));
    g_array_set_size(text, (guint)length);
    return text;
}

/* Consumes `text`. */
static Utf16 *normalised(const UNormalizer2 *form, Utf16 *text)
{
    UErrorCode status = U_ZERO_ERROR;
    const UChar *source = (const UChar *)(void *)text->data;
    int32_t length = unorm2_normalize(form, source, (int32_t)text->len, NULL, 0, &status);
    Utf16 *result = utf16_new(length + 1);
    status = U_ZERO_ERROR;
    unorm2_normalize(form, source, (int32_t)text->len, (UChar *)(void *)result->data,
                     (int32_t)result->len, &status);
    g_assert(U_SUCCESS(status));
    g_array_set_size(result, (guint)length);
    g_array_unref(text);
    return result;
}

static void unify_apostrophes(Utf16 *text)
{
    for (guint i = 0; i < text->len; i++)
        if (is_apostrophe(g_array_index(text, UChar, i)))
            g_array_index(text, UChar, i) = '\'';
}

/* Of decomposed text: stress marks on Cyrillic letters, and the two dots of ё. */
static void drop_marks(Utf16 *text)
{
    UChar base = 0;
    guint kept = 0;
    for (guint i = 0; i < text->len; i++) {
        UChar c = g_array_index(text, UChar, i);
        bool is_mark = u_getCombiningClass(c) != 0;
        bool is_stress = c == 0x300 || c == 0x301;
        if (is_mark && is_cyrillic(base) && (is_stress || (c == 0x308 && base == 0x435)))
            continue;
        if (!is_mark)
            base = c;
        g_array_index(text, UChar, kept++) = c;
    }
    g_array_set_size(text, kept);
}

static char *fold_thoroughly(const char *utf8)
{
    UErrorCode status = U_ZERO_ERROR;
    Utf16 *text = utf16_from_utf8(utf8);
    unify_apostrophes(text);
    text = normalised(unorm2_getNFKCCasefoldInstance(&status), text);
    unify_apostrophes(text);
    text = normalised(unorm2_getNFDInstance(&status), text);
    drop_marks(text);
    text = normalised(unorm2_getNFCInstance(&status), text);
    g_assert(U_SUCCESS(status));

    int32_t size = (int32_t)text->len * 3 + 1;
    char *folded = g_malloc((gsize)size);
    u_strToUTF8(folded, size, NULL, (const UChar *)(void *)text->data, (int32_t)text->len, &status);
    g_assert(U_SUCCESS(status));
    g_array_unref(text);
    return folded;
}

char *text_fold(const char *text)
{
    char *folded = fold_quickly(text);
    return folded ? folded : fold_thoroughly(text);
}
