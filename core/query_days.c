/* Conditions on a day, as a range of the instant that the list is ordered by.
 *
 * Tasks are due on a day, which has no index, and stand in their lists by the instant at which that
 * day, or a time in it, is over. The condition itself stays; the range only spares the rows that
 * cannot fulfil it. It is wider than the day by as much as zones can be apart: an enterprise that
 * has moved to another zone keeps the instants of before. */
#include "core/when.h"
#include "query_internal.h"

#include <string.h>

#define ZONES_APART (26 * 60 * WHEN_MINUTE)

/* The instant of a column that shows a day; NULL: it is ordered by the day, or not at all. */
static const char *instant_of(const Entity *entity, const char *field)
{
    for (const Column *column = entity->columns; column->name; column++) {
        const char *dot = column->order ? strchr(column->order, '.') : NULL;
        int key = dot ? entity_field(entity, dot + 1) : -1;
        if (key >= 0 && g_strcmp0(column->field, field) == 0 &&
            entity->fields[key].type == FIELD_INSTANT)
            return column->order;
    }
    return NULL;
}

static void add_bound(const char *instant, const char *relation, int64_t at, Statement *statement)
{
    statement_add(statement, SQL(" AND "));
    statement_add(statement, instant);
    statement_add(statement, relation);
    statement_bind(statement, db_integer(at));
}

static void add_day(const Plan *plan, const Filter *filter, Statement *statement)
{
    const Field *field = &plan->entity->fields[entity_field(plan->entity, filter->field)];
    const char *instant = field->type == FIELD_DAY ? instant_of(plan->entity, filter->field) : NULL;
    bool from = filter->kind == FILTER_IS || filter->kind == FILTER_FROM;
    bool to = filter->kind == FILTER_IS || filter->kind == FILTER_TO;
    int day;
    if (!instant || !(from || to) || !day_from_text(filter->value, &day))
        return;
    GTimeZone *zone = base_place(plan->base, plan->actor->enterprise_id)->zone;
    if (from)
        add_bound(instant, SQL(" >= ?"), when_at(day, 0, zone) - ZONES_APART, statement);
    if (to)
        add_bound(instant, SQL(" <= ?"), when_at(day + 1, 0, zone) + ZONES_APART, statement);
}

bool plan_is_range(const Plan *plan, const Filter *filter)
{
    const Field *field = &plan->entity->fields[entity_field(plan->entity, filter->field)];
    bool ranges =
        filter->kind == FILTER_IS || filter->kind == FILTER_FROM || filter->kind == FILTER_TO;
    return ranges && field->type == FIELD_DAY &&
           g_strcmp0(instant_of(plan->entity, filter->field), plan->key) == 0;
}

void plan_add_days(const Plan *plan, Statement *statement)
{
    for (size_t i = 0; i < plan->query->n_filters; i++)
        add_day(plan, &plan->query->filters[i], statement);
}
