/* How tasks repeat: the spelling of a rule, and the days it gives against a calendar that is gone
 * through day by day. */
#include "core/recurrence.h"
#include "core/schedule.h"
#include "core/when.h"

#include <glib.h>

static int day_of(const char *iso)
{
    int day;
    g_assert_true(day_from_text(iso, &day));
    return day;
}

/* --- examples --------------------------------------------------------------------------------- */

static void test_next(void)
{
    static const struct {
        const char *rule, *due, *earliest, *next; /* NULL: none */
    } cases[] = {
        {"FREQ=DAILY", "2026-07-01", "2026-07-01", "2026-07-02"},
        {"FREQ=DAILY;INTERVAL=3", "2026-07-01", "2026-07-20", "2026-07-22"}, /* the past is left */
        {"FREQ=WEEKLY;BYDAY=MO,FR", "2026-07-01", "2026-07-01", "2026-07-03"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-07-03", "2026-07-01", "2026-07-13"},
        {"FREQ=MONTHLY;BYMONTHDAY=15", "2026-07-15", "2026-07-01", "2026-08-15"},
        {"FREQ=MONTHLY;BYMONTHDAY=-1", "2026-08-31", "2026-07-01", "2026-09-30"},
        {"FREQ=MONTHLY;BYMONTHDAY=-1", "2026-09-30", "2026-07-01", "2026-10-31"},
        {"FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2027-01-30", "2026-07-01", "2027-02-28"},
        {"FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1", "2027-02-28", "2026-07-01", "2027-03-30"},
        {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "2024-02-29", "2024-03-01",
         "2025-02-28"},
        {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "2027-02-28", "2027-03-01",
         "2028-02-29"},
        {"FREQ=DAILY;COUNT=2", "2026-07-01", "2026-07-01", "2026-07-02"},
        {"FREQ=DAILY;COUNT=1", "2026-07-01", "2026-07-01", NULL},
        {"FREQ=DAILY;UNTIL=20260702", "2026-07-01", "2026-07-01", "2026-07-02"},
        {"FREQ=DAILY;UNTIL=20260702", "2026-07-01", "2026-07-03", NULL},
        {"FREQ=YEARLY;INTERVAL=999;BYMONTH=1;BYMONTHDAY=1", "2026-01-01", "2026-07-01", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Recurrence recurrence;
        g_autoptr(GError) error = NULL;
        int next = 0;
        recurrence_parse(cases[i].rule, &recurrence, &error);
        g_assert_no_error(error);
        bool found =
            recurrence_next(&recurrence, day_of(cases[i].due), day_of(cases[i].earliest), &next);
        g_autofree char *shown = found ? day_to_text(next) : NULL;
        g_test_message("%s", cases[i].rule);
        g_assert_cmpstr(shown, ==, cases[i].next);
    }
}

/* One spelling for each, and nothing but these. */
static void test_refused(void)
{
    static const char *const rules[] = {
        "",
        "каждый день",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1",
        "FREQ=DAILY;INTERVAL=1000",
        "FREQ=DAILY;COUNT=2;UNTIL=20260702",
        "FREQ=DAILY;BYDAY=MO",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTHDAY=-2",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1",
        "FREQ=DAILY\nFREQ=DAILY",
        "RSCALE=CHINESE;FREQ=DAILY",
    };
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        Recurrence recurrence;
        g_autoptr(GError) error = NULL;
        g_test_message("%s", rules[i]);
        g_assert_false(recurrence_parse(rules[i], &recurrence, &error));
        g_assert_error(error, RECURRENCE_ERROR, RECURRENCE_ERROR_RULE);
    }
}

/* --- any of them ------------------------------------------------------------------------------ */

static Recurrence any_recurrence(int due)
{
    Recurrence any = recurrence_from_day((RepeatUnit)g_test_rand_int_range(0, 4), due);
    any.every = g_test_rand_int_range(1, 8);
    if (any.unit == REPEAT_WEEKS)
        any.weekdays = (unsigned)g_test_rand_int_range(1, 128);
    if (any.unit == REPEAT_MONTHS && g_test_rand_bit())
        any.date = g_test_rand_int_range(1, 32);
    if (g_test_rand_int_range(0, 4) == 0)
        any.count = g_test_rand_int_range(1, 5);
    else if (g_test_rand_int_range(0, 3) == 0)
        any.until = due + g_test_rand_int_range(0, 400);
    return any;
}

static int month_length(int year, int month)
{
    int day, date = 31;
    while (!day_from_date(year, month, date, &day))
        date--;
    return date;
}

static bool is_of(const Recurrence *recurrence, int due, int day)
{
    int year, month, date, due_year, due_month;
    day_to_date(day, &year, &month, &date);
    day_to_date(due, &due_year, &due_month, NULL);
    bool on_date = date == MIN(recurrence->date, month_length(year, month));
    int monday = day - day_weekday(day), due_monday = due - day_weekday(due);
    switch (recurrence->unit) {
    case REPEAT_DAYS:
        return (day - due) % recurrence->every == 0;
    case REPEAT_WEEKS:
        return (monday - due_monday) / 7 % recurrence->every == 0 &&
               (recurrence->weekdays & WEEKDAY_BIT(day_weekday(day)));
    case REPEAT_MONTHS:
        return on_date && ((year - due_year) * 12 + month - due_month) % recurrence->every == 0;
    case REPEAT_YEARS:
        return on_date && month == recurrence->month && (year - due_year) % recurrence->every == 0;
    }
    g_assert_not_reached();
}

static bool next_by_hand(const Recurrence *recurrence, int due, int earliest, int *next)
{
    if (recurrence->count == 1)
        return false;
    for (*next = MAX(due + 1, earliest); !is_of(recurrence, due, *next); (*next)++)
        continue;
    return recurrence->until == REPEAT_FOR_EVER || *next <= recurrence->until;
}

static void test_any(void)
{
    for (int i = 0; i < 3000; i++) {
        int due = g_test_rand_int_range(day_of("2023-01-01"), day_of("2033-01-01"));
        int earliest = due + g_test_rand_int_range(-30, 500);
        Recurrence recurrence = any_recurrence(due), again;
        g_autofree char *rule = recurrence_rule(&recurrence);
        g_autoptr(GError) error = NULL;
        g_test_message("%s from %d, not before %d", rule, due, earliest);
        recurrence_parse(rule, &again, &error);
        g_assert_no_error(error);
        g_autofree char *same = recurrence_rule(&again);
        g_assert_cmpstr(same, ==, rule);
        int next = 0, expected;
        bool there = next_by_hand(&recurrence, due, earliest, &expected);
        g_assert_cmpint(recurrence_next(&again, due, earliest, &next), ==, there);
        if (there)
            g_assert_cmpint(next, ==, expected);
    }
}

static void test_words(void)
{
    static const struct {
        const char *rule, *words;
    } cases[] = {
        {"FREQ=DAILY", "every day"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20261231",
         "every 2 weeks: Mo We, until 31.12.2026"},
        {"FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "every month on the last day, 3 left with this one"},
        {"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29;BYSETPOS=-1", "every 3 months on day 29"},
        {"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=5", "every year on 05.03"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Recurrence recurrence;
        g_assert_true(recurrence_parse(cases[i].rule, &recurrence, NULL));
        g_autofree char *words = recurrence_words(&recurrence);
        g_assert_cmpstr(words, ==, cases[i].words);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/recurrence/next", test_next);
    g_test_add_func("/recurrence/refused", test_refused);
    g_test_add_func("/recurrence/any", test_any);
    g_test_add_func("/recurrence/words", test_words);
    return g_test_run();
}
