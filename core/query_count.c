/* How many rows, which, and where one stands. */
#include "query_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

/* --- counting by the engine ------------------------------------------------------------------- */

/* Rows that fulfil `statement` (SELECT_ONE), counted up to `most`. */
static bool count_statement(const Plan *plan, Statement *statement, int64_t most, int64_t *count,
                            GError **error)
{
    g_string_prepend(statement->text, SQL("SELECT count(*) FROM ("));
    statement_add(statement, SQL(" LIMIT ?) AS counted"));
    statement_bind(statement, db_integer(most));
    return db_get_integer(base_db(plan->base), statement->text->str,
                          (DbValue *)(void *)statement->args->data, statement->args->len, count,
                          NULL, error);
}

static bool count_rows(const Plan *plan, int segment, const Spot *before, int64_t most,
                       int64_t *count, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select(plan, SELECT_ONE, &statement);
    if (segment >= 0)
        plan_add_range(plan, segment, before, true, &statement);
    return count_statement(plan, &statement, most, count, error);
}

static bool count_before(const Plan *plan, const Spot *spot, int64_t most, int64_t *before,
                         GError **error)
{
    *before = 0;
    for (int segment = 0; segment <= spot->segment && *before < most; segment++) {
        int64_t count;
        if (!count_rows(plan, segment, segment == spot->segment ? spot : NULL, most - *before,
                        &count, error))
            return false;
        *before += count;
    }
    return true;
}

/* --- counting a whole list -------------------------------------------------------------------- */

/* SQLite counts a whole table by its pages, a part of one row by row, ten times slower. So the rows
 * of an enterprise that most of the base is are those of all, less those of the others and less the
 * archived: up to so many. A small one does not look at the others. */
#define REST_MOST 200000
#define SMALL 10000

static bool is_whole(const Plan *plan)
{
    return !db_plans(base_db(plan->base)) && !plan->entity->global && !plan_is_search(plan) &&
           !plan->query->archived && !plan->scope && !plan->awake_on && plan->query->n_filters == 0;
}

/* Adds those that fulfil `condition` (one `?`: the enterprise) to *rest. */
static bool add_rest(const Plan *plan, const char *condition, int64_t *rest, GError **error)
{
    int64_t count;
    g_auto(Statement) statement;
    statement_init(&statement);
    statement_add(&statement, SQL("SELECT 1 AS one FROM "));
    statement_add(&statement, plan->entity->name);
    statement_add(&statement, SQL(" WHERE "));
    statement_add(&statement, condition);
    statement_bind(&statement, db_integer(plan->actor->enterprise_id));
    if (!count_statement(plan, &statement, REST_MOST, &count, error))
        return false;
    *rest += count;
    return true;
}

static bool count_table(const Plan *plan, int64_t *count, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    statement_add(&statement, SQL("SELECT count(*) FROM "));
    statement_add(&statement, plan->entity->name);
    return db_get_integer(base_db(plan->base), statement.text->str, DB_NO_ARGS, count, NULL, error);
}

static bool count_whole(const Plan *plan, int64_t most, int64_t *total, GError **error)
{
    int64_t rest = 0;
    if (!count_rows(plan, -1, NULL, MIN(most, SMALL), total, error))
        return false;
    if (*total < SMALL)
        return true;
    if (!add_rest(plan, SQL("enterprise_id < ?"), &rest, error) ||
        !add_rest(plan, SQL("enterprise_id > ?"), &rest, error) ||
        (plan->entity->archivable &&
         !add_rest(plan, SQL("enterprise_id = ? AND archived_at IS NOT NULL"), &rest, error)))
        return false;
    if (rest >= REST_MOST)
        return count_rows(plan, -1, NULL, most, total, error);
    if (!count_table(plan, total, error))
        return false;
    *total = MIN(*total - rest, most);
    return true;
}

static bool count_all(const Plan *plan, const Spot *spot, int64_t most, int64_t *total,
                      int64_t *before, GError **error)
{
    bool done = is_whole(plan) ? count_whole(plan, most, total, error)
                               : count_rows(plan, -1, NULL, most, total, error);
    return done && (!spot || count_before(plan, spot, most, before, error));
}

/* --- counting hits here ----------------------------------------------------------------------- */

typedef struct {
    const Plan *plan;
    const Spot *spot;
    int64_t most, total, before;
    GArray *ids; /* of those counted; NULL: nobody asks */
} Tally;

static void tally(Tally *counted, Hit *hit)
{
    counted->total++;
    if (counted->spot && spot_compare(counted->plan, &hit->spot, counted->spot) < 0)
        counted->before++;
    if (counted->ids)
        g_array_append_val(counted->ids, hit->spot.id);
    hit_free(hit);
}

