/* Unsaved input outlives the line: kept while the form is open, offered at the next opening, to the
 * same person only. */
#include <string.h>

#include "stage.h"

#define CLIENT 7
#define QUESTION "There is unsaved input from"

static const Entrance manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE},
                      admin = {.role = ROLE_ADMIN, .level = LEVEL_EMPLOYEE};

/* The manager opens the card, types, and the line is cut before any timer. */
static Stage *cut_off(int64_t id)
{
    Stage *stage = stage_with(&manager);
    if (id)
        stage_card(stage, &client_entity, id);
    else
        app_add_record(stage->app, &client_entity);
    harness_settle(stage->h);
    form_set(stage_form(stage), "surname", "Чернетка", NULL);
    form_set(stage_form(stage), "comment", "два\nрядки; і = \\ «знаки»", NULL);
    form_set(stage_form(stage), "sex", "female", NULL);
    form_set(stage_form(stage), "phone", "*+380501112233\n+380671112233", NULL);
    harness_hang_up(stage->h);
    return stage;
}

static void assert_restored(Stage *stage)
{
    static const char *const fields[][2] = {{"surname", "Чернетка"},
                                            {"comment", "два\nрядки; і = \\ «знаки»"},
                                            {"sex", "female"},
                                            {"phone", "*+380501112233\n+380671112233"}};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        g_assert_cmpstr(form_get(stage_form(stage), fields[i][0]), ==, fields[i][1]);
}

static void open_again(Stage *stage, const Entrance *who, int64_t id)
{
    stage_enter(stage, who);
    if (id)
        stage_card(stage, &client_entity, id);
    else
        app_add_record(stage->app, &client_entity);
    harness_settle(stage->h);
}

static void test_timer(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_card(stage, &client_entity, CLIENT);
    harness_advance(stage->h, 10000);
    g_assert_false(stage_has_draft(stage, "client", CLIENT)); /* nothing was entered */
    harness_type(stage->h, "й");
    g_assert_false(stage_has_draft(stage, "client", CLIENT));
    harness_advance(stage->h, 4000);
    g_assert_true(stage_has_draft(stage, "client", CLIENT));
    harness_press(stage->h, "Backspace");
    harness_advance(stage->h, 4000);
    g_assert_false(stage_has_draft(stage, "client", CLIENT)); /* taken back: nothing to keep */
}

/* Every form that is open, not the top one alone. */
static void test_every_form(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_card(stage, &client_entity, CLIENT);
    harness_type(stage->h, "й");
    app_add_record(stage->app, &task_entity);
    harness_settle(stage->h);
    harness_type(stage->h, "завдання");
    harness_advance(stage->h, 4000);
    g_assert_true(stage_has_draft(stage, "client", CLIENT));
    g_assert_true(stage_has_draft(stage, "task", 0));
}

static void test_restored(void)
{
    g_autoptr(Stage) stage = cut_off(CLIENT);
    open_again(stage, &manager, CLIENT);
    harness_assert_shows(stage->h, QUESTION);
    harness_press(stage->h, "Enter");
    harness_assert_hides(stage->h, QUESTION);
    assert_restored(stage);
    harness_press(stage->h, "F2");
    g_autofree char *stored = stage_stored(stage, &client_entity, CLIENT, "surname");
    g_assert_cmpstr(stored, ==, "Чернетка");
    g_assert_false(stage_has_draft(stage, "client", CLIENT));
}

static void test_new_record(void)
{
    g_autoptr(Stage) stage = cut_off(0);
    open_again(stage, &manager, 0);
    harness_assert_shows(stage->h, QUESTION);
    harness_press(stage->h, "Enter");
    assert_restored(stage);
}

/* Anew: the draft is gone, the record as it is. */
static void test_declined(void)
{
    g_autoptr(Stage) stage = cut_off(CLIENT);
    open_again(stage, &manager, CLIENT);
    harness_press(stage->h, "Left Enter");
    harness_assert_hides(stage->h, QUESTION);
    g_assert_false(form_is_changed(stage_form(stage)));
    g_assert_false(stage_has_draft(stage, "client", CLIENT));
}

