/* How many tasks were overdue as each day ended: what a task says now, and from the journal what it
 * said before. docs/rules.md, "Figures". */
#include "core/when.h"
#include "entities/task.h"
#include "figures_take.h"
#include "rows.h"

/* The columns of FIGURE_OVERDUE. */
enum { TASK_ID, CREATED, DUE_AT, CLOSED, DUE_ON, DUE_MINUTE, FIELD, OLD, CHANGED, WAS_CLOSED };

/* The days of the table, counted first as steps from one to the next. */
typedef struct {
    const FigureReading *reading;
    FigureTable *table;
    int64_t *ends; /* of each row: when its day was over */
} Days;

/* A task, followed from now into the past. */
typedef struct {
    int64_t id, created;
    int64_t until; /* what is below was so until then */
    int64_t due_at, closed_at;
    bool closed; /* all that time, by its status; else from closed_at on */
    char due_on[11];
    int due_minute; /* -1: none */
} Past;

/* --- days ------------------------------------------------------------------------------------- */

/* When the day of each row is over: for today, now. g_free. */
static int64_t *ends_of(const FigureReading *reading, const FigureTable *table)
{
    int64_t *ends = g_new(int64_t, table->rows->len + 1);
    for (guint i = 0; i < table->rows->len; i++) {
        const FigureRow *row = table->rows->pdata[i];
        ends[i] = MIN(when_at(row->day + 1, 0, reading->zone), reading->actor->now);
    }
    return ends;
}

/* The first row whose day ends at the instant or later; how many rows there are: none. */
static guint first_end(const Days *days, int64_t instant)
{
    guint low = 0, high = days->table->rows->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (days->ends[middle] >= instant)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void count_in(const Days *days, guint row, int64_t by)
{
    if (row < days->table->rows->len)
        ((FigureRow *)days->table->rows->pdata[row])->values[0] += by;
}

static void count_overdue(const Days *days, int64_t from, int64_t until)
{
    guint first = first_end(days, from), last = first_end(days, until);
    if (until > from) {
        count_in(days, first, 1);
        count_in(days, last, -1);
    }
}

static void sum_up(const FigureTable *table)
{
    for (guint i = 1; i < table->rows->len; i++)
        ((FigureRow *)table->rows->pdata[i])->values[0] +=
            ((const FigureRow *)table->rows->pdata[i - 1])->values[0];
}

/* --- a task ----------------------------------------------------------------------------------- */

static Past past_of(DbRows *row)
{
    Past past = {.id = db_column_integer(row, TASK_ID),
                 .created = db_column_integer(row, CREATED),
                 .until = INT64_MAX,
                 .due_at = db_column_integer(row, DUE_AT),
                 .closed_at = INT64_MAX,
                 .due_minute = -1};
    if (db_column_type(row, CLOSED) != DB_NULL)
        past.closed_at = db_column_integer(row, CLOSED);
    if (db_column_type(row, DUE_MINUTE) != DB_NULL)
        past.due_minute = (int)db_column_integer(row, DUE_MINUTE);
    g_strlcpy(past.due_on, db_column_text(row, DUE_ON), sizeof past.due_on);
    return past;
}

/* As it was from then on; a clock that was put back makes nothing of it. */
static void count_since(const Days *days, Past *past, int64_t since)
{
    if (!past->closed)
        count_overdue(days, MAX(past->due_at, since), MIN(past->until, past->closed_at));
    past->until = MIN(past->until, since);
}

/* What it said before the change. */
static void take_back(const Days *days, DbRows *row, Past *past)
{
    const char *field = db_column_text(row, FIELD), *old = db_column_text(row, OLD);
    if (g_str_equal(field, "status_id")) {
        past->closed = db_column_integer(row, WAS_CLOSED);
        past->closed_at = INT64_MAX;
    } else if (g_str_equal(field, "due_on")) {
        g_strlcpy(past->due_on, old ? old : "", sizeof past->due_on);
    } else {
        past->due_minute = old ? (int)g_ascii_strtoll(old, NULL, 10) : -1;
    }
    past->due_at = task_due_at(past->due_on, past->due_minute, days->reading->zone);
}

/* Changes of a task come one after the other, the newest first. */
static bool count_all(const Days *days, GError **error)
{
    DbRows *rows = days->reading->rows;
    GError *failure = NULL;
    Past past = {0};
    while (db_next(rows, &failure)) {
        if (past.id != db_column_integer(rows, TASK_ID)) {
            count_since(days, &past, past.created);
            past = past_of(rows);
        }
        if (db_column_type(rows, CHANGED) == DB_NULL)
            continue;
        count_since(days, &past, db_column_integer(rows, CHANGED));
        take_back(days, rows, &past);
    }
    count_since(days, &past, past.created);
    return rows_ended(failure, error);
}

bool take_overdue(FigureReading *reading, FigureTable *table, GError **error)
{
    take_days(reading, table);
    g_autofree int64_t *ends = ends_of(reading, table);
    const Days days = {reading, table, ends};
    if (!count_all(&days, error))
        return false;
    sum_up(table);
    return true;
}
