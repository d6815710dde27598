/* Tasks by day: docs/rules.md, "Tasks on a board and in a calendar". */
#include "core/task_days.h"
#include "core/when.h"
#include "pages.h"
#include "record_internal.h"
#include "text_layout.h"

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

/* More than are shown of each day, and a search in the other keyboard layout. */
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

static void move_to(Fixture *f, const char *zone)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) enterprise =
        record_load(f->base, &f->actors[ROLE_OWNER], &enterprise_entity, f->enterprise_id, &error);
    g_assert_no_error(error);
    record_set_text(enterprise, "zone", zone);
    record_save(f->base, &f->actors[ROLE_OWNER], enterprise, NULL, NULL, &error);
    g_assert_no_error(error);
}

static const char *const zones[] = {"Pacific/Kiritimati", "Pacific/Niue", "Europe/Kyiv"};

/* A condition on days narrows a list by the instants, whatever zone the enterprise was in before:
 * no row that fulfils it is left out. */
static void test_zones(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(zones); i++) {
        g_autofree char *subject = g_strdup_printf("Z%u", i);
        move_to(f, zones[i]);
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

/* --- the same as day by day ------------------------------------------------------------------- */

#define TASKS 400
#define COPIES 6 /* of each, on another day: a search for all is too much to look at one by one */
#define FIRST_DAY 20600
#define DAYS 50
#define NOW_DAY 20635

static const char *one_of(const char *const *words)
{
    return words[random_below((int)g_strv_length((char **)(uintptr_t)words))];
}

static const char *const numbers[] = {"1", "2", "3", "4", "5", "6", "7", NULL};

static Record *random_task(Fixture *f, const Actor *actor)
{
    static const char *const minutes[] = {"0", "1", "540", "1439", "", NULL};
    static const char *const words[] = {"ангар", "кобзар", "ящик", "договір", NULL};
    g_autofree char *subject = g_strdup_printf("Справа %s %s", one_of(words), one_of(words));
    g_autofree char *due = day_to_text(FIRST_DAY + random_below(DAYS));
    g_autofree char *wakes = day_to_text(NOW_DAY + 2 + random_below(20));
    Record *task =
        fixture_record(f, actor, &task_entity, "subject", subject, "due_on", due, "due_minute",
                       one_of(minutes), "snoozed_until", random_below(8) ? "" : wakes, NULL);
    if (actor->enterprise_id != f->enterprise_id)
        return task;
    record_set_text(task, "status_id", one_of(numbers));
    record_set_text(task, "type_id", one_of(numbers));
    record_set_integer(task, "assignee_id", f->actors[ROLE_GUEST + random_below(3)].employee_id);
    if (random_below(5) == 0)
        record_clear(task, "assignee_id");
    return task;
}

static bool add_random(Base *base, void *data, GError **error)
{
    Fixture *f = data;
    SaveBatch batch = {.defer_search = true};
    const Actor other = actor_console(f->enterprise_id + 1, NOW);
    for (int i = 0; i < TASKS; i++) {
        const Actor *actor = random_below(10) ? &f->actors[ROLE_NONE] : &other;
        g_autoptr(Record) task = random_task(f, actor);
        batch.set_id = 0;
        if (!record_save_in(base, actor, task, &batch, NULL, error) ||
            (random_below(10) == 0 &&
             !record_archive_in(base, actor, &task_entity, task->id, true, &batch, NULL, error)))
            return false;
    }
    return true;
}

static bool add_copies(Base *base, void *data, GError **error)
{
    const Fixture *f = data;
    for (int i = 0; i < COPIES; i++)
        if (!db_execute(
                base_db(base),
                SQL("INSERT INTO task (enterprise_id, subject, due_on, due_at, type_id, "
                    "status_id, priority_id, created_at, updated_at, sort_key, "
                    "search_text) SELECT enterprise_id, subject, '2030-01-01', ?, type_id, "
                    "status_id, priority_id, created_at, updated_at, sort_key, "
                    "search_text FROM task WHERE enterprise_id = ? AND "
                    "due_on < '2030-01-01'"),
                DB_ARGS(db_integer(INT64_C(2000000000) * 1000000), db_integer(f->enterprise_id)),
                NULL, error))
            return false;
    return true;
}

static void fill_random(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    fixture_save(f, &f->actors[ROLE_NONE], &enterprise_entity, "full_name", "Друга", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(zones); i++) {
        move_to(f, zones[i]);
        base_write(f->base, &f->actors[ROLE_NONE], add_random, f, &error);
        g_assert_no_error(error);
    }
    base_write(f->base, &f->actors[ROLE_NONE], add_copies, f, &error);
    g_assert_no_error(error);
    DbActor actor = base_db_actor(f->base, &f->actors[ROLE_NONE]);
    db_search_fill(base_db(f->base), "task_search", &actor, 0, NULL, NULL, &error);
    g_assert_no_error(error);
}

typedef struct {
    Actor actor;
    Query query;
    Filter filters[6];
    char *employee, *swapped;
    int first, n, limit;
} Question;

static void question_clear(Question *question)
{
    g_free(question->employee);
    g_free(question->swapped);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

static void question_init(Fixture *f, Question *q)
{
    static const char *const searches[] = {"справа", "кобзар ангар", "cghfdf", "щик",
                                           "я",      "немає",        "kobzar", NULL};
    *q = (Question){.actor = f->actors[ROLE_GUEST],
                    .employee =
                        g_strdup_printf("%" G_GINT64_FORMAT, f->actors[ROLE_MANAGER].employee_id),
                    .first = FIRST_DAY - 5 + random_below(DAYS),
                    .n = 1 + random_below(DAYS),
                    .limit = 1 + random_below(6)};
    q->actor.now += random_below(20) * WHEN_DAY;
    const Filter some[] = {
        {"closed_at", FILTER_EMPTY, NULL},           {"status_id", FILTER_IS, one_of(numbers)},
        {"type_id", FILTER_IS_NOT, one_of(numbers)}, {"assignee_id", FILTER_NOBODY, NULL},
        {"assignee_id", FILTER_IS, q->employee},     {"subject", FILTER_CONTAINS, "ящ"},
        {"due_on", FILTER_FROM, "2026-06-10"},       {"due_at", FILTER_TO, "1782900000000000"},
        {"snoozed_until", FILTER_FROM, "2026-06-15"}};
    q->query = (Query){.entity = &task_entity,
                       .filters = q->filters,
                       .search = random_below(3) ? NULL : one_of(searches),
                       .as_typed = random_below(6) == 0,
                       .archived = random_below(8) == 0,
                       .descending = random_below(2)};
    for (size_t i = random_below(4); i > 0; i--)
        q->filters[q->query.n_filters++] = some[random_below(G_N_ELEMENTS(some))];
    if (random_below(6) == 0) {
        q->query.scope = "mine";
        q->query.scope_values[0] = f->actors[ROLE_GUEST].employee_id;
    }
}

/* "day total: rows" of all days, as many as are wanted. */
static void tell_rows(GString *told, int day, int64_t total, const GPtrArray *rows)
{
    g_string_append_printf(told, "\n%d %d:", day, (int)total);
    for (guint i = 0; i < rows->len; i++) {
        const QueryRow *row = rows->pdata[i];
        g_autofree char *cells = g_strjoinv("|", row->cells);
        g_string_append_printf(told, " %d %d %s", (int)row->id, (int)row->style, cells);
    }
}

/* The list of some days, by due time. */
static Query days_of(Question *q, const char *from, const char *to)
{
    Query query = q->query;
    q->filters[query.n_filters++] = (Filter){"due_on", FILTER_FROM, from};
    q->filters[query.n_filters++] = (Filter){"due_on", FILTER_TO, to};
    query.order = "due";
    query.descending = false;
    return query;
}

/* One day is searched as all are. */
static void settle(Fixture *f, Question *q)
{
    bool swapped;
    g_autoptr(GError) error = NULL;
    g_autofree char *from = day_to_text(q->first), *to = day_to_text(q->first + q->n - 1);
    const Query all = days_of(q, from, to);
    g_ptr_array_unref(query_page(f->base, &q->actor, &all, NULL, false, 1, &swapped, &error));
    g_assert_no_error(error);
    q->query.as_typed = true;
    if (swapped)
        q->query.search = q->swapped = text_swap_layout(q->query.search);
}

static char *tell_day_by_day(Fixture *f, Question *q)
{
    GString *told = g_string_new(NULL);
    settle(f, q);
    for (int day = q->first; day < q->first + q->n; day++) {
        int64_t total;
        g_autoptr(GError) error = NULL;
        g_autofree char *text = day_to_text(day);
        const Query query = days_of(q, text, text);
        g_autoptr(GPtrArray) rows =
            query_page(f->base, &q->actor, &query, NULL, false, q->limit, NULL, &error);
        g_assert_no_error(error);
        query_count(f->base, &q->actor, &query, NULL, 100000, &total, NULL, NULL, &error);
        g_assert_no_error(error);
        tell_rows(told, day, total, rows);
    }
    return g_string_free(told, FALSE);
}

static char *tell_at_once(Fixture *f, const Question *q)
{
    GString *told = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) days =
        task_days(f->base, &q->actor, &q->query, q->first, q->n, q->limit, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < days->len; i++) {
        const TaskDay *day = days->pdata[i];
        tell_rows(told, day->day, day->total, day->rows);
    }
    return g_string_free(told, FALSE);
}

static void test_same(Fixture *f, const void *data)
{
    fill_random(f);
    for (int round = 0; round < 60; round++) {
        g_auto(Question) q;
        question_init(f, &q);
        g_test_message("«%s», %zu filters, first %s, scope %s, archived %d",
                       q.query.search ? q.query.search : "", q.query.n_filters,
                       q.query.n_filters ? q.filters[0].field : "none",
                       q.query.scope ? q.query.scope : "none", q.query.archived);
        g_autofree char *found = tell_at_once(f, &q);
        g_autofree char *expected = tell_day_by_day(f, &q);
        g_assert_cmpstr(found, ==, expected);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/days/days", test_days);
    BASE_TEST("/days/many", test_many);
    BASE_TEST("/days/zones", test_zones);
    BASE_TEST("/days/same", test_same);
    return g_test_run();
}
