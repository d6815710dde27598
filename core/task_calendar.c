/* Tasks as iCalendar (RFC 5545, 7986). Properties, escaping and folding are libical's. */
#include "core/recurrence.h"
#include "core/task_file.h"
#include "core/when.h"
#include "task_calendar_zone.h"
#include "task_link.h"

#include <string.h>

/* --- times ------------------------------------------------------------------------------------ */

static icaltimetype instant(int64_t at)
{
    return icaltime_from_timet_with_zone((time_t)(at / WHEN_SECOND), 0,
                                         icaltimezone_get_utc_timezone());
}

/* A day, or that time of it by no zone's clock; minute -1: the whole day. */
static icaltimetype wall_time(int day, int minute)
{
    icaltimetype time = {.is_date = minute < 0};
    day_to_date(day, &time.year, &time.month, &time.day);
    time.hour = MAX(minute, 0) / 60;
    time.minute = MAX(minute, 0) % 60;
    return time;
}

static void add(icalcomponent *todo, icalproperty *property)
{
    icalcomponent_add_property(todo, property);
}

static void add_text(icalcomponent *todo, icalproperty *(*make)(const char *), const char *text)
{
    if (*text)
        add(todo, make(text));
}

static void add_named(icalcomponent *component, const char *name, const char *text)
{
    icalproperty *property = icalproperty_new_x(text);
    icalproperty_set_x_name(property, name);
    add(component, property);
}

/* --- when it is due --------------------------------------------------------------------------- */

/* Its due day is one of the rule's. A task may be put off to a day that is none; what a rule means
 * then, RFC 5545 leaves open. */
static bool is_on_rule(const Recurrence *rule, int due)
{
    Recurrence each = *rule;
    int day;
    each.every = 1;
    each.count = 0;
    each.until = REPEAT_FOR_EVER;
    return recurrence_next(&each, due - 1, due, &day) && day == due;
}

/* The next of a closed one is a task of its own already. */
static bool repeats(const TaskRow *row, Recurrence *rule)
{
    return !row->closed_at && *row->recurrence && recurrence_parse(row->recurrence, rule, NULL) &&
           is_on_rule(rule, row->due_day);
}

/* With a time, UNTIL is an instant: the last one at which a task may be due. */
static struct icalrecurrencetype rule_of(const TaskCalendar *calendar, const TaskRow *row,
                                         const Recurrence *rule)
{
    struct icalrecurrencetype stored = icalrecurrencetype_from_string(row->recurrence);
    if (row->due_minute >= 0 && rule->until != REPEAT_FOR_EVER)
        stored.until = instant(when_at(rule->until, row->due_minute, calendar->zone));
    return stored;
}

/* DTSTART, because a rule counts from it, by the clock of the enterprise's zone; nothing after it,
 * because a duration of hours would miss the time on days on which that clock is moved. A DUE that
 * is DTSTART the standard forbids. Of a whole day it wants a duration in days, which libical does
 * not write when there are none. */
static void add_rule(const TaskCalendar *calendar, const TaskRow *row, const Recurrence *rule,
                     icalcomponent *todo)
{
    icalproperty *start = icalproperty_new_dtstart(wall_time(row->due_day, row->due_minute));
    if (row->due_minute >= 0)
        icalproperty_add_parameter(start, icalparameter_new_tzid(calendar->zone_name));
    add(todo, start);
    if (row->due_minute >= 0)
        add(todo, icalproperty_new_duration(icaldurationtype_null_duration()));
    else
        add_named(todo, "DURATION", "P0D");
    add(todo, icalproperty_new_rrule(rule_of(calendar, row, rule)));
}

static void add_due(const TaskCalendar *calendar, const TaskRow *row, icalcomponent *todo)
{
    Recurrence rule;
    if (repeats(row, &rule))
        add_rule(calendar, row, &rule, todo);
    else
        add(todo, icalproperty_new_due(row->due_minute < 0 ? wall_time(row->due_day, -1)
                                                           : instant(row->due_at)));
}

/* --- a task ----------------------------------------------------------------------------------- */

static icalproperty_status status_of(const TaskRow *row)
{
    if (!row->closed_at)
        return row->untouched ? ICAL_STATUS_NEEDSACTION : ICAL_STATUS_INPROCESS;
    return row->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_COMPLETED;
}

static void add_state(const TaskRow *row, icalcomponent *todo)
{
    icalproperty_status status = status_of(row);
    add(todo, icalproperty_new_status(status));
    if (status == ICAL_STATUS_COMPLETED) {
        add(todo, icalproperty_new_completed(instant(row->closed_at)));
        add(todo, icalproperty_new_percentcomplete(100));
    }
    add(todo, icalproperty_new_priority(row->importance));
}

/* What is published must not have ATTENDEE (3.8.4.1), and calendars show categories: so the
 * assignee is one, beside the type. */
static void add_people(const TaskRow *row, icalcomponent *todo)
{
    add_text(todo, icalproperty_new_categories, row->type);
    add_text(todo, icalproperty_new_categories, row->assignee);
    add_text(todo, icalproperty_new_contact, row->client);
}

static void add_links(const TaskCalendar *calendar, const TaskRow *row, icalcomponent *todo)
{
    g_autofree char *url = task_url(&calendar->links, row->id);
    g_autofree char *command = task_command(&calendar->links, row->id);
    if (url)
        add(todo, icalproperty_new_url(url));
    add(todo, icalproperty_new_comment(command));
}

static char *text_of(icalcomponent *component)
{
    char *made = icalcomponent_as_ical_string_r(component), *text = g_strdup(made);
    icalmemory_free_buffer(made);
    return text;
}

char *calendar_task(const TaskCalendar *calendar, const TaskRow *row)
{
    g_autofree char *uid = g_strdup_printf("task-%" G_GINT64_FORMAT "@%s", row->id, calendar->uuid);
    icalcomponent *todo = icalcomponent_new_vtodo();
    add(todo, icalproperty_new_uid(uid));
    add(todo, icalproperty_new_dtstamp(instant(row->updated_at)));
    add(todo, icalproperty_new_created(instant(row->created_at)));
    add(todo, icalproperty_new_lastmodified(instant(row->updated_at)));
    add(todo, icalproperty_new_sequence((int)(row->version - 1)));
    add(todo, icalproperty_new_summary(row->subject));
    add_due(calendar, row, todo);
    add_state(row, todo);
    add_text(todo, icalproperty_new_description, row->description);
    add_people(row, todo);
    add_links(calendar, row, todo);
    char *text = text_of(todo);
    icalcomponent_free(todo);
    return text;
}

/* --- the whole -------------------------------------------------------------------------------- */

#define END "END:VCALENDAR\r\n"
#define ZONE_AHEAD (20 * 366 * WHEN_DAY)

char *calendar_begin(const TaskCalendar *calendar)
{
    icalcomponent *whole = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
    add(whole, icalproperty_new_version("2.0"));
    add(whole, icalproperty_new_prodid("-//UkrCRM//UkrCRM//EN"));
    add(whole, icalproperty_new_name(calendar->name));
    add_named(whole, "X-WR-CALNAME", calendar->name); /* what is read of it outside RFC 7986 */
    icalcomponent_add_component(
        whole, calendar_zone(calendar->zone_name, calendar->zone, calendar->now + ZONE_AHEAD));
    char *text = text_of(whole);
    icalcomponent_free(whole);
    if (g_str_has_suffix(text, END))
        text[strlen(text) - strlen(END)] = '\0';
    return text;
}

char *calendar_end(void)
{
    return g_strdup(END);
}
