/* The arithmetic of rules is libical's; what is ours is which rules there are, and their spelling.
 */
#include "core/recurrence.h"
#include "core/schedule.h"
#include "core/when.h"

#include <glib/gi18n-lib.h>
#include <libical/ical.h>
#include <string.h>

G_DEFINE_QUARK(recurrence_error, recurrence_error)

static const char *const units[] = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
static const char *const weekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

Recurrence recurrence_from_day(RepeatUnit unit, int day)
{
    Recurrence recurrence = {.unit = unit, .every = 1, .until = REPEAT_FOR_EVER};
    if (unit == REPEAT_WEEKS)
        recurrence.weekdays = WEEKDAY_BIT(day_weekday(day));
    else if (unit == REPEAT_MONTHS)
        day_to_date(day, NULL, NULL, &recurrence.date);
    else if (unit == REPEAT_YEARS)
        day_to_date(day, NULL, &recurrence.month, &recurrence.date);
    return recurrence;
}

/* --- spelling --------------------------------------------------------------------------------- */

static void add_weekdays(GString *rule, unsigned mask)
{
    const char *before = ";BYDAY=";
    for (int weekday = 1; weekday <= 7; weekday++)
        if (mask & WEEKDAY_BIT(weekday)) {
            g_string_append_printf(rule, "%s%s", before, weekdays[weekday - 1]);
            before = ",";
        }
}

/* Of the days from the 28th to the one meant, the last that the month has. */
static void add_date(GString *rule, int date)
{
    if (date <= 28) {
        g_string_append_printf(rule, ";BYMONTHDAY=%d", date);
        return;
    }
    g_string_append(rule, ";BYMONTHDAY=28");
    for (int day = 29; day <= date; day++)
        g_string_append_printf(rule, ",%d", day);
    g_string_append(rule, ";BYSETPOS=-1");
}

/* When it repeats, without when it ends. */
static GString *compose_period(const Recurrence *recurrence)
{
    GString *rule = g_string_new("FREQ=");
    g_string_append(rule, units[recurrence->unit]);
    if (recurrence->every > 1)
        g_string_append_printf(rule, ";INTERVAL=%d", recurrence->every);
    if (recurrence->unit == REPEAT_WEEKS)
        add_weekdays(rule, recurrence->weekdays);
    if (recurrence->unit == REPEAT_YEARS)
        g_string_append_printf(rule, ";BYMONTH=%d", recurrence->month);
    if (recurrence->unit == REPEAT_MONTHS && recurrence->date == 31)
        g_string_append(rule, ";BYMONTHDAY=-1");
    else if (recurrence->date)
        add_date(rule, recurrence->date);
    return rule;
}

