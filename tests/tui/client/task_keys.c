/* One key each: docs/rules.md, "Working a list of tasks". */
#include "stage.h"

#include "core/query.h"
#include "tui/widgets/table.h"

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      russian = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE, .language = "ru"},
                      tall = {.role = ROLE_OWNER,
                              .level = LEVEL_EMPLOYEE,
                              .screen = {.rows = 50, .columns = 100}},
                      guest = {.role = ROLE_GUEST, .level = LEVEL_EMPLOYEE};

static Stage *tasks_of(const Entrance *entrance)
{
    Stage *stage = stage_with(entrance);
    stage_list(stage, &task_entity);
    stage_settle(stage);
    return stage;
}

static int64_t current(Stage *stage)
{
    return table_id((Table *)(void *)ui_top(harness_ui(stage->h)));
}

static void press(Stage *stage, const char *keys)
{
    harness_press(stage->h, keys);
    stage_settle(stage);
}

static void assert_stored(Stage *stage, int64_t id, const char *field, const char *expected)
{
    g_autofree char *stored = stage_stored(stage, &task_entity, id, field);
    g_assert_cmpstr(stored, ==, expected);
}

static int64_t number(Stage *stage, int64_t id, const char *field)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, id, &error);
    g_assert_no_error(error);
    return record_integer(task, field);
}

/* A task of one's own that is due on this day: it stands alone in what the search finds. */
static int64_t add_task(Stage *stage, const char *subject, const char *due)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_new(stage->base, &actor, &task_entity);
    record_set_text(task, "subject", subject);
    record_set_text(task, "due_on", due);
    record_save(stage->base, &actor, task, NULL, NULL, &error);
    g_assert_no_error(error);
    return task->id;
}

/* Only those that were added. */
static void find_them(Stage *stage)
{
    press(stage, "F5");
    press(stage, "F3");
    harness_type(stage->h, "quokka");
    press(stage, "Enter");
}

static int64_t alone(Stage *stage)
{
    int64_t id = add_task(stage, "Quokka", "2026-07-03");
    find_them(stage);
    g_assert_cmpint(current(stage), ==, id);
    return id;
}

/* --- one task --------------------------------------------------------------------------------- */

/* Each key acts at once, says what the task is now, and Ctrl+Z takes it back. */
static void test_steps(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t id = alone(stage);
    press(stage, "s");
    harness_assert_shows(stage->h, "Status: In work. Ctrl+Z takes it back.");
    g_assert_cmpint(number(stage, id, "status_id"), ==, 2);
    press(stage, "Ctrl+Z");
    g_assert_cmpint(number(stage, id, "status_id"), ==, 1);
    press(stage, "d");
    harness_assert_shows(stage->h, "Due: 04.07.2026.");
    press(stage, "D");
    assert_stored(stage, id, "due_on", "2026-07-11");
    press(stage, "+ +");
    harness_assert_shows(stage->h, "Priority: Urgent.");
    press(stage, "-");
    g_assert_cmpint(number(stage, id, "priority_id"), ==, 3);
    press(stage, "c");
    harness_assert_shows(stage->h, "Status: Closed. Ctrl+Z takes it back.");
    g_assert_cmpint(number(stage, id, "closed_at"), !=, 0);
    press(stage, "Ctrl+Z");
    g_assert_cmpint(number(stage, id, "closed_at"), ==, 0);
}

/* Letters work as the keys they sit on, whatever the layout. */
static void test_layouts(void)
{
    g_autoptr(Stage) stage = tasks_of(&russian);
    int64_t id = alone(stage);
    harness_type(stage->h, "ы");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Статус: В работе. Ctrl+Z — отменить.");
    harness_type(stage->h, "В");
    stage_settle(stage);
    assert_stored(stage, id, "due_on", "2026-07-10");
    harness_type(stage->h, "с");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Статус: Закрыта.");
}

/* Nothing passes into a closed status by itself, and why is said. */
static void test_ends(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t id = alone(stage);
    press(stage, "s s s s");
    g_assert_cmpint(number(stage, id, "status_id"), ==, 5);
    press(stage, "s");
    harness_assert_shows(stage->h, "no open status comes after this one: close the task");
    g_assert_cmpint(number(stage, id, "status_id"), ==, 5);
}

static void test_choices(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t id = alone(stage);
    press(stage, "S");
    harness_type(stage->h, "canc");
    press(stage, "Enter");
    g_assert_cmpint(number(stage, id, "status_id"), ==, 7);
    press(stage, "Ctrl+Z");
    press(stage, "a");
    const Actor manager = stage_actor(stage, stage->base, ROLE_MANAGER);
    g_autofree char *name = app_record_title(stage->app, &employee_entity, manager.employee_id);
    harness_type(stage->h, name);
    press(stage, "Enter");
    g_assert_cmpint(number(stage, id, "assignee_id"), ==, manager.employee_id);
    press(stage, "A");
    g_assert_cmpint(number(stage, id, "assignee_id"), ==, stage->app->actor.employee_id);
    press(stage, "a Esc");
    g_assert_cmpint(number(stage, id, "assignee_id"), ==, stage->app->actor.employee_id);
}

