/* Which column is which. */
#include "file.h"

static void assert_mapping(Fixture *f, const char *header, const char *map, const char *expected)
{
    g_autofree char *text = g_strconcat(header, "\nа,б,в,г,д,е,є\n", NULL);
    g_autofree char *file = file_make(f, "map.csv", text, -1);
    g_auto(Outcome) outcome =
        IMPORT_HEADER(f, file, 1, .delimiter = ',', .map = map, .dry_run = true);
    g_assert_no_error(outcome.error);
    g_assert_cmpstr(outcome.report.mapping, ==, expected);
}

static void test_synonyms(Fixture *f, const void *data)
{
    assert_mapping(f, "Фамилия,Имя,Отчество,Компания", NULL,
                   "surname=1 first_name=2 patronymic=3 company=4");
    assert_mapping(f, "Прізвище*,Ім’я:,По батькові,E-Mail", "auto",
                   "surname=1 first_name=2 patronymic=3 email=4");
    assert_mapping(f, "last name,FIRST NAME,zip,Phone", NULL, "surname=1 first_name=2 phone=4");
    assert_mapping(f, "ПІБ,Телефон,Мобільний,Город", NULL, "full_name=1 phone=2 phone=3 address=4");
    /* of two columns with one name the first counts, unless both fit */
    assert_mapping(f, "Имя,Имя,Почта,Email", NULL, "first_name=1 email=3 email=4");
}

static void test_by_hand(Fixture *f, const void *data)
{
    assert_mapping(f, "x,y,z,w", "surname=2,phone=4", "surname=2 phone=4");
    assert_mapping(f, "Код,Хто це,z,w", " surname = хто ЦЕ ,phone=4", "surname=2 phone=4");
}

/* What was said once is offered again, to this enterprise. */
static void test_remembered(Fixture *f, const void *data)
{
    g_autofree char *file = file_make(f, "r.csv", "Кличка,Имя\nРекс,Іван\n", -1);
    g_auto(Outcome) first = IMPORT(f, file, .map = "surname=Кличка");
    assert_counts(&first, 1, 0, 0, 0, 0);
    assert_mapping(f, "Кличка,Имя,z", NULL, "surname=1");
}

static void test_refused(Fixture *f, const void *data)
{
    static const struct {
        const char *text, *map, *words;
    } cases[] = {
        {"Код,Сумма\n1,2\n", NULL, "no column"},
        {"Комментарий,Город\nа,б\n", "auto", "no column"},
        {"a,b\n1,2\n", "surname", "“surname” is not FIELD=COLUMN"},
        {"a,b\n1,2\n", "nonsense=1", "“nonsense=1”"},
        {"a,b\n1,2\n", "created_at=1", "created_at"},
        {"a,b\n1,2\n", "surname=3", "no column “3”"},
        {"a,b\n1,2\n", "surname=0", "no column “0”"},
        {"a,b\n1,2\n", "surname=c", "no column “c”"},
        {"a,b\n1,2\n", "", "no column"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *file = file_make(f, "x.csv", cases[i].text, -1);
        g_auto(Outcome) outcome = IMPORT_HEADER(f, file, 1, .delimiter = ',', .map = cases[i].map);
        assert_failed(&outcome, IMPORT_ERROR_MAPPING, cases[i].words);
    }
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM import")), ==, 0);
}

static void test_no_header(Fixture *f, const void *data)
{
    g_autofree char *file = file_make(f, "n.csv", "Іваненко;0501112233\nПетренко;0501112234\n", -1);
    g_auto(Outcome) asked = IMPORT_HEADER(f, file, 0, .map = NULL);
    assert_failed(&asked, IMPORT_ERROR_MAPPING, "names no columns");
    g_auto(Outcome) told = IMPORT_HEADER(f, file, 0, .map = "surname=1,phone=2");
    assert_counts(&told, 2, 0, 0, 0, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/import/map/synonyms", test_synonyms);
    BASE_TEST("/import/map/by-hand", test_by_hand);
    BASE_TEST("/import/map/remembered", test_remembered);
    BASE_TEST("/import/map/refused", test_refused);
    BASE_TEST("/import/map/no-header", test_no_header);
    return g_test_run();
}
