/* Making a query ready: its order, its search, whether it is one at all. */
#include "core/when.h"
#include "query_internal.h"
#include "reference.h"
#include "rights_internal.h"
#include "rows.h"
#include "text_layout.h"

#include <glib/gi18n-lib.h>

static bool refuse(GError **error, const char *sentence, const char *name)
{
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_INVALID, sentence, name);
    return false;
}

/* --- order ------------------------------------------------------------------------------------ */

const Column *plan_column(const Plan *plan, const char *name)
{
    for (const Column *column = plan->entity->columns; column->name; column++)
        if (g_strcmp0(column->name, name) == 0)
            return column;
    return NULL;
}

static void add_segment(GArray *segments, SegmentKind kind, int64_t group)
{
    Segment segment = {kind, group};
    g_array_append_val(segments, segment);
}

const Filter *query_filter(const Query *query, const char *field, FilterKind kind)
{
    for (size_t i = 0; i < query->n_filters; i++)
        if (query->filters[i].kind == kind && g_str_equal(query->filters[i].field, field))
            return &query->filters[i];
    return NULL;
}

/* The groups whose rows are all closed, where open ones are wanted. */
static bool find_settled(const Plan *plan, const Entity *target, GArray **settled, GError **error)
{
    const char *flag = plan->column->settles;
    *settled = NULL;
    if (!flag || !query_filter(plan->query, plan_column(plan, flag)->field, FILTER_EMPTY))
        return true;
    *settled = reference_flagged(plan->base, plan->actor->enterprise_id, target, flag, error);
    return *settled != NULL;
}

static bool add_groups(Plan *plan, GError **error)
{
    const Entity *target = entity_find(plan->column->order_by_reference);
    g_autoptr(GArray) ids = reference_order(plan->base, plan->actor->enterprise_id, target, error);
    g_autoptr(GArray) settled = NULL;
    if (!ids || !find_settled(plan, target, &settled, error))
        return false;
    for (guint i = 0; i < ids->len; i++) {
        int64_t id = g_array_index(ids, int64_t, i);
        if (!settled || !base_is_among((const int64_t *)(void *)settled->data, settled->len, id))
            add_segment(plan->segments, SEGMENT_GROUP, id);
    }
    add_segment(plan->segments, SEGMENT_NO_GROUP, 0);
    return true;
}

static void reverse(GArray *segments)
{
    for (guint i = 0, j = segments->len; i + 1 < j; i++) {
        Segment *a = &g_array_index(segments, Segment, i);
        Segment *b = &g_array_index(segments, Segment, --j);
        Segment swap = *a;
        *a = *b;
        *b = swap;
    }
}

/* Rows without a key stand last in both directions: nobody sorts to look at what is empty. Groups
 * do the same. */
static void turn_round(GArray *segments)
{
    Segment last = g_array_index(segments, Segment, segments->len - 1);
    g_array_set_size(segments, segments->len - 1);
    reverse(segments);
    g_array_append_val(segments, last);
}

/* Rows without this instant are what is asked for, and it is the key. */
static bool wants_keyless(const Plan *plan)
{
    const Column *column = plan->column;
    int field = column && column->field ? entity_field(plan->entity, column->field) : -1;
    return field >= 0 && plan->entity->fields[field].type == FIELD_INSTANT &&
           g_str_equal(column->sql, plan->key) &&
           query_filter(plan->query, column->field, FILTER_EMPTY);
}

static bool set_order(Plan *plan, GError **error)
{
    const char *order = plan->query->order;
    plan->key = plan->entity->sort_title;
    plan->segments = g_array_new(FALSE, FALSE, sizeof(Segment));
    if (order && *order) {
        plan->column = plan_column(plan, order);
        if (!plan->column || !plan->column->order)
            return refuse(error, _("this list is not ordered by “%s”"), order);
        plan->key = plan->column->order;
    }
    if (plan->column && plan->column->order_by_reference) {
        if (!add_groups(plan, error))
            return false;
    } else {
        if (!wants_keyless(plan))
            add_segment(plan->segments, SEGMENT_KEYED, 0);
        add_segment(plan->segments, SEGMENT_KEYLESS, 0);
    }
    if (plan->query->descending)
        turn_round(plan->segments);
    return true;
}

/* --- filters ---------------------------------------------------------------------------------- */

static bool check_filter(Plan *plan, const Filter *filter, GError **error)
{
    int field = entity_field(plan->entity, filter->field);
    if (field < 0 || plan->entity->fields[field].type == FIELD_HTML ||
        plan->entity->fields[field].type == FIELD_TAGS ||
        plan->entity->fields[field].type == FIELD_DAYS)
        return refuse(error, _("this list cannot be filtered by “%s”"), filter->field);
    if ((plan->entity->fields[field].flags & FIELD_SECRET) &&
        !right_check(plan->base, plan->actor, RIGHT_SEE_SECRETS, false, error))
        return false;
    if (filter->kind == FILTER_NOBODY && plan->entity->fields[field].type != FIELD_REFERENCE)
        return refuse(error, _("this list cannot be filtered by “%s”"), filter->field);
    if (filter->kind == FILTER_CONTAINS)
        g_array_append_val(plan->contains, filter);
    return true;
}

