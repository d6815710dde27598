/* How the board looks. As many lanes as have room stand side by side; the others are a step of the
 * cursor away. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/screens/board_private.h"

#define GUTTER 2 /* the mark, the row's own sign */

/* --- where everything stands ------------------------------------------------------------------ */

static void lay_out(Board *board, const Canvas *canvas)
{
    int w = canvas->area.w, n = (int)board->lanes->len;
    board->place = canvas_place(canvas);
    board->shown = (guint)CLAMP((w + 1) / (LANE_WIDTH + 1), 1, MAX(n, 1));
    board->lane_width = (w + 1) / (int)board->shown - 1;
    board->card_rows = canvas->area.h >= TALL_ROWS ? 5 : 3;
    board->cards = (guint)MAX(1, (canvas->area.h - 1) / board->card_rows);
    board->first_lane = CLAMP(board->first_lane,
                              (guint)MAX(0, (int)board->lane + 1 - (int)board->shown), board->lane);
    if (board->first_lane + board->shown > board->lanes->len)
        board->first_lane = board->lanes->len - MIN(board->shown, board->lanes->len);
}

int board_lane_at(const Board *board, int x)
{
    int step = board->lane_width + 1;
    int at = step > 0 && x >= 0 && x % step < board->lane_width ? x / step : -1;
    int lane = at + (int)board->first_lane;
    return at >= 0 && at < (int)board->shown && lane < (int)board->lanes->len ? lane : -1;
}

int board_card_at(const Board *board, const Lane *lane, int y)
{
    int at = y >= 1 ? (y - 1) / board->card_rows : -1;
    gint64 index = (gint64)lane->top + at;
    return at >= 0 && at < (int)board->cards && index < lane->rows->len ? (int)index : -1;
}

/* --- one card --------------------------------------------------------------------------------- */

static const char *cell(const TableRow *row, const char *column)
{
    for (guint i = 0; i < row->n && task_entity.columns[i].name; i++)
        if (g_str_equal(task_entity.columns[i].name, column))
            return row->cells[i] ? row->cells[i] : "";
    return "";
}

/* "20.07 12:00": the year only where it is not this one. */
static char *compose_due(const Board *board, const TableRow *row)
{
    const char *due = cell(row, "due"), *time = cell(row, "time");
    gsize length = strlen(due);
    if (g_str_has_suffix(due, board->this_year))
        length -= strlen(board->this_year);
    return g_strdup_printf("%.*s%s%s", (int)length, due, *time ? " " : "", time);
}

static Style card_style(const Board *board, const TableRow *row)
{
    bool marked = table_is_marked(board->table, row->id);
    if (row != board_row(board))
        return marked ? STYLE_MARKED : row->style;
    if (!table_is_focused(board->table))
        return STYLE_SELECTED_IDLE;
    return marked ? STYLE_SELECTED_MARKED : STYLE_SELECTED;
}

/* The subject on as many lines as it may have. */
static void draw_subject(const Canvas *card, Style style, const char *subject, int lines)
{
    int width = card->area.w - GUTTER;
    const char *end = subject + strlen(subject);
    for (int y = 0; y < lines && subject < end; y++) {
        const char *next = y + 1 < lines ? text_break(subject, end, width) : end;
        g_autofree char *line = g_strndup(subject, (gsize)(next - subject));
        draw_cell(card, y, GUTTER, width, style, ALIGN_LEFT, line);
        subject = next;
    }
}

static void draw_card(const Board *board, const Canvas *card, const TableRow *row)
{
    Style style = card_style(board, row);
    int lines = card->area.h - 1, width = card->area.w - GUTTER;
    g_autofree char *due = compose_due(board, row);
    draw_fill(card, (Rect){0, 0, lines, card->area.w}, style);
    if (table_is_marked(board->table, row->id))
        draw_text(card, 0, 0, style, "✓");
    if (row->mark)
        draw_text(card, 0, 1, style, row->mark);
    if (lines == 2) {
        g_autofree char *told = g_strdup_printf("%s %s", due, cell(row, "assignee"));
        draw_subject(card, style, cell(row, "subject"), 1);
        draw_cell(card, 1, GUTTER, width, style, ALIGN_LEFT, told);
        return;
    }
    g_autofree char *told = g_strdup_printf("%s %s", due, cell(row, "priority"));
    draw_subject(card, style, cell(row, "subject"), 2);
    draw_cell(card, 2, GUTTER, width, style, ALIGN_LEFT, told);
    draw_cell(card, 3, GUTTER, width, style, ALIGN_LEFT, cell(row, "assignee"));
}

