/* Pages of a whole list cost the same wherever they are, a millisecond or two, and are read at
 * once; what may take longer (parts of a list, searching, counting) goes to the worker. */
#include "tui/screens/list_source.h"

#define COUNT_MOST 10000000 /* beyond it the count is called approximate */

typedef struct {
    App *app;
    ListPart part;
    bool uncounted; /* the present rows have not been counted yet */
} ListSource;

/* One page on its way: everything a query needs, owned. */
typedef struct {
    ListSource *source;
    Table *table;
    guint serial;
    TableSeek seek;
    gint64 id;
    guint limit;
    ListQuery asked;
    char *position;
    /* answers */
    TablePage page;
    int64_t total; /* -1: not known */
    bool exact, swapped;
    GError *error;
} ListJob;

static void job_free(gpointer data)
{
    ListJob *job = data;
    g_clear_pointer(&job->page.rows, g_ptr_array_unref);
    g_clear_error(&job->error);
    list_query_clear(&job->asked);
    g_free(job->position);
    g_free(job);
}

static ListJob *job_new(ListSource *source, const TableQuery *wanted)
{
    ListJob *job = g_new0(ListJob, 1);
    job->source = source;
    job->table = wanted->table;
    job->serial = wanted->serial;
    job->seek = wanted->seek;
    job->id = wanted->id;
    job->limit = wanted->limit;
    job->position = g_strdup(wanted->key);
    list_query_init(&job->asked, source->app, source->part, wanted);
    return job;
}

/* --- rows ------------------------------------------------------------------------------------- */

static bool append_page(Base *base, ListJob *job, const char *position, bool backward, guint limit,
                        guint *got)
{
    g_autoptr(GPtrArray) rows = query_page(base, &job->asked.actor, &job->asked.query, position,
                                           backward, (int)limit, &job->swapped, &job->error);
    *got = rows ? rows->len : 0;
    for (guint i = 0; i < *got; i++)
        g_ptr_array_add(job->page.rows, list_query_row(rows->pdata[i]));
    return rows != NULL;
}

/* Half of the rows before the anchor, the anchor itself where it still is, the rest after it. */
static bool read_around(Base *base, ListJob *job)
{
    g_autofree char *position = NULL;
    if (!query_locate(base, &job->asked.actor, &job->asked.query, job->id, &position, &job->error))
        return false;
    if (!position)
        position = g_strdup(job->position);
    guint half = job->limit / 2, before, at_and_after;
    if (!append_page(base, job, position, true, half, &before))
        return false;
    job->page.anchor = before;
    job->page.at_start = before < half;
    const char *from = before ? ((TableRow *)job->page.rows->pdata[before - 1])->key : NULL;
    g_autofree char *start = g_strdup(from);
    if (!append_page(base, job, start, false, job->limit - half, &at_and_after))
        return false;
    job->page.at_end = at_and_after < job->limit - half;
    return true;
}

static bool read_page(Base *base, ListJob *job)
{
    job->page = (TablePage){.rows = g_ptr_array_new_with_free_func((GDestroyNotify)table_row_free),
                            .position = -1};
    if (job->seek == TABLE_AROUND)
        return read_around(base, job);
    bool backward = job->seek == TABLE_LAST || job->seek == TABLE_BEFORE;
    bool from_edge = job->seek == TABLE_FIRST || job->seek == TABLE_LAST;
    guint got;
    if (!append_page(base, job, from_edge ? NULL : job->position, backward, job->limit, &got))
        return false;
    job->page.at_start = backward ? got < job->limit : job->seek == TABLE_FIRST;
    job->page.at_end = backward ? job->seek == TABLE_LAST : got < job->limit;
    if (job->seek == TABLE_FIRST)
        job->page.position = 0;
    return true;
}

static void deliver(gpointer data)
{
    ListJob *job = data;
    if (!job->page.rows || job->error) {
        g_autofree char *why = app_explain_unread(job->source->app, job->error);
        table_fail(job->table, job->serial, why);
        return;
    }
    TablePage page = job->page;
    page.swapped = job->swapped;
    job->page.rows = NULL;
    table_deliver(job->table, job->serial, &page);
}

static void run_page(Base *base, gpointer data)
{
    ListJob *job = data;
    if (base)
        read_page(base, job);
}

static void run_count(Base *base, gpointer data)
{
    ListJob *job = data;
    int64_t before;
    if (!base || !query_count(base, &job->asked.actor, &job->asked.query, NULL, COUNT_MOST,
                              &job->total, &before, &job->exact, &job->error))
        job->total = -1;
}

/* One that failed is made again with the next rows. */
static void tell_count(gpointer data)
{
    ListJob *job = data;
    if (job->total < 0)
        return;
    job->source->uncounted = false;
    table_set_total(job->table, job->total, !job->exact);
}

static const WorkerJob page_job = {run_page, deliver, job_free},
                       count_job = {run_count, tell_count, job_free};

