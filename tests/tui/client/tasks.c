/* What is done with tasks beside their form: docs/rules.md, "Tasks in time". */
#include <string.h>

#include "core/checklist.h"
#include "core/query.h"
#include "core/task.h"
#include "stage.h"
#include "tui/screens/parts.h"
#include "tui/widgets/table.h"

static const Entrance tall = {.role = ROLE_OWNER,
                              .level = LEVEL_EMPLOYEE,
                              .screen = {.rows = 50, .columns = 100}},
                      owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
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

static void assert_stored(Stage *stage, int64_t id, const char *field, const char *expected)
{
    g_autofree char *stored = stage_stored(stage, &task_entity, id, field);
    g_assert_cmpstr(stored, ==, expected);
}

static void press(Stage *stage, const char *keys)
{
    harness_press(stage->h, keys);
    stage_settle(stage);
}

/* --- snoozing --------------------------------------------------------------------------------- */

static void test_snooze(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t id = current(stage);
    press(stage, "z Down Enter");
    harness_assert_shows(stage->h, "1 snoozed until 06.07.2026. Ctrl+Z takes it back.");
    assert_stored(stage, id, "snoozed_until", "2026-07-06");
    g_assert_cmpint(current(stage), !=, id);
    press(stage, "Z");
    g_assert_cmpint(current(stage), ==, id);
    press(stage, "Enter");
    harness_assert_shows(stage->h, "out of the lists until that day");
    press(stage, "Esc Z Ctrl+Z");
    harness_assert_shows(stage->h, "Taken back.");
    assert_stored(stage, id, "snoozed_until", "");
}

/* Leaving the choice leaves the marks; a day that is not ahead is refused where it is typed. */
static void test_snooze_marked(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t id = current(stage);
    press(stage, "Space Space z Esc");
    harness_assert_shows(stage->h, "marked 2");
    harness_type(stage->h, "я");
    press(stage, "End Up Enter");
    harness_type(stage->h, "01.07.2026");
    press(stage, "F2");
    harness_assert_shows(stage->h, "choose a day after today");
    press(stage, "F8");
    harness_type(stage->h, "+5");
    press(stage, "F2");
    harness_assert_shows(stage->h, "2 snoozed until 06.07.2026.");
    harness_assert_hides(stage->h, "marked");
    assert_stored(stage, id, "snoozed_until", "2026-07-06");
}

/* More than ten: are so many meant, whichever way the day was chosen. */
static void test_snooze_many(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    int64_t id = current(stage);
    for (int i = 0; i < 11; i++)
        press(stage, "Space");
    press(stage, "z Down Enter");
    harness_assert_shows(stage->h, "Snooze until 06.07.2026: ");
    harness_assert_shows(stage->h, "Change 11");
    press(stage, "Esc");
    assert_stored(stage, id, "snoozed_until", "");
    press(stage, "z End Up Enter");
    harness_type(stage->h, "+5");
    press(stage, "F2");
    harness_assert_shows(stage->h, "Snooze until 06.07.2026: ");
    press(stage, "Right Enter");
    harness_assert_shows(stage->h, "11 snoozed until 06.07.2026.");
    assert_stored(stage, id, "snoozed_until", "2026-07-06");
    press(stage, "Ctrl+Z");
    assert_stored(stage, id, "snoozed_until", "");
}

static void test_snooze_not_offered(void)
{
    g_autoptr(Stage) stage = tasks_of(&guest);
    press(stage, "z");
    harness_assert_shows(stage->h, "does nothing here");
    stage_enter(stage, &owner);
    stage_list(stage, &client_entity);
    press(stage, "z");
    harness_assert_shows(stage->h, "does nothing here");
}

static void click_field(Stage *stage, const char *label)
{
    int y, x;
    g_assert_true(harness_find(stage->h, label, &y, &x));
    harness_mouse(stage->h, MOUSE_PRESS, y, x + (int)strlen(label) + 2);
}

