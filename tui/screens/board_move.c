/* Moving cards: one change set whatever their number, to be taken back as one. */
#include <glib/gi18n-lib.h>

#include "tui/app/edit.h"
#include "tui/screens/board_private.h"
#include "tui/screens/list_moved.h"

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

/* The next key finds the cards where they go, before they are read there. */
static void show_moved(Board *board, const GArray *ids, guint to)
{
    Lane *lane = board->lanes->pdata[to];
    for (guint i = 0; i < ids->len; i++) {
        TableRow *card = take_card(board, g_array_index(ids, gint64, i));
        if (!card)
            continue;
        g_ptr_array_insert(lane->rows, (int)MIN(lane->top, lane->rows->len), card);
        lane->total += lane->total >= 0 ? 1 : 0;
    }
    lane->cursor = MIN(lane->top, MAX(lane->rows->len, 1) - 1);
    board->lane = to;
}

/* --- in the base ------------------------------------------------------------------------------ */

void board_move(Board *board, gint64 id, guint to)
{
    GArray *ids = list_moved_with(board->app, board->table, id);
    if (!ids)
        return;
    const Lane *lane = board->lanes->pdata[to];
    g_autofree char *status = g_strdup_printf("%" G_GINT64_FORMAT, lane->status_id);
    Edits *edits = edits_new(compose_told, NULL);
    if (table_is_marked(board->table, id))
        table_unmark(board->table);
    show_moved(board, ids, to);
    edits_add(edits, &task_entity, "status_id", status, ids);
    board->target = id;
    if (!edits_run(board->app, edits))
        table_reload(board->table);
}
