/* What the files of the board share. */
#pragma once

#include "core/task_board.h"
#include "tui/screens/board.h"
#include "tui/screens/task_mover.h"

#define LANE_WIDTH 18 /* columns below which a card says nothing */
#define TALL_ROWS 30  /* from here on a card has two more rows */

typedef struct {
    int64_t status_id;
    char *title;
    bool closed;
    GPtrArray *rows;  /* TableRow */
    bool more, asked; /* there are others behind them; they are on their way */
    int64_t total;    /* -1: not known */
    guint cursor, top;
} Lane;

struct Board {
    App *app;
    Table *table;
    ListPart part;
    ListBulk *bulk;   /* borrowed */
    GPtrArray *lanes; /* Lane */
    guint lane;       /* the cursor's */
    guint first_lane; /* shown at the left */
    guint shown;      /* how many are shown */
    int lane_width, card_rows;
    guint cards;    /* shown in a lane */
    gint64 target;  /* the task to stand on once they are read again; 0: the present one */
    bool same;      /* they are read again, and the cursor goes with its record */
    gint64 pressed; /* the task that the mouse holds; 0: none */
    TaskMover *mover;
    Rect place;      /* on the screen */
    char *this_year; /* ".2026" */
    char *status;    /* of board_filled */
    Filled filled[2];
};

void lane_free(gpointer lane);
Lane *board_lane_of(const Board *board, int64_t status_id); /* NULL: there is none any more */
Lane *board_lane(const Board *board);                       /* NULL: there is none */
const TableRow *board_row(const Board *board);

/* --- board_read.c ----------------------------------------------------------------------------- */

void board_read(Board *board, bool same);
/* What the cursor comes near to is read before it is wanted. */
void board_read_ahead(Board *board, Lane *lane);

/* --- board_draw.c ----------------------------------------------------------------------------- */

void board_draw(Board *board, const Canvas *canvas);
/* The lane at a column of the board; -1: none. */
int board_lane_at(const Board *board, int x);
/* The card at a row, as an index of the lane's rows; -1: none. */
int board_card_at(const Board *board, const Lane *lane, int y);

/* --- board_move.c ----------------------------------------------------------------------------- */

TaskMover *board_mover(Board *board);
/* Gives a task, or those marked if it is one of them, the status of a lane; many after a question.
 */
void board_move(Board *board, gint64 id, guint to);
