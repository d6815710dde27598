/* Files as they come: whatever is in them, rows in bounded memory or a sentence that helps. */
#include "file.h"
#include "import_source.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static ImportSource *opened(const char *file, GError **error)
{
    return source_open(file, NULL, 0, -1, NULL, NULL, error);
}

/* "1:a/b 3:c/d" by number and cells; a wrong row "2!words". */
static char *rows_of(const char *file, char delimiter, int header)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ImportSource) source = source_open(file, NULL, delimiter, header, NULL, NULL, &error);
    g_assert_no_error(error);
    GString *all = g_string_new(NULL);
    SourceRow row;
    while (source_next(source, &row, &error)) {
        g_string_append_printf(all, "%s%d%s", all->len ? " " : "", (int)row.number,
                               row.wrong ? "!" : ":");
        for (size_t i = 0; i < row.n && !row.wrong; i++)
            g_string_append_printf(all, "%s%s", i ? "/" : "", row.cells[i]);
        if (row.wrong)
            g_string_append(all, row.wrong);
    }
    g_assert_no_error(error);
    return g_string_free(all, FALSE);
}

static const struct {
    const char *name, *text;
    char delimiter;
    int header;
    const char *rows;
} tables[] = {
    {"plain", "a,b\n1,2\n", ',', 0, "1:a/b 2:1/2"},
    {"header", "name,phone\nx,050\n", ',', 1, "2:x/050"},
    {"crlf", "a;b\r\n1;2\r\n3;4", ';', 0, "1:a/b 2:1/2 3:3/4"},
    {"old-mac", "a;b\r1;2\r", ';', 0, "1:a/b 2:1/2"},
    {"tabs", "a\tb c\n\t2\n", '\t', 0, "1:a/b c 2:/2"},
    {"quotes", "\"a;\"\"b\"\"\";c\n", ';', 0, "1:a;\"b\"/c"},
    {"newline-in-quotes", "\"a\nb\",c\n\"d\r\ne\",f\n", ',', 0, "1:a\nb/c 2:d\r\ne/f"},
    {"quote-inside", "ab\"c,d\n", ',', 0, "1:ab\"c/d"},
    {"excel-text", "=\"050\",b\n", ',', 0, "1:=\"050\"/b"},
    {"blank-lines", "a,b\n\n   \n,\n\t\n1,2\n\n", ',', 0, "1:a/b 6:1/2"},
    {"ragged", "a,b,c\n1\n1,2,3,4\n", ',', 0, "1:a/b/c 2:1 3:1/2/3/4"},
    {"bom",
     "\xef\xbb\xbf"
     "a,b\n1,2\n",
     ',', 0, "1:a/b 2:1/2"},
    {"sep", "sep=;\na;b\n1;2\n", 0, 0, "2:a/b 3:1/2"},
    {"last-row-quoted", "a,b\n1,\"2\"", ',', 0, "1:a/b 2:1/2"},
    {"unclosed", "a,b\n\"1,2\n3,4\n5,6\n", ',', 0,
     "1:a/b 2!a quotation mark is not closed 3:3/4 4:5/6"},
    {"unclosed-last", "a,b\n1,\"2", ',', 0, "1:a/b 2!a quotation mark is not closed"},
};

