/* Deleting many records from a list, or putting many into one: what is asked, what is done, how it
 * is stopped and taken back.
 *
 * The worker is held where a test wants it by another who writes. */
#include "tui/app/bulk.h"
#include "base_internal.h"
#include "core/list.h"
#include "core/query.h"
#include "stage.h"
#include "tui/app/archive.h"
#include "tui/widgets/table.h"

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE};

static Stage *list_of(const Entrance *entrance, const Entity *entity)
{
    Stage *stage = stage_with(entrance);
    stage_list(stage, entity);
    return stage;
}

static Table *table_on_top(Stage *stage)
{
    return (Table *)(void *)ui_top(harness_ui(stage->h));
}

static void press_times(Stage *stage, const char *key, int times)
{
    for (int i = 0; i < times; i++)
        harness_press(stage->h, key);
}

static guint count_rows(Stage *stage, const Entity *entity, const char *search, bool archived)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    Query query = {.entity = entity, .search = search, .archived = archived};
    g_autoptr(GArray) ids = query_ids(stage->base, &actor, &query, &error);
    g_assert_no_error(error);
    return ids->len;
}

/* --- somebody else is writing ----------------------------------------------------------------- */

/* As one who has begun to write there and does not come to an end. */
static Base *hold_writers(Stage *stage)
{
    g_autoptr(GError) error = NULL;
    Base *other = base_open(stage->url, PROGRAM_CLIENT, &error);
    g_assert_no_error(error);
    const DbActor actor = {.enterprise_id = STAGE_ENTERPRISE, .program = "another"};
    db_begin(base_db(other), &actor, DB_SLICE, &error);
    g_assert_no_error(error);
    return other;
}

static bool somebody_waits(gpointer data)
{
    return db_is_awaited(base_db(data));
}

static void let_writers(Stage *stage, Base *other)
{
    base_close(other);
    stage_settle(stage);
}

/* --- few -------------------------------------------------------------------------------------- */

/* What can be taken back at once is not asked about. */
static void test_few(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    press_times(stage, "Space", 10);
    harness_press(stage->h, "F8");
    stage_settle(stage);
    harness_assert_shows(stage->h, "10 moved to the archive. Ctrl+Z takes it back.");
    harness_assert_shows(stage->h, "/ 240");
    harness_assert_hides(stage->h, "marked");
    harness_press(stage->h, "Ctrl+Z");
    stage_settle(stage);
    harness_assert_shows(stage->h, "10 taken back.");
    harness_assert_shows(stage->h, "/ 250");
}

/* One of the marked has been archived by somebody else: no error, and not mine to take back. */
static void test_meanwhile(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    gint64 theirs = table_id(table_on_top(stage));
    g_autoptr(GError) error = NULL;
    const Actor admin = stage_actor(stage, stage->base, ROLE_ADMIN);
    harness_press(stage->h, "Space Space");
    record_archive(stage->base, &admin, &client_entity, theirs, &error);
    g_assert_no_error(error);
    harness_press(stage->h, "F8");
    stage_settle(stage);
    harness_assert_shows(stage->h, "1 moved to the archive.");
    harness_press(stage->h, "Ctrl+Z");
    stage_settle(stage);
    harness_assert_shows(stage->h, "/ 249");
}

/* --- the question ----------------------------------------------------------------------------- */

static void test_question(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    g_autoptr(GString) names = g_string_new("To the archive: ");
    harness_press(stage->h, "PgDn");
    for (int i = 0; i < 2; i++) { /* against the order of the list */
        g_string_append_printf(names, "%s, ", table_row(table_on_top(stage))->cells[0]);
        harness_press(stage->h, "Space Up Up");
    }
    harness_press(stage->h, "Home");
    press_times(stage, "Space", 10);
    harness_press(stage->h, "F8");
    harness_assert_shows(stage->h, names->str);
    harness_assert_shows(stage->h, "and 9 more. Their history stays.");
    harness_assert_shows(stage->h, "[ Delete 12 ]");
    harness_assert_shows(stage->h, "[>Cancel<]");
    harness_press(stage->h, "Enter");
    stage_settle(stage);
    harness_assert_shows(stage->h, "/ 250");
    harness_assert_shows(stage->h, "marked 12");
}

