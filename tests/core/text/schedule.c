/* Scheduling: the rules by table, and over years of days in zones that change their clocks. */
#include "core/schedule.h"

#include <glib.h>

static int64_t at(const char *text)
{
    int64_t instant = 0;
    GError *error = NULL;
    when_parse(text, &instant, &error);
    g_assert_no_error(error);
    return instant;
}

static int on(const char *iso)
{
    int day = 0;
    g_assert_true(day_from_text(iso, &day));
    return day;
}

static void assert_at(int64_t instant, const char *expected)
{
    g_autofree char *shown = when_format(instant);
    g_assert_cmpstr(shown, ==, expected);
}

/* Kyiv, Monday to Friday 9–18, two holidays. In November Kyiv is UTC+2; 2026-11-23 is a Monday. */
static void office(Window *window)
{
    static const char *const holidays[] = {"2026-12-25", "2026-11-25", NULL};
    GError *error = NULL;
    window_init(window, "Europe/Kyiv", 540, 1080, WEEKDAYS_ALL & ~WEEKDAY_BIT(6) & ~WEEKDAY_BIT(7),
                holidays, &error);
    g_assert_no_error(error);
}

static void test_open(void)
{
    static const struct {
        const char *at;
        bool open;
        const char *next;
    } rows[] = {
        {"2026-11-23T06:59:59Z", false, "2026-11-23T07:00:00Z"},
        {"2026-11-23T07:00:00Z", true, "2026-11-23T07:00:00Z"},
        {"2026-11-23T15:59:59Z", true, "2026-11-23T15:59:59Z"},
        {"2026-11-23T16:00:00Z", false, "2026-11-24T07:00:00Z"},
        {"2026-11-24T20:00:00Z", false, "2026-11-26T07:00:00Z"},
        {"2026-11-25T10:00:00Z", false, "2026-11-26T07:00:00Z"},
        {"2026-11-27T16:00:00Z", false, "2026-11-30T07:00:00Z"},
        {"2026-11-28T10:00:00Z", false, "2026-11-30T07:00:00Z"},
        {"2026-03-28T10:00:00Z", false, "2026-03-30T06:00:00Z"},
    };
    g_auto(Window) window;
    office(&window);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t next = 0;
        g_assert_cmpint(window_is_open(&window, at(rows[i].at)), ==, rows[i].open);
        g_assert_true(window_next(&window, at(rows[i].at), &next, NULL));
        assert_at(next, rows[i].next);
        g_assert_true(schedule_at_once(&window, at(rows[i].at), &next, NULL));
        assert_at(next, rows[i].next);
    }
}

static void test_window_refused(void)
{
    static const struct {
        const char *zone;
        int open, close;
        unsigned weekdays;
        const char *holiday;
        int code;
    } rows[] = {
        {"Europe/Kyiv", 540, 540, WEEKDAYS_ALL, NULL, SCHEDULE_ERROR_WINDOW},
        {"Europe/Kyiv", 1080, 540, WEEKDAYS_ALL, NULL, SCHEDULE_ERROR_WINDOW},
        {"Europe/Kyiv", -1, 540, WEEKDAYS_ALL, NULL, SCHEDULE_ERROR_WINDOW},
        {"Europe/Kyiv", 540, 1441, WEEKDAYS_ALL, NULL, SCHEDULE_ERROR_WINDOW},
        {"Europe/Kyiv", 540, 1080, 0, NULL, SCHEDULE_ERROR_WINDOW},
        {"Europe/Kyiv", 540, 1080, 0x80, NULL, SCHEDULE_ERROR_WINDOW},
        {"Europe/Kyiv", 540, 1080, WEEKDAYS_ALL, "2026-02-30", SCHEDULE_ERROR_WINDOW},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        const char *holidays[] = {rows[i].holiday, NULL};
        Window window;
        g_assert_false(window_init(&window, rows[i].zone, rows[i].open, rows[i].close,
                                   rows[i].weekdays, holidays, &error));
        g_assert_error(error, SCHEDULE_ERROR, rows[i].code);
    }
    g_autoptr(GError) error = NULL;
    Window window;
    g_assert_false(window_init(&window, "Nowhere", 540, 1080, WEEKDAYS_ALL, NULL, &error));
    g_assert_error(error, WHEN_ERROR, WHEN_ERROR_ZONE);
}

