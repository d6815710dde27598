#include "core/hand_over.h"

#include "entities/employee.h"
#include "rows.h"
#include "save_internal.h"

bool hand_over_check(Base *base, const Actor *actor, const Record *employee, GError **error)
{
    Actor inside = save_actor(base, actor, &employee_entity, employee->id);
    return right_check(base, &inside, RIGHT_EDIT_EMPLOYEE, false, error) &&
           employee_check_above(&inside, employee, error);
}

static GArray *find(Base *base, const Record *employee, const char *sql, GError **error)
{
    return rows_integers(
        base, sql, DB_ARGS(db_integer(employee->enterprise_id), db_integer(employee->id)), error);
}

bool hand_over_find(Base *base, const Actor *actor, const Record *employee, GArray **tasks,
                    GArray **clients, GError **error)
{
    if (!hand_over_check(base, actor, employee, error))
        return false;
    g_autoptr(GArray) open =
        find(base, employee,
             SQL("SELECT id FROM task WHERE enterprise_id = ? AND assignee_id = ? "
                 "AND archived_at IS NULL AND closed_at IS NULL ORDER BY due_at, id"),
             error);
    *clients = open ? find(base, employee,
                           SQL("SELECT id FROM client WHERE enterprise_id = ? AND employee_id = ? "
                               "AND archived_at IS NULL ORDER BY sort_key, id"),
                           error)
                    : NULL;
    *tasks = *clients ? g_steal_pointer(&open) : NULL;
    return *clients != NULL;
}
