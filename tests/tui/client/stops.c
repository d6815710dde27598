/* Stopping for good what a campaign, a list, an enterprise sends, and moving one client's letter.
 */
#include "core/campaign.h"
#include "stage.h"

#define CAMPAIGN 1 /* the demo's, which clients go through */
#define CLIENT 1

static const Entrance owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE},
                      guest = {.role = ROLE_GUEST, .level = LEVEL_EMPLOYEE};

static void press_button(Stage *stage, const char *label)
{
    int y, x;
    g_assert_true(harness_find(stage->h, label, &y, &x));
    harness_mouse(stage->h, MOUSE_PRESS, y, x + 1);
    harness_settle(stage->h);
}

static int64_t going_on(Stage *stage, PauseScope scope, int64_t id)
{
    g_autoptr(GError) error = NULL;
    Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    int64_t count = 0;
    campaign_going_on(stage->base, &actor, scope, id, &count, &error);
    g_assert_no_error(error);
    return count;
}

/* More than one slice. */
static void fill(Stage *stage)
{
    g_autoptr(GError) error = NULL;
    Actor actor = stage_actor(stage, stage->base, ROLE_OWNER);
    for (int64_t client = 1; client <= 240; client++) {
        Enrolled enrolled;
        enrollment_start(stage->base, &actor, client, CAMPAIGN, "2026-07-20", false, false,
                         SOURCE_CARD, &enrolled, &error);
        g_assert_no_error(error);
    }
}

static void confirm(Stage *stage, const Entity *entity, int64_t id, int64_t count)
{
    g_autofree char *number = g_strdup_printf("%d", (int)count);
    stage_card(stage, entity, id);
    press_button(stage, "[ Stop sending ]");
    harness_assert_shows(stage->h, "Stopping is for good");
    harness_type(stage->h, number);
    harness_press(stage->h, "F2");
}

static bool has_told(gpointer data)
{
    int y, x;
    return harness_find(((Stage *)data)->h, "Stopped for good", &y, &x);
}

static void stop(Stage *stage, const Entity *entity, PauseScope scope, int64_t id)
{
    int64_t count = going_on(stage, scope, id);
    g_autofree char *told = g_strdup_printf("Stopped for good for %d clients.", (int)count);
    confirm(stage, entity, id, count);
    harness_wait(stage->h, has_told, stage);
    harness_assert_shows(stage->h, told);
    g_assert_cmpint(going_on(stage, scope, id), ==, 0);
    press_button(stage, "[ Stop sending ]");
    harness_assert_shows(stage->h, "Nothing to stop");
}

static void test_campaign(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    fill(stage);
    g_assert_cmpint(going_on(stage, PAUSE_CAMPAIGN, CAMPAIGN), >, 200);
    stop(stage, &campaign_entity, PAUSE_CAMPAIGN, CAMPAIGN);
}

/* What was stopped stays so, the rest goes on. */
static void test_cancel(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    fill(stage);
    int64_t count = going_on(stage, PAUSE_CAMPAIGN, CAMPAIGN);
    confirm(stage, &campaign_entity, CAMPAIGN, count);
    harness_press(stage->h, "F8");
    harness_wait(stage->h, has_told, stage);
    int64_t rest = going_on(stage, PAUSE_CAMPAIGN, CAMPAIGN);
    g_autofree char *told =
        g_strdup_printf("Stopped for good for %d clients.", (int)(count - rest));
    g_assert_cmpint(rest, >, 0);
    harness_assert_shows(stage->h, told);
}

static void test_list(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stop(stage, &list_entity, PAUSE_LIST, 1);
}

static void test_enterprise(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    stop(stage, &enterprise_entity, PAUSE_ENTERPRISE, STAGE_ENTERPRISE);
}

/* Another number stops nothing, and neither does Esc. */
static void test_wrong_number(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    int64_t before = going_on(stage, PAUSE_CAMPAIGN, CAMPAIGN);
    stage_card(stage, &campaign_entity, CAMPAIGN);
    press_button(stage, "[ Stop sending ]");
    harness_type(stage->h, "1");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "to stop them for good, type ");
    harness_press(stage->h, "Esc");
    harness_assert_hides(stage->h, "Stopping is for good");
    g_assert_cmpint(going_on(stage, PAUSE_CAMPAIGN, CAMPAIGN), ==, before);
}

/* --- one client ------------------------------------------------------------------------------- */

static void open_enrollment(Stage *stage)
{
    stage_card(stage, &client_entity, CLIENT);
    press_button(stage, "[ Letters ]");
    harness_assert_shows(stage->h, "Letters of this client");
    harness_press(stage->h, "Home Enter");
    harness_assert_shows(stage->h, "Stop for good");
}

static void test_move(void)
{
    g_autoptr(Stage) stage = stage_with(&owner);
    open_enrollment(stage);
    harness_press(stage->h, "Down Enter");
    harness_assert_shows(stage->h, "Send on");
    harness_press(stage->h, "F8");
    harness_type(stage->h, "30.06.2026");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "[ Move ]"); /* refused: it is yesterday */
    harness_press(stage->h, "F8");
    harness_type(stage->h, "20.07.2026");
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Moved: the letter goes 20.07.2026 09:00");
    harness_assert_shows(stage->h, "running; next: ");
}

/* Every role may stop; the rest is for those who may edit clients' campaigns. */
static void test_guest(void)
{
    g_autoptr(Stage) stage = stage_with(&guest);
    open_enrollment(stage);
    harness_press(stage->h, "Down Enter");
    harness_assert_hides(stage->h, "[ Move ]");
    harness_press(stage->h, "End Enter");
    harness_assert_shows(stage->h, "Stopped: no further letter goes.");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stops/campaign", test_campaign);
    g_test_add_func("/stops/cancel", test_cancel);
    g_test_add_func("/stops/list", test_list);
    g_test_add_func("/stops/enterprise", test_enterprise);
    g_test_add_func("/stops/wrong-number", test_wrong_number);
    g_test_add_func("/stops/move", test_move);
    g_test_add_func("/stops/guest", test_guest);
    return g_test_run();
}
