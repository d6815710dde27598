/* The server goes away while somebody works: what is on the screen stays and takes keys, all comes
 * back by itself, what was acknowledged is there, and what was not is told the truth of. */
#include "proxy.h"
#include "server_away.h"

#include "core/query.h"

static void test_away(void)
{
    g_autoptr(Stage) stage = server_form("Перерв");
    server_do("stop");
    server_wait(stage, true);
    harness_type(stage->h, "ський");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "nothing was changed");
    harness_assert_shows(stage->h, "Перервський");
    server_do("start");
    server_wait(stage, false);
    harness_assert_shows(stage->h, "is back; nothing was changed meanwhile.");
    harness_press(stage->h, "F2");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Saved.");
    server_assert_stored(stage, "Перервський");
}

/* A refusal that speaks of no field stands at none. */
static void test_small_form(void)
{
    g_autoptr(Stage) stage = stage_with(&server_owner);
    stage_card(stage, &client_entity, SERVER_CLIENT);
    ui_perform(harness_ui(stage->h), action_find(ACT_ADD_CAMPAIGN, CTX_CARD));
    stage_settle(stage);
    form_set(stage_form(stage), "campaign_id", "1", "Кампанія");
    server_do("stop");
    server_wait(stage, true);
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "nothing was changed");
    harness_press(stage->h, "Down");
    harness_assert_hides(stage->h, "was lost");
    server_do("start");
    server_wait(stage, false);
}

/* A change that could not be taken back while nobody was there still can be. */
static void test_undo(void)
{
    g_autoptr(Stage) stage = stage_with(&server_owner);
    g_autofree char *before = stage_stored(stage, &client_entity, SERVER_CLIENT, "surname");
    stage_list(stage, &client_entity);
    stage_card(stage, &client_entity, SERVER_CLIENT);
    form_set(stage_form(stage), "surname", "Помилка", NULL);
    harness_press(stage->h, "F2");
    stage_settle(stage);
    server_do("stop");
    server_wait(stage, true);
    harness_press(stage->h, "Ctrl+Z");
    harness_assert_shows(stage->h, "nothing was changed");
    server_do("start");
    server_wait(stage, false);
    harness_press(stage->h, "Ctrl+Z");
    harness_assert_shows(stage->h, "Taken back.");
    server_assert_stored(stage, before);
}

/* In a list keys move, leave and are answered; afterwards it reads on. */
static void test_list(void)
{
    g_autoptr(Stage) stage = stage_with(&server_owner);
    stage_list(stage, &client_entity);
    server_do("stop");
    server_wait(stage, true);
    harness_press(stage->h, "Down Down");
    harness_assert_shows(stage->h, " 3 / 250");
    harness_press(stage->h, "Enter");
    harness_assert_shows(stage->h, "No connection to the server");
    harness_press(stage->h, "F10");
    harness_assert_shows(stage->h, "Leave the program?");
    harness_press(stage->h, "Esc");
    server_do("start");
    server_wait(stage, false);
    stage_settle(stage);
    harness_press(stage->h, "End");
    stage_settle(stage);
    harness_assert_shows(stage->h, " 250 / 250");
}

/* Who stands still is not waited for; the save did not happen and can be made again. */
static void test_paused(void)
{
    g_autoptr(Stage) stage = server_form("Пауза");
    server_do("pause");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "nothing was changed");
    harness_press(stage->h, "Down");
    harness_assert_shows(stage->h, SERVER_LOST);
    server_do("resume");
    server_wait(stage, false);
    harness_press(stage->h, "F2");
    stage_settle(stage);
    server_assert_stored(stage, "Пауза");
}

/* Nobody presses a key: the notice comes by itself while the reader waits for a search. */
static void test_paused_reader(void)
{
    g_autoptr(Stage) stage = stage_with(&server_owner);
    stage_list(stage, &client_entity);
    server_do("pause");
    harness_press(stage->h, "F3");
    harness_type(stage->h, "Ко");
    server_wait(stage, true);
    server_do("resume");
    server_wait(stage, false);
    stage_settle(stage);
    harness_assert_shows(stage->h, "Коваленко");
}

