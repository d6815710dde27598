/* libcsv takes the file line by line, so that a row's text is at hand for the file of rejects, and
 * a quotation mark that nobody closes costs one row and not the rest of the file. */
#include "import_source.h"
#include "core/import.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

/* Cells of a row as libcsv hands them over, their bytes one after the other. */
typedef struct {
    GString *text;
    GArray *starts; /* of size_t */
    bool ended;
} Cells;

struct ImportSource {
    int file;
    char *name;
    int64_t size, read;
    CharsetReader *reader;
    Charset charset;
    TableShape shape;
    GString *text; /* converted; rows begin at `at` */
    size_t at;
    bool at_end; /* of the file */
    struct csv_parser parser;
    Cells cells;
    GPtrArray *pointers;
    int64_t number;
    int bad_rows;
    SourceRow header;
    char **header_cells;
    char *header_raw;
};

/* --- cells ------------------------------------------------------------------------------------ */

static void take_cell(void *bytes, size_t size, void *data)
{
    Cells *cells = data;
    g_array_append_val(cells->starts, cells->text->len);
    if (size)
        g_string_append_len(cells->text, bytes, (gssize)size);
    g_string_append_c(cells->text, '\0');
}

static void take_end(int end, void *data)
{
    ((Cells *)data)->ended = true;
}

static void cells_init(Cells *cells)
{
    *cells = (Cells){g_string_new(NULL), g_array_new(FALSE, FALSE, sizeof(size_t)), false};
}

static void cells_clear(Cells *cells)
{
    g_string_free(cells->text, TRUE);
    g_array_unref(cells->starts);
}

static void cells_empty(Cells *cells)
{
    g_string_truncate(cells->text, 0);
    g_array_set_size(cells->starts, 0);
    cells->ended = false;
}

static const char *cell_at(const Cells *cells, guint i)
{
    return cells->text->str + g_array_index(cells->starts, size_t, i);
}

static bool cells_are_blank(const Cells *cells)
{
    for (guint i = 0; i < cells->starts->len; i++) {
        const char *cell = cell_at(cells, i);
        if (cell[strspn(cell, " \t")])
            return false;
    }
    return true;
}

static void parser_start(struct csv_parser *parser, char delimiter)
{
    csv_init(parser, 0);
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_blk_size(parser, 4096);
}

char **source_split(const char *raw, size_t size, char delimiter)
{
    struct csv_parser parser;
    Cells cells;
    cells_init(&cells);
    parser_start(&parser, delimiter);
    csv_parse(&parser, raw, size, take_cell, take_end, &cells);
    if (!cells.ended)
        csv_fini(&parser, take_cell, take_end, &cells);
    csv_free(&parser);
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();
    for (guint i = 0; i < cells.starts->len; i++)
        g_strv_builder_add(all, cell_at(&cells, i));
    cells_clear(&cells);
    return g_strv_builder_end(all);
}

/* --- text ------------------------------------------------------------------------------------- */

static bool fail(const ImportSource *source, const char *sentence, GError **error)
{
    g_set_error(error, IMPORT_ERROR, IMPORT_ERROR_FILE, "%s: %s", source->name, sentence);
    return false;
}

