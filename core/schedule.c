#include "core/schedule.h"

#include <glib/gi18n-lib.h>

#define HELD_AFTER (7 * WHEN_DAY)

bool schedule_at_once(const Window *window, int64_t now, int64_t *due, GError **error)
{
    return window_next(window, now, due, error);
}

static bool refuse_start(GError **error, const char *why)
{
    g_set_error_literal(error, SCHEDULE_ERROR, SCHEDULE_ERROR_START, why);
    return false;
}

bool schedule_first(const Window *window, int64_t now, int start, int64_t *due, GError **error)
{
    if (start < when_day(now, window->zone, NULL))
        return refuse_start(error, _("the start date is past; choose today or a later day"));
    int64_t opening;
    if (!window_opening(window, start, &opening, error))
        return false;
    if (opening < now)
        return refuse_start(error, _("today's sending has begun; tick “Send at once” to start "
                                     "today, or choose a later start date"));
    *due = opening;
    return true;
}

bool schedule_default_start(const Window *window, int64_t now, int *start, GError **error)
{
    int today = when_day(now, window->zone, NULL);
    int64_t opening;
    if (!window_opening(window, today, &opening, error))
        return false;
    if (opening < now && !window_opening(window, today + 1, &opening, error))
        return false;
    *start = when_day(opening, window->zone, NULL);
    return true;
}

bool schedule_next(const Window *window, int64_t sent_at, int days, int64_t *due, GError **error)
{
    if (days < 1) {
        g_set_error_literal(error, SCHEDULE_ERROR, SCHEDULE_ERROR_DAYS,
                            _("between two letters there is at least one day; write 1 or more"));
        return false;
    }
    int64_t last = when_day(sent_at, window->zone, NULL);
    return window_opening(window, (int)MIN(last + days, DAY_LAST + 1), due, error);
}

bool schedule_is_late(int64_t due, int64_t now)
{
    return now - due > HELD_AFTER;
}

bool schedule_allowed_today(const Window *window, int64_t last_sent, int64_t now)
{
    return last_sent == WHEN_NEVER ||
           when_day(last_sent, window->zone, NULL) < when_day(now, window->zone, NULL);
}

static bool find(const int64_t *ids, size_t n, int64_t id, size_t *at)
{
    for (*at = 0; *at < n; (*at)++)
        if (ids[*at] == id)
            return true;
    return false;
}

int64_t schedule_next_step(const int64_t *steps, size_t n_steps, const int64_t *had, size_t n_had)
{
    size_t at = 0, from = 0;
    for (size_t i = n_had; i > 0 && !from; i--)
        if (find(steps, n_steps, had[i - 1], &at))
            from = at + 1;
    for (; from < n_steps; from++)
        if (!find(had, n_had, steps[from], &at))
            return steps[from];
    return 0;
}