static char *last_comment(Stage *stage, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries =
        record_journal(stage->base, app_actor(stage->app), &task_entity, id, NULL, NULL, &error);
    g_assert_no_error(error);
    return g_strdup(((const JournalEntry *)entries->pdata[entries->len - 1])->comment);
}

/* An entry of its own; what was done before can still be taken back. */
static void test_comment(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t id = alone(stage);
    press(stage, "s m");
    press(stage, "F2");
    harness_assert_shows(stage->h, "Comment *");
    harness_type(stage->h, "Nobody at home");
    press(stage, "F2");
    harness_assert_shows(stage->h, "The comment is saved.");
    g_autofree char *comment = last_comment(stage, id);
    g_assert_cmpstr(comment, ==, "Nobody at home");
    press(stage, "Ctrl+Z");
    g_assert_cmpint(number(stage, id, "status_id"), ==, 1);
}

/* What is refused stays in the form. */
static void test_comment_refused(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t id = alone(stage);
    press(stage, "m");
    harness_type(stage->h, "Nobody at home");
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_ADMIN);
    record_archive(stage->base, &actor, &task_entity, id, &error);
    g_assert_no_error(error);
    press(stage, "F2");
    harness_assert_shows(stage->h, "the record is archived: restore it first");
    harness_assert_shows(stage->h, "Nobody at home");
}

/* --- many ------------------------------------------------------------------------------------- */

/* The marked ones, each by what it is; those refused are counted; one step back. */
static void test_marked(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t late = add_task(stage, "Quokka A", "2026-06-01"),
            later = add_task(stage, "Quokka B", "2026-07-05"),
            done = add_task(stage, "Quokka C", "2026-07-06");
    stage_other_saves(stage, ROLE_ADMIN, &task_entity, done, "status_id", "6");
    press(stage, "x");
    find_them(stage);
    press(stage, "Space Space Space d");
    harness_assert_shows(stage->h, "Postponed by a day: 2.");
    harness_assert_shows(stage->h, "1 was left as it is:");
    harness_assert_shows(stage->h, "the task is closed");
    press(stage, "Enter");
    harness_assert_hides(stage->h, "marked");
    assert_stored(stage, late, "due_on", "2026-07-02");
    assert_stored(stage, later, "due_on", "2026-07-06");
    press(stage, "Ctrl+Z");
    assert_stored(stage, late, "due_on", "2026-06-01");
    assert_stored(stage, later, "due_on", "2026-07-05");
}

static int64_t count_open(Stage *stage)
{
    static const Filter open = {"closed_at", FILTER_EMPTY, NULL};
    Query query = {.entity = &task_entity, .filters = &open, .n_filters = 1};
    int64_t total = 0;
    g_autoptr(GError) error = NULL;
    query_count(stage->base, app_actor(stage->app), &query, NULL, 1000, &total, NULL, NULL, &error);
    g_assert_no_error(error);
    return total;
}

/* More than ten are asked about, with the number; leaving the question leaves all as it is. */
static void test_wide(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t open = count_open(stage);
    g_assert_cmpint(open, >, 10);
    g_autofree char *verb = g_strdup_printf("Close %" G_GINT64_FORMAT, open);
    press(stage, "Ctrl+A c");
    harness_assert_shows(stage->h, verb);
    harness_assert_shows(stage->h, "more");
    press(stage, "Esc");
    g_assert_cmpint(count_open(stage), ==, open);
    press(stage, "c");
    press(stage, "Left Enter");
    g_assert_cmpint(count_open(stage), ==, 0);
    press(stage, "Ctrl+Z");
    g_assert_cmpint(count_open(stage), ==, open);
}

/* The question says what is to become of them, where its button does not. */
static void test_what_is_asked(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    press(stage, "Ctrl+A -");
    harness_assert_shows(stage->h, "Less urgent: ");
    press(stage, "Esc S");
    harness_type(stage->h, "solved");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Status — Solved: ");
    press(stage, "Esc a");
    harness_type(stage->h, "Бондаренко");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Assignee — Бондаренко Ірина: ");
}

static void test_comment_on_many(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t one = add_task(stage, "Quokka A", "2026-07-04"),
            two = add_task(stage, "Quokka B", "2026-07-05");
    find_them(stage);
    press(stage, "Space Space m");
    harness_assert_shows(stage->h, "Comment on 2 tasks");
    harness_type(stage->h, "Both wait");
    press(stage, "F2");
    harness_assert_shows(stage->h, "Comments written: 2.");
    harness_assert_hides(stage->h, "Ctrl+Z");
    g_autofree char *first = last_comment(stage, one), *second = last_comment(stage, two);
    g_assert_cmpstr(first, ==, "Both wait");
    g_assert_cmpstr(second, ==, "Both wait");
}

