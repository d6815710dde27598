/* A search with very many rows that may match: their ids are a set, and the order's index alone is
 * swept, a tenth of a microsecond a row, until a page of them is found.
 *
 * Where they stand together far down the order (one surname, say), sweeping all that lies before
 * would still take long. A sample says where they stand: then only that stretch is swept, and what
 * it did not meet is looked at one by one. Nothing is guessed: a row is left out only when it has
 * been met beyond the page. */
#include "query_internal.h"
#include "query_set.h"
#include "rows.h"

/* Looking at one row costs as much as sweeping this many. */
#define LOOK_COST 30

typedef struct {
    const Plan *plan;
    const Spot *from;
    bool backward;
    int limit;
    IdSet *set;
    GPtrArray *hits;   /* in walking order */
    const Spot *until; /* where the stretch ends; NULL: with the order */
    int64_t budget;    /* rows left to sweep; negative: any number */
    bool all;          /* go on when the page is full, to meet the whole stretch */
    bool over;         /* the stretch is swept, or the page full */
} Sweep;

static bool is_past(const Sweep *sweep, const Spot *spot, const Spot *mark)
{
    int order = spot_compare(sweep->plan, spot, mark);
    return sweep->backward ? order < 0 : order > 0;
}

/* Is it a hit? Then it joins the page. */
static bool look(Sweep *sweep, int64_t id, GError **error)
{
    Hit *hit = NULL;
    if ((int)sweep->hits->len >= sweep->limit)
        return true;
    if (!query_look(sweep->plan, id, SELECT_ROW, &hit, error))
        return false;
    if (hit)
        g_ptr_array_add(sweep->hits, hit);
    return true;
}

static bool is_full(const Sweep *sweep)
{
    return !sweep->all && (int)sweep->hits->len >= sweep->limit;
}

static bool meet(Sweep *sweep, DbRows *rows, GError **error)
{
    int64_t id = db_column_integer(rows, 0);
    if (!id_set_take(sweep->set, id))
        return true;
    if (!look(sweep, id, error))
        return false;
    sweep->over = is_full(sweep);
    return true;
}

/* Whether the row at hand lies behind the stretch; asked now and then, it costs. */
static bool ends_here(const Sweep *sweep, DbRows *rows)
{
    g_auto(Spot) spot = {0};
    if (!sweep->until || sweep->budget % 256 != 0)
        return false;
    spot_read(sweep->plan, rows, &spot);
    return is_past(sweep, &spot, sweep->until);
}

static bool sweep_rows(Sweep *sweep, DbRows *rows, GError **error)
{
    g_autoptr(GError) failure = NULL;
    while (!sweep->over && sweep->budget != 0 && db_next(rows, &failure)) {
        sweep->budget--;
        if (!meet(sweep, rows, error))
            return false;
        if (ends_here(sweep, rows))
            sweep->over = true;
    }
    return rows_ended(g_steal_pointer(&failure), error);
}

static bool sweep_segment(Sweep *sweep, int segment, GError **error)
{
    const Plan *plan = sweep->plan;
    const Spot *here = sweep->from && sweep->from->segment == segment ? sweep->from : NULL;
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select(plan, SELECT_INDEX, &statement);
    plan_add_range(plan, segment, here, sweep->backward, &statement);
    plan_add_order(plan, segment, sweep->backward, &statement);
    g_autoptr(DbRows) rows = statement_query(&statement, plan->base, error);
    return rows && sweep_rows(sweep, rows, error);
}

/* The page is full, the stretch met, or the budget spent. */
static bool sweep_order(Sweep *sweep, GError **error)
{
    int n = (int)sweep->plan->segments->len, step = sweep->backward ? -1 : 1;
    int segment = sweep->from ? sweep->from->segment : sweep->backward ? n - 1 : 0;
    for (; segment >= 0 && segment < n && !sweep->over && sweep->budget != 0; segment += step)
        if (!sweep_segment(sweep, segment, error))
            return false;
    sweep->over |= sweep->budget != 0;
    return true;
}

/* --- where the matches stand ------------------------------------------------------------------ */

/* Spots of `n` of `ids`, evenly taken, in walking order; those that are rows of this list. */
static bool take_sample(const Sweep *sweep, const GArray *ids, guint n, GPtrArray *spots,
                        GError **error)
{
    g_autoptr(GArray) some = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < n; i++) {
        guint at = (guint)((guint64)i * ids->len / n);
        g_array_append_val(some, g_array_index(ids, int64_t, at));
    }
    return query_spots(sweep->plan, some, SELECT_INDEX, sweep->from, sweep->backward, spots, error);
}

