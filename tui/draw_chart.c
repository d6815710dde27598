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
        if (values[i] > 0)
            height = MAX(height, 1);
        draw_text(canvas, y, x + i, style, blocks[height]);
    }
}

static void put_cell(const Canvas *canvas, int y, int x, const PictureCell *from, int pair)
{
    cchar_t cell;
    wchar_t glyph[] = {(wchar_t)from->glyph, L'\0'};
    init_extended_pair(pair, from->fg, from->bg);
    setcchar(&cell, glyph, A_NORMAL, 0, &pair);
    mvwadd_wch(canvas->window, canvas->area.y + y, canvas->area.x + x, &cell);
}

bool draw_picture(const Canvas *canvas, int y, int x, PicturePlace place, const Picture *picture)
{
    static const int first_pairs[] = {THEME_PAIRS_MAX + 1,
                                      THEME_PAIRS_MAX + 1 + PICTURE_FRAME_CELLS};
    if (canvas->theme->colors < 256)
        return false;
    for (int i = 0; i < picture->rows * picture->columns; i++) {
        int row = y + i / picture->columns, column = x + i % picture->columns;
        if (row >= 0 && row < canvas->area.h && column >= 0 && column < canvas->area.w)
            put_cell(canvas, row, column, &picture->cells[i], first_pairs[place] + i);
    }
    return true;
}
