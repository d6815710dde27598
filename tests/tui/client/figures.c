/* The dashboard of tasks on the screen: docs/rules.md, "Figures". */
#include "core/figures.h"

#include <string.h>

#include "core/query.h"
#include "core/when.h"
#include "stage.h"
#include "tui/app/menu.h"

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      wide = {.role = ROLE_OWNER,
                              .level = LEVEL_ENTERPRISE,
                              .screen = {.rows = 50, .columns = 160}},
                      tall = {.role = ROLE_OWNER,
                              .level = LEVEL_ENTERPRISE,
                              .screen = {.rows = 60, .columns = 80}};

static Stage *at_figures(const Entrance *entrance)
{
    Stage *stage = stage_with(entrance);
    app_go_figures(stage->app);
    stage_settle(stage);
    return stage;
}

static void press(Stage *stage, const char *keys)
{
    harness_press(stage->h, keys);
    stage_settle(stage);
}

/* The figures of the period that the screen shows at first, by core. */
static GPtrArray *figures_of(Stage *stage, const char *name)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_GUEST);
    FigurePeriod period;
    figure_period_last(stage->base, &actor, 28, &period, &error);
    GPtrArray *tables =
        figures_read(stage->base, &actor, name ? figure_find(name) : NULL, &period, &error);
    g_assert_no_error(error);
    return tables;
}

static const FigureRow *row_named(const GPtrArray *tables, const char *label)
{
    const GPtrArray *rows = ((const FigureTable *)tables->pdata[0])->rows;
    for (guint i = 0; i < rows->len; i++) {
        const FigureRow *row = rows->pdata[i];
        if (g_str_equal(row->label, label))
            return row;
    }
    g_error("no row %s", label);
}

/* A row of the screen in which `label` stands ends in this. */
static void assert_row(Stage *stage, const char *label, const char *end)
{
    int y, x;
    harness_assert_shows(stage->h, label);
    harness_find(stage->h, label, &y, &x);
    g_autofree char *row = harness_row(stage->h, y);
    if (!strstr(strstr(row, label), end))
        g_error("«%s» has no %s", row, end);
}

/* All of them at once where there is room, in three languages, each number beside its name. */
static void test_side_by_side(void)
{
    static const char *const titles[][3] = {
        {"en", "Tasks by status", "Open tasks by employee (! overdue)"},
        {"ru", "Задачи по статусам", "Открытые по сотрудникам (! просрочено)"},
        {"uk", "Завдання за статусами", "Відкриті за співробітниками (! прострочено)"}};
    for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
        Entrance entrance = wide;
        entrance.language = titles[i][0];
        g_autoptr(Stage) stage = at_figures(&entrance);
        int first, second, x;
        g_assert_true(harness_find(stage->h, titles[i][1], &first, &x));
        g_assert_true(harness_find(stage->h, titles[i][2], &second, &x));
        g_assert_cmpint(first, ==, second);
        for (const Figure *figure = all_figures; figure->name; figure++)
            harness_assert_shows(stage->h, i ? titles[i][1] : figure->label);
        g_autofree char *screen = harness_screen(stage->h);
        g_assert_null(strstr(strstr(screen, titles[i][1]), "…"));
    }
}

static void test_numbers(void)
{
    g_autoptr(Stage) stage = at_figures(&tall);
    g_autoptr(GPtrArray) statuses = figures_of(stage, "status");
    g_autoptr(GPtrArray) people = figures_of(stage, "employee");
    const GPtrArray *rows = ((const FigureTable *)statuses->pdata[0])->rows;
    for (guint i = 0; i < rows->len; i++) {
        const FigureRow *row = rows->pdata[i];
        g_autofree char *end = g_strdup_printf(" %d", (int)row->values[0]);
        assert_row(stage, row->label, end);
    }
    const FigureRow *one = row_named(people, "Бондаренко Ірина");
    g_autofree char *end = g_strdup_printf(" %d (!%d)", (int)one->values[0], (int)one->values[1]);
    g_assert_cmpint(one->values[1], >, 0);
    assert_row(stage, "Бондаренко Ірина", end);
    harness_assert_shows(stage->h, "04.06.2026–01.07.2026");
    harness_assert_shows(stage->h, "01.07.2026: created 60, closed 16");
}

