/* Lists of tasks: by their client, and with the filters that people work by. */
#include "pages.h"

#define OF_TASKS "SELECT task.id FROM task LEFT JOIN client AS c ON c.id = task.client_id "

/* --- tasks stand by their client's name ------------------------------------------------------- */

enum { CLIENTS_OF_TASKS = 12 };

static void change(Fixture *f, const Entity *entity, int64_t id, const char *field,
                   const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = record_load(f->base, &f->actors[ROLE_OWNER], entity, id, &error);
    g_assert_no_error(error);
    g_assert_true(record_type(f->base, &f->actors[ROLE_OWNER], record, entity_field(entity, field),
                              value, &error));
    record_save(f->base, &f->actors[ROLE_OWNER], record, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void rename_client(Fixture *f)
{
    change(f, &client_entity, 1 + random_below(CLIENTS_OF_TASKS), "surname",
           pages_names[random_below(PAGES_NAMES)]);
    change(f, &client_entity, 1 + random_below(CLIENTS_OF_TASKS), "patronymic",
           pages_names[random_below(PAGES_NAMES)]);
}

/* Whoever has no name stands by the company, the address, the number. */
static void take_name(Fixture *f)
{
    static const char *const fields[] = {"surname", "first_name", "patronymic", "company", "email"};
    int64_t client = 1 + random_below(CLIENTS_OF_TASKS);
    change(f, &client_entity, client, "phone", "+380507654321");
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        change(f, &client_entity, client, fields[i], "");
}

static void move_task(Fixture *f)
{
    int64_t task = 1 + random_below(20);
    g_autofree char *client = id_text(1 + random_below(CLIENTS_OF_TASKS));
    change(f, &task_entity, task, "client_id", random_below(3) ? client : "");
}

/* While a task is archived its client is renamed. */
static void archive_task(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    int64_t task = 1 + random_below(20);
    record_archive(f->base, &f->actors[ROLE_OWNER], &task_entity, task, &error);
    g_assert_no_error(error);
    for (int64_t client = 1; client <= CLIENTS_OF_TASKS; client++)
        change(f, &client_entity, client, "surname", pages_names[random_below(PAGES_NAMES)]);
    record_restore(f->base, &f->actors[ROLE_OWNER], &task_entity, task, &error);
    g_assert_no_error(error);
}

static bool spoil_keys(Base *base, void *data, GError **error)
{
    return db_execute(base_db(base), SQL("UPDATE task SET client_key = NULL"), DB_NO_ARGS, NULL,
                      error) &&
           db_execute(base_db(base),
                      SQL("UPDATE base_fact SET value = 'another' WHERE name = 'collation'"),
                      DB_NO_ARGS, NULL, error);
}

static void renew(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    BaseRenewal renewal;
    base_write(f->base, &f->actors[ROLE_NONE], spoil_keys, NULL, &error);
    g_assert_no_error(error);
    base_renew(f->base, NOW, &renewal, &error);
    g_assert_no_error(error);
    g_assert_cmpint(renewal.derived, >, 0);
}

static void assert_order(Fixture *f)
{
    static const char *const expected[] = {
        SQL(OF_TASKS "ORDER BY c.id IS NULL, c.sort_key, task.id"),
        SQL(OF_TASKS "ORDER BY c.id IS NULL, c.sort_key DESC, task.id DESC")};
    for (int way = 0; way < 4; way++) {
        Query query = {.entity = &task_entity, .order = "client", .descending = way & 1};
        g_autoptr(GArray) stored = ids_by_sql(f, expected[way & 1]);
        g_autoptr(GArray) found = ids_by_pages(f, &query, way & 2, NULL);
        assert_same(found, stored);
    }
}

static void test_pages(Fixture *f, const void *data)
{
    pages_add_clients(f, 160);
    pages_add_tasks(f, 60, 160);
    assert_order(f);
}

static void test_names_of_clients(Fixture *f, const void *data)
{
    static void (*const events[])(Fixture * f) = {rename_client, take_name, move_task, archive_task,
                                                  renew};
    pages_add_clients(f, CLIENTS_OF_TASKS);
    pages_add_tasks(f, 20, CLIENTS_OF_TASKS);
    for (size_t i = 0; i < G_N_ELEMENTS(events); i++)
        for (int n = 0; n < 6; n++) {
            events[i](f);
            g_test_message("event %zu", i);
            assert_order(f);
        }
}

/* --- filters of tasks ------------------------------------------------------------------------- */

#define BY_SUBJECT " ORDER BY task.sort_key, task.id"
#define BY_DUE " ORDER BY task.due_at, task.id"
#define BY_PRIORITY " ORDER BY task.priority_id, task.due_at, task.id"
#define EACH(condition)                                                                            \
    {                                                                                              \
        SQL(OF_TASKS "WHERE " condition BY_DUE), SQL(OF_TASKS "WHERE " condition BY_SUBJECT),      \
            SQL(OF_TASKS "WHERE " condition BY_PRIORITY)                                           \
    }

/* On 1 July in Kyiv; the second employee is dismissed. */
static const struct {
    size_t n;
    Filter filters[4];
    const char *expected[3]; /* ordered by due date, subject, priority */
} filters_of_tasks[] = {
    {1, {{"assignee_id", FILTER_NOBODY, NULL}}, EACH("coalesce(assignee_id, 2) = 2")},
    {2,
     {{"closed_at", FILTER_EMPTY, NULL}, {"assignee_id", FILTER_NOBODY, NULL}},
     EACH("closed_at IS NULL AND coalesce(assignee_id, 2) = 2")},
    {2,
     {{"closed_at", FILTER_EMPTY, NULL}, {"assignee_id", FILTER_IS, "3"}},
     EACH("closed_at IS NULL AND assignee_id = 3")},
    {3,
     {{"assignee_id", FILTER_IS, "3"},
      {"type_id", FILTER_IS, "1"},
      {"priority_id", FILTER_IS, "2"}},
     EACH("assignee_id = 3 AND type_id = 1 AND priority_id = 2")},
    {2,
     {{"due_at", FILTER_TO, "1782900000000000"}, {"closed_at", FILTER_EMPTY, NULL}},
     EACH("due_at <= 1782900000000000 AND closed_at IS NULL")},
    {3,
     {{"due_on", FILTER_FROM, "2026-07-01"},
      {"due_on", FILTER_TO, "2026-07-01"},
      {"due_at", FILTER_FROM, "1782853200000000"}},
     EACH("due_on = '2026-07-01'")},
    {2,
     {{"client_id", FILTER_IS, "2"}, {"closed_at", FILTER_EMPTY, NULL}},
     EACH("client_id = 2 AND closed_at IS NULL")},
};

static void add_some_tasks(Fixture *f, int n)
{
    for (int i = 0; i < n; i++) {
        g_autofree char *client = random_below(3) ? id_text(1 + random_below(3)) : NULL;
        g_autofree char *assignee = random_below(3) ? id_text(1 + random_below(4)) : NULL;
        g_autofree char *status = id_text(random_below(3) ? 1 : 6);
        g_autofree char *type = id_text(1 + random_below(2));
        g_autofree char *priority = id_text(1 + random_below(3));
        g_autofree char *due = g_strdup_printf("2026-%s", random_below(2) ? "06-30" : "07-01");
        fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject",
                     pages_names[random_below(PAGES_NAMES - 1)], "due_on", due, "due_minute",
                     random_below(2) ? "540" : NULL, "client_id", client, "assignee_id", assignee,
                     "status_id", status, "type_id", type, "priority_id", priority, NULL);
    }
}

/* Of a hundred by chance none may be what the narrowest conditions ask for. */
static void add_sure_task(Fixture *f)
{
    fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", pages_names[0], "due_on",
                 "2026-07-01", "client_id", "2", "assignee_id", "3", "status_id", "1", "type_id",
                 "1", "priority_id", "2", NULL);
}

