/* Formats that are text: iCalendar and CSV. */
#include <errno.h>
#include <unistd.h>

#include "core/csv.h"
#include "export.h"

/* Without it Excel takes the file for the system's code page. */
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static bool failed(const Export *export, GError **error)
{
    return output_failed(export->path, g_strerror(errno), error);
}

static bool open_text(Export *export, GError **error)
{
    if (!export->output) {
        export->file = stdout;
        return true;
    }
    int descriptor = dup(output_descriptor(export->output));
    export->file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (export->file)
        return true;
    failed(export, error);
    if (descriptor >= 0)
        close(descriptor);
    return false;
}

static bool put(const Export *export, const char *text, GError **error)
{
    return fputs(text, export->file) >= 0 || failed(export, error);
}

static bool close_text(Export *export, GError **error)
{
    FILE *file = g_steal_pointer(&export->file);
    if (!file)
        return true;
    int ended = export->output ? fclose(file) : fflush(file);
    return ended == 0 || failed(export, error);
}

/* --- iCalendar -------------------------------------------------------------------------------- */

static bool ics_begin(Export *export, GError **error)
{
    g_autofree char *text = calendar_begin(&export->calendar);
    return open_text(export, error) && put(export, text, error);
}

static bool ics_take(const TaskRow *row, Export *export, GError **error)
{
    g_autofree char *text = calendar_task(&export->calendar, row);
    return put(export, text, error);
}

static bool ics_end(Export *export, GError **error)
{
    g_autofree char *text = calendar_end();
    bool written = !export->file || put(export, text, error);
    bool closed = close_text(export, written ? error : NULL);
    return written && closed;
}

const ExportFormat export_ics = {"ics", true, ics_begin, ics_take, ics_end};

/* --- CSV -------------------------------------------------------------------------------------- */

static bool put_line(const Export *export, const GPtrArray *cells, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    csv_append_line(line, (const char *const *)cells->pdata);
    return put(export, line->str, error);
}

static bool csv_begin(Export *export, GError **error)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new();
    for (const TaskColumn *column = task_file_columns; column->name; column++)
        g_ptr_array_add(labels, (void *)task_column_label(column));
    g_ptr_array_add(labels, NULL);
    return open_text(export, error) && put(export, BYTE_ORDER_MARK, error) &&
           put_line(export, labels, error);
}

static bool csv_take(const TaskRow *row, Export *export, GError **error)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    for (const TaskColumn *column = task_file_columns; column->name; column++)
        g_ptr_array_add(cells, task_cell(row, column, export->zone));
    g_ptr_array_add(cells, NULL);
    return put_line(export, cells, error);
}

const ExportFormat export_csv = {"csv", true, csv_begin, csv_take, close_text};
