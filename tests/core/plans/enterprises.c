#include "enterprises.h"

#include "core/campaign.h"
#include "core/generate.h"
#include "core/list.h"
#include "walks.h"

enum { ENTERPRISES = 12, CLIENTS = 60 };

/* One `?`: the enterprise. */
static void insert(Base *base, const Actor *actor, const char *sql)
{
    g_autoptr(GError) error = NULL;
    const DbActor writer = base_db_actor(base, actor);
    db_begin(base_db(base), &writer, DB_SLICE, &error);
    g_assert_no_error(error);
    db_execute(base_db(base), sql, DB_ARGS(db_integer(actor->enterprise_id)), NULL, &error);
    g_assert_no_error(error);
    db_commit(base_db(base), &error);
    g_assert_no_error(error);
}

static void give_tasks(Base *base, const Actor *actor)
{
    insert(
        base, actor,
        SQL("INSERT INTO task (enterprise_id, subject, due_on, due_at, type_id, status_id, "
            "priority_id, client_id, created_at, updated_at, sort_key, search_text) "
            "SELECT client.enterprise_id, 'Передзвонити ' || client.id, '2026-07-02', client.id, "
            "(SELECT min(id) FROM task_type WHERE task_type.enterprise_id = client.enterprise_id), "
            "(SELECT min(id) FROM task_status "
            "WHERE task_status.enterprise_id = client.enterprise_id), "
            "(SELECT min(id) FROM task_priority "
            "WHERE task_priority.enterprise_id = client.enterprise_id), "
            "client.id, 0, 0, client.sort_key, 'передзвонити ' || client.id FROM client "
            "WHERE client.enterprise_id = ?"));
}

static int64_t save_numbers(Fixture *fixture, const Actor *actor, const Entity *entity,
                            const char *name, ...) G_GNUC_NULL_TERMINATED;

static int64_t save_numbers(Fixture *fixture, const Actor *actor, const Entity *entity,
                            const char *name, ...)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = fixture_record(fixture, actor, entity, "name", name, NULL);
    va_list numbers;
    va_start(numbers, name);
    for (const char *field; (field = va_arg(numbers, const char *));)
        record_set_integer(record, field, va_arg(numbers, int64_t));
    va_end(numbers);
    record_save(fixture->base, actor, record, NULL, NULL, &error);
    g_assert_no_error(error);
    return record->id;
}

static int64_t make_letter(Fixture *fixture, const Actor *actor)
{
    int64_t subject = fixture_save(fixture, actor, &subject_entity, "text", "Вітаємо", NULL);
    int64_t body =
        fixture_save(fixture, actor, &body_entity, "name", "Лист", "content", "<p>…</p>", NULL);
    int64_t signature = fixture_save(fixture, actor, &signature_entity, "name", "Підпис", "content",
                                     "<p>…</p>", NULL);
    return save_numbers(fixture, actor, &letter_entity, "Лист", "subject_id", subject, "body_id",
                        body, "signature_id", signature, NULL);
}

/* A list whose members get one letter, at once. */
static void make_campaign(Fixture *fixture, const Actor *actor, int64_t *campaign, int64_t *list)
{
    g_autoptr(GError) error = NULL;
    int64_t enrolled;
    CampaignStep step = {.letter_id = make_letter(fixture, actor)};
    *campaign = fixture_save(fixture, actor, &campaign_entity, "name", "Знайомство", NULL);
    *list = fixture_save(fixture, actor, &list_entity, "name", "Нові", NULL);
    campaign_set_steps(fixture->base, actor, *campaign, 0, &step, 1, false, NULL, &error);
    g_assert_no_error(error);
    list_attach(fixture->base, actor, *list, *campaign, 0, false, &enrolled, &error);
    g_assert_no_error(error);
}

static void fill(Fixture *fixture, const Actor *actor)
{
    g_autoptr(GError) error = NULL;
    const Query all = {.entity = &client_entity};
    int64_t campaign, list, joined, enrolled;
    generate_clients(fixture->base, actor, CLIENTS, NULL, NULL, &error);
    g_assert_no_error(error);
    give_tasks(fixture->base, actor);
    make_campaign(fixture, actor, &campaign, &list);
    g_autoptr(GArray) ids = query_ids(fixture->base, actor, &all, &error);
    g_assert_no_error(error);
    list_join(fixture->base, actor, list, (const int64_t *)(void *)ids->data, ids->len, true,
              &joined, &enrolled, &error);
    g_assert_no_error(error);
    g_assert_cmpint(enrolled, ==, CLIENTS);
}

static int64_t first_of(World *world, const char *sql)
{
    g_autoptr(GError) error = NULL;
    int64_t id;
    db_get_integer(base_db(world->fixture.base), sql,
                   DB_ARGS(db_integer(world->actor.enterprise_id)), &id, NULL, &error);
    g_assert_no_error(error);
    return id;
}

static Base *open_as(World *world, Program program)
{
    g_autoptr(GError) error = NULL;
    Base *base = base_open(world->fixture.url, program, &error);
    g_assert_no_error(error);
    return base;
}

void world_up(World *world)
{
    Fixture *fixture = &world->fixture;
    fixture_up(fixture, NULL);
    world->actor = fixture->actors[ROLE_OWNER];
    fill(fixture, &world->actor);
    const Actor founder = actor_profile(world->actor.profile_id, NOW);
    for (int i = 1; i < ENTERPRISES; i++) {
        const Actor console = actor_console(
            fixture_save(fixture, &founder, &enterprise_entity, "full_name", "Сусіди", NULL), NOW);
        fill(fixture, &console);
    }
    world->client_id = first_of(world, SQL("SELECT min(id) FROM client WHERE enterprise_id = ?"));
    world->task_id = first_of(world, SQL("SELECT min(id) FROM task WHERE enterprise_id = ?"));
    world->list_id = first_of(world, SQL("SELECT min(id) FROM list WHERE enterprise_id = ?"));
    world->campaign_id =
        first_of(world, SQL("SELECT min(id) FROM campaign WHERE enterprise_id = ?"));
    world->enrollment_id =
        first_of(world, SQL("SELECT min(id) FROM enrollment WHERE enterprise_id = ?"));
    walks_know_tables(fixture->url);
    world->client = open_as(world, PROGRAM_CLIENT);
    world->mailer = open_as(world, PROGRAM_MAILER);
    g_free(walks_told(fixture->base, fixture->url));
}

void world_down(World *world)
{
    base_close(world->client);
    base_close(world->mailer);
    fixture_down(&world->fixture, NULL);
}

void world_grow(World *world)
{
    insert(world->client, &world->actor,
           SQL("INSERT INTO client (enterprise_id, surname, status_id, created_at, updated_at, "
               "sort_key, company_key, email_key, phone_key, search_text) "
               "SELECT a.enterprise_id, a.surname, a.status_id, 0, 0, a.sort_key, a.company_key, "
               "a.email_key, a.phone_key, a.search_text || b.id FROM client AS a "
               "JOIN client AS b ON b.enterprise_id = a.enterprise_id "
               "WHERE a.enterprise_id = ? AND a.id % 3 = 0"));
    walks_know_tables(world->fixture.url);
}
