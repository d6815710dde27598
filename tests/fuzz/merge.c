#include "core/merge.h"
#include "fuzz.h"

#include <string.h>

const char *const fuzz_seeds[] = {
    "Добрый день, {имя|друг}! {ім'я} {first_name} {по батькові|} {COMPANY}",
    "<style>a{имя}b</style><!-- {имя} --><script>{имя}</script>{имя}<p>{email|x@y}",
    "{ім&rsquo;я} {first&nbsp;name} {surname|a &amp; b} {{имя}} {|} {} {:} {\"a\":1}",
    "<STYLE x>{</style\n><!-->{имя}<!--->-->{phone|{x}} {phone|x",
    NULL,
};

/* What may be sent was checked before: check and render agree, and nothing of a value that was
 * given comes out unescaped. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    MergeValues values = {{NULL}};
    for (int f = 0; f < MERGE_FIELDS; f++)
        values.value[f] = "\x01<v>";
    for (MergeKind kind = MERGE_HTML; kind <= MERGE_SUBJECT; kind++) {
        g_autoptr(GError) refused = NULL;
        bool good = merge_check(text, kind, &refused);
        g_assert_true(good == !refused);
        g_autofree char *sent = merge_render(text, kind, &values, NULL, NULL);
        if (kind == MERGE_HTML)
            g_assert_true(good == (sent != NULL));
        if (sent && kind == MERGE_HTML)
            g_assert_true(!strstr(sent, "\x01<v>") || strstr(text, "\x01<v>"));
        if (sent && kind == MERGE_SUBJECT)
            g_assert_null(strpbrk(sent, "\r\n\x01"));
    }
    return 0;
}
