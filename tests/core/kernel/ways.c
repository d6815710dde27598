/* How often a program waits for the way to a server and back: what a network makes of the time that
 * everything takes. A statement more that is waited for is found here. */
#include "core/auth.h"
#include "core/bulk.h"
#include "core/checklist.h"
#include "core/import.h"
#include "core/task.h"
#include "fixture.h"
#include "postgres.h"

#include <string.h>

static unsigned ways(const Fixture *f)
{
    return ((const Postgres *)(const void *)base_db(f->base))->n_ways;
}

static int64_t add_clients(Fixture *f)
{
    int64_t id = 0;
    for (int i = 0; i < 60; i++) {
        g_autofree char *surname = g_strdup_printf("Іваненко%d", i);
        id = fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "surname", surname, "email",
                          "a@example.com", NULL);
    }
    return id;
}

/* The second time: what is kept between calls (rights, choices) is read by then. */
static unsigned ways_of(Fixture *f, int64_t id, void (*act)(Fixture *f, int64_t id))
{
    act(f, id);
    unsigned before = ways(f);
    act(f, id);
    return ways(f) - before;
}

static void page(Fixture *f, const char *search)
{
    g_autoptr(GError) error = NULL;
    Query query = {.entity = &client_entity, .order = "name", .search = search};
    g_autoptr(GPtrArray) rows =
        query_page(f->base, &f->actors[ROLE_MANAGER], &query, NULL, false, 50, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, search ? 1 : 50);
}

static void read_page(Fixture *f, int64_t id)
{
    page(f, NULL);
}

static void search(Fixture *f, int64_t id)
{
    page(f, "іваненко17");
}

static void count(Fixture *f, int64_t id)
{
    int64_t total;
    g_autoptr(GError) error = NULL;
    Query query = {.entity = &client_entity};
    query_count(f->base, &f->actors[ROLE_MANAGER], &query, NULL, 1000, &total, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(total, ==, 60);
}

static Record *load(Fixture *f, int64_t id)
{
    g_autoptr(GError) error = NULL;
    Record *record = record_load(f->base, &f->actors[ROLE_MANAGER], &client_entity, id, &error);
    g_assert_no_error(error);
    return record;
}

static void open_card(Fixture *f, int64_t id)
{
    record_free(load(f, id));
}

static void read_clock(Fixture *f, int64_t id)
{
    g_autoptr(GTimeZone) zone = base_zone(f->base, f->enterprise_id);
    g_assert_cmpstr(g_time_zone_get_identifier(zone), ==, "Europe/Kyiv");
}

static void load_and_save(Fixture *f, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = load(f, id);
    g_autofree char *comment = g_strdup_printf("%u", ways(f));
    record_set_text(record, "comment", comment);
    record_set_text(record, "phone", "050 111 22 33\n050 111 22 34");
    record_save(f->base, &f->actors[ROLE_OWNER], record, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void add(Fixture *f, int64_t id)
{
    fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "surname", "Новий", "email",
                 "b@example.com", "phone", "050 111 22 33", NULL);
}

/* Clients from a file, the second time changed: `n` in one slice. */
static void import(Fixture *f, int64_t n)
{
    g_autoptr(GError) error = NULL;
    g_auto(ImportReport) report = {0};
    g_autoptr(GString) text = g_string_new("Фамилия,E-mail,Компания\n");
    g_autofree char *file = g_build_filename(f->folder, "clients.csv", NULL);
    const ImportOptions options = {.file = file, .header = 1, .on_duplicate = DUPLICATE_OVERWRITE};
    for (int64_t i = 0; i < n; i++)
        g_string_append_printf(text, "Новий,%d-%d@example.com,Фірма %u\n", (int)n, (int)i, ways(f));
    g_assert_true(g_file_set_contents(file, text->str, -1, &error));
    g_assert_true(import_csv(f->base, &f->actors[ROLE_MANAGER], &options, &report, &error));
    g_assert_cmpint(report.created + report.updated, ==, n);
}

enum { N_TASKS = 30 };

static int64_t add_tasks(Fixture *f)
{
    int64_t last = 0;
    for (int i = 0; i < N_TASKS; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Record) task = fixture_sample(f, &f->actors[ROLE_OWNER], &task_entity);
        record_save(f->base, &f->actors[ROLE_OWNER], task, NULL, NULL, &error);
        g_assert_no_error(error);
        last = task->id;
    }
    return last;
}

static bool only_last_is_over(Base *base, const Actor *actor, Record *task, const void *last,
                              GError **error)
{
    const int64_t *id = last;
    record_set_text(task, "due_on", task->id == *id ? "2026-06-30" : "2026-07-20");
    return true;
}

/* Nothing is known, and however many clients the tasks name. */
static void read_tasks(Fixture *f, int64_t contains)
{
    static const Filter part = {"subject", FILTER_CONTAINS, "Справа"};
    g_autoptr(GError) error = NULL;
    Query query = {.entity = &task_entity, .filters = &part, .n_filters = contains ? 1 : 0};
    base_forget(f->base);
    g_autoptr(GPtrArray) rows =
        query_page(f->base, &f->actors[ROLE_MANAGER], &query, NULL, false, N_TASKS, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, N_TASKS);
}

static void add_tasks_of_clients(Fixture *f)
{
    for (int i = 0; i < N_TASKS; i++) {
        g_autofree char *client = g_strdup_printf("%d", 1 + i);
        fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Справа", "due_on",
                     "2026-07-02", "client_id", client, NULL);
    }
}

