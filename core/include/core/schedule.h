/* When letters are due (docs/rules.md, "Scheduling"): pure arithmetic over an enterprise's window.
 *
 * Everything counts in local dates, not in multiples of 24 hours, so that nothing drifts past the
 * closing time and daylight saving changes nothing. */
#pragma once

#include "core/when.h"

#define SCHEDULE_ERROR (schedule_error_quark())
GQuark schedule_error_quark(void);

typedef enum {
    SCHEDULE_ERROR_WINDOW, /* the window itself is no window: times, weekdays */
    SCHEDULE_ERROR_NEVER,  /* it does not open any more before 2200: holidays */
    SCHEDULE_ERROR_START,  /* the start date is past, or today after the opening */
    SCHEDULE_ERROR_DAYS,   /* fewer than one day between letters */
} ScheduleError;

/* --- the window ------------------------------------------------------------------------------- */

#define WEEKDAY_BIT(weekday) (1u << ((weekday)-1)) /* 1 Monday … 7 Sunday */
#define WEEKDAYS_ALL 0x7fu

/* [open, close) by the clock of `zone`, on the weekdays of the mask that are no holidays. */
typedef struct {
    GTimeZone *zone;
    int open;          /* minutes, 0–1439 */
    int close;         /* minutes, open < close <= 1440 */
    unsigned weekdays; /* WEEKDAY_BIT of each sending day */
    int *holidays;     /* days, ascending */
    size_t n_holidays;
} Window;

/* `zone` is an IANA name, `holidays` ISO days in any order, NULL-terminated (NULL: none). On
 * failure the window is cleared. */
bool window_init(Window *window, const char *zone, int open, int close, unsigned weekdays,
                 const char *const *holidays, GError **error);
void window_clear(Window *window);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Window, window_clear)

bool window_is_open(const Window *window, int64_t at);

/* The first instant from `at` on when the window is open: `at` itself if it is open then. */
bool window_next(const Window *window, int64_t at, int64_t *opening, GError **error);

/* The opening on the first sending day from `day` on. */
bool window_opening(const Window *window, int day, int64_t *opening, GError **error);

/* --- letters ---------------------------------------------------------------------------------- */

/* The first letter: now if the window is open, else at the next opening. */
bool schedule_at_once(const Window *window, int64_t now, int64_t *due, GError **error);

/* The first letter at the opening on `start`, or on the first sending day after it. Refused: a past
 * day, and today once the window has opened (that is what «Отправить сразу» is for). */
bool schedule_first(const Window *window, int64_t now, int start, int64_t *due, GError **error);

/* The start date a form offers: today before the opening, else the next sending day. */
bool schedule_default_start(const Window *window, int64_t now, int *start, GError **error);

/* Letter n+1, `days` >= 1 after letter n was sent. */
bool schedule_next(const Window *window, int64_t sent_at, int days, int64_t *due, GError **error);

/* More than 7 days late: held for a decision. */
bool schedule_is_late(int64_t due, int64_t now);

/* At most one letter per enrollment and local day. `last_sent` WHEN_NEVER: none yet. */
bool schedule_allowed_today(const Window *window, int64_t last_sent, int64_t now);

/* The step an enrollment comes to next: the first in today's order that it has not had and that
 * stands after the last one it had. `had` is in the order of sending; where its last step has left
 * the campaign, the one sent before it counts, and so on. 0: none, the enrollment has finished.
 * Steps are ids > 0. */
int64_t schedule_next_step(const int64_t *steps, size_t n_steps, const int64_t *had, size_t n_had);
