/* Tasks on a board: docs/rules.md, "Tasks on a board and in a calendar". */
#include "stage.h"
#include "tui/widgets/table.h"

#define TASK 3 /* of the demo */

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      guest = {.role = ROLE_GUEST, .level = LEVEL_EMPLOYEE},
                      wide = {.role = ROLE_OWNER,
                              .level = LEVEL_EMPLOYEE,
                              .screen = {.rows = 50, .columns = 160}};

static void press(Stage *stage, const char *keys)
{
    harness_press(stage->h, keys);
    stage_settle(stage);
}

static Table *table(Stage *stage)
{
    return (Table *)(void *)ui_top(harness_ui(stage->h));
}

static int64_t current(Stage *stage)
{
    return table_id(table(stage));
}

static void assert_status(Stage *stage, int64_t id, int64_t expected)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, id, &error);
    g_assert_no_error(error);
    g_assert_cmpint(record_integer(task, "status_id"), ==, expected);
}

/* Below a question. */
static int64_t current_below(Stage *stage)
{
    harness_press(stage->h, "Esc");
    int64_t id = current(stage);
    harness_press(stage->h, "]");
    stage_settle(stage);
    return id;
}

static void add_tasks(Stage *stage, int64_t status, int n)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    for (int i = 0; i < n; i++) {
        g_autoptr(Record) task = record_new(stage->base, &actor, &task_entity);
        g_autofree char *subject = g_strdup_printf("Довга %03d", i);
        record_set_text(task, "subject", subject);
        record_set_text(task, "due_on", "2026-07-15");
        record_set_integer(task, "status_id", status);
        record_save(stage->base, &actor, task, NULL, NULL, &error);
        g_assert_no_error(error);
    }
}

static Stage *board_of(const Entrance *entrance)
{
    Stage *stage = stage_with(entrance);
    stage_list(stage, &task_entity);
    press(stage, "V");
    return stage;
}

static int64_t status_of(Stage *stage, int64_t id)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, id, &error);
    g_assert_no_error(error);
    return record_integer(task, "status_id");
}

/* One key and back: the record under the cursor, the marks, the conditions stay. */
static void test_switch(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &task_entity);
    press(stage, "Down Down Space");
    int64_t id = current(stage);
    press(stage, "V");
    g_assert_cmpint(current(stage), ==, id);
    harness_assert_shows(stage->h, "Solved 9");
    harness_assert_shows(stage->h, "marked 1");
    harness_assert_shows(stage->h, "filter «open ones»");
    harness_assert_hides(stage->h, "Closed 8");
    press(stage, "Right Right Right Right Right");
    harness_assert_shows(stage->h, "Feedback 8");
    int64_t other = current(stage);
    g_assert_cmpint(status_of(stage, other), ==, 5);
    press(stage, "Esc"); /* the mark */
    harness_assert_shows(stage->h, "Feedback 8");
    press(stage, "Esc");
    g_assert_cmpint(current(stage), ==, other);
    harness_assert_shows(stage->h, "Due by▲");
    harness_type(stage->h, "М"); /* on the key of V */
    stage_settle(stage);
    harness_assert_shows(stage->h, "Feedback 8");
    g_assert_cmpint(current(stage), ==, other);
}

/* The way is a person's choice: it is there when the list is opened again, for them alone. */
static void test_remembered(void)
{
    g_autoptr(Stage) stage = board_of(&owner);
    stage_list(stage, &client_entity);
    harness_assert_hides(stage->h, "New 9");
    stage_list(stage, &task_entity);
    harness_assert_shows(stage->h, "New 9");
    press(stage, "Esc");
    harness_assert_shows(stage->h, "Due by▲");
    stage_list(stage, &task_entity);
    harness_assert_shows(stage->h, "New 9");
    press(stage, "V V V");
    harness_assert_shows(stage->h, "Due by▲");
    stage_list(stage, &task_entity);
    harness_assert_shows(stage->h, "Due by▲");
    press(stage, "V");
    stage_enter(stage, &guest);
    stage_list(stage, &task_entity);
    harness_assert_shows(stage->h, "Due by▲");
}

/* All columns have room on a wide screen, closed ones come with their condition's end. */
static void test_wide(void)
{
    g_autoptr(Stage) stage = board_of(&wide);
    press(stage, "x");
    harness_assert_shows(stage->h, "New 9");
    harness_assert_shows(stage->h, "Cancelled 8");
    harness_assert_shows(stage->h, "×");
    press(stage, "End");
    int64_t last = current(stage);
    press(stage, "Home");
    g_assert_cmpint(current(stage), !=, last);
}

