/* The form: typing, validation, the unsaved guard, drafts. */
#include "tui/widgets/form.h"

#include <string.h>

#include "demo.h"
#include "harness.h"

typedef struct {
    Harness *h;
    Demo *demo;
    Form *form;
} Fixture;

static void begin(Fixture *f, gint64 id, const HarnessOptions *options)
{
    f->h = harness_new(options);
    f->demo = demo_new(harness_ui(f->h), 100);
    demo_frame(f->demo, LEVEL_EMPLOYEE);
    harness_show(f->h, table_view(demo_people(f->demo)));
    f->form = demo_person(f->demo, id);
    harness_show(f->h, form_view(f->form));
}

static void end(Fixture *f)
{
    harness_free(f->h);
    demo_free(f->demo);
}

static void test_typing(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_type(f.h, "Їжакевич");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "Їжакевич");
    harness_press(f.h, "Home Del Ctrl+Right Backspace Tab");
    harness_type(f.h, " Олег  ");
    harness_press(f.h, "Enter");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "жакеви");
    g_assert_cmpstr(form_get(f.form, "first_name"), ==, "Олег");
    harness_press(f.h, "Up Up Ctrl+Z Ctrl+Z");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "жакеви"); /* leaving a field ends its undo */
    end(&f);
}

/* Who has asked for a value may ask again and still hold the first answer. */
static void test_value_stays(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_type(f.h, "Їжакевич");
    const char *surname = form_get(f.form, "surname"), *email = form_get(f.form, "email");
    g_assert_true(surname == form_get(f.form, "surname"));
    g_assert_true(email == form_get(f.form, "email"));
    end(&f);
}

static void test_undo(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_type(f.h, "один два");
    harness_press(f.h, "Ctrl+Z");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "один");
    harness_press(f.h, "Ctrl+Z");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "");
    harness_press(f.h, "Ctrl+Y Ctrl+Y Ctrl+Y");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "один два");
    end(&f);
}

/* A typed mark joins its letter where Unicode has one character for both, and stays on it where
 * not. */
static void test_combining(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_type(f.h, "и\314\206за\314\201мок");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "йза\314\201мок");
    harness_assert_shows(f.h, "йза\314\201мок");
    int y, x, start;
    g_assert_true(harness_find(f.h, "йза", &y, &start));
    g_assert_true(harness_cursor(f.h, &y, &x));
    g_assert_cmpint(x - start, ==, 6);
    end(&f);
}

static void test_paste(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_paste(f.h, "один\nдва\r\nтри\tчетыре\033[A\001");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "один два три четыре[A");
    harness_assert_shows(f.h, "Surname");
    g_assert_cmpint(f.demo->saved, ==, 0);
    end(&f);
}

static void test_paste_into_long(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_press(f.h, "Shift+Tab Shift+Tab Shift+Tab");
    harness_paste(f.h, "первая\r\nвторая\n\nчетвёртая");
    g_assert_cmpstr(form_get(f.form, "comment"), ==, "первая\nвторая\n\nчетвёртая");
    harness_press(f.h, "Enter");
    harness_type(f.h, "y");
    g_assert_true(g_str_has_suffix(form_get(f.form, "comment"), "четвёртая\ny"));
    harness_press(f.h, "Up Up Up Up Up"); /* out of its first line: to the field before */
    harness_type(f.h, "тема");
    g_assert_cmpstr(form_get(f.form, "subject"), ==, "тема");
    end(&f);
}

static void test_overflow(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 70; i++)
        g_string_append(text, "ї");
    harness_paste(f.h, text->str);
    g_assert_cmpint(g_utf8_strlen(form_get(f.form, "surname"), -1), ==, 60);
    harness_assert_shows(f.h, "The field is full");
    harness_assert_shows(f.h, "60/60");
    end(&f);
}

