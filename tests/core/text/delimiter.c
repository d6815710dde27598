/* The shape of a table. */
#include "core/delimiter.h"

#include <glib.h>
#include <string.h>

static bool is_known(const char *cell, void *data)
{
    static const char *const names[] = {"Прізвище", "Ім'я", "email", "Телефон", NULL};
    return g_strv_contains(names, cell);
}

static void test_shapes(void)
{
    static const struct {
        const char *text;
        TableShape shape;
    } rows[] = {
        {"", {'\t', false, 0, 0}},
        {"a,b,c\n1,2,3\n", {',', true, 3, 0}},
        {"a;b;c\r\n1;2;3\r\n", {';', true, 3, 0}},
        {"a\tb\n1\t2\n", {'\t', true, 2, 0}},
        {"a|b\r1|2\r", {'|', true, 2, 0}},
        {"Прізвище;Ім'я\nІваненко;Петро\n", {';', true, 2, 0}},
        {"Іваненко;Петро\nОлійник;Ірина\n", {';', false, 2, 0}},
        {"Іваненко;a@b.ua\nОлійник;c@d.ua\n", {';', false, 2, 0}},
        {"name;mail\nОлійник;c@d.ua\n", {';', true, 2, 0}},
        {"Іваненко;Садова, 5, кв. 3\nОлійник;Садова, 6, кв. 1\n", {';', false, 2, 0}},
        {"email,tags\na@b.ua,x;y\nc@d.ua,x;y\n", {',', true, 2, 0}},
        {"\"a;b\",\"c\"\"d\"\n\"e;f\",\"g\nh\"\n", {',', false, 2, 0}},
        {"\"ТОВ \"Ромашка\" +\";5\n\"ТОВ \"Лілія\" +\";6\n", {';', false, 2, 0}},
        {"email\na@b.ua\nc@d.ua\n", {'\t', true, 1, 0}},
        {"a@b.ua\nc@d.ua\n", {'\t', false, 1, 0}},
        {"Іваненко, Петро\nОлійник Ірина\nКоваль\n", {'\t', false, 1, 0}},
        {"sep=,\r\na;b,c;d\n1;2,3;4\n", {',', true, 2, 7}},
        {"SEP=;\na;b\n", {';', false, 2, 6}},
        {"\n\r\nТелефон;x\n;y\n", {';', true, 2, 0}},
        {"1;2;3\n4;5;6\n", {';', false, 3, 0}},
        {"a;b;c\n1;2\n3;4;5\n6;7;8\n", {';', true, 3, 0}}, /* one short row */
        {"Прізвище;Ім'я;email\nІваненко\nПетренко;Олена;;;\n",
         {';', true, 3, 0}}, /* no two alike */
        {"Київ|\"a;b|c\"\n", {'|', false, 2, 0}},
        {"дата;сума\n01.02.2026;1200,50\n02.02.2026;800,00\n", {';', true, 2, 0}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        TableShape shape =
            delimiter_detect(rows[i].text, strlen(rows[i].text), true, 0, is_known, NULL);
        if (shape.delimiter != rows[i].shape.delimiter ||
            shape.has_header != rows[i].shape.has_header ||
            shape.n_columns != rows[i].shape.n_columns || shape.start != rows[i].shape.start)
            g_error("“%s”: '%c' header %d columns %zu start %zu", rows[i].text, shape.delimiter,
                    shape.has_header, shape.n_columns, shape.start);
    }
}

static void test_given(void)
{
    static const char text[] = "a;b,c\n1;2,3\n";
    TableShape shape = delimiter_detect(text, strlen(text), true, ',', NULL, NULL);
    g_assert_cmpint(shape.delimiter, ==, ',');
    g_assert_cmpuint(shape.n_columns, ==, 2);
}

/* A sample is cut anywhere after its first rows. */
static void test_cut(void)
{
    g_autoptr(GString) text = g_string_new("Прізвище;Адреса;Телефон\n");
    for (int i = 0; i < 300; i++)
        g_string_append_printf(
            text, "Іваненко;\"вул. Садова, %d\nкв. 5; під'їзд 2\";+3805011%05d\n", i, i);
    for (size_t size = 300; size < 2000; size++) {
        TableShape shape = delimiter_detect(text->str, size, false, 0, is_known, NULL);
        g_assert_cmpint(shape.delimiter, ==, ';');
        g_assert_cmpuint(shape.n_columns, ==, 3);
        g_assert_true(shape.has_header);
    }
}

/* Tables of random width, delimiter, quoting and cells are recognised. */
static void test_property(void)
{
    static const char delimiters[] = ",;|\t";
    static const char *const cells[] = {"Іваненко",           "Петро Іванович", "a@b.ua",
                                        "+380501112233",      "Київ",           "",
                                        "\"вул. Садова, 5\"", "\"a;b|c\"",      "12.03.1985"};
    for (int i = 0; i < 2000; i++) {
        char delimiter = delimiters[g_test_rand_int_range(0, 4)];
        int n_columns = g_test_rand_int_range(2, 12), n_rows = g_test_rand_int_range(1, 30);
        g_autoptr(GString) text = g_string_new(NULL);
        for (int row = 0; row < n_rows; row++)
            for (int column = 1; column <= n_columns; column++)
                g_string_append_printf(text, "%s%c",
                                       cells[g_test_rand_int_range(0, G_N_ELEMENTS(cells))],
                                       column < n_columns ? delimiter : '\n');
        if (text->str[0] == '\n')
            continue;
        TableShape shape = delimiter_detect(text->str, text->len, true, 0, NULL, NULL);
        g_assert_cmpint(shape.delimiter, ==, delimiter);
        g_assert_cmpuint(shape.n_columns, ==, (size_t)n_columns);
    }
}

static void test_hostile(void)
{
    static const char alphabet[] = "\"\",;|\t\n\rab@1 \0";
    for (int i = 0; i < 20000; i++) {
        size_t size = (size_t)g_test_rand_int_range(0, 60);
        g_autofree char *text = g_malloc(size); /* no NUL at the end: reading past it is caught */
        for (size_t k = 0; k < size; k++)
            text[k] = alphabet[g_test_rand_int_range(0, sizeof alphabet)];
        TableShape shape = delimiter_detect(text, size, g_test_rand_bit(), 0, is_known, NULL);
        g_assert_nonnull(memchr(",;|\t", shape.delimiter, 4));
        g_assert_cmpuint(shape.n_columns, <=, size + 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/delimiter/shapes", test_shapes);
    g_test_add_func("/delimiter/given", test_given);
    g_test_add_func("/delimiter/cut", test_cut);
    g_test_add_func("/delimiter/property", test_property);
    g_test_add_func("/delimiter/hostile", test_hostile);
    return g_test_run();
}
