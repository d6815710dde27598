/* The bytes that terminals send, through ncurses, into keys. */
#include "tui/keys.h"

#include <string.h>

#include "harness.h"

/* A view that remembers the keys it got. */
typedef struct {
    View view;
    GString *log;
    char *pasted;
} Recorder;

static Result record(View *view, const Key *key)
{
    Recorder *recorder = (Recorder *)view;
    char name[KEY_NAME_MAX];
    if (key->sym == K_PASTE) {
        g_free(recorder->pasted);
        recorder->pasted = g_strdup(key->text);
    }
    g_string_append_printf(recorder->log, "%s%s", recorder->log->len ? " " : "",
                           key->sym == K_PASTE ? "paste" : key_to_name(key, name));
    return RESULT_HANDLED;
}

static void draw(View *view, const Canvas *canvas)
{
    draw_text(canvas, 0, 0, STYLE_TEXT, "recorder");
}

static Result act(View *view, const Action *action)
{
    return RESULT_IGNORED;
}

static void free_recorder(View *view)
{
    Recorder *recorder = (Recorder *)view;
    g_string_free(recorder->log, TRUE);
    g_free(recorder->pasted);
    g_free(recorder);
}

static const ViewClass class = {.name = "recorder",
                                .contexts = CTX_LIST,
                                .draw = draw,
                                .key = record,
                                .act = act,
                                .free = free_recorder};

static Recorder *show_recorder(Harness *h)
{
    Recorder *recorder = g_new0(Recorder, 1);
    view_init(&recorder->view, &class, harness_ui(h));
    recorder->log = g_string_new(NULL);
    harness_show(h, &recorder->view);
    return recorder;
}

static const struct {
    const char *who, *bytes, *keys;
} sent[] = {
    {"xterm", "\033OP\033OQ\033OR\033OS\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~",
     "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10"},
    {"putty", "\033[11~\033[12~\033[13~\033[14~\033[15~\033[17~\033[18~\033[19~\033[20~\033[21~",
     "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10"},
    {"linux", "\033[[A\033[[B\033[[C\033[[D\033[[E\033[17~", "F1 F2 F3 F4 F5 F6"},
    {"linux-home", "\033[1~\033[4~\033[5~\033[6~\033[2~\033[3~", "Home End PgUp PgDn Ins Del"},
    {"xterm-home", "\033OH\033OF\033[H\033[F", "Home End Home End"},
    {"rxvt-home", "\033[7~\033[8~\033Oa\033Ob\033Oc\033Od",
     "Home End Ctrl+Up Ctrl+Down Ctrl+Right Ctrl+Left"},
    {"arrows", "\033OA\033OB\033OC\033OD\033[A\033[B\033[C\033[D",
     "Up Down Right Left Up Down Right Left"},
    {"modifiers", "\033[1;5C\033[1;5D\033[1;2A\033[3;5~\033[1;2P\033[1;3B",
     "Ctrl+Right Ctrl+Left Shift+Up Ctrl+Del Shift+F1 Alt+Down"},
    {"tab", "\t\033[Z", "Tab Shift+Tab"},
    {"control", "\001\023\032\021\022\014", "Ctrl+A Ctrl+S Ctrl+Z Ctrl+Q Ctrl+R Ctrl+L"},
    {"enter", "\r\n\177\010", "Enter Enter Backspace Backspace"},
    {"alt-digits", "\0331\0332\0339\0330", "F1 F2 F9 F10"},
    {"alt-letter", "\033x\033й", "Alt+x Alt+й"},
    {"unknown-csi", "a\033[99~b\033[1;2;3Xc\033[?1;2cd", "a b c d"},
    {"unknown-strings", "a\033]11;rgb:0/0/0\033\\b\033P1$r0m\033\\c\033]52;c;QQ==\007d", "a b c d"},
    {"cyrillic", "йЖїґ", "й Ж ї ґ"},
    {"two-escapes", "\033\033[A\033\033[11~", "Alt+Up Alt+F1"},
    {"two-lone-escapes", "\033\033", "Esc Esc"},
};

static void test_sent(gconstpointer data)
{
    guint i = GPOINTER_TO_UINT(data);
    g_autoptr(Harness) h = harness_new(NULL);
    Recorder *recorder = show_recorder(h);
    harness_send(h, sent[i].bytes, -1);
    g_assert_cmpstr(recorder->log->str, ==, sent[i].keys);
}

/* What terminfo says of these terminals is known to ncurses; what else they send, to us. */
static void test_terms(void)
{
    static const char *const terms[] = {"xterm-256color", "xterm", "screen-256color",
                                        "tmux-256color",  "linux", "rxvt-unicode-256color",
                                        "vt100",          "vt220"};
    for (guint i = 0; i < G_N_ELEMENTS(terms); i++) {
        g_autoptr(Harness) h = harness_new(&(HarnessOptions){.term = terms[i]});
        Recorder *recorder = show_recorder(h);
        for (guint j = 0; j < G_N_ELEMENTS(sent); j++) {
            g_string_truncate(recorder->log, 0);
            harness_send(h, sent[j].bytes, -1);
            if (strcmp(recorder->log->str, sent[j].keys) != 0)
                g_error("%s: %s came as %s", terms[i], sent[j].who, recorder->log->str);
        }
    }
}

