#include "core/schedule.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

G_DEFINE_QUARK(schedule_error, schedule_error)

static bool times_are_good(int open, int close, unsigned weekdays, GError **error)
{
    const char *why = NULL;
    if (open < 0 || open > CLOCK_LAST || close > CLOCK_MIDNIGHT || open >= close)
        why = _("the sending window must open before it closes, both on one day; change its times "
                "in the enterprise's card");
    else if (!(weekdays & WEEKDAYS_ALL))
        why = _("no weekday is a sending day; choose at least one in the enterprise's card");
    if (why)
        g_set_error_literal(error, SCHEDULE_ERROR, SCHEDULE_ERROR_WINDOW, why);
    return !why;
}

static int compare_days(const void *a, const void *b)
{
    int left = *(const int *)a, right = *(const int *)b;
    return (left > right) - (left < right);
}

static bool take_holidays(Window *window, const char *const *holidays, GError **error)
{
    size_t n = holidays ? g_strv_length((char **)(void *)holidays) : 0;
    window->holidays = g_new(int, n);
    for (size_t i = 0; i < n; i++) {
        if (!day_from_text(holidays[i], &window->holidays[i])) {
            g_set_error(error, SCHEDULE_ERROR, SCHEDULE_ERROR_WINDOW,
                        _("the holiday “%s” is not a day; write it as 2026-08-24"), holidays[i]);
            return false;
        }
    }
    window->n_holidays = n;
    if (n)
        qsort(window->holidays, n, sizeof(int), compare_days);
    return true;
}

bool window_init(Window *window, const char *zone, int open, int close, unsigned weekdays,
                 const char *const *holidays, GError **error)
{
    *window = (Window){.open = open, .close = close, .weekdays = weekdays & WEEKDAYS_ALL};
    if (times_are_good(open, close, weekdays, error) && take_holidays(window, holidays, error) &&
        (window->zone = zone_open(zone, error)))
        return true;
    window_clear(window);
    return false;
}

void window_clear(Window *window)
{
    g_clear_pointer(&window->zone, g_time_zone_unref);
    g_clear_pointer(&window->holidays, g_free);
    window->n_holidays = 0;
}

static bool is_sending_day(const Window *window, int day)
{
    if (!(window->weekdays & WEEKDAY_BIT(day_weekday(day))))
        return false;
    return !window->n_holidays ||
           !bsearch(&day, window->holidays, window->n_holidays, sizeof(int), compare_days);
}

bool window_is_open(const Window *window, int64_t at)
{
    int minutes, day = when_day(at, window->zone, &minutes);
    return minutes >= window->open && minutes < window->close && is_sending_day(window, day);
}

/* false also where the clock skips the whole window, or the whole day (Pacific/Apia, 2011-12-30).
 */
static bool opens_on(const Window *window, int day, int64_t *opening)
{
    if (!is_sending_day(window, day))
        return false;
    *opening = when_at(day, window->open, window->zone);
    return window_is_open(window, *opening) && when_day(*opening, window->zone, NULL) == day;
}

bool window_opening(const Window *window, int day, int64_t *opening, GError **error)
{
    for (day = MAX(day, DAY_FIRST); day <= DAY_LAST; day++)
        if (opens_on(window, day, opening))
            return true;
    g_set_error_literal(error, SCHEDULE_ERROR, SCHEDULE_ERROR_NEVER,
                        _("every sending day from here on is a holiday; change the holidays or the "
                          "weekdays in the enterprise's card"));
    return false;
}

/* The opening later on the day of `at`. In autumn the clock may show the opening a second time. */
static bool opens_later_today(const Window *window, int64_t at, int day, int minutes,
                              int64_t *opening)
{
    if (minutes >= window->open || !opens_on(window, day, opening))
        return false;
    if (*opening < at)
        *opening = at - at % WHEN_MINUTE + (window->open - minutes) * WHEN_MINUTE;
    return window_is_open(window, *opening);
}

bool window_next(const Window *window, int64_t at, int64_t *opening, GError **error)
{
    if (window_is_open(window, at)) {
        *opening = at;
        return true;
    }
    int minutes, day = when_day(at, window->zone, &minutes);
    return opens_later_today(window, at, day, minutes, opening) ||
           window_opening(window, day + 1, opening, error);
}
