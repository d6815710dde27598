/* bench-beside BASE OTHER [ROUNDS [ENTERPRISE]]: the same work of core over two bases of equal
 * content, in turns, so that whatever else the machine does meets both. Milliseconds, p50 and p99
 * of each, and the second's share of the first. Bases of `ukrcrm-admin gen`. */
#include "base_internal.h"
#include "core/generate.h"
#include "core/query.h"
#include "core/record.h"
#include "times.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define NOW (INT64_C(1782900000) * 1000000)
#define PAGE 50

typedef struct {
    Base *base;
    Actor actor;
    int64_t first, last; /* ids of the enterprise's clients */
    GRand *rand;         /* the same numbers on both sides */
} Side;

typedef struct Measure {
    const char *label;
    void (*work)(Side *side, const struct Measure *measure, GError **error);
    const char *order, *search;
    bool backward;
} Measure;

static void stop_on(GError *error)
{
    if (!error)
        return;
    fprintf(stderr, "bench-beside: %s\n", error->message);
    exit(1);
}

static int64_t any_client(Side *side)
{
    double part = g_rand_double(side->rand);
    return side->first + (int64_t)(part * (double)(side->last - side->first + 1));
}

/* --- work ------------------------------------------------------------------------------------- */

static void read_page(Side *side, const Measure *measure, const char *position, GError **error)
{
    Query query = {.entity = &client_entity, .order = measure->order, .search = measure->search};
    GPtrArray *rows = query_page(side->base, &side->actor, &query, position, measure->backward,
                                 PAGE, NULL, error);
    if (rows)
        g_ptr_array_unref(rows);
}

static void page(Side *side, const Measure *measure, GError **error)
{
    read_page(side, measure, NULL, error);
}

/* From somewhere in the middle. */
static void page_on(Side *side, const Measure *measure, GError **error)
{
    g_autofree char *position = NULL;
    Query query = {.entity = &client_entity, .order = measure->order};
    if (query_locate(side->base, &side->actor, &query, any_client(side), &position, error))
        read_page(side, measure, position, error);
}

static void card(Side *side, const Measure *measure, GError **error)
{
    Record *record = record_load(side->base, &side->actor, &client_entity, any_client(side), error);
    if (record)
        record_free(record);
}

static void edit(Side *side, const Measure *measure, GError **error)
{
    g_autoptr(Record) record =
        record_load(side->base, &side->actor, &client_entity, any_client(side), error);
    if (!record)
        return;
    g_autofree char *comment = g_strdup_printf("передзвонити о %u", g_rand_int(side->rand));
    record_set_text(record, "comment", comment);
    record_save(side->base, &side->actor, record, NULL, NULL, error);
}

static void add(Side *side, const Measure *measure, GError **error)
{
    g_auto(Madeup) person = madeup_person(g_rand_int(side->rand));
    g_autoptr(Record) record = record_new(side->base, &side->actor, &client_entity);
    record_set_text(record, "surname", person.surname);
    record_set_text(record, "first_name", person.first_name);
    record_set_text(record, "email", person.email);
    record_set_text(record, "phone", person.phone);
    record_save(side->base, &side->actor, record, NULL, NULL, error);
}

static void count(Side *side, const Measure *measure, GError **error)
{
    int64_t total;
    Query query = {.entity = &client_entity, .search = measure->search};
    query_count(side->base, &side->actor, &query, NULL, INT64_C(10000000), &total, NULL, NULL,
                error);
}

static const Measure measures[] = {
    {"page by name", page, "name"},
    {"page by e-mail", page, "email"},
    {"page by status", page, "status"},
    {"page in the middle, by name", page_on, "name"},
    {"last page, by company", page, "company", NULL, true},
    {"card", card},
    {"save of one field", edit},
    {"save of a new client", add},
    {"search, 1 of a million", page, "name", GENERATE_RARE},
    {"search, 1 of a thousand", page, "name", GENERATE_SOME},
    {"search, 1 of ten", page, "name", GENERATE_MANY},
    {"search, 1 of ten, backwards", page, "company", GENERATE_MANY, true},
    {"search, a surname", page, "name", "яценко"},
    {"search, two words", page, "name", "коваленко петро"},
    {"search, one letter", page, "name", "щ"},
    {"search, two letters", page, "email", "мо"},
    {"search, a telephone", page, "name", "050 001 23"},
    {"count of all", count},
    {"count of a search, 1 of ten", count, NULL, GENERATE_MANY},
};

/* --- in turns --------------------------------------------------------------------------------- */

static Side open_side(const char *url, int64_t enterprise_id)
{
    g_autoptr(GError) error = NULL;
    Side side = {.actor = actor_console(enterprise_id, NOW), .rand = g_rand_new_with_seed(1)};
    side.base = base_open(url, PROGRAM_ADMIN, &error);
    stop_on(error);
    Db *db = base_db(side.base);
    db_get_integer(db, SQL("SELECT min(id) FROM client WHERE enterprise_id = ?"),
                   DB_ARGS(db_integer(enterprise_id)), &side.first, NULL, &error);
    stop_on(error);
    db_get_integer(db, SQL("SELECT max(id) FROM client WHERE enterprise_id = ?"),
                   DB_ARGS(db_integer(enterprise_id)), &side.last, NULL, &error);
    stop_on(error);
    return side;
}

static gint64 time_once(Side *side, const Measure *measure)
{
    g_autoptr(GError) error = NULL;
    gint64 start = g_get_monotonic_time();
    measure->work(side, measure, &error);
    stop_on(error);
    return g_get_monotonic_time() - start;
}

static void show(const char *label, Times one, Times other)
{
    printf("%s", label);
    for (glong i = g_utf8_strlen(label, -1); i < 32; i++)
        putchar(' ');
    printf("%9.2f %9.2f %9.2f %9.2f %8.2f\n", one.p50, one.p99, other.p50, other.p99,
           other.p50 / one.p50);
    fflush(stdout);
}

/* The first two of each are for the caches. */
static void run(Side *sides, const Measure *measure, int rounds)
{
    enum { WARM = 2 };
    g_autofree gint64 *all = g_new(gint64, 2 * rounds);
    gint64 *us[] = {all, all + rounds};
    for (int i = -WARM; i < rounds; i++)
        for (int s = 0; s < 2; s++) {
            gint64 took = time_once(&sides[s], measure);
            if (i >= 0)
                us[s][i] = took;
        }
    show(measure->label, times_of(us[0], (gsize)rounds), times_of(us[1], (gsize)rounds));
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    int rounds = argc > 3 ? atoi(argv[3]) : 100;
    int64_t enterprise_id = argc > 4 ? g_ascii_strtoll(argv[4], NULL, 10) : 1;
    if (argc < 3 || rounds < 1) {
        fprintf(stderr, "usage: bench-beside BASE OTHER [ROUNDS [ENTERPRISE]]\n");
        return 64;
    }
    Side sides[] = {open_side(argv[1], enterprise_id), open_side(argv[2], enterprise_id)};
    printf("%-32s%9s %9s %9s %9s %8s\n", "ms", "p50", "p99", "p50", "p99", "ratio");
    for (size_t i = 0; i < G_N_ELEMENTS(measures); i++)
        run(sides, &measures[i], rounds);
    for (int s = 0; s < 2; s++) {
        base_close(sides[s].base);
        g_rand_free(sides[s].rand);
    }
    return 0;
}
