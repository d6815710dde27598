/* A task in its card: its journal and comments, what is asked before saving, what others did
 * meanwhile; and the lists of choices behind it. */
#include "base_internal.h"
#include "stage.h"
#include "tui/screens/screens.h"

#define TASK 3

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE};

static void enter(Stage *stage, const char *field, const char *value)
{
    form_set(stage_form(stage), field, value, NULL);
    harness_settle(stage->h);
}

static void press(Stage *stage, const char *names)
{
    harness_press(stage->h, names);
    stage_settle(stage);
}

static Stage *card_of(const Entrance *entrance)
{
    Stage *stage = stage_with(entrance);
    stage_list(stage, &task_entity);
    stage_card(stage, &task_entity, TASK);
    return stage;
}

static void assert_stored(Stage *stage, const char *field, const char *expected)
{
    g_autofree char *stored = stage_stored(stage, &task_entity, TASK, field);
    g_assert_cmpstr(stored, ==, expected);
}

static void assert_number(Stage *stage, const char *field, int64_t expected)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, TASK, &error);
    g_assert_no_error(error);
    g_assert_cmpint(record_integer(task, field), ==, expected);
}

/* --- journal and comments --------------------------------------------------------------------- */

/* One save with its reason, then a word alone: both in the card, newest last, and in the history,
 * which can leave out what has no comment. */
static void test_comments(void)
{
    g_autoptr(Stage) stage = card_of(&owner);
    enter(stage, "due_on", "2026-07-20");
    enter(stage, "_comment", "Просив пізніше");
    press(stage, "F2");
    harness_assert_shows(stage->h, "Saved. Ctrl+Z takes it back.");
    stage_card(stage, &task_entity, TASK);
    enter(stage, "_comment", "Лише слово");
    press(stage, "F2");
    harness_assert_shows(stage->h, "The comment is saved.");
    harness_assert_hides(stage->h, "Ctrl+Z takes it back");
    stage_card(stage, &task_entity, TASK);
    press(stage, "Shift+Tab"); /* the last button, so the end of the card */
    harness_assert_shows(stage->h, "→ 20.07.2026");
    int change, word, x;
    g_assert_true(harness_find(stage->h, "«Просив пізніше»", &change, &x));
    g_assert_true(harness_find(stage->h, "«Лише слово»", &word, &x));
    g_assert_cmpint(change, <, word);
    press(stage, "Left Enter");
    harness_assert_shows(stage->h, "created");
    press(stage, "c");
    harness_assert_shows(stage->h, "History: comments");
    harness_assert_hides(stage->h, "created");
    harness_assert_shows(stage->h, "«Просив пізніше»");
    press(stage, "c");
    harness_assert_shows(stage->h, "created");
}

/* A guest says something about a task of theirs, and of others' tasks only reads. */
static void test_guest(void)
{
    static const Entrance guest = {.role = ROLE_GUEST, .level = LEVEL_EMPLOYEE};
    g_autoptr(Stage) stage = stage_with(&guest);
    const Actor me = stage_actor(stage, stage->base, ROLE_GUEST);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, me.employee_id);
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "assignee_id", id);
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK + 1, "assignee_id", "1");
    stage_hear(stage);
    stage_card(stage, &task_entity, TASK + 1);
    harness_assert_hides(stage->h, "Comment");
    press(stage, "Esc");
    stage_card(stage, &task_entity, TASK);
    enter(stage, "_comment", "Зроблено");
    enter(stage, "status_id", "6");
    press(stage, "F2");
    harness_assert_shows(stage->h, "does not allow: Close and cancel tasks");
    enter(stage, "status_id", "4");
    press(stage, "F2");
    assert_number(stage, "status_id", 4);
    stage_card(stage, &task_entity, TASK);
    press(stage, "Shift+Tab");
    harness_assert_shows(stage->h, "«Зроблено»");
}

#define SAVES 230 /* more than one page of the history */

static bool save_often(Base *base, void *data, GError **error)
{
    const Actor *admin = data;
    for (int i = 1; i <= SAVES; i++) {
        g_autoptr(Record) task = record_load(base, admin, &task_entity, TASK, error);
        g_autofree char *text = g_strdup_printf("Тема %d", i);
        record_set_text(task, "subject", text);
        if (!record_save(base, admin, task, NULL, NULL, error))
            return false;
    }
    return true;
}

