/* A client's next letter on another day. */
#include "delivery_internal.h"
#include "save.h"

#include <glib/gi18n-lib.h>

typedef struct {
    const Actor *actor;
    int64_t enrollment_id;
    const char *day_on;
    int64_t *due_at;
} Moving;

static bool refuse(GError **error, const char *sentence)
{
    g_set_error_literal(error, SCHEDULE_ERROR, SCHEDULE_ERROR_START, sentence);
    return false;
}

/* The letter that waits for its day; NULL: there is none, and why. Borrowed from the history. */
static const PastLetter *waiting(const History *history, GError **error)
{
    const PastLetter *open = history->stopped ? NULL : history_open(history);
    if (open && open->past == PAST_WAITING && !open->held)
        return open;
    refuse(error, !open        ? _("no letter of this campaign waits for this client")
                  : open->held ? _("the letter waits for a decision: send it, shift it or skip it")
                               : _("the letter is on its way already; its day cannot be moved"));
    return NULL;
}

/* One letter a day: not on the day of the one before. */
static bool check_after_last(const SendingRules *rules, const History *history, int day,
                             GError **error)
{
    int64_t had = history_last_had(history);
    if (had == WHEN_NEVER || day > when_day(had, rules->zone, NULL))
        return true;
    return refuse(error, _("on this day the client had the letter before; choose a later day"));
}

static bool find_time(const SendingRules *rules, const Moving *moving, const History *history,
                      GError **error)
{
    int day;
    int64_t now = moving->actor->now;
    if (rules->no_window)
        return refuse(error, rules->no_window);
    if (!day_from_text(moving->day_on, &day)) {
        g_set_error(error, SCHEDULE_ERROR, SCHEDULE_ERROR_START,
                    _("“%s” is not a day; write it as 2026-08-24"), moving->day_on);
        return false;
    }
    if (!check_after_last(rules, history, day, error))
        return false;
    return day == when_day(now, rules->zone, NULL)
               ? schedule_at_once(&rules->window, now, moving->due_at, error)
               : schedule_first(&rules->window, now, day, moving->due_at, error);
}

/* The day of the first letter is the start, also when the chain changes. */
static bool write_start(Base *base, const SendingRules *rules, const Moving *moving,
                        const History *history, GError **error)
{
    if (history_last_had(history) != WHEN_NEVER)
        return true;
    g_autofree char *start_on = rules_day_text(rules, *moving->due_at);
    return db_execute(
        base_db(base),
        SQL("UPDATE enrollment SET start_on = ?, version = version + 1 "
            "WHERE enterprise_id = ? AND id = ?"),
        DB_ARGS(db_text(start_on), db_integer(history->enterprise_id), db_integer(history->id)),
        NULL, error);
}

static bool log_move(Base *base, const Moving *moving, int64_t was, GError **error)
{
    SaveBatch batch = {0};
    g_autofree char *old = g_strdup_printf("%" G_GINT64_FORMAT, was);
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, *moving->due_at);
    return change_log(base, moving->actor, moving->actor->enterprise_id, &batch, "enrollment",
                      moving->enrollment_id, "due_at", old, now, error);
}

static bool move_body(Base *base, void *data, GError **error)
{
    const Moving *moving = data;
    const Actor *actor = moving->actor;
    g_auto(SendingRules) rules = {0};
    g_auto(History) history = {0};
    bool found;
    if (!right_check(base, actor, RIGHT_EDIT_ENROLLMENT, false, error) ||
        !scope_check_there(base, actor, PAUSE_ENROLLMENT, moving->enrollment_id, error) ||
        !sending_rules_read(base, actor->enterprise_id, &rules, error) ||
        !history_read(base, actor->enterprise_id, moving->enrollment_id, &history, &found, error))
        return false;
    const PastLetter *letter = waiting(&history, error);
    return letter && find_time(&rules, moving, &history, error) &&
           delivery_retime(base, actor->enterprise_id, letter->id, *moving->due_at, error) &&
           write_start(base, &rules, moving, &history, error) &&
           log_move(base, moving, letter->due_at, error);
}

bool enrollment_move(Base *base, const Actor *actor, int64_t enrollment_id, const char *day_on,
                     int64_t *due_at, GError **error)
{
    Moving moving = {actor, enrollment_id, day_on, due_at};
    return base_write(base, actor, move_body, &moving, error);
}
