/* Stopping all of a campaign, a list, an enterprise; moving one client's next letter
 * (docs/rules.md, "Scheduling", 2, 3, 7). */
#include "core/record.h"
#include "world.h"

#include <string.h>

static const int chain[] = {0, 2, 3};

/* --- stopping --------------------------------------------------------------------------------- */

typedef struct {
    int64_t first, second; /* campaigns: of three and of one letter */
    int64_t list;          /* caused `second` for two clients */
} Scene;

/* Four clients in the first campaign, two of them in the second too, by a list. */
static Scene furnish(World *world)
{
    g_autoptr(GError) error = NULL;
    int64_t clients[4], joined, enrolled;
    world->actor.now = at("2026-07-01T08:00+03:00");
    Scene scene = {world_campaign(world, chain, 3), world_campaign(world, chain, 1),
                   world_list(world, "Новые")};
    list_attach(world->base, &world->actor, scene.list, scene.second, 0, false, &enrolled, &error);
    for (size_t i = 0; i < G_N_ELEMENTS(clients); i++) {
        g_autofree char *address = g_strdup_printf("client%zu@example.com", i);
        clients[i] = world_client(world, address);
        world_enroll(world, clients[i], scene.first, NULL);
    }
    list_join(world->base, &world->actor, scene.list, clients, 2, true, &joined, &enrolled, &error);
    g_assert_no_error(error);
    return scene;
}

static int64_t going_on(World *world, PauseScope scope, int64_t id)
{
    g_autoptr(GError) error = NULL;
    int64_t count = -1;
    campaign_going_on(world->base, &world->actor, scope, id, &count, &error);
    g_assert_no_error(error);
    return count;
}

/* By threes; how many transactions it took. */
static int stop_all(World *world, PauseScope scope, int64_t id, int64_t expected)
{
    g_autoptr(GError) error = NULL;
    int64_t after = 0, stopped, all = 0;
    int slices = 0;
    do {
        campaign_stop(world->base, &world->actor, scope, id, 3, &after, &stopped, &error);
        g_assert_no_error(error);
        all += stopped;
        slices++;
    } while (after);
    g_assert_cmpint(all, ==, expected);
    g_assert_cmpint(going_on(world, scope, id), ==, 0);
    return slices;
}

static void of_a_campaign(World *world, const void *data)
{
    Scene scene = furnish(world);
    g_assert_cmpint(going_on(world, PAUSE_CAMPAIGN, scene.first), ==, 4);
    g_assert_cmpint(stop_all(world, PAUSE_CAMPAIGN, scene.first, 4), ==, 3);
    assert_states(world, "cancelled 4, queued 2");
    g_assert_cmpint(
        world_pass(world, world->mailer, at("2026-07-01T10:00+03:00"), NULL, NULL).claimed, ==, 2);
    /* who comes later starts as ever */
    world_enroll(world, world_client(world, "late@example.com"), scene.first, NULL);
    g_assert_cmpint(
        world_pass(world, world->mailer, at("2026-07-01T11:00+03:00"), NULL, NULL).claimed, ==, 1);
}

static void of_a_list(World *world, const void *data)
{
    Scene scene = furnish(world);
    stop_all(world, PAUSE_LIST, scene.list, 2);
    assert_states(world, "cancelled 2, queued 4");
    g_assert_cmpint(going_on(world, PAUSE_CAMPAIGN, scene.second), ==, 0);
    g_assert_cmpint(going_on(world, PAUSE_CAMPAIGN, scene.first), ==, 4);
}

/* What has finished is no part of it. */
static void of_an_enterprise(World *world, const void *data)
{
    furnish(world);
    world_pass(world, world->mailer, at("2026-07-01T10:00+03:00"), NULL, NULL);
    assert_states(world, "queued 4, sent 6");
    stop_all(world, PAUSE_ENTERPRISE, world->enterprise, 4);
    g_assert_cmpint(
        world_pass(world, world->mailer, at("2026-07-03T10:00+03:00"), NULL, NULL).offered, ==, 0);
    g_assert_cmpint(
        world_integer(world, SQL("SELECT count(*) FROM enrollment WHERE stopped_at IS NULL")), ==,
        2);
}

/* A campaign without letters keeps its clients for when it has some. */
static void without_letters(World *world, const void *data)
{
    int64_t campaign = world_campaign(world, chain, 0);
    world_enroll(world, world_client(world, "olena@example.com"), campaign, NULL);
    g_assert_cmpint(going_on(world, PAUSE_CAMPAIGN, campaign), ==, 1);
    stop_all(world, PAUSE_CAMPAIGN, campaign, 1);
}

