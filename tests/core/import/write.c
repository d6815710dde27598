/* What an import writes: the same as a save would. */
#include "file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char people[] =
    "Фамилия;Имя;Отчество;Компания;E-mail;Телефон;Статус;Теги;Дата рождения;Примечание\n"
    "Іваненко;Петро;Олегович;ТОВ «Зерно»;petro@zerno.example, p2@zerno.example;050 111 22 33, "
    "0671112233;Новый;vip, опт;17.05.1990;перший\n"
    "Петренко;Олена;;;olena@mail.example;;В работе;;;\n"
    ";;;ФОП Коваль;;'+380441234567;;vip;;\"два\nрядки\"\n";

static void test_fields(Fixture *f, const void *data)
{
    g_autofree char *file = file_encoded(f, "people.csv", people, "CP1251");
    g_auto(Outcome) outcome = IMPORT(f, file, .list = "Новые");
    assert_counts(&outcome, 3, 0, 0, 0, 3);
    g_assert_cmpstr(outcome.report.encoding, ==, "CP1251");
    g_assert_cmpint(outcome.report.delimiter, ==, ';');
    g_assert_true(outcome.report.header);

    g_autoptr(GError) error = NULL;
    g_autofree char *id = client_text(f, "surname = 'Іваненко'", "id");
    g_autoptr(Record) client =
        record_load(f->base, &f->actors[ROLE_OWNER], &client_entity, atoll(id), &error);
    g_assert_no_error(error);
    g_assert_cmpstr(record_text(client, "email"), ==, "petro@zerno.example\np2@zerno.example");
    g_assert_cmpstr(record_text(client, "phone"), ==, "050 111 22 33\n0671112233");
    g_assert_cmpstr(record_text(client, "tags"), ==, "vip, опт");
    g_assert_cmpstr(record_text(client, "birth_on"), ==, "1990-05-17");
    g_assert_cmpint(record_integer(client, "created_by"), ==, f->actors[ROLE_OWNER].employee_id);
    g_autofree char *status =
        client_text(f, "surname = 'Петренко'",
                    "(SELECT code FROM client_status WHERE client_status.id = status_id)");
    g_assert_cmpstr(status, ==, "active");
    g_autofree char *comment = client_text(f, "company = 'ФОП Коваль'", "comment || phone");
    g_assert_cmpstr(comment, ==, "два\nрядки+380441234567");
}

/* The derived columns, the line in the log, the contacts. */
static char *whole_client(Fixture *f, const char *where)
{
    g_autofree char *client = client_text(
        f, where,
        "sort_key, company_key, email_key, phone_key, search_text, status_id, version, "
        "(SELECT count(*) FROM change WHERE entity = 'client' AND record_id = client.id "
        "AND field = '')");
    g_autofree char *sql = g_strdup_printf(
        SQL("SELECT kind, position, value, value_key FROM client_contact "
            "WHERE client_id = (SELECT id FROM client WHERE %s) ORDER BY kind, position"),
        where);
    g_autofree char *contacts = fixture_rows(f, sql);
    return g_strjoin(" ", client, contacts, NULL);
}

static void test_same_as_saved(Fixture *f, const void *data)
{
    g_autofree char *file = file_make(f, "one.csv",
                                      "Фамилия;Компания;E-mail;Телефон\n"
                                      "Їжакевич;Ґанок;Y@Mail.example;0501112233\n",
                                      -1);
    g_auto(Outcome) outcome = IMPORT(f, file, .list = NULL);
    assert_counts(&outcome, 1, 0, 0, 0, 0);
    g_autofree char *imported = whole_client(f, "surname = 'Їжакевич'");
    fixture_save(f, &f->actors[ROLE_OWNER], &client_entity, "surname", "Їжакевич", "company",
                 "Ґанок", "email", "Y@Mail.example", "phone", "0501112233", NULL);
    g_autofree char *saved = whole_client(f, "id = (SELECT max(id) FROM client)");
    g_assert_cmpstr(imported, ==, saved);
}

static guint hits(Fixture *f, const char *search)
{
    g_autoptr(GError) error = NULL;
    Query query = {.entity = &client_entity, .search = search};
    g_autoptr(GPtrArray) rows =
        query_page(f->base, &f->actors[ROLE_OWNER], &query, NULL, false, 100, NULL, &error);
    g_assert_no_error(error);
    return rows->len;
}

