/* Tasks by status: docs/rules.md, "Tasks on a board and in a calendar". */
#include "core/task_board.h"
#include "pages.h"
#include "record_internal.h"

#include <string.h>

static const Filter open_only = {"closed_at", FILTER_EMPTY, NULL};

static int64_t add_task(Fixture *f, const char *subject, const char *due_on, const char *status)
{
    return fixture_save(f, &f->actors[ROLE_MANAGER], &task_entity, "subject", subject, "due_on",
                        due_on, "status_id", status, NULL);
}

static GPtrArray *read_board(Fixture *f, const Query *query, int limit)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *columns = task_board(f->base, &f->actors[ROLE_GUEST], query, limit, &error);
    g_assert_no_error(error);
    return columns;
}

/* "New: A B +|In work:|…": subjects in order, "+" where there are more. */
static char *told(const GPtrArray *columns)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < columns->len; i++) {
        const TaskColumn *column = columns->pdata[i];
        g_string_append_printf(text, "%s%s:", i ? "|" : "", column->title);
        for (guint row = 0; row < column->rows->len; row++)
            g_string_append_printf(text, " %s", ((QueryRow *)column->rows->pdata[row])->cells[0]);
        g_string_append(text, column->more ? " +" : "");
    }
    return g_string_free(text, FALSE);
}

static void assert_board(Fixture *f, Query query, int limit, const char *expected)
{
    query.entity = &task_entity;
    g_autoptr(GPtrArray) columns = read_board(f, &query, limit);
    g_autofree char *text = told(columns);
    g_assert_cmpstr(text, ==, expected);
}

static void fill(Fixture *f)
{
    add_task(f, "B", "2026-07-02", "1");
    add_task(f, "A", "2026-07-01", "1");
    add_task(f, "C", "2026-07-03", "1");
    add_task(f, "D", "2026-07-01", "2");
    add_task(f, "Early", "2026-06-01", "6");
    add_task(f, "Late", "2026-08-01", "6");
}

/* Open columns by due time; only as many as are wanted. */
static void test_columns(Fixture *f, const void *data)
{
    fill(f);
    assert_board(f, (Query){0}, 2,
                 "New: A B +|In work: D|Under review:|Solved:|Feedback:|Closed: Late "
                 "Early|Cancelled:");
    assert_board(f, (Query){.filters = &open_only, .n_filters = 1, .order = "subject"}, 5,
                 "New: A B C|In work: D|Under review:|Solved:|Feedback:");
    const Filter both[] = {{"status_id", FILTER_IS, "6"}, {"subject", FILTER_CONTAINS, "a"}};
    assert_board(f, (Query){.filters = both, .n_filters = 1}, 5, "Closed: Late Early");
    assert_board(f, (Query){.filters = both, .n_filters = 2}, 1, "Closed: Late +");
    assert_board(f, (Query){.filters = &both[1], .n_filters = 1}, 5,
                 "New: A|In work:|Under review:|Solved:|Feedback:|Closed: Late Early|Cancelled:");
}

static void test_more(Fixture *f, const void *data)
{
    fill(f);
    g_autoptr(GError) error = NULL;
    const Query query = {.entity = &task_entity};
    g_autoptr(GPtrArray) columns = read_board(f, &query, 1);
    TaskColumn *column = columns->pdata[0];
    g_assert_true(task_board_more(f->base, &f->actors[ROLE_GUEST], &query, column, 1, &error));
    g_assert_true(column->more);
    g_assert_true(task_board_more(f->base, &f->actors[ROLE_GUEST], &query, column, 1, &error));
    g_assert_false(column->more);
    g_autofree char *text = told(columns);
    g_assert_true(g_str_has_prefix(text, "New: A B C|"));
}

/* Neither by when they were due nor by when they were made; closed at one moment, the newer first.
 */
static void test_closed(Fixture *f, const void *data)
{
    static const struct {
        const char *subject, *due_on;
        int closed;
    } tasks[] = {{"B", "2026-06-20", 2}, {"D", "2026-06-30", 1}, {"A", "2026-06-10", 4},
                 {"C", "2026-06-25", 2}, {"E", "2026-06-01", 0}, {"Z", "2026-06-05", 5}};
    Actor actor = f->actors[ROLE_MANAGER];
    g_autoptr(GError) error = NULL;
    const Query query = {.entity = &task_entity, .order = "due"};
    for (size_t i = 0; i < G_N_ELEMENTS(tasks); i++) {
        actor.now = NOW + tasks[i].closed;
        fixture_save(f, &actor, &task_entity, "subject", tasks[i].subject, "due_on",
                     tasks[i].due_on, "status_id", i == 5 ? "7" : "6", NULL);
    }
    g_autoptr(GPtrArray) columns = read_board(f, &query, 2);
    TaskColumn *column = columns->pdata[5];
    while (column->more) {
        task_board_more(f->base, &f->actors[ROLE_GUEST], &query, column, 1, &error);
        g_assert_no_error(error);
    }
    g_autofree char *text = told(columns);
    g_assert_nonnull(strstr(text, "|Closed: A C B D E|Cancelled: Z"));
}

