/* Tasks by day: docs/rules.md, "Tasks on a board and in a calendar". */
#include "core/task_days.h"
#include "core/when.h"
#include "fixture.h"

static int64_t add_task(Fixture *f, const char *subject, const char *due_on, const char *minute)
{
    return fixture_save(f, &f->actors[ROLE_MANAGER], &task_entity, "subject", subject, "due_on",
                        due_on, "due_minute", minute, NULL);
}

/* "01: A B 2|02: 0": subjects in order, then how many there are. */
static char *told(const GPtrArray *days)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < days->len; i++) {
        const TaskDay *day = days->pdata[i];
        int date;
        day_to_date(day->day, NULL, NULL, &date);
        g_string_append_printf(text, "%s%02d:", i ? "|" : "", date);
        for (guint row = 0; row < day->rows->len; row++)
            g_string_append_printf(text, " %s", ((QueryRow *)day->rows->pdata[row])->cells[0]);
        g_string_append_printf(text, " %d", (int)day->total);
    }
    return g_string_free(text, FALSE);
}

static void assert_days(Fixture *f, Query query, const char *from, int n, int limit,
                        const char *expected)
{
    g_autoptr(GError) error = NULL;
    int first;
    query.entity = &task_entity;
    g_assert_true(day_from_text(from, &first));
    g_autoptr(GPtrArray) days =
        task_days(f->base, &f->actors[ROLE_GUEST], &query, first, n, limit, &error);
    g_assert_no_error(error);
    g_autofree char *text = told(days);
    g_assert_cmpstr(text, ==, expected);
}

/* A task without a time is due at the midnight after its day, as one of 00:00 of the next day is:
 * each stands in its own. */
static void test_days(Fixture *f, const void *data)
{
    add_task(f, "Whole", "2026-07-01", NULL);
    add_task(f, "Midnight", "2026-07-02", "0");
    add_task(f, "Noon", "2026-07-02", "720");
    add_task(f, "Early", "2026-07-02", "60");
    add_task(f, "Before", "2026-06-30", NULL);
    assert_days(f, (Query){0}, "2026-07-01", 3, 5, "01: Whole 1|02: Midnight Early Noon 3|03: 0");
    assert_days(f, (Query){.descending = true}, "2026-07-02", 1, 2, "02: Midnight Early 3");
    const Filter noon = {"subject", FILTER_CONTAINS, "noon"};
    assert_days(f, (Query){.filters = &noon, .n_filters = 1}, "2026-07-01", 2, 5,
                "01: 0|02: Noon 1");
    const Filter from = {"due_on", FILTER_FROM, "2026-07-02"};
    assert_days(f, (Query){.filters = &from, .n_filters = 1}, "2026-06-30", 3, 5,
                "30: 0|01: 0|02: Midnight Early Noon 3");
}

/* More than are read in one go: each day for itself, and the same is told. */
static bool fill(Base *base, void *data, GError **error)
{
    Fixture *f = data;
    for (int i = 0; i < 450; i++) {
        g_autofree char *due = g_strdup_printf("2026-07-%02d", 1 + i % 2);
        g_autofree char *subject = g_strdup_printf("Справа %03d", i);
        g_autoptr(Record) task = fixture_record(f, &f->actors[ROLE_MANAGER], &task_entity,
                                                "subject", subject, "due_on", due, NULL);
        if (!record_save(base, &f->actors[ROLE_MANAGER], task, NULL, NULL, error))
            return false;
    }
    return true;
}

static void test_many(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    base_write(f->base, &f->actors[ROLE_MANAGER], fill, f, &error);
    g_assert_no_error(error);
    assert_days(f, (Query){0}, "2026-07-01", 3, 1, "01: Справа 000 225|02: Справа 001 225|03: 0");
    assert_days(f, (Query){.search = "cghfdf"}, "2026-07-01", 2, 1,
                "01: Справа 000 225|02: Справа 001 225");
    assert_days(f, (Query){.search = "справа 44"}, "2026-07-01", 2, 1,
                "01: Справа 440 5|02: Справа 441 5");
}

/* A condition on days narrows a list by the instants, whatever zone the enterprise was in before:
 * no row that fulfils it is left out. */
static void test_zones(Fixture *f, const void *data)
{
    static const char *const zones[] = {"Pacific/Kiritimati", "Pacific/Niue", "Europe/Kyiv"};
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(zones); i++) {
        g_autofree char *subject = g_strdup_printf("Z%u", i);
        Record *enterprise = record_load(f->base, &f->actors[ROLE_OWNER], &enterprise_entity,
                                         f->enterprise_id, &error);
        g_assert_no_error(error);
        record_set_text(enterprise, "zone", zones[i]);
        record_save(f->base, &f->actors[ROLE_OWNER], enterprise, NULL, NULL, &error);
        record_free(enterprise);
        g_assert_no_error(error);
        add_task(f, subject, "2026-07-05", i == 1 ? "1439" : NULL);
    }
    const Filter day = {"due_on", FILTER_IS, "2026-07-05"};
    const Query query = {.entity = &task_entity, .filters = &day, .n_filters = 1, .order = "due"};
    g_autoptr(GPtrArray) rows =
        query_page(f->base, &f->actors[ROLE_GUEST], &query, NULL, false, 10, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(rows->len, ==, G_N_ELEMENTS(zones));
    int64_t total;
    query_count(f->base, &f->actors[ROLE_GUEST], &query, NULL, 100, &total, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(total, ==, G_N_ELEMENTS(zones));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/days/days", test_days);
    BASE_TEST("/days/many", test_many);
    BASE_TEST("/days/zones", test_zones);
    return g_test_run();
}
