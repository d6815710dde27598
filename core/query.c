/* Pages of a list. */
#include "query_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

/* --- walking along the order ------------------------------------------------------------------ */

typedef struct {
    int limit;
    Selection selection;
    int64_t budget; /* rows left to look at; negative: any number */
    GPtrArray *hits;
} Walk;

/* Where every row is a hit, the engine may know how many are wanted. */
static bool sifts_here(const Plan *plan, Selection selection)
{
    return plan->needles || plan->contains->len > 0 || selection == SELECT_WALK;
}

static bool take_rows(const Plan *plan, Walk *walk, DbRows *rows, GError **error)
{
    g_autoptr(GError) failure = NULL;
    while ((int)walk->hits->len < walk->limit && walk->budget != 0 && db_next(rows, &failure)) {
        Hit *hit = hit_new(plan, walk->selection, rows);
        if (hit)
            g_ptr_array_add(walk->hits, hit);
        walk->budget--;
    }
    return rows_ended(g_steal_pointer(&failure), error);
}

static bool walk_segment(const Plan *plan, Walk *walk, int segment, const Spot *from, bool backward,
                         GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select(plan, walk->selection, &statement);
    plan_add_range(plan, segment, from, backward, &statement);
    plan_add_order(plan, segment, backward, &statement);
    if (!sifts_here(plan, walk->selection))
        plan_add_limit(walk->limit, &statement);
    g_autoptr(DbRows) rows = statement_query(&statement, plan->base, error);
    return rows && take_rows(plan, walk, rows, error);
}

bool query_walk(const Plan *plan, const Spot *from, bool backward, int limit, int64_t budget,
                GPtrArray *hits, bool *spent, GError **error)
{
    Walk walk = {limit, budget ? SELECT_WALK : SELECT_ROW, budget ? budget : -1, hits};
    int n = (int)plan->segments->len, step = backward ? -1 : 1;
    int segment = from ? from->segment : backward ? n - 1 : 0;
    for (; segment >= 0 && segment < n; segment += step) {
        const Spot *here = from && from->segment == segment ? from : NULL;
        if (!walk_segment(plan, &walk, segment, here, backward, error))
            return false;
        if ((int)hits->len >= limit || walk.budget == 0)
            break;
    }
    *spent = walk.budget == 0 && (int)hits->len < limit;
    return true;
}

/* --- pages ------------------------------------------------------------------------------------ */

static bool find_hits(const Plan *plan, const Spot *from, bool backward, int limit, GPtrArray *hits,
                      GError **error)
{
    bool spent;
    if (plan_is_narrow(plan) || (plan->contains->len && db_plans(base_db(plan->base))))
        return query_search(plan, from, backward, limit, hits, error);
    return query_walk(plan, from, backward, limit, 0, hits, &spent, error);
}

/* Rows in list order, whichever way they were found. */
static GPtrArray *to_rows(const Plan *plan, GPtrArray *hits, bool backward)
{
    query_name(plan, hits);
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)query_row_free);
    for (guint i = 0; i < hits->len; i++) {
        Hit *hit = hits->pdata[backward ? hits->len - 1 - i : i];
        g_ptr_array_add(rows, g_steal_pointer(&hit->row));
    }
    return rows;
}

static bool read_page(Plan *plan, const char *position, bool backward, int limit, GPtrArray *hits,
                      GError **error)
{
    g_auto(Spot) from = {0};
    if (position && !spot_from_text(plan, position, &from, error))
        return false;
    return find_hits(plan, position ? &from : NULL, backward, limit, hits, error);
}

/* Nothing found from the beginning on: perhaps it was typed in the other layout. A page further on
 * belongs to the search that its first page was found with. */
static bool read_swapped(Plan *plan, const char *position, bool backward, int limit,
                         GPtrArray *hits, bool *swapped, GError **error)
{
    g_autoptr(GPtrArray) any = g_ptr_array_new_with_free_func(hit_free);
    if (position && !find_hits(plan, NULL, false, 1, any, error))
        return false;
    if (any->len || !plan_swap_layout(plan))
        return true;
    *swapped = true;
    return read_page(plan, position, backward, limit, hits, error);
}

static GPtrArray *page(Base *base, const Actor *actor, const Query *query, const char *position,
                       bool backward, int limit, bool *search_swapped, GError **error)
{
    bool swapped = false;
    g_auto(Plan) plan = {0};
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
    if (!plan_init(&plan, base, actor, query, error) ||
        !read_page(&plan, position, backward, limit, hits, error))
        return NULL;
    if (hits->len == 0 && plan_is_search(&plan) &&
        !read_swapped(&plan, position, backward, limit, hits, &swapped, error))
        return NULL;
    if (search_swapped)
        *search_swapped = swapped && hits->len > 0;
    return to_rows(&plan, hits, backward);
}

/* A page of all rows is read along its order's own index, whosever they are and wherever it is. */
static DbPlanning planning_of(const Query *query)
{
    const Entity *entity = query->entity;
    bool all = !entity->global && !entity->sleeps && !query->archived && !query->scope &&
               !query->n_filters && !(query->search && *query->search);
    return all ? DB_PLAN_ONCE : DB_PLAN_FOR_VALUES;
}

GPtrArray *query_page(Base *base, const Actor *actor, const Query *query, const char *position,
                      bool backward, int limit, bool *search_swapped, GError **error)
{
    bool began;
    if (!base_begin_read(base, planning_of(query), &began, error))
        return NULL;
    GPtrArray *rows = page(base, actor, query, position, backward, limit, search_swapped, error);
    base_end_read(base, began);
    return rows;
}
