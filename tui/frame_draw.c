/* How the frame looks. */
#include "tui/frame_private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/ui.h"

#define TALL_ROWS 32 /* from here on the top line has room for the photo */

static int top_height(int rows)
{
    return rows >= TALL_ROWS ? FRAME_PHOTO_ROWS : 1;
}

static int menu_width(const Frame *frame, int columns)
{
    int width = 0;
    for (guint i = 0; i < frame->lines->len; i++)
        width = MAX(width, text_width(g_array_index(frame->lines, FrameLine, i).label) + 4);
    return width ? CLAMP(width, 14, columns * 3 / 10) : 0;
}

Rect frame_middle(const Frame *frame, int rows, int columns)
{
    int menu = menu_width(frame, columns), top = top_height(rows);
    int left = menu ? menu + 1 : 0;
    return (Rect){top, left, rows - top - 2, columns - left};
}

static const char *level_name(Level level)
{
    static const char *const names[] = {N_("GLOBAL"), N_("ENTERPRISE"), N_("EMPLOYEE")};
    return _(names[level]);
}

/* The first letters of the first two words of a name: "ІП". */
static char *initials(const char *name)
{
    GString *out = g_string_new(NULL);
    bool start = true;
    for (const char *p = name; *p && g_utf8_strlen(out->str, -1) < 2; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (start && g_unichar_isalnum(c))
            g_string_append_unichar(out, g_unichar_toupper(c));
        start = c == ' ';
    }
    return g_string_free(out, FALSE);
}

/* The photo or the initials at the right edge; returns their columns. */
static int draw_face(const Frame *frame, const Canvas *top)
{
    const Picture *photo = top->area.h >= FRAME_PHOTO_ROWS ? frame->tall : frame->flat;
    if (photo && draw_picture(top, 0, top->area.w - photo->columns, PICTURE_IN_FRAME, photo))
        return photo->columns + 1;
    g_autofree char *letters = initials(frame->user);
    int width = top->area.h >= FRAME_PHOTO_ROWS ? FRAME_PHOTO_COLUMNS : text_width(letters) + 2;
    int x = top->area.w - width;
    draw_fill(top, (Rect){0, x, top->area.h, width}, STYLE_TOP_LEVEL);
    draw_cell(top, top->area.h / 2, x, width, STYLE_TOP_LEVEL, ALIGN_CENTRE, letters);
    return width + 1;
}

static void draw_user(Frame *frame, const Canvas *top)
{
    frame->user_place = (Rect){0};
    if (!frame->user || !*frame->user)
        return;
    int right = top->area.w - draw_face(frame, top);
    int width = MIN(text_width(frame->user), right / 3);
    draw_cell(top, 0, right - width, width, STYLE_TOP, ALIGN_LEFT, frame->user);
    if (top->area.h > 1 && frame->detail) {
        int below = MIN(text_width(frame->detail), right / 3);
        draw_cell(top, 1, right - below, below, STYLE_TOP_DIM, ALIGN_LEFT, frame->detail);
        width = MAX(width, below);
    }
    frame->user_place = (Rect){0, right - width, top->area.h, top->area.w - right + width};
}

static void draw_top(Frame *frame, const Canvas *top, View *screen)
{
    g_autofree char *chip = g_strdup_printf("[%s]", level_name(frame->level));
    g_autofree char *title =
        screen && screen->class->title ? screen->class->title(screen) : g_strdup("");
    draw_clear(top, STYLE_TOP);
    draw_user(frame, top);
    int x = 1 + draw_text(top, 0, 0, STYLE_TOP_LEVEL, chip);
    int room = (frame->user_place.w ? frame->user_place.x : top->area.w) - x - 1;
    bool tall = top->area.h > 1;
    g_autofree char *path =
        g_strconcat(frame->path ? frame->path : "", frame->path && *title && !tall ? " › " : "",
                    tall ? "" : title, NULL);
    draw_cell(top, 0, x, MAX(room, 0), STYLE_TOP, ALIGN_LEFT, path);
    if (tall)
        draw_cell(top, 1, 1, MAX(room + x - 2, 0), STYLE_TOP_TITLE, ALIGN_LEFT, title);
}

/* The digit that opens the line, 0 for none: the first ten lines have one. */
static char digit_of(const Frame *frame, guint index)
{
    int n = 0;
    for (guint i = 0; i < index; i++)
        n += g_array_index(frame->lines, FrameLine, i).id != 0;
    return n < 9 ? (char)('1' + n) : n == 9 ? '0' : ' ';
}

static void draw_menu_line(const Frame *frame, const Canvas *menu, guint index, int y)
{
    const FrameLine *line = &g_array_index(frame->lines, FrameLine, index);
    char digit[] = {' ', digit_of(frame, index), ' ', '\0'};
    Style style = STYLE_MENU;
    if (line->id == 0) {
        draw_cell(menu, y, 1, menu->area.w - 1, STYLE_MENU_HEADING, ALIGN_LEFT, line->label);
        return;
    }
    if (frame->focused && (int)index == frame->cursor)
        style = STYLE_SELECTED;
    else if (line->id == frame->current)
        style = STYLE_MENU_CURRENT;
    draw_text(menu, y, 0, style, digit);
    draw_cell(menu, y, 3, menu->area.w - 3, style, ALIGN_LEFT, line->label);
}

