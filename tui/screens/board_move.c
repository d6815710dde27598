/* Moving cards to another column. */
#include <glib/gi18n-lib.h>

#include "tui/screens/board_private.h"

static char *compose_told(App *app, const Edits *edits)
{
    guint n = edits_changed(edits, 0);
    return g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "%u moved.", "%u moved.", n), n);
}

/* --- on the screen ---------------------------------------------------------------------------- */

static TableRow *take_card(Board *board, gint64 id)
{
    for (guint i = 0; i < board->lanes->len; i++) {
        Lane *lane = board->lanes->pdata[i];
        for (guint row = 0; row < lane->rows->len; row++)
            if (((const TableRow *)lane->rows->pdata[row])->id == id) {
                lane->total -= lane->total > 0 ? 1 : 0;
                return g_ptr_array_steal_index(lane->rows, row);
            }
    }
    return NULL;
}

static guint lane_index(const Board *board, const Lane *lane)
{
    guint index = 0;
    g_ptr_array_find(board->lanes, lane, &index);
    return index;
}

/* The next key finds the cards where they go, before they are read there. */
static void show_moved(Board *board, const GArray *ids, Lane *lane)
{
    for (guint i = 0; i < ids->len; i++) {
        TableRow *card = take_card(board, g_array_index(ids, gint64, i));
        if (!card)
            continue;
        g_ptr_array_insert(lane->rows, (int)MIN(lane->top, lane->rows->len), card);
        lane->total += lane->total >= 0 ? 1 : 0;
    }
    lane->cursor = MIN(lane->top, MAX(lane->rows->len, 1) - 1);
    board->lane = lane_index(board, lane);
}

/* --- the mover -------------------------------------------------------------------------------- */

static int64_t status_of(const char *stored)
{
    return g_ascii_strtoll(stored, NULL, 10);
}

static void show(gpointer data, const GArray *ids, const char *stored)
{
    Board *board = data;
    Lane *lane = board_lane_of(board, status_of(stored));
    if (lane)
        show_moved(board, ids, lane);
}

static char *where(gpointer data, const char *stored)
{
    const Lane *lane = board_lane_of(data, status_of(stored));
    return lane ? g_strdup_printf(_("To «%s»"), lane->title) : NULL;
}

TaskMover *board_mover(Board *board)
{
    return task_mover_new(&(TaskMoverSpec){.app = board->app,
                                           .table = board->table,
                                           .bulk = board->bulk,
                                           .field = "status_id",
                                           .told = compose_told,
                                           .where = where,
                                           .show = show,
                                           .target = &board->target,
                                           .data = board});
}

void board_move(Board *board, gint64 id, guint to)
{
    const Lane *lane = board->lanes->pdata[to];
    task_mover_move(board->mover, id, g_strdup_printf("%" G_GINT64_FORMAT, lane->status_id));
}
