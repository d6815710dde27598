/* Leaving what is unsaved: one question for all of it, saved or dropped from the top down. */
#include <string.h>

#include "demo.h"
#include "harness.h"
#include "tui/widgets/dialog.h"
#include "tui/widgets/editor.h"
#include "tui/widgets/menu.h"

#define ONE "What was entered is not saved yet."
#define MANY "What was entered here is not saved yet:"

typedef struct {
    Harness *h;
    Demo *demo;
    int left;        /* how often it was left */
    GString *order;  /* what was saved, one a word */
    bool keeps_text; /* the editor's text is refused */
    Form *form;      /* below the editor */
} Fixture;

static void begin(Fixture *f)
{
    *f = (Fixture){.h = harness_new(NULL), .order = g_string_new(NULL)};
    f->demo = demo_new(harness_ui(f->h), 100);
    demo_frame(f->demo, LEVEL_EMPLOYEE);
    harness_show(f->h, table_view(demo_people(f->demo)));
}

static void end(Fixture *f)
{
    harness_free(f->h);
    demo_free(f->demo);
    g_string_free(f->order, TRUE);
}

static void note_left(gpointer data)
{
    ((Fixture *)data)->left++;
}

static void leave(Fixture *f)
{
    ui_leave(harness_ui(f->h), 1, note_left, f);
    harness_settle(f->h);
}

static Form *person(Fixture *f, const char *surname)
{
    Form *form = demo_person(f->demo, 3);
    harness_show(f->h, form_view(form));
    if (surname)
        form_set(form, "surname", surname, NULL);
    harness_settle(f->h);
    return form;
}

#define assert_depth(f, n) g_assert_cmpuint(ui_depth(harness_ui((f)->h)), ==, (n))

/* --- one ----------------------------------------------------------------------------------------
 */

static void test_nothing(void)
{
    Fixture f;
    begin(&f);
    person(&f, NULL);
    person(&f, NULL);
    leave(&f);
    g_assert_cmpint(f.left, ==, 1);
    assert_depth(&f, 1);
    end(&f);
}

/* Leaving from outside, as the left menu and deep links do, asks as Esc does. */
static void test_one(void)
{
    Fixture f;
    begin(&f);
    person(&f, "Новий");
    leave(&f);
    harness_assert_shows(f.h, ONE);
    harness_press(f.h, "Enter"); /* go back */
    g_assert_cmpint(f.left, ==, 0);
    assert_depth(&f, 2);
    leave(&f);
    harness_press(f.h, "Left Enter"); /* discard */
    g_assert_cmpint(f.left, ==, 1);
    g_assert_cmpint(f.demo->saved, ==, 0);
    assert_depth(&f, 1);
    end(&f);
}

/* A form whose save goes elsewhere, as signing in does, leaves without a question. */
static void test_saved(void)
{
    Fixture f;
    begin(&f);
    form_saved(person(&f, "Новий"));
    leave(&f);
    g_assert_cmpint(f.left, ==, 1);
    end(&f);
}

/* Esc asks about the form it leaves, whatever is unsaved below. */
static void test_esc_leaves_one(void)
{
    Fixture f;
    begin(&f);
    person(&f, "Перший");
    person(&f, "Другий");
    harness_press(f.h, "Esc");
    harness_assert_shows(f.h, ONE);
    harness_press(f.h, "Right Enter"); /* save */
    g_assert_cmpint(f.demo->saved, ==, 1);
    assert_depth(&f, 2);
    harness_assert_shows(f.h, "Перший");
    end(&f);
}

/* --- many -------------------------------------------------------------------------------------
 */

static void three(Fixture *f)
{
    begin(f);
    person(f, "Перший");
    person(f, NULL); /* nothing of it is asked */
    person(f, "Другий");
    person(f, "Третій");
    leave(f);
}

