/* The figures of tasks: docs/rules.md, "Figures". What core says is compared with a reckoning of
 * its own, that goes through all tasks for each number and knows days by GLib's calendar alone. */
#include "core/figures.h"

#include <stdio.h>
#include <string.h>

#include "core/task.h"
#include "core/when.h"
#include "fixture.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Statuses of a new enterprise: 1 new … 5 feedback, 6 closed, 7 cancelled. */
enum { STATUSES = 7, FIRST_CLOSED = 6, TASKS = 60 };

typedef struct {
    int64_t id, created, due, closed; /* closed 0: open */
    int status, assignee;             /* Role; ROLE_NONE: nobody */
    bool archived, snoozed;
} Told;

/* --- a calendar ------------------------------------------------------------------------------- */

static GDateTime *day_at(const char *day_on, GTimeZone *zone)
{
    int year, month, date;
    g_assert_cmpint(sscanf(day_on, "%d-%d-%d", &year, &month, &date), ==, 3);
    return g_date_time_new(zone, year, month, date, 0, 0, 0);
}

static int64_t midnight(const char *day_on, int later)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Kyiv");
    g_autoptr(GDateTime) first = day_at(day_on, zone);
    g_autoptr(GDateTime) day = g_date_time_add_days(first, later);
    return g_date_time_to_unix(day) * SECOND;
}

static char *day_name(int64_t instant)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Kyiv");
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant / SECOND);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
    return g_date_time_format(local, "%Y-%m-%d");
}

static int day_number(const char *day_on)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) day = day_at(day_on, utc);
    return (int)(g_date_time_to_unix(day) / (24 * 60 * 60));
}

/* --- tasks ------------------------------------------------------------------------------------ */

static Actor at(const Fixture *f, int64_t now)
{
    Actor owner = f->actors[ROLE_OWNER];
    owner.now = now;
    return owner;
}

