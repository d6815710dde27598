/* What is done with tasks beside their form: docs/rules.md, "Tasks in time". */
#include "stage.h"
#include "tui/widgets/table.h"

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tasks/snooze", test_snooze);
    g_test_add_func("/tasks/snooze-marked", test_snooze_marked);
    g_test_add_func("/tasks/snooze-not-offered", test_snooze_not_offered);
    return g_test_run();
}
