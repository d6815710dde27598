/* What the client's own screens send over the line at 160×50: the budgets of docs/quality.md. */
#include "stage.h"

static void check(Stage *stage, const char *what, gsize most)
{
    gsize bytes = harness_bytes(stage->h);
    g_test_message("%s: %" G_GSIZE_FORMAT " bytes", what, bytes);
    g_assert_cmpuint(bytes, <=, most);
}

static Stage *list_on(const char *term)
{
    Stage *stage = stage_with(&(Entrance){.role = ROLE_MANAGER,
                                          .level = LEVEL_EMPLOYEE,
                                          .language = "uk",
                                          .screen = {.rows = 50, .columns = 160, .term = term}});
    harness_bytes(stage->h);
    stage_list(stage, &client_entity);
    return stage;
}

static void test_first_paint(void)
{
    static const struct {
        const char *term;
        gsize most;
    } terms[] = {{"xterm-256color", 10 * 1024}, {"screen-256color", 20 * 1024}};
    for (guint i = 0; i < G_N_ELEMENTS(terms); i++) {
        g_autoptr(Stage) stage =
            stage_with(&(Entrance){.role = ROLE_MANAGER,
                                   .level = LEVEL_ENTERPRISE,
                                   .language = "uk",
                                   .screen = {.rows = 50, .columns = 160, .term = terms[i].term}});
        stage_settle(stage);
        harness_assert_shows(stage->h, "/ 250");
        check(stage, terms[i].term, terms[i].most);
    }
}

static void test_moves(void)
{
    static const struct {
        const char *keys, *what;
        gsize most;
    } moves[] = {{"Down", "one row down", 400},
                 {"Up", "one row up", 400},
                 {"PgDn", "a page", 6 * 1024},
                 {"PgDn", "another page", 6 * 1024},
                 {"PgUp", "a page up", 6 * 1024}};
    g_autoptr(Stage) stage = list_on("xterm-256color");
    harness_advance(stage->h, 1000);
    harness_bytes(stage->h);
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++) {
        harness_press(stage->h, moves[i].keys);
        check(stage, moves[i].what, moves[i].most);
        harness_advance(stage->h, 1000); /* the details of the row follow when the cursor rests */
        harness_bytes(stage->h);
    }
}

static void test_scrolling(void)
{
    g_autoptr(Stage) stage = list_on("xterm-256color");
    harness_bytes(stage->h);
    for (int i = 0; i < 150; i++)
        harness_press(stage->h, "Down");
    check(stage, "150 rows down", 150 * 600);
}

static void test_typing(void)
{
    g_autoptr(Stage) stage = list_on("xterm-256color");
    harness_press(stage->h, "Enter");
    harness_type(stage->h, "й");
    stage_settle(stage); /* the client's tasks have come */
    harness_bytes(stage->h);
    for (int i = 0; i < 20; i++) {
        harness_type(stage->h, "ї");
        check(stage, "a letter", 60);
    }
}

static void check_minute(Stage *stage, const char *what)
{
    harness_bytes(stage->h);
    for (int i = 0; i < 60; i++)
        harness_advance(stage->h, 1000);
    check(stage, what, 0);
}

/* An idle client sends nothing: neither its looks at the base, from the first on, nor its drafts.
 */
static void test_idle(void)
{
    g_autoptr(Stage) stage = list_on("xterm-256color");
    stage_settle(stage);
    check_minute(stage, "a minute in a list");
    harness_press(stage->h, "Enter");
    harness_type(stage->h, "й");
    stage_settle(stage);
    check_minute(stage, "a minute in a form");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bytes/first-paint", test_first_paint);
    g_test_add_func("/bytes/moves", test_moves);
    g_test_add_func("/bytes/scrolling", test_scrolling);
    g_test_add_func("/bytes/typing", test_typing);
    g_test_add_func("/bytes/idle", test_idle);
    return g_test_run();
}
