/* Instants, days, times of day, zones. */
#include "core/when.h"
#include "core/i18n.h"

#include <glib.h>
#include <string.h>

static void test_parse(void)
{
    static const struct {
        const char *text, *utc;
    } rows[] = {
        {"2026-11-23T09:00:00+02:00", "2026-11-23T07:00:00Z"},
        {"2026-11-23t07:00:00z", "2026-11-23T07:00:00Z"},
        {"2026-11-23 07:00:00.5Z", "2026-11-23T07:00:00.500000Z"},
        {"2026-11-23T07:00:00.1234567Z", "2026-11-23T07:00:00.123456Z"},
        {"2026-01-01T00:30:00+05:45", "2025-12-31T18:45:00Z"},
        {"2025-12-31T20:00:00-05:00", "2026-01-01T01:00:00Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
        {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
        {"1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        int64_t instant = 0;
        g_assert_true(when_parse(rows[i].text, &instant, &error));
        g_assert_no_error(error);
        g_autofree char *utc = when_format(instant);
        g_assert_cmpstr(utc, ==, rows[i].utc);
    }
}

static void test_parse_refused(void)
{
    static const char *const bad[] = {
        "",
        "2026",
        "2026-11-23",
        "2026-11-23T09:00",
        "2026-11-23T09:00:00",
        "2026-11-23T09:00:00+0200",
        "2026-11-23T09:00:00+02",
        "2026-11-23T24:00:00Z",
        "2026-11-23T09:60:00Z",
        "2026-11-23T09:00:61Z",
        "2026-02-29T09:00:00Z",
        "2026-13-01T09:00:00Z",
        "26-11-23T09:00:00Z",
        "2026-11-23T09:00:00.Z",
        "2026-11-23T09:00:00Z ",
        " 2026-11-23T09:00:00Z",
        "2026-11-23T09:00:00+24:00",
        "1899-12-31T00:00:00Z",
        "2026-11-23T09:00:00,5Z",
        "2026-11-23T0\xff:00:00Z",
        "завтра",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        int64_t instant = 7;
        g_assert_false(when_parse(bad[i], &instant, &error));
        g_assert_error(error, WHEN_ERROR, WHEN_ERROR_INSTANT);
        g_assert_cmpint(instant, ==, 7);
    }
}

static void test_days(void)
{
    int before = 0, year, month, date;
    g_assert_true(day_from_text("1899-12-31", &before) == false);
    g_assert_true(day_from_text("2200-01-01", &before) == false);
    for (int day = DAY_FIRST; day <= DAY_LAST; day++) {
        g_autofree char *iso = day_to_text(day);
        int again = 0;
        g_assert_true(day_from_text(iso, &again));
        g_assert_cmpint(again, ==, day);
        day_to_date(day, &year, &month, &date);
        g_autofree char *shown = day_show(day);
        g_autofree char *expected = g_strdup_printf("%02d.%02d.%04d", date, month, year);
        g_assert_cmpstr(shown, ==, expected);
        g_assert_cmpint(day_weekday(day), >=, 1);
        if (day > DAY_FIRST)
            g_assert_cmpint(day_weekday(day), ==, day_weekday(day - 1) % 7 + 1);
    }
    g_assert_true(day_from_text("2026-11-23", &before)); /* a Monday */
    g_assert_cmpint(day_weekday(before), ==, 1);
    g_assert_cmpint(before, ==, 20780);
}

static void test_days_refused(void)
{
    static const char *const bad[] = {"",           "2026-2-03",  "2026-02-30", "2026-00-10",
                                      "2026-13-01", "2026-01-00", "2026/01/01", "2026-01-01 ",
                                      "20260101",   "2100-02-29", "+026-01-01", "2026-01-0x",
                                      "2026-01--1"};
    int day = 7;
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(day_from_text(bad[i], &day));
    g_assert_false(day_from_text(NULL, &day));
    g_assert_cmpint(day, ==, 7);
}

static void test_day_typed(void)
{
    static const struct {
        const char *typed, *iso;
    } rows[] = {
        {"5.3.26", "2026-03-05"},      {"05.03.2026", "2026-03-05"},
        {"5/3", "2026-03-05"},         {"5-3-2026", "2026-03-05"},
        {"5 3", "2026-03-05"},         {"5", "2026-11-05"},
        {"2026-03-05", "2026-03-05"},  {"2026.3.5", "2026-03-05"},
        {"050326", "2026-03-05"},      {"05032026", "2026-03-05"},
        {" 5.3.26 ", "2026-03-05"},    {"5.3.", "2026-03-05"},
        {"сегодня", "2026-11-23"},     {"Сьогодні", "2026-11-23"},
        {"today", "2026-11-23"},       {"завтра", "2026-11-24"},
        {"ЗАВТРА", "2026-11-24"},      {"tomorrow", "2026-11-24"},
        {"послезавтра", "2026-11-25"}, {"післязавтра", "2026-11-25"},
        {"вчера", "2026-11-22"},       {"учора", "2026-11-22"},
        {"+3", "2026-11-26"},          {"-1", "2026-11-22"},
        {"+0", "2026-11-23"},          {"+365", "2027-11-23"},
        {"+36500", "2126-10-30"},      {"пн", "2026-11-30"},
        {"вт", "2026-11-24"},          {"Пятница", "2026-11-27"},
        {"п’ятниця", "2026-11-27"},    {"нд", "2026-11-29"},
        {"вс", "2026-11-29"},          {"fri", "2026-11-27"},
        {"5 марта", "2026-03-05"},     {"5 березня 2027", "2027-03-05"},
        {"March 5", "2026-03-05"},     {"5 мар. 27", "2027-03-05"},
        {"1 мая", "2026-05-01"},       {"March 5, 2027", "2027-03-05"},
        {"1.1.46", "2046-01-01"},      {"1.1.47", "1947-01-01"},
        {"1.1.85", "1985-01-01"},      {"1.1.00", "2000-01-01"},
        {"29.2.24", "2024-02-29"},     {"5\xc2\xa0марта", "2026-03-05"},
    };
    int today;
    g_assert_true(day_from_text("2026-11-23", &today));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        int day = 0;
        if (!day_parse(rows[i].typed, today, &day, &error))
            g_error("“%s”: %s", rows[i].typed, error->message);
        g_autofree char *iso = day_to_text(day);
        g_assert_cmpstr(iso, ==, rows[i].iso);
    }
}

static void test_day_typed_refused(void)
{
    static const char *const bad[] = {
        "",           " ",        "abc",      "30.2",   "31.4.2026",   "0.1.26",     "1.13.26",
        "29.2.2025",  "1.1.1899", "1.1.2200", "+99999", "+",           "5.3.26.1",   "5.3.126",
        "5 xyz",      "1.x",      "32",       "2026",   "99999999999", "00005.3.26", "5..3x",
        "5.00003.26", "+3x",      "\xff",     "п",      "5.3.20261",   "марта",      "5,,x"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        int day = 7;
        if (day_parse(bad[i], 20780, &day, &error))
            g_error("“%s” is taken as %d", bad[i], day);
        g_assert_error(error, WHEN_ERROR, WHEN_ERROR_DAY);
        g_assert_cmpint(day, ==, 7);
    }
}

/* Every name is there, in three languages, and no two are one; Monday and January come first. */
static void test_names(void)
{
    static const struct {
        const char *language, *monday, *sunday, *january, *december;
    } rows[] = {{"en", "Mo", "Su", "January", "December"},
                {"ru", "пн", "вс", "январь", "декабрь"},
                {"uk", "пн", "нд", "січень", "грудень"}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        i18n_init(rows[i].language);
        g_assert_cmpstr(day_weekday_short(1), ==, rows[i].monday);
        g_assert_cmpstr(day_weekday_short(7), ==, rows[i].sunday);
        g_assert_cmpstr(day_month_name(1), ==, rows[i].january);
        g_assert_cmpstr(day_month_name(12), ==, rows[i].december);
        for (int month = 2; month <= 12; month++)
            g_assert_cmpstr(day_month_name(month), !=, day_month_name(month - 1));
        for (int weekday = 2; weekday <= 7; weekday++)
            g_assert_cmpstr(day_weekday_short(weekday), !=, day_weekday_short(weekday - 1));
    }
    i18n_init("en");
}

/* Whatever bytes are typed: an answer within the range, or an error and nothing changed. */
static void test_hostile(void)
{
    static const char *const bits[] = {
        "0", "5",   "12", "2026",    ".",    "/",    "-",        "+",        " ", ":",    "T",
        "Z", "мар", "пн", "сегодня", "\xd0", "\xff", "99999999", "\xc2\xa0", "’", "march"};
    for (int i = 0; i < 50000; i++) {
        g_autoptr(GString) typed = g_string_new(NULL);
        for (int n = g_test_rand_int_range(0, 7); n > 0; n--)
            g_string_append(typed, bits[g_test_rand_int_range(0, G_N_ELEMENTS(bits))]);
        g_autoptr(GError) day_error = NULL;
        g_autoptr(GError) clock_error = NULL;
        g_autoptr(GError) instant_error = NULL;
        int day = 7, minutes = 7;
        int64_t instant = 7;
        g_assert_true(day_parse(typed->str, 20780, &day, &day_error)
                          ? day >= DAY_FIRST && day <= DAY_LAST
                          : day == 7 && day_error);
        g_assert_true(clock_parse(typed->str, CLOCK_LAST, &minutes, &clock_error)
                          ? minutes >= 0 && minutes <= CLOCK_LAST
                          : minutes == 7 && clock_error);
        g_assert_true(when_parse(typed->str, &instant, &instant_error) ||
                      (instant == 7 && instant_error));
    }
}

static void test_clock(void)
{
    static const struct {
        const char *typed, *shown;
    } rows[] = {{"9", "09:00"},    {"9:00", "09:00"},  {"09:05", "09:05"}, {"9.30", "09:30"},
                {"9-30", "09:30"}, {"9 30", "09:30"},  {"0930", "09:30"},  {"930", "09:30"},
                {"0", "00:00"},    {"23:59", "23:59"}, {" 18 ", "18:00"},  {"0000", "00:00"}};
    static const char *const bad[] = {"",      "24",   "24:00", "9:60", "9:5",    "25:00",
                                      "9:300", "9:",   ":30",   "abc",  "-9",     "99999",
                                      "9:3o",  "0960", "9::30", "\xff", "9:30:00"};
    int minutes = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_true(clock_parse(rows[i].typed, CLOCK_LAST, &minutes, NULL));
        g_autofree char *shown = clock_show(minutes);
        g_assert_cmpstr(shown, ==, rows[i].shown);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(clock_parse(bad[i], CLOCK_LAST, &minutes, &error));
        g_assert_error(error, WHEN_ERROR, WHEN_ERROR_TIME);
    }
    g_assert_true(clock_parse("24:00", CLOCK_MIDNIGHT, &minutes, NULL));
    g_assert_cmpint(minutes, ==, CLOCK_MIDNIGHT);
    g_assert_false(clock_parse("24:01", CLOCK_MIDNIGHT, &minutes, NULL));
}

static void test_zones(void)
{
    static const char *const bad[] = {"",
                                      "Kyiv",
                                      "Europe/Nowhere",
                                      "+02:00",
                                      "EET-2EEST",
                                      "../etc/passwd",
                                      "Europe/",
                                      "/etc/localtime",
                                      "Europe/../Europe/Kyiv",
                                      "Europe",
                                      "posix/Europe/Kyiv",
                                      "UTC0",
                                      ":Europe/Kyiv",
                                      "europe/kyiv",
                                      "Europe/Kyiv ",
                                      "\xff"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GTimeZone) zone = zone_open(bad[i], &error);
        if (zone)
            g_error("“%s” is taken", bad[i]);
        g_assert_error(error, WHEN_ERROR, WHEN_ERROR_ZONE);
    }
    g_auto(GStrv) names = zone_list(NULL);
    g_assert_true(g_strv_contains((const char *const *)names, "Europe/Kyiv"));
    g_assert_cmpuint(g_strv_length(names), >, 300);
    for (char **name = names; *name; name++) {
        GError *error = NULL;
        g_autoptr(GTimeZone) zone = zone_open(*name, &error);
        g_assert_no_error(error);
        g_assert_nonnull(zone);
        g_assert_true(!name[1] || strcmp(name[0], name[1]) < 0);
    }
}

