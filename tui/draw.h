/* Drawing. A canvas is a rectangle of the screen; nothing can be drawn outside it. All text passes
 * the sanitiser of tui/text.h and, where the charset lacks a character, its ASCII fallback. */
#pragma once

#include "tui/picture.h"
#include "tui/text.h"
#include "tui/theme.h"

#include <stdbool.h>

typedef struct {
    int y, x, h, w;
} Rect;

/* Where the terminal's cursor shall stand after the paint. */
typedef struct {
    int y, x;
    bool shown;
} Cursor;

struct _win_st;

typedef struct {
    struct _win_st *window;
    const Theme *theme;
    Level level;
    Rect area;     /* in the window */
    int top, left; /* of the window on the screen */
    bool dialog;   /* styles are mapped to the dialog's background */
    Style text;    /* what STYLE_TEXT means here: a box inside a form; STYLE_TEXT: itself */
    bool fresh;    /* just emptied; else it holds what was drawn last (see view.h, incremental) */
    Cursor *cursor;
} Canvas;

/* The part of `canvas` at `rect` (relative to it), cut to its bounds. */
Canvas canvas_part(const Canvas *canvas, Rect rect);

/* Where the canvas lies on the screen, for the mouse. */
Rect canvas_place(const Canvas *canvas);

bool rect_contains(Rect rect, int y, int x);

/* All of it in the style's background. */
void draw_clear(const Canvas *canvas, Style style);
void draw_fill(const Canvas *canvas, Rect rect, Style style);

/* Text from (y, x) on, cut at the canvas's right edge without a sign. Returns the columns used. */
int draw_text(const Canvas *canvas, int y, int x, Style style, const char *text);

/* Text in a box of `width` columns: cut with "…", padded, aligned. */
void draw_cell(const Canvas *canvas, int y, int x, int width, Style style, Align align,
               const char *text);

/* `text` between words over several lines; returns the number of lines used. */
int draw_paragraph(const Canvas *canvas, int y, int x, int width, Style style, const char *text);

void draw_hline(const Canvas *canvas, int y, int x, int width, Style style);
void draw_vline(const Canvas *canvas, int y, int x, int height, Style style);

/* A frame around `rect` with a title in its upper edge; the title may be NULL. */
void draw_box(const Canvas *canvas, Rect rect, Style line, Style title, const char *text);

/* "[ Label ]"; returns its columns. */
typedef enum { BUTTON_NORMAL, BUTTON_ACTIVE, BUTTON_DANGER } ButtonLook;
int draw_button(const Canvas *canvas, int y, int x, ButtonLook look, const char *label);
int button_width(const char *label);

/* A sign of one column in a blue round: "(+)"; returns its columns. */
#define ROUND_WIDTH 3
int draw_round(const Canvas *canvas, int y, int x, const char *sign);

/* A scrollbar: only what can be seen of the whole, without a track. Like the lines beside lists it
 * is drawn in the text's own colours: a change of colour in each row would double the bytes of a
 * page. */
void draw_scrollbar(const Canvas *canvas, int y, int x, int height, gint64 first, gint64 shown,
                    gint64 total, Style style);

/* A horizontal bar of `value` in `max`, in eighths of a cell. */
void draw_bar(const Canvas *canvas, int y, int x, int width, double value, double max, Style style);

/* Values side by side as blocks of different height, one column each, the largest full; only a 0
 * is nothing. */
void draw_spark(const Canvas *canvas, int y, int x, const double *values, int n, Style style);

/* Of a picture what the canvas has room for. False on fewer than 256 colours: show initials
 * instead. Its pairs lie beyond the theme's; two pictures at most can be seen at once. */
typedef enum { PICTURE_IN_FRAME, PICTURE_ON_SCREEN } PicturePlace;
#define PICTURE_FRAME_CELLS 32 /* the most of the frame's one */
bool draw_picture(const Canvas *canvas, int y, int x, PicturePlace place, const Picture *picture);

void draw_cursor(const Canvas *canvas, int y, int x);
