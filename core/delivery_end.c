/* How a delivery leaves a state, whichever door it leaves by: the mailer's answer, the journal, the
 * recovery of a dead run, a person's decision. */
#include "delivery_internal.h"
#include "rows.h"

#include <string.h>

G_DEFINE_QUARK(delivery_error, delivery_error)

void settling_init(Settling *settling, Base *base, const Actor *actor, int64_t run_id)
{
    chains_init(&settling->chains, base);
    settling->actor = actor;
    settling->run_id = run_id;
}

void settling_clear(Settling *settling)
{
    chains_clear(&settling->chains);
}

bool delivery_event(Settling *settling, int64_t enterprise_id, int64_t id, const char *state,
                    const char *detail, GError **error)
{
    return db_execute(
        base_db(settling->chains.base),
        SQL("INSERT INTO delivery_event (enterprise_id, delivery_id, at, state, "
            "run_id, profile_id, detail) VALUES (?, ?, ?, ?, ?, ?, ?)"),
        DB_ARGS(db_integer(enterprise_id), db_integer(id), db_integer(settling->actor->now),
                db_text(state), rows_reference(settling->run_id),
                rows_reference(settling->actor->profile_id), db_text(detail ? detail : "")),
        NULL, error);
}

/* One row changed by an UPDATE … RETURNING kind, enrollment_id. */
typedef struct {
    bool changed, passing; /* nothing of what it said is kept once it is over */
    int64_t enrollment_id;
} Left;

static bool leave(Base *base, const char *sql, const DbValue *args, size_t n, Left *left,
                  GError **error)
{
    *left = (Left){0};
    g_autoptr(DbRows) rows = db_query(base_db(base), sql, args, n, error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        left->changed = true;
        const char *kind = db_column_text(rows, 0);
        left->passing = g_str_equal(kind, "service") || g_str_equal(kind, "digest");
        left->enrollment_id = db_column_integer(rows, 1);
    }
    return rows_ended(failure, error);
}

/* The states a door may take, as four values of an IN list. "" is no state. */
#define FROM_ARGS(from, run_id)                                                                    \
    db_text((from)&FROM_WAITING ? "queued" : ""), db_text((from)&FROM_WAITING ? "deferred" : ""),  \
        db_text((from)&FROM_HELD ? "held" : ""), db_text((from)&FROM_UNKNOWN ? "unknown" : ""),    \
        db_text((from)&FROM_CLAIMED ? "claimed" : ""),                                             \
        db_text((from)&FROM_IN_DATA ? "in_data" : ""), db_integer(run_id)
#define FROM_CONDITION                                                                             \
    "(state IN (?, ?, ?, ?) OR (state IN (?, ?) AND run_id = ?)) RETURNING kind, enrollment_id"

#define SENT                                                                                       \
    "state = 'sent', sent_at = ?, sent_on = ?, reason = '', reply = ?, version = version + 1 "

static bool go_on(Settling *settling, int64_t enterprise_id, const Left *left, GError **error)
{
    return !left->enrollment_id || chain_advance(&settling->chains, enterprise_id,
                                                 left->enrollment_id, settling->actor->now, error);
}

/* A code that was mailed, or never will be, has no business in the base; what a digest says stands
 * in the tasks. */
static bool wipe_passing(Settling *settling, int64_t enterprise_id, int64_t id, const Left *left,
                         GError **error)
{
    return !left->passing || delivery_wipe(settling->chains.base, enterprise_id, id, error);
}

