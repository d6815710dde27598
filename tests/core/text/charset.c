/* Encodings: finding them, reading them. */
#include "core/charset.h"

#include <glib.h>
#include <string.h>

/* --- material --------------------------------------------------------------------------------- */

static const char *const russian[] = {
    "Иванов",   "Кузнецова", "Смирнов", "Попов",   "Соколова", "Лебедев",    "Козлов",
    "Новикова", "Морозов",   "Петров",  "Волкова", "Соловьёв", "Васильев",   "Зайцева",
    "Павлов",   "Щербаков",  "Цой",     "Юдина",   "Быков",    "Эйхенбаум",  "Александр",
    "Дмитрий",  "Екатерина", "Ольга",   "Фёдор",   "Юлия",     "Сергеевич",  "Ивановна",
    "Петровна", "Москва",    "Харьков", "Одесса",  "улица",    "постоянный", "клиент",
    "директор", "звонить",   "после",   "обеда",   "Яковлев",
};
static const char *const ukrainian[] = {
    "Іваненко", "Шевченко",   "Бондаренко", "Ткаченко", "Кравченко", "Олійник",    "Ковальчук",
    "Поліщук",  "Їжакевич",   "Єрмоленко",  "Мельник",  "Лисенко",   "Гончаренко", "Щербак",
    "Цимбалюк", "Юрченко",    "Олександр",  "Дмитро",   "Катерина",  "Наталія",    "Сергій",
    "Андрій",   "Юлія",       "Соломія",    "Київ",     "Львів",     "Запоріжжя",  "Вінниця",
    "вулиця",   "постійний",  "клієнт",     "директор", "дзвонити",  "після",      "обіду",
    "Петрівна", "Сергійович", "Яків",       "Зінченко", "Ґалаґан",
};

typedef enum { TITLE, UPPER, LOWER, N_CASES } Case;

static char *word_in_case(const char *word, Case form)
{
    return form == UPPER   ? g_utf8_strup(word, -1)
           : form == LOWER ? g_utf8_strdown(word, -1)
                           : g_strdup(word);
}

/* Rows as they come: names, a phone or an address now and then, empty cells, quotes, №, dashes. */
static char *make_table(GRand *rand, int n_rows, bool is_ukrainian)
{
    static const char *const ascii[] = {"+380501112233", "petro@example.com", "", "12.03.1985",
                                        "ok"};
    const char *const *words = is_ukrainian ? ukrainian : russian;
    Case form = (Case)g_rand_int_range(rand, 0, N_CASES);
    GString *table = g_string_new(NULL);
    for (int row = 0; row < n_rows; row++) {
        for (int cell = g_rand_int_range(rand, 1, 4); cell > 0; cell--) {
            g_autofree char *word = word_in_case(words[g_rand_int_range(rand, 0, 40)], form);
            const char *format = g_rand_int_range(rand, 0, 12) ? "%s;" : "\"%s\";";
            g_string_append_printf(table, format, word); /* NOLINT: one of two literals */
        }
        g_string_append(table, ascii[g_rand_int_range(rand, 0, 5)]);
        g_string_append(table, "\r\n");
    }
    return g_string_free(table, FALSE);
}

/* NULL: the encoding lacks a letter. */
static char *encoded(const char *text, Charset charset, gsize *size)
{
    return g_convert(text, -1, charset_name(charset), "UTF-8", NULL, size, NULL);
}

static char *decoded(const char *bytes, gsize size, Charset charset)
{
    g_autoptr(CharsetReader) reader = charset_reader_new(charset, NULL);
    GString *text = g_string_new(NULL);
    charset_reader_feed(reader, bytes, size, true, text);
    return g_string_free(text, FALSE);
}

/* --- detection -------------------------------------------------------------------------------- */

/* How many of `n` tables are read as they were written. */
static int count_right(Charset charset, bool is_ukrainian, int n_rows, int n)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20261123);
    int n_right = 0;
    for (int i = 0; i < n; i++) {
        g_autofree char *table = make_table(rand, n_rows, is_ukrainian);
        gsize size;
        g_autofree char *bytes = encoded(table, charset, &size);
        if (!bytes) { /* CP866 has no і: programs wrote a Latin one */
            i--;
            continue;
        }
        g_autofree char *text = decoded(bytes, size, charset_detect(bytes, size, true));
        n_right += g_str_equal(text, table);
    }
    return n_right;
}

