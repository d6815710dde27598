/* XLSX by libxlsxwriter, row after row: what was written is not kept in memory. */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "core/when.h"
#include "export.h"

#define ROWS_MOST 1048576 /* of a sheet, its heading counted */
#define CELL_MOST 32767   /* units of UTF-16 */

typedef struct {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *day, *instant, *heading;
} Book;

static bool failed(const Export *export, lxw_error code, GError **error)
{
    return output_failed(export->path, lxw_strerror(code), error);
}

static bool no_room(const Export *export, GError **error)
{
    g_autofree char *why = g_strdup_printf(
        _("it was cut short; is there room in %s for its intermediate files?"), g_get_tmp_dir());
    return output_failed(export->path, why, error);
}

/* --- cells ------------------------------------------------------------------------------------ */

static lxw_error write_when(const Export *export, const TaskRow *task, lxw_col_t at)
{
    const Book *book = export->book;
    lxw_datetime date = {0};
    int day, minute;
    if (!task_cell_when(task, &task_file_columns[at], export->zone, &day, &minute))
        return LXW_NO_ERROR;
    day_to_date(day, &date.year, &date.month, &date.day);
    date.hour = MAX(minute, 0) / 60;
    date.min = MAX(minute, 0) % 60;
    return worksheet_write_datetime(book->sheet, export->tasks, at, &date,
                                    minute < 0 ? book->day : book->instant);
}

/* What no cell can hold ends with «…». */
static void cut(char *text)
{
    glong units = 0;
    char *last = text;
    for (char *c = text; *c; c = g_utf8_next_char(c)) {
        units += g_utf8_get_char(c) > 0xffff ? 2 : 1;
        if (units < CELL_MOST)
            last = g_utf8_next_char(c);
    }
    if (units > CELL_MOST)
        g_strlcpy(last, "…", sizeof "…");
}

static lxw_error write_text(const Book *book, lxw_row_t row, lxw_col_t column, char *text)
{
    cut(text);
    return *text ? worksheet_write_string(book->sheet, row, column, text, NULL) : LXW_NO_ERROR;
}

static lxw_error write_cell(const Export *export, const TaskRow *task, lxw_col_t at)
{
    const Book *book = export->book;
    const TaskColumn *column = &task_file_columns[at];
    if (column->kind == CELL_NUMBER)
        return worksheet_write_number(book->sheet, export->tasks, at, (double)task->id, NULL);
    if (column->kind == CELL_DAY || column->kind == CELL_INSTANT)
        return write_when(export, task, at);
    g_autofree char *text = task_cell(task, column, export->zone);
    return write_text(book, export->tasks, at, text);
}

/* --- the book --------------------------------------------------------------------------------- */

static lxw_error write_heading(const Book *book)
{
    lxw_error code = LXW_NO_ERROR;
    worksheet_freeze_panes(book->sheet, 1, 0);
    for (lxw_col_t i = 0; !code && task_file_columns[i].name; i++) {
        const TaskColumn *column = &task_file_columns[i];
        worksheet_set_column(book->sheet, i, i, column->width, NULL);
        code = worksheet_write_string(book->sheet, 0, i, task_column_label(column), book->heading);
    }
    return code;
}

static void add_formats(Book *book)
{
    book->day = workbook_add_format(book->book);
    format_set_num_format(book->day, "dd.mm.yyyy");
    book->instant = workbook_add_format(book->book);
    format_set_num_format(book->instant, "dd.mm.yyyy hh:mm");
    book->heading = workbook_add_format(book->book);
    format_set_bold(book->heading);
}

static bool xlsx_begin(Export *export, GError **error)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    Book *book = export->book = g_new0(Book, 1);
    book->book = workbook_new_opt(output_path(export->output), &options);
    book->sheet = book->book ? workbook_add_worksheet(book->book, NULL) : NULL;
    if (!book->sheet)
        return no_room(export, error);
    add_formats(book);
    lxw_error code = write_heading(book);
    return !code || failed(export, code, error);
}

static bool xlsx_take(const TaskRow *row, Export *export, GError **error)
{
    lxw_error code = LXW_NO_ERROR;
    if (export->tasks >= ROWS_MOST)
        return output_failed(export->path, _("a sheet has no room for so many tasks: use csv"),
                             error);
    for (lxw_col_t i = 0; !code && task_file_columns[i].name; i++)
        code = write_cell(export, row, i);
    return !code || failed(export, code, error);
}

/* --- is it whole? ----------------------------------------------------------------------------- */

/* The library makes the parts of a book in intermediate files, and does not look whether there was
 * room for them: what was cut short it packs like the rest. So what was packed is read again. */

#define SHEET "xl/worksheets/sheet1.xml"
#define SHEET_END "</worksheet>"
#define TAIL strlen(SHEET_END)

static bool ends_with(zip_t *archive, zip_uint64_t part, const char *end)
{
    char piece[sizeof SHEET_END + 65536] = "";
    zip_file_t *file = zip_fopen_index(archive, part, 0);
    zip_int64_t n = file ? zip_fread(file, piece + TAIL, sizeof piece - TAIL) : -1;
    while (n > 0) {
        memmove(piece, piece + n, TAIL);
        n = zip_fread(file, piece + TAIL, sizeof piece - TAIL);
    }
    if (file)
        zip_fclose(file);
    piece[TAIL] = '\0';
    return n == 0 && g_str_has_suffix(g_strchomp(piece), end);
}

static bool are_whole(zip_t *archive)
{
    zip_int64_t parts = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < parts; i++) {
        const char *name = zip_get_name(archive, (zip_uint64_t)i, 0);
        if (!ends_with(archive, (zip_uint64_t)i, g_str_equal(name, SHEET) ? SHEET_END : ">"))
            return false;
    }
    return parts > 0;
}

static bool check_whole(const Export *export, GError **error)
{
    zip_t *archive = zip_open(output_path(export->output), ZIP_RDONLY, NULL);
    bool whole = archive && are_whole(archive);
    if (archive)
        zip_discard(archive);
    return whole || no_room(export, error);
}

/* Rows go through a file of the library's own. */
static bool has_all_rows(const Book *book)
{
    FILE *rows = book->sheet->optimize_tmpfile;
    return fflush(rows) == 0 && !ferror(rows);
}

static bool xlsx_end(Export *export, GError **error)
{
    g_autofree Book *book = g_steal_pointer(&export->book);
    if (!book || !book->book)
        return true;
    bool all_rows = book->sheet && has_all_rows(book);
    lxw_error code = workbook_close(book->book);
    if (code)
        return failed(export, code, error);
    return all_rows ? check_whole(export, error) : no_room(export, error);
}

const ExportFormat export_xlsx = {"xlsx", false, xlsx_begin, xlsx_take, xlsx_end};
