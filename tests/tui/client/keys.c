/* The keyboard over the client's own screens: every command under three layouts, what terminals
 * send for F1 to F10, pastes, resizing, poor terminals and charsets. */
#include <string.h>

#include "stage.h"
#include "tui/screens/screens.h"
#include "tui/widgets/form.h"

#define CLIENT 7

static const Entrance manager = {.role = ROLE_MANAGER, .level = LEVEL_EMPLOYEE},
                      owner = {.role = ROLE_OWNER, .level = LEVEL_EMPLOYEE};

static Stage *client_list(const Entrance *who)
{
    Stage *stage = stage_with(who);
    stage_list(stage, &client_entity);
    return stage;
}

/* --- layouts ---------------------------------------------------------------------------------- */

/* What a key of the list does, by what it types in English, Ukrainian and Russian. `position` is
 * where the cursor stands afterwards, from the third row of 250; NULL: what is to be seen. */
static const struct {
    const char *typed[3];
    int position;
    const char *shown;
} commands[] = {
    {{"j", "о", "о"}, 4},
    {{"k", "л", "л"}, 2},
    {{"g", "п", "п"}, 1},
    {{"G", "П", "П"}, 250},
    {{"h", "р", "р"}, 3},
    {{"l", "д", "д"}, 3},
    {{"/", ".", "."}, 0, "Find:"},
    {{"?", ",", ","}, 0, "Help: what can be done here"},
    {{"*", "*", "*"}, 0, "marked 250"},
    {{" ", " ", " "}, 0, "marked 1"},
    {{"p", "з", "з"}, 0, "[GLOBAL]"},
    {{"1", "1", "1"}, 0, "› Tasks"},
    {{"0", "0", "0"}, 0, "› Signatures"},
};

static void check_command(guint command, guint layout)
{
    g_autoptr(Stage) stage = client_list(&manager);
    harness_press(stage->h, "Down Down");
    harness_type(stage->h, commands[command].typed[layout]);
    stage_settle(stage);
    g_autofree char *at = g_strdup_printf(" %d / 250", commands[command].position);
    harness_assert_shows(stage->h, commands[command].position ? at : commands[command].shown);
    harness_assert_hides(stage->h, "does nothing here");
}

static void test_layouts(gconstpointer data)
{
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        check_command(i, GPOINTER_TO_UINT(data));
}

/* U takes the marks away, on whatever it is typed. */
static void test_unmark(void)
{
    static const char *const typed[] = {"U", "Г"};
    for (guint i = 0; i < G_N_ELEMENTS(typed); i++) {
        g_autoptr(Stage) stage = client_list(&manager);
        harness_press(stage->h, "Space Space");
        harness_assert_shows(stage->h, "marked 2");
        harness_type(stage->h, typed[i]);
        harness_assert_hides(stage->h, "marked");
    }
}

/* б and ю sit on the keys of comma and full stop, which are commands themselves: they are none. */
static void test_unknown(void)
{
    static const char *const typed[] = {"q", "й", "б", "ю", "ж", "§"};
    for (guint i = 0; i < G_N_ELEMENTS(typed); i++) {
        g_autoptr(Stage) stage = client_list(&manager);
        g_autofree char *told =
            g_strdup_printf("The key \"%s\" does nothing here. F1 shows the help.", typed[i]);
        harness_type(stage->h, typed[i]);
        harness_assert_shows(stage->h, told);
    }
}

/* In a form letters are letters, whatever they command elsewhere. */
static void test_typing(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    app_add_record(stage->app, &client_entity);
    harness_settle(stage->h);
    harness_type(stage->h, "jkgGU/?,.*1йщїЇ'");
    g_assert_cmpstr(form_get((Form *)ui_top(harness_ui(stage->h)), "surname"), ==,
                    "jkgGU/?,.*1йщїЇ'");
}

