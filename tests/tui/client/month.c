/* Tasks in a calendar: docs/rules.md, "Tasks on a board and in a calendar". */
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

static int64_t current(Stage *stage)
{
    return table_id((Table *)(void *)ui_top(harness_ui(stage->h)));
}

/* `minute` NULL: any. */
static void assert_due(Stage *stage, int64_t id, const char *day, const char *minute)
{
    g_autofree char *due_on = stage_stored(stage, &task_entity, id, "due_on");
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, id, &error);
    g_autofree char *kept = record_is_empty(task, "due_minute")
                                ? g_strdup("")
                                : g_strdup_printf("%d", (int)record_integer(task, "due_minute"));
    g_assert_cmpstr(due_on, ==, day);
    if (minute)
        g_assert_cmpstr(kept, ==, minute);
}

static void write_task(Stage *stage, int64_t id, const Filled *values)
{
    for (; values->field; values++)
        stage_other_saves(stage, ROLE_OWNER, &task_entity, id, values->field, values->stored);
}

/* One task alone on 14 July at 16:00, the cursor on it. */
static Stage *month_of(const Entrance *entrance)
{
    static const Filled alone[] = {{"due_on", "2026-07-14"},
                                   {"due_minute", "960"},
                                   {"subject", "Нарада"},
                                   {"status_id", "1"},
                                   {NULL, NULL}};
    Stage *stage = stage_new();
    stage_enter(stage, entrance);
    write_task(stage, TASK, alone);
    stage_list(stage, &task_entity);
    press(stage, "F3");
    harness_type(stage->h, "Нарада");
    stage_settle(stage);
    press(stage, "Enter V V");
    g_assert_cmpint(current(stage), ==, TASK);
    return stage;
}

/* Opened again it stands on today, however long ago the first task of the list was due. */
static void test_remembered(void)
{
    g_autoptr(Stage) stage = stage_new();
    stage_enter(stage, &owner);
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "due_on", "2026-02-03");
    stage_list(stage, &task_entity);
    press(stage, "V V");
    harness_assert_shows(stage->h, "February 2026");
    stage_list(stage, &client_entity);
    stage_list(stage, &task_entity);
    harness_assert_shows(stage->h, "July 2026");
    harness_assert_shows(stage->h, "We 01.07.2026");
}

/* The list's task under the cursor is that of the calendar's; days and months by keys. */
static void test_walk(void)
{
    g_autoptr(Stage) stage = month_of(&owner);
    harness_assert_shows(stage->h, "July 2026");
    harness_assert_shows(stage->h, "14 (1)");
    harness_assert_shows(stage->h, "Tu 14.07.2026: 1 / 1");
    press(stage, "Left Up");
    harness_assert_shows(stage->h, "Mo 06.07.2026");
    press(stage, "PgDn");
    harness_assert_shows(stage->h, "August 2026");
    harness_assert_shows(stage->h, "Th 06.08.2026");
    press(stage, "End");
    harness_assert_shows(stage->h, "31.08.2026");
    press(stage, "PgDn"); /* no 31 September */
    harness_assert_shows(stage->h, "30.09.2026");
    press(stage, "Home");
    harness_assert_shows(stage->h, "01.09.2026");
    harness_type(stage->h, "е"); /* t in a Ukrainian layout */
    stage_settle(stage);
    harness_assert_shows(stage->h, "We 01.07.2026");
    press(stage, "V");
    harness_assert_shows(stage->h, "·We 01.07");
    press(stage, "V");
    harness_assert_shows(stage->h, "Due by▲");
}

/* A search and other looks at it in one piece: each stands on what the list would have stood on. */
static void test_looks_ahead(void)
{
    static const struct {
        const char *keys, *shown;
    } looks[] = {{"/Quokka\rV", "14.08 "},
                 {"/Quokka\rVV", "August 2026"},
                 {"/Quokka\rVVV", "Fr 14.08"},
                 {"/Quokka\rVVVV", "Due by▲"}};
    for (guint i = 0; i < G_N_ELEMENTS(looks); i++) {
        g_autoptr(Stage) stage = stage_with(&owner);
        write_task(stage, TASK,
                   (const Filled[]){{"due_on", "2026-08-14"}, {"subject", "Quokka"}, {NULL, NULL}});
        write_task(stage, TASK + 1,
                   (const Filled[]){{"due_on", "2026-09-14"}, {"subject", "Quokka"}, {NULL, NULL}});
        stage_list(stage, &task_entity);
        g_assert_cmpint(current(stage), !=, TASK);
        harness_send(stage->h, looks[i].keys, -1);
        stage_settle(stage);
        g_assert_cmpint(current(stage), ==, TASK);
        harness_assert_shows(stage->h, looks[i].shown);
    }
}