/* The line is cut again before the question is answered: the draft stays. */
static void test_cut_again(void)
{
    g_autoptr(Stage) stage = cut_off(CLIENT);
    open_again(stage, &manager, CLIENT);
    harness_assert_shows(stage->h, QUESTION);
    harness_advance(stage->h, 4000);
    harness_hang_up(stage->h);
    open_again(stage, &manager, CLIENT);
    harness_assert_shows(stage->h, QUESTION);
}

/* Nobody else is asked, and no other record. */
static void test_others(void)
{
    g_autoptr(Stage) stage = cut_off(CLIENT);
    open_again(stage, &admin, CLIENT);
    harness_assert_hides(stage->h, QUESTION);
    g_assert_false(form_is_changed(stage_form(stage)));
    open_again(stage, &manager, CLIENT + 1);
    harness_assert_hides(stage->h, QUESTION);
    open_again(stage, &manager, 0);
    harness_assert_hides(stage->h, QUESTION);
}

/* Somebody saved the record after the draft: the person is told which of the fields, and sees both
 * values before saving over them. */
static void test_changed_meanwhile(void)
{
    g_autoptr(Stage) stage = cut_off(CLIENT);
    stage_enter(stage, &admin);
    stage_other_saves(stage, ROLE_ADMIN, &client_entity, CLIENT, "surname", "Інакша");
    stage_other_saves(stage, ROLE_ADMIN, &client_entity, CLIENT, "source", "Нове джерело");
    open_again(stage, &manager, CLIENT);
    harness_press(stage->h, "Enter");
    assert_restored(stage);
    g_assert_cmpstr(form_get(stage_form(stage), "source"), ==, "Нове джерело");
    harness_assert_shows(stage->h, "This has become “Інакша” since");
}

/* --- other screens that collect input --------------------------------------------------------- */

static void test_employee(void)
{
    Entrance owner = manager;
    owner.role = ROLE_OWNER;
    g_autoptr(Stage) stage = stage_with(&owner);
    app_add_record(stage->app, &employee_entity);
    harness_settle(stage->h);
    harness_type(stage->h, "new@firm.example");
    harness_hang_up(stage->h);
    stage_enter(stage, &owner);
    app_add_record(stage->app, &employee_entity);
    harness_settle(stage->h);
    harness_assert_shows(stage->h, QUESTION);
    harness_press(stage->h, "Enter");
    g_assert_cmpstr(form_get(stage_form(stage), "email"), ==, "new@firm.example");
    harness_press(stage->h, "F2");
    g_assert_false(stage_has_draft(stage, "employee", 0));
}

static void open_chain(Stage *stage)
{
    Entrance owner = manager;
    owner.role = ROLE_OWNER;
    stage_enter(stage, &owner);
    stage_card(stage, &campaign_entity, 1);
    ui_perform(harness_ui(stage->h), action_find(ACT_STEPS, CTX_CARD));
    harness_settle(stage->h);
}

/* The chain of a campaign: a letter taken out, the days of another changed, and the line is cut. */
static void test_chain(void)
{
    g_autoptr(Stage) stage = stage_new();
    open_chain(stage);
    harness_press(stage->h, "F8 Down F4");
    harness_type(stage->h, "31");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "31 days later");
    harness_hang_up(stage->h);
    open_chain(stage);
    harness_assert_shows(stage->h, QUESTION);
    harness_press(stage->h, "Enter");
    harness_assert_shows(stage->h, "not saved");
    harness_assert_shows(stage->h, "31 days later");
    harness_assert_hides(stage->h, "Знакомство 1: приветствие");
    harness_press(stage->h, "F2 Left Enter");
    harness_assert_shows(stage->h, "The chain is saved.");
    g_assert_false(stage_has_draft(stage, "campaign chain", 1));
}

/* --- small forms over a card --------------------------------------------------------------------
 */

/* Each is opened by a button of the card of this record, and one field is entered. */
typedef struct {
    const char *name;
    const Entity *entity;
    int64_t id;
    ActionId button;
    const char *keys; /* from the button to the form; NULL: none */
    const char *field, *value;
} Small;

