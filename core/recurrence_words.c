#include "core/recurrence.h"
#include "core/when.h"

#include <glib/gi18n-lib.h>

static char *compose_period(const Recurrence *recurrence)
{
    static const char *const each[] = {N_("every day"), N_("every week"), N_("every month"),
                                       N_("every year")};
    int every = recurrence->every;
    gulong n = (gulong)every;
    if (every == 1)
        return g_strdup(_(each[recurrence->unit]));
    switch (recurrence->unit) {
    case REPEAT_DAYS:
        return g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "every %d day", "every %d days", n),
                               every);
    case REPEAT_WEEKS:
        return g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "every %d week", "every %d weeks", n),
                               every);
    case REPEAT_MONTHS:
        return g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "every %d month", "every %d months", n),
                               every);
    case REPEAT_YEARS:
        return g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "every %d year", "every %d years", n),
                               every);
    }
    g_return_val_if_reached(NULL);
}

static void add_weekdays(GString *words, const Recurrence *recurrence)
{
    g_autofree char *days = weekdays_show(recurrence->weekdays);
    if (*days)
        g_string_append_printf(words, ": %s", days);
}

static void add_date(GString *words, const Recurrence *recurrence)
{
    if (recurrence->unit == REPEAT_YEARS)
        g_string_append_printf(words, _(" on %02d.%02d"), recurrence->date, recurrence->month);
    else if (recurrence->unit == REPEAT_MONTHS && recurrence->date == 31)
        g_string_append(words, _(" on the last day"));
    else if (recurrence->unit == REPEAT_MONTHS)
        g_string_append_printf(words, _(" on day %d"), recurrence->date);
}

static void add_end(GString *words, const Recurrence *recurrence)
{
    if (recurrence->count)
        g_string_append_printf(words,
                               g_dngettext(GETTEXT_PACKAGE, ", %d left with this one",
                                           ", %d left with this one", (gulong)recurrence->count),
                               recurrence->count);
    if (recurrence->until == REPEAT_FOR_EVER)
        return;
    g_autofree char *day = day_show(recurrence->until);
    g_string_append_printf(words, _(", until %s"), day);
}

char *recurrence_words(const Recurrence *recurrence)
{
    g_autofree char *period = compose_period(recurrence);
    GString *words = g_string_new(period);
    add_weekdays(words, recurrence);
    add_date(words, recurrence);
    add_end(words, recurrence);
    return g_string_free(words, FALSE);
}