/* A row or two can read well in two encodings («яковлев» on a Mac is «Яковлев» on Windows); then
 * the more usual one is taken, and the Mac's is the least usual. */
static void test_detect(gconstpointer data)
{
    static const struct {
        int n_rows, n, least, least_mac;
    } rows[] = {{1, 200, 196, 185}, {4, 100, 100, 95}, {12, 100, 100, 97}, {200, 4, 4, 4}};
    Charset charset = GPOINTER_TO_INT(data);
    for (int is_ukrainian = 0; is_ukrainian < 2; is_ukrainian++) {
        bool lacks_letters = is_ukrainian && (charset == CHARSET_CP866 || charset == CHARSET_KOI8R);
        if (lacks_letters)
            continue;
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
            g_assert_cmpint(count_right(charset, is_ukrainian, rows[i].n_rows, rows[i].n), >=,
                            charset == CHARSET_MAC_CYRILLIC ? rows[i].least_mac : rows[i].least);
    }
}

static void test_names_of_koi8(void)
{
    static const struct {
        const char *text;
        Charset written, found;
    } rows[] = {
        {"Иванов;Кузнецова;Смирнов", CHARSET_KOI8R, CHARSET_KOI8R},
        {"Иванов;Кузнецова;Смирнов", CHARSET_KOI8U, CHARSET_KOI8R},
        {"Іваненко;Олійник;Їжак", CHARSET_KOI8U, CHARSET_KOI8U},
        {"Іваненко;Олійник;Їжак", CHARSET_CP1125, CHARSET_CP1125},
        {"Иванов;Кузнецова;Смирнов", CHARSET_CP1125, CHARSET_CP866},
        {"ИВАНОВ;КУЗНЕЦОВА;СМИРНОВ", CHARSET_MAC_CYRILLIC, CHARSET_CP866}, /* the same bytes */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        gsize size;
        g_autofree char *bytes = encoded(rows[i].text, rows[i].written, &size);
        g_assert_cmpstr(charset_name(charset_detect(bytes, size, true)), ==,
                        charset_name(rows[i].found));
    }
}

static void test_marks(void)
{
    static const struct {
        const char *bytes;
        size_t size;
        bool whole;
        Charset found;
    } rows[] = {
        {"", 0, true, CHARSET_UTF8},
        {"\xff\xfe", 2, true, CHARSET_UTF16LE},
        {"\x01\0\x02\0\x03\0", 6, true, CHARSET_UTF8}, /* zeros, but no text */
        {"\x21\0\0\x21", 4, true, CHARSET_UTF8},
        {"plain;ascii\n", 12, true, CHARSET_UTF8},
        {"                ", 16, true, CHARSET_UTF8},
        {"\xef\xbb\xbf\xff", 4, true, CHARSET_UTF8},
        {"\xff\xfe"
         "a\0",
         4, true, CHARSET_UTF16LE},
        {"\xfe\xff"
         "\0a",
         4, true, CHARSET_UTF16BE},
        {"\xd0\x9f\xd0", 3, false, CHARSET_UTF8}, /* cut inside a letter */
        {"\xd0\x9f\xd0", 3, true, N_CHARSETS},    /* anything but UTF-8 */
        {"\xd0\x9f\xd0x", 4, false, N_CHARSETS},
        {"\xed\xa0\x80", 3, true, N_CHARSETS}, /* a surrogate: not strict */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        Charset found = charset_detect(rows[i].bytes, rows[i].size, rows[i].whole);
        bool is_right =
            rows[i].found == N_CHARSETS ? found != CHARSET_UTF8 : found == rows[i].found;
        if (!is_right)
            g_error("row %zu: %s", i, charset_name(found));
    }
}

