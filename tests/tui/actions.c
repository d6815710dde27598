/* Walks the action table: what it promises holds for every row, in every language and layout. */
#include "tui/action.h"

#include <locale.h>
#include <string.h>

#include "core/layout.h"
#include "tui/text.h"

static char **keys_of(const Action *row)
{
    return *row->keys ? g_strsplit(row->keys, " ", -1) : g_new0(char *, 1);
}

static void test_keys_are_canonical(void)
{
    for (const Action *row = action_table; row->id; row++) {
        g_auto(GStrv) keys = keys_of(row);
        for (char **name = keys; *name; name++) {
            Key key;
            char again[KEY_NAME_MAX];
            g_assert_true(key_from_name(*name, &key));
            g_assert_cmpstr(key_to_name(&key, again), ==, *name);
        }
    }
}

static void assert_no_key_twice(unsigned contexts)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (const Action *row = action_table; row->id; row++) {
        g_auto(GStrv) keys = keys_of(row);
        for (char **name = keys; (row->contexts & contexts) && *name; name++)
            if (!g_hash_table_add(seen, g_strdup(*name)))
                g_error("%s: the key %s has another action there", row->name, *name);
    }
}

/* Neither in one context nor where a screen has several. */
static void test_no_key_twice(void)
{
    static const unsigned screens[] = {CTX_LIST | CTX_TASKS | CTX_BOARD | CTX_FRAME,
                                       CTX_LIST | CTX_TASKS | CTX_MONTH | CTX_FRAME,
                                       CTX_LIST | CTX_CHOICES | CTX_FRAME,
                                       CTX_FORM | CTX_CARD | CTX_TASKS,
                                       CTX_FORM | CTX_SIGN_IN,
                                       CTX_VIEWER | CTX_JOURNAL | CTX_FRAME,
                                       CTX_VIEWER | CTX_CALLS | CTX_FRAME,
                                       CTX_VIEWER | CTX_FIGURES | CTX_FRAME,
                                       CTX_PICK | CTX_VIEWS};
    for (unsigned bit = 1; bit; bit <<= 1)
        assert_no_key_twice(bit);
    for (guint i = 0; i < G_N_ELEMENTS(screens); i++)
        assert_no_key_twice(screens[i]);
}

/* Screens listen to the frame's keys too. */
static void test_no_clash_with_frame(void)
{
    for (const Action *row = action_table; row->id; row++) {
        g_auto(GStrv) keys = keys_of(row);
        for (char **name = keys; (row->contexts & CTX_FRAME) && *name; name++) {
            Key key;
            key_from_name(*name, &key);
            g_assert_null(action_for_key(&key, CTX_LIST | CTX_VIEWER));
        }
    }
}

static void test_no_id_twice(void)
{
    for (const Action *row = action_table; row->id; row++)
        for (const Action *other = row + 1; other->id; other++)
            g_assert_false(row->id == other->id && (row->contexts & other->contexts));
}

/* Keys that a line may swallow or that mean another key on a terminal. */
static void test_forbidden_keys(void)
{
    static const char *const never[] = {"Ctrl+I", "Ctrl+M", "Ctrl+J", "Ctrl+H",
                                        "Ctrl+[", "F11",    "F12"};
    for (guint i = 0; i < G_N_ELEMENTS(never); i++) {
        Key key;
        key_from_name(never[i], &key);
        g_assert_null(action_for_key(&key, ~0u));
    }
}

static bool is_plain(const char *name)
{
    Key key;
    key_from_name(name, &key);
    return !(key.mods & (MOD_CTRL | MOD_ALT)) && key.sym != K_CHAR;
}

/* Reached by an F-key, a plain navigation key, a line of the menu or a place that can be clicked.
 */
static void test_three_paths(void)
{
    for (const Action *row = action_table; row->id; row++) {
        bool plain = !(row->flags & ACTION_QUIET);
        g_auto(GStrv) keys = keys_of(row);
        for (char **name = keys; *name; name++)
            plain = plain || is_plain(*name);
        bool in_left_menu = row->id >= ACT_GO_1 && row->id <= ACT_GO_10;
        bool word = row->id == ACT_WORD_LEFT || row->id == ACT_WORD_RIGHT ||
                    row->id == ACT_TEXT_START || row->id == ACT_TEXT_END || row->id == ACT_TOGGLE;
        if (!plain && !in_left_menu && !word)
            g_error("%s can be reached by Ctrl or a letter only", row->name);
    }
}