char *recurrence_rule(const Recurrence *recurrence)
{
    GString *rule = compose_period(recurrence);
    int year, month, date;
    if (recurrence->count)
        g_string_append_printf(rule, ";COUNT=%d", recurrence->count);
    if (recurrence->until != REPEAT_FOR_EVER) {
        day_to_date(recurrence->until, &year, &month, &date);
        g_string_append_printf(rule, ";UNTIL=%04d%02d%02d", year, month, date);
    }
    return g_string_free(rule, FALSE);
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool read_unit(const struct icalrecurrencetype *rule, RepeatUnit *unit)
{
    switch (rule->freq) {
    case ICAL_DAILY_RECURRENCE:
        *unit = REPEAT_DAYS;
        return true;
    case ICAL_WEEKLY_RECURRENCE:
        *unit = REPEAT_WEEKS;
        return true;
    case ICAL_MONTHLY_RECURRENCE:
        *unit = REPEAT_MONTHS;
        return true;
    case ICAL_YEARLY_RECURRENCE:
        *unit = REPEAT_YEARS;
        return true;
    default:
        return false;
    }
}

static unsigned read_weekdays(const struct icalrecurrencetype *rule)
{
    unsigned mask = 0;
    for (int i = 0; i < 7 && rule->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        int from_sunday = (int)icalrecurrencetype_day_day_of_week(rule->by_day[i]);
        mask |= WEEKDAY_BIT(from_sunday == 1 ? 7 : from_sunday - 1);
    }
    return mask;
}

/* The last of BYMONTHDAY. */
static int read_date(const struct icalrecurrencetype *rule)
{
    int date = 0;
    for (int i = 0; i < 31 && rule->by_month_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
        date = rule->by_month_day[i];
    return date == -1 ? 31 : date;
}

static int read_until(const struct icalrecurrencetype *rule)
{
    int day;
    bool there = !icaltime_is_null_time(rule->until) &&
                 day_from_date(rule->until.year, rule->until.month, rule->until.day, &day);
    return there ? day : REPEAT_FOR_EVER;
}

/* As far as it can be said in a Recurrence; what cannot is found out by spelling it again. */
static bool read_rule(const char *text, Recurrence *recurrence)
{
    struct icalrecurrencetype rule = icalrecurrencetype_from_string(text);
    bool known = read_unit(&rule, &recurrence->unit);
    if (known) {
        recurrence->every = rule.interval;
        recurrence->count = rule.count;
        recurrence->until = read_until(&rule);
        recurrence->weekdays = recurrence->unit == REPEAT_WEEKS ? read_weekdays(&rule) : 0;
        recurrence->date = recurrence->unit >= REPEAT_MONTHS ? read_date(&rule) : 0;
        recurrence->month = recurrence->unit == REPEAT_YEARS ? rule.by_month[0] : 0;
    }
    free(rule.rscale);
    return known;
}

static bool is_sound(const Recurrence *recurrence)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month = recurrence->month, date = recurrence->date;
    if (recurrence->every < 1 || recurrence->every > REPEAT_EVERY_MOST || recurrence->count < 0 ||
        recurrence->count > REPEAT_COUNT_MOST ||
        (recurrence->count && recurrence->until != REPEAT_FOR_EVER))
        return false;
    switch (recurrence->unit) {
    case REPEAT_DAYS:
        return true;
    case REPEAT_WEEKS:
        return recurrence->weekdays != 0;
    case REPEAT_MONTHS:
        return date >= 1 && date <= 31;
    case REPEAT_YEARS:
        return month >= 1 && month <= 12 && date >= 1 && date <= lengths[month - 1];
    }
    g_return_val_if_reached(false);
}

bool recurrence_parse(const char *rule, Recurrence *recurrence, GError **error)
{
    Recurrence read = {0};
    if (read_rule(rule, &read) && is_sound(&read)) {
        g_autofree char *spelled = recurrence_rule(&read);
        if (g_str_equal(spelled, rule)) {
            *recurrence = read;
            return true;
        }
    }
    g_set_error(error, RECURRENCE_ERROR, RECURRENCE_ERROR_RULE,
                _("“%s” is no way to repeat that tasks know: choose one from the dialog"), rule);
    return false;
}

/* --- the next --------------------------------------------------------------------------------- */

static bool next_day(icalrecur_iterator *days, int *day)
{
    struct icaltimetype at = icalrecur_iterator_next(days);
    return !icaltime_is_null_time(at) && day_from_date(at.year, at.month, at.day, day);
}

/* From where the rule is counted: the due date; of weeks the first of their days in its week, for
 * libical 3.0 begins an interval late where a rule has Sundays alone and starts on another day. */
static int start_of(const Recurrence *recurrence, int due)
{
    if (recurrence->unit != REPEAT_WEEKS)
        return due;
    int day = due + 1 - day_weekday(due);
    while (!(recurrence->weekdays & WEEKDAY_BIT(day_weekday(day))))
        day++;
    return day;
}

bool recurrence_next(const Recurrence *recurrence, int due, int earliest, int *next)
{
    if (recurrence->count == 1)
        return false;
    g_autofree char *period = g_string_free(compose_period(recurrence), FALSE);
    struct icaltimetype start = {.is_date = 1};
    day_to_date(start_of(recurrence, due), &start.year, &start.month, &start.day);
    icalrecur_iterator *days =
        icalrecur_iterator_new(icalrecurrencetype_from_string(period), start);
    int day = 0;
    bool found = days != NULL;
    while (found && (found = next_day(days, &day)) && (day <= due || day < earliest))
        continue;
    if (days)
        icalrecur_iterator_free(days);
    *next = day;
    return found && (recurrence->until == REPEAT_FOR_EVER || day <= recurrence->until);
}