/* A task of the month that is just gone to is the one that is moved. */
static void test_keys_ahead(void)
{
    g_autoptr(Stage) stage = month_of(&owner);
    write_task(stage, TASK + 1,
               (const Filled[]){{"due_on", "2026-08-14"}, {"subject", "Нарада 2"}, {NULL, NULL}});
    harness_send(stage->h, "\033[6~]", -1);
    stage_settle(stage);
    assert_due(stage, TASK + 1, "2026-08-15", NULL);
    assert_due(stage, TASK, "2026-07-14", "960");
    g_assert_cmpint(current(stage), ==, TASK + 1);
    harness_send(stage->h, "\033[5~\033[5~\033[6~\033[D", -1); /* none of them waits */
    harness_assert_shows(stage->h, "July 2026");
    stage_settle(stage);
    g_assert_cmpint(current(stage), ==, TASK);
}

/* What is new there is due there. */
static void test_new(void)
{
    g_autoptr(Stage) stage = month_of(&owner);
    press(stage, "Right F7");
    g_assert_cmpstr(form_get(stage_form(stage), "due_on"), ==, "2026-07-15");
    press(stage, "Esc Left Enter");
    harness_assert_shows(stage->h, "Нарада");
    g_assert_cmpstr(form_get(stage_form(stage), "due_on"), ==, "2026-07-14");
}

/* By keys, one after the other, with its time; Ctrl+Z takes the last one back. */
static void test_move(void)
{
    g_autoptr(Stage) stage = month_of(&owner);
    press(stage, "] ]");
    harness_assert_shows(stage->h, "1 moved to 16.07.2026. Ctrl+Z takes it back.");
    assert_due(stage, TASK, "2026-07-16", "960");
    g_assert_cmpint(current(stage), ==, TASK);
    press(stage, "Shift+Down");
    assert_due(stage, TASK, "2026-07-23", "960");
    press(stage, "{ [");
    assert_due(stage, TASK, "2026-07-15", "960");
    press(stage, "Ctrl+Z");
    assert_due(stage, TASK, "2026-07-16", "960");
    harness_assert_shows(stage->h, "16 (1)");
    press(stage, "} } }");
    harness_assert_shows(stage->h, "August 2026");
    assert_due(stage, TASK, "2026-08-06", "960");
}

/* The hour that clocks skip: the task keeps its time, and is due when that hour has ended. */
static void test_gap(void)
{
    g_autoptr(Stage) stage = month_of(&owner);
    write_task(stage, TASK,
               (const Filled[]){{"due_minute", "210"}, {"due_on", "2027-03-27"}, {NULL, NULL}});
    harness_advance(stage->h, 2000);
    stage_settle(stage);
    press(stage, "Esc"); /* the search, or it would be the list's first */
    stage_list(stage, &task_entity);
    press(stage, "V V");
    press(stage, "End");
    press(stage, "V V");
    g_assert_cmpint(current(stage), ==, TASK);
    press(stage, "]");
    harness_assert_shows(stage->h, "There is no 03:30 on 28.03.2027");
    press(stage, "Esc");
    assert_due(stage, TASK, "2027-03-27", "210");
    press(stage, "d");
    harness_assert_shows(stage->h, "There is no 03:30 on 28.03.2027");
    press(stage, "Esc");
    assert_due(stage, TASK, "2027-03-27", "210");
    press(stage, "]");
    press(stage, "Left Enter");
    assert_due(stage, TASK, "2027-03-28", "210");
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, TASK, &error);
    g_assert_cmpint(record_integer(task, "due_at"), ==,
                    INT64_C(1806195600) * 1000000); /* 2027-03-28 01:00 UTC, 04:00 in Kyiv */
}

/* A day that is over is asked about, as in the card, and only if the task is open. */
static void test_past(void)
{
    g_autoptr(Stage) stage = month_of(&wide);
    int y, x, to_y, to_x;
    g_assert_true(harness_find(stage->h, "16:00 Нарада", &y, &x));
    g_assert_true(harness_find(stage->h, "29 ", &to_y, &to_x)); /* of June */
    harness_drag(stage->h, y, x, to_y + 1, to_x + 3);
    stage_settle(stage);
    harness_assert_shows(stage->h, "The due date, 29.06.2026, is in the past.");
    press(stage, "Esc");
    assert_due(stage, TASK, "2026-07-14", "960");
    press(stage, "{ {");
    harness_assert_shows(stage->h, "The due date, 30.06.2026, is in the past.");
    assert_due(stage, TASK, "2026-07-07", "960");
    press(stage, "Left Enter");
    harness_assert_shows(stage->h, "1 moved to 30.06.2026. Ctrl+Z takes it back.");
    assert_due(stage, TASK, "2026-06-30", "960");
    write_task(stage, TASK, (const Filled[]){{"status_id", "6"}, {NULL, NULL}});
    press(stage, "x");
    harness_advance(stage->h, 2000);
    stage_settle(stage);
    g_assert_cmpint(current(stage), ==, TASK);
    press(stage, "[");
    assert_due(stage, TASK, "2026-06-29", "960");
}

