/* What an enrollment has had so far. */
#include "campaign_internal.h"

#include <string.h>

void history_init(History *history)
{
    *history = (History){.letters = g_array_new(FALSE, TRUE, sizeof(PastLetter))};
}

void history_clear(History *history)
{
    g_clear_pointer(&history->letters, g_array_unref);
}

void history_begin(History *history, DbRows *row)
{
    history->enterprise_id = db_column_integer(row, 0);
    history->id = db_column_integer(row, 1);
    history->client_id = db_column_integer(row, 2);
    history->campaign_id = db_column_integer(row, 3);
    history->run = db_column_integer(row, 4);
    g_strlcpy(history->start_on, db_column_text(row, 5), sizeof history->start_on);
    history->stopped = db_column_type(row, 6) != DB_NULL;
    g_array_set_size(history->letters, 0);
}

static int past_of(const char *state)
{
    static const char *const had[] = {"sent", "skipped", "failed", NULL};
    static const char *const waiting[] = {"queued", "deferred", "held", NULL};
    if (g_strv_contains(had, state))
        return PAST_HAD;
    if (g_strv_contains(waiting, state))
        return PAST_WAITING;
    return strcmp(state, "cancelled") == 0 ? PAST_VOID : PAST_FLYING;
}

void history_add(History *history, DbRows *row)
{
    if (db_column_type(row, 7) == DB_NULL) /* an enrollment without a delivery */
        return;
    const char *state = db_column_text(row, 10);
    PastLetter letter = {
        .id = db_column_integer(row, 7),
        .step_id = db_column_integer(row, 8),
        .letter_id = db_column_integer(row, 9),
        .due_at = db_column_integer(row, 11),
        .pristine = strcmp(state, "queued") == 0 && db_column_type(row, 14) == DB_NULL &&
                    db_column_integer(row, 15) == 0,
        .held = strcmp(state, "held") == 0,
        .past = past_of(state),
    };
    if (letter.past == PAST_HAD)
        letter.ended_at = db_column_integer(row, db_column_type(row, 12) == DB_NULL ? 13 : 12);
    g_array_append_val(history->letters, letter);
}

typedef struct {
    History *histories;
    bool *found;
} Reading;

/* The rows of one enrollment come in their order. */
static bool take_one(DbRows *row, size_t i, void *data, GError **error)
{
    const Reading *reading = data;
    if (!reading->found[i])
        history_begin(&reading->histories[i], row);
    reading->found[i] = true;
    history_add(&reading->histories[i], row);
    return true;
}

bool history_read_each(Base *base, const Enrollment *enrollments, size_t n, History *histories,
                       bool *found, GError **error)
{
    enum { ARGS = 2 };
    g_autofree DbValue *values = g_new(DbValue, n * ARGS + 1);
    Reading reading = {histories, found};
    for (size_t i = 0; i < n; i++) {
        history_init(&histories[i]);
        found[i] = false;
        values[i * ARGS] = db_integer(enrollments[i].enterprise_id);
        values[i * ARGS + 1] = db_integer(enrollments[i].id);
    }
    return db_query_each(
        base_db(base),
        SQL("SELECT " HISTORY_COLUMNS "FROM enrollment LEFT JOIN delivery "
            "ON delivery.enterprise_id = enrollment.enterprise_id "
            "AND delivery.enrollment_id = enrollment.id "
            "WHERE enrollment.enterprise_id = ? AND enrollment.id = ? ORDER BY +delivery.id"),
        values, ARGS, n, take_one, &reading, error);
}

bool history_read(Base *base, int64_t enterprise_id, int64_t enrollment_id, History *history,
                  bool *found, GError **error)
{
    const Enrollment enrollment = {enterprise_id, enrollment_id};
    return history_read_each(base, &enrollment, 1, history, found, error);
}

const PastLetter *history_open(const History *history)
{
    for (guint i = history->letters->len; i > 0; i--) {
        const PastLetter *letter = &g_array_index(history->letters, PastLetter, i - 1);
        if (letter->past == PAST_WAITING || letter->past == PAST_FLYING)
            return letter;
    }
    return NULL;
}

int64_t history_last_had(const History *history)
{
    for (guint i = history->letters->len; i > 0; i--) {
        const PastLetter *letter = &g_array_index(history->letters, PastLetter, i - 1);
        if (letter->past == PAST_HAD)
            return letter->ended_at;
    }
    return WHEN_NEVER;
}