static void test_found(Fixture *f, const void *data)
{
    g_autofree char *file = file_encoded(f, "people.csv", people, "UTF-8");
    g_auto(Outcome) outcome = IMPORT(f, file, .list = NULL);
    assert_counts(&outcome, 3, 0, 0, 0, 0);
    g_assert_cmpuint(hits(f, "ваненк"), ==, 1);
    g_assert_cmpuint(hits(f, "олена"), ==, 1);
    g_assert_cmpuint(hits(f, "0441234567"), ==, 1);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_assert_true(base_check(f->base, problems, NULL));
    g_assert_cmpuint(problems->len, ==, 0);
}

/* --- rejected rows ---------------------------------------------------------------------------- */

static void test_rejects(Fixture *f, const void *data)
{
    const char *text = "Фамилия;E-mail;Телефон;Статус;Дата рождения\n"
                       "Добрий;a@b.example;0501112233;;\n"
                       ";;;Новый;\n"
                       "Хибний;не адреса;;;\n"
                       "Короткий;;123;;\n"
                       "Невідомий;;;Космічний;\n"
                       "Пізній;;;;31.02.1990\n"
                       "Довгий;c@d.example;;;;;\n"
                       "Широкий;e@f.example;;;;зайве\n";
    g_autofree char *file = file_make(f, "bad.csv", text, -1);
    g_autofree char *errors = g_build_filename(f->folder, "errors.csv", NULL);
    g_auto(Outcome) outcome = IMPORT(f, file, .errors = errors);
    assert_counts(&outcome, 2, 0, 0, 6, 0);
    g_assert_cmpuint(outcome.report.rejects->len, ==, 6);
    g_assert_true(g_str_has_prefix(outcome.report.rejects->pdata[0], "row 3: "));

    g_autofree char *written = NULL;
    g_assert_true(g_file_get_contents(errors, &written, NULL, NULL));
    g_assert_true(g_str_has_prefix(written, "\xef\xbb\xbf"
                                            "Фамилия;E-mail;Телефон;Статус;"
                                            "Дата рождения;\"Why it was rejected\"\r\n"));
    g_assert_nonnull(strstr(written, "\r\nХибний;не адреса;;;;\""));
    g_assert_nonnull(strstr(written, "\r\nШирокий;e@f.example;;;;зайве;\""));

    /* corrected, the file goes in as it is */
    GString *corrected = g_string_new(written);
    g_string_replace(corrected, "не адреса", "h@i.example", 0);
    g_autofree char *again = file_make(f, "again.csv", corrected->str, -1);
    g_string_free(corrected, TRUE);
    g_auto(Outcome) second = IMPORT(f, again, .list = NULL);
    assert_counts(&second, 1, 0, 0, 5, 0);
}

static void test_errors_file(Fixture *f, const void *data)
{
    g_autofree char *file = file_make(f, "good.csv", "Фамилия\nДобрий\n", -1);
    g_autofree char *errors = g_build_filename(f->folder, "none.csv", NULL);
    g_auto(Outcome) good = IMPORT(f, file, .errors = errors);
    assert_counts(&good, 1, 0, 0, 0, 0);
    g_assert_false(g_file_test(errors, G_FILE_TEST_EXISTS));
    /* a file that is there, be it the imported one, stays */
    g_auto(Outcome) same = IMPORT(f, file, .errors = file);
    assert_failed(&same, IMPORT_ERROR_OUTPUT, "good.csv");
    g_auto(Outcome) nowhere = IMPORT(f, file, .errors = "/nowhere/errors.csv");
    assert_failed(&nowhere, IMPORT_ERROR_OUTPUT, "/nowhere/errors.csv");
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM client")), ==, 1);
}

static void test_unreadable_characters(Fixture *f, const void *data)
{
    g_autofree char *file =
        file_make(f, "broken.csv", "Фамилия,Имя\nПетр\xffв,Іван\nДобрий,Іван\n", -1);
    g_auto(Outcome) outcome = IMPORT(f, file, .encoding = "UTF-8");
    assert_counts(&outcome, 1, 0, 0, 1, 0);
    g_assert_nonnull(strstr(outcome.report.rejects->pdata[0], "encoding"));
    g_auto(Outcome) unknown = IMPORT(f, file, .encoding = "CP9999");
    g_assert_nonnull(unknown.error);
}

/* --- lists ------------------------------------------------------------------------------------ */

static void test_list(Fixture *f, const void *data)
{
    g_autofree char *file = file_encoded(f, "people.csv", people, "UTF-8");
    g_auto(Outcome) first = IMPORT(f, file, .list = " Новые клиенты ");
    assert_counts(&first, 3, 0, 0, 0, 3);
    /* who is there already joins all the same, once */
    g_auto(Outcome) second = IMPORT(f, file, .list = "Новые клиенты");
    assert_counts(&second, 0, 0, 3, 0, 0);
    g_auto(Outcome) other = IMPORT(f, file, .list = "Другие");
    assert_counts(&other, 0, 0, 3, 0, 3);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM list")), ==, 2);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM list_member WHERE source = "
                                         "'import' AND import_id IS NOT NULL")),
                    ==, 6);
    g_auto(Outcome) pointless = IMPORT(f, file, .start_campaigns = true);
    assert_failed(&pointless, IMPORT_ERROR_MAPPING, "list");
}

