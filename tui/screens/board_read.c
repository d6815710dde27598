/* The board's cards are read in the worker; what is shown stays until the others have come. */
#include "tui/screens/board_private.h"

#define PAGE 50 /* cards of a lane that are read at once */
#define AHEAD 15

typedef struct {
    Board *board;
    ListQuery asked;
    int limit;
    GPtrArray *columns; /* TaskColumn; NULL: not read */
    bool first;         /* the cursor goes to what is found first: that one is looked up */
    int64_t found;
    bool read_on; /* more of one lane has been read */
    GError *error;
} BoardJob;

static BoardJob *job_new(Board *board)
{
    BoardJob *job = g_new0(BoardJob, 1);
    const TableQuery wanted = table_query(board->table);
    job->board = board;
    list_query_init(&job->asked, board->app, board->part, &wanted);
    return job;
}

static void job_free(gpointer data)
{
    BoardJob *job = data;
    g_clear_pointer(&job->columns, g_ptr_array_unref);
    g_clear_error(&job->error);
    list_query_clear(&job->asked);
    g_free(job);
}

static void fail(const BoardJob *job)
{
    g_autofree char *why = app_explain_unread(job->board->app, job->error);
    table_lens_done(job->board->table, why);
}

/* --- counting --------------------------------------------------------------------------------- */

static void run_count(Base *base, gpointer data)
{
    BoardJob *job = data;
    g_autoptr(GPtrArray) columns =
        base ? task_board(base, &job->asked.actor, &job->asked.query, 0, NULL) : NULL;
    if (columns && task_board_count(base, &job->asked.actor, &job->asked.query, columns, NULL))
        job->columns = g_steal_pointer(&columns);
}

static void tell_count(gpointer data)
{
    const BoardJob *job = data;
    gint64 all = 0;
    for (guint i = 0; job->columns && i < job->columns->len; i++) {
        const TaskColumn *column = job->columns->pdata[i];
        Lane *lane = board_lane_of(job->board, column->status_id);
        if (lane)
            lane->total = column->total;
        all += column->total;
    }
    table_set_total(job->board->table, job->columns ? all : -1, false);
}

static void count(Board *board)
{
    static const WorkerJob kind = {run_count, tell_count, job_free};
    worker_submit(board->app->worker, board, "count", &kind, job_new(board));
}

/* --- cards ------------------------------------------------------------------------------------ */

static gint64 find_row(const Lane *lane, gint64 id)
{
    for (guint i = 0; i < lane->rows->len; i++)
        if (((const TableRow *)lane->rows->pdata[i])->id == id)
            return i;
    return -1;
}

static void add_rows(Lane *lane, const GPtrArray *rows)
{
    for (guint i = 0; i < rows->len; i++)
        g_ptr_array_add(lane->rows, list_query_row(rows->pdata[i]));
}

static Lane *lane_new(const TaskColumn *column)
{
    Lane *lane = g_new0(Lane, 1);
    *lane = (Lane){.status_id = column->status_id,
                   .title = g_strdup(column->title),
                   .closed = column->closed,
                   .rows = g_ptr_array_new_with_free_func((GDestroyNotify)table_row_free),
                   .more = column->more,
                   .total = column->more ? -1 : (int64_t)column->rows->len};
    add_rows(lane, column->rows);
    return lane;
}

/* As the lane was left: on its record, and on its line of the screen. */
static void keep_place(Lane *lane, const Lane *before)
{
    guint line = before->cursor - MIN(before->top, before->cursor);
    const TableRow *row =
        before->cursor < before->rows->len ? before->rows->pdata[before->cursor] : NULL;
    gint64 at = row ? find_row(lane, row->id) : -1;
    lane->cursor = at >= 0 ? (guint)at : MIN(before->cursor, MAX(lane->rows->len, 1) - 1);
    lane->top = lane->cursor - MIN(line, lane->cursor);
    if (lane->total < 0)
        lane->total = before->total;
}

/* The cursor's lane is that of its record, wherever that has gone, else the one it was in. */
static void find_cursor(Board *board, int64_t status_id)
{
    guint lane = 0, with_cards = 0;
    bool found = false;
    for (guint i = board->lanes->len; i-- > 0;) {
        Lane *other = board->lanes->pdata[i];
        gint64 at = board->target ? find_row(other, board->target) : -1;
        if (other->rows->len)
            with_cards = i;
        if (at >= 0)
            other->cursor = (guint)at;
        if (at >= 0 || (!found && other->status_id == status_id))
            lane = i;
        found = found || at >= 0 || other->status_id == status_id;
    }
    board->lane = found ? lane : with_cards;
    board->target = 0;
}

