/* Lists: every order, both directions, pages of any size, whatever happens in between. */
#include "pages.h"

#include <string.h>

/* --- what an order is, said by plain SQL ------------------------------------------------------ */

typedef struct {
    const Entity *entity;
    const char *order;
    const char *up, *down; /* ids in order */
} Order;

#define CLIENTS "SELECT client.id FROM client "
#define LIVE " WHERE client.archived_at IS NULL AND client.enterprise_id = 1 ORDER BY "
#define BY_KEY(key)                                                                                \
    SQL(CLIENTS LIVE "client." key ", client.id"),                                                 \
        SQL(CLIENTS LIVE "client." key " DESC, client.id DESC")
#define BY_STATUS CLIENTS "JOIN client_status AS s ON s.id = client.status_id" LIVE
#define BY_EMPLOYEE                                                                                \
    CLIENTS "LEFT JOIN employee AS e ON e.id = client.employee_id" LIVE "e.id IS NULL, "
#define PEOPLE "SELECT id FROM employee ORDER BY hired_on IS NULL, "

static const Order orders[] = {
    {&client_entity, NULL, BY_KEY("sort_key")},
    {&client_entity, "name", BY_KEY("sort_key")},
    {&client_entity, "phone", BY_KEY("phone_key")},
    {&client_entity, "email", BY_KEY("email_key")},
    {&client_entity, "company", BY_KEY("company_key")},
    {&client_entity, "created", BY_KEY("created_at")},
    {&client_entity, "status", SQL(BY_STATUS "s.position, s.id, client.sort_key, client.id"),
     SQL(BY_STATUS "s.position DESC, s.id DESC, client.sort_key DESC, client.id DESC")},
    {&client_entity, "employee", SQL(BY_EMPLOYEE "e.sort_key, e.id, client.sort_key, client.id"),
     SQL(BY_EMPLOYEE "e.sort_key DESC, e.id DESC, client.sort_key DESC, client.id DESC")},
    {&employee_entity, "hired_on", SQL(PEOPLE "hired_on, id"),
     SQL(PEOPLE "hired_on DESC, id DESC")},
};

static void set_hired(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) card = record_load(f->base, &f->actors[ROLE_OWNER], &employee_entity,
                                         f->actors[ROLE_GUEST].employee_id, &error);
    record_set_text(card, "hired_on", "2026-02-01");
    g_assert_true(record_save(f->base, &f->actors[ROLE_OWNER], card, NULL, NULL, &error));
}

static void test_pages(Fixture *f, const void *data)
{
    pages_add_clients(f, 160);
    set_hired(f);
    for (size_t i = 0; i < G_N_ELEMENTS(orders); i++)
        for (int way = 0; way < 4; way++) {
            Query query = {
                .entity = orders[i].entity, .order = orders[i].order, .descending = way & 1};
            g_test_message("%s by %s, way %d", query.entity->name, query.order, way);
            g_autoptr(GArray) expected =
                ids_by_sql(f, query.descending ? orders[i].down : orders[i].up);
            g_autoptr(GArray) found = ids_by_pages(f, &query, way & 2, NULL);
            assert_same(found, expected);
        }
}

/* Clients come in while somebody pages: who was there is met once, in order. */
static void insert_some(Fixture *f)
{
    pages_add_clients(f, random_below(3));
}

static void test_inserts(Fixture *f, const void *data)
{
    pages_add_clients(f, 60);
    for (size_t i = 0; i < G_N_ELEMENTS(orders) && orders[i].entity == &client_entity; i++)
        for (int way = 0; way < 4; way++) {
            Query query = {
                .entity = &client_entity, .order = orders[i].order, .descending = way & 1};
            const char *sql = query.descending ? orders[i].down : orders[i].up;
            g_autoptr(GArray) before = ids_by_sql(f, sql);
            g_autoptr(GArray) found = ids_by_pages(f, &query, way & 2, insert_some);
            g_autoptr(GHashTable) old = g_hash_table_new(g_int64_hash, g_int64_equal);
            for (guint n = 0; n < before->len; n++)
                g_hash_table_add(old, &g_array_index(before, int64_t, n));
            for (guint n = found->len; n > 0; n--)
                if (!g_hash_table_contains(old, &g_array_index(found, int64_t, n - 1)))
                    g_array_remove_index(found, n - 1);
            assert_same(found, before);
        }
}

/* --- places ----------------------------------------------------------------------------------- */

