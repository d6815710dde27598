/* What one key does to tasks, one or many: docs/rules.md, "Working a list of tasks". */
#include "core/choice_list.h"
#include "core/task.h"
#include "fixture.h"

#include <string.h>

static const int day = 1, week = 7, up = 1, down = -1;

static int64_t add_task(Fixture *f, const char *due, const char *minute, const char *status)
{
    return fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Справа", "due_on", due,
                        "due_minute", minute, "status_id", status, NULL);
}

static void change(Fixture *f, Role role, BulkChange by, const void *data, const int64_t *ids,
                   size_t n, BulkReport *report)
{
    g_autoptr(GError) error = NULL;
    bulk_report_init(report);
    bulk_change(f->base, &f->actors[role], &task_entity, by, data, NULL, ids, n, report, &error);
    g_assert_no_error(error);
}

/* NULL: it was done; else why not. Free with g_free. */
static char *change_one(Fixture *f, Role role, BulkChange by, const void *data, int64_t id)
{
    g_auto(BulkReport) report;
    change(f, role, by, data, &id, 1, &report);
    g_assert_cmpint(report.refused + report.changed->len, ==, 1);
    return report.refused ? g_strdup(((const BulkRefusal *)report.refusals->pdata[0])->reason)
                          : NULL;
}

static void assert_done(Fixture *f, BulkChange by, const void *data, int64_t id, const char *why)
{
    g_autofree char *refused = change_one(f, ROLE_OWNER, by, data, id);
    g_assert_cmpstr(refused, ==, why);
}

static void assert_field(Fixture *f, int64_t id, const char *field, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) task = record_load(f->base, &f->actors[ROLE_OWNER], &task_entity, id, &error);
    g_assert_no_error(error);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, record_integer(task, field));
    const char *text = record_text(task, field);
    g_assert_cmpstr(*text ? text : number, ==, expected);
}

/* --- status ----------------------------------------------------------------------------------- */

/* By the enterprise's order, over what was deleted, and never into a status that closes. */
static void test_forward(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    bool moved;
    const int64_t id = add_task(f, "2026-07-05", NULL, "1");
    record_archive(f->base, &f->actors[ROLE_OWNER], &task_status_entity, 2, &error);
    g_assert_no_error(error);
    assert_done(f, task_forward, NULL, id, NULL);
    assert_field(f, id, "status_id", "3");
    choice_move(f->base, &f->actors[ROLE_OWNER], &task_status_entity, 6, true, &moved, &error);
    choice_move(f->base, &f->actors[ROLE_OWNER], &task_status_entity, 6, true, &moved, &error);
    g_assert_no_error(error); /* new, review, closed, solved, feedback, cancelled */
    assert_done(f, task_forward, NULL, id, NULL);
    assert_field(f, id, "status_id", "4");
    assert_done(f, task_forward, NULL, id, NULL);
    assert_field(f, id, "status_id", "5");
    assert_done(f, task_forward, NULL, id, "no open status comes after this one: close the task");
    assert_field(f, id, "status_id", "5");
}

static void test_close(Fixture *f, const void *data)
{
    const int64_t id = add_task(f, "2026-07-05", NULL, "1");
    assert_done(f, task_close, NULL, id, NULL);
    assert_field(f, id, "status_id", "6");
    assert_done(f, task_close, NULL, id, "the task is closed already");
    assert_done(f, task_forward, NULL, id, "the task is closed: choose a status for it");
    assert_done(f, task_postpone, &day, id, "the task is closed: it is due no more");
}

/* --- due date --------------------------------------------------------------------------------- */

