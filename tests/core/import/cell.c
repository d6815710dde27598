/* Cells as spreadsheets and people write them. */
#include "import_cell.h"

#include <string.h>

#include "core/csv.h"

static const Field *field_of(const char *name)
{
    return &client_entity.fields[entity_field(&client_entity, name)];
}

static const struct {
    const char *field, *cell, *clean;
} cells[] = {
    {"comment", "  text  ", "text"},
    {"comment", "", ""},
    {"comment", "'=1+1", "=1+1"},
    {"comment", "'-5", "-5"},
    {"comment", "''=1+1", "'=1+1"},
    {"comment", "'''5", "''5"},
    {"comment", "''", "''"},
    {"comment", "'t Hooft", "'t Hooft"},
    {"comment", "'", "'"},
    {"phone", "'+380501112233", "+380501112233"},
    {"phone", "'0501112233", "0501112233"},
    {"phone", "=\"0501112233\"", "0501112233"},
    {"phone", "380501112233.0", "380501112233"},
    {"phone", "380501112233,00", "380501112233"},
    {"phone", "0501112233,0671112233", "0501112233,0671112233"},
    {"phone", "-", ""},
    {"phone", " — ", ""},
    {"phone", "-5", "-5"},
    {"phone", "0501112233 / 0671112233", "0501112233 , 0671112233"},
    {"email", " a@b.example ", "a@b.example"},
    {"email", "a @ b.example", "a@b.example"},
    {"email", "Іван <a@b.example>", "a@b.example"},
    {"email", "mailto:a@b.example", "a@b.example"},
    {"email", "a@b.example; c@d.example", "a@b.example\nc@d.example"},
    {"email", "a@b.example.", "a@b.example"},
    {"email", "-, a@b.example, .", "a@b.example"},
    {"birth_on", "17.05.1990 0:00:00", "17.05.1990"},
    {"birth_on", "1990-05-17T00:00:00Z", "1990-05-17"},
    {"birth_on", "17 травня 1990", "17 травня 1990"},
};

static void test_damaged(void)
{
    static const struct {
        const char *field, *cell;
        bool damaged;
    } rows[] = {
        {"phone", "3.80501E+11", true},
        {"phone", "3,80501E+11", true},
        {"phone", "3E+11", true},
        {"phone", "3.80501e+11", true},
        {"phone", "380501112233", false},
        {"phone", "0501112233,0671112233", false},
        {"phone", "3.80501E+", false},
        {"phone", "3.8E+11, 050", false},
        {"phone", "", false},
        {"comment", "3.80501E+11", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (cell_is_damaged(field_of(rows[i].field), rows[i].cell) != rows[i].damaged)
            g_error("“%s”", rows[i].cell);
}

static void test_cells(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
        g_autofree char *clean = cell_clean(field_of(cells[i].field), cells[i].cell);
        g_assert_cmpstr(clean, ==, cells[i].clean);
    }
}

/* Whatever a text begins with: read again, what was written is the same. */
static void test_round_trip(void)
{
    static const char *const begins[] = {"=1", "+1", "-1", "@1", "\t1", "1", "a", "\303\244", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(begins); i++)
        for (int n = 0; n < 4; n++) {
            g_autofree char *text = g_strdup_printf("%.*s%s", n, "'''", begins[i]);
            g_autoptr(GString) cell = g_string_new(NULL);
            csv_append_cell(cell, text);
            g_assert_true(!cell->len || !strchr("=+-@\t", *cell->str));
            g_autofree char *clean = cell_clean(field_of("comment"), cell->str);
            g_assert_cmpstr(clean, ==, n ? text : g_strchug(text));
        }
}

static const struct {
    const char *cell, *parts;
} names[] = {
    {"Іваненко Петро Олегович", "Іваненко|Петро|Олегович"},
    {"Петро Олегович Іваненко", "Іваненко|Петро|Олегович"},
    {"  Іваненко   Петро ", "Іваненко|Петро|"},
    {"Оксана", "|Оксана|"},
    {"John Smith", "Smith|John|"},
    {"Мамедов Али Гусейн оглы", "Мамедов|Али|Гусейн оглы"},
    {"", "||"},
};

static void test_names(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *surname = NULL, *first = NULL, *patronymic = NULL;
        cell_split_name(names[i].cell, &surname, &first, &patronymic);
        g_autofree char *parts = g_strjoin("|", surname, first, patronymic, NULL);
        g_assert_cmpstr(parts, ==, names[i].parts);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import/cell/clean", test_cells);
    g_test_add_func("/import/cell/round-trip", test_round_trip);
    g_test_add_func("/import/cell/damaged", test_damaged);
    g_test_add_func("/import/cell/names", test_names);
    return g_test_run();
}
