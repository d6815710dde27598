/* What becomes of the rows that the figures' queries find. Nothing outside core/ includes this. */
#pragma once

#include "base_internal.h"
#include "core/figures.h"

struct FigureReading {
    Base *base;
    const Actor *actor;
    GTimeZone *zone; /* borrowed */
    FigurePeriod period;
    int64_t from, until; /* the instants at which it begins and at which it is over */
    int today;
    char *today_on;
    DbRows *rows; /* of the figure that is being read */
};

bool take_statuses(FigureReading *reading, FigureTable *table, GError **error);
bool take_employees(FigureReading *reading, FigureTable *table, GError **error);
bool take_flow(FigureReading *reading, FigureTable *table, GError **error);
bool take_overdue(FigureReading *reading, FigureTable *table, GError **error);
bool take_times(FigureReading *reading, FigureTable *table, GError **error);
bool take_spread(FigureReading *reading, FigureTable *table, GError **error);
