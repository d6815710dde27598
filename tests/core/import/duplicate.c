/* Who is in the base, or stands in the file twice. A rehearsal counts the same. */
#include "file.h"

static const char before[] = "Фамилия;Имя;E-mail;Телефон;Теги\n"
                             "Старий;;old@d.example;0501112233;vip\n"
                             "Другий;;second@d.example;;\n"
                             "Третій;Іван;;0441234567, 0671112299;\n";

/* e-mail of one, phone of another spelling, a second phone, a double inside, exact doubles, a
 * double that adds nothing, one that is refused */
static const char after[] = "Фамилия;Имя;E-mail;Телефон;Теги\n"
                            "Новий;Оле;OLD@d.example;0509998877;опт\n"
                            "Сусід;;;+38 (044) 123-45-67;\n"
                            "Сусід2;;;0671112299;\n"
                            "Свіжий;Петро;fresh@d.example;0931112233;\n"
                            "Свіжий;;fresh@d.example;;\n"
                            "Свіжий;Петро;fresh@d.example;0931112233;\n"
                            "Самотній;;;;\n"
                            "Самотній;;;;\n"
                            "Другий;;second@d.example;;\n"
                            "Хибний;;x@;;\n"
                            "Свіжий;Павло;fresh2@d.example;0931112233;\n"
                            "Свіжий;;fresh2@d.example;;нове\n";

static const struct {
    DuplicatePolicy policy;
    int created, updated, skipped, members;
    const char *first, *third, *fresh; /* surname|first name|e-mails|phones|tags */
} cases[] = {
    {DUPLICATE_SKIP, 3, 0, 8, 6, "Старий||old@d.example|0501112233|vip",
     "Третій|Іван||0441234567\n0671112299|", "Свіжий|Петро|fresh@d.example|0931112233|"},
    {DUPLICATE_FILL, 3, 2, 6, 6, "Старий|Оле|old@d.example|0501112233|vip",
     "Третій|Іван||0441234567\n0671112299|", "Свіжий|Петро|fresh@d.example|0931112233|"},
    {DUPLICATE_OVERWRITE, 3, 5, 3, 6, "Новий|Оле|OLD@d.example|0509998877\n0501112233|опт, vip",
     "Сусід2|Іван||0671112299\n+38 (044) 123-45-67|",
     "Свіжий|Павло|fresh2@d.example\nfresh@d.example|0931112233|нове"},
    {DUPLICATE_CREATE, 11, 0, 0, 11, "Старий||old@d.example|0501112233|vip",
     "Третій|Іван||0441234567\n0671112299|", "Свіжий|Петро|fresh@d.example|0931112233|"},
};

static char *client_of(Fixture *f, int64_t id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) client =
        record_load(f->base, &f->actors[ROLE_OWNER], &client_entity, id, &error);
    g_assert_no_error(error);
    return g_strjoin("|", record_text(client, "surname"), record_text(client, "first_name"),
                     record_text(client, "email"), record_text(client, "phone"),
                     record_text(client, "tags"), NULL);
}

static void assert_client(Fixture *f, const char *where, const char *expected)
{
    g_autofree char *id = client_text(f, where, "id");
    g_autofree char *client = client_of(f, g_ascii_strtoll(id, NULL, 10));
    g_assert_cmpstr(client, ==, expected);
}

static int64_t count_everything(Fixture *f)
{
    return fixture_count(f, SQL("SELECT (SELECT count(*) FROM client) + (SELECT count(*) FROM "
                                "change) + (SELECT count(*) FROM list) + (SELECT count(*) FROM "
                                "import) + (SELECT count(*) FROM list_member) + (SELECT count(*) "
                                "FROM import_mapping) + (SELECT count(*) FROM client_contact)"));
}

