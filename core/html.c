#include "core/html.h"

#include "html_writer.h"

#include <glib/gi18n-lib.h>
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK(html_error, html_error)

/* --- what elements do ------------------------------------------------------------------------- */

typedef struct Walk Walk;
typedef struct Element Element;

typedef struct {
    const char *name;
    int breaks;  /* before and after: 1 a line of its own, 2 a blank line around it */
    bool hidden; /* its content is not for readers */
    void (*open)(Walk *walk, Element *element, const xmlChar **attributes);
    void (*close)(Walk *walk, Element *element);
} Tag;

struct Element {
    const Tag *tag; /* NULL: inline and nothing special */
    bool hidden;    /* it or one around it */
    bool margin;    /* pushed one */
    bool layout;    /* table: made for looks, not for data */
    int breaks;     /* the tag's, but a list in a list item is no paragraph of its own */
    int items;      /* ol: the number of the next item; ul: 0 */
    gsize start;    /* a, tr: where its text begins */
    char *address;  /* a */
};

struct Walk {
    Writer *writer;
    GArray *elements; /* of Element: the open ones */
    xmlParserCtxtPtr parser;
    bool too_deep;
};

static void element_clear(gpointer data)
{
    g_free(((Element *)data)->address);
}

static const char *attribute(const xmlChar **attributes, const char *name)
{
    for (; attributes && attributes[0]; attributes += 2)
        if (g_ascii_strcasecmp((const char *)attributes[0], name) == 0)
            return attributes[1] ? (const char *)attributes[1] : "";
    return NULL;
}

static Element *nearest(Walk *walk, const char *name)
{
    for (guint i = walk->elements->len; i > 0; i--) {
        Element *element = &g_array_index(walk->elements, Element, i - 1);
        if (element->tag && g_str_equal(element->tag->name, name))
            return element;
    }
    return NULL;
}

static bool is_list(const Tag *tag)
{
    return g_str_equal(tag->name, "ul") || g_str_equal(tag->name, "ol");
}

static void push_margin(Walk *walk, Element *element, const char *first, bool repeated)
{
    writer_push_margin(walk->writer, first, repeated);
    element->margin = true;
}

static void open_quote(Walk *walk, Element *element, const xmlChar **attributes)
{
    push_margin(walk, element, "> ", true);
}

static void open_numbered(Walk *walk, Element *element, const xmlChar **attributes)
{
    const char *start = attribute(attributes, "start");
    element->items = start ? CLAMP(atoi(start), 1, 1000000) : 1;
}

static void open_item(Walk *walk, Element *element, const xmlChar **attributes)
{
    Element *list = NULL;
    for (guint i = walk->elements->len; i > 0 && !list; i--) {
        Element *around = &g_array_index(walk->elements, Element, i - 1);
        if (around->tag && is_list(around->tag))
            list = around;
    }
    if (list && list->items) {
        g_autofree char *mark = g_strdup_printf("%d. ", list->items++);
        push_margin(walk, element, mark, false);
    } else {
        push_margin(walk, element, "- ", false);
    }
}

static void open_definition(Walk *walk, Element *element, const xmlChar **attributes)
{
    push_margin(walk, element, "    ", true);
}

static void open_table(Walk *walk, Element *element, const xmlChar **attributes)
{
    element->layout = g_strcmp0(attribute(attributes, "role"), "presentation") == 0;
}

static void open_row(Walk *walk, Element *element, const xmlChar **attributes)
{
    element->start = walk->writer->out->len;
}

static void open_cell(Walk *walk, Element *element, const xmlChar **attributes)
{
    const Element *row = nearest(walk, "tr"), *table = nearest(walk, "table");
    if (!row || (table && table->layout))
        writer_break(walk->writer, 1);
    else if (walk->writer->out->len > row->start)
        writer_separate(walk->writer, " | ");
}

static void open_line(Walk *walk, Element *element, const xmlChar **attributes)
{
    writer_more_break(walk->writer);
}

static void open_rule(Walk *walk, Element *element, const xmlChar **attributes)
{
    writer_text(walk->writer, "----------", 10);
}

static void open_image(Walk *walk, Element *element, const xmlChar **attributes)
{
    const char *words = attribute(attributes, "alt");
    g_autofree char *stripped = g_strstrip(g_strdup(words ? words : ""));
    g_autofree char *shown = g_strdup_printf("[%s]", stripped);
    if (*stripped)
        writer_text(walk->writer, shown, strlen(shown));
}

/* --- links ------------------------------------------------------------------------------------ */