static void change(Fixture *f, int64_t now, int64_t id, const char *field, const char *stored)
{
    g_autoptr(GError) error = NULL;
    const Actor owner = at(f, now);
    g_autoptr(Record) task = record_load(f->base, &owner, &task_entity, id, &error);
    g_assert_no_error(error);
    record_set_text(task, field, stored);
    record_save(f->base, &owner, task, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* Due at an instant that is a whole local minute. */
static void add(Fixture *f, Told *told)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Kyiv");
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(told->due / SECOND);
    g_autoptr(GDateTime) due = g_date_time_to_timezone(utc, zone);
    g_autofree char *due_on = g_date_time_format(due, "%Y-%m-%d");
    g_autofree char *minute =
        g_strdup_printf("%d", g_date_time_get_hour(due) * 60 + g_date_time_get_minute(due));
    g_autofree char *assignee =
        told->assignee ? g_strdup_printf("%" G_GINT64_FORMAT, f->actors[told->assignee].employee_id)
                       : NULL;
    g_autofree char *status = g_strdup_printf("%d", told->status);
    const Actor owner = at(f, told->created);
    told->id = fixture_save(f, &owner, &task_entity, "subject", "Задача", "due_on", due_on,
                            "due_minute", minute, "assignee_id", assignee, NULL);
    if (told->snoozed)
        change(f, told->created, told->id, "snoozed_until", "2027-01-01");
    if (told->status != 1)
        change(f, told->closed ? told->closed : told->created, told->id, "status_id", status);
    g_autoptr(GError) error = NULL;
    if (told->archived)
        record_archive(f->base, &owner, &task_entity, told->id, &error);
    g_assert_no_error(error);
}

static GPtrArray *read_figures(Fixture *f, const char *name, int64_t now, const char *from,
                               const char *to)
{
    g_autoptr(GError) error = NULL;
    Actor guest = f->actors[ROLE_GUEST];
    guest.now = now;
    GPtrArray *tables = figures_read(f->base, &guest, name ? figure_find(name) : NULL,
                                     &(FigurePeriod){day_number(from), day_number(to)}, &error);
    g_assert_no_error(error);
    return tables;
}

/* "New 3|In progress 0": of one figure, both measures where there are two; rows of zeros left out.
 */
static char *told_by(Fixture *f, const char *name, int64_t now, const char *from, const char *to)
{
    g_autoptr(GPtrArray) tables = read_figures(f, name, now, from, to);
    const FigureTable *table = tables->pdata[0];
    GString *text = g_string_new(NULL);
    g_assert_cmpuint(tables->len, ==, 1);
    for (guint i = 0; i < table->rows->len; i++) {
        const FigureRow *row = table->rows->pdata[i];
        if (!row->values[0] && !row->values[1])
            continue;
        g_string_append_printf(text, "%s%s %d", text->len ? "|" : "", row->label,
                               (int)row->values[0]);
        if (table->figure->measures[1].name)
            g_string_append_printf(text, "/%d", (int)row->values[1]);
    }
    g_assert_true(table->empty == (text->len == 0));
    return g_string_free(text, FALSE);
}

static void assert_told(Fixture *f, const char *name, int64_t now, const char *from, const char *to,
                        const char *expected)
{
    g_autofree char *told = told_by(f, name, now, from, to);
    g_assert_cmpstr(told, ==, expected);
}

/* --- the other reckoning ---------------------------------------------------------------------- */

static int count(const Told *tasks, bool (*counts)(const Told *task, int64_t a, int64_t b),
                 int64_t a, int64_t b)
{
    int n = 0;
    for (int i = 0; i < TASKS; i++)
        n += !tasks[i].archived && counts(&tasks[i], a, b);
    return n;
}

static bool was_created(const Told *task, int64_t a, int64_t b)
{
    return a <= task->created && task->created < b;
}

static bool was_closed(const Told *task, int64_t a, int64_t b)
{
    return task->closed && a <= task->closed && task->closed < b;
}

static bool was_overdue(const Told *task, int64_t then, int64_t unused)
{
    return task->created <= then && task->due <= then && (!task->closed || task->closed > then);
}

static bool is_open_of(const Told *task, int64_t assignee, int64_t unused)
{
    return !task->closed && !task->snoozed && task->assignee == assignee;
}

static bool is_late_of(const Told *task, int64_t assignee, int64_t now)
{
    return is_open_of(task, assignee, 0) && task->due <= now;
}

static bool is_shorter(const Told *task, int64_t since, int64_t length)
{
    return task->closed >= since && task->closed - task->created <= length;
}

static const FigureRow *row_of(const GPtrArray *tables, const char *figure, guint i)
{
    for (guint t = 0; t < tables->len; t++) {
        const FigureTable *table = tables->pdata[t];
        if (g_str_equal(table->figure->name, figure))
            return i < table->rows->len ? table->rows->pdata[i] : NULL;
    }
    g_assert_not_reached();
}

static void check_days(const Told *tasks, const GPtrArray *tables, const char *from, int64_t now)
{
    guint days = 0;
    for (; midnight(from, (int)days) <= now; days++) {
        int64_t begins = midnight(from, (int)days), ends = midnight(from, (int)days + 1);
        const FigureRow *flow = row_of(tables, "flow", days),
                        *late = row_of(tables, "overdue", days);
        g_autofree char *name = day_name(begins);
        g_assert_cmpstr(flow->label, ==, name);
        g_assert_cmpstr(late->label, ==, name);
        g_assert_cmpint(flow->values[0], ==, count(tasks, was_created, begins, ends));
        g_assert_cmpint(flow->values[1], ==, count(tasks, was_closed, begins, ends));
        g_assert_cmpint(late->values[0], ==, count(tasks, was_overdue, MIN(ends, now), 0));
    }
    g_assert_null(row_of(tables, "flow", days));
    g_assert_null(row_of(tables, "overdue", days));
}

static void check_statuses(const Told *tasks, const GPtrArray *tables, int64_t since)
{
    for (int status = 1; status <= STATUSES; status++) {
        const FigureRow *row = row_of(tables, "status", (guint)status - 1);
        int n = 0;
        for (int i = 0; i < TASKS; i++)
            n += tasks[i].status == status && !tasks[i].archived &&
                 (tasks[i].closed ? tasks[i].closed >= since : !tasks[i].snoozed);
        g_assert_cmpint(row->id, ==, status);
        g_assert_cmpint(row->values[0], ==, n);
        g_assert_true(row->closed == (n && status >= FIRST_CLOSED));
    }
}

static void check_people(const Fixture *f, const Told *tasks, const GPtrArray *tables, int64_t now)
{
    int64_t seen = 0, before = INT64_MAX;
    const FigureRow *row;
    for (guint i = 0; (row = row_of(tables, "employee", i)); i++) {
        int role = ROLE_NONE;
        while (row->id && f->actors[role].employee_id != row->id)
            role++;
        g_assert_cmpint(row->values[0], ==, count(tasks, is_open_of, role, 0));
        g_assert_cmpint(row->values[1], ==, count(tasks, is_late_of, role, now));
        g_assert_cmpint(row->values[0], <=, before);
        before = row->values[0];
        seen += row->values[0];
    }
    int all = 0;
    for (int role = ROLE_NONE; role <= ROLE_OWNER; role++)
        all += count(tasks, is_open_of, role, 0);
    g_assert_cmpint(seen, ==, all);
}

/* The least of all lengths that so many of a hundred do not exceed. */
static int64_t reckon_share(const Told *tasks, int64_t since, int percent)
{
    int64_t best = INT64_MAX;
    int all = count(tasks, is_shorter, since, INT64_MAX);
    for (int i = 0; i < TASKS; i++) {
        int64_t length = tasks[i].closed - tasks[i].created;
        if (tasks[i].closed >= since && !tasks[i].archived && length < best &&
            count(tasks, is_shorter, since, length) * 100 >= all * percent)
            best = length;
    }
    return best;
}

static void check_times(const Told *tasks, const GPtrArray *tables, int64_t since)
{
    static const int64_t most[] = {HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, INT64_MAX};
    int shorter = 0;
    g_assert_cmpint(row_of(tables, "time", 0)->values[0], ==,
                    reckon_share(tasks, since, 50) / MINUTE);
    g_assert_cmpint(row_of(tables, "time", 1)->values[0], ==,
                    reckon_share(tasks, since, 90) / MINUTE);
    for (guint i = 0; i < G_N_ELEMENTS(most); i++) {
        int n = count(tasks, is_shorter, since, most[i]);
        g_assert_cmpint(row_of(tables, "spread", i)->values[0], ==, n - shorter);
        shorter = n;
    }
}

static int64_t some(int64_t most)
{
    return g_test_rand_int_range(0, (int)(most / MINUTE)) * MINUTE;
}

static void make_up(Told *told, int64_t first, int64_t now)
{
    int64_t age = now - first;
    *told = (Told){.created = first + some(age),
                   .assignee = g_test_rand_int_range(ROLE_NONE, ROLE_OWNER + 1),
                   .status = g_test_rand_int_range(1, STATUSES + 1),
                   .archived = g_test_rand_int_range(0, 10) == 0};
    told->due = told->created + some(20 * DAY) - 3 * DAY;
    bool closed = told->status >= FIRST_CLOSED;
    if (closed)
        told->closed = told->created + some(MIN(now - told->created, 40 * DAY) + MINUTE);
    told->snoozed = !closed && g_test_rand_int_range(0, 6) == 0;
}

/* Over each of both nights in which the clocks are changed. */
static void test_reckoned(Fixture *f, const void *data)
{
    static const struct {
        const char *begins, *from, *to;
        int hour;
    } times[] = {{"2026-02-10", "2026-03-15", "2026-04-12", 9},
                 {"2026-09-01", "2026-10-12", "2026-11-10", 23}};
    const char *season = data;
    guint i = season ? 1 : 0;
    g_autofree Told *tasks = g_new(Told, TASKS);
    int64_t now = midnight(times[i].to, -2) + times[i].hour * HOUR;
    for (int n = 0; n < TASKS; n++) {
        make_up(&tasks[n], midnight(times[i].begins, 0), now);
        add(f, &tasks[n]);
    }
    g_autoptr(GPtrArray) tables = read_figures(f, NULL, now, times[i].from, times[i].to);
    int64_t since = midnight(times[i].from, 0);
    check_days(tasks, tables, times[i].from, now);
    check_statuses(tasks, tables, since);
    check_people(f, tasks, tables, now);
    check_times(tasks, tables, since);
}

/* --- by hand ---------------------------------------------------------------------------------- */

/* 29 March has 23 hours, 25 October 25: its minutes before midnight are its own. */
static void test_change_of_clocks(Fixture *f, const void *data)
{
    const char *const nights[] = {"2026-03-29", "2026-10-25"};
    for (guint i = 0; i < G_N_ELEMENTS(nights); i++) {
        int64_t begins = midnight(nights[i], 0), ends = midnight(nights[i], 1);
        Told first = {.created = begins, .due = begins + 90 * DAY, .status = 1},
             last = {.created = ends - MINUTE, .due = begins + 90 * DAY, .status = 1},
             next = {.created = ends, .due = begins + 90 * DAY, .status = 1};
        g_assert_cmpint(ends - begins, ==, i ? 25 * HOUR : 23 * HOUR);
        add(f, &first);
        add(f, &last);
        add(f, &next);
        g_autofree char *after = day_name(ends),
                        *expected = g_strdup_printf("%s 2/0|%s 1/0", nights[i], after);
        assert_told(f, "flow", ends + DAY, nights[i], after, expected);
    }
}

/* A task that is opened again was never closed; closed again, it is so from then. */
static void test_reopened(Fixture *f, const void *data)
{
    int64_t begins = midnight("2026-06-01", 0);
    Told task = {.created = begins + HOUR, .due = begins + 2 * HOUR, .status = 1};
    add(f, &task);
    change(f, begins + DAY + MINUTE, task.id, "status_id", "6");
    assert_told(f, "flow", begins + 4 * DAY, "2026-06-01", "2026-06-05",
                "2026-06-01 1/0|2026-06-02 0/1");
    assert_told(f, "overdue", begins + 4 * DAY, "2026-06-01", "2026-06-05", "2026-06-01 1");
    change(f, begins + 2 * DAY, task.id, "status_id", "2");
    assert_told(f, "flow", begins + 4 * DAY, "2026-06-01", "2026-06-05", "2026-06-01 1/0");
    assert_told(f, "overdue", begins + 3 * DAY, "2026-06-02", "2026-06-03",
                "2026-06-02 1|2026-06-03 1");
    change(f, begins + 3 * DAY + HOUR, task.id, "status_id", "7");
    assert_told(f, "flow", begins + 4 * DAY, "2026-06-01", "2026-06-05",
                "2026-06-01 1/0|2026-06-04 0/1");
    assert_told(f, "time", begins + 4 * DAY, "2026-06-01", "2026-06-05",
                "half of them 4320|nine of ten 4320");
    assert_told(f, "spread", begins + 4 * DAY, "2026-06-01", "2026-06-05", "3 days 1");
    assert_told(f, "status", begins + 4 * DAY, "2026-06-01", "2026-06-05", "Cancelled 1");
    assert_told(f, "status", begins + 9 * DAY, "2026-06-06", "2026-06-09", "");
}

/* Today is not over: what is due later in it is not overdue yet. */
static void test_today(Fixture *f, const void *data)
{
    int64_t begins = midnight("2026-06-01", 0);
    Told early = {.created = begins, .due = begins + HOUR, .status = 1},
         late = {.created = begins, .due = begins + 20 * HOUR, .status = 1};
    add(f, &early);
    add(f, &late);
    assert_told(f, "overdue", begins + 12 * HOUR, "2026-06-01", "2026-06-01", "2026-06-01 1");
    assert_told(f, "overdue", begins + DAY + HOUR, "2026-06-01", "2026-06-01", "2026-06-01 2");
}

/* The trend says what was so then: a due date that is put off, or put back, and a time that is set
 * are different from the day on which somebody did it, and a task that is opened again was closed.
 * Each day is asked of at the end. */
static void test_as_it_was(Fixture *f, const void *data)
{
    int64_t begins = midnight("2026-06-01", 0), now = begins + 30 * DAY;
    Told task = {.created = begins + HOUR, .due = begins + DAY + HOUR, .status = 1};
    add(f, &task);
    change(f, begins + 3 * DAY + HOUR, task.id, "due_on", "2026-06-08");
    assert_told(f, "overdue", now, "2026-06-01", "2026-06-08",
                "2026-06-02 1|2026-06-03 1|2026-06-08 1");
    change(f, begins + 9 * DAY + HOUR, task.id, "status_id", "6");
    change(f, begins + 11 * DAY + HOUR, task.id, "status_id", "7"); /* closed all the same */
    change(f, begins + 12 * DAY + HOUR, task.id, "status_id", "2");
    change(f, begins + 14 * DAY + HOUR, task.id, "due_on", "2026-06-20");
    change(f, begins + 15 * DAY + HOUR, task.id, "due_on", "2026-06-16");
    change(f, begins + 17 * DAY + HOUR, task.id, "due_minute", NULL);
    change(f, begins + 18 * DAY + HOUR, task.id, "due_on", "2026-06-19");
    change(f, begins + 20 * DAY + HOUR, task.id, "status_id", "6");
    change(f, begins + 22 * DAY + HOUR, task.id, "due_on", "2026-06-02"); /* when it is closed */
    assert_told(f, "overdue", now, "2026-06-01", "2026-06-30",
                "2026-06-02 1|2026-06-03 1|2026-06-08 1|2026-06-09 1|2026-06-13 1|2026-06-14 1|"
                "2026-06-16 1|2026-06-17 1|2026-06-18 1|2026-06-19 1|2026-06-20 1");
    assert_told(f, "overdue", now, "2026-06-04", "2026-06-08", "2026-06-08 1");
    assert_told(f, "overdue", now, "2026-06-17", "2026-06-18", "2026-06-17 1|2026-06-18 1");
    assert_told(f, "overdue", now, "2026-06-24", "2026-06-30", "");
}

/* What is deleted is in no figure, and what is brought back is in all. */
static void test_archived(Fixture *f, const void *data)
{
    int64_t begins = midnight("2026-06-01", 0);
    g_autoptr(GError) error = NULL;
    Told task = {.created = begins, .due = begins + HOUR, .status = 1, .archived = true};
    add(f, &task);
    g_autoptr(GPtrArray) none = read_figures(f, NULL, begins + DAY, "2026-06-01", "2026-06-02");
    for (guint i = 0; i < none->len; i++)
        g_assert_true(((const FigureTable *)none->pdata[i])->empty);
    record_restore(f->base, &f->actors[ROLE_OWNER], &task_entity, task.id, &error);
    g_assert_no_error(error);
    assert_told(f, "employee", begins + DAY, "2026-06-01", "2026-06-02", "nobody 1/1");
    assert_told(f, "overdue", begins + DAY, "2026-06-01", "2026-06-02",
                "2026-06-01 1|2026-06-02 1");
}

/* The midnight that ends a day is the next one's. */
static void test_closed_at_midnight(Fixture *f, const void *data)
{
    int64_t begins = midnight("2026-06-01", 0), now = begins + 3 * DAY;
    Told task = {.created = begins,
                 .due = begins + 20 * DAY,
                 .closed = begins + DAY,
                 .status = FIRST_CLOSED};
    add(f, &task);
    assert_told(f, "status", now, "2026-06-01", "2026-06-01", "");
    assert_told(f, "spread", now, "2026-06-01", "2026-06-01", "");
    assert_told(f, "status", now, "2026-06-02", "2026-06-02", "Closed 1");
    assert_told(f, "spread", now, "2026-06-02", "2026-06-02", "a day 1");
}

static void set_archived(Fixture *f, const Entity *entity, int64_t id, bool archived)
{
    g_autoptr(GError) error = NULL;
    (archived ? record_archive : record_restore)(f->base, &f->actors[ROLE_OWNER], entity, id,
                                                 &error);
    g_assert_no_error(error);
}

/* A status that was deleted stands there no more, unless a task still has it; what was closed by it
 * was closed. */
static void test_deleted_status(Fixture *f, const void *data)
{
    int64_t begins = midnight("2026-06-01", 0), now = begins + 8 * DAY;
    Told kept = {.created = begins, .due = begins + 20 * DAY, .status = 5};
    Told cancelled = {.created = begins, .due = begins + HOUR, .status = 1};
    add(f, &kept);
    add(f, &cancelled);
    change(f, begins + 2 * DAY + HOUR, cancelled.id, "status_id", "7");
    change(f, begins + 5 * DAY + HOUR, cancelled.id, "status_id", "1");
    set_archived(f, &task_entity, kept.id, true);
    set_archived(f, &task_status_entity, 5, true);
    set_archived(f, &task_status_entity, 7, true);
    g_autoptr(GPtrArray) none = read_figures(f, "status", now, "2026-06-01", "2026-06-08");
    g_assert_nonnull(row_of(none, "status", STATUSES - 3));
    g_assert_null(row_of(none, "status", STATUSES - 2));
    set_archived(f, &task_entity, kept.id, false);
    assert_told(f, "status", now, "2026-06-01", "2026-06-08", "New 1|Feedback 1");
    assert_told(f, "overdue", now, "2026-06-01", "2026-06-08",
                "2026-06-01 1|2026-06-02 1|2026-06-06 1|2026-06-07 1|2026-06-08 1");
}

/* A base without tasks: every status stands there with 0, every day, nobody. */
static void test_nothing(Fixture *f, const void *data)
{
    g_autoptr(GPtrArray) tables = read_figures(f, NULL, NOW, "2026-06-25", "2026-07-02");
    guint n = 0;
    for (; all_figures[n].name; n++) {
        const FigureTable *table = tables->pdata[n];
        g_assert_true(table->figure == &all_figures[n]);
        g_assert_true(table->empty);
    }
    g_assert_cmpuint(tables->len, ==, n);
    g_assert_cmpstr(row_of(tables, "flow", 6)->label, ==, "2026-07-01");
    g_assert_null(row_of(tables, "flow", 7)); /* tomorrow */
    g_assert_null(row_of(tables, "employee", 0));
    g_assert_nonnull(row_of(tables, "status", STATUSES - 1));
}

/* Of this enterprise alone. */
static void test_others(Fixture *f, const void *data)
{
    g_autoptr(GError) error = NULL;
    const Actor owner = actor_profile(f->profiles[ROLE_OWNER], NOW);
    Actor inside;
    int64_t other = fixture_save(f, &owner, &enterprise_entity, "full_name", "Інша", NULL);
    g_assert_true(actor_enter(f->base, &owner, other, &inside, &error));
    fixture_save(f, &inside, &task_entity, "subject", "Чужа", "due_on", "2026-06-01", NULL);
    g_autoptr(GPtrArray) tables = read_figures(f, NULL, NOW, "2026-06-25", "2026-07-01");
    for (guint i = 0; i < tables->len; i++)
        g_assert_true(((const FigureTable *)tables->pdata[i])->empty);
}

static void test_periods(Fixture *f, const void *data)
{
    const FigurePeriod wrong[] = {{10, 9}, {0, FIGURE_DAYS_MOST}};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(figures_read(f->base, &f->actors[ROLE_OWNER], NULL, &wrong[i], &error));
        g_assert_error(error, WHEN_ERROR, WHEN_ERROR_DAY);
    }
    g_autoptr(GError) error = NULL;
    FigurePeriod period;
    const Actor late = at(f, midnight("2026-07-02", 0) - 1);
    g_assert_true(figure_period_last(f->base, &late, 7, &period, &error));
    g_assert_cmpint(period.to, ==, day_number("2026-07-01"));
    g_assert_cmpint(period.from, ==, day_number("2026-06-25"));
}