/* The bracket moves the card, the cursor goes with it, Ctrl+Z takes it back. */
static void test_move(void)
{
    g_autoptr(Stage) stage = board_of(&owner);
    press(stage, "Home");
    int64_t id = current(stage), status = status_of(stage, id);
    press(stage, "]");
    harness_assert_shows(stage->h, "1 moved. Ctrl+Z takes it back.");
    assert_status(stage, id, status + 1);
    g_assert_cmpint(current(stage), ==, id);
    harness_type(stage->h, "х"); /* [ in a Ukrainian layout */
    stage_settle(stage);
    assert_status(stage, id, status);
    press(stage, "Shift+Right Ctrl+Right");
    assert_status(stage, id, status + 2);
    press(stage, "Ctrl+Z");
    harness_assert_shows(stage->h, "Taken back.");
    assert_status(stage, id, status + 1);
    press(stage, "[ [ [ [");
    assert_status(stage, id, 1);
}

static void test_move_marked(void)
{
    g_autoptr(Stage) stage = board_of(&owner);
    press(stage, "Left Left Left Left Left Home");
    int64_t first = current(stage);
    press(stage, "Space");
    int64_t second = current(stage);
    g_assert_cmpint(second, !=, first);
    press(stage, "Space Up ]");
    harness_assert_shows(stage->h, "2 moved.");
    harness_assert_hides(stage->h, "marked");
    assert_status(stage, first, 2);
    assert_status(stage, second, 2);
    g_assert_cmpint(current(stage), ==, second);
}

static int with_status(Stage *stage, int64_t status)
{
    int n = 0;
    for (int64_t id = 1; id <= 60; id++)
        n += status_of(stage, id) == status;
    return n;
}

/* Ten go at once, more are asked about, and all of it is one step back. */
static void test_move_many(void)
{
    g_autoptr(Stage) stage = board_of(&owner);
    add_tasks(stage, 1, 11);
    press(stage, "F5 Left Left Left Left Left Home");
    for (int i = 0; i < 10; i++)
        press(stage, "Space");
    press(stage, "Up ]");
    harness_assert_shows(stage->h, "10 moved.");
    press(stage, "Ctrl+Z");
    press(stage, "Left Home");
    for (int i = 0; i < 11; i++)
        press(stage, "Space");
    int64_t id = current(stage);
    press(stage, "]"); /* the card below the marked ones goes alone */
    harness_assert_shows(stage->h, "1 moved.");
    assert_status(stage, id, 2);
    press(stage, "Ctrl+Z");
    press(stage, "Left Home");
    harness_assert_shows(stage->h, "marked 11");
    press(stage, "]");
    harness_assert_shows(stage->h, "To «In work»: ");
    harness_assert_shows(stage->h, " and 8 more");
    harness_assert_shows(stage->h, "Move 11");
    id = current_below(stage);
    press(stage, "Enter"); /* Cancel */
    assert_status(stage, id, 1);
    harness_assert_shows(stage->h, "marked 11");
    press(stage, "] Right Enter");
    harness_assert_shows(stage->h, "11 moved. Ctrl+Z takes it back.");
    harness_assert_hides(stage->h, "marked");
    assert_status(stage, id, 2);
}

/* All that the search and the filters find, seen or not; whoever else is there stays. */
static void test_move_all(void)
{
    g_autoptr(Stage) stage = board_of(&owner);
    int new = with_status(stage, 1), solved = with_status(stage, 4), closed = with_status(stage, 6);
    press(stage, "Left Left Left Left Left Home Ctrl+A ]");
    int64_t id = current_below(stage);
    harness_assert_shows(stage->h, "To «In work»: ");
    press(stage, "Esc");
    g_assert_cmpint(with_status(stage, 1), ==, new);
    press(stage, "]");
    press(stage, "Right Enter");
    g_assert_cmpint(with_status(stage, 1), ==, 0);
    g_assert_cmpint(with_status(stage, 4), ==, 0);
    g_assert_cmpint(with_status(stage, 6), ==, closed);
    harness_assert_hides(stage->h, "marked");
    g_assert_cmpint(current(stage), ==, id);
    press(stage, "Ctrl+Z");
    g_assert_cmpint(with_status(stage, 1), ==, new);
    g_assert_cmpint(with_status(stage, 4), ==, solved);
}

/* Pressed in one column and let go in another. Then a click, and a double click. */
static void test_mouse(void)
{
    g_autoptr(Stage) stage = board_of(&wide);
    int y, x, from, to;
    g_assert_true(harness_find(stage->h, "New 9", &y, &from));
    g_assert_true(harness_find(stage->h, "Solved 9", &y, &to));
    harness_mouse(stage->h, MOUSE_PRESS, y + 2, from);
    int64_t id = current(stage);
    g_assert_cmpint(status_of(stage, id), ==, 1);
    harness_drag(stage->h, y + 2, from, y + 12, to);
    stage_settle(stage);
    assert_status(stage, id, 4);
    g_assert_cmpint(current(stage), ==, id);
    g_assert_true(harness_find(stage->h, "In work 9", &y, &x));
    harness_mouse(stage->h, MOUSE_PRESS, y + 6, x);
    g_assert_cmpint(status_of(stage, current(stage)), ==, 2);
    harness_mouse(stage->h, MOUSE_WHEEL_DOWN, y + 6, to);
    g_assert_cmpint(status_of(stage, current(stage)), ==, 4);
    harness_mouse(stage->h, MOUSE_DOUBLE, y + 6, x);
    stage_settle(stage);
    harness_assert_shows(stage->h, "[ Checklist ]");
}

