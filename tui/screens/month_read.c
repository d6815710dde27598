/* Days are read in the worker; those that are shown stay until the others have come. */
#include "tui/screens/month_private.h"

#define ROWS_LEAST 12 /* of a day: what a paint may have room for is not known before it */
#define ROWS_WEEK 100

typedef struct {
    Month *month;
    ListQuery asked;
    bool week;
    bool found_first; /* the cursor goes to what is found first: that one is looked up */
    int64_t found;
    int day, first, n, limit;
    GPtrArray *days; /* TaskDay; NULL: not read */
    GError *error;
} MonthJob;

void month_day_free(gpointer data)
{
    MonthDay *day = data;
    g_ptr_array_unref(day->rows);
    g_free(day);
}

static void job_free(gpointer data)
{
    MonthJob *job = data;
    g_clear_pointer(&job->days, g_ptr_array_unref);
    g_clear_error(&job->error);
    list_query_clear(&job->asked);
    g_free(job);
}

/* Those around its day are read, if there is one. */
static void find_first(Base *base, MonthJob *job)
{
    job->found = list_query_first(base, &job->asked);
    g_autoptr(Record) task =
        job->found ? record_load(base, &job->asked.actor, &task_entity, job->found, NULL) : NULL;
    if (task && day_from_text(record_text(task, "due_on"), &job->day))
        job->first = month_first_of(job->week, job->day, &job->n);
}

static void run(Base *base, gpointer data)
{
    MonthJob *job = data;
    if (base && job->found_first)
        find_first(base, job);
    if (base)
        job->days = task_days(base, &job->asked.actor, &job->asked.query, job->first, job->n,
                              job->limit, &job->error);
}

static MonthDay *day_new(const TaskDay *from)
{
    MonthDay *day = g_new(MonthDay, 1);
    *day = (MonthDay){from->day, g_ptr_array_new_with_free_func((GDestroyNotify)table_row_free),
                      from->total};
    for (guint i = 0; i < from->rows->len; i++)
        g_ptr_array_add(day->rows, list_query_row(from->rows->pdata[i]));
    return day;
}

/* On its record, wherever that has gone. */
static void find_cursor(Month *month)
{
    for (guint i = 0; month->target && i < month->days->len; i++) {
        const MonthDay *day = month->days->pdata[i];
        for (guint row = 0; row < day->rows->len; row++)
            if (((const TableRow *)day->rows->pdata[row])->id == month->target) {
                month->day = day->day;
                month->task = row;
                month->target = 0;
            }
    }
    const MonthDay *day = month_at(month, month->day);
    month->target = 0;
    if (day)
        month->task = MIN(month->task, MAX(day->rows->len, 1) - 1);
}

static void tell(gpointer data)
{
    const MonthJob *job = data;
    Month *month = job->month;
    gint64 all = 0;
    if (!job->days) {
        g_autofree char *why = app_explain_unread(month->app, job->error);
        table_lens_done(month->table, why);
        return;
    }
    g_ptr_array_set_size(month->days, 0);
    month->first = job->first;
    if (job->found_first) {
        month->day = job->day;
        month->target = job->found;
    }
    for (guint i = 0; i < job->days->len; i++) {
        const TaskDay *day = job->days->pdata[i];
        g_ptr_array_add(month->days, day_new(day));
        all += day->total;
    }
    find_cursor(month);
    table_set_total(month->table, all, false);
    table_lens_done(month->table, NULL);
}

void month_read(Month *month)
{
    static const WorkerJob kind = {run, tell, job_free};
    MonthJob *job = g_new0(MonthJob, 1);
    const TableQuery wanted = table_query(month->table);
    job->month = month;
    job->week = month->week;
    job->day = month->day;
    job->found_first = month->target == FOUND_FIRST;
    job->first = month_first(month, &job->n);
    job->limit = month->week ? ROWS_WEEK : MAX(month->wanted, ROWS_LEAST);
    list_query_init(&job->asked, month->app, month->part, &wanted);
    worker_submit(month->app->worker, month, "days", &kind, job);
}