/* The second employee is dismissed once there are tasks. */
static void dismiss_second(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) card =
        record_load(f->base, &f->actors[ROLE_OWNER], &employee_entity, 2, &error);
    g_assert_no_error(error);
    record_set_text(card, "status", "dismissed");
    record_save(f->base, &f->actors[ROLE_OWNER], card, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void test_filters(Fixture *f, const void *data)
{
    static const char *const by[] = {"due", "subject", "priority"};
    pages_add_clients(f, 3);
    add_some_tasks(f, 120);
    add_sure_task(f);
    dismiss_second(f);
    for (size_t i = 0; i < G_N_ELEMENTS(filters_of_tasks); i++)
        for (size_t order = 0; order < G_N_ELEMENTS(by); order++)
            for (int backward = 0; backward < 2; backward++) {
                Query query = {.entity = &task_entity,
                               .filters = filters_of_tasks[i].filters,
                               .n_filters = filters_of_tasks[i].n,
                               .order = by[order]};
                g_test_message("filters %zu by %s, backward %d", i, by[order], backward);
                g_autoptr(GArray) expected = ids_by_sql(f, filters_of_tasks[i].expected[order]);
                g_autoptr(GArray) found = ids_by_pages(f, &query, backward, NULL);
                g_assert_cmpint(expected->len, >, 0);
                assert_same(found, expected);
            }
}

/* Nobody is a word for references alone. */
static void test_nobody_refused(Fixture *f, const void *data)
{
    static const Filter filter = {"subject", FILTER_NOBODY, NULL};
    Query query = {.entity = &task_entity, .filters = &filter, .n_filters = 1};
    g_autoptr(GError) error = NULL;
    g_assert_null(
        query_page(f->base, &f->actors[ROLE_OWNER], &query, NULL, false, 5, NULL, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/query-tasks/pages", test_pages);
    BASE_TEST("/query-tasks/names-of-clients", test_names_of_clients);
    BASE_TEST("/query-tasks/filters", test_filters);
    BASE_TEST("/query-tasks/nobody-refused", test_nobody_refused);
    return g_test_run();
}
