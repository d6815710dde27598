/* What belongs to a task line by line: docs/rules.md, "Watchers and checklists". */
#include "core/checklist.h"
#include "core/task.h"
#include "fixture.h"

static int64_t add_task(Fixture *f)
{
    g_autofree char *guest = g_strdup_printf("%d", (int)f->actors[ROLE_GUEST].employee_id);
    return fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Відкриття", "due_on",
                        "2026-07-03", "assignee_id", guest, "recurrence", "FREQ=DAILY", NULL);
}

/* The list as one text; the lines' ids go to `ids`. */
static char *show(Fixture *f, int64_t task, int64_t *ids)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) lines =
        checklist_read(f->base, &f->actors[ROLE_GUEST], task, NULL, &error);
    g_assert_no_error(error);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const CheckLine *line = lines->pdata[i];
        ids[i] = line->id;
        g_string_append_printf(text, "%s%s ", line->done ? "+" : "", line->text);
    }
    return g_string_free(text, FALSE);
}

static void assert_list(Fixture *f, int64_t task, const char *expected, int64_t *ids)
{
    g_autofree char *shown = show(f, task, ids);
    g_assert_cmpstr(shown, ==, expected);
}

static void test_acts(Fixture *f, const void *data)
{
    int64_t task = add_task(f), ids[9];
    Actor *manager = &f->actors[ROLE_MANAGER];
    g_autoptr(GError) error = NULL;
    guint n;
    g_assert_true(checklist_add(f->base, manager, task, " А\n\n Б \nВ", &n, &error));
    g_assert_cmpint(n, ==, 3);
    assert_list(f, task, "А Б В ", ids);
    g_assert_true(checklist_tick(f->base, manager, task, ids[1], true, &error));
    g_assert_true(checklist_move(f->base, manager, task, ids[0], 9, &error));
    assert_list(f, task, "+Б В А ", ids);
    g_assert_true(checklist_write(f->base, manager, task, ids[1], "В", "Г", &error));
    const CheckLine removed = {0, (char *)"Б", true};
    g_assert_true(checklist_remove(f->base, manager, task, ids[0], &error));
    assert_list(f, task, "Г А ", ids);
    g_assert_true(checklist_put_back(f->base, manager, task, &removed, 0, &error));
    assert_list(f, task, "+Б Г А ", ids);
    Query query = {.entity = &task_entity};
    g_autoptr(GPtrArray) rows = query_page(f->base, manager, &query, NULL, false, 5, NULL, &error);
    int column = 0;
    while (!g_str_equal(task_entity.columns[column].name, "checks"))
        column++;
    g_assert_cmpstr(((QueryRow *)rows->pdata[0])->cells[column], ==, "1/3");
}

static void assert_logged(Fixture *f, const char *part, const char *expected)
{
    g_autofree char *sql =
        g_strdup_printf(SQL("SELECT coalesce(old, '-'), coalesce(new, '-') FROM change "
                            "WHERE entity = 'task' AND field = '%s' ORDER BY id"),
                        part);
    g_autofree char *logged = fixture_rows(f, sql);
    g_assert_cmpstr(logged, ==, expected);
}

/* Each act is an entry, said in words; what was so already is none. */
static void test_journal(Fixture *f, const void *data)
{
    int64_t task = add_task(f), ids[9];
    Actor *manager = &f->actors[ROLE_MANAGER];
    g_autoptr(GError) error = NULL;
    checklist_add(f->base, manager, task, "А\nБ", NULL, &error);
    assert_list(f, task, "А Б ", ids);
    for (int twice = 0; twice < 2; twice++)
        checklist_tick(f->base, manager, task, ids[0], true, &error);
    checklist_move(f->base, manager, task, ids[0], -1, &error);
    checklist_move(f->base, manager, task, ids[0], 1, &error);
    checklist_remove(f->base, manager, task, ids[1], &error);
    g_assert_no_error(error);
    assert_logged(f, "check", "-|[ ] А -|[ ] Б [ ] А|[x] А [ ] Б|-");
    assert_logged(f, "check_order", "1. А|2. А");
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(DISTINCT set_id) FROM change "
                                         "WHERE field = 'check' AND old IS NULL")),
                    ==, 1);
}

