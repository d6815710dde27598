/* While a new client is typed: who looks like them is told, and can be looked at. */
#include <string.h>

#include "stage.h"

static const Entrance manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE};

/* Client 7 of the demo base and what it is told by. */
static char *phone_of(Stage *stage)
{
    char *phone = stage_stored(stage, &client_entity, 7, "phone");
    phone[strcspn(phone, "\n")] = '\0';
    return phone;
}

static Stage *typing(const Entrance *who)
{
    Stage *stage = stage_with(who);
    app_add_record(stage->app, &client_entity);
    harness_settle(stage->h);
    return stage;
}

/* Surname, first name, patronymic, company, e-mail, phone: to a field and out of it again. */
static void type_phone(Stage *stage, const char *phone)
{
    harness_press(stage->h, "Tab Tab Tab Tab Tab");
    harness_type(stage->h, phone);
    harness_press(stage->h, "Tab");
    stage_settle(stage);
}

static void test_told(void)
{
    g_autoptr(Stage) stage = typing(&manager);
    g_autofree char *phone = phone_of(stage);
    harness_type(stage->h, "Хтось");
    harness_assert_hides(stage->h, "F3");
    type_phone(stage, phone);
    g_autofree char *remark = g_strdup_printf("Alike: Федоренко Дмитро, %s — F3", phone);
    harness_assert_shows(stage->h, remark);
    harness_assert_shows(stage->h, "F3 Alike");
    harness_type(stage->h, "skype.name"); /* typing goes on, into the next field */
    g_assert_cmpstr(form_get(stage_form(stage), "skype"), ==, "skype.name");
}

/* The card of the one that was found stands over the form, which keeps all. */
static void test_opens(void)
{
    g_autoptr(Stage) stage = typing(&manager);
    g_autofree char *phone = phone_of(stage);
    harness_type(stage->h, "Хтось");
    type_phone(stage, phone);
    Form *typed = stage_form(stage);
    harness_press(stage->h, "F3");
    harness_assert_shows(stage->h, "› Федоренко Дмитро");
    harness_press(stage->h, "Esc");
    g_assert_true(stage_form(stage) == typed);
    g_assert_cmpstr(form_get(typed, "surname"), ==, "Хтось");
    harness_press(stage->h, "F2"); /* a duplicate is pointed out, never forbidden */
    harness_assert_shows(stage->h, "Created.");
}

/* Taken back, nobody is alike any more. */
static void test_taken_back(void)
{
    g_autoptr(Stage) stage = typing(&manager);
    g_autofree char *phone = phone_of(stage);
    type_phone(stage, phone);
    harness_assert_shows(stage->h, "F3 Alike");
    harness_press(stage->h, "Shift+Tab F8 Tab");
    stage_settle(stage);
    harness_assert_hides(stage->h, "Alike");
}

static void test_namesakes(void)
{
    g_autoptr(Stage) stage = typing(&manager);
    harness_type(stage->h, "федоренко");
    harness_press(stage->h, "Tab");
    stage_settle(stage);
    harness_assert_hides(stage->h, "Alike"); /* a surname alone says nothing */
    harness_type(stage->h, "дмитро");
    harness_press(stage->h, "Tab");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Alike: Федоренко Дмитро");
}

/* Of several the person chooses. */
static void test_which(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    g_autofree char *phone = phone_of(stage);
    stage_other_saves(stage, ROLE_OWNER, &client_entity, 9, "phone", phone);
    app_add_record(stage->app, &client_entity);
    harness_settle(stage->h);
    type_phone(stage, phone);
    harness_assert_shows(stage->h, "more — F3 shows them");
    harness_press(stage->h, "F3");
    harness_assert_shows(stage->h, "Clients who look alike");
    g_autofree char *surname = stage_stored(stage, &client_entity, 9, "surname");
    g_autofree char *path = g_strconcat("› ", surname, NULL);
    harness_press(stage->h, "Down Enter");
    harness_assert_shows(stage->h, path);
}

/* What a draft brings back is looked for too. */
static void test_restored(void)
{
    g_autoptr(Stage) stage = typing(&manager);
    g_autofree char *phone = phone_of(stage);
    form_set(stage_form(stage), "phone", phone, NULL);
    harness_hang_up(stage->h);
    stage_enter(stage, &manager);
    app_add_record(stage->app, &client_entity);
    harness_settle(stage->h);
    harness_press(stage->h, "Enter"); /* go on with it */
    stage_settle(stage);
    harness_assert_shows(stage->h, "F3 Alike");
}

/* A client who exists is nobody's twin while the card is changed. */
static void test_card(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    g_autofree char *phone = phone_of(stage);
    stage_card(stage, &client_entity, 9);
    type_phone(stage, phone);
    harness_assert_hides(stage->h, "Alike");
}

/* The form goes while it is still being looked for. */
static void test_left(void)
{
    g_autoptr(Stage) stage = typing(&manager);
    g_autofree char *phone = phone_of(stage);
    harness_press(stage->h, "Tab Tab Tab Tab Tab");
    harness_type(stage->h, phone);
    ui_perform(harness_ui(stage->h), action_find(ACT_NEXT_FIELD, CTX_FORM));
    ui_close(harness_ui(stage->h), ui_top(harness_ui(stage->h))); /* before the loop's next turn */
    stage_settle(stage);
    harness_assert_hides(stage->h, "Alike");
}

static void test_fits(gconstpointer language)
{
    g_autoptr(Stage) stage =
        typing(&(Entrance){.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE, .language = language});
    g_autofree char *phone = phone_of(stage);
    type_phone(stage, phone);
    g_autofree char *bar = harness_row(stage->h, 23);
    g_assert_nonnull(strstr(bar, g_str_equal(language, "ru") ? "Похожие" : "Схожі"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/twins/told", test_told);
    g_test_add_func("/twins/opens", test_opens);
    g_test_add_func("/twins/taken-back", test_taken_back);
    g_test_add_func("/twins/namesakes", test_namesakes);
    g_test_add_func("/twins/which", test_which);
    g_test_add_func("/twins/restored", test_restored);
    g_test_add_func("/twins/card", test_card);
    g_test_add_func("/twins/left", test_left);
    g_test_add_data_func("/twins/fits/ru", "ru", test_fits);
    g_test_add_data_func("/twins/fits/uk", "uk", test_fits);
    return g_test_run();
}