static void test_counter_warns(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_press(f.h, "Shift+Tab Shift+Tab Shift+Tab Up");
    harness_type(f.h, "ровно тридцать один символ тут!");
    harness_assert_shows(f.h, "31/255!");
    harness_press(f.h, "Backspace");
    harness_assert_shows(f.h, "30/255");
    harness_assert_hides(f.h, "30/255!");
    end(&f);
}

static void test_required(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_press(f.h, "Tab Shift+Tab");
    harness_assert_hides(f.h, "Fill this in."); /* not touched yet */
    harness_press(f.h, "Tab Tab F2");
    harness_assert_shows(f.h, "Fill this in.");
    g_assert_cmpint(f.demo->saved, ==, 0);
    harness_type(f.h, "Мельник");
    harness_press(f.h, "F2");
    g_assert_cmpint(f.demo->saved, ==, 1);
    harness_assert_hides(f.h, "Surname");
    end(&f);
}

/* What core refuses stands under its field, and nothing is lost. */
static void test_refused(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_type(f.h, "Занято");
    harness_press(f.h, "Tab Ctrl+S");
    harness_assert_shows(f.h, "This name is taken; choose another one.");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "Занято");
    harness_type(f.h, "й");
    g_assert_cmpstr(form_get(f.form, "surname"), ==, "Занятой");
    harness_assert_hides(f.h, "This name is taken");
    end(&f);
}

static const struct {
    const char *typed, *value;
} days[] = {
    {"5.3.2025", "2025-03-05"}, {"05.03.25", "2025-03-05"}, {"2024-02-29", "2024-02-29"},
    {"1.12", "2025-12-01"},     {"5/3/1999", "1999-03-05"}, {"05-03-75", "1975-03-05"},
    {"завтра", "2025-03-06"},   {"пт", "2025-03-07"},       {"1 квітня", "2025-04-01"},
    {"+3", "2025-03-08"},       {"30.2.2025", "30.2.2025"}, {"колись", "колись"},
    {"32.1", "32.1"},           {"1.1.1.1", "1.1.1.1"},     {"0.0.0", "0.0.0"},
};

static void test_days(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        Fixture f;
        bool right = strlen(days[i].value) == 10 && days[i].value[4] == '-';
        begin(&f, 0, NULL);
        harness_press(f.h, "Tab Tab Tab");
        harness_type(f.h, days[i].typed);
        harness_press(f.h, "Tab");
        g_assert_cmpstr(form_get(f.form, "birthday"), ==, days[i].value);
        harness_check(f.h, "There is no such day", !right, __FILE__, __LINE__);
        end(&f);
    }
}

static void test_times(void)
{
    static const struct {
        const char *typed, *value, *shown;
    } times[] = {{"9", "540", "09:00"},
                 {"930", "570", "09:30"},
                 {"9:30", "570", "09:30"},
                 {"23.59", "1439", "23:59"},
                 {"24:00", "1440", "24:00"}};
    for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
        Fixture f;
        begin(&f, 0, NULL);
        harness_press(f.h, "Tab Tab Tab Tab");
        harness_type(f.h, times[i].typed);
        harness_press(f.h, "Tab");
        g_assert_cmpstr(form_get(f.form, "call_at"), ==, times[i].value);
        harness_assert_shows(f.h, times[i].shown);
        end(&f);
    }
}

/* Complained about, and not made into another time: neither when the field is left nor later. */
static void test_no_time(void)
{
    static const char *const typed[] = {"25:99", "9:3", "570", "колись", "1.1.20026"};
    for (guint i = 0; i < G_N_ELEMENTS(typed); i++) {
        Fixture f;
        begin(&f, 0, NULL);
        harness_type(f.h, "Сич");
        harness_press(f.h, "Tab Tab Tab Tab");
        harness_type(f.h, typed[i]);
        for (guint times = 0; times < 2; times++) {
            harness_press(f.h, "Tab");
            harness_assert_shows(f.h, "There is no such time. Write it like 9:30.");
            harness_assert_shows(f.h, typed[i]);
            harness_press(f.h, "Ctrl+S");
            g_assert_cmpint(f.demo->saved, ==, 0);
        }
        end(&f);
    }
}

