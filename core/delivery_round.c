/* What a mailer writes while its letters are under way: what servers have answered, and which
 * letters may go on. */
#include "delivery_internal.h"

#include <string.h>

typedef struct {
    const MailerRun *run;
    int64_t now;
    const DeliveryRound *round;
} Moving;

static bool settle_share(Base *base, const Moving *moving, const int64_t *enterprises, size_t n,
                         GError **error)
{
    const DeliveryRound *round = moving->round;
    const Actor actor = mailer_actor(moving->now);
    g_autofree const Outcome **sent = g_new(const Outcome *, round->n_outcomes + 1);
    size_t n_sent = 0;
    g_auto(Settling) settling;
    settling_init(&settling, base, &actor, moving->run->id);
    for (size_t i = 0; i < round->n_outcomes; i++) {
        const Outcome *outcome = &round->outcomes[i];
        if (!base_is_among(enterprises, n, outcome->due->enterprise_id))
            continue;
        if (outcome->kind == OUTCOME_SENT)
            sent[n_sent++] = outcome;
        else if (!delivery_settle_one(&settling, outcome, error))
            return false;
    }
    return delivery_sent_each(&settling, sent, n_sent, error);
}

/* Also whoever has been suppressed since the claim gets nothing. */
static bool enter_data(Base *base, const Moving *moving, const size_t *asking, size_t n,
                       GError **error)
{
    enum { ARGS = 4 };
    const DeliveryRound *round = moving->round;
    g_autofree DbValue *values = g_new(DbValue, n * ARGS + 1);
    g_autofree int64_t *changed = g_new0(int64_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        const DueDelivery *due = round->asking[asking[i]];
        const DbValue row[ARGS] = {db_integer(moving->now), db_integer(due->enterprise_id),
                                   db_integer(due->id), db_integer(moving->run->id)};
        memcpy(values + i * ARGS, row, sizeof row);
    }
    if (!db_execute_each(base_db(base),
                         SQL("UPDATE delivery SET state = 'in_data', in_data_at = ?, "
                             "version = version + 1 WHERE enterprise_id = ? AND id = ? "
                             "AND run_id = ? AND state = 'claimed' AND (kind <> 'letter' "
                             "OR NOT EXISTS (SELECT 1 FROM suppression "
                             "WHERE suppression.enterprise_id = delivery.enterprise_id "
                             "AND suppression.address_key = delivery.address_key "
                             "AND suppression.lifted_at IS NULL))"),
                         values, ARGS, n, changed, error))
        return false;
    for (size_t i = 0; i < n; i++)
        round->ok[asking[i]] = changed[i] > 0;
    return true;
}

static bool enter_share(Base *base, const Moving *moving, const int64_t *enterprises, size_t n,
                        GError **error)
{
    const DeliveryRound *round = moving->round;
    g_autofree size_t *asking = g_new(size_t, round->n_asking + 1);
    size_t n_asking = 0;
    for (size_t i = 0; i < round->n_asking; i++)
        if (base_is_among(enterprises, n, round->asking[i]->enterprise_id))
            asking[n_asking++] = i;
    return enter_data(base, moving, asking, n_asking, error);
}

/* In this order a bounce keeps the next letter from the same address. */
static bool move_body(Base *base, const int64_t *enterprises, size_t n, void *data, GError **error)
{
    const Moving *moving = data;
    return settle_share(base, moving, enterprises, n, error) &&
           enter_share(base, moving, enterprises, n, error);
}

bool delivery_round(Base *base, MailerRun *run, int64_t now, const DeliveryRound *round,
                    GError **error)
{
    Moving moving = {run, now, round};
    const Actor actor = mailer_actor(now);
    g_autoptr(GArray) enterprises = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (size_t i = 0; i < round->n_outcomes; i++)
        base_add_enterprise(enterprises, round->outcomes[i].due->enterprise_id);
    for (size_t i = 0; i < round->n_asking; i++)
        base_add_enterprise(enterprises, round->asking[i]->enterprise_id);
    return base_write_each(base, &actor, enterprises, move_body, &moving, error);
}

bool delivery_settle(Base *base, MailerRun *run, int64_t now, const Outcome *outcomes, size_t n,
                     GError **error)
{
    const DeliveryRound round = {.outcomes = outcomes, .n_outcomes = n};
    return delivery_round(base, run, now, &round, error);
}

bool delivery_in_data(Base *base, MailerRun *run, int64_t now, const DueDelivery *const *due,
                      bool *ok, size_t n, GError **error)
{
    const DeliveryRound round = {.asking = due, .ok = ok, .n_asking = n};
    return delivery_round(base, run, now, &round, error);
}