/* Pressed before the cards of a search have come: it is theirs, and what follows from it, too. */
static void test_keys_ahead(void)
{
    g_autoptr(Stage) stage = board_of(&owner);
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "subject", "Quokka");
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "status_id", "1");
    int64_t before = current(stage);
    g_assert_cmpint(before, !=, TASK);
    harness_press(stage->h, "F3");
    harness_type(stage->h, "quokka");
    harness_press(stage->h, "Enter ] x");
    stage_settle(stage);
    assert_status(stage, TASK, 2);
    harness_assert_hides(stage->h, "open ones");
    harness_press(stage->h, "Esc F3");
    harness_type(stage->h, "quokka");
    harness_press(stage->h, "Enter ] Ctrl+Z"); /* it takes back what was pressed before it */
    stage_settle(stage);
    assert_status(stage, TASK, 2);
    harness_press(stage->h, "Esc V");
    stage_settle(stage);
    harness_assert_shows(stage->h, "July 2026");
}

/* Search and conditions narrow the board as they do the list, and the same keys act. */
static void test_same_list(void)
{
    g_autoptr(Stage) stage = board_of(&owner);
    press(stage, "F3");
    harness_type(stage->h, "договір");
    stage_settle(stage);
    press(stage, "Enter");
    harness_assert_hides(stage->h, "Передзвонити");
    harness_assert_shows(stage->h, "find «договір»");
    press(stage, "Esc");
    harness_assert_shows(stage->h, "Передзвонити");
    press(stage, "Home z Enter");
    harness_assert_shows(stage->h, "1 snoozed until 02.07.2026.");
    harness_assert_shows(stage->h, "New 8");
    press(stage, "Right F7");
    g_assert_cmpstr(form_get(stage_form(stage), "status_id"), ==, "2");
    press(stage, "Esc F3");
    harness_type(stage->h, "нетакого");
    stage_settle(stage);
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Nothing found. Esc shows all again.");
    press(stage, "F6");
    harness_assert_shows(stage->h, "\"F6\" does nothing here");
    press(stage, "]"); /* there is no card */
    harness_assert_shows(stage->h, "\"]\" does nothing here");
}

/* What a colleague does shows by itself, and the cursor stays where it was. */
static void test_others(void)
{
    g_autoptr(Stage) stage = board_of(&owner);
    press(stage, "Home Down Down");
    int64_t id = current(stage);
    press(stage, "Up Up");
    int64_t first = current(stage);
    press(stage, "Down Down");
    stage_other_saves(stage, ROLE_MANAGER, &task_entity, first, "status_id", "3");
    harness_advance(stage->h, 2000);
    stage_settle(stage);
    harness_assert_shows(stage->h, "New 8");
    g_assert_cmpint(current(stage), ==, id);
    stage_other_saves(stage, ROLE_MANAGER, &task_entity, id, "subject", "Інакше");
    harness_advance(stage->h, 2000);
    stage_settle(stage);
    harness_assert_shows(stage->h, "Інакше");
}

/* A guest moves what is theirs, but closes nothing. */
static void test_guest(void)
{
    g_autoptr(Stage) stage = stage_new();
    stage_enter(stage, &guest);
    const Actor me = stage_actor(stage, stage->base, ROLE_GUEST);
    g_autofree char *mine = g_strdup_printf("%" G_GINT64_FORMAT, me.employee_id);
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "assignee_id", mine);
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "status_id", "5");
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "due_on", "2026-01-01");
    stage_list(stage, &task_entity);
    press(stage, "Home V x");
    g_assert_cmpint(current(stage), ==, TASK);
    press(stage, "[");
    assert_status(stage, TASK, 4);
    press(stage, "] ]");
    harness_assert_shows(stage->h, "Close and cancel tasks");
    assert_status(stage, TASK, 5);
}

