/* What goes on while nobody presses a key: others change what one may, the mailer lives, the
 * screen locks itself. */
#include "core/auth.h"
#include "core/delivery.h"
#include "stage.h"
#include "tui/app/lock.h"

#define LOOK_MS 2000 /* how often the client looks */

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE};

/* --- others ----------------------------------------------------------------------------------- */

/* Who is dismissed meanwhile is led out; who is given another role has its menu. */
static void test_role_changes(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    harness_assert_shows(stage->h, "Add client");
    int64_t id = stage->app->actor.employee_id;
    stage_other_saves(stage, ROLE_OWNER, &employee_entity, id, "role", "guest");
    harness_advance(stage->h, LOOK_MS);
    harness_assert_hides(stage->h, "Add client");
    stage_other_saves(stage, ROLE_OWNER, &employee_entity, id, "status", "dismissed");
    harness_advance(stage->h, LOOK_MS);
    harness_assert_shows(stage->h, "[GLOBAL]");
    harness_assert_shows(stage->h, "you are dismissed from this enterprise");
}

static void rename_status(Stage *stage, int64_t id, const char *name)
{
    g_autoptr(GError) error = NULL;
    const Actor *actor = app_actor(stage->app);
    g_autoptr(Record) status = record_load(stage->base, actor, &client_status_entity, id, &error);
    g_assert_no_error(error);
    record_set_text(status, "name", name);
    record_save(stage->base, actor, status, NULL, NULL, &error);
    g_assert_no_error(error);
    ui_reload(harness_ui(stage->h));
    stage_settle(stage);
}

/* What is kept between calls is old for the reader's connection, too, whoever has saved. */
static void test_names_change(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_list(stage, &client_entity);
    harness_assert_shows(stage->h, "Regular");
    rename_status(stage, 3, "Бувалий");
    harness_assert_shows(stage->h, "Бувалий");
    harness_assert_hides(stage->h, "Regular");
    stage_other_saves(stage, ROLE_OWNER, &client_status_entity, 3, "name", "Старожил");
    harness_advance(stage->h, LOOK_MS);
    stage_settle(stage);
    harness_assert_shows(stage->h, "Старожил");
}

/* --- the mailer ------------------------------------------------------------------------------- */

static void run_mailer(Stage *stage, int64_t now, const char *alarm)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) base = base_open(stage->url, PROGRAM_MAILER, &error);
    g_autoptr(MailerRun) run = mailer_run_start(base, now, 1, &error);
    g_assert_no_error(error);
    mailer_run_finish(run, now, &(MailerFigures){0}, alarm, &error);
    g_assert_no_error(error);
    stage_hear(stage);
}

static void test_heartbeat(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    int64_t now = program_now(stage->invocation);
    harness_assert_shows(stage->h, "mailer: never ran");
    run_mailer(stage, now - 11 * G_TIME_SPAN_MINUTE, NULL);
    harness_advance(stage->h, LOOK_MS);
    harness_assert_shows(stage->h, "mailer stands since 09:4");
    int y, x;
    g_assert_true(harness_find(stage->h, "mailer stands", &y, &x));
    g_assert_cmpint(harness_cell(stage->h, y, x).bg, ==, 160); /* an alarm's red */
    run_mailer(stage, now, NULL);
    harness_advance(stage->h, LOOK_MS);
    harness_assert_shows(stage->h, "mailer 10:0");
    run_mailer(stage, now, "the relay refuses the password");
    harness_advance(stage->h, LOOK_MS);
    harness_assert_shows(stage->h, "mailer has stopped: the relay refuses the password");
    harness_press(stage->h, "Down");
    harness_assert_shows(stage->h, "mailer: fault 10:0");
}

/* --- a card ----------------------------------------------------------------------------------- */

/* What a colleague saves is seen in an open card. What somebody has entered there stays. */
static void test_card_follows(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_card(stage, &client_entity, 7);
    stage_other_saves(stage, ROLE_ADMIN, &client_entity, 7, "surname", "Перша");
    harness_advance(stage->h, LOOK_MS);
    harness_assert_shows(stage->h, "Surname Перша");
    g_assert_false(form_is_changed(stage_form(stage)));
    harness_type(stage->h, "Моя");
    stage_other_saves(stage, ROLE_ADMIN, &client_entity, 7, "surname", "Друга");
    stage_other_saves(stage, ROLE_ADMIN, &client_entity, 7, "company", "Зоря");
    harness_advance(stage->h, LOOK_MS);
    harness_assert_shows(stage->h, "Surname ПершаМоя");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Друга");
}

/* What the card says of a task, too. */
static void test_task_follows(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stage_other_saves(stage, ROLE_ADMIN, &task_entity, 3, "status_id", "1");
    stage_other_saves(stage, ROLE_ADMIN, &task_entity, 3, "due_on", "2026-06-01");
    stage_card(stage, &task_entity, 3);
    harness_assert_shows(stage->h, "! overdue");
    stage_other_saves(stage, ROLE_ADMIN, &task_entity, 3, "due_on", "2026-07-20");
    harness_advance(stage->h, LOOK_MS);
    harness_assert_shows(stage->h, "20.07.2026");
    harness_assert_hides(stage->h, "! overdue");
    stage_other_saves(stage, ROLE_ADMIN, &task_entity, 3, "status_id", "6");
    harness_advance(stage->h, LOOK_MS);
    harness_assert_shows(stage->h, "× closed");
    stage_other_saves(stage, ROLE_ADMIN, &task_entity, 3, "status_id", "1");
    harness_advance(stage->h, LOOK_MS);
    harness_assert_hides(stage->h, "× closed");
}

