/* The three levels: what the top line says in words and colours, and the left menu for each role.
 */
#include <string.h>

#include "stage.h"

static const char *const languages[] = {"en", "ru", "uk"};

/* docs/rules.md, "Levels", by role: what a role may not do is not there. */
static const struct {
    const char *name;
    Level level;
    Role role;
    const char *lines;
} menus[] = {
    {"global-owner", LEVEL_GLOBAL, ROLE_OWNER,
     "Мои бизнесы|1 Демо|2 Добавить предприятие|Профиль|3 Основной"},
    {"global-guest", LEVEL_GLOBAL, ROLE_GUEST,
     "Мои бизнесы|1 Демо|2 Добавить предприятие|Профиль|3 Основной"},
    {"enterprise-owner", LEVEL_ENTERPRISE, ROLE_OWNER,
     "Сотрудники|1 Все сотрудники|2 Добавить сотрудника|Клиенты|3 Все клиенты|4 Добавить клиента|"
     "Показатели|5 По задачам|Профиль|6 Основной|7 Демо"},
    {"enterprise-admin", LEVEL_ENTERPRISE, ROLE_ADMIN,
     "Сотрудники|1 Все сотрудники|2 Добавить сотрудника|Клиенты|3 Все клиенты|4 Добавить клиента|"
     "Показатели|5 По задачам|Профиль|6 Основной|7 Демо"},
    {"enterprise-manager", LEVEL_ENTERPRISE, ROLE_MANAGER,
     "Сотрудники|1 Все сотрудники|Клиенты|2 Все клиенты|3 Добавить клиента|"
     "Показатели|4 По задачам|Профиль|5 Основной|6 Демо"},
    {"enterprise-guest", LEVEL_ENTERPRISE, ROLE_GUEST,
     "Сотрудники|1 Все сотрудники|Клиенты|2 Все клиенты|"
     "Показатели|3 По задачам|Профиль|4 Основной|5 Демо"},
    {"employee-owner", LEVEL_EMPLOYEE, ROLE_OWNER,
     "Задачи|1 Все задачи|2 Добавить задачу|Клиенты|3 Все клиенты|4 Добавить клиента|"
     "Сотрудники|5 Все сотрудники|6 Добавить сотрудника|"
     "Рассылки|7 Темы|8 Добавить тему|9 Тексты|0 Добавить текст|Подписи|Добавить подпись|"
     "Письма|Добавить письмо|Рассылки|Добавить рассылку|Списки|Добавить список|"
     "Показатели|По задачам|Профиль|Основной|Демо|Коваленко Олена"},
    {"employee-manager", LEVEL_EMPLOYEE, ROLE_MANAGER,
     "Задачи|1 Все задачи|2 Добавить задачу|Клиенты|3 Все клиенты|4 Добавить клиента|"
     "Сотрудники|5 Все сотрудники|"
     "Рассылки|6 Темы|7 Добавить тему|8 Тексты|9 Добавить текст|0 Подписи|Добавить подпись|"
     "Письма|Добавить письмо|Рассылки|Добавить рассылку|Списки|Добавить список|"
     "Показатели|По задачам|Профиль|Основной|Демо|Бондаренко Ірина"},
    {"employee-guest", LEVEL_EMPLOYEE, ROLE_GUEST,
     "Задачи|1 Все задачи|Клиенты|2 Все клиенты|Сотрудники|3 Все сотрудники|"
     "Рассылки|4 Темы|5 Тексты|6 Подписи|7 Письма|8 Рассылки|9 Списки|"
     "Показатели|0 По задачам|Профиль|Основной|Демо|Мельник Тарас"},
};

static void test_menu(gconstpointer data)
{
    guint i = GPOINTER_TO_UINT(data);
    g_autoptr(Stage) stage = stage_with(&(Entrance){.role = menus[i].role,
                                                    .level = menus[i].level,
                                                    .language = "ru",
                                                    .screen = {.rows = 50, .columns = 160}});
    g_autofree char *menu = stage_menu(stage);
    if (strcmp(menu, menus[i].lines) != 0)
        g_error("the menu is\n%s\nand should be\n%s", menu, menus[i].lines);
}

