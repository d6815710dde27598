/* Tasks are due by the clock of their enterprise, whatever becomes of that. */
#include "core/task_zone.h"
#include "core/when.h"
#include "fixture.h"

static int64_t add_task(Fixture *f, const char *due_on, const char *due_minute)
{
    return fixture_save(f, &f->actors[ROLE_OWNER], &task_entity, "subject", "Дзвінок", "due_on",
                        due_on, "due_minute", due_minute, NULL);
}

static void move_to(Fixture *f, const char *zone)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    g_autoptr(Record) card =
        record_load(f->base, owner, &enterprise_entity, f->enterprise_id, &error);
    g_assert_no_error(error);
    record_set_text(card, "zone", zone);
    g_assert_true(record_save(f->base, owner, card, NULL, NULL, &error));
    g_assert_no_error(error);
}

/* In minutes after NOW. */
static void assert_due(Fixture *f, const char *expected)
{
    g_autofree char *due =
        fixture_rows(f, SQL("SELECT (due_at - 1782900000000000) / 60000000 FROM task ORDER BY id"));
    g_assert_cmpstr(due, ==, expected);
}

static bool awaits(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    bool awaiting;
    tasks_await_zone(f->base, f->enterprise_id, &awaiting, &error);
    g_assert_no_error(error);
    return awaiting;
}

static int64_t follow(Fixture *f, bool (*goes_on)(void *data), void *data)
{
    g_autoptr(GError) error = NULL;
    int64_t moved;
    tasks_follow_zones(f->base, NOW, goes_on, data, &moved, &error);
    g_assert_no_error(error);
    return moved;
}

static bool run_sql(Base *base, void *data, GError **error)
{
    return db_execute(base_db(base), data, DB_NO_ARGS, NULL, error);
}

static void run(Fixture *f, const char *sql)
{
    g_autoptr(GError) error = NULL;
    base_write(f->base, &f->actors[ROLE_NONE], run_sql, (void *)(uintptr_t)sql, &error);
    g_assert_no_error(error);
}

/* --- in the save ------------------------------------------------------------------------------ */

/* To the end of their day or at their hour. Deleted ones too, for they may come back. */
static void test_taken(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    Actor *owner = &f->actors[ROLE_OWNER];
    int64_t day = add_task(f, "2026-07-05", NULL), version, sets;
    add_task(f, "2026-07-02", "600");
    int64_t gone = add_task(f, "2026-12-01", "60");
    record_archive(f->base, owner, &task_entity, gone, &error);
    g_assert_no_error(error);
    assert_due(f, "6420 1260 219660");
    version = fixture_count(f, SQL("SELECT sum(version) FROM task"));
    sets = fixture_count(f, SQL("SELECT count(*) FROM change WHERE entity = 'task'"));
    move_to(f, "America/New_York");
    assert_due(f, "6840 1680 220080");
    g_assert_false(awaits(f));
    g_assert_cmpint(fixture_count(f, SQL("SELECT sum(version) FROM task")), ==, version);
    g_assert_cmpint(fixture_count(f, SQL("SELECT count(*) FROM change WHERE entity = 'task'")), ==,
                    sets);
    g_autoptr(Record) task = record_load(f->base, owner, &task_entity, day, &error);
    record_set_text(task, "subject", "Та сама");
    g_assert_true(record_save(f->base, owner, task, NULL, NULL, &error));
    assert_due(f, "6840 1680 220080");
    move_to(f, "Europe/Kyiv");
    assert_due(f, "6420 1260 219660");
}

/* --- afterwards ------------------------------------------------------------------------------- */

enum { MANY = 1001 }; /* more than the save takes along */

/* Nothing else is stale then. */
static void add_many(Fixture *f)
{
    follow(f, NULL, NULL);
    for (int i = 0; i < MANY; i++)
        add_task(f, "2026-07-02", "600");
}

/* Of which zone's clock ten o'clock on 2 July it is. */
#define IN_KYIV SQL("SELECT count(*) FROM task WHERE (due_at - 1782900000000000) / 60000000 = 1260")
#define IN_NEW_YORK                                                                                \
    SQL("SELECT count(*) FROM task WHERE (due_at - 1782900000000000) / 60000000 = 1680")

typedef struct {
    Fixture *f;
    int slices;       /* before it stops, or something happens */
    const char *zone; /* NULL: it stops */
} Slices;

static bool count_slices(void *data)
{
    Slices *slices = data;
    if (slices->slices-- > 0)
        return true;
    if (slices->zone) {
        move_to(slices->f, slices->zone);
        slices->slices = INT_MAX;
    }
    return slices->zone != NULL;
}

