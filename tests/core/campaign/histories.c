/* Random histories of an enterprise, judged by the oracle: what staff do to campaigns, lists and
 * clients, mailers that come late, servers that take, put off, refuse and lose letters; over both
 * changes of the clock. HISTORIES=N plays more of them. */
#include "core/record.h"
#include "oracle.h"

#include <stdlib.h>

enum { CLIENTS = 6, CAMPAIGNS = 3, LISTS = 2, STEPS = 60, END_DAYS = 120 };

typedef struct {
    World *world;
    Oracle oracle;
    int64_t now;
    int64_t clients[CLIENTS], campaigns[CAMPAIGNS], lists[LISTS];
    bool kind; /* the server takes everything */
} Play;

static int roll(int sides)
{
    return g_test_rand_int_range(0, sides);
}

#define ANY(array) (array)[roll(G_N_ELEMENTS(array))]

/* A refusal is an answer; a base that fails is not. */
static void may_refuse(GError *error)
{
    if (error && error->domain == BASE_ERROR)
        g_error("%s", error->message);
    g_clear_error(&error);
}

/* --- what people do --------------------------------------------------------------------------- */

static void enrol(Play *play)
{
    GError *error = NULL;
    Enrolled enrolled;
    bool at_once = roll(2);
    g_autofree char *start = day_to_text(when_day(play->now, play->oracle.zone, NULL) + roll(6));
    enrollment_start(play->world->base, &play->world->actor, ANY(play->clients),
                     ANY(play->campaigns), start, at_once, roll(8) == 0, SOURCE_CARD, &enrolled,
                     &error);
    may_refuse(error);
}

static void join(Play *play)
{
    GError *error = NULL;
    int64_t joined, enrolled, client = ANY(play->clients);
    list_join(play->world->base, &play->world->actor, ANY(play->lists), &client, 1, roll(4) > 0,
              &joined, &enrolled, &error);
    may_refuse(error);
}

static void leave(Play *play)
{
    GError *error = NULL;
    int64_t cancelled, client = ANY(play->clients);
    list_leave(play->world->base, &play->world->actor, ANY(play->lists), &client, 1, &cancelled,
               &error);
    may_refuse(error);
}

static int64_t any_enrollment(Play *play)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ids =
        rows_integers(play->world->base, SQL("SELECT id FROM enrollment"), DB_NO_ARGS, &error);
    g_assert_no_error(error);
    return ids->len ? g_array_index(ids, int64_t, roll((int)ids->len)) : 0;
}

static void pause_or_resume(Play *play)
{
    GError *error = NULL;
    const int64_t ids[] = {[PAUSE_ENTERPRISE] = play->world->enterprise,
                           [PAUSE_CAMPAIGN] = ANY(play->campaigns),
                           [PAUSE_LIST] = ANY(play->lists),
                           [PAUSE_ENROLLMENT] = any_enrollment(play)};
    PauseScope scope = (PauseScope)roll(G_N_ELEMENTS(ids));
    campaign_pause(play->world->base, &play->world->actor, scope, ids[scope], roll(3) == 0, &error);
    may_refuse(error);
}

static void stop(Play *play)
{
    GError *error = NULL;
    enrollment_stop(play->world->base, &play->world->actor, any_enrollment(play), &error);
    may_refuse(error);
}

static void stop_all(Play *play)
{
    GError *error = NULL;
    int64_t after = 0, stopped;
    bool list = roll(2);
    campaign_stop(play->world->base, &play->world->actor, list ? PAUSE_LIST : PAUSE_CAMPAIGN,
                  list ? ANY(play->lists) : ANY(play->campaigns), 1 + roll(4), &after, &stopped,
                  &error);
    may_refuse(error);
}

static void append_letter(Play *play, GPtrArray *steps)
{
    g_autofree char *name = g_strdup_printf("Письмо %" G_GINT64_FORMAT, ++play->world->next);
    CampaignStep *step = g_new0(CampaignStep, 1);
    step->letter_id = world_letter(play->world, name);
    step->days = 1 + roll(4);
    g_ptr_array_insert(steps, roll((int)steps->len + 1), step);
}

