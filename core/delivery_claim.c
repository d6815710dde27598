/* Claiming: from here on a letter is one run's, and cannot change. */
#include "delivery_internal.h"
#include "notice_internal.h"

#include <string.h>

typedef struct {
    MailerRun *run;
    int64_t now;
    Claim *claims;
    size_t n;
} Claiming;

/* Those of some enterprises. */
typedef struct {
    const Claiming *claiming;
    Settling settling;
    GPtrArray *passed;  /* of Claim: to be claimed */
    GHashTable *met;    /* GateFacts of these, by the campaign's letter and its address */
    GHashTable *quotas; /* Quota by enterprise */
} Share;

/* A letter before its gates. */
typedef struct {
    Claim *claim;
    GateFacts *facts;
    Gate gate;
    Quota *quota;
} Judged;

/* --- rows ------------------------------------------------------------------------------------- */

static bool mark_claimed(Base *base, const Share *share, int64_t *changed, GError **error)
{
    enum { ARGS = 9 };
    const Claiming *claiming = share->claiming;
    guint n = share->passed->len;
    g_autofree DbValue *values = g_new(DbValue, n * ARGS + 1);
    for (guint i = 0; i < n; i++) {
        const Claim *claim = share->passed->pdata[i];
        const DueDelivery *due = claim->due;
        const DbValue row[ARGS] = {db_integer(claiming->run->id),  db_text(claim->message_id),
                                   db_integer(claiming->now),      db_text(due->address),
                                   db_text(due->address_key),      db_text(claim->unsubscribe_hash),
                                   db_integer(due->enterprise_id), db_integer(due->id),
                                   db_integer(claiming->now)};
        memcpy(values + i * ARGS, row, sizeof row);
    }
    return db_execute_each(base_db(base),
                           SQL("UPDATE delivery SET state = 'claimed', run_id = ?, "
                               "message_id = ?, claimed_at = ?, address = ?, address_key = ?, "
                               "reason = '', "
                               "unsubscribe_hash = COALESCE (?, unsubscribe_hash), "
                               "version = version + 1 WHERE enterprise_id = ? AND id = ? "
                               "AND state IN ('queued', 'deferred') AND next_at <= ?"),
                           values, ARGS, n, changed, error);
}

/* Of those claimed now that have not kept their bytes. */
static GPtrArray *claims_to_store(const Share *share)
{
    GPtrArray *claims = g_ptr_array_new();
    for (guint i = 0; i < share->passed->len; i++) {
        Claim *claim = share->passed->pdata[i];
        if (claim->claimed && !claim->due->bytes)
            g_ptr_array_add(claims, claim);
    }
    return claims;
}

enum { MESSAGE = 4 };
static void fill_message(DbValue *values, const Claim *claim)
{
    const DbValue row[MESSAGE] = {
        db_integer(claim->dated_at), db_blob(claim->bytes, (gssize)claim->size),
        db_integer(claim->due->enterprise_id), db_integer(claim->due->id)};
    memcpy(values, row, sizeof row);
}

/* A row is there when an earlier claim was given back and its letter is made anew. */
static bool store_bytes(Base *base, const Share *share, GError **error)
{
    g_autoptr(GPtrArray) claims = claims_to_store(share);
    g_autofree DbValue *values = g_new(DbValue, claims->len * MESSAGE + 1);
    g_autofree int64_t *replaced = g_new0(int64_t, claims->len + 1);
    for (guint i = 0; i < claims->len; i++)
        fill_message(values + i * MESSAGE, claims->pdata[i]);
    if (!db_execute_each(base_db(base),
                         SQL("UPDATE delivery_message SET dated_at = ?, bytes = ? "
                             "WHERE enterprise_id = ? AND id = ?"),
                         values, MESSAGE, claims->len, replaced, error))
        return false;
    size_t n = 0;
    for (guint i = 0; i < claims->len; i++)
        if (!replaced[i])
            fill_message(values + n++ * MESSAGE, claims->pdata[i]);
    return db_insert_many(base_db(base), "delivery_message", "dated_at, bytes, enterprise_id, id",
                          values, n, NULL, error);
}

static bool claim_rows(Base *base, const Share *share, GError **error)
{
    g_autofree int64_t *changed = g_new0(int64_t, share->passed->len + 1);
    if (!mark_claimed(base, share, changed, error))
        return false;
    for (guint i = 0; i < share->passed->len; i++)
        ((Claim *)share->passed->pdata[i])->claimed = changed[i] > 0;
    return store_bytes(base, share, error);
}

/* --- letters ---------------------------------------------------------------------------------- */

/* The gates were looked at before any of these was claimed: two of them may be one letter to one
 * address, or one delivery. */
static Gate gate_among(const Share *share, GateFacts *facts)
{
    g_autofree char *key =
        g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                        facts->campaign_id, facts->letter_id, facts->run, facts->address_key);
    const GateFacts *first = g_hash_table_lookup(share->met, key);
    if (first)
        return first->id == facts->id ? GATE_STATE : GATE_DUPLICATE;
    g_hash_table_insert(share->met, g_steal_pointer(&key), facts);
    return GATE_OPEN;
}

static bool pass_gates(Base *base, Share *share, const Judged *letter, GError **error)
{
    const DueDelivery *due = letter->claim->due;
    GateFacts *facts = letter->facts;
    Gate gate = letter->gate;
    bool done;
    /* The client got another address while the letter was being made for the old one. */
    if (gate == GATE_OPEN && !g_str_equal(facts->address_key, due->address_key))
        return true;
    if (gate == GATE_OPEN)
        gate = gate_among(share, facts);
    if (gate == GATE_DUPLICATE)
        return delivery_over(&share->settling, FROM_WAITING, due->enterprise_id, due->id, "skipped",
                             share->claiming->now, "duplicate", NULL, &done, error);
    if (gate == GATE_STRAY)
        return stray_settle(&share->settling, due->enterprise_id, facts->enrollment_id, error);
    if (gate != GATE_OPEN)
        return true;
    g_ptr_array_add(share->passed, letter->claim);
    letter->quota->hour--;
    letter->quota->day--;
    return true;
}

