/* The change log: writing it with every save, reading it as a record's journal. */
#include "entities/task.h"
#include "reference.h"
#include "save_internal.h"

#include <glib/gi18n-lib.h>

/* --- writing ---------------------------------------------------------------------------------- */

bool change_set_open(Base *base, const Actor *actor, int64_t enterprise_id, SaveBatch *batch,
                     GError **error)
{
    if (batch->set_id)
        return true;
    DbValue nothing = DB_NOTHING;
    return db_insert(
        base_db(base),
        SQL("INSERT INTO change_set (enterprise_id, at, profile_id, program, comment, import_id, "
            "undoes) VALUES (?, ?, ?, ?, ?, ?, ?)"),
        DB_ARGS(db_integer(enterprise_id), db_integer(actor->now),
                actor->profile_id ? db_integer(actor->profile_id) : nothing,
                db_text(base_db_actor(base, actor).program),
                db_text(batch->comment ? batch->comment : ""),
                batch->import_id ? db_integer(batch->import_id) : nothing,
                batch->undoes ? db_integer(batch->undoes) : nothing),
        &batch->set_id, error);
}

bool change_log(Base *base, const Actor *actor, int64_t enterprise_id, SaveBatch *batch,
                const char *entity, int64_t record_id, const char *field, const char *old,
                const char *now, GError **error)
{
    return change_set_open(base, actor, enterprise_id, batch, error) &&
           db_execute(base_db(base),
                      SQL("INSERT INTO change (enterprise_id, set_id, entity, record_id, field, "
                          "old, new) VALUES (?, ?, ?, ?, ?, ?, ?)"),
                      DB_ARGS(db_integer(enterprise_id), db_integer(batch->set_id), db_text(entity),
                              db_integer(record_id), db_text(field), db_text(old), db_text(now)),
                      NULL, error);
}

bool change_log_new(Base *base, const Actor *actor, int64_t enterprise_id, SaveBatch *batch,
                    const char *entity, const int64_t *ids, size_t n, GError **error)
{
    if (!change_set_open(base, actor, enterprise_id, batch, error))
        return false;
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    for (size_t i = 0; i < n; i++) {
        const DbValue row[] = {db_integer(enterprise_id), db_integer(batch->set_id),
                               db_text(entity), db_integer(ids[i])};
        g_array_append_vals(values, row, G_N_ELEMENTS(row));
    }
    return db_insert_many(base_db(base), "change", "enterprise_id, set_id, entity, record_id",
                          (DbValue *)(void *)values->data, n, NULL, error);
}

static bool is_logged(const Record *work, int i)
{
    unsigned flags = work->entity->fields[i].flags;
    return !(flags & FIELD_UNLOGGED) && (!(flags & FIELD_DERIVED) || work->saving->trusted) &&
           !value_equal(&work->values[i], &work->loaded[i]);
}

static bool log_field(Base *base, const Actor *actor, const Record *work, SaveBatch *batch, int i,
                      GError **error)
{
    const Field *field = &work->entity->fields[i];
    g_autofree char *old = field_logged(field, &work->loaded[i]);
    g_autofree char *now = field_logged(field, &work->values[i]);
    return change_log(base, actor, record_home(work), batch, work->entity->name, work->id,
                      field->name, old, now, error);
}

/* A comment without a change hangs on the version, which every save moves. */
static bool log_comment(Base *base, const Actor *actor, const Record *work, SaveBatch *batch,
                        GError **error)
{
    g_autofree char *old = g_strdup_printf("%" G_GINT64_FORMAT, work->version - 1);
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, work->version);
    return change_log(base, actor, record_home(work), batch, work->entity->name, work->id,
                      "version", old, now, error);
}