/* Today is 1 July; the clocks of Kyiv go from 3 to 4 on 28 March 2027. */
static void test_postpone(Fixture *f, const void *data)
{
    static const struct {
        const char *due, *minute;
        const int *days;
        const char *then, *at; /* due_at, in seconds after the Epoch */
    } cases[] = {
        {"2026-07-03", NULL, &day, "2026-07-04", "1783198800"},
        {"2026-07-03", NULL, &week, "2026-07-10", "1783717200"},
        {"2026-07-01", "540", &day, "2026-07-02", "1782972000"}, /* 09:00, over since the morning */
        {"2026-05-20", "540", &day, "2026-07-02", "1782972000"},
        {"2026-06-30", NULL, &week, "2026-07-08", "1783544400"},
        {"2027-03-27", "210", &day, "2027-03-28", "1806195600"}, /* 03:30 is skipped: 04:00 */
        {"2027-03-28", "210", &day, "2027-03-29", "1806280200"}, /* and the time is kept */
        {"2026-10-24", "210", &day, "2026-10-25", "1792888200"}, /* the first of two 03:30 */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const int64_t id = add_task(f, cases[i].due, cases[i].minute, "1");
        g_autofree char *at = g_strconcat(cases[i].at, "000000", NULL);
        assert_done(f, task_postpone, cases[i].days, id, NULL);
        assert_field(f, id, "due_on", cases[i].then);
        assert_field(f, id, "due_at", at);
        assert_field(f, id, "due_minute", cases[i].minute ? cases[i].minute : "0");
    }
    assert_done(f, task_postpone, &day, add_task(f, "2199-12-31", NULL, "1"),
                "the calendar does not go on so far");
}

/* --- priority --------------------------------------------------------------------------------- */

static void test_weigh(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    const int64_t id = add_task(f, "2026-07-05", NULL, "1");
    record_archive(f->base, &f->actors[ROLE_OWNER], &task_priority_entity, 3, &error);
    g_assert_no_error(error);
    assert_done(f, task_weigh, &up, id, NULL);
    assert_field(f, id, "priority_id", "4");
    assert_done(f, task_weigh, &up, id, NULL);
    assert_done(f, task_weigh, &up, id, "there is no higher priority");
    assert_field(f, id, "priority_id", "5");
    for (int i = 0; i < 3; i++)
        assert_done(f, task_weigh, &down, id, NULL);
    assert_field(f, id, "priority_id", "1");
    assert_done(f, task_weigh, &down, id, "there is no lower priority");
}

/* --- many, and who may ------------------------------------------------------------------------ */

/* Each by what it is; what is refused is counted; one change set, to be taken back as one. */
static void test_many(Fixture *f, const void *data)
{
    const int64_t ids[] = {add_task(f, "2026-07-03", NULL, "1"),
                           add_task(f, "2026-06-01", NULL, "6"), 777,
                           add_task(f, "2026-06-01", "600", "2")};
    g_auto(BulkReport) report;
    change(f, ROLE_MANAGER, task_postpone, &day, ids, G_N_ELEMENTS(ids), &report);
    g_assert_cmpint(report.changed->len, ==, 2);
    g_assert_cmpint(report.refused, ==, 2);
    assert_field(f, ids[0], "due_on", "2026-07-04");
    assert_field(f, ids[3], "due_on", "2026-07-02");
    g_auto(BulkReport) back;
    g_autoptr(GError) error = NULL;
    bulk_report_init(&back);
    bulk_take_back(f->base, &f->actors[ROLE_MANAGER], &task_entity, report.set_id,
                   (const int64_t *)(void *)report.changed->data, 2, &back, &error);
    g_assert_no_error(error);
    g_assert_cmpint(back.changed->len, ==, 2);
    assert_field(f, ids[0], "due_on", "2026-07-03");
    assert_field(f, ids[3], "due_on", "2026-06-01");
}

/* Guests: the status and comments of their own, short of closing. */
static void test_rights(Fixture *f, const void *data)
{
    const int64_t others = add_task(f, "2026-07-05", NULL, "1");
    g_autofree char *guest =
        g_strdup_printf("%" G_GINT64_FORMAT, f->actors[ROLE_GUEST].employee_id);
    const int64_t own = fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Справа",
                                     "due_on", "2026-07-05", "assignee_id", guest, NULL);
    static const struct {
        BulkChange by;
        const void *data;
        bool own;
    } cases[] = {{task_forward, NULL, true},
                 {task_close, NULL, false},
                 {task_postpone, &day, false},
                 {task_weigh, &up, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mine = change_one(f, ROLE_GUEST, cases[i].by, cases[i].data, own);
        g_autofree char *not_mine = change_one(f, ROLE_GUEST, cases[i].by, cases[i].data, others);
        g_assert_true((mine == NULL) == cases[i].own);
        g_assert_nonnull(not_mine);
    }
}

