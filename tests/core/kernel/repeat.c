/* A task that repeats: the next one is made when it is closed, once, however that happens
 * (docs/rules.md, "Tasks in time"). */
#include "core/bulk.h"
#include "core/checklist.h"
#include "core/task.h"
#include "fixture.h"

#define DAY (INT64_C(24 * 3600) * 1000000)
#define CLOSED "6"
#define CANCELLED "7"

static int64_t add_task(Fixture *f, const char *due_on, const char *rule)
{
    g_autofree char *guest = g_strdup_printf("%d", (int)f->actors[ROLE_GUEST].employee_id);
    return fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Звіт", "due_on",
                        due_on, "due_minute", "600", "priority_id", "4", "assignee_id", guest,
                        "recurrence", rule, NULL);
}

static void set_status(Fixture *f, int64_t now, int64_t id, const char *status)
{
    g_autoptr(GError) error = NULL;
    Actor manager = f->actors[ROLE_MANAGER];
    manager.now = now;
    g_autoptr(Record) task = record_load(f->base, &manager, &task_entity, id, &error);
    g_assert_no_error(error);
    record_set_integer(task, "status_id", g_ascii_strtoll(status, NULL, 10));
    record_save(f->base, &manager, task, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* All tasks: "id follows due rule", "-" after archived ones. */
static void assert_tasks(Fixture *f, const char *expected)
{
    g_autofree char *tasks = fixture_rows(
        f, SQL("SELECT id, coalesce(previous_id, 0), due_on, recurrence, "
               "CASE WHEN archived_at IS NULL THEN '' ELSE '-' END FROM task ORDER BY id"));
    g_assert_cmpstr(tasks, ==, expected);
}

/* The next has what this one had, is open, and is the author's, who is told of it. */
static void test_carried(Fixture *f, const void *data)
{
    int64_t id = add_task(f, "2026-07-01", "FREQ=WEEKLY;BYDAY=WE;COUNT=2");
    set_status(f, NOW, id, CLOSED);
    assert_tasks(f, "1|0|2026-07-01|FREQ=WEEKLY;BYDAY=WE;COUNT=2| "
                    "2|1|2026-07-08|FREQ=WEEKLY;BYDAY=WE;COUNT=1|");
    g_autofree char *same = fixture_rows(
        f, SQL("SELECT b.subject, b.due_minute, b.priority_id, b.status_id, b.assignee_id = "
               "a.assignee_id, b.created_by = a.created_by, b.closed_at IS NULL "
               "FROM task AS a JOIN task AS b ON b.previous_id = a.id"));
    g_assert_true(g_str_equal(same, "Звіт|600|4|1|1|1|1") ||
                  g_str_equal(same, "Звіт|600|4|1|t|t|t"));
    g_assert_cmpint(
        fixture_count(f, SQL("SELECT count(*) FROM change AS a JOIN change AS b "
                             "ON b.set_id = a.set_id WHERE a.entity = 'task' AND a.record_id = 2 "
                             "AND a.field = '' AND b.entity = 'task' AND b.record_id = 1 "
                             "AND b.field = 'status_id'")),
        ==, 1);
    set_status(f, NOW, 2, CANCELLED); /* the second of two */
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM task")), ==, 2);
}

/* --- what goes over --------------------------------------------------------------------------- */

static void watch(Fixture *f, int64_t id, Role who, bool on)
{
    g_autoptr(GError) error = NULL;
    task_watch(f->base, &f->actors[ROLE_OWNER], id, f->actors[who].employee_id, on, &error);
    g_assert_no_error(error);
}

static void add_lines(Fixture *f, int64_t id, const char *text)
{
    g_autoptr(GError) error = NULL;
    checklist_add(f->base, &f->actors[ROLE_OWNER], id, text, NULL, &error);
    g_assert_no_error(error);
}

/* Nothing of it is what a new task has. */
static int64_t add_whole_task(Fixture *f)
{
    const Actor *owner = &f->actors[ROLE_OWNER];
    g_autofree char *client =
        g_strdup_printf("%d", (int)fixture_save(f, owner, &client_entity, "surname", "Сич", NULL));
    g_autofree char *guest = g_strdup_printf("%d", (int)f->actors[ROLE_GUEST].employee_id);
    int64_t id = fixture_save(f, owner, &task_entity, "subject", "Звіт", "due_on", "2026-07-09",
                              "due_minute", "600", "type_id", "3", "status_id", "3", "priority_id",
                              "4", "assignee_id", guest, "client_id", client, "description",
                              "раз\nдва", "recurrence", "FREQ=DAILY", NULL);
    add_lines(f, id, "папір\nпідпис");
    watch(f, id, ROLE_MANAGER, true);
    watch(f, id, ROLE_ADMIN, true);
    return id;
}

static char *checks_of(Fixture *f, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) lines = checklist_read(f->base, &f->actors[ROLE_OWNER], id, NULL, &error);
    g_assert_no_error(error);
    GString *found = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const CheckLine *line = lines->pdata[i];
        g_string_append_printf(found, "%s%s ", line->text, line->done ? "+" : "");
    }
    return g_string_free(found, FALSE);
}

