#include "campaign_move.h"
#include "rows.h"

/* One thing to do to one enrollment. */
typedef struct {
    History who;    /* without its letters */
    int64_t cancel; /* delivery to cancel; 0: none */
    int64_t drop;   /* delivery that was only planned, and is not any more; 0: none */
    int64_t retime; /* delivery that gets `step` and `due_at`; 0: a new one is queued */
    ChainStep step; /* id 0: nothing comes */
    int64_t due_at;
} Move;

typedef struct {
    const Actor *actor;
    const SendingRules *rules;
    const Chain *old, *chain; /* old NULL: only those who finished */
    GArray *moves;            /* of Move */
} Mover;

/* --- what there is to do ---------------------------------------------------------------------- */

/* Never before the next opening: a letter that a new chain makes due in the past goes with the next
 * ones, and is not late. */
static int64_t new_time(const Mover *mover, const ChainStep *step, const History *history)
{
    int64_t now = mover->actor->now;
    return MAX(chain_due(mover->rules, step, history, now), rules_opening(mover->rules, now));
}

static void add_move(Mover *mover, const History *history, const PastLetter *cancel,
                     const PastLetter *retime, const ChainStep *step, int64_t due_at)
{
    Move move = {.who = *history,
                 .cancel = cancel ? cancel->id : 0,
                 .retime = retime ? retime->id : 0,
                 .due_at = due_at};
    move.who.letters = NULL;
    if (step)
        move.step = *step;
    g_array_append_val(mover->moves, move);
}

/* It stands before what the enrollment has had: nothing comes. */
static void drop_planned(Mover *mover, const History *history, const PastLetter *open)
{
    add_move(mover, history, NULL, NULL, NULL, 0);
    g_array_index(mover->moves, Move, mover->moves->len - 1).drop = open->id;
}

static void queue_next(Mover *mover, const History *history, const PastLetter *cancel)
{
    const ChainStep *next = chain_next(mover->chain, history);
    if (next || cancel)
        add_move(mover, history, cancel, NULL, next, next ? new_time(mover, next, history) : 0);
}

static void retime(Mover *mover, const History *history, const PastLetter *open,
                   const ChainStep *next)
{
    /* The first letter's time is the start, whichever letter it is. */
    int64_t due =
        history_last_had(history) == WHEN_NEVER ? open->due_at : new_time(mover, next, history);
    if (next->id != open->step_id || due != open->due_at)
        add_move(mover, history, NULL, open, next, due);
}

static void consider_open(Mover *mover, const History *history, const PastLetter *open)
{
    if (open->past == PAST_FLYING)
        return;
    const ChainStep *standing = chain_find(mover->chain, open->step_id);
    if (!standing) {
        queue_next(mover, history, open);
        return;
    }
    const ChainStep *next = chain_next(mover->chain, history);
    const ChainStep *before = chain_find(mover->old, open->step_id);
    /* A letter that waits for a decision, or was on its way once, stays what it is. */
    if (!open->pristine)
        return;
    if (!next)
        drop_planned(mover, history, open);
    else if (next->id != open->step_id || !before || before->days != next->days)
        retime(mover, history, open, next);
}

static void consider(Mover *mover, const History *history)
{
    if (history->stopped)
        return;
    const PastLetter *open = history_open(history);
    bool fresh = history_last_had(history) == WHEN_NEVER;
    if (open && mover->old)
        consider_open(mover, history, open);
    else if (!open && (fresh || !mover->old))
        queue_next(mover, history, NULL);
}

/* --- everybody -------------------------------------------------------------------------------- */

