/* Tasks seen otherwise than as a list: in their client's card. docs/rules.md, "Tasks". */
#include "core/query.h"
#include "stage.h"
#include "tui/widgets/table.h"

static const Entrance tall = {.role = ROLE_OWNER,
                              .level = LEVEL_EMPLOYEE,
                              .screen = {.rows = 60, .columns = 100}},
                      owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE};

static void press(Stage *stage, const char *keys)
{
    harness_press(stage->h, keys);
    stage_settle(stage);
}

static int64_t current(Stage *stage)
{
    return table_id((Table *)(void *)ui_top(harness_ui(stage->h)));
}

static void write_task(Stage *stage, int64_t id, const Filled *values)
{
    for (; values->field; values++)
        stage_other_saves(stage, ROLE_OWNER, &task_entity, id, values->field, values->stored);
}

/* --- a client's tasks ------------------------------------------------------------------------- */

#define CLIENT 5 /* of the demo: nobody else's tasks are moved to it */

static GArray *tasks_with(Stage *stage, const char *client)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    const Filter filter = {"client_id", FILTER_IS, client};
    GArray *ids =
        query_ids(stage->base, &actor,
                  &(Query){.entity = &task_entity, .filters = &filter, .n_filters = 1}, &error);
    g_assert_no_error(error);
    return ids;
}

/* The demo's own of this client go to another one. */
static Stage *client_of(const Entrance *entrance)
{
    Stage *stage = stage_with(entrance);
    g_autofree char *client = g_strdup_printf("%d", CLIENT);
    g_autoptr(GArray) theirs = tasks_with(stage, client);
    for (guint i = 0; i < theirs->len; i++)
        write_task(stage, g_array_index(theirs, int64_t, i),
                   (const Filled[]){{"client_id", "1"}, {NULL, NULL}});
    write_task(stage, 3,
               (const Filled[]){{"client_id", client},
                                {"due_on", "2026-06-20"},
                                {"due_minute", NULL},
                                {"subject", "Прострочене"},
                                {"status_id", "2"},
                                {NULL, NULL}});
    write_task(stage, 4,
               (const Filled[]){{"client_id", client},
                                {"due_on", "2026-07-20"},
                                {"due_minute", "720"},
                                {"subject", "Майбутнє"},
                                {"status_id", "1"},
                                {NULL, NULL}});
    write_task(
        stage, 6,
        (const Filled[]){
            {"client_id", client}, {"subject", "Зроблене"}, {"status_id", "6"}, {NULL, NULL}});
    return stage;
}

/* Open ones first, marked without colour; Enter goes to one, and its card leads back. */
static void test_client_tasks(void)
{
    g_autoptr(Stage) stage = client_of(&tall);
    stage_card(stage, &client_entity, CLIENT);
    harness_assert_shows(stage->h, "! 20.06.2026 Прострочене");
    harness_assert_shows(stage->h, "  20.07.2026 12:00 Майбутнє");
    harness_assert_shows(stage->h, "→ All: open 2, of them overdue 1; closed 1");
    int late, later, done, x;
    g_assert_true(harness_find(stage->h, "Прострочене", &late, &x));
    g_assert_true(harness_find(stage->h, "Майбутнє", &later, &x));
    g_assert_true(harness_find(stage->h, "× ", &done, &x));
    g_assert_cmpint(late, <, later);
    g_assert_cmpint(later, <, done);
    harness_mouse(stage->h, MOUSE_DOUBLE, late, x + 4);
    harness_assert_shows(stage->h, "! overdue");
    harness_assert_shows(stage->h, "[ Client ]");
    ui_perform(harness_ui(stage->h), action_find(ACT_CLIENT, CTX_CARD));
    stage_settle(stage);
    harness_assert_shows(stage->h, "20.07.2026 12:00 Майбутнє");
}

/* What a colleague does to them is seen without a key. */
static void test_client_tasks_follow(void)
{
    g_autoptr(Stage) stage = client_of(&tall);
    stage_card(stage, &client_entity, CLIENT);
    stage_other_saves(stage, ROLE_MANAGER, &task_entity, 4, "subject", "Перейменоване");
    harness_advance(stage->h, 2000);
    stage_settle(stage);
    harness_assert_shows(stage->h, "20.07.2026 12:00 Перейменоване");
}