/* However a part of a file ends, it is found out as the whole is. */
static void test_cut(void)
{
    static const Charset charsets[] = {CHARSET_UTF8, CHARSET_UTF16LE, CHARSET_UTF16BE,
                                       CHARSET_CP1251, CHARSET_KOI8U};
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    g_autofree char *table = make_table(rand, 20, true);
    for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
        gsize size;
        g_autofree char *bytes = encoded(table, charsets[i], &size);
        for (gsize cut = 100; cut <= size; cut++)
            g_assert_cmpint(charset_detect(bytes, cut, false), ==, charsets[i]);
    }
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Fed in pieces of any size, the text and the bad places are those of one piece. */
static void test_pieces(gconstpointer data)
{
    Charset charset = GPOINTER_TO_INT(data);
    for (int round = 0; round < 300; round++) {
        guint8 bytes[64];
        size_t size = (size_t)g_test_rand_int_range(0, sizeof bytes);
        for (size_t i = 0; i < size; i++)
            bytes[i] = (guint8)(g_test_rand_int_range(0, 3) ? g_test_rand_int_range(0, 256) : 0xd0);
        g_autoptr(CharsetReader) one = charset_reader_new(charset, NULL);
        g_autoptr(CharsetReader) many = charset_reader_new(charset, NULL);
        g_autoptr(GString) expected = g_string_new(NULL);
        g_autoptr(GString) text = g_string_new(NULL);
        charset_reader_feed(one, bytes, size, true, expected);
        for (size_t at = 0, n; at < size; at += n) {
            n = (size_t)g_test_rand_int_range(1, 6);
            n = MIN(n, size - at);
            charset_reader_feed(many, bytes + at, n, false, text);
        }
        charset_reader_feed(many, "", 0, true, text);
        g_assert_cmpmem(text->str, text->len, expected->str, expected->len);
        const GArray *places, *expected_places;
        g_assert_cmpuint(charset_reader_bad(many, &places), ==,
                         charset_reader_bad(one, &expected_places));
        g_assert_cmpmem(places->data, places->len * sizeof(uint64_t), expected_places->data,
                        expected_places->len * sizeof(uint64_t));
        for (guint i = 0; i < places->len; i++)
            g_assert_cmpuint(g_array_index(places, uint64_t, i), <, size);
        for (const char *p = text->str, *end = p + text->len; p < end; p = g_utf8_next_char(p))
            g_assert_true(!*p || (gint32)g_utf8_get_char_validated(p, end - p) > 0);
    }
}

