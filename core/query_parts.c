/* All rows of the list are looked at once, whatever the number of parts; only those that are shown
 * are read wholly.
 *
 * A server sends nothing but the ids of those, with how many there are of each part: the others may
 * be tens of thousands and the line slow. A file streams all of them, which is faster there than
 * the engine's own sorting; so does a server where rows are compared here. */
#include "query_parts.h"

#include "query_internal.h"
#include "rows.h"

static void part_free(gpointer data)
{
    QueryPart *part = data;
    g_free(part->value);
    g_ptr_array_unref(part->rows);
    g_free(part);
}

typedef struct {
    Plan *plan;
    int limit;
    GPtrArray *parts;     /* QueryPart */
    GHashTable *by_value; /* of them */
    GArray *ids;          /* int64_t: the rows that are shown */
} Parting;

static void parting_clear(Parting *parting)
{
    g_clear_pointer(&parting->parts, g_ptr_array_unref);
    g_clear_pointer(&parting->by_value, g_hash_table_unref);
    g_clear_pointer(&parting->ids, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parting, parting_clear)

static QueryPart *find_part(Parting *parting, const char *value)
{
    QueryPart *part = g_hash_table_lookup(parting->by_value, value);
    if (part)
        return part;
    part = g_new(QueryPart, 1);
    *part = (QueryPart){g_strdup(value),
                        g_ptr_array_new_with_free_func((GDestroyNotify)query_row_free), 0};
    g_ptr_array_add(parting->parts, part);
    g_hash_table_insert(parting->by_value, part->value, part);
    return part;
}

/* --- by the engine ---------------------------------------------------------------------------- */

static bool part_there(Parting *parting, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    statement_add(&statement, SQL("SELECT parted.id, parted.part, parted.total FROM ("));
    plan_select(parting->plan, SELECT_PARTED, &statement);
    statement_add(&statement, SQL(") AS parted WHERE parted.nth <= ?"));
    statement_bind(&statement, db_integer(parting->limit));
    g_autoptr(DbRows) rows = statement_query(&statement, parting->plan->base, error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    while (db_next(rows, &failure)) {
        int64_t id = db_column_integer(rows, 0);
        const char *value = db_column_text(rows, 1);
        find_part(parting, value ? value : "")->total = db_column_integer(rows, 2);
        g_array_append_val(parting->ids, id);
    }
    return rows_ended(g_steal_pointer(&failure), error);
}

/* --- here ------------------------------------------------------------------------------------- */

/* In list order. */
static void take(Parting *parting, const Hit *hit)
{
    QueryPart *part = find_part(parting, hit->part);
    if (part->total++ < parting->limit)
        g_array_append_val(parting->ids, hit->spot.id);
}

static bool take_rows(Parting *parting, DbRows *rows, GError **error)
{
    g_autoptr(GError) failure = NULL;
    while (db_next(rows, &failure)) {
        Hit *hit = hit_new(parting->plan, SELECT_SPOT, rows);
        if (hit)
            take(parting, hit);
        hit_free(hit);
    }
    return rows_ended(g_steal_pointer(&failure), error);
}

static bool part_along(Parting *parting, GError **error)
{
    for (guint i = 0; i < parting->plan->segments->len; i++) {
        g_auto(Statement) statement;
        statement_init(&statement);
        plan_select(parting->plan, SELECT_SPOT, &statement);
        plan_add_range(parting->plan, (int)i, NULL, false, &statement);
        plan_add_order(parting->plan, (int)i, false, &statement);
        g_autoptr(DbRows) rows = statement_query(&statement, parting->plan->base, error);
        if (!rows || !take_rows(parting, rows, error))
            return false;
    }
    return true;
}

/* By whichever index the engine thinks of, and sorted here. */
static bool read_spots(const Plan *plan, GPtrArray *spots, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select(plan, SELECT_SPOT, &statement);
    g_autoptr(DbRows) rows = statement_query(&statement, plan->base, error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    while (db_next(rows, &failure)) {
        Hit *hit = hit_new(plan, SELECT_SPOT, rows);
        if (hit)
            g_ptr_array_add(spots, hit);
    }
    query_sort(plan, spots, false);
    return rows_ended(g_steal_pointer(&failure), error);
}

/* Few are looked at one by one; those of an index that is not the order's are no walk along it. */
static bool part_here(Parting *parting, GError **error)
{
    const Plan *plan = parting->plan;
    bool narrow = plan_is_narrow(plan);
    g_autoptr(GArray) ids = NULL;
    g_autoptr(GPtrArray) spots = g_ptr_array_new_with_free_func(hit_free);
    if (narrow && !query_candidates(plan, plan->tuning->few, &ids, error))
        return false;
    if (!ids && (!narrow || plan_is_search(plan)))
        return part_along(parting, error);
    if (!(ids ? query_spots(plan, ids, SELECT_SPOT, NULL, false, spots, error)
              : read_spots(plan, spots, error)))
        return false;
    for (guint i = 0; i < spots->len; i++)
        take(parting, spots->pdata[i]);
    return true;
}

/* --- what is shown ---------------------------------------------------------------------------- */

static bool read_parts(Parting *parting, GError **error)
{
    bool there = db_plans(base_db(parting->plan->base)) && !parting->plan->contains->len;
    return there ? part_there(parting, error) : part_here(parting, error);
}

static bool read_hits(const Plan *plan, const GArray *ids, GPtrArray *hits, GError **error)
{
    return db_plans(base_db(plan->base))
               ? query_read_many(plan, ids, false, hits, error)
               : query_spots(plan, ids, SELECT_ROW, NULL, false, hits, error);
}

static bool read_shown(Parting *parting, GError **error)
{
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
    if (!read_hits(parting->plan, parting->ids, hits, error))
        return false;
    query_name(parting->plan, hits);
    for (guint i = 0; i < hits->len; i++) {
        Hit *hit = hits->pdata[i];
        g_ptr_array_add(find_part(parting, hit->part)->rows, g_steal_pointer(&hit->row));
    }
    return true;
}

static GPtrArray *read_plan(Plan *plan, int limit, GError **error)
{
    g_auto(Parting) parting = {.plan = plan,
                               .limit = limit,
                               .parts = g_ptr_array_new_with_free_func(part_free),
                               .by_value = g_hash_table_new(g_str_hash, g_str_equal),
                               .ids = g_array_new(FALSE, FALSE, sizeof(int64_t))};
    if (!query_choose_way(plan, error) || !read_parts(&parting, error))
        return NULL;
    /* As query_page does: what finds nothing as typed is tried in the other layout. */
    if (parting.parts->len == 0 && plan_swap_layout(plan) && !read_parts(&parting, error))
        return NULL;
    return read_shown(&parting, error) ? g_steal_pointer(&parting.parts) : NULL;
}

GPtrArray *query_parts(Base *base, const Actor *actor, const Query *query, const char *column,
                       int limit, GError **error)
{
    bool began;
    GPtrArray *parts = NULL;
    g_auto(Plan) plan = {0};
    if (!base_begin_read(base, DB_PLAN_FOR_VALUES, &began, error))
        return NULL;
    if (plan_init(&plan, base, actor, query, error)) {
        plan.part = plan_column(&plan, column)->sql;
        parts = read_plan(&plan, limit, error);
    }
    base_end_read(base, began);
    return parts;
}
