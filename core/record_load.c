/* From the base into a record. */
#include "rights_internal.h"
#include "rows.h"
#include "save_internal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The columns in field order, then version, archived, search_text. A text of HTML stands in
 * another table, two columns: its revision, its content. */
static char *compose_load(const Entity *entity, const void *data)
{
    g_autoptr(GString) sql = g_string_new(SQL("SELECT "));
    for (const Field *field = entity->fields; field->name; field++) {
        if (!field_column(field))
            continue;
        g_string_append_printf(sql, "%s, ", field_column(field));
        if (field->type == FIELD_HTML)
            g_string_append_printf(
                sql,
                SQL("(SELECT html FROM content WHERE content.enterprise_id = %s.enterprise_id "
                    "AND content.id = content_id), "),
                entity->name);
    }
    g_string_append_printf(sql, SQL("version, %s, %s FROM %s WHERE %sid = ?"),
                           entity->archivable ? SQL("archived_at IS NOT NULL") : "0",
                           entity->choices || entity == &plan_entity ? "''" : "search_text",
                           entity->name, entity->global ? "" : SQL("enterprise_id = ? AND "));
    return g_string_free(g_steal_pointer(&sql), FALSE);
}

static void take_column(DbRows *row, int column, Value *value)
{
    switch (db_column_type(row, column)) {
    case DB_INTEGER:
        value_set_integer(value, db_column_integer(row, column));
        break;
    case DB_TEXT:
        value_take_text(value, g_strdup(db_column_text(row, column)));
        break;
    default:
        value_clear(value);
    }
}

static void take_html(DbRows *row, int column, Value *value)
{
    value_take_text(value, g_strdup(db_column_text(row, column + 1)));
    value->integer = db_column_integer(row, column);
}

static void take_row(DbRows *row, Record *record, char **search_text)
{
    int column = 0;
    for (int i = 0; record->entity->fields[i].name; i++) {
        const Field *field = &record->entity->fields[i];
        if (field->type == FIELD_HTML) {
            take_html(row, column, &record->values[i]);
            column += 2;
        } else if (field_column(field)) {
            take_column(row, column++, &record->values[i]);
        }
    }
    record->version = db_column_integer(row, column);
    record->archived = db_column_integer(row, column + 1);
    if (search_text)
        *search_text = g_strdup(db_column_text(row, column + 2));
}

static bool refuse_absent(const Entity *entity, int64_t id, GError **error)
{
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND,
                _("%s №%lld: there is no such record, or it is not for you to see"),
                _(entity->label), (long long)id);
    return false;
}

/* A record whose rows are asked for, all in one way to a server. */
typedef struct {
    DbRows *row, *parts[PARTS_MOST];
} Loading;