static void test_many(Fixture *f, const void *data)
{
    add_many(f);
    move_to(f, "America/New_York");
    g_assert_true(awaits(f));
    g_assert_cmpint(fixture_count(f, IN_KYIV), ==, MANY);
    add_task(f, "2026-07-02", "600");
    g_assert_cmpint(fixture_count(f, IN_NEW_YORK), ==, 1);
    int64_t first = follow(f, count_slices, &(Slices){.slices = 2});
    g_assert_cmpint(first, >, 0);
    g_assert_cmpint(first, <, MANY);
    g_assert_true(awaits(f));
    g_assert_cmpint(follow(f, NULL, NULL), ==, MANY - first);
    g_assert_cmpint(fixture_count(f, IN_NEW_YORK), ==, MANY + 1);
    g_assert_false(awaits(f));
    g_assert_cmpint(follow(f, NULL, NULL), ==, 0);
}

/* Somebody chooses another zone while the tasks go into the first. */
static void test_meanwhile(Fixture *f, const void *data)
{
    add_many(f);
    move_to(f, "America/New_York");
    follow(f, count_slices, &(Slices){f, 3, "Europe/Kyiv"});
    g_assert_true(awaits(f));
    g_assert_cmpint(fixture_count(f, IN_KYIV) + fixture_count(f, IN_NEW_YORK), ==, MANY);
    follow(f, NULL, NULL);
    g_assert_cmpint(fixture_count(f, IN_KYIV), ==, MANY);
    g_assert_false(awaits(f));
}

typedef struct {
    Fixture *f;
    int asked;
} Back;

static bool there_and_back(void *data)
{
    Back *back = data;
    back->asked++;
    if (back->asked == 2)
        move_to(back->f, "Europe/Madrid");
    if (back->asked == 3)
        move_to(back->f, "America/New_York");
    return true;
}

/* And takes that back: what went into the other stands in neither. */
static void test_there_and_back(Fixture *f, const void *data)
{
    add_many(f);
    move_to(f, "America/New_York");
    follow(f, there_and_back, &(Back){f, 0});
    g_assert_true(awaits(f));
    move_to(f, "America/New_York");
    follow(f, NULL, NULL);
    g_assert_cmpint(fixture_count(f, IN_NEW_YORK), ==, MANY);
    g_assert_false(awaits(f));
}

/* A country gives its zone other rules: tasks stand by the older ones until somebody looks. */
static void test_rules(Fixture *f, const void *data)
{
    add_task(f, "2026-07-02", "600");
    g_assert_false(awaits(f));
    run(f, SQL("UPDATE task SET due_at = due_at + 3600000000"));
    g_assert_cmpint(follow(f, NULL, NULL), ==, 0);
    run(f, SQL("UPDATE task_zone SET rules = '1999z' WHERE enterprise_id = 1"));
    g_assert_true(awaits(f));
    g_assert_cmpint(follow(f, NULL, NULL), ==, 1);
    assert_due(f, "1260");
    g_assert_false(awaits(f));
}

/* A machine with older rules than the tasks stand by does not take them back. */
static void test_older_rules(Fixture *f, const void *data)
{
    add_task(f, "2026-07-02", "600");
    run(f, SQL("UPDATE task_zone SET rules = '2999a' WHERE enterprise_id = 1"));
    run(f, SQL("UPDATE task SET due_at = due_at + 3600000000"));
    g_assert_false(awaits(f));
    g_assert_cmpint(follow(f, NULL, NULL), ==, 0);
    assert_due(f, "1320");
}

/* A zone that this machine does not know, in a base from one with another table, stops nothing. */
static void test_unknown(Fixture *f, const void *data)
{
    add_task(f, "2026-07-02", "600");
    run(f, SQL("UPDATE enterprise SET zone = 'Mars/Olympus' WHERE id = 1"));
    g_assert_true(awaits(f));
    g_assert_cmpint(follow(f, NULL, NULL), ==, 0);
    g_assert_true(awaits(f));
    assert_due(f, "1260");
}

/* What the system's table says of itself. */
static void test_version(void)
{
    g_autofree char *rules = zone_rules();
    g_assert_true(g_regex_match_simple("^20[0-9][0-9][a-z]*$", rules, 0, 0));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/zone/taken", test_taken);
    BASE_TEST("/zone/many", test_many);
    BASE_TEST("/zone/meanwhile", test_meanwhile);
    BASE_TEST("/zone/there-and-back", test_there_and_back);
    BASE_TEST("/zone/rules", test_rules);
    BASE_TEST("/zone/older-rules", test_older_rules);
    BASE_TEST("/zone/unknown", test_unknown);
    g_test_add_func("/zone/version", test_version);
    return g_test_run();
}