/* Down to the last line, with a cursor that is always seen; Home leads back. */
static void test_small(void)
{
    g_autoptr(Stage) stage = at_figures(&owner);
    harness_assert_shows(stage->h, "Tasks by status");
    harness_assert_hides(stage->h, "longer");
    press(stage, "End");
    harness_assert_shows(stage->h, "longer");
    harness_assert_hides(stage->h, "Tasks by status");
    press(stage, "Home");
    harness_assert_shows(stage->h, "Tasks by status");
    for (int i = 0; i < 40; i++)
        press(stage, "Down");
    harness_assert_shows(stage->h, "longer");
    press(stage, "PgUp PgUp PgUp PgUp");
    harness_assert_shows(stage->h, "Tasks by status");
}

/* How many the list that Enter leads to counts. */
static int64_t listed(Stage *stage)
{
    g_autofree char *screen = harness_screen(stage->h);
    const char *slash = strstr(screen, "1 / ");
    g_assert_nonnull(slash);
    return g_ascii_strtoll(slash + 4, NULL, 10);
}

static void test_to_the_list(void)
{
    g_autoptr(Stage) stage = at_figures(&tall);
    g_autoptr(GPtrArray) statuses = figures_of(stage, "status");
    g_autoptr(GPtrArray) people = figures_of(stage, "employee");
    press(stage, "Down Enter");
    harness_assert_shows(stage->h, "«In work»");
    g_assert_cmpint(listed(stage), ==, row_named(statuses, "In work")->values[0]);
    press(stage, "F10 Down Down Down Down Enter"); /* back at the same bar */
    harness_assert_shows(stage->h, "«Closed»");
    harness_assert_shows(stage->h, "04.06.2026–01.07.2026");
    g_assert_cmpint(listed(stage), ==, row_named(statuses, "Closed")->values[0]);
    press(stage, "F10 Down Down Enter");
    const FigureTable *table = people->pdata[0];
    g_assert_cmpint(listed(stage), ==, ((const FigureRow *)table->rows->pdata[0])->values[0]);
}

/* What no list can show is refused with a word. */
static void test_no_list(void)
{
    g_autoptr(Stage) stage = at_figures(&owner);
    press(stage, "End Enter");
    harness_assert_shows(stage->h, "No list shows just these tasks.");
}

/* By keys, by the menu's row and by a click; the present one is not left for the future. */
static void test_periods(void)
{
    g_autoptr(Stage) stage = at_figures(&owner);
    harness_assert_shows(stage->h, "[Month]");
    press(stage, "+");
    harness_assert_shows(stage->h, "This is the last period: it ends today.");
    press(stage, "-");
    harness_assert_shows(stage->h, "07.05.2026–03.06.2026");
    press(stage, "+ F4");
    harness_assert_shows(stage->h, "[Quarter]");
    harness_assert_shows(stage->h, "02.04.2026–01.07.2026");
    press(stage, "F4");
    harness_assert_shows(stage->h, "25.06.2026–01.07.2026");
    int y, x;
    harness_find(stage->h, "Month", &y, &x);
    harness_mouse(stage->h, MOUSE_PRESS, y, x);
    stage_settle(stage);
    harness_assert_shows(stage->h, "[Month]");
}

