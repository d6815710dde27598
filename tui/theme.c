#define NCURSES_WIDECHAR 1
#include "tui/theme.h"

#include <curses.h>
#include <glib.h>

/* One row per style: foreground and background on 256 colours for the three levels, the same on
 * eight colours, and attributes with and without colours. Equal colours share a pair. Dim text on
 * teal and green is never darker than 250: 246 has a contrast of 2.5 there. */
typedef struct {
    Style style;
    short fg[LEVEL_N], bg[LEVEL_N], fg8[LEVEL_N], bg8[LEVEL_N];
    unsigned attributes, mono;
} Paint;

enum { K, R, GR, Y, B, M, C, W }; /* the eight colours in their order */

#define SAME(x)                                                                                    \
    {                                                                                              \
        x, x, x                                                                                    \
    }
#define BACK                                                                                       \
    {                                                                                              \
        17, 23, 22                                                                                 \
    }
#define BACK8                                                                                      \
    {                                                                                              \
        B, C, GR                                                                                   \
    }
#define BAR                                                                                        \
    {                                                                                              \
        25, 30, 28                                                                                 \
    }
#define CURSOR                                                                                     \
    {                                                                                              \
        32, 37, 34                                                                                 \
    }
#define INK                                                                                        \
    {                                                                                              \
        W, K, K                                                                                    \
    }

static const Paint paints[STYLE_N] = {
    {STYLE_TEXT, SAME(252), BACK, INK, BACK8, 0, 0},
    {STYLE_DIM, {248, 250, 250}, BACK, {C, K, K}, BACK8, 0, 0},
    {STYLE_BOLD, SAME(231), BACK, INK, BACK8, A_BOLD, A_BOLD},
    {STYLE_TITLE, SAME(231), BACK, INK, BACK8, A_BOLD, A_BOLD},
    {STYLE_HEADER, {153, 159, 157}, BACK, {C, K, K}, BACK8, A_BOLD, A_UNDERLINE},
    {STYLE_HEADER_ACTIVE,
     SAME(227),
     BACK,
     {Y, K, K},
     BACK8,
     A_BOLD | A_UNDERLINE,
     A_BOLD | A_UNDERLINE},
    {STYLE_LABEL, {153, 159, 157}, BACK, {C, K, K}, BACK8, 0, 0},
    {STYLE_LINE, {61, 73, 71}, BACK, {C, K, K}, BACK8, 0, 0},
    {STYLE_MARKED, SAME(227), BACK, {Y, K, K}, BACK8, A_BOLD, A_BOLD},
    {STYLE_OVERDUE, SAME(210), BACK, SAME(W), SAME(R), 0, A_BOLD},
    {STYLE_CLOSED, {248, 250, 250}, BACK, {C, K, K}, BACK8, 0, 0},
    {STYLE_LINK, {153, 159, 157}, BACK, {C, K, K}, BACK8, A_UNDERLINE, A_UNDERLINE},
    {STYLE_MATCH, SAME(16), SAME(221), SAME(K), SAME(Y), 0, A_REVERSE},
    {STYLE_ERROR, SAME(210), BACK, SAME(W), SAME(R), A_BOLD, A_BOLD},
    {STYLE_WARNING, SAME(227), BACK, {Y, K, K}, BACK8, 0, A_BOLD},
    {STYLE_GOOD, {120, 157, 157}, BACK, {GR, K, K}, BACK8, 0, 0},
    {STYLE_MENU, SAME(252), BACK, INK, BACK8, 0, 0},
    {STYLE_MENU_HEADING, {153, 159, 157}, BACK, {C, K, K}, BACK8, A_BOLD, A_BOLD},
    {STYLE_MENU_KEY, {248, 250, 250}, BACK, {C, K, K}, BACK8, 0, 0},
    {STYLE_MENU_CURRENT, SAME(231), BAR, SAME(W), SAME(K), A_BOLD, A_BOLD | A_UNDERLINE},
    {STYLE_CHART, {120, 157, 157}, BACK, {GR, K, K}, BACK8, 0, 0},
    {STYLE_CHART_OTHER, {61, 73, 71}, BACK, {C, K, K}, BACK8, 0, 0},
    {STYLE_SELECTED, SAME(16), CURSOR, {K, W, W}, {C, B, B}, 0, A_REVERSE},
    {STYLE_SELECTED_MARKED, SAME(16), CURSOR, {K, W, W}, {C, B, B}, A_BOLD, A_REVERSE | A_BOLD},
    {STYLE_SELECTED_IDLE, SAME(231), BAR, SAME(W), SAME(K), 0, A_UNDERLINE},
    {STYLE_TOP, SAME(231), BAR, SAME(K), SAME(W), 0, A_REVERSE},
    {STYLE_TOP_TITLE, SAME(231), BAR, SAME(K), SAME(W), A_BOLD, A_REVERSE | A_BOLD},
    {STYLE_TOP_LEVEL, SAME(16), {39, 44, 40}, INK, BACK8, A_BOLD, A_REVERSE | A_BOLD},
    {STYLE_TOP_DIM, {195, 231, 231}, BAR, SAME(K), SAME(W), 0, A_REVERSE},
    {STYLE_STATUS, SAME(252), SAME(236), SAME(K), SAME(W), 0, A_REVERSE},
    {STYLE_STATUS_DIM, SAME(248), SAME(236), SAME(K), SAME(W), 0, A_REVERSE},
    {STYLE_KEY, SAME(231), SAME(236), SAME(W), SAME(K), 0, A_BOLD},
    {STYLE_KEY_LABEL, SAME(16), CURSOR, SAME(K), {C, W, W}, 0, A_REVERSE},
    {STYLE_FIELD, SAME(255), SAME(238), SAME(W), SAME(K), 0, A_UNDERLINE},
    {STYLE_FIELD_ACTIVE, SAME(16), SAME(195), SAME(K), SAME(W), 0, A_REVERSE},
    {STYLE_FIELD_LOCKED, SAME(250), SAME(236), SAME(C), SAME(K), 0, 0},
    {STYLE_FIELD_HINT, SAME(248), SAME(238), SAME(C), SAME(K), 0, A_UNDERLINE},
    {STYLE_BUTTON, SAME(16), SAME(247), SAME(W), SAME(K), 0, 0},
    {STYLE_BUTTON_ACTIVE, SAME(231), SAME(25), SAME(K), SAME(Y), A_BOLD, A_REVERSE | A_BOLD},
    {STYLE_BUTTON_DANGER, SAME(231), SAME(160), SAME(W), SAME(R), A_BOLD, A_REVERSE | A_BOLD},
    {STYLE_CHIP, SAME(16), SAME(221), SAME(K), SAME(Y), 0, A_REVERSE},
    {STYLE_TOAST, SAME(16), SAME(150), SAME(K), SAME(GR), 0, A_REVERSE},
    {STYLE_TOAST_ERROR, SAME(231), SAME(160), SAME(W), SAME(R), A_BOLD, A_REVERSE | A_BOLD},
    {STYLE_DIALOG, SAME(16), SAME(252), SAME(K), SAME(W), 0, 0},
    {STYLE_DIALOG_DIM, SAME(238), SAME(252), SAME(K), SAME(W), 0, 0},
    {STYLE_DIALOG_TITLE, SAME(18), SAME(252), SAME(B), SAME(W), A_BOLD, A_BOLD},
    {STYLE_DIALOG_SELECTED, SAME(231), SAME(25), SAME(W), SAME(B), 0, A_REVERSE},
    {STYLE_DIALOG_MATCH, SAME(16), SAME(221), SAME(K), SAME(Y), 0, A_REVERSE},
    {STYLE_DIALOG_ERROR, SAME(88), SAME(252), SAME(R), SAME(W), A_BOLD, A_BOLD},
    {STYLE_ROUND_PLUS, SAME(231), SAME(27), SAME(W), SAME(B), A_BOLD, A_REVERSE | A_BOLD},
};

