#include "core/when.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define GLIB_1970 719163 /* 1970-01-01 in GDate's count */

bool day_from_date(int year, int month, int date, int *day)
{
    if (year < 1900 || year > 2199 || month < 1 || month > 12 || date < 1 || date > 31 ||
        !g_date_valid_dmy((GDateDay)date, (GDateMonth)month, (GDateYear)year))
        return false;
    GDate calendar;
    g_date_clear(&calendar, 1);
    g_date_set_dmy(&calendar, (GDateDay)date, (GDateMonth)month, (GDateYear)year);
    *day = (int)g_date_get_julian(&calendar) - GLIB_1970;
    return true;
}

void day_to_date(int day, int *year, int *month, int *date)
{
    GDate calendar;
    g_date_clear(&calendar, 1);
    g_date_set_julian(&calendar, (guint32)(day + GLIB_1970));
    if (year)
        *year = g_date_get_year(&calendar);
    if (month)
        *month = g_date_get_month(&calendar);
    if (date)
        *date = g_date_get_day(&calendar);
}

bool day_from_text(const char *iso, int *day)
{
    if (!iso || strlen(iso) != 10 || iso[4] != '-' || iso[7] != '-')
        return false;
    for (int i = 0; i < 10; i++)
        if (i != 4 && i != 7 && !g_ascii_isdigit(iso[i]))
            return false;
    return day_from_date(atoi(iso), atoi(iso + 5), atoi(iso + 8), day);
}

char *day_to_text(int day)
{
    int year, month, date;
    day_to_date(day, &year, &month, &date);
    return g_strdup_printf("%04d-%02d-%02d", year, month, date);
}

int day_weekday(int day)
{
    /* 1970-01-01 was a Thursday; adding a multiple of 7 and 3 keeps the remainder positive. */
    return (day + 700003) % 7 + 1;
}

char *day_show(int day)
{
    int year, month, date;
    day_to_date(day, &year, &month, &date);
    return g_strdup_printf("%02d.%02d.%04d", date, month, year);
}

const char *day_weekday_short(int weekday)
{
    static const char *const names[] = {N_("Mo"), N_("Tu"), N_("We"), N_("Th"),
                                        N_("Fr"), N_("Sa"), N_("Su")};
    return _(names[weekday - 1]);
}

const char *day_month_name(int month)
{
    static const char *const names[] = {
        NC_("month", "January"), NC_("month", "February"), NC_("month", "March"),
        NC_("month", "April"),   NC_("month", "May"),      NC_("month", "June"),
        NC_("month", "July"),    NC_("month", "August"),   NC_("month", "September"),
        NC_("month", "October"), NC_("month", "November"), NC_("month", "December")};
    return g_dpgettext2(GETTEXT_PACKAGE, "month", names[month - 1]);
}
