/* One column is a list of its own: the tasks of one status, which stand in an index by status and
 * due time; closed ones are met along the index of all by when they were closed. */
#include "core/task_board.h"

#include "query_internal.h"
#include "query_parts.h"
#include "reference.h"
#include "rights_internal.h"
#include "rows.h"
#include "text_layout.h"

#define COUNT_MOST INT64_C(10000000)

static void column_free(gpointer data)
{
    TaskColumn *column = data;
    g_free(column->title);
    g_ptr_array_unref(column->rows);
    g_free(column);
}

/* --- which columns ---------------------------------------------------------------------------- */

static bool is_shown(const Query *query, int64_t status_id, bool closed)
{
    const Filter *status = query_filter(query, "status_id", FILTER_IS);
    bool wanted = !status || g_ascii_strtoll(status->value, NULL, 10) == status_id;
    return wanted && !(closed && query_filter(query, "closed_at", FILTER_EMPTY));
}

static GPtrArray *read_columns(Base *base, const Actor *actor, const Query *query, GError **error)
{
    g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(column_free);
    g_autoptr(GError) failure = NULL;
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT id, closed FROM task_status WHERE enterprise_id = ? "
                     "AND archived_at IS NULL ORDER BY position, id"),
                 DB_ARGS(db_integer(actor->enterprise_id)), error);
    while (rows && db_next(rows, &failure)) {
        int64_t id = db_column_integer(rows, 0);
        bool closed = db_column_integer(rows, 1);
        if (!is_shown(query, id, closed))
            continue;
        TaskColumn *column = g_new0(TaskColumn, 1);
        *column =
            (TaskColumn){.status_id = id,
                         .closed = closed,
                         .rows = g_ptr_array_new_with_free_func((GDestroyNotify)query_row_free),
                         .total = -1};
        g_ptr_array_add(columns, column);
    }
    return rows && rows_ended(g_steal_pointer(&failure), error) ? g_steal_pointer(&columns) : NULL;
}

/* --- what is asked ---------------------------------------------------------------------------- */

/* What a column asks for, or all open ones, or all closed ones together. A status is open or
 * closed, so that condition is answered by it; without it the column stands in its index as it is
 * to be shown. */
typedef struct {
    Query query;
    GArray *filters; /* Filter */
    char *status;    /* NULL: of all */
} ColumnQuery;

static void column_query_clear(ColumnQuery *asked)
{
    g_array_unref(asked->filters);
    g_free(asked->status);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ColumnQuery, column_query_clear)

static bool is_answered(const Filter *filter)
{
    return (filter->kind == FILTER_IS && g_str_equal(filter->field, "status_id")) ||
           (filter->kind == FILTER_EMPTY && g_str_equal(filter->field, "closed_at"));
}

static void take_filters(ColumnQuery *asked)
{
    asked->query.filters = (const Filter *)(const void *)asked->filters->data;
    asked->query.n_filters = asked->filters->len;
}

static void column_query_init(ColumnQuery *asked, const Query *query, bool closed)
{
    asked->query = *query;
    asked->filters = g_array_new(FALSE, FALSE, sizeof(Filter));
    for (size_t i = 0; i < query->n_filters; i++)
        if (!is_answered(&query->filters[i]))
            g_array_append_val(asked->filters, query->filters[i]);
    take_filters(asked);
    asked->query.order = closed ? "closed" : "due";
    asked->query.descending = closed;
}

/* --- one column ------------------------------------------------------------------------------- */

static void ask_for_column(ColumnQuery *asked, const Query *query, const TaskColumn *column)
{
    column_query_init(asked, query, column->closed);
    asked->status = g_strdup_printf("%" G_GINT64_FORMAT, column->status_id);
    const Filter status = {"status_id", FILTER_IS, asked->status};
    g_array_append_val(asked->filters, status);
    take_filters(asked);
}

static bool read_more(Base *base, const Actor *actor, const Query *query, TaskColumn *column,
                      int limit, GError **error)
{
    g_auto(ColumnQuery) asked = {0};
    ask_for_column(&asked, query, column);
    const QueryRow *last = column->rows->len ? column->rows->pdata[column->rows->len - 1] : NULL;
    g_autoptr(GPtrArray) rows = query_page(base, actor, &asked.query, last ? last->position : NULL,
                                           false, limit + 1, NULL, error);
    if (!rows)
        return false;
    column->more = (int)rows->len > limit;
    for (guint i = 0; i < rows->len && (int)i < limit; i++)
        g_ptr_array_add(column->rows, g_steal_pointer(&rows->pdata[i]));
    return true;
}

/* --- columns together ------------------------------------------------------------------------- */

/* Another index than that of the statuses knows the tasks: of one assignee, say. To walk along it
 * for each column would be to pass all tasks of the others each time. */
static bool reads_together(const Query *query)
{
    bool known = false;
    if (query->scope || (query->search && *query->search) ||
        query_filter(query, "status_id", FILTER_IS))
        return false;
    for (size_t i = 0; i < query->n_filters; i++) {
        const Filter *filter = &query->filters[i];
        const Field *field = &task_entity.fields[entity_field(&task_entity, filter->field)];
        if (filter->kind == FILTER_CONTAINS)
            return false;
        known |= field->type == FIELD_REFERENCE &&
                 (filter->kind == FILTER_IS || filter->kind == FILTER_NOBODY);
    }
    return known;
}

