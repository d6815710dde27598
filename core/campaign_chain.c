/* Which letter of a campaign an enrollment comes to next, and when. */
#include "campaign_internal.h"
#include "rows.h"

/* --- the chain -------------------------------------------------------------------------------- */

Chain *chain_new(int64_t enterprise_id, int64_t campaign_id)
{
    Chain *chain = g_new0(Chain, 1);
    chain->enterprise_id = enterprise_id;
    chain->campaign_id = campaign_id;
    chain->steps = g_array_new(FALSE, TRUE, sizeof(ChainStep));
    return chain;
}

static bool take_step(DbRows *row, size_t i, void *chains, GError **error)
{
    const ChainStep step = {db_column_integer(row, 0), db_column_integer(row, 1),
                            (int)db_column_integer(row, 2)};
    g_array_append_val(((Chain *const *)chains)[i]->steps, step);
    return true;
}

static bool read_each(Base *base, Chain **chains, size_t n, GError **error)
{
    enum { ARGS = 2 };
    g_autofree DbValue *values = g_new(DbValue, n * ARGS + 1);
    for (size_t i = 0; i < n; i++) {
        values[i * ARGS] = db_integer(chains[i]->enterprise_id);
        values[i * ARGS + 1] = db_integer(chains[i]->campaign_id);
    }
    return db_query_each(
        base_db(base),
        SQL("SELECT id, letter_id, days FROM campaign_step WHERE enterprise_id = ? "
            "AND campaign_id = ? AND removed_at IS NULL ORDER BY position, id"),
        values, ARGS, n, take_step, chains, error);
}

Chain *chain_read(Base *base, int64_t enterprise_id, int64_t campaign_id, GError **error)
{
    g_autoptr(Chain) chain = chain_new(enterprise_id, campaign_id);
    return read_each(base, &chain, 1, error) ? g_steal_pointer(&chain) : NULL;
}

void chain_free(Chain *chain)
{
    if (!chain)
        return;
    g_array_unref(chain->steps);
    g_free(chain);
}

const ChainStep *chain_find(const Chain *chain, int64_t step_id)
{
    for (guint i = 0; i < chain->steps->len; i++) {
        const ChainStep *step = &g_array_index(chain->steps, ChainStep, i);
        if (step->id == step_id)
            return step;
    }
    return NULL;
}

/* A letter taken out and put in again stands in a new step; who had it has had that one too. */
static int64_t step_of_letter(const Chain *chain, const PastLetter *past)
{
    for (guint i = 0; i < chain->steps->len; i++) {
        const ChainStep *step = &g_array_index(chain->steps, ChainStep, i);
        if (step->letter_id == past->letter_id)
            return step->id;
    }
    return past->step_id;
}

const ChainStep *chain_next(const Chain *chain, const History *history)
{
    g_autofree int64_t *steps = g_new(int64_t, chain->steps->len + 1);
    g_autofree int64_t *had = g_new(int64_t, history->letters->len + 1);
    size_t n_had = 0;
    for (guint i = 0; i < chain->steps->len; i++)
        steps[i] = g_array_index(chain->steps, ChainStep, i).id;
    for (guint i = 0; i < history->letters->len; i++) {
        const PastLetter *past = &g_array_index(history->letters, PastLetter, i);
        if (past->past == PAST_HAD)
            had[n_had++] = step_of_letter(chain, past);
    }
    return chain_find(chain, schedule_next_step(steps, chain->steps->len, had, n_had));
}

int64_t chain_due(const SendingRules *rules, const ChainStep *step, const History *history,
                  int64_t now)
{
    int64_t last = history_last_had(history);
    int start;
    if (last != WHEN_NEVER)
        return rules_next(rules, last, step->days);
    if (!day_from_text(history->start_on, &start))
        start = when_day(now, rules->zone, NULL);
    return rules_first(rules, now, start);
}

/* --- going on --------------------------------------------------------------------------------- */

#define QUEUED                                                                                     \
    "enterprise_id, kind, state, due_at, next_at, enrollment_id, step_id, campaign_id, "           \
    "letter_id, client_id, run"

typedef struct {
    DbValue values[11];
} Queued;

static Queued queued(const History *history, const ChainStep *step, int64_t due_at)
{
    return (Queued){{db_integer(history->enterprise_id), db_text("letter"), db_text("queued"),
                     db_integer(due_at), db_integer(due_at), db_integer(history->id),
                     db_integer(step->id), db_integer(history->campaign_id),
                     db_integer(step->letter_id), db_integer(history->client_id),
                     db_integer(history->run)}};
}

