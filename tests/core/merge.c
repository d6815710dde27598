#include "core/merge.h"

#include <string.h>

static const MergeValues somebody = {{
    [MERGE_FIRST_NAME] = "Олена",
    [MERGE_SURNAME] = "Коваль",
    [MERGE_PATRONYMIC] = "",
    [MERGE_COMPANY] = "Рога & <Копыта> \"ООО\" 'x'",
    [MERGE_EMAIL] = "olena@example.com",
    [MERGE_EMPLOYEE] = "Пётр",
    [MERGE_UNSUBSCRIBE] = "https://crm.example/u/abc?x=1&y=2",
}};

/* `sent` NULL: the letter is held or refused with `code`. */
typedef struct {
    const char *name, *text;
    MergeKind kind;
    const char *sent;
    int code;
} Case;

static const Case cases[] = {
    {"plain", "Привет", MERGE_HTML, "Привет", 0},
    {"empty-text", "", MERGE_HTML, "", 0},
    {"three-languages", "{first_name}{имя}{ім'я}", MERGE_HTML, "ОленаОленаОлена", 0},
    {"case", "{ИМЯ} {First_Name} {ІМ'Я}", MERGE_HTML, "Олена Олена Олена", 0},
    {"apostrophes", "{ім’я}{імʼя}{ім`я}{ім‘я}{ім′я}", MERGE_SUBJECT, "ОленаОленаОленаОленаОлена",
     0},
    {"apostrophe-references", "{ім&#39;я}{ім&rsquo;я}{ім&apos;я}", MERGE_HTML, "ОленаОленаОлена",
     0},
    {"no-references-in-subject", "{ім&#39;я}", MERGE_SUBJECT, "{ім&#39;я}", 0},
    {"blanks", "{ first name }{first&nbsp;name}{first\u00A0\u00A0name}{first__name}", MERGE_HTML,
     "ОленаОленаОленаОлена", 0},
    {"blank-in-name", "{по батькові|Ївановичу}", MERGE_HTML, "Ївановичу", 0},
    {"combining-mark", "{чужои\u0306}", MERGE_HTML, NULL, MERGE_ERROR_UNKNOWN},
    {"fallback-unused", "{имя|друг}", MERGE_HTML, "Олена", 0},
    {"fallback-used", "{отчество|друг}", MERGE_HTML, "друг", 0},
    {"fallback-empty", "[{отчество|}]", MERGE_HTML, "[]", 0},
    {"fallback-is-html", "{отчество|a &amp; <b>b</b>}", MERGE_HTML, "a &amp; <b>b</b>", 0},
    {"fallback-with-pipe", "{отчество|a|b}", MERGE_HTML, "a|b", 0},
    {"fallback-with-brace", "{имя|{фамилия}}", MERGE_HTML, NULL, MERGE_ERROR_SYNTAX},
    {"fallback-unclosed", "{имя|друг", MERGE_HTML, NULL, MERGE_ERROR_SYNTAX},
    {"empty-value", "{по батькові}", MERGE_HTML, NULL, MERGE_ERROR_EMPTY},
    {"null-value", "{телефон}", MERGE_SUBJECT, NULL, MERGE_ERROR_EMPTY},
    {"escaped", "{компания}", MERGE_HTML, "Рога &amp; &lt;Копыта&gt; &quot;ООО&quot; &#39;x&#39;",
     0},
    {"escaped-in-attribute", "<a href=\"{отписаться}\">", MERGE_HTML,
     "<a href=\"https://crm.example/u/abc?x=1&amp;y=2\">", 0},
    {"raw-in-subject", "{компания}", MERGE_SUBJECT, "Рога & <Копыта> \"ООО\" 'x'", 0},
    {"value-is-not-merged", "{сотрудник}", MERGE_HTML, "Пётр", 0},
    {"unknown", "{зарплата}", MERGE_HTML, NULL, MERGE_ERROR_UNKNOWN},
    {"unknown-with-fallback", "{зарплата|нет}", MERGE_SUBJECT, NULL, MERGE_ERROR_UNKNOWN},
    {"not-a-prefix", "{имя отчество}", MERGE_HTML, NULL, MERGE_ERROR_UNKNOWN},
    {"css", "<p style='x'>a{color:red}</p>", MERGE_HTML, "<p style='x'>a{color:red}</p>", 0},
    {"json", "{\"имя\": 1, 'a': {}}", MERGE_HTML, "{\"имя\": 1, 'a': {}}", 0},
    {"braces", "{} { } {1} {a,b} {имя", MERGE_HTML, "{} { } {1} {a,b} {имя", 0},
    {"double-braces", "{{имя}}", MERGE_HTML, "{Олена}", 0},
    {"pipe-without-end", "{a|b", MERGE_HTML, "{a|b", 0},
    {"style", "<style>p{имя}</style>{имя}", MERGE_HTML, "<style>p{имя}</style>Олена", 0},
    {"style-upper", "<STYLE type='x'>{чужое}</Style >{имя}", MERGE_HTML,
     "<STYLE type='x'>{чужое}</Style >Олена", 0},
    {"style-unclosed", "<style>{чужое}", MERGE_HTML, "<style>{чужое}", 0},
    {"styled-is-no-style", "<styled>{имя}", MERGE_HTML, "<styled>Олена", 0},
    {"script", "<script>{чужое}</script>{имя}", MERGE_HTML, "<script>{чужое}</script>Олена", 0},
    {"comment", "<!-- {чужое} -->{имя}", MERGE_HTML, "<!-- {чужое} -->Олена", 0},
    {"shortest-comment", "<!-->{имя}", MERGE_HTML, "<!-->Олена", 0},
    {"tags-in-subject-are-text", "<style>{имя}", MERGE_SUBJECT, "<style>Олена", 0},
    {"line-break-in-subject", "a\nBcc: x@y", MERGE_SUBJECT, NULL, MERGE_ERROR_UNSAFE},
    {"return-in-fallback", "{отчество|a\rb}", MERGE_SUBJECT, NULL, MERGE_ERROR_UNSAFE},
    {"bad-utf8", "a\xFF", MERGE_HTML, NULL, MERGE_ERROR_UTF8},
};