static void add_client(Stage *stage, const char *surname, const char *phone, const char *email)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) client = record_new(stage->base, &actor, &client_entity);
    record_set_text(client, "surname", surname);
    record_set_text(client, "phone", phone);
    record_set_text(client, "email", email);
    record_save(stage->base, &actor, client, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* Of clients with one name it is to be seen which is which; of others their names say it. */
static void test_namesakes(void)
{
    g_autoptr(Stage) stage = tasks_of(&tall);
    add_client(stage, "Quokka", "+380501112233", "");
    add_client(stage, "Quokka", "", "second@firm.example");
    add_client(stage, "Quokkason", "+380507778899", "");
    press(stage, "Enter");
    click_field(stage, "Client ");
    harness_type(stage->h, "quokka");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Quokkason");
    harness_assert_shows(stage->h, "+380501112233");
    harness_assert_shows(stage->h, "second@firm.example");
    harness_assert_hides(stage->h, "+380507778899");
}

/* --- repeating -------------------------------------------------------------------------------- */

static void set(Stage *stage, const char *field, const char *value)
{
    form_set(stage_form(stage), field, value, NULL);
}

/* Chosen in words; what contradicts itself is told where it stands. */
static void test_repeat(void)
{
    g_autoptr(Stage) stage = tasks_of(&tall);
    int64_t id = current(stage);
    press(stage, "Enter");
    set(stage, "due_on", "2026-07-31");
    click_field(stage, "Repeats");
    harness_assert_shows(stage->h, "does not repeat");
    set(stage, "unit", "2");
    set(stage, "every", "0");
    press(stage, "F2");
    harness_assert_shows(stage->h, "a number from 1 to 999");
    set(stage, "every", "1");
    set(stage, "until", "2026-07-30");
    press(stage, "F2");
    harness_assert_shows(stage->h, "this is before the task itself is due");
    set(stage, "until", "2026-12-31");
    set(stage, "count", "5");
    press(stage, "F2");
    harness_assert_shows(stage->h, "either a last day or a number of times");
    set(stage, "until", "");
    press(stage, "F2");
    harness_assert_shows(stage->h, "every month on the last day");
    press(stage, "F2");
    assert_stored(stage, id, "recurrence", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=5");
}

/* A due date that is none yet: today gives the first day that is offered. */
static void test_repeat_from_today(void)
{
    g_autoptr(Stage) stage = tasks_of(&tall);
    press(stage, "Enter");
    set(stage, "due_on", "31.02");
    click_field(stage, "Repeats");
    g_assert_cmpstr(form_get(stage_form(stage), "weekdays"), ==, "We");
    g_assert_cmpstr(form_get(stage_form(stage), "date"), ==, "1");
}

static int64_t following(Stage *stage, int64_t id)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, id, &error);
    int64_t next = 0;
    task_following(stage->base, task, &next, &error);
    g_assert_no_error(error);
    return next;
}

/* Closing makes the next one, both cards lead to each other, and Ctrl+Z takes both back. */
static void test_next(void)
{
    g_autoptr(Stage) stage = tasks_of(&tall);
    int64_t id = current(stage);
    press(stage, "Enter");
    set(stage, "recurrence", "FREQ=DAILY");
    set(stage, "status_id", "6");
    press(stage, "F2");
    int64_t next = following(stage, id);
    g_assert_cmpint(next, !=, 0);
    assert_stored(stage, next, "due_on", "2026-07-01"); /* the past is left out */
    stage_card(stage, &task_entity, id);
    harness_assert_shows(stage->h, "[ Next task ]");
    harness_assert_hides(stage->h, "[ Previous ]");
    press(stage, "Esc");
    stage_card(stage, &task_entity, next);
    harness_assert_shows(stage->h, "[ Previous ]");
    harness_assert_hides(stage->h, "[ Next task ]");
    press(stage, "Esc Ctrl+Z");
    harness_assert_shows(stage->h, "Taken back.");
    g_assert_cmpint(following(stage, id), ==, 0);
}

/* --- checklist and watchers ------------------------------------------------------------------- */

/* Pasted, ticked, moved, removed and brought back; the list has the figure, the journal the acts.
 */