static void test_policy(Fixture *f, const void *data)
{
    guint i = GPOINTER_TO_UINT(data);
    g_autofree char *first = file_make(f, "before.csv", before, -1);
    g_auto(Outcome) old = IMPORT(f, first, .list = NULL);
    assert_counts(&old, 3, 0, 0, 0, 0);

    g_autofree char *file = file_make(f, "after.csv", after, -1);
    int64_t rows = count_everything(f);
    g_auto(Outcome) rehearsal =
        IMPORT(f, file, .on_duplicate = cases[i].policy, .list = "Список", .dry_run = true);
    assert_counts(&rehearsal, cases[i].created, cases[i].updated, cases[i].skipped, 1,
                  cases[i].members);
    g_assert_cmpint(rehearsal.report.import_id, ==, 0);
    g_assert_cmpint(count_everything(f), ==, rows);

    g_auto(Outcome) outcome = IMPORT(f, file, .on_duplicate = cases[i].policy, .list = "Список");
    assert_counts(&outcome, cases[i].created, cases[i].updated, cases[i].skipped, 1,
                  cases[i].members);
    assert_client(f, "id = 1 OR surname = 'Старий' ORDER BY id LIMIT 1", cases[i].first);
    assert_client(f,
                  "id = (SELECT client_id FROM client_contact WHERE value_key = "
                  "'+380671112299' ORDER BY client_id LIMIT 1)",
                  cases[i].third);
    assert_client(f,
                  "id = (SELECT min(client_id) FROM client_contact WHERE value_key = "
                  "'fresh@d.example')",
                  cases[i].fresh);
}

/* Who is archived stands in nobody's way. */
static void test_archived(Fixture *f, const void *data)
{
    g_autofree char *file = file_make(f, "before.csv", before, -1);
    g_auto(Outcome) first = IMPORT(f, file, .list = NULL);
    assert_counts(&first, 3, 0, 0, 0, 0);
    g_autofree char *id = client_text(f, "surname = 'Старий'", "id");
    g_autofree char *third = client_text(f, "surname = 'Третій'", "id");
    g_assert_true(record_archive(f->base, &f->actors[ROLE_OWNER], &client_entity,
                                 g_ascii_strtoll(id, NULL, 10), NULL));
    g_assert_true(record_archive(f->base, &f->actors[ROLE_OWNER], &client_entity,
                                 g_ascii_strtoll(third, NULL, 10), NULL));
    g_auto(Outcome) second = IMPORT(f, file, .list = NULL);
    assert_counts(&second, 2, 0, 1, 0, 0);
}

/* Of many rows with doubles near and far apart nobody gets in twice. */
static void test_property(Fixture *f, const void *data)
{
    for (int round = 0; round < 5; round++) {
        g_autoptr(GHashTable) emails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        GString *text = g_string_new("Фамилия,E-mail,Примечание\n");
        int n = g_test_rand_int_range(100, 800);
        for (int i = 0; i < n; i++) {
            char *email = g_strdup_printf("p%d.%d@d.example", round, g_test_rand_int_range(0, n));
            g_string_append_printf(text, "Особа%d,%s,%d\n", g_test_rand_int_range(0, n), email,
                                   g_test_rand_int_range(0, 3));
            g_hash_table_add(emails, email);
        }
        g_autofree char *file = file_make(f, "property.csv", text->str, -1);
        g_string_free(text, TRUE);
        DuplicatePolicy policy = (DuplicatePolicy)g_test_rand_int_range(0, 3);
        g_auto(Outcome) rehearsal = IMPORT(f, file, .on_duplicate = policy, .dry_run = true);
        g_auto(Outcome) outcome = IMPORT(f, file, .on_duplicate = policy);
        g_assert_no_error(outcome.error);
        g_assert_cmpint(outcome.report.created, ==, g_hash_table_size(emails));
        g_assert_cmpint(outcome.report.created + outcome.report.updated + outcome.report.skipped,
                        ==, n);
        g_assert_cmpint(rehearsal.report.created, ==, outcome.report.created);
        g_assert_cmpint(rehearsal.report.updated, ==, outcome.report.updated);
        g_assert_cmpint(rehearsal.report.skipped, ==, outcome.report.skipped);
    }
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"skip", "fill", "overwrite", "create"};
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/import/duplicate/", names[i], NULL);
        g_test_add(path, Fixture, GUINT_TO_POINTER(i), fixture_up, test_policy, fixture_down);
    }
    BASE_TEST("/import/duplicate/archived", test_archived);
    BASE_TEST("/import/duplicate/property", test_property);
    return g_test_run();
}