static void test_locate(Fixture *f, const void *data)
{
    pages_add_clients(f, 40);
    for (size_t i = 0; i < G_N_ELEMENTS(orders) && orders[i].entity == &client_entity; i++) {
        Query query = {.entity = &client_entity, .order = orders[i].order};
        g_autoptr(GArray) ids = ids_by_sql(f, orders[i].up);
        for (guint n = 0; n < ids->len; n++) {
            g_autoptr(GError) error = NULL;
            g_autofree char *position = NULL;
            int64_t total, before;
            bool exact;
            g_assert_true(query_locate(f->base, &f->actors[ROLE_OWNER], &query,
                                       g_array_index(ids, int64_t, n), &position, &error));
            g_assert_nonnull(position);
            g_assert_true(query_count(f->base, &f->actors[ROLE_OWNER], &query, position, 1000,
                                      &total, &before, &exact, &error));
            g_assert_cmpint(total, ==, ids->len);
            g_assert_cmpint(before, ==, n);
            g_assert_true(exact);
            g_autoptr(GPtrArray) next = one_page(f, &query, position, false, 1);
            g_assert_cmpint(next->len, ==, n + 1 < ids->len);
            if (next->len)
                g_assert_cmpint(((QueryRow *)next->pdata[0])->id, ==,
                                g_array_index(ids, int64_t, n + 1));
        }
    }
    g_autofree char *position = NULL;
    Query query = {.entity = &client_entity, .archived = true};
    g_assert_true(query_locate(f->base, &f->actors[ROLE_OWNER], &query, 1, &position, NULL));
    g_assert_null(position);
}

static void test_bad_positions(Fixture *f, const void *data)
{
    static const char *const bad[] = {"",
                                      ":",
                                      "name:k0:b!!:x",
                                      "name:k0:bAA==:",
                                      "x:::",
                                      "name:e9:n:1",
                                      "phone:k0:n:1",
                                      "name:k0:z:1",
                                      "name:k0:i9999999999999999999:1"};
    Query query = {.entity = &client_entity, .order = "name"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", bad[i]);
        g_assert_null(
            query_page(f->base, &f->actors[ROLE_OWNER], &query, bad[i], false, 5, NULL, &error));
        g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    }
}

static void test_count(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t total, before;
    bool exact;
    pages_add_clients(f, 30);
    Query query = {.entity = &client_entity};
    g_assert_true(query_count(f->base, &f->actors[ROLE_OWNER], &query, NULL, 10, &total, &before,
                              &exact, &error));
    g_assert_cmpint(total, ==, 10);
    g_assert_false(exact);
    query.search = "яна";
    g_assert_true(query_count(f->base, &f->actors[ROLE_OWNER], &query, NULL, 1000, &total, NULL,
                              &exact, &error));
    g_assert_true(exact);
    g_assert_cmpint(total, ==,
                    fixture_count(f, SQL("SELECT count(*) FROM client WHERE first_name = 'Яна'")));
}

/* --- filters, scopes -------------------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* query_ids has them all and no other. */
static void assert_ids(Fixture *f, const Query *query, const GPtrArray *rows)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) found = query_ids(f->base, &f->actors[ROLE_OWNER], query, &error);
    g_autoptr(GArray) expected = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_assert_no_error(error);
    for (guint i = 0; i < rows->len; i++)
        g_array_append_val(expected, ((QueryRow *)rows->pdata[i])->id);
    g_array_sort(found, compare_ids);
    g_array_sort(expected, compare_ids);
    assert_same(found, expected);
}

static guint count_filtered(Fixture *f, const char *field, FilterKind kind, const char *value)
{
    Filter filter = {field, kind, value};
    Query query = {.entity = &client_entity, .filters = &filter, .n_filters = 1};
    g_autoptr(GPtrArray) rows = one_page(f, &query, NULL, false, 1000);
    assert_ids(f, &query, rows);
    return rows->len;
}

