/* A base restored from a backup may not know that somebody has been told of changes. */
#include "delivery_trace.h"
#include "notice_internal.h"
#include "rows.h"

/* A number that was given to another person since is told by the address. */
static bool find_reader(Base *base, const Trace *trace, const char *address, bool *known,
                        GError **error)
{
    int64_t one;
    return db_get_integer(
        base_db(base),
        SQL("SELECT 1 FROM employee JOIN profile ON profile.id = employee.profile_id "
            "WHERE employee.enterprise_id = ? AND employee.id = ? AND " MAIL_ADDRESS " = ?"),
        DB_ARGS(trace_part(trace, TRACE_ENTERPRISE), db_integer(trace->employee_id),
                db_text(address)),
        &one, known, error);
}

static bool insert_told(Base *base, const Trace *trace, GError **error)
{
    DbValue enterprise = trace_part(trace, TRACE_ENTERPRISE), due = trace_part(trace, TRACE_DUE);
    DbValue employee = db_integer(trace->employee_id), task = db_integer(trace->task_id);
    return trace->task_id
               ? db_execute(base_db(base),
                            SQL("INSERT INTO task_told (enterprise_id, employee_id, task_id, "
                                "told_at) SELECT enterprise_id, ?, id, ? FROM task "
                                "WHERE enterprise_id = ? AND id = ?"),
                            DB_ARGS(employee, due, enterprise, task), NULL, error)
               : db_execute(base_db(base),
                            SQL("INSERT INTO task_told (enterprise_id, employee_id, told_at) "
                                "VALUES (?, ?, ?)"),
                            DB_ARGS(enterprise, employee, due), NULL, error);
}

bool notice_restore(Base *base, const Trace *trace, const AcceptedLetter *letter, Match *match,
                    GError **error)
{
    DbValue enterprise = trace_part(trace, TRACE_ENTERPRISE), due = trace_part(trace, TRACE_DUE);
    bool known;
    if (!find_reader(base, trace, letter->address, &known, error))
        return false;
    if (!known)
        return true;
    match->enterprise_id = trace->parts[TRACE_ENTERPRISE];
    return insert_told(base, trace, error) &&
           db_insert(base_db(base),
                     SQL("INSERT INTO delivery (enterprise_id, kind, due_at, next_at, employee_id, "
                         "address, address_key, template) VALUES (?, 'service', ?, ?, ?, ?, ?, "
                         "'" NOTICE_TEMPLATE "')"),
                     DB_ARGS(enterprise, due, due, db_integer(trace->employee_id),
                             db_text(letter->address), db_text(letter->address_key)),
                     &match->delivery_id, error);
}
