/* One act on many records: what is refused stops none of the others, and all is one change set. */
#include "core/bulk.h"
#include "fixture.h"

static void archive(Fixture *f, Role role, const Entity *entity, bool archived, const int64_t *ids,
                    size_t n, BulkReport *report)
{
    g_autoptr(GError) error = NULL;
    bulk_archive(f->base, &f->actors[role], entity, archived, ids, n, report, &error);
    g_assert_no_error(error);
}

static int64_t add_subject(Fixture *f, Role role, const char *text)
{
    return fixture_save(f, &f->actors[role], &subject_entity, "text", text, NULL);
}

static void assert_changed(const BulkReport *report, const int64_t *ids, guint n)
{
    g_assert_cmpint(report->changed->len, ==, n);
    for (guint i = 0; i < n; i++)
        g_assert_cmpint(g_array_index(report->changed, int64_t, i), ==, ids[i]);
}

static int64_t archived_subjects(Fixture *f)
{
    return fixture_count(f, SQL("SELECT count(*) FROM subject WHERE archived_at IS NOT NULL"));
}

/* One is used in a letter, one is no record. */
static void test_refusals(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) letter = fixture_sample(f, &f->actors[ROLE_OWNER], &letter_entity);
    record_save(f->base, &f->actors[ROLE_OWNER], letter, NULL, NULL, &error);
    g_assert_no_error(error);
    int64_t used = record_integer(letter, "subject_id");
    const int64_t ids[] = {add_subject(f, ROLE_OWNER, "А"), used, 777,
                           add_subject(f, ROLE_OWNER, "Б")};
    g_auto(BulkReport) report;
    bulk_report_init(&report);
    archive(f, ROLE_OWNER, &subject_entity, true, ids, 4, &report);
    const int64_t expected[] = {ids[0], ids[3]};
    assert_changed(&report, expected, 2);
    g_assert_cmpint(report.refused, ==, 2);
    g_assert_cmpint(report.refusals->len, ==, 2);
    const BulkRefusal *refusal = report.refusals->pdata[0];
    g_assert_cmpint(refusal->id, ==, used);
    g_assert_nonnull(strstr(refusal->reason, "Перший"));
    g_assert_cmpint(archived_subjects(f), ==, 2);
}

/* Somebody else has archived one of them meanwhile: it is not this act's, neither to report nor to
 * take back. */
static void test_meanwhile(Fixture *f, const void *data)
{
    const int64_t ids[] = {add_subject(f, ROLE_OWNER, "А"), add_subject(f, ROLE_OWNER, "Б"),
                           add_subject(f, ROLE_OWNER, "В")};
    g_autoptr(GError) error = NULL;
    record_archive(f->base, &f->actors[ROLE_ADMIN], &subject_entity, ids[1], &error);
    g_assert_no_error(error);
    g_auto(BulkReport) report;
    bulk_report_init(&report);
    archive(f, ROLE_OWNER, &subject_entity, true, ids, 3, &report);
    const int64_t mine[] = {ids[0], ids[2]};
    assert_changed(&report, mine, 2);
    g_assert_cmpint(report.refused, ==, 0);
    g_auto(BulkReport) back;
    bulk_report_init(&back);
    archive(f, ROLE_OWNER, &subject_entity, false, mine, 2, &back);
    assert_changed(&back, mine, 2);
    g_assert_cmpint(archived_subjects(f), ==, 1);
}

static void test_one_set(Fixture *f, const void *data)
{
    int64_t ids[10];
    for (int i = 0; i < 10; i++)
        ids[i] = add_subject(f, ROLE_OWNER, "Тема");
    g_auto(BulkReport) report;
    bulk_report_init(&report);
    for (int i = 0; i < 10; i += 5)
        archive(f, ROLE_OWNER, &subject_entity, true, ids + i, 5, &report);
    assert_changed(&report, ids, 10);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(DISTINCT set_id) FROM change WHERE field = "
                                         "'archived_at'")),
                    ==, 1);
    g_assert_cmpint(
        fixture_count(f, SQL("SELECT max(set_id) FROM change WHERE field = 'archived_at'")), ==,
        report.set_id);
}

/* A manager archives the own ones only; of many refusals the first are named. */
static void test_rights(Fixture *f, const void *data)
{
    int64_t ids[BULK_NAMED + 3];
    for (int i = 0; i < BULK_NAMED + 2; i++)
        ids[i] = add_subject(f, ROLE_OWNER, "Чужа");
    ids[BULK_NAMED + 2] = add_subject(f, ROLE_MANAGER, "Своя");
    g_auto(BulkReport) report;
    bulk_report_init(&report);
    archive(f, ROLE_MANAGER, &subject_entity, true, ids, BULK_NAMED + 3, &report);
    assert_changed(&report, &ids[BULK_NAMED + 2], 1);
    g_assert_cmpint(report.refused, ==, BULK_NAMED + 2);
    g_assert_cmpint(report.refusals->len, ==, BULK_NAMED);
}

/* The base itself fails after a slice's first record was refused: nothing of that slice counts, the
 * slice before it does. */
static void test_failure(Fixture *f, const void *data)
{
    const int64_t ids[] = {add_subject(f, ROLE_OWNER, "А"), 777, add_subject(f, ROLE_OWNER, "Б")};
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(GError) error = NULL;
    g_auto(BulkReport) report;
    bulk_report_init(&report);
    archive(f, ROLE_OWNER, &subject_entity, true, ids, 1, &report);
    g_autoptr(Base) mailer = base_open(f->url, PROGRAM_MAILER, &error);
    g_assert_no_error(error);
    int64_t set_id = report.set_id;
    g_assert_false(bulk_archive(mailer, owner, &subject_entity, true, ids + 1, 2, &report, &error));
    g_assert_error(error, BASE_ERROR, BASE_ERROR_FORBIDDEN);
    assert_changed(&report, ids, 1);
    g_assert_cmpint(report.set_id, ==, set_id);
    g_assert_cmpint(report.refused, ==, 0);
    g_assert_cmpint(report.refusals->len, ==, 0);
    g_assert_cmpint(archived_subjects(f), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/bulk/refusals", test_refusals);
    BASE_TEST("/bulk/meanwhile", test_meanwhile);
    BASE_TEST("/bulk/one-set", test_one_set);
    BASE_TEST("/bulk/rights", test_rights);
    BASE_TEST("/bulk/failure", test_failure);
    return g_test_run();
}
