#define NCURSES_WIDECHAR 1
#include "tui/draw.h"

#include <curses.h>
#include <string.h>

/* One line on its way to the screen: sending it in one call is ten times faster than cell by
 * cell. No terminal is wider. */
#define LINE_CHARS 2048

typedef struct {
    wchar_t chars[LINE_CHARS];
    int n, used; /* characters, columns */
} Line;

Canvas canvas_part(const Canvas *canvas, Rect rect)
{
    Canvas part = *canvas;
    int y = CLAMP(rect.y, 0, canvas->area.h), x = CLAMP(rect.x, 0, canvas->area.w);
    part.area.y = canvas->area.y + y;
    part.area.x = canvas->area.x + x;
    part.area.h = CLAMP(rect.y + rect.h, y, canvas->area.h) - y;
    part.area.w = CLAMP(rect.x + rect.w, x, canvas->area.w) - x;
    return part;
}

Rect canvas_place(const Canvas *canvas)
{
    Rect place = canvas->area;
    place.y += canvas->top;
    place.x += canvas->left;
    return place;
}

bool rect_contains(Rect rect, int y, int x)
{
    return y >= rect.y && y < rect.y + rect.h && x >= rect.x && x < rect.x + rect.w;
}

static void set_style(const Canvas *canvas, Style style)
{
    if (style == STYLE_TEXT)
        style = canvas->text;
    if (canvas->dialog)
        style = theme_in_dialog(style);
    Look look = canvas->theme->looks[canvas->level][style];
    wattr_set(canvas->window, look.attributes, look.pair, NULL);
}

static void line_add(Line *line, const TextCell *cell)
{
    for (const char *p = cell->show; *p && line->n < LINE_CHARS; p = g_utf8_next_char(p))
        line->chars[line->n++] = (wchar_t)g_utf8_get_char(p);
    line->used += cell->width;
}

static void line_pad(Line *line, int width)
{
    for (; line->used < width && line->n < LINE_CHARS; line->used++)
        line->chars[line->n++] = L' ';
}

/* Adds cells of `text` while they fit into `width`. False if some did not. */
static bool line_text(Line *line, const char *text, int width)
{
    TextCell cell;
    while (*text) {
        const char *next = text_next(text, NULL, &cell);
        if (line->used + cell.width > width)
            return false;
        line_add(line, &cell);
        text = next;
    }
    return true;
}

/* Adds `text` cut to `width` with a sign that it is cut. */
static void line_clipped(Line *line, const char *text, int width)
{
    int n = line->n, used = line->used;
    if (line_text(line, text, width) || width <= 0)
        return;
    line->n = n;
    line->used = used;
    line_text(line, text, width - 1);
    line_text(line, "…", width);
}

static void put_line(const Canvas *canvas, int y, int x, Style style, const Line *line)
{
    set_style(canvas, style);
    mvwaddnwstr(canvas->window, canvas->area.y + y, canvas->area.x + x, line->chars, line->n);
}

static bool is_inside(const Canvas *canvas, int y, int x)
{
    return y >= 0 && y < canvas->area.h && x >= 0 && x < canvas->area.w;
}

int draw_text(const Canvas *canvas, int y, int x, Style style, const char *text)
{
    Line line;
    line.n = line.used = 0;
    if (!is_inside(canvas, y, x))
        return 0;
    line_text(&line, text, canvas->area.w - x);
    put_line(canvas, y, x, style, &line);
    return line.used;
}

void draw_cell(const Canvas *canvas, int y, int x, int width, Style style, Align align,
               const char *text)
{
    Line line;
    line.n = line.used = 0;
    if (!is_inside(canvas, y, x))
        return;
    width = MIN(width, canvas->area.w - x);
    int room = align == ALIGN_LEFT ? 0 : MAX(0, width - text_width(text));
    line_pad(&line, align == ALIGN_CENTRE ? room / 2 : room);
    line_clipped(&line, text, width);
    line_pad(&line, width);
    put_line(canvas, y, x, style, &line);
}

int draw_paragraph(const Canvas *canvas, int y, int x, int width, Style style, const char *text)
{
    g_auto(GStrv) lines = text_wrap(text, width);
    int n = 0;
    for (; lines[n]; n++)
        draw_text(canvas, y + n, x, style, lines[n]);
    return n;
}

void draw_fill(const Canvas *canvas, Rect rect, Style style)
{
    Canvas part = canvas_part(canvas, rect);
    Line line;
    line.n = line.used = 0;
    line_pad(&line, part.area.w);
    for (int y = 0; y < part.area.h; y++)
        put_line(&part, y, 0, style, &line);
}

void draw_clear(const Canvas *canvas, Style style)
{
    draw_fill(canvas, (Rect){0, 0, canvas->area.h, canvas->area.w}, style);
}

static void draw_repeat(const Canvas *canvas, int y, int x, int n, Style style, const char *text)
{
    Line line;
    line.n = line.used = 0;
    if (!is_inside(canvas, y, x))
        return;
    for (n = MIN(n, canvas->area.w - x); n > 0; n--)
        line_text(&line, text, canvas->area.w - x);
    put_line(canvas, y, x, style, &line);
}

void draw_hline(const Canvas *canvas, int y, int x, int width, Style style)
{
    draw_repeat(canvas, y, x, width, style, "─");
}

void draw_vline(const Canvas *canvas, int y, int x, int height, Style style)
{
    for (int i = 0; i < height; i++)
        draw_text(canvas, y + i, x, style, "│");
}

void draw_box(const Canvas *canvas, Rect rect, Style line, Style title, const char *text)
{
    int right = rect.x + rect.w - 1, bottom = rect.y + rect.h - 1;
    draw_hline(canvas, rect.y, rect.x + 1, rect.w - 2, line);
    draw_hline(canvas, bottom, rect.x + 1, rect.w - 2, line);
    draw_vline(canvas, rect.y + 1, rect.x, rect.h - 2, line);
    draw_vline(canvas, rect.y + 1, right, rect.h - 2, line);
    draw_text(canvas, rect.y, rect.x, line, "┌");
    draw_text(canvas, rect.y, right, line, "┐");
    draw_text(canvas, bottom, rect.x, line, "└");
    draw_text(canvas, bottom, right, line, "┘");
    if (!text || rect.w < 8)
        return;
    g_autofree char *clipped = text_clip(text, rect.w - 6);
    g_autofree char *padded = g_strdup_printf(" %s ", clipped);
    draw_text(canvas, rect.y, rect.x + 2, title, padded);
}

int button_width(const char *label)
{
    return text_width(label) + 4;
}

int draw_button(const Canvas *canvas, int y, int x, ButtonLook look, const char *label)
{
    static const Style styles[] = {STYLE_BUTTON, STYLE_BUTTON_ACTIVE, STYLE_BUTTON_DANGER};
    g_autofree char *text = g_strdup_printf(look == BUTTON_NORMAL ? "[ %s ]" : "[>%s<]", label);
    return draw_text(canvas, y, x, styles[look], text);
}

int draw_round(const Canvas *canvas, int y, int x, const char *sign)
{
    g_autofree char *text = g_strdup_printf("(%s)", sign);
    return draw_text(canvas, y, x, STYLE_ROUND_PLUS, text);
}

void draw_cursor(const Canvas *canvas, int y, int x)
{
    if (!is_inside(canvas, y, x))
        return;
    canvas->cursor->y = canvas->top + canvas->area.y + y;
    canvas->cursor->x = canvas->left + canvas->area.x + x;
    canvas->cursor->shown = true;
}
