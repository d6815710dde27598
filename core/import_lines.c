#include "import_lines.h"
#include "core/import.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

bool lines_fail(const ImportLines *lines, const char *sentence, GError **error)
{
    g_set_error(error, IMPORT_ERROR, IMPORT_ERROR_FILE, "%s: %s", lines->name, sentence);
    return false;
}

/* At most `size` bytes; -1 with an error. */
static ssize_t read_bytes(ImportLines *lines, void *bytes, size_t size, GError **error)
{
    ssize_t n;
    do
        n = read(lines->file, bytes, size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        lines_fail(lines, g_strerror(errno), error);
    else
        lines->read += n;
    return n;
}

/* What the rows before no longer need makes room. */
static bool read_on(ImportLines *lines, size_t *start, GError **error)
{
    char bytes[PIECE];
    if (*start > PIECE) {
        g_string_erase(lines->text, 0, (gssize)*start);
        lines->at -= *start;
        *start = 0;
    }
    ssize_t n = read_bytes(lines, bytes, sizeof bytes, error);
    if (n < 0)
        return false;
    lines->at_end = n == 0;
    charset_reader_feed(lines->reader, bytes, (size_t)n, lines->at_end, lines->text);
    return true;
}

/* Where the line at `from` ends, behind its line break; 0: not in the text yet. Two characters
 * may make one break, and the second may still be in the file. */
size_t lines_end(const ImportLines *lines, size_t from)
{
    const char *text = lines->text->str;
    size_t end = from + strcspn(text + from, "\r\n");
    while (end < lines->text->len && !text[end]) /* a NUL, see source_next */
        end += 1 + strcspn(text + end + 1, "\r\n");
    if (end >= lines->text->len)
        return lines->at_end ? lines->text->len : 0;
    if (text[end] == '\n')
        return end + 1;
    if (end + 1 >= lines->text->len)
        return lines->at_end ? end + 1 : 0;
    return end + (text[end + 1] == '\n' ? 2 : 1);
}

/* Makes a whole line stand at lines->at, from where the row began at *start. */
Line lines_find(ImportLines *lines, size_t *start, size_t *end, GError **error)
{
    while ((*end = lines_end(lines, lines->at)) == 0) {
        if (lines->at_end)
            return LINE_NONE;
        if (lines->text->len - lines->at > LINES_ROW)
            return LINE_TOO_LONG;
        if (!read_on(lines, start, error))
            return LINE_FAILED;
    }
    if (lines->at >= lines->text->len)
        return LINE_NONE;
    return *end - lines->at > LINES_ROW ? LINE_TOO_LONG : LINE_AT_HAND;
}

/* Drops the rest of a line without keeping it. */
bool lines_skip(ImportLines *lines, GError **error)
{
    for (;;) {
        size_t end = lines_end(lines, lines->at);
        if (end || lines->at_end) {
            lines->at = end ? end : lines->text->len;
            return true;
        }
        g_string_truncate(lines->text, 0);
        lines->at = 0;
        if (!read_on(lines, &lines->at, error))
            return false;
    }
}

/* --- opening ---------------------------------------------------------------------------------- */

static bool open_file(ImportLines *lines, GError **error)
{
    struct stat status;
    lines->file = open(lines->name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (lines->file < 0 || fstat(lines->file, &status) != 0) {
        g_set_error(error, IMPORT_ERROR, IMPORT_ERROR_ABSENT, "%s: %s", lines->name,
                    g_strerror(errno));
        return false;
    }
    if (!S_ISREG(status.st_mode))
        return lines_fail(lines, _("this is not a file"), error);
    if (status.st_size == 0)
        return lines_fail(lines, _("the file is empty"), error);
    lines->size = status.st_size;
    return true;
}

static const char *other_format(const char *bytes, size_t size)
{
    static const struct {
        const char *start;
        size_t size;
        const char *advice;
    } formats[] = {
        {"PK\x03\x04", 4, N_("this is a workbook or an archive: save the sheet as CSV first")},
        {"\xd0\xcf\x11\xe0", 4, N_("this is an old Excel workbook: save the sheet as CSV first")},
        {"%PDF", 4, N_("this is a PDF document: a table of text is needed")},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (size >= formats[i].size && memcmp(bytes, formats[i].start, formats[i].size) == 0)
            return _(formats[i].advice);
    return NULL;
}

#define HTML_PAGE                                                                                  \
    N_("this is an HTML page, not CSV: open it in a spreadsheet and save the table as CSV")

/* Text that is no table. */
static const char *other_text(const GString *text)
{
    static const struct {
        const char *start, *advice;
    } formats[] = {
        {"<!doctype html", HTML_PAGE},
        {"<html", HTML_PAGE},
        {"<table", HTML_PAGE},
        {"<?xml", N_("this is XML, not CSV: open it in a spreadsheet and save the table as CSV")},
        {"{\\rtf", N_("this is an RTF document, not CSV: a table of text is needed")},
        {"{\"", N_("this is JSON, not CSV: a table of text is needed")},
        {"[{", N_("this is JSON, not CSV: a table of text is needed")},
    };
    const char *start = text->str + strspn(text->str, " \t\r\n");
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (g_ascii_strncasecmp(start, formats[i].start, strlen(formats[i].start)) == 0)
            return _(formats[i].advice);
    return NULL;
}

/* Text has next to none of what a binary file is full of. */
static bool is_text(const GString *text)
{
    size_t odd = 0;
    for (size_t i = 0; i < text->len; i++) {
        unsigned char c = (unsigned char)text->str[i];
        odd += c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f';
    }
    return odd * 100 <= text->len;
}

static bool is_blank(const GString *text)
{
    return strspn(text->str, " \t\r\n") == text->len;
}

static bool choose_charset(ImportLines *lines, const char *encoding, const void *bytes, size_t size,
                           GError **error)
{
    bool whole = (int64_t)size >= lines->size;
    if (encoding && !charset_from_name(encoding, &lines->charset, error))
        return false;
    if (!encoding)
        lines->charset = charset_detect(bytes, size, whole);
    lines->reader = charset_reader_new(lines->charset, error);
    return lines->reader != NULL;
}

/* As much as it takes to tell what the file is. */
static bool read_sample(ImportLines *lines, const char *encoding, GError **error)
{
    g_autofree char *bytes = g_malloc(LINES_SAMPLE);
    size_t size = 0;
    ssize_t n = 1;
    while (size < LINES_SAMPLE && n > 0) {
        n = read_bytes(lines, bytes + size, LINES_SAMPLE - size, error);
        if (n < 0)
            return false;
        size += (size_t)n;
    }
    const char *advice = other_format(bytes, size);
    if (advice)
        return lines_fail(lines, advice, error);
    if (!choose_charset(lines, encoding, bytes, size, error))
        return false;
    lines->at_end = n == 0;
    charset_reader_feed(lines->reader, bytes, size, lines->at_end, lines->text);
    if (!is_text(lines->text))
        return lines_fail(lines, _("this is no table of text: its bytes are no characters"), error);
    advice = other_text(lines->text);
    if (advice)
        return lines_fail(lines, advice, error);
    return !is_blank(lines->text) || lines_fail(lines, _("the file is empty"), error);
}

bool lines_open(ImportLines *lines, const char *file, const char *encoding, GError **error)
{
    *lines = (ImportLines){.file = -1, .name = g_strdup(file), .text = g_string_new(NULL)};
    return open_file(lines, error) && read_sample(lines, encoding, error);
}

void lines_close(ImportLines *lines)
{
    if (lines->file >= 0)
        close(lines->file);
    charset_reader_free(lines->reader);
    g_string_free(lines->text, TRUE);
    g_free(lines->name);
}
