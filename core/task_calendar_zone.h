/* A time zone as calendars carry it. Nothing outside core/ includes this. */
#pragma once

#include <glib.h>
#include <libical/ical.h>
#include <stdint.h>

/* VTIMEZONE with each change of the clock from 1970 to `until` (an instant). The caller owns it. */
icalcomponent *calendar_zone(const char *name, GTimeZone *zone, int64_t until);
