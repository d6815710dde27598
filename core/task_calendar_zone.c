/* VTIMEZONE (RFC 5545, 3.6.5) from the system's own table. Libical has one for each zone, but its
 * rules end with an UNTIL in local time, which the standard forbids and other parsers refuse, and
 * its names are not IANA's. Here each change stands by itself, as an RDATE: no rule of how a
 * country moves its clock is guessed. */
#include "task_calendar_zone.h"
#include "core/when.h"

#define SECONDS_A_DAY INT64_C(86400)

/* What a clock shows from some instant on (seconds since 1970). */
typedef struct {
    int64_t from;
    int offset;
    bool daylight;
    const char *name; /* the zone's */
} Stretch;

static Stretch stretch_at(GTimeZone *zone, int64_t at)
{
    int interval = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, at);
    return (Stretch){at, g_time_zone_get_offset(zone, interval), g_time_zone_is_dst(zone, interval),
                     g_time_zone_get_abbreviation(zone, interval)};
}

static bool is_same(const Stretch *a, const Stretch *b)
{
    return a->offset == b->offset && a->daylight == b->daylight && g_str_equal(a->name, b->name);
}

/* The first instant after `low` that is not like it; at `high` it is not. */
static Stretch first_other(GTimeZone *zone, const Stretch *low, const Stretch *high)
{
    Stretch other = *high;
    for (int64_t before = low->from; other.from - before > 1;) {
        Stretch middle = stretch_at(zone, before + (other.from - before) / 2);
        if (is_same(low, &middle))
            before = middle.from;
        else
            other = middle;
    }
    return other;
}

/* No clock has been moved there and back within a week. */
static bool find_next(GTimeZone *zone, const Stretch *now, int64_t until, Stretch *next)
{
    for (int64_t at = now->from; at < until; at += 7 * SECONDS_A_DAY) {
        *next = stretch_at(zone, at);
        if (!is_same(now, next)) {
            *next = first_other(zone, now, next);
            return true;
        }
    }
    return false;
}

/* --- as components ---------------------------------------------------------------------------- */

static void add(icalcomponent *component, icalproperty *property)
{
    icalcomponent_add_property(component, property);
}

/* Changes of one kind are one component: it holds the first, RDATEs are the others. */
typedef struct {
    Stretch to;
    int offset_before;
    icalcomponent *component;
} Observance;

/* By the clock as it is before the change. */
static icaltimetype onset_of(const Stretch *to, int offset_before)
{
    return icaltime_from_timet_with_zone((time_t)(to->from + offset_before), 0, NULL);
}

static icalcomponent *observance_component(const Stretch *to, int offset_before)
{
    icalcomponent *component =
        to->daylight ? icalcomponent_new_xdaylight() : icalcomponent_new_xstandard();
    add(component, icalproperty_new_dtstart(onset_of(to, offset_before)));
    add(component, icalproperty_new_tzoffsetfrom(offset_before));
    add(component, icalproperty_new_tzoffsetto(to->offset));
    add(component, icalproperty_new_tzname(to->name));
    return component;
}

static void add_change(icalcomponent *whole, GArray *observances, const Stretch *to,
                       int offset_before)
{
    for (guint i = 0; i < observances->len; i++) {
        const Observance *known = &g_array_index(observances, Observance, i);
        if (known->offset_before == offset_before && is_same(&known->to, to)) {
            struct icaldatetimeperiodtype onset = {onset_of(to, offset_before),
                                                   icalperiodtype_null_period()};
            add(known->component, icalproperty_new_rdate(onset));
            return;
        }
    }
    Observance observance = {*to, offset_before, observance_component(to, offset_before)};
    icalcomponent_add_component(whole, observance.component);
    g_array_append_val(observances, observance);
}

icalcomponent *calendar_zone(const char *name, GTimeZone *zone, int64_t until)
{
    icalcomponent *whole = icalcomponent_new_vtimezone();
    add(whole, icalproperty_new_tzid(name));
    g_autoptr(GArray) observances = g_array_new(FALSE, FALSE, sizeof(Observance));
    Stretch now = stretch_at(zone, 0), next;
    add_change(whole, observances, &now, now.offset);
    while (find_next(zone, &now, until / WHEN_SECOND, &next)) {
        add_change(whole, observances, &next, now.offset);
        now = next;
    }
    return whole;
}