static void test_local(void)
{
    static const struct {
        const char *zone, *day, *time, *utc;
    } rows[] = {
        {"Europe/Kyiv", "2026-11-23", "9:00", "2026-11-23T07:00:00Z"},
        {"Europe/Kyiv", "2026-07-01", "9:00", "2026-07-01T06:00:00Z"},
        {"Europe/Kyiv", "2026-03-29", "3:30", "2026-03-29T01:00:00Z"}, /* skipped: the gap's end */
        {"Europe/Kyiv", "2026-03-29", "2:59", "2026-03-29T00:59:00Z"},
        {"Europe/Kyiv", "2026-03-29", "4:00", "2026-03-29T01:00:00Z"},
        {"Europe/Kyiv", "2026-10-25", "3:30", "2026-10-25T00:30:00Z"}, /* twice: the first */
        {"Europe/Kyiv", "2026-10-25", "4:00", "2026-10-25T02:00:00Z"},
        {"America/New_York", "2026-03-08", "2:30", "2026-03-08T07:00:00Z"},
        {"America/New_York", "2026-11-01", "1:30", "2026-11-01T05:30:00Z"},
        {"Asia/Kathmandu", "2026-11-23", "9:00", "2026-11-23T03:15:00Z"},
        {"Australia/Lord_Howe", "2026-10-04", "2:15", "2026-10-03T15:30:00Z"}, /* half an hour */
        {"Pacific/Apia", "2011-12-30", "9:00", "2011-12-30T10:00:00Z"},        /* no such day */
        {"Pacific/Kiritimati", "2026-01-01", "0:00", "2025-12-31T10:00:00Z"},
        {"Europe/Kyiv", "2060-07-01", "9:00", "2060-07-01T06:00:00Z"}, /* past the table, by rule */
        {"Europe/Kyiv", "2150-01-01", "9:00", "2150-01-01T07:00:00Z"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GTimeZone) zone = zone_open(rows[i].zone, NULL);
        int day, minutes;
        g_assert_true(day_from_text(rows[i].day, &day));
        g_assert_true(clock_parse(rows[i].time, CLOCK_LAST, &minutes, NULL));
        g_autofree char *utc = when_format(when_at(day, minutes, zone));
        g_assert_cmpstr(utc, ==, rows[i].utc);
    }
    g_autoptr(GTimeZone) kyiv = zone_open("Europe/Kyiv", NULL);
    int64_t instant;
    g_assert_true(when_parse("2026-11-22T22:30:59Z", &instant, NULL));
    g_autofree char *shown = when_show(instant, kyiv);
    g_assert_cmpstr(shown, ==, "23.11.2026 00:30");
}

