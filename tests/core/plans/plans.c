/* In a base of many enterprises, what programs do over and over again reads no large table from end
 * to end. */
#include "core/bulk.h"
#include "core/campaign.h"
#include "core/delivery.h"
#include "core/figures.h"
#include "core/import.h"
#include "core/list.h"
#include "core/task_board.h"
#include "core/task_days.h"
#include "core/twin.h"
#include "enterprises.h"
#include "query_internal.h"
#include "store.h"
#include "walks.h"

#include <string.h>

/* A server that may plans once for all values from the sixth time on. */
enum { PAGE = 25, BATCH = 8, TIMES = 7 };

static void assert_no_walk(World *world, Base *base, const char *what)
{
    g_autofree char *told = walks_told(base, world->fixture.url);
    if (*told)
        g_test_message("%s: %s", what, told);
    g_assert_cmpstr(told, ==, "");
}

static void drop(GPtrArray *rows, GError **error)
{
    g_assert_no_error(*error);
    g_ptr_array_unref(rows);
}

/* --- the client: lists ------------------------------------------------------------------------ */

static void read_list(World *world, const Query *query)
{
    int64_t total;
    for (int time = 0; time < 2 * TIMES; time++) {
        bool backward = time % 2;
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) rows =
            query_page(world->client, &world->actor, query, NULL, backward, PAGE, NULL, &error);
        g_assert_no_error(error);
        if (rows->len < PAGE)
            continue;
        const QueryRow *last = rows->pdata[backward ? 0 : rows->len - 1];
        drop(query_page(world->client, &world->actor, query, last->position, backward, PAGE, NULL,
                        &error),
             &error);
    }
    g_autoptr(GError) error = NULL;
    query_count(world->client, &world->actor, query, NULL, 100000, &total, NULL, NULL, &error);
    g_assert_no_error(error);
    assert_no_walk(world, world->client, query->order);
}

static const Entity *const large[] = {&client_entity, &task_entity};

static void test_lists(const void *data)
{
    World *world = (World *)data;
    for (size_t i = 0; i < G_N_ELEMENTS(large); i++)
        for (const Column *column = large[i]->columns; column->name; column++)
            if (column->order)
                read_list(world, &(Query){.entity = large[i], .order = column->name});
}

