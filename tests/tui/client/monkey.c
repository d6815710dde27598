/* A monkey at the client over a base, as each of the roles: nothing breaks, what was drawn piece by
 * piece is what drawing all anew gives, and the base is whole afterwards. Under the sanitizers. */
#include "monkey_keys.h"
#include "stage.h"

#define KEYS_A_SITTING 300

static const char *const languages[] = {"en", "ru", "uk"};

static void sit_down(Stage *stage)
{
    stage_enter(stage, &(Entrance){.role = (Role)g_test_rand_int_range(ROLE_GUEST, ROLE_OWNER + 1),
                                   .level = (Level)g_test_rand_int_range(0, LEVEL_N),
                                   .language = languages[g_test_rand_int_range(0, 3)],
                                   .screen = {.rows = 30, .columns = 100}});
}

static void check_base(Stage *stage)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    base_check(stage->base, problems, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < problems->len; i++)
        g_error("the base is damaged: %s", (char *)problems->pdata[i]);
}

static void test_keys(void)
{
    g_autoptr(Stage) stage = stage_new();
    int keys = monkey_keys(3000);
    for (int i = 0; i < keys; i++) {
        if (i % KEYS_A_SITTING == 0 || !harness_settle(stage->h))
            sit_down(stage);
        monkey_act(stage->h);
        if (i % 20 == 0 && harness_settle(stage->h)) {
            stage_settle(stage);
            monkey_check_drawing(stage->h);
        }
    }
    sit_down(stage);
    check_base(stage);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/monkey/client", test_keys);
    return g_test_run();
}
