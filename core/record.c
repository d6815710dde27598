/* Records in memory. */
#include "record_internal.h"
#include "reference.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK(record_error, record_error)

Record *record_alloc(const Entity *entity, int64_t enterprise_id)
{
    Record *record = g_new0(Record, 1);
    record->entity = entity;
    record->enterprise_id = enterprise_id;
    record->values = g_new0(Value, entity_n_fields(entity) + 1);
    record->loaded = g_new0(Value, entity_n_fields(entity) + 1);
    return record;
}

static void key_clear(void *data)
{
    g_bytes_unref(((Key *)data)->bytes);
}

struct SaveState *save_state_new(bool creating, bool trusted)
{
    struct SaveState *state = g_new0(struct SaveState, 1);
    state->creating = creating;
    state->trusted = trusted;
    state->refused = -1;
    state->keys = g_array_new(FALSE, FALSE, sizeof(Key));
    g_array_set_clear_func(state->keys, key_clear);
    return state;
}

void save_state_free(struct SaveState *state)
{
    if (!state)
        return;
    g_array_unref(state->keys);
    g_free(state->search_text);
    g_free(state);
}

void record_free(Record *record)
{
    if (!record)
        return;
    for (int i = 0; i < entity_n_fields(record->entity); i++) {
        value_clear(&record->values[i]);
        value_clear(&record->loaded[i]);
    }
    g_free(record->values);
    g_free(record->loaded);
    save_state_free(record->saving);
    g_free(record);
}

Record *record_copy(const Record *record)
{
    Record *copy = record_alloc(record->entity, record->enterprise_id);
    copy->id = record->id;
    copy->version = record->version;
    copy->archived = record->archived;
    for (int i = 0; i < entity_n_fields(record->entity); i++) {
        value_copy(&copy->values[i], &record->values[i]);
        value_copy(&copy->loaded[i], &record->loaded[i]);
    }
    return copy;
}

int64_t record_home(const Record *record)
{
    return record->entity == &enterprise_entity ? record->id : record->enterprise_id;
}

FieldContext record_context(Base *base, const Actor *actor, const Record *record, int field)
{
    return (FieldContext){base, actor, record_home(record), &record->entity->fields[field]};
}

/* --- defaults --------------------------------------------------------------------------------- */

static void set_default(Base *base, const Actor *actor, Record *record, int field)
{
    FieldContext context = record_context(base, actor, record, field);
    const char *fallback = context.field->fallback;
    Value *value = &record->values[field];
    if (g_str_equal(fallback, "@me")) {
        if (actor->employee_id)
            value_set_integer(value, actor->employee_id);
    } else if (g_str_equal(fallback, "@default")) {
        int64_t id =
            reference_default(base, record->enterprise_id, entity_find(context.field->target));
        if (id)
            value_set_integer(value, id);
    } else {
        field_parse(&context, g_str_equal(fallback, "@today") ? "+0" : fallback, value, NULL);
    }
}

Record *record_new(Base *base, const Actor *actor, const Entity *entity)
{
    Record *record = record_alloc(entity, entity->global ? 0 : actor->enterprise_id);
    for (int i = 0; entity->fields[i].name; i++)
        if (entity->fields[i].fallback)
            set_default(base, actor, record, i);
    return record;
}

/* --- values by name --------------------------------------------------------------------------- */

static Value *value_of(const Record *record, const char *field)
{
    int index = entity_field(record->entity, field);
    g_return_val_if_fail(index >= 0, NULL);
    return &record->values[index];
}

static const Value *loaded_of(const Record *record, const char *field)
{
    int index = entity_field(record->entity, field);
    g_return_val_if_fail(index >= 0, NULL);
    return &record->loaded[index];
}

bool record_type(Base *base, const Actor *actor, Record *record, int field, const char *typed,
                 GError **error)
{
    FieldContext context = record_context(base, actor, record, field);
    Value value = {0};
    if (field_parse(&context, typed, &value, error) && field_accept(&context, &value, error)) {
        value_clear(&record->values[field]);
        record->values[field] = value;
        return true;
    }
    value_clear(&value);
    g_prefix_error(error, _("the field “%s”: "), _(context.field->label));
    return false;
}

/* What is no number stays text, for field_accept to refuse. */
void record_set_text(Record *record, const char *field, const char *stored)
{
    Value *value = value_of(record, field);
    const Field *described = &record->entity->fields[entity_field(record->entity, field)];
    gint64 number;
    if (stored && field_is_integer(described) &&
        g_ascii_string_to_signed(stored, 10, G_MININT64, G_MAXINT64, &number, NULL))
        value_set_integer(value, number);
    else
        value_take_text(value, g_strdup(stored));
}

void record_set_integer(Record *record, const char *field, int64_t integer)
{
    value_set_integer(value_of(record, field), integer);
}

void record_clear(Record *record, const char *field)
{
    value_clear(value_of(record, field));
}

static const char *text_of(const Value *value)
{
    return value->kind == VALUE_TEXT ? value->text : "";
}

const char *record_text(const Record *record, const char *field)
{
    return text_of(value_of(record, field));
}

int64_t record_integer(const Record *record, const char *field)
{
    return value_of(record, field)->integer;
}

bool record_is_empty(const Record *record, const char *field)
{
    return value_of(record, field)->kind == VALUE_EMPTY;
}

const char *record_loaded_text(const Record *record, const char *field)
{
    return text_of(loaded_of(record, field));
}

int64_t record_loaded_integer(const Record *record, const char *field)
{
    return loaded_of(record, field)->integer;
}

bool record_field_changed(const Record *record, const char *field)
{
    return !value_equal(value_of(record, field), loaded_of(record, field));
}

bool record_is_changed(const Record *record)
{
    for (int i = 0; record->entity->fields[i].name; i++)
        if (!value_equal(&record->values[i], &record->loaded[i]))
            return true;
    return false;
}

bool record_is_new(const Record *record)
{
    return record->saving ? record->saving->creating : record->id == 0;
}

/* --- shown ------------------------------------------------------------------------------------ */

char *record_typed(Base *base, const Actor *actor, const Record *record, int field)
{
    FieldContext context = record_context(base, actor, record, field);
    return field_typed(&context, &record->values[field]);
}

char *record_shown(Base *base, const Actor *actor, const Record *record, int field)
{
    FieldContext context = record_context(base, actor, record, field);
    return field_shown(&context, &record->values[field]);
}

char *record_title(Base *base, const Actor *actor, const Record *record)
{
    return record->id ? reference_title(base, record->enterprise_id, record->entity, record->id)
                      : g_strdup(_(record->entity->label));
}

bool record_refuse(const Record *record, const char *field, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    int index = entity_field(record->entity, field);
    if (record->saving)
        record->saving->refused = index;
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_INVALID, _("the field “%s”: %s"),
                _(record->entity->fields[index].label), sentence);
    return false;
}
