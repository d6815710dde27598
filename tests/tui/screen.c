/* The frame, dialogs and dispatch, on all levels and terminals. */
#include <string.h>

#include "demo.h"
#include "harness.h"
#include "tui/widgets/dialog.h"

typedef struct {
    Harness *h;
    Demo *demo;
} Fixture;

static void show_people(Fixture *f, const HarnessOptions *options, Level level)
{
    f->h = harness_new(options);
    f->demo = demo_new(harness_ui(f->h), 1000);
    demo_frame(f->demo, level);
    harness_show(f->h, table_view(demo_people(f->demo)));
}

static void end(Fixture *f)
{
    harness_free(f->h);
    demo_free(f->demo);
}

/* Every cell has the level's colours: nothing of the terminal's own background is left. */
static void test_levels(gconstpointer data)
{
    Level level = (Level)GPOINTER_TO_UINT(data);
    static const int backgrounds[] = {17, 23, 22};
    static const char *const names[] = {"[GLOBAL]", "[ENTERPRISE]", "[EMPLOYEE]"};
    Fixture f;
    show_people(&f, &(HarnessOptions){.rows = 50, .columns = 160}, level);
    harness_assert_shows(f.h, names[level]);
    int own = 0;
    for (int y = 0; y < 50; y++) {
        for (int x = 0; x < 160; x++) {
            HarnessCell cell = harness_cell(f.h, y, x);
            g_assert_cmpint(cell.bg, !=, -1);
            own += cell.bg == backgrounds[level];
        }
    }
    g_assert_cmpint(own, >, 160 * 50 * 3 / 4);
    end(&f);
}

static void test_first_screen(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_ENTERPRISE);
    harness_assert_shows(f.h, "Кав'ярня › People");
    harness_assert_shows(f.h, "Ірина Петренко");
    harness_assert_shows(f.h, "1 Все клиенты");
    harness_assert_shows(f.h, "Шевченко");
    harness_assert_shows(f.h, "1 / 1\u00a0000");
    harness_assert_shows(f.h, "рассылка 09:05");
    harness_assert_shows(f.h, "F10Back");
    int y, x;
    g_assert_false(harness_cursor(f.h, &y, &x));
    end(&f);
}

static void test_unknown_key(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_type(f.h, "й");
    harness_assert_shows(f.h, "The key \"й\" does nothing here. F1 shows the help.");
    harness_advance(f.h, 6000);
    harness_assert_hides(f.h, "does nothing here");
    end(&f);
}

/* j and о sit on one key, G and П on another. */
static void test_cyrillic_commands(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_type(f.h, "j");
    harness_assert_shows(f.h, "2 / 1\u00a0000");
    harness_type(f.h, "о");
    harness_assert_shows(f.h, "3 / 1\u00a0000");
    harness_type(f.h, "П");
    harness_assert_shows(f.h, "1\u00a0000 / 1\u00a0000");
    harness_type(f.h, "п");
    harness_assert_shows(f.h, "1 / 1\u00a0000");
    end(&f);
}

static void test_left_menu(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_press(f.h, "3");
    harness_assert_shows(f.h, "Opened.");
    harness_press(f.h, "9"); /* there are six lines */
    harness_assert_shows(f.h, "The key \"9\" does nothing here.");
    harness_press(f.h, "Tab Down Enter");
    harness_assert_shows(f.h, "Opened.");
    int y, x;
    g_assert_true(harness_find(f.h, "Добавить сотр", &y, &x));
    g_assert_cmpint(harness_cell(f.h, y, x).bg, ==, 25); /* the current line's bar */
    end(&f);
}

/* With the keyboard in the left menu the key bar tells the menu's keys, and a click on it too goes
 * there. */
static void test_left_menu_keys(void)
{
    static const char *const lists[] = {"F2", "F3", "F4", "F7"};
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_press(f.h, "Tab");
    g_autofree char *bar = harness_row(f.h, 23);
    g_assert_cmpstr(bar, ==, "F1 Help  F9 Menu  F10 Back  Enter Open");
    harness_mouse(f.h, MOUSE_PRESS, 23, 30);
    harness_assert_shows(f.h, "Opened.");
    g_autofree char *back = harness_row(f.h, 23);
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        g_assert_nonnull(strstr(back, lists[i]));
    harness_press(f.h, "Tab");
    harness_mouse(f.h, MOUSE_RELEASE, 5, 40); /* goes back to the list and does nothing there */
    g_autofree char *again = harness_row(f.h, 23);
    g_assert_cmpstr(again, ==, back);
    end(&f);
}

