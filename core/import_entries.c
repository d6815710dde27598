/* The list of imports. */
#include "import_internal.h"
#include "rights_internal.h"
#include "rows.h"

bool import_is_running(Base *base, int64_t import_id, bool *running, GError **error)
{
    g_autofree char *name = import_lock_name(import_id);
    DbLock *lock = NULL;
    GError *failure = NULL;
    *running = !db_lock(base_db(base), name, &lock, &failure) && !failure;
    db_unlock(lock);
    if (failure)
        g_propagate_error(error, failure);
    return !failure;
}

void import_entry_free(ImportEntry *entry)
{
    if (!entry)
        return;
    g_free(entry->file_name);
    g_free(entry->list);
    g_free(entry->who);
    g_free(entry);
}

static ImportEntry *entry_of(DbRows *row)
{
    ImportEntry *entry = g_new(ImportEntry, 1);
    *entry = (ImportEntry){
        .id = db_column_integer(row, 0),
        .file_name = rows_text(row, 1),
        .list = rows_text(row, 2),
        .who = rows_text(row, 3),
        .started_at = db_column_integer(row, 4),
        .finished_at = db_column_integer(row, 5),
        .undone_at = db_column_integer(row, 6),
        .rows = db_column_integer(row, 7),
        .created = db_column_integer(row, 8),
        .updated = db_column_integer(row, 9),
        .skipped = db_column_integer(row, 10),
        .rejected = db_column_integer(row, 11),
        .members = db_column_integer(row, 12),
    };
    return entry;
}

static GPtrArray *read_entries(Base *base, const Actor *actor, GError **error)
{
    GError *failure = NULL;
    g_autoptr(GPtrArray) entries =
        g_ptr_array_new_with_free_func((GDestroyNotify)import_entry_free);
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT import.id, import.file_name, list.name, "
                     "trim(profile.surname || ' ' || profile.first_name), import.started_at, "
                     "import.finished_at, import.undone_at, import.rows_done, import.created, "
                     "import.updated, import.skipped, import.rejected, import.members FROM import "
                     "LEFT JOIN list ON list.enterprise_id = import.enterprise_id "
                     "AND list.id = import.list_id "
                     "LEFT JOIN employee ON employee.enterprise_id = import.enterprise_id "
                     "AND employee.id = import.created_by "
                     "LEFT JOIN profile ON profile.id = employee.profile_id "
                     "WHERE import.enterprise_id = ? ORDER BY import.id DESC"),
                 DB_ARGS(db_integer(actor->enterprise_id)), error);
    while (rows && db_next(rows, &failure))
        g_ptr_array_add(entries, entry_of(rows));
    return rows && rows_ended(failure, error) ? g_steal_pointer(&entries) : NULL;
}

GPtrArray *import_entries(Base *base, const Actor *actor, GError **error)
{
    g_autoptr(GPtrArray) entries =
        rights_check_member(base, actor, error) ? read_entries(base, actor, error) : NULL;
    for (guint i = 0; entries && i < entries->len; i++) {
        ImportEntry *entry = entries->pdata[i];
        if (!entry->finished_at && !import_is_running(base, entry->id, &entry->running, error))
            return NULL;
    }
    return g_steal_pointer(&entries);
}