static QueryPart *find_part(const GPtrArray *parts, int64_t status_id)
{
    for (guint i = 0; i < parts->len; i++) {
        QueryPart *part = parts->pdata[i];
        if (g_ascii_strtoll(part->value, NULL, 10) == status_id)
            return part;
    }
    return NULL;
}

/* Takes rows of the part, which may be NULL. */
static void fill_column(TaskColumn *column, const QueryPart *part, int limit)
{
    for (guint i = 0; part && i < part->rows->len && (int)i < limit; i++)
        g_ptr_array_add(column->rows, g_steal_pointer(&part->rows->pdata[i]));
    column->total = part ? part->total : 0;
    column->more = column->total > column->rows->len;
}

static bool read_together(Base *base, const Actor *actor, const Query *query, GPtrArray *columns,
                          bool closed, int limit, GError **error)
{
    g_auto(ColumnQuery) asked = {0};
    column_query_init(&asked, query, closed);
    asked.query.scope = closed ? "closed" : "open";
    g_autoptr(GPtrArray) parts =
        query_parts(base, actor, &asked.query, "status", MAX(limit, 1), error);
    for (guint i = 0; parts && i < columns->len; i++) {
        TaskColumn *column = columns->pdata[i];
        if (column->closed == closed)
            fill_column(column, find_part(parts, column->status_id), limit);
    }
    return parts != NULL;
}

static bool read_all_together(Base *base, const Actor *actor, const Query *query,
                              GPtrArray *columns, int limit, GError **error)
{
    bool open_only = query_filter(query, "closed_at", FILTER_EMPTY) != NULL;
    return read_together(base, actor, query, columns, false, limit, error) &&
           (open_only || read_together(base, actor, query, columns, true, limit, error));
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Whether a search is in the other keyboard layout is found out once, for all columns: one that has
 * nothing of what the others have must not show something else. */
static bool settle_search(Base *base, const Actor *actor, const Query *query, Query *settled,
                          char **swapped, GError **error)
{
    bool other = false;
    *settled = *query;
    if (!query->search || !*query->search || query->as_typed)
        return true;
    g_autoptr(GPtrArray) any = query_page(base, actor, query, NULL, false, 1, &other, error);
    settled->as_typed = true;
    if (other)
        settled->search = *swapped = text_swap_layout(query->search);
    return any != NULL;
}

bool task_board_more(Base *base, const Actor *actor, const Query *query, TaskColumn *column,
                     int limit, GError **error)
{
    Query settled;
    g_autofree char *swapped = NULL;
    return settle_search(base, actor, query, &settled, &swapped, error) &&
           read_more(base, actor, &settled, column, limit, error);
}

static bool fill(Base *base, const Actor *actor, const Query *query, GPtrArray *columns, int limit,
                 GError **error)
{
    bool together = limit > 0 && reads_together(query);
    for (guint i = 0; i < columns->len; i++) {
        TaskColumn *column = columns->pdata[i];
        column->title =
            reference_title(base, actor->enterprise_id, &task_status_entity, column->status_id);
        if (limit > 0 && !together && !read_more(base, actor, query, column, limit, error))
            return false;
    }
    return !together || read_all_together(base, actor, query, columns, limit, error);
}

static GPtrArray *board(Base *base, const Actor *actor, const Query *query, int limit,
                        GError **error)
{
    Query settled;
    g_autofree char *swapped = NULL;
    if (!base_refresh(base, error) || !rights_check_member(base, actor, error) ||
        !settle_search(base, actor, query, &settled, &swapped, error))
        return NULL;
    g_autoptr(GPtrArray) columns = read_columns(base, actor, query, error);
    return columns && fill(base, actor, &settled, columns, limit, error) ? g_steal_pointer(&columns)
                                                                         : NULL;
}

GPtrArray *task_board(Base *base, const Actor *actor, const Query *query, int limit, GError **error)
{
    bool began;
    if (!base_begin_read(base, DB_PLAN_FOR_VALUES, &began, error))
        return NULL;
    GPtrArray *columns = board(base, actor, query, limit, error);
    base_end_read(base, began);
    return columns;
}

static bool count_all(Base *base, const Actor *actor, const Query *query, GPtrArray *columns,
                      GError **error)
{
    Query settled;
    g_autofree char *swapped = NULL;
    if (reads_together(query))
        return read_all_together(base, actor, query, columns, 0, error);
    if (!settle_search(base, actor, query, &settled, &swapped, error))
        return false;
    for (guint i = 0; i < columns->len; i++) {
        TaskColumn *column = columns->pdata[i];
        g_auto(ColumnQuery) asked = {0};
        ask_for_column(&asked, &settled, column);
        if (!query_count(base, actor, &asked.query, NULL, COUNT_MOST, &column->total, NULL, NULL,
                         error))
            return false;
    }
    return true;
}

bool task_board_count(Base *base, const Actor *actor, const Query *query, GPtrArray *columns,
                      GError **error)
{
    bool began;
    if (!base_begin_read(base, DB_PLAN_FOR_VALUES, &began, error))
        return false;
    bool done = count_all(base, actor, query, columns, error);
    base_end_read(base, began);
    return done;
}
