#include "core/html.h"

#include <string.h>

typedef struct {
    const char *name, *html, *text;
} Case;

static const Case cases[] = {
    {"empty", "", ""},
    {"blank", " \n <p> </p>", ""},
    {"text", "Просто текст", "Просто текст\n"},
    {"white-space", "  a \n\t b  <b> c </b>d", "a b c d\n"},
    {"inline", "сло<b>во</b>", "слово\n"},
    {"blank-between-inlines", "<b>a</b> <i>b</i>", "a b\n"},
    {"paragraphs", "<p>Раз</p><p>Два<p>Три", "Раз\n\nДва\n\nТри\n"},
    {"divs", "<div>a</div><div>b<div>c</div></div>d", "a\nb\nc\nd\n"},
    {"breaks", "a<br>b<br><br>c<br><br><br><br>d<br>", "a\nb\n\nc\n\nd\n"},
    {"headings", "x<h1>Тема</h1>текст<h3>Ещё</h3>", "x\n\nТема\n\nтекст\n\nЕщё\n"},
    {"entities", "&lt;b&gt; &amp; &quot;&laquo;&raquo;&#1046;&#x416;&hellip;", "<b> & \"«»ЖЖ…\n"},
    {"nbsp", "10&nbsp;000&#160;грн\u00A0 &nbsp;", "10 000 грн\n"},
    {"invisible", "пе&shy;ре\u200Bнос&zwnj; &zwnj; x", "перенос x\n"},
    {"link", "<a href=\"https://x.ua/?a=1&amp;b=2\">сайт</a>, да",
     "сайт <https://x.ua/?a=1&b=2>, да\n"},
    {"link-says-itself", "<a href='https://x.ua/'>https://x.ua</a> <a href='http://x.ua'>x.ua</a>",
     "https://x.ua x.ua\n"},
    {"link-mail", "<a href='mailto:a@b.ua'>a@b.ua</a> <a href='mailto:a@b.ua'>нам</a>",
     "a@b.ua нам <a@b.ua>\n"},
    {"link-mail-with-subject", "<a href='mailto:a@b.ua?subject=x'>нам</a>",
     "нам <mailto:a@b.ua?subject=x>\n"},
    {"link-phone", "<a href='tel:+380501112233'>звоните</a>", "звоните <+380501112233>\n"},
    {"link-inner", "<a href='#x'>вниз</a> <a href='javascript:x()'>жми</a> <a>имя</a>",
     "вниз жми имя\n"},
    {"link-empty", "<a href='https://x.ua'></a>", "<https://x.ua>\n"},
    {"link-image", "<a href='https://x.ua'><img alt='Логотип'></a>", "[Логотип] <https://x.ua>\n"},
    {"link-in-block", "<a href='https://x.ua'><div>Кнопка</div></a>дальше",
     "Кнопка <https://x.ua>\nдальше\n"},
    {"link-split", "<a href='https://x.ua/a\n b'>x</a>", "x <https://x.ua/ab>\n"},
    {"image", "a<img src=x alt=' схема '><img src=y><img alt=' '>b", "a[схема]b\n"},
    {"list", "<p>x</p><ul><li>раз</li><li>два<br>строка</li></ul>y",
     "x\n\n- раз\n- два\n  строка\n\ny\n"},
    {"list-numbered", "<ol><li>a<li>b</ol><ol start=9><li>c<li>d<br>e</ol>",
     "1. a\n2. b\n\n9. c\n10. d\n    e\n"},
    {"list-nested", "<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", "- a\n  - b\n  - c\n- d\n"},
    {"list-paragraphs", "<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b\n"},
    {"quote", "x<blockquote>a<br>b<p>c</blockquote>y", "x\n\n> a\n> b\n>\n> c\n\ny\n"},
    {"definitions", "<dl><dt>Адрес<dd>Киев<dt>Час<dd>9:00</dl>",
     "Адрес\n    Киев\nЧас\n    9:00\n"},
    {"table", "<table><tr><th>Товар<th>Цена<tr><td>Кава<td>60</table>",
     "Товар | Цена\nКава | 60\n"},
    {"table-empty-cells", "<table><tr><td><td>a<td><td>b</table>", "a | b\n"},
    {"table-layout", "<table role=presentation><tr><td>a<td>b</table>", "a\nb\n"},
    {"table-of-blocks", "<table><tr><td><p>a</p></td><td><p>b</p></td></table>", "a\n\nb\n"},
    {"pre", "<pre>a  b\n  c\n\nd</pre>e", "a  b\n  c\n\nd\n\ne\n"},
    {"rule", "<body>a<hr>b", "a\n----------\nb\n"},
    {"hidden-elements",
     "<html><head><title>t</title><style>p{}</style></head><body>a<script>x</script><style>y</style>"
     "<select><option>o</select><textarea>z</textarea>b",
     "ab\n"},
    {"hidden-styles",
     "<div style='display:none'>1</div><span style='color:red; DISPLAY : None !important'>2</span>"
     "<p style='visibility:hidden'>3</p><i hidden>4<b>5</b></i>ok",
     "ok\n"},
    {"comments", "a<!-- нет --><!--[if mso]>нет<![endif]-->b", "ab\n"},
    {"controls", "a&#7;&#27;[31mb", "a[31mb\n"},
    {"meta-charset", "<html><head><meta charset='windows-1251'></head><body>Їжак", "Їжак\n"},
    {"meta-content-type",
     "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'><p>ґанок</p>", "ґанок\n"},
    {"broken", "<p>a<b>b<p>c</i></div>d</table><li>e", "ab\n\ncd\n\n- e\n"},
    {"emoji", "<p>😀 &#128512;</p>", "😀 😀\n"},
};