/* By keys alone: to the last field, to the row that leads to all, and there a new one. */
static void test_all_of_client(void)
{
    g_autoptr(Stage) stage = client_of(&tall);
    stage_card(stage, &client_entity, CLIENT);
    press(stage, "F6 F6 F6 F6"); /* the last heading */
    press(stage, "Down Down Down Enter");
    harness_assert_shows(stage->h, "1 / 2 · filter «open ones»");
    harness_assert_hides(stage->h, "Зроблене");
    press(stage, "x");
    harness_assert_shows(stage->h, "Зроблене");
    press(stage, "F7");
    g_assert_cmpstr(form_get(stage_form(stage), "client_id"), ==, G_STRINGIFY(CLIENT));
    press(stage, "Esc Home C");
    harness_assert_shows(stage->h, "[ Letters ]");
}

static void test_no_client(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &task_entity);
    write_task(stage, current(stage), (const Filled[]){{"client_id", NULL}, {NULL, NULL}});
    stage_hear(stage);
    press(stage, "C");
    harness_assert_shows(stage->h, "This task has no client.");
}

/* A person without tasks: said; and the tasks are no part of a card at the enterprise level. */
static void test_no_tasks(void)
{
    static const Entrance enterprise = {
        .role = ROLE_OWNER, .level = LEVEL_ENTERPRISE, .screen = {.rows = 60, .columns = 100}};
    g_autoptr(Stage) stage = stage_with(&tall);
    stage_other_saves(stage, ROLE_OWNER, &client_entity, 0, "surname", "Безклопітний");
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(GError) error = NULL;
    const Filter named = {"surname", FILTER_IS, "Безклопітний"};
    g_autoptr(GArray) ids =
        query_ids(stage->base, &actor,
                  &(Query){.entity = &client_entity, .filters = &named, .n_filters = 1}, &error);
    g_assert_no_error(error);
    int64_t id = g_array_index(ids, int64_t, 0);
    stage_card(stage, &client_entity, id);
    harness_assert_shows(stage->h, "no tasks with this client");
    stage_enter(stage, &enterprise);
    stage_card(stage, &client_entity, id);
    harness_assert_hides(stage->h, "no tasks with this client");
}

static void lose_base(Stage *stage)
{
    worker_free(stage->app->worker);
    stage->app->worker = worker_new("/nowhere/base.db", ui_loop(harness_ui(stage->h)));
}

/* The worker has no base to read from: why, and what to do, in each of the ways; once there is one
 * again, F5 is enough. */
static void test_unread(void)
{
    static const char *const ways[] = {"I", "V", "V", "V"};
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &task_entity);
    lose_base(stage);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        harness_press(stage->h, "Left"); /* what was told last goes */
        press(stage, ways[i]);
        harness_assert_shows(stage->h, "Nothing could be read: there is no base /nowhere/base.db");
    }
    worker_free(stage->app->worker);
    stage->app->worker = worker_new(stage->url, ui_loop(harness_ui(stage->h)));
    press(stage, "F5");
    harness_assert_hides(stage->h, "Nothing could be read");
    harness_assert_shows(stage->h, " / 1 · filter"); /* of that week */
}

/* The same of what is done to many: nothing of it is done. */
static void test_unread_many(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &task_entity);
    lose_base(stage);
    press(stage, "Ctrl+A c");
    harness_assert_shows(stage->h, "there is no base /nowhere/base.db");
    harness_assert_shows(stage->h, "All tasks");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/task-views/client-tasks", test_client_tasks);
    g_test_add_func("/task-views/client-tasks-follow", test_client_tasks_follow);
    g_test_add_func("/task-views/all-of-client", test_all_of_client);
    g_test_add_func("/task-views/no-client", test_no_client);
    g_test_add_func("/task-views/no-tasks", test_no_tasks);
    g_test_add_func("/task-views/unread", test_unread);
    g_test_add_func("/task-views/unread-many", test_unread_many);
    return g_test_run();
}
