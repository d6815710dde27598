/* Rows among which all of a list are, as an index knows them: the search's, the scope's, that of a
 * column that groups the list. */
#include "query_internal.h"
#include "rows.h"

#include <string.h>

/* A column that groups has an index (enterprise, it, key, id), whatever the order; so the rows of
 * one group are found by it. Rows without a value may have one of their own. */
static bool is_indexed(const Column *column, FilterKind kind)
{
    bool by_value = column->order_by_reference || column->within;
    return kind == FILTER_EMPTY ? column->empty != NULL
                                : by_value && (kind == FILTER_IS || kind == FILTER_NOBODY);
}

static const Column *indexed_column(const Entity *entity, const Filter *filter)
{
    for (const Column *column = entity->columns; column->name; column++)
        if (is_indexed(column, filter->kind) && g_strcmp0(column->field, filter->field) == 0)
            return column;
    return NULL;
}

/* What the index of a column stands by within a group. */
static const char *order_within(const Column *column)
{
    return column->within ? column->within : column->order;
}

static const char *order_of_index(const Plan *plan, const Filter *filter)
{
    const Column *column = indexed_column(plan->entity, filter);
    return order_within(filter->kind == FILTER_EMPTY ? plan_column(plan, plan->entity->first_order)
                                                     : column);
}

static const Scope *narrow_scope(const Plan *plan)
{
    return plan->scope && plan->scope->ids ? plan->scope : NULL;
}

static bool is_searched(const Plan *plan)
{
    return plan->needles && plan->entity->search_index && !plan->sifts;
}

/* --- along the order -------------------------------------------------------------------------- */

/* From or to a place in the order. */
static bool is_bound(const Plan *plan, const Filter *filter)
{
    const char *name = plan->entity->name, *line = plan_line(plan);
    size_t length = strlen(name);
    return line && (filter->kind == FILTER_FROM || filter->kind == FILTER_TO) &&
           strncmp(line, name, length) == 0 && line[length] == '.' &&
           g_str_equal(line + length + 1, filter->field);
}

static bool in_order(const Plan *plan, const Column *column, FilterKind kind)
{
    bool grouped = plan->column && plan->column->order_by_reference;
    if (kind == FILTER_EMPTY)
        return g_strcmp0(plan->query->order, plan->entity->first_order) == 0;
    if (kind != FILTER_IS)
        return false;
    return grouped ? plan->column == column : g_str_equal(order_within(column), plan->key);
}

/* Of several values one is enough: which index is better, the engine cannot know. */
static bool is_first(const Plan *plan, const Filter *filter)
{
    for (const Filter *one = plan->query->filters; one < filter; one++) {
        const Column *column = one->kind == filter->kind ? indexed_column(plan->entity, one) : NULL;
        if (column && in_order(plan, column, one->kind))
            return false;
    }
    return true;
}

bool plan_is_along(const Plan *plan, const Filter *filter)
{
    if (plan->query->archived)
        return false;
    const Column *column = indexed_column(plan->entity, filter);
    return is_bound(plan, filter) || plan_is_range(plan, filter) ||
           (column && in_order(plan, column, filter->kind) && is_first(plan, filter));
}

/* A stretch of another order. */
static const char *stretch_aside(const Plan *plan)
{
    const char *stretch = plan_stretch(plan);
    return g_strcmp0(stretch, plan_line(plan)) != 0 ? stretch : NULL;
}

/* All that is asked for stands so. */
static bool stands_in_index(const Plan *plan)
{
    if (plan->query->n_filters == 0 || plan->scope || plan_is_search(plan))
        return false;
    for (size_t i = 0; i < plan->query->n_filters; i++)
        if (!plan_is_along(plan, &plan->query->filters[i]))
            return false;
    return true;
}

bool plan_is_narrow(const Plan *plan)
{
    if (is_searched(plan) || plan->patterns)
        return true;
    if (plan->query->archived || stands_in_index(plan))
        return false;
    for (size_t i = 0; i < plan->query->n_filters; i++)
        if (indexed_column(plan->entity, &plan->query->filters[i]))
            return true;
    return narrow_scope(plan) || stretch_aside(plan);
}