bool chain_queue(Base *base, const History *history, const ChainStep *step, int64_t due_at,
                 GError **error)
{
    const Queued row = queued(history, step, due_at);
    return db_execute(
        base_db(base),
        SQL("INSERT INTO delivery (" QUEUED ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        row.values, G_N_ELEMENTS(row.values), NULL, error);
}

bool chain_queue_many(Base *base, const GArray *histories, const ChainStep *step, int64_t due_at,
                      GError **error)
{
    g_autofree Queued *rows = g_new(Queued, histories->len);
    for (guint i = 0; i < histories->len; i++)
        rows[i] = queued(&g_array_index(histories, History, i), step, due_at);
    return db_insert_many(base_db(base), "delivery", QUEUED, (const DbValue *)rows, histories->len,
                          NULL, error);
}

void chains_init(Chains *chains, Base *base)
{
    chains->base = base;
    rules_cache_init(&chains->rules, base);
    chains->chains =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)chain_free);
}

void chains_clear(Chains *chains)
{
    rules_cache_clear(&chains->rules);
    g_clear_pointer(&chains->chains, g_hash_table_unref);
}

const Chain *chains_get(Chains *chains, int64_t enterprise_id, int64_t campaign_id, GError **error)
{
    Chain *chain = g_hash_table_lookup(chains->chains, &campaign_id);
    if (chain)
        return chain;
    chain = chain_read(chains->base, enterprise_id, campaign_id, error);
    if (chain)
        g_hash_table_insert(chains->chains, &chain->campaign_id, chain);
    return chain;
}

/* The row of the letter that comes next goes into `rows`, of Queued. */
static bool add_next(Chains *chains, const History *history, int64_t now, GArray *rows,
                     GError **error)
{
    if (history->stopped || history_open(history))
        return true;
    const SendingRules *rules = rules_cache_get(&chains->rules, history->enterprise_id, error);
    const Chain *chain =
        rules ? chains_get(chains, history->enterprise_id, history->campaign_id, error) : NULL;
    if (!chain)
        return false;
    const ChainStep *next = chain_next(chain, history);
    if (next) {
        const Queued row = queued(history, next, chain_due(rules, next, history, now));
        g_array_append_val(rows, row);
    }
    return true;
}

/* Their chains are read at once. */
static bool read_chains(Chains *chains, const History *histories, const bool *found, size_t n,
                        GError **error)
{
    g_autofree Chain **missing = g_new(Chain *, n + 1);
    size_t n_missing = 0;
    for (size_t i = 0; i < n; i++) {
        const History *history = &histories[i];
        if (!found[i] || g_hash_table_contains(chains->chains, &history->campaign_id))
            continue;
        Chain *chain = chain_new(history->enterprise_id, history->campaign_id);
        g_hash_table_insert(chains->chains, &chain->campaign_id, chain);
        missing[n_missing++] = chain;
    }
    return read_each(chains->base, missing, n_missing, error);
}

static bool queue_next(Chains *chains, const History *histories, const bool *found, size_t n,
                       int64_t now, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Queued));
    for (size_t i = 0; i < n; i++)
        if (found[i] && !add_next(chains, &histories[i], now, rows, error))
            return false;
    return db_insert_many(base_db(chains->base), "delivery", QUEUED,
                          (const DbValue *)(const void *)rows->data, rows->len, NULL, error);
}

bool chain_advance_each(Chains *chains, const Enrollment *enrollments, size_t n, int64_t now,
                        GError **error)
{
    g_autofree History *histories = g_new0(History, n + 1);
    g_autofree bool *found = g_new0(bool, n + 1);
    bool done = history_read_each(chains->base, enrollments, n, histories, found, error) &&
                read_chains(chains, histories, found, n, error) &&
                queue_next(chains, histories, found, n, now, error);
    for (size_t i = 0; i < n; i++)
        history_clear(&histories[i]);
    return done;
}

bool chain_advance(Chains *chains, int64_t enterprise_id, int64_t enrollment_id, int64_t now,
                   GError **error)
{
    const Enrollment enrollment = {enterprise_id, enrollment_id};
    return chain_advance_each(chains, &enrollment, 1, now, error);
}
