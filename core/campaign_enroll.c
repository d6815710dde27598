/* Enrolling clients in campaigns: by card, by joining a list, by import, by API. */
#include "campaign_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK(campaign_error, campaign_error)

static const char *const sources[] = {
    [SOURCE_CARD] = "card",
    [SOURCE_LIST] = "list",
    [SOURCE_IMPORT] = "import",
    [SOURCE_API] = "api",
};

/* --- is it there? ----------------------------------------------------------------------------- */

static bool check_row(Base *base, const char *sql, int64_t enterprise_id, int64_t id,
                      const char *sentence, GError **error)
{
    int64_t count;
    if (!db_get_integer(base_db(base), sql, DB_ARGS(db_integer(enterprise_id), db_integer(id)),
                        &count, NULL, error))
        return false;
    if (count == 0)
        g_set_error_literal(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_NOT_FOUND, sentence);
    return count > 0;
}

bool campaign_is_there(Base *base, int64_t enterprise_id, int64_t campaign_id, GError **error)
{
    return check_row(base,
                     SQL("SELECT count(*) FROM campaign WHERE enterprise_id = ? AND id = ? "
                         "AND archived_at IS NULL"),
                     enterprise_id, campaign_id,
                     _("there is no such campaign any more; choose another one"), error);
}

bool client_is_there(Base *base, int64_t enterprise_id, int64_t client_id, GError **error)
{
    return check_row(base,
                     SQL("SELECT count(*) FROM client WHERE enterprise_id = ? AND id = ? "
                         "AND archived_at IS NULL"),
                     enterprise_id, client_id,
                     _("there is no such client any more, or the client is archived: restore the "
                       "client first"),
                     error);
}

/* --- what all who are enrolled together share ------------------------------------------------- */

bool enrolling_init(Base *base, const Actor *actor, const SendingRules *rules, int64_t campaign_id,
                    int start, bool at_once, Enrolling *enrolling, GError **error)
{
    g_autoptr(Chain) chain = chain_read(base, rules->enterprise_id, campaign_id, error);
    if (!chain)
        return false;
    int today = when_day(actor->now, rules->zone, NULL);
    g_autofree char *start_on = day_to_text(at_once ? today : start);
    *enrolling = (Enrolling){
        .enterprise_id = rules->enterprise_id, .campaign_id = campaign_id, .at_once = at_once};
    g_strlcpy(enrolling->start_on, start_on, sizeof enrolling->start_on);
    if (chain->steps->len == 0)
        return true;
    enrolling->first = g_array_index(chain->steps, ChainStep, 0);
    enrolling->due_at =
        at_once ? rules_opening(rules, actor->now) : rules_first(rules, actor->now, start);
    return true;
}

/* --- one client ------------------------------------------------------------------------------- */

typedef struct {
    int64_t id, run, created_at;
    bool found, stopped;
} LastRun;

static bool find_last_run(Base *base, const Enrolling *enrolling, int64_t client_id, LastRun *last,
                          GError **error)
{
    *last = (LastRun){0};
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT id, run, created_at, stopped_at FROM enrollment WHERE enterprise_id = ? "
            "AND client_id = ? AND campaign_id = ? ORDER BY run DESC LIMIT 1"),
        DB_ARGS(db_integer(enrolling->enterprise_id), db_integer(client_id),
                db_integer(enrolling->campaign_id)),
        error);
    if (!rows)
        return false;
    GError *failure = NULL;
    if (db_next(rows, &failure))
        *last = (LastRun){db_column_integer(rows, 0), db_column_integer(rows, 1),
                          db_column_integer(rows, 2), true, db_column_type(rows, 3) != DB_NULL};
    return rows_ended(failure, error);
}

static bool insert_enrollment(Base *base, const Actor *actor, const Enrolling *enrolling,
                              int64_t client_id, int64_t run, int64_t *id, GError **error)
{
    return db_get_integer(
        base_db(base),
        SQL("INSERT INTO enrollment (enterprise_id, client_id, campaign_id, run, start_on, "
            "at_once, source, import_id, created_by, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"),
        DB_ARGS(db_integer(enrolling->enterprise_id), db_integer(client_id),
                db_integer(enrolling->campaign_id), db_integer(run), db_text(enrolling->start_on),
                db_integer(enrolling->at_once), db_text(sources[enrolling->source]),
                rows_reference(enrolling->import_id), rows_reference(actor->employee_id),
                db_integer(actor->now)),
        id, NULL, error);
}

bool enrollment_cause(Base *base, int64_t enterprise_id, int64_t enrollment_id, int64_t list_id,
                      GError **error)
{
    return db_execute(
        base_db(base),
        SQL("INSERT INTO enrollment_list (enterprise_id, enrollment_id, list_id) "
            "VALUES (?, ?, ?) ON CONFLICT (enterprise_id, enrollment_id, list_id) "
            "DO NOTHING"),
        DB_ARGS(db_integer(enterprise_id), db_integer(enrollment_id), db_integer(list_id)), NULL,
        error);
}

/* An enrollment that lists hold up is held up by this list too; one made by hand is not: leaving
 * the list must not end it. */
