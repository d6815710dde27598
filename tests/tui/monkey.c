/* Keys, clicks, pastes, sizes and line noise in any order: nothing breaks, and what was drawn piece
 * by piece is what drawing all anew gives. Under the sanitizers. TUI_MONKEY_KEYS sets how many. */
#include "demo.h"
#include "monkey_keys.h"

static Harness *begin(Demo **demo)
{
    Harness *h = harness_new(&(HarnessOptions){.rows = 30, .columns = 100});
    *demo =
        demo_new(harness_ui(h), g_test_rand_int_range(0, 2) ? 5000 : g_test_rand_int_range(0, 40));
    demo_frame(*demo, (Level)g_test_rand_int_range(0, LEVEL_N));
    harness_show(h, table_view(demo_people(*demo)));
    return h;
}

static void test_keys(void)
{
    int keys = monkey_keys(10000);
    Demo *demo = NULL;
    Harness *h = begin(&demo);
    for (int i = 0; i < keys; i++) {
        monkey_act(h);
        demo->hold = g_test_rand_int_range(0, 10) ? demo->hold : !demo->hold;
        if (!demo->hold)
            demo_answer(demo);
        bool runs = harness_settle(h);
        if (runs && i % 20 == 0)
            monkey_check_drawing(h);
        if (runs && i % 1000)
            continue;
        harness_free(h); /* left by F10, or long enough */
        demo_free(demo);
        h = begin(&demo);
    }
    g_assert_true(harness_settle(h));
    harness_free(h);
    demo_free(demo);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/monkey/keys", test_keys);
    return g_test_run();
}
