/* Saved views (docs/rules.md, "Saved views") as people meet them: kept, applied, shared, replaced,
 * renamed, deleted, found among many. */
#include "core/query.h"
#include "core/saved_view.h"
#include "stage.h"

#define TASKS "list.task"

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE};

static Stage *tasks_of(const Entrance *entrance)
{
    Stage *stage = stage_with(entrance);
    stage_list(stage, &task_entity);
    return stage;
}

static void press(Stage *stage, const char *names)
{
    harness_press(stage->h, names);
    stage_settle(stage);
}

/* In the dialog: what the list shows now, as a new view. */
static void keep(Stage *stage, const char *name, bool shared)
{
    press(stage, "v F7");
    harness_type(stage->h, name);
    press(stage, shared ? "Down Space F2" : "F2");
}

/* Somebody keeps one without a screen, as it would be stored. */
static void plant(Stage *stage, Role role, const char *name, bool shared, const char *content)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, role);
    g_autoptr(SavedView) view = g_new0(SavedView, 1);
    view->name = g_strdup(name);
    view->content = g_strdup(content);
    view->shared = shared;
    saved_view_save(stage->base, &actor, TASKS, view, &error);
    g_assert_no_error(error);
}

static guint kept(Stage *stage, Role role)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, role);
    g_autoptr(GPtrArray) views = saved_views(stage->base, &actor, TASKS, &error);
    g_assert_no_error(error);
    return views->len;
}

/* Shows those of the third status, by the due date, without the column of priorities. */
static void narrow(Stage *stage)
{
    press(stage, "Down Down Right Right F4");
    press(stage, "F6 Home Down Down Down Space Up Up Enter");
}

/* --- kept and applied ------------------------------------------------------------------------- */

static void test_empty(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    press(stage, "v");
    harness_assert_shows(stage->h, "Views: Tasks");
    harness_assert_shows(stage->h, "A view keeps search, filters, order and columns");
    harness_assert_shows(stage->h, "F7 Save view");
    harness_assert_hides(stage->h, "F8 Delete");
    press(stage, "Esc");
    harness_assert_hides(stage->h, "Views: Tasks");
}

static void test_keep_and_apply(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    harness_assert_shows(stage->h, "Priority");
    narrow(stage);
    harness_assert_hides(stage->h, "open ones");
    harness_assert_hides(stage->h, "Priority");
    g_autofree char *rows = harness_row(stage->h, 2), *status = harness_row(stage->h, 22);
    keep(stage, "Hot", false);
    harness_assert_shows(stage->h, "The view “Hot” is saved.");
    harness_assert_shows(stage->h, "Tasks · Hot");
    harness_assert_hides(stage->h, "Hot*");
    /* nobody's view: the list as it was left, for it was changed before the view was there */
    press(stage, "v Home Enter");
    harness_assert_shows(stage->h, "open ones");
    harness_assert_hides(stage->h, "· Hot");
    harness_assert_hides(stage->h, "Priority");
    press(stage, "v Down Enter");
    harness_assert_shows(stage->h, "Tasks · Hot");
    g_autofree char *again = harness_row(stage->h, 2), *status_again = harness_row(stage->h, 22);
    g_assert_cmpstr(again, ==, rows);
    g_assert_cmpint(strncmp(status_again, status, 20), ==, 0);
}

static void test_changed_since(void)
{
    static const char *const changes[] = {"Right F4", "F6 Home Enter", "F6 Home Right Esc",
                                          "F6 Home + Esc"};
    for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(Stage) stage = tasks_of(&manager);
        narrow(stage);
        keep(stage, "Hot", false);
        press(stage, "F5 Down End Space U");
        harness_assert_hides(stage->h, "Hot*");
        press(stage, changes[i]);
        harness_assert_shows(stage->h, "Tasks · Hot*");
        press(stage, "v Enter");
        harness_assert_hides(stage->h, "Hot*");
        harness_assert_shows(stage->h, "Tasks · Hot");
    }
    g_autoptr(Stage) stage = tasks_of(&manager);
    keep(stage, "Hot", false);
    press(stage, "F3");
    harness_type(stage->h, "кав");
    harness_assert_shows(stage->h, "Hot*");
    press(stage, "Esc");
    harness_assert_hides(stage->h, "Hot*");
}