static void test_filters(Fixture *f, const void *data)
{
    static const struct {
        const char *field;
        FilterKind kind;
        const char *value, *sql;
    } filters[] = {
        {"status_id", FILTER_IS, "2", "status_id = 2"},
        {"status_id", FILTER_IS_NOT, "2", "status_id <> 2"},
        {"employee_id", FILTER_EMPTY, NULL, "employee_id IS NULL"},
        {"employee_id", FILTER_IS_NOT, "1", "(employee_id <> 1 OR employee_id IS NULL)"},
        {"company", FILTER_EMPTY, NULL, "company = ''"},
        {"surname", FILTER_IS, "Ivanov", "surname = 'Ivanov'"},
        {"surname", FILTER_CONTAINS, "ВАН", "surname IN ('Іваненко', 'іваненко')"},
        {"phone", FILTER_CONTAINS, "000002", "phone LIKE '%000002%'"},
        {"created_at", FILTER_FROM, "1782900000000020", "created_at >= 1782900000000020"},
        {"created_at", FILTER_TO, "1782900000000020", "created_at <= 1782900000000020"},
    };
    pages_add_clients(f, 120);
    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
        g_autofree char *sql =
            g_strconcat(SQL("SELECT count(*) FROM client WHERE "), filters[i].sql, NULL);
        g_test_message("%s", sql);
        int64_t expected = fixture_count(f, sql);
        g_assert_cmpint(expected, <, 120);
        g_assert_cmpint(count_filtered(f, filters[i].field, filters[i].kind, filters[i].value), ==,
                        expected);
    }
}

/* All of them, those a search finds, and those it finds in the other keyboard layout. */
static void test_ids(Fixture *f, const void *data)
{
    static const char *const searches[] = {NULL, "яна", "zyf", "іван яна", "немає"};
    g_autoptr(GError) error = NULL;
    pages_add_clients(f, 60);
    record_archive(f->base, &f->actors[ROLE_OWNER], &client_entity, 7, &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < G_N_ELEMENTS(searches); i++) {
        Query query = {.entity = &client_entity, .search = searches[i]};
        g_autoptr(GPtrArray) rows = one_page(f, &query, NULL, false, 1000);
        g_assert_true((rows->len > 0) == (i < 4));
        assert_ids(f, &query, rows);
    }
}

static void test_refused(Fixture *f, const void *data)
{
    static const Filter filters[] = {{"tags", FILTER_IS, "x"}, {"sort_key", FILTER_IS, "x"}};
    const Query bad[] = {{.entity = &client_entity, .order = "surname"},
                         {.entity = &client_entity, .order = "search_text; DROP TABLE client"},
                         {.entity = &client_entity, .scope = "everything"},
                         {.entity = &client_entity, .filters = &filters[0], .n_filters = 1},
                         {.entity = &client_entity, .filters = &filters[1], .n_filters = 1}};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(
            query_page(f->base, &f->actors[ROLE_OWNER], &bad[i], NULL, false, 5, NULL, &error));
        g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    }
}

static void test_scopes(Fixture *f, const void *data)
{
    Actor *owner = &f->actors[ROLE_OWNER];
    pages_add_clients(f, 20);
    pages_add_tasks(f, 30, 2);
    int64_t list = fixture_save(f, owner, &list_entity, "name", "Двоє", NULL);
    DbActor actor = base_db_actor(f->base, owner);
    g_autoptr(GError) error = NULL;
    db_begin(base_db(f->base), &actor, DB_DURABLE, &error);
    for (int client = 1; client <= 3; client++)
        db_execute(
            base_db(f->base),
            SQL("INSERT INTO list_member (enterprise_id, list_id, client_id, source, "
                "joined_at, left_at) VALUES (1, ?, ?, 'hand', 0, ?)"),
            DB_ARGS(db_integer(list), db_integer(client), client == 3 ? db_integer(1) : DB_NOTHING),
            NULL, &error);
    db_commit(base_db(f->base), &error);
    g_assert_no_error(error);
    Query members = {.entity = &client_entity, .scope = "list", .scope_values = {list}};
    g_autoptr(GPtrArray) in_list = one_page(f, &members, NULL, false, 100);
    g_assert_cmpint(in_list->len, ==, 2);
    assert_ids(f, &members, in_list);
    Query of_client = {.entity = &task_entity, .scope = "client", .scope_values = {2}};
    g_autoptr(GPtrArray) tasks = one_page(f, &of_client, NULL, false, 100);
    g_assert_cmpint(tasks->len, ==,
                    fixture_count(f, SQL("SELECT count(*) FROM task WHERE client_id = 2")));
    Query mine = {.entity = &task_entity, .scope = "mine", .scope_values = {owner->employee_id}};
    g_autoptr(GPtrArray) own = one_page(f, &mine, NULL, false, 100);
    g_assert_cmpint(own->len, ==, 30);
}

