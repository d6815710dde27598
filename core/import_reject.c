#include "import_reject.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TOLD = 100 };

struct Rejects {
    FILE *file; /* NULL: none wanted */
    char *name;
    char delimiter;
    size_t columns;
    ImportReport *report;
    bool has_rows;
};

static bool fail(const Rejects *rejects, int code, GError **error)
{
    g_set_error(error, IMPORT_ERROR, IMPORT_ERROR_OUTPUT,
                _("rejected rows cannot be written to %s: %s"), rejects->name, g_strerror(code));
    return false;
}

/* The row as it was, filled up to the width of the table, and the reason. */
static void write_row(Rejects *rejects, const char *raw, size_t size, const char *reason)
{
    g_auto(GStrv) cells = source_split(raw, size, rejects->delimiter);
    fwrite(raw, 1, size, rejects->file);
    for (size_t n = MAX(g_strv_length(cells), 1); n < rejects->columns; n++)
        putc(rejects->delimiter, rejects->file);
    putc(rejects->delimiter, rejects->file);
    putc('"', rejects->file);
    for (const char *c = reason; *c; c++)
        if (*c == '"')
            fputs("\"\"", rejects->file);
        else
            putc(*c, rejects->file);
    fputs("\"\r\n", rejects->file);
}

static bool open_file(Rejects *rejects, const ImportSource *source, GError **error)
{
    int fd = open(rejects->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    if (fd < 0)
        return fail(rejects, errno, error);
    rejects->file = fdopen(fd, "w");
    if (!rejects->file) {
        close(fd);
        return fail(rejects, errno, error);
    }
    const SourceRow *header = source_header(source);
    fputs("\xef\xbb\xbf", rejects->file);
    if (header)
        write_row(rejects, header->raw, header->raw_size, _("Why it was rejected"));
    return true;
}

Rejects *rejects_new(const char *file, const ImportSource *source, ImportReport *report,
                     GError **error)
{
    const SourceRow *header = source_header(source);
    g_autoptr(Rejects) rejects = g_new0(Rejects, 1);
    rejects->report = report;
    rejects->delimiter = source_delimiter(source);
    rejects->columns = header ? header->n : source_columns(source);
    rejects->name = g_strdup(file);
    if (file && !open_file(rejects, source, error))
        return NULL;
    return g_steal_pointer(&rejects);
}

void rejects_add(Rejects *rejects, int64_t number, const char *raw, size_t size, const char *reason)
{
    ImportReport *report = rejects->report;
    report->rejected++;
    rejects->has_rows = true;
    if (report->rejects->len < TOLD)
        g_ptr_array_add(report->rejects,
                        g_strdup_printf(_("row %lld: %s"), (long long)number, reason));
    if (rejects->file)
        write_row(rejects, raw ? raw : "", raw ? size : 0, reason);
}

bool rejects_finish(Rejects *rejects, GError **error)
{
    FILE *file = g_steal_pointer(&rejects->file);
    if (!file)
        return true;
    bool is_written = !ferror(file) && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int code = errno;
    fclose(file);
    if (!rejects->has_rows)
        g_unlink(rejects->name);
    return is_written || fail(rejects, code, error);
}

void rejects_free(Rejects *rejects)
{
    if (!rejects)
        return;
    if (rejects->file) {
        fclose(rejects->file);
        if (!rejects->has_rows)
            g_unlink(rejects->name);
    }
    g_free(rejects->name);
    g_free(rejects);
}