/* A click is the cursor, two are Enter; dragged to another day, it is due there. */
static void test_mouse(void)
{
    g_autoptr(Stage) stage = month_of(&wide);
    int y, x, to_y, to_x;
    g_assert_true(harness_find(stage->h, "16:00 Нарада", &y, &x));
    g_assert_true(harness_find(stage->h, "22 ", &to_y, &to_x));
    harness_mouse(stage->h, MOUSE_PRESS, to_y, to_x);
    harness_assert_shows(stage->h, "We 22.07.2026");
    harness_drag(stage->h, y, x, to_y + 1, to_x + 3);
    stage_settle(stage);
    assert_due(stage, TASK, "2026-07-22", "960");
    harness_assert_shows(stage->h, "We 22.07.2026: 1 / 1");
    harness_mouse(stage->h, MOUSE_WHEEL_DOWN, y, x);
    stage_settle(stage);
    harness_assert_shows(stage->h, "August 2026");
    harness_mouse(stage->h, MOUSE_WHEEL_UP, y, x);
    stage_settle(stage);
    g_assert_true(harness_find(stage->h, "16:00 Нарада", &y, &x));
    harness_mouse(stage->h, MOUSE_DOUBLE, y, x);
    stage_settle(stage);
    g_assert_cmpstr(form_get(stage_form(stage), "due_on"), ==, "2026-07-22");
}

/* Several of a day one after the other, marked and moved together; a week has them all in lines. */
static void test_day(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &task_entity);
    press(stage, "Home V V t");
    harness_assert_shows(stage->h, "·1 (3)");
    int64_t first = current(stage);
    press(stage, "Space");
    int64_t other = current(stage);
    g_assert_cmpint(other, !=, first);
    press(stage, "N");
    g_assert_cmpint(current(stage), ==, first);
    press(stage, "n Space N N }");
    harness_assert_shows(stage->h, "2 moved to 08.07.2026.");
    assert_due(stage, first, "2026-07-08", "");
    assert_due(stage, other, "2026-07-08", "");
    press(stage, "V");
    harness_assert_shows(stage->h, "We 08.07");
    harness_assert_hides(stage->h, "marked");
    g_assert_cmpint(current(stage), ==, first);
    press(stage, "Home");
    for (int i = 0; current(stage) != other && i < 20; i++)
        press(stage, "Down");
    g_assert_cmpint(current(stage), ==, other);
    press(stage, "PgDn");
    harness_assert_shows(stage->h, "We 15.07");
}

/* All that is found, the months that are not shown too: their number is not that of this month. */
static void test_all(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &task_entity);
    press(stage, "Home V V t");
    int64_t id = current(stage);
    stage_other_saves(stage, ROLE_OWNER, &task_entity, TASK, "due_on", "2027-05-03");
    press(stage, "Ctrl+A");
    harness_assert_shows(stage->h, "all marked");
    press(stage, "]");
    harness_assert_shows(stage->h, "To Th 02.07.2026: ");
    press(stage, "Enter"); /* Cancel */
    assert_due(stage, TASK, "2027-05-03", NULL);
    press(stage, "[");
    press(stage, "Right Enter");
    assert_due(stage, TASK, "2026-06-30", NULL);
    assert_due(stage, id, "2026-06-30", NULL);
    press(stage, "Ctrl+Z");
    assert_due(stage, TASK, "2027-05-03", NULL);
    assert_due(stage, id, "2026-07-01", NULL);
}

/* A day that is over is asked about in the same question. */
static void test_many_past(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &task_entity);
    press(stage, "Home V V t Ctrl+A"); /* the last ones before the month has been read */
    press(stage, "[");
    harness_assert_shows(stage->h, "To Tu 30.06.2026: ");
    harness_assert_shows(stage->h, "The due date, 30.06.2026, is in the past.");
}

