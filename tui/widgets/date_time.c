/* Days and times as people type them. */
#include <stdio.h>
#include <string.h>

#include "tui/widgets/form_private.h"

/* Up to four numbers apart by anything that is no digit. False if there are other characters than
 * digits and separators. */
static int take_numbers(const char *typed, const char *separators, int *numbers, int most)
{
    int n = 0;
    while (*typed && n < most) {
        char *end;
        guint64 value = g_ascii_strtoull(typed, &end, 10);
        if (end == typed || value > 9999)
            return 0;
        numbers[n++] = (int)value;
        typed = end + strspn(end, separators);
        if (*end && typed == end)
            return 0;
    }
    return *typed ? 0 : n;
}

char *date_parse(const char *typed, const char *today)
{
    int numbers[3] = {0}, year = 0;
    g_autofree char *text = g_strstrip(g_strdup(typed));
    int n = take_numbers(text, ".-/ ", numbers, 3);
    if (n < 2)
        return NULL;
    bool iso = n == 3 && numbers[0] > 31;
    int day = iso ? numbers[2] : numbers[0], month = numbers[1];
    if (n == 3)
        year = iso ? numbers[0] : numbers[2];
    else if (today)
        year = (int)g_ascii_strtoull(today, NULL, 10);
    if (year < 100)
        year += year < 50 ? 2000 : 1900;
    if (month < 1 || month > 12 || day < 1 || year < 1000 ||
        !g_date_valid_dmy((GDateDay)MIN(day, 40), (GDateMonth)month, (GDateYear)year))
        return NULL;
    return g_strdup_printf("%04d-%02d-%02d", year, month, day);
}

char *date_shown(const char *iso)
{
    int year, month, day;
    if (sscanf(iso, "%d-%d-%d", &year, &month, &day) != 3)
        return g_strdup(iso);
    return g_strdup_printf("%02d.%02d.%04d", day, month, year);
}

int time_parse(const char *typed)
{
    int numbers[2] = {0};
    g_autofree char *text = g_strstrip(g_strdup(typed));
    int n = take_numbers(text, ":.- ", numbers, 2);
    if (n == 1 && strlen(text) >= 3) { /* "930" */
        numbers[1] = numbers[0] % 100;
        numbers[0] /= 100;
    }
    if (n < 1 || numbers[0] > 23 || numbers[1] > 59)
        return -1;
    return numbers[0] * 60 + numbers[1];
}

char *time_shown(int minutes)
{
    return g_strdup_printf("%02d:%02d", minutes / 60, minutes % 60);
}
