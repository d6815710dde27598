/* A snoozed task is away until its day: docs/rules.md, "Tasks in time". And changing many records
 * at once, which is how tasks are snoozed. */
#include "core/bulk.h"
#include "core/task.h"
#include "fixture.h"

#define HOUR (INT64_C(3600) * 1000000)
#define MIDNIGHT (NOW + 11 * HOUR) /* in Kyiv: 21:00 UTC ends 1 July */

static int64_t add_task(Fixture *f, const char *subject, const char *until)
{
    return fixture_save(f, &f->actors[ROLE_MANAGER], &task_entity, "subject", subject, "due_on",
                        "2026-07-03", "snoozed_until", until, NULL);
}

/* The subjects in a list, one after the other. */
static char *subjects(Fixture *f, int64_t now, Query query)
{
    g_autoptr(GError) error = NULL;
    Actor reader = f->actors[ROLE_GUEST];
    g_autoptr(GString) all = g_string_new(NULL);
    reader.now = now;
    query.entity = &task_entity;
    query.order = "subject";
    g_autoptr(GPtrArray) rows = query_page(f->base, &reader, &query, NULL, false, 10, NULL, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < rows->len; i++)
        g_string_append(all, ((QueryRow *)rows->pdata[i])->cells[0]);
    int64_t total;
    query_count(f->base, &reader, &query, NULL, 100, &total, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(total, ==, rows->len);
    g_autoptr(GArray) ids = query_ids(f->base, &reader, &query, &error);
    g_assert_no_error(error);
    g_assert_cmpint(ids->len, ==, rows->len);
    return g_string_free(g_steal_pointer(&all), FALSE);
}

static void assert_listed(Fixture *f, int64_t now, Query query, const char *expected)
{
    g_autofree char *listed = subjects(f, now, query);
    g_assert_cmpstr(listed, ==, expected);
}

/* It returns with the day, in the enterprise's zone and without anybody doing anything. */
static void test_returns(Fixture *f, const void *data)
{
    add_task(f, "A", NULL);
    add_task(f, "B", "2026-07-02");
    add_task(f, "C", "2026-07-03");
    assert_listed(f, NOW, (Query){0}, "A");
    assert_listed(f, MIDNIGHT - 1, (Query){0}, "A");
    assert_listed(f, MIDNIGHT, (Query){0}, "AB");
    assert_listed(f, MIDNIGHT + 24 * HOUR, (Query){0}, "ABC");
    Query mine = {.scope = "mine", .scope_values = {f->actors[ROLE_MANAGER].employee_id}};
    assert_listed(f, NOW, mine, "A");
}

/* Who asks for them sees them. */
static void test_asked_for(Fixture *f, const void *data)
{
    static const Filter away = {"snoozed_until", FILTER_FROM, "2026-07-02"},
                        there = {"subject", FILTER_IS, "Bear"};
    add_task(f, "A", NULL);
    int64_t id = add_task(f, "Bear", "2026-07-02");
    assert_listed(f, NOW, (Query){.filters = &away, .n_filters = 1}, "Bear");
    assert_listed(f, NOW, (Query){.filters = &there, .n_filters = 1}, "");
    assert_listed(f, NOW, (Query){.search = "bea"}, "Bear");
    g_autoptr(GError) error = NULL;
    g_autofree char *position = NULL;
    Query query = {.entity = &task_entity};
    query_locate(f->base, &f->actors[ROLE_OWNER], &query, id, &position, &error);
    g_assert_no_error(error);
    g_assert_null(position);
    record_archive(f->base, &f->actors[ROLE_OWNER], &task_entity, id, &error);
    g_assert_no_error(error);
    assert_listed(f, NOW, (Query){.archived = true}, "Bear");
}

static Record *load(Fixture *f, int64_t id)
{
    g_autoptr(GError) error = NULL;
    Record *task = record_load(f->base, &f->actors[ROLE_MANAGER], &task_entity, id, &error);
    g_assert_no_error(error);
    return task;
}

static void test_card(Fixture *f, const void *data)
{
    Actor manager = f->actors[ROLE_MANAGER];
    g_autoptr(Record) task = load(f, add_task(f, "A", "2026-07-02"));
    g_assert_true(task_is_snoozed(f->base, &manager, task));
    manager.now = MIDNIGHT;
    g_assert_false(task_is_snoozed(f->base, &manager, task));
}

static void test_refused(Fixture *f, const void *data)
{
    g_autoptr(Record) task = load(f, add_task(f, "A", NULL));
    g_auto(SaveReport) report = {.field = -1};
    g_autoptr(GError) error = NULL;
    record_set_text(task, "snoozed_until", "2026-07-01");
    g_assert_false(record_save(f->base, &f->actors[ROLE_MANAGER], task, NULL, &report, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_assert_cmpint(report.field, ==, entity_field(&task_entity, "snoozed_until"));
}

static void save_at(Fixture *f, int64_t now, Record *task)
{
    g_autoptr(GError) error = NULL;
    Actor manager = f->actors[ROLE_MANAGER];
    manager.now = now;
    record_save(f->base, &manager, task, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* A day that has come stays in the card and hinders nobody; closing ends a snooze, and what takes
 * the closing back brings it back, even on a later day. */
static void test_later(Fixture *f, const void *data)
{
    g_autoptr(Record) task = load(f, add_task(f, "A", "2026-07-02"));
    record_set_text(task, "description", "…");
    save_at(f, MIDNIGHT, task);
    g_assert_cmpstr(record_text(task, "snoozed_until"), ==, "2026-07-02");
    g_autoptr(Record) before = record_copy(task);
    record_set_text(task, "status_id", "6");
    save_at(f, MIDNIGHT, task);
    g_assert_true(record_is_empty(task, "snoozed_until"));
    record_set_integer(task, "status_id", record_integer(before, "status_id"));
    record_set_text(task, "snoozed_until", "2026-07-02");
    save_at(f, MIDNIGHT + 48 * HOUR, task);
    g_assert_cmpstr(record_text(task, "snoozed_until"), ==, "2026-07-02");
}

/* --- many at once ----------------------------------------------------------------------------- */

static void snooze(Fixture *f, Role role, const int64_t *ids, size_t n, BulkReport *report)
{
    static const BulkValue value = {"snoozed_until", "2026-07-09"};
    g_autoptr(GError) error = NULL;
    bulk_edit(f->base, &f->actors[role], &task_entity, &value, 1, NULL, ids, n, report, &error);
    g_assert_no_error(error);
}

static void take_back(Fixture *f, int64_t set_id, const int64_t *ids, size_t n, BulkReport *report)
{
    g_autoptr(GError) error = NULL;
    bulk_take_back(f->base, &f->actors[ROLE_MANAGER], &task_entity, set_id, ids, n, report, &error);
    g_assert_no_error(error);
}

static void test_many(Fixture *f, const void *data)
{
    const int64_t ids[] = {add_task(f, "A", NULL), 777, add_task(f, "B", "2026-07-05"),
                           add_task(f, "C", "2026-07-09")};
    g_auto(BulkReport) report;
    bulk_report_init(&report);
    snooze(f, ROLE_MANAGER, ids, 2, &report);
    snooze(f, ROLE_MANAGER, ids + 2, 2, &report);
    g_assert_cmpint(report.changed->len, ==, 2);
    g_assert_cmpint(report.refused, ==, 1);
    g_autofree char *logged =
        fixture_rows(f, SQL("SELECT record_id, old, new FROM change WHERE field = 'snoozed_until' "
                            "AND old IS NOT NULL"));
    g_assert_cmpstr(logged, ==, "2|2026-07-05|2026-07-09");
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(DISTINCT set_id) FROM change WHERE field = "
                                         "'snoozed_until'")),
                    ==, 1);
    g_autoptr(Record) touched = load(f, ids[0]);
    record_set_text(touched, "snoozed_until", "2026-08-01");
    save_at(f, NOW, touched);
    g_auto(BulkReport) back;
    bulk_report_init(&back);
    take_back(f, report.set_id, (const int64_t *)(void *)report.changed->data, 2, &back);
    g_assert_cmpint(back.changed->len, ==, 1);
    g_assert_cmpint(back.refused, ==, 1);
    g_autofree char *left = fixture_rows(f, SQL("SELECT snoozed_until FROM task ORDER BY id"));
    g_assert_cmpstr(left, ==, "2026-08-01 2026-07-05 2026-07-09");
    g_assert_cmpint(fixture_count(f, SQL("SELECT undoes FROM change_set WHERE undoes IS NOT NULL")),
                    ==, report.set_id);
}

/* A guest may change nothing of a task but the status of one's own. */
static void test_rights(Fixture *f, const void *data)
{
    const int64_t id = add_task(f, "A", NULL);
    g_auto(BulkReport) report;
    bulk_report_init(&report);
    snooze(f, ROLE_GUEST, &id, 1, &report);
    g_assert_cmpint(report.refused, ==, 1);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(snoozed_until) FROM task")), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/snooze/returns", test_returns);
    BASE_TEST("/snooze/asked-for", test_asked_for);
    BASE_TEST("/snooze/card", test_card);
    BASE_TEST("/snooze/refused", test_refused);
    BASE_TEST("/snooze/later", test_later);
    BASE_TEST("/snooze/many", test_many);
    BASE_TEST("/snooze/rights", test_rights);
    return g_test_run();
}
