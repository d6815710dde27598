/* What the server said, into the base. */
#include "delivery_bounce.h"
#include "delivery_internal.h"
#include "rows.h"

#define BACK_OFF_FIRST (5 * WHEN_MINUTE)
#define BACK_OFF_LAST (66 * WHEN_MINUTE)
#define GIVE_UP_AFTER (2 * WHEN_DAY)
#define GIVE_UP_TRIES 5

/* After the nth refusal: 5, 10, 20, 40, 66, 66, … minutes. */
static int64_t back_off(int64_t tries)
{
    int64_t pause = BACK_OFF_FIRST << MIN(tries - 1, 10);
    return MIN(pause, BACK_OFF_LAST);
}

static const char *reply_of(const Outcome *outcome)
{
    return outcome->reply ? outcome->reply : "";
}

static bool write_back_off(Settling *settling, const Outcome *outcome, int64_t first_try,
                           GError **error)
{
    const DueDelivery *due = outcome->due;
    int64_t tries = due->tries + 1;
    return db_execute(base_db(settling->chains.base),
                      SQL("UPDATE delivery SET tries = ?, first_try_at = ?, next_at = ?, "
                          "reply = ? WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(db_integer(tries), db_integer(first_try),
                              db_integer(outcome->at + back_off(tries)), db_text(reply_of(outcome)),
                              db_integer(due->enterprise_id), db_integer(due->id)),
                      NULL, error);
}

static bool defer(Settling *settling, const Outcome *outcome, GError **error)
{
    const DueDelivery *due = outcome->due;
    int64_t first_try = due->first_try_at ? due->first_try_at : outcome->at;
    bool done;
    if (outcome->at - first_try >= GIVE_UP_AFTER && due->tries + 1 >= GIVE_UP_TRIES)
        return delivery_over(settling, FROM_CLAIM, due->enterprise_id, due->id, "failed",
                             outcome->at, "refused", reply_of(outcome), &done, error);
    return delivery_back(settling, FROM_CLAIM, due->enterprise_id, due->id, "deferred", "refused",
                         &done, error) &&
           (!done || (write_back_off(settling, outcome, first_try, error) &&
                      delivery_event(settling, due->enterprise_id, due->id, "deferred",
                                     reply_of(outcome), error)));
}

static bool fail(Settling *settling, const Outcome *outcome, const char *reason, bool *done,
                 GError **error)
{
    return delivery_over(settling, FROM_CLAIM, outcome->due->enterprise_id, outcome->due->id,
                         "failed", outcome->at, reason, reply_of(outcome), done, error);
}

static bool bounce(Settling *settling, const Outcome *outcome, const char *reason, bool policy,
                   GError **error)
{
    bool done;
    return fail(settling, outcome, reason, &done, error) &&
           (!done || bounce_record(settling, outcome, policy, error));
}

static bool hold(Settling *settling, const Outcome *outcome, GError **error)
{
    const DueDelivery *due = outcome->due;
    g_autofree char *reason = g_strdup_printf(HOLD_SENDER ":%s", reply_of(outcome));
    bool done;
    return delivery_back(settling, FROM_CLAIM, due->enterprise_id, due->id, "held", reason, &done,
                         error) &&
           (!done || delivery_event(settling, due->enterprise_id, due->id, "held", reason, error));
}

bool delivery_settle_one(Settling *settling, const Outcome *outcome, GError **error)
{
    int64_t enterprise_id = outcome->due->enterprise_id, id = outcome->due->id;
    bool done;
    switch (outcome->kind) {
    case OUTCOME_SENT:
        return delivery_sent_each(settling, &outcome, 1, error);
    case OUTCOME_DEFERRED:
        return defer(settling, outcome, error);
    case OUTCOME_FAILED:
        return fail(settling, outcome, "refused", &done, error);
    case OUTCOME_BOUNCED:
        return bounce(settling, outcome, "bounced", false, error);
    case OUTCOME_POLICY:
        return bounce(settling, outcome, "policy", true, error);
    case OUTCOME_UNKNOWN:
        return delivery_unknown(settling, enterprise_id, id, reply_of(outcome), &done, error);
    case OUTCOME_HELD:
        return hold(settling, outcome, error);
    case OUTCOME_REQUEUE:
        return delivery_back(settling, FROM_CLAIM, enterprise_id, id, "queued", "", &done, error);
    }
    return true;
}

/* --- the journal of acceptances --------------------------------------------------------------- */

typedef struct {
    int64_t enterprise_id, id, run_id;
    bool found, sent;
} Claimed;

typedef struct {
    const Acceptance *acceptance;
    bool known;
} Settled;

static bool find_claimed(Base *base, const Acceptance *acceptance, Claimed *claimed, GError **error)
{
    *claimed = (Claimed){0};
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT enterprise_id, id, run_id, sent_at FROM delivery WHERE message_id = ?"),
        DB_ARGS(db_text(acceptance->message_id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    if (db_next(rows, &failure))
        *claimed = (Claimed){db_column_integer(rows, 0), db_column_integer(rows, 1),
                             db_column_integer(rows, 2), true, db_column_type(rows, 3) != DB_NULL};
    return rows_ended(failure, error);
}

/* A claim by a later run knows the earlier one: then the base is younger than the entry. */
static bool is_known(const Claimed *claimed, const Acceptance *acceptance)
{
    return claimed->found && (claimed->sent || claimed->run_id >= acceptance->run_id);
}

/* Whatever became of it meanwhile, the server has it. */
static bool accept_body(Base *base, void *data, GError **error)
{
    Settled *settled = data;
    const Acceptance *acceptance = settled->acceptance;
    Claimed claimed;
    if (!find_claimed(base, acceptance, &claimed, error))
        return false;
    settled->known = is_known(&claimed, acceptance);
    if (!settled->known || claimed.sent)
        return true;
    const Actor actor = actor_program(claimed.enterprise_id, acceptance->at);
    g_auto(Settling) settling;
    settling_init(&settling, base, &actor, claimed.run_id);
    return delivery_accepted(&settling, claimed.enterprise_id, claimed.id, acceptance->at,
                             acceptance->reply, error);
}

/* Looked up first without a transaction: nearly every entry of a journal is settled already. */
bool delivery_settle_journal(Base *base, const Acceptance *acceptance, bool *known, GError **error)
{
    Settled settled = {acceptance, false};
    Claimed claimed;
    if (!find_claimed(base, acceptance, &claimed, error))
        return false;
    *known = is_known(&claimed, acceptance);
    if (!*known || claimed.sent)
        return true;
    const Actor actor = actor_program(claimed.enterprise_id, acceptance->at);
    if (!base_write(base, &actor, accept_body, &settled, error))
        return false;
    *known = settled.known;
    return true;
}
