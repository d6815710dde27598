/* libcsv takes the file line by line, so that a row's text is at hand for the file of rejects, and
 * a quotation mark that nobody closes costs one row and not the rest of the file. */
#include "import_source.h"
#include "core/import.h"

#include <csv.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Cells of a row as libcsv hands them over, their bytes one after the other. */
typedef struct {
    GString *text;
    GArray *starts; /* of size_t */
    bool ended;
} Cells;

struct ImportSource {
    ImportLines lines;
    TableShape shape;
    struct csv_parser parser;
    Cells cells;
    GPtrArray *pointers;
    int64_t number;
    int bad_rows;
    bool astray; /* the row before had a quotation mark that is not closed */
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
        return lines_fail(&source->lines, _("too many rows have no end: this is no table of text"),
                          error);
    row->number = ++source->number;
    row->raw = source->lines.text->str + start;
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
    const char *raw = source->lines.text->str + start;
    *row = (SourceRow){
        .number = ++source->number,
        .n = source->pointers->len,
        .cells = (const char *const *)source->pointers->pdata,
        .raw = raw,
        .raw_size = without_break(raw, source->lines.at - start),
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
    csv_parse(&source->parser, source->lines.text->str + source->lines.at, end - source->lines.at,
              take_cell, take_end, &source->cells);
    source->lines.at = end;
    if (!source->cells.ended && source->lines.at_end && source->lines.at >= source->lines.text->len)
        finish(source);
}

/* libcsv passes over lines of blanks without a word. */
static bool is_blank_line(const ImportSource *source, size_t start)
{
    const char *text = source->lines.text->str + start;
    return strspn(text, " \t\r\n") >= source->lines.at - start;
}

/* The first line of a row that does not end is given up, the next one tried anew. */
static bool give_unclosed(ImportSource *source, size_t start, SourceRow *row, GError **error)
{
    restart(source);
    source->astray = true;
    source->lines.at = lines_end(&source->lines, start);
    return give_wrong(source, start, source->lines.at - start, _("a quotation mark is not closed"),
                      row, error);
}

static bool give_long(ImportSource *source, SourceRow *row, GError **error)
{
    restart(source);
    return lines_skip(&source->lines, error) &&
           give_wrong(source, source->lines.at, 0, _("it is longer than 1 MB"), row, error);
}

/* Lines of a text that was too long for a cell are no rows, though each could be one. */
static bool is_astray(ImportSource *source)
{
    source->astray =
        source->astray && source->cells.starts->len == 1 && source->shape.n_columns > 1;
    return source->astray;
}

/* How the row ended that the next lines make. */
typedef enum { ROW_WHOLE, ROW_BLANK, ROW_UNCLOSED, ROW_TOO_LONG, ROW_NONE } RowEnd;

static RowEnd take_lines(ImportSource *source, size_t *start, GError **error)
{
    size_t end;
    const ImportLines *lines = &source->lines;
    for (;;) {
        Line line = lines_find(&source->lines, start, &end, error);
        bool has_begun = lines->at > *start;
        if (line == LINE_FAILED)
            return ROW_NONE;
        if (line != LINE_AT_HAND && has_begun)
            return ROW_UNCLOSED;
        if (line != LINE_AT_HAND)
            return line == LINE_NONE ? ROW_NONE : ROW_TOO_LONG;
        feed_line(source, end);
        if (is_blank_line(source, *start))
            return ROW_BLANK;
        if (source->cells.ended)
            return ROW_WHOLE;
        if (lines->at - *start > LINES_ROW)
            return ROW_UNCLOSED;
    }
}

/* *blank: it was an empty line or empty cells. */
static bool read_row(ImportSource *source, SourceRow *row, bool *blank, GError **error)
{
    size_t start = source->lines.at;
    cells_empty(&source->cells);
    RowEnd end = take_lines(source, &start, error);
    *blank = end == ROW_BLANK;
    switch (end) {
    case ROW_NONE:
        return false;
    case ROW_TOO_LONG:
        return give_long(source, row, error);
    case ROW_UNCLOSED:
        return give_unclosed(source, start, row, error);
    case ROW_BLANK:
        source->number++;
        return true;
    case ROW_WHOLE:
        break;
    }
    if (is_astray(source))
        return give_wrong(source, start, source->lines.at - start,
                          _("it stands behind a quotation mark that is not closed"), row, error);
    give_row(source, start, row);
    *blank = !row->wrong && cells_are_blank(&source->cells);
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

static bool take_header(ImportSource *source, GError **error)
{
    SourceRow row;
    if (!source->shape.has_header)
        return true;
    if (!source_next(source, &row, error) || row.wrong)
        return (error && *error) ||
               lines_fail(&source->lines, _("its first row is no row of headers"), error);
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
    source->shape = delimiter_detect(source->lines.text->str, source->lines.text->len,
                                     source->lines.at_end, delimiter, known, data);
    if (header >= 0)
        source->shape.has_header = header;
    source->lines.at = source->shape.start;
    if (source->shape.start > 0)
        source->number = 1; /* Excel's line "sep=;" */
    parser_start(&source->parser, source->shape.delimiter);
    return take_header(source, error);
}

static ImportSource *source_new(void)
{
    ImportSource *source = g_new0(ImportSource, 1);
    source->pointers = g_ptr_array_new();
    cells_init(&source->cells);
    parser_start(&source->parser, ',');
    return source;
}

ImportSource *source_open(const char *file, const char *encoding, char delimiter, int header,
                          DelimiterKnown known, void *data, GError **error)
{
    g_autoptr(ImportSource) source = source_new();
    if (!lines_open(&source->lines, file, encoding, error) ||
        !take_shape(source, delimiter, header, known, data, error))
        return NULL;
    return g_steal_pointer(&source);
}

void source_close(ImportSource *source)
{
    if (!source)
        return;
    lines_close(&source->lines);
    csv_free(&source->parser);
    cells_clear(&source->cells);
    g_ptr_array_unref(source->pointers);
    g_strfreev(source->header_cells);
    g_free(source->header_raw);
    g_free(source);
}

Charset source_charset(const ImportSource *source)
{
    return source->lines.charset;
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
    *total = source->lines.size;
    return source->lines.read;
}