static bool join_causes(Base *base, const Enrolling *enrolling, const LastRun *last, GError **error)
{
    int64_t causes;
    if (!enrolling->list_id || last->stopped)
        return true;
    return db_get_integer(base_db(base),
                          SQL("SELECT count(*) FROM enrollment_list WHERE enterprise_id = ? "
                              "AND enrollment_id = ?"),
                          DB_ARGS(db_integer(enrolling->enterprise_id), db_integer(last->id)),
                          &causes, NULL, error) &&
           (causes == 0 ||
            enrollment_cause(base, enrolling->enterprise_id, last->id, enrolling->list_id, error));
}

static bool queue_first(Base *base, const Enrolling *enrolling, int64_t client_id, int64_t run,
                        int64_t enrollment_id, GError **error)
{
    if (!enrolling->first.id)
        return true;
    History history = {.enterprise_id = enrolling->enterprise_id,
                       .id = enrollment_id,
                       .client_id = client_id,
                       .campaign_id = enrolling->campaign_id,
                       .run = run};
    return chain_queue(base, &history, &enrolling->first, enrolling->due_at, error);
}

bool enrolling_add(Base *base, const Actor *actor, const Enrolling *enrolling, int64_t client_id,
                   Enrolled *result, GError **error)
{
    LastRun last;
    if (!find_last_run(base, enrolling, client_id, &last, error))
        return false;
    if (last.found && !enrolling->restart) {
        *result = (Enrolled){last.id, true, last.created_at, 0};
        return join_causes(base, enrolling, &last, error);
    }
    if (last.found && !enrollment_stop_in(base, actor, enrolling->enterprise_id, last.id,
                                          "restarted", NULL, error))
        return false;
    *result = (Enrolled){.due_at = enrolling->due_at};
    int64_t run = last.run + 1;
    return insert_enrollment(base, actor, enrolling, client_id, run, &result->enrollment_id,
                             error) &&
           (!enrolling->list_id ||
            enrollment_cause(base, enrolling->enterprise_id, result->enrollment_id,
                             enrolling->list_id, error)) &&
           queue_first(base, enrolling, client_id, run, result->enrollment_id, error);
}

/* --- the doors -------------------------------------------------------------------------------- */

bool enrollment_start_in(Base *base, const Actor *actor, int64_t client_id, int64_t campaign_id,
                         const char *start_on, bool at_once, int64_t list_id, int64_t import_id,
                         Source source, Enrolled *result, GError **error)
{
    g_auto(SendingRules) rules = {0};
    Enrolling enrolling;
    if (!sending_rules_read(base, actor->enterprise_id, &rules, error))
        return false;
    int start;
    if (at_once || !day_from_text(start_on, &start))
        start = when_day(actor->now, rules.zone, NULL);
    if (!enrolling_init(base, actor, &rules, campaign_id, start, at_once, &enrolling, error))
        return false;
    enrolling.list_id = list_id;
    enrolling.import_id = import_id;
    enrolling.source = source;
    return enrolling_add(base, actor, &enrolling, client_id, result, error);
}

typedef struct {
    const Actor *actor;
    int64_t client_id, campaign_id;
    const char *start_on;
    bool at_once, restart;
    Source source;
    Enrolled *result;
} Starting;

/* What a person chose may be refused, with a sentence; what a list does may not. */
static bool check_start(const Starting *starting, const SendingRules *rules, int *start,
                        GError **error)
{
    int64_t due, now = starting->actor->now;
    if (rules->no_window) {
        g_set_error_literal(error, SCHEDULE_ERROR, SCHEDULE_ERROR_WINDOW, rules->no_window);
        return false;
    }
    if (starting->at_once)
        return schedule_at_once(&rules->window, now, &due, error);
    if (!day_from_text(starting->start_on, start)) {
        g_set_error(error, SCHEDULE_ERROR, SCHEDULE_ERROR_START,
                    _("the start date “%s” is not a day; write it as 2026-08-24"),
                    starting->start_on ? starting->start_on : "");
        return false;
    }
    return schedule_first(&rules->window, now, *start, &due, error);
}

static bool start_body(Base *base, void *data, GError **error)
{
    const Starting *starting = data;
    const Actor *actor = starting->actor;
    g_auto(SendingRules) rules = {0};
    Enrolling enrolling;
    int start = 0;
    if (!right_check(base, actor, RIGHT_ENROLL, false, error) ||
        !campaign_is_there(base, actor->enterprise_id, starting->campaign_id, error) ||
        !client_is_there(base, actor->enterprise_id, starting->client_id, error) ||
        !sending_rules_read(base, actor->enterprise_id, &rules, error) ||
        !check_start(starting, &rules, &start, error) ||
        !enrolling_init(base, actor, &rules, starting->campaign_id, start, starting->at_once,
                        &enrolling, error))
        return false;
    enrolling.source = starting->source;
    enrolling.restart = starting->restart;
    return enrolling_add(base, actor, &enrolling, starting->client_id, starting->result, error);
}

bool enrollment_start(Base *base, const Actor *actor, int64_t client_id, int64_t campaign_id,
                      const char *start_on, bool at_once, bool restart, Source source,
                      Enrolled *result, GError **error)
{
    Starting starting = {actor, client_id, campaign_id, start_on, at_once, restart, source, result};
    return base_write(base, actor, start_body, &starting, error);
}