static void says_so(World *world, const void *data)
{
    g_autoptr(GError) error = NULL;
    Scene scene = furnish(world);
    stop_all(world, PAUSE_CAMPAIGN, scene.first, 4);
    stop_all(world, PAUSE_CAMPAIGN, scene.first, 0);
    g_autoptr(GPtrArray) entries = record_journal(world->base, &world->actor, &campaign_entity,
                                                  scene.first, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(entries->len, ==, 2); /* its letters, and the stop, once */
    const JournalEntry *entry = entries->pdata[1];
    g_assert_cmpstr(entry->lines->pdata[0], ==, "stopped for good, clients: 4");
    g_assert_cmpint(world_integer(world, SQL("SELECT count(*) FROM change "
                                             "WHERE entity = 'enrollment'")),
                    ==, 4);
}

static void of_nothing(World *world, const void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t after = 0, stopped;
    g_assert_false(campaign_stop(world->base, &world->actor, PAUSE_CAMPAIGN, 4711, 3, &after,
                                 &stopped, &error));
    g_assert_error(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_NOT_FOUND);
}

/* --- moving ----------------------------------------------------------------------------------- */

/* The first letter was sent on Wednesday, 1 July; the second is due on the 3rd. */
static int64_t moving(World *world)
{
    world->actor.now = at("2026-07-01T08:00+03:00");
    int64_t client = world_client(world, "olena@example.com");
    int64_t id = world_enroll(world, client, world_campaign(world, chain, 3), NULL).enrollment_id;
    world_pass(world, world->mailer, at("2026-07-01T10:00+03:00"), NULL, NULL);
    world->actor.now = at("2026-07-02T12:00+03:00");
    return id;
}

static int64_t move(World *world, int64_t id, const char *day_on)
{
    g_autoptr(GError) error = NULL;
    int64_t due_at = 0;
    enrollment_move(world->base, &world->actor, id, day_on, &due_at, &error);
    g_assert_no_error(error);
    g_assert_cmpint(world_integer(world, SQL("SELECT due_at FROM delivery "
                                             "WHERE state = 'queued'")),
                    ==, due_at);
    return due_at;
}

static void to_a_later_day(World *world, const void *data)
{
    int64_t id = moving(world);
    g_assert_cmpint(move(world, id, "2026-07-10"), ==, at("2026-07-10T09:00+03:00"));
    g_assert_cmpint(
        world_pass(world, world->mailer, at("2026-07-09T12:00+03:00"), NULL, NULL).offered, ==, 0);
    g_assert_cmpint(
        world_pass(world, world->mailer, at("2026-07-10T12:00+03:00"), NULL, NULL).claimed, ==, 1);
    /* the next one is counted from there */
    g_assert_cmpint(world_integer(world, SQL("SELECT due_at FROM delivery WHERE state = 'queued'")),
                    ==, at("2026-07-13T09:00+03:00"));
}

static void to_today(World *world, const void *data)
{
    g_assert_cmpint(move(world, moving(world), "2026-07-02"), ==, at("2026-07-02T12:00+03:00"));
}

/* Forward to a sending day. */
static void to_a_weekend(World *world, const void *data)
{
    world_execute(world, SQL("UPDATE enterprise SET weekdays = 31"), DB_NO_ARGS);
    g_assert_cmpint(move(world, moving(world), "2026-07-11"), ==, at("2026-07-13T09:00+03:00"));
}

/* The start of one that has had nothing yet; a change of the chain leaves it. */
static void to_another_start(World *world, const void *data)
{
    g_autoptr(GError) error = NULL;
    StepChange change;
    world->actor.now = at("2026-07-01T08:00+03:00");
    int64_t campaign = world_campaign(world, chain, 3);
    int64_t id =
        world_enroll(world, world_client(world, "olena@example.com"), campaign, NULL).enrollment_id;
    move(world, id, "2026-07-20");
    g_autofree char *start_on = world_text(world, SQL("SELECT start_on FROM enrollment"));
    g_assert_cmpstr(start_on, ==, "2026-07-20");
    g_autoptr(GPtrArray) steps = campaign_steps(world->base, &world->actor, campaign, NULL, &error);
    g_assert_no_error(error);
    g_ptr_array_remove_index(steps, 0);
    ((CampaignStep *)steps->pdata[0])->days = 0;
    world_set_steps(world, campaign, steps, false, &change);
    g_assert_cmpint(world_integer(world, SQL("SELECT due_at FROM delivery WHERE state = 'queued'")),
                    ==, at("2026-07-20T09:00+03:00"));
}

static void refuse(World *world, int64_t id, const char *day_on, const char *why)
{
    g_autoptr(GError) error = NULL;
    int64_t due_at, before = world_integer(world, SQL("SELECT sum(due_at) FROM delivery"));
    g_assert_false(enrollment_move(world->base, &world->actor, id, day_on, &due_at, &error));
    if (!strstr(error->message, why))
        g_error("%s: %s", day_on, error->message);
    g_assert_cmpint(world_integer(world, SQL("SELECT sum(due_at) FROM delivery")), ==, before);
}

static void refused(World *world, const void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t id = moving(world);
    refuse(world, id, "2026-06-30", "choose a later day");
    refuse(world, id, "2026-07-01", "choose a later day");
    refuse(world, id, "завтра", "write it as");
    refuse(world, 4711, "2026-07-10", "is not there any more");
    world->actor.now = at("2026-07-20T12:00+03:00");
    refuse(world, id, "2026-07-19", "");
    world_pass(world, world->mailer, at("2026-07-20T12:00+03:00"), NULL, NULL);
    assert_states(world, "held 1, sent 1");
    refuse(world, id, "2026-07-21", "waits for a decision");
    enrollment_stop(world->base, &world->actor, id, &error);
    g_assert_no_error(error);
    refuse(world, id, "2026-07-21", "no letter of this campaign");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    WORLD_TEST("/stop/campaign", of_a_campaign);
    WORLD_TEST("/stop/list", of_a_list);
    WORLD_TEST("/stop/enterprise", of_an_enterprise);
    WORLD_TEST("/stop/without-letters", without_letters);
    WORLD_TEST("/stop/says-so", says_so);
    WORLD_TEST("/stop/nothing", of_nothing);
    WORLD_TEST("/move/later", to_a_later_day);
    WORLD_TEST("/move/today", to_today);
    WORLD_TEST("/move/weekend", to_a_weekend);
    WORLD_TEST("/move/start", to_another_start);
    WORLD_TEST("/move/refused", refused);
    return g_test_run();
}
