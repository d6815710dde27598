#include "tui/screens/board.h"

#include <glib/gi18n-lib.h>

#include "tui/screens/board_private.h"

void lane_free(gpointer data)
{
    Lane *lane = data;
    g_free(lane->title);
    g_ptr_array_unref(lane->rows);
    g_free(lane);
}

Lane *board_lane_of(const Board *board, int64_t status_id)
{
    for (guint i = 0; i < board->lanes->len; i++)
        if (((Lane *)board->lanes->pdata[i])->status_id == status_id)
            return board->lanes->pdata[i];
    return NULL;
}

Lane *board_lane(const Board *board)
{
    return board->lane < board->lanes->len ? board->lanes->pdata[board->lane] : NULL;
}

const TableRow *board_row(const Board *board)
{
    const Lane *lane = board_lane(board);
    return lane && lane->cursor < lane->rows->len ? lane->rows->pdata[lane->cursor] : NULL;
}

/* --- moving ----------------------------------------------------------------------------------- */

static Result go_to_card(Board *board, gint64 card)
{
    Lane *lane = board_lane(board);
    if (!lane)
        return RESULT_HANDLED;
    lane->cursor = (guint)CLAMP(card, 0, MAX(0, (gint64)lane->rows->len - 1));
    board_read_ahead(board, lane);
    return RESULT_REPAINT;
}

/* To the card that stands beside the present one. */
static Result go_to_lane(Board *board, gint64 index)
{
    const Lane *from = board_lane(board);
    guint line = from ? from->cursor - MIN(from->top, from->cursor) : 0;
    board->lane = (guint)CLAMP(index, 0, MAX(0, (gint64)board->lanes->len - 1));
    Lane *to = board_lane(board);
    return to && to != from ? go_to_card(board, to->top + line) : RESULT_REPAINT;
}

static Result step_card(Board *board, int by)
{
    guint next = board->lane + (guint)by;
    const TableRow *row = board_row(board);
    if (!row || next >= board->lanes->len)
        return RESULT_HANDLED;
    board_move(board, row->id, next);
    return RESULT_REPAINT;
}

static Result act(gpointer data, const Action *action)
{
    Board *board = data;
    const Lane *lane = board_lane(board);
    gint64 by = action_shift(action, (int)board->cards);
    if (by)
        return lane ? go_to_card(board, lane->cursor + by) : RESULT_HANDLED;
    switch ((int)action->id) {
    case ACT_LEFT:
        return go_to_lane(board, (gint64)board->lane - 1);
    case ACT_RIGHT:
        return go_to_lane(board, (gint64)board->lane + 1);
    case ACT_CARD_BACK:
        return step_card(board, -1);
    case ACT_CARD_ON:
        return step_card(board, 1);
    default:
        return RESULT_IGNORED;
    }
}

/* The columns of a list mean nothing here; a guest moves what is theirs, and core sees to that. */
static Offer offer(gpointer data, const Action *action, const char **reason)
{
    const Board *board = data;
    if (action->id == ACT_SORT || action->id == ACT_FILTER)
        return OFFER_NO;
    if (action->id != ACT_CARD_BACK && action->id != ACT_CARD_ON)
        return OFFER_YES;
    bool may = right_check(board->app->base, app_actor(board->app), task_entity.edit, true, NULL);
    return may && board_row(board) ? OFFER_YES : OFFER_NO;
}

/* --- the mouse -------------------------------------------------------------------------------- */

static Result wheel(Board *board, const Mouse *event)
{
    int at = board_lane_at(board, event->x - board->place.x);
    if (at >= 0)
        board->lane = (guint)at;
    const Lane *lane = board_lane(board);
    return lane ? go_to_card(board, (gint64)lane->cursor + (event->kind == MOUSE_WHEEL_UP ? -1 : 1))
                : RESULT_HANDLED;
}