/* In every zone: when_at is the first instant whose clock shows that reading or later, and never
 * goes back as the reading grows. */
static void test_local_property(void)
{
    g_auto(GStrv) names = zone_list(NULL);
    for (char **name = names; *name; name++) {
        g_autoptr(GTimeZone) zone = zone_open(*name, NULL);
        int64_t before = INT64_MIN;
        for (int day = 14600 + (int)((name - names) % 7); day < 22000;
             day += g_test_rand_int_range(1, 40)) {
            int minutes = g_test_rand_int_range(0, 1440), shown;
            int64_t at = when_at(day, minutes, zone);
            int shown_day = when_day(at, zone, &shown);
            int64_t reading = shown_day * INT64_C(1440) + shown;
            g_assert_cmpint(reading, >=, day * INT64_C(1440) + minutes);
            shown_day = when_day(at - WHEN_SECOND, zone, &shown);
            g_assert_cmpint(shown_day * INT64_C(1440) + shown, <, day * INT64_C(1440) + minutes);
            g_assert_cmpint(at, >, before);
            before = at;
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/when/parse", test_parse);
    g_test_add_func("/when/parse-refused", test_parse_refused);
    g_test_add_func("/when/local", test_local);
    g_test_add_func("/when/local-property", test_local_property);
    g_test_add_func("/day/text", test_days);
    g_test_add_func("/day/text-refused", test_days_refused);
    g_test_add_func("/day/typed", test_day_typed);
    g_test_add_func("/day/typed-refused", test_day_typed_refused);
    g_test_add_func("/day/names", test_names);
    g_test_add_func("/when/hostile", test_hostile);
    g_test_add_func("/clock", test_clock);
    g_test_add_func("/zone", test_zones);
    return g_test_run();
}