/* No letter answers a question: on Cyrillic layouts н sits on the Y key and т on the N key. */
static void test_letters_never_answer(void)
{
    static const char letters[] = "yYnNнНтТдДlL1";
    g_autoptr(Stage) stage = client_list(&owner);
    for (int i = 0; i < 11; i++)
        harness_press(stage->h, "Space");
    harness_press(stage->h, "F8");
    harness_assert_shows(stage->h, "Delete 11");
    harness_assert_shows(stage->h, "[>Cancel<]");
    for (const char *p = letters; *p; p = g_utf8_next_char(p)) {
        g_autofree char *letter = g_utf8_substring(p, 0, 1);
        harness_type(stage->h, letter);
        harness_assert_shows(stage->h, "[>Cancel<]");
    }
    harness_press(stage->h, "Enter");
    stage_settle(stage);
    harness_assert_shows(stage->h, "/ 250");
    harness_press(stage->h, "F8 Left Enter");
    stage_settle(stage);
    harness_assert_shows(stage->h, "/ 239");
}

/* --- what terminals send ---------------------------------------------------------------------- */

static const struct {
    const char *who;
    const char *keys[10];
} senders[] = {
    {"xterm",
     {"\033OP", "\033OQ", "\033OR", "\033OS", "\033[15~", "\033[17~", "\033[18~", "\033[19~",
      "\033[20~", "\033[21~"}},
    {"putty",
     {"\033[11~", "\033[12~", "\033[13~", "\033[14~", "\033[15~", "\033[17~", "\033[18~",
      "\033[19~", "\033[20~", "\033[21~"}},
    {"linux",
     {"\033[[A", "\033[[B", "\033[[C", "\033[[D", "\033[[E", "\033[17~", "\033[18~", "\033[19~",
      "\033[20~", "\033[21~"}},
    {"alt-digits",
     {"\0331", "\0332", "\0333", "\0334", "\0335", "\0336", "\0337", "\0338", "\0339", "\0330"}},
};

/* What each of them does in the list of clients. */
static const char *const f_effects[] = {"Help: what can be done here",
                                        "Surname",
                                        "Find:",
                                        "filter «",
                                        " 1 / 250",
                                        "Columns",
                                        "Client: new",
                                        "1 moved to the archive",
                                        "Mark all",
                                        "› Tasks"};

static void test_f_keys(gconstpointer data)
{
    guint sender = GPOINTER_TO_UINT(data);
    for (guint i = 0; i < G_N_ELEMENTS(f_effects); i++) {
        g_autoptr(Stage) stage = stage_with(&owner);
        stage_list(stage, &task_entity);
        ui_push(harness_ui(stage->h), list_screen_new(stage->app, &client_entity, NULL, 0));
        harness_settle(stage->h);
        harness_press(stage->h, "Right Right Right");
        harness_send(stage->h, senders[sender].keys[i], -1);
        stage_settle(stage);
        harness_assert_shows(stage->h, f_effects[i]);
    }
}

/* --- pastes ----------------------------------------------------------------------------------- */

/* Into one line: one value, without line ends and escapes, and no key of it is a command. */
static void test_paste_line(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    app_add_record(stage->app, &client_entity);
    harness_settle(stage->h);
    harness_paste(stage->h, "Іва\nненко\r\n\033[21~\033[A\tІван\033");
    harness_assert_shows(stage->h, "Client: new");
    const char *value = form_get((Form *)ui_top(harness_ui(stage->h)), "surname");
    g_assert_true(g_str_has_prefix(value, "Іва ненко"));
    for (const char *p = value; *p; p++)
        g_assert_false(g_ascii_iscntrl(*p));
    harness_press(stage->h, "F2");
    harness_assert_shows(stage->h, "Created.");
}

/* Into long text: line ends stay. */
static void test_paste_text(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    app_add_record(stage->app, &body_entity);
    harness_settle(stage->h);
    harness_type(stage->h, "Вставлений");
    harness_press(stage->h, "Tab");
    harness_paste(stage->h, "<p>перший</p>\r\n<p>дру\033[21~гий</p>\n");
    const char *value = form_get((Form *)ui_top(harness_ui(stage->h)), "content");
    g_assert_true(g_str_has_prefix(value, "<p>перший</p>\n<p>дру"));
    g_assert_null(strchr(value, '\033'));
    g_assert_null(strchr(value, '\r'));
}

