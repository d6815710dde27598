/* docs/rules.md, "Records": tasks are due by the clock of their enterprise, also when it moves to
 * another zone. */
#include "core/when.h"
#include "entities/task.h"
#include "rows.h"

typedef struct {
    int64_t id, due_at;
} Moved;

int64_t task_due_at(const char *due_on, int minute, GTimeZone *zone)
{
    int day = 0;
    day_from_text(due_on, &day);
    return minute < 0 ? when_at(day + 1, 0, zone) : when_at(day, minute, zone);
}

/* Archived ones too: they may come back. */
static GArray *find_moved(Base *base, int64_t enterprise_id, GTimeZone *zone, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT id, due_on, due_minute, due_at FROM task WHERE enterprise_id = ? AND id > 0"),
        DB_ARGS(db_integer(enterprise_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GArray) moved = g_array_new(FALSE, FALSE, sizeof(Moved));
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        int minute = db_column_type(rows, 2) == DB_NULL ? -1 : (int)db_column_integer(rows, 2);
        Moved task = {db_column_integer(rows, 0),
                      task_due_at(db_column_text(rows, 1), minute, zone)};
        if (task.due_at != db_column_integer(rows, 3))
            g_array_append_val(moved, task);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&moved) : NULL;
}

bool tasks_take_zone(Base *base, int64_t enterprise_id, const char *name, GError **error)
{
    g_autoptr(GTimeZone) zone = zone_open(name, error);
    g_autoptr(GArray) moved = zone ? find_moved(base, enterprise_id, zone, error) : NULL;
    for (guint i = 0; moved && i < moved->len; i++) {
        const Moved *task = &g_array_index(moved, Moved, i);
        if (!db_execute(
                base_db(base), SQL("UPDATE task SET due_at = ? WHERE enterprise_id = ? AND id = ?"),
                DB_ARGS(db_integer(task->due_at), db_integer(enterprise_id), db_integer(task->id)),
                NULL, error))
            return false;
    }
    return moved != NULL;
}
