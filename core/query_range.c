/* The SQL of a place in an order: what lies beyond it, and in which order it is read. */
#include "query_internal.h"

static void add_segment(const Plan *plan, const Segment *segment, Statement *statement)
{
    switch (segment->kind) {
    case SEGMENT_KEYED:
        statement_add(statement, plan->key);
        statement_add(statement, SQL(" IS NOT NULL"));
        break;
    case SEGMENT_KEYLESS:
        statement_add(statement, plan->key);
        statement_add(statement, SQL(" IS NULL"));
        break;
    case SEGMENT_GROUP:
        statement_add(statement, plan->column->sql);
        statement_add(statement, SQL(" = ?"));
        statement_bind(statement, db_integer(segment->group));
        break;
    case SEGMENT_NO_GROUP:
        statement_add(statement, plan->column->sql);
        statement_add(statement, SQL(" IS NULL"));
    }
}

static void add_id(const Plan *plan, Statement *statement)
{
    statement_add(statement, plan->entity->name);
    statement_add(statement, ".id");
}

static const Segment *segment_at(const Plan *plan, int segment)
{
    return &g_array_index(plan->segments, Segment, segment);
}

static bool is_keyless(const Plan *plan, int segment)
{
    return segment_at(plan, segment)->kind == SEGMENT_KEYLESS;
}

static bool runs_down(const Plan *plan, bool backward)
{
    return plan->query->descending != backward;
}

static void add_beyond(const Plan *plan, bool keyless, const Spot *from, bool backward,
                       Statement *statement)
{
    statement_add(statement, keyless ? SQL(" AND ") : SQL(" AND ("));
    if (!keyless) {
        statement_add(statement, plan->key);
        statement_add(statement, ", ");
    }
    add_id(plan, statement);
    statement_add(statement, keyless ? "" : ")");
    statement_add(statement, runs_down(plan, backward) ? " < " : " > ");
    statement_add(statement, keyless ? "?" : "(?, ?)");
    if (!keyless)
        statement_bind(statement, spot_key(from));
    statement_bind(statement, db_integer(from->id));
}

void plan_add_range(const Plan *plan, int segment, const Spot *from, bool backward,
                    Statement *statement)
{
    statement_add(statement, SQL(" AND "));
    add_segment(plan, segment_at(plan, segment), statement);
    for (size_t i = 0; i < plan->query->n_filters; i++)
        if (plan_is_along(plan, &plan->query->filters[i]))
            plan_add_filter(plan, &plan->query->filters[i], statement);
    if (from)
        add_beyond(plan, is_keyless(plan, segment), from, backward, statement);
}

void plan_add_order(const Plan *plan, int segment, bool backward, Statement *statement)
{
    const char *direction = runs_down(plan, backward) ? SQL(" DESC") : "";
    statement_add(statement, SQL(" ORDER BY "));
    if (!is_keyless(plan, segment)) {
        statement_add(statement, plan->key);
        statement_add(statement, direction);
        statement_add(statement, ", ");
    }
    add_id(plan, statement);
    statement_add(statement, direction);
}

/* In the text: how many are wanted tells a server that plans once for all values what to do, and
 * there are few such numbers. */
void plan_add_limit(int limit, Statement *statement)
{
    char digits[16];
    g_snprintf(digits, sizeof digits, "%d", limit);
    statement_add(statement, SQL(" LIMIT "));
    statement_add(statement, digits);
}

/* --- all segments at once --------------------------------------------------------------------- */

/* The number of a row's segment. */
static void add_rank(const Plan *plan, Statement *statement)
{
    guint last = plan->segments->len - 1;
    if (segment_at(plan, (int)last)->kind == SEGMENT_KEYLESS) {
        statement_add(statement, SQL("CASE WHEN "));
        statement_add(statement, plan->key);
        statement_add(statement, SQL(" IS NULL THEN 1 ELSE 0 END"));
        return;
    }
    statement_add(statement, SQL("CASE"));
    for (guint i = 0; i < last; i++) {
        statement_add(statement, SQL(" WHEN "));
        statement_add(statement, plan->column->sql);
        statement_add(statement, SQL(" = ? THEN ?"));
        statement_bind(statement, db_integer(segment_at(plan, (int)i)->group));
        statement_bind(statement, db_integer(i));
    }
    statement_add(statement, SQL(" ELSE ? END"));
    statement_bind(statement, db_integer(last));
}

static void add_rank_range(const Plan *plan, const Spot *from, const char *relation,
                           Statement *statement)
{
    add_rank(plan, statement);
    statement_add(statement, relation);
    statement_bind(statement, db_integer(from->segment));
}

void plan_add_whole_range(const Plan *plan, const Spot *from, bool backward, Statement *statement)
{
    if (!from)
        return;
    statement_add(statement, SQL(" AND ("));
    add_rank_range(plan, from, backward ? SQL(" < ?") : SQL(" > ?"), statement);
    statement_add(statement, SQL(" OR "));
    add_rank_range(plan, from, SQL(" = ?"), statement);
    add_beyond(plan, is_keyless(plan, from->segment), from, backward, statement);
    statement_add(statement, ")");
}

void plan_add_whole_order(const Plan *plan, bool backward, Statement *statement)
{
    const char *direction = runs_down(plan, backward) ? SQL(" DESC, ") : ", ";
    statement_add(statement, SQL(" ORDER BY "));
    add_rank(plan, statement);
    statement_add(statement, backward ? SQL(" DESC, ") : ", ");
    statement_add(statement, plan->key);
    statement_add(statement, direction);
    add_id(plan, statement);
    statement_add(statement, runs_down(plan, backward) ? SQL(" DESC") : "");
}