/* Overdue and closed have their marks. */
static void test_style(Fixture *f, const void *data)
{
    Actor owner = f->actors[ROLE_OWNER];
    fixture_save(f, &owner, &task_entity, "subject", "1", "due_on", "2026-06-30", NULL);
    fixture_save(f, &owner, &task_entity, "subject", "2", "due_on", "2026-07-01", NULL);
    fixture_save(f, &owner, &task_entity, "subject", "3", "due_on", "2026-06-30", "status_id", "6",
                 NULL);
    Query query = {.entity = &task_entity, .order = "subject"};
    static const int64_t expected[] = {1, 0, 2};
    g_autoptr(GPtrArray) rows = one_page(f, &query, NULL, false, 10);
    for (guint i = 0; i < 3; i++)
        g_assert_cmpint(((QueryRow *)rows->pdata[i])->style, ==, expected[i]);
    /* Midnight in Kyiv is 21:00 UTC. */
    f->actors[ROLE_OWNER].now = INT64_C(1782939600) * 1000000;
    g_autoptr(GPtrArray) later = one_page(f, &query, NULL, false, 10);
    g_assert_cmpint(((QueryRow *)later->pdata[1])->style, ==, 1);
    f->actors[ROLE_OWNER].now--;
    g_autoptr(GPtrArray) before = one_page(f, &query, NULL, false, 10);
    g_assert_cmpint(((QueryRow *)before->pdata[1])->style, ==, 0);
}

/* What is still to be done, in every order, alone and with a second condition. */
static void test_open(Fixture *f, const void *data)
{
#define OPEN(more)                                                                                 \
    "SELECT task.id FROM task JOIN task_status AS s ON s.id = task.status_id "                     \
    "WHERE closed_at IS NULL " more " ORDER BY "
    static const struct {
        const char *order, *priority, *sql;
    } cases[] = {
        {"due", NULL, SQL(OPEN("") "due_at, task.id")},
        {"subject", NULL, SQL(OPEN("") "sort_key, task.id")},
        {"status", NULL, SQL(OPEN("") "s.position, s.id, due_at, task.id")},
        {"due", "2", SQL(OPEN("AND priority_id = 2") "due_at, task.id")},
    };
    for (int i = 0; i < 90; i++) {
        g_autofree char *status = id_text(1 + random_below(7)),
                        *priority = id_text(1 + random_below(3)),
                        *day = g_strdup_printf("2026-07-%02d", 1 + (int)random_below(9)),
                        *subject = g_strdup_printf("%c", 'a' + (char)random_below(9));
        fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", subject, "due_on", day,
                     "status_id", status, "priority_id", priority, NULL);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        for (int backward = 0; backward < 2; backward++) {
            const Filter filters[] = {{"closed_at", FILTER_EMPTY, NULL},
                                      {"priority_id", FILTER_IS, cases[i].priority}};
            Query query = {.entity = &task_entity,
                           .order = cases[i].order,
                           .filters = filters,
                           .n_filters = cases[i].priority ? 2 : 1};
            g_test_message("%s", cases[i].sql);
            g_autoptr(GArray) expected = ids_by_sql(f, cases[i].sql);
            g_autoptr(GArray) found = ids_by_pages(f, &query, backward, NULL);
            g_assert_cmpint(expected->len, >, 10);
            g_assert_cmpint(expected->len, <, 80);
            assert_same(found, expected);
        }
}

static void test_enterprises(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor person = actor_profile(f->profiles[ROLE_MANAGER], NOW);
    fixture_save(f, &person, &enterprise_entity, "full_name", "Власна", NULL);
    Actor other = actor_profile(f->profiles[ROLE_ADMIN], NOW);
    fixture_save(f, &other, &enterprise_entity, "full_name", "Чужа", NULL);
    Query query = {.entity = &enterprise_entity};
    g_autoptr(GPtrArray) mine = query_page(f->base, &person, &query, NULL, false, 9, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(mine->len, ==, 2);
    Actor console = actor_console(0, NOW);
    g_autoptr(GPtrArray) all = query_page(f->base, &console, &query, NULL, false, 9, NULL, &error);
    g_assert_cmpint(all->len, ==, 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/query/pages", test_pages);
    BASE_TEST("/query/open", test_open);
    BASE_TEST("/query/inserts", test_inserts);
    BASE_TEST("/query/locate", test_locate);
    BASE_TEST("/query/bad-positions", test_bad_positions);
    BASE_TEST("/query/count", test_count);
    BASE_TEST("/query/filters", test_filters);
    BASE_TEST("/query/ids", test_ids);
    BASE_TEST("/query/refused", test_refused);
    BASE_TEST("/query/scopes", test_scopes);
    BASE_TEST("/query/style", test_style);
    BASE_TEST("/query/enterprises", test_enterprises);
    return g_test_run();
}
