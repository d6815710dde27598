/* Which letters a mailer is offered, and which of those become its own. */
#include "world.h"

#include <string.h>

static const int once[] = {0};

static int64_t morning(void)
{
    return at("2026-07-01T10:00+03:00");
}

static void enroll_many(World *world, int64_t campaign, int n)
{
    for (int i = 0; i < n; i++) {
        g_autofree char *email = g_strdup_printf("client%d@example.com", i);
        world_enroll(world, world_client(world, email), campaign, NULL);
    }
}

static MailerRun *start(Base *base)
{
    g_autoptr(GError) error = NULL;
    MailerRun *run = mailer_run_start(base, morning(), 4, &error);
    g_assert_no_error(error);
    g_assert_nonnull(run);
    return run;
}

static GPtrArray *offer(World *world, MailerRun *run, int limit)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *due = delivery_due(world->mailer, run, morning(), DELIVERY_ALL, limit, NULL, &error);
    g_assert_no_error(error);
    return due;
}

static Claim claim_of(const DueDelivery *due)
{
    return (Claim){.due = due,
                   .message_id = due->unsubscribe_token,
                   .dated_at = morning(),
                   .bytes = due->address,
                   .size = strlen(due->address)};
}

static void claim(World *world, MailerRun *run, Claim *claims, size_t n)
{
    g_autoptr(GError) error = NULL;
    delivery_claim(world->mailer, run, morning(), claims, n, &error);
    g_assert_no_error(error);
}

/* --- offered ---------------------------------------------------------------------------------- */

/* How many times each letter was offered, until nothing more was. */
static GHashTable *offer_all(World *world, MailerRun *run)
{
    GHashTable *times = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (bool more = true; more;) {
        g_autoptr(GPtrArray) due = offer(world, run, 1);
        more = due->len > 0;
        for (guint i = 0; i < due->len; i++) {
            int64_t id = ((const DueDelivery *)due->pdata[i])->id;
            int before = GPOINTER_TO_INT(g_hash_table_lookup(times, &id));
            g_hash_table_insert(times, g_memdup2(&id, sizeof id), GINT_TO_POINTER(before + 1));
        }
    }
    return times;
}

/* Its own share, then the share of another that does not take it, and never a letter again that
 * waits for its claim. */
static void offered_once(World *world, const void *data)
{
    enroll_many(world, world_campaign(world, once, 1), 9);
    MailerRun *slow = start(world->base);
    g_autoptr(MailerRun) run = start(world->mailer);
    g_autoptr(GHashTable) times = offer_all(world, run);
    g_assert_cmpint(g_hash_table_size(times), ==, 9);
    GHashTableIter iter;
    gpointer n;
    g_hash_table_iter_init(&iter, times);
    while (g_hash_table_iter_next(&iter, NULL, &n))
        g_assert_cmpint(GPOINTER_TO_INT(n), ==, 1);
    mailer_run_free(slow);
}

/* --- claimed ---------------------------------------------------------------------------------- */

static void twin_of_itself(World *world, const void *data)
{
    enroll_many(world, world_campaign(world, once, 1), 1);
    g_autoptr(MailerRun) run = start(world->mailer);
    g_autoptr(GPtrArray) due = offer(world, run, 8);
    g_assert_cmpint(due->len, ==, 1);
    Claim claims[] = {claim_of(due->pdata[0]), claim_of(due->pdata[0])};
    claim(world, run, claims, G_N_ELEMENTS(claims));
    g_assert_true(claims[0].claimed);
    g_assert_false(claims[1].claimed);
    assert_states(world, "claimed 1");
}

/* In one batch: the gates of both are open. */
static void one_address(World *world, const void *data)
{
    int64_t campaign = world_campaign(world, once, 1);
    for (int i = 0; i < 2; i++)
        world_enroll(world, world_client(world, "olena@example.com"), campaign, NULL);
    enroll_many(world, campaign, 1);
    g_autoptr(MailerRun) run = start(world->mailer);
    g_autoptr(GPtrArray) due = offer(world, run, 8);
    g_assert_cmpint(due->len, ==, 3);
    Claim claims[] = {claim_of(due->pdata[0]), claim_of(due->pdata[1]), claim_of(due->pdata[2])};
    claim(world, run, claims, G_N_ELEMENTS(claims));
    g_assert_true(claims[0].claimed);
    g_assert_false(claims[1].claimed);
    g_assert_true(claims[2].claimed);
    assert_states(world, "claimed 2, skipped 1");
}

/* --- of many enterprises ---------------------------------------------------------------------- */

/* More than a server's mailer takes in one transaction. */
enum { ENTERPRISES = 10, CLIENTS = 3 };