/* --- sizes, terminals, charsets --------------------------------------------------------------- */

static void test_resize_storm(void)
{
    g_autoptr(Stage) stage = stage_with(&manager);
    stage_card(stage, &client_entity, CLIENT);
    harness_type(stage->h, "їжак");
    for (int i = 0; i < 60; i++) {
        harness_resize(stage->h, g_test_rand_int_range(2, 70), g_test_rand_int_range(5, 200));
        harness_type(stage->h, i % 3 ? "" : "я");
    }
    harness_resize(stage->h, 24, 80);
    g_assert_nonnull(strstr(form_get((Form *)ui_top(harness_ui(stage->h)), "surname"), "їжак"));
    g_autofree char *piecewise = harness_screen(stage->h);
    harness_redraw(stage->h);
    g_autofree char *anew = harness_screen(stage->h);
    g_assert_cmpstr(piecewise, ==, anew);
}

static void test_terminals(void)
{
    static const char *const terms[] = {"vt100", "vt220", "dumb", "", "no-such-terminal",
                                        "linux", "ansi",  "putty"};
    for (guint i = 0; i < G_N_ELEMENTS(terms); i++) {
        Entrance who = manager;
        who.screen.term = terms[i];
        g_autoptr(Stage) stage = client_list(&who);
        harness_assert_shows(stage->h, "[EMPLOYEE]");
        harness_assert_shows(stage->h, "Артеменко");
        harness_press(stage->h, "Down Enter");
        harness_assert_shows(stage->h, "Surname Артеменко");
    }
}

/* A terminal of the old Ukrainian charset: what is typed and what is shown is converted, and what
 * the charset has not is shown as something it has. */
static void test_koi8(void)
{
    Entrance who = manager;
    g_autofree char *locales = g_test_build_filename(G_TEST_BUILT, "tui", NULL);
    g_setenv("LOCPATH", locales, true);
    who.language = "uk";
    who.screen.locale = "uk_UA.KOI8-U";
    g_autoptr(Stage) stage = client_list(&who);
    harness_assert_shows(stage->h, "[СПІВРОБІТНИК]");
    harness_assert_shows(stage->h, "Артеменко Їванна");
    harness_press(stage->h, "F7");
    harness_type(stage->h, "Їжаченко-Ґудзь");
    harness_assert_shows(stage->h, "Їжаченко-Ґудзь");
    harness_press(stage->h, "F2");
    stage_settle(stage);
    harness_assert_shows(stage->h, " 251");
    harness_press(stage->h, "F3");
    harness_type(stage->h, "їжачен");
    stage_settle(stage);
    harness_assert_shows(stage->h, "Їжаченко-Ґудзь");
}

int main(int argc, char **argv)
{
    static const char *const layouts[] = {"en", "uk", "ru"};
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(layouts); i++) {
        g_autofree char *path = g_strconcat("/keys/layout-", layouts[i], NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_layouts);
    }
    g_test_add_func("/keys/unmark", test_unmark);
    g_test_add_func("/keys/unknown", test_unknown);
    g_test_add_func("/keys/typing", test_typing);
    g_test_add_func("/keys/letters-never-answer", test_letters_never_answer);
    for (guint i = 0; i < G_N_ELEMENTS(senders); i++) {
        g_autofree char *path = g_strconcat("/keys/f-keys-", senders[i].who, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_f_keys);
    }
    g_test_add_func("/keys/paste-line", test_paste_line);
    g_test_add_func("/keys/paste-text", test_paste_text);
    g_test_add_func("/keys/resize-storm", test_resize_storm);
    g_test_add_func("/keys/terminals", test_terminals);
    g_test_add_func("/keys/koi8-u", test_koi8);
    return g_test_run();
}
