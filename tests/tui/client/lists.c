/* Lists of records: the order they open in, what they can be filtered by. */
#include "core/query.h"
#include "stage.h"
#include "tui/screens/screens.h"
#include "tui/widgets/table.h"

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
    harness_assert_shows(stage->h, "Due by▲");
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
    harness_assert_hides(stage->h, "Due by▲");
}

static void press(Stage *stage, const char *names)
{
    harness_press(stage->h, names);
    stage_settle(stage);
}

static int64_t current(Stage *stage)
{
    return table_id((Table *)(void *)ui_top(harness_ui(stage->h)));
}

static void add_task(Stage *stage, const char *subject, const char *due_on)
{
    press(stage, "F7");
    form_set(stage_form(stage), "subject", subject, NULL);
    form_set(stage_form(stage), "due_on", due_on, NULL);
    press(stage, "F2");
    harness_assert_shows(stage->h, "Created.");
}

static void assert_at(Stage *stage, const char *subject)
{
    g_autofree char *there = stage_stored(stage, &task_entity, current(stage), "subject");
    g_assert_cmpstr(there, ==, subject);
}

/* What was added is under the cursor, wherever the order has put it; what the filters do not show
 * leaves the cursor where it was. */
static void test_added(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &task_entity);
    add_task(stage, "Quokka", "2026-07-08");
    assert_at(stage, "Quokka");
    press(stage, "Ctrl+Z");
    g_assert_cmpint(current(stage), !=, 0);
    press(stage, "T Down");
    int64_t before = current(stage);
    add_task(stage, "Wombat", "2026-07-08");
    g_assert_cmpint(current(stage), ==, before);
    press(stage, "Esc V");
    add_task(stage, "Numbat", "2026-07-08");
    assert_at(stage, "Numbat");
    press(stage, "V t");
    add_task(stage, "Quoll", "2026-07-01");
    assert_at(stage, "Quoll");
    add_task(stage, "Bilby", "2030-01-01");
    harness_assert_shows(stage->h, "July 2026");
}

/* A row of a choice list, to be put in its place at once. */
static void test_added_choice(void)
{
    static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE};
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &task_status_entity);
    press(stage, "F7");
    form_set(stage_form(stage), "name", "Quokka", NULL);
    press(stage, "F2 - -");
    int there, closed, x;
    g_assert_true(harness_find(stage->h, "Quokka", &there, &x));
    g_assert_true(harness_find(stage->h, "Closed", &closed, &x));
    g_assert_cmpint(there, ==, closed - 1);
}

/* --- filters ---------------------------------------------------------------------------------- */

/* How many the list says there are. */
static int shown_total(Stage *stage)
{
    g_autofree char *status = harness_row(stage->h, 22);
    const char *slash = strstr(status, "/ ");
    g_assert_nonnull(slash);
    return atoi(slash + 2);
}

static int count(Stage *stage, const Entity *entity, const Filter *filters, size_t n)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    const Query query = {.entity = entity, .filters = filters, .n_filters = n};
    int64_t total = -1, before;
    bool exact;
    query_count(stage->base, &actor, &query, NULL, 100000, &total, &before, &exact, &error);
    g_assert_no_error(error);
    return (int)total;
}

static int count_one(Stage *stage, const Entity *entity, const char *field, FilterKind kind,
                     const char *value)
{
    return count(stage, entity, &(Filter){field, kind, value}, 1);
}

/* Up to the question what is wanted of this column. */
static void filter_by(Stage *stage, const char *column)
{
    press(stage, "f");
    harness_type(stage->h, column);
    press(stage, "Enter");
}

static void test_by_cell(void)
{
    static const struct {
        const char *keys, *field;
    } cells[] = {{"", "surname"}, {"Right", "phone"}, {"Right Right", "email"}};
    for (guint i = 0; i < G_N_ELEMENTS(cells); i++) {
        g_autoptr(Stage) stage = stage_with(&manager);
        stage_list(stage, &client_entity);
        harness_press(stage->h, cells[i].keys);
        press(stage, "F4");
        harness_assert_shows(stage->h, "filter «");
        g_autofree char *status = harness_row(stage->h, 22);
        g_auto(GStrv) parts = g_strsplit_set(strstr(status, "«") + strlen("«"), "\xc2", 2);
        g_assert_cmpint(shown_total(stage), ==,
                        count_one(stage, &client_entity, cells[i].field, FILTER_IS, parts[0]));
        g_assert_cmpint(shown_total(stage), >, 0);
        g_assert_cmpint(shown_total(stage), <, 250);
    }
}

