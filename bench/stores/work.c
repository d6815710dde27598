#include "work.h"

#include "base_internal.h"
#include "core/bulk.h"
#include "core/generate.h"
#include "core/query.h"
#include "letters.h"
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PAGE = 50, BATCH = 16 };

static void stop_on(GError *error)
{
    if (!error)
        return;
    fprintf(stderr, "bench: %s\n", error->message);
    exit(1);
}

static int64_t any_client(Side *side)
{
    double part = g_rand_double(side->rand);
    return g_array_index(side->clients, int64_t, (guint)(part * side->clients->len));
}

/* --- reading ---------------------------------------------------------------------------------- */

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

static void count(Side *side, const Measure *measure, GError **error)
{
    int64_t total;
    Query query = {.entity = &client_entity, .search = measure->search};
    query_count(side->base, &side->actor, &query, NULL, INT64_C(10000000), &total, NULL, NULL,
                error);
}

/* --- saving ----------------------------------------------------------------------------------- */

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

static void archive(Side *side, const Measure *measure, GError **error)
{
    int64_t ids[BATCH];
    g_auto(BulkReport) report;
    bulk_report_init(&report);
    for (size_t i = 0; i < BATCH; i++)
        ids[i] = any_client(side);
    if (bulk_archive(side->base, &side->actor, &client_entity, true, ids, BATCH, &report, error))
        bulk_archive(side->base, &side->actor, &client_entity, false, ids, BATCH, &report, error);
}

/* --- what it takes ---------------------------------------------------------------------------- */

static gint64 program_us(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (gint64)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

static gint64 process_us(int64_t process)
{
    g_autofree char *used = NULL;
    g_autofree char *path = g_strdup_printf("/proc/%d/schedstat", (int)process);
    return g_file_get_contents(path, &used, NULL, NULL) ? g_ascii_strtoll(used, NULL, 10) / 1000
                                                        : 0;
}

/* On this machine only. */
static gint64 server_us(const Side *side)
{
    gint64 us = 0;
    for (guint i = 0; i < side->servers->len; i++)
        us += process_us(g_array_index(side->servers, int64_t, i));
    return us;
}

static void watch_server(Side *side, Base *base, GError **error)
{
    int64_t process;
    if (db_plans(base_db(base)) && db_get_integer(base_db(base), SQL("SELECT pg_backend_pid ()"),
                                                  DB_NO_ARGS, &process, NULL, error))
        g_array_append_val(side->servers, process);
}

/* --- mailing ---------------------------------------------------------------------------------- */

static bool end_run(Side *side, GError **error)
{
    MailerFigures figures = {0};
    bool done = !side->run || mailer_run_finish(side->run, side->mailed_at, &figures, NULL, error);
    g_clear_pointer(&side->run, mailer_run_free);
    return done;
}

/* A run reads once which campaigns have letters due: another clock, another run. */
static bool begin_run(Side *side, int64_t now, GError **error)
{
    if (side->run && side->mailed_at == now)
        return true;
    if (!end_run(side, error))
        return false;
    side->mailed_at = now;
    if (!side->mailer && (side->mailer = base_open(base_url(side->base), PROGRAM_MAILER, error)))
        watch_server(side, side->mailer, error);
    side->run = side->mailer ? mailer_run_start(side->mailer, now, 1, error) : NULL;
    return side->run != NULL;
}

static void mail(Side *side, const Measure *measure, GError **error)
{
    if (!begin_run(side, measure->now, error))
        return;
    g_autoptr(GArray) claimed = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) due =
        delivery_due(side->mailer, side->run, measure->now, DELIVERY_ALL, BATCH, NULL, error);
    if (due && letters_send(side->mailer, side->run, measure->now, due, claimed, error) &&
        claimed->len < BATCH)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_NOT_FOUND,
                    "only %u letters could be claimed", claimed->len);
}

/* --- all of it -------------------------------------------------------------------------------- */

const Measure work_measures[] = {
    {"page by name", page, "name"},
    {"page by e-mail", page, "email"},
    {"page by status", page, "status"},
    {"page in the middle, by name", page_on, "name"},
    {"last page, by company", page, "company", .backward = true},
    {"card", card},
    {"save of one field", edit},
    {"save of a new client", add},
    {"16 archived and restored", archive},
    {"16 letters of one enterprise", mail, .now = WORK_NOW, .letters = true},
    {"16 letters of all enterprises", mail, .now = WORK_NOW + WORK_DAY, .letters = true},
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
const size_t n_work_measures = G_N_ELEMENTS(work_measures);

/* What the server still did after its answer counts with the next. */
Took work_once(Side *side, const Measure *measure)
{
    g_autoptr(GError) error = NULL;
    gint64 start = g_get_monotonic_time(), used = program_us();
    measure->work(side, measure, &error);
    Took took = {g_get_monotonic_time() - start, program_us() - used};
    stop_on(error);
    gint64 server = server_us(side);
    took.core_us += server - side->server_us;
    side->server_us = server;
    return took;
}

/* The owner of all enterprises. */
#define OWNER 1

void side_open(Side *side, const char *url, int64_t enterprise_id)
{
    g_autoptr(GError) error = NULL;
    *side = (Side){.rand = g_rand_new_with_seed(1),
                   .servers = g_array_new(FALSE, FALSE, sizeof(int64_t))};
    side->base = base_open(url, PROGRAM_CLIENT, &error);
    stop_on(error);
    const Actor person = actor_profile(OWNER, WORK_NOW);
    base_set_person(side->base, OWNER);
    actor_enter(side->base, &person, enterprise_id, &side->actor, &error);
    stop_on(error);
    side->clients =
        rows_integers(side->base,
                      SQL("SELECT id FROM client WHERE enterprise_id = ? AND archived_at IS NULL "
                          "ORDER BY id"),
                      DB_ARGS(db_integer(enterprise_id)), &error);
    stop_on(error);
    watch_server(side, side->base, &error);
    stop_on(error);
}

void side_close(Side *side)
{
    g_autoptr(GError) error = NULL;
    end_run(side, &error);
    stop_on(error);
    base_close(side->mailer);
    base_close(side->base);
    g_array_unref(side->clients);
    g_array_unref(side->servers);
    g_rand_free(side->rand);
}
