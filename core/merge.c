#include "core/merge.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK(merge_error, merge_error)

/* Lower case, ' for every apostrophe; a blank typed for `_` is as good. */
static const struct {
    const char *en, *ru, *uk;
} names[MERGE_FIELDS] = {
    [MERGE_FIRST_NAME] = {"first_name", "имя", "ім'я"},
    [MERGE_SURNAME] = {"surname", "фамилия", "прізвище"},
    [MERGE_PATRONYMIC] = {"patronymic", "отчество", "по батькові"},
    [MERGE_COMPANY] = {"company", "компания", "компанія"},
    [MERGE_EMAIL] = {"email", "почта", "пошта"},
    [MERGE_PHONE] = {"phone", "телефон", "телефон"},
    [MERGE_EMPLOYEE] = {"employee", "сотрудник", "співробітник"},
    [MERGE_POSITION] = {"position", "должность", "посада"},
    [MERGE_ENTERPRISE] = {"enterprise", "предприятие", "підприємство"},
    [MERGE_UNSUBSCRIBE] = {"unsubscribe", "отписаться", "відписатися"},
};

const char *merge_name(MergeField field, const char *language)
{
    if (g_strcmp0(language, "ru") == 0)
        return names[field].ru;
    return g_strcmp0(language, "uk") == 0 ? names[field].uk : names[field].en;
}

/* --- names ------------------------------------------------------------------------------------ */

static bool is_apostrophe(gunichar c)
{
    return c == '\'' || c == '`' || c == 0x00B4 || c == 0x02B9 || c == 0x02BC || c == 0x2018 ||
           c == 0x2019 || c == 0x2032 || c == 0xFF07;
}

static bool is_blank(gunichar c)
{
    return c == ' ' || c == '_' || c == 0x00A0;
}

/* HTML editors write some of a name's characters as references. */
static const struct {
    const char *reference;
    gunichar c;
} references[] = {
    {"&nbsp;", ' '},   {"&#160;", ' '},    {"&#39;", '\''},   {"&#039;", '\''},  {"&#x27;", '\''},
    {"&apos;", '\''},  {"&rsquo;", '\''},  {"&lsquo;", '\''}, {"&prime;", '\''}, {"&acute;", '\''},
    {"&#8217;", '\''}, {"&#x2019;", '\''}, {"&#700;", '\''},
};

static const char *next_reference(const char *at, gunichar *c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(references); i++) {
        size_t length = strlen(references[i].reference);
        if (g_ascii_strncasecmp(at, references[i].reference, length) == 0) {
            *c = references[i].c;
            return at + length;
        }
    }
    return NULL;
}

/* One character of a name, folded but for case; NULL: the name ends before `at`. */
static const char *next_of_name(const char *at, MergeKind kind, gunichar *c)
{
    if (*at == '&' && kind == MERGE_HTML)
        return next_reference(at, c);
    *c = g_utf8_get_char(at);
    if (is_apostrophe(*c))
        *c = '\'';
    else if (is_blank(*c))
        *c = ' ';
    else if (!g_unichar_isalpha(*c) && !g_unichar_ismark(*c))
        return NULL;
    return g_utf8_next_char(at);
}

/* The longest name there is has 12 characters; a longer one needs no folding to be unknown, and the
 * message quotes no more than this. */
enum { NAME_BYTES = 128 };

/* The folded name from `at`; *end is what follows it. NULL: no letter in it. */
static char *read_name(const char *at, MergeKind kind, const char **end)
{
    g_autoptr(GString) raw = g_string_new(NULL);
    gunichar c;
    for (const char *next; (next = next_of_name(at, kind, &c)); at = next)
        if (raw->len < NAME_BYTES && (c != ' ' || (raw->len && raw->str[raw->len - 1] != ' ')))
            g_string_append_unichar(raw, c);
    *end = at;
    g_strchomp(raw->str);
    if (strspn(raw->str, "' ") == strlen(raw->str))
        return NULL;
    return g_utf8_strdown(raw->str, -1);
}