static void test_long_history(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    g_autoptr(GError) error = NULL;
    Actor admin = stage_actor(stage, stage->base, ROLE_ADMIN);
    g_assert_true(base_write(stage->base, &admin, save_often, &admin, &error));
    stage_card(stage, &task_entity, TASK);
    press(stage, "Shift+Tab");
    harness_assert_shows(stage->h, "… earlier entries: «History»");
    harness_assert_shows(stage->h, "→ Тема 230");
    press(stage, "Left Enter");
    harness_assert_shows(stage->h, "→ Тема 230");
    press(stage, "F3");
    harness_type(stage->h, "Тема 12 →");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Тема 12 → Тема 13");
    press(stage, "Home");
    harness_assert_shows(stage->h, "created");
    harness_assert_hides(stage->h, "earlier entries");
}

/* --- what is asked ---------------------------------------------------------------------------- */

static void test_past(void)
{
    g_autoptr(Stage) stage = card_of(&manager);
    g_autofree char *before = stage_stored(stage, &task_entity, TASK, "due_on");
    enter(stage, "due_on", "2026-06-30");
    press(stage, "F2");
    harness_assert_shows(stage->h, "The due date, 30.06.2026, is in the past.");
    press(stage, "Enter"); /* Cancel */
    assert_stored(stage, "due_on", before);
    g_assert_cmpstr(form_get(stage_form(stage), "due_on"), ==, "2026-06-30");
    press(stage, "F2 Tab Enter");
    harness_assert_shows(stage->h, "Saved.");
    assert_stored(stage, "due_on", "2026-06-30");
    stage_card(stage, &task_entity, TASK);
    harness_assert_shows(stage->h, "! overdue");
}

static void test_gap(void)
{
    g_autoptr(Stage) stage = card_of(&manager);
    enter(stage, "due_on", "2027-03-28");
    enter(stage, "due_minute", "210");
    press(stage, "F2");
    harness_assert_shows(stage->h, "There is no 03:30 on 28.03.2027");
    press(stage, "Tab Enter");
    assert_number(stage, "due_minute", 210);
}

/* No day of the calendar: told at the field, with what was typed still there. */
static void test_no_day(void)
{
    static const char *const days[] = {"31.02", "1.1.20026", "вчера бы"};
    g_autoptr(Stage) stage = card_of(&manager);
    press(stage, "Down");
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        press(stage, "F8");
        harness_type(stage->h, days[i]);
        press(stage, "F2");
        harness_assert_shows(stage->h, days[i]);
        harness_assert_shows(stage->h, "no such day");
        g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==, 2);
    }
}

/* --- meanwhile -------------------------------------------------------------------------------- */

static void test_dismissed(void)
{
    g_autoptr(Stage) stage = card_of(&owner);
    const Actor admin = stage_actor(stage, stage->base, ROLE_ADMIN);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, admin.employee_id);
    enter(stage, "subject", "Моя тема");
    form_set(stage_form(stage), "assignee_id", id, "Шевчук Андрій");
    stage_other_saves(stage, ROLE_OWNER, &employee_entity, admin.employee_id, "status",
                      "dismissed");
    press(stage, "F2");
    harness_assert_shows(stage->h, "be chosen any more, or is not there");
    g_assert_cmpstr(form_get(stage_form(stage), "subject"), ==, "Моя тема");
}

static void test_archived(void)
{
    g_autoptr(Stage) stage = card_of(&owner);
    g_autoptr(GError) error = NULL;
    const Actor admin = stage_actor(stage, stage->base, ROLE_ADMIN);
    enter(stage, "subject", "Моя тема");
    g_assert_true(record_archive(stage->base, &admin, &task_entity, TASK, &error));
    press(stage, "F2");
    harness_assert_shows(stage->h, "the record is archived: restore it first");
    g_assert_cmpstr(form_get(stage_form(stage), "subject"), ==, "Моя тема");
}

