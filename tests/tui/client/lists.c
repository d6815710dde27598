/* Lists of records: the order they open in. */
#include "stage.h"

static const Entrance manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE};

/* "24.06.2026" in the first and the last line of the list, as ISO. */
static char *due_of_row(Stage *stage, const char *keys)
{
    harness_press(stage->h, keys);
    stage_settle(stage);
    harness_press(stage->h, "Enter");
    harness_settle(stage->h);
    int y, x;
    g_assert_true(harness_find(stage->h, "Due * ", &y, &x));
    g_autofree char *row = harness_row(stage->h, y);
    const char *shown = strstr(row, "Due * ") + strlen("Due * ");
    char *iso = g_strdup_printf("%.4s-%.2s-%.2s", shown + 6, shown + 3, shown);
    harness_press(stage->h, "Esc");
    stage_settle(stage);
    return iso;
}

static void test_tasks_by_due(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &task_entity);
    harness_assert_shows(stage->h, "Due▲");
    g_autofree char *first = due_of_row(stage, "Home"), *last = due_of_row(stage, "End");
    g_assert_cmpstr(first, <, last);
    g_assert_cmpstr(first, <, "2026-07-01");
    g_assert_cmpstr(last, >, "2026-07-01");
}

static void test_clients_by_name(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &client_entity);
    harness_assert_shows(stage->h, "Full name▲");
}

/* Who has chosen an order has that one. */
static void test_own_order(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &task_entity);
    harness_press(stage->h, "F6 Home Enter");
    stage_list(stage, &client_entity);
    stage_list(stage, &task_entity);
    harness_assert_shows(stage->h, "Subject▲");
    harness_assert_hides(stage->h, "Due▲");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lists/tasks-by-due", test_tasks_by_due);
    g_test_add_func("/lists/clients-by-name", test_clients_by_name);
    g_test_add_func("/lists/own-order", test_own_order);
    return g_test_run();
}
