#include "core/charset.h"
#include "core/delimiter.h"
#include "core/text.h"
#include "fuzz.h"

#include <string.h>

const char *const fuzz_seeds[] = {
    "Прізвище;Ім'я;Email;Телефон\r\nІваненко;\"Петро\";petro@example.com;+380501112233\r\n",
    "sep=,\nemail,\"ТОВ \"\"Ромашка\"\"\",1200\n\"a\nb\",\"c\"\"d\",|\n",
    "\xef\xbb\xbf"
    "a\tb\tc\n1\t2\t3\n",
    "\xc8\xe2\xe0\xed\xee\xe2;\xcf\xe5\xf2\xf0\xee\xe2\xe0\n\xb3\xe2\xe0\xed;\xbf\xe6\xe0\xea\n",
    "\x88\xa2\xa0\xad\xae\xa2;\x8f\xa5\xe2\xe0\xae\xa2\xa0\n",
    "\xff\xfe"
    "a;\x18\x04\x32\x04\x30\x04\n",
    NULL,
};

/* What was read is UTF-8, with as many signs of bad bytes as were counted or more; of the sample a
 * shape comes out that a reader can use. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Charset charset = charset_detect(data, size, size % 2);
    g_autoptr(CharsetReader) reader = charset_reader_new(charset, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    size_t half = size / 3;
    charset_reader_feed(reader, data, half, false, text);
    charset_reader_feed(reader, data + half, size - half, true, text);
    g_assert_cmpuint(text_utf8_prefix(text->str, text->len), ==, text->len);

    const GArray *places;
    uint64_t n_bad = charset_reader_bad(reader, &places), before = 0, n_signs = 0;
    for (const char *p = text->str; p + 3 <= text->str + text->len; p++)
        n_signs += memcmp(p, "\xef\xbf\xbd", 3) == 0;
    g_assert_cmpuint(n_signs, >=, n_bad);
    for (guint i = 0; i < places->len; before = g_array_index(places, uint64_t, i++))
        g_assert_true(g_array_index(places, uint64_t, i) < size &&
                      (!i || g_array_index(places, uint64_t, i) > before));

    g_autofree char *sample = g_memdup2(text->str, text->len);
    TableShape shape = delimiter_detect(sample, text->len, size % 2, 0, NULL, NULL);
    g_assert_nonnull(memchr(",;|\t", shape.delimiter, 4));
    g_assert_cmpuint(shape.start, <=, text->len);
    return 0;
}