/* --- what the indexes know -------------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static GArray *read_ids(const Plan *plan, Statement *statement, int64_t limit, GError **error)
{
    statement_add(statement, SQL(" LIMIT ?"));
    statement_bind(statement, db_integer(limit));
    GArray *ids =
        rows_integers(plan->base, statement->text->str, (DbValue *)(void *)statement->args->data,
                      statement->args->len, error);
    if (ids)
        g_array_sort(ids, compare_ids);
    return ids;
}

static GArray *scope_ids(const Plan *plan, int64_t limit, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    statement_add(&statement, plan->scope->ids);
    statement_bind(&statement, db_integer(plan->actor->enterprise_id));
    plan_bind_scope(plan, &statement);
    return read_ids(plan, &statement, limit, error);
}

static GArray *filter_ids(const Plan *plan, const Filter *filter, int64_t limit, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select_filtered(plan, filter, order_of_index(plan, filter), &statement);
    return read_ids(plan, &statement, limit, error);
}

static GArray *stretch_ids(const Plan *plan, int64_t limit, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select_stretch(plan, stretch_aside(plan), &statement);
    return read_ids(plan, &statement, limit, error);
}

/* --- together --------------------------------------------------------------------------------- */

typedef struct {
    int64_t most;
    GArray *ids; /* NULL: not yet any */
} Narrowing;

static void keep_common(GArray *ids, const GArray *others)
{
    guint kept = 0, at = 0;
    for (guint i = 0; i < ids->len; i++) {
        int64_t id = g_array_index(ids, int64_t, i);
        while (at < others->len && g_array_index(others, int64_t, at) < id)
            at++;
        if (at < others->len && g_array_index(others, int64_t, at) == id)
            g_array_index(ids, int64_t, kept++) = id;
    }
    g_array_set_size(ids, kept);
}

/* An index that knows more than those there are already has nothing to say; it was asked for no
 * more of them than that. Takes `ids`. */
static bool narrow(Narrowing *narrowing, GArray *ids)
{
    g_autoptr(GArray) taken = ids;
    if (!ids)
        return false;
    if ((int64_t)ids->len > narrowing->most)
        return true;
    if (narrowing->ids)
        keep_common(narrowing->ids, ids);
    else
        narrowing->ids = g_steal_pointer(&taken);
    narrowing->most = narrowing->ids->len;
    return true;
}

static bool narrow_by_lists(const Plan *plan, Narrowing *narrowing, GError **error)
{
    if (plan->query->archived)
        return true;
    if (narrow_scope(plan) && !narrow(narrowing, scope_ids(plan, narrowing->most + 1, error)))
        return false;
    for (size_t i = 0; i < plan->query->n_filters; i++) {
        const Filter *filter = &plan->query->filters[i];
        if (indexed_column(plan->entity, filter) &&
            !narrow(narrowing, filter_ids(plan, filter, narrowing->most + 1, error)))
            return false;
    }
    return !stretch_aside(plan) || narrow(narrowing, stretch_ids(plan, narrowing->most + 1, error));
}

static bool narrow_by_search(const Plan *plan, Narrowing *narrowing, GError **error)
{
    return !is_searched(plan) ||
           narrow(narrowing, db_search_candidates(base_db(plan->base), plan->entity->search_index,
                                                  (const char *const *)plan->needles,
                                                  narrowing->most + 1, error));
}

/* Few are the search's to tell. Where it knows many, a list may know less, and so many as that are
 * then asked of it: not all that have a common word, half a microsecond each. */
bool query_candidates(const Plan *plan, int64_t most, GArray **ids, GError **error)
{
    Narrowing narrowing = {.most = most};
    if (db_plans(base_db(plan->base)))
        return true;
    bool done =
        most <= plan->tuning->few
            ? narrow_by_search(plan, &narrowing, error) && narrow_by_lists(plan, &narrowing, error)
            : narrow_by_lists(plan, &narrowing, error) && narrow_by_search(plan, &narrowing, error);
    if (done) {
        *ids = narrowing.ids;
        return true;
    }
    g_clear_pointer(&narrowing.ids, g_array_unref);
    return false;
}