/* --- the lock --------------------------------------------------------------------------------- */

#define LOCK_MS (10 * 60 * 1000) /* the default of [client] idle_lock */

static Stage *locked(void)
{
    Stage *stage = stage_with(&owner);
    stage_card(stage, &client_entity, 7);
    harness_type(stage->h, "Недописане");
    harness_advance(stage->h, LOCK_MS + LOOK_MS);
    return stage;
}

static void test_lock_covers(void)
{
    static const char *const covered[] = {"Недописане", "[EMPLOYEE]", "All clients", "F1 Help"};
    g_autoptr(Stage) stage = locked();
    harness_assert_shows(stage->h, "The screen is locked");
    for (guint i = 0; i < G_N_ELEMENTS(covered); i++)
        harness_assert_hides(stage->h, covered[i]);
}

/* Keys end at the lock: neither menus nor digits, nor leaving it, reach what is below. */
static void test_lock_holds(void)
{
    static const char *const keys[] = {"1", "F9", "F1", "Esc", "Esc Esc", "F10 Esc", "p", "Ctrl+Q"};
    g_autoptr(Stage) stage = locked();
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        harness_press(stage->h, keys[i]);
        harness_assert_hides(stage->h, "Недописане");
        harness_assert_hides(stage->h, "All clients");
        g_assert_nonnull(stage->app->cover);
    }
}

static void test_lock_opens(void)
{
    g_autoptr(Stage) stage = locked();
    harness_press(stage->h, "x");
    harness_type(stage->h, "wrong");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "wrong e-mail or password");
    harness_assert_hides(stage->h, "Недописане");
    harness_press(stage->h, "F8");
    harness_type(stage->h, "demo");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Недописане");
    harness_assert_shows(stage->h, "[EMPLOYEE]");
    g_assert_null(stage->app->cover);
    harness_advance(stage->h, LOCK_MS + LOOK_MS);
    harness_assert_shows(stage->h, "The screen is locked");
}

/* Who is locked while they work see no more, and their password does not open it until they may
 * again. What they typed stays. */
static void test_locked_out(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    g_autoptr(GError) error = NULL;
    stage_card(stage, &client_entity, 7);
    harness_type(stage->h, "Недописане");
    g_autoptr(Base) other = base_open(stage->url, PROGRAM_ADMIN, &error);
    g_assert_true(auth_lock(other, 1, "owner@demo.example", true, &error));
    stage_hear(stage);
    harness_advance(stage->h, LOOK_MS);
    harness_assert_shows(stage->h, "The screen is locked");
    harness_assert_hides(stage->h, "Недописане");
    harness_press(stage->h, "x");
    harness_type(stage->h, "demo");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "this profile is locked");
    g_assert_true(auth_lock(other, 1, "owner@demo.example", false, &error));
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Недописане");
}

/* A key now and then keeps it open. */
static void test_lock_waits(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    for (int i = 0; i < 5; i++) {
        harness_advance(stage->h, LOCK_MS - LOOK_MS);
        harness_press(stage->h, "Down");
    }
    harness_assert_hides(stage->h, "The screen is locked");
}

/* Nobody could prove to be back: the session ends, and what was typed is there the next time. */
static void test_no_password(void)
{
    g_autoptr(Stage) stage = stage_new();
    g_autoptr(GError) error = NULL;
    stage_enter(stage, &owner);
    const SignUp form = {.first_name = "Без", .surname = "Пароля", .email = "no@demo.example"};
    int64_t profile_id;
    auth_create_profile(stage->base, program_now(stage->invocation), &form, &profile_id, &error);
    g_assert_no_error(error);
    app_sign_in(stage->app, profile_id);
    app_add_record(stage->app, &enterprise_entity);
    harness_settle(stage->h);
    harness_type(stage->h, "Чернетка");
    harness_advance(stage->h, LOCK_MS + LOOK_MS);
    g_assert_false(harness_settle(stage->h));
    g_assert_nonnull(stage->app->farewell);
    stage_enter(stage, &owner);
    app_sign_in(stage->app, profile_id);
    app_add_record(stage->app, &enterprise_entity);
    harness_settle(stage->h);
    harness_assert_shows(stage->h, "There is unsaved input");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/watch/names", test_names_change);
    g_test_add_func("/watch/role", test_role_changes);
    g_test_add_func("/watch/heartbeat", test_heartbeat);
    g_test_add_func("/watch/card-follows", test_card_follows);
    g_test_add_func("/watch/task-follows", test_task_follows);
    g_test_add_func("/watch/lock-covers", test_lock_covers);
    g_test_add_func("/watch/lock-holds", test_lock_holds);
    g_test_add_func("/watch/lock-opens", test_lock_opens);
    g_test_add_func("/watch/locked-out", test_locked_out);
    g_test_add_func("/watch/lock-waits", test_lock_waits);
    g_test_add_func("/watch/no-password", test_no_password);
    return g_test_run();
}