/* Whoever is dismissed while the dashboard stands open sees nothing any more. */
static void test_dismissed(Fixture *f, const void *data)
{
    const Actor *manager = &f->actors[ROLE_MANAGER];
    const FigurePeriod period = {day_number("2026-07-01"), day_number("2026-07-01")};
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) seen = figures_read(f->base, manager, NULL, &period, &error);
    g_assert_no_error(error);
    g_assert_nonnull(seen);
    g_autoptr(Record) card = record_load(f->base, &f->actors[ROLE_OWNER], &employee_entity,
                                         manager->employee_id, &error);
    record_set_text(card, "status", "dismissed");
    g_assert_true(record_save(f->base, &f->actors[ROLE_OWNER], card, NULL, NULL, &error));
    g_assert_null(figures_read(f->base, manager, NULL, &period, &error));
    g_assert_error(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED);
}

static void test_csv(Fixture *f, const void *data)
{
    Told task = {.created = NOW, .due = NOW + DAY, .status = 1};
    add(f, &task);
    fixture_save(f, &f->actors[ROLE_OWNER], &task_status_entity, "name", "=\"Так\", або", NULL);
    change(f, NOW, task.id, "status_id", "8");
    g_autoptr(GPtrArray) tables = read_figures(f, "status", NOW, "2026-07-01", "2026-07-01");
    g_autofree char *csv = figures_csv(tables);
    g_assert_true(g_str_has_prefix(csv, "figure,row,measure,value\r\nstatus,New,tasks,0\r\n"));
    g_assert_nonnull(strstr(csv, "\r\nstatus,\"'=\"\"Так\"\", або\",tasks,1\r\n"));
    g_autoptr(GPtrArray) flow = read_figures(f, "flow", NOW, "2026-07-01", "2026-07-01");
    g_autofree char *day = figures_csv(flow);
    g_assert_cmpstr(day, ==,
                    "figure,row,measure,value\r\nflow,2026-07-01,created,1\r\n"
                    "flow,2026-07-01,closed,0\r\n");
}

