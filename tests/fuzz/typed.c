#include "core/contact.h"
#include "core/layout.h"
#include "core/secret.h"
#include "core/text.h"
#include "core/when.h"
#include "fuzz.h"

#include <string.h>

const char *const fuzz_seeds[] = {
    "Дем’яненко-Коваль Алёна ТОВ «Ромашка» № 5 Їжак ﬁ ｚ и\xcc\x86 ´",
    "petro.ivanenko+tag@приклад.укр a@xn--80aikifvh.xn--j1amh",
    "+38 (050) 111-22-33 доб. 12 00380501112233 8 10 380 x12 ;ext=5",
    "2026-11-23T09:00:00.5+02:00 05.03.2026 5 березня 27 пн завтра +3 9:30 24:00 050326",
    "\xe2\x80\xae\xe2\x80\x8b\xc2\xad\xef\xbb\xbf\x1b[31m\xf0\x9f\xa6\x94\xe2\x80\x8d",
    NULL,
};

static void check_text(const char *text)
{
    g_autofree char *line = text_clean_line(text, -1, NULL);
    g_assert_nonnull(line);
    g_assert_null(strpbrk(line, "\r\n\t\x1b\x7f"));
    g_autofree char *again = text_clean_line(line, -1, NULL);
    g_assert_cmpstr(again, ==, line);
    g_autofree char *folded = text_fold(line);
    g_autofree char *twice = text_fold(folded);
    g_assert_cmpstr(twice, ==, folded);

    const char *const parts[] = {line, NULL};
    g_autofree char *search = text_search(parts);
    const char *const of_search[] = {search, NULL};
    g_autofree char *same_search = text_search(of_search);
    g_assert_cmpstr(same_search, ==, search);
    g_auto(GStrv) needles = text_search_words(line, NULL);
    for (char **needle = needles; *needle; needle++)
        g_assert_cmpuint(text_length(*needle), >=, 3);
    g_auto(GStrv) readings = layout_swap(line);
    for (char **reading = readings; *reading; reading++)
        g_assert_true(g_utf8_validate(*reading, -1, NULL));

    g_autoptr(TextCollator) collator = text_collator_new(NULL);
    g_autoptr(GByteArray) key = g_byte_array_new();
    text_sort_key(collator, line, key);
    g_assert_true(!key->len || !memchr(key->data, 0, key->len));
}

/* Keys are keys of themselves, whatever became one. */
static void check_contacts(const char *text)
{
    g_autofree char *email = email_normalise(text, NULL);
    g_autofree char *email_again = email ? email_normalise(email, NULL) : NULL;
    g_assert_cmpstr(email_again, ==, email);
    g_assert_true(!email || !strpbrk(email, " \r\n<>()\"\\,;:"));
    g_autofree char *phone = phone_key(text, "UA", NULL);
    g_autofree char *phone_again = phone ? phone_key(phone, "DE", NULL) : NULL;
    g_assert_cmpstr(phone_again, ==, phone);
}

static void check_times(const char *text)
{
    int day = 0, minutes = 0, same = 0;
    int64_t instant = 0, again = 0;
    if (day_parse(text, 20780, &day, NULL)) {
        g_autofree char *shown = day_show(day);
        g_assert_true(day_parse(shown, 0, &same, NULL) && same == day);
    }
    if (clock_parse(text, CLOCK_MIDNIGHT, &minutes, NULL)) {
        g_autofree char *shown = clock_show(minutes);
        g_assert_true(clock_parse(shown, CLOCK_MIDNIGHT, &same, NULL) && same == minutes);
    }
    if (when_parse(text, &instant, NULL)) {
        g_autofree char *shown = when_format(instant);
        g_assert_true(when_parse(shown, &again, NULL) && again == instant);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *bytes = g_strndup(size ? (const char *)data : "", size);
    g_autofree char *valid = g_utf8_make_valid(bytes, -1);
    check_text(valid);
    check_contacts(bytes);
    check_times(bytes);
    g_autoptr(GError) error = NULL;
    g_assert_true(secret_check_password(bytes, &error) == !error);
    /* Fields are shorter than whole inputs: each word by itself as well. */
    g_auto(GStrv) words = g_strsplit(bytes, " ", 64);
    for (char **word = words; *word; word++) {
        check_contacts(*word);
        check_times(*word);
    }
    return 0;
}