static void test_parts(const void *data)
{
    static const Filter open[] = {{"closed_at", FILTER_EMPTY, NULL}, {"due_at", FILTER_TO, "0"}};
    World *world = (World *)data;
    const Query parts[] = {
        {.entity = &client_entity, .scope = "list", .scope_values = {world->list_id}},
        {.entity = &client_entity, .scope = "campaign", .scope_values = {world->campaign_id}},
        {.entity = &task_entity, .scope = "client", .scope_values = {world->client_id}},
        {.entity = &task_entity,
         .scope = "client",
         .scope_values = {world->client_id},
         .filters = open,
         .n_filters = G_N_ELEMENTS(open),
         .order = "due"},
        {.entity = &task_entity, .scope = "mine", .scope_values = {world->actor.employee_id}},
        {.entity = &task_entity, .scope = "open"},
        {.entity = &client_entity, .archived = true},
        {.entity = &task_entity, .archived = true},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        read_list(world, &parts[i]);
}

/* As in a list of very many: what is asked for stands far down its order. */
static void search_far(World *world, const Query *query)
{
    static const SearchTuning far = {
        .few = 1, .walk = 1, .most = 2000000, .sweep = 20000, .sample = 500, .probes = 64};
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
    g_auto(Plan) plan = {0};
    plan_init(&plan, world->client, &world->actor, query, &error);
    g_assert_no_error(error);
    plan.tuning = &far;
    query_search(&plan, NULL, false, PAGE, hits, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(hits->len, ==, PAGE);
}

/* The order asked for is the way, not the stretch of another one, nor that of all in a group. */
static void test_stretch(const void *data)
{
    static const Filter due[][2] = {
        {{"closed_at", FILTER_EMPTY, NULL}, {"due_on", FILTER_TO, "2100-01-01"}},
        {{"closed_at", FILTER_EMPTY, NULL}, {"due_at", FILTER_TO, "4102444800000000"}}};
    static const char *const orders[] = {"subject", "status", "priority"};
    World *world = (World *)data;
    g_free(walks_sorted());
    for (size_t i = 0; i < G_N_ELEMENTS(orders); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(due); k++)
            search_far(world, &(Query){.entity = &task_entity,
                                       .filters = due[k],
                                       .n_filters = G_N_ELEMENTS(due[k]),
                                       .order = orders[i]});
    g_autofree char *sorted = walks_sorted();
    g_assert_cmpstr(sorted, ==, "");
}

static void test_board(const void *data)
{
    static const Filter open = {"closed_at", FILTER_EMPTY, NULL};
    World *world = (World *)data;
    for (size_t n_filters = 0; n_filters < 2; n_filters++) {
        g_autoptr(GError) error = NULL;
        const Query query = {.entity = &task_entity, .filters = &open, .n_filters = n_filters};
        g_autoptr(GPtrArray) columns =
            task_board(world->client, &world->actor, &query, PAGE, &error);
        g_assert_no_error(error);
        task_board_more(world->client, &world->actor, &query, columns->pdata[0], PAGE, &error);
        g_assert_no_error(error);
        task_board_count(world->client, &world->actor, &query, columns, &error);
        g_assert_no_error(error);
        assert_no_walk(world, world->client, "board");
        drop(task_days(world->client, &world->actor, &query, 20500, 42, 3, &error), &error);
        assert_no_walk(world, world->client, "calendar");
    }
}

static void test_search(const void *data)
{
    static const char *const typed[] = {"коваленко", "олена коваленко", "щ", "380500000012"};
    World *world = (World *)data;
    for (size_t i = 0; i < G_N_ELEMENTS(typed); i++)
        read_list(world, &(Query){.entity = &client_entity, .search = typed[i]});
    read_list(world, &(Query){.entity = &task_entity, .search = "передзвонити"});
}

static void search(World *world, const char *typed)
{
    int64_t total;
    g_autoptr(GError) error = NULL;
    const Query query = {.entity = &client_entity, .order = "name", .search = typed};
    drop(query_page(world->client, &world->actor, &query, NULL, false, PAGE, NULL, &error), &error);
    query_count(world->client, &world->actor, &query, NULL, 100000, &total, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* A small enterprise is looked through: what its neighbours have is nothing to it. */
static void test_small_search(const void *data)
{
    static const char *const typed[] = {"коваленко", "380500000012", "nobody"};
    World *world = (World *)data;
    const char *url = world->fixture.url;
    world_grow(world);
    walks_by_index(world->client, url, "client_search");
    for (size_t i = 0; i < G_N_ELEMENTS(typed); i++)
        search(world, typed[i]);
    g_assert_cmpint(walks_by_index(world->client, url, "client_search"), ==, 0);
}

/* --- the client: cards ------------------------------------------------------------------------ */

static bool lengthen(Base *base, void *data, GError **error)
{
    const World *world = data;
    const DbValue enterprise = db_integer(world->actor.enterprise_id);
    return db_execute(base_db(base),
                      SQL("INSERT INTO change_set (enterprise_id, at, program) "
                          "SELECT enterprise_id, 0, 'long' FROM client WHERE enterprise_id = ?"),
                      DB_ARGS(enterprise), NULL, error) &&
           db_execute(base_db(base),
                      SQL("INSERT INTO change (enterprise_id, set_id, entity, record_id, field) "
                          "SELECT enterprise_id, id, 'task', ?, 'subject' FROM change_set "
                          "WHERE enterprise_id = ? AND program = 'long'"),
                      DB_ARGS(db_integer(world->task_id), enterprise), NULL, error);
}

/* Its last entries cost what they cost in a short one, however often they are read. */
static void test_long_journal(const void *data)
{
    const JournalPage page = {.most = PAGE};
    World *world = (World *)data;
    const char *url = world->fixture.url;
    g_autoptr(GError) error = NULL;
    base_write(world->client, &world->actor, lengthen, world, &error);
    g_assert_no_error(error);
    walks_know_tables(url);
    walks_rows(world->client, url, "change");
    for (int time = 0; time < 2 * TIMES; time++)
        drop(record_journal(world->client, &world->actor, &task_entity, world->task_id, &page, NULL,
                            &error),
             &error);
    int64_t rows = walks_rows(world->client, url, "change");
    g_assert_cmpint(rows, >, 0);
    g_assert_cmpint(rows, <=, 2 * TIMES * 510);
}

static void test_cards(const void *data)
{
    World *world = (World *)data;
    Base *base = world->client;
    const Actor *actor = &world->actor;
    GError *error = NULL;
    int64_t count;
    g_autoptr(Record) client = record_load(base, actor, &client_entity, world->client_id, &error);
    g_assert_no_error(error);
    record_free(record_load(base, actor, &task_entity, world->task_id, &error));
    g_assert_no_error(error);
    drop(client_twins(base, actor, client, 3, &error), &error);
    drop(record_journal(base, actor, &client_entity, world->client_id, NULL, NULL, &error), &error);
    drop(record_journal(base, actor, &task_entity, world->task_id, NULL, NULL, &error), &error);
    assert_no_walk(world, base, "records");
    drop(enrollments_of_client(base, actor, world->client_id, &error), &error);
    drop(letters_of_client(base, actor, world->client_id, &error), &error);
    drop(list_memberships(base, actor, world->client_id, &error), &error);
    drop(enrollment_why(base, actor, world->enrollment_id, &error), &error);
    assert_no_walk(world, base, "a client's mail");
    drop(delivery_undecided(base, actor, "held", 0, PAGE, &error), &error);
    campaign_going_on(base, actor, PAUSE_CAMPAIGN, world->campaign_id, &count, &error);
    g_assert_no_error(error);
    list_member_count(base, actor->enterprise_id, world->list_id, &count, &error);
    g_assert_no_error(error);
    assert_no_walk(world, base, "a campaign");
}

static void test_figures(const void *data)
{
    World *world = (World *)data;
    GError *error = NULL;
    const FigurePeriod year = {20454, 20454 + 364}; /* 2026 */
    for (const Figure *figure = all_figures; figure->name; figure++) {
        drop(figures_read(world->client, &world->actor, figure, &year, &error), &error);
        assert_no_walk(world, world->client, figure->name);
    }
}

static void test_choices(const void *data)
{
    World *world = (World *)data;
    for (size_t i = 0; i < G_N_ELEMENTS(large); i++)
        for (const Field *field = large[i]->fields; field->name; field++) {
            GError *error = NULL;
            if (field->type == FIELD_REFERENCE)
                drop(query_choices(world->client, &world->actor, field, "кова", PAGE, &error),
                     &error);
        }
    assert_no_walk(world, world->client, "choices");
}

/* --- the client: saves ------------------------------------------------------------------------ */

static void resave(World *world, const Entity *entity, int64_t id, const char *field)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = record_load(world->client, &world->actor, entity, id, &error);
    g_assert_no_error(error);
    record_set_text(record, field, "щось нове");
    record_save(world->client, &world->actor, record, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void save_new(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) client = record_new(world->client, &world->actor, &client_entity);
    record_set_text(client, "surname", "Новенький");
    record_set_text(client, "email", "client7@mail7.example");
    record_save(world->client, &world->actor, client, NULL, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(Record) task = record_new(world->client, &world->actor, &task_entity);
    record_set_text(task, "subject", "Зателефонувати");
    record_set_text(task, "due_on", "2026-07-03");
    record_set_integer(task, "client_id", client->id);
    record_save(world->client, &world->actor, task, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void test_saves(const void *data)
{
    World *world = (World *)data;
    resave(world, &client_entity, world->client_id, "comment");
    resave(world, &task_entity, world->task_id, "description");
    assert_no_walk(world, world->client, "changes");
    save_new(world);
    assert_no_walk(world, world->client, "new records");
}

static void test_bulk(const void *data)
{
    World *world = (World *)data;
    g_autoptr(GError) error = NULL;
    g_auto(BulkReport) report;
    int64_t ids[] = {world->client_id + 1, world->client_id + 2}, n, enrolled;
    bulk_report_init(&report);
    for (int archived = 1; archived >= 0; archived--) {
        bulk_archive(world->client, &world->actor, &client_entity, archived, ids, 2, &report,
                     &error);
        g_assert_no_error(error);
    }
    g_assert_cmpuint(report.changed->len, ==, 4);
    assert_no_walk(world, world->client, "archived and restored");
    list_leave(world->client, &world->actor, world->list_id, ids, 2, &n, &error);
    g_assert_no_error(error);
    list_join(world->client, &world->actor, world->list_id, ids, 2, true, &n, &enrolled, &error);
    g_assert_no_error(error);
    assert_no_walk(world, world->client, "left and joined");
}

/* --- the mailer ------------------------------------------------------------------------------- */

static void send(World *world, MailerRun *run, GPtrArray *due)
{
    g_autoptr(GError) error = NULL;
    Claim claims[BATCH];
    Outcome outcomes[BATCH];
    bool ok[BATCH];
    g_assert_cmpuint(due->len, ==, BATCH);
    for (guint i = 0; i < BATCH; i++) {
        const DueDelivery *one = due->pdata[i];
        claims[i] = (Claim){.due = one,
                            .message_id = one->unsubscribe_token,
                            .dated_at = NOW,
                            .bytes = "…",
                            .size = 3,
                            .unsubscribe_hash = one->unsubscribe_token};
        outcomes[i] = (Outcome){.due = one,
                                .kind = i ? OUTCOME_SENT : OUTCOME_BOUNCED,
                                .at = NOW,
                                .reply = "550 5.1.1",
                                .code = i ? NULL : "5.1.1"};
    }
    delivery_claim(world->mailer, run, NOW, claims, BATCH, &error);
    g_assert_no_error(error);
    assert_no_walk(world, world->mailer, "claims");
    delivery_in_data(world->mailer, run, NOW, (const DueDelivery *const *)due->pdata, ok, BATCH,
                     &error);
    g_assert_no_error(error);
    delivery_settle(world->mailer, run, NOW, outcomes, BATCH, &error);
    g_assert_no_error(error);
    assert_no_walk(world, world->mailer, "outcomes");
}

static void test_mailer(const void *data)
{
    World *world = (World *)data;
    g_autoptr(GError) error = NULL;
    MailerFigures figures = {0};
    int64_t requeued, unknown;
    g_autoptr(MailerRun) run = mailer_run_start(world->mailer, NOW, 1, &error);
    g_assert_no_error(error);
    delivery_recover(world->mailer, run, NOW, &requeued, &unknown, &error);
    g_assert_no_error(error);
    assert_no_walk(world, world->mailer, "a run's start");
    g_autoptr(GPtrArray) due =
        delivery_due(world->mailer, run, NOW, DELIVERY_ALL, BATCH, NULL, &error);
    g_assert_no_error(error);
    assert_no_walk(world, world->mailer, "what is due");
    send(world, run, due);
    mailer_run_finish(run, NOW, &figures, NULL, &error);
    g_assert_no_error(error);
    assert_no_walk(world, world->mailer, "a run's end");
}

/* --- the admin program ------------------------------------------------------------------------ */

static void assert_import_walks_not(World *world, DuplicatePolicy policy, const char *what)
{
    const Fixture *fixture = &world->fixture;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_build_filename(fixture->folder, "people.csv", NULL);
    g_auto(ImportReport) report = {0};
    const ImportOptions options = {.file = file,
                                   .header = 1,
                                   .map = "auto",
                                   .on_duplicate = policy,
                                   .list = "Нові",
                                   .start_campaigns = true};
    import_csv(fixture->base, &world->actor, &options, &report, &error);
    g_assert_no_error(error);
    assert_no_walk(world, fixture->base, what);
    int64_t undone;
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);
    import_undo(fixture->base, &world->actor, report.import_id, &undone, kept, &error);
    g_assert_no_error(error);
    assert_no_walk(world, fixture->base, "taken back");
}

static void test_import(const void *data)
{
    World *world = (World *)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *file = g_build_filename(world->fixture.folder, "people.csv", NULL);
    g_file_set_contents(file,
                        "Прізвище;Ім'я;E-mail;Телефон\n"
                        "Коваль;Олена;client3@mail1.example;+380500000003\n"
                        "Мороз;Петро;client900000@mail1.example;+380500900000\n",
                        -1, &error);
    g_assert_no_error(error);
    assert_import_walks_not(world, DUPLICATE_SKIP, "import, known ones skipped");
    assert_import_walks_not(world, DUPLICATE_OVERWRITE, "import, known ones overwritten");
}

/* A watch that sees nothing would find everything in order. */
static void test_watch(const void *data)
{
    World *world = (World *)data;
    g_autoptr(GError) error = NULL;
    int64_t count;
    db_get_integer(base_db(world->client), SQL("SELECT count(*) FROM client WHERE comment = ?"),
                   DB_ARGS(db_text("ніхто")), &count, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *told = walks_told(world->client, world->fixture.url);
    g_assert_nonnull(strstr(told, "client"));
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        GTestDataFunc test;
    } tests[] = {
        {"/plans/watch", test_watch},     {"/plans/lists", test_lists},
        {"/plans/parts", test_parts},     {"/plans/board", test_board},
        {"/plans/search", test_search},   {"/plans/cards", test_cards},
        {"/plans/figures", test_figures}, {"/plans/choices", test_choices},
        {"/plans/saves", test_saves},     {"/plans/bulk", test_bulk},
        {"/plans/mailer", test_mailer},   {"/plans/import", test_import},
    };
    World world = {0};
    g_test_init(&argc, &argv, NULL);
    walks_watch();
    world_up(&world);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add_data_func(tests[i].path, &world, tests[i].test);
    /* Last: the world grows. A file's search counts its hits itself. */
    if (store_is_server()) {
        g_test_add_data_func("/plans/small-search", &world, test_small_search);
        g_test_add_data_func("/plans/long-journal", &world, test_long_journal);
    } else
        g_test_add_data_func("/plans/stretch", &world, test_stretch);
    int result = g_test_run();
    world_down(&world);
    return result;
}