/* So few that a server is told them. Of a subquery it knows neither how many rows are meant nor an
 * index: it looked through all that are open, 20 ms of 100 000 tasks. */
enum { WITHDRAWN_MOST = 100 };

static bool read_withdrawn(Plan *plan, const Filter *filter, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    if (!plan_select_withdrawn(plan, filter, &statement))
        return true;
    plan_add_limit(WITHDRAWN_MOST + 1, &statement);
    g_autoptr(GArray) ids =
        rows_integers(plan->base, statement.text->str, (DbValue *)(void *)statement.args->data,
                      statement.args->len, error);
    if (ids && ids->len <= WITHDRAWN_MOST)
        g_hash_table_insert(plan->withdrawn, (void *)(uintptr_t)filter, g_array_ref(ids));
    return ids != NULL;
}

static bool set_filters(Plan *plan, GError **error)
{
    bool plans = db_plans(base_db(plan->base));
    plan->contains = g_array_new(FALSE, FALSE, sizeof(const Filter *));
    plan->withdrawn = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    for (size_t i = 0; i < plan->query->n_filters; i++) {
        const Filter *filter = &plan->query->filters[i];
        if (!check_filter(plan, filter, error) ||
            (plans && filter->kind == FILTER_NOBODY && !read_withdrawn(plan, filter, error)))
            return false;
    }
    return true;
}

static bool set_scope(Plan *plan, GError **error)
{
    const char *name = plan->query->scope;
    if (!name)
        return true;
    for (plan->scope = plan->entity->scopes; plan->scope && plan->scope->name; plan->scope++)
        if (g_str_equal(plan->scope->name, name))
            return true;
    return refuse(error, _("this list has no part called “%s”"), name);
}

/* --- rows that sleep -------------------------------------------------------------------------- */

static bool has_filter(const Query *query, const char *field)
{
    for (size_t i = 0; i < query->n_filters; i++)
        if (g_str_equal(query->filters[i].field, field))
            return true;
    return false;
}

/* Who searches, or asks for the day of waking, looks for them too. */
static void set_awake(Plan *plan)
{
    const Query *query = plan->query;
    if (!plan->entity->sleeps || query->archived || (query->search && *query->search) ||
        has_filter(query, plan->entity->sleeps))
        return;
    GTimeZone *zone = base_place(plan->base, plan->actor->enterprise_id)->zone;
    plan->awake_on = day_to_text(when_day(plan->actor->now, zone, NULL));
}

/* --- search ----------------------------------------------------------------------------------- */

static void clear_search(Plan *plan)
{
    g_clear_pointer(&plan->needles, g_strfreev);
    g_clear_pointer(&plan->patterns, g_ptr_array_unref);
}

static void leave_to_engine(Plan *plan)
{
    plan->patterns = g_ptr_array_new_with_free_func(g_free);
    for (char **needle = plan->needles; *needle; needle++)
        g_ptr_array_add(plan->patterns, db_search_pattern(*needle));
    g_clear_pointer(&plan->needles, g_strfreev);
}

static void set_words(Plan *plan, const char *search)
{
    size_t n = 0;
    clear_search(plan);
    if (search && *search && g_utf8_validate(search, -1, NULL))
        plan->needles = text_search_words(search, &n);
    if (n == 0)
        clear_search(plan);
    else if (plan->search)
        leave_to_engine(plan);
}

static bool set_search(Plan *plan, GError **error)
{
    const Entity *entity = plan->entity;
    Db *db = base_db(plan->base);
    if (entity->choices)
        return true;
    if (db_plans(db) && entity->search_index && plan->query->search &&
        !(plan->search = db_search_condition(db, entity->search_index, error)))
        return false;
    set_words(plan, plan->query->search);
    return true;
}

bool plan_is_search(const Plan *plan)
{
    return plan->needles || plan->patterns;
}

bool plan_swap_layout(Plan *plan)
{
    const char *typed = plan->query->search;
    bool tries = typed && *typed && !plan->query->as_typed;
    g_autofree char *swapped = tries ? text_swap_layout(typed) : NULL;
    if (!swapped)
        return false;
    set_words(plan, swapped);
    return plan_is_search(plan);
}

bool plan_init(Plan *plan, Base *base, const Actor *actor, const Query *query, GError **error)
{
    *plan = (Plan){.base = base,
                   .actor = actor,
                   .query = query,
                   .entity = query->entity,
                   .tuning = &search_tuning};
    bool ready = base_refresh(base, error) && rights_check_member(base, actor, error) &&
                 set_order(plan, error) && set_filters(plan, error) && set_scope(plan, error) &&
                 set_search(plan, error);
    if (ready)
        set_awake(plan);
    else
        plan_clear(plan);
    return ready;
}

void plan_clear(Plan *plan)
{
    g_clear_pointer(&plan->segments, g_array_unref);
    g_clear_pointer(&plan->contains, g_array_unref);
    g_clear_pointer(&plan->withdrawn, g_hash_table_unref);
    g_clear_pointer(&plan->awake_on, g_free);
    clear_search(plan);
}