/* As it is shown: without blanks and controls, plain mailto: and tel: without their scheme. NULL:
 * nothing a reader could follow. */
static char *shown_address(const char *href)
{
    g_autoptr(GString) address = g_string_new(NULL);
    for (const char *p = href; *p; p++)
        if ((guchar)*p > ' ' && *p != 0x7F)
            g_string_append_c(address, *p);
    static const char *const inner[] = {"#", "javascript:", "vbscript:", "data:", "cid:"};
    for (size_t i = 0; i < G_N_ELEMENTS(inner); i++)
        if (g_ascii_strncasecmp(address->str, inner[i], strlen(inner[i])) == 0)
            return NULL;
    const char *text = address->str;
    if (g_ascii_strncasecmp(text, "mailto:", 7) == 0 && !strchr(text, '?'))
        text += 7;
    else if (g_ascii_strncasecmp(text, "tel:", 4) == 0)
        text += 4;
    return *text ? g_strdup(text) : NULL;
}

static void open_link(Walk *walk, Element *element, const xmlChar **attributes)
{
    const char *href = attribute(attributes, "href");
    element->start = walk->writer->out->len;
    element->address = href ? shown_address(href) : NULL;
}

/* "example.com" and "https://example.com/" say the same. */
static bool says_the_same(const char *text, const char *address)
{
    const char *scheme = strstr(address, "://");
    const char *bare = scheme && !g_str_has_prefix(text, "http") ? scheme + 3 : address;
    size_t length = strlen(bare);
    if (length && bare[length - 1] == '/' && !g_str_has_suffix(text, "/"))
        length--;
    return strlen(text) == length && g_ascii_strncasecmp(text, bare, length) == 0;
}

static void close_link(Walk *walk, Element *element)
{
    if (!element->address)
        return;
    GString *out = walk->writer->out;
    g_autofree char *text = g_strdup(out->str + element->start);
    g_strstrip(text);
    g_autofree char *shown = g_strdup_printf("<%s>", element->address);
    if (!*text) {
        writer_text(walk->writer, shown, strlen(shown));
    } else if (!says_the_same(text, element->address)) {
        g_autofree char *behind = g_strconcat(" ", shown, NULL);
        writer_append(walk->writer, behind);
    }
}

/* --- the table -------------------------------------------------------------------------------- */

static const Tag tags[] = {
    {"a", .open = open_link, .close = close_link},
    {"address", .breaks = 1},
    {"article", .breaks = 1},
    {"aside", .breaks = 1},
    {"blockquote", .breaks = 2, .open = open_quote},
    {"br", .open = open_line},
    {"caption", .breaks = 1},
    {"center", .breaks = 1},
    {"dd", .breaks = 1, .open = open_definition},
    {"div", .breaks = 1},
    {"dl", .breaks = 2},
    {"dt", .breaks = 1},
    {"figcaption", .breaks = 1},
    {"figure", .breaks = 1},
    {"footer", .breaks = 1},
    {"form", .breaks = 1},
    {"h1", .breaks = 2},
    {"h2", .breaks = 2},
    {"h3", .breaks = 2},
    {"h4", .breaks = 2},
    {"h5", .breaks = 2},
    {"h6", .breaks = 2},
    {"head", .hidden = true},
    {"header", .breaks = 1},
    {"hr", .breaks = 1, .open = open_rule},
    {"iframe", .hidden = true},
    {"img", .open = open_image},
    {"li", .breaks = 1, .open = open_item},
    {"main", .breaks = 1},
    {"nav", .breaks = 1},
    {"object", .hidden = true},
    {"ol", .breaks = 2, .open = open_numbered},
    {"p", .breaks = 2},
    {"pre", .breaks = 2},
    {"script", .hidden = true},
    {"section", .breaks = 1},
    {"select", .hidden = true},
    {"style", .hidden = true},
    {"svg", .hidden = true},
    {"table", .breaks = 1, .open = open_table},
    {"td", .open = open_cell},
    {"template", .hidden = true},
    {"textarea", .hidden = true},
    {"th", .open = open_cell},
    {"title", .hidden = true},
    {"tr", .breaks = 1, .open = open_row},
    {"ul", .breaks = 2},
};

static int compare_tag(const void *name, const void *tag)
{
    return g_ascii_strcasecmp(name, ((const Tag *)tag)->name);
}

static const Tag *find_tag(const xmlChar *name)
{
    return bsearch(name, tags, G_N_ELEMENTS(tags), sizeof(Tag), compare_tag);
}

/* --- walking ---------------------------------------------------------------------------------- */

