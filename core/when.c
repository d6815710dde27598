#include "core/when.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK(when_error, when_error)

/* --- RFC 3339 --------------------------------------------------------------------------------- */

/* `width` digits at *p; false leaves *p anywhere. */
static bool take_digits(const char **p, int width, int *value)
{
    for (*value = 0; width > 0; width--, (*p)++) {
        if (!g_ascii_isdigit(**p))
            return false;
        *value = *value * 10 + (**p - '0');
    }
    return true;
}

static bool take(const char **p, const char *any)
{
    if (!**p || !strchr(any, **p))
        return false;
    (*p)++;
    return true;
}

/* Digits beyond the microsecond are cut off. */
static bool take_fraction(const char **p, int64_t *microseconds)
{
    *microseconds = 0;
    if (!take(p, "."))
        return true;
    int64_t unit = WHEN_SECOND / 10;
    const char *start = *p;
    for (; g_ascii_isdigit(**p); (*p)++, unit /= 10)
        *microseconds += (**p - '0') * unit;
    return *p > start;
}

static bool take_offset(const char **p, int *minutes)
{
    *minutes = 0;
    if (take(p, "Zz"))
        return true;
    int sign = **p == '-' ? -1 : 1, hour = 0, minute = 0;
    if (!take(p, "+-") || !take_digits(p, 2, &hour) || !take(p, ":") ||
        !take_digits(p, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *minutes = sign * (hour * 60 + minute);
    return true;
}

static bool take_instant(const char *p, int64_t *instant)
{
    int year, month, date, hour, minute, second, offset, day;
    int64_t fraction;
    if (!take_digits(&p, 4, &year) || !take(&p, "-") || !take_digits(&p, 2, &month) ||
        !take(&p, "-") || !take_digits(&p, 2, &date) || !take(&p, "Tt ") ||
        !take_digits(&p, 2, &hour) || !take(&p, ":") || !take_digits(&p, 2, &minute) ||
        !take(&p, ":") || !take_digits(&p, 2, &second) || !take_fraction(&p, &fraction) ||
        !take_offset(&p, &offset) || *p)
        return false;
    /* 60 is a leap second, which this count of seconds does not have: the one after it. */
    if (!day_from_date(year, month, date, &day) || hour > 23 || minute > 59 || second > 60)
        return false;
    *instant = day * WHEN_DAY + (hour * 60 + minute - offset) * WHEN_MINUTE + second * WHEN_SECOND +
               fraction;
    return true;
}

bool when_parse(const char *text, int64_t *instant, GError **error)
{
    if (take_instant(text, instant))
        return true;
    g_autofree char *shown = g_utf8_make_valid(text, -1);
    g_set_error(error, WHEN_ERROR, WHEN_ERROR_INSTANT,
                _("“%s” is not a moment; write it as 2026-11-23T09:00:00+02:00"), shown);
    return false;
}

/* Towards the past, also before 1970. */
static int64_t floor_div(int64_t value, int64_t unit)
{
    return value / unit - (value % unit < 0);
}

char *when_format(int64_t instant)
{
    int year, month, date;
    int64_t day = floor_div(instant, WHEN_DAY), rest = instant - day * WHEN_DAY;
    int seconds = (int)(rest / WHEN_SECOND), fraction = (int)(rest % WHEN_SECOND);
    day_to_date((int)day, &year, &month, &date);
    g_autofree char *whole = g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d", year, month, date,
                                             seconds / 3600, seconds / 60 % 60, seconds % 60);
    return fraction ? g_strdup_printf("%s.%06dZ", whole, fraction) : g_strconcat(whole, "Z", NULL);
}

/* --- zones ------------------------------------------------------------------------------------ */

static int64_t offset_at(int64_t instant, GTimeZone *zone)
{
    gint64 seconds = floor_div(instant, WHEN_SECOND);
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, seconds);
    return g_time_zone_get_offset(zone, interval) * WHEN_SECOND;
}

int when_day(int64_t instant, GTimeZone *zone, int *minutes)
{
    int64_t local = instant + offset_at(instant, zone);
    int64_t day = floor_div(local, WHEN_DAY);
    if (minutes)
        *minutes = (int)((local - day * WHEN_DAY) / WHEN_MINUTE);
    return (int)day;
}

/* The first second in (low, high] whose offset is not that at `low`. */
static int64_t transition_between(int64_t low, int64_t high, GTimeZone *zone)
{
    int64_t offset = offset_at(low, zone);
    while (high - low > WHEN_SECOND) {
        int64_t middle = low + (high - low) / 2 / WHEN_SECOND * WHEN_SECOND;
        *(offset_at(middle, zone) == offset ? &low : &high) = middle;
    }
    return high;
}

int64_t when_at(int day, int minutes, GTimeZone *zone)
{
    /* The clock's reading as if it were UTC; offsets lie between -12 and +14 hours, so the instant
     * and a change of offset that concerns it lie between `low` and `high`. */
    int64_t reading = day * WHEN_DAY + minutes * WHEN_MINUTE;
    int64_t low = reading - 15 * 60 * WHEN_MINUTE, high = reading + 13 * 60 * WHEN_MINUTE;
    int64_t before = offset_at(low, zone), after = offset_at(high, zone);
    if (before == after)
        return reading - before;
    int64_t transition = transition_between(low, high, zone);
    return reading - before < transition ? reading - before : MAX(transition, reading - after);
}

char *when_show(int64_t instant, GTimeZone *zone)
{
    int minutes;
    g_autofree char *day = day_show(when_day(instant, zone, &minutes));
    g_autofree char *time = clock_show(minutes);
    return g_strconcat(day, " ", time, NULL);
}
