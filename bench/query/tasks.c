/* bench-tasks URL: a new base for it. bench-tasks URL ROUNDS [ORDER|all [SEARCH]]: pages of the
 * task list with each of its filters, and perhaps a search beside them, in milliseconds, over 100
 * 000 tasks of 20 employees. Half a year of them, a third open; 400 are due today, one in 500 has
 * no assignee, one employee is dismissed.
 *
 * A line is one set of filters, over all orders, or this one, in both directions, ROUNDS times
 * each: the first page, the second, and the last one read backwards. Figures: docs/quality.md. */
#include "base_internal.h"
#include "core/record.h"
#include "core/text.h"
#include "core/when.h"
#include "times.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#define TASKS 100000
#define EMPLOYEES 20
#define CLIENTS 1000
#define DAYS 250 /* over so many days they are due; today is the 200th of them */
#define SLICE 1000

/* --- the base --------------------------------------------------------------------------------- */

/* A number below `n`, always the same for the i-th row. */
static int64_t spread(int64_t i, int64_t salt, int64_t n)
{
    guint64 x = (guint64)(i * 1000003 + salt) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    x ^= x >> 29;
    x *= G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
    return (int64_t)((x >> 33) % (guint64)n);
}

typedef struct {
    GArray *values; /* of DbValue */
    GPtrArray *texts;
} Rows;

static DbValue keep(Rows *rows, char *text)
{
    g_ptr_array_add(rows->texts, text);
    return db_text(text);
}

static DbValue key(Rows *rows, int64_t i, int64_t salt)
{
    char *text = g_strdup_printf("%012" G_GINT64_FORMAT, spread(i, salt, INT64_C(1000000000)));
    g_ptr_array_add(rows->texts, text);
    return db_blob(text, 12);
}

static void add_client(Rows *rows, int64_t i)
{
    const DbValue row[] = {
        db_integer(1),   keep(rows, g_strdup_printf("Клиент %" G_GINT64_FORMAT, i)),
        db_integer(1),   db_integer(NOW),
        db_integer(NOW), key(rows, i, 1),
        key(rows, i, 1), key(rows, i, 2),
        key(rows, i, 3)};
    g_array_append_vals(rows->values, row, G_N_ELEMENTS(row));
}

static void add_profile(Rows *rows, int64_t i)
{
    DbValue address = keep(rows, g_strdup_printf("e%" G_GINT64_FORMAT "@firm.example", i));
    const DbValue row[] = {db_text("Коваль"), address,         address,         key(rows, i, 4),
                           db_text("uk"),     db_integer(NOW), db_integer(NOW), key(rows, i, 5)};
    g_array_append_vals(rows->values, row, G_N_ELEMENTS(row));
}

static void add_employee(Rows *rows, int64_t i)
{
    const DbValue row[] = {db_integer(1),      db_integer(i),
                           db_text("manager"), db_text(i == EMPLOYEES ? "dismissed" : "working"),
                           db_integer(NOW),    db_integer(NOW),
                           key(rows, i, 5)};
    g_array_append_vals(rows->values, row, G_N_ELEMENTS(row));
}

/* Of eight kinds, one of them rare. */
static char *subject(int64_t i)
{
    static const char *const kinds[] = {"Позвонить по заказу",     "Написать по заказу",
                                        "Встретиться по заказу",   "Выслать договор к заказу",
                                        "Выставить счёт к заказу", "Напомнить об оплате заказа",
                                        "Забрать акт по заказу"};
    return g_strdup_printf("%s %" G_GINT64_FORMAT,
                           spread(i, 16, 2000) ? kinds[spread(i, 17, G_N_ELEMENTS(kinds))]
                                               : "Вернуть предоплату по заказу",
                           i);
}

static char *search_text(const char *text)
{
    return text_search((const char *const[]){text, NULL});
}

