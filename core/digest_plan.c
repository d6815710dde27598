/* Rehearsal of digests: one for each morning until then, if nothing changed. */
#include "digest_internal.h"
#include "rows.h"
#include "task_mail.h"

typedef struct {
    Base *base;
    int64_t now, until;
    RulesCache rules;
    GPtrArray *planned;
} Plan;

static void add_planned(Plan *plan, DbRows *row, const SendingRules *rules, int day, int64_t at)
{
    int64_t overdue = db_column_integer(row, 3);
    Planned *planned = g_new0(Planned, 1);
    planned->enterprise_id = rules->enterprise_id;
    planned->delivery_id = db_column_integer(row, 4);
    planned->at = at;
    planned->address = rows_text(row, 0);
    planned->subject =
        digest_subject(day, db_column_integer(row, 2) - overdue, overdue, rules->name,
                       mail_language(db_column_text(row, 1), db_column_text(row, 5)));
    planned->client = g_strdup("");
    planned->gate = g_strdup("");
    g_ptr_array_add(plan->planned, planned);
}

/* Who has had one that day gets no other; one that waits goes. */
static bool plan_morning(Plan *plan, const SendingRules *rules, const Morning *morning, int64_t at,
                         GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(plan->base),
        SQL("SELECT " MAIL_ADDRESS ", profile.language, count(*), "
            "sum(CASE WHEN task.due_at <= ? THEN 1 ELSE 0 END), COALESCE (delivery.id, 0), "
            "enterprise.country "
            "FROM enterprise JOIN employee ON employee.enterprise_id = enterprise.id "
            "JOIN profile ON profile.id = employee.profile_id "
            "JOIN task ON " DIGEST_TASK
            "LEFT JOIN digest ON digest.enterprise_id = employee.enterprise_id "
            "AND digest.day_on = ? AND digest.employee_id = employee.id "
            "LEFT JOIN delivery ON delivery.enterprise_id = digest.enterprise_id "
            "AND delivery.id = digest.delivery_id "
            "WHERE enterprise.id = ? AND " DIGEST_READER
            "AND (digest.id IS NULL OR delivery.state IN ('queued', 'deferred')) "
            "GROUP BY employee.id, employee.work_email, profile.email, profile.language, "
            "delivery.id, enterprise.country ORDER BY employee.id"),
        DB_ARGS(db_integer(at), DIGEST_TASK_ARGS(morning), db_text(morning->day_on),
                db_integer(rules->enterprise_id)),
        error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure))
        add_planned(plan, rows, rules, morning->day, at);
    return rows_ended(failure, error);
}

static bool plan_enterprise(Plan *plan, int64_t enterprise_id, int minute, GError **error)
{
    const SendingRules *rules = rules_cache_get(&plan->rules, enterprise_id, error);
    if (!rules)
        return false;
    const Morning today = morning_at(plan->now, rules->zone);
    for (int day = today.day + (today.minutes >= DIGEST_NOON); day <= DAY_LAST; day++) {
        const Morning morning = morning_of_day(day, rules->zone);
        int64_t at = MAX(when_at(day, minute, rules->zone), plan->now);
        if (at > plan->until)
            break;
        if (!plan_morning(plan, rules, &morning, at, error))
            return false;
    }
    return true;
}

static bool plan_all(Plan *plan, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(plan->base),
        SQL("SELECT id, digest_minute FROM enterprise WHERE archived_at IS NULL AND id <> 0"),
        DB_NO_ARGS, error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure))
        if (!plan_enterprise(plan, db_column_integer(rows, 0), (int)db_column_integer(rows, 1),
                             error))
            return false;
    return rows_ended(failure, error);
}

bool digest_plan(Base *base, int64_t now, int64_t until, GPtrArray *planned, GError **error)
{
    Plan plan = {.base = base, .now = now, .until = until, .planned = planned};
    rules_cache_init(&plan.rules, base);
    bool done = plan_all(&plan, error);
    rules_cache_clear(&plan.rules);
    return done;
}
