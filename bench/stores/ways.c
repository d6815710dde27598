/* bench-ways BASE [ROUNDS [MS…]]: what one way to a server and back costs each action that somebody
 * waits for. The base (of `ukrcrm-admin gen`, on a server whose socket's folder is the URL's host)
 * is asked by way of a line that takes so many milliseconds (0, 1 and 20); the middle time of each
 * action, and how many ways it waited for. */
#include "base_internal.h"
#include "core/auth.h"
#include "core/generate.h"
#include "core/query.h"
#include "core/record.h"
#include "postgres.h"
#include "slow_line.h"
#include "times.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define NOW (INT64_C(1782900000) * 1000000)
#define PAGE 50

typedef struct {
    Base *base;
    Actor actor;
    int64_t client, calls;
} Side;

static void stop_on(GError *error)
{
    if (!error)
        return;
    fprintf(stderr, "bench-ways: %s\n", error->message);
    exit(1);
}

/* --- what is done ----------------------------------------------------------------------------- */

static void read_page(Side *side, const char *order, const char *search, GError **error)
{
    Query query = {.entity = &client_entity, .order = order, .search = search};
    GPtrArray *rows = query_page(side->base, &side->actor, &query, NULL, false, PAGE, NULL, error);
    if (rows)
        g_ptr_array_unref(rows);
}

static void page(Side *side, GError **error)
{
    read_page(side, "name", NULL, error);
}

static void search(Side *side, GError **error)
{
    read_page(side, "name", GENERATE_RARE, error);
}

static void count(Side *side, GError **error)
{
    int64_t total;
    Query query = {.entity = &client_entity};
    query_count(side->base, &side->actor, &query, NULL, 1000, &total, NULL, NULL, error);
}

static void card(Side *side, GError **error)
{
    Record *record = record_load(side->base, &side->actor, &client_entity, side->client, error);
    if (record)
        record_free(record);
}

static void save(Side *side, GError **error)
{
    g_autoptr(Record) record =
        record_load(side->base, &side->actor, &client_entity, side->client, error);
    if (!record)
        return;
    g_autofree char *comment = g_strdup_printf("передзвонити о %" G_GINT64_FORMAT, side->calls);
    record_set_text(record, "comment", comment);
    record_save(side->base, &side->actor, record, NULL, NULL, error);
}

static void add(Side *side, GError **error)
{
    g_auto(Madeup) person = madeup_person((uint32_t)side->calls);
    g_autoptr(Record) record = record_new(side->base, &side->actor, &client_entity);
    record_set_text(record, "surname", person.surname);
    record_set_text(record, "email", person.email);
    record_set_text(record, "phone", person.phone);
    record_save(side->base, &side->actor, record, NULL, NULL, error);
}

/* Of somebody who is not there, from elsewhere each time: so it is never too often. */
static void sign_in(Side *side, GError **error)
{
    int64_t profile_id;
    g_autofree char *email = g_strdup_printf("nobody%" G_GINT64_FORMAT "@example.com", side->calls);
    auth_sign_in(side->base, NOW + side->calls, email, "wrong", email, &profile_id, NULL);
}

static void look(Side *side, GError **error)
{
    int64_t version;
    db_news(base_db(side->base), &version, error);
}

static const struct {
    const char *label;
    void (*act)(Side *side, GError **error);
} actions[] = {
    {"page", page},
    {"search, 1 of a million", search},
    {"count up to 1 000", count},
    {"card", card},
    {"card and save of one field", save},
    {"save of a new client", add},
    {"sign-in, refused", sign_in},
    {"look for news", look},
};

/* --- measuring -------------------------------------------------------------------------------- */

static unsigned ways(const Side *side)
{
    return ((const Postgres *)(const void *)base_db(side->base))->n_ways;
}

/* The first one fills what is kept between calls. */
static void measure(Side *side, size_t action, int rounds)
{
    g_autofree gint64 *us = g_new(gint64, rounds);
    unsigned before = 0;
    for (int i = -1; i < rounds; i++) {
        g_autoptr(GError) error = NULL;
        side->calls++;
        before = ways(side);
        gint64 start = g_get_monotonic_time();
        actions[action].act(side, &error);
        stop_on(error);
        if (i >= 0)
            us[i] = g_get_monotonic_time() - start;
    }
    printf("%-28s %4u %9.2f\n", actions[action].label, ways(side) - before,
           times_of(us, (gsize)rounds).p50);
    fflush(stdout);
}

static void run(const char *url, int delay_ms, int rounds)
{
    g_autoptr(GError) error = NULL;
    SlowLine *line = slow_line_new(url, delay_ms);
    Side side = {.actor = actor_console(1, NOW), .calls = g_get_real_time()};
    side.base = base_open(slow_line_url(line), PROGRAM_CLIENT, &error);
    stop_on(error);
    db_get_integer(base_db(side.base), SQL("SELECT min(id) FROM client WHERE enterprise_id = 1"),
                   DB_NO_ARGS, &side.client, NULL, &error);
    stop_on(error);
    printf("\n%-28s %4s %9s\n", "", "ways", "ms");
    printf("%d ms there and back\n", delay_ms);
    for (size_t i = 0; i < G_N_ELEMENTS(actions); i++)
        measure(&side, i, rounds);
    base_close(side.base);
    slow_line_free(line);
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    int rounds = argc > 2 ? atoi(argv[2]) : 20;
    if (argc < 2 || rounds < 1) {
        fprintf(stderr, "usage: bench-ways BASE [ROUNDS [MS…]]\n");
        return 64;
    }
    static const int usual[] = {0, 1, 20};
    for (int i = 3; i < argc; i++)
        run(argv[1], atoi(argv[i]), rounds);
    for (size_t i = 0; argc <= 3 && i < G_N_ELEMENTS(usual); i++)
        run(argv[1], usual[i], rounds);
    return 0;
}
