#include "core/delimiter.h"

#include <string.h>

#define ROWS_SEEN 200

/* --- the sample as rows of cells -------------------------------------------------------------- */

typedef struct {
    const char *at, *end;
    char delimiter;
    bool ends_cut; /* the end of the text is no end of a row */
} Sample;

static bool ends_cell(const Sample *sample, const char *p)
{
    return p >= sample->end || *p == sample->delimiter || *p == '\n' || *p == '\r';
}

/* The text between quotes. A quote that no delimiter follows is part of the cell, as programs that
 * forget to double them write it. */
static char *take_quoted(Sample *sample)
{
    GString *cell = g_string_new(NULL);
    const char *p = sample->at + 1;
    for (; p < sample->end; p++) {
        if (*p == '"' && ends_cell(sample, p + 1))
            break;
        if (*p == '"' && p[1] == '"')
            p++;
        g_string_append_c(cell, *p);
    }
    sample->at = MIN(p + 1, sample->end);
    return g_string_free(cell, FALSE);
}

static char *take_plain(Sample *sample)
{
    const char *start = sample->at;
    while (!ends_cell(sample, sample->at))
        sample->at++;
    return g_strndup(start, (gsize)(sample->at - start));
}

/* NULL: the end, or a row that the end has cut. */
static GPtrArray *take_row(Sample *sample)
{
    g_autoptr(GPtrArray) row = g_ptr_array_new_with_free_func(g_free);
    while (sample->at < sample->end) {
        g_ptr_array_add(row, *sample->at == '"' ? take_quoted(sample) : take_plain(sample));
        if (sample->at < sample->end && *sample->at == sample->delimiter) {
            sample->at++;
            continue;
        }
        bool is_cut = sample->at == sample->end && sample->ends_cut;
        while (sample->at < sample->end && (*sample->at == '\n' || *sample->at == '\r'))
            sample->at++;
        return is_cut ? NULL : g_steal_pointer(&row);
    }
    return NULL;
}

static GPtrArray *take_rows(const char *text, size_t size, bool whole, char delimiter)
{
    Sample sample = {text, text + size, delimiter, !whole};
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    while (sample.at < sample.end && (*sample.at == '\n' || *sample.at == '\r'))
        sample.at++;
    for (GPtrArray *row; rows->len < ROWS_SEEN && (row = take_row(&sample)) != NULL;)
        g_ptr_array_add(rows, row);
    return rows;
}

static GPtrArray *row_at(const GPtrArray *rows, guint i)
{
    return g_ptr_array_index(rows, i);
}

static const char *cell_at(const GPtrArray *row, guint i)
{
    return i < row->len ? g_ptr_array_index(row, i) : "";
}

/* --- the delimiter ---------------------------------------------------------------------------- */

/* How well the rows look like a table: the share of them that are as wide as the first, less for
 * cells that begin with a blank (a comma within a sentence) and for quotation marks within cells (a
 * delimiter of quoted text), a little more for more columns. Below one half: no table. */
static double quality(const GPtrArray *rows)
{
    if (!rows->len || row_at(rows, 0)->len < 2)
        return 0;
    guint width = row_at(rows, 0)->len, n_same = 0, n_cells = 0, n_blank = 0, n_marks = 0;
    for (guint i = 0; i < rows->len; i++) {
        const GPtrArray *row = row_at(rows, i);
        n_same += row->len == width;
        for (guint k = 0; k < row->len; k++, n_cells++) {
            n_blank += k > 0 && *cell_at(row, k) == ' ';
            n_marks += strchr(cell_at(row, k), '"') != NULL;
        }
    }
    double share = (double)n_same / rows->len;
    double neatness = 1 - (0.5 * n_blank + 0.1 * n_marks) / n_cells;
    return share < 0.5 ? 0 : share * neatness + 0.02 * MIN(width, 10);
}

/* In the order of preference: text has commas, but hardly ever a Tab. */
static const char candidates[] = "\t;|,";

