#include "tui/text.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>

/* Texts with everything that goes wrong: each is shown, none is passed. */
static const struct {
    const char *text, *shown;
    int width;
} samples[] = {
    {"", "", 0},
    {"abc", "abc", 3},
    {"Їжак", "Їжак", 4},
    {"a\tb", "a    b", 6},
    {"a\033[2Jb", "a␛[2Jb", 6},
    {"a\nb", "a␊b", 3},
    {"\177", "␡", 1},
    {"\302\233"
     "31m",
     "<009B>31m", 9},
    {"\342\200\256abc", "<202E>abc", 9},
    {"a\342\200\213b", "a<200B>b", 8},
    {"a\302\255b", "a<00AD>b", 8},
    {"\357\273\277x", "<FEFF>x", 7},
    {"\315\270x", "<0378>x", 7},
    {"\377x", "\357\277\275x", 2},
    {"\320", "\357\277\275", 1},
    {"за\314\201мок", "за\314\201мок", 5},
    {"\314\201x", "◌\314\201x", 2},
    {"中文", "中文", 4},
    {"№ € — ✓", "№ € — ✓", 7},
};

static void test_samples(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
        g_autofree char *shown = text_fit(samples[i].text, text_width(samples[i].text), ALIGN_LEFT);
        g_assert_cmpstr(shown, ==, samples[i].shown);
        g_assert_cmpint(text_width(samples[i].text), ==, samples[i].width);
    }
}

/* Strings of all that samples are made of, in any order, cut anywhere. */
static char *random_text(void)
{
    GString *text = g_string_new(NULL);
    for (int n = g_test_rand_int_range(0, 12); n > 0; n--) {
        int i = g_test_rand_int_range(0, G_N_ELEMENTS(samples));
        g_string_append(text, samples[i].text);
        if (g_test_rand_bit())
            g_string_append_c(text, (char)g_test_rand_int_range(1, 256));
    }
    return g_string_free(text, FALSE);
}

static bool is_safe(const char *shown)
{
    if (!g_utf8_validate(shown, -1, NULL))
        return false;
    for (const char *p = shown; *p; p = g_utf8_next_char(p))
        if (text_is_hidden(g_utf8_get_char(p)) || wcwidth((wchar_t)g_utf8_get_char(p)) < 0)
            return false;
    return true;
}

static void check_cells(const char *text)
{
    TextCell cell;
    gsize length = 0;
    for (const char *p = text; *p;) {
        const char *next = text_next(p, NULL, &cell);
        g_assert_cmpint(next - p, ==, cell.length);
        g_assert_cmpint(cell.length, >=, 1);
        g_assert_cmpint(cell.width, >=, 1);
        g_assert_true(is_safe(cell.show));
        if (g_utf8_validate(text, -1, NULL) && p > text)
            g_assert_true(text_prev(text, p) < p);
        length += (gsize)cell.length;
        p = next;
    }
    g_assert_cmpuint(length, ==, strlen(text));
}

static void check_fit(const char *text, int width)
{
    for (Align align = ALIGN_LEFT; align <= ALIGN_CENTRE; align++) {
        g_autofree char *fitted = text_fit(text, width, align);
        g_assert_cmpint(text_width(fitted), ==, width);
    }
    g_autofree char *clipped = text_clip(text, width);
    g_assert_cmpint(text_width(clipped), <=, width);
    if (text_width(text) <= width)
        g_assert_cmpint(text_width(clipped), ==, text_width(text));
    else if (width > 0)
        g_assert_true(g_str_has_suffix(clipped, "…"));
    g_autofree char *prefix = g_strndup(text, text_prefix(text, width));
    g_assert_cmpint(text_width(prefix), <=, width);
}

static void check_wrap(const char *text, int width)
{
    const char *end = text + strlen(text);
    for (const char *p = text; p < end;) {
        const char *next = text_break(p, end, width);
        g_assert_true(next > p && next <= end);
        g_autofree char *line = g_strndup(p, (gsize)(next - p));
        g_strchomp(line);
        TextCell cell;
        bool one_cell = *line && text_next(line, NULL, &cell) == line + strlen(line);
        g_assert_true(one_cell || text_width(line) <= width);
        p = next;
    }
}

static void test_properties(void)
{
    for (int round = 0; round < 3000; round++) {
        g_autofree char *text = random_text();
        int width = g_test_rand_int_range(0, 30);
        check_cells(text);
        check_fit(text, width);
        check_wrap(text, width + 1);
        g_autofree char *input = text_input(text, -1, round % 2);
        g_assert_true(g_utf8_validate(input, -1, NULL));
        g_assert_true(g_utf8_strlen(input, -1) <= (glong)strlen(text));
        g_assert_null(strchr(input, '\033'));
        if (round % 2 == 0)
            g_assert_null(strpbrk(input, "\n\r\t"));
    }
}

static void test_input(void)
{
    g_autofree char *line = text_input("e\314\210 one\r\ntwo\tthree", -1, false);
    g_assert_cmpstr(line, ==, "ë one two three");
    g_autofree char *block = text_input("one\r\ntwo\rthree\n", -1, true);
    g_assert_cmpstr(block, ==, "one\ntwo\nthree\n");
}

static void test_wrap(void)
{
    g_auto(GStrv) lines = text_wrap("один два три\nчетыре", 8);
    g_assert_cmpstr(lines[0], ==, "один два");
    g_assert_cmpstr(lines[1], ==, "три");
    g_assert_cmpstr(lines[2], ==, "четыре");
    g_assert_null(lines[3]);
}

static void test_number(void)
{
    static const struct {
        gint64 n;
        const char *text;
    } numbers[] = {{0, "0"},
                   {999, "999"},
                   {1000, "1\u00a0000"},
                   {-1234567, "-1\u00a0234\u00a0567"},
                   {-123, "-123"}};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autofree char *text = text_number(numbers[i].n);
        g_assert_cmpstr(text, ==, numbers[i].text);
    }
}

/* A mark more than a terminal's cell holds is left out, the text's end is still found. */
static void test_many_marks(void)
{
    g_autoptr(GString) text = g_string_new("e");
    for (int i = 0; i < 50; i++)
        g_string_append(text, "\314\201");
    TextCell cell;
    const char *end = text_next(text->str, NULL, &cell);
    g_assert_true(*end == '\0');
    g_assert_cmpint(g_utf8_strlen(cell.show, -1), ==, 1 + TEXT_MARKS_MAX);
    g_assert_cmpint(cell.width, ==, 1);
}

/* What a terminal's two cells do not hold for curses is left out, and goes with its base all the
 * same. */
static void test_wide_marks(void)
{
    static const char text[] = "中\314\201a";
    TextCell cell;
    const char *next = text_next(text, NULL, &cell);
    g_assert_cmpstr(cell.show, ==, "中");
    g_assert_cmpint(cell.width, ==, 2);
    g_assert_cmpstr(next, ==, "a");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setlocale(LC_CTYPE, "C.UTF-8");
    g_test_add_func("/text/samples", test_samples);
    g_test_add_func("/text/properties", test_properties);
    g_test_add_func("/text/input", test_input);
    g_test_add_func("/text/wrap", test_wrap);
    g_test_add_func("/text/number", test_number);
    g_test_add_func("/text/many-marks", test_many_marks);
    g_test_add_func("/text/wide-marks", test_wide_marks);
    return g_test_run();
}
