/* Leaving forms with unsaved input for somewhere else: one question for all of them, and nothing
 * that was entered is lost but by the person's word. */
#include <string.h>

#include "core/draft.h"
#include "stage.h"
#include "tui/app/lock.h"

#define CLIENT 7
#define CAMPAIGN 1
#define ONE "What was entered is not saved yet."
#define MANY "What was entered here is not saved yet:"

static const Entrance manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE},
                      owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE};

static void change_client(Stage *stage, int64_t id, const char *surname)
{
    stage_card(stage, &client_entity, id);
    form_set(stage_form(stage), "surname", surname, NULL);
    harness_settle(stage->h);
}

static void new_task(Stage *stage, const char *subject)
{
    app_add_record(stage->app, &task_entity);
    harness_settle(stage->h);
    form_set(stage_form(stage), "subject", subject, NULL);
    harness_settle(stage->h);
}

static void go_to_letters(Stage *stage)
{
    app_go_list(stage->app, &letter_entity);
    harness_settle(stage->h);
}

#define assert_surname(stage, id, expected)                                                        \
    do {                                                                                           \
        g_autofree char *stored_ = stage_stored((stage), &client_entity, (id), "surname");         \
        g_assert_cmpstr(stored_, ==, (expected));                                                  \
    } while (0)

/* --- one form -----------------------------------------------------------------------------------
 */

static void test_unchanged(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_card(stage, &client_entity, CLIENT);
    harness_press(stage->h, "Tab Tab");
    harness_type(stage->h, "й");
    harness_press(stage->h, "Backspace Esc");
    harness_assert_hides(stage->h, "not saved yet"); /* nothing differs */
    g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==, 1);
}

static void test_one(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    change_client(stage, CLIENT, "Їжак");
    harness_advance(stage->h, 4000);
    app_go_profile(stage->app); /* as a line of the left menu does */
    harness_settle(stage->h);
    harness_assert_shows(stage->h, ONE);
    harness_press(stage->h, "Enter"); /* the harmless answer */
    g_assert_true(form_is_changed(stage_form(stage)));
    app_go_profile(stage->app);
    harness_settle(stage->h);
    harness_press(stage->h, "Left Enter"); /* discard */
    harness_assert_shows(stage->h, "[GLOBAL]");
    g_assert_false(stage_has_draft(stage, "client", CLIENT));
}

/* What saving it opens stays: the code is asked for although the form was left. */
static void test_next_step(void)
{
    static const char *const fields[][2] = {{"first_name", "Нова"},
                                            {"email", "new@firm.example"},
                                            {"password", "довгий пароль"},
                                            {"password_again", "довгий пароль"}};
    g_autoptr(Stage) stage = stage_with(&(Entrance){.role = ROLE_NONE});
    ui_perform(harness_ui(stage->h), action_find(ACT_SIGN_UP, CTX_SIGN_IN));
    harness_settle(stage->h);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        form_set(stage_form(stage), fields[i][0], fields[i][1], NULL);
    harness_press(stage->h, "Esc Right Enter");
    harness_assert_shows(stage->h, "Sign up: code");
}

/* --- several ------------------------------------------------------------------------------------
 */

static Stage *three(void)
{
    Stage *stage = stage_with(&manager);
    change_client(stage, CLIENT, "Їжак");
    change_client(stage, CLIENT + 1, "Лис");
    new_task(stage, "завдання");
    harness_advance(stage->h, 4000);
    return stage;
}

static void test_named(void)
{
    g_autoptr(Stage) stage = three();
    go_to_letters(stage);
    harness_assert_shows(stage->h, MANY);
    harness_assert_shows(stage->h, "• Task: new");
    harness_assert_shows(stage->h, "• Client: ");
    harness_press(stage->h, "Enter");
    harness_assert_hides(stage->h, MANY);
    g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==, 4);
    g_assert_true(stage_has_draft(stage, "task", 0));
}

static void test_saved(void)
{
    g_autoptr(Stage) stage = three();
    form_set(stage_form(stage), "due_on", "2026-07-03", NULL);
    go_to_letters(stage);
    harness_press(stage->h, "Right Enter");
    harness_assert_shows(stage->h, "› Letters");
    assert_surname(stage, CLIENT, "Їжак");
    assert_surname(stage, CLIENT + 1, "Лис");
    g_assert_false(stage_has_draft(stage, "task", 0));
    g_assert_false(stage_has_draft(stage, "client", CLIENT));
}

