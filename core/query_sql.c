/* The SQL of a list, composed of literal fragments from descriptors; values are bound. */
#include "field.h"
#include "query_internal.h"
#include "reference.h"

void statement_init(Statement *statement)
{
    statement->text = g_string_new(NULL);
    statement->args = g_array_new(FALSE, FALSE, sizeof(DbValue));
}

void statement_clear(Statement *statement)
{
    g_string_free(statement->text, TRUE);
    g_array_unref(statement->args);
}

void statement_add(Statement *statement, const char *literal)
{
    g_string_append(statement->text, literal);
}

void statement_bind(Statement *statement, DbValue value)
{
    g_array_append_val(statement->args, value);
}

DbRows *statement_query(Statement *statement, Base *base, GError **error)
{
    return db_query(base_db(base), statement->text->str, (DbValue *)(void *)statement->args->data,
                    statement->args->len, error);
}

static void statement_append(Statement *statement, const Statement *part)
{
    statement_add(statement, part->text->str);
    g_array_append_vals(statement->args, part->args->data, part->args->len);
}

static void add_column(const Entity *entity, const char *column, Statement *statement)
{
    statement_add(statement, entity->name);
    statement_add(statement, ".");
    statement_add(statement, column);
}

/* One value for each `?` of a fragment. */
static void bind_marks(const char *fragment, DbValue value, Statement *statement)
{
    for (const char *c = fragment; *c; c++)
        if (*c == '?')
            statement_bind(statement, value);
}

/* --- conditions ------------------------------------------------------------------------------- */

static DbValue stored(const Field *field, const char *value)
{
    if (field_is_integer(field))
        return db_integer(value ? g_ascii_strtoll(value, NULL, 10) : 0);
    return db_text(value ? value : "");
}

/* Compared with "" or 0 the column's own emptiness is meant, NULL included. An instant that is not
 * there is NULL, and an index of such rows says so in these words. */
static void add_empty(const Entity *entity, const Field *field, Statement *statement)
{
    statement_add(statement, SQL(" AND ("));
    add_column(entity, field_column(field), statement);
    statement_add(statement, SQL(" IS NULL"));
    if (field->type != FIELD_INSTANT) {
        statement_add(statement, SQL(" OR "));
        add_column(entity, field_column(field), statement);
        statement_add(statement, field_is_integer(field) ? " = 0" : " = ''");
    }
    statement_add(statement, ")");
}

static const Field *field_of(const Plan *plan, const Filter *filter)
{
    return &plan->entity->fields[entity_field(plan->entity, filter->field)];
}

static const char *column_of(const Plan *plan, const Filter *filter)
{
    return field_column(field_of(plan, filter));
}

bool plan_select_withdrawn(const Plan *plan, const Filter *filter, Statement *statement)
{
    const Entity *target = entity_find(field_of(plan, filter)->target);
    const char *offered = reference_offered(target);
    if (!offered)
        return false;
    statement_add(statement, SQL("SELECT "));
    add_column(target, "id", statement);
    statement_add(statement, SQL(" FROM "));
    statement_add(statement, target->name);
    statement_add(statement, SQL(" WHERE "));
    add_column(target, SQL("enterprise_id = ? AND NOT ("), statement);
    statement_bind(statement, db_integer(plan->actor->enterprise_id));
    statement_add(statement, offered);
    statement_add(statement, ")");
    return true;
}

static bool add_ids(const GArray *ids, Statement *statement)
{
    for (guint i = 0; i < ids->len; i++) {
        statement_add(statement, i ? ", ?" : "?");
        statement_bind(statement, db_integer(g_array_index(ids, int64_t, i)));
    }
    return ids->len > 0;
}

/* "… IN (…)" whom else the filter means; false: there is nobody. */
static bool add_withdrawn(const Plan *plan, const Filter *filter, Statement *statement)
{
    const GArray *known = g_hash_table_lookup(plan->withdrawn, filter);
    g_auto(Statement) others;
    statement_init(&others);
    if (!(known ? add_ids(known, &others) : plan_select_withdrawn(plan, filter, &others)))
        return false;
    add_column(plan->entity, column_of(plan, filter), statement);
    statement_add(statement, SQL(" IN ("));
    statement_append(statement, &others);
    statement_add(statement, ")");
    return true;
}

static void add_nobody(const Plan *plan, const Filter *filter, Statement *statement)
{
    statement_add(statement, SQL(" AND ("));
    if (add_withdrawn(plan, filter, statement))
        statement_add(statement, SQL(" OR "));
    add_column(plan->entity, column_of(plan, filter), statement);
    statement_add(statement, SQL(" IS NULL)"));
}