static bool is_name(const char *folded, const char *name)
{
    for (; *folded && *name; folded++, name++)
        if (*folded != (*name == '_' ? ' ' : *name))
            return false;
    return *folded == *name;
}

static MergeField find_field(const char *folded)
{
    for (MergeField f = 0; f < MERGE_FIELDS; f++)
        if (is_name(folded, names[f].en) || is_name(folded, names[f].ru) ||
            is_name(folded, names[f].uk))
            return f;
    return MERGE_FIELDS;
}

/* --- places that are not looked into ---------------------------------------------------------- */

static const char *find_no_case(const char *text, const char *what)
{
    size_t length = strlen(what);
    for (; (text = strchr(text, what[0])); text++)
        if (g_ascii_strncasecmp(text, what, length) == 0)
            return text;
    return NULL;
}

/* `<style` followed by what can follow a tag's name. */
static bool opens(const char *at, const char *tag)
{
    size_t length = strlen(tag);
    return g_ascii_strncasecmp(at, tag, length) == 0 &&
           (at[length] == '\0' || strchr(" \t\r\n/>", at[length]));
}

/* `at` is a '<'. Where text goes on after a comment, style or script that begins here; NULL: none
 * does. One without an end reaches to the end of the text, as in every browser. */
static const char *skip_element(const char *at)
{
    const char *end;
    if (g_str_has_prefix(at, "<!--"))
        end = strstr(at + 2, "-->"); /* <!--> is a whole comment */
    else if (opens(at, "<style"))
        end = find_no_case(at, "</style");
    else if (opens(at, "<script"))
        end = find_no_case(at, "</script");
    else
        return NULL;
    return end ? end : at + strlen(at);
}

/* --- scanning --------------------------------------------------------------------------------- */

typedef struct {
    MergeField field;
    const char *fallback; /* into the text; NULL: none */
    gsize fallback_length;
    const char *end; /* after the closing brace */
} Use;

static bool fail_at(const char *text, const char *at, GError **error, MergeError code,
                    const char *reason)
{
    long line = 1;
    const char *start = text;
    for (const char *p = text; p < at; p++)
        if (*p == '\n') {
            line++;
            start = p + 1;
        }
    g_set_error(error, MERGE_ERROR, code, _("line %ld, character %ld: %s"), line,
                g_utf8_strlen(start, at - start) + 1, reason);
    return false;
}

static bool fail_unknown(const char *text, const char *at, const char *name, GError **error)
{
    g_autofree char *reason = g_strdup_printf(
        _("there is no merge field {%s}; known are first_name, surname, patronymic, company, "
          "email, phone, employee, position, enterprise and unsubscribe"),
        name);
    return fail_at(text, at, error, MERGE_ERROR_UNKNOWN, reason);
}

static bool read_fallback(const char *text, const char *at, Use *use, GError **error)
{
    const char *end = at + strcspn(at, "{}");
    if (*end == '{')
        return fail_at(text, end, error, MERGE_ERROR_SYNTAX,
                       _("a fallback cannot hold a brace; close the merge field before it"));
    if (*end == '\0')
        return fail_at(text, at, error, MERGE_ERROR_SYNTAX,
                       _("the merge field has no closing brace"));
    use->fallback = at;
    use->fallback_length = (gsize)(end - at);
    use->end = end + 1;
    return true;
}

/* `at` is a '{'. use->end NULL: no field begins here, the brace is text. */
static bool read_use(const char *text, const char *at, MergeKind kind, Use *use, GError **error)
{
    *use = (Use){.field = MERGE_FIELDS};
    const char *end;
    g_autofree char *name = read_name(at + 1, kind, &end);
    if (!name || (*end != '}' && *end != '|'))
        return true;
    use->field = find_field(name);
    if (use->field == MERGE_FIELDS) {
        /* {a|b without an end, {a|{b}}: a pipe alone makes no field of an unknown word. */
        if (*end == '|' && end[strcspn(end, "{}")] != '}')
            return true;
        return fail_unknown(text, at, name, error);
    }
    if (*end == '|')
        return read_fallback(text, end + 1, use, error);
    use->end = end + 1;
    return true;
}