static bool is_hidden_by_attribute(const xmlChar **attributes)
{
    const char *style = attribute(attributes, "style");
    if (attribute(attributes, "hidden"))
        return true;
    if (!style)
        return false;
    g_autoptr(GString) packed = g_string_new(NULL);
    for (const char *p = style; *p; p++)
        if (!g_ascii_isspace(*p))
            g_string_append_c(packed, g_ascii_tolower(*p));
    return strstr(packed->str, "display:none") || strstr(packed->str, "visibility:hidden");
}

static bool is_hidden(const Walk *walk)
{
    guint depth = walk->elements->len;
    return depth && g_array_index(walk->elements, Element, depth - 1).hidden;
}

static void on_open(void *data, const xmlChar *name, const xmlChar **attributes)
{
    Walk *walk = data;
    if (walk->elements->len >= HTML_DEPTH) {
        walk->too_deep = true;
        xmlStopParser(walk->parser);
        return;
    }
    const Tag *tag = find_tag(name);
    Element element = {.tag = tag, .hidden = is_hidden(walk)};
    element.hidden = element.hidden || (tag && tag->hidden) || is_hidden_by_attribute(attributes);
    if (tag && !element.hidden) {
        element.breaks = is_list(tag) && nearest(walk, "li") ? 1 : tag->breaks;
        writer_break(walk->writer, element.breaks);
        if (tag->open)
            tag->open(walk, &element, attributes);
    }
    g_array_append_val(walk->elements, element);
}

static void close_element(Walk *walk)
{
    guint last = walk->elements->len - 1;
    Element *element = &g_array_index(walk->elements, Element, last);
    if (element->tag && !element->hidden) {
        if (element->tag->close)
            element->tag->close(walk, element);
        if (element->margin)
            writer_pop_margin(walk->writer);
        writer_break(walk->writer, element->breaks);
    }
    g_array_set_size(walk->elements, last);
}

/* The parser closes what authors forgot, so that ends come in the order of beginnings. */
static void on_close(void *data, const xmlChar *name)
{
    Walk *walk = data;
    if (walk->elements->len)
        close_element(walk);
}

static void on_text(void *data, const xmlChar *text, int length)
{
    Walk *walk = data;
    if (is_hidden(walk))
        return;
    if (nearest(walk, "pre"))
        writer_preformatted(walk->writer, (const char *)text, (gsize)length);
    else
        writer_text(walk->writer, (const char *)text, (gsize)length);
}

static bool parse(Walk *walk, const char *html, gsize length)
{
    xmlInitParser();
    walk->parser = htmlNewParserCtxt();
    if (!walk->parser)
        return false;
    *walk->parser->sax = (xmlSAXHandler){
        .startElement = on_open,
        .endElement = on_close,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
    };
    walk->parser->userData = walk;
    /* The body is UTF-8 whatever its <meta> says: it was typed and stored here. */
    htmlDocPtr document =
        htmlCtxtReadMemory(walk->parser, html, (int)length, NULL, "UTF-8",
                           HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                               HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    if (document)
        xmlFreeDoc(document);
    if (walk->parser->myDoc)
        xmlFreeDoc(walk->parser->myDoc);
    htmlFreeParserCtxt(walk->parser);
    return !walk->too_deep;
}

static bool is_readable(const char *html, gsize length, GError **error)
{
    if (length <= G_MAXINT && g_utf8_validate_len(html, length, NULL))
        return true;
    g_set_error(error, HTML_ERROR, HTML_ERROR_UTF8,
                _("the HTML is not UTF-8 text; save it again as UTF-8"));
    return false;
}

char *html_to_text(const char *html, gssize length, GError **error)
{
    gsize size = length < 0 ? strlen(html) : (gsize)length;
    if (!is_readable(html, size, error))
        return NULL;
    g_autoptr(Writer) writer = writer_new();
    Walk walk = {.writer = writer, .elements = g_array_new(FALSE, FALSE, sizeof(Element))};
    g_array_set_clear_func(walk.elements, element_clear);
    bool read = size == 0 || parse(&walk, html, size);
    while (read && walk.elements->len)
        close_element(&walk);
    g_array_unref(walk.elements);
    if (read)
        return writer_finish(g_steal_pointer(&writer));
    g_set_error(error, HTML_ERROR, walk.too_deep ? HTML_ERROR_DEPTH : HTML_ERROR_FAILED,
                walk.too_deep ? _("the HTML nests elements more than %d deep; simplify it")
                              : _("the HTML cannot be read (limit of nesting: %d)"),
                HTML_DEPTH);
    return NULL;
}