/* Names that a shell and a spreadsheet take as they are, none twice. */
static void test_table(void)
{
    for (const Figure *figure = all_figures; figure->name; figure++) {
        g_assert_true(figure_find(figure->name) == figure);
        g_assert_cmpuint(strspn(figure->name, "abcdefghijklmnopqrstuvwxyz"), ==,
                         strlen(figure->name));
        g_assert_nonnull(figure->measures[0].name);
        g_assert_cmpuint(strspn(figure->args, "efund"), ==, strlen(figure->args));
        size_t marks = 0;
        for (const char *c = figure->sql; *c; c++)
            marks += *c == '?';
        g_assert_cmpuint(marks, ==, strlen(figure->args));
    }
    g_assert_null(figure_find("nothing"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/figures/table", test_table);
    BASE_TEST("/figures/reckoned-in-spring", test_reckoned);
    g_test_add("/figures/reckoned-in-autumn", Fixture, "autumn", fixture_up, test_reckoned,
               fixture_down);
    BASE_TEST("/figures/change-of-clocks", test_change_of_clocks);
    BASE_TEST("/figures/reopened", test_reopened);
    BASE_TEST("/figures/today", test_today);
    BASE_TEST("/figures/as-it-was", test_as_it_was);
    BASE_TEST("/figures/archived", test_archived);
    BASE_TEST("/figures/closed-at-midnight", test_closed_at_midnight);
    BASE_TEST("/figures/deleted-status", test_deleted_status);
    BASE_TEST("/figures/nothing", test_nothing);
    BASE_TEST("/figures/others", test_others);
    BASE_TEST("/figures/periods", test_periods);
    BASE_TEST("/figures/dismissed", test_dismissed);
    BASE_TEST("/figures/csv", test_csv);
    return g_test_run();
}