static void add_task(Rows *rows, int64_t i)
{
    char *about = subject(i);
    int64_t day = spread(i, 6, DAYS) - 200;
    int64_t client = spread(i, 13, 5) ? 1 + spread(i, 14, CLIENTS) : 0;
    bool open = day >= 0 || spread(i, 7, 6) == 0;
    int due = 20635 + (int)day; /* 2026-07-01 */
    const DbValue row[] = {
        db_integer(1),
        keep(rows, about),
        keep(rows, day_to_text(due)),
        db_integer((due + 1) * WHEN_DAY - 3 * 60 * WHEN_MINUTE),
        db_integer(1 + spread(i, 8, 8)),
        db_integer(open ? 1 + spread(i, 9, 5) : 6 + spread(i, 9, 2)),
        db_integer(1 + spread(i, 10, 5)),
        spread(i, 11, 500) ? db_integer(1 + spread(i, 12, EMPLOYEES)) : DB_NOTHING,
        client ? db_integer(client) : DB_NOTHING,
        open ? DB_NOTHING : db_integer((due + 1) * WHEN_DAY),
        db_integer(NOW),
        db_integer(NOW),
        key(rows, i, 15),
        client ? key(rows, client, 1) : DB_NOTHING,
        keep(rows, search_text(about)),
    };
    g_array_append_vals(rows->values, row, G_N_ELEMENTS(row));
}

typedef struct {
    const char *table, *columns;
    void (*add)(Rows *rows, int64_t i);
    int64_t n, from, until;
} Filling;

static bool insert_slice(Base *base, void *data, GError **error)
{
    const Filling *filling = data;
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    Rows rows = {values, texts};
    for (int64_t i = filling->from; i <= filling->until; i++)
        filling->add(&rows, i);
    return db_insert_many(base_db(base), filling->table, filling->columns,
                          (const DbValue *)(void *)values->data,
                          (size_t)(filling->until - filling->from + 1), NULL, error);
}

static void insert_all(Base *base, const Actor *actor, Filling filling)
{
    g_autoptr(GError) error = NULL;
    for (filling.from = 1; filling.from <= filling.n; filling.from = filling.until + 1) {
        filling.until = MIN(filling.from + SLICE - 1, filling.n);
        base_write(base, actor, insert_slice, &filling, &error);
        stop_on(error);
    }
}

static void fill(const char *url)
{
    static const Filling all[] = {
        {"client",
         "enterprise_id, company, status_id, created_at, updated_at, sort_key, company_key, "
         "email_key, phone_key",
         add_client, CLIENTS, 0, 0},
        {"profile",
         "surname, email, email_key, phone_key, language, created_at, updated_at, sort_key",
         add_profile, EMPLOYEES, 0, 0},
        {"employee", "enterprise_id, profile_id, role, status, created_at, updated_at, sort_key",
         add_employee, EMPLOYEES, 0, 0},
        {"task",
         "enterprise_id, subject, due_on, due_at, type_id, status_id, priority_id, assignee_id, "
         "client_id, closed_at, created_at, updated_at, sort_key, client_key, "
         "search_text",
         add_task, TASKS, 0, 0},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) base = base_create(url, PROGRAM_ADMIN, NOW, &error);
    stop_on(error);
    const Actor console = actor_console(0, NOW);
    g_autoptr(Record) enterprise = record_new(base, &console, &enterprise_entity);
    record_set_text(enterprise, "full_name", "Кав'ярня «Зерно»");
    record_save(base, &console, enterprise, NULL, NULL, &error);
    stop_on(error);
    const Actor actor = actor_console(1, NOW);
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        insert_all(base, &actor, all[i]);
    DbActor filler = base_db_actor(base, &actor);
    db_search_fill(base_db(base), "task_search", &filler, 0, NULL, NULL, &error);
    stop_on(error);
}

/* --- pages ------------------------------------------------------------------------------------ */

typedef struct {
    Base *base;
    Actor actor;
    int rounds;
    const char *order;  /* only this one; NULL: all */
    const char *search; /* NULL: none */
} Bench;

#define OPEN                                                                                       \
    {                                                                                              \
        "closed_at", FILTER_EMPTY, NULL                                                            \
    }
#define MINE                                                                                       \
    {                                                                                              \
        "assignee_id", FILTER_IS, "7"                                                              \
    }
#define FROM_TODAY                                                                                 \
    {"due_on", FILTER_FROM, "2026-07-01"},                                                         \
    {                                                                                              \
        "due_at", FILTER_FROM, "1782853200000000"                                                  \
    }