static void test_checklist(void)
{
    g_autoptr(Stage) stage = tasks_of(&tall);
    int64_t id = current(stage);
    stage_card(stage, &task_entity, id);
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, id, &error);
    task_checklist(stage->app, task);
    harness_settle(stage->h);
    harness_assert_shows(stage->h, "F7 adds lines.");
    press(stage, "F7");
    harness_paste(stage->h, "Paper\nPens\nTea");
    press(stage, "F2");
    harness_assert_shows(stage->h, "done: 0 of 3");
    press(stage, "Home Space Space");
    harness_assert_shows(stage->h, "[x] Pens");
    harness_assert_shows(stage->h, "done: 2 of 3");
    press(stage, "- -");
    harness_assert_shows(stage->h, "[ ] Tea");
    press(stage, "F8");
    harness_assert_hides(stage->h, "Tea");
    press(stage, "Ctrl+Z");
    harness_assert_shows(stage->h, "[ ] Tea");
    press(stage, "Enter Home");
    harness_type(stage->h, "Green ");
    press(stage, "F2");
    harness_assert_shows(stage->h, "[ ] Green Tea");
    press(stage, "Esc");
    harness_assert_shows(stage->h, "Checklist: 2/3");
    g_autoptr(GPtrArray) lines = checklist_read(stage->base, &actor, id, NULL, &error);
    g_assert_cmpint(lines->len, ==, 3);
    g_assert_cmpstr(((CheckLine *)lines->pdata[0])->text, ==, "Green Tea");
}

static bool watches(Stage *stage, int64_t task, Role role)
{
    bool watched;
    const Actor actor = stage_actor(stage, stage->base, role);
    g_assert_true(task_is_watched(stage->base, &actor, task, actor.employee_id, &watched, NULL));
    return watched;
}

/* One key in the list, even for a guest; others by the card. */
static void test_watch(void)
{
    g_autoptr(Stage) stage = tasks_of(&guest);
    int64_t id = current(stage);
    press(stage, "w");
    harness_assert_shows(stage->h, "You watch this task");
    g_assert_true(watches(stage, id, ROLE_GUEST));
    press(stage, "w");
    g_assert_false(watches(stage, id, ROLE_GUEST));
    stage_enter(stage, &owner);
    stage_list(stage, &task_entity);
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, id, NULL);
    task_watchers_open(stage->app, task);
    press(stage, "Enter");
    g_autofree char *name = app_record_title(
        stage->app, &employee_entity, stage_actor(stage, stage->base, ROLE_ADMIN).employee_id);
    harness_type(stage->h, name);
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Added to the watchers.");
    g_assert_true(watches(stage, id, ROLE_ADMIN));
    task_watchers_open(stage->app, task);
    press(stage, "Down Enter");
    g_assert_false(watches(stage, id, ROLE_ADMIN));
}

/* The card's button says what it would do now, also when another window has changed it. */
static void test_watch_button(void)
{
    g_autoptr(Stage) stage = tasks_of(&guest);
    int64_t id = current(stage);
    stage_card(stage, &task_entity, id);
    harness_assert_shows(stage->h, "[ Watch ]");
    task_watch_toggle(stage->app, id);
    harness_settle(stage->h);
    harness_assert_shows(stage->h, "[ Stop watching ]");
    task_watch_toggle(stage->app, id);
    harness_settle(stage->h);
    harness_assert_shows(stage->h, "[ Watch ]");
}

/* --- handing over ----------------------------------------------------------------------------- */

static GArray *assigned(Stage *stage, int64_t employee_id)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, employee_id);
    const Filter mine[] = {{"assignee_id", FILTER_IS, id}, {"closed_at", FILTER_EMPTY, NULL}};
    Query query = {.entity = &task_entity, .filters = mine, .n_filters = G_N_ELEMENTS(mine)};
    GArray *ids = query_ids(stage->base, &actor, &query, &error);
    g_assert_no_error(error);
    return ids;
}