void theme_colors(Level level, Style style, bool many, int *foreground, int *background)
{
    const Paint *paint = &paints[style];
    *foreground = many ? paint->fg[level] : paint->fg8[level];
    *background = many ? paint->bg[level] : paint->bg8[level];
}

/* The pair of these colours, set on first use. */
static short pair_of(GHashTable *pairs, int fg, int bg)
{
    gpointer key = GINT_TO_POINTER(fg * 256 + bg + 1);
    int pair = GPOINTER_TO_INT(g_hash_table_lookup(pairs, key));
    if (pair == 0) {
        pair = (int)g_hash_table_size(pairs) + 1;
        g_assert(pair <= THEME_PAIRS_MAX);
        init_pair((short)pair, (short)fg, (short)bg);
        g_hash_table_insert(pairs, key, GINT_TO_POINTER(pair));
    }
    return (short)pair;
}

static Look paint_look(GHashTable *pairs, const Paint *paint, Level level, int colors)
{
    int fg = 0, bg = 0;
    if (colors < 8)
        return (Look){.attributes = paint->mono};
    theme_colors(level, paint->style, colors >= 256, &fg, &bg);
    unsigned attributes = paint->attributes;
    if (colors < 256 && fg == K)
        attributes &= ~(unsigned)A_BOLD; /* bold black is dark grey on many terminals */
    return (Look){.attributes = attributes, .pair = pair_of(pairs, fg, bg)};
}

void theme_init(Theme *theme, int colors)
{
    g_autoptr(GHashTable) pairs = g_hash_table_new(NULL, NULL);
    theme->colors = colors >= 256 ? 256 : colors >= 8 ? 8 : 0;
    for (int level = 0; level < LEVEL_N; level++)
        for (int i = 0; i < STYLE_N; i++)
            theme->looks[level][i] = paint_look(pairs, &paints[i], (Level)level, theme->colors);
}

Style theme_in_dialog(Style style)
{
    switch (style) {
    case STYLE_TEXT:
    case STYLE_MENU:
    case STYLE_LABEL:
    case STYLE_CHART:
    case STYLE_GOOD:
        return STYLE_DIALOG;
    case STYLE_DIM:
    case STYLE_CLOSED:
    case STYLE_LINE:
    case STYLE_MENU_KEY:
    case STYLE_CHART_OTHER:
    case STYLE_SELECTED_IDLE:
        return STYLE_DIALOG_DIM;
    case STYLE_BOLD:
    case STYLE_TITLE:
    case STYLE_HEADER:
    case STYLE_HEADER_ACTIVE:
    case STYLE_MENU_HEADING:
    case STYLE_MARKED:
    case STYLE_LINK:
        return STYLE_DIALOG_TITLE;
    case STYLE_SELECTED:
    case STYLE_SELECTED_MARKED:
        return STYLE_DIALOG_SELECTED;
    case STYLE_MATCH:
        return STYLE_DIALOG_MATCH;
    case STYLE_ERROR:
    case STYLE_WARNING:
    case STYLE_OVERDUE:
        return STYLE_DIALOG_ERROR;
    default:
        return style;
    }
}