static void read_checklist(Fixture *f, int64_t task)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) lines =
        checklist_read(f->base, &f->actors[ROLE_MANAGER], task, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(lines->len, ==, 0);
}

/* Nothing is known, and however many there are. */
static void read_watchers(Fixture *f, int64_t task)
{
    g_autoptr(GError) error = NULL;
    base_forget(f->base);
    g_autoptr(GPtrArray) watchers = task_watchers(f->base, &f->actors[ROLE_MANAGER], task, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(watchers->len, ==, 3);
}

static void add_watchers(Fixture *f, int64_t task)
{
    g_autoptr(GError) error = NULL;
    for (Role role = ROLE_MANAGER; role <= ROLE_OWNER; role++)
        task_watch(f->base, &f->actors[ROLE_OWNER], task, f->actors[role].employee_id, true,
                   &error);
    g_assert_no_error(error);
}

/* However many tasks it is about. */
static void look_for_doubt(Fixture *f, int64_t last)
{
    int64_t ids[N_TASKS];
    for (int i = 0; i < N_TASKS; i++)
        ids[i] = last - N_TASKS + 1 + i;
    g_autofree char *doubt = bulk_doubt(f->base, &f->actors[ROLE_OWNER], &task_entity,
                                        only_last_is_over, &last, ids, N_TASKS);
    g_assert_cmpstr(doubt, ==, "The due date, 30.06.2026, is in the past.");
}

static void test_ways(Fixture *f, const void *data)
{
    int64_t id = add_clients(f);
    g_assert_cmpuint(ways_of(f, id, read_page), ==, 1);
    g_assert_cmpuint(ways_of(f, id, count), ==, 1);
    g_assert_cmpuint(ways_of(f, id, search), ==, 3);
    g_assert_cmpuint(ways_of(f, id, open_card), ==, 1);
    g_assert_cmpuint(ways_of(f, id, read_clock), ==, 0);
    g_assert_cmpuint(ways_of(f, id, load_and_save), ==, 1 + 3);
    g_assert_cmpuint(ways_of(f, id, add), ==, 3);
    g_assert_cmpuint(ways_of(f, 40, import), ==, ways_of(f, 4, import));
    add_tasks_of_clients(f);
    g_assert_cmpuint(ways_of(f, false, read_tasks), ==, 8);
    g_assert_cmpuint(ways_of(f, true, read_tasks), ==, 10);
    int64_t task = add_tasks(f);
    g_assert_cmpuint(ways_of(f, task, look_for_doubt), ==, 2);
    g_assert_cmpuint(ways_of(f, task, read_checklist), ==, 1);
    add_watchers(f, task);
    g_assert_cmpuint(ways_of(f, task, read_watchers), ==, 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/core/kernel/ways", test_ways);
    return g_test_run();
}