/* Twenty tasks of one day: the one that the cursor is on is to be seen, and a week has them all. */
static void test_full_day(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    for (int i = 1; i <= 20; i++) {
        g_autoptr(Record) task = record_new(stage->base, &actor, &task_entity);
        g_autofree char *subject = g_strdup_printf("Q%02d", i);
        record_set_text(task, "subject", subject);
        record_set_text(task, "due_on", "2026-07-10");
        record_save(stage->base, &actor, task, NULL, NULL, &error);
        g_assert_no_error(error);
    }
    stage_list(stage, &task_entity);
    press(stage, "F3");
    harness_type(stage->h, "Q");
    stage_settle(stage);
    press(stage, "Enter V V");
    harness_assert_shows(stage->h, "10 (20)");
    for (int i = 0; i < 7; i++)
        press(stage, "n");
    harness_assert_shows(stage->h, "Fr 10.07.2026: 8 / 20");
    g_autofree char *subject = stage_stored(stage, &task_entity, current(stage), "subject");
    harness_assert_shows(stage->h, subject);
    press(stage, "V Home");
    harness_assert_shows(stage->h, "Mo 06.07.2026");
    press(stage, "End");
    harness_assert_shows(stage->h, "Su 12.07.2026");
    press(stage, "Up Up");
    harness_assert_shows(stage->h, "Fr 10.07.2026: 20 / 20");
    press(stage, "Up");
    harness_assert_shows(stage->h, "Fr 10.07.2026: 19 / 20");
}

/* What others do shows by itself, and one key of a list acts here, too. */
static void test_same_list(void)
{
    g_autoptr(Stage) stage = month_of(&owner);
    stage_other_saves(stage, ROLE_MANAGER, &task_entity, TASK, "due_on", "2026-07-20");
    harness_advance(stage->h, 2000);
    stage_settle(stage);
    harness_assert_shows(stage->h, "Mo 20.07.2026: 1 / 1");
    press(stage, "c");
    harness_assert_shows(stage->h, "Ctrl+Z takes it back");
    harness_assert_hides(stage->h, "20 (1)");
    press(stage, "Ctrl+Z");
    harness_assert_shows(stage->h, "20 (1)");
    press(stage, "F6");
    harness_assert_shows(stage->h, "does nothing here");
    press(stage, "Esc Esc");
    harness_assert_shows(stage->h, "Due by▲");
}

/* The colour of what stands there. */
static int colour_of(Stage *stage, const char *text)
{
    int y, x;
    if (!harness_find(stage->h, text, &y, &x))
        g_error("no %s on the screen", text);
    return harness_cell(stage->h, y, x).fg;
}

/* The days of other months are dim, until theirs is the one that is shown; a week has none. */
static void test_other_month(void)
{
    g_autoptr(Stage) stage = month_of(&owner);
    harness_assert_shows(stage->h, "│29      30 ");
    press(stage, "t");
    int own = colour_of(stage, "31"), other = colour_of(stage, "29      30 ");
    g_assert_cmpint(own, !=, other);
    press(stage, "End PgDn"); /* August 2026, of which July's last days are the first */
    harness_assert_shows(stage->h, "August 2026");
    g_assert_cmpint(colour_of(stage, "27      28 "), ==, other);
    press(stage, "Home V");
    harness_assert_shows(stage->h, "Fr 31.07");
    g_assert_cmpint(colour_of(stage, "Fr 31.07"), ==, colour_of(stage, "Su 02.08"));
}

/* Neither by keys nor by the mouse, their own either; who drags is told. */
static void test_guest(void)
{
    g_autoptr(Stage) stage = month_of(&guest);
    int y, x;
    press(stage, "]");
    harness_assert_shows(stage->h, "does nothing here");
    assert_due(stage, TASK, "2026-07-14", "960");
    const Actor actor = stage_actor(stage, stage->base, ROLE_GUEST);
    g_autofree char *own = g_strdup_printf("%d", (int)actor.employee_id);
    write_task(stage, TASK, (const Filled[]){{"assignee_id", own}, {NULL, NULL}});
    g_assert_true(harness_find(stage->h, "14 (1)", &y, &x));
    harness_drag(stage->h, y + 1, x + 3, y + 1, x + 11);
    stage_settle(stage);
    harness_assert_shows(stage->h, "you may not change the field “Due”");
    harness_assert_shows(stage->h, "14 (1)");
    assert_due(stage, TASK, "2026-07-14", "960");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/month/remembered", test_remembered);
    g_test_add_func("/month/walk", test_walk);
    g_test_add_func("/month/looks-ahead", test_looks_ahead);
    g_test_add_func("/month/keys-ahead", test_keys_ahead);
    g_test_add_func("/month/new", test_new);
    g_test_add_func("/month/move", test_move);
    g_test_add_func("/month/gap", test_gap);
    g_test_add_func("/month/past", test_past);
    g_test_add_func("/month/mouse", test_mouse);
    g_test_add_func("/month/day", test_day);
    g_test_add_func("/month/all", test_all);
    g_test_add_func("/month/many-past", test_many_past);
    g_test_add_func("/month/full-day", test_full_day);
    g_test_add_func("/month/same-list", test_same_list);
    g_test_add_func("/month/guest", test_guest);
    g_test_add_func("/month/other-month", test_other_month);
    return g_test_run();
}
