/* Colours that can be read: contrast by WCAG 2 between each style's text and its background. */
#include "tui/theme.h"

#include <glib.h>
#include <math.h>

#include "harness.h"

static const int base[8][3] = {{0, 0, 0},   {205, 0, 0},   {0, 205, 0},   {205, 205, 0},
                               {0, 0, 238}, {205, 0, 205}, {0, 205, 205}, {229, 229, 229}};

static void rgb_of(int color, int *rgb)
{
    static const int levels[] = {0, 95, 135, 175, 215, 255};
    for (int i = 0; i < 3; i++) {
        if (color < 8)
            rgb[i] = base[color][i];
        else if (color >= 232)
            rgb[i] = 8 + 10 * (color - 232);
        else
            rgb[i] = levels[(color - 16) / (i == 0 ? 36 : i == 1 ? 6 : 1) % 6];
    }
}

static double luminance(int color)
{
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    int rgb[3];
    double sum = 0;
    rgb_of(color, rgb);
    for (int i = 0; i < 3; i++) {
        double part = rgb[i] / 255.0;
        sum += weights[i] * (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(int a, int b)
{
    double x = luminance(a), y = luminance(b);
    return (MAX(x, y) + 0.05) / (MIN(x, y) + 0.05);
}

/* Rules and the bars of a comparison are no text; all else can be read on 256 colours. */
static void test_contrast(void)
{
    for (Level level = LEVEL_GLOBAL; level < LEVEL_N; level++) {
        for (Style style = STYLE_TEXT; style < STYLE_N; style++) {
            int fg, bg;
            bool picture = style == STYLE_LINE || style == STYLE_CHART_OTHER;
            theme_colors(level, style, true, &fg, &bg);
            if (contrast(fg, bg) < (picture ? 2.0 : 3.0))
                g_error("style %d on level %d: contrast %.1f", style, level, contrast(fg, bg));
            theme_colors(level, style, false, &fg, &bg);
            g_assert_cmpint(fg, !=, bg);
        }
    }
}

static void test_body_text(void)
{
    static const Style texts[] = {STYLE_TEXT,  STYLE_BOLD,   STYLE_SELECTED,
                                  STYLE_FIELD, STYLE_DIALOG, STYLE_HEADER};
    for (Level level = LEVEL_GLOBAL; level < LEVEL_N; level++) {
        for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
            int fg, bg;
            theme_colors(level, texts[i], true, &fg, &bg);
            g_assert_cmpfloat(contrast(fg, bg), >=, 4.5);
        }
    }
}

/* White on cyan or green cannot be read on eight colours. */
static void test_eight_colors(void)
{
    for (Level level = LEVEL_GLOBAL; level < LEVEL_N; level++) {
        for (Style style = STYLE_TEXT; style < STYLE_N; style++) {
            int fg, bg;
            theme_colors(level, style, false, &fg, &bg);
            g_assert_false(fg == 7 && (bg == 6 || bg == 2 || bg == 3));
        }
    }
}

static void check_pairs(const Theme *theme, bool colors)
{
    short most = 0;
    for (Level level = LEVEL_GLOBAL; level < LEVEL_N; level++)
        for (Style style = STYLE_TEXT; style < STYLE_N; style++)
            most = MAX(most, theme->looks[level][style].pair);
    g_assert_cmpint(most, <=, THEME_PAIRS_MAX);
    g_assert_true((most > 0) == colors);
}

/* The table stays within its pairs on every terminal, and without colours the cursor, a marked row
 * and an error still differ from text. */
static void test_terminals(void)
{
    static const struct {
        const char *term;
        bool no_color;
        int colors;
    } cases[] = {{"xterm-256color", false, 256},
                 {"xterm", false, 8},
                 {"linux", false, 8},
                 {"vt100", false, 0},
                 {"xterm-256color", true, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Harness) h =
            harness_new(&(HarnessOptions){.term = cases[i].term, .no_color = cases[i].no_color});
        Theme theme;
        g_assert_cmpint(term_colors(ui_term(harness_ui(h))), ==, cases[i].colors);
        theme_init(&theme, cases[i].colors);
        check_pairs(&theme, cases[i].colors > 0);
        const Look *looks = theme.looks[LEVEL_GLOBAL];
        if (cases[i].colors)
            continue;
        g_assert_cmpuint(looks[STYLE_SELECTED].attributes, !=, looks[STYLE_TEXT].attributes);
        g_assert_cmpuint(looks[STYLE_MARKED].attributes, !=, looks[STYLE_TEXT].attributes);
        g_assert_cmpuint(looks[STYLE_ERROR].attributes, !=, looks[STYLE_TEXT].attributes);
        g_assert_cmpuint(looks[STYLE_BUTTON_ACTIVE].attributes, !=, looks[STYLE_BUTTON].attributes);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/theme/contrast", test_contrast);
    g_test_add_func("/theme/body-text", test_body_text);
    g_test_add_func("/theme/eight-colors", test_eight_colors);
    g_test_add_func("/theme/terminals", test_terminals);
    return g_test_run();
}