/* On the smallest screen no line of the menu is cut, in any language; names of people and
 * enterprises may be. */
static void test_menu_fits(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
        for (Level level = LEVEL_GLOBAL; level < LEVEL_N; level++) {
            g_autoptr(Stage) stage = stage_with(
                &(Entrance){.role = ROLE_OWNER, .level = level, .language = languages[i]});
            g_autofree char *top = stage_menu(stage);
            harness_press(stage->h, "Tab End");
            g_autofree char *end = stage_menu(stage);
            if (strstr(top, "…") || strstr(end, "…"))
                g_error("a line is cut: %s … %s", top, end);
        }
    }
}

/* --- the top line ----------------------------------------------------------------------------- */

static const char *const level_names[][LEVEL_N] = {
    {"[GLOBAL]", "[ENTERPRISE]", "[EMPLOYEE]"},
    {"[ГЛОБАЛЬНЫЙ]", "[ПРЕДПРИЯТИЕ]", "[СОТРУДНИК]"},
    {"[ГЛОБАЛЬНИЙ]", "[ПІДПРИЄМСТВО]", "[СПІВРОБІТНИК]"},
};

/* Backgrounds by level: of the screen, of the level's own chip in the top line. */
static const struct {
    const char *term;
    bool no_color;
    int screen[LEVEL_N], chip[LEVEL_N];
} terminals[] = {
    {"xterm-256color", false, {17, 23, 22}, {39, 44, 40}},
    {"xterm", false, {4, 6, 2}, {4, 6, 2}},
    {"xterm-256color", true, {-1, -1, -1}, {-1, -1, -1}},
    {"vt100", false, {-1, -1, -1}, {-1, -1, -1}},
};

static int cells_with(Harness *h, int rows, int columns, int background)
{
    int n = 0;
    for (int y = 0; y < rows; y++)
        for (int x = 0; x < columns; x++)
            n += harness_cell(h, y, x).bg == background;
    return n;
}

static void check_top(const HarnessOptions *screen, guint terminal, guint language, Level level)
{
    const char *name = level_names[language][level];
    g_autoptr(Stage) stage = stage_with(&(Entrance){
        .role = ROLE_OWNER, .level = level, .language = languages[language], .screen = *screen});
    int y, x;
    harness_assert_shows(stage->h, name);
    harness_find(stage->h, name, &y, &x);
    g_assert_cmpint(y, ==, 0);
    HarnessCell chip = harness_cell(stage->h, y, x + 1);
    g_assert_cmpint(chip.bg, ==, terminals[terminal].chip[level]);
    g_assert_true(chip.reverse || chip.bg != -1); /* seen without colours too */
    if (level == LEVEL_EMPLOYEE)
        stage_list(stage, &client_entity); /* tasks have colours of their own */
    int own =
        cells_with(stage->h, screen->rows, screen->columns, terminals[terminal].screen[level]);
    g_assert_cmpint(own, >, screen->rows * screen->columns / 2);
    harness_assert_shows(stage->h, "Коваленко Олена");
}

static void test_top(gconstpointer data)
{
    guint terminal = GPOINTER_TO_UINT(data);
    static const int sizes[][2] = {{24, 80}, {50, 160}};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        HarnessOptions screen = {.rows = sizes[i][0],
                                 .columns = sizes[i][1],
                                 .term = terminals[terminal].term,
                                 .no_color = terminals[terminal].no_color};
        for (guint language = 0; language < G_N_ELEMENTS(languages); language++)
            for (Level level = LEVEL_GLOBAL; level < LEVEL_N; level++)
                check_top(&screen, terminal, language, level);
    }
}

/* --- the ways between them -------------------------------------------------------------------- */

static void click(Stage *stage, const char *text)
{
    int y, x;
    harness_assert_shows(stage->h, text);
    harness_find(stage->h, text, &y, &x);
    harness_mouse(stage->h, MOUSE_PRESS, y, x + 2);
}

/* Down over the buttons of the enterprise's card, up over the profile; the card below the global
 * level keeps the level. */
