/* Conditions on a day or an instant, as a stretch of what an index stands by.
 *
 * Tasks are due on a day, which has no index, and stand in their lists by the instant at which that
 * day, or a time in it, is over. The condition itself stays; the stretch only spares the rows that
 * cannot fulfil it. A day's is wider than the day by as much as zones can be apart: by which rules
 * of a zone an instant was reckoned is not asked. */
#include "core/when.h"
#include "query_internal.h"

#include <string.h>

#define ZONES_APART (26 * 60 * WHEN_MINUTE)

/* The column that is ordered by an instant of its entity and belongs to this field: shows it as a
 * day, or is that instant. NULL: none. */
static const Column *instant_column(const Entity *entity, const char *field)
{
    for (const Column *column = entity->columns; column->name; column++) {
        const char *dot = column->order ? strchr(column->order, '.') : NULL;
        int key = dot ? entity_field(entity, dot + 1) : -1;
        if (key >= 0 && entity->fields[key].type == FIELD_INSTANT &&
            (g_strcmp0(column->field, field) == 0 || g_str_equal(dot + 1, field)))
            return column;
    }
    return NULL;
}

/* What the condition is a stretch of; NULL: of nothing that a list is ordered by. */
static const char *instant_of(const Plan *plan, const Filter *filter)
{
    const Field *field = &plan->entity->fields[entity_field(plan->entity, filter->field)];
    bool bounds = filter->kind == FILTER_FROM || filter->kind == FILTER_TO ||
                  (filter->kind == FILTER_IS && field->type == FIELD_DAY);
    if (!bounds || (field->type != FIELD_DAY && field->type != FIELD_INSTANT))
        return NULL;
    const Column *column = instant_column(plan->entity, filter->field);
    return column ? column->order : NULL;
}

static void add_bound(const char *instant, const char *relation, int64_t at, Statement *statement)
{
    statement_add(statement, SQL(" AND "));
    statement_add(statement, instant);
    statement_add(statement, relation);
    statement_bind(statement, db_integer(at));
}

static void add_bounds(const Plan *plan, const Filter *filter, const char *instant,
                       Statement *statement)
{
    const Field *field = &plan->entity->fields[entity_field(plan->entity, filter->field)];
    int day = 0;
    if (field->type == FIELD_DAY && !day_from_text(filter->value, &day))
        return;
    GTimeZone *zone = base_place(plan->base, plan->actor->enterprise_id)->zone;
    int64_t exactly = g_ascii_strtoll(filter->value, NULL, 10);
    bool is_day = field->type == FIELD_DAY;
    if (filter->kind != FILTER_TO)
        add_bound(instant, SQL(" >= ?"), is_day ? when_at(day, 0, zone) - ZONES_APART : exactly,
                  statement);
    if (filter->kind != FILTER_FROM)
        add_bound(instant, SQL(" <= ?"), is_day ? when_at(day + 1, 0, zone) + ZONES_APART : exactly,
                  statement);
}

const char *plan_line(const Plan *plan)
{
    return plan->column && plan->column->order_by_reference ? NULL : plan->key;
}

bool plan_is_range(const Plan *plan, const Filter *filter)
{
    const char *instant = instant_of(plan, filter);
    return instant && g_strcmp0(instant, plan_line(plan)) == 0;
}

const char *plan_stretch(const Plan *plan)
{
    for (size_t i = 0; i < plan->query->n_filters; i++) {
        const char *instant = instant_of(plan, &plan->query->filters[i]);
        if (instant)
            return instant;
    }
    return NULL;
}

void plan_add_stretch(const Plan *plan, const char *instant, Statement *statement)
{
    for (size_t i = 0; i < plan->query->n_filters; i++) {
        const char *own = instant_of(plan, &plan->query->filters[i]);
        if (own && g_strcmp0(own, instant) == 0)
            add_bounds(plan, &plan->query->filters[i], own, statement);
    }
}