static void test_midnight(void)
{
    g_auto(Window) window;
    int64_t next;
    g_assert_true(
        window_init(&window, "Europe/Kyiv", 0, CLOCK_MIDNIGHT, WEEKDAY_BIT(1), NULL, NULL));
    g_assert_true(window_is_open(&window, at("2026-11-23T21:59:59Z")));
    g_assert_false(window_is_open(&window, at("2026-11-23T22:00:00Z")));
    g_assert_true(window_is_open(&window, at("2026-11-22T22:00:00Z")));
    g_assert_true(window_next(&window, at("2026-11-23T22:00:00Z"), &next, NULL));
    assert_at(next, "2026-11-29T22:00:00Z");
}

/* Times around the clock changes. */
static void test_clock_changes(void)
{
    static const struct {
        const char *zone;
        int open, close;
        const char *from, *next;
    } rows[] = {
        /* the opening is skipped: the gap's end, 04:00 */
        {"Europe/Kyiv", 210, 1080, "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"},
        /* the whole window is skipped: the next day */
        {"Europe/Kyiv", 190, 230, "2026-03-28T22:00:00Z", "2026-03-30T00:10:00Z"},
        /* the whole day is skipped */
        {"Pacific/Apia", 540, 1080, "2011-12-30T05:00:00Z", "2011-12-30T19:00:00Z"},
        /* 03:10 for the second time: open again at the second 03:30 */
        {"Europe/Kyiv", 210, 1080, "2026-10-25T01:10:30Z", "2026-10-25T01:30:00Z"},
        {"Europe/Kyiv", 210, 1080, "2026-10-25T00:10:00Z", "2026-10-25T00:30:00Z"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Window) window;
        int64_t next;
        g_assert_true(window_init(&window, rows[i].zone, rows[i].open, rows[i].close, WEEKDAYS_ALL,
                                  NULL, NULL));
        g_assert_true(window_next(&window, at(rows[i].from), &next, NULL));
        assert_at(next, rows[i].next);
    }
}

/* Days whose opening, window, or whole length the clock skips. */
static void test_skipped(void)
{
    static const struct {
        const char *zone;
        int open, close;
        const char *day, *opening;
    } rows[] = {
        {"Europe/Kyiv", 210, 1080, "2026-03-29", "2026-03-29T01:00:00Z"},
        {"Europe/Kyiv", 190, 230, "2026-03-29", "2026-03-30T00:10:00Z"},
        {"Europe/Kyiv", 210, 1080, "2026-10-25", "2026-10-25T00:30:00Z"},
        {"Pacific/Apia", 540, 1080, "2011-12-29", "2011-12-29T19:00:00Z"},
        {"Pacific/Apia", 540, 1080, "2011-12-30", "2011-12-30T19:00:00Z"},
        {"Pacific/Apia", 0, 1440, "2011-12-30", "2011-12-30T10:00:00Z"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Window) window;
        int64_t opening;
        g_assert_true(window_init(&window, rows[i].zone, rows[i].open, rows[i].close, WEEKDAYS_ALL,
                                  NULL, NULL));
        g_assert_true(window_opening(&window, on(rows[i].day), &opening, NULL));
        assert_at(opening, rows[i].opening);
    }
}

static void test_never(void)
{
    g_autoptr(GPtrArray) holidays = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    g_auto(Window) window;
    int64_t next;
    for (int day = on("2190-01-01"); day <= DAY_LAST; day++)
        g_ptr_array_add(holidays, day_to_text(day));
    g_ptr_array_add(holidays, NULL);
    g_assert_true(window_init(&window, "Europe/Kyiv", 540, 1080, WEEKDAYS_ALL,
                              (const char *const *)holidays->pdata, NULL));
    g_assert_true(window_opening(&window, on("2189-12-31"), &next, NULL));
    assert_at(next, "2189-12-31T07:00:00Z");
    g_assert_false(window_next(&window, next + WHEN_DAY, &next, &error));
    g_assert_error(error, SCHEDULE_ERROR, SCHEDULE_ERROR_NEVER);
    g_assert_false(schedule_next(&window, next, G_MAXINT, &next, NULL));
    int start;
    g_assert_false(schedule_default_start(&window, next + WHEN_DAY, &start, NULL));
    g_assert_false(schedule_default_start(&window, next + 1, &start, NULL));
    g_assert_false(schedule_first(&window, next, on("2190-01-01"), &next, NULL));
}