static void test_ways(void)
{
    static const struct {
        const char *button, *level, *card; /* keys to the enterprise's line of the left menu */
    } downs[] = {{"[ Войти ]", "[ПРЕДПРИЯТИЕ]", "Tab End Enter"},
                 {"[ Войти как сотрудник ]", "[СОТРУДНИК]", "Tab End Up Enter"}};
    g_autoptr(Stage) stage = stage_with(
        &(Entrance){.role = ROLE_OWNER, .language = "ru", .screen = {.rows = 50, .columns = 160}});
    for (guint i = 0; i < G_N_ELEMENTS(downs); i++) {
        harness_press(stage->h, "1");
        harness_assert_shows(stage->h, "[ГЛОБАЛЬНЫЙ]");
        click(stage, downs[i].button);
        harness_assert_shows(stage->h, downs[i].level);
        harness_press(stage->h, downs[i].card);
        harness_assert_shows(stage->h, downs[i].level);
        harness_assert_shows(stage->h, "Полное название");
        click(stage, "Основной");
        harness_assert_shows(stage->h, "[ГЛОБАЛЬНЫЙ]");
        harness_assert_shows(stage->h, "owner@demo.example");
        harness_press(stage->h, "Esc");
    }
}

/* What any line of the left menu opens can be left by Esc and by saving: a list stands below. */
static void test_back(void)
{
    for (Level level = LEVEL_GLOBAL; level < LEVEL_N; level++) {
        g_autoptr(Stage) stage = stage_with(&(Entrance){.role = ROLE_OWNER, .level = level});
        for (guint line = 0; line < stage->app->menu->len; line++) {
            harness_press(stage->h, "Tab Home");
            for (guint i = 0; i < line; i++)
                harness_press(stage->h, "Down");
            harness_press(stage->h, "Enter");
            if (!(ui_top(harness_ui(stage->h))->contexts & CTX_LIST))
                harness_press(stage->h, "Esc");
            g_assert_true(ui_top(harness_ui(stage->h))->contexts & CTX_LIST);
        }
    }
}

static void test_saved(void)
{
    g_autoptr(Stage) stage = stage_with(&(Entrance){.role = ROLE_OWNER, .level = LEVEL_ENTERPRISE});
    harness_press(stage->h, "4");
    harness_type(stage->h, "Абаба");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Created.");
    stage_settle(stage);
    harness_assert_shows(stage->h, " 251");
    harness_assert_shows(stage->h, "Абаба");
}

/* From every screen the profile is one key or one click on the name away. */
static void test_profile(void)
{
    static const Entity *const lists[] = {&task_entity, &client_entity, &letter_entity};
    g_autoptr(Stage) stage =
        stage_with(&(Entrance){.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE, .language = "uk"});
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
        app_go_employee(stage->app, STAGE_ENTERPRISE);
        stage_list(stage, lists[i]);
        harness_press(stage->h, "p");
        harness_assert_shows(stage->h, "[ГЛОБАЛЬНИЙ]");
        harness_assert_shows(stage->h, "manager@demo.example");
    }
    app_go_employee(stage->app, STAGE_ENTERPRISE);
    stage_card(stage, &client_entity, 7);
    click(stage, "Бондаренко Ірина");
    harness_assert_shows(stage->h, "[ГЛОБАЛЬНИЙ]");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(menus); i++) {
        g_autofree char *path = g_strconcat("/levels/menu/", menus[i].name, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_menu);
    }
    g_test_add_func("/levels/menu-fits", test_menu_fits);
    for (guint i = 0; i < G_N_ELEMENTS(terminals); i++) {
        g_autofree char *path = g_strdup_printf("/levels/top/%s%s", terminals[i].term,
                                                terminals[i].no_color ? "-no-color" : "");
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_top);
    }
    g_test_add_func("/levels/ways", test_ways);
    g_test_add_func("/levels/back", test_back);
    g_test_add_func("/levels/saved", test_saved);
    g_test_add_func("/levels/profile", test_profile);
    return g_test_run();
}
