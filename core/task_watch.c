/* docs/rules.md, "Watchers and checklists". */
#include "core/task.h"
#include "entities/task.h"
#include "reference.h"
#include "rows.h"
#include "save.h"

static void watcher_free(void *data)
{
    TaskWatcher *watcher = data;
    g_free(watcher->name);
    g_free(watcher);
}

/* Of int64_t: asked for together with the task, one way to a server. */
static GArray *read_ids(Base *base, const Actor *actor, int64_t task_id, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT employee_id FROM task_watcher WHERE enterprise_id = ? "
                     "AND task_id = ? ORDER BY id"),
                 DB_ARGS(db_integer(actor->enterprise_id), db_integer(task_id)), error);
    if (!rows || !task_check_part(base, actor, task_id, NULL, error))
        return NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        int64_t id = db_column_integer(rows, 0);
        g_array_append_val(ids, id);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&ids) : NULL;
}

GPtrArray *task_watchers(Base *base, const Actor *actor, int64_t task_id, GError **error)
{
    g_autoptr(GArray) ids = read_ids(base, actor, task_id, error);
    if (!ids)
        return NULL;
    GPtrArray *watchers = g_ptr_array_new_with_free_func(watcher_free);
    reference_expect(base, actor->enterprise_id, &employee_entity, ids);
    for (guint i = 0; i < ids->len; i++) {
        TaskWatcher *watcher = g_new(TaskWatcher, 1);
        int64_t id = g_array_index(ids, int64_t, i);
        *watcher =
            (TaskWatcher){id, reference_title(base, actor->enterprise_id, &employee_entity, id)};
        g_ptr_array_add(watchers, watcher);
    }
    return watchers;
}

bool task_is_watched(Base *base, const Actor *actor, int64_t task_id, int64_t employee_id,
                     bool *watched, GError **error)
{
    int64_t id;
    return db_get_integer(
        base_db(base),
        SQL("SELECT id FROM task_watcher WHERE enterprise_id = ? "
            "AND task_id = ? AND employee_id = ?"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(task_id), db_integer(employee_id)),
        &id, watched, error);
}

/* --- changing --------------------------------------------------------------------------------- */

typedef struct {
    const Actor *actor;
    int64_t task_id, employee_id;
    bool watch;
} Watching;

/* Who is not one's own self has to be there, and not dismissed. */
static bool check_other(Base *base, const Watching *watching, GError **error)
{
    static const Field colleague = {
        .name = "employee_id", .type = FIELD_REFERENCE, .target = "employee"};
    return !watching->watch || reference_check(base, watching->actor->enterprise_id, &colleague,
                                               watching->employee_id, error);
}

static bool write_row(Base *base, const Watching *watching, GError **error)
{
    DbValue args[] = {db_integer(watching->actor->enterprise_id), db_integer(watching->task_id),
                      db_integer(watching->employee_id)};
    return watching->watch
               ? db_execute(base_db(base),
                            SQL("INSERT INTO task_watcher (enterprise_id, task_id, employee_id) "
                                "VALUES (?, ?, ?)"),
                            args, G_N_ELEMENTS(args), NULL, error)
               : db_execute(base_db(base),
                            SQL("DELETE FROM task_watcher WHERE enterprise_id = ? "
                                "AND task_id = ? AND employee_id = ?"),
                            args, G_N_ELEMENTS(args), NULL, error);
}

static bool watch_body(Base *base, void *data, GError **error)
{
    const Watching *watching = data;
    const Actor *actor = watching->actor;
    SaveBatch batch = {0};
    bool own = watching->employee_id == actor->employee_id, watched;
    if (!task_check_part(base, actor, watching->task_id, own ? NULL : "description", error) ||
        !check_other(base, watching, error) ||
        !task_is_watched(base, actor, watching->task_id, watching->employee_id, &watched, error))
        return false;
    if (watched == watching->watch)
        return true;
    g_autofree char *who = g_strdup_printf("%" G_GINT64_FORMAT, watching->employee_id);
    return write_row(base, watching, error) &&
           task_log_part(base, actor, &batch, watching->task_id, JOURNAL_WATCHER,
                         watching->watch ? NULL : who, watching->watch ? who : NULL, error) &&
           (own || task_note(base, actor, watching->task_id, &batch, error));
}

bool task_watch(Base *base, const Actor *actor, int64_t task_id, int64_t employee_id, bool watch,
                GError **error)
{
    Watching watching = {actor, task_id, employee_id, watch};
    return base_write(base, actor, watch_body, &watching, error);
}