static void test_first(void)
{
    static const struct {
        const char *now, *start, *due, *offered;
    } rows[] = {
        {"2026-11-23T06:00:00Z", "2026-11-23", "2026-11-23T07:00:00Z", "2026-11-23"},
        {"2026-11-23T07:00:00Z", "2026-11-23", "2026-11-23T07:00:00Z", "2026-11-23"},
        {"2026-11-23T07:00:01Z", "2026-11-23", NULL, "2026-11-24"},
        {"2026-11-23T20:00:00Z", "2026-11-23", NULL, "2026-11-24"},
        {"2026-11-23T22:30:00Z", "2026-11-23", NULL, "2026-11-24"}, /* already the 24th in Kyiv */
        {"2026-11-24T10:00:00Z", "2026-11-25", "2026-11-26T07:00:00Z", "2026-11-26"},
        {"2026-11-25T10:00:00Z", "2026-11-25", "2026-11-26T07:00:00Z", "2026-11-26"},
        {"2026-11-27T17:00:00Z", "2026-11-28", "2026-11-30T07:00:00Z", "2026-11-30"},
        {"2026-11-23T06:00:00Z", "2027-03-29", "2027-03-29T06:00:00Z", "2026-11-23"},
        {"2026-11-23T06:00:00Z", "2026-11-22", NULL, "2026-11-23"},
    };
    g_auto(Window) window;
    office(&window);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        int64_t due = 7;
        int offered;
        g_assert_true(schedule_default_start(&window, at(rows[i].now), &offered, NULL));
        g_assert_cmpint(offered, ==, on(rows[i].offered));
        if (schedule_first(&window, at(rows[i].now), on(rows[i].start), &due, &error)) {
            assert_at(due, rows[i].due);
        } else {
            g_assert_error(error, SCHEDULE_ERROR, SCHEDULE_ERROR_START);
            g_assert_null(rows[i].due);
            g_assert_cmpint(due, ==, 7);
        }
    }
}

static void test_next(void)
{
    static const struct {
        const char *sent;
        int days;
        const char *due;
    } rows[] = {
        {"2026-11-23T07:05:00Z", 1, "2026-11-24T07:00:00Z"},
        {"2026-11-23T15:59:00Z", 1, "2026-11-24T07:00:00Z"},
        {"2026-11-23T22:30:00Z", 1, "2026-11-26T07:00:00Z"},
        {"2026-11-23T07:05:00Z", 2, "2026-11-26T07:00:00Z"},
        {"2026-11-26T10:00:00Z", 3, "2026-11-30T07:00:00Z"},
        {"2026-03-27T10:00:00Z", 3, "2026-03-30T06:00:00Z"},
        {"2026-10-23T10:00:00Z", 3, "2026-10-26T07:00:00Z"},
    };
    g_auto(Window) window;
    office(&window);
    int64_t due;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_true(schedule_next(&window, at(rows[i].sent), rows[i].days, &due, NULL));
        assert_at(due, rows[i].due);
    }
    g_autoptr(GError) error = NULL;
    g_assert_false(schedule_next(&window, at("2026-11-23T07:05:00Z"), 0, &due, &error));
    g_assert_error(error, SCHEDULE_ERROR, SCHEDULE_ERROR_DAYS);
}

static void test_late_and_daily(void)
{
    int64_t due = at("2026-11-23T07:00:00Z");
    g_assert_false(schedule_is_late(due, due - WHEN_DAY));
    g_assert_false(schedule_is_late(due, due + 7 * WHEN_DAY));
    g_assert_true(schedule_is_late(due, due + 7 * WHEN_DAY + 1));
    g_auto(Window) window;
    office(&window);
    g_assert_true(schedule_allowed_today(&window, WHEN_NEVER, due));
    g_assert_false(schedule_allowed_today(&window, due, due + 60 * WHEN_MINUTE));
    g_assert_false(schedule_allowed_today(&window, due, at("2026-11-23T21:59:59Z")));
    g_assert_true(schedule_allowed_today(&window, due, at("2026-11-23T22:00:00Z")));
}