bool delivery_wipe(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    DbValue enterprise = db_integer(enterprise_id), delivery = db_integer(id);
    return db_execute(base_db(base),
                      SQL("UPDATE delivery SET payload = '' WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(enterprise, delivery), NULL, error) &&
           db_execute(base_db(base),
                      SQL("DELETE FROM delivery_message WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(enterprise, delivery), NULL, error);
}

bool delivery_retime(Base *base, int64_t enterprise_id, int64_t id, int64_t due_at, GError **error)
{
    return db_execute(
        base_db(base),
        SQL("UPDATE delivery SET due_at = ?, next_at = ?, message_id = "
            "CASE WHEN in_data_at IS NULL THEN NULL ELSE message_id END "
            "WHERE enterprise_id = ? AND id = ?"),
        DB_ARGS(db_integer(due_at), db_integer(due_at), db_integer(enterprise_id), db_integer(id)),
        NULL, error);
}

static bool after_sent(Settling *settling, int64_t enterprise_id, int64_t id, const Left *left,
                       GError **error)
{
    return !left->changed || (wipe_passing(settling, enterprise_id, id, left, error) &&
                              go_on(settling, enterprise_id, left, error));
}

bool delivery_sent(Settling *settling, unsigned from, int64_t enterprise_id, int64_t id, int64_t at,
                   const char *reply, bool *done, GError **error)
{
    const SendingRules *rules = rules_cache_get(&settling->chains.rules, enterprise_id, error);
    if (!rules)
        return false;
    g_autofree char *day = rules_day_text(rules, at);
    Left left;
    if (!leave(settling->chains.base,
               SQL("UPDATE delivery SET " SENT "WHERE enterprise_id = ? AND id = ? "
                   "AND " FROM_CONDITION),
               DB_ARGS(db_integer(at), db_text(day), db_text(reply ? reply : ""),
                       db_integer(enterprise_id), db_integer(id),
                       FROM_ARGS(from, settling->run_id)),
               &left, error))
        return false;
    *done = left.changed;
    return after_sent(settling, enterprise_id, id, &left, error);
}

/* Of those that have just become sent: those of enrollments go on, the others are wiped. */
static bool after_sent_each(Settling *settling, const Outcome *const *sent, const int64_t *changed,
                            size_t n, GError **error)
{
    g_autofree Enrollment *enrollments = g_new(Enrollment, n);
    size_t n_enrollments = 0;
    for (size_t i = 0; i < n; i++) {
        const DueDelivery *due = sent[i]->due;
        const Left left = {.changed = changed[i] > 0,
                           .passing =
                               due->kind == DELIVERY_SERVICE || due->kind == DELIVERY_DIGEST};
        if (left.changed && due->kind == DELIVERY_LETTER)
            enrollments[n_enrollments++] = (Enrollment){due->enterprise_id, due->enrollment_id};
        else if (!after_sent(settling, due->enterprise_id, due->id, &left, error))
            return false;
    }
    return n_enrollments == 0 || chain_advance_each(&settling->chains, enrollments, n_enrollments,
                                                    settling->actor->now, error);
}

static bool read_rules(Settling *settling, const Outcome *const *sent, size_t n, GError **error)
{
    g_autoptr(GArray) enterprises = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (size_t i = 0; i < n; i++)
        base_add_enterprise(enterprises, sent[i]->due->enterprise_id);
    return rules_cache_fill(&settling->chains.rules, (const int64_t *)(void *)enterprises->data,
                            enterprises->len, error);
}

bool delivery_sent_each(Settling *settling, const Outcome *const *sent, size_t n, GError **error)
{
    enum { ARGS = 6 };
    if (!read_rules(settling, sent, n, error))
        return false;
    g_autoptr(GPtrArray) days = g_ptr_array_new_with_free_func(g_free);
    g_autofree DbValue *values = g_new(DbValue, n * ARGS + 1);
    g_autofree int64_t *changed = g_new0(int64_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        const Outcome *outcome = sent[i];
        const SendingRules *rules =
            rules_cache_get(&settling->chains.rules, outcome->due->enterprise_id, error);
        if (!rules)
            return false;
        g_ptr_array_add(days, rules_day_text(rules, outcome->at));
        const DbValue row[ARGS] = {db_integer(outcome->at),
                                   db_text(days->pdata[i]),
                                   db_text(outcome->reply ? outcome->reply : ""),
                                   db_integer(rules->enterprise_id),
                                   db_integer(outcome->due->id),
                                   db_integer(settling->run_id)};
        memcpy(values + i * ARGS, row, sizeof row);
    }
    return db_execute_each(base_db(settling->chains.base),
                           SQL("UPDATE delivery SET " SENT "WHERE enterprise_id = ? AND id = ? "
                               "AND state IN ('claimed', 'in_data') AND run_id = ?"),
                           values, ARGS, n, changed, error) &&
           after_sent_each(settling, sent, changed, n, error);
}

bool delivery_accepted(Settling *settling, int64_t enterprise_id, int64_t id, int64_t at,
                       const char *reply, GError **error)
{
    const SendingRules *rules = rules_cache_get(&settling->chains.rules, enterprise_id, error);
    if (!rules)
        return false;
    g_autofree char *day = rules_day_text(rules, at);
    Left left;
    return leave(settling->chains.base,
                 SQL("UPDATE delivery SET " SENT "WHERE enterprise_id = ? AND id = ? "
                     "AND sent_at IS NULL RETURNING kind, enrollment_id"),
                 DB_ARGS(db_integer(at), db_text(day), db_text(reply ? reply : ""),
                         db_integer(enterprise_id), db_integer(id)),
                 &left, error) &&
           after_sent(settling, enterprise_id, id, &left, error);
}

bool delivery_over(Settling *settling, unsigned from, int64_t enterprise_id, int64_t id,
                   const char *state, int64_t at, const char *reason, const char *reply, bool *done,
                   GError **error)
{
    Left left;
    if (!leave(settling->chains.base,
               SQL("UPDATE delivery SET state = ?, next_at = ?, reason = ?, reply = ?, "
                   "version = version + 1 WHERE enterprise_id = ? AND id = ? "
                   "AND " FROM_CONDITION),
               DB_ARGS(db_text(state), db_integer(at), db_text(reason), db_text(reply ? reply : ""),
                       db_integer(enterprise_id), db_integer(id),
                       FROM_ARGS(from, settling->run_id)),
               &left, error))
        return false;
    *done = left.changed;
    return !left.changed ||
           (delivery_event(settling, enterprise_id, id, state, reply ? reply : reason, error) &&
            wipe_passing(settling, enterprise_id, id, &left, error) &&
            go_on(settling, enterprise_id, &left, error));
}

bool delivery_unknown(Settling *settling, int64_t enterprise_id, int64_t id, const char *detail,
                      bool *done, GError **error)
{
    Left left;
    if (!leave(settling->chains.base,
               SQL("UPDATE delivery SET state = 'unknown', reply = ?, version = version + 1 "
                   "WHERE enterprise_id = ? AND id = ? AND " FROM_CONDITION),
               DB_ARGS(db_text(detail), db_integer(enterprise_id), db_integer(id),
                       FROM_ARGS(FROM_CLAIM, settling->run_id)),
               &left, error))
        return false;
    *done = left.changed;
    return !left.changed || delivery_event(settling, enterprise_id, id, "unknown", detail, error);
}

bool delivery_hold_in(Settling *settling, int64_t enterprise_id, int64_t id, const char *reason,
                      GError **error)
{
    bool done;
    return delivery_back(settling, FROM_WAITING, enterprise_id, id, "held", reason, &done, error) &&
           (!done || delivery_event(settling, enterprise_id, id, "held", reason, error));
}

/* --- back to where it waits ------------------------------------------------------------------- */

/* What came down after its way was closed. */
static bool cancel_void(Settling *settling, int64_t enterprise_id, int64_t id, bool *cancelled,
                        GError **error)
{
    int64_t stopped, removed = 0;
    DbValue enterprise = db_integer(enterprise_id), delivery = db_integer(id);
    Db *db = base_db(settling->chains.base);
    if (!db_execute(db,
                    SQL("UPDATE delivery SET state = 'cancelled', reason = (SELECT stop_reason "
                        "FROM enrollment WHERE enrollment.enterprise_id = delivery.enterprise_id "
                        "AND enrollment.id = delivery.enrollment_id) "
                        "WHERE enterprise_id = ? AND id = ? AND EXISTS (SELECT 1 FROM enrollment "
                        "WHERE enrollment.enterprise_id = delivery.enterprise_id "
                        "AND enrollment.id = delivery.enrollment_id "
                        "AND enrollment.stopped_at IS NOT NULL)"),
                    DB_ARGS(enterprise, delivery), &stopped, error) ||
        (!stopped &&
         !db_execute(db,
                     SQL("UPDATE delivery SET state = 'cancelled', reason = 'step_removed' "
                         "WHERE enterprise_id = ? AND id = ? AND EXISTS (SELECT 1 "
                         "FROM campaign_step "
                         "WHERE campaign_step.enterprise_id = delivery.enterprise_id "
                         "AND campaign_step.id = delivery.step_id "
                         "AND campaign_step.removed_at IS NOT NULL)"),
                     DB_ARGS(enterprise, delivery), &removed, error)))
        return false;
    *cancelled = stopped || removed;
    return true;
}

bool delivery_back(Settling *settling, unsigned from, int64_t enterprise_id, int64_t id,
                   const char *state, const char *reason, bool *done, GError **error)
{
    Left left;
    bool cancelled;
    if (!leave(settling->chains.base,
               SQL("UPDATE delivery SET state = ?, reason = ?, version = version + 1 "
                   "WHERE enterprise_id = ? AND id = ? AND " FROM_CONDITION),
               DB_ARGS(db_text(state), db_text(reason), db_integer(enterprise_id), db_integer(id),
                       FROM_ARGS(from, settling->run_id)),
               &left, error))
        return false;
    *done = left.changed;
    if (!left.changed || !left.enrollment_id)
        return true;
    return cancel_void(settling, enterprise_id, id, &cancelled, error) &&
           (!cancelled || go_on(settling, enterprise_id, &left, error));
}
