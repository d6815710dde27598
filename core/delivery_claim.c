/* Claiming: from here on a letter is one run's, and cannot change. */
#include "delivery_internal.h"
#include "rows.h"

typedef struct {
    MailerRun *run;
    int64_t now;
    Claim *claims;
    size_t n;
    GHashTable *quotas; /* Quota by enterprise */
    int64_t claimed;
} Claiming;

/* --- the row ---------------------------------------------------------------------------------- */

static bool mark_claimed(Base *base, const Claiming *claiming, const Claim *claim, bool *changed,
                         GError **error)
{
    const DueDelivery *due = claim->due;
    int64_t rows;
    if (!db_execute(base_db(base),
                    SQL("UPDATE delivery SET state = 'claimed', run_id = ?, message_id = ?, "
                        "claimed_at = ?, address = ?, address_key = ?, reason = '', "
                        "unsubscribe_hash = COALESCE (?, unsubscribe_hash), "
                        "version = version + 1 WHERE enterprise_id = ? AND id = ? "
                        "AND state IN ('queued', 'deferred') AND next_at <= ?"),
                    DB_ARGS(db_integer(claiming->run->id), db_text(claim->message_id),
                            db_integer(claiming->now), db_text(due->address),
                            db_text(due->address_key), db_text(claim->unsubscribe_hash),
                            db_integer(due->enterprise_id), db_integer(due->id),
                            db_integer(claiming->now)),
                    &rows, error))
        return false;
    *changed = rows > 0;
    return true;
}