/* Who leaves is not held up by the thread that connects, here with all the time in the world, to
 * one who stands still. */
static void test_paused_search(void)
{
    g_autoptr(Stage) stage = stage_new();
    char *url = stage->url;
    stage->url = g_strconcat(url, "&connect_timeout=0", NULL);
    stage_enter(stage, &server_owner);
    stage_list(stage, &client_entity);
    server_do("stop");
    server_do("start");
    server_do("pause");
    harness_press(stage->h, "F3");
    harness_type(stage->h, "Ко");
    g_assert_true(worker_is_busy(stage->app->worker, NULL));
    worker_stop(stage->app->worker, 1);
    server_do("resume");
    g_assert_true(worker_stop(stage->app->worker, G_MAXINT));
    stage_leave(stage);
    g_free(stage->url);
    stage->url = url;
}

/* --- the answer to a save does not come ------------------------------------------------------- */

typedef struct {
    Stage *stage;
    Proxy *proxy;
    char *direct;
} Line;

static void line_init(Line *line)
{
    line->stage = stage_new();
    line->proxy = proxy_new();
    line->direct = line->stage->url;
    line->stage->url = proxy_url(line->proxy, line->direct);
    stage_enter(line->stage, &server_owner);
}

static void line_clear(Line *line)
{
    stage_leave(line->stage);
    g_free(line->stage->url);
    line->stage->url = line->direct;
    g_clear_pointer(&line->stage, stage_free);
    proxy_free(line->proxy);
}

static guint count_new(Stage *stage)
{
    g_autoptr(GError) error = NULL;
    const Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    Query query = {.entity = &client_entity, .search = "Невідомий"};
    g_autoptr(GArray) ids = query_ids(stage->base, &actor, &query, &error);
    g_assert_no_error(error);
    return ids->len;
}

static void save_new(Line *line, ProxyTask task)
{
    Stage *stage = line->stage;
    stage_list(stage, &client_entity);
    app_add_record(stage->app, &client_entity);
    harness_settle(stage->h);
    form_set(stage_form(stage), "surname", "Невідомий", NULL);
    proxy_do(line->proxy, task, false);
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "whether it is saved is told");
    server_wait(stage, false);
    stage_settle(stage);
}

static void test_saved_unheard(void)
{
    Line line;
    line_init(&line);
    save_new(&line, PROXY_LOSES_ANSWER);
    harness_assert_shows(line.stage->h, "what was being saved is saved");
    harness_assert_shows(line.stage->h, " 251"); /* the form is closed: it cannot be saved twice */
    g_assert_cmpuint(count_new(line.stage), ==, 1);
    line_clear(&line);
}

static void test_not_saved(void)
{
    Line line;
    line_init(&line);
    save_new(&line, PROXY_LOSES_COMMIT);
    harness_assert_shows(line.stage->h, "what was being saved is not saved");
    g_assert_cmpuint(count_new(line.stage), ==, 0);
    harness_press(line.stage->h, "F2");
    stage_settle(line.stage);
    g_assert_cmpuint(count_new(line.stage), ==, 1);
    line_clear(&line);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    server_crowd_tests(); /* first, while this process has no threads */
    server_draft_tests();
    server_refusal_tests();
    g_test_add_func("/server/away", test_away);
    g_test_add_func("/server/small-form", test_small_form);
    g_test_add_func("/server/undo", test_undo);
    g_test_add_func("/server/list", test_list);
    g_test_add_func("/server/paused", test_paused);
    g_test_add_func("/server/paused-reader", test_paused_reader);
    g_test_add_func("/server/paused-search", test_paused_search);
    g_test_add_func("/server/saved-unheard", test_saved_unheard);
    g_test_add_func("/server/not-saved", test_not_saved);
    return g_test_run();
}
