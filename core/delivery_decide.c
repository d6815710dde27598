/* What only a person can decide: letters of which nobody knows whether they arrived, and letters
 * that are held. */
#include "delivery_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
    const Actor *actor;
    int64_t delivery_id;
    Decision decision;
    /* of one of several */
    int64_t campaign_id;
    int limit;
    int64_t *decided;
} Deciding;

/* The delivery as it stands. */
typedef struct {
    int64_t enterprise_id, id, in_data_at, enrollment_id, days;
    char state[16];
    bool stopped, removed;
} Standing;

static bool fail_decision(GError **error, const char *sentence)
{
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_DECISION, sentence);
    return false;
}

static void take_standing(DbRows *row, Standing *standing)
{
    standing->enterprise_id = db_column_integer(row, 0);
    g_strlcpy(standing->state, db_column_text(row, 1), sizeof standing->state);
    standing->in_data_at = db_column_integer(row, 2);
    standing->enrollment_id = db_column_integer(row, 3);
    standing->days = db_column_integer(row, 4);
    standing->stopped = db_column_type(row, 5) != DB_NULL;
    standing->removed = db_column_type(row, 6) != DB_NULL;
}

static bool read_standing(Base *base, const Actor *actor, int64_t id, Standing *standing,
                          GError **error)
{
    *standing = (Standing){.id = id};
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT delivery.enterprise_id, delivery.state, delivery.in_data_at, "
            "delivery.enrollment_id, campaign_step.days, enrollment.stopped_at, "
            "campaign_step.removed_at FROM delivery "
            "LEFT JOIN enrollment ON enrollment.enterprise_id = delivery.enterprise_id "
            "AND enrollment.id = delivery.enrollment_id "
            "LEFT JOIN campaign_step ON campaign_step.enterprise_id = delivery.enterprise_id "
            "AND campaign_step.id = delivery.step_id WHERE delivery.id = ?"),
        DB_ARGS(db_integer(id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    bool everywhere = actor->console && actor->enterprise_id == 0;
    if (db_next(rows, &failure) &&
        (everywhere || (db_column_integer(rows, 0) == actor->enterprise_id &&
                        db_column_type(rows, 3) != DB_NULL))) { /* service mail: the console's */
        take_standing(rows, standing);
        return true;
    }
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
    if (rows_ended(failure, error))
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_NOT_FOUND,
                    _("there is no letter with the number %s"), number);
    return false;
}

/* --- may it be decided so? -------------------------------------------------------------------- */

static bool check_decision(const Standing *standing, Decision decision, GError **error)
{
    bool held = strcmp(standing->state, "held") == 0;
    bool unknown = strcmp(standing->state, "unknown") == 0;
    if (!held && !unknown)
        return fail_decision(error, _("about this letter nothing is to be decided any more"));
    if (held && (decision == DECIDE_SENT || decision == DECIDE_RESEND))
        return fail_decision(error,
                             _("this letter was never offered to a server: send it, shift it or "
                               "skip it"));
    if (unknown && (decision == DECIDE_SEND || decision == DECIDE_SHIFT))
        return fail_decision(error,
                             _("nobody knows whether this letter arrived: mark it as sent, send "
                               "it once more or skip it"));
    if (decision == DECIDE_SENT || decision == DECIDE_SKIP)
        return true;
    if (standing->stopped)
        return fail_decision(error,
                             _("this client's campaign was stopped meanwhile: mark the letter as "
                               "sent or skip it"));
    return !standing->removed ||
           fail_decision(error, _("this letter was taken out of its campaign: mark "
                                  "it as sent or skip it"));
}

/* --- doing it --------------------------------------------------------------------------------- */

static bool queue_again(Settling *settling, const Standing *standing, unsigned from, int64_t due_at,
                        const char *detail, GError **error)
{
    bool done;
    return delivery_back(settling, from, standing->enterprise_id, standing->id, "queued", "", &done,
                         error) &&
           delivery_retime(settling->chains.base, standing->enterprise_id, standing->id, due_at,
                           error) &&
           delivery_event(settling, standing->enterprise_id, standing->id, "queued", detail, error);
}