/* Come to by keys, a date or a time makes way for what is typed; any other key goes into it. */
static void test_typed_anew(void)
{
    Fixture f;
    int y, x;
    begin(&f, 0, NULL);
    harness_press(f.h, "Tab Tab Tab");
    harness_type(f.h, "5.3.2025");
    harness_press(f.h, "Tab");
    harness_type(f.h, "9");
    harness_press(f.h, "Shift+Tab");
    harness_type(f.h, "16.4");
    harness_press(f.h, "Ctrl+Z Ctrl+Z");
    harness_assert_shows(f.h, "05.03.2025");
    harness_press(f.h, "Ctrl+Y Ctrl+Y Tab");
    g_assert_cmpstr(form_get(f.form, "birthday"), ==, "2025-04-16");
    harness_type(f.h, "1030");
    harness_press(f.h, "Shift+Tab");
    g_assert_cmpstr(form_get(f.form, "call_at"), ==, "630");
    harness_press(f.h, "Backspace");
    harness_type(f.h, "6");
    g_assert_cmpstr(form_get(f.form, "birthday"), ==, "2026-04-16");
    harness_press(f.h, "Tab");
    g_assert_true(harness_find(f.h, "16.04.2026", &y, &x));
    harness_mouse(f.h, MOUSE_PRESS, y, x + 2);
    harness_press(f.h, "Backspace");
    harness_type(f.h, "7");
    g_assert_cmpstr(form_get(f.form, "birthday"), ==, "2026-04-17");
    end(&f);
}

static void test_calendar(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_press(f.h, "Tab Tab Tab F4");
    harness_assert_shows(f.h, "March 2025");
    harness_press(f.h, "Down Right PgDn Enter");
    g_assert_cmpstr(form_get(f.form, "birthday"), ==, "2025-04-13");
    harness_assert_shows(f.h, "13.04.2025");
    harness_press(f.h, "F4 PgUp Esc");
    g_assert_cmpstr(form_get(f.form, "birthday"), ==, "2025-04-13");
    end(&f);
}

static void test_choice(void)
{
    Fixture f;
    begin(&f, 0, NULL);
    harness_press(f.h, "Tab Tab F4");
    harness_assert_shows(f.h, "female");
    harness_press(f.h, "Down Down Enter");
    g_assert_cmpstr(form_get(f.form, "sex"), ==, "m");
    harness_type(f.h, "а"); /* f in the other layout */
    g_assert_cmpstr(form_get(f.form, "sex"), ==, "f");
    harness_press(f.h, "Tab Tab Tab Space");
    g_assert_cmpstr(form_get(f.form, "vip"), ==, "1");
    end(&f);
}

static void test_lines(void)
{
    Fixture f;
    begin(&f, 3, NULL);
    g_assert_cmpstr(form_get(f.form, "email"), ==, "*main@example.com\nother@example.com");
    harness_press(f.h, "F6 F7");
    harness_type(f.h, "third@example.com");
    g_assert_cmpstr(form_get(f.form, "email"), ==,
                    "*main@example.com\nother@example.com\nthird@example.com");
    harness_press(f.h, "F4 Up F8");
    g_assert_cmpstr(form_get(f.form, "email"), ==, "main@example.com\n*third@example.com");
    harness_press(f.h, "F8 F8 F8");
    g_assert_cmpstr(form_get(f.form, "email"), ==, "");
    end(&f);
}