/* A bit a role. */
static unsigned watchers_of(Fixture *f, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) who = task_watchers(f->base, &f->actors[ROLE_OWNER], id, &error);
    g_assert_no_error(error);
    unsigned found = 0;
    for (guint i = 0; i < who->len; i++)
        for (unsigned role = ROLE_GUEST; role <= ROLE_OWNER; role++)
            if (f->actors[role].employee_id == ((const TaskWatcher *)who->pdata[i])->employee_id)
                found |= 1U << role;
    return found;
}

static void assert_lists(Fixture *f, int64_t id, const char *checks, unsigned watchers)
{
    g_autofree char *found = checks_of(f, id);
    g_assert_cmpstr(found, ==, checks);
    g_assert_cmphex(watchers_of(f, id), ==, watchers);
}

/* Every field, watcher and line of the checklist; of these none is done. */
static void test_all_of_it(Fixture *f, const void *data)
{
    int64_t id = add_whole_task(f);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) lines = checklist_read(f->base, &f->actors[ROLE_OWNER], id, NULL, &error);
    checklist_tick(f->base, &f->actors[ROLE_OWNER], id, ((const CheckLine *)lines->pdata[1])->id,
                   true, &error);
    g_assert_no_error(error);
    assert_lists(f, id, "папір підпис+ ", 1U << ROLE_MANAGER | 1U << ROLE_ADMIN);
    set_status(f, NOW, id, CLOSED);
    g_autofree char *next = fixture_rows(
        f, SQL("SELECT b.due_on, b.status_id, count(*) FROM task AS a JOIN task AS b "
               "ON b.previous_id = a.id AND b.subject = a.subject AND b.due_minute = a.due_minute "
               "AND b.type_id = a.type_id AND b.priority_id = a.priority_id "
               "AND b.assignee_id = a.assignee_id AND b.client_id = a.client_id "
               "AND b.description = a.description AND b.created_by = a.created_by "
               "GROUP BY b.due_on, b.status_id"));
    g_assert_cmpstr(next, ==, "2026-07-10|1|1");
    assert_lists(f, 2, "папір підпис ", 1U << ROLE_MANAGER | 1U << ROLE_ADMIN);
}

/* What was changed while it was open again is what the next one has. */
static void test_all_of_it_anew(Fixture *f, const void *data)
{
    int64_t id = add_whole_task(f);
    set_status(f, NOW, id, CLOSED);
    set_status(f, NOW, id, "1");
    watch(f, id, ROLE_ADMIN, false);
    watch(f, id, ROLE_OWNER, true);
    add_lines(f, id, "печатка");
    set_status(f, NOW, id, CLOSED);
    assert_lists(f, 2, "папір підпис печатка ", 1U << ROLE_MANAGER | 1U << ROLE_OWNER);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM task")), ==, 2);
}

/* Somebody wrote down more about the next one, and deleted it. */
static void test_lists_are_kept(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t id = add_whole_task(f);
    set_status(f, NOW, id, CLOSED);
    add_lines(f, 2, "ключі");
    record_archive(f->base, &f->actors[ROLE_OWNER], &task_entity, 2, &error);
    g_assert_no_error(error);
    set_status(f, NOW, id, "1");
    set_status(f, NOW, id, CLOSED);
    assert_lists(f, 2, "папір підпис ключі ", 1U << ROLE_MANAGER | 1U << ROLE_ADMIN);
}

/* --- when it is made -------------------------------------------------------------------------- */

/* Closed late: days that have gone by are left out, today is not. */
static void test_late(Fixture *f, const void *data)
{
    set_status(f, NOW + 9 * DAY, add_task(f, "2026-07-01", "FREQ=DAILY;INTERVAL=3"), CLOSED);
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY;INTERVAL=3| 2|1|2026-07-10|FREQ=DAILY;INTERVAL=3|");
}

/* Opened again, by whatever way: the next goes, and comes back with the next closing; never a
 * second. */
static void test_reopened(Fixture *f, const void *data)
{
    int64_t id = add_task(f, "2026-07-01", "FREQ=DAILY");
    set_status(f, NOW, id, CLOSED);
    set_status(f, NOW, id, CANCELLED);
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY| 2|1|2026-07-02|FREQ=DAILY|");
    set_status(f, NOW, id, "1");
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY| 2|1|2026-07-02|FREQ=DAILY|-");
    set_status(f, NOW + 3 * DAY, id, CLOSED);
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY| 2|1|2026-07-04|FREQ=DAILY|");
    set_status(f, NOW + 3 * DAY, id, "1");
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY| 2|1|2026-07-04|FREQ=DAILY|-");
}