static void change_chain(Play *play)
{
    g_autoptr(GError) error = NULL;
    int64_t campaign = ANY(play->campaigns);
    g_autoptr(GPtrArray) steps =
        campaign_steps(play->world->base, &play->world->actor, campaign, NULL, &error);
    g_assert_no_error(error);
    int at = roll((int)steps->len), other = roll((int)steps->len);
    void *kept = steps->pdata[at];
    switch (roll(4)) {
    case 0:
        append_letter(play, steps);
        break;
    case 1:
        if (steps->len > 1)
            g_ptr_array_remove_index(steps, (guint)at);
        break;
    case 2:
        steps->pdata[at] = steps->pdata[other];
        steps->pdata[other] = kept;
        break;
    default:
        ((CampaignStep *)kept)->days = 1 + roll(5);
    }
    for (guint i = 0; i < steps->len; i++) {
        CampaignStep *step = steps->pdata[i];
        step->days = i == 0 ? 0 : MAX(step->days, 1);
    }
    world_set_steps(play->world, campaign, steps, false, NULL);
    g_hash_table_add(play->oracle.edited, GINT_TO_POINTER((gint)campaign));
}

static void send_appended(Play *play)
{
    GError *error = NULL;
    int64_t campaign = ANY(play->campaigns);
    campaign_send_appended(play->world->base, &play->world->actor, campaign, false, NULL, &error);
    may_refuse(error);
}

static void archive(Play *play)
{
    GError *error = NULL;
    if (roll(2))
        record_archive(play->world->base, &play->world->actor, &client_entity, ANY(play->clients),
                       &error);
    else
        record_restore(play->world->base, &play->world->actor, &client_entity, ANY(play->clients),
                       &error);
    may_refuse(error);
}

static void suppress(Play *play)
{
    if (roll(2))
        world_execute(play->world,
                      SQL("UPDATE suppression SET lifted_at = ? WHERE lifted_at IS NULL"),
                      DB_ARGS(db_integer(play->now)));
    else
        world_execute(play->world,
                      SQL("INSERT INTO suppression (enterprise_id, address, address_key, reason, "
                          "created_at) SELECT enterprise_id, value, value_key, 'manual', ? "
                          "FROM client_contact WHERE client_id = ? "
                          "ON CONFLICT (enterprise_id, address_key) WHERE lifted_at IS NULL "
                          "DO NOTHING"),
                      DB_ARGS(db_integer(play->now), db_integer(ANY(play->clients))));
}

/* All that waits for a decision; `send`: so that it goes. */
static void decide(Play *play, bool send)
{
    static const Decision decisions[] = {DECIDE_SENT, DECIDE_RESEND, DECIDE_SEND, DECIDE_SHIFT,
                                         DECIDE_SKIP};
    g_autoptr(GError) failure = NULL;
    g_autoptr(GArray) ids = rows_integers(
        play->world->base, SQL("SELECT id FROM delivery WHERE state IN ('unknown', 'held')"),
        DB_NO_ARGS, &failure);
    g_assert_no_error(failure);
    for (guint i = 0; i < ids->len; i++) {
        int64_t id = g_array_index(ids, int64_t, i);
        GError *unknown = NULL, *held = NULL;
        delivery_decide(play->world->base, &play->world->actor, id,
                        send ? DECIDE_SENT : ANY(decisions), &unknown);
        if (send && unknown)
            delivery_decide(play->world->base, &play->world->actor, id, DECIDE_SEND, &held);
        may_refuse(unknown);
        may_refuse(held);
    }
}

static void decide_anyhow(Play *play)
{
    decide(play, false);
}

static void nothing(Play *play)
{
}

static void (*const deeds[])(Play *) = {
    enrol,        enrol,         enrol,         enrol,         enrol,           enrol,
    enrol,        join,          join,          join,          leave,           stop,
    stop_all,     archive,       suppress,      nothing,       pause_or_resume, pause_or_resume,
    change_chain, send_appended, decide_anyhow, decide_anyhow, decide_anyhow};

/* --- the mailer ------------------------------------------------------------------------------- */

static OutcomeKind postman(const DueDelivery *due, int64_t now, void *data, const char **code)
{
    static const OutcomeKind rest[] = {OUTCOME_DEFERRED, OUTCOME_FAILED, OUTCOME_BOUNCED,
                                       OUTCOME_UNKNOWN,  OUTCOME_HELD,   OUTCOME_REQUEUE};
    Play *play = data;
    oracle_look(&play->oracle, due->id, now);
    OutcomeKind kind = play->kind || roll(10) < 7 ? OUTCOME_SENT : ANY(rest);
    if (kind == OUTCOME_REQUEUE)
        g_hash_table_insert(play->oracle.given_back, GINT_TO_POINTER((gint)due->id),
                            GINT_TO_POINTER(play->oracle.pass));
    play->oracle.accepted += kind == OUTCOME_SENT;
    return kind;
}

static void pass(Play *play)
{
    play->oracle.pass++;
    world_pass(play->world, play->world->mailer, play->now, postman, play);
    oracle_check(&play->oracle);
    oracle_check_rest(&play->oracle, play->now);
}