#define TO_TODAY                                                                                   \
    {"due_on", FILTER_TO, "2026-07-01"},                                                           \
    {                                                                                              \
        "due_at", FILTER_TO, "1782939600000000"                                                    \
    }
#define LATE                                                                                       \
    {                                                                                              \
        "due_at", FILTER_TO, "1782900000000000"                                                    \
    }
#define NOBODY                                                                                     \
    {                                                                                              \
        "assignee_id", FILTER_NOBODY, NULL                                                         \
    }
#define CALLS                                                                                      \
    {                                                                                              \
        "type_id", FILTER_IS, "1"                                                                  \
    }
#define CLIENT                                                                                     \
    {                                                                                              \
        "client_id", FILTER_IS, "77"                                                               \
    }

static const struct {
    const char *label;
    size_t n;
    Filter filters[6];
} cases[] = {
    {"all", 0, {{0}}},
    {"open", 1, {OPEN}},
    {"mine", 2, {OPEN, MINE}},
    {"today", 5, {OPEN, FROM_TODAY, TO_TODAY}},
    {"overdue", 2, {OPEN, LATE}},
    {"mine today", 6, {OPEN, MINE, FROM_TODAY, TO_TODAY}},
    {"mine overdue", 3, {OPEN, MINE, LATE}},
    {"of a client", 2, {OPEN, CLIENT}},
    {"of a client, closed too", 1, {CLIENT}},
    {"nobody's", 2, {OPEN, NOBODY}},
    {"my calls until today", 5, {OPEN, MINE, CALLS, TO_TODAY}},
    {"all calls until today", 4, {OPEN, CALLS, TO_TODAY}},
    {"mine, closed too", 1, {MINE}},
    {"today, closed too", 4, {FROM_TODAY, TO_TODAY}},
};

static void measure(Bench *bench, const char *label, const Filter *filters, size_t n)
{
    GArray *times[N_PAGES];
    int64_t total;
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < N_PAGES; i++)
        times[i] = g_array_new(FALSE, FALSE, sizeof(double));
    Query query = {
        .entity = &task_entity, .filters = filters, .n_filters = n, .search = bench->search};
    gint64 start = g_get_monotonic_time();
    query_count(bench->base, &bench->actor, &query, NULL, G_MAXINT, &total, NULL, NULL, &error);
    stop_on(error);
    printf("%-26s%7" G_GINT64_FORMAT " rows in %6.1f", label, total,
           (double)(g_get_monotonic_time() - start) / 1e3);
    for (const Column *column = task_entity.columns; column->name; column++)
        for (int descending = 0; descending < 2 && column->order; descending++) {
            if (bench->order && !g_str_equal(bench->order, column->name))
                continue;
            query.order = column->name;
            query.descending = descending;
            time_pages(bench->base, &bench->actor, &query, bench->rounds, times);
        }
    for (int i = 0; i < N_PAGES; i++) {
        static const char *const names[] = {"first", "second", "last"};
        printf("  %s %6.2f %6.2f %6.2f", names[i], percentile(times[i], 50),
               percentile(times[i], 95), percentile(times[i], 100));
        g_array_unref(times[i]);
    }
    putchar('\n');
    fflush(stdout);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    setlocale(LC_ALL, "C.UTF-8");
    if (argc < 2 || argc > 5) {
        fprintf(stderr, "usage: bench-tasks URL [ROUNDS [ORDER|all [SEARCH]]]\n");
        return 64;
    }
    if (argc == 2) {
        fill(argv[1]);
        return 0;
    }
    Bench bench = {.base = base_open(argv[1], PROGRAM_CLIENT, &error),
                   .actor = actor_console(1, NOW),
                   .rounds = atoi(argv[2]),
                   .order = argc > 3 && !g_str_equal(argv[3], "all") ? argv[3] : NULL,
                   .search = argc > 4 ? argv[4] : NULL};
    stop_on(error);
    printf("milliseconds; of each kind of page: p50, p95, longest\n");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        measure(&bench, cases[i].label, cases[i].filters, cases[i].n);
    base_close(bench.base);
    return 0;
}
