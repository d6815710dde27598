/* What a server's refusals make of a letter and of its address (docs/rules.md, "Sending"). */
#include "world.h"

#include <string.h>

static const int daily[] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

static int64_t morning(int day)
{
    return at("2026-07-01T10:00+03:00") + day * WHEN_DAY;
}

/* --- put off ---------------------------------------------------------------------------------- */

static OutcomeKind put_off(const DueDelivery *due, int64_t now, void *data, const char **code)
{
    return OUTCOME_DEFERRED;
}

static void back_off(World *world, const void *data)
{
    static const int pauses[] = {5, 10, 20, 40, 66, 66};
    int64_t now = at("2026-07-01T09:00+03:00");
    world_enroll(world, world_client(world, "olena@example.com"), world_campaign(world, daily, 2),
                 NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(pauses); i++) {
        g_assert_cmpint(world_pass(world, world->mailer, now, put_off, NULL).claimed, ==, 1);
        assert_states(world, "deferred 1");
        now += pauses[i] * WHEN_MINUTE;
        g_assert_cmpint(world_pass(world, world->mailer, now - 1, put_off, NULL).claimed, ==, 0);
    }
}

static void gives_up(World *world, const void *data)
{
    int64_t first = at("2026-07-01T09:00+03:00"), now = first;
    world_enroll(world, world_client(world, "olena@example.com"), world_campaign(world, daily, 2),
                 NULL);
    for (; now < first + 2 * WHEN_DAY; now += 2 * 60 * WHEN_MINUTE) {
        world_pass(world, world->mailer, now, put_off, NULL);
        assert_states(world, "deferred 1");
    }
    world_pass(world, world->mailer, now, put_off, NULL);
    assert_states(world, "failed 1, queued 1");
    g_assert_cmpint(
        world_integer(world, SQL("SELECT next_at FROM delivery WHERE state = 'queued'")), ==,
        at("2026-07-04T09:00+03:00")); /* a day after it was given up */
}

/* Two days are not enough: five times it must have been tried. */
static void gives_up_after_five_tries(World *world, const void *data)
{
    world_enroll(world, world_client(world, "olena@example.com"), world_campaign(world, daily, 1),
                 NULL);
    for (int day = 0; day < 4; day++) {
        world_pass(world, world->mailer, morning(day), put_off, NULL);
        assert_states(world, "deferred 1");
    }
    world_pass(world, world->mailer, morning(4), put_off, NULL);
    assert_states(world, "failed 1");
}

/* --- held ------------------------------------------------------------------------------------- */

/* Why, and what to do about it: by field. */
static void held_for_a_field(World *world, const void *data)
{
    static const struct {
        const char *reason, *says;
    } cases[] = {{HOLD_EMPTY ":first_name", "nothing for the field {first_name}"},
                 {HOLD_EMPTY ":employee", "nobody is responsible for the client"},
                 {HOLD_EMPTY ":position", "nothing for the field {position}"}};
    int64_t client = world_client(world, "olena@example.com");
    world_enroll(world, client, world_campaign(world, daily, 2), NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        world_execute(world, SQL("UPDATE delivery SET state = 'held', reason = ?"),
                      DB_ARGS(db_text(cases[i].reason)));
        g_autoptr(GPtrArray) letters =
            letters_of_client(world->base, &world->actor, client, &error);
        g_assert_no_error(error);
        const ClientLetter *letter = letters->pdata[0];
        g_assert_nonnull(strstr(letter->shown, cases[i].says));
        g_assert_nonnull(strstr(letter->shown, "then send the letter"));
    }
}

/* --- bounced ---------------------------------------------------------------------------------- */

typedef struct {
    const char *code;
    int64_t taken; /* when a letter is taken between; 0: never */
} Refusing;

static OutcomeKind refuse(const DueDelivery *due, int64_t now, void *data, const char **code)
{
    const Refusing *refusing = data;
    *code = refusing->code;
    return now == refusing->taken ? OUTCOME_SENT : OUTCOME_BOUNCED;
}

/* A letter a day; the day after which the address is suppressed, or -1. */
static int suppressed_after(World *world, Refusing *refusing)
{
    int64_t client = world_client(world, "olena@example.com");
    world_enroll(world, client, world_campaign(world, daily, G_N_ELEMENTS(daily)), NULL);
    for (int day = 0; day < (int)G_N_ELEMENTS(daily); day++) {
        world_pass(world, world->mailer, morning(day), refuse, refusing);
        if (world_integer(world, SQL("SELECT count(*) FROM suppression")))
            return day;
    }
    return -1;
}

static void hard(World *world, const void *data)
{
    g_assert_cmpint(suppressed_after(world, &(Refusing){"5.1.1", 0}), ==, 0);
}

static void hard_without_a_code(World *world, const void *data)
{
    g_assert_cmpint(suppressed_after(world, &(Refusing){NULL, 0}), ==, 0);
}

static void soft(World *world, const void *data)
{
    g_assert_cmpint(suppressed_after(world, &(Refusing){"5.2.2", 0}), ==, 7);
}

static void soft_with_a_letter_between(World *world, const void *data)
{
    g_assert_cmpint(suppressed_after(world, &(Refusing){"5.2.2", morning(4)}), ==, 12);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    WORLD_TEST("/refusals/back-off", back_off);
    WORLD_TEST("/refusals/gives-up", gives_up);
    WORLD_TEST("/refusals/gives-up-after-five-tries", gives_up_after_five_tries);
    WORLD_TEST("/refusals/held-for-a-field", held_for_a_field);
    WORLD_TEST("/refusals/hard", hard);
    WORLD_TEST("/refusals/hard-without-a-code", hard_without_a_code);
    WORLD_TEST("/refusals/soft", soft);
    WORLD_TEST("/refusals/soft-with-a-letter-between", soft_with_a_letter_between);
    return g_test_run();
}
