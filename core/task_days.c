/* Most calendars are of few tasks: all days are read at once. Only if there are more than fit into
 * one page is each day a list of its own. */
#include "core/task_days.h"

#include "base_internal.h"
#include "core/when.h"

#define AT_ONCE 400 /* rows read in one go */
#define COUNT_MOST INT64_C(1000000)

static void day_free(gpointer data)
{
    TaskDay *day = data;
    g_ptr_array_unref(day->rows);
    g_free(day);
}

static GPtrArray *days_new(int first, int n)
{
    GPtrArray *days = g_ptr_array_new_with_free_func(day_free);
    for (int i = 0; i < n; i++) {
        TaskDay *day = g_new0(TaskDay, 1);
        day->day = first + i;
        day->rows = g_ptr_array_new_with_free_func((GDestroyNotify)query_row_free);
        g_ptr_array_add(days, day);
    }
    return days;
}

/* --- what is asked ---------------------------------------------------------------------------- */

/* The query with its days limited. */
typedef struct {
    Query query;
    GArray *filters; /* Filter */
    char *from, *to;
} DaysQuery;

static void days_query_clear(DaysQuery *asked)
{
    g_array_unref(asked->filters);
    g_free(asked->from);
    g_free(asked->to);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DaysQuery, days_query_clear)

static void days_query_init(DaysQuery *asked, const Query *query, int first, int last)
{
    asked->query = *query;
    asked->from = day_to_text(first);
    asked->to = day_to_text(last);
    asked->filters = g_array_new(FALSE, FALSE, sizeof(Filter));
    const Filter days[] = {{"due_on", FILTER_FROM, asked->from}, {"due_on", FILTER_TO, asked->to}};
    g_array_append_vals(asked->filters, query->filters, (guint)query->n_filters);
    g_array_append_vals(asked->filters, days, G_N_ELEMENTS(days));
    asked->query.filters = (const Filter *)(const void *)asked->filters->data;
    asked->query.n_filters = asked->filters->len;
    asked->query.order = "due";
    asked->query.descending = false;
}

/* --- all at once ------------------------------------------------------------------------------ */

static int due_column(void)
{
    int at = 0;
    while (!g_str_equal(task_entity.columns[at].name, "due"))
        at++;
    return at;
}

/* The cell shows the day as people write it. */
static TaskDay *day_of(const GPtrArray *days, const QueryRow *row)
{
    const TaskDay *first = days->pdata[0];
    int day;
    if (!day_parse(row->cells[due_column()], first->day, &day, NULL) || day < first->day ||
        day >= first->day + (int)days->len)
        return NULL;
    return days->pdata[day - first->day];
}

static void take(const GPtrArray *days, GPtrArray *rows, int limit)
{
    for (guint i = 0; i < rows->len; i++) {
        TaskDay *day = day_of(days, rows->pdata[i]);
        if (!day)
            continue;
        day->total++;
        if ((int)day->rows->len < limit)
            g_ptr_array_add(day->rows, g_steal_pointer(&rows->pdata[i]));
    }
}

/* *all: there were no more. */
static bool read_at_once(Base *base, const Actor *actor, const Query *query, GPtrArray *days,
                         int limit, bool *all, bool *swapped, GError **error)
{
    const TaskDay *first = days->pdata[0];
    g_auto(DaysQuery) asked = {0};
    days_query_init(&asked, query, first->day, first->day + (int)days->len - 1);
    g_autoptr(GPtrArray) rows =
        query_page(base, actor, &asked.query, NULL, false, AT_ONCE, swapped, error);
    *all = rows && rows->len < AT_ONCE;
    if (*all)
        take(days, rows, limit);
    return rows != NULL;
}

/* --- day by day ------------------------------------------------------------------------------- */

static bool read_day(Base *base, const Actor *actor, const Query *query, TaskDay *day, int limit,
                     GError **error)
{
    g_auto(DaysQuery) asked = {0};
    days_query_init(&asked, query, day->day, day->day);
    g_autoptr(GPtrArray) rows =
        query_page(base, actor, &asked.query, NULL, false, limit, NULL, error);
    if (!rows)
        return false;
    day->total = rows->len;
    g_ptr_array_extend_and_steal(day->rows, g_steal_pointer(&rows));
    return (int)day->rows->len < limit ||
           query_count(base, actor, &asked.query, NULL, COUNT_MOST, &day->total, NULL, NULL, error);
}

static bool read_each(Base *base, const Actor *actor, const Query *query, bool swapped,
                      GPtrArray *days, int limit, GError **error)
{
    Query settled = *query;
    settled.as_typed = !swapped; /* for one day as for all */
    for (guint i = 0; i < days->len; i++)
        if (!read_day(base, actor, &settled, days->pdata[i], limit, error))
            return false;
    return true;
}

static bool read_days(Base *base, const Actor *actor, const Query *query, GPtrArray *days,
                      int limit, GError **error)
{
    bool all = false, swapped = false;
    if (!read_at_once(base, actor, query, days, limit, &all, &swapped, error))
        return false;
    return all || read_each(base, actor, query, swapped, days, limit, error);
}

GPtrArray *task_days(Base *base, const Actor *actor, const Query *query, int first, int n,
                     int limit, GError **error)
{
    bool began;
    if (!base_begin_read(base, DB_PLAN_FOR_VALUES, &began, error))
        return NULL;
    g_autoptr(GPtrArray) days = days_new(first, n);
    bool done = read_days(base, actor, query, days, limit, error);
    base_end_read(base, began);
    return done ? g_steal_pointer(&days) : NULL;
}
