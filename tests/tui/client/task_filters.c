/* What one key asks of a list of tasks, and what stays true tomorrow: docs/rules.md, "Working a
 * list of tasks". */
#include <string.h>

#include "stage.h"
#include "tui/screens/list_filter.h"
#include "tui/screens/view_content.h"
#include "tui/widgets/table.h"

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE},
                      russian = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE, .language = "ru"};

static Stage *tasks_of(const Entrance *entrance)
{
    Stage *stage = stage_with(entrance);
    stage_list(stage, &task_entity);
    stage_settle(stage);
    return stage;
}

static Table *table_of(Stage *stage)
{
    return (Table *)(void *)ui_top(harness_ui(stage->h));
}

static void press(Stage *stage, const char *keys)
{
    harness_press(stage->h, keys);
    stage_settle(stage);
}

static void add_task(Stage *stage, const char *subject, const char *due, const char *minute,
                     int64_t assignee, const char *status)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(Record) task = record_new(stage->base, &actor, &task_entity);
    record_set_text(task, "subject", subject);
    record_set_text(task, "due_on", due);
    record_set_text(task, "due_minute", minute);
    record_set_text(task, "status_id", status);
    record_set_integer(task, "assignee_id", assignee);
    if (!assignee)
        record_set_text(task, "assignee_id", "");
    record_save(stage->base, &actor, task, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void dismiss(Stage *stage, int64_t employee)
{
    stage_other_saves(stage, ROLE_OWNER, &employee_entity, employee, "status", "dismissed");
}

/* One of each kind; now it is 10:00 on 1 July. */
static void add_tasks(Stage *stage)
{
    int64_t me = stage_actor(stage, stage->base, ROLE_OWNER).employee_id,
            other = stage_actor(stage, stage->base, ROLE_ADMIN).employee_id,
            gone = stage_actor(stage, stage->base, ROLE_GUEST).employee_id;
    add_task(stage, "Quokka mine today", "2026-07-01", "", me, "1");
    add_task(stage, "Quokka mine at nine", "2026-07-01", "540", me, "1");
    add_task(stage, "Quokka mine late", "2026-06-30", "", me, "1");
    add_task(stage, "Quokka mine done", "2026-06-30", "", me, "6");
    add_task(stage, "Quokka other today", "2026-07-01", "", other, "1");
    add_task(stage, "Quokka nobody tomorrow", "2026-07-02", "", 0, "1");
    add_task(stage, "Quokka gone tomorrow", "2026-07-02", "", gone, "1");
    dismiss(stage, gone);
}

/* Those of them that the list has with its filters, in its order: without their first word. */
static char *listed(Stage *stage)
{
    Table *table = table_of(stage);
    g_autoptr(GString) all = g_string_new(NULL);
    press(stage, "Home");
    for (int64_t last = 0; table_id(table) != last; press(stage, "Down")) {
        const char *subject = table_row(table)->cells[0];
        last = table_id(table);
        if (g_str_has_prefix(subject, "Quokka "))
            g_string_append_printf(all, "%s%s", all->len ? ", " : "", subject + strlen("Quokka "));
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

static void assert_listed(Stage *stage, const char *keys, const char *expected)
{
    press(stage, keys);
    g_autofree char *found = listed(stage);
    g_assert_cmpstr(found, ==, expected);
}

/* Each by itself, then together; the same key again takes it away. */
static void test_presets(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    add_tasks(stage);
    press(stage, "F5");
    assert_listed(stage, "I", "mine late, mine at nine, mine today");
    harness_assert_shows(stage->h, "«me»");
    assert_listed(stage, "T", "mine at nine, mine today");
    harness_assert_shows(stage->h, "«today»");
    assert_listed(stage, "I", "mine at nine, mine today, other today");
    assert_listed(stage, "O", "mine late, mine at nine");
    harness_assert_shows(stage->h, "«overdue»");
    assert_listed(stage, "x", "mine late, mine at nine");
    press(stage, "x");
    assert_listed(stage, "O",
                  "mine late, mine at nine, mine today, other today, nobody tomorrow, "
                  "gone tomorrow");
    assert_listed(stage, "E", "nobody tomorrow, gone tomorrow");
    harness_assert_shows(stage->h, "«nobody»");
    assert_listed(stage, "I", "mine late, mine at nine, mine today");
    harness_assert_hides(stage->h, "«nobody»");
}

static void test_languages(void)
{
    g_autoptr(Stage) stage = tasks_of(&russian);
    harness_type(stage->h, "ШЕ");
    stage_settle(stage);
    harness_assert_shows(stage->h, "«я»");
    harness_assert_shows(stage->h, "«сегодня»");
    harness_type(stage->h, "Е");
    harness_type(stage->h, "У");
    stage_settle(stage);
    harness_assert_shows(stage->h, "«без исполнителя»");
    harness_type(stage->h, "УЩ");
    stage_settle(stage);
    harness_assert_shows(stage->h, "«просрочено»");
}

/* --- kept ------------------------------------------------------------------------------------- */

static ListCondition condition(Stage *stage, const char *column, const char *words, guint i)
{
    ListCondition all[LIST_CONDITIONS_MAX];
    const TableFilter filter = {column, words, ""};
    guint n = list_filter_conditions(stage->app, &task_entity, &filter, all);
    g_assert_cmpint(i, <, n);
    for (guint other = 0; other < n; other++)
        if (other != i)
            g_free(all[other].value);
    return all[i];
}

static void assert_condition(Stage *stage, const char *column, const char *words, guint i,
                             const char *field, FilterKind kind, const char *value)
{
    ListCondition found = condition(stage, column, words, i);
    g_autofree char *text = found.value;
    g_assert_cmpstr(found.field, ==, field);
    g_assert_cmpint(found.kind, ==, kind);
    g_assert_cmpstr(text, ==, value);
}

/* The words are kept, not the day or the person that they meant. */
static void test_kept(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    press(stage, "I T Z");
    g_autofree char *content = view_content(table_of(stage));
    g_assert_nonnull(strstr(content, "value==@me"));
    g_assert_nonnull(strstr(content, "value=[@0..@0"));
    g_assert_nonnull(strstr(content, "value=[@1.."));
    stage_enter(stage, &manager);
    g_autofree char *me = g_strdup_printf("%" G_GINT64_FORMAT, stage->app->actor.employee_id);
    assert_condition(stage, "assignee", "=@me", 0, "assignee_id", FILTER_IS, me);
    assert_condition(stage, "due", "[@0..@0", 0, "due_on", FILTER_FROM, "2026-07-01");
    assert_condition(stage, "due", "[@-7..2026-07-05", 0, "due_on", FILTER_FROM, "2026-06-24");
    assert_condition(stage, "due", "[@-7..2026-07-05", 2, "due_on", FILTER_TO, "2026-07-05");
    assert_condition(stage, "snoozed", "[@1..", 0, "snoozed_until", FILTER_FROM, "2026-07-02");
    assert_condition(stage, "closed", "[@0..@0", 0, "closed_at", FILTER_FROM, "1782853200000000");
    ListCondition late = condition(stage, "due", "!", 0);
    g_autofree char *now = late.value;
    g_assert_cmpstr(late.field, ==, "due_at");
    g_assert_true(g_str_has_prefix(now, "1782889200")); /* 10:00 by the clock, which goes on */
    assert_condition(stage, "due", "!", 1, "closed_at", FILTER_EMPTY, NULL);
}

/* Days may be chosen so that they move; the dialog shows them as they are today. */
static void test_moving_days(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    list_filter_set(stage->app, &task_entity, table_of(stage), "due", "[@-1..@3");
    stage_settle(stage);
    harness_assert_shows(stage->h, "«yesterday–today +3»");
    press(stage, "f");
    harness_type(stage->h, "Due by");
    press(stage, "Enter");
    g_assert_cmpstr(form_get(stage_form(stage), "from"), ==, "2026-06-30");
    g_assert_cmpstr(form_get(stage_form(stage), "to"), ==, "2026-07-04");
    form_set(stage_form(stage), "to", "2026-07-02", NULL);
    press(stage, "F2");
    harness_assert_shows(stage->h, "«yesterday–tomorrow»");
    press(stage, "f");
    harness_type(stage->h, "Due by");
    press(stage, "Enter");
    form_set(stage_form(stage), "moving", "0", NULL);
    press(stage, "F2");
    harness_assert_shows(stage->h, "«30.06.2026–02.07.2026»");
}

/* The tasks of one client, whose name is chosen; the index of clients gives them. */
static void test_client(void)
{
    g_autoptr(Stage) stage = tasks_of(&owner);
    press(stage, "f");
    harness_type(stage->h, "Client");
    press(stage, "Enter");
    press(stage, "Enter");
    guint n;
    const TableFilter *filters = table_filters(table_of(stage), &n);
    g_assert_cmpint(n, ==, 2);
    g_assert_cmpstr(filters[1].column, ==, "client");
    assert_condition(stage, "client", filters[1].value, 0, "client_id", FILTER_IS,
                     filters[1].value + 1);
}

/* More conditions than have room are counted. */
static void test_many_conditions(void)
{
    static const char *const columns[] = {"type", "priority", "status"};
    g_autoptr(Stage) stage = tasks_of(&russian);
    press(stage, "I");
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        list_filter_set(stage->app, &task_entity, table_of(stage), columns[i], "=1");
    stage_settle(stage);
    harness_assert_shows(stage->h, "фильтр 4: «");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/task-filters/presets", test_presets);
    g_test_add_func("/task-filters/languages", test_languages);
    g_test_add_func("/task-filters/kept", test_kept);
    g_test_add_func("/task-filters/moving-days", test_moving_days);
    g_test_add_func("/task-filters/client", test_client);
    g_test_add_func("/task-filters/many-conditions", test_many_conditions);
    return g_test_run();
}
