/* The change log is written with every save; journal_read.c reads it as a record's journal. */
#include "save_internal.h"

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
