/* Any file as a table of clients: opened, mapped, read to its end, its rows split again, its cells
 * cleaned. */
#include "fuzz.h"
#include "import_cell.h"
#include "import_map.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char *const fuzz_seeds[] = {
    "Прізвище;Ім'я;Email;Телефон\r\nІваненко;\"Пе\nтро\";p@x.example., -;'+380501112233\r\n",
    "sep=,\nФИО,\"E-mail\",Телефон\n\"Иванов \"\"Пётр\",<a@b.example>,\"3,8E+11\"\n",
    "\xef\xbb\xbf"
    "phone\tbirthday\n380501112233.0\t17.05.1990 0:00\n",
    "surname,email\n\"a,b\nc,d\ne\n,\"f\n",
    "\xd4\xe0\xec\xe8\xeb\xe8\xff;\xc8\xec\xff\n\xc8\xe2\xe0\xed\xee\xe2;\xcf\xe5\xf2\xf0\n",
    "\xff\xfe"
    "e\0m\0a\0i\0l\0\n\0a\0@\0b\0\n\0",
    NULL,
};

/* A file without a name: the folder of descriptors names it. */
static char *file_of(const uint8_t *data, size_t size, int *fd)
{
    *fd = memfd_create("fuzz", MFD_CLOEXEC);
    g_assert_cmpint(write(*fd, data, size), ==, (gssize)size);
    return g_strdup_printf("/proc/self/fd/%d", *fd);
}

static void check_cells(const ImportMap *map, const SourceRow *row)
{
    for (size_t i = 0; i < row->n && i < map->columns->len; i++) {
        int field = g_array_index(map->columns, int, i);
        g_assert_true(g_utf8_validate(row->cells[i], -1, NULL));
        if (field < 0)
            continue;
        g_autofree char *clean = cell_clean(&client_entity.fields[field], row->cells[i]);
        g_assert_true(g_utf8_validate(clean, -1, NULL));
        cell_is_damaged(&client_entity.fields[field], clean);
    }
}

/* What the file of rejects writes and reads back. */
static void check_raw(const ImportSource *source, const SourceRow *row)
{
    g_auto(GStrv) cells = source_split(row->raw, row->raw_size, source_delimiter(source));
    g_assert_cmpuint(g_strv_length(cells), ==, row->n);
    for (size_t i = 0; i < row->n; i++)
        g_assert_cmpstr(cells[i], ==, row->cells[i]);
}

static void read_all(ImportSource *source, const ImportMap *map)
{
    g_autoptr(GError) error = NULL;
    int64_t number = 0;
    for (SourceRow row; source_next(source, &row, &error); number = row.number) {
        g_assert_cmpint(row.number, >, number);
        if (row.wrong)
            continue;
        check_cells(map, &row);
        check_raw(source, &row);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd;
    ImportMap map = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *file = file_of(data, size, &fd);
    g_autoptr(ImportSource) source = source_open(file, NULL, 0, -1, import_map_knows, NULL, &error);
    if (source && import_map_init(&map, source, NULL, NULL, &error))
        read_all(source, &map);
    import_map_clear(&map);
    close(fd);
    return 0;
}