static void test_lone_escape(void)
{
    g_autoptr(Harness) h = harness_new(NULL);
    Recorder *recorder = show_recorder(h);
    harness_send(h, "\033", 1);
    harness_send(h, "x", 1);
    g_assert_cmpstr(recorder->log->str, ==, "Esc x");
}

/* A paste is one key whatever it holds: newlines, escapes, commands. */
static void test_paste(void)
{
    static const char *const texts[] = {
        "one\ntwo\r\nthree", "\033[A\033[11~\033x", "\033",        "",
        "текст\tс табом",    "\033[200~inner",      "\003\032\021"};
    g_autoptr(Harness) h = harness_new(NULL);
    Recorder *recorder = show_recorder(h);
    g_assert_true(harness_mode(h, "?2004"));
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_string_truncate(recorder->log, 0);
        harness_paste(h, texts[i]);
        harness_send(h, "z", 1);
        g_assert_cmpstr(recorder->log->str, ==, "paste z");
        g_assert_cmpstr(recorder->pasted, ==, texts[i]);
    }
}

/* A slow line: the mark, the text and the end come in pieces. */
static void test_paste_in_pieces(void)
{
    g_autoptr(Harness) h = harness_new(NULL);
    Recorder *recorder = show_recorder(h);
    harness_send(h, "\033[200~Кав'", -1);
    g_assert_cmpuint(recorder->log->len, ==, 0);
    harness_send(h, "ярня\n", -1);
    harness_send(h, "\033[201~q", -1);
    g_assert_cmpstr(recorder->log->str, ==, "paste q");
    g_assert_cmpstr(recorder->pasted, ==, "Кав'ярня\n");
}

/* Reports in both forms, whole, cut off, and with half a character before them. */
static void test_mouse(void)
{
    static const struct {
        const char *body;
        bool known;
        MouseKind kind;
        int y, x;
    } reports[] = {
        {"[<0;12;5M", true, MOUSE_PRESS, 4, 11},     {"[<0;1;1m", true, MOUSE_RELEASE, 0, 0},
        {"[<2;200;50M", true, MOUSE_RIGHT, 49, 199}, {"[<64;3;4M", true, MOUSE_WHEEL_UP, 3, 2},
        {"[<65;3;4M", true, MOUSE_WHEEL_DOWN, 3, 2}, {"[<16;3;4M", true, MOUSE_PRESS, 3, 2},
        {"[M !!", true, MOUSE_PRESS, 0, 0},          {"[M`+%", true, MOUSE_WHEEL_UP, 4, 10},
        {"[<1;3;4M", false, MOUSE_PRESS, 0, 0},      {"[<35;3;4M", false, MOUSE_PRESS, 0, 0},
        {"[<;;M", false, MOUSE_PRESS, 0, 0},         {"[<0;3M", false, MOUSE_PRESS, 0, 0},
        {"[<0;99999;4M", false, MOUSE_PRESS, 0, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(reports); i++) {
        Key key;
        g_assert_true(key_from_sequence(reports[i].body, &key) == reports[i].known);
        if (!reports[i].known)
            continue;
        g_assert_cmpint(key.sym, ==, K_MOUSE);
        g_assert_cmpint(key.mouse.kind, ==, reports[i].kind);
        g_assert_cmpint(key.mouse.y, ==, reports[i].y);
        g_assert_cmpint(key.mouse.x, ==, reports[i].x);
    }
    g_autoptr(Harness) h = harness_new(NULL);
    Recorder *recorder = show_recorder(h);
    harness_send(h, "\320\033[<0;40;12Ma\033[<0;40", -1);
    harness_send(h, "b", -1);
    g_assert_true(g_str_has_suffix(recorder->log->str, "a") ||
                  g_str_has_suffix(recorder->log->str, "b"));
}

static void test_names(void)
{
    static const char *const names[] = {
        "F1",    "F12", "Up",  "Ctrl+S", "Ctrl+Left", "Shift+Tab", "Space", "*",
        "Alt+x", "й",   "Esc", "PgDn",   "Ctrl+Home", "?",         ",",     "+"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        Key key;
        char name[KEY_NAME_MAX];
        g_assert_true(key_from_name(names[i], &key));
        g_assert_cmpstr(key_to_name(&key, name), ==, names[i]);
    }
    static const char *const wrong[] = {"", "F13", "F0", "Ctrl+", "two", "Foo"};
    Key key;
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
        g_assert_false(key_from_name(wrong[i], &key));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(sent); i++) {
        g_autofree char *path = g_strdup_printf("/keys/sent/%s", sent[i].who);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_sent);
    }
    g_test_add_func("/keys/terms", test_terms);
    g_test_add_func("/keys/lone-escape", test_lone_escape);
    g_test_add_func("/keys/paste", test_paste);
    g_test_add_func("/keys/paste-in-pieces", test_paste_in_pieces);
    g_test_add_func("/keys/mouse", test_mouse);
    g_test_add_func("/keys/names", test_names);
    return g_test_run();
}
