/* Whether an enterprise is so small that the engine's search looks through all of it.
 *
 * A search index knows the rows of all enterprises. Of a name that many neighbours have it tells so
 * many that a small enterprise is looked through in less; the engine's planner takes them for
 * cheap. Without that many neighbours an index that does not plan is the shorter way. */
#include "query_internal.h"
#include "rows.h"

/* Those that are not small, by entity: they are not counted again until something has changed. */
static GHashTable *large_ones(const Plan *plan)
{
    GHashTable *entities = base_cache(plan->base, CACHE_LARGE, (GDestroyNotify)g_hash_table_unref);
    int64_t key = (intptr_t)plan->entity;
    GHashTable *enterprises = g_hash_table_lookup(entities, &key);
    if (!enterprises) {
        enterprises = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
        g_hash_table_insert(entities, g_memdup2(&key, sizeof key), enterprises);
    }
    return enterprises;
}

static bool may_be_small(const Plan *plan)
{
    return (plan->patterns || (plan->needles && plan->entity->search_index)) &&
           !plan->entity->global && !plan->query->archived &&
           !g_hash_table_contains(large_ones(plan), &plan->actor->enterprise_id);
}

/* By the last number, which is no way to look up. */
static bool has_neighbours(const Plan *plan, bool *many, GError **error)
{
    int64_t last = 0;
    *many = db_plans(base_db(plan->base));
    if (*many)
        return true;
    g_auto(Statement) statement;
    statement_init(&statement);
    statement_add(&statement, SQL("SELECT max(id) FROM "));
    statement_add(&statement, plan->entity->name);
    bool done =
        db_get_integer(base_db(plan->base), statement.text->str, DB_NO_ARGS, &last, NULL, error);
    *many = last > plan->tuning->neighbours;
    return done;
}

bool query_ask_size(const Plan *plan, DbRows **asked, GError **error)
{
    bool many = may_be_small(plan);
    if (many && !has_neighbours(plan, &many, error))
        return false;
    if (!many)
        return true;
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select(plan, SELECT_ANY, &statement);
    statement_add(&statement, SQL(" LIMIT 1 OFFSET ?"));
    statement_bind(&statement, db_integer(plan->tuning->small));
    return (*asked = statement_query(&statement, plan->base, error)) != NULL;
}

bool query_is_small(const Plan *plan, DbRows *asked, bool *small, GError **error)
{
    *small = false;
    if (!asked)
        return true;
    GError *failure = NULL;
    if (db_next(asked, &failure))
        g_hash_table_add(large_ones(plan), g_memdup2(&plan->actor->enterprise_id, sizeof(int64_t)));
    else
        *small = !failure;
    return rows_ended(failure, error);
}

bool query_choose_way(Plan *plan, GError **error)
{
    g_autoptr(DbRows) size = NULL;
    return query_ask_size(plan, &size, error) && query_is_small(plan, size, &plan->sifts, error);
}
