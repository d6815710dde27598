/* Cleaning, folding, search, layouts. */
#include "core/text.h"
#include "core/layout.h"

#include <glib.h>
#include <string.h>

static void test_clean_line(void)
{
    static const struct {
        const char *typed, *stored;
    } rows[] = {
        {"", ""},
        {"  Іван  ", "Іван"},
        {"\t Іван\nПетро\r\n", "Іван Петро"},
        {"Іван\r\nПетро", "Іван Петро"},
        {"a  b", "a  b"},
        {"\xc2\xa0Іван\xc2\xa0", "Іван"},
        {"Ів\x01\x1b[31mан\x7f\xc2\x85", "Ів[31mан"},
        {"и\xcc\x86од", "йод"},                         /* й in two characters */
        {"Й\xe2\x80\x8b\xc2\xad\xef\xbb\xbfод", "Йод"}, /* zero width, soft hyphen, BOM */
        {"\xe2\x80\xae"
         "dcba\xe2\x80\xac",
         "dcba"}, /* bidi override */
        {"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
         "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"},
        {"a\xe2\x80\xa8"
         "b\xe2\x80\xa9"
         "c",
         "a b c"},
        {"\xef\xbf\xbf\xef\xb7\x90x", "x"}, /* non-characters */
        {"\xf3\xa0\x81\xa1x", "x"},         /* a tag */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        g_autofree char *clean = text_clean_line(rows[i].typed, -1, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(clean, ==, rows[i].stored);
    }
    g_autofree char *with_nul = text_clean_line("a\0b", 3, NULL);
    g_assert_cmpstr(with_nul, ==, "ab");
    g_autofree char *of_nothing = text_clean_line("abc", 0, NULL);
    g_assert_cmpstr(of_nothing, ==, "");
}

/* What goes and what stays, at the ends of every range. */
static void test_clean_ranges(void)
{
    static const gunichar gone[] = {
        0x1,    0x8,    0xe,     0x1f,    0x7f,    0x9f,     0xad,   0x61c,  0x180e, 0x200b,
        0x200e, 0x200f, 0x202a,  0x202e,  0x2060,  0x206f,   0xfdd0, 0xfdef, 0xfeff, 0xfff9,
        0xfffb, 0xfffe, 0xe0000, 0xe0fff, 0x1fffe, 0x10ffff, 0x80,   0x84,   0x86};
    static const gunichar kept[] = {0x21,   0x7e,   0xa1,   0xac,    0xae,    0x61b,
                                    0x61d,  0x180d, 0x200c, 0x200d,  0x2010,  0x2027,
                                    0x2030, 0x2070, 0xfdcf, 0xfdf0,  0xfefc,  0xff01,
                                    0xfff8, 0xfffc, 0xfffd, 0xdfffd, 0xe1000, 0x10fffd};
    for (size_t i = 0; i < G_N_ELEMENTS(gone); i++) {
        char text[8] = "";
        text[g_unichar_to_utf8(gone[i], text)] = '\0';
        g_autofree char *clean = text_clean_block(text, -1, NULL);
        g_assert_cmpstr(clean, ==, "");
    }
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        char text[8] = "";
        text[g_unichar_to_utf8(kept[i], text)] = '\0';
        g_autofree char *clean = text_clean_line(text, -1, NULL);
        g_assert_cmpstr(clean, ==, text);
    }
}

static void test_clean_block(void)
{
    g_autofree char *clean = text_clean_block("  a\r\nb\rc\tд \v\n\n \n", -1, NULL);
    g_assert_cmpstr(clean, ==, "  a\nb\nc\tд");
}

static void test_clean_refuses(void)
{
    static const char *const bad[] = {"\xc3(", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80",
                                      "\xff"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(text_clean_line(bad[i], -1, &error));
        g_assert_error(error, TEXT_ERROR, TEXT_ERROR_UTF8);
    }
}

static void test_length(void)
{
    g_assert_cmpuint(text_length("Їжак 🦔"), ==, 6);
    g_assert_cmpuint(text_length(""), ==, 0);
}

