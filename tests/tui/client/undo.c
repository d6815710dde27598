/* The last save or deletion can be taken back from the list, unless somebody has changed the record
 * since. */
#include "stage.h"
#include "tui/widgets/form.h"

#define CLIENT 7

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE};

static void assert_stored(Stage *stage, const char *field, const char *expected)
{
    g_autofree char *stored = stage_stored(stage, &client_entity, CLIENT, field);
    g_assert_cmpstr(stored, ==, expected);
}

static Stage *saved(void)
{
    Stage *stage = stage_with(&owner);
    stage_list(stage, &client_entity);
    stage_card(stage, &client_entity, CLIENT);
    form_set((Form *)ui_top(harness_ui(stage->h)), "company", "Помилка", NULL);
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Saved. Ctrl+Z takes it back.");
    return stage;
}

static void test_save(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    g_autofree char *before = stage_stored(stage, &client_entity, CLIENT, "company");
    g_clear_pointer(&stage, stage_free);
    stage = saved();
    assert_stored(stage, "company", "Помилка");
    harness_press(stage->h, "Ctrl+Z");
    harness_assert_shows(stage->h, "Taken back.");
    assert_stored(stage, "company", before);
    harness_press(stage->h, "Ctrl+Z");
    harness_assert_shows(stage->h, "does nothing here");
}

static void test_changed_since(void)
{
    g_autoptr(Stage) stage = saved();
    stage_other_saves(stage, ROLE_ADMIN, &client_entity, CLIENT, "comment", "Моє");
    harness_type(stage->h, "г"); /* u in the other layout */
    harness_assert_shows(stage->h, "the record was changed again meanwhile");
    assert_stored(stage, "company", "Помилка");
}

static void test_created(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &client_entity);
    harness_press(stage->h, "F7");
    harness_type(stage->h, "Зайвий");
    harness_press(stage->h, "F2");
    stage_settle(stage);
    harness_assert_shows(stage->h, " 251");
    harness_press(stage->h, "Ctrl+Z");
    stage_settle(stage);
    harness_assert_shows(stage->h, " 250");
}

static void test_deleted(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &client_entity);
    harness_press(stage->h, "Space Space Space F8");
    stage_settle(stage);
    harness_assert_shows(stage->h, "/ 247");
    harness_assert_shows(stage->h, "3 moved to the archive. Ctrl+Z takes it back.");
    harness_press(stage->h, "Ctrl+Z");
    stage_settle(stage);
    harness_assert_shows(stage->h, "/ 250");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/undo/save", test_save);
    g_test_add_func("/undo/changed-since", test_changed_since);
    g_test_add_func("/undo/created", test_created);
    g_test_add_func("/undo/deleted", test_deleted);
    return g_test_run();
}