/* Rows of any width below headers that are known; 0: there are none. */
static char find_by_headers(const char *text, size_t size, bool whole, DelimiterKnown known,
                            void *data)
{
    char best = '\0';
    guint most = 0;
    for (const char *candidate = candidates; known && *candidate; candidate++) {
        guint n_known = 0;
        g_autoptr(GPtrArray) rows = take_rows(text, size, whole, *candidate);
        for (guint i = 0; rows->len && row_at(rows, 0)->len > 1 && i < row_at(rows, 0)->len; i++)
            n_known += known(cell_at(row_at(rows, 0), i), data);
        if (n_known > most) {
            most = n_known;
            best = *candidate;
        }
    }
    return best;
}

static char find_delimiter(const char *text, size_t size, bool whole, DelimiterKnown known,
                           void *data)
{
    char best = '\0';
    double most = 0;
    for (const char *candidate = candidates; *candidate; candidate++) {
        g_autoptr(GPtrArray) rows = take_rows(text, size, whole, *candidate);
        double value = quality(rows);
        if (value > most) {
            most = value;
            best = *candidate;
        }
    }
    if (!best)
        best = find_by_headers(text, size, whole, known, data);
    return best ? best : '\t';
}

/* --- the header ------------------------------------------------------------------------------- */

/* An address, a number, a phone, a date: what stands in a column, not above it. */
static bool is_data(const char *cell)
{
    size_t n_digits = 0, length = strlen(cell);
    for (const char *p = cell; *p; p++)
        n_digits += g_ascii_isdigit(*p);
    return n_digits * 2 > length || (strchr(cell, '@') && strchr(strchr(cell, '@'), '.'));
}

static bool column_is_data(const GPtrArray *rows, guint column)
{
    guint n_filled = 0, n_data = 0;
    for (guint i = 1; i < rows->len; i++) {
        const char *cell = cell_at(row_at(rows, i), column);
        n_filled += *cell != '\0';
        n_data += is_data(cell);
    }
    return n_filled > 0 && n_data * 10 >= n_filled * 7;
}

/* Without a sign of one there is none: a header taken for a client is seen, a client taken for a
 * header is lost. */
static bool find_header(const GPtrArray *rows, DelimiterKnown known, void *data)
{
    if (!rows->len)
        return false;
    const GPtrArray *first = row_at(rows, 0);
    bool has_known = false, is_above_data = false;
    for (guint i = 0; i < first->len; i++) {
        const char *cell = cell_at(first, i);
        if (is_data(cell))
            return false;
        has_known |= known && known(cell, data);
        is_above_data |= *cell && column_is_data(rows, i);
    }
    return has_known || is_above_data;
}

/* --- together --------------------------------------------------------------------------------- */

/* Excel's own way to say it; 0: no such line. */
static char declared_delimiter(const char *text, size_t size, size_t *start)
{
    if (size < 6 || g_ascii_strncasecmp(text, "sep=", 4) != 0 || !memchr(",;|\t", text[4], 4) ||
        (text[5] != '\n' && text[5] != '\r'))
        return 0;
    *start = text[5] == '\r' && size > 6 && text[6] == '\n' ? 7 : 6;
    return text[4];
}

TableShape delimiter_detect(const char *text, size_t size, bool whole, char delimiter,
                            DelimiterKnown known, void *data)
{
    TableShape shape = {0};
    char declared = declared_delimiter(text, size, &shape.start);
    text += shape.start;
    size -= shape.start;
    shape.delimiter = delimiter  ? delimiter
                      : declared ? declared
                                 : find_delimiter(text, size, whole, known, data);
    g_autoptr(GPtrArray) rows = take_rows(text, size, whole, shape.delimiter);
    shape.n_columns = rows->len ? row_at(rows, 0)->len : 0;
    shape.has_header = find_header(rows, known, data);
    return shape;
}