/* Whether the menu stands as it was drawn last. */
static bool menu_is_drawn(Frame *frame)
{
    bool same = frame->drawn.current == frame->current && frame->drawn.cursor == frame->cursor &&
                frame->drawn.scroll == frame->scroll && frame->drawn.focused == frame->focused;
    frame->drawn.current = frame->current;
    frame->drawn.cursor = frame->cursor;
    frame->drawn.scroll = frame->scroll;
    frame->drawn.focused = frame->focused;
    return same;
}

static void draw_menu(Frame *frame, const Canvas *menu)
{
    int height = menu->area.h, n = (int)frame->lines->len;
    frame->menu_place = canvas_place(menu);
    if (frame->focused && frame->cursor < frame->scroll)
        frame->scroll = MAX(0, frame->cursor - 1);
    if (frame->focused && frame->cursor >= frame->scroll + height)
        frame->scroll = frame->cursor - height + 1;
    frame->scroll = CLAMP(frame->scroll, 0, MAX(0, n - height));
    if (menu_is_drawn(frame) && !menu->fresh)
        return;
    if (!menu->fresh)
        draw_clear(menu, STYLE_MENU);
    for (int y = 0; y < height && frame->scroll + y < n; y++)
        draw_menu_line(frame, menu, (guint)(frame->scroll + y), y);
    if (frame->scroll > 0)
        draw_text(menu, 0, menu->area.w - 1, STYLE_MENU_KEY, "▲");
    if (frame->scroll + height < n)
        draw_text(menu, height - 1, menu->area.w - 1, STYLE_MENU_KEY, "▼");
}

/* At the right of the status line, over all of the `right` columns that stand there; over the whole
 * line if it is long, and over lines above it if it is longer still. */
static void draw_toast(const Frame *frame, const Canvas *canvas, const char *text, Style style)
{
    int y = canvas->area.h - 2, room = canvas->area.w, width = text_width(text) + 2;
    if (frame->status_left + 2 + MAX(width, frame->status_right) <= room)
        room = MAX(width, frame->status_right);
    g_auto(GStrv) lines = text_wrap(text, room - 2);
    int n = (int)g_strv_length(lines);
    for (int i = 0; i < n; i++)
        draw_cell(canvas, y - n + 1 + i, canvas->area.w - room, room, style, ALIGN_LEFT, " ");
    for (int i = 0; i < n; i++)
        draw_cell(canvas, y - n + 1 + i, canvas->area.w - room + 1, room - 2, style, ALIGN_LEFT,
                  lines[i]);
}

static void draw_status(Frame *frame, const Canvas *line, View *view)
{
    g_autoptr(GString) text = g_string_new(NULL);
    draw_clear(line, STYLE_STATUS);
    int right = frame->notice ? text_width(frame->notice) + 1 : 0;
    if (right)
        draw_text(line, 0, line->area.w - right,
                  frame->alarm ? STYLE_TOAST_ERROR : STYLE_STATUS_DIM, frame->notice);
    if (frame->work) {
        int work = MIN(text_width(frame->work), line->area.w / 2);
        Canvas chip = canvas_part(line, (Rect){0, line->area.w - right - work - 1, 1, work});
        draw_cell(&chip, 0, 0, work, STYLE_CHIP, ALIGN_LEFT, frame->work);
        frame->work_place = canvas_place(&chip);
        right += work + 2;
    }
    if (view && view->class->status)
        view->class->status(view, text);
    draw_cell(line, 0, 1, line->area.w - right - 2, STYLE_STATUS, ALIGN_LEFT, text->str);
    frame->status_left = text_width(text->str);
    frame->status_right = right;
}

void frame_draw(Frame *frame, const Canvas *canvas, View *view, const char *toast, bool toast_error)
{
    int rows = canvas->area.h, columns = canvas->area.w, top_rows = top_height(rows);
    int menu_columns = menu_width(frame, columns);
    Canvas top = canvas_part(canvas, (Rect){0, 0, top_rows, columns});
    Canvas menu = canvas_part(canvas, (Rect){top_rows, 0, rows - top_rows - 2, menu_columns});
    Canvas status = canvas_part(canvas, (Rect){rows - 2, 0, 1, columns});
    Canvas bar = canvas_part(canvas, (Rect){rows - 1, 0, 1, columns});
    View *screen = ui_screen(frame->ui);
    draw_top(frame, &top, screen);
    draw_menu(frame, &menu);
    if (menu_columns && canvas->fresh)
        draw_vline(canvas, top_rows, menu_columns, rows - top_rows - 2, STYLE_TEXT);
    draw_status(frame, &status, screen);
    if (toast)
        draw_toast(frame, canvas, toast, toast_error ? STYLE_TOAST_ERROR : STYLE_TOAST);
    frame->bar_place = canvas_place(&bar);
    if (view)
        key_bar_draw(&bar, view);
}