static void test_help_runs_lines(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_press(f.h, "F1");
    harness_assert_shows(f.h, "Help: what can be done here");
    harness_type(f.h, "invert");
    harness_assert_shows(f.h, "Marks the unmarked rows");
    harness_assert_hides(f.h, "Reads the data anew.");
    harness_press(f.h, "Enter");
    harness_assert_hides(f.h, "Help: what can be done here");
    harness_assert_shows(f.h, "marked 1\u00a0000");
    end(&f);
}

/* What was typed in the other layout is found all the same. */
static void test_help_in_other_layout(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_press(f.h, "F1");
    harness_type(f.h, "штмуке");
    harness_assert_shows(f.h, "Marks the unmarked rows");
    end(&f);
}

static void test_menu(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_press(f.h, "F9");
    harness_assert_shows(f.h, "Mark all");
    harness_press(f.h, "End Esc");
    harness_assert_hides(f.h, "Mark all");
    harness_mouse(f.h, MOUSE_RIGHT, 5, 30);
    harness_assert_shows(f.h, "Mark all");
    end(&f);
}

static void note_profile(gpointer data)
{
    *(bool *)data = true;
}

/* Two keys from anywhere, also where letters are typed and in the other layout. */
static void test_menu_letters(void)
{
    Fixture f;
    bool opened = false;
    show_people(&f, NULL, LEVEL_GLOBAL);
    frame_on_profile(ui_frame(harness_ui(f.h)), note_profile, &opened);
    harness_show(f.h, form_view(demo_person(f.demo, 1)));
    harness_press(f.h, "F9");
    harness_type(f.h, "з");
    g_assert_true(opened);
    harness_assert_hides(f.h, "Repaint");
    end(&f);
}

static void draw_cover(View *view, const Canvas *canvas)
{
    draw_clear(canvas, STYLE_TEXT);
    draw_text(canvas, 1, 1, STYLE_TITLE, "Covered");
}

static void free_cover(View *view)
{
    g_free(view);
}

/* Nothing of the frame, of screens and of dialogs is to be seen below a cover, and none of it takes
 * a click; dialogs above it show. */
static void test_cover(void)
{
    static const ViewClass class = {
        .name = "cover", .covers = true, .draw = draw_cover, .free = free_cover};
    static const char *const below[] = {"Шевченко", "[GLOBAL]", "Question",
                                        "F1",       "Ірина",    "рассылка"};
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    Ui *ui = harness_ui(f.h);
    harness_show(f.h, dialog_tell(ui, "Question", "Are you there?"));
    View *cover = g_new0(View, 1);
    view_init(cover, &class, ui);
    harness_show(f.h, cover);
    harness_assert_shows(f.h, "Covered");
    for (guint i = 0; i < G_N_ELEMENTS(below); i++)
        harness_assert_hides(f.h, below[i]);
    harness_mouse(f.h, MOUSE_PRESS, 3, 3);
    harness_mouse(f.h, MOUSE_PRESS, 23, 3);
    harness_assert_shows(f.h, "Covered");
    View *password = harness_show(f.h, dialog_tell(ui, "Password", "Type it."));
    harness_assert_shows(f.h, "Type it.");
    harness_assert_hides(f.h, "Are you there?");
    ui_close(ui, cover);
    ui_close(ui, password);
    harness_settle(f.h);
    harness_assert_shows(f.h, "Are you there?");
    harness_assert_shows(f.h, "Шевченко");
    end(&f);
}

static void test_key_bar_click(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    int y, x;
    g_assert_true(harness_find(f.h, "F3Find", &y, &x));
    g_assert_cmpint(y, ==, 23);
    harness_mouse(f.h, MOUSE_PRESS, y, x + 3);
    harness_assert_shows(f.h, "Find:");
    end(&f);
}

static void on_answer(gpointer data, int answer)
{
    *(int *)data = answer;
}

/* On Cyrillic layouts н sits on Y and т on N: letters never answer. The harmless button has the
 * focus. */