static void test_languages(void)
{
    static const struct {
        const char *language, *verb, *more, *stopped;
    } words[] = {{"en", "Delete 250", "and 247 more", "Stopped with 200 left. 50 moved"},
                 {"ru", "Удалить 250", "и ещё 247", "Остановлено, осталось 200."},
                 {"uk", "Видалити 250", "і ще 247", "Зупинено, лишилося 200."}};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        Entrance entrance = owner;
        entrance.language = words[i].language;
        g_autoptr(Stage) stage = list_of(&entrance, &client_entity);
        harness_press(stage->h, "Ctrl+A F8");
        stage_settle(stage);
        harness_assert_shows(stage->h, words[i].verb);
        harness_assert_shows(stage->h, words[i].more);
        Base *held = hold_writers(stage);
        harness_press(stage->h, "Left Enter");
        harness_wait(stage->h, somebody_waits, held);
        harness_press(stage->h, "Enter");
        let_writers(stage, held);
        harness_assert_shows(stage->h, words[i].stopped);
    }
}

/* --- all but some ----------------------------------------------------------------------------- */

static void test_all(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    harness_press(stage->h, "Ctrl+A F8");
    stage_settle(stage);
    harness_press(stage->h, "Left Enter");
    stage_settle(stage);
    harness_assert_shows(stage->h, "250 moved to the archive. Ctrl+Z takes it back.");
    g_assert_cmpuint(count_rows(stage, &client_entity, NULL, false), ==, 0);
    harness_press(stage->h, "Ctrl+Z");
    stage_settle(stage);
    harness_assert_shows(stage->h, "250 taken back.");
    harness_assert_shows(stage->h, "/ 250");
}

/* Only what the search has found, but the one taken out; whoever is added after the question is not
 * in it. */
static void test_all_found(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    guint found = count_rows(stage, &client_entity, "ко", false);
    g_autofree char *verb = g_strdup_printf("Delete %u", found - 1);
    g_assert_cmpuint(found, >, 12);
    g_assert_cmpuint(found, <, 250);
    harness_press(stage->h, "F3");
    harness_type(stage->h, "ко");
    stage_settle(stage);
    harness_press(stage->h, "Enter Ctrl+A Space F8");
    stage_settle(stage);
    harness_assert_shows(stage->h, verb);
    stage_other_saves(stage, ROLE_ADMIN, &client_entity, 0, "surname", "Коваль");
    harness_press(stage->h, "Left Enter");
    stage_settle(stage);
    g_assert_cmpuint(count_rows(stage, &client_entity, "ко", false), ==, 2);
    g_assert_cmpuint(count_rows(stage, &client_entity, NULL, false), ==, 250 - found + 2);
}

/* "All" were all that were found: another search has other rows, which nobody has marked. */
static void test_search_changed(void)
{
    static const char *const changes[] = {"Esc", "F3 Enter Right Right Right F4", "F3 Backspace"};
    for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(Stage) stage = list_of(&owner, &client_entity);
        harness_press(stage->h, "F3");
        harness_type(stage->h, "ко");
        harness_press(stage->h, "Enter Ctrl+A");
        stage_settle(stage);
        harness_assert_shows(stage->h, "marked");
        harness_press(stage->h, changes[i]);
        harness_assert_shows(stage->h, "Nothing is marked any more: all of another search were.");
        stage_settle(stage);
        bool all_but;
        g_autoptr(GArray) chosen = table_chosen(table_on_top(stage), &all_but);
        g_assert_false(all_but);
        g_assert_cmpuint(chosen->len, ==, 1);
        harness_assert_hides(stage->h, "✓");
    }
}

