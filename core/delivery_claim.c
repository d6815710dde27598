/* Claiming: from here on a letter is one run's, and cannot change. */
#include "delivery_internal.h"
#include "digest_internal.h"
#include "rows.h"

typedef struct {
    MailerRun *run;
    int64_t now;
    Claim *claims;
    size_t n;
} Claiming;

/* Those of one enterprise. */
typedef struct {
    const Claiming *claiming;
    Settling settling;
    Quota quota;
    bool knows_quota;
} Share;

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

static bool claim_row(Base *base, const Claiming *claiming, Claim *claim, GError **error)
{
    if (!mark_claimed(base, claiming, claim, &claim->claimed, error))
        return false;
    return !claim->claimed || claim->due->bytes || store_bytes(base, claim, error);
}

/* --- letters ---------------------------------------------------------------------------------- */

/* Read once a transaction, then counted down. */
static bool read_quota(Base *base, Share *share, const SendingRules *rules, GError **error)
{
    if (!share->knows_quota && !quota_read(base, rules, share->claiming->now, &share->quota, error))
        return false;
    share->knows_quota = true;
    return true;
}

static bool pass_gates(Base *base, Share *share, Claim *claim, const SendingRules *rules,
                       GError **error)
{
    const DueDelivery *due = claim->due;
    int64_t now = share->claiming->now;
    g_auto(GateFacts) facts = {0};
    bool found, done;
    if (!gate_facts_read(base, rules, due->id, now, &facts, &found, error))
        return false;
    Gate gate = found ? gate_of(&facts, rules, &share->quota, now) : GATE_STATE;
    if (gate == GATE_DUPLICATE)
        return delivery_over(&share->settling, FROM_WAITING, due->enterprise_id, due->id, "skipped",
                             now, "duplicate", NULL, &done, error);
    if (gate == GATE_STRAY)
        return stray_settle(&share->settling, due->enterprise_id, facts.enrollment_id, error);
    /* The client got another address while the letter was being made for the old one. */
    if (gate != GATE_OPEN || !g_str_equal(facts.address_key, due->address_key))
        return true;
    if (!claim_row(base, share->claiming, claim, error))
        return false;
    share->quota.hour -= claim->claimed;
    share->quota.day -= claim->claimed;
    return true;
}

static bool claim_letter(Base *base, Share *share, Claim *claim, GError **error)
{
    const SendingRules *rules =
        rules_cache_get(&share->settling.chains.rules, claim->due->enterprise_id, error);
    return rules && read_quota(base, share, rules, error) &&
           pass_gates(base, share, claim, rules, error);
}

/* --- digests ---------------------------------------------------------------------------------- */

/* One that may not go any more stays queued: whoever looks next puts it away. */
static bool claim_digest(Base *base, Share *share, Claim *claim, GError **error)
{
    bool may;
    const SendingRules *rules =
        rules_cache_get(&share->settling.chains.rules, claim->due->enterprise_id, error);
    return rules && digest_may_go(base, rules, claim->due->id, share->claiming->now, &may, error) &&
           (!may || claim_row(base, share->claiming, claim, error));
}

/* --- the door --------------------------------------------------------------------------------- */

static bool claim_one(Base *base, Share *share, Claim *claim, GError **error)
{
    const DueDelivery *due = claim->due;
    if (claim->hold)
        return delivery_hold_in(&share->settling, due->enterprise_id, due->id, claim->hold, error);
    if (due->kind == DELIVERY_LETTER)
        return claim_letter(base, share, claim, error);
    if (due->kind == DELIVERY_DIGEST)
        return claim_digest(base, share, claim, error);
    return claim_row(base, share->claiming, claim, error);
}

static bool claim_share(Base *base, Share *share, int64_t enterprise_id, GError **error)
{
    for (size_t i = 0; i < share->claiming->n; i++) {
        Claim *claim = &share->claiming->claims[i];
        if (claim->due->enterprise_id != enterprise_id)
            continue;
        claim->claimed = false;
        if (!claim_one(base, share, claim, error))
            return false;
    }
    return true;
}

static bool claim_body(Base *base, int64_t enterprise_id, void *data, GError **error)
{
    const Claiming *claiming = data;
    const Actor actor = actor_program(enterprise_id, claiming->now);
    Share share = {.claiming = claiming};
    settling_init(&share.settling, base, &actor, claiming->run->id);
    bool done = claim_share(base, &share, enterprise_id, error);
    settling_clear(&share.settling);
    return done;
}

bool delivery_claim(Base *base, MailerRun *run, int64_t now, Claim *claims, size_t n,
                    GError **error)
{
    Claiming claiming = {run, now, claims, n};
    const Actor actor = mailer_actor(now);
    g_autoptr(GArray) enterprises = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (size_t i = 0; i < n; i++)
        base_add_enterprise(enterprises, claims[i].due->enterprise_id);
    if (!base_write_each(base, &actor, enterprises, claim_body, &claiming, error))
        return false;
    for (size_t i = 0; i < n; i++)
        run->claims += claims[i].claimed;
    return true;
}

bool delivery_hold(Base *base, MailerRun *run, int64_t now, const DueDelivery *due,
                   const char *reason, GError **error)
{
    Claim claim = {.due = due, .hold = reason};
    return delivery_claim(base, run, now, &claim, 1, error);
}
