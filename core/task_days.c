#include "core/task_days.h"

#include "core/when.h"
#include "query_parts.h"

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

/* --- what is found ---------------------------------------------------------------------------- */

static void fill_day(const GPtrArray *days, const QueryPart *part)
{
    int number;
    const TaskDay *first = days->pdata[0];
    if (!day_from_text(part->value, &number))
        return;
    TaskDay *day = days->pdata[number - first->day];
    day->total = part->total;
    g_ptr_array_unref(day->rows);
    day->rows = g_ptr_array_ref(part->rows);
}

GPtrArray *task_days(Base *base, const Actor *actor, const Query *query, int first, int n,
                     int limit, GError **error)
{
    g_auto(DaysQuery) asked = {0};
    days_query_init(&asked, query, first, first + n - 1);
    g_autoptr(GPtrArray) parts = query_parts(base, actor, &asked.query, "due", limit, error);
    if (!parts)
        return NULL;
    GPtrArray *days = days_new(first, n);
    for (guint i = 0; i < parts->len; i++)
        fill_day(days, parts->pdata[i]);
    return days;
}