static bool tally_rows(const Plan *plan, Tally *counted, Statement *statement, GError **error)
{
    g_autoptr(DbRows) rows = statement_query(statement, plan->base, error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    while (counted->total < counted->most && db_next(rows, &failure)) {
        Hit *hit = hit_new(plan, SELECT_SPOT, rows);
        if (hit)
            tally(counted, hit);
    }
    return rows_ended(g_steal_pointer(&failure), error);
}

static bool tally_ids(const Plan *plan, const GArray *ids, Tally *counted, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select(plan, SELECT_SPOT, &statement);
    statement_add(&statement, SQL(" AND "));
    statement_add(&statement, plan->entity->name);
    statement_add(&statement, SQL(".id = ?"));
    statement_bind(&statement, DB_NOTHING);
    for (guint i = 0; i < ids->len && counted->total < counted->most; i++) {
        g_array_index(statement.args, DbValue, statement.args->len - 1) =
            db_integer(g_array_index(ids, int64_t, i));
        if (!tally_rows(plan, counted, &statement, error))
            return false;
    }
    return true;
}

static bool tally_all(const Plan *plan, Tally *counted, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select(plan, SELECT_SPOT, &statement);
    return tally_rows(plan, counted, &statement, error);
}

typedef struct {
    int64_t total, before;
} Figures;

/* Few rows are looked at one by one; many by the engine, if it can tell which they are. */
static bool count_plan(const Plan *plan, const Spot *spot, int64_t most, Figures *figures,
                       GError **error)
{
    bool here = plan->needles || plan->contains->len;
    g_autoptr(GArray) ids = NULL;
    if (plan_is_narrow(plan) &&
        !query_candidates(plan, here ? plan->tuning->most : plan->tuning->few, &ids, error))
        return false;
    if (!here && !ids)
        return count_all(plan, spot, most, &figures->total, &figures->before, error);
    Tally counted = {.plan = plan, .spot = spot, .most = most};
    bool done = ids ? tally_ids(plan, ids, &counted, error) : tally_all(plan, &counted, error);
    *figures = (Figures){counted.total, counted.before};
    return done;
}

static bool count(Base *base, const Actor *actor, const Query *query, const char *position,
                  int64_t most, Figures *figures, GError **error)
{
    g_auto(Plan) plan = {0};
    g_auto(Spot) spot = {0};
    if (!plan_init(&plan, base, actor, query, error) ||
        (position && !spot_from_text(&plan, position, &spot, error)))
        return false;
    const Spot *before = position ? &spot : NULL;
    if (!query_choose_way(&plan, error) || !count_plan(&plan, before, most, figures, error))
        return false;
    /* As query_page does: what finds nothing as typed is tried in the other layout. */
    return figures->total || !plan_swap_layout(&plan) ||
           count_plan(&plan, before, most, figures, error);
}

bool query_count(Base *base, const Actor *actor, const Query *query, const char *position,
                 int64_t most, int64_t *total, int64_t *before, bool *exact, GError **error)
{
    Figures figures = {0};
    bool began;
    if (!base_begin_read(base, DB_PLAN_FOR_VALUES, &began, error))
        return false;
    bool done = count(base, actor, query, position, most, &figures, error);
    base_end_read(base, began);
    *total = figures.total;
    if (before)
        *before = figures.before;
    if (exact)
        *exact = figures.total < most;
    return done;
}

/* --- which ------------------------------------------------------------------------------------ */

static bool gather_plan(const Plan *plan, GArray *ids, GError **error)
{
    Tally counted = {.plan = plan, .most = G_MAXINT64, .ids = ids};
    g_autoptr(GArray) candidates = NULL;
    if (plan_is_narrow(plan) && !query_candidates(plan, plan->tuning->most, &candidates, error))
        return false;
    return candidates ? tally_ids(plan, candidates, &counted, error)
                      : tally_all(plan, &counted, error);
}

static bool gather(Base *base, const Actor *actor, const Query *query, GArray *ids, GError **error)
{
    g_auto(Plan) plan = {0};
    return plan_init(&plan, base, actor, query, error) && query_choose_way(&plan, error) &&
           gather_plan(&plan, ids, error) &&
           (ids->len || !plan_swap_layout(&plan) || gather_plan(&plan, ids, error));
}

GArray *query_ids(Base *base, const Actor *actor, const Query *query, GError **error)
{
    bool began;
    if (!base_begin_read(base, DB_PLAN_FOR_VALUES, &began, error))
        return NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    bool done = gather(base, actor, query, ids, error);
    base_end_read(base, began);
    return done ? g_steal_pointer(&ids) : NULL;
}

/* --- one record ------------------------------------------------------------------------------- */

bool query_locate(Base *base, const Actor *actor, const Query *query, int64_t id, char **position,
                  GError **error)
{
    g_auto(Plan) plan = {0};
    *position = NULL;
    if (!plan_init(&plan, base, actor, query, error))
        return false;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
    g_array_append_val(ids, id);
    if (!query_gather(&plan, ids, NULL, false, 1, hits, error))
        return false;
    if (hits->len)
        *position = g_strdup(((Hit *)hits->pdata[0])->row->position);
    return true;
}