/* Called for each stretch of plain text (use NULL) and each field. */
typedef bool (*Visit)(const char *from, const char *to, const Use *use, void *data, GError **error);

static bool scan(const char *text, MergeKind kind, Visit visit, void *data, GError **error)
{
    const char *from = text, *at = text;
    while (*(at += strcspn(at, "{<"))) {
        const char *skipped = *at == '<' && kind == MERGE_HTML ? skip_element(at) : NULL;
        Use use = {.end = NULL};
        if (*at == '{' && !read_use(text, at, kind, &use, error))
            return false;
        if (!use.end) {
            at = skipped ? skipped : at + 1;
            continue;
        }
        if (!visit(from, at, NULL, data, error) || !visit(at, use.end, &use, data, error))
            return false;
        from = at = use.end;
    }
    return visit(from, at, NULL, data, error);
}

/* --- rendering -------------------------------------------------------------------------------- */

typedef struct {
    MergeKind kind;
    const MergeValues *values;
    MergeField *missing;
    GString *out;
} Render;

/* g_markup_escape_text would turn control characters into references that HTML does not have. */
static void append_escaped(GString *out, const char *value)
{
    for (const char *p = value; *p; p++)
        switch (*p) {
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        case '\'':
            g_string_append(out, "&#39;");
            break;
        default:
            g_string_append_c(out, *p);
        }
}

static bool fail_empty(MergeField field, Render *render, GError **error)
{
    if (render->missing)
        *render->missing = field;
    g_set_error(error, MERGE_ERROR, MERGE_ERROR_EMPTY,
                _("the merge field {%s} is empty for this client and has no fallback; fill it in, "
                  "or write {%s|…} in the letter"),
                names[field].en, names[field].en);
    return false;
}

static bool render_part(const char *from, const char *to, const Use *use, void *data,
                        GError **error)
{
    Render *render = data;
    if (!use) {
        g_string_append_len(render->out, from, to - from);
        return true;
    }
    const char *value = render->values->value[use->field];
    if (!value || !*value) {
        if (!use->fallback)
            return fail_empty(use->field, render, error);
        g_string_append_len(render->out, use->fallback, (gssize)use->fallback_length);
    } else if (render->kind == MERGE_HTML) {
        append_escaped(render->out, value);
    } else {
        g_string_append(render->out, value);
    }
    return true;
}

static bool check_part(const char *from, const char *to, const Use *use, void *data, GError **error)
{
    return true;
}

static bool is_text(const char *text, GError **error)
{
    if (g_utf8_validate(text, -1, NULL))
        return true;
    g_set_error(error, MERGE_ERROR, MERGE_ERROR_UTF8, _("the text is not UTF-8"));
    return false;
}

/* A subject becomes a header line: whatever could end that line is refused, whoever typed it. */
static bool is_header_safe(const char *text, GError **error)
{
    for (const char *p = text; *p; p++)
        if (g_ascii_iscntrl(*p))
            return fail_at(text, p, error, MERGE_ERROR_UNSAFE,
                           _("a subject cannot hold a line break or another control character"));
    return true;
}

bool merge_check(const char *text, MergeKind kind, GError **error)
{
    if (!is_text(text, error) || (kind == MERGE_SUBJECT && !is_header_safe(text, error)))
        return false;
    return scan(text, kind, check_part, NULL, error);
}

char *merge_render(const char *text, MergeKind kind, const MergeValues *values, MergeField *missing,
                   GError **error)
{
    if (!is_text(text, error))
        return NULL;
    g_autoptr(GString) out = g_string_sized_new(strlen(text) + 64);
    Render render = {.kind = kind, .values = values, .missing = missing, .out = out};
    if (!scan(text, kind, render_part, &render, error))
        return NULL;
    if (kind == MERGE_SUBJECT && !is_header_safe(out->str, error))
        return NULL;
    return g_strdup(out->str);
}