/* Rows marked one by one stay marked in every search, and sorting is no other search. */
static void test_marks_stay(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    harness_press(stage->h, "Space Space F3");
    harness_type(stage->h, "ко");
    harness_press(stage->h, "Enter");
    stage_settle(stage);
    harness_assert_shows(stage->h, "marked 2");
    harness_press(stage->h, "*");
    harness_assert_shows(stage->h, "marked ≈ ");
    harness_press(stage->h, "* Esc Ctrl+A");
    stage_settle(stage);
    harness_mouse(stage->h, MOUSE_PRESS, 3, 30);
    stage_settle(stage);
    harness_assert_shows(stage->h, "marked 250");
}

/* --- what is refused -------------------------------------------------------------------------- */

static void test_refused(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &subject_entity);
    guint all = count_rows(stage, &subject_entity, NULL, false);
    stage_other_saves(stage, ROLE_ADMIN, &subject_entity, 0, "text", "Нічия");
    harness_press(stage->h, "F5 Ctrl+A F8");
    stage_settle(stage);
    g_autofree char *left = g_strdup_printf("%u were left as they are:", all);
    harness_assert_shows(stage->h, "1 moved to the archive. Ctrl+Z takes it back.");
    harness_assert_shows(stage->h, left);
    harness_assert_shows(stage->h, "this subject is in use and cannot be");
    g_assert_cmpuint(count_rows(stage, &subject_entity, NULL, false), ==, all);
}

/* One alone is told as anything else that is refused. */
static void test_one_refused(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &subject_entity);
    harness_press(stage->h, "F8");
    stage_settle(stage);
    harness_assert_shows(stage->h, "this subject is in use and cannot be deleted");
    harness_assert_hides(stage->h, "left as");
    harness_assert_hides(stage->h, "Ctrl+Z");
}

/* --- stopped ---------------------------------------------------------------------------------- */

/* All 250, stopped while the first slice of 50 waits for its turn to write. */
static Stage *stopped(const Entrance *entrance)
{
    Stage *stage = list_of(entrance, &client_entity);
    harness_press(stage->h, "Ctrl+A F8");
    stage_settle(stage);
    Base *held = hold_writers(stage);
    harness_press(stage->h, "Left Enter");
    harness_assert_shows(stage->h, "Moving to the archive");
    harness_assert_shows(stage->h, "0 / 250");
    harness_wait(stage->h, somebody_waits, held);
    harness_press(stage->h, "Enter");
    harness_assert_shows(stage->h, "Stopping…");
    let_writers(stage, held);
    return stage;
}

static void test_stopped(void)
{
    g_autoptr(Stage) stage = stopped(&owner);
    harness_assert_hides(stage->h, "Stopping…");
    harness_assert_shows(stage->h, "Stopped with 200 left. 50 moved to the archive. Ctrl+Z");
    harness_assert_shows(stage->h, "/ 200");
    harness_press(stage->h, "Ctrl+Z");
    stage_settle(stage);
    harness_assert_shows(stage->h, "/ 250");
}

/* Taking back can be stopped too, and goes on where it was. */
static void test_undo_stopped(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    harness_press(stage->h, "Ctrl+A F8");
    stage_settle(stage);
    harness_press(stage->h, "Left Enter");
    stage_settle(stage);
    Base *held = hold_writers(stage);
    harness_press(stage->h, "Ctrl+Z");
    harness_assert_shows(stage->h, "Taking back");
    harness_wait(stage->h, somebody_waits, held);
    harness_press(stage->h, "Enter");
    let_writers(stage, held);
    harness_assert_shows(stage->h, "Stopped with 200 left. 50 taken back. Ctrl+Z goes on with it.");
    harness_assert_shows(stage->h, "/ 50");
    harness_press(stage->h, "Ctrl+Z");
    stage_settle(stage);
    harness_assert_shows(stage->h, "/ 250");
    harness_press(stage->h, "Ctrl+Z");
    harness_assert_shows(stage->h, "does nothing here");
}