static bool change_nothing(Base *base, const Actor *actor, Record *record, const void *data,
                           GError **error)
{
    return true;
}

/* A comment to many is an entry of each one's journal, and counted. */
static void test_comment(Fixture *f, const void *data)
{
    const int64_t ids[] = {add_task(f, "2026-07-03", NULL, "1"),
                           add_task(f, "2026-07-03", NULL, "6")};
    g_autoptr(GError) error = NULL;
    g_auto(BulkReport) report;
    bulk_report_init(&report);
    bulk_change(f->base, &f->actors[ROLE_OWNER], &task_entity, change_nothing, NULL, "Питали \t",
                ids, 2, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpint(report.changed->len, ==, 2);
    for (int i = 0; i < 2; i++) {
        g_autoptr(GPtrArray) entries = record_journal(f->base, &f->actors[ROLE_OWNER], &task_entity,
                                                      ids[i], NULL, NULL, &error);
        g_assert_no_error(error);
        const JournalEntry *last = entries->pdata[entries->len - 1];
        g_assert_cmpstr(last->comment, ==, "Питали");
        g_assert_cmpint(last->set_id, ==, report.set_id);
    }
    g_autofree char *long_one = g_strnfill(COMMENT_MOST + 1, 'x');
    g_assert_false(bulk_change(f->base, &f->actors[ROLE_OWNER], &task_entity, change_nothing, NULL,
                               long_one, ids, 2, &report, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
}

/* --- what came of a call ---------------------------------------------------------------------- */

static TaskConclusion conclude(Fixture *f, Role role, int64_t id, TaskOutcome outcome)
{
    TaskConclusion conclusion;
    g_autoptr(GError) error = NULL;
    task_conclude(f->base, &f->actors[role], id, &outcome, &conclusion, &error);
    g_assert_no_error(error);
    return conclusion;
}

static char *entry_of(Fixture *f, int64_t set_id)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT record_id, field, coalesce(new, '') FROM change WHERE set_id = %" G_GINT64_FORMAT
        " ORDER BY id",
        set_id);
    return fixture_rows(f, sql);
}

/* The comment, the closing and the follow-up are one change set, and taken back as one. */
static void test_conclude(Fixture *f, const void *data)
{
    const int64_t client =
        fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "surname", "Іваненко", NULL);
    g_autofree char *of = g_strdup_printf("%" G_GINT64_FORMAT, client);
    const int64_t id = fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Справа",
                                    "due_on", "2026-07-01", "client_id", of, "priority_id", "4",
                                    "description", "Рахунок", NULL);
    TaskConclusion done = conclude(f, ROLE_MANAGER, id,
                                   (TaskOutcome){.comment = "Домовились",
                                                 .close = true,
                                                 .next_subject = "Надіслати рахунок",
                                                 .next_due = {"2026-07-03", 600}});
    g_assert_false(done.too_late);
    assert_field(f, id, "status_id", "6");
    assert_field(f, done.next_id, "due_on", "2026-07-03");
    assert_field(f, done.next_id, "due_minute", "600");
    assert_field(f, done.next_id, "client_id", of);
    assert_field(f, done.next_id, "priority_id", "4");
    assert_field(f, done.next_id, "description", "Рахунок");
    g_autofree char *manager =
        g_strdup_printf("%" G_GINT64_FORMAT, f->actors[ROLE_MANAGER].employee_id);
    assert_field(f, done.next_id, "assignee_id", manager);
    g_autofree char *entry = entry_of(f, done.set_id);
    g_assert_cmpstr(entry, ==, "1|status_id|6 2||");
    g_auto(BulkReport) back;
    g_autoptr(GError) error = NULL;
    const int64_t both[] = {id, done.next_id};
    bulk_report_init(&back);
    bulk_take_back(f->base, &f->actors[ROLE_MANAGER], &task_entity, done.set_id, both, 2, &back,
                   &error);
    g_assert_no_error(error);
    g_assert_cmpint(back.changed->len, ==, 2);
    assert_field(f, id, "status_id", "1");
    g_assert_cmpint(
        fixture_count(f, SQL("SELECT count(*) FROM task WHERE archived_at IS NOT NULL")), ==, 1);
}