static void take_columns(Board *board, const GPtrArray *columns)
{
    const Lane *current = board_lane(board);
    const TableRow *row = board_row(board);
    int64_t status_id = current ? current->status_id : 0;
    if (!board->target && board->same && row)
        board->target = row->id;
    GPtrArray *lanes = g_ptr_array_new_with_free_func(lane_free);
    for (guint i = 0; i < columns->len; i++) {
        Lane *lane = lane_new(columns->pdata[i]);
        const Lane *old = board_lane_of(board, lane->status_id);
        if (old)
            keep_place(lane, old);
        g_ptr_array_add(lanes, lane);
    }
    g_ptr_array_unref(board->lanes);
    board->lanes = lanes;
    find_cursor(board, status_id);
}

static void run_cards(Base *base, gpointer data)
{
    BoardJob *job = data;
    if (base && job->first)
        job->found = list_query_first(base, &job->asked);
    if (base)
        job->columns =
            task_board(base, &job->asked.actor, &job->asked.query, job->limit, &job->error);
}

static void tell_cards(gpointer data)
{
    const BoardJob *job = data;
    if (!job->columns) {
        fail(job);
        return;
    }
    if (job->first)
        job->board->target = job->found;
    take_columns(job->board, job->columns);
    table_lens_done(job->board->table, NULL);
    count(job->board);
}

/* Those that are shown again are as many as there were. */
void board_read(Board *board, bool same)
{
    static const WorkerJob kind = {run_cards, tell_cards, job_free};
    BoardJob *job = job_new(board);
    job->limit = PAGE;
    job->first = board->target == FOUND_FIRST;
    board->same = same;
    for (guint i = 0; i < board->lanes->len; i++) {
        Lane *lane = board->lanes->pdata[i];
        if (same)
            job->limit = MAX(job->limit, (int)lane->rows->len);
        else
            lane->cursor = lane->top = 0;
    }
    worker_submit(board->app->worker, board, "cards", &kind, job);
}

/* --- more of one lane ------------------------------------------------------------------------- */

static QueryRow *place_of(const TableRow *row)
{
    QueryRow *place = g_new0(QueryRow, 1);
    place->position = g_strdup(row->key);
    return place;
}

static void run_more(Base *base, gpointer data)
{
    BoardJob *job = data;
    TaskColumn *column = job->columns->pdata[0];
    job->read_on = base && task_board_more(base, &job->asked.actor, &job->asked.query, column, PAGE,
                                           &job->error);
}

/* All cards may have been read anew meanwhile, then the lane may end elsewhere. */
static bool goes_on(const Lane *lane, const TaskColumn *column)
{
    const QueryRow *from = column->rows->pdata[0];
    const TableRow *last = lane->rows->len ? lane->rows->pdata[lane->rows->len - 1] : NULL;
    return last && g_str_equal(last->key, from->position);
}

static void tell_more(gpointer data)
{
    const BoardJob *job = data;
    const TaskColumn *column = job->columns->pdata[0];
    Lane *lane = board_lane_of(job->board, column->status_id);
    if (!lane)
        return;
    lane->asked = false;
    if (!job->read_on || !goes_on(lane, column))
        return;
    g_ptr_array_remove_index(column->rows, 0); /* where it went on from */
    add_rows(lane, column->rows);
    lane->more = column->more;
    ui_repaint(job->board->app->ui);
}

static void column_free(gpointer data)
{
    TaskColumn *column = data;
    g_ptr_array_unref(column->rows);
    g_free(column);
}

/* Each lane has a slot of its own: a job of the same slot would take the place of another lane's,
 * which then waited for ever. */
void board_read_ahead(Board *board, Lane *lane)
{
    static const WorkerJob kind = {run_more, tell_more, job_free};
    if (!lane->more || lane->asked || lane->cursor + AHEAD < lane->rows->len)
        return;
    TaskColumn *column = g_new0(TaskColumn, 1);
    *column = (TaskColumn){.status_id = lane->status_id,
                           .closed = lane->closed,
                           .rows = g_ptr_array_new_with_free_func((GDestroyNotify)query_row_free)};
    g_ptr_array_add(column->rows, place_of(lane->rows->pdata[lane->rows->len - 1]));
    BoardJob *job = job_new(board);
    job->columns = g_ptr_array_new_with_free_func(column_free);
    g_ptr_array_add(job->columns, column);
    lane->asked = true;
    g_autofree char *slot = g_strdup_printf("more %" G_GINT64_FORMAT, lane->status_id);
    worker_submit(board->app->worker, board, slot, &kind, job);
}