static void test_next_step(void)
{
    static const struct {
        int64_t steps[5], had[5];
        int64_t next;
    } rows[] = {
        {{1, 2, 3}, {0}, 1},
        {{1, 2, 3}, {1}, 2},
        {{1, 2, 3}, {1, 2, 3}, 0},
        {{0}, {0}, 0},
        {{0}, {1}, 0},
        {{2, 1, 3}, {1}, 3}, /* 2 moved before 1: passed */
        {{1, 3, 2}, {1, 2}, 0},
        {{1, 4, 2}, {1}, 4},
        {{3, 1, 2}, {1, 2}, 0},
        {{3, 2, 1, 4}, {1, 2}, 4},    /* after 2 comes 1, which it had */
        {{1, 3}, {1, 2}, 3},          /* 2 has left the campaign: after 1 */
        {{3, 4}, {1, 2}, 3},          /* all it had have left */
        {{1, 2, 3, 4}, {1, 2, 3}, 4}, /* appended */
        {{5, 1, 2}, {1}, 2},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        size_t n_steps = 0, n_had = 0;
        while (rows[i].steps[n_steps])
            n_steps++;
        while (rows[i].had[n_had])
            n_had++;
        g_assert_cmpint(schedule_next_step(rows[i].steps, n_steps, rows[i].had, n_had), ==,
                        rows[i].next);
    }
}

/* A chain of letters sent at random moments of open windows over years: never outside the window,
 * never earlier than n local days, never later than the first sending day from there, always at
 * the opening, one a day. */
static void walk(const Window *window, int64_t now, int64_t until)
{
    int64_t due = 0;
    g_assert_true(schedule_at_once(window, now, &due, NULL));
    while (due < until) {
        g_assert_true(window_is_open(window, due));
        int days = g_test_rand_int_range(1, 9), minutes;
        int64_t sent = due + g_test_rand_int_range(0, 3 * 24 * 60) * WHEN_MINUTE;
        g_assert_true(window_next(window, sent, &sent, NULL));
        g_assert_true(window_is_open(window, sent));
        g_assert_true(schedule_next(window, sent, days, &due, NULL));
        int sent_day = when_day(sent, window->zone, NULL);
        int due_day = when_day(due, window->zone, &minutes);
        g_assert_cmpint(due_day, >=, sent_day + days);
        g_assert_true(schedule_allowed_today(window, sent, due));
        g_assert_cmpint(due, >, sent);
        g_assert_cmpint(minutes, >=, window->open);
        g_assert_false(window_is_open(window, due - WHEN_SECOND) &&
                       window->close - window->open < 1440);
        int64_t other;
        for (int day = sent_day + days; day < due_day; day++)
            g_assert_true(window_opening(window, day, &other, NULL) && other == due);
    }
}

static void test_walk(void)
{
    static const char *const zones[] = {
        "Europe/Kyiv",         "America/New_York",  "Asia/Kathmandu",   "Pacific/Apia",
        "Australia/Lord_Howe", "Africa/Casablanca", "America/Sao_Paulo"};
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
        for (int round = 0; round < 12; round++) {
            g_auto(Window) window;
            g_autofree char *holiday = day_to_text(16000 + g_test_rand_int_range(0, 2000));
            const char *holidays[] = {holiday, "2012-01-01", NULL};
            int open = g_test_rand_int_range(0, 1439),
                close = g_test_rand_int_range(open + 1, 1441);
            unsigned weekdays = (unsigned)g_test_rand_int_range(1, 128);
            g_assert_true(window_init(&window, zones[i], open, close, weekdays, holidays, NULL));
            walk(&window, at("2011-06-01T00:00:00Z"), at("2016-06-01T00:00:00Z"));
        }
    }
}

/* The later one asks, the later the answer; and asking at the answer gives it again. */
static void test_monotone(void)
{
    g_auto(Window) window;
    office(&window);
    int64_t before = 0;
    for (int64_t now = at("2026-01-01T00:00:00Z"); now < at("2028-01-01T00:00:00Z");
         now += 37 * WHEN_MINUTE) {
        int64_t next = 0, again = 0;
        g_assert_true(window_next(&window, now, &next, NULL));
        g_assert_cmpint(next, >=, now);
        g_assert_cmpint(next, >=, before);
        g_assert_true(window_next(&window, next, &again, NULL));
        g_assert_cmpint(again, ==, next);
        before = next;
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/window/open", test_open);
    g_test_add_func("/window/refused", test_window_refused);
    g_test_add_func("/window/midnight", test_midnight);
    g_test_add_func("/window/clock-changes", test_clock_changes);
    g_test_add_func("/window/skipped", test_skipped);
    g_test_add_func("/window/never", test_never);
    g_test_add_func("/window/monotone", test_monotone);
    g_test_add_func("/schedule/first", test_first);
    g_test_add_func("/schedule/next", test_next);
    g_test_add_func("/schedule/late-and-daily", test_late_and_daily);
    g_test_add_func("/schedule/next-step", test_next_step);
    g_test_add_func("/schedule/walk", test_walk);
    return g_test_run();
}