bool journal_write(Base *base, const Actor *actor, const Record *work, SaveBatch *batch,
                   GError **error)
{
    if (work->saving->creating)
        return change_log(base, actor, record_home(work), batch, work->entity->name, work->id, "",
                          NULL, NULL, error);
    bool any = false;
    for (int i = 0; work->entity->fields[i].name; i++) {
        if (!is_logged(work, i))
            continue;
        any = true;
        if (!log_field(base, actor, work, batch, i, error))
            return false;
    }
    return any || !batch->comment || !*batch->comment ||
           log_comment(base, actor, work, batch, error);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void entry_free(void *data)
{
    JournalEntry *entry = data;
    g_free(entry->who);
    g_free(entry->comment);
    g_ptr_array_unref(entry->lines);
    g_free(entry);
}

typedef struct {
    Base *base;
    const Actor *actor;
    const Entity *entity;
    bool secrets; /* may be seen */
} Reader;

/* Long texts show their beginning. */
#define SHOWN_CHARACTERS 60

static char *shorten(char *text)
{
    for (char *c = text; *c; c++)
        if (*c == '\n')
            *c = ' ';
    if (text_length(text) <= SHOWN_CHARACTERS)
        return text;
    char *start = g_utf8_substring(text, 0, SHOWN_CHARACTERS);
    g_free(text);
    char *shortened = g_strconcat(start, "…", NULL);
    g_free(start);
    return shortened;
}

static char *show_logged(const Reader *reader, const Field *field, const char *logged)
{
    FieldContext context = {reader->base, reader->actor, reader->actor->enterprise_id, field};
    Value value = {0};
    field_from_log(field, logged, &value);
    char *shown = field_shown(&context, &value);
    value_clear(&value);
    return *shown ? shorten(shown) : (g_free(shown), g_strdup("—"));
}

/* NULL: a line that is not for this reader, or says nothing. */
static char *compose_line(const Reader *reader, const char *name, const char *old, const char *now)
{
    if (!*name)
        return g_strdup(_("created"));
    if (g_str_equal(name, "archived_at"))
        return g_strdup(now ? _("archived") : _("restored"));
    if (g_str_equal(name, JOURNAL_STOPPED))
        return g_strdup_printf(_("stopped for good, clients: %s"), now);
    int index = entity_field(reader->entity, name);
    if (index < 0)
        return task_part_line(reader->base, reader->actor, name, old, now);
    const Field *field = &reader->entity->fields[index];
    if ((field->flags & FIELD_SECRET) && !reader->secrets)
        return NULL;
    if (field->type == FIELD_HTML)
        return g_strdup_printf(_("%s: changed"), _(field->label));
    g_autofree char *before = show_logged(reader, field, old);
    g_autofree char *after = show_logged(reader, field, now);
    return g_strdup_printf("%s: %s → %s", _(field->label), before, after);
}

static JournalEntry *entry_new(DbRows *row)
{
    JournalEntry *entry = g_new0(JournalEntry, 1);
    const char *surname = db_column_text(row, 2);
    entry->set_id = db_column_integer(row, 0);
    entry->at = db_column_integer(row, 1);
    entry->who = surname ? g_strstrip(g_strdup_printf("%s %s", db_column_text(row, 3), surname))
                         : g_strdup(db_column_text(row, 4));
    entry->comment = g_strdup(db_column_text(row, 5));
    entry->lines = g_ptr_array_new_with_free_func(g_free);
    return entry;
}

static void add_row(const Reader *reader, DbRows *row, GPtrArray *entries)
{
    JournalEntry *last = entries->len ? entries->pdata[entries->len - 1] : NULL;
    if (!last || last->set_id != db_column_integer(row, 0)) {
        last = entry_new(row);
        g_ptr_array_add(entries, last);
    }
    char *line = compose_line(reader, db_column_text(row, 6), db_column_text(row, 7),
                              db_column_text(row, 8));
    if (line)
        g_ptr_array_add(last->lines, line);
}

static GPtrArray *read_journal(const Reader *reader, int64_t id, GError **error)
{
    int64_t home = reader->entity == &enterprise_entity ? id
                   : reader->entity->global             ? 0
                                                        : reader->actor->enterprise_id;
    g_autoptr(DbRows) rows = db_query(
        base_db(reader->base),
        SQL("SELECT change_set.id, change_set.at, profile.surname, profile.first_name, "
            "change_set.program, change_set.comment, change.field, change.old, change.new "
            "FROM change JOIN change_set ON change_set.enterprise_id = change.enterprise_id "
            "AND change_set.id = change.set_id "
            "LEFT JOIN profile ON profile.id = change_set.profile_id "
            "WHERE change.enterprise_id = ? AND change.entity = ? AND change.record_id = ? "
            "ORDER BY change.id"),
        DB_ARGS(db_integer(home), db_text(reader->entity->name), db_integer(id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(entry_free);
    g_autoptr(GError) failure = NULL;
    while (db_next(rows, &failure))
        add_row(reader, rows, entries);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    return g_steal_pointer(&entries);
}

GPtrArray *record_journal(Base *base, const Actor *actor, const Entity *entity, int64_t id,
                          GError **error)
{
    if (!record_check_visible(base, actor, entity, id, error))
        return NULL;
    Actor inside = save_actor(base, actor, entity, id);
    Reader reader = {base, &inside, entity,
                     right_extent(base, &inside, RIGHT_SEE_SECRETS) == EXTENT_ALL};
    return read_journal(&reader, id, error);
}