/* Put off: by days from today, or until a day and a time. */
static void test_put_off(Fixture *f, const void *data)
{
    const int64_t id = add_task(f, "2026-06-29", "600", "1");
    conclude(f, ROLE_MANAGER, id, (TaskOutcome){.comment = "Тиша", .postpone = 1});
    assert_field(f, id, "due_on", "2026-07-02");
    assert_field(f, id, "due_minute", "600");
    conclude(f, ROLE_MANAGER, id, (TaskOutcome){.due = {"2026-07-04", 900}});
    assert_field(f, id, "due_on", "2026-07-04");
    assert_field(f, id, "due_minute", "900");
    conclude(f, ROLE_MANAGER, id, (TaskOutcome){.due = {"2026-07-05", -1}});
    assert_field(f, id, "due_minute", "0");
    assert_field(f, id, "status_id", "1");
}

/* Somebody was first: the task is theirs, but what was said and what follows is not lost. */
static void test_too_late(Fixture *f, const void *data)
{
    const int64_t id = add_task(f, "2026-07-01", NULL, "7");
    TaskConclusion done = conclude(f, ROLE_MANAGER, id,
                                   (TaskOutcome){.comment = "Домовились",
                                                 .close = true,
                                                 .postpone = 1,
                                                 .next_subject = "Далі",
                                                 .next_due = {"2026-07-03", -1}});
    g_assert_true(done.too_late);
    assert_field(f, id, "status_id", "7");
    assert_field(f, id, "due_on", "2026-07-01");
    assert_field(f, done.next_id, "subject", "Далі");
    g_assert_cmpint(
        fixture_count(f, SQL("SELECT count(*) FROM change_set WHERE comment = 'Домовились'")), ==,
        1);
}

/* All of it or nothing: a guest may not close, and what follows does not stay behind. */
static void test_conclude_refused(Fixture *f, const void *data)
{
    const int64_t id = add_task(f, "2026-07-01", NULL, "1");
    const TaskOutcome cases[] = {
        {.close = true, .next_subject = "Далі", .next_due = {"2026-07-03", -1}},
        {.comment = "…", .next_subject = "Далі", .next_due = {"2026-07-03", -1}}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        TaskConclusion conclusion;
        g_autoptr(GError) error = NULL;
        g_assert_false(
            task_conclude(f->base, &f->actors[ROLE_GUEST], id, &cases[i], &conclusion, &error));
        g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    }
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM task")), ==, 1);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM change_set WHERE comment <> ''")),
                    ==, 0);
}

/* A follow-up that somebody has worked on meanwhile stays. */
static void test_follow_up_touched(Fixture *f, const void *data)
{
    const int64_t id = add_task(f, "2026-07-01", NULL, "1");
    TaskConclusion done = conclude(
        f, ROLE_MANAGER, id,
        (TaskOutcome){.close = true, .next_subject = "Далі", .next_due = {"2026-07-03", -1}});
    assert_done(f, task_forward, NULL, done.next_id, NULL);
    g_auto(BulkReport) back;
    g_autoptr(GError) error = NULL;
    bulk_report_init(&back);
    bulk_take_back(f->base, &f->actors[ROLE_MANAGER], &task_entity, done.set_id, &done.next_id, 1,
                   &back, &error);
    g_assert_no_error(error);
    g_assert_cmpint(back.refused, ==, 1);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(archived_at) FROM task")), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/step/forward", test_forward);
    BASE_TEST("/step/close", test_close);
    BASE_TEST("/step/postpone", test_postpone);
    BASE_TEST("/step/weigh", test_weigh);
    BASE_TEST("/step/many", test_many);
    BASE_TEST("/step/rights", test_rights);
    BASE_TEST("/step/comment", test_comment);
    BASE_TEST("/step/conclude", test_conclude);
    BASE_TEST("/step/put-off", test_put_off);
    BASE_TEST("/step/too-late", test_too_late);
    BASE_TEST("/step/conclude-refused", test_conclude_refused);
    BASE_TEST("/step/follow-up-touched", test_follow_up_touched);
    return g_test_run();
}
