/* Enrolling, and when letters go after it (docs/rules.md, "Scheduling", 1–4). */
#include "world.h"

static const int chain[] = {0, 2, 3};

static int64_t next_at(World *world)
{
    return world_integer(world, SQL("SELECT next_at FROM delivery WHERE state = 'queued'"));
}

static void whole_chain(World *world, const void *data)
{
    int64_t client = world_client(world, "olena@example.com");
    int64_t campaign = world_campaign(world, chain, 3);
    world->actor.now = at("2026-07-01T08:00+03:00");
    Enrolled enrolled = world_enroll(world, client, campaign, NULL);
    g_assert_false(enrolled.existed);
    g_assert_cmpint(enrolled.due_at, ==, at("2026-07-01T09:00+03:00"));

    g_assert_cmpint(
        world_pass(world, world->mailer, at("2026-07-01T08:59+03:00"), NULL, NULL).offered, ==, 0);
    g_assert_cmpint(
        world_pass(world, world->mailer, at("2026-07-01T09:00+03:00"), NULL, NULL).claimed, ==, 1);
    g_assert_cmpint(next_at(world), ==, at("2026-07-03T09:00+03:00"));
    /* late by a day: the rest is counted from the real send */
    world_pass(world, world->mailer, at("2026-07-04T17:30+03:00"), NULL, NULL);
    g_assert_cmpint(next_at(world), ==, at("2026-07-07T09:00+03:00"));
    world_pass(world, world->mailer, at("2026-07-07T12:00+03:00"), NULL, NULL);
    assert_states(world, "sent 3");
    g_assert_cmpint(
        world_pass(world, world->mailer, at("2026-08-01T12:00+03:00"), NULL, NULL).offered, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    WORLD_TEST("/enroll/whole-chain", whole_chain);
    return g_test_run();
}