/* At most `size` bytes; -1 with an error. */
static ssize_t read_bytes(ImportSource *source, void *bytes, size_t size, GError **error)
{
    ssize_t n;
    do
        n = read(source->file, bytes, size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        fail(source, g_strerror(errno), error);
    else
        source->read += n;
    return n;
}

/* What the rows before no longer need makes room. */
static bool read_on(ImportSource *source, size_t *start, GError **error)
{
    char bytes[PIECE];
    if (*start > PIECE) {
        g_string_erase(source->text, 0, (gssize)*start);
        source->at -= *start;
        *start = 0;
    }
    ssize_t n = read_bytes(source, bytes, sizeof bytes, error);
    if (n < 0)
        return false;
    source->at_end = n == 0;
    charset_reader_feed(source->reader, bytes, (size_t)n, source->at_end, source->text);
    return true;
}

/* Where the line at `from` ends, behind its line break; 0: not in the text yet. Two characters
 * may make one break, and the second may still be in the file. */
static size_t line_end(const ImportSource *source, size_t from)
{
    const char *text = source->text->str;
    size_t end = from + strcspn(text + from, "\r\n");
    while (end < source->text->len && !text[end]) /* a NUL, see take_line */
        end += 1 + strcspn(text + end + 1, "\r\n");
    if (end >= source->text->len)
        return source->at_end ? source->text->len : 0;
    if (text[end] == '\n')
        return end + 1;
    if (end + 1 >= source->text->len)
        return source->at_end ? end + 1 : 0;
    return end + (text[end + 1] == '\n' ? 2 : 1);
}

typedef enum { LINE_AT_HAND, LINE_TOO_LONG, LINE_NONE, LINE_FAILED } Line;

/* Makes a whole line stand at source->at, from where the row began at *start. */
static Line find_line(ImportSource *source, size_t *start, size_t *end, GError **error)
{
    while ((*end = line_end(source, source->at)) == 0) {
        if (source->at_end)
            return LINE_NONE;
        if (source->text->len - source->at > SOURCE_ROW)
            return LINE_TOO_LONG;
        if (!read_on(source, start, error))
            return LINE_FAILED;
    }
    if (source->at >= source->text->len)
        return LINE_NONE;
    return *end - source->at > SOURCE_ROW ? LINE_TOO_LONG : LINE_AT_HAND;
}

/* Drops the rest of a line without keeping it. */
static bool skip_line(ImportSource *source, GError **error)
{
    for (;;) {
        size_t end = line_end(source, source->at);
        if (end || source->at_end) {
            source->at = end ? end : source->text->len;
            return true;
        }
        g_string_truncate(source->text, 0);
        source->at = 0;
        if (!read_on(source, &source->at, error))
            return false;
    }
}

/* --- rows ------------------------------------------------------------------------------------- */

static void restart(ImportSource *source)
{
    csv_free(&source->parser);
    parser_start(&source->parser, source->shape.delimiter);
    cells_empty(&source->cells);
}

static size_t without_break(const char *text, size_t size)
{
    while (size && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        size--;
    return size;
}

/* A row that is none: what there is of it, in one cell, and why. */
static bool give_wrong(ImportSource *source, size_t start, size_t size, const char *why,
                       SourceRow *row, GError **error)
{
    if (++source->bad_rows > SOURCE_BAD_ROWS)
        return fail(source, _("too many rows have no end: this is no table of text"), error);
    row->number = ++source->number;
    row->raw = source->text->str + start;
    row->raw_size = without_break(row->raw, size);
    row->wrong = why;
    row->n = 0;
    row->cells = NULL;
    return true;
}

static void give_row(ImportSource *source, size_t start, SourceRow *row)
{
    g_ptr_array_set_size(source->pointers, 0);
    for (guint i = 0; i < source->cells.starts->len; i++)
        g_ptr_array_add(source->pointers, (gpointer)cell_at(&source->cells, i));
    const char *raw = source->text->str + start;
    *row = (SourceRow){
        .number = ++source->number,
        .n = source->pointers->len,
        .cells = (const char *const *)source->pointers->pdata,
        .raw = raw,
        .raw_size = without_break(raw, source->at - start),
    };
    if (memchr(row->raw, '\0', row->raw_size))
        row->wrong = _("it contains a zero byte, which no text has");
    else if (row->n > SOURCE_CELLS)
        row->wrong = _("it has more than a thousand cells");
}

/* The end of the file ends the last row too, unless a quotation mark is open in it. */
static void finish(ImportSource *source)
{
    csv_set_opts(&source->parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_fini(&source->parser, take_cell, take_end, &source->cells);
    csv_set_opts(&source->parser, 0);
}

static void feed_line(ImportSource *source, size_t end)
{
    csv_parse(&source->parser, source->text->str + source->at, end - source->at, take_cell,
              take_end, &source->cells);
    source->at = end;
    if (!source->cells.ended && source->at_end && source->at >= source->text->len)
        finish(source);
}

/* libcsv passes over lines of blanks without a word. */
static bool is_blank_line(const ImportSource *source, size_t start)
{
    const char *text = source->text->str + start;
    return strspn(text, " \t\r\n") >= source->at - start;
}

/* The first line of a row that does not end is given up, the next one tried anew. */
static bool give_unclosed(ImportSource *source, size_t start, SourceRow *row, GError **error)
{
    restart(source);
    source->at = line_end(source, start);
    return give_wrong(source, start, source->at - start, _("a quotation mark is not closed"), row,
                      error);
}

static bool give_long(ImportSource *source, size_t start, SourceRow *row, GError **error)
{
    bool several = source->at > start;
    if (several)
        return give_unclosed(source, start, row, error);
    restart(source);
    return skip_line(source, error) &&
           give_wrong(source, source->at, 0, _("it is longer than 1 MB"), row, error);
}

static bool is_unclosed(const ImportSource *source, size_t start)
{
    bool at_end = source->at_end && source->at >= source->text->len;
    return !source->cells.ended && (at_end || source->at - start > SOURCE_ROW);
}

/* Reads lines until a row has ended. *blank: it was an empty line or empty cells. */
static bool read_row(ImportSource *source, SourceRow *row, bool *blank, GError **error)
{
    size_t start = source->at, end;
    cells_empty(&source->cells);
    *blank = false;
    for (;;) {
        Line line = find_line(source, &start, &end, error);
        if (line == LINE_TOO_LONG)
            return give_long(source, start, row, error);
        if (line != LINE_AT_HAND)
            return false;
        feed_line(source, end);
        if (is_unclosed(source, start) && !is_blank_line(source, start))
            return give_unclosed(source, start, row, error);
        *blank = is_blank_line(source, start);
        if (source->cells.ended || *blank)
            break;
    }
    if (*blank)
        source->number++;
    else
        give_row(source, start, row);
    *blank = *blank || (!row->wrong && cells_are_blank(&source->cells));
    return true;
}

bool source_next(ImportSource *source, SourceRow *row, GError **error)
{
    bool blank;
    do {
        *row = (SourceRow){0};
        if (!read_row(source, row, &blank, error))
            return false;
    } while (blank);
    return true;
}

/* --- opening ---------------------------------------------------------------------------------- */

static bool open_file(ImportSource *source, GError **error)
{
    struct stat status;
    source->file = open(source->name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (source->file < 0 || fstat(source->file, &status) != 0)
        return fail(source, g_strerror(errno), error);
    if (!S_ISREG(status.st_mode))
        return fail(source, _("this is not a file"), error);
    if (status.st_size == 0)
        return fail(source, _("the file is empty"), error);
    source->size = status.st_size;
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

static bool choose_charset(ImportSource *source, const char *encoding, const void *bytes,
                           size_t size, GError **error)
{
    bool whole = (int64_t)size >= source->size;
    if (encoding && !charset_from_name(encoding, &source->charset, error))
        return false;
    if (!encoding)
        source->charset = charset_detect(bytes, size, whole);
    source->reader = charset_reader_new(source->charset, error);
    return source->reader != NULL;
}

/* As much as it takes to tell what the file is. */
static bool read_sample(ImportSource *source, const char *encoding, GError **error)
{
    g_autofree char *bytes = g_malloc(SOURCE_SAMPLE);
    size_t size = 0;
    ssize_t n = 1;
    while (size < SOURCE_SAMPLE && n > 0) {
        n = read_bytes(source, bytes + size, SOURCE_SAMPLE - size, error);
        if (n < 0)
            return false;
        size += (size_t)n;
    }
    const char *advice = other_format(bytes, size);
    if (advice)
        return fail(source, advice, error);
    if (!choose_charset(source, encoding, bytes, size, error))
        return false;
    source->at_end = n == 0;
    charset_reader_feed(source->reader, bytes, size, source->at_end, source->text);
    if (is_text(source->text))
        return true;
    return fail(source, _("this is no table of text: its bytes are no characters"), error);
}

static bool take_header(ImportSource *source, GError **error)
{
    SourceRow row;
    if (!source->shape.has_header)
        return true;
    if (!source_next(source, &row, error) || row.wrong)
        return (error && *error) || fail(source, _("its first row is no row of headers"), error);
    source->header_raw = g_strndup(row.raw, row.raw_size);
    source->header_cells = source_split(row.raw, row.raw_size, source->shape.delimiter);
    source->header = row;
    source->header.raw = source->header_raw;
    source->header.cells = (const char *const *)source->header_cells;
    return true;
}

static bool take_shape(ImportSource *source, char delimiter, int header, DelimiterKnown known,
                       void *data, GError **error)
{
    source->shape = delimiter_detect(source->text->str, source->text->len, source->at_end,
                                     delimiter, known, data);
    if (header >= 0)
        source->shape.has_header = header;
    source->at = source->shape.start;
    if (source->shape.start > 0)
        source->number = 1; /* Excel's line "sep=;" */
    parser_start(&source->parser, source->shape.delimiter);
    return take_header(source, error);
}

static ImportSource *source_new(const char *file)
{
    ImportSource *source = g_new0(ImportSource, 1);
    source->file = -1;
    source->name = g_strdup(file);
    source->text = g_string_new(NULL);
    source->pointers = g_ptr_array_new();
    cells_init(&source->cells);
    parser_start(&source->parser, ',');
    return source;
}

ImportSource *source_open(const char *file, const char *encoding, char delimiter, int header,
                          DelimiterKnown known, void *data, GError **error)
{
    g_autoptr(ImportSource) source = source_new(file);
    if (!open_file(source, error) || !read_sample(source, encoding, error) ||
        !take_shape(source, delimiter, header, known, data, error))
        return NULL;
    return g_steal_pointer(&source);
}

void source_close(ImportSource *source)
{
    if (!source)
        return;
    if (source->file >= 0)
        close(source->file);
    csv_free(&source->parser);
    charset_reader_free(source->reader);
    cells_clear(&source->cells);
    g_ptr_array_unref(source->pointers);
    g_string_free(source->text, TRUE);
    g_strfreev(source->header_cells);
    g_free(source->header_raw);
    g_free(source->name);
    g_free(source);
}

Charset source_charset(const ImportSource *source)
{
    return source->charset;
}

char source_delimiter(const ImportSource *source)
{
    return source->shape.delimiter;
}

const SourceRow *source_header(const ImportSource *source)
{
    return source->shape.has_header ? &source->header : NULL;
}

size_t source_columns(const ImportSource *source)
{
    return source->shape.n_columns;
}

int64_t source_bytes(const ImportSource *source, int64_t *total)
{
    *total = source->size;
    return source->read;
}
