#include "html_writer.h"

#include <string.h>

/* More quotation and list levels than this are not shown: each costs room on every line. */
enum { MARGINS = 12 };

typedef struct {
    char *first; /* NULL: written already */
    char *rest;
} Margin;

static void margin_free(gpointer data)
{
    Margin *margin = data;
    g_free(margin->first);
    g_free(margin->rest);
    g_free(margin);
}

Writer *writer_new(void)
{
    Writer *writer = g_new0(Writer, 1);
    writer->out = g_string_new(NULL);
    writer->margins = g_ptr_array_new_with_free_func(margin_free);
    return writer;
}

void writer_free(Writer *writer)
{
    if (!writer)
        return;
    if (writer->out)
        g_string_free(writer->out, TRUE);
    g_ptr_array_unref(writer->margins);
    g_free(writer);
}

char *writer_finish(Writer *writer)
{
    if (writer->out->len)
        g_string_append_c(writer->out, '\n');
    char *text = g_string_free(g_steal_pointer(&writer->out), FALSE);
    writer_free(writer);
    return text;
}

void writer_push_margin(Writer *writer, const char *first, bool repeated)
{
    Margin *margin = g_new0(Margin, 1);
    margin->first = g_strdup(first);
    margin->rest = repeated ? g_strdup(first) : g_strnfill(strlen(first), ' ');
    g_ptr_array_add(writer->margins, margin);
}

void writer_pop_margin(Writer *writer)
{
    g_ptr_array_set_size(writer->margins, (int)writer->margins->len - 1);
}

static void trim_line(GString *out)
{
    while (out->len && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
}

static void begin_line(Writer *writer, bool empty)
{
    for (guint i = 0; i < writer->margins->len && i < MARGINS; i++) {
        Margin *margin = writer->margins->pdata[i];
        if (empty && margin->first)
            break; /* the blank line stands before this level */
        g_string_append(writer->out, margin->first && !empty ? margin->first : margin->rest);
        if (!empty)
            g_clear_pointer(&margin->first, g_free);
    }
    if (empty)
        trim_line(writer->out);
}

/* Writes what is owed; text follows. */
static void settle(Writer *writer)
{
    GString *out = writer->out;
    if (out->len == 0) {
        begin_line(writer, false);
    } else if (writer->breaks) {
        trim_line(out);
        for (int i = writer->breaks; i > 0; i--) {
            g_string_append_c(out, '\n');
            begin_line(writer, i > 1);
        }
    } else if (writer->separator) {
        g_string_append(out, writer->separator);
    } else if (writer->blank) {
        g_string_append_c(out, ' ');
    }
    writer->breaks = 0;
    writer->blank = false;
    writer->separator = NULL;
}

void writer_break(Writer *writer, int breaks)
{
    writer->breaks = MAX(writer->breaks, breaks);
}

void writer_more_break(Writer *writer)
{
    writer->breaks = MIN(writer->breaks + 1, 2);
}

void writer_separate(Writer *writer, const char *separator)
{
    writer->separator = separator;
}

void writer_append(Writer *writer, const char *text)
{
    trim_line(writer->out);
    g_string_append(writer->out, text);
}

static bool is_space(gunichar c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x00A0 ||
           c == 0x202F || c == 0x2007;
}

/* Letters pad their preview line with characters of no width, and hyphenate with them. */
static bool is_invisible(gunichar c)
{
    return c == 0x00AD || c == 0x034F || c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

/* Joiners have a meaning inside words (emoji, Persian) and are padding elsewhere. */
static bool is_joiner(gunichar c)
{
    return c == 0x200C || c == 0x200D;
}

static void write_character(Writer *writer, gunichar c)
{
    bool in_word = writer->out->len && !writer->blank && !writer->breaks && !writer->separator;
    settle(writer);
    if (in_word && writer->joiner)
        g_string_append_unichar(writer->out, writer->joiner);
    writer->joiner = 0;
    g_string_append_unichar(writer->out, c);
}

void writer_text(Writer *writer, const char *text, gsize length)
{
    for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_space(c))
            writer->blank = true;
        else if (is_joiner(c))
            writer->joiner = c;
        else if (!g_unichar_iscntrl(c) && !is_invisible(c))
            write_character(writer, c);
    }
}

void writer_preformatted(Writer *writer, const char *text, gsize length)
{
    for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\n') {
            writer_more_break(writer);
        } else if (c == '\t' || !g_unichar_iscntrl(c)) {
            settle(writer);
            g_string_append_unichar(writer->out, c);
        }
    }
}
