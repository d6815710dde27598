/* From the row at hand to a row of the list. */
#include "field.h"
#include "query_internal.h"
#include "reference.h"

#include <string.h>

enum { COLUMN_ID, COLUMN_KEY, COLUMN_GROUP, COLUMN_SEARCH, COLUMN_PASSES, COLUMN_CONTAINS };

void query_row_free(QueryRow *row)
{
    if (!row)
        return;
    g_strfreev(row->cells);
    g_free(row->position);
    g_free(row);
}

void hit_free(void *data)
{
    Hit *hit = data;
    if (!hit)
        return;
    query_row_free(hit->row);
    g_clear_pointer(&hit->namings, g_array_unref);
    g_free(hit->part);
    spot_clear(&hit->spot);
    g_free(hit);
}

/* --- comparing -------------------------------------------------------------------------------- */

static bool contains(const char *text, const char *sought)
{
    g_autofree char *folded = text_fold(text ? text : "");
    g_autofree char *needle = text_fold(sought ? sought : "");
    return strstr(folded, needle) != NULL;
}

static bool is_hit(const Plan *plan, DbRows *rows)
{
    if (!db_column_integer(rows, COLUMN_PASSES))
        return false;
    if (plan->needles) {
        const char *text = db_column_text(rows, COLUMN_SEARCH);
        if (!text_matches(text ? text : "", (const char *const *)plan->needles))
            return false;
    }
    for (guint i = 0; i < plan->contains->len; i++)
        if (!contains(db_column_text(rows, COLUMN_CONTAINS + (int)i),
                      g_array_index(plan->contains, const Filter *, i)->value))
            return false;
    return true;
}

/* --- its part --------------------------------------------------------------------------------- */

static int part_column(const Plan *plan)
{
    return COLUMN_CONTAINS + (int)plan->contains->len;
}

static char *read_part(const Plan *plan, DbRows *rows)
{
    const char *part = plan->part ? db_column_text(rows, part_column(plan)) : NULL;
    return g_strdup(plan->part && !part ? "" : part);
}

/* --- its place -------------------------------------------------------------------------------- */

static int find_segment(const Plan *plan, DbRows *rows)
{
    bool grouped = plan->column && plan->column->order_by_reference;
    bool none = db_column_type(rows, grouped ? COLUMN_GROUP : COLUMN_KEY) == DB_NULL;
    SegmentKind kind = grouped ? (none ? SEGMENT_NO_GROUP : SEGMENT_GROUP)
                               : (none ? SEGMENT_KEYLESS : SEGMENT_KEYED);
    int64_t group = db_column_integer(rows, COLUMN_GROUP);
    for (guint i = 0; i < plan->segments->len; i++) {
        const Segment *segment = &g_array_index(plan->segments, Segment, i);
        if (segment->kind == kind && (kind != SEGMENT_GROUP || segment->group == group))
            return (int)i;
    }
    return (int)plan->segments->len - 1;
}

void spot_read(const Plan *plan, DbRows *rows, Spot *spot)
{
    spot->segment = find_segment(plan, rows);
    spot->id = db_column_integer(rows, COLUMN_ID);
    spot->type = db_column_type(rows, COLUMN_KEY);
    if (spot->type == DB_INTEGER)
        spot->integer = db_column_integer(rows, COLUMN_KEY);
    if (spot->type == DB_TEXT) {
        const char *text = db_column_text(rows, COLUMN_KEY);
        spot->bytes = g_bytes_new(text, strlen(text));
    }
    if (spot->type == DB_BLOB) {
        size_t size;
        const void *bytes = db_column_blob(rows, COLUMN_KEY, &size);
        spot->bytes = g_bytes_new(bytes, size);
    }
}

/* --- its cells -------------------------------------------------------------------------------- */

static void read_value(DbRows *rows, int column, Value *value)
{
    DbType type = db_column_type(rows, column);
    if (type == DB_INTEGER)
        value_set_integer(value, db_column_integer(rows, column));
    else if (type == DB_TEXT)
        value_take_text(value, g_strdup(db_column_text(rows, column)));
}