static void count_rows(ListSource *source, const TableQuery *wanted)
{
    worker_submit(source->app->worker, source, "count", &count_job, job_new(source, wanted));
}

static bool is_quick(const ListSource *source, const TableQuery *wanted)
{
    return !source->part.scope && wanted->n_filters == 0 && !(wanted->find && *wanted->find);
}

/* Rows go before figures: a count that is under way makes room for them and begins again. It is
 * asked for before rows are delivered at once: what the query points to may go with the old ones.
 */
static void fetch(gpointer data, const TableQuery *wanted)
{
    ListSource *source = data;
    ListJob *job = job_new(source, wanted);
    bool quick = is_quick(source, wanted),
         other_rows = wanted->seek == TABLE_FIRST || wanted->seek == TABLE_AROUND;
    source->uncounted = source->uncounted || other_rows;
    if (!quick)
        worker_submit(source->app->worker, source, "rows", &page_job, job);
    if (other_rows ||
        (source->uncounted && (!quick || !worker_is_busy(source->app->worker, source))))
        count_rows(source, wanted);
    if (!quick)
        return;
    read_page(source->app->base, job);
    deliver(job);
    job_free(job);
}

static void cancel(gpointer data, guint serial)
{
    ListSource *source = data;
    worker_cancel(source->app->worker, source);
}

static void source_free(gpointer data)
{
    ListSource *source = data;
    worker_cancel(source->app->worker, source);
    g_free(source);
}

/* --- all rows at once ------------------------------------------------------------------------- */

typedef struct {
    ListJob *rows;
    GHashTable *except; /* ids, owned */
    GatheredFunc done;
    gpointer owner;
    Gathered found;
} GatherJob;

static void gather_free(gpointer data)
{
    GatherJob *job = data;
    g_clear_pointer(&job->found.ids, g_array_unref);
    g_clear_pointer(&job->found.first, g_array_unref);
    g_clear_error(&job->found.error);
    g_hash_table_unref(job->except);
    job_free(job->rows);
    g_free(job);
}

static bool is_wanted(const GatherJob *job, int64_t id)
{
    return !g_hash_table_contains(job->except, &id);
}

static void leave_out(GatherJob *job)
{
    GArray *ids = job->found.ids;
    guint kept = 0;
    for (guint i = 0; i < ids->len; i++) {
        int64_t id = g_array_index(ids, int64_t, i);
        if (is_wanted(job, id))
            g_array_index(ids, int64_t, kept++) = id;
    }
    g_array_set_size(ids, kept);
}

/* However many are left out at the beginning, a page or two further on there are some that are not.
 */
static bool find_first(Base *base, GatherJob *job)
{
    g_autofree char *position = NULL;
    job->found.first = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (;;) {
        g_autoptr(GPtrArray) rows =
            query_page(base, &job->rows->asked.actor, &job->rows->asked.query, position, false,
                       (int)job->rows->limit, NULL, &job->found.error);
        for (guint i = 0; rows && i < rows->len && job->found.first->len < GATHER_FIRST; i++) {
            const QueryRow *row = rows->pdata[i];
            if (is_wanted(job, row->id))
                g_array_append_val(job->found.first, row->id);
        }
        if (!rows || rows->len == 0 || job->found.first->len == GATHER_FIRST)
            return rows != NULL;
        g_free(position);
        position = g_strdup(((const QueryRow *)rows->pdata[rows->len - 1])->position);
    }
}

static void run_gather(Base *base, gpointer data)
{
    GatherJob *job = data;
    if (!base || !find_first(base, job))
        return;
    job->found.ids =
        query_ids(base, &job->rows->asked.actor, &job->rows->asked.query, &job->found.error);
    if (job->found.ids)
        leave_out(job);
}

static void tell_gathered(gpointer data)
{
    GatherJob *job = data;
    const GError *failure = worker_failure(job->rows->source->app->worker);
    if (failure)
        job->found.error = g_error_copy(failure);
    job->done(job->owner, &job->found);
}

void list_source_gather(const TableSource *source, const TableQuery *wanted, const GArray *except,
                        GatheredFunc done, gpointer owner)
{
    static const WorkerJob gather_job = {run_gather, tell_gathered, gather_free};
    ListSource *list = source->data;
    GatherJob *job = g_new0(GatherJob, 1);
    job->rows = job_new(list, wanted);
    job->except = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < except->len; i++)
        g_hash_table_add(job->except, g_memdup2(&g_array_index(except, gint64, i), sizeof(gint64)));
    job->done = done;
    job->owner = owner;
    worker_submit(list->app->worker, owner, "gather", &gather_job, job);
}

TableSource list_source(App *app, ListPart part)
{
    ListSource *source = g_new(ListSource, 1);
    *source = (ListSource){app, part, false};
    return (TableSource){
        .fetch = fetch, .cancel = cancel, .data = source, .free_data = source_free};
}
