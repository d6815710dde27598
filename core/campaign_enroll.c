/* Enrolling clients in campaigns: by card, by joining a list, by import, by API. */
#include "campaign_internal.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK(campaign_error, campaign_error)

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
    return enrolling_add(base, actor, &enrolling, &client_id, 1, result, error);
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
    return enrolling_add(base, actor, &enrolling, &starting->client_id, 1, starting->result, error);
}

bool enrollment_start(Base *base, const Actor *actor, int64_t client_id, int64_t campaign_id,
                      const char *start_on, bool at_once, bool restart, Source source,
                      Enrolled *result, GError **error)
{
    Starting starting = {actor, client_id, campaign_id, start_on, at_once, restart, source, result};
    return base_write(base, actor, start_body, &starting, error);
}