static void test_many_stay(void)
{
    Fixture f;
    three(&f);
    harness_assert_shows(f.h, MANY);
    harness_assert_shows(f.h, "[>Stay<]");
    harness_press(f.h, "Esc");
    harness_assert_hides(f.h, MANY);
    assert_depth(&f, 5);
    g_assert_cmpint(f.left, ==, 0);
    leave(&f);
    harness_press(f.h, "Enter");
    assert_depth(&f, 5);
    g_assert_cmpint(f.demo->saved, ==, 0);
    end(&f);
}

static void test_many_save(void)
{
    Fixture f;
    three(&f);
    harness_press(f.h, "Right Enter");
    g_assert_cmpint(f.demo->saved, ==, 3);
    g_assert_cmpint(f.left, ==, 1);
    assert_depth(&f, 1);
    end(&f);
}

static void test_many_discard(void)
{
    Fixture f;
    three(&f);
    harness_advance(f.h, 4000);
    g_assert_nonnull(f.demo->draft);
    harness_press(f.h, "Left Enter");
    g_assert_cmpint(f.demo->saved, ==, 0);
    g_assert_null(f.demo->draft);
    g_assert_cmpint(f.left, ==, 1);
    assert_depth(&f, 1);
    end(&f);
}

/* What is above it is saved and gone; it stands there with its complaint, and what is below waits.
 */
static void test_one_refuses(void)
{
    Fixture f;
    begin(&f);
    person(&f, "Перший");
    Form *taken = person(&f, "Занято");
    person(&f, "Третій");
    leave(&f);
    harness_press(f.h, "Right Enter");
    harness_assert_shows(f.h, "This name is taken");
    g_assert_true(ui_top(harness_ui(f.h)) == form_view(taken));
    g_assert_cmpint(f.demo->saved, ==, 1);
    g_assert_cmpint(f.left, ==, 0);
    form_set(taken, "surname", "Вільне", NULL);
    harness_press(f.h, "F2"); /* of this form alone: nobody is leaving any more */
    assert_depth(&f, 2);
    g_assert_cmpint(f.left, ==, 0);
    harness_assert_shows(f.h, "Перший");
    end(&f);
}

static void test_invalid(void)
{
    Fixture f;
    begin(&f);
    person(&f, "Перший");
    Form *empty = person(&f, "");
    leave(&f);
    harness_press(f.h, "Right Enter");
    g_assert_true(ui_top(harness_ui(f.h)) == form_view(empty));
    g_assert_cmpint(f.demo->saved, ==, 0);
    assert_depth(&f, 3);
    end(&f);
}

/* More of them than the question has lines for. */
static void test_crowd(void)
{
    Fixture f;
    begin(&f);
    for (int i = 0; i < 14; i++)
        person(&f, "Хтось");
    leave(&f);
    harness_assert_shows(f.h, "and 5 more");
    harness_assert_shows(f.h, "[>Stay<]");
    harness_press(f.h, "Right Enter");
    g_assert_cmpint(f.demo->saved, ==, 14);
    end(&f);
}

/* Who is sent away while the question is open is asked once, and goes where the last one led. */
static void test_asked_again(void)
{
    Fixture f;
    three(&f);
    leave(&f);
    assert_depth(&f, 6);
    harness_press(f.h, "Left Enter");
    g_assert_cmpint(f.left, ==, 1);
    assert_depth(&f, 1);
    end(&f);
}

static void test_hang_up(void)
{
    Fixture f;
    three(&f);
    g_assert_null(f.demo->draft);
    harness_hang_up(f.h);
    g_assert_false(harness_settle(f.h));
    g_assert_nonnull(f.demo->draft);
    g_assert_cmpint(f.left, ==, 0);
    end(&f);
}

/* --- other views among them -------------------------------------------------------------------
 */

static bool take_text(gpointer data, const char *text)
{
    Fixture *f = data;
    if (f->keeps_text)
        return false;
    form_set(f->form, "comment", text, NULL);
    return true;
}