/* --- one lane --------------------------------------------------------------------------------- */

static void draw_heading(const Board *board, const Canvas *lane_canvas, const Lane *lane,
                         guint index)
{
    bool active = lane == board_lane(board) && table_is_focused(board->table);
    g_autofree char *number = lane->total >= 0 ? text_number(lane->total) : g_strdup("…");
    const char *before = index == board->first_lane && index > 0 ? "‹ " : "",
               *above = lane->top ? "▲ " : "";
    bool last = index + 1 == board->first_lane + board->shown;
    const char *after = last && index + 1 < board->lanes->len ? " ›" : "";
    int width = lane_canvas->area.w,
        signs = text_width(before) + text_width(above) + text_width(after);
    g_autofree char *title = text_clip(lane->title, MAX(1, width - text_width(number) - 2 - signs));
    g_autofree char *text = g_strdup_printf("%s%s%s %s%s", before, above, title, number, after);
    draw_cell(lane_canvas, 0, 0, width, active ? STYLE_HEADER_ACTIVE : STYLE_HEADER, ALIGN_CENTRE,
              text);
}

static void scroll(const Board *board, Lane *lane)
{
    guint last = lane->rows->len > board->cards ? lane->rows->len - board->cards : 0;
    if (lane->cursor < lane->top)
        lane->top = lane->cursor;
    else if (lane->cursor >= lane->top + board->cards)
        lane->top = lane->cursor - board->cards + 1;
    lane->top = MIN(lane->top, last);
}

/* "↓ 1 234", over the gap below the last card. */
static void draw_rest(const Board *board, const Canvas *canvas, const Lane *lane)
{
    gint64 below = (gint64)lane->rows->len - lane->top - board->cards;
    if (below <= 0 && !lane->more)
        return;
    gint64 rest = lane->total >= 0 ? lane->total - lane->top - board->cards : below;
    g_autofree char *number = text_number(MAX(rest, below));
    g_autofree char *text = g_strdup_printf(_("%s more"), number);
    draw_cell(canvas, 1 + (int)board->cards * board->card_rows - 1, 0, canvas->area.w, STYLE_DIM,
              ALIGN_RIGHT, text);
}

static void draw_lane(const Board *board, const Canvas *canvas, Lane *lane, guint index)
{
    scroll(board, lane);
    draw_heading(board, canvas, lane, index);
    for (guint i = 0; i < board->cards && lane->top + i < lane->rows->len; i++) {
        Canvas card = canvas_part(
            canvas, (Rect){1 + (int)i * board->card_rows, 0, board->card_rows, canvas->area.w});
        draw_card(board, &card, lane->rows->pdata[lane->top + i]);
    }
    draw_rest(board, canvas, lane);
}

static bool is_empty(const Board *board)
{
    for (guint i = 0; i < board->lanes->len; i++)
        if (((const Lane *)board->lanes->pdata[i])->rows->len)
            return false;
    return true;
}

void board_draw(Board *board, const Canvas *canvas)
{
    lay_out(board, canvas);
    for (guint i = 0; i < board->shown && board->first_lane + i < board->lanes->len; i++) {
        int x = (int)i * (board->lane_width + 1), h = canvas->area.h;
        guint index = board->first_lane + i;
        Canvas part = canvas_part(canvas, (Rect){0, x, h, board->lane_width});
        if (i)
            draw_vline(canvas, 0, x - 1, h, STYLE_TEXT);
        draw_lane(board, &part, board->lanes->pdata[index], index);
    }
    if (is_empty(board))
        table_draw_empty(board->table, canvas);
}
