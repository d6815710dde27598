#include "core/schedule.h"
#include "core/text.h"
#include "core/when.h"

#include <glib/gi18n-lib.h>

/* 1 … 7, or the beginning of a day's short name; 0: neither. */
static int weekday_from_text(const char *word)
{
    if (word[0] >= '1' && word[0] <= '7' && word[1] == '\0')
        return word[0] - '0';
    g_autofree char *folded = text_fold(word);
    for (int weekday = 1; weekday <= 7; weekday++) {
        g_autofree char *name = text_fold(day_weekday_short(weekday));
        if (*folded && g_str_has_prefix(folded, name))
            return weekday;
    }
    return 0;
}

/* One day, or a range of days that may run over the weekend: "fri-mon". */
static bool add_days(const char *word, unsigned *mask)
{
    g_auto(GStrv) ends = g_strsplit(word, "-", 2);
    int from = weekday_from_text(ends[0]), to = ends[1] ? weekday_from_text(ends[1]) : from;
    if (!from || !to)
        return false;
    for (int weekday = from;; weekday = weekday % 7 + 1) {
        *mask |= WEEKDAY_BIT(weekday);
        if (weekday == to)
            return true;
    }
}

bool weekdays_parse(const char *typed, unsigned *mask, GError **error)
{
    g_autoptr(GString) text = g_string_new(typed);
    g_string_replace(text, "–", "-", 0);
    g_auto(GStrv) words = g_strsplit_set(text->str, " \t\n,;", -1);
    *mask = 0;
    for (char **word = words; *word; word++)
        if (**word && !add_days(*word, mask)) {
            g_set_error(error, WHEN_ERROR, WHEN_ERROR_DAY,
                        _("“%s” is no weekday: write days as “%s %s” or 1-5"), *word,
                        day_weekday_short(1), day_weekday_short(2));
            return false;
        }
    return true;
}

char *weekdays_show(unsigned mask)
{
    g_autoptr(GString) days = g_string_new(NULL);
    for (int weekday = 1; weekday <= 7; weekday++)
        if (mask & WEEKDAY_BIT(weekday))
            g_string_append_printf(days, "%s%s", days->len ? " " : "", day_weekday_short(weekday));
    return g_string_free(g_steal_pointer(&days), FALSE);
}
