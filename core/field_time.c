/* Types of time: days, times of day, instants, zones, weekdays. */
#include "core/schedule.h"
#include "core/when.h"
#include "field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static GTimeZone *zone_of(const FieldContext *context)
{
    return base_place(context->base, context->enterprise_id)->zone;
}

static bool refused(GError **error, GError *reason)
{
    field_refuse(error, "%s", reason->message);
    g_error_free(reason);
    return false;
}

/* --- days ------------------------------------------------------------------------------------- */

static bool parse_day(const FieldContext *context, const char *typed, Value *value, GError **error)
{
    int day, today = when_day(context->actor->now, zone_of(context), NULL);
    GError *reason = NULL;
    if (!day_parse(typed, today, &day, &reason))
        return refused(error, reason);
    value_take_text(value, day_to_text(day));
    return true;
}

static bool accept_day(const FieldContext *context, Value *value, GError **error)
{
    int day;
    if (day_from_text(value->text, &day))
        return true;
    return field_refuse(error, _("“%s” is no day of the calendar"), value->text);
}

static char *show_day(const FieldContext *context, const Value *value)
{
    int day;
    return day_from_text(value->text, &day) ? day_show(day) : g_strdup(value->text);
}

const FieldOperations field_day = {parse_day, accept_day, show_day, NULL, false, 0, EMPTY_NULL};

/* --- several days ----------------------------------------------------------------------------- */

static int compare_text(const void *a, const void *b, void *data)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, each day once: ISO days sort as text. */
static char *join_days(char **days)
{
    g_qsort_with_data(days, (int)g_strv_length(days), sizeof *days, compare_text, NULL);
    g_autoptr(GString) all = g_string_new(NULL);
    for (char **day = days; *day; day++)
        if (day == days || !g_str_equal(day[-1], *day))
            g_string_append_printf(all, "%s%s", all->len ? "\n" : "", *day);
    return g_string_free(g_steal_pointer(&all), FALSE);
}

static bool parse_days(const FieldContext *context, const char *typed, Value *value, GError **error)
{
    g_auto(GStrv) words = g_strsplit_set(typed, "\r\n,;", -1);
    g_autoptr(GStrvBuilder) days = g_strv_builder_new();
    for (char **word = words; *word; word++) {
        Value day = {0};
        if (!*g_strstrip(*word))
            continue;
        if (!parse_day(context, *word, &day, error))
            return false;
        g_strv_builder_add(days, day.text);
        value_clear(&day);
    }
    g_auto(GStrv) all = g_strv_builder_end(days);
    value_take_text(value, join_days(all));
    return true;
}

static bool accept_days(const FieldContext *context, Value *value, GError **error)
{
    g_auto(GStrv) days = g_strsplit(value->text, "\n", -1);
    for (char **day = days; *day; day++)
        if (!day_from_text(*day, &(int){0}))
            return field_refuse(error, _("“%s” is no day of the calendar"), *day);
    value_take_text(value, join_days(days));
    return true;
}

static char *show_days(const FieldContext *context, const Value *value)
{
    g_auto(GStrv) days = g_strsplit(value->text, "\n", -1);
    g_autoptr(GString) all = g_string_new(NULL);
    for (char **iso = days; *iso; iso++) {
        int day = 0;
        g_autofree char *shown = day_from_text(*iso, &day) ? day_show(day) : g_strdup(*iso);
        g_string_append_printf(all, "%s%s", all->len ? "\n" : "", shown);
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

const FieldOperations field_days = {parse_days, accept_days, show_days, NULL, false, 20000};

/* --- times of day ----------------------------------------------------------------------------- */

static bool parse_minute(const FieldContext *context, const char *typed, Value *value,
                         GError **error)
{
    int minutes;
    GError *reason = NULL;
    if (!clock_parse(typed, CLOCK_MIDNIGHT, &minutes, &reason))
        return refused(error, reason);
    value_set_integer(value, minutes);
    return true;
}

/* 24:00 only closes a window: the entity refuses it elsewhere. */
static bool accept_minute(const FieldContext *context, Value *value, GError **error)
{
    if (value->integer >= 0 && value->integer <= CLOCK_MIDNIGHT)
        return true;
    return field_refuse(error, _("a time of day lies between 00:00 and 24:00"));
}

static char *show_minute(const FieldContext *context, const Value *value)
{
    return clock_show((int)value->integer);
}

const FieldOperations field_minute = {parse_minute, accept_minute, show_minute, NULL, true, 0,
                                      EMPTY_NULL};

/* --- instants --------------------------------------------------------------------------------- */

static bool parse_instant(const FieldContext *context, const char *typed, Value *value,
                          GError **error)
{
    int64_t instant;
    GError *reason = NULL;
    if (!when_parse(typed, &instant, &reason))
        return refused(error, reason);
    value_set_integer(value, instant);
    return true;
}

static bool accept_instant(const FieldContext *context, Value *value, GError **error)
{
    return true;
}

static char *type_instant(const FieldContext *context, const Value *value)
{
    return when_format(value->integer);
}

static char *show_instant(const FieldContext *context, const Value *value)
{
    return when_show(value->integer, zone_of(context));
}

const FieldOperations field_instant = {
    parse_instant, accept_instant, type_instant, show_instant, true, 0, EMPTY_NULL};

/* --- zones ------------------------------------------------------------------------------------ */

static bool parse_zone(const FieldContext *context, const char *typed, Value *value, GError **error)
{
    value_take_text(value, text_clean_line(typed, -1, NULL));
    return true;
}

static bool accept_zone(const FieldContext *context, Value *value, GError **error)
{
    GError *reason = NULL;
    g_autoptr(GTimeZone) zone = zone_open(value->text, &reason);
    return zone || refused(error, reason);
}

static char *show_zone(const FieldContext *context, const Value *value)
{
    return g_strdup(value->text);
}

const FieldOperations field_zone = {parse_zone, accept_zone, show_zone, NULL,
                                    false,      64,          EMPTY_TEXT};

/* --- weekdays --------------------------------------------------------------------------------- */

static bool parse_weekdays(const FieldContext *context, const char *typed, Value *value,
                           GError **error)
{
    unsigned mask;
    g_autoptr(GError) failure = NULL;
    if (!weekdays_parse(typed, &mask, &failure))
        return field_refuse(error, "%s", failure->message);
    value_set_integer(value, mask);
    return true;
}

static bool accept_weekdays(const FieldContext *context, Value *value, GError **error)
{
    if (value->integer >= 0 && value->integer <= (int64_t)WEEKDAYS_ALL)
        return true;
    return field_refuse(error, _("there are seven days in a week"));
}

static char *show_weekdays(const FieldContext *context, const Value *value)
{
    return weekdays_show((unsigned)value->integer);
}

const FieldOperations field_weekdays = {
    parse_weekdays, accept_weekdays, show_weekdays, NULL, true, 0, EMPTY_ZERO};