void plan_add_filter(const Plan *plan, const Filter *filter, Statement *statement)
{
    const Entity *entity = plan->entity;
    static const char *const operators[] = {[FILTER_IS] = SQL(" = ?"),
                                            [FILTER_IS_NOT] = SQL(" <> ?"),
                                            [FILTER_FROM] = SQL(" >= ?"),
                                            [FILTER_TO] = SQL(" <= ?")};
    const Field *field = field_of(plan, filter);
    if (filter->kind == FILTER_CONTAINS)
        return;
    if (filter->kind == FILTER_NOBODY) {
        add_nobody(plan, filter, statement);
        return;
    }
    if (filter->kind == FILTER_EMPTY) {
        add_empty(entity, field, statement);
        return;
    }
    statement_add(statement, SQL(" AND ("));
    add_column(entity, field_column(field), statement);
    statement_add(statement, operators[filter->kind]);
    statement_bind(statement, stored(field, filter->value));
    if (filter->kind == FILTER_IS_NOT) {
        statement_add(statement, SQL(" OR "));
        add_column(entity, field_column(field), statement);
        statement_add(statement, SQL(" IS NULL"));
    }
    statement_add(statement, ")");
}

void plan_bind_scope(const Plan *plan, Statement *statement)
{
    int n = 0;
    for (const char *c = plan->scope->sql; *c; c++)
        if (*c == '?')
            statement_bind(statement, db_integer(plan->query->scope_values[n++]));
}

static void add_awake(const Plan *plan, Statement *statement)
{
    statement_add(statement, SQL(" AND ("));
    add_column(plan->entity, plan->entity->sleeps, statement);
    statement_add(statement, SQL(" IS NULL OR "));
    add_column(plan->entity, plan->entity->sleeps, statement);
    statement_add(statement, SQL(" <= ?)"));
    statement_bind(statement, db_text(plan->awake_on));
}

/* " AND …" for scope, filters, and the search if it is the engine's. */
static void add_conditions(const Plan *plan, Statement *statement)
{
    if (plan->awake_on)
        add_awake(plan, statement);
    if (plan->scope) {
        statement_add(statement, SQL(" AND "));
        statement_add(statement, plan->scope->sql);
        plan_bind_scope(plan, statement);
    }
    for (size_t i = 0; i < plan->query->n_filters; i++)
        plan_add_filter(plan, &plan->query->filters[i], statement);
    for (guint i = 0; plan->patterns && i < plan->patterns->len; i++) {
        statement_add(statement, SQL(" AND "));
        statement_add(statement, plan->search);
        statement_bind(statement, db_text(plan->patterns->pdata[i]));
    }
}

/* --- what is read ----------------------------------------------------------------------------- */

static const char *group_of(const Plan *plan)
{
    bool grouped = plan->column && plan->column->order_by_reference;
    return grouped ? plan->column->sql : "NULL";
}

static void add_passes(const Plan *plan, Statement *statement)
{
    statement_add(statement, SQL(", CASE WHEN 1 = 1"));
    add_conditions(plan, statement);
    statement_add(statement, SQL(" THEN 1 ELSE 0 END AS passes"));
}

static void add_parted(const Plan *plan, Statement *statement)
{
    statement_add(statement, SQL(", "));
    statement_add(statement, plan->part);
    statement_add(statement, SQL(" AS part, row_number() OVER (PARTITION BY "));
    statement_add(statement, plan->part);
    plan_add_whole_order(plan, false, statement);
    statement_add(statement, SQL(") AS nth, count(*) OVER (PARTITION BY "));
    statement_add(statement, plan->part);
    statement_add(statement, SQL(") AS total"));
}

/* id, key, group, search text, whether it passes, the columns filtered here, the part; then style,
 * cells. */
static void add_selection(const Plan *plan, Selection selection, Statement *statement)
{
    add_column(plan->entity, "id", statement);
    if (selection == SELECT_PASSES)
        add_passes(plan, statement);
    if (selection == SELECT_PARTED)
        add_parted(plan, statement);
    if (selection == SELECT_PASSES || selection == SELECT_ID || selection == SELECT_PARTED)
        return;
    statement_add(statement, ", ");
    statement_add(statement, plan->key);
    statement_add(statement, ", ");
    statement_add(statement, group_of(plan));
    if (selection == SELECT_INDEX)
        return;
    statement_add(statement, ", ");
    if (plan->needles)
        add_column(plan->entity, "search_text", statement);
    else
        statement_add(statement, "NULL");
    if (selection == SELECT_WALK)
        add_passes(plan, statement);
    else
        statement_add(statement, ", 1");
    for (guint i = 0; i < plan->contains->len; i++) {
        statement_add(statement, ", ");
        add_column(plan->entity, column_of(plan, g_array_index(plan->contains, const Filter *, i)),
                   statement);
    }
    if (plan->part) {
        statement_add(statement, ", ");
        statement_add(statement, plan->part);
    }
    if (selection == SELECT_SPOT)
        return;
    statement_add(statement, ", ");
    statement_add(statement, plan->entity->style ? plan->entity->style : "0");
    if (plan->entity->style)
        bind_marks(plan->entity->style, db_integer(plan->actor->now), statement);
    for (const Column *column = plan->entity->columns; column->name; column++) {
        statement_add(statement, ", ");
        statement_add(statement, column->sql);
    }
}