static bool shift(Settling *settling, const Standing *standing, GError **error)
{
    const SendingRules *rules =
        rules_cache_get(&settling->chains.rules, standing->enterprise_id, error);
    return rules && queue_again(settling, standing, FROM_HELD,
                                rules_next(rules, settling->actor->now, (int)standing->days),
                                "shift", error);
}

static bool confirm(Settling *settling, const Standing *standing, GError **error)
{
    bool done;
    int64_t at = standing->in_data_at ? standing->in_data_at : settling->actor->now;
    return delivery_sent(settling, FROM_UNKNOWN, standing->enterprise_id, standing->id, at, "",
                         &done, error) &&
           delivery_event(settling, standing->enterprise_id, standing->id, "sent", "decided",
                          error);
}

static bool carry_out(Settling *settling, const Standing *standing, Decision decision,
                      GError **error)
{
    int64_t now = settling->actor->now;
    bool done;
    switch (decision) {
    case DECIDE_SENT:
        return confirm(settling, standing, error);
    case DECIDE_RESEND:
        return queue_again(settling, standing, FROM_UNKNOWN, now, "resend", error);
    case DECIDE_SEND:
        return queue_again(settling, standing, FROM_HELD, now, "send", error);
    case DECIDE_SHIFT:
        return shift(settling, standing, error);
    case DECIDE_SKIP:
        return delivery_over(settling, FROM_HELD | FROM_UNKNOWN, standing->enterprise_id,
                             standing->id, "skipped", now, "decided", NULL, &done, error);
    }
    return true;
}

static bool decide(Settling *settling, int64_t id, Decision decision, GError **error)
{
    Standing standing;
    return read_standing(settling->chains.base, settling->actor, id, &standing, error) &&
           check_decision(&standing, decision, error) &&
           carry_out(settling, &standing, decision, error);
}

/* --- the doors -------------------------------------------------------------------------------- */

static bool decide_body(Base *base, void *data, GError **error)
{
    const Deciding *deciding = data;
    if (!right_check(base, deciding->actor, RIGHT_EDIT_ENROLLMENT, false, error))
        return false;
    g_auto(Settling) settling;
    settling_init(&settling, base, deciding->actor, 0);
    return decide(&settling, deciding->delivery_id, deciding->decision, error);
}

bool delivery_decide(Base *base, const Actor *actor, int64_t delivery_id, Decision decision,
                     GError **error)
{
    Deciding deciding = {.actor = actor, .delivery_id = delivery_id, .decision = decision};
    Actor inside = *actor;
    Standing standing;
    if (!read_standing(base, actor, delivery_id, &standing, error))
        return false;
    inside.enterprise_id = standing.enterprise_id;
    return base_write(base, &inside, decide_body, &deciding, error);
}

static GArray *held_letters(Base *base, const Deciding *deciding, GError **error)
{
    return rows_integers(
        base,
        SQL("SELECT id FROM delivery WHERE enterprise_id = ? AND state IN ('unknown', 'held') "
            "AND state = 'held' AND (? = 0 OR campaign_id = ?) ORDER BY +id LIMIT ?"),
        DB_ARGS(db_integer(deciding->actor->enterprise_id), db_integer(deciding->campaign_id),
                db_integer(deciding->campaign_id), db_integer(deciding->limit)),
        error);
}

static bool decide_held_body(Base *base, void *data, GError **error)
{
    const Deciding *deciding = data;
    if (!right_check(base, deciding->actor, RIGHT_EDIT_ENROLLMENT, false, error))
        return false;
    g_autoptr(GArray) ids = held_letters(base, deciding, error);
    if (!ids)
        return false;
    *deciding->decided = ids->len;
    g_auto(Settling) settling;
    settling_init(&settling, base, deciding->actor, 0);
    for (guint i = 0; i < ids->len; i++)
        if (!decide(&settling, g_array_index(ids, int64_t, i), deciding->decision, error))
            return false;
    return true;
}

bool delivery_decide_held(Base *base, const Actor *actor, int64_t campaign_id, Decision decision,
                          int limit, int64_t *decided, GError **error)
{
    Deciding deciding = {.actor = actor,
                         .campaign_id = campaign_id,
                         .decision = decision,
                         .limit = limit,
                         .decided = decided};
    return base_write(base, actor, decide_held_body, &deciding, error);
}