/* A letter works as the key it sits on, in both layouts, with Shift and without. */
static void test_layouts(void)
{
    static const char *const layouts[] = {"йцукенгшщзфівапролдячсмить",
                                          "йцукенгшщзфывапролдячсмить"};
    static const char latin[] = "qwertyuiopasdfghjklzxcvbnm";
    int tried = 0;
    for (guint i = 0; i < G_N_ELEMENTS(layouts); i++) {
        const char *p = layouts[i];
        for (const char *c = latin; *c; c++, p = g_utf8_next_char(p)) {
            Key english = {.sym = K_CHAR, .ch = (gunichar)*c};
            Key cyrillic = {.sym = K_CHAR, .ch = g_utf8_get_char(p)};
            Key english_shift = {.sym = K_CHAR, .ch = (gunichar)g_ascii_toupper(*c)};
            Key cyrillic_shift = {.sym = K_CHAR, .ch = g_unichar_toupper(cyrillic.ch)};
            g_assert_true(action_for_key(&english, CTX_LIST | CTX_TASKS) ==
                          action_for_key(&cyrillic, CTX_LIST | CTX_TASKS));
            g_assert_true(action_for_key(&english_shift, CTX_LIST | CTX_TASKS) ==
                          action_for_key(&cyrillic_shift, CTX_LIST | CTX_TASKS));
            tried += action_for_key(&cyrillic, CTX_LIST) != NULL;
        }
    }
    g_assert_cmpint(tried, ==, 22); /* j k g h l u v f w x z in both */
}

/* On a Cyrillic layout the key of / types a full stop and that of ? a comma; б and ю are nothing.
 */
static void test_punctuation(void)
{
    static const struct {
        const char *key;
        ActionId id;
    } cases[] = {{".", ACT_FIND}, {",", ACT_HELP}, {"/", ACT_FIND},        {"?", ACT_HELP},
                 {"б", ACT_NONE}, {"ю", ACT_NONE}, {"*", ACT_MARK_INVERT}, {"Г", ACT_MARK_NONE}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Key key;
        key_from_name(cases[i].key, &key);
        const Action *row = action_for_key(&key, CTX_LIST);
        g_assert_cmpint(row ? row->id : ACT_NONE, ==, cases[i].id);
    }
}

/* --- languages -------------------------------------------------------------------------------- */

/* msgid to msgstr of a po file, single lines only; doubles: the first wins. */
static GHashTable *read_po(const char *language)
{
    GHashTable *texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *name = g_strconcat(language, ".po", NULL);
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, "..", "po", name, NULL);
    g_autofree char *content = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &content, NULL, &error);
    g_assert_no_error(error);
    g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
    for (char **line = lines; line[0] && line[1]; line++) {
        if (!g_str_has_prefix(line[0], "msgid \"") || !g_str_has_prefix(line[1], "msgstr \"") ||
            (line > lines && g_str_has_prefix(line[-1], "msgctxt")))
            continue;
        char *id = g_strndup(line[0] + 7, strlen(line[0]) - 8);
        if (g_hash_table_contains(texts, id))
            g_free(id);
        else
            g_hash_table_insert(texts, id, g_strndup(line[1] + 8, strlen(line[1]) - 9));
    }
    return texts;
}

/* What has no translation is shown as it is; that nothing lacks one is another test's matter. */
static const char *translate(GHashTable *texts, const char *id)
{
    const char *text = texts ? g_hash_table_lookup(texts, id) : NULL;
    return text && *text ? text : id;
}

/* The narrowest look of the key bar: "1Help 2Edit …10Back". */
static int bar_columns(GHashTable *texts, unsigned contexts)
{
    int width = -1;
    for (const Action *row = action_table; row->id; row++) {
        int f = action_f_key(row);
        if ((row->contexts & contexts) && f)
            width += (f > 9 ? 2 : 1) + text_width(translate(texts, row->label)) + 1;
    }
    return width;
}

static void test_labels(gconstpointer data)
{
    const char *language = data;
    static const unsigned screens[] = {CTX_LIST,   CTX_FORM, CTX_VIEWER,
                                       CTX_EDITOR, CTX_PICK, CTX_PICK | CTX_VIEWS};
    g_autoptr(GHashTable) texts = *language ? read_po(language) : NULL;
    for (const Action *row = action_table; row->id; row++) {
        const char *label = translate(texts, row->label);
        if (text_width(label) > ACTION_LABEL_MAX)
            g_error("%s: \"%s\" is longer than %d columns", row->name, label, ACTION_LABEL_MAX);
        g_assert_cmpint(g_utf8_strlen(translate(texts, row->help), -1), >, 0);
    }
    for (guint i = 0; i < G_N_ELEMENTS(screens); i++)
        g_assert_cmpint(bar_columns(texts, screens[i]), <=, 80);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setlocale(LC_CTYPE, "C.UTF-8");
    g_test_add_func("/actions/canonical", test_keys_are_canonical);
    g_test_add_func("/actions/no-key-twice", test_no_key_twice);
    g_test_add_func("/actions/frame", test_no_clash_with_frame);
    g_test_add_func("/actions/no-id-twice", test_no_id_twice);
    g_test_add_func("/actions/forbidden", test_forbidden_keys);
    g_test_add_func("/actions/three-paths", test_three_paths);
    g_test_add_func("/actions/layouts", test_layouts);
    g_test_add_func("/actions/punctuation", test_punctuation);
    g_test_add_data_func("/actions/labels-en", "", test_labels);
    g_test_add_data_func("/actions/labels-ru", "ru", test_labels);
    g_test_add_data_func("/actions/labels-uk", "uk", test_labels);
    return g_test_run();
}