static void test_fold(void)
{
    static const struct {
        const char *typed, *folded;
    } rows[] = {
        {"ІВАНЕНКО", "іваненко"},
        {"Алёна ЁЖ", "алена еж"},
        {"Е\xcc\x88лка", "елка"},
        {"Ґалаґан Їжак Єва", "ґалаґан їжак єва"},
        {"йод ЙОД", "йод йод"},
        {"Дем’яненко Дем'яненко Демʼяненко Дем`яненко",
         "дем'яненко дем'яненко дем'яненко дем'яненко"},
        {"Дем‘яненко Дем´яненко", "дем'яненко дем'яненко"},
        {"Ивано\xcc\x81в", "иванов"},
        {"ＡＢＣ１２", "abc12"},
        {"ﬁrma", "firma"},
        {"a\xc2\xa0"
         "b",
         "a b"},
        {"Ів\xc2\xadан", "іван"},
        {"STRASSE Straße", "strasse strasse"},
        {"Ў Ѓ Ќ Ѐ", "ў г к е"},
        {"İstanbul", "i\xcc\x87stanbul"},
        {"«Ромашка» – № 5", "«ромашка» – no 5"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *folded = text_fold(rows[i].typed);
        g_assert_cmpstr(folded, ==, rows[i].folded);
    }
}

/* The quick way of folding gives what the thorough one does: a trailing fullwidth letter forces the
 * latter. */
static void test_fold_ways_agree(void)
{
    for (gunichar c = 1; c < 0x3100; c++) {
        char alone[8] = "", with[16] = "";
        alone[g_unichar_to_utf8(c, alone)] = '\0';
        g_snprintf(with, sizeof with, "%s%s", alone, "ｚ");
        g_autofree char *quick = text_fold(alone);
        g_autofree char *thorough = text_fold(with);
        g_autofree char *expected = g_strconcat(quick, "z", NULL);
        g_assert_cmpstr(thorough, ==, expected);
    }
}

static char *random_text(int max)
{
    static const char *const bits[] = {
        "и", "\xcc\x86", "\xcc\x88", "\xcc\x81", "е",        "Ё", "і", "Ї", "ґ",  "’",
        "`", "'",        " ",        "-",        "5",        "+", "Q", "é", "ｚ", "\xe2\x80\x8d",
        "ß", "ǅ",        "한",       "🦔",     "\xd2\x89", "«", ".", "(", "\n", "¼",
        "ё"};
    GString *text = g_string_new(NULL);
    for (int n = g_test_rand_int_range(0, max); n > 0; n--)
        g_string_append(text, bits[g_test_rand_int_range(0, G_N_ELEMENTS(bits))]);
    return g_string_free(text, FALSE);
}

static void test_idempotent(void)
{
    for (int i = 0; i < 20000; i++) {
        g_autofree char *text = random_text(12);
        g_autofree char *folded = text_fold(text);
        g_autofree char *twice = text_fold(folded);
        g_assert_cmpstr(folded, ==, twice);
        g_autofree char *clean = text_clean_line(text, -1, NULL);
        g_autofree char *again = text_clean_line(clean, -1, NULL);
        g_assert_cmpstr(clean, ==, again);
    }
}

static void test_search_text(void)
{
    static const char *const parts[] = {"Іваненко  ПЕТРО",
                                        "ТОВ «Ромашка-Плюс»",
                                        "+380501112233",
                                        "petro@example.com",
                                        "буд. 12-14, кв.5",
                                        " - ",
                                        NULL};
    g_autofree char *search = text_search(parts);
    g_assert_cmpstr(search, ==,
                    "  іваненко  петро  тов  ромашка-плюс  380501112233  petro@example.com"
                    "  буд  1214  кв.5");
}

static void test_hits(void)
{
    static const char *const parts[] = {"Дем’яненко-Коваль Алёна", "ТОВ «Ромашка»",
                                        "+380501112233",           "alyona@example.com",
                                        "вул. Садова 5, кв. 12",   NULL};
    static const char *const hits[] = {
        "",
        "д",
        "ал",
        "алена",
        "Алёна дем",
        "ДЕМ'ЯН",
        "коваль",
        "ро",
        "«ромашка»",
        "\"Ромашка\"",
        "050 111-22-33",
        "+38 (050) 111 22 33",
        "8 050 111 22 33",
        "0501112233",
        "00380501112233",
        "111-22",
        "11 22 33",
        "22-33",
        "380",
        "38",
        "alyona@ex",
        "example.com",
        "садова 5 12",
        "5",
        "алена 050 111 22 33",
        "050.111.22.33",
        "кв",
        "т",
    };
    static const char *const misses[] = {"емян",          "он",       "ле", "х",
                                         "050 111 22 34", "садова 6", "33"};
    g_autofree char *search = text_search(parts);
    for (size_t i = 0; i < G_N_ELEMENTS(hits); i++) {
        g_auto(GStrv) needles = text_search_words(hits[i], NULL);
        if (!text_matches(search, (const char *const *)needles))
            g_error("“%s” misses", hits[i]);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(misses); i++) {
        g_auto(GStrv) needles = text_search_words(misses[i], NULL);
        if (text_matches(search, (const char *const *)needles))
            g_error("“%s” hits", misses[i]);
    }
}

static void test_needles(void)
{
    static const struct {
        const char *query, *needles;
    } rows[] = {
        {"  ", ""},
        {"І", "  і"},
        {"Пе", " пе"},
        {"Пет р", "пет|  р"},
        {"5 12", "  5| 12"},
        {"22 33", "2233"},
        {"«»", ""},
        {"+38", " 38"},
        {"а 5 12 02000", "  а|  5| 12|02000"},
        {"а 050 1112233", "  а|501112233"},
        {"+48 501 +380 50 1", "48501|380501"},
        {"12–34−56‐78—9―0", "1234567890"},
        {"“ро” „ма‟ (шк) пл!", " ро| ма| шк| пл"},
        {"а,б;в:г/д|е\\є", "  а|  б|  в|  г|  д|  е|  є"},
        {"кв.5 -12- 1- -", "кв.5| 12|  1"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        size_t n;
        g_auto(GStrv) needles = text_search_words(rows[i].query, &n);
        g_autofree char *joined = g_strjoinv("|", needles);
        g_assert_cmpstr(joined, ==, rows[i].needles);
        g_assert_cmpuint(n, ==, g_strv_length(needles));
    }
}

/* Whatever a record holds is found by any of its words, by their beginnings, and by pieces of three
 * characters: needles never have fewer. */
static void test_search_property(void)
{
    for (int i = 0; i < 20000; i++) {
        g_autofree char *text = random_text(20);
        const char *const parts[] = {text, NULL};
        g_autofree char *search = text_search(parts);
        g_auto(GStrv) words = g_strsplit(search, "  ", -1);
        for (char **word = words; *word; word++) {
            /* Digits without their prefix are sought as a piece: still found. */
            g_auto(GStrv) needles = text_search_words(*word, NULL);
            g_assert_true(text_matches(search, (const char *const *)needles));
            for (char **needle = needles; *needle; needle++)
                g_assert_cmpuint(text_length(*needle), >=, 3);
        }
    }
}

static void test_layout(void)
{
    static const struct {
        const char *query, *readings;
    } rows[] = {
        {"sdfytyrj", "іваненко|ываненко"},
        {"зуекщ", "petro"},
        {"Gtnhj", "Петро"},
        {"]dfy", "їван|ъван"},
        {"12 34", ""},
        {"abc где", ""},
        {"k.,jd", "любов"},
        {"'yn", "єнт|энт"},
        {"", ""},
        {"`kf", "'ла|ёла"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) readings = layout_swap(rows[i].query);
        g_autofree char *joined = g_strjoinv("|", readings);
        g_assert_cmpstr(joined, ==, rows[i].readings);
    }
}

static void test_layout_keys(void)
{
    static const struct {
        const char *letter, *key;
    } rows[] = {{"й", "q"}, {"ъ", "]"},  {"ї", "]"}, {"ы", "s"}, {"і", "s"}, {"э", "'"},
                {"є", "'"}, {"ґ", "\\"}, {"ё", "`"}, {"Ж", ":"}, {"х", "["}, {"Х", "{"},
                {"Ї", "}"}, {"ь", "m"},  {"б", ""},  {"Ю", ""},  {"q", ""},  {"ў", ""}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpuint(layout_latin(g_utf8_get_char(rows[i].letter)), ==,
                         g_utf8_get_char(rows[i].key));
}

static void compare_order(TextCollator *collator, const char *const *texts, size_t n)
{
    g_autoptr(GByteArray) before = g_byte_array_new();
    g_autoptr(GByteArray) after = g_byte_array_new();
    for (size_t i = 0; i + 1 < n; i++) {
        text_sort_key(collator, texts[i], before);
        text_sort_key(collator, texts[i + 1], after);
        int order = memcmp(before->data, after->data, MIN(before->len, after->len));
        if (order > 0 || (order == 0 && before->len >= after->len))
            g_error("“%s” stands not before “%s”", texts[i], texts[i + 1]);
    }
}

static void test_sort_order(void)
{
    static const char *const names[] = {
        "5 елемент",  "10 елементів", "Абрамов",   "Галаган", "Ґалаґан Б", "Демиденко",
        "Дем’яненко", "Дем'янчук",    "Евгеньев",  "Єва",     "Жук",       "Иванов",
        "Іваненко",   "Їжак",         "Йосипенко", "Кіт",     "«Ромашка»", "Ромашка Б",
        "Ромашкан",   "Щур",          "Ющенко",    "Яна",     "abc",       "Zorro"};
    GError *error = NULL;
    g_autoptr(TextCollator) collator = text_collator_new(&error);
    g_assert_no_error(error);
    compare_order(collator, names, G_N_ELEMENTS(names));
    g_assert_true(g_str_has_prefix(text_collation_version(collator), "uk-1-"));
}

static void test_sort_equal(void)
{
    static const char *const pairs[] = {"дем’яненко", "Демяненко", "РОМАШКА", "«Ромашка»", NULL};
    g_autoptr(TextCollator) collator = text_collator_new(NULL);
    g_autoptr(GByteArray) left = g_byte_array_new();
    g_autoptr(GByteArray) right = g_byte_array_new();
    for (int i = 0; pairs[i]; i += 2) {
        text_sort_key(collator, pairs[i], left);
        text_sort_key(collator, pairs[i + 1], right);
        g_assert_cmpmem(left->data, left->len, right->data, right->len);
    }
    text_sort_key(collator, NULL, left);
    g_assert_cmpuint(left->len, ==, 0);
    text_sort_key(collator, "\"", left);
    g_assert_cmpuint(left->len, ==, 0);
}

/* Long and odd text neither overruns nor grows keys without bound. */
static void test_sort_long(void)
{
    g_autoptr(TextCollator) collator = text_collator_new(NULL);
    g_autoptr(GByteArray) key = g_byte_array_new();
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 1000; i++)
        g_string_append(text, i % 3 ? "🦔" : "ﷺ");
    text_sort_key(collator, text->str, key);
    g_assert_cmpuint(key->len, >, 100);
    g_assert_cmpuint(key->len, <, 8192);
}

static bool key_is_between(TextCollator *collator, const char *text, const GByteArray *from,
                           const GByteArray *before)
{
    g_autoptr(GByteArray) key = g_byte_array_new();
    text_sort_key(collator, text, key);
    g_autoptr(GBytes) at = g_bytes_new(key->data, key->len);
    g_autoptr(GBytes) low = g_bytes_new(from->data, from->len);
    g_autoptr(GBytes) high = g_bytes_new(before->data, before->len);
    return g_bytes_compare(low, at) <= 0 && g_bytes_compare(at, high) < 0;
}

static char *random_letters(int most)
{
    static const char *const letters[] = {"а", "ґ", "г", "і", "ї", "ь", "я", "z", " ", "-"};
    GString *text = g_string_new("о"); /* a text of blanks alone is one of its own */
    for (int n = g_test_rand_int_range(0, most); n > 0; n--)
        g_string_append(text, letters[g_test_rand_int_range(0, G_N_ELEMENTS(letters))]);
    return g_string_free(text, FALSE);
}

/* Between the bounds of a beginning stand exactly the texts that begin so. */
static void test_sort_range(void)
{
    g_autoptr(TextCollator) collator = text_collator_new(NULL);
    g_autoptr(GByteArray) from = g_byte_array_new();
    g_autoptr(GByteArray) before = g_byte_array_new();
    for (int i = 0; i < 20000; i++) {
        g_autofree char *prefix = random_letters(4);
        g_autofree char *rest = random_letters(6);
        g_autofree char *longer = g_strconcat(prefix, rest, NULL);
        g_autofree char *other = random_letters(8);
        text_sort_range(collator, prefix, from, before);
        g_assert_true(key_is_between(collator, longer, from, before));
        if (key_is_between(collator, other, from, before) != g_str_has_prefix(other, prefix))
            g_error("“%s” and “%s”", prefix, other);
    }
    text_sort_range(collator, "Лис'ук ", from, before);
    g_assert_true(key_is_between(collator, "ЛИСУК Ольга", from, before));
    g_assert_false(key_is_between(collator, "Лисук", from, before));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/clean-line", test_clean_line);
    g_test_add_func("/text/clean-ranges", test_clean_ranges);
    g_test_add_func("/text/clean-block", test_clean_block);
    g_test_add_func("/text/clean-refuses", test_clean_refuses);
    g_test_add_func("/text/length", test_length);
    g_test_add_func("/text/fold", test_fold);
    g_test_add_func("/text/fold-ways-agree", test_fold_ways_agree);
    g_test_add_func("/text/idempotent", test_idempotent);
    g_test_add_func("/text/search-text", test_search_text);
    g_test_add_func("/text/hits", test_hits);
    g_test_add_func("/text/needles", test_needles);
    g_test_add_func("/text/search-property", test_search_property);
    g_test_add_func("/layout/swap", test_layout);
    g_test_add_func("/layout/keys", test_layout_keys);
    g_test_add_func("/sort/order", test_sort_order);
    g_test_add_func("/sort/equal", test_sort_equal);
    g_test_add_func("/sort/long", test_sort_long);
    g_test_add_func("/sort/range", test_sort_range);
    return g_test_run();
}