static void test_bad_places(void)
{
    static const struct {
        Charset charset;
        const char *bytes;
        size_t size;
        const char *text;
        uint64_t n_bad, first;
    } rows[] = {
        {CHARSET_UTF8,
         "a\xff"
         "b",
         3,
         "a\xef\xbf\xbd"
         "b",
         1, 1},
        {CHARSET_UTF8,
         "\xef\xbb\xbf"
         "a\xff",
         5, "a\xef\xbf\xbd", 1, 4},
        {CHARSET_UTF8, "ab\xd0", 3, "ab\xef\xbf\xbd", 1, 2},
        {CHARSET_UTF8, "\xed\xa0\x80", 3, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 3, 0},
        {CHARSET_CP1251, "\xcf\x98\xef", 3, "П\xef\xbf\xbdп", 1, 1},
        {CHARSET_UTF16LE,
         "\xff\xfe\x1f\x04\x00\xdc"
         "a\0",
         8,
         "П\xef\xbf\xbd"
         "a",
         1, 4},
        {CHARSET_UTF16LE, "a\0b", 3, "a\xef\xbf\xbd", 1, 2},
        {CHARSET_UTF16BE, "\xfe\xff\x04\x1f", 4, "П", 0, 0},
        {CHARSET_UTF8, "\xef\xbb", 2, "\xef\xbf\xbd\xef\xbf\xbd", 2, 0},
        {CHARSET_UTF8, "", 0, "", 0, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(CharsetReader) reader = charset_reader_new(rows[i].charset, NULL);
        g_autoptr(GString) text = g_string_new(NULL);
        const GArray *places;
        charset_reader_feed(reader, rows[i].bytes, rows[i].size, true, text);
        g_assert_cmpstr(text->str, ==, rows[i].text);
        g_assert_cmpuint(charset_reader_bad(reader, &places), ==, rows[i].n_bad);
        if (rows[i].n_bad)
            g_assert_cmpuint(g_array_index(places, uint64_t, 0), ==, rows[i].first);
        else
            g_assert_cmpuint(places->len, ==, 0);
    }
}

/* Only the first mark of a file is one, also when it comes byte by byte. */
static void test_bom_in_pieces(void)
{
    static const char bytes[] = "\xef\xbb\xbf\xef\xbb\xbf"
                                "a\xef\xbb\xbf";
    g_autoptr(CharsetReader) reader = charset_reader_new(CHARSET_UTF8, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < strlen(bytes); i++)
        charset_reader_feed(reader, bytes + i, 1, i + 1 == strlen(bytes), text);
    g_assert_cmpstr(text->str, ==, bytes + 3);
    g_assert_cmpuint(charset_reader_bad(reader, NULL), ==, 0);
}

static void test_many_bad(void)
{
    g_autoptr(CharsetReader) reader = charset_reader_new(CHARSET_UTF8, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *bytes = g_strnfill(100000, '\xff');
    const GArray *places;
    charset_reader_feed(reader, bytes, 100000, true, text);
    g_assert_cmpuint(charset_reader_bad(reader, &places), ==, 100000);
    g_assert_cmpuint(places->len, ==, CHARSET_BAD_KEPT);
    g_assert_cmpuint(text->len, ==, 300000);
}

static void test_round_trip(gconstpointer data)
{
    Charset charset = GPOINTER_TO_INT(data);
    g_autoptr(GRand) rand = g_rand_new_with_seed(11);
    g_autofree char *table = make_table(rand, 3000, false);
    gsize size;
    g_autofree char *bytes = encoded(table, charset, &size);
    g_autofree char *text = decoded(bytes, size, charset);
    g_assert_cmpstr(text, ==, table);
}

static void test_names(void)
{
    static const struct {
        const char *name;
        Charset charset;
    } rows[] = {{"utf-8", CHARSET_UTF8},          {"UTF8", CHARSET_UTF8},
                {"Windows-1251", CHARSET_CP1251}, {"cp1251", CHARSET_CP1251},
                {"CP_866", CHARSET_CP866},        {"koi8-u", CHARSET_KOI8U},
                {"KOI8-R", CHARSET_KOI8R},        {"mac", CHARSET_MAC_CYRILLIC},
                {"utf-16", CHARSET_UTF16LE},      {"x-mac-cyrillic", CHARSET_MAC_CYRILLIC}};
    Charset charset;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_true(charset_from_name(rows[i].name, &charset, NULL));
        g_assert_cmpint(charset, ==, rows[i].charset);
    }
    for (Charset i = 0; i < N_CHARSETS; i++) {
        g_assert_true(charset_from_name(charset_name(i), &charset, NULL));
        g_assert_cmpint(charset, ==, i);
    }
    for (const char *const *bad =
             (const char *const[]){"", "latin1", "utf", "cp1251//TRANSLIT", "\xff", NULL};
         *bad; bad++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(charset_from_name(*bad, &charset, &error));
        g_assert_error(error, CHARSET_ERROR, CHARSET_ERROR_NAME);
    }
}

static void add_for_charsets(const char *name, GTestDataFunc test, Charset from)
{
    for (Charset charset = from; charset < N_CHARSETS; charset++) {
        g_autofree char *path = g_strdup_printf("/charset/%s/%s", name, charset_name(charset));
        g_test_add_data_func(path, GINT_TO_POINTER(charset), test);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_for_charsets("detect", test_detect, CHARSET_UTF8);
    add_for_charsets("pieces", test_pieces, CHARSET_UTF8);
    add_for_charsets("round-trip", test_round_trip, CHARSET_UTF8);
    g_test_add_func("/charset/koi8-and-dos", test_names_of_koi8);
    g_test_add_func("/charset/marks", test_marks);
    g_test_add_func("/charset/cut", test_cut);
    g_test_add_func("/charset/bad-places", test_bad_places);
    g_test_add_func("/charset/bom-in-pieces", test_bom_in_pieces);
    g_test_add_func("/charset/many-bad", test_many_bad);
    g_test_add_func("/charset/names", test_names);
    return g_test_run();
}
