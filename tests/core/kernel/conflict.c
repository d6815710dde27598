/* Two people, one record: through two connections, as two programs have it. */
#include "fixture.h"

#include <string.h>

typedef struct {
    Fixture f;
    Base *other;
    Actor hers, his;
    int64_t client;
} Pair;

static void pair_up(Pair *p, const void *data)
{
    g_autoptr(GError) error = NULL;
    fixture_up(&p->f, data);
    p->other = base_open(p->f.url, PROGRAM_CLIENT, &error);
    g_assert_no_error(error);
    p->hers = p->f.actors[ROLE_OWNER];
    p->his = p->f.actors[ROLE_MANAGER];
    p->client = fixture_save(&p->f, &p->hers, &client_entity, "surname", "Коваль", "first_name",
                             "Яна", "phone", "0501112233", "comment", "перший", NULL);
}

static void pair_down(Pair *p, const void *data)
{
    base_close(p->other);
    fixture_down(&p->f, data);
}

static Record *load(Base *base, const Actor *actor, int64_t id)
{
    g_autoptr(GError) error = NULL;
    Record *record = record_load(base, actor, &client_entity, id, &error);
    g_assert_no_error(error);
    return record;
}

static void assert_saved(Base *base, const Actor *actor, Record *record, SaveReport *report)
{
    g_autoptr(GError) error = NULL;
    bool saved = record_save(base, actor, record, NULL, report, &error);
    g_assert_no_error(error);
    g_assert_true(saved);
}

static void test_merge(Pair *p, const void *data)
{
    g_auto(SaveReport) report = {0};
    g_autoptr(Record) hers = load(p->f.base, &p->hers, p->client);
    g_autoptr(Record) his = load(p->other, &p->his, p->client);
    record_set_text(hers, "surname", "Коваленко");
    record_set_text(his, "phone", "0671112233\n0501112233");
    record_set_text(his, "comment", "другий");
    assert_saved(p->f.base, &p->hers, hers, NULL);
    assert_saved(p->other, &p->his, his, &report);
    g_assert_true(report.merged);
    g_assert_cmpint(his->version, ==, 3);
    g_assert_cmpstr(record_text(his, "surname"), ==, "Коваленко");
    g_assert_false(record_is_changed(his));
    g_autoptr(Record) now = load(p->f.base, &p->hers, p->client);
    g_assert_cmpstr(record_text(now, "surname"), ==, "Коваленко");
    g_assert_cmpstr(record_text(now, "phone"), ==, "0671112233\n0501112233");
    g_assert_cmpstr(record_text(now, "comment"), ==, "другий");
}

static void test_conflict(Pair *p, const void *data)
{
    g_auto(SaveReport) report = {0};
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) hers = load(p->f.base, &p->hers, p->client);
    g_autoptr(Record) his = load(p->other, &p->his, p->client);
    record_set_text(hers, "comment", "її");
    record_set_text(hers, "skype", "kovalyana");
    record_set_text(his, "comment", "його");
    record_set_text(his, "first_name", "Іванна");
    p->hers.now += 1000000;
    assert_saved(p->f.base, &p->hers, hers, NULL);
    g_assert_false(record_save(p->other, &p->his, his, NULL, &report, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_CONFLICT);
    g_assert_nonnull(strstr(error->message, "Comment"));
    g_assert_null(strstr(error->message, "First name"));
    g_assert_cmpstr(record_text(report.theirs, "comment"), ==, "її");
    g_assert_cmpstr(report.their_name, ==, "Власник Ольга");
    g_assert_cmpint(report.their_at, ==, p->hers.now);
    /* Nobody's input is lost, and nothing of his is written. */
    g_assert_cmpstr(record_text(his, "comment"), ==, "його");
    g_assert_cmpstr(record_text(his, "first_name"), ==, "Іванна");
    g_assert_cmpint(his->version, ==, 1);
    g_autoptr(Record) now = load(p->f.base, &p->hers, p->client);
    g_assert_cmpstr(record_text(now, "first_name"), ==, "Яна");
    g_assert_cmpint(now->version, ==, 2);
}

static void test_same_change(Pair *p, const void *data)
{
    g_auto(SaveReport) report = {0};
    g_autoptr(Record) hers = load(p->f.base, &p->hers, p->client);
    g_autoptr(Record) his = load(p->other, &p->his, p->client);
    record_set_text(hers, "comment", "однаково");
    record_set_text(his, "comment", "однаково");
    assert_saved(p->f.base, &p->hers, hers, NULL);
    assert_saved(p->other, &p->his, his, &report);
    g_assert_true(report.unchanged);
    g_assert_cmpint(his->version, ==, 2);
}