/* A list by when they were closed: open ones are last, and all there is if they alone are wanted.
 */
static void test_by_closed(Fixture *f, const void *data)
{
    fill(f);
    for (int i = 0; i < 4; i++) {
        g_autoptr(GError) error = NULL;
        const Query query = {.entity = &task_entity,
                             .filters = &open_only,
                             .n_filters = i / 2,
                             .order = "closed",
                             .descending = i % 2};
        g_autoptr(GPtrArray) rows =
            query_page(f->base, &f->actors[ROLE_GUEST], &query, NULL, false, 10, NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(rows->len, ==, i / 2 ? 4 : 6);
        const QueryRow *last = rows->pdata[rows->len - 1];
        g_assert_cmpstr(last->cells[0], ==, i % 2 ? "B" : "D");
    }
}

static void test_count(Fixture *f, const void *data)
{
    fill(f);
    fixture_save(f, &f->actors[ROLE_MANAGER], &task_entity, "subject", "Asleep", "due_on",
                 "2026-07-01", "snoozed_until", "2026-07-05", NULL);
    g_autoptr(GError) error = NULL;
    const Query query = {.entity = &task_entity};
    g_autoptr(GPtrArray) columns = read_board(f, &query, 0);
    g_assert_true(task_board_count(f->base, &f->actors[ROLE_GUEST], &query, columns, &error));
    const int64_t expected[] = {3, 1, 0, 0, 0, 2, 0};
    for (guint i = 0; i < columns->len; i++)
        g_assert_cmpint(((TaskColumn *)columns->pdata[i])->total, ==, expected[i]);
}

/* In the other keyboard layout for all columns or for none. */
static void test_search(Fixture *f, const void *data)
{
    static const char typed[] = "ljujdsh"; /* «договір» */
    add_task(f, "Договір", "2026-07-01", "1");
    Query query = {.filters = &open_only, .n_filters = 1, .search = typed};
    assert_board(f, query, 5, "New: Договір|In work:|Under review:|Solved:|Feedback:");
    add_task(f, typed, "2026-07-01", "2");
    assert_board(f, query, 5, "New:|In work: ljujdsh|Under review:|Solved:|Feedback:");
}

/* --- columns together, as each for itself ----------------------------------------------------- */

/* Tasks of two people and of nobody, of two types, closed at any time. */
static bool add_random(Base *base, void *data, GError **error)
{
    Fixture *f = data;
    for (int i = 0; i < 250; i++) {
        Actor actor = f->actors[ROLE_MANAGER];
        actor.now += random_below(50);
        g_autofree char *subject = g_strdup_printf("T%d", i);
        g_autofree char *due = g_strdup_printf("2026-07-%02d", 1 + random_below(20));
        g_autofree char *status = g_strdup_printf("%d", 1 + random_below(7));
        g_autoptr(Record) task =
            fixture_record(f, &actor, &task_entity, "subject", subject, "due_on", due, "status_id",
                           status, "type_id", random_below(2) ? "1" : "2", "snoozed_until",
                           random_below(10) ? NULL : "2026-07-09", NULL);
        int whose = random_below(3);
        if (whose == 1)
            record_clear(task, "assignee_id");
        else if (whose == 2)
            record_set_integer(task, "assignee_id", f->actors[ROLE_ADMIN].employee_id);
        if (!record_save(base, &actor, task, NULL, NULL, error))
            return false;
    }
    return true;
}

/* More of each person than are looked at one by one. */
static bool multiply(Base *base, void *data, GError **error)
{
    const Fixture *f = data;
    for (int i = 0; i < 5; i++)
        if (!db_execute(base_db(base),
                        SQL("INSERT INTO task (enterprise_id, subject, due_on, due_at, type_id, "
                            "status_id, priority_id, assignee_id, closed_at, created_at, "
                            "updated_at, sort_key) SELECT enterprise_id, subject, due_on, due_at, "
                            "type_id, status_id, priority_id, assignee_id, closed_at, created_at, "
                            "updated_at, sort_key FROM task WHERE enterprise_id = ?"),
                        DB_ARGS(db_integer(f->enterprise_id)), NULL, error))
            return false;
    return true;
}

static char *told_column(const TaskColumn *column)
{
    GString *text = g_string_new(column->title);
    for (guint row = 0; row < column->rows->len; row++)
        g_string_append_printf(text, " %d", (int)((QueryRow *)column->rows->pdata[row])->id);
    g_string_append(text, column->more ? " +" : "");
    return g_string_free(text, FALSE);
}

static int64_t count_column(Fixture *f, const Query *query, const TaskColumn *column)
{
    int64_t total;
    g_autoptr(GError) error = NULL;
    g_autofree char *status = g_strdup_printf("%d", (int)column->status_id);
    Filter filters[4];
    Query one = *query;
    memcpy(filters, query->filters, query->n_filters * sizeof(Filter));
    filters[one.n_filters++] = (Filter){"status_id", FILTER_IS, status};
    one.filters = filters;
    query_count(f->base, &f->actors[ROLE_GUEST], &one, NULL, 100000, &total, NULL, NULL, &error);
    g_assert_no_error(error);
    return total;
}

/* A column read from its beginning by itself. */
static void assert_column(Fixture *f, const Query *query, const TaskColumn *column, int limit)
{
    g_autoptr(GError) error = NULL;
    TaskColumn alone = {.status_id = column->status_id,
                        .title = column->title,
                        .closed = column->closed,
                        .rows = g_ptr_array_new_with_free_func((GDestroyNotify)query_row_free)};
    task_board_more(f->base, &f->actors[ROLE_GUEST], query, &alone, limit, &error);
    g_assert_no_error(error);
    g_autofree char *found = told_column(column), *expected = told_column(&alone);
    g_assert_cmpstr(found, ==, expected);
    g_assert_cmpint(column->total, ==, count_column(f, query, column));
    g_ptr_array_unref(alone.rows);
}

static void test_together(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    base_write(f->base, &f->actors[ROLE_MANAGER], add_random, f, &error);
    g_assert_no_error(error);
    base_write(f->base, &f->actors[ROLE_MANAGER], multiply, f, &error);
    g_assert_no_error(error);
    g_autofree char *employee = g_strdup_printf("%d", (int)f->actors[ROLE_ADMIN].employee_id);
    const Filter some[] = {{"assignee_id", FILTER_IS, employee},
                           {"assignee_id", FILTER_NOBODY, NULL},
                           {"type_id", FILTER_IS, "2"},
                           {"due_on", FILTER_TO, "2026-07-10"},
                           {"snoozed_until", FILTER_FROM, "2026-07-01"},
                           {"closed_at", FILTER_EMPTY, NULL}};
    for (int round = 0; round < 20; round++) {
        Filter filters[] = {some[random_below(3)], some[2 + random_below(4)],
                            some[3 + random_below(3)]};
        const Query query = {
            .entity = &task_entity, .filters = filters, .n_filters = 1 + random_below(3)};
        int limit = 1 + random_below(15);
        g_autoptr(GPtrArray) columns = read_board(f, &query, limit);
        task_board_count(f->base, &f->actors[ROLE_GUEST], &query, columns, &error);
        g_assert_no_error(error);
        for (guint i = 0; i < columns->len; i++)
            assert_column(f, &query, columns->pdata[i], limit);
    }
}

/* Who is nobody here is shown nothing. */
static void test_stranger(Fixture *f, const void *data)
{
    fill(f);
    g_autoptr(GError) error = NULL;
    const Query query = {.entity = &task_entity};
    Actor stranger = f->actors[ROLE_OWNER];
    stranger.profile_id = fixture_profile(f, "Чужий", "Хтось");
    stranger.role = ROLE_NONE;
    stranger.employee_id = 0;
    g_assert_null(task_board(f->base, &stranger, &query, 5, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    BASE_TEST("/board/columns", test_columns);
    BASE_TEST("/board/more", test_more);
    BASE_TEST("/board/closed", test_closed);
    BASE_TEST("/board/by-closed", test_by_closed);
    BASE_TEST("/board/count", test_count);
    BASE_TEST("/board/search", test_search);
    BASE_TEST("/board/together", test_together);
    BASE_TEST("/board/stranger", test_stranger);
    return g_test_run();
}