/* A form that has nothing unsaved but what its editor is about to give it. */
static void edit(Fixture *f)
{
    begin(f);
    f->form = person(f, NULL);
    harness_show(f->h, editor_screen(harness_ui(f->h), &(EditorSpec){.name = "body",
                                                                     .title = "Body",
                                                                     .text = "",
                                                                     .save = take_text,
                                                                     .data = f}));
    harness_type(f->h, "текст");
}

static void test_editor_gives(void)
{
    Fixture f;
    edit(&f);
    leave(&f);
    harness_assert_shows(f.h, ONE);
    harness_press(f.h, "Right Enter");
    g_assert_cmpint(f.demo->saved, ==, 1); /* the form, with the editor's text */
    g_assert_cmpint(f.left, ==, 1);
    end(&f);
}

static void test_editor_keeps(void)
{
    Fixture f;
    edit(&f);
    form_set(f.form, "surname", "Новий", NULL);
    f.keeps_text = true;
    leave(&f);
    harness_assert_shows(f.h, "• Body");
    harness_press(f.h, "Right Enter");
    g_assert_cmpint(f.demo->saved, ==, 0);
    assert_depth(&f, 3);
    harness_assert_shows(f.h, "текст");
    end(&f);
}

static void note_answer(gpointer data, int answer)
{
    g_string_append_printf(((Fixture *)data)->order, "%d", answer);
}

/* Menus and questions over the forms go with the harmless answer. */
static void test_over_them(void)
{
    static const char *const buttons[] = {"No", "Yes", NULL};
    Fixture f;
    begin(&f);
    person(&f, "Перший");
    harness_show(f.h, dialog_ask(harness_ui(f.h), &(DialogSpec){.title = "Question",
                                                                .text = "Really?",
                                                                .buttons = buttons,
                                                                .done = note_answer,
                                                                .data = &f}));
    harness_show(f.h, menu_of_actions(harness_ui(f.h), ui_top(harness_ui(f.h)), -1, -1));
    leave(&f);
    harness_assert_shows(f.h, ONE);
    harness_press(f.h, "Right Enter");
    g_assert_cmpint(f.demo->saved, ==, 1);
    g_assert_cmpstr(f.order->str, ==, "0");
    assert_depth(&f, 1);
    end(&f);
}

static Result go_elsewhere(gpointer data, Form *form)
{
    Fixture *f = data;
    form_saved(form);
    ui_leave(harness_ui(f->h), 1, note_left, f);
    return RESULT_HANDLED;
}

/* As signing in does: its save leaves for elsewhere, and the leave that asked is over. */
static void test_save_leads_elsewhere(void)
{
    static const InputSpec field = {.name = "code", .label = "Code", .kind = INPUT_TEXT};
    Fixture f;
    begin(&f);
    person(&f, "Перший");
    Form *form = form_new(harness_ui(f.h), &(FormSpec){.name = "sign-in",
                                                       .title = "Sign in",
                                                       .fields = &field,
                                                       .n_fields = 1,
                                                       .save = go_elsewhere,
                                                       .data = &f});
    harness_show(f.h, form_view(form));
    harness_type(f.h, "1234");
    harness_press(f.h, "Esc Right Enter");
    harness_assert_shows(f.h, ONE); /* about the form below */
    g_assert_cmpint(f.left, ==, 0);
    harness_press(f.h, "Right Enter");
    g_assert_cmpint(f.demo->saved, ==, 1);
    g_assert_cmpint(f.left, ==, 1);
    assert_depth(&f, 1);
    end(&f);
}

/* --- a view that asks before it saves -----------------------------------------------------------
 */

typedef struct {
    View view;
    Fixture *f;
    bool dirty;
} Asking;

static void draw(View *view, const Canvas *canvas)
{
    draw_clear(canvas, STYLE_TEXT);
}

static Result act(View *view, const Action *action)
{
    return RESULT_IGNORED;
}

static char *unsaved(View *view)
{
    return ((Asking *)view)->dirty ? g_strdup("Asking") : NULL;
}