/* --- who may ---------------------------------------------------------------------------------- */

static bool is_offered(Stage *stage, ActionId id)
{
    const char *reason = NULL;
    return view_offer(ui_top(harness_ui(stage->h)), action_find(id, CTX_TASKS), &reason) ==
           OFFER_YES;
}

static void test_offered(void)
{
    g_autoptr(Stage) stage = tasks_of(&guest);
    g_assert_true(is_offered(stage, ACT_FORWARD));
    g_assert_true(is_offered(stage, ACT_STATUS));
    g_assert_true(is_offered(stage, ACT_COMMENT));
    g_assert_false(is_offered(stage, ACT_CLOSE_TASK));
    g_assert_false(is_offered(stage, ACT_POSTPONE_DAY));
    g_assert_false(is_offered(stage, ACT_ASSIGN));
    g_assert_false(is_offered(stage, ACT_TAKE));
    g_assert_false(is_offered(stage, ACT_RAISE));
    press(stage, "c");
    harness_assert_shows(stage->h, "does nothing here");
    stage_enter(stage, &owner);
    stage_list(stage, &client_entity);
    press(stage, "s");
    harness_assert_shows(stage->h, "does nothing here");
}

/* --- the card --------------------------------------------------------------------------------- */

/* All that was entered is saved with it, in one entry of the journal. */
static void test_card(void)
{
    g_autoptr(Stage) stage = tasks_of(&tall);
    int64_t id = alone(stage);
    stage_card(stage, &task_entity, id);
    harness_assert_shows(stage->h, "[ Close the task ]");
    form_set(stage_form(stage), "subject", "Quokka fed", NULL);
    form_set(stage_form(stage), "_comment", "It was hungry", NULL);
    ui_perform(harness_ui(stage->h), action_find(ACT_CLOSE_TASK, CTX_TASKS));
    stage_settle(stage);
    assert_stored(stage, id, "subject", "Quokka fed");
    g_assert_cmpint(number(stage, id, "closed_at"), !=, 0);
    g_autofree char *comment = last_comment(stage, id);
    g_assert_cmpstr(comment, ==, "It was hungry");
    stage_card(stage, &task_entity, id);
    harness_assert_hides(stage->h, "[ Close the task ]");
    press(stage, "Esc");
    press(stage, "Ctrl+Z");
    g_assert_cmpint(number(stage, id, "closed_at"), ==, 0);
}

/* Letters are typed in fields, and are keys beside them. */
static void test_card_keys(void)
{
    g_autoptr(Stage) stage = tasks_of(&tall);
    int64_t id = alone(stage);
    stage_card(stage, &task_entity, id);
    press(stage, "End");
    harness_type(stage->h, "s");
    g_assert_cmpstr(form_get(stage_form(stage), "subject"), ==, "Quokkas");
    press(stage, "Shift+Tab s");
    assert_stored(stage, id, "subject", "Quokkas");
    g_assert_cmpint(number(stage, id, "status_id"), ==, 2);
}

/* What the step refuses is told, and the card stays as it is. */
static void test_card_refused(void)
{
    g_autoptr(Stage) stage = tasks_of(&tall);
    int64_t id = alone(stage);
    stage_other_saves(stage, ROLE_ADMIN, &task_entity, id, "status_id", "5");
    stage_card(stage, &task_entity, id);
    form_set(stage_form(stage), "subject", "Quokka fed", NULL);
    ui_perform(harness_ui(stage->h), action_find(ACT_FORWARD, CTX_TASKS));
    stage_settle(stage);
    harness_assert_shows(stage->h, "no open status comes after this one");
    g_assert_cmpstr(form_get(stage_form(stage), "subject"), ==, "Quokka fed");
    assert_stored(stage, id, "subject", "Quokka");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/task-keys/steps", test_steps);
    g_test_add_func("/task-keys/layouts", test_layouts);
    g_test_add_func("/task-keys/ends", test_ends);
    g_test_add_func("/task-keys/choices", test_choices);
    g_test_add_func("/task-keys/comment", test_comment);
    g_test_add_func("/task-keys/comment-refused", test_comment_refused);
    g_test_add_func("/task-keys/marked", test_marked);
    g_test_add_func("/task-keys/wide", test_wide);
    g_test_add_func("/task-keys/what-is-asked", test_what_is_asked);
    g_test_add_func("/task-keys/comment-on-many", test_comment_on_many);
    g_test_add_func("/task-keys/offered", test_offered);
    g_test_add_func("/task-keys/card", test_card);
    g_test_add_func("/task-keys/card-keys", test_card_keys);
    g_test_add_func("/task-keys/card-refused", test_card_refused);
    return g_test_run();
}
