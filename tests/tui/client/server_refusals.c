/* Rights are taken, the role is shut out, the base is migrated, the server's disk is full, all
 * under an open form. */
#include "server_away.h"
#include "tui/app/link.h"

#include <string.h>

#define ROLE "crm_client"

/* As the client's own role, which sees nobody's rows but the person's. */
static Stage *form_of_role(const char *typed, const Entrance *who)
{
    g_autoptr(GError) error = NULL;
    Stage *stage = stage_new();
    g_free(store_ask(stage->url, "DO $$ BEGIN CREATE ROLE " ROLE " LOGIN; "
                                 "EXCEPTION WHEN duplicate_object THEN NULL; END $$"));
    g_free(store_ask(stage->url, "ALTER FUNCTION textlike (text, text) LEAKPROOF"));
    g_autoptr(Base) base = base_open(stage->url, PROGRAM_ADMIN, &error);
    g_assert_no_error(error);
    base_grant(base, PROGRAM_CLIENT, ROLE, 1, &error);
    g_assert_no_error(error);
    g_autoptr(GString) url = g_string_new(stage->url);
    g_string_replace(url, "user=" SERVER_OWNER, "user=" ROLE, 1);
    g_free(stage->url);
    stage->url = g_strdup(url->str);
    stage_enter(stage, who);
    stage_card(stage, &client_entity, SERVER_CLIENT);
    form_set(stage_form(stage), "surname", typed, NULL);
    return stage;
}

static void assert_saves(Stage *stage, const char *surname)
{
    harness_press(stage->h, "F2");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Saved.");
    server_assert_stored(stage, surname);
}

static void test_revoked(void)
{
    g_autoptr(Stage) stage = form_of_role("Безправна", &server_owner);
    g_free(store_ask(stage->url, "REVOKE UPDATE ON client FROM " ROLE));
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "to the role " ROLE);
    harness_assert_shows(stage->h, "ukrcrm-admin grant");
    g_assert_cmpstr(form_get(stage_form(stage), "surname"), ==, "Безправна");
    g_free(store_ask(stage->url, "GRANT UPDATE ON client TO " ROLE));
    assert_saves(stage, "Безправна");
}

static Stage *shut_out(const char *typed)
{
    Stage *stage = form_of_role(typed, &server_owner);
    g_free(store_ask(stage->url, "ALTER ROLE " ROLE " NOLOGIN; SELECT pg_terminate_backend (pid) "
                                 "FROM pg_stat_activity WHERE usename = '" ROLE "'"));
    server_wait(stage, true);
    return stage;
}

/* What keeps the connection away for longer is told; corrected, all comes back by itself. */
static void test_shut_out(void)
{
    g_autoptr(Stage) stage = shut_out("Зачинена");
    server_wait_for(stage, "not permitted to log in");
    g_free(store_ask(stage->url, "ALTER ROLE " ROLE " LOGIN"));
    server_wait(stage, false);
    assert_saves(stage, "Зачинена");
}

static bool is_known_to_last(Stage *stage)
{
    const GError lost = {.domain = BASE_ERROR, .code = BASE_ERROR_LOST, .message = (char *)""};
    return strstr(link_explain(stage->app->link, &lost), "not permitted to log in");
}

/* Words about something else stay until the next key; then the reason comes by itself. */
static void test_shut_out_reading(void)
{
    g_autoptr(Stage) stage = shut_out("Зайнята");
    ui_toast_error(harness_ui(stage->h), "Something to read.");
    while (!is_known_to_last(stage)) {
        server_let_pass(stage);
        harness_assert_shows(stage->h, "Something to read.");
    }
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Nothing was changed: ");
    harness_assert_shows(stage->h, "not permitted to log in");
    harness_press(stage->h, "Down");
    harness_assert_hides(stage->h, "not permitted to log in");
    server_wait_for(stage, "not permitted to log in");
    g_free(store_ask(stage->url, "ALTER ROLE " ROLE " LOGIN"));
    server_wait(stage, false);
    assert_saves(stage, "Зайнята");
}

/* The base was migrated: this program changes nothing in it any more, the next one goes on. */
static void test_migrated(void)
{
    g_autoptr(Stage) stage = server_form("Давня");
    g_free(store_ask(stage->url, "UPDATE ukrcrm_schema SET version = version + 1"));
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "newer version");
    harness_advance(stage->h, 4000);
    stage_leave(stage);
    g_free(store_ask(stage->url, "UPDATE ukrcrm_schema SET version = version - 1"));
    stage_enter(stage, &server_owner);
    stage_card(stage, &client_entity, SERVER_CLIENT);
    harness_assert_shows(stage->h, SERVER_QUESTION);
    harness_press(stage->h, "Enter");
    assert_saves(stage, "Давня");
}

/* So much that it needs room of its own, whatever the server makes of what repeats itself. */
static char *long_text(void)
{
    GString *text = g_string_new(NULL);
    for (guint32 n = 1, i = 0; i < 20000; i++) {
        n = n * 1664525 + 1013904223;
        g_string_append_c(text, (char)('0' + (n >> 16) % 64));
    }
    return g_string_free(text, FALSE);
}

/* What was entered outlives the terminal, too, which takes its words along. */
static void test_full(void)
{
    g_autofree char *comment = long_text();
    g_autoptr(Stage) stage = server_form("Повна");
    form_set(stage_form(stage), "comment", comment, NULL);
    server_do("full");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "No room on the disk");
    harness_assert_shows(stage->h, "tell the administrator");
    g_assert_cmpstr(form_get(stage_form(stage), "surname"), ==, "Повна");
    harness_advance(stage->h, 4000);
    stage_leave(stage);
    server_do("room");
    stage_enter(stage, &server_owner);
    stage_card(stage, &client_entity, SERVER_CLIENT);
    harness_assert_shows(stage->h, SERVER_QUESTION);
    harness_press(stage->h, "Enter");
    g_assert_cmpstr(form_get(stage_form(stage), "comment"), ==, comment);
    assert_saves(stage, "Повна");
}

/* The form that was refused is saved as it stands when there is room. */
static void test_room(void)
{
    g_autofree char *comment = long_text();
    g_autoptr(Stage) stage = server_form("Простора");
    form_set(stage_form(stage), "comment", comment, NULL);
    server_do("full");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "No room on the disk");
    server_do("room");
    assert_saves(stage, "Простора");
}

void server_refusal_tests(void)
{
    g_test_add_func("/server/revoked", test_revoked);
    g_test_add_func("/server/shut-out", test_shut_out);
    g_test_add_func("/server/shut-out-reading", test_shut_out_reading);
    g_test_add_func("/server/migrated", test_migrated);
    g_test_add_func("/server/full", test_full);
    g_test_add_func("/server/room", test_room);
}
