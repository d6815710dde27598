/* Long texts: the buffer's undo, the layout that keeps up with edits, the editor on the screen. */
#include "tui/widgets/editor.h"

#include <locale.h>
#include <string.h>

#include "demo.h"
#include "harness.h"
#include "tui/widgets/text_layout.h"

static const char *const pieces[] = {"слово ",         "x",    " ",    "\n", "длинноеслово",
                                     "за\314\201мок ", "中文", "\n\n", "ї"};

static char *random_piece(void)
{
    GString *text = g_string_new(NULL);
    for (int n = g_test_rand_int_range(1, 12); n > 0; n--)
        g_string_append(text, pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))]);
    return g_string_free(text, FALSE);
}

/* A place in the text where a character begins. */
static gsize random_place(const TextBuffer *buffer)
{
    const char *text = text_buffer_text(buffer);
    glong chars = text_buffer_chars(buffer);
    glong at = chars ? g_test_rand_int_range(0, (int)chars + 1) : 0;
    return (gsize)(g_utf8_offset_to_pointer(text, at) - text);
}

static void random_edit(TextBuffer *buffer)
{
    g_autofree char *piece = random_piece();
    gsize from = random_place(buffer), to = random_place(buffer);
    switch (g_test_rand_int_range(0, 6)) {
    case 0:
        text_buffer_replace(buffer, MIN(from, to), MAX(from, to), piece);
        break;
    case 1:
        text_buffer_set_cursor(buffer, from);
        text_buffer_backspace(buffer);
        break;
    case 2:
        text_buffer_undo(buffer);
        break;
    case 3:
        text_buffer_redo(buffer);
        break;
    default:
        text_buffer_set_cursor(buffer, from);
        text_buffer_insert(buffer, piece, -1);
    }
}

/* After any edit the lines kept up with are those of a text laid out anew. */
static void test_layout_keeps_up(void)
{
    for (int round = 0; round < 150; round++) {
        g_autoptr(TextBuffer) buffer = text_buffer_new(NULL, true);
        g_autoptr(TextLayout) layout = text_layout_new();
        int width = g_test_rand_int_range(1, 30);
        for (int step = 0; step < 60; step++) {
            g_autoptr(TextLayout) fresh = text_layout_new();
            random_edit(buffer);
            text_layout_update(layout, buffer, width);
            text_layout_update(fresh, buffer, width);
            g_assert_cmpint(text_buffer_chars(buffer), ==,
                            g_utf8_strlen(text_buffer_text(buffer), -1));
            g_assert_cmpuint(text_layout_lines(layout), ==, text_layout_lines(fresh));
            for (guint i = 0; i < text_layout_lines(fresh); i++) {
                gsize start, end, fresh_start, fresh_end;
                text_layout_line(layout, buffer, i, &start, &end);
                text_layout_line(fresh, buffer, i, &fresh_start, &fresh_end);
                g_assert_cmpuint(start, ==, fresh_start);
                g_assert_cmpuint(end, ==, fresh_end);
            }
        }
    }
}

/* Undoing all gives the first text, doing all again the last. */
static void test_undo_all(void)
{
    for (int round = 0; round < 200; round++) {
        g_autoptr(TextBuffer) buffer = text_buffer_new("начало", true);
        for (int step = 0; step < 30; step++) {
            g_autofree char *piece = random_piece();
            text_buffer_set_cursor(buffer, random_place(buffer));
            if (g_test_rand_bit())
                text_buffer_insert(buffer, piece, -1);
            else
                text_buffer_delete(buffer);
        }
        g_autofree char *last = g_strdup(text_buffer_text(buffer));
        while (text_buffer_undo(buffer))
            ;
        g_assert_cmpstr(text_buffer_text(buffer), ==, "начало");
        while (text_buffer_redo(buffer))
            ;
        g_assert_cmpstr(text_buffer_text(buffer), ==, last);
    }
}

static void test_places(void)
{
    g_autoptr(TextBuffer) buffer = text_buffer_new("один два три\n\nчетыре", true);
    g_autoptr(TextLayout) layout = text_layout_new();
    guint line;
    int column;
    text_layout_update(layout, buffer, 9);
    g_assert_cmpuint(text_layout_lines(layout), ==, 4);
    for (gsize offset = 0; offset <= text_buffer_length(buffer); offset++) {
        if ((text_buffer_text(buffer)[offset] & 0xc0) == 0x80)
            continue;
        text_layout_place(layout, buffer, offset, &line, &column);
        g_assert_cmpuint(text_layout_offset(layout, buffer, line, column), ==, offset);
    }
}

