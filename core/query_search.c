/* Searching a large list, or reading a part of one: the plan is chosen by density.
 *
 * Few rows that may match: each is looked at, the hits are sorted. Many: a short walk along the
 * order fills the page. Many, but none of them near: query_dense. */
#include "query_internal.h"
#include "rows.h"

/* Looking at a row takes some 5 microseconds, a row of a walk 3, of a sweep 0.1; a million ids 8
 * MiB.
 */
const SearchTuning search_tuning = {.few = 2000,
                                    .walk = 1000,
                                    .most = 2000000,
                                    .sweep = 20000,
                                    .sample = 500,
                                    .probes = 64,
                                    .small = 2000,
                                    .neighbours = 50000};

static int compare_hits(const void *a, const void *b, void *plan)
{
    return spot_compare(plan, &(*(Hit *const *)a)->spot, &(*(Hit *const *)b)->spot);
}

static int compare_backward(const void *a, const void *b, void *plan)
{
    return compare_hits(b, a, plan);
}

void query_sort(const Plan *plan, GPtrArray *hits, bool backward)
{
    g_ptr_array_sort_with_data(hits, backward ? compare_backward : compare_hits,
                               (void *)(uintptr_t)plan);
}

static bool is_beyond(const Plan *plan, const Hit *hit, const Spot *from, bool backward)
{
    int order = from ? spot_compare(plan, &hit->spot, from) : backward ? -1 : 1;
    return backward ? order < 0 : order > 0;
}

/* --- by id ------------------------------------------------------------------------------------ */

static void by_id(const Plan *plan, Selection selection, Statement *statement)
{
    statement_init(statement);
    plan_select(plan, selection, statement);
    statement_add(statement, SQL(" AND "));
    statement_add(statement, plan->entity->name);
    statement_add(statement, SQL(".id = ?"));
    statement_bind(statement, DB_NOTHING);
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
    return rows_ended(g_steal_pointer(&failure), error);
}

bool query_look(const Plan *plan, int64_t id, Selection selection, Hit **hit, GError **error)
{
    g_auto(Statement) statement;
    by_id(plan, selection, &statement);
    return look_at(plan, &statement, id, selection, hit, error);
}

bool query_spots(const Plan *plan, const GArray *ids, Selection selection, const Spot *from,
                 bool backward, GPtrArray *spots, GError **error)
{
    g_auto(Statement) statement;
    by_id(plan, selection, &statement);
    for (guint i = 0; i < ids->len; i++) {
        Hit *hit = NULL;
        if (!look_at(plan, &statement, g_array_index(ids, int64_t, i), selection, &hit, error))
            return false;
        if (hit && is_beyond(plan, hit, from, backward))
            g_ptr_array_add(spots, hit);
        else if (hit)
            hit_free(hit);
    }
    query_sort(plan, spots, backward);
    return true;
}

/* --- few -------------------------------------------------------------------------------------- */

static void take_row(Hit *spot, Hit *hit)
{
    spot->row = g_steal_pointer(&hit->row);
    spot->namings = g_steal_pointer(&hit->namings);
}

static bool read_one_by_one(const Plan *plan, GPtrArray *spots, GError **error)
{
    g_auto(Statement) statement;
    by_id(plan, SELECT_ROW, &statement);
    for (guint i = 0; i < spots->len; i++) {
        Hit *spot = spots->pdata[i], *hit = NULL;
        if (!look_at(plan, &statement, spot->spot.id, SELECT_ROW, &hit, error))
            return false;
        if (hit)
            take_row(spot, hit);
        hit_free(hit);
    }
    return true;
}

static bool read_together(const Plan *plan, GPtrArray *spots, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < spots->len; i++) {
        Hit *spot = spots->pdata[i];
        g_array_append_val(ids, spot->spot.id);
        g_hash_table_insert(wanted, &spot->spot.id, spot);
    }
    if (!query_read_many(plan, ids, false, hits, error))
        return false;
    for (guint i = 0; i < hits->len; i++) {
        Hit *hit = hits->pdata[i];
        take_row(g_hash_table_lookup(wanted, &hit->spot.id), hit);
    }
    return true;
}

/* Of hits without. */
static bool read_rows(const Plan *plan, GPtrArray *hits, GError **error)
{
    g_autoptr(GPtrArray) spots = g_ptr_array_new();
    for (guint i = 0; i < hits->len; i++)
        if (!((const Hit *)hits->pdata[i])->row)
            g_ptr_array_add(spots, hits->pdata[i]);
    return (db_plans(base_db(plan->base)) ? read_together : read_one_by_one)(plan, spots, error);
}

bool query_merge(const Plan *plan, GPtrArray *hits, GPtrArray *spots, bool backward, int limit,
                 GError **error)
{
    for (guint i = 0; i < spots->len && (int)i < limit; i++)
        g_ptr_array_add(hits, g_steal_pointer(&spots->pdata[i]));
    query_sort(plan, hits, backward);
    if ((int)hits->len > limit)
        g_ptr_array_set_size(hits, limit);
    return read_rows(plan, hits, error);
}

bool query_gather(const Plan *plan, const GArray *ids, const Spot *from, bool backward, int limit,
                  GPtrArray *hits, GError **error)
{
    g_autoptr(GPtrArray) spots = g_ptr_array_new_with_free_func(hit_free);
    return query_spots(plan, ids, SELECT_SPOT, from, backward, spots, error) &&
           query_merge(plan, hits, spots, backward, limit, error);
}

/* --- the choice ------------------------------------------------------------------------------- */

static bool search_many(const Plan *plan, const Spot *from, bool backward, int limit,
                        GPtrArray *hits, GError **error)
{
    bool spent;
    g_autoptr(GArray) ids = NULL;
    if (!query_candidates(plan, plan->tuning->most, &ids, error))
        return false;
    g_ptr_array_set_size(hits, 0);
    if (ids && ids->len <= (guint)plan->tuning->few)
        return query_gather(plan, ids, from, backward, limit, hits, error);
    return ids && ids->len ? query_dense(plan, ids, from, backward, limit, hits, error)
                           : ids || query_walk(plan, from, backward, limit, 0, hits, &spent, error);
}

static bool search_by_density(const Plan *plan, const Spot *from, bool backward, int limit,
                              GPtrArray *hits, GError **error)
{
    bool spent;
    g_autoptr(GArray) ids = NULL;
    if (!query_candidates(plan, plan->tuning->few, &ids, error))
        return false;
    if (ids)
        return query_gather(plan, ids, from, backward, limit, hits, error);
    if (!query_walk(plan, from, backward, limit, plan->tuning->walk, hits, &spent, error))
        return false;
    return !spent || search_many(plan, from, backward, limit, hits, error);
}

bool query_search(const Plan *plan, const Spot *from, bool backward, int limit, GPtrArray *hits,
                  GError **error)
{
    bool spent;
    Plan chosen = *plan;
    if (db_plans(base_db(plan->base)))
        return query_planned(plan, from, backward, limit, hits, error);
    if (!query_choose_way(&chosen, error))
        return false;
    return plan_is_narrow(&chosen)
               ? search_by_density(&chosen, from, backward, limit, hits, error)
               : query_walk(&chosen, from, backward, limit, 0, hits, &spent, error);
}
