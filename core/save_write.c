/* The row, its revisions of HTML, its place in the search index. */
#include "save_internal.h"

#include <string.h>

/* --- revisions -------------------------------------------------------------------------------- */

static bool insert_content(Base *base, const Actor *actor, const Record *work, Value *value,
                           GError **error)
{
    return db_insert(
        base_db(base),
        SQL("INSERT INTO content (enterprise_id, html, created_at) VALUES (?, ?, ?)"),
        DB_ARGS(db_integer(work->enterprise_id), db_text(value->text), db_integer(actor->now)),
        &value->integer, error);
}

static bool insert_contents(Base *base, const Actor *actor, Record *work, GError **error)
{
    for (int i = 0; work->entity->fields[i].name; i++)
        if (work->entity->fields[i].type == FIELD_HTML &&
            !value_equal(&work->values[i], &work->loaded[i]) &&
            !insert_content(base, actor, work, &work->values[i], error))
            return false;
    return true;
}

/* --- arguments -------------------------------------------------------------------------------- */

static void add_argument(GArray *args, DbValue value)
{
    g_array_append_val(args, value);
}

static const Key *key_at(const Record *work, guint i)
{
    return &g_array_index(work->saving->keys, Key, i);
}

static DbValue key_value(const Key *key)
{
    gsize size;
    if (!key->bytes)
        return DB_NOTHING;
    const void *bytes = g_bytes_get_data(key->bytes, &size);
    DbValue value = db_blob(bytes, (gssize)size);
    value.type = key->text ? DB_TEXT : DB_BLOB;
    return value;
}

static void add_keys(const Record *work, GArray *args)
{
    for (guint i = 0; i < work->saving->keys->len; i++)
        add_argument(args, key_value(key_at(work, i)));
    if (work->saving->search_text)
        add_argument(args, db_text(work->saving->search_text));
}

static void add_key_columns(const Record *work, GString *set)
{
    for (guint i = 0; i < work->saving->keys->len; i++)
        g_string_append_printf(set, ", %s = ?", key_at(work, i)->column);
    if (work->saving->search_text)
        g_string_append(set, SQL(", search_text = ?"));
}

/* --- INSERT ----------------------------------------------------------------------------------- */

static void add_column(GString *columns, const char *column)
{
    g_string_append_printf(columns, "%s%s", columns->len ? ", " : "", column);
}

/* The keys of an entity's new records are always the same, so this is composed once. */
static char *compose_columns(const Entity *entity, const void *data)
{
    const Record *work = data;
    GString *columns = g_string_new(entity->global ? NULL : "enterprise_id");
    for (const Field *field = entity->fields; field->name; field++)
        if (field_column(field))
            add_column(columns, field_column(field));
    for (guint i = 0; i < work->saving->keys->len; i++)
        add_column(columns, key_at(work, i)->column);
    if (work->saving->search_text)
        add_column(columns, "search_text");
    return g_string_free(columns, FALSE);
}

const char *record_insert_columns(Base *base, const Record *work)
{
    return base_statement(base, work->entity, "columns", compose_columns, work);
}

static char *compose_insert(const Entity *entity, const void *columns)
{
    g_autoptr(GString) marks = g_string_new("?");
    for (const char *c = columns; *c; c++)
        if (*c == ',')
            g_string_append(marks, ", ?");
    return g_strdup_printf(SQL("INSERT INTO %s (%s) VALUES (%s)"), entity->name,
                           (const char *)columns, marks->str);
}

static const char *insert_statement(Base *base, const Record *work)
{
    return base_statement(base, work->entity, "insert", compose_insert,
                          record_insert_columns(base, work));
}

void record_insert_arguments(const Record *work, GArray *args)
{
    if (!work->entity->global)
        add_argument(args, db_integer(work->enterprise_id));
    for (int i = 0; work->entity->fields[i].name; i++)
        if (field_column(&work->entity->fields[i]))
            add_argument(args, field_column_value(&work->entity->fields[i], &work->values[i]));
    add_keys(work, args);
}

bool save_insert(Base *base, const Actor *actor, Record *work, GError **error)
{
    if (!insert_contents(base, actor, work, error))
        return false;
    g_autoptr(GArray) args = g_array_new(FALSE, FALSE, sizeof(DbValue));
    record_insert_arguments(work, args);
    if (!db_insert(base_db(base), insert_statement(base, work), (DbValue *)(void *)args->data,
                   args->len, &work->id, error))
        return false;
    work->version = 1;
    return true;
}

/* --- UPDATE ----------------------------------------------------------------------------------- */

/* Only what changed: an index is not touched when none of its columns is named. */
static char *compose_update(const Record *work, GArray *args)
{
    const Entity *entity = work->entity;
    g_autoptr(GString) set = g_string_new(SQL("version = version + 1"));
    for (int i = 0; entity->fields[i].name; i++) {
        const char *column = field_column(&entity->fields[i]);
        if (!column || value_equal(&work->values[i], &work->loaded[i]))
            continue;
        g_string_append_printf(set, ", %s = ?", column);
        add_argument(args, field_column_value(&entity->fields[i], &work->values[i]));
    }
    add_key_columns(work, set);
    add_keys(work, args);
    return g_strdup_printf(SQL("UPDATE %s SET %s WHERE %sid = ?"), entity->name, set->str,
                           entity->global ? "" : SQL("enterprise_id = ? AND "));
}

static bool execute_on_row(Base *base, const Record *work, const char *sql, GArray *args,
                           GError **error)
{
    if (!work->entity->global)
        add_argument(args, db_integer(work->enterprise_id));
    add_argument(args, db_integer(work->id));
    return db_execute(base_db(base), sql, (DbValue *)(void *)args->data, args->len, NULL, error);
}

bool save_update(Base *base, const Actor *actor, Record *work, GError **error)
{
    if (!insert_contents(base, actor, work, error))
        return false;
    g_autoptr(GArray) args = g_array_new(FALSE, FALSE, sizeof(DbValue));
    g_autofree char *sql = compose_update(work, args);
    if (!execute_on_row(base, work, sql, args, error))
        return false;
    work->version++;
    return true;
}

static char *compose_derived(const Entity *entity, const void *data)
{
    g_autoptr(GString) set = g_string_new(NULL);
    add_key_columns(data, set);
    return g_strdup_printf(SQL("UPDATE %s SET %s WHERE %sid = ?"), entity->name,
                           set->str + strlen(", "),
                           entity->global ? "" : SQL("enterprise_id = ? AND "));
}

bool save_derived(Base *base, const Record *work, GError **error)
{
    if (work->saving->keys->len == 0) /* a choice has none */
        return true;
    g_autoptr(GArray) args = g_array_new(FALSE, FALSE, sizeof(DbValue));
    add_keys(work, args);
    return execute_on_row(base, work,
                          base_statement(base, work->entity, "derived", compose_derived, work),
                          args, error);
}

/* --- search ----------------------------------------------------------------------------------- */

bool save_search_index(Base *base, const Record *work, const char *old_text, bool defer,
                       GError **error)
{
    const char *index = work->entity->search_index, *text = work->saving->search_text;
    if (!index || !text || g_strcmp0(text, old_text) == 0)
        return true;
    return (defer && !old_text) || db_search_add(base_db(base), index, work->id, text, error);
}