/* Ids all over the base, to learn how its rows spread over the order. */
static GArray *probe_ids(const GArray *ids, int n)
{
    int64_t last = g_array_index(ids, int64_t, ids->len - 1);
    GArray *probes = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (int i = 0; i < n; i++) {
        int64_t id = 1 + last / n * i + last % n * i / n;
        g_array_append_val(probes, id);
    }
    return probes;
}

static const Spot *spot_at(const GPtrArray *spots, guint i)
{
    return &((const Hit *)spots->pdata[i])->spot;
}

typedef struct {
    int64_t before, stretch; /* rows to sweep: up to the first match, and from it to the last */
    int64_t apart;           /* rows to look at one by one after the stretch */
} Costs;

/* Each probe stands for so many rows of the base. */
static void estimate(const Sweep *sweep, const GPtrArray *sample, const GPtrArray *probes,
                     const GArray *ids, Costs *costs)
{
    int64_t weight = g_array_index(ids, int64_t, ids->len - 1) / sweep->plan->tuning->probes + 1;
    int64_t wanted = sweep->plan->tuning->sample;
    const Spot *first = spot_at(sample, 0), *last = spot_at(sample, sample->len - 1);
    *costs = (Costs){.apart = (int64_t)ids->len * (wanted - (int64_t)sample->len + 2) / wanted};
    for (guint i = 0; i < probes->len; i++) {
        const Spot *probe = spot_at(probes, i);
        if (!is_past(sweep, probe, first))
            costs->before += weight;
        else if (!is_past(sweep, probe, last))
            costs->stretch += weight;
    }
}

/* Sweeps the stretch between the outermost of the sample, then looks at those it did not meet. */
static bool sweep_stretch(Sweep *sweep, const GPtrArray *sample, GError **error)
{
    const Spot *start = sweep->from;
    g_autoptr(GPtrArray) apart = g_ptr_array_new_with_free_func(hit_free);
    sweep->from = spot_at(sample, 0);
    sweep->until = spot_at(sample, sample->len - 1);
    sweep->all = true;
    if (!sweep_order(sweep, error))
        return false;
    g_autoptr(GArray) rest = id_set_rest(sweep->set);
    sweep->from = start;
    return query_spots(sweep->plan, rest, SELECT_SPOT, start, sweep->backward, apart, error) &&
           query_merge(sweep->plan, sweep->hits, apart, sweep->backward, sweep->limit, error);
}

static bool restart(Sweep *sweep, const GArray *ids, int64_t budget)
{
    id_set_clear(sweep->set);
    g_ptr_array_set_size(sweep->hits, 0);
    sweep->budget = budget;
    sweep->over = false;
    return id_set_init(sweep->set, ids);
}

static bool sweep_far(Sweep *sweep, const GArray *ids, GError **error)
{
    Costs costs;
    g_autoptr(GPtrArray) sample = g_ptr_array_new_with_free_func(hit_free);
    g_autoptr(GPtrArray) probes = g_ptr_array_new_with_free_func(hit_free);
    g_autoptr(GArray) everywhere = probe_ids(ids, sweep->plan->tuning->probes);
    if (!take_sample(sweep, ids, (guint)sweep->plan->tuning->sample, sample, error) ||
        !query_spots(sweep->plan, everywhere, SELECT_INDEX, sweep->from, sweep->backward, probes,
                     error))
        return false;
    restart(sweep, ids, -1);
    if (sample->len < 2)
        return sweep_order(sweep, error);
    estimate(sweep, sample, probes, ids, &costs);
    if (costs.before <= costs.stretch + costs.apart * LOOK_COST)
        return sweep_order(sweep, error);
    return sweep_stretch(sweep, sample, error);
}

bool query_dense(const Plan *plan, const GArray *ids, const Spot *from, bool backward, int limit,
                 GPtrArray *hits, GError **error)
{
    g_auto(IdSet) set = {0};
    Sweep sweep = {.plan = plan,
                   .from = from,
                   .backward = backward,
                   .limit = limit,
                   .set = &set,
                   .hits = hits};
    if (!restart(&sweep, ids, plan->tuning->sweep))
        return query_gather(plan, ids, from, backward, limit, hits, error);
    return sweep_order(&sweep, error) && (sweep.over || sweep_far(&sweep, ids, error));
}