/* A view is a guest: what it does with columns is not remembered of the list. */
static void test_own_columns(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    press(stage, "F6 Home Down Down Down Space Esc");
    keep(stage, "Hot", false);
    press(stage, "F6 Home Down Down Down Space Esc"); /* under the view */
    harness_assert_shows(stage->h, "Priority");
    stage_list(stage, &client_entity);
    stage_list(stage, &task_entity);
    harness_assert_hides(stage->h, "Priority");
    harness_assert_hides(stage->h, "· Hot");
    press(stage, "F6 Home Down Down Down Space Esc");
    press(stage, "v Down Enter");
    harness_assert_hides(stage->h, "Priority");
    press(stage, "v Home Enter");
    harness_assert_shows(stage->h, "Priority");
}

/* Others' work refreshes the list and does not take the view away. */
static void test_survives(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    narrow(stage);
    keep(stage, "Hot", false);
    stage_other_saves(stage, ROLE_ADMIN, &task_entity, 7, "description", "Інше");
    harness_advance(stage->h, 2000);
    press(stage, "F5");
    harness_assert_shows(stage->h, "Tasks · Hot");
    harness_assert_hides(stage->h, "Hot*");
    harness_assert_hides(stage->h, "open ones");
}

/* --- two people, two languages ---------------------------------------------------------------- */

static void test_shared(void)
{
    static const Entrance guest = {.role = ROLE_GUEST, .level = LEVEL_EMPLOYEE, .language = "uk"};
    static const Entrance sharer = {
        .role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE, .language = "ru"};
    g_autoptr(Stage) stage = tasks_of(&sharer);
    narrow(stage);
    harness_assert_shows(stage->h, "фильтр «");
    g_autofree char *rows = harness_row(stage->h, 2);
    keep(stage, "Горящие", true);
    harness_assert_shows(stage->h, "Вид «Горящие» сохранён.");
    keep(stage, "", false); /* the name of the one applied: the question is left */
    harness_assert_shows(stage->h, "[ Заменить ]");
    stage_enter(stage, &guest);
    stage_list(stage, &task_entity);
    press(stage, "v");
    harness_assert_shows(stage->h, "Вигляди: Завдання");
    harness_assert_shows(stage->h, "спільний, автор Бондаренко Ірина · Статус: ");
    press(stage, "Down F2");
    harness_assert_shows(stage->h, "Це вигляд іншої людини");
    press(stage, "F8");
    harness_assert_shows(stage->h, "Це вигляд іншої людини");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Завдання · Горящие");
    harness_assert_shows(stage->h, "фільтр «");
    g_autofree char *same = harness_row(stage->h, 2);
    g_assert_cmpstr(strstr(same, "│"), !=, NULL);
    g_assert_cmpint(strncmp(strstr(same, "│"), strstr(rows, "│"), 40), ==, 0);
    /* a guest keeps one's own, and shares none */
    press(stage, "v F7");
    harness_assert_hides(stage->h, "Видно всім");
    harness_assert_shows(stage->h, "Горящие"); /* one's own of this name is another */
    press(stage, "F2");
    g_assert_cmpuint(kept(stage, ROLE_GUEST), ==, 2);
    g_assert_cmpuint(kept(stage, ROLE_MANAGER), ==, 1);
}

static void test_admin_deletes_shared(void)
{
    static const Entrance admin = {.role = ROLE_ADMIN, .level = LEVEL_EMPLOYEE};
    g_autoptr(Stage) stage = tasks_of(&manager);
    keep(stage, "Hot", true);
    stage_enter(stage, &admin);
    stage_list(stage, &task_entity);
    press(stage, "v Down F8");
    harness_assert_shows(stage->h, "The view “Hot” was deleted. Ctrl+Z takes it back.");
    g_assert_cmpuint(kept(stage, ROLE_MANAGER), ==, 0);
    press(stage, "Ctrl+Z");
    harness_assert_shows(stage->h, "Taken back.");
    g_assert_cmpuint(kept(stage, ROLE_MANAGER), ==, 1);
    press(stage, "v Down");
    harness_assert_shows(stage->h, "shared by ");
    harness_assert_hides(stage->h, "shared by you");
}