static const Small smalls[] = {
    {"/draft/small/enroll", &client_entity, CLIENT, ACT_ADD_CAMPAIGN, NULL, "start_on",
     "2026-08-09"},
    {"/draft/small/attach", &list_entity, 1, ACT_CAMPAIGNS, "Enter Enter", "after_days", "12"},
    {"/draft/small/days", &campaign_entity, 1, ACT_STEPS, "Down F4", "days", "17"},
    {"/draft/small/e-mail", &profile_entity, 0, ACT_EMAIL, NULL, "email", "new@firm.example"},
};

static void open_small(Stage *stage, const Small *small, int64_t id)
{
    Entrance owner = manager;
    owner.role = ROLE_OWNER;
    stage_enter(stage, &owner);
    stage_card(stage, small->entity, id ? id : stage_profile(stage, ROLE_OWNER));
    ui_perform(harness_ui(stage->h), action_find(small->button, CTX_CARD));
    stage_settle(stage);
    if (small->keys)
        harness_press(stage->h, small->keys);
    stage_settle(stage);
}

static void test_small(gconstpointer data)
{
    const Small *small = data;
    g_autoptr(Stage) stage = stage_new();
    open_small(stage, small, small->id);
    harness_assert_hides(stage->h, QUESTION);
    form_set(stage_form(stage), small->field, small->value, NULL);
    harness_hang_up(stage->h);
    open_small(stage, small, small->id);
    harness_assert_shows(stage->h, QUESTION);
    harness_press(stage->h, "Enter");
    g_assert_cmpstr(form_get(stage_form(stage), small->field), ==, small->value);
    harness_press(stage->h, "Esc Left Enter"); /* discarded with the form */
    open_small(stage, small, small->id);
    harness_assert_hides(stage->h, QUESTION);
}

/* Of another letter of the chain, nothing. */
static void test_small_of_another(void)
{
    Small days = smalls[2];
    g_autoptr(Stage) stage = stage_new();
    open_small(stage, &days, days.id);
    form_set(stage_form(stage), days.field, days.value, NULL);
    harness_hang_up(stage->h);
    days.keys = "Down Down F4";
    open_small(stage, &days, days.id);
    harness_assert_hides(stage->h, QUESTION);
    g_assert_cmpstr(form_get(stage_form(stage), "days"), !=, days.value);
}

/* What follows from a value follows from a restored one too. */
static void test_restored_follows(void)
{
    g_autoptr(Stage) stage = stage_new();
    open_small(stage, &smalls[0], CLIENT);
    form_set(stage_form(stage), "at_once", "1", NULL);
    harness_hang_up(stage->h);
    open_small(stage, &smalls[0], CLIENT);
    harness_press(stage->h, "Enter");
    g_autofree char *start = g_strdup(form_get(stage_form(stage), "start_on"));
    harness_press(stage->h, "Tab");
    harness_type(stage->h, "5"); /* the date is locked: what is typed does not reach it */
    g_assert_cmpstr(form_get(stage_form(stage), "start_on"), ==, start);
}

/* Passwords are kept nowhere. */
static void test_secret(void)
{
    static const Small secret = {.entity = &profile_entity, .button = ACT_PASSWORD};
    g_autoptr(Stage) stage = stage_new();
    open_small(stage, &secret, 0);
    form_set(stage_form(stage), "password", "secret-secret", NULL);
    harness_hang_up(stage->h);
    open_small(stage, &secret, 0);
    harness_assert_shows(stage->h, "Change password");
    harness_assert_hides(stage->h, QUESTION);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/draft/timer", test_timer);
    g_test_add_func("/draft/every-form", test_every_form);
    g_test_add_func("/draft/restored", test_restored);
    g_test_add_func("/draft/new-record", test_new_record);
    g_test_add_func("/draft/declined", test_declined);
    g_test_add_func("/draft/cut-again", test_cut_again);
    g_test_add_func("/draft/others", test_others);
    g_test_add_func("/draft/changed-meanwhile", test_changed_meanwhile);
    g_test_add_func("/draft/employee", test_employee);
    g_test_add_func("/draft/chain", test_chain);
    for (guint i = 0; i < G_N_ELEMENTS(smalls); i++)
        g_test_add_data_func(smalls[i].name, &smalls[i], test_small);
    g_test_add_func("/draft/small-of-another", test_small_of_another);
    g_test_add_func("/draft/restored-follows", test_restored_follows);
    g_test_add_func("/draft/secret", test_secret);
    return g_test_run();
}