typedef struct {
    Harness *h;
    Demo *demo;
    char *saved, *draft;
} Fixture;

static bool save(gpointer data, const char *text)
{
    Fixture *f = data;
    g_free(f->saved);
    f->saved = g_strdup(text);
    return true;
}

static bool keep(gpointer data, const char *text)
{
    Fixture *f = data;
    g_free(f->draft);
    f->draft = g_strdup(text);
    return true;
}

static void begin(Fixture *f, const char *text, bool read_only)
{
    *f = (Fixture){.h = harness_new(NULL)};
    f->demo = demo_new(harness_ui(f->h), 10);
    harness_show(f->h, table_view(demo_people(f->demo)));
    harness_show(f->h,
                 editor_screen(harness_ui(f->h), &(EditorSpec){.name = "body",
                                                               .title = "Body",
                                                               .text = text,
                                                               .read_only = read_only,
                                                               .save = read_only ? NULL : save,
                                                               .draft = keep,
                                                               .data = f}));
}

static void end(Fixture *f)
{
    harness_free(f->h);
    demo_free(f->demo);
    g_free(f->saved);
    g_free(f->draft);
}

static void test_screen(void)
{
    Fixture f;
    begin(&f, "<p>Здравствуйте</p>", false);
    harness_press(f.h, "End Enter");
    harness_type(f.h, "{имя|друг}");
    harness_assert_shows(f.h, "{имя|друг}");
    harness_assert_shows(f.h, "Characters: 30");
    harness_assert_shows(f.h, "not saved");
    harness_press(f.h, "F2");
    g_assert_cmpstr(f.saved, ==, "<p>Здравствуйте</p>\n{имя|друг}");
    end(&f);
}

static void test_guard_and_draft(void)
{
    Fixture f;
    begin(&f, "старый", false);
    harness_type(f.h, "новый ");
    harness_advance(f.h, 4000);
    g_assert_cmpstr(f.draft, ==, "новый старый");
    harness_press(f.h, "Esc");
    harness_assert_shows(f.h, "What was entered is not saved yet.");
    harness_press(f.h, "Left Enter");
    g_assert_null(f.draft);
    g_assert_null(f.saved);
    end(&f);
}

static void test_find(void)
{
    Fixture f;
    begin(&f, "один\nДва\nтри\nдва", true);
    harness_press(f.h, "F3");
    harness_type(f.h, "ДВА");
    harness_press(f.h, "Enter");
    int y, x;
    g_assert_true(harness_find(f.h, "Два", &y, &x));
    g_assert_cmpint(harness_cell(f.h, y, x).bg, ==, 221);
    harness_press(f.h, "F3 Esc F3");
    harness_type(f.h, "четыре");
    harness_press(f.h, "Enter");
    harness_assert_shows(f.h, "Nothing found.");
    end(&f);
}

/* A letter of 5 MiB without a line break: opening and each key stay quick. A layout
 * from the start at every key would take minutes here. */
static void test_five_megabytes(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    while (text->len < 5u << 20)
        g_string_append(text, "Слово за словом, ");
    Fixture f;
    begin(&f, text->str, false);
    harness_press(f.h, "PgDn PgDn Ctrl+End");
    for (int i = 0; i < 60; i++)
        harness_press(f.h, i % 10 ? "й" : "Backspace");
    harness_press(f.h, "Ctrl+Home");
    for (int i = 0; i < 60; i++)
        harness_press(f.h, i % 10 ? "ц" : "Up");
    harness_press(f.h, "F2");
    g_assert_cmpuint(strlen(f.saved), >, text->len);
    end(&f);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setlocale(LC_CTYPE, "C.UTF-8");
    g_test_add_func("/editor/layout-keeps-up", test_layout_keeps_up);
    g_test_add_func("/editor/undo-all", test_undo_all);
    g_test_add_func("/editor/places", test_places);
    g_test_add_func("/editor/screen", test_screen);
    g_test_add_func("/editor/guard-and-draft", test_guard_and_draft);
    g_test_add_func("/editor/find", test_find);
    g_test_add_func("/editor/five-megabytes", test_five_megabytes);
    return g_test_run();
}
