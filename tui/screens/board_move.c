/* Moving cards: one change set whatever their number, to be taken back as one. */
#include <glib/gi18n-lib.h>

#include "tui/app/edit.h"
#include "tui/screens/board_private.h"
#include "tui/screens/bulk_ask.h"

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

/* --- in the base ------------------------------------------------------------------------------ */

/* A move that may have to be confirmed; the board stays while it is asked about. */
typedef struct {
    Board *board;
    BoardMove to;
    GArray *ids; /* all that go: int64_t */
} Moving;

static void moving_free(Moving *moving)
{
    g_array_unref(moving->ids);
    g_free(moving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Moving, moving_free)

static void carry_out(const Moving *moving)
{
    Board *board = moving->board;
    Lane *lane = board_lane_of(board, moving->to.status_id);
    g_autofree char *status = g_strdup_printf("%" G_GINT64_FORMAT, moving->to.status_id);
    Edits *edits = edits_new(compose_told, NULL);
    if (table_is_marked(board->table, moving->to.id))
        table_unmark(board->table);
    if (lane && moving->ids->len <= UNASKED_MOST)
        show_moved(board, moving->ids, lane);
    edits_add(edits, &task_entity, "status_id", status, g_array_ref(moving->ids));
    board->target = moving->to.id;
    if (!edits_run(board->app, edits))
        table_reload(board->table);
}

static void answered(gpointer data, int answer)
{
    g_autoptr(Moving) moving = data;
    if (answer == 1)
        carry_out(moving);
}

static void taken_along(gpointer data, GArray *ids, const GArray *first)
{
    Board *board = data;
    const Lane *lane = board_lane_of(board, board->move.status_id);
    g_autofree char *where = lane ? g_strdup_printf(_("To «%s»"), lane->title) : NULL;
    Moving *moving = g_new(Moving, 1);
    *moving = (Moving){board, board->move, ids};
    const BulkQuestion question = {.where = where, .verb = N_("Move %s")};
    bulk_confirm(board->app, &task_entity, &question, ids, first, answered, moving);
}

void board_move(Board *board, gint64 id, guint to)
{
    const Lane *lane = board->lanes->pdata[to];
    board->move = (BoardMove){id, lane->status_id};
    list_bulk_take_along(board->bulk, board->table, id, taken_along, board);
}