/* A choice list shows its own rows: built-in ones translated. */
static const Field *field_of(const Entity *entity, const Column *column, Field *self)
{
    if (g_str_equal(column->field, "@self")) {
        *self = (Field){.name = "id", .type = FIELD_REFERENCE, .target = entity->name};
        return self;
    }
    return &entity->fields[entity_field(entity, column->field)];
}

static char *show(const Plan *plan, const Field *field, DbRows *rows, int index)
{
    FieldContext context = {plan->base, plan->actor, plan->actor->enterprise_id, field};
    Value value = {0};
    read_value(rows, index, &value);
    char *shown = field_shown(&context, &value);
    value_clear(&value);
    return shown;
}

/* The base is not asked for each what it is called. */
static char *read_cell(const Plan *plan, int cell, DbRows *rows, int index, GArray *namings)
{
    const Column *column = &plan->entity->columns[cell];
    if (!column->field) {
        const char *text = db_column_text(rows, index);
        return g_strdup(text ? text : "");
    }
    Field self;
    const Field *field = field_of(plan->entity, column, &self);
    const Entity *target = field->type == FIELD_REFERENCE ? entity_find(field->target) : NULL;
    if (!target || target->choices || db_column_type(rows, index) != DB_INTEGER)
        return show(plan, field, rows, index);
    Naming naming = {target, db_column_integer(rows, index), cell};
    g_array_append_val(namings, naming);
    return g_strdup("");
}

static void read_row(const Plan *plan, DbRows *rows, Hit *hit)
{
    int column = part_column(plan) + (plan->part ? 1 : 0);
    QueryRow *row = hit->row = g_new0(QueryRow, 1);
    g_autoptr(GStrvBuilder) cells = g_strv_builder_new();
    hit->namings = g_array_new(FALSE, FALSE, sizeof(Naming));
    row->id = db_column_integer(rows, COLUMN_ID);
    row->style = db_column_integer(rows, column++);
    row->position = spot_to_text(plan, &hit->spot);
    for (int i = 0; plan->entity->columns[i].name; i++) {
        g_autofree char *cell = read_cell(plan, i, rows, column + i, hit->namings);
        g_strv_builder_add(cells, cell);
    }
    row->cells = g_strv_builder_end(cells);
}

Hit *hit_new(const Plan *plan, Selection selection, DbRows *rows)
{
    if (selection != SELECT_INDEX && !is_hit(plan, rows))
        return NULL;
    Hit *hit = g_new0(Hit, 1);
    spot_read(plan, rows, &hit->spot);
    if (selection != SELECT_INDEX)
        hit->part = read_part(plan, rows);
    if (selection == SELECT_ROW || selection == SELECT_WALK)
        read_row(plan, rows, hit);
    return hit;
}

/* --- what it refers to ------------------------------------------------------------------------ */

/* By target: the ids that hits name. */
static GHashTable *named_by(const GPtrArray *hits)
{
    GHashTable *named = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < hits->len; i++) {
        const GArray *namings = ((const Hit *)hits->pdata[i])->namings;
        for (guint n = 0; namings && n < namings->len; n++) {
            const Naming *naming = &g_array_index(namings, Naming, n);
            GArray *ids = g_hash_table_lookup(named, naming->target);
            if (!ids) {
                ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
                g_hash_table_insert(named, (void *)naming->target, ids);
            }
            g_array_append_val(ids, naming->id);
        }
    }
    return named;
}

static void name_cells(const Plan *plan, const Hit *hit)
{
    for (guint i = 0; hit->namings && i < hit->namings->len; i++) {
        const Naming *naming = &g_array_index(hit->namings, Naming, i);
        char **cell = &hit->row->cells[naming->cell];
        g_free(*cell);
        *cell = reference_title(plan->base, plan->actor->enterprise_id, naming->target, naming->id);
    }
}

void query_name(const Plan *plan, const GPtrArray *hits)
{
    g_autoptr(GHashTable) named = named_by(hits);
    GHashTableIter targets;
    void *target, *ids;
    g_hash_table_iter_init(&targets, named);
    while (g_hash_table_iter_next(&targets, &target, &ids))
        reference_expect(plan->base, plan->actor->enterprise_id, target, ids);
    for (guint i = 0; i < hits->len; i++)
        name_cells(plan, hits->pdata[i]);
}