static void on_asked(gpointer data, int answer)
{
    Asking *asking = data;
    asking->dirty = asking->dirty && answer != 1;
    ui_saved(asking->view.ui, answer == 1);
}

static SaveResult save(View *view)
{
    static const char *const buttons[] = {"No", "Move them", NULL};
    ui_push(view->ui, dialog_ask(view->ui, &(DialogSpec){.title = "Three move",
                                                         .text = "Three move.",
                                                         .buttons = buttons,
                                                         .done = on_asked,
                                                         .data = view}));
    return SAVE_ASKS;
}

static void free_asking(View *view)
{
    g_free(view);
}

static View *asking_new(Fixture *f)
{
    static const ViewClass class = {.name = "asking",
                                    .contexts = CTX_LIST,
                                    .draw = draw,
                                    .act = act,
                                    .unsaved = unsaved,
                                    .save = save,
                                    .free = free_asking};
    Asking *asking = g_new(Asking, 1);
    *asking = (Asking){.f = f, .dirty = true};
    view_init(&asking->view, &class, harness_ui(f->h));
    return &asking->view;
}

static void begin_asking(Fixture *f)
{
    begin(f);
    person(f, "Перший");
    harness_show(f->h, asking_new(f));
    leave(f);
    harness_press(f->h, "Right Enter"); /* save all */
    harness_assert_shows(f->h, "Three move");
    g_assert_cmpint(f->demo->saved, ==, 0);
}

static void test_asks_yes(void)
{
    Fixture f;
    begin_asking(&f);
    harness_press(f.h, "Left Enter");
    g_assert_cmpint(f.demo->saved, ==, 1);
    g_assert_cmpint(f.left, ==, 1);
    end(&f);
}

static void test_asks_no(void)
{
    Fixture f;
    begin_asking(&f);
    harness_press(f.h, "Enter");
    assert_depth(&f, 3);
    g_assert_cmpint(f.left, ==, 0);
    ui_saved(harness_ui(f.h), true); /* of a later save that nobody waits for */
    assert_depth(&f, 3);
    end(&f);
}

/* Sent elsewhere while it asks: its own question goes unanswered, and what was decided then does
 * not count now. */
static void test_asks_and_goes(void)
{
    Fixture f;
    begin_asking(&f);
    leave(&f);
    harness_assert_shows(f.h, MANY);
    harness_press(f.h, "Right Enter"); /* save all: its own question comes again */
    harness_assert_shows(f.h, "Three move");
    harness_press(f.h, "Left Enter");
    g_assert_cmpint(f.demo->saved, ==, 1);
    g_assert_cmpint(f.left, ==, 1);
    assert_depth(&f, 1);
    end(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/leave/nothing", test_nothing);
    g_test_add_func("/leave/one", test_one);
    g_test_add_func("/leave/saved", test_saved);
    g_test_add_func("/leave/esc-leaves-one", test_esc_leaves_one);
    g_test_add_func("/leave/many-stay", test_many_stay);
    g_test_add_func("/leave/many-save", test_many_save);
    g_test_add_func("/leave/many-discard", test_many_discard);
    g_test_add_func("/leave/one-refuses", test_one_refuses);
    g_test_add_func("/leave/invalid", test_invalid);
    g_test_add_func("/leave/crowd", test_crowd);
    g_test_add_func("/leave/asked-again", test_asked_again);
    g_test_add_func("/leave/hang-up", test_hang_up);
    g_test_add_func("/leave/editor-gives", test_editor_gives);
    g_test_add_func("/leave/editor-keeps", test_editor_keeps);
    g_test_add_func("/leave/over-them", test_over_them);
    g_test_add_func("/leave/save-leads-elsewhere", test_save_leads_elsewhere);
    g_test_add_func("/leave/asks-yes", test_asks_yes);
    g_test_add_func("/leave/asks-no", test_asks_no);
    g_test_add_func("/leave/asks-and-goes", test_asks_and_goes);
    return g_test_run();
}