/* --- who may ---------------------------------------------------------------------------------- */

static void test_rights(Fixture *f, const void *data)
{
    g_autofree char *file = file_encoded(f, "people.csv", people, "UTF-8");
    g_auto(Outcome) guest = import_as(f, ROLE_GUEST, file, -1, (ImportOptions){0});
    g_assert_error(guest.error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM import")), ==, 0);
    g_auto(Outcome) manager = import_as(f, ROLE_MANAGER, file, -1, (ImportOptions){.list = "x"});
    assert_counts(&manager, 3, 0, 0, 0, 3);
    g_auto(Outcome) console = import_as(f, ROLE_NONE, file, -1, (ImportOptions){0});
    assert_counts(&console, 0, 0, 3, 0, 0);
}

/* --- on the way ------------------------------------------------------------------------------- */

typedef struct {
    int64_t last_rows, last_bytes, total, stop_at;
    int calls;
} Watch;

static bool watch(int64_t rows, int64_t bytes, int64_t total, void *data)
{
    Watch *seen = data;
    g_assert_cmpint(rows, >=, seen->last_rows);
    g_assert_cmpint(bytes, >=, seen->last_bytes);
    *seen = (Watch){rows, bytes, total, seen->stop_at, seen->calls + 1};
    return !seen->stop_at || rows < seen->stop_at;
}

static char *many(Fixture *f, int n)
{
    GString *text = g_string_new("Фамилия,E-mail,Телефон\n");
    for (int i = 0; i < n; i++)
        g_string_append_printf(text, "Клієнт%d,c%d@d.example,050%07d\n", i * 7919 % n, i, i);
    char *file = file_make(f, "many.csv", text->str, (gssize)text->len);
    g_string_free(text, TRUE);
    return file;
}

static void test_progress(Fixture *f, const void *data)
{
    Watch seen = {0};
    g_autofree char *file = many(f, 5000);
    g_auto(Outcome) outcome = IMPORT(f, file, .progress = watch, .progress_data = &seen);
    assert_counts(&outcome, 5000, 0, 0, 0, 0);
    g_assert_cmpint(seen.calls, >=, 5);
    g_assert_cmpint(seen.last_rows, ==, 5000);
    g_assert_cmpint(seen.last_bytes, ==, seen.total);
    g_assert_cmpint(fixture_count(f, SQL("SELECT rows_done FROM import")), ==, 5000);
}

static void test_cancel(Fixture *f, const void *data)
{
    Watch seen = {.stop_at = 2000};
    g_autofree char *file = many(f, 5000);
    g_auto(Outcome) outcome = IMPORT(f, file, .progress = watch, .progress_data = &seen);
    g_assert_no_error(outcome.error);
    g_assert_true(outcome.report.cancelled);
    g_assert_cmpint(outcome.report.created, ==,
                    fixture_count(f, SQL("SELECT count(*) FROM client")));
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM import WHERE finished_at IS NULL")),
                    ==, 0);
}

/* One change set for all of it. */
static void test_change_set(Fixture *f, const void *data)
{
    g_autofree char *file = many(f, 3000);
    g_auto(Outcome) outcome = IMPORT(f, file, .list = NULL);
    assert_counts(&outcome, 3000, 0, 0, 0, 0);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM change_set WHERE import_id = 1")),
                    ==, 1);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM change JOIN change_set ON "
                                         "change_set.id = set_id WHERE import_id = 1 AND "
                                         "entity = 'client' AND field = ''")),
                    ==, 3000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/import/write/fields", test_fields);
    BASE_TEST("/import/write/same-as-saved", test_same_as_saved);
    BASE_TEST("/import/write/found", test_found);
    BASE_TEST("/import/write/rejects", test_rejects);
    BASE_TEST("/import/write/errors-file", test_errors_file);
    BASE_TEST("/import/write/unreadable-characters", test_unreadable_characters);
    BASE_TEST("/import/write/list", test_list);
    BASE_TEST("/import/write/rights", test_rights);
    BASE_TEST("/import/write/progress", test_progress);
    BASE_TEST("/import/write/cancel", test_cancel);
    BASE_TEST("/import/write/change-set", test_change_set);
    return g_test_run();
}