static void postpone(Fixture *f, int64_t id, const char *due_on)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) task = record_load(f->base, &f->actors[ROLE_OWNER], &task_entity, id, &error);
    record_set_text(task, "due_on", due_on);
    g_assert_true(record_save(f->base, &f->actors[ROLE_OWNER], task, NULL, NULL, &error));
}

/* What somebody has begun with is theirs: it neither goes nor is overwritten. */
static void test_touched(Fixture *f, const void *data)
{
    int64_t id = add_task(f, "2026-07-01", "FREQ=DAILY");
    set_status(f, NOW, id, CLOSED);
    postpone(f, 2, "2026-07-20");
    set_status(f, NOW, id, "1");
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY| 2|1|2026-07-20|FREQ=DAILY|");
    set_status(f, NOW, id, CLOSED);
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY| 2|1|2026-07-20|FREQ=DAILY|");
}

static void test_bulk(Fixture *f, const void *data)
{
    const int64_t ids[] = {add_task(f, "2026-07-01", "FREQ=DAILY"), add_task(f, "2026-07-01", "")};
    static const BulkValue closed = {"status_id", CLOSED};
    g_autoptr(GError) error = NULL;
    g_auto(BulkReport) report, back;
    bulk_report_init(&report);
    bulk_report_init(&back);
    Actor *manager = &f->actors[ROLE_MANAGER];
    for (int again = 0; again < 2; again++)
        bulk_edit(f->base, manager, &task_entity, &closed, 1, NULL, ids, 2, &report, &error);
    g_assert_no_error(error);
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY| 2|0|2026-07-01|| 3|1|2026-07-02|FREQ=DAILY|");
    bulk_take_back(f->base, manager, &task_entity, report.set_id, ids, 2, &back, &error);
    g_assert_no_error(error);
    g_assert_cmpint(back.refused, ==, 0);
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY| 2|0|2026-07-01|| 3|1|2026-07-02|FREQ=DAILY|-");
}

/* Two people have it on the screen and close it. */
static void test_two(Fixture *f, const void *data)
{
    int64_t id = add_task(f, "2026-07-01", "FREQ=DAILY");
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) other = base_open(f->url, PROGRAM_CLIENT, &error);
    g_assert_no_error(error);
    g_autoptr(Record) mine = record_load(f->base, &f->actors[ROLE_OWNER], &task_entity, id, &error);
    g_autoptr(Record) theirs =
        record_load(other, &f->actors[ROLE_MANAGER], &task_entity, id, &error);
    record_set_text(mine, "description", "зроблено");
    record_set_integer(mine, "status_id", 6);
    record_set_integer(theirs, "status_id", 6);
    g_assert_true(record_save(f->base, &f->actors[ROLE_OWNER], mine, NULL, NULL, &error));
    g_assert_true(record_save(other, &f->actors[ROLE_MANAGER], theirs, NULL, NULL, &error));
    assert_tasks(f, "1|0|2026-07-01|FREQ=DAILY| 2|1|2026-07-02|FREQ=DAILY|");
}

/* Who has gone gets no task; the one who closes does. */
static void test_dismissed(Fixture *f, const void *data)
{
    int64_t id = add_task(f, "2026-07-01", "FREQ=DAILY");
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) card = record_load(f->base, &f->actors[ROLE_OWNER], &employee_entity,
                                         f->actors[ROLE_GUEST].employee_id, &error);
    record_set_text(card, "status", "dismissed");
    g_assert_true(record_save(f->base, &f->actors[ROLE_OWNER], card, NULL, NULL, &error));
    set_status(f, NOW, id, CLOSED);
    g_assert_cmpint(fixture_count(f, SQL("SELECT assignee_id FROM task WHERE id = 2")), ==,
                    f->actors[ROLE_MANAGER].employee_id);
}

static void test_refused(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) task =
        fixture_record(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "А", "due_on",
                       "2026-07-01", "recurrence", "FREQ=HOURLY", NULL);
    g_auto(SaveReport) report = {.field = -1};
    g_assert_false(record_save(f->base, &f->actors[ROLE_OWNER], task, NULL, &report, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_assert_cmpint(report.field, ==, entity_field(&task_entity, "recurrence"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/repeat/carried", test_carried);
    BASE_TEST("/repeat/all", test_all_of_it);
    BASE_TEST("/repeat/all-anew", test_all_of_it_anew);
    BASE_TEST("/repeat/lists-are-kept", test_lists_are_kept);
    BASE_TEST("/repeat/late", test_late);
    BASE_TEST("/repeat/reopened", test_reopened);
    BASE_TEST("/repeat/touched", test_touched);
    BASE_TEST("/repeat/bulk", test_bulk);
    BASE_TEST("/repeat/two", test_two);
    BASE_TEST("/repeat/dismissed", test_dismissed);
    BASE_TEST("/repeat/refused", test_refused);
    return g_test_run();
}