static void go_on_to(Play *play, int64_t now)
{
    play->now = play->world->actor.now = now;
}

/* Minutes, a day, some days, or a server that was off; often into a window. */
static void let_time_pass(Play *play)
{
    int kind = roll(20);
    if (kind < 8 && roll(2))
        go_on_to(play, oracle_opening_after(&play->oracle, play->now) + roll(60) * WHEN_MINUTE);
    int64_t minutes = kind < 8    ? 1 + roll(200)
                      : kind < 16 ? 1000 + roll(900)
                      : kind < 19 ? 1440 * (1 + roll(4)) + roll(600)
                                  : 1440 * (7 + roll(5)) + roll(600);
    go_on_to(play, play->now + minutes * WHEN_MINUTE);
}

/* --- one history ------------------------------------------------------------------------------ */

static void furnish(Play *play)
{
    g_autoptr(GError) error = NULL;
    int64_t enrolled;
    for (int i = 0; i < CLIENTS; i++) {
        g_autofree char *address = g_strdup_printf("c%d@example.com", i == CLIENTS - 1 ? 0 : i);
        play->clients[i] = world_client(play->world, address);
    }
    for (int i = 0; i < CAMPAIGNS; i++) {
        const int days[] = {0, 1 + roll(3), 1, 1 + roll(9), 2};
        play->campaigns[i] = world_campaign(play->world, days, (size_t)(2 + roll(4)));
    }
    for (int i = 0; i < LISTS; i++) {
        play->lists[i] = world_list(play->world, i ? "Б" : "А");
        for (int j = i; j < CAMPAIGNS; j++)
            list_attach(play->world->base, &play->world->actor, play->lists[i], play->campaigns[j],
                        j == 1 ? 0 : j, false, &enrolled, &error);
        g_assert_no_error(error);
    }
}

/* Everything is let go; whoever was not stopped gets the rest. */
static void end(Play *play)
{
    world_execute(play->world, SQL("UPDATE enterprise SET paused_at = NULL"), DB_NO_ARGS);
    world_execute(play->world, SQL("UPDATE campaign SET paused_at = NULL"), DB_NO_ARGS);
    world_execute(play->world, SQL("UPDATE list SET paused_at = NULL"), DB_NO_ARGS);
    world_execute(play->world, SQL("UPDATE enrollment SET paused_at = NULL"), DB_NO_ARGS);
    world_execute(play->world, SQL("UPDATE client SET archived_at = NULL"), DB_NO_ARGS);
    world_execute(play->world,
                  SQL("UPDATE suppression SET lifted_at = created_at WHERE lifted_at IS NULL"),
                  DB_NO_ARGS);
    play->kind = true;
    const char *waiting = SQL("SELECT count(*) FROM delivery WHERE state IN ('queued', "
                              "'deferred', 'held', 'unknown')");
    for (int day = 0; day < END_DAYS && world_integer(play->world, waiting); day++) {
        decide(play, true);
        go_on_to(play,
                 oracle_opening_after(&play->oracle, play->now) + (5 + roll(50)) * WHEN_MINUTE);
        pass(play);
    }
    g_assert_cmpint(world_integer(play->world, waiting), ==, 0);
    oracle_check_end(&play->oracle);
}

static void play_one(World *world)
{
    static const struct {
        const char *zone, *start;
    } places[] = {{"Europe/Kyiv", "2026-03-20T08:00+02:00"},
                  {"Europe/Kyiv", "2026-10-18T10:00+03:00"},
                  {"America/New_York", "2026-02-28T23:00-05:00"},
                  {"America/New_York", "2026-10-25T12:00-04:00"},
                  {"Asia/Kathmandu", "2026-12-28T06:00+05:45"}};
    int place = roll(G_N_ELEMENTS(places));
    Play play = {.world = world};
    go_on_to(&play, at(places[place].start));
    oracle_init(&play.oracle, world, places[place].zone, play.now);
    furnish(&play);
    for (int step = 0; step < STEPS; step++) {
        ANY(deeds)(&play);
        oracle_check(&play.oracle);
        let_time_pass(&play);
        if (roll(4))
            pass(&play);
    }
    end(&play);
    g_test_message("%" G_GINT64_FORMAT " letters", play.oracle.accepted);
    oracle_clear(&play.oracle);
}

static void histories(void)
{
    const char *wanted = g_getenv("HISTORIES");
    int n = wanted ? atoi(wanted) : 8;
    for (int i = 0; i < n; i++) {
        World fresh = {0};
        world_up(&fresh, NULL);
        play_one(&fresh);
        world_down(&fresh, NULL);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/campaign/histories", histories);
    return g_test_run();
}