/* A card that is pressed in one lane and let go in another goes there. */
static Result release(Board *board, int at)
{
    gint64 id = board->pressed;
    board->pressed = 0;
    if (!id || at < 0 || at == (int)board->lane)
        return RESULT_HANDLED;
    board_move(board, id, (guint)at);
    return RESULT_REPAINT;
}

static Result press(Board *board, const Mouse *event, int at)
{
    if (at < 0)
        return RESULT_HANDLED;
    board->lane = (guint)at;
    Lane *lane = board_lane(board);
    int card = board_card_at(board, lane, event->y - board->place.y);
    if (card < 0)
        return RESULT_REPAINT;
    lane->cursor = (guint)card;
    ui_repaint(board->app->ui);
    if (event->kind == MOUSE_DOUBLE)
        ui_perform(board->app->ui, action_find(ACT_OPEN, CTX_LIST));
    if (event->kind == MOUSE_PRESS)
        board->pressed = board_row(board)->id;
    return event->kind == MOUSE_RIGHT ? RESULT_IGNORED : RESULT_REPAINT;
}

static Result mouse(gpointer data, const Mouse *event)
{
    Board *board = data;
    int at = board_lane_at(board, event->x - board->place.x);
    switch (event->kind) {
    case MOUSE_WHEEL_UP:
    case MOUSE_WHEEL_DOWN:
        return wheel(board, event);
    case MOUSE_RELEASE:
        return release(board, at);
    default:
        return press(board, event, at);
    }
}

/* --- the lens --------------------------------------------------------------------------------- */

static const TableRow *row(gpointer data)
{
    return board_row(data);
}

static void next(gpointer data)
{
    Board *board = data;
    const Lane *lane = board_lane(board);
    if (lane)
        go_to_card(board, (gint64)lane->cursor + 1);
}

static void look_for(gpointer data, gint64 id)
{
    Board *board = data;
    board->target = id;
}

static void status(gpointer data, GString *text)
{
    const Lane *lane = board_lane(data);
    if (!lane || !lane->rows->len)
        return;
    g_string_append_printf(text, "%s: %u", lane->title, lane->cursor + 1);
    if (lane->total >= 0) {
        g_autofree char *number = text_number(lane->total);
        g_string_append_printf(text, " / %s", number);
    }
}

static void draw(gpointer data, const Canvas *canvas)
{
    board_draw(data, canvas);
}

static void read_again(gpointer data, bool same)
{
    board_read(data, same);
}

static void board_free(gpointer data)
{
    Board *board = data;
    worker_cancel(board->app->worker, board);
    task_mover_free(board->mover);
    g_ptr_array_unref(board->lanes);
    g_free(board->this_year);
    g_free(board->status);
    g_free(board);
}

TableLens board_lens(App *app, Table *table, ListPart part, ListBulk *bulk, int64_t id,
                     Board **made)
{
    Board *board = *made = g_new0(Board, 1);
    g_autofree char *today = app_today(app);
    *board = (Board){.app = app,
                     .table = table,
                     .part = part,
                     .bulk = bulk,
                     .lanes = g_ptr_array_new_with_free_func(lane_free),
                     .target = id,
                     .this_year = g_strdup_printf(".%.4s", today)};
    board->mover = board_mover(board);
    return (TableLens){.contexts = CTX_BOARD,
                       .draw = draw,
                       .act = act,
                       .mouse = mouse,
                       .offer = offer,
                       .row = row,
                       .next = next,
                       .go_to = look_for,
                       .read = read_again,
                       .status = status,
                       .data = board,
                       .free_data = board_free};
}

const Filled *board_filled(Board *board)
{
    const Lane *lane = board_lane(board);
    g_free(board->status);
    board->status = lane ? g_strdup_printf("%" G_GINT64_FORMAT, lane->status_id) : NULL;
    board->filled[0] = (Filled){lane ? "status_id" : NULL, board->status};
    return board->filled;
}