/* An instant is filtered by its day; another condition on a column takes the place of the first. */
static void test_by_cell_again(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &client_entity);
    press(stage, "F6 End Space Esc End Right Right Right Right F4");
    harness_assert_shows(stage->h, "/ 250 · filter «01.07.2026»");
    press(stage, "f Enter F8");
    harness_type(stage->h, "30.06.2026");
    harness_assert_shows(stage->h, " 30.06.2026 "); /* whole, with the other day below it */
    harness_assert_shows(stage->h, " 01.07.2026 ");
    press(stage, "F2");
    harness_assert_shows(stage->h, "filter «30.06.2026–01.07.2026»");
    press(stage, "f Enter F8 Down F8 F2");
    harness_assert_hides(stage->h, "filter «");
}

static void give_name(Stage *stage, Role role)
{
    g_autoptr(GError) error = NULL;
    Actor person = actor_profile(stage_profile(stage, role), program_now(stage->invocation));
    g_autoptr(Record) profile =
        record_load(stage->base, &person, &profile_entity, person.profile_id, &error);
    record_set_text(profile, "surname", "Однакова");
    record_set_text(profile, "first_name", "Анна");
    record_save(stage->base, &person, profile, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* Of two people of one name the one is meant who stands in the row. */
static void test_namesakes(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    give_name(stage, ROLE_MANAGER);
    give_name(stage, ROLE_ADMIN);
    int totals[2];
    for (int i = 0; i < 2; i++) {
        Actor actor = stage_actor(stage, stage->base, i ? ROLE_ADMIN : ROLE_MANAGER);
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, actor.employee_id);
        stage_other_saves(stage, ROLE_OWNER, &client_entity, 7 + i, "employee_id", id);
        totals[i] = count_one(stage, &client_entity, "employee_id", FILTER_IS, id);
        g_autofree char *email = stage_stored(stage, &client_entity, 7 + i, "email");
        stage_list(stage, &client_entity);
        press(stage, i ? "F3" : "F6 Home Down Down Down Down Down Space Esc F3");
        harness_type(stage->h, email);
        press(stage, "Enter"); /* its row is there when the next keys come */
        press(stage, "End Right Right Right Right F4 Esc");
        harness_assert_shows(stage->h, "filter «Однакова Анна»");
        g_assert_cmpint(shown_total(stage), ==, totals[i]);
    }
    g_assert_cmpint(totals[0], !=, totals[1]);
}

static void test_text(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &client_entity);
    filter_by(stage, "Surname");
    harness_assert_shows(stage->h, "Contains");
    harness_type(stage->h, "ЕНК");
    press(stage, "F2");
    harness_assert_shows(stage->h, "filter «…ЕНК…»");
    g_assert_cmpint(shown_total(stage), ==,
                    count_one(stage, &client_entity, "surname", FILTER_CONTAINS, "енк"));
    g_assert_cmpint(shown_total(stage), <, 250);
    filter_by(stage, "Surname");
    press(stage, "F8 F2");
    harness_assert_hides(stage->h, "filter «");
    g_assert_cmpint(shown_total(stage), ==, 250);
}

static void test_days(void)
{
    static const Filter days[] = {{"due_on", FILTER_FROM, "2026-07-01"},
                                  {"due_on", FILTER_TO, "2026-07-05"},
                                  {"closed_at", FILTER_EMPTY, NULL}};
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &task_entity);
    press(stage, "Right f"); /* the cursor's column stands first */
    press(stage, "Enter");
    harness_assert_shows(stage->h, "From day");
    harness_type(stage->h, "05.07.2026");
    harness_press(stage->h, "Down");
    harness_type(stage->h, "01.07.2026");
    press(stage, "F2");
    harness_assert_shows(stage->h, "the last day is before the");
    press(stage, "Up F8");
    harness_type(stage->h, "01.07.2026");
    press(stage, "Down F8");
    harness_type(stage->h, "05.07.2026");
    press(stage, "F2");
    harness_assert_shows(stage->h, "«01.07.2026–05.07.2026»");
    g_assert_cmpint(shown_total(stage), ==, count(stage, &task_entity, days, 3));
    g_assert_cmpint(shown_total(stage), >, 0);
}

