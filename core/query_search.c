/* Searching a large list: the plan is chosen by density.
 *
 * Few rows that may match: each is looked at, the hits are sorted. Many: the order is walked, and
 * the page fills after a short way. Where it does not, because the matches stand together far away,
 * all that may match are looked at after all. */
#include "query_internal.h"

/* Up to this many rows are looked at one by one. */
#define FEW 2000

/* Rows a walk looks at before it gives up. */
#define WALK_BUDGET 5000

static int compare_hits(const void *a, const void *b)
{
    return spot_compare(&(*(Hit *const *)a)->spot, &(*(Hit *const *)b)->spot);
}

static bool is_beyond(const Hit *hit, const Spot *from, bool backward)
{
    int order = from ? spot_compare(&hit->spot, from) : backward ? -1 : 1;
    return backward ? order < 0 : order > 0;
}

static bool look_at(const Plan *plan, Statement *statement, int64_t id, Selection selection,
                    Hit **hit, GError **error)
{
    g_array_index(statement->args, DbValue, statement->args->len - 1) = db_integer(id);
    g_autoptr(DbRows) rows = statement_query(statement, plan->base, error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    *hit = db_next(rows, &failure) ? hit_new(plan, selection, rows) : NULL;
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return !failure;
}

static void by_id(const Plan *plan, Selection selection, Statement *statement)
{
    statement_init(statement);
    plan_select(plan, selection, statement);
    statement_add(statement, SQL(" AND "));
    statement_add(statement, plan->entity->name);
    statement_add(statement, SQL(".id = ?"));
    statement_bind(statement, DB_NOTHING);
}

static bool gather_spots(const Plan *plan, const GArray *ids, const Spot *from, bool backward,
                         GPtrArray *spots, GError **error)
{
    g_auto(Statement) statement;
    by_id(plan, SELECT_SPOT, &statement);
    for (guint i = 0; i < ids->len; i++) {
        Hit *hit = NULL;
        if (!look_at(plan, &statement, g_array_index(ids, int64_t, i), SELECT_SPOT, &hit, error))
            return false;
        if (hit && is_beyond(hit, from, backward))
            g_ptr_array_add(spots, hit);
        else if (hit)
            hit_free(hit);
    }
    return true;
}

static bool read_rows(const Plan *plan, GPtrArray *spots, bool backward, int limit, GPtrArray *hits,
                      GError **error)
{
    g_auto(Statement) statement;
    by_id(plan, SELECT_ROW, &statement);
    for (guint i = 0; i < spots->len && (int)i < limit; i++) {
        const Hit *spot = spots->pdata[backward ? spots->len - 1 - i : i];
        Hit *hit = NULL;
        if (!look_at(plan, &statement, spot->spot.id, SELECT_ROW, &hit, error))
            return false;
        if (hit)
            g_ptr_array_add(hits, hit);
    }
    return true;
}

bool query_gather(const Plan *plan, const GArray *ids, const Spot *from, bool backward, int limit,
                  GPtrArray *hits, GError **error)
{
    g_autoptr(GPtrArray) spots = g_ptr_array_new_with_free_func(hit_free);
    if (!gather_spots(plan, ids, from, backward, spots, error))
        return false;
    g_ptr_array_sort(spots, compare_hits);
    return read_rows(plan, spots, backward, limit, hits, error);
}

static GArray *candidates(const Plan *plan, int64_t limit, GError **error)
{
    return db_search_candidates(base_db(plan->base), plan->entity->search_index,
                                (const char *const *)plan->needles, limit, error);
}

static bool gather_all(const Plan *plan, const Spot *from, bool backward, int limit,
                       GPtrArray *hits, GError **error)
{
    g_autoptr(GArray) ids = candidates(plan, G_MAXINT64, error);
    g_ptr_array_set_size(hits, 0);
    return ids && query_gather(plan, ids, from, backward, limit, hits, error);
}

bool query_search(const Plan *plan, const Spot *from, bool backward, int limit, GPtrArray *hits,
                  GError **error)
{
    bool spent;
    g_autoptr(GArray) ids = candidates(plan, FEW + 1, error);
    if (!ids)
        return false;
    if (ids->len <= FEW)
        return query_gather(plan, ids, from, backward, limit, hits, error);
    if (!query_walk(plan, from, backward, limit, WALK_BUDGET, hits, &spent, error))
        return false;
    return !spent || gather_all(plan, from, backward, limit, hits, error);
}