/* All day long; where the first one is, it is still the day before. */
static void found(World *world, int number)
{
    static const int twice[] = {0, 1};
    world_enterprise(world, "Зерно", number ? "Europe/Kyiv" : "Pacific/Honolulu");
    world_execute(world,
                  SQL("UPDATE enterprise SET window_open = 0, window_close = 1440 WHERE id = ?"),
                  DB_ARGS(db_integer(world->enterprise)));
    enroll_many(world, world_campaign(world, twice, 2), CLIENTS);
}

static void claim_and_send(World *world, MailerRun *run, const GPtrArray *due, int64_t *claimed)
{
    g_autoptr(GError) error = NULL;
    g_autofree Claim *claims = g_new(Claim, due->len);
    g_autoptr(GArray) sent = g_array_new(FALSE, FALSE, sizeof(Outcome));
    for (guint i = 0; i < due->len; i++)
        claims[i] = claim_of(due->pdata[i]);
    claim(world, run, claims, due->len);
    for (guint i = 0; i < due->len; i++) {
        const Outcome outcome = {.due = due->pdata[i], .kind = OUTCOME_SENT, .at = morning()};
        if (claims[i].claimed)
            g_array_append_val(sent, outcome);
        claimed[outcome.due->enterprise_id] += claims[i].claimed;
    }
    delivery_settle(world->mailer, run, morning(), (const Outcome *)(void *)sent->data, sent->len,
                    &error);
    g_assert_no_error(error);
}

/* Whoever reads ahead comes round to the first enterprise again. What is kept is found by a number
 * that stands in it, so the number goes when it does. */
static void rules_named_twice(World *world, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_auto(RulesCache) cache = {0};
    const int64_t first = world->enterprise,
                  second = world_enterprise(world, "Сусід", "Europe/Kyiv");
    const int64_t ahead[] = {first, second, first};
    rules_cache_init(&cache, world->base);
    rules_cache_fill(&cache, ahead, G_N_ELEMENTS(ahead), &error);
    g_assert_no_error(error);
    g_assert_cmpint(g_hash_table_size(cache.by_enterprise), ==, 2);
    for (size_t i = 0; i < G_N_ELEMENTS(ahead); i++) {
        gpointer number, rules;
        g_assert_true(
            g_hash_table_lookup_extended(cache.by_enterprise, &ahead[i], &number, &rules));
        g_assert_true(number == &((SendingRules *)rules)->enterprise_id);
    }
}

/* Each by its own rules, as they are when it is claimed. */
static void many_enterprises(World *world, const void *data)
{
    int64_t limited = 0, paused = 0, claimed[ENTERPRISES + 2] = {0};
    for (int i = 0; i < ENTERPRISES; i++) {
        found(world, i);
        limited = i == 4 ? world->enterprise : limited;
        paused = i == 7 ? world->enterprise : paused;
    }
    const int64_t last = world->enterprise, first = last - ENTERPRISES + 1;
    g_autoptr(MailerRun) run = start(world->mailer);
    g_autoptr(GPtrArray) due = offer(world, run, ENTERPRISES * CLIENTS);
    g_assert_cmpint(due->len, ==, ENTERPRISES * CLIENTS);
    world->enterprise = limited;
    world_execute(world, SQL("UPDATE enterprise SET hourly_limit = 1 WHERE id = ?"),
                  DB_ARGS(db_integer(limited)));
    world->enterprise = paused;
    world_execute(world, SQL("UPDATE enterprise SET paused_at = 1 WHERE id = ?"),
                  DB_ARGS(db_integer(paused)));
    claim_and_send(world, run, due, claimed);
    for (int64_t id = first; id <= last; id++)
        g_assert_cmpint(claimed[id], ==, id == paused ? 0 : id == limited ? 1 : CLIENTS);
    assert_states(world, "queued 30, sent 25");
    g_autofree char *days = world_text(
        world, SQL("SELECT min(sent_on) || ' ' || max(sent_on) || ' ' || CAST (count(DISTINCT "
                   "enterprise_id) AS TEXT) FROM delivery WHERE sent_on <> '2026-07-01'"));
    g_assert_cmpstr(days, ==, "2026-06-30 2026-06-30 1");
    g_assert_cmpint(world_integer(world, SQL("SELECT count(DISTINCT due_at) FROM delivery WHERE "
                                             "state = 'queued' AND due_at > 1782889200000000")),
                    ==, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    WORLD_TEST("/claims/offered-once", offered_once);
    WORLD_TEST("/claims/twin-of-itself", twin_of_itself);
    WORLD_TEST("/claims/one-address", one_address);
    WORLD_TEST("/claims/rules-named-twice", rules_named_twice);
    WORLD_TEST("/claims/many-enterprises", many_enterprises);
    return g_test_run();
}