static void test_choices(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &task_entity);
    filter_by(stage, "Status");
    harness_type(stage->h, "closed");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "filter «Closed»");
    g_assert_cmpint(shown_total(stage), >, 0);
    g_assert_cmpint(shown_total(stage), <, 60);
    stage_list(stage, &employee_entity);
    filter_by(stage, "Role");
    harness_type(stage->h, "guest");
    press(stage, "Enter");
    harness_assert_shows(stage->h, "/ 1 · filter «Guest»");
    press(stage, "f Esc");
    harness_assert_shows(stage->h, "/ 1 · filter «Guest»");
}

/* --- tasks: what is still to be done ---------------------------------------------------------- */

static void test_open_ones(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    int open = count_one(stage, &task_entity, "closed_at", FILTER_EMPTY, NULL);
    int all = count(stage, &task_entity, NULL, 0);
    g_assert_cmpint(open, <, all);
    stage_list(stage, &task_entity);
    harness_assert_shows(stage->h, "filter «open ones»");
    harness_assert_hides(stage->h, "×");
    g_assert_cmpint(shown_total(stage), ==, open);
    press(stage, "x");
    harness_assert_hides(stage->h, "filter «");
    harness_assert_shows(stage->h, "×");
    g_assert_cmpint(shown_total(stage), ==, all);
    press(stage, "Right Right F4");
    press(stage, "Esc"); /* as it opened */
    g_assert_cmpint(shown_total(stage), ==, open);
    press(stage, "x x");
    g_assert_cmpint(shown_total(stage), ==, open);
    press(stage, "Esc");
    g_assert_cmpint(shown_total(stage), ==, open);
}

/* By a status is by all that have it, open or not: else none of the closed would be found. */
static void test_by_closed_status(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &task_entity);
    press(stage, "x End Right Right");
    filter_by(stage, "Status");
    harness_type(stage->h, "cancelled");
    press(stage, "Enter");
    harness_assert_hides(stage->h, "open ones");
    harness_assert_shows(stage->h, "×");
    g_assert_cmpint(shown_total(stage), >, 0);
}

/* On the smallest screen too the words of status and priority are whole. */
static void test_words_are_whole(void)
{
    static const struct {
        const char *language, *words[4];
    } looks[] = {{"ru", {"Обратная связь", "На проверке", "Немедленный", "Нормальный"}},
                 {"uk", {"Зворотний зв'язок", "На перевірці", "Терміновий", "Нормальний"}}};
    for (guint i = 0; i < G_N_ELEMENTS(looks); i++) {
        g_autoptr(Stage) stage = stage_with(&(Entrance){
            .role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE, .language = looks[i].language});
        stage_list(stage, &task_entity);
        for (guint j = 0; j < G_N_ELEMENTS(looks[i].words); j++)
            harness_assert_shows(stage->h, looks[i].words[j]);
    }
}

static void test_none_open(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_card(stage, &client_entity, 1);
    ui_push(harness_ui(stage->h), list_screen_new(stage->app, &task_entity, "client", 249));
    stage_settle(stage);
    harness_assert_shows(stage->h, "Closed ones are not shown; x shows");
    harness_assert_hides(stage->h, "Nothing found");
}

/* A view keeps such conditions too. */
static void test_in_view(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_list(stage, &client_entity);
    filter_by(stage, "Surname");
    harness_type(stage->h, "енк");
    press(stage, "F2");
    int total = shown_total(stage);
    press(stage, "v F7");
    harness_type(stage->h, "Half");
    press(stage, "F2 v Home Enter");
    g_assert_cmpint(shown_total(stage), ==, 250);
    press(stage, "v");
    harness_assert_shows(stage->h, "Full name: …енк…");
    press(stage, "Down Enter");
    g_assert_cmpint(shown_total(stage), ==, total);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lists/tasks-by-due", test_tasks_by_due);
    g_test_add_func("/lists/open-ones", test_open_ones);
    g_test_add_func("/lists/by-closed-status", test_by_closed_status);
    g_test_add_func("/lists/words-are-whole", test_words_are_whole);
    g_test_add_func("/lists/none-open", test_none_open);
    g_test_add_func("/lists/clients-by-name", test_clients_by_name);
    g_test_add_func("/lists/own-order", test_own_order);
    g_test_add_func("/lists/added", test_added);
    g_test_add_func("/lists/added-choice", test_added_choice);
    g_test_add_func("/lists/by-cell", test_by_cell);
    g_test_add_func("/lists/by-cell-again", test_by_cell_again);
    g_test_add_func("/lists/namesakes", test_namesakes);
    g_test_add_func("/lists/text", test_text);
    g_test_add_func("/lists/days", test_days);
    g_test_add_func("/lists/choices", test_choices);
    g_test_add_func("/lists/in-view", test_in_view);
    return g_test_run();
}