static void loading_clear(Loading *loading)
{
    db_rows_free(loading->row);
    for (int i = 0; i < PARTS_MOST; i++)
        db_rows_free(loading->parts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Loading, loading_clear)

static bool ask(Base *base, const Entity *entity, int64_t enterprise_id, int64_t id,
                Loading *loading, GError **error)
{
    const DbValue all[] = {db_integer(enterprise_id), db_integer(id)};
    int skip = entity->global ? 1 : 0, n = G_N_ELEMENTS(all) - skip;
    loading->row = db_query(base_db(base), base_statement(base, entity, "load", compose_load, NULL),
                            all + skip, n, error);
    for (int i = 0; loading->row && entity->parts && entity->parts[i].sql; i++)
        if (!(loading->parts[i] =
                  db_query(base_db(base), entity->parts[i].sql, all + skip, n, error)))
            return false;
    return loading->row != NULL;
}

static bool take_first(Loading *loading, Record *record, int64_t id, char **search_text,
                       GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (db_next(loading->row, &failure)) {
        take_row(loading->row, record, search_text);
        record->id = id;
        return true;
    }
    if (!failure)
        return refuse_absent(record->entity, id, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool take_part(const RecordPart *part, DbRows *rows, Record *record, GError **error)
{
    g_autoptr(GError) failure = NULL;
    while (db_next(rows, &failure))
        if (!part->take(rows, record, error))
            return false;
    return rows_ended(g_steal_pointer(&failure), error);
}

static bool complete(Base *base, Record *record, GError **error)
{
    if (record->entity->load && !record->entity->load(base, record, error))
        return false;
    for (int i = 0; record->entity->fields[i].name; i++)
        value_copy(&record->loaded[i], &record->values[i]);
    return true;
}

static Record *take_record(Base *base, const Entity *entity, int64_t enterprise_id, int64_t id,
                           Loading *loading, char **search_text, GError **error)
{
    g_autoptr(Record) record = record_alloc(entity, entity->global ? 0 : enterprise_id);
    if (!take_first(loading, record, id, search_text, error))
        return NULL;
    for (int i = 0; i < PARTS_MOST && loading->parts[i]; i++)
        if (!take_part(&entity->parts[i], loading->parts[i], record, error))
            return NULL;
    return complete(base, record, error) ? g_steal_pointer(&record) : NULL;
}

Record *record_read(Base *base, const Entity *entity, int64_t enterprise_id, int64_t id,
                    char **search_text, GError **error)
{
    g_auto(Loading) loading = {0};
    return ask(base, entity, enterprise_id, id, &loading, error)
               ? take_record(base, entity, enterprise_id, id, &loading, search_text, error)
               : NULL;
}

/* --- many of them -------------------------------------------------------------------------- */

typedef struct {
    Base *base;
    const Entity *entity;
    GArray *values; /* of DbValue: enterprise and id of each */
    RecordState *states;
    const RecordPart *part; /* NULL: the records' own rows */
} LoadingMany;

static bool take_one_of_many(DbRows *row, size_t i, void *data, GError **error)
{
    const LoadingMany *many = data;
    RecordState *state = &many->states[i];
    const DbValue *key = &g_array_index(many->values, DbValue, 2 * i);
    if (many->part)
        return !state->record || many->part->take(row, state->record, error);
    state->record = record_alloc(many->entity, key[0].integer);
    state->record->id = key[1].integer;
    take_row(row, state->record, &state->search_text);
    return true;
}

static bool ask_each(LoadingMany *many, const char *sql, const RecordPart *part, GError **error)
{
    many->part = part;
    return db_query_each(base_db(many->base), sql, (DbValue *)(void *)many->values->data, 2,
                         many->values->len / 2, take_one_of_many, many, error);
}

bool record_read_many(Base *base, const Entity *entity, int64_t enterprise_id, const int64_t *ids,
                      size_t n, RecordState *states, GError **error)
{
    g_autoptr(GArray) values = g_array_sized_new(FALSE, FALSE, sizeof(DbValue), (guint)(2 * n));
    for (size_t i = 0; i < n; i++)
        g_array_append_vals(values, DB_ARGS(db_integer(enterprise_id), db_integer(ids[i])));
    LoadingMany many = {base, entity, values, states, NULL};
    memset(states, 0, n * sizeof *states);
    bool done =
        ask_each(&many, base_statement(base, entity, "load", compose_load, NULL), NULL, error);
    for (int i = 0; done && entity->parts && entity->parts[i].sql; i++)
        done = ask_each(&many, entity->parts[i].sql, &entity->parts[i], error);
    for (size_t i = 0; done && i < n; i++)
        done = !states[i].record || complete(base, states[i].record, error);
    for (size_t i = 0; !done && i < n; i++)
        record_state_clear(&states[i]);
    return done;
}

void record_state_clear(RecordState *state)
{
    g_clear_pointer(&state->record, record_free);
    g_clear_pointer(&state->search_text, g_free);
}

/* --- who may see it --------------------------------------------------------------------------- */

static char *compose_visible(const Entity *entity, const void *data)
{
    return g_strconcat(SQL("SELECT 1 FROM "), entity->name, SQL(" WHERE "), entity->name,
                       SQL(".id = ? AND "), entity->visible, NULL);
}

bool record_check_visible(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                          GError **error)
{
    if (!entity->global || !entity->visible || actor->console || !actor->profile_id)
        return true;
    int64_t one;
    bool found;
    if (!db_get_integer(
            base_db(base), base_statement(base, entity, "visible", compose_visible, NULL),
            DB_ARGS(db_integer(id), db_integer(actor->profile_id)), &one, &found, error))
        return false;
    return found || refuse_absent(entity, id, error);
}

void record_hide_secrets(Base *base, const Actor *actor, Record *record)
{
    for (int i = 0; record->entity->fields[i].name; i++)
        if ((record->entity->fields[i].flags & FIELD_SECRET) &&
            right_extent(base, actor, RIGHT_SEE_SECRETS) != EXTENT_ALL) {
            value_clear(&record->values[i]);
            value_clear(&record->loaded[i]);
        }
}

Record *record_load(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                    GError **error)
{
    g_auto(Loading) loading = {0};
    if (!ask(base, entity, actor->enterprise_id, id, &loading, error) ||
        !base_refresh(base, error) || !rights_check_member(base, actor, error) ||
        !record_check_visible(base, actor, entity, id, error))
        return NULL;
    Actor inside = save_actor(base, actor, entity, id);
    Record *record = take_record(base, entity, actor->enterprise_id, id, &loading, NULL, error);
    if (record)
        record_hide_secrets(base, &inside, record);
    return record;
}

static char *compose_home(const Entity *entity, const void *data)
{
    return g_strconcat(SQL("SELECT enterprise_id FROM "), entity->name, SQL(" WHERE id = ?"), NULL);
}

bool record_find_home(Base *base, const Entity *entity, int64_t id, int64_t *enterprise_id,
                      GError **error)
{
    bool found;
    if (!db_get_integer(base_db(base), base_statement(base, entity, "home", compose_home, NULL),
                        DB_ARGS(db_integer(id)), enterprise_id, &found, error))
        return false;
    return found || refuse_absent(entity, id, error);
}
