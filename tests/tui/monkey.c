/* Keys, clicks, pastes, sizes and line noise in any order: nothing breaks, and what was drawn piece
 * by piece is what drawing all anew gives. Under the sanitizers. TUI_MONKEY_KEYS sets how many. */
#include <stdlib.h>
#include <string.h>

#include "demo.h"
#include "harness.h"

static const char *const names[] = {
    "Up",        "Down",       "Left",      "Right",    "Home",      "End",    "PgUp",
    "PgDn",      "Tab",        "Shift+Tab", "Enter",    "Enter",     "Esc",    "Esc",
    "F1",        "F2",         "F3",        "F4",       "F5",        "F6",     "F7",
    "F8",        "F9",         "F10",       "Space",    "*",         "Ctrl+A", "U",
    "Ctrl+Z",    "Ctrl+Y",     "Ctrl+C",    "Ctrl+L",   "Backspace", "Del",    "Ins",
    "Ctrl+Left", "Ctrl+Right", "Ctrl+Home", "Ctrl+End", "1",         "5",      "0",
    "p",         "Alt+x",      "Ctrl+F",    "Ctrl+N"};

static const char *const typed[] = {"й", "ї", "x", "5.3", "№", "中", "\314\201",
                                    "j", "н", "т", "y",   ".", ",",  "+380"};

static const char *const noise[] = {"\033[200~а\nб\033[A\033[201~",
                                    "\033[99;99~",
                                    "\033]0;x\007",
                                    "\377\376",
                                    "\033[<0;40;12M",
                                    "\033[<65;40;12M",
                                    "\033[<2;30;8M",
                                    "\033\033[B",
                                    "\033O",
                                    "\320",
                                    "\033[200~",
                                    "\033"};

static const char *pick(const char *const *from, guint n)
{
    return from[g_test_rand_int_range(0, (int)n)];
}

static void act(Harness *h)
{
    switch (g_test_rand_int_range(0, 20)) {
    case 0:
        harness_send(h, pick(noise, G_N_ELEMENTS(noise)), -1);
        break;
    case 1:
        harness_resize(h, g_test_rand_int_range(2, 60), g_test_rand_int_range(2, 180));
        break;
    case 2:
        harness_resize(h, g_test_rand_int_range(24, 50), g_test_rand_int_range(80, 170));
        break;
    case 3:
        harness_mouse(h, (MouseKind)g_test_rand_int_range(0, 6), g_test_rand_int_range(0, 50),
                      g_test_rand_int_range(0, 160));
        break;
    case 4:
        harness_advance(h, g_test_rand_int_range(0, 7000));
        break;
    case 5:
    case 6:
        harness_type(h, pick(typed, G_N_ELEMENTS(typed)));
        break;
    default:
        harness_press(h, pick(names, G_N_ELEMENTS(names)));
    }
}

static void check_drawing(Harness *h)
{
    g_autofree char *piecewise = harness_screen(h);
    harness_redraw(h);
    g_autofree char *anew = harness_screen(h);
    if (strcmp(piecewise, anew) != 0)
        g_error("drawn piece by piece:\n%s\ndrawn anew:\n%s", piecewise, anew);
}

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
    const char *wanted = g_getenv("TUI_MONKEY_KEYS");
    int keys = wanted ? atoi(wanted) : 10000;
    Demo *demo = NULL;
    Harness *h = begin(&demo);
    for (int i = 0; i < keys; i++) {
        act(h);
        demo->hold = g_test_rand_int_range(0, 10) ? demo->hold : !demo->hold;
        if (!demo->hold)
            demo_answer(demo);
        bool runs = harness_settle(h);
        if (runs && i % 20 == 0)
            check_drawing(h);
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