static void test_render(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *sent = merge_render(c->text, c->kind, &somebody, NULL, &error);
    g_assert_cmpstr(sent, ==, c->sent);
    if (!c->sent)
        g_assert_error(error, MERGE_ERROR, c->code);
    else
        g_assert_no_error(error);
}

/* Saving refuses exactly what sending could never send; an empty value is no fault of the text. */
static void test_check(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GError) error = NULL;
    bool good = c->sent || c->code == MERGE_ERROR_EMPTY;
    g_assert_true(merge_check(c->text, c->kind, &error) == good);
    if (!good)
        g_assert_error(error, MERGE_ERROR, c->code);
}

static void test_names(void)
{
    static const char *const languages[] = {"en", "ru", "uk"};
    MergeValues values = {{NULL}};
    for (MergeField field = 0; field < MERGE_FIELDS; field++)
        for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
            g_autofree char *text = g_strdup_printf("{%s}", merge_name(field, languages[i]));
            values.value[field] = "it";
            g_autofree char *sent = merge_render(text, MERGE_HTML, &values, NULL, NULL);
            g_assert_cmpstr(sent, ==, "it");
            values.value[field] = NULL;
        }
}

static void test_which_field_is_missing(void)
{
    MergeField missing = MERGE_FIELDS;
    g_autoptr(GError) error = NULL;
    g_assert_null(merge_render("{имя} {отчество}", MERGE_HTML, &somebody, &missing, &error));
    g_assert_cmpint(missing, ==, MERGE_PATRONYMIC);
    g_assert_nonnull(strstr(error->message, "{patronymic}"));
}

static void test_place_and_name_in_message(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(merge_check("Привет!\nДорогой {имья}!", MERGE_HTML, &error));
    g_assert_nonnull(strstr(error->message, "{имья}"));
    g_assert_nonnull(strstr(error->message, "line 2, character 9"));
}

/* A record's value may never start a header of its own. */
static void test_value_in_subject(void)
{
    static const char *const bad[] = {"a\r\nBcc: x@y", "a\nb", "a\rb", "a\tb", "\x7f"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        MergeValues values = {{[MERGE_COMPANY] = bad[i]}};
        g_assert_null(merge_render("{company}", MERGE_SUBJECT, &values, NULL, &error));
        g_assert_error(error, MERGE_ERROR, MERGE_ERROR_UNSAFE);
    }
}

/* A value that looks like a field stays what it is. */
static void test_value_with_braces(void)
{
    MergeValues values = {{[MERGE_COMPANY] = "{имя}", [MERGE_FIRST_NAME] = "нет"}};
    g_autofree char *sent = merge_render("{company}", MERGE_HTML, &values, NULL, NULL);
    g_assert_cmpstr(sent, ==, "{имя}");
}

/* A megabyte of the worst that each part of the scanner can meet take linear time: what is
 * quadratic does not come back within the hour. */
static void test_large(void)
{
    static const char *const pieces[] = {"{",      "{имя|x}", "{a|", "<!--",
                                         "<style", "{''''",   "<",   "&#39;"};
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 1024 * 1024)
            g_string_append(text, pieces[i]);
        g_autofree char *sent = merge_render(text->str, MERGE_HTML, &somebody, NULL, NULL);
        g_assert_nonnull(sent);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *render = g_strdup_printf("/merge/render/%s", cases[i].name);
        g_autofree char *check = g_strdup_printf("/merge/check/%s", cases[i].name);
        g_test_add_data_func(render, &cases[i], test_render);
        g_test_add_data_func(check, &cases[i], test_check);
    }
    g_test_add_func("/merge/names", test_names);
    g_test_add_func("/merge/missing", test_which_field_is_missing);
    g_test_add_func("/merge/place", test_place_and_name_in_message);
    g_test_add_func("/merge/value-in-subject", test_value_in_subject);
    g_test_add_func("/merge/value-with-braces", test_value_with_braces);
    g_test_add_func("/merge/large", test_large);
    return g_test_run();
}