static void test_guard(void)
{
    Fixture f;
    begin(&f, 3, NULL);
    harness_press(f.h, "Esc");
    harness_assert_hides(f.h, "not saved yet"); /* nothing differs */
    harness_assert_hides(f.h, "Surname");
    f.form = demo_person(f.demo, 3);
    harness_show(f.h, form_view(f.form));
    harness_type(f.h, "x");
    harness_press(f.h, "Backspace Esc");
    harness_assert_hides(f.h, "Surname"); /* typed and taken back: nothing differs */
    f.form = demo_person(f.demo, 3);
    harness_show(f.h, form_view(f.form));
    harness_type(f.h, "x");
    harness_press(f.h, "F10");
    harness_assert_shows(f.h, "What was entered is not saved yet.");
    harness_assert_shows(f.h, "[>Go back<]");
    harness_press(f.h, "Enter");
    harness_assert_shows(f.h, "Surname");
    harness_press(f.h, "Esc Left Enter");
    harness_assert_hides(f.h, "Surname");
    g_assert_cmpint(f.demo->saved, ==, 0);
    end(&f);
}

static void test_guard_saves(void)
{
    Fixture f;
    begin(&f, 3, NULL);
    harness_type(f.h, "x");
    harness_press(f.h, "Esc Right Enter");
    g_assert_cmpint(f.demo->saved, ==, 1);
    harness_assert_hides(f.h, "Surname");
    end(&f);
}

static void test_draft(void)
{
    Fixture f;
    begin(&f, 3, NULL);
    harness_advance(f.h, 10000);
    g_assert_null(f.demo->draft);
    harness_type(f.h, "-Юрченко");
    harness_press(f.h, "F6 F7");
    harness_type(f.h, "new@example.com");
    harness_advance(f.h, 4000);
    g_assert_nonnull(f.demo->draft);
    g_autofree char *draft = g_strdup(f.demo->draft);
    harness_press(f.h, "Esc Left Enter");
    g_assert_null(f.demo->draft); /* discarded with the form */
    f.form = demo_person(f.demo, 3);
    form_offer_draft(f.form, draft, "12:30");
    harness_show(f.h, form_view(f.form));
    harness_assert_shows(f.h, "There is unsaved input from 12:30.");
    harness_press(f.h, "Enter");
    g_assert_true(g_str_has_suffix(form_get(f.form, "surname"), "-Юрченко"));
    g_assert_true(g_str_has_suffix(form_get(f.form, "email"), "\nnew@example.com"));
    g_assert_true(form_is_changed(f.form));
    harness_press(f.h, "F2");
    g_assert_cmpint(f.demo->saved, ==, 1);
    g_assert_null(f.demo->draft);
    end(&f);
}

/* A time in a draft is what was typed: digits that are none are not the minutes of another one. */
static void test_draft_of_time(void)
{
    static const struct {
        const char *typed;
        bool right;
    } times[] = {{"570", false}, {"930", true}, {"", true}};
    for (guint i = 0; i < G_N_ELEMENTS(times); i++) {
        Fixture f;
        begin(&f, 3, NULL);
        harness_type(f.h, "-Юрченко");
        harness_press(f.h, "Tab Tab Tab Tab");
        harness_type(f.h, times[i].typed);
        g_autofree char *value = g_strdup(form_get(f.form, "call_at"));
        g_autofree char *draft = form_draft(f.form);
        harness_press(f.h, "Esc Left Enter");
        f.form = demo_person(f.demo, 3);
        g_assert_true(form_restore(f.form, draft));
        g_assert_cmpstr(form_get(f.form, "call_at"), ==, value);
        harness_show(f.h, form_view(f.form));
        harness_assert_shows(f.h, times[i].typed);
        harness_press(f.h, "Ctrl+S");
        g_assert_cmpint(f.demo->saved, ==, times[i].right);
        end(&f);
    }
}

static void test_broken_draft(void)
{
    static const char *const drafts[] = {"", "no key file", "[draft]\nnobody=1\n",
                                         "[other]\nsurname=x\n"};
    Fixture f;
    begin(&f, 3, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(drafts); i++) {
        form_restore(f.form, drafts[i]);
        g_assert_false(form_is_changed(f.form));
    }
    end(&f);
}