/* Dismissing somebody offers it with the numbers; one Ctrl+Z takes all of it back. */
static void test_hand_over(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    int64_t leaving = stage_actor(stage, stage->base, ROLE_MANAGER).employee_id;
    int64_t staying = stage_actor(stage, stage->base, ROLE_ADMIN).employee_id;
    g_autoptr(GArray) theirs = assigned(stage, leaving), before = assigned(stage, staying);
    stage_list(stage, &employee_entity);
    stage_card(stage, &employee_entity, leaving);
    set(stage, "status", "dismissed");
    press(stage, "F2");
    g_autofree char *counted = g_strdup_printf("Open tasks: %u, clients:", theirs->len);
    harness_assert_shows(stage->h, counted);
    press(stage, "Left Enter");
    g_autofree char *name = app_record_title(stage->app, &employee_entity, staying);
    harness_type(stage->h, name);
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Handed over: tasks");
    g_autoptr(GArray) none = assigned(stage, leaving), all = assigned(stage, staying);
    g_assert_cmpint(none->len, ==, 0);
    g_assert_cmpint(all->len, ==, theirs->len + before->len);
    press(stage, "Ctrl+Z");
    g_autoptr(GArray) again = assigned(stage, leaving);
    g_assert_cmpint(again->len, ==, theirs->len);
}

/* Put off until later, it is a button of the card; a manager is not offered it. */
static void test_hand_over_later(void)
{
    static const Entrance manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE};
    g_autoptr(Stage) stage = stage_with(&tall);
    int64_t leaving = stage_actor(stage, stage->base, ROLE_MANAGER).employee_id;
    int64_t guest_id = stage_actor(stage, stage->base, ROLE_GUEST).employee_id;
    stage_list(stage, &employee_entity);
    stage_card(stage, &employee_entity, leaving);
    harness_assert_shows(stage->h, "[ Hand over ]");
    press(stage, "F9 End Up Enter Left Enter");
    g_autofree char *name = app_record_title(stage->app, &employee_entity, leaving);
    harness_type(stage->h, name);
    press(stage, "Enter");
    harness_assert_shows(stage->h, "This is the same person");
    harness_assert_shows(stage->h, "Hand over to");
    g_autofree char *colleague = app_record_title(stage->app, &employee_entity, guest_id);
    press(stage, "End Ctrl+U");
    harness_type(stage->h, colleague);
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Ctrl+Z in the list takes it back."); /* the card stays open */
    g_autoptr(GArray) none = assigned(stage, leaving);
    press(stage, "Esc Ctrl+Z");
    g_autoptr(GArray) again = assigned(stage, leaving);
    g_assert_cmpint(none->len, ==, 0);
    g_assert_cmpint(again->len, >, 0);
    stage_enter(stage, &manager);
    stage_list(stage, &employee_entity);
    stage_card(stage, &employee_entity, guest_id);
    harness_assert_hides(stage->h, "[ Hand over ]");
}

/* Without a base to read them from, that is said. */
static void test_of_client_unread(void)
{
    g_autoptr(Stage) stage = stage_with(&(Entrance){
        .role = ROLE_OWNER, .level = LEVEL_EMPLOYEE, .screen = {.rows = 60, .columns = 100}});
    worker_free(stage->app->worker);
    stage->app->worker = worker_new("/nowhere/base.db", ui_loop(harness_ui(stage->h)));
    stage_card(stage, &client_entity, 1);
    harness_assert_shows(stage->h, "cannot be read now: open the card again");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tasks/snooze", test_snooze);
    g_test_add_func("/tasks/snooze-marked", test_snooze_marked);
    g_test_add_func("/tasks/snooze-many", test_snooze_many);
    g_test_add_func("/tasks/snooze-not-offered", test_snooze_not_offered);
    g_test_add_func("/tasks/namesakes", test_namesakes);
    g_test_add_func("/tasks/repeat", test_repeat);
    g_test_add_func("/tasks/repeat-from-today", test_repeat_from_today);
    g_test_add_func("/tasks/next", test_next);
    g_test_add_func("/tasks/checklist", test_checklist);
    g_test_add_func("/tasks/watch", test_watch);
    g_test_add_func("/tasks/watch-button", test_watch_button);
    g_test_add_func("/tasks/hand-over", test_hand_over);
    g_test_add_func("/tasks/hand-over-later", test_hand_over_later);
    g_test_add_func("/tasks/of-client-unread", test_of_client_unread);
    return g_test_run();
}
