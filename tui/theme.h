/* Colours by meaning. Screens name a style; the theme knows what it looks like on this terminal and
 * on this level (global blue, enterprise blue-green, employee green). */
#pragma once

#include <stdbool.h>

typedef enum { LEVEL_GLOBAL, LEVEL_ENTERPRISE, LEVEL_EMPLOYEE, LEVEL_N } Level;

typedef enum {
    /* on the level's background */
    STYLE_TEXT,
    STYLE_DIM,
    STYLE_BOLD,
    STYLE_TITLE,
    STYLE_HEADER,        /* column titles */
    STYLE_HEADER_ACTIVE, /* the column the cursor is in */
    STYLE_LABEL,         /* before a field */
    STYLE_LINE,          /* rules between panes */
    STYLE_MARKED,
    STYLE_OVERDUE,
    STYLE_CLOSED,
    STYLE_LINK,
    STYLE_MATCH, /* a search hit */
    STYLE_ERROR,
    STYLE_WARNING,
    STYLE_GOOD,
    STYLE_MENU,
    STYLE_MENU_HEADING,
    STYLE_MENU_KEY,
    STYLE_MENU_CURRENT,
    STYLE_CHART,       /* bars and sparklines */
    STYLE_CHART_OTHER, /* what they are compared with */
    /* the cursor */
    STYLE_SELECTED,
    STYLE_SELECTED_MARKED,
    STYLE_SELECTED_IDLE, /* the cursor of a pane without the keyboard */
    /* bars */
    STYLE_TOP,
    STYLE_TOP_TITLE,
    STYLE_TOP_LEVEL,
    STYLE_TOP_DIM,
    STYLE_STATUS,
    STYLE_STATUS_DIM,
    STYLE_KEY,
    STYLE_KEY_LABEL,
    /* the same on every level */
    STYLE_FIELD,
    STYLE_FIELD_ACTIVE,
    STYLE_FIELD_LOCKED,
    STYLE_FIELD_HINT,
    STYLE_BUTTON,
    STYLE_BUTTON_ACTIVE,
    STYLE_BUTTON_DANGER,
    STYLE_CHIP,
    STYLE_TOAST,
    STYLE_TOAST_ERROR,
    STYLE_DIALOG,
    STYLE_DIALOG_DIM,
    STYLE_DIALOG_TITLE,
    STYLE_DIALOG_SELECTED,
    STYLE_DIALOG_MATCH,
    STYLE_DIALOG_ERROR,
    STYLE_ROUND_PLUS, /* the client card's blue round «+» */
    STYLE_N
} Style;

/* Attributes and colour pair as ncurses takes them. */
typedef struct {
    unsigned attributes;
    short pair;
} Look;

typedef struct {
    Look looks[LEVEL_N][STYLE_N];
    int colors; /* 256, 8 or 0 */
} Theme;

#define THEME_PAIRS_MAX 60

/* Fills the table and sets the colour pairs of the running screen. `colors` is what the terminal
 * has; 0 (or NO_COLOR) leaves bold, reverse and underline. */
void theme_init(Theme *theme, int colors);

/* Colours of a style on 256 and on 8 colours, for tests of contrast: -1 where there is none. */
void theme_colors(Level level, Style style, bool many, int *foreground, int *background);

/* The style as it looks inside a dialog, whose background is the same on every level. */
Style theme_in_dialog(Style style);
