/* What is typed while the server is away is kept by its machine, and offered when it is back. */
#include <glib/gstdio.h>

#include "core/draft.h"
#include "server_away.h"

/* What could not be kept while nobody was there is kept when the server is back, with no key. */
static void test_draft(void)
{
    g_autoptr(Stage) stage = server_form("Чернетка");
    server_do("stop");
    server_wait(stage, true);
    harness_advance(stage->h, 10000);
    server_do("start");
    server_wait(stage, false);
    g_assert_false(stage_has_draft(stage, "client", SERVER_CLIENT));
    harness_advance(stage->h, 4000);
    g_assert_true(stage_has_draft(stage, "client", SERVER_CLIENT));
}

/* The one file with unsaved input, NULL: there is none. Nobody else may read it. */
static char *draft_file(void)
{
    g_autofree char *folder = g_build_filename(g_get_user_state_dir(), "ukrcrm", "drafts", NULL);
    g_autoptr(GDir) bases = g_dir_open(folder, 0, NULL);
    const char *base = bases ? g_dir_read_name(bases) : NULL;
    if (!base)
        return NULL;
    GStatBuf info;
    g_autofree char *of_base = g_build_filename(folder, base, NULL);
    g_assert_cmpint(g_stat(of_base, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 0777, ==, 0700);
    g_autoptr(GDir) files = g_dir_open(of_base, 0, NULL);
    const char *name = g_dir_read_name(files);
    if (!name)
        return NULL;
    char *file = g_build_filename(of_base, name, NULL);
    g_assert_cmpint(g_stat(file, &info), ==, 0);
    g_assert_cmpuint(info.st_mode & 0777, ==, 0600);
    g_assert_null(g_dir_read_name(files));
    return file;
}

static void assert_draft_file(bool there)
{
    g_autofree char *file = draft_file();
    g_assert_true((file != NULL) == there);
}

/* The terminal dies while nobody is there to take what was typed. */
static void test_dies(void)
{
    g_autoptr(Stage) stage = server_form("Зникла");
    server_do("stop");
    server_wait(stage, true);
    harness_advance(stage->h, 4000);
    assert_draft_file(true);
    stage_leave(stage);
    server_do("start");
    stage_enter(stage, &(Entrance){.role = ROLE_ADMIN, .level = LEVEL_EMPLOYEE});
    stage_card(stage, &client_entity, SERVER_CLIENT);
    harness_assert_hides(stage->h, SERVER_QUESTION);
    stage_enter(stage, &server_owner);
    stage_card(stage, &client_entity, SERVER_CLIENT);
    harness_assert_shows(stage->h, SERVER_QUESTION);
    harness_press(stage->h, "Enter");
    g_assert_cmpstr(form_get(stage_form(stage), "surname"), ==, "Зникла");
    harness_advance(stage->h, 4000);
    g_assert_true(stage_has_draft(stage, "client", SERVER_CLIENT));
    assert_draft_file(false);
}

/* Who throws it away while nobody is there is not asked for it again, though the base has it. */
static void test_discarded(void)
{
    g_autoptr(Stage) stage = server_form("Зайва");
    harness_advance(stage->h, 4000);
    g_assert_true(stage_has_draft(stage, "client", SERVER_CLIENT));
    server_do("stop");
    server_wait(stage, true);
    form_set(stage_form(stage), "surname", "Дуже зайва", NULL);
    harness_advance(stage->h, 4000);
    assert_draft_file(true);
    harness_press(stage->h, "Esc Left Enter");
    server_do("start");
    server_wait(stage, false);
    stage_card(stage, &client_entity, SERVER_CLIENT);
    harness_assert_hides(stage->h, SERVER_QUESTION);
    assert_draft_file(false);
    g_assert_false(stage_has_draft(stage, "client", SERVER_CLIENT));
}

/* The later one is offered: here the base's, for it was typed elsewhere when the server was back.
 */
static void test_later(void)
{
    g_autoptr(Stage) stage = server_form("Рання");
    server_do("stop");
    server_wait(stage, true);
    harness_advance(stage->h, 4000);
    stage_leave(stage);
    server_do("start");
    g_autoptr(GError) error = NULL;
    stage_enter(stage, &server_owner);
    Actor later = stage_actor(stage, stage->base, ROLE_OWNER);
    later.now += G_USEC_PER_SEC;
    draft_save(stage->base, &later, "client", SERVER_CLIENT, 1, "[draft]\nsurname=Пізня\n", &error);
    g_assert_no_error(error);
    stage_card(stage, &client_entity, SERVER_CLIENT);
    harness_press(stage->h, "Enter");
    g_assert_cmpstr(form_get(stage_form(stage), "surname"), ==, "Пізня");
}

void server_draft_tests(void)
{
    g_test_add_func("/server/draft", test_draft);
    g_test_add_func("/server/dies", test_dies);
    g_test_add_func("/server/discarded", test_discarded);
    g_test_add_func("/server/later", test_later);
}