/* The line is cut between two drafts: what was typed since is kept all the same. */
static void test_hang_up(void)
{
    Fixture f;
    begin(&f, 3, NULL);
    harness_type(f.h, "-Юрченко");
    g_assert_null(f.demo->draft);
    harness_hang_up(f.h);
    g_assert_false(harness_settle(f.h));
    g_assert_nonnull(f.demo->draft);
    g_assert_nonnull(strstr(f.demo->draft, "-Юрченко"));
    end(&f);
}

static void test_resize_storm(void)
{
    Fixture f;
    begin(&f, 3, NULL);
    harness_type(f.h, "-Юрченко");
    for (int i = 0; i < 40; i++) {
        harness_resize(f.h, g_test_rand_int_range(2, 60), g_test_rand_int_range(10, 180));
        harness_press(f.h, i % 3 ? "Tab" : "Shift+Tab");
    }
    harness_resize(f.h, 24, 80);
    g_assert_true(g_str_has_suffix(form_get(f.form, "surname"), "-Юрченко"));
    harness_assert_shows(f.h, "Cancel");
    end(&f);
}

/* The focused field can always be seen, however low the window. */
static void test_scrolls(void)
{
    Fixture f;
    begin(&f, 3, NULL);
    for (int i = 0; i < 30; i++) {
        int y, x;
        harness_press(f.h, "Tab");
        bool on_button = !harness_cursor(f.h, &y, &x);
        g_assert_true(on_button || (y > 0 && y < 20));
    }
    end(&f);
}

static void test_mouse(void)
{
    Fixture f;
    int y, x;
    begin(&f, 3, NULL);
    g_assert_true(harness_find(f.h, "First name", &y, &x));
    harness_mouse(f.h, MOUSE_PRESS, y, x + 14);
    harness_type(f.h, "Q");
    g_assert_nonnull(strchr(form_get(f.form, "first_name"), 'Q'));
    g_assert_true(harness_find(f.h, "[ Save ]", &y, &x));
    harness_mouse(f.h, MOUSE_PRESS, y, x + 3);
    g_assert_cmpint(f.demo->saved, ==, 1);
    end(&f);
}

/* --- buttons ---------------------------------------------------------------------------------- */

static Result count_press(gpointer data, Form *form, const Action *action)
{
    if (action->id < ACT_SCREEN)
        return RESULT_IGNORED;
    *(ActionId *)data = action->id;
    return RESULT_HANDLED;
}

static const FormButton many_buttons[] = {{"Рассылка", ACT_ADD_CAMPAIGN, "+"},
                                          {"В длинный список", ACT_TO_LIST},
                                          {"Письма и отправки", ACT_LETTERS},
                                          {"История изменений", ACT_HISTORY},
                                          {NULL}};

static Form *form_with_buttons(Fixture *f, unsigned flags, ActionId *pressed)
{
    static InputSpec one[] = {{"name", "Name", NULL, INPUT_TEXT}};
    one[0].flags = flags;
    return form_new(harness_ui(f->h), &(FormSpec){.name = "many",
                                                  .title = "Many",
                                                  .fields = one,
                                                  .n_fields = 1,
                                                  .buttons = many_buttons,
                                                  .contexts = CTX_CARD,
                                                  .act = count_press,
                                                  .data = pressed});
}

/* However many buttons: all are to be seen at 80 columns, and each is where it is clicked. */
static void test_buttons(void)
{
    Fixture f;
    ActionId pressed = ACT_NONE;
    int y, x;
    begin(&f, 1, NULL);
    harness_show(f.h, form_view(form_with_buttons(&f, 0, &pressed)));
    for (const FormButton *button = many_buttons; button->label; button++) {
        g_assert_true(harness_find(f.h, button->label, &y, &x));
        harness_mouse(f.h, MOUSE_PRESS, y, x + 1);
        g_assert_cmpint(pressed, ==, button->action);
    }
    harness_assert_shows(f.h, "[ Cancel ]");
    g_assert_true(harness_find(f.h, "(+)", &y, &x));
    g_assert_cmpint(harness_cell(f.h, y, x + 1).bg, ==, 27); /* the blue round */
    pressed = ACT_NONE;
    harness_mouse(f.h, MOUSE_PRESS, y, x + 1);
    g_assert_cmpint(pressed, ==, ACT_ADD_CAMPAIGN);
    end(&f);
}

