#include "core/html.h"
#include "fuzz.h"

#include <string.h>

const char *const fuzz_seeds[] = {
    "<html><head><title>t</title><style>p{}</style></head><body><h1>Заголовок</h1><p>Текст "
    "<a href=\"https://example.com/?a=1&amp;b=2\">ссылка</a><br>ещё&nbsp;слово</p></body></html>",
    "<ul><li>один<ul><li>два</ul><li>три</ul><ol start=3><li>a<li>b</ol><blockquote>q</blockquote>",
    "<table><tr><th>A<td>B<tr><td>1</td><td><table role=presentation><tr><td>x<td>y</table></table>",
    "<pre>a\n  b</pre><hr><img alt=' картинка ' src=x><div style='display: none'>нет</div>",
    "<dl><dt>t<dd>d</dl><svg><a>x</a></svg><select><option>o</select><!-- c --><![CDATA[ x ]]>",
    "<p>&#1;&#xD800;&#1114112;&lt;&unknown;&amp</p><b><i></b></i></p></div><meta charset=koi8-r>",
    NULL,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = html_to_text((const char *)data, (gssize)size, &error);
    g_assert_true((text != NULL) == (error == NULL));
    if (!text)
        return 0;
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_assert_null(strpbrk(text, "\r\x1b\x07"));
    g_assert_null(strstr(text, "\n\n\n\n"));
    g_assert_true(*text == '\0' || g_str_has_suffix(text, "\n"));
    return 0;
}
