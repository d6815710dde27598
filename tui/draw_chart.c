/* Bars, sparklines, scrollbars and the photo: pictures made of characters. */
#define NCURSES_WIDECHAR 1
#include "tui/draw.h"

#include <curses.h>

void draw_scrollbar(const Canvas *canvas, int y, int x, int height, gint64 first, gint64 shown,
                    gint64 total, Style style)
{
    if (total <= shown || height < 2)
        return;
    gint64 size = CLAMP(height * shown / total, 1, height);
    gint64 at = (height - size) * CLAMP(first, 0, total - shown) / (total - shown);
    for (int i = 0; i < size; i++)
        draw_text(canvas, y + (int)at + i, x, style, "▐");
}

void draw_bar(const Canvas *canvas, int y, int x, int width, double value, double max, Style style)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int eighths = max > 0 ? (int)(CLAMP(value / max, 0, 1) * width * 8 + 0.5) : 0;
    g_autoptr(GString) bar = g_string_new(NULL);
    for (int i = 0; i < eighths / 8; i++)
        g_string_append(bar, "█");
    g_string_append(bar, parts[eighths % 8]);
    draw_text(canvas, y, x, style, bar->str);
}

void draw_spark(const Canvas *canvas, int y, int x, const double *values, int n, Style style)
{
    static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double max = 0;
    for (int i = 0; i < n; i++)
        max = MAX(max, values[i]);
    for (int i = 0; i < n; i++) {
        int height = max > 0 ? (int)(CLAMP(values[i] / max, 0, 1) * 8 + 0.5) : 0;
        draw_text(canvas, y, x + i, style, blocks[height]);
    }
}

/* The nearest colour of the 6×6×6 cube: the terminal's own palette is not changed for a photo. */
static int cube_color(const unsigned char *rgb)
{
    static const int levels[] = {0, 95, 135, 175, 215, 255};
    int index = 16;
    for (int channel = 0, weight = 36; channel < 3; channel++, weight /= 6) {
        int best = 0;
        for (int i = 1; i < 6; i++)
            if (ABS(levels[i] - rgb[channel]) < ABS(levels[best] - rgb[channel]))
                best = i;
        index += best * weight;
    }
    return index;
}

static void put_half_blocks(const Canvas *canvas, int y, int x, int top, int bottom, int pair)
{
    cchar_t cell;
    init_extended_pair(pair, top, bottom);
    setcchar(&cell, L"▀", A_NORMAL, 0, &pair);
    mvwadd_wch(canvas->window, canvas->area.y + y, canvas->area.x + x, &cell);
}

bool draw_picture(const Canvas *canvas, int y, int x, int h, int w, const unsigned char *rgb)
{
    int pair = THEME_PAIRS_MAX + 1;
    if (canvas->theme->colors < 256 || y + h > canvas->area.h || x + w > canvas->area.w)
        return false;
    for (int row = 0; row < h; row++) {
        for (int column = 0; column < w; column++, pair++) {
            const unsigned char *top = rgb + 3 * (2 * row * w + column);
            put_half_blocks(canvas, y + row, x + column, cube_color(top), cube_color(top + 3 * w),
                            pair);
        }
    }
    return true;
}