static void test_letters_never_answer(void)
{
    static const char *const letters[] = {"y", "Y", "n", "N", "н", "Н", "т", "Т", "д", "Д", "l"};
    static const char *const buttons[] = {"Отмена", "Удалить 3", NULL};
    g_autoptr(Harness) h = harness_new(NULL);
    g_autoptr(Demo) demo = demo_new(harness_ui(h), 10);
    int answer = -1;
    harness_show(h, table_view(demo_people(demo)));
    DialogSpec spec = {.title = "Удаление",
                       .text = "Удалить 3 клиента?",
                       .buttons = buttons,
                       .danger = true,
                       .done = on_answer,
                       .data = &answer};
    harness_show(h, dialog_ask(harness_ui(h), &spec));
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        harness_type(h, letters[i]);
        harness_assert_shows(h, "Удалить 3 клиента?");
        g_assert_cmpint(answer, ==, -1);
    }
    harness_assert_shows(h, "[>Отмена<]");
    harness_press(h, "Enter");
    g_assert_cmpint(answer, ==, 0);
    harness_show(h, dialog_ask(harness_ui(h), &spec));
    harness_press(h, "Left");
    harness_assert_shows(h, "[>Удалить 3<]");
    harness_press(h, "Enter");
    g_assert_cmpint(answer, ==, 1);
    harness_show(h, dialog_ask(harness_ui(h), &spec));
    harness_press(h, "Left Esc");
    g_assert_cmpint(answer, ==, 0);
}

static void test_dialog_clicks(void)
{
    static const char *const buttons[] = {"Нет", "Да", NULL};
    g_autoptr(Harness) h = harness_new(NULL);
    g_autoptr(Demo) demo = demo_new(harness_ui(h), 10);
    int answer = -1, y, x;
    harness_show(h, table_view(demo_people(demo)));
    DialogSpec spec = {
        .title = "?", .text = "Точно?", .buttons = buttons, .done = on_answer, .data = &answer};
    harness_show(h, dialog_ask(harness_ui(h), &spec));
    harness_mouse(h, MOUSE_PRESS, 2, 2);
    g_assert_cmpint(answer, ==, -1);
    g_assert_true(harness_find(h, "[ Да ]", &y, &x));
    harness_mouse(h, MOUSE_PRESS, y, x + 2);
    g_assert_cmpint(answer, ==, 1);
}

static void test_quit(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_press(f.h, "Esc");
    harness_assert_shows(f.h, "This is the first screen. F10 leaves the program.");
    harness_press(f.h, "F10");
    harness_assert_shows(f.h, "Leave the program?");
    harness_press(f.h, "Enter");
    harness_assert_hides(f.h, "Leave the program?");
    g_assert_true(harness_settle(f.h));
    harness_press(f.h, "F10 Left Enter");
    g_assert_false(harness_settle(f.h));
    end(&f);
}

static void test_too_small(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_press(f.h, "Down Down");
    harness_resize(f.h, 20, 60);
    harness_assert_shows(f.h, "The window is 60×20");
    harness_press(f.h, "Down"); /* goes nowhere: it cannot be seen */
    harness_resize(f.h, 24, 80);
    harness_assert_shows(f.h, "3 / 1\u00a0000");
    end(&f);
}

/* Sizes of all kinds in a row, with a dialog open: the last one is drawn as if it had been the
 * first. */
static void test_resize_storm(void)
{
    Fixture f, fresh;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_press(f.h, "Down F9");
    for (int i = 0; i < 60; i++)
        harness_resize(f.h, g_test_rand_int_range(2, 70), g_test_rand_int_range(5, 200));
    harness_resize(f.h, 30, 100);
    g_autofree char *after = harness_screen(f.h);
    end(&f);
    show_people(&fresh, &(HarnessOptions){.rows = 30, .columns = 100}, LEVEL_GLOBAL);
    harness_press(fresh.h, "Down F9");
    g_autofree char *expected = harness_screen(fresh.h);
    g_assert_cmpstr(after, ==, expected);
    end(&fresh);
}

/* Unknown, dumb and missing TERM, terminals without colours and without a mouse. */
static void test_terms(void)
{
    static const char *const terms[] = {
        "vt100", "vt220",       "dumb",   "unknown", "",          "no-such-terminal",
        "linux", "xterm-kitty", "screen", "ansi",    "xterm-mono"};
    for (guint i = 0; i < G_N_ELEMENTS(terms); i++) {
        Fixture f;
        show_people(&f, &(HarnessOptions){.term = terms[i]}, LEVEL_EMPLOYEE);
        harness_assert_shows(f.h, "[EMPLOYEE]");
        harness_assert_shows(f.h, "Шевченко");
        harness_press(f.h, "Down F9");
        harness_assert_shows(f.h, "Mark all");
        harness_press(f.h, "Esc");
        harness_assert_shows(f.h, "2 / 1\u00a0000");
        end(&f);
    }
}