/* --- meanwhile -------------------------------------------------------------------------------- */

/* Esc leaves it running: the list is there, the status line tells, a second one has to wait. */
static void test_background(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    harness_press(stage->h, "Ctrl+A F8");
    stage_settle(stage);
    Base *held = hold_writers(stage);
    harness_press(stage->h, "Left Enter Esc Down");
    harness_assert_shows(stage->h, "Moving to the archive: 0 / 250");
    harness_assert_shows(stage->h, "2 / 250");
    GArray *others = g_array_new(FALSE, TRUE, sizeof(gint64));
    g_array_set_size(others, BULK_AT_ONCE + 1);
    g_assert_false(archive_records(stage->app, &client_entity, others));
    harness_settle(stage->h);
    harness_assert_shows(stage->h, "Other work on many records is still running");
    let_writers(stage, held);
    harness_assert_shows(stage->h, "250 moved to the archive. Ctrl+Z takes it back.");
    harness_assert_hides(stage->h, "Moving to the archive");
}

/* From the background it comes back by the menu or a click, and can be stopped then. */
static void test_comes_back(void)
{
    int y, x;
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    harness_press(stage->h, "Ctrl+A F8");
    stage_settle(stage);
    Base *held = hold_writers(stage);
    harness_press(stage->h, "Left Enter Esc");
    g_assert_true(harness_find(stage->h, "Moving to the archive: ", &y, &x));
    harness_mouse(stage->h, MOUSE_PRESS, y, x + 3);
    harness_assert_shows(stage->h, "[>Cancel<]");
    harness_assert_hides(stage->h, "Moving to the archive: ");
    harness_press(stage->h, "Esc");
    harness_assert_hides(stage->h, "[>Cancel<]");
    ui_perform(harness_ui(stage->h), action_find(ACT_WORK, CTX_FRAME));
    harness_settle(stage->h);
    harness_assert_shows(stage->h, "[>Cancel<]");
    harness_wait(stage->h, somebody_waits, held);
    harness_press(stage->h, "Enter");
    let_writers(stage, held);
    harness_assert_shows(stage->h, "Stopped with ");
}

/* Who signs out leaves the rest undone; nothing is told to whoever comes next. */
static void test_signed_out(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    harness_press(stage->h, "Ctrl+A F8");
    stage_settle(stage);
    Base *held = hold_writers(stage);
    harness_press(stage->h, "Left Enter Esc");
    harness_wait(stage->h, somebody_waits, held);
    app_sign_out(stage->app);
    let_writers(stage, held);
    g_assert_null(stage->app->bulk);
    g_assert_null(stage->app->undo);
    harness_assert_hides(stage->h, "archive");
    g_assert_cmpuint(count_rows(stage, &client_entity, NULL, true), ==, 0);
}

/* The client's end while it runs: a whole slice or nothing. */
static void test_ended(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    harness_press(stage->h, "Ctrl+A F8");
    stage_settle(stage);
    harness_press(stage->h, "Left Enter");
    stage_enter(stage, &owner);
    g_assert_cmpuint(count_rows(stage, &client_entity, NULL, true) % 50, ==, 0);
}

/* --- into a list ------------------------------------------------------------------------------ */

static int64_t count_members(Stage *stage)
{
    int64_t count;
    g_autoptr(GError) error = NULL;
    list_member_count(stage->base, STAGE_ENTERPRISE, 1, &count, &error);
    g_assert_no_error(error);
    return count;
}

static void choose_first_list(Stage *stage)
{
    ui_perform(harness_ui(stage->h), action_find(ACT_TO_LIST, CTX_LIST));
    stage_settle(stage);
    harness_assert_shows(stage->h, "Новые клиенты");
    harness_press(stage->h, "Enter");
}