static void test_unchanged(Pair *p, const void *data)
{
    g_auto(SaveReport) report = {0};
    g_autoptr(Record) hers = load(p->f.base, &p->hers, p->client);
    int64_t before = fixture_count(&p->f, SQL("SELECT count(*) FROM change_set"));
    record_set_text(hers, "surname", " Коваль ");
    assert_saved(p->f.base, &p->hers, hers, &report);
    g_assert_true(report.unchanged);
    g_assert_cmpint(report.set_id, ==, 0);
    g_assert_cmpint(hers->version, ==, 1);
    g_assert_cmpint(fixture_count(&p->f, SQL("SELECT count(*) FROM change_set")), ==, before);
}

static void test_gone(Pair *p, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) his = load(p->other, &p->his, p->client);
    g_assert_true(record_archive(p->f.base, &p->hers, &client_entity, p->client, &error));
    record_set_text(his, "comment", "запізно");
    g_assert_false(record_save(p->other, &p->his, his, NULL, NULL, &error));
    g_assert_error(error, RECORD_ERROR, RECORD_ERROR_NOT_FOUND);
}

/* --- many at once ----------------------------------------------------------------------------- */

#define RACERS 4
#define ROUNDS 25

typedef struct {
    const Pair *pair;
    int number, conflicts, saves;
} Racer;

/* Each adds its letter to the comment, again and again, loading anew after a conflict. */
static void *race(void *data)
{
    Racer *racer = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) base = base_open(racer->pair->f.url, PROGRAM_CLIENT, &error);
    g_assert_no_error(error);
    while (racer->saves < ROUNDS) {
        g_autoptr(Record) record = load(base, &racer->pair->hers, racer->pair->client);
        g_autofree char *comment =
            g_strdup_printf("%s%c", record_text(record, "comment"), 'a' + racer->number);
        record_set_text(record, "comment", comment);
        if (record_save(base, &racer->pair->hers, record, NULL, NULL, &error)) {
            racer->saves++;
            continue;
        }
        g_assert_error(error, RECORD_ERROR, RECORD_ERROR_CONFLICT);
        g_clear_error(&error);
        racer->conflicts++;
    }
    return NULL;
}

static void test_race(Pair *p, const void *data)
{
    Racer racers[RACERS];
    GThread *threads[RACERS];
    for (int i = 0; i < RACERS; i++) {
        racers[i] = (Racer){.pair = p, .number = i};
        threads[i] = g_thread_new(NULL, race, &racers[i]);
    }
    for (int i = 0; i < RACERS; i++)
        g_thread_join(threads[i]);
    g_autoptr(Record) now = load(p->f.base, &p->hers, p->client);
    /* No save swallowed another: every letter is there, every save is one version. */
    g_assert_cmpint(strlen(record_text(now, "comment")), ==, strlen("перший") + RACERS * ROUNDS);
    g_assert_cmpint(now->version, ==, 1 + RACERS * ROUNDS);
}

/* --- no partial effects ----------------------------------------------------------------------- */

static char *snapshot(Pair *p)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) all = g_string_new(NULL);
    g_autoptr(DbRows) rows = db_query(
        base_db(p->f.base),
        SQL("SELECT 'client', id, version, surname FROM client UNION ALL SELECT value, id, "
            "client_id, kind FROM client_contact UNION ALL SELECT name, id, 0, '' FROM tag UNION "
            "ALL SELECT field, id, record_id, new FROM change ORDER BY 1, 2"),
        DB_NO_ARGS, &error);
    while (db_next(rows, &error))
        g_string_append_printf(all, "%s %d %d %s\n", db_column_text(rows, 0),
                               (int)db_column_integer(rows, 1), (int)db_column_integer(rows, 2),
                               db_column_text(rows, 3));
    g_assert_no_error(error);
    return g_string_free(g_steal_pointer(&all), FALSE);
}

/* The engine refuses what the program may not write: all is as before. */
static void test_failing_write(Pair *p, const void *data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Base) mailer = base_open(p->f.url, PROGRAM_MAILER, &error);
    g_autoptr(Record) record = load(mailer, &p->hers, p->client);
    g_autofree char *before = snapshot(p);
    record_set_text(record, "surname", "Інша");
    record_set_text(record, "phone", "0991112233");
    record_set_text(record, "tags", "нова мітка");
    g_assert_false(record_save(mailer, &p->hers, record, NULL, NULL, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
    g_autofree char *after = snapshot(p);
    g_assert_cmpstr(after, ==, before);
    g_assert_cmpint(record->version, ==, 1);
    g_assert_true(record_is_changed(record));
}

#define PAIR_TEST(path, function) g_test_add(path, Pair, NULL, pair_up, function, pair_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    PAIR_TEST("/conflict/merge", test_merge);
    PAIR_TEST("/conflict/conflict", test_conflict);
    PAIR_TEST("/conflict/same-change", test_same_change);
    PAIR_TEST("/conflict/unchanged", test_unchanged);
    PAIR_TEST("/conflict/gone", test_gone);
    PAIR_TEST("/conflict/race", test_race);
    PAIR_TEST("/conflict/failing-write", test_failing_write);
    return g_test_run();
}
