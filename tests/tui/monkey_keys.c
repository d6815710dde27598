#include "monkey_keys.h"

#include <stdlib.h>
#include <string.h>

int monkey_keys(int usual)
{
    const char *wanted = g_getenv("TUI_MONKEY_KEYS");
    return wanted ? atoi(wanted) : usual;
}

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

void monkey_act(Harness *h)
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

void monkey_check_drawing(Harness *h)
{
    g_autofree char *piecewise = harness_screen(h);
    harness_redraw(h);
    g_autofree char *anew = harness_screen(h);
    if (strcmp(piecewise, anew) != 0)
        g_error("drawn piece by piece:\n%s\ndrawn anew:\n%s", piecewise, anew);
}