/* Limits are read once a transaction, then counted down. */
static Quota *quota_of(Base *base, Share *share, const SendingRules *rules, GError **error)
{
    Quota *kept = g_hash_table_lookup(share->quotas, &rules->enterprise_id), fresh;
    if (kept || !quota_read(base, rules, share->claiming->now, &fresh, error))
        return kept;
    kept = g_memdup2(&fresh, sizeof fresh);
    g_hash_table_insert(share->quotas, g_memdup2(&rules->enterprise_id, sizeof(int64_t)), kept);
    return kept;
}

typedef struct {
    const SendingRules **rules;
    GateFacts *facts;
    bool *found;
} Facts;

static bool judge(Base *base, Share *share, const GPtrArray *letters, const Facts *read,
                  GError **error)
{
    int64_t now = share->claiming->now;
    for (guint i = 0; i < letters->len; i++) {
        Quota *quota = quota_of(base, share, read->rules[i], error);
        if (!quota)
            return false;
        const Judged letter = {letters->pdata[i], &read->facts[i],
                               read->found[i] ? gate_of(&read->facts[i], read->rules[i], quota, now)
                                              : GATE_STATE,
                               quota};
        if (!pass_gates(base, share, &letter, error))
            return false;
    }
    return true;
}

static void clear_facts(GateFacts *facts, guint n)
{
    for (guint i = 0; i < n; i++)
        gate_facts_clear(&facts[i]);
}

static bool look_at_letters(Base *base, Share *share, const GPtrArray *letters, GError **error)
{
    guint n = letters->len;
    g_autofree const SendingRules **rules = g_new(const SendingRules *, n + 1);
    g_autofree int64_t *ids = g_new(int64_t, n + 1);
    g_autofree GateFacts *facts = g_new0(GateFacts, n + 1);
    g_autofree bool *found = g_new0(bool, n + 1);
    for (guint i = 0; i < n; i++) {
        const DueDelivery *due = ((const Claim *)letters->pdata[i])->due;
        ids[i] = due->id;
        rules[i] = rules_cache_get(&share->settling.chains.rules, due->enterprise_id, error);
        if (!rules[i])
            return false;
    }
    const Facts read = {rules, facts, found};
    bool done =
        gate_facts_read_each(base, rules, ids, n, share->claiming->now, facts, found, error) &&
        judge(base, share, letters, &read, error);
    clear_facts(facts, n);
    return done;
}

/* --- digests, changes of tasks ---------------------------------------------------------------- */

/* One that may not go any more stays queued: whoever looks next puts it away. */
static bool claim_to_employee(Base *base, Share *share, Claim *claim, GError **error)
{
    bool may;
    const DueDelivery *due = claim->due;
    const SendingRules *rules =
        rules_cache_get(&share->settling.chains.rules, due->enterprise_id, error);
    if (!rules)
        return false;
    bool asked = due->notice
                     ? notice_may_go(base, rules, due->id, &may, error)
                     : digest_may_go(base, rules, due->id, share->claiming->now, &may, error);
    if (asked && may)
        g_ptr_array_add(share->passed, claim);
    return asked;
}

/* --- the door --------------------------------------------------------------------------------- */

static bool hold_or_sort(Base *base, Share *share, Claim *claim, GPtrArray *letters, GError **error)
{
    const DueDelivery *due = claim->due;
    claim->claimed = false;
    if (claim->hold)
        return delivery_hold_in(&share->settling, due->enterprise_id, due->id, claim->hold, error);
    if (due->digest || due->notice)
        return claim_to_employee(base, share, claim, error);
    g_ptr_array_add(due->kind == DELIVERY_LETTER ? letters : share->passed, claim);
    return true;
}

static bool claim_share(Base *base, Share *share, const int64_t *enterprises, size_t n,
                        GError **error)
{
    g_autoptr(GPtrArray) letters = g_ptr_array_new();
    if (!rules_cache_fill(&share->settling.chains.rules, enterprises, n, error))
        return false;
    for (size_t i = 0; i < share->claiming->n; i++) {
        Claim *claim = &share->claiming->claims[i];
        if (base_is_among(enterprises, n, claim->due->enterprise_id) &&
            !hold_or_sort(base, share, claim, letters, error))
            return false;
    }
    return look_at_letters(base, share, letters, error) && claim_rows(base, share, error);
}

static bool claim_body(Base *base, const int64_t *enterprises, size_t n, void *data, GError **error)
{
    const Claiming *claiming = data;
    const Actor actor = mailer_actor(claiming->now);
    g_autoptr(GPtrArray) passed = g_ptr_array_new();
    g_autoptr(GHashTable) met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) quotas =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    Share share = {.claiming = claiming, .passed = passed, .met = met, .quotas = quotas};
    settling_init(&share.settling, base, &actor, claiming->run->id);
    bool done = claim_share(base, &share, enterprises, n, error);
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
    for (size_t i = 0; i < n; i++) {
        run->claims += claims[i].claimed;
        g_hash_table_remove(run->offered, &claims[i].due->id);
    }
    return true;
}

bool delivery_hold(Base *base, MailerRun *run, int64_t now, const DueDelivery *due,
                   const char *reason, GError **error)
{
    Claim claim = {.due = due, .hold = reason};
    return delivery_claim(base, run, now, &claim, 1, error);
}