static const struct {
    const char *name;
    void (*go)(App *app);
} ways[] = {{"/leave/dropped/level", app_go_global},
            {"/leave/dropped/profile", app_go_profile},
            {"/leave/dropped/sign-out", app_sign_out}};

/* By every way that leads out of all forms. */
static void test_dropped(gconstpointer data)
{
    g_autoptr(Stage) stage = three();
    ways[GPOINTER_TO_UINT(data)].go(stage->app);
    harness_settle(stage->h);
    harness_assert_shows(stage->h, MANY);
    harness_press(stage->h, "Left Enter");
    harness_assert_hides(stage->h, MANY);
    Actor again = stage_actor(stage, stage->base, ROLE_MANAGER);
    for (int64_t id = CLIENT; id <= CLIENT + 1; id++) {
        g_auto(Draft) draft = {0};
        bool found = false;
        draft_find(stage->base, &again, "client", id, &draft, &found, NULL);
        g_assert_false(found);
    }
}

static void open_clients(App *app)
{
    app_open_target(app, "clients 1");
}

/* A deep link leads by two moves; the person is asked once. */
static void test_target(void)
{
    g_autoptr(Stage) stage = three();
    open_clients(stage->app);
    harness_settle(stage->h);
    harness_assert_shows(stage->h, MANY);
    g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==, 5); /* one question */
    harness_press(stage->h, "Left Enter");
    harness_assert_shows(stage->h, "› Clients");
}

/* --- one that can't be saved ------------------------------------------------------------------
 */

/* The task above is saved; the client without a name stays on top, says why, and keeps what was
 * entered; the one below waits unsaved. */
static void test_refused(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    change_client(stage, CLIENT, "Їжак");
    app_add_record(stage->app, &client_entity);
    harness_settle(stage->h);
    form_set(stage_form(stage), "source", "Ярмарок", NULL);
    new_task(stage, "завдання");
    form_set(stage_form(stage), "due_on", "2026-07-03", NULL);
    go_to_letters(stage);
    harness_press(stage->h, "Right Enter");
    harness_assert_shows(stage->h, "› Client: new");
    g_assert_cmpstr(form_get(stage_form(stage), "source"), ==, "Ярмарок");
    harness_assert_shows(stage->h, "a client needs a surname");
    g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==, 3);
    harness_advance(stage->h, 4000);
    g_assert_true(stage_has_draft(stage, "client", 0));
    g_assert_true(stage_has_draft(stage, "client", CLIENT));
}

static void test_conflict(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    change_client(stage, CLIENT, "Їжак");
    change_client(stage, CLIENT + 1, "Лис");
    stage_other_saves(stage, ROLE_OWNER, &client_entity, CLIENT, "surname", "Вовк");
    go_to_letters(stage);
    harness_press(stage->h, "Right Enter");
    harness_assert_shows(stage->h, "Changed by two");
    assert_surname(stage, CLIENT + 1, "Лис");
    assert_surname(stage, CLIENT, "Вовк");
    harness_press(stage->h, "F2"); /* mine stays */
    assert_surname(stage, CLIENT, "Їжак");
    g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==, 1);
    harness_assert_hides(stage->h, "› Letters"); /* leaving ended at the conflict */
}

/* The role was taken away while the form was open. */
static void test_right(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    change_client(stage, CLIENT, "Їжак");
    new_task(stage, "завдання");
    form_set(stage_form(stage), "due_on", "2026-07-03", NULL);
    stage_other_saves(stage, ROLE_OWNER, &employee_entity, stage->app->actor.employee_id, "role",
                      "guest");
    go_to_letters(stage);
    harness_press(stage->h, "Right Enter");
    harness_assert_hides(stage->h, "› Letters");
    g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==, 3);
    g_assert_cmpstr(form_get(stage_form(stage), "subject"), ==, "завдання");
}

/* --- the chain ----------------------------------------------------------------------------------
 */

/* A changed chain over the changed card of its campaign, and over that the days being typed. */
static Stage *chain_over_card(void)
{
    Stage *stage = stage_with(&owner);
    stage_card(stage, &campaign_entity, CAMPAIGN);
    form_set(stage_form(stage), "name", "Перейменована", NULL);
    ui_perform(harness_ui(stage->h), action_find(ACT_STEPS, CTX_CARD));
    harness_settle(stage->h);
    harness_press(stage->h, "F8 Down F4");
    harness_type(stage->h, "31");
    go_to_letters(stage);
    return stage;
}