static void test_both_close(void)
{
    g_autoptr(Stage) stage = card_of(&manager);
    enter(stage, "status_id", "6");
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "status_id", "6");
    press(stage, "F2");
    harness_assert_shows(stage->h, "Коваленко Олена has saved the same already.");
    stage_card(stage, &task_entity, TASK);
    harness_assert_shows(stage->h, "× closed");
    enter(stage, "status_id", "7");
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "status_id", "1");
    press(stage, "F2");
    harness_assert_shows(stage->h, "Changed by two");
}

/* --- lists of choices ------------------------------------------------------------------------- */

static void open_statuses(Stage *stage)
{
    stage_card(stage, &enterprise_entity, STAGE_ENTERPRISE);
    ui_perform(harness_ui(stage->h), action_find(ACT_CHOICES, CTX_CARD));
    harness_settle(stage->h);
    harness_assert_shows(stage->h, "Task types");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Task statuses");
}

static void assert_above(Stage *stage, const char *upper, const char *lower)
{
    int first, second, x;
    g_assert_true(harness_find(stage->h, upper, &first, &x));
    g_assert_true(harness_find(stage->h, lower, &second, &x));
    g_assert_cmpint(first, <, second);
}

static void test_choices(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    open_statuses(stage);
    assert_above(stage, "In work", "Under review");
    press(stage, "Down +");
    assert_above(stage, "Under review", "In work");
    press(stage, "[");
    assert_above(stage, "In work", "Under review");
    press(stage, "Home -");
    harness_assert_shows(stage->h, "It stands first already.");
    press(stage, "F7");
    harness_type(stage->h, "Відкладено");
    press(stage, "F2");
    assert_above(stage, "Cancelled", "Відкладено");
    press(stage, "End d");
    harness_assert_shows(stage->h, "New records get this choice from now on.");
    press(stage, "F8");
    harness_assert_shows(stage->h, "make another the default first");
    press(stage, "Home F8");
    harness_assert_shows(stage->h, "tasks have it and must get another first: “");
    press(stage, "F2 Ctrl+A");
    harness_type(stage->h, "Свіже");
    press(stage, "F2");
    harness_assert_shows(stage->h, "Свіже");
}

/* Closing what stands in a status is asked about. */
static void test_closing(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    open_statuses(stage);
    press(stage, "Down Enter Down Space F2");
    harness_assert_shows(stage->h, "tasks have this status: they will be closed.");
    press(stage, "Tab Enter");
    harness_assert_shows(stage->h, "Saved.");
    stage_list(stage, &task_entity);
    harness_assert_hides(stage->h, "In work");
}

/* Who may not edit the enterprise is not led there. */
static void test_choices_by_role(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_card(stage, &enterprise_entity, STAGE_ENTERPRISE);
    harness_assert_hides(stage->h, "Choice lists");
}

/* Of a subject that has no room its beginning is seen, and typing goes there. */
static void test_long_subject(void)
{
    g_autoptr(Stage) stage = stage_with(&(Entrance){.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE});
    stage_other_saves(stage, ROLE_OWNER, &task_entity, 3, "subject",
                      "Beginning of a subject that is by far too long for its field at 80 columns, "
                      "and goes on until here");
    stage_card(stage, &task_entity, 3);
    harness_assert_shows(stage->h, "Beginning of a subject");
    harness_type(stage->h, "A ");
    harness_assert_shows(stage->h, "A Beginning of a subject");
    harness_press(stage->h, "End");
    harness_assert_shows(stage->h, "until here");
    harness_press(stage->h, "Tab Shift+Tab");
    harness_assert_shows(stage->h, "A Beginning of a subject");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/task-card/comments", test_comments);
    g_test_add_func("/task-card/guest", test_guest);
    g_test_add_func("/task-card/long-history", test_long_history);
    g_test_add_func("/task-card/past", test_past);
    g_test_add_func("/task-card/gap", test_gap);
    g_test_add_func("/task-card/no-day", test_no_day);
    g_test_add_func("/task-card/dismissed", test_dismissed);
    g_test_add_func("/task-card/archived", test_archived);
    g_test_add_func("/task-card/both-close", test_both_close);
    g_test_add_func("/task-card/choices", test_choices);
    g_test_add_func("/task-card/closing", test_closing);
    g_test_add_func("/task-card/choices-by-role", test_choices_by_role);
    g_test_add_func("/task-card/long-subject", test_long_subject);
    return g_test_run();
}