/* Two people with the same list before them. */
static void test_two(Fixture *f, const void *data)
{
    int64_t task = add_task(f), ids[9];
    Actor *manager = &f->actors[ROLE_MANAGER], *admin = &f->actors[ROLE_ADMIN];
    g_autoptr(GError) error = NULL;
    checklist_add(f->base, manager, task, "А\nБ", NULL, &error);
    assert_list(f, task, "А Б ", ids);
    g_assert_true(checklist_write(f->base, admin, task, ids[0], "А", "А1", &error));
    g_assert_false(checklist_write(f->base, manager, task, ids[0], "А", "А2", &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_CONFLICT);
    g_clear_error(&error);
    g_assert_true(checklist_remove(f->base, admin, task, ids[0], &error));
    g_assert_false(checklist_tick(f->base, manager, task, ids[0], true, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
    assert_list(f, task, "Б ", ids);
}

static void assert_may(Fixture *f, const Actor *actor, int64_t task, bool tick, bool edit)
{
    CheckRights may;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) lines = checklist_read(f->base, actor, task, &may, &error);
    g_assert_no_error(error);
    g_assert_nonnull(lines);
    g_assert_cmpint(may.tick, ==, tick);
    g_assert_cmpint(may.edit, ==, edit);
}

/* A guest ticks what is assigned to them, and no more; of another task's list nobody's line is
 * reached. */
static void test_rights(Fixture *f, const void *data)
{
    int64_t task = add_task(f), other, ids[9];
    Actor *guest = &f->actors[ROLE_GUEST], *owner = &f->actors[ROLE_OWNER];
    g_autoptr(GError) error = NULL;
    other = fixture_save(f, owner, &task_entity, "subject", "Ч", "due_on", "2026-07-03", NULL);
    checklist_add(f->base, owner, task, "А", NULL, &error);
    assert_list(f, task, "А ", ids);
    g_assert_true(checklist_tick(f->base, guest, task, ids[0], true, &error));
    g_assert_false(checklist_add(f->base, guest, task, "Б", NULL, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_assert_false(checklist_remove(f->base, guest, task, ids[0], NULL));
    assert_may(f, guest, other, false, false);
    assert_may(f, guest, task, true, false);
    assert_may(f, owner, task, true, true);
    g_assert_false(checklist_tick(f->base, owner, other, ids[0], false, NULL));
    g_clear_error(&error);
    record_archive(f->base, owner, &task_entity, task, &error);
    g_assert_false(checklist_tick(f->base, owner, task, ids[0], false, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
}

static void test_refused(Fixture *f, const void *data)
{
    int64_t task = add_task(f), ids[9];
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autofree char *line = g_strnfill(CHECK_CHARACTERS_MOST + 1, 'a');
    g_autofree char *lines = g_strnfill(2 * (CHECK_LINES_MOST + 1), '\n');
    for (int i = 0; i <= CHECK_LINES_MOST; i++)
        lines[2 * i] = 'a';
    const char *const texts[] = {line, lines};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(checklist_add(f->base, owner, task, texts[i], NULL, &error));
        g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    }
    assert_list(f, task, "", ids);
}

/* --- watchers --------------------------------------------------------------------------------- */

static void test_watchers(Fixture *f, const void *data)
{
    int64_t task = add_task(f);
    Actor *guest = &f->actors[ROLE_GUEST], *manager = &f->actors[ROLE_MANAGER];
    g_autoptr(GError) error = NULL;
    for (int twice = 0; twice < 2; twice++)
        g_assert_true(task_watch(f->base, guest, task, guest->employee_id, true, &error));
    g_assert_true(
        task_watch(f->base, manager, task, f->actors[ROLE_OWNER].employee_id, true, &error));
    g_assert_false(task_watch(f->base, guest, task, manager->employee_id, true, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_false(task_watch(f->base, manager, task, 777, true, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_INVALID);
    g_clear_error(&error);
    g_autoptr(GPtrArray) watchers = task_watchers(f->base, manager, task, &error);
    g_assert_no_error(error);
    g_assert_cmpint(watchers->len, ==, 2);
    g_assert_cmpstr(((TaskWatcher *)watchers->pdata[1])->name, ==, "Власник Ольга");
    g_assert_true(task_watch(f->base, guest, task, guest->employee_id, false, &error));
    g_autofree char *expected =
        g_strdup_printf("-|%d -|%d %d|-", (int)guest->employee_id,
                        (int)f->actors[ROLE_OWNER].employee_id, (int)guest->employee_id);
    assert_logged(f, "watcher", expected);
}

/* The next of a task that repeats has the lines, none ticked, and the watchers. */
static void test_carried(Fixture *f, const void *data)
{
    int64_t task = add_task(f), ids[9], next;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(GError) error = NULL;
    checklist_add(f->base, owner, task, "А\nБ", NULL, &error);
    assert_list(f, task, "А Б ", ids);
    checklist_tick(f->base, owner, task, ids[0], true, &error);
    task_watch(f->base, owner, task, owner->employee_id, true, &error);
    g_autoptr(Record) record = record_load(f->base, owner, &task_entity, task, &error);
    record_set_integer(record, "status_id", 6);
    g_assert_true(record_save(f->base, owner, record, NULL, NULL, &error));
    g_assert_true(task_following(f->base, record, &next, &error));
    assert_list(f, next, "А Б ", ids);
    bool watched;
    g_assert_true(task_is_watched(f->base, owner, next, owner->employee_id, &watched, &error));
    g_assert_true(watched);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/checks/acts", test_acts);
    BASE_TEST("/checks/journal", test_journal);
    BASE_TEST("/checks/two", test_two);
    BASE_TEST("/checks/rights", test_rights);
    BASE_TEST("/checks/refused", test_refused);
    BASE_TEST("/checks/watchers", test_watchers);
    BASE_TEST("/checks/carried", test_carried);
    return g_test_run();
}
