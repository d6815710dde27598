#include "core/when.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static bool in_range(int hour, int minute, int last, int *minutes)
{
    int value = hour * 60 + minute;
    if (minute > 59 || value > last)
        return false;
    *minutes = value;
    return true;
}

/* One or two digits, of hours or of minutes; 0: something else. */
static int digits_at(const char *p, int *value)
{
    int n = 0;
    for (*value = 0; n < 4 && g_ascii_isdigit(p[n]); n++)
        *value = *value * 10 + (p[n] - '0');
    return n;
}

static bool parse(const char *text, int last, int *minutes)
{
    int hour = 0, minute = 0;
    int n = digits_at(text, &hour);
    const char *rest = text + n;
    if (n == 0)
        return false;
    if (!*rest)
        return n <= 2 ? in_range(hour, 0, last, minutes)
                      : in_range(hour / 100, hour % 100, last, minutes);
    return n <= 2 && strchr(":.- ", *rest) && digits_at(rest + 1, &minute) == 2 && !rest[3] &&
           in_range(hour, minute, last, minutes);
}

bool clock_parse(const char *text, int last, int *minutes, GError **error)
{
    g_autofree char *copy = g_utf8_make_valid(text, -1);
    if (parse(g_strstrip(copy), last, minutes))
        return true;
    g_set_error(error, WHEN_ERROR, WHEN_ERROR_TIME,
                _("“%s” is not a time of day; write it as 9:30, from 0:00 to %d:%02d"), copy,
                last / 60, last % 60);
    return false;
}

char *clock_show(int minutes)
{
    return g_strdup_printf("%02d:%02d", minutes / 60, minutes % 60);
}