static bool consider_all(Base *base, Mover *mover, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT " HISTORY_COLUMNS "FROM enrollment LEFT JOIN delivery "
            "ON delivery.enterprise_id = enrollment.enterprise_id "
            "AND delivery.enrollment_id = enrollment.id "
            "WHERE enrollment.enterprise_id = ? AND enrollment.campaign_id = ? "
            "AND enrollment.stopped_at IS NULL ORDER BY enrollment.id, +delivery.id"),
        DB_ARGS(db_integer(mover->chain->enterprise_id), db_integer(mover->chain->campaign_id)),
        error);
    if (!rows)
        return false;
    g_auto(History) history = {0};
    history_init(&history);
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        if (db_column_integer(rows, 1) != history.id) {
            if (history.id)
                consider(mover, &history);
            history_begin(&history, rows);
        }
        history_add(&history, rows);
    }
    if (history.id)
        consider(mover, &history);
    return rows_ended(failure, error);
}

static StepChange summary(const Mover *mover)
{
    StepChange change = {.moved = mover->moves->len};
    for (guint i = 0; i < mover->moves->len; i++) {
        int64_t due = g_array_index(mover->moves, Move, i).due_at;
        if (due && (!change.nearest_at || due < change.nearest_at))
            change.nearest_at = due;
    }
    return change;
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool cancel(Base *base, const Move *move, GError **error)
{
    return db_execute(base_db(base),
                      SQL("UPDATE delivery SET state = 'cancelled', reason = 'step_removed', "
                          "version = version + 1 WHERE enterprise_id = ? AND id = ? "
                          "AND state IN ('queued', 'deferred', 'held')"),
                      DB_ARGS(db_integer(move->who.enterprise_id), db_integer(move->cancel)), NULL,
                      error);
}

/* Not cancelled: the step may come again, in another order, and its row stands for it once. One
 * about which a person has decided stays. */
static bool drop(Base *base, const Move *move, GError **error)
{
    return db_execute(base_db(base),
                      SQL("DELETE FROM delivery WHERE enterprise_id = ? AND id = ? "
                          "AND state = 'queued' AND message_id IS NULL AND NOT EXISTS (SELECT 1 "
                          "FROM delivery_event WHERE delivery_event.enterprise_id = "
                          "delivery.enterprise_id AND delivery_event.delivery_id = delivery.id)"),
                      DB_ARGS(db_integer(move->who.enterprise_id), db_integer(move->drop)), NULL,
                      error);
}

static bool write_time(Base *base, const Move *move, GError **error)
{
    return db_execute(
        base_db(base),
        SQL("UPDATE delivery SET step_id = ?, letter_id = ?, due_at = ?, next_at = ?, "
            "version = version + 1 WHERE enterprise_id = ? AND id = ? AND state = 'queued'"),
        DB_ARGS(db_integer(move->step.id), db_integer(move->step.letter_id),
                db_integer(move->due_at), db_integer(move->due_at),
                db_integer(move->who.enterprise_id), db_integer(move->retime)),
        NULL, error);
}

static bool write_moves(Base *base, const Mover *mover, GError **error)
{
    for (guint i = 0; i < mover->moves->len; i++) {
        const Move *move = &g_array_index(mover->moves, Move, i);
        if (move->cancel && !cancel(base, move, error))
            return false;
        if (move->drop && !drop(base, move, error))
            return false;
        if (move->retime && !write_time(base, move, error))
            return false;
        if (!move->retime && move->step.id &&
            !chain_queue(base, &move->who, &move->step, move->due_at, error))
            return false;
    }
    return true;
}

bool campaign_move(Base *base, const Actor *actor, const Chain *old, const Chain *chain, bool dry,
                   StepChange *change, GError **error)
{
    g_auto(SendingRules) rules = {0};
    if (!sending_rules_read(base, chain->enterprise_id, &rules, error))
        return false;
    g_autoptr(GArray) moves = g_array_new(FALSE, TRUE, sizeof(Move));
    Mover mover = {.actor = actor, .rules = &rules, .old = old, .chain = chain, .moves = moves};
    if (!consider_all(base, &mover, error))
        return false;
    *change = summary(&mover);
    return dry || write_moves(base, &mover, error);
}

bool campaign_go_on(Base *base, const Actor *actor, const Chain *chain, bool dry,
                    StepChange *change, GError **error)
{
    return campaign_move(base, actor, NULL, chain, dry, change, error);
}