/* What is wrong is told whole, however long: below the field, and in the status bar. */
static void test_long_complaint(void)
{
    Fixture f;
    begin(&f, 1, NULL);
    form_set_error(f.form, "surname",
                   "This is a very long complaint about the surname, which goes on and on until "
                   "nobody would think that it can still be read whole to its very end.");
    harness_settle(f.h);
    harness_assert_shows(f.h, "to its very end.");
    ui_toast_error(harness_ui(f.h),
                   "Another one, as long as that, about something that has nothing "
                   "to do with any field, and which ends with the word zebra.");
    harness_settle(f.h);
    harness_assert_shows(f.h, "with the word zebra.");
    harness_press(f.h, "Tab");
    harness_assert_hides(f.h, "zebra");
    harness_assert_shows(f.h, "[ Cancel ]"); /* what it stood over is there again */
    end(&f);
}

/* Who may change nothing reads and copies; nothing is there to save. */
static void test_read_only(void)
{
    Fixture f;
    ActionId pressed = ACT_NONE;
    begin(&f, 1, NULL);
    Form *form = form_with_buttons(&f, INPUT_LOCKED, &pressed);
    form_init(form, "name", "Шевченко", NULL);
    harness_show(f.h, form_view(form));
    harness_assert_hides(f.h, "Save");
    harness_assert_shows(f.h, "[ Back ]");
    harness_type(f.h, "x");
    harness_press(f.h, "Del F8");
    g_assert_cmpstr(form_get(form, "name"), ==, "Шевченко");
    harness_press(f.h, "Ctrl+C");
    harness_assert_shows(f.h, "The field was copied.");
    harness_press(f.h, "Esc");
    harness_assert_hides(f.h, "[ Back ]");
    end(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/form/typing", test_typing);
    g_test_add_func("/form/value-stays", test_value_stays);
    g_test_add_func("/form/undo", test_undo);
    g_test_add_func("/form/combining", test_combining);
    g_test_add_func("/form/paste", test_paste);
    g_test_add_func("/form/paste-into-long", test_paste_into_long);
    g_test_add_func("/form/overflow", test_overflow);
    g_test_add_func("/form/counter", test_counter_warns);
    g_test_add_func("/form/required", test_required);
    g_test_add_func("/form/refused", test_refused);
    g_test_add_func("/form/days", test_days);
    g_test_add_func("/form/times", test_times);
    g_test_add_func("/form/no-time", test_no_time);
    g_test_add_func("/form/typed-anew", test_typed_anew);
    g_test_add_func("/form/draft-of-time", test_draft_of_time);
    g_test_add_func("/form/calendar", test_calendar);
    g_test_add_func("/form/choice", test_choice);
    g_test_add_func("/form/lines", test_lines);
    g_test_add_func("/form/guard", test_guard);
    g_test_add_func("/form/guard-saves", test_guard_saves);
    g_test_add_func("/form/draft", test_draft);
    g_test_add_func("/form/broken-draft", test_broken_draft);
    g_test_add_func("/form/hang-up", test_hang_up);
    g_test_add_func("/form/resize-storm", test_resize_storm);
    g_test_add_func("/form/scrolls", test_scrolls);
    g_test_add_func("/form/mouse", test_mouse);
    g_test_add_func("/form/buttons", test_buttons);
    g_test_add_func("/form/long-complaint", test_long_complaint);
    g_test_add_func("/form/read-only", test_read_only);
    return g_test_run();
}
