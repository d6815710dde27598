#include "fill.h"
#include "base_internal.h"
#include "core/record.h"
#include "save.h"

static const char *const surnames[] = {"Бондаренко", "Гончарук", "Іваненко", "Ковальчук",
                                       "Лисенко",    "Мельник",  "Павленко", "Романюк",
                                       "Савченко",   "Ткачук",   "Шевченко", "Юрченко"};
static const char *const first_names[] = {"Олена",  "Марія",  "Ірина", "Петро",
                                          "Андрій", "Сергій", "Юлія",  "Богдан"};
static const char *const companies[] = {"Світанок", "Дніпро", "Промінь", "Ластівка", ""};

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Spread: a piece of the company's name. Together: surnames at the end and in the middle of the
 * order. */
static void name(Record *client, int64_t i, uint64_t *random)
{
    g_autofree char *surname = NULL, *company = NULL;
    const char *usual = surnames[next(random) % G_N_ELEMENTS(surnames)];
    if (i % 10 == 3)
        surname = g_strdup_printf("Яцюк%d", (int)(next(random) % 100000));
    else if (i % 10 == 7)
        surname = g_strdup_printf("Мойсюк%d", (int)(next(random) % 100000));
    else
        surname = g_strdup_printf("%s%d", usual, (int)(next(random) % 1000));
    company = g_strdup_printf("%s%s%s", companies[next(random) % G_N_ELEMENTS(companies)],
                              i % 10 == 5 ? " Фундук" : "", i % 1000 == 11 ? " Жасмин" : "");
    record_set_text(client, "surname", surname);
    record_set_text(client, "first_name", first_names[next(random) % G_N_ELEMENTS(first_names)]);
    record_set_text(client, "company", i == 500 ? "Щебрик" : company);
}

static bool add_client(Base *base, const Actor *actor, int64_t i, uint64_t *random,
                       SaveBatch *batch, GError **error)
{
    g_autoptr(Record) client = record_new(base, actor, &client_entity);
    g_autofree char *email = g_strdup_printf("k%08x@example.com", (unsigned)next(random));
    g_autofree char *phone = g_strdup_printf("+38067%07d", (int)(next(random) % 10000000));
    name(client, i, random);
    record_set_text(client, "email", email);
    record_set_text(client, "phone", phone);
    return record_save_in(base, actor, client, batch, NULL, error);
}

#define SLICE 5000

static bool add_slice(Base *base, const Actor *actor, int64_t from, int64_t to, uint64_t *random,
                      GError **error)
{
    SaveBatch batch = {.defer_search = true};
    DbActor writer = base_db_actor(base, actor);
    if (!db_begin(base_db(base), &writer, DB_SLICE, error))
        return false;
    for (int64_t i = from; i < to; i++)
        if (!add_client(base, actor, i, random, &batch, error)) {
            db_rollback(base_db(base));
            return false;
        }
    return db_commit(base_db(base), error);
}

bool fill(Base *base, int64_t now, int64_t clients, int64_t *enterprise_id, GError **error)
{
    uint64_t random = 88172645463325252ULL;
    Actor global = actor_console(0, now);
    g_autoptr(Record) enterprise = record_new(base, &global, &enterprise_entity);
    record_set_text(enterprise, "full_name", "Замір");
    if (!record_save(base, &global, enterprise, NULL, NULL, error))
        return false;
    *enterprise_id = enterprise->id;
    Actor actor = actor_console(enterprise->id, now);
    for (int64_t i = 0; i < clients; i += SLICE)
        if (!add_slice(base, &actor, i, MIN(i + SLICE, clients), &random, error))
            return false;
    DbActor writer = base_db_actor(base, &actor);
    return db_search_fill(base_db(base), "client_search", &writer, 0, NULL, NULL, error);
}
