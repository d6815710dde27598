/* Rehearsal: what would go, to whom, when. */
#include "delivery_internal.h"
#include "digest_internal.h"
#include "rows.h"

void planned_free(Planned *planned)
{
    if (!planned)
        return;
    g_free(planned->address);
    g_free(planned->subject);
    g_free(planned->client);
    g_free(planned->gate);
    g_free(planned);
}

typedef struct {
    Base *base;
    int64_t now, until;
    Chains chains;
    GPtrArray *planned;
} Plan;

static int compare_planned(const void *a, const void *b)
{
    const Planned *left = *(Planned *const *)a, *right = *(Planned *const *)b;
    return (left->at > right->at) - (left->at < right->at);
}

/* --- one letter ------------------------------------------------------------------------------- */

static char *subject_of(Plan *plan, int64_t enterprise_id, int64_t letter_id, GError **error)
{
    char *subject = NULL;
    if (!db_get_text(base_db(plan->base),
                     SQL("SELECT subject.text FROM letter "
                         "JOIN subject ON subject.enterprise_id = letter.enterprise_id "
                         "AND subject.id = letter.subject_id "
                         "WHERE letter.enterprise_id = ? AND letter.id = ?"),
                     DB_ARGS(db_integer(enterprise_id), db_integer(letter_id)), &subject, NULL,
                     error))
        return NULL;
    return subject;
}

static Planned *add(Plan *plan, int64_t enterprise_id, int64_t delivery_id, int64_t at,
                    const char *address, const char *client, char *subject, char *gate)
{
    Planned *planned = g_new0(Planned, 1);
    *planned = (Planned){enterprise_id, delivery_id,      at,  g_strdup(address),
                         subject,       g_strdup(client), gate};
    g_ptr_array_add(plan->planned, planned);
    return planned;
}

/* --- and what follows from it ----------------------------------------------------------------- */

/* The letters after one that goes at `at`, as if each arrived at its first try. */
static bool add_later(Plan *plan, const SendingRules *rules, const Chain *chain, History *history,
                      const Planned *first, GError **error)
{
    PastLetter *open = (PastLetter *)history_open(history);
    int64_t at = first->at;
    open->past = PAST_HAD;
    for (;;) {
        const ChainStep *next = chain_next(chain, history);
        if (!next || (at = rules_next(rules, at, next->days)) > plan->until)
            return true;
        char *subject = subject_of(plan, history->enterprise_id, next->letter_id, error);
        if (!subject)
            return false;
        add(plan, history->enterprise_id, 0, at, first->address, first->client, subject,
            g_strdup(""));
        PastLetter had = {
            .step_id = next->id, .letter_id = next->letter_id, .ended_at = at, .past = PAST_HAD};
        g_array_append_val(history->letters, had);
    }
}

static bool plan_later(Plan *plan, const SendingRules *rules, const GateFacts *facts,
                       const Planned *first, GError **error)
{
    g_auto(History) history = {0};
    bool found;
    const Chain *chain = chains_get(&plan->chains, facts->enterprise_id, facts->campaign_id, error);
    if (!chain || !history_read(plan->base, facts->enterprise_id, facts->enrollment_id, &history,
                                &found, error))
        return false;
    return !found || !history_open(&history) ||
           add_later(plan, rules, chain, &history, first, error);
}

/* A gate that opens by itself does not hold the letter: it goes when it opens. */
static bool opens_by_itself(Gate gate)
{
    return gate == GATE_OPEN || gate == GATE_NOT_DUE || gate == GATE_WINDOW || gate == GATE_TODAY;
}

static int64_t time_of(const GateFacts *facts, const SendingRules *rules, Gate gate, int64_t now)
{
    if (gate == GATE_TODAY)
        return rules_next(rules, now, 1);
    return rules_opening(rules, MAX(facts->next_at, now));
}

typedef struct {
    int64_t enterprise_id, id, letter_id;
    char *client;
} Waiting;

static void waiting_clear(void *data)
{
    g_free(((Waiting *)data)->client);
}

static bool plan_letter(Plan *plan, const Waiting *waiting, GError **error)
{
    g_auto(GateFacts) facts = {0};
    bool found;
    const SendingRules *rules = rules_cache_get(&plan->chains.rules, waiting->enterprise_id, error);
    if (!rules ||
        !gate_facts_read(plan->base, rules, waiting->id, plan->now, &facts, &found, error))
        return false;
    Gate gate = gate_of(&facts, rules, NULL, plan->now);
    int64_t at = time_of(&facts, rules, gate, plan->now);
    if (!found || at > plan->until)
        return true;
    char *subject = subject_of(plan, waiting->enterprise_id, waiting->letter_id, error);
    if (!subject)
        return false;
    bool goes = opens_by_itself(gate);
    const Planned *first =
        add(plan, waiting->enterprise_id, waiting->id, at, facts.address, waiting->client, subject,
            goes ? g_strdup("") : delivery_sentence(&facts, gate, rules, plan->now));
    return !goes || plan_later(plan, rules, &facts, first, error);
}

/* --- all -------------------------------------------------------------------------------------- */

static bool read_waiting(const Plan *plan, int64_t enterprise_id, int64_t campaign_id, GArray *all,
                         GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(plan->base),
        SQL("SELECT delivery.id, delivery.letter_id, client.surname, client.first_name, "
            "client.company FROM delivery "
            "JOIN client ON client.enterprise_id = delivery.enterprise_id "
            "AND client.id = delivery.client_id "
            "WHERE delivery.enterprise_id = ? AND delivery.campaign_id = ? "
            "AND delivery.kind = 'letter' AND delivery.state IN ('queued', 'deferred') "
            "AND delivery.next_at <= ?"),
        DB_ARGS(db_integer(enterprise_id), db_integer(campaign_id), db_integer(plan->until)),
        error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        Waiting waiting = {enterprise_id, db_column_integer(rows, 0), db_column_integer(rows, 1),
                           rows_person(rows, 2)};
        g_array_append_val(all, waiting);
    }
    return rows_ended(failure, error);
}

static bool plan_campaign(Plan *plan, int64_t enterprise_id, int64_t campaign_id, GError **error)
{
    g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
    g_array_set_clear_func(waiting, waiting_clear);
    if (!read_waiting(plan, enterprise_id, campaign_id, waiting, error))
        return false;
    for (guint i = 0; i < waiting->len; i++)
        if (!plan_letter(plan, &g_array_index(waiting, Waiting, i), error))
            return false;
    return true;
}

static bool plan_all(Plan *plan, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(plan->base), SQL("SELECT enterprise_id, id FROM campaign"), DB_NO_ARGS, error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure))
        if (!plan_campaign(plan, db_column_integer(rows, 0), db_column_integer(rows, 1), error))
            return false;
    return rows_ended(failure, error);
}

GPtrArray *delivery_plan(Base *base, int64_t now, int64_t until, unsigned kinds, GError **error)
{
    g_autoptr(GPtrArray) planned = g_ptr_array_new_with_free_func((GDestroyNotify)planned_free);
    Plan plan = {.base = base, .now = now, .until = until, .planned = planned};
    chains_init(&plan.chains, base);
    bool done =
        (!(kinds & DELIVERY_BIT(DELIVERY_LETTER)) || plan_all(&plan, error)) &&
        (!(kinds & DELIVERY_BIT(DELIVERY_DIGEST)) || digest_plan(base, now, until, planned, error));
    chains_clear(&plan.chains);
    g_ptr_array_sort(planned, compare_planned);
    return done ? g_steal_pointer(&planned) : NULL;
}