/* Tenants see their own rows, people the global rows that concern them. Row 0 is the installation.
 */
static void add_tenant(const Plan *plan, Statement *statement)
{
    const Entity *entity = plan->entity;
    bool person = plan->actor->profile_id && !plan->actor->console;
    if (!entity->global) {
        add_column(entity, SQL("enterprise_id = ?"), statement);
        statement_bind(statement, db_integer(plan->actor->enterprise_id));
        return;
    }
    add_column(entity, SQL("id > 0"), statement);
    if (entity->visible && person) {
        statement_add(statement, SQL(" AND "));
        statement_add(statement, entity->visible);
        bind_marks(entity->visible, db_integer(plan->actor->profile_id), statement);
    }
}

/* FROM and WHERE, with what keeps rows apart whatever is asked. */
static void add_table(const Plan *plan, const char *instant, Statement *statement)
{
    const Entity *entity = plan->entity;
    statement_add(statement, SQL(" FROM "));
    statement_add(statement, entity->from ? entity->from : entity->name);
    statement_add(statement, SQL(" WHERE "));
    add_tenant(plan, statement);
    plan_add_stretch(plan, instant, statement);
    if (!entity->archivable)
        return;
    statement_add(statement, SQL(" AND "));
    add_column(entity,
               plan->query->archived ? SQL("archived_at IS NOT NULL") : SQL("archived_at IS NULL"),
               statement);
}

/* In a CASE no index knows them. */
static void add_condition(const Plan *plan, Statement *statement)
{
    if (!plan->sifts) {
        add_conditions(plan, statement);
        return;
    }
    statement_add(statement, SQL(" AND CASE WHEN 1 = 1"));
    add_conditions(plan, statement);
    statement_add(statement, SQL(" THEN 1 ELSE 0 END = 1"));
}

/* A stretch beside the order would be taken for the way by an engine that does not plan, and all of
 * it sorted: 0.4 s for the first page of 100 000 tasks by subject. */
void plan_select(const Plan *plan, Selection selection, Statement *statement)
{
    bool counts = selection == SELECT_ONE || selection == SELECT_ANY;
    bool all = selection == SELECT_INDEX || selection == SELECT_WALK ||
               selection == SELECT_PASSES || selection == SELECT_ANY;
    statement_add(statement, SQL("SELECT "));
    if (counts)
        statement_add(statement, "1 AS one");
    else
        add_selection(plan, selection, statement);
    add_table(plan, counts || db_plans(base_db(plan->base)) ? plan_stretch(plan) : plan_line(plan),
              statement);
    if (!all)
        add_condition(plan, statement);
}

static void select_ids(const Plan *plan, const char *instant, Statement *statement)
{
    statement_add(statement, SQL("SELECT "));
    add_column(plan->entity, "id", statement);
    add_table(plan, instant, statement);
}

/* With what is pending: whose that is has an index of its own. */
static void select_pending(const Plan *plan, const char *instant, Statement *statement)
{
    select_ids(plan, instant, statement);
    for (size_t i = 0; i < plan->query->n_filters; i++)
        if (plan->query->filters[i].kind == FILTER_EMPTY)
            plan_add_filter(plan, &plan->query->filters[i], statement);
    statement_add(statement, SQL(" AND "));
}

/* Each half by the index; an OR of both would be looked for in all rows. */
static void select_nobody(const Plan *plan, const Filter *filter, const char *instant,
                          Statement *statement)
{
    select_pending(plan, instant, statement);
    if (add_withdrawn(plan, filter, statement)) {
        statement_add(statement, SQL(" UNION ALL "));
        select_pending(plan, instant, statement);
    }
    add_column(plan->entity, column_of(plan, filter), statement);
    statement_add(statement, SQL(" IS NULL"));
}

/* The order of what is empty is that of its index, which is not taken for the condition alone. */
void plan_select_filtered(const Plan *plan, const Filter *filter, const char *instant,
                          Statement *statement)
{
    if (filter->kind == FILTER_NOBODY) {
        select_nobody(plan, filter, instant, statement);
        return;
    }
    select_ids(plan, instant, statement);
    plan_add_filter(plan, filter, statement);
    const Column *first = plan_column(plan, plan->entity->first_order);
    if (filter->kind != FILTER_EMPTY || !first)
        return;
    statement_add(statement, SQL(" ORDER BY "));
    statement_add(statement, first->order);
}

void plan_select_stretch(const Plan *plan, const char *instant, Statement *statement)
{
    select_ids(plan, instant, statement);
}