static void test_table(gconstpointer data)
{
    guint i = GPOINTER_TO_UINT(data);
    g_autofree char *folder = g_dir_make_tmp("source-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "t.csv", NULL);
    g_assert_true(g_file_set_contents(file, tables[i].text, -1, NULL));
    g_autofree char *rows = rows_of(file, tables[i].delimiter, tables[i].header);
    g_assert_cmpstr(rows, ==, tables[i].rows);
    g_assert_cmpint(unlink(file), ==, 0);
    g_assert_cmpint(rmdir(folder), ==, 0);
}

static void test_zero_byte(Fixture *f, const void *data)
{
    GString *text = g_string_new("a,b\n");
    for (int i = 0; i < 1000; i++)
        g_string_append(text, "some,words\n");
    g_string_append_len(text, "x\0y,1\n2,3\n", 10);
    g_autofree char *file = file_make(f, "zero.csv", text->str, (gssize)text->len);
    g_autofree char *rows = rows_of(file, ',', 0);
    g_assert_nonnull(strstr(rows, "1002!it contains a zero byte"));
    g_assert_true(g_str_has_suffix(rows, " 1003:2/3"));
    g_string_free(text, TRUE);
}

static void test_no_table(Fixture *f, const void *data)
{
    static const struct {
        const char *name, *content;
        gssize size;
        const char *words;
    } files[] = {
        {"empty.csv", "", 0, "empty"},
        {"blank.csv", "\n \r\n\t", 5, "empty"},
        {"mark.csv", "\xef\xbb\xbf", 3, "empty"},
        {"book.xlsx", "PK\x03\x04 etc", 8, "save the sheet as CSV"},
        {"book.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "save the sheet as CSV"},
        {"letter.pdf", "%PDF-1.4\n%\xe2\xe3", 11, "PDF"},
        {"picture", "\x01\x02\x00\x03\x00\x00\x04\x05\x00\x00\x00\x06\x07\x00\x00\x0e", 16,
         "no table of text"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *file = file_make(f, files[i].name, files[i].content, files[i].size);
        g_autoptr(ImportSource) source = opened(file, &error);
        g_assert_null(source);
        g_assert_error(error, IMPORT_ERROR, IMPORT_ERROR_FILE);
        if (!strstr(error->message, files[i].words) || !strstr(error->message, files[i].name))
            g_error("%s: %s", files[i].name, error->message);
    }
    g_autoptr(GError) absent = NULL, folder = NULL;
    g_assert_null(opened("/nowhere/at.all", &absent));
    g_assert_error(absent, IMPORT_ERROR, IMPORT_ERROR_ABSENT);
    g_assert_null(opened(f->folder, &folder));
    g_assert_error(folder, IMPORT_ERROR, IMPORT_ERROR_FILE);
}

/* A quotation mark whose other end is too far away: the lines between are no rows, and too many of
 * them no table. */
static void test_long_text(Fixture *f, const void *data)
{
    static const struct {
        int lines;
        const char *end;
    } rows[] = {{40, "3"}, {150, NULL}};
    g_autofree char *line = g_strnfill(40000, 'x');
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GString *text = g_string_new("a,b\n1,\"2\n");
        for (int k = 0; k < rows[i].lines; k++)
            g_string_append_printf(text, "%s\n", line);
        g_string_append(text, "\",5\n3,4\n");
        g_autofree char *file = file_make(f, "text.csv", text->str, (gssize)text->len);
        g_string_free(text, TRUE);
        g_autoptr(GError) error = NULL;
        g_autoptr(ImportSource) source = source_open(file, NULL, ',', 1, NULL, NULL, &error);
        g_autofree char *last = NULL;
        SourceRow row;
        while (source_next(source, &row, &error)) {
            g_free(last);
            last = row.wrong ? NULL : g_strdup(row.cells[0]);
            g_assert_true(row.wrong || row.n == 2);
        }
        g_assert_cmpint(error != NULL, ==, rows[i].end == NULL);
        g_assert_cmpstr(last, ==, rows[i].end);
    }
}

static void test_encodings(Fixture *f, const void *data)
{
    static const char *const encodings[] = {"CP1251", "CP866",    "KOI8-U",      "KOI8-R",
                                            "UTF-8",  "UTF-16LE", "MAC-CYRILLIC"};
    const char *text = "фамилия;телефон;примечание\nПетров;0501112233;Постоянный покупатель\n"
                       "Сидорова;0671112233;Просила перезвонить после обеда\n";
    for (size_t i = 0; i < G_N_ELEMENTS(encodings); i++) {
        g_autofree char *file = file_encoded(f, "encoded.csv", text, encodings[i]);
        g_autofree char *rows = rows_of(file, ';', 1);
        g_assert_cmpstr(rows, ==,
                        "2:Петров/0501112233/Постоянный покупатель "
                        "3:Сидорова/0671112233/Просила перезвонить после обеда");
    }
}

/* Pieces of the file meet inside rows, characters and line breaks wherever they like. */
static void test_long_table(Fixture *f, const void *data)
{
    GString *text = g_string_new("a,b\r\n");
    for (int i = 0; i < 40000; i++)
        g_string_append_printf(text, "\"їжак\r\n%d\",%d\r\n", i, i);
    g_autofree char *file = file_make(f, "long.csv", text->str, (gssize)text->len);
    g_string_free(text, TRUE);
    g_autoptr(GError) error = NULL;
    g_autoptr(ImportSource) source = source_open(file, NULL, ',', 1, NULL, NULL, &error);
    g_assert_no_error(error);
    SourceRow row;
    int n = 0;
    for (; source_next(source, &row, &error); n++) {
        g_autofree char *first = g_strdup_printf("їжак\r\n%d", n);
        g_autofree char *second = g_strdup_printf("%d", n);
        g_autofree char *raw = g_strdup_printf("\"%s\",%s", first, second);
        g_assert_cmpstr(row.cells[0], ==, first);
        g_assert_cmpstr(row.cells[1], ==, second);
        g_assert_cmpmem(row.raw, row.raw_size, raw, strlen(raw));
        g_assert_cmpint(row.number, ==, n + 2);
    }
    g_assert_no_error(error);
    g_assert_cmpint(n, ==, 40000);
}

/* A line of a gigabyte (of which the disk holds nothing) costs neither memory nor its neighbours.
 */
static void test_huge_line(Fixture *f, const void *data)
{
    g_autofree char *file = file_make(f, "huge.csv", "a,b\nbefore,1\n", -1);
    int fd = open(file, O_WRONLY | O_APPEND);
    g_autofree char *block = g_malloc(1 << 20);
    memset(block, 'x', 1 << 20);
    for (int i = 0; i < 64; i++)
        g_assert_cmpint(write(fd, block, 1 << 20), ==, 1 << 20);
    g_assert_cmpint(write(fd, "\nafter,2\n", 9), ==, 9);
    close(fd);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    g_autofree char *rows = rows_of(file, ',', 1);
    getrusage(RUSAGE_SELF, &after);
    g_assert_cmpstr(rows, ==, "2:before/1 3!it is longer than 1 MB 4:after/2");
    g_assert_cmpint(after.ru_maxrss - before.ru_maxrss, <, 48 << 10); /* KiB */
}

static void test_endless(Fixture *f, const void *data)
{
    GString *text = g_string_new("a,b\n");
    for (int i = 0; i < 200; i++) {
        g_string_append(text, "\"x");
        for (int j = 0; j < 1200; j++)
            g_string_append(text, "0123456789");
        g_string_append(text, ",1\n");
    }
    for (char *c = text->str + 4; *c; c++)
        if (*c == '"' && c > text->str + 10)
            *c = 'q';
    g_autofree char *file = file_make(f, "endless.csv", text->str, (gssize)text->len);
    g_string_free(text, TRUE);
    g_autofree char *rows = rows_of(file, ',', 1);
    g_assert_true(g_str_has_prefix(rows, "2!a quotation mark is not closed 3:qx"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autofree char *path = g_strconcat("/import/source/table/", tables[i].name, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_table);
    }
    BASE_TEST("/import/source/zero-byte", test_zero_byte);
    BASE_TEST("/import/source/no-table", test_no_table);
    BASE_TEST("/import/source/long-text", test_long_text);
    BASE_TEST("/import/source/encodings", test_encodings);
    BASE_TEST("/import/source/long", test_long_table);
    BASE_TEST("/import/source/huge-line", test_huge_line);
    BASE_TEST("/import/source/endless", test_endless);
    return g_test_run();
}