/* Somebody was quicker: told, nothing lost, and the dialog knows better now. */
static void test_quicker(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    plant(stage, ROLE_MANAGER, "Hot", true, "[view]\n");
    press(stage, "v Down F2");
    const Actor admin = stage_actor(stage, stage->base, ROLE_ADMIN);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) views = saved_views(stage->base, &admin, TASKS, &error);
    g_assert_true(saved_view_delete(stage->base, &admin, views->pdata[0], &error));
    harness_type(stage->h, "ter");
    press(stage, "F2");
    harness_assert_shows(stage->h, "this view is gone: somebody has deleted");
    press(stage, "Esc Esc v");
    harness_assert_hides(stage->h, "Hot");
}

/* --- replaced, renamed, deleted --------------------------------------------------------------- */

static void test_replace(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    keep(stage, "Hot", false);
    narrow(stage);
    harness_assert_shows(stage->h, "Hot*");
    press(stage, "v F7 F2"); /* its name is there already */
    harness_assert_shows(stage->h, "There is a view “Hot” already.");
    harness_assert_shows(stage->h, "[>Cancel<]");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Save view");
    press(stage, "Esc Esc");
    harness_assert_shows(stage->h, "Hot*");
    press(stage, "v F7 F2 Left Enter");
    harness_assert_shows(stage->h, "The view “Hot” is saved.");
    harness_assert_hides(stage->h, "Hot*");
    g_assert_cmpuint(kept(stage, ROLE_MANAGER), ==, 1);
    press(stage, "v Home Enter");
    harness_assert_shows(stage->h, "open ones");
    press(stage, "v Down Enter");
    harness_assert_hides(stage->h, "open ones");
}

static void test_rename(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    keep(stage, "Hot", false);
    press(stage, "v F2");
    harness_type(stage->h, "ter");
    press(stage, "Down Space F2");
    harness_assert_shows(stage->h, "shared by you");
    press(stage, "Esc");
    harness_assert_shows(stage->h, "Tasks · Hotter");
    keep(stage, "", false);
    press(stage, "Esc Esc Esc");
    plant(stage, ROLE_MANAGER, "Other", false, "[view]\n");
    press(stage, "v Home Down Down F2 F8");
    harness_type(stage->h, "Hotter");
    press(stage, "F2");
    harness_assert_shows(stage->h, "there is a view “Hotter” already");
}

static void test_delete(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    narrow(stage);
    keep(stage, "Hot", false);
    press(stage, "v F8");
    harness_assert_shows(stage->h, "The view “Hot” was deleted. Ctrl+Z takes it back.");
    harness_assert_hides(stage->h, "· Hot");
    harness_assert_hides(stage->h, "open ones"); /* the list stays as it is */
    g_assert_cmpuint(kept(stage, ROLE_OWNER), ==, 0);
    press(stage, "Ctrl+Z");
    g_assert_cmpuint(kept(stage, ROLE_OWNER), ==, 1);
    press(stage, "v Down Enter");
    harness_assert_shows(stage->h, "Tasks · Hot");
}

/* --- what others wrote ------------------------------------------------------------------------ */

static void test_tolerant(void)
{
    static const struct {
        const char *content;
        bool taken;
    } contents[] = {
        {"[view]\nlayout=gone;gone:10,subject:30,-status:9,subject:5,due\nfind=\n"
         "[filter 1]\ncolumn=gone\nvalue==7\n[filter 2]\ncolumn=due\n[other]\na=b\n",
         true},
        {"[view]\n[filter 1]\ncolumn=status\nvalue==999999\n", true},
        {"[view]\n[filter 1]\ncolumn=due\nvalue=[never..\n", true},
        {"[view]\n[filter 1]\ncolumn=status\nvalue==open\n", true},
        {"no key file", false},
        {"[else]\na=b\n", false},
    };
    g_autoptr(Stage) stage = tasks_of(&manager);
    for (guint i = 0; i < G_N_ELEMENTS(contents); i++) {
        g_autofree char *name = g_strdup_printf("View %u", i);
        plant(stage, ROLE_ADMIN, name, true, contents[i].content);
        press(stage, "v");
        harness_type(stage->h, name);
        press(stage, "Enter");
        g_autofree char *title = g_strdup_printf("Tasks · %s", name);
        harness_check(stage->h, title, contents[i].taken, __FILE__, __LINE__);
        harness_check(stage->h, "This view cannot be read", !contents[i].taken, __FILE__, __LINE__);
        harness_assert_shows(stage->h, "Subject");
        press(stage, "Down");
    }
}