static void test_chain(void)
{
    g_autoptr(Stage) stage = chain_over_card();
    harness_assert_shows(stage->h, MANY);
    harness_assert_shows(stage->h, "• Days after the letter before: ");
    harness_assert_shows(stage->h, "• Chain of letters: ");
    harness_assert_shows(stage->h, "• Campaign: ");
    harness_press(stage->h, "Right Enter");
    harness_assert_shows(stage->h, "Save the chain"); /* whom it moves is asked all the same */
    harness_press(stage->h, "Left Enter");
    harness_assert_shows(stage->h, "› Letters");
    g_autofree char *name = stage_stored(stage, &campaign_entity, CAMPAIGN, "name");
    g_assert_cmpstr(name, ==, "Перейменована");
    g_assert_false(stage_has_draft(stage, "campaign chain", CAMPAIGN));
}

static void test_chain_stays(void)
{
    g_autoptr(Stage) stage = chain_over_card();
    harness_press(stage->h, "Right Enter Enter"); /* save all; nobody is to be moved */
    harness_assert_shows(stage->h, "31 days later");
    harness_assert_shows(stage->h, "not saved: F2");
    harness_press(stage->h, "F2 Left Enter"); /* the chain alone */
    harness_assert_shows(stage->h, "The chain is saved.");
    harness_assert_shows(stage->h, "31 days later");
    g_autofree char *name = stage_stored(stage, &campaign_entity, CAMPAIGN, "name");
    g_assert_cmpstr(name, !=, "Перейменована");
}

/* --- while it asks ------------------------------------------------------------------------------
 */

static void test_hang_up(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    change_client(stage, CLIENT, "Їжак");
    new_task(stage, "завдання");
    go_to_letters(stage);
    harness_assert_shows(stage->h, MANY);
    harness_hang_up(stage->h);
    g_assert_false(harness_settle(stage->h));
    g_assert_true(stage_has_draft(stage, "client", CLIENT));
    g_assert_true(stage_has_draft(stage, "task", 0));
}

/* The lock comes over the question and takes nothing away; behind it nothing is left. */
static void test_lock(void)
{
    g_autoptr(Stage) stage = three();
    go_to_letters(stage);
    lock_client(stage->app, "");
    harness_settle(stage->h);
    harness_assert_shows(stage->h, "The screen is locked");
    app_go_global(stage->app);
    harness_settle(stage->h);
    harness_assert_shows(stage->h, "The screen is locked");
    lock_open(stage->app);
    harness_settle(stage->h);
    harness_assert_shows(stage->h, MANY);
    harness_press(stage->h, "Enter");
    g_assert_cmpstr(form_get(stage_form(stage), "subject"), ==, "завдання");
    g_assert_cmpuint(ui_depth(harness_ui(stage->h)), ==, 4);
}

/* At 80 columns, in the languages of the client. */
static void test_fits(gconstpointer language)
{
    g_autoptr(Stage) stage = stage_with(
        &(Entrance){.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE, .language = language});
    change_client(stage, CLIENT, "Їжак");
    change_client(stage, CLIENT + 1, "Лис");
    go_to_letters(stage);
    bool russian = g_str_equal(language, "ru");
    harness_assert_shows(stage->h, russian ? "• Клиент: " : "• Клієнт: ");
    harness_assert_shows(stage->h, russian ? "[>Остаться<]" : "[>Залишитися<]");
    harness_assert_shows(stage->h, russian ? "[ Сохранить все ]" : "[ Зберегти все ]");
    harness_assert_shows(stage->h, russian ? "[ Не сохранять ]" : "[ Не зберігати ]");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/leave/unchanged", test_unchanged);
    g_test_add_func("/leave/one", test_one);
    g_test_add_func("/leave/next-step", test_next_step);
    g_test_add_func("/leave/named", test_named);
    g_test_add_func("/leave/saved", test_saved);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++)
        g_test_add_data_func(ways[i].name, GUINT_TO_POINTER(i), test_dropped);
    g_test_add_func("/leave/target", test_target);
    g_test_add_func("/leave/refused", test_refused);
    g_test_add_func("/leave/conflict", test_conflict);
    g_test_add_func("/leave/right", test_right);
    g_test_add_func("/leave/chain", test_chain);
    g_test_add_func("/leave/chain-stays", test_chain_stays);
    g_test_add_func("/leave/hang-up", test_hang_up);
    g_test_add_func("/leave/lock", test_lock);
    g_test_add_data_func("/leave/fits/ru", "ru", test_fits);
    g_test_add_data_func("/leave/fits/uk", "uk", test_fits);
    return g_test_run();
}