/* Along a chart of days, day by day. */
static void test_days(void)
{
    g_autoptr(Stage) stage = at_figures(&tall);
    int y, x;
    harness_assert_shows(stage->h, "01.07.2026: created 60");
    harness_find(stage->h, "Created against closed", &y, &x);
    harness_mouse(stage->h, MOUSE_PRESS, y + 1, x + 40); /* beyond the last column: the last */
    stage_settle(stage);
    press(stage, "Left");
    harness_assert_shows(stage->h, "30.06.2026: created 0, closed 0");
    press(stage, "Right Enter");
    harness_assert_shows(stage->h, "01.07.2026");
    g_assert_cmpint(listed(stage), ==, 16);
}

/* By core, so many days before the client started. */
static void close_before(Stage *stage, int64_t id, int days)
{
    g_autoptr(GError) error = NULL;
    Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    actor.now -= days * INT64_C(86400) * 1000000;
    g_autoptr(Record) task = record_load(stage->base, &actor, &task_entity, id, &error);
    record_set_integer(task, "status_id", 6);
    record_save(stage->base, &actor, task, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* A column of three days leads to what was closed on all of them. */
static void test_several_days(void)
{
    g_autoptr(Stage) stage = stage_with(&tall);
    int y, x;
    close_before(stage, 1, 1);
    close_before(stage, 2, 3);
    close_before(stage, 3, 3);
    app_go_figures(stage->app);
    stage_settle(stage);
    press(stage, "F4");
    harness_assert_shows(stage->h, "[Quarter]");
    harness_find(stage->h, "Created against closed", &y, &x);
    harness_mouse(stage->h, MOUSE_PRESS, y + 1, x + 50); /* beyond the last column: the last */
    stage_settle(stage);
    press(stage, "Left");
    harness_assert_shows(stage->h, "28.06.2026–30.06.2026: created 0, closed 3");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "«28.06.2026–30.06.2026»");
    g_assert_cmpint(listed(stage), ==, 3);
}

/* What a colleague does is seen without a key, and the cursor stays where it was. */
static void test_live(void)
{
    g_autoptr(Stage) stage = at_figures(&tall);
    g_autoptr(GPtrArray) before = figures_of(stage, "status");
    int64_t n = row_named(before, "Under review")->values[0];
    g_autofree char *one = g_strdup_printf(" %d", (int)n),
                    *more = g_strdup_printf(" %d", (int)n + 1);
    assert_row(stage, "Under review", one);
    stage_other_saves(stage, ROLE_MANAGER, &task_entity, 2, "status_id", "3");
    harness_advance(stage->h, 2000);
    stage_settle(stage);
    assert_row(stage, "Under review", more);
}

static void give_all_but_two(Stage *stage, int64_t from, int64_t to)
{
    g_autofree char *own = g_strdup_printf("%" G_GINT64_FORMAT, from),
                    *other = g_strdup_printf("%" G_GINT64_FORMAT, to);
    const Filter filters[] = {{"assignee_id", FILTER_IS, own}, {"closed_at", FILTER_EMPTY, NULL}};
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ids =
        query_ids(stage->base, &actor,
                  &(Query){.entity = &task_entity, .filters = filters, .n_filters = 2}, &error);
    g_assert_no_error(error);
    for (guint i = 2; i < ids->len; i++)
        stage_other_saves(stage, ROLE_OWNER, &task_entity, g_array_index(ids, int64_t, i),
                          "assignee_id", other);
}

/* Up from the first person leads to the last status, whose list Enter opens. The cursor stays on
 * its person where the order changes. */
static void test_cursor_stays(void)
{
    g_autoptr(Stage) stage = at_figures(&tall);
    g_autoptr(GPtrArray) people = figures_of(stage, "employee");
    const FigureTable *table = people->pdata[0];
    const FigureRow *first = table->rows->pdata[0],
                    *last = table->rows->pdata[table->rows->len - 1];
    g_assert_cmpuint(table->rows->len, >, 2);
    press(stage, "Home Down Down Down Down Down Down Down Up Enter");
    harness_assert_shows(stage->h, "«Cancelled»");
    press(stage, "F10 Down");
    give_all_but_two(stage, first->id, last->id);
    g_autoptr(GPtrArray) now = figures_of(stage, "employee");
    const FigureRow *leads = ((const FigureTable *)now->pdata[0])->rows->pdata[0];
    g_assert_cmpint(leads->id, !=, first->id);
    harness_advance(stage->h, 2000);
    stage_settle(stage);
    press(stage, "Enter");
    g_autofree char *filter = g_strdup_printf("«%s»", first->label);
    harness_assert_shows(stage->h, filter);
}

/* All of it as CSV, the numbers of the screen, on the clipboard and to be read. */
static void test_csv(void)
{
    g_autoptr(Stage) stage = at_figures(&owner);
    g_autoptr(GPtrArray) tables = figures_of(stage, NULL);
    g_autofree char *csv = figures_csv(tables);
    g_autofree char *encoded = g_base64_encode((const guchar *)csv, strlen(csv));
    press(stage, "F6");
    g_assert_nonnull(strstr(harness_output(stage->h)->str, encoded));
    harness_assert_shows(stage->h, "figure,row,measure,value");
    press(stage, "Esc");
    harness_assert_shows(stage->h, "Tasks by status");
}

/* Without colours and without block characters. */
static void test_plain(void)
{
    Entrance plain = tall;
    plain.screen.term = "vt100";
    plain.screen.no_color = true;
    plain.screen.locale = "C";
    plain.language = "en";
    g_autoptr(Stage) stage = at_figures(&plain);
    harness_assert_shows(stage->h, "###");
    harness_assert_hides(stage->h, "█");
    harness_assert_shows(stage->h, "01.07.2026: created 60, closed 16");
}

/* An enterprise without tasks is told what this is for, a guest may look, leaving while it is read
 * is nothing. */
static void test_empty(void)
{
    static const Entrance guest = {.role = ROLE_GUEST, .level = LEVEL_EMPLOYEE};
    g_autoptr(Stage) stage = stage_with(&owner);
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ids =
        query_ids(stage->base, &actor, &(Query){.entity = &task_entity}, &error);
    for (guint i = 0; i < ids->len; i++)
        g_assert_true(record_archive(stage->base, &actor, &task_entity,
                                     g_array_index(ids, int64_t, i), NULL));
    stage_enter(stage, &guest);
    app_go_figures(stage->app);
    stage_settle(stage);
    harness_assert_shows(stage->h, "they are added in the list");
    press(stage, "Down Enter");
    app_go_figures(stage->app);
    app_go_list(stage->app, &task_entity);
    stage_settle(stage);
}

/* "figures 1" leads there, as from a shell; and the line of the left menu is the current one. */
static void test_deep_link(void)
{
    static const Entrance link = {.role = ROLE_GUEST, .level = LEVEL_GLOBAL, .target = "figures 1"};
    g_autoptr(Stage) stage = stage_with(&link);
    stage_settle(stage);
    harness_assert_shows(stage->h, "Tasks by status");
    harness_assert_shows(stage->h, "[EMPLOYEE]");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/figures/side-by-side", test_side_by_side);
    g_test_add_func("/figures/numbers", test_numbers);
    g_test_add_func("/figures/small", test_small);
    g_test_add_func("/figures/to-the-list", test_to_the_list);
    g_test_add_func("/figures/no-list", test_no_list);
    g_test_add_func("/figures/periods", test_periods);
    g_test_add_func("/figures/days", test_days);
    g_test_add_func("/figures/several-days", test_several_days);
    g_test_add_func("/figures/live", test_live);
    g_test_add_func("/figures/csv", test_csv);
    g_test_add_func("/figures/plain", test_plain);
    g_test_add_func("/figures/empty", test_empty);
    g_test_add_func("/figures/deep-link", test_deep_link);
    g_test_add_func("/figures/cursor-stays", test_cursor_stays);
    return g_test_run();
}