/* --- many ------------------------------------------------------------------------------------- */

static void test_many(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    for (int i = 1; i <= 100; i++) {
        g_autofree char *name = g_strdup_printf("Вид %d", i);
        plant(stage, ROLE_MANAGER, name, false, "[view]\n");
    }
    plant(stage, ROLE_MANAGER, "Горящие", false, "[view]\nfind=кав\n");
    press(stage, "v");
    harness_assert_shows(stage->h, "Вид 5");
    harness_assert_hides(stage->h, "Вид 99");
    press(stage, "PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn");
    harness_assert_shows(stage->h, "Горящие");
    harness_type(stage->h, "ujhzo"); /* «горящ» in the other layout */
    harness_assert_hides(stage->h, "Вид 9");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "Tasks · Горящие");
    harness_assert_shows(stage->h, "find «кав»");
}

/* --- ways to it ------------------------------------------------------------------------------- */

static void test_ways(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    harness_type(stage->h, "м"); /* v in the other layout */
    harness_assert_shows(stage->h, "Views: Tasks");
    press(stage, "Esc F9");
    int y, x;
    g_assert_true(harness_find(stage->h, "Views", &y, &x));
    harness_mouse(stage->h, MOUSE_PRESS, y, x);
    harness_assert_shows(stage->h, "Views: Tasks");
}

static void test_mouse(void)
{
    g_autoptr(Stage) stage = tasks_of(&manager);
    plant(stage, ROLE_MANAGER, "Alpha", false, "[view]\n");
    plant(stage, ROLE_MANAGER, "Beta", false, "[view]\nfind=кав\n");
    press(stage, "v");
    int y, x;
    g_assert_true(harness_find(stage->h, "Alpha", &y, &x));
    harness_mouse(stage->h, MOUSE_PRESS, y, x);
    harness_assert_shows(stage->h, "Views: Tasks");
    g_assert_true(harness_find(stage->h, "F8 Delete", &y, &x));
    harness_mouse(stage->h, MOUSE_PRESS, y, x + 4);
    harness_assert_shows(stage->h, "The view “Alpha” was deleted.");
    press(stage, "v");
    g_assert_true(harness_find(stage->h, "Beta", &y, &x));
    harness_mouse(stage->h, MOUSE_DOUBLE, y, x);
    stage_settle(stage);
    harness_assert_shows(stage->h, "Tasks · Beta");
}

/* Each part of the enterprise has views of its own; beside it there is nobody to share with. */
static void test_global(void)
{
    static const Entrance global = {.role = ROLE_OWNER, .level = LEVEL_GLOBAL};
    g_autoptr(Stage) stage = stage_with(&global);
    stage_list(stage, &enterprise_entity);
    press(stage, "v F7");
    harness_assert_hides(stage->h, "Everybody here sees it");
    harness_type(stage->h, "Mine");
    press(stage, "F2");
    harness_assert_shows(stage->h, "Enterprises · Mine");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/views/empty", test_empty);
    g_test_add_func("/views/keep-and-apply", test_keep_and_apply);
    g_test_add_func("/views/changed-since", test_changed_since);
    g_test_add_func("/views/own-columns", test_own_columns);
    g_test_add_func("/views/survives", test_survives);
    g_test_add_func("/views/shared", test_shared);
    g_test_add_func("/views/admin-deletes-shared", test_admin_deletes_shared);
    g_test_add_func("/views/quicker", test_quicker);
    g_test_add_func("/views/replace", test_replace);
    g_test_add_func("/views/rename", test_rename);
    g_test_add_func("/views/delete", test_delete);
    g_test_add_func("/views/tolerant", test_tolerant);
    g_test_add_func("/views/many", test_many);
    g_test_add_func("/views/ways", test_ways);
    g_test_add_func("/views/mouse", test_mouse);
    g_test_add_func("/views/global", test_global);
    return g_test_run();
}