static void test_no_color(void)
{
    Fixture f;
    show_people(&f, &(HarnessOptions){.no_color = true}, LEVEL_EMPLOYEE);
    harness_assert_shows(f.h, "[EMPLOYEE]");
    int reversed = 0;
    for (int y = 0; y < 24; y++) {
        for (int x = 0; x < 80; x++) {
            HarnessCell cell = harness_cell(f.h, y, x);
            g_assert_cmpint(cell.fg, ==, -1);
            g_assert_cmpint(cell.bg, ==, -1);
            reversed += cell.reverse;
        }
    }
    g_assert_cmpint(reversed, >, 80); /* the cursor's row and the top line */
    end(&f);
}

/* The terminal is put back as it was found. */
static void test_restores(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    g_assert_true(harness_mode(f.h, "?1049"));
    g_assert_true(harness_mode(f.h, "?2004"));
    g_assert_true(harness_mode(f.h, "?1006"));
    g_autoptr(GString) all = harness_close(f.h);
    static const char *const last[] = {"\033[?1049l", "\033[?2004l", "\033[?1006l"};
    for (guint i = 0; i < G_N_ELEMENTS(last); i++) {
        const char *at = g_strrstr(all->str, last[i]);
        g_assert_nonnull(at);
        g_autofree char *set = g_strdup(last[i]);
        set[strlen(set) - 1] = 'h';
        g_assert_true(at > g_strrstr(all->str, set));
    }
    demo_free(f.demo);
}

/* Data is no command for the terminal: it is shown with its control characters. */
static void test_data_is_no_command(void)
{
    g_autoptr(Harness) h = harness_new(NULL);
    g_autoptr(Demo) demo = demo_new(harness_ui(h), 10);
    demo_frame(demo, LEVEL_GLOBAL);
    frame_set_path(ui_frame(harness_ui(h)), "a\033]0;owned\007b\033[2J\302\233c");
    harness_show(h, table_view(demo_people(demo)));
    harness_assert_shows(h, "a␛]0;owned␇b␛[2J<009B>c");
    g_assert_null(strstr(harness_output(h)->str, "\033]0;owned"));
}

static void test_mouse_off(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_press(f.h, "F1");
    harness_type(f.h, "mouse");
    harness_press(f.h, "Enter");
    g_assert_false(harness_mode(f.h, "?1006"));
    end(&f);
}

static void test_full_repaint(void)
{
    Fixture f;
    show_people(&f, NULL, LEVEL_GLOBAL);
    harness_bytes(f.h);
    harness_press(f.h, "Ctrl+L");
    g_assert_cmpuint(harness_bytes(f.h), >, 2000);
    harness_assert_shows(f.h, "Шевченко");
    end(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/screen/level-global", GUINT_TO_POINTER(LEVEL_GLOBAL), test_levels);
    g_test_add_data_func("/screen/level-enterprise", GUINT_TO_POINTER(LEVEL_ENTERPRISE),
                         test_levels);
    g_test_add_data_func("/screen/level-employee", GUINT_TO_POINTER(LEVEL_EMPLOYEE), test_levels);
    g_test_add_func("/screen/first", test_first_screen);
    g_test_add_func("/screen/unknown-key", test_unknown_key);
    g_test_add_func("/screen/cyrillic-commands", test_cyrillic_commands);
    g_test_add_func("/screen/left-menu", test_left_menu);
    g_test_add_func("/screen/left-menu-keys", test_left_menu_keys);
    g_test_add_func("/screen/help", test_help_runs_lines);
    g_test_add_func("/screen/help-other-layout", test_help_in_other_layout);
    g_test_add_func("/screen/menu", test_menu);
    g_test_add_func("/screen/menu-letters", test_menu_letters);
    g_test_add_func("/screen/cover", test_cover);
    g_test_add_func("/screen/key-bar", test_key_bar_click);
    g_test_add_func("/screen/letters-never-answer", test_letters_never_answer);
    g_test_add_func("/screen/dialog-clicks", test_dialog_clicks);
    g_test_add_func("/screen/quit", test_quit);
    g_test_add_func("/screen/too-small", test_too_small);
    g_test_add_func("/screen/resize-storm", test_resize_storm);
    g_test_add_func("/screen/terms", test_terms);
    g_test_add_func("/screen/no-color", test_no_color);
    g_test_add_func("/screen/restores", test_restores);
    g_test_add_func("/screen/data-is-no-command", test_data_is_no_command);
    g_test_add_func("/screen/mouse-off", test_mouse_off);
    g_test_add_func("/screen/full-repaint", test_full_repaint);
    return g_test_run();
}