static void test_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = html_to_text(c->html, -1, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(text, ==, c->text);
}

static void test_bad_bytes(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(html_to_text("<p>\xC0\xC1", -1, &error));
    g_assert_error(error, HTML_ERROR, HTML_ERROR_UTF8);
    g_clear_error(&error);
    g_assert_null(html_to_text("a\0b", 3, &error));
    g_assert_error(error, HTML_ERROR, HTML_ERROR_UTF8);
}

static char *nested(const char *open, int times)
{
    GString *html = g_string_new(NULL);
    for (int i = 0; i < times; i++)
        g_string_append(html, open);
    g_string_append(html, "дно");
    return g_string_free(html, FALSE);
}

static void test_depth(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *fine = nested("<div>", HTML_DEPTH - 10);
    g_autofree char *text = html_to_text(fine, -1, &error);
    g_assert_cmpstr(text, ==, "дно\n");
    g_autofree char *deep = nested("<div>", HTML_DEPTH + 1);
    g_assert_null(html_to_text(deep, -1, &error));
    g_assert_error(error, HTML_ERROR, HTML_ERROR_DEPTH);
}

/* Each level costs room on every line; levels past the twelfth do not. */
static void test_margins_are_bounded(void)
{
    g_autoptr(GString) html = g_string_new(NULL);
    for (int i = 0; i < 400; i++)
        g_string_append(html, "<blockquote>");
    for (int i = 0; i < 1000; i++)
        g_string_append(html, "a<br>");
    g_autofree char *text = html_to_text(html->str, -1, NULL);
    g_assert_cmpuint(strlen(text), <, 1000 * 40);
}

/* A body of five megabytes loses nothing. */
static void test_large(void)
{
    g_autoptr(GString) html = g_string_new("<html><body>");
    int n = 0;
    for (; html->len < 5 * 1024 * 1024; n++)
        g_string_append_printf(
            html, "<p>Абзац <b>%d</b> &amp; <a href='https://x.ua/%d'>ещё</a></p>\n", n, n);
    g_autofree char *text = html_to_text(html->str, (gssize)html->len, NULL);
    g_autofree char *last = g_strdup_printf("Абзац %d & ещё <https://x.ua/%d>\n", n - 1, n - 1);
    g_assert_true(g_str_has_suffix(text, last));
    int lines = 0;
    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    g_assert_cmpint(lines, ==, 2 * n - 1);
}

/* One text node as large as a body: no limit of the parser cuts it. */
static void test_large_text(void)
{
    g_autofree char *word = g_strnfill(6 * 1024 * 1024, 'x');
    g_autofree char *text = html_to_text(word, -1, NULL);
    g_assert_cmpuint(strlen(text), ==, strlen(word) + 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/html/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/html/bad-bytes", test_bad_bytes);
    g_test_add_func("/html/depth", test_depth);
    g_test_add_func("/html/margins", test_margins_are_bounded);
    g_test_add_func("/html/large", test_large);
    g_test_add_func("/html/large-text", test_large_text);
    return g_test_run();
}