/* Few join at once; who is in it already is none of the new ones. */
static void test_few_join(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    int64_t before = count_members(stage);
    harness_press(stage->h, "Space Space Space");
    choose_first_list(stage);
    int64_t joined = count_members(stage) - before;
    g_assert_cmpint(joined, >, 0);
    g_autofree char *told = g_strdup_printf("New in the list «Новые клиенты»: %d.", (int)joined);
    harness_assert_shows(stage->h, told);
    harness_assert_hides(stage->h, "marked");
    harness_press(stage->h, "Home Space Space Space");
    choose_first_list(stage);
    harness_assert_shows(stage->h, "Already in the list «Новые клиенты».");
}

static void test_all_join(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    int64_t before = count_members(stage);
    harness_press(stage->h, "Ctrl+A");
    choose_first_list(stage);
    harness_assert_shows(stage->h, "To the list «Новые клиенты»: ");
    harness_assert_shows(stage->h, "Add 250");
    harness_press(stage->h, "Enter");
    g_assert_cmpint(count_members(stage), ==, before);
    choose_first_list(stage);
    harness_press(stage->h, "Left Enter");
    stage_settle(stage);
    g_assert_cmpint(count_members(stage), ==, 250);
    g_autofree char *told =
        g_strdup_printf("New in the list «Новые клиенты»: %d.", (int)(250 - before));
    harness_assert_shows(stage->h, told);
}

/* Guests may not, and no other records can. */
static void test_join_offered(void)
{
    static const struct {
        Role role;
        const Entity *entity;
        bool offered;
    } cases[] = {{ROLE_MANAGER, &client_entity, true},
                 {ROLE_GUEST, &client_entity, false},
                 {ROLE_OWNER, &task_entity, false}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Entrance entrance = {.role = cases[i].role, .level = LEVEL_EMPLOYEE};
        g_autoptr(Stage) stage = list_of(&entrance, cases[i].entity);
        const char *reason = NULL;
        Offer offer =
            view_offer(ui_top(harness_ui(stage->h)), action_find(ACT_TO_LIST, CTX_LIST), &reason);
        g_assert_true((offer == OFFER_YES) == cases[i].offered);
    }
}

/* The worker cannot open the base: nothing was done, and it is told why. */
static void test_no_base(void)
{
    g_autoptr(Stage) stage = list_of(&owner, &client_entity);
    harness_press(stage->h, "Ctrl+A F8");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Delete 250");
    worker_free(stage->app->worker);
    stage->app->worker = worker_new("/nowhere/base.db", ui_loop(harness_ui(stage->h)));
    harness_press(stage->h, "Right Enter");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Stopped with 250 left.");
    harness_assert_shows(stage->h, "there is no base /nowhere/base.db");
    g_assert_cmpuint(count_rows(stage, &client_entity, NULL, true), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bulk/few", test_few);
    g_test_add_func("/bulk/meanwhile", test_meanwhile);
    g_test_add_func("/bulk/question", test_question);
    g_test_add_func("/bulk/languages", test_languages);
    g_test_add_func("/bulk/all", test_all);
    g_test_add_func("/bulk/all-found", test_all_found);
    g_test_add_func("/bulk/search-changed", test_search_changed);
    g_test_add_func("/bulk/marks-stay", test_marks_stay);
    g_test_add_func("/bulk/refused", test_refused);
    g_test_add_func("/bulk/one-refused", test_one_refused);
    g_test_add_func("/bulk/stopped", test_stopped);
    g_test_add_func("/bulk/undo-stopped", test_undo_stopped);
    g_test_add_func("/bulk/background", test_background);
    g_test_add_func("/bulk/comes-back", test_comes_back);
    g_test_add_func("/bulk/signed-out", test_signed_out);
    g_test_add_func("/bulk/ended", test_ended);
    g_test_add_func("/bulk/few-join", test_few_join);
    g_test_add_func("/bulk/all-join", test_all_join);
    g_test_add_func("/bulk/join-offered", test_join_offered);
    g_test_add_func("/bulk/no-base", test_no_base);
    return g_test_run();
}