/* As many cards of a column as one wants to see. */
static void test_long_column(void)
{
    g_autoptr(Stage) stage = stage_new();
    stage_enter(stage, &owner);
    add_tasks(stage, 1, 130);
    stage_list(stage, &task_entity);
    press(stage, "Home V");
    harness_assert_shows(stage->h, "New 139");
    harness_assert_shows(stage->h, "133 more");
    harness_assert_hides(stage->h, "▲");
    for (int i = 0; i < 5; i++)
        press(stage, "End");
    harness_assert_shows(stage->h, "Довга 129");
    harness_assert_shows(stage->h, "139 / 139");
    harness_assert_shows(stage->h, "▲ New 139"); /* there are others above */
}

/* A step aside leads to the card beside, reading anew leaves the cards where they stand, and a
 * search begins with its first one. */
static void test_place(void)
{
    g_autoptr(Stage) stage = stage_new();
    stage_enter(stage, &owner);
    add_tasks(stage, 1, 30);
    stage_list(stage, &task_entity);
    press(stage, "Home V Home Down Down");
    int y, x, again;
    press(stage, "Right");
    int64_t third = current(stage);
    press(stage, "Home Down Down");
    g_assert_cmpint(current(stage), ==, third);
    press(stage, "Left Home PgDn PgDn Up Up");
    g_autofree char *subject = stage_stored(stage, &task_entity, current(stage), "subject");
    g_assert_true(harness_find(stage->h, subject, &y, &x));
    g_assert_cmpint(y, >, 5); /* not the uppermost */
    press(stage, "F5");
    g_assert_true(harness_find(stage->h, subject, &again, &x));
    g_assert_cmpint(again, ==, y);
    press(stage, "Home Down Down F3");
    harness_type(stage->h, "Довга");
    press(stage, "Enter");
    g_autofree char *found = stage_stored(stage, &task_entity, current(stage), "subject");
    g_assert_cmpstr(found, ==, "Довга 000");
}

/* The year stands where it is another one; a mark is to be seen; so is that there are more columns.
 */
static void test_looks(void)
{
    g_autoptr(Stage) stage = board_of(&owner);
    press(stage, "Left Left Left Left Left Home");
    harness_assert_shows(stage->h, " 9 ›");
    harness_assert_hides(stage->h, "‹ ");
    harness_assert_hides(stage->h, ".2026");
    harness_assert_hides(stage->h, "✓");
    stage_other_saves(stage, ROLE_OWNER, &task_entity, current(stage), "due_on", "2025-03-01");
    press(stage, "Space F5");
    harness_assert_shows(stage->h, "✓");
    harness_assert_shows(stage->h, "01.03.2025");
    press(stage, "Right Right Right Right Right");
    harness_assert_shows(stage->h, "‹ ");
    harness_assert_hides(stage->h, " 8 ›");
}

/* A column that is gone leaves the cursor to one that has cards. */
static void test_column_gone(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "subject", "Quokka");
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "status_id", "3");
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK + 1, "subject", "Quokka");
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK + 1, "status_id", "6");
    stage_list(stage, &task_entity);
    press(stage, "x F3");
    harness_type(stage->h, "quokka");
    press(stage, "Enter V");
    press(stage, "Right Right Right Right Right Right");
    for (int i = 0; current(stage) != TASK + 1 && i < 8; i++)
        press(stage, "Left");
    g_assert_cmpint(current(stage), ==, TASK + 1);
    press(stage, "x");
    g_assert_cmpint(current(stage), ==, TASK);
}

/* The ends of two are come to one right after the other, before either has been read on. */
static void test_two_long_columns(void)
{
    g_autoptr(Stage) stage = stage_new();
    stage_enter(stage, &owner);
    add_tasks(stage, 1, 130);
    add_tasks(stage, 2, 130);
    stage_list(stage, &task_entity);
    press(stage, "Home V");
    harness_press(stage->h, "End Right End");
    stage_settle(stage);
    for (int column = 0; column < 2; column++) {
        for (int i = 0; i < 5; i++)
            press(stage, "End");
        harness_assert_shows(stage->h, "139 / 139");
        press(stage, "Left");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/board/switch", test_switch);
    g_test_add_func("/board/remembered", test_remembered);
    g_test_add_func("/board/wide", test_wide);
    g_test_add_func("/board/move", test_move);
    g_test_add_func("/board/move-marked", test_move_marked);
    g_test_add_func("/board/move-many", test_move_many);
    g_test_add_func("/board/move-all", test_move_all);
    g_test_add_func("/board/mouse", test_mouse);
    g_test_add_func("/board/keys-ahead", test_keys_ahead);
    g_test_add_func("/board/same-list", test_same_list);
    g_test_add_func("/board/others", test_others);
    g_test_add_func("/board/guest", test_guest);
    g_test_add_func("/board/place", test_place);
    g_test_add_func("/board/looks", test_looks);
    g_test_add_func("/board/column-gone", test_column_gone);
    g_test_add_func("/board/long-column", test_long_column);
    g_test_add_func("/board/two-long-columns", test_two_long_columns);
    return g_test_run();
}