/* A row is there when an earlier claim was given back and its letter is made anew. */
static bool store_bytes(Base *base, const Claim *claim, GError **error)
{
    DbValue bytes = db_blob(claim->bytes, (gssize)claim->size);
    DbValue dated = db_integer(claim->dated_at);
    DbValue enterprise = db_integer(claim->due->enterprise_id), id = db_integer(claim->due->id);
    int64_t replaced;
    return db_execute(base_db(base),
                      SQL("UPDATE delivery_message SET dated_at = ?, bytes = ? "
                          "WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(dated, bytes, enterprise, id), &replaced, error) &&
           (replaced ||
            db_execute(base_db(base),
                       SQL("INSERT INTO delivery_message (enterprise_id, id, dated_at, bytes) "
                           "VALUES (?, ?, ?, ?)"),
                       DB_ARGS(enterprise, id, dated, bytes), NULL, error));
}

static bool claim_row(Base *base, Claiming *claiming, Claim *claim, GError **error)
{
    if (!mark_claimed(base, claiming, claim, &claim->claimed, error))
        return false;
    claiming->claimed += claim->claimed;
    return !claim->claimed || claim->due->bytes || store_bytes(base, claim, error);
}

/* --- letters ---------------------------------------------------------------------------------- */

/* Read once a transaction, then counted down. */
static Quota *quota_of(Base *base, Claiming *claiming, const SendingRules *rules, GError **error)
{
    Quota *quota = g_hash_table_lookup(claiming->quotas, &rules->enterprise_id);
    Quota fresh;
    if (quota || !quota_read(base, rules, claiming->now, &fresh, error))
        return quota;
    quota = g_memdup2(&fresh, sizeof fresh);
    g_hash_table_insert(claiming->quotas, g_memdup2(&rules->enterprise_id, sizeof(int64_t)), quota);
    return quota;
}

static bool pass_gates(Base *base, Settling *settling, Claiming *claiming, Claim *claim,
                       const SendingRules *rules, Quota *quota, GError **error)
{
    const DueDelivery *due = claim->due;
    g_auto(GateFacts) facts = {0};
    bool found, done;
    if (!gate_facts_read(base, rules, due->id, claiming->now, &facts, &found, error))
        return false;
    Gate gate = found ? gate_of(&facts, rules, quota, claiming->now) : GATE_STATE;
    if (gate == GATE_DUPLICATE)
        return delivery_over(settling, FROM_WAITING, due->enterprise_id, due->id, "skipped",
                             claiming->now, "duplicate", NULL, &done, error);
    if (gate == GATE_STRAY)
        return stray_settle(settling, due->enterprise_id, facts.enrollment_id, error);
    /* The client got another address while the letter was being made for the old one. */
    if (gate != GATE_OPEN || !g_str_equal(facts.address_key, due->address_key))
        return true;
    if (!claim_row(base, claiming, claim, error))
        return false;
    quota->hour -= claim->claimed;
    quota->day -= claim->claimed;
    return true;
}

static bool claim_letter(Base *base, Settling *settling, Claiming *claiming, Claim *claim,
                         GError **error)
{
    const SendingRules *rules =
        rules_cache_get(&settling->chains.rules, claim->due->enterprise_id, error);
    Quota *quota = rules ? quota_of(base, claiming, rules, error) : NULL;
    return quota && pass_gates(base, settling, claiming, claim, rules, quota, error);
}

/* --- the door --------------------------------------------------------------------------------- */

static bool claim_one(Base *base, Settling *settling, Claiming *claiming, Claim *claim,
                      GError **error)
{
    const DueDelivery *due = claim->due;
    if (claim->hold)
        return delivery_hold_in(settling, due->enterprise_id, due->id, claim->hold, error);
    if (due->kind == DELIVERY_LETTER)
        return claim_letter(base, settling, claiming, claim, error);
    return claim_row(base, claiming, claim, error);
}

static bool claim_body(Base *base, void *data, GError **error)
{
    Claiming *claiming = data;
    Actor actor = mailer_actor(claiming->now);
    g_autoptr(GHashTable) quotas =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    claiming->quotas = quotas;
    claiming->claimed = 0;
    g_auto(Settling) settling;
    settling_init(&settling, base, &actor, claiming->run->id);
    for (size_t i = 0; i < claiming->n; i++) {
        claiming->claims[i].claimed = false;
        if (!claim_one(base, &settling, claiming, &claiming->claims[i], error))
            return false;
    }
    return true;
}

bool delivery_claim(Base *base, MailerRun *run, int64_t now, Claim *claims, size_t n,
                    GError **error)
{
    Claiming claiming = {run, now, claims, n, NULL, 0};
    Actor actor = mailer_actor(now);
    if (!base_write(base, &actor, claim_body, &claiming, error))
        return false;
    run->claims += claiming.claimed;
    return true;
}

bool delivery_hold(Base *base, MailerRun *run, int64_t now, const DueDelivery *due,
                   const char *reason, GError **error)
{
    Claim claim = {.due = due, .hold = reason};
    return delivery_claim(base, run, now, &claim, 1, error);
}

/* --- in_data ---------------------------------------------------------------------------------- */

typedef struct {
    const MailerRun *run;
    int64_t now;
    const DueDelivery *const *due;
    bool *ok;
    size_t n;
} Entering;

/* Also whoever has been suppressed since the claim gets nothing. */
static bool enter_one(Base *base, const Entering *entering, size_t i, GError **error)
{
    int64_t changed;
    if (!db_execute(base_db(base),
                    SQL("UPDATE delivery SET state = 'in_data', in_data_at = ?, "
                        "version = version + 1 WHERE enterprise_id = ? AND id = ? "
                        "AND run_id = ? AND state = 'claimed' AND (kind <> 'letter' "
                        "OR NOT EXISTS (SELECT 1 FROM suppression "
                        "WHERE suppression.enterprise_id = delivery.enterprise_id "
                        "AND suppression.address_key = delivery.address_key "
                        "AND suppression.lifted_at IS NULL))"),
                    DB_ARGS(db_integer(entering->now), db_integer(entering->due[i]->enterprise_id),
                            db_integer(entering->due[i]->id), db_integer(entering->run->id)),
                    &changed, error))
        return false;
    entering->ok[i] = changed > 0;
    return true;
}

static bool enter_body(Base *base, void *data, GError **error)
{
    const Entering *entering = data;
    for (size_t i = 0; i < entering->n; i++)
        if (!enter_one(base, entering, i, error))
            return false;
    return true;
}

bool delivery_in_data(Base *base, MailerRun *run, int64_t now, const DueDelivery *const *due,
                      bool *ok, size_t n, GError **error)
{
    Entering entering = {run, now, due, ok, n};
    Actor actor = mailer_actor(now);
    return base_write(base, &actor, enter_body, &entering, error);
}
