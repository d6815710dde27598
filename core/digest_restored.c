/* A base restored from a backup may not know that somebody has had their digest of the day. */
#include "delivery_trace.h"
#include "digest_internal.h"
#include "rows.h"

/* By the day and the employee; a number that was given to another person since is told by the
 * address. */
static bool find_had(Base *base, const Trace *trace, const char *day_on, const char *address,
                     Match *match, bool *known, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT delivery.id, delivery.sent_at FROM employee "
            "JOIN profile ON profile.id = employee.profile_id "
            "LEFT JOIN digest ON digest.enterprise_id = employee.enterprise_id "
            "AND digest.day_on = ? AND digest.employee_id = employee.id "
            "LEFT JOIN delivery ON delivery.enterprise_id = digest.enterprise_id "
            "AND delivery.id = digest.delivery_id "
            "WHERE employee.enterprise_id = ? AND employee.id = ? AND " MAIL_ADDRESS " = ?"),
        DB_ARGS(db_text(day_on), trace_part(trace, TRACE_ENTERPRISE),
                db_integer(trace->employee_id), db_text(address)),
        error);
    if (!rows)
        return false;
    GError *failure = NULL;
    *known = db_next(rows, &failure);
    if (*known) {
        match->delivery_id = db_column_integer(rows, 0);
        match->sent = db_column_type(rows, 1) != DB_NULL;
    }
    return rows_ended(failure, error);
}

static bool insert_had(Base *base, const Trace *trace, const char *day_on,
                       const AcceptedLetter *letter, Match *match, GError **error)
{
    DbValue enterprise = trace_part(trace, TRACE_ENTERPRISE), due = trace_part(trace, TRACE_DUE);
    return db_insert(base_db(base),
                     SQL("INSERT INTO delivery (enterprise_id, kind, due_at, next_at, employee_id, "
                         "address, address_key, template) VALUES (?, 'digest', ?, ?, ?, ?, ?, "
                         "'digest')"),
                     DB_ARGS(enterprise, due, due, db_integer(trace->employee_id),
                             db_text(letter->address), db_text(letter->address_key)),
                     &match->delivery_id, error) &&
           db_execute(base_db(base),
                      SQL("INSERT INTO digest (enterprise_id, employee_id, day_on, delivery_id) "
                          "VALUES (?, ?, ?, ?)"),
                      DB_ARGS(enterprise, db_integer(trace->employee_id), db_text(day_on),
                              db_integer(match->delivery_id)),
                      NULL, error);
}

bool digest_restore(Base *base, const Trace *trace, const AcceptedLetter *letter, Match *match,
                    GError **error)
{
    int64_t enterprise_id = trace->parts[TRACE_ENTERPRISE];
    g_autofree char *day_on =
        day_to_text(when_day(trace->parts[TRACE_DUE], base_place(base, enterprise_id)->zone, NULL));
    bool known;
    if (!find_had(base, trace, day_on, letter->address, match, &known, error))
        return false;
    if (!known)
        return true;
    match->enterprise_id = enterprise_id;
    return match->delivery_id || insert_had(base, trace, day_on, letter, match, error);
}
