/* Campaigns attached to a list, and the hash by which its API adds clients. */
#include "campaign_internal.h"
#include "core/secret.h"
#include "rows.h"
#include "save.h"

#include <glib/gi18n-lib.h>

void list_campaign_free(ListCampaign *campaign)
{
    if (!campaign)
        return;
    g_free(campaign->name);
    g_free(campaign);
}

static ListCampaign *take_campaign(DbRows *row)
{
    ListCampaign *campaign = g_new0(ListCampaign, 1);
    campaign->id = db_column_integer(row, 0);
    campaign->campaign_id = db_column_integer(row, 1);
    campaign->name = rows_text(row, 2);
    campaign->after_days = db_column_integer(row, 3);
    campaign->attached_at = db_column_integer(row, 4);
    campaign->running = db_column_integer(row, 6);
    campaign->finished = db_column_integer(row, 5) - campaign->running;
    return campaign;
}

/* Of the enrollments that this list has started and nobody has stopped: all, and those that have a
 * letter to come. */
GPtrArray *list_campaigns(Base *base, const Actor *actor, int64_t list_id, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT list_campaign.id, campaign.id, campaign.name, list_campaign.after_days, "
            "list_campaign.attached_at, (SELECT count(*) FROM enrollment_list "
            "JOIN enrollment ON enrollment.enterprise_id = enrollment_list.enterprise_id "
            "AND enrollment.id = enrollment_list.enrollment_id "
            "WHERE enrollment_list.enterprise_id = list_campaign.enterprise_id "
            "AND enrollment_list.list_id = list_campaign.list_id "
            "AND enrollment.campaign_id = campaign.id AND enrollment.stopped_at IS NULL), "
            "(SELECT count(*) FROM enrollment_list "
            "JOIN enrollment ON enrollment.enterprise_id = enrollment_list.enterprise_id "
            "AND enrollment.id = enrollment_list.enrollment_id "
            "WHERE enrollment_list.enterprise_id = list_campaign.enterprise_id "
            "AND enrollment_list.list_id = list_campaign.list_id "
            "AND enrollment.campaign_id = campaign.id AND enrollment.stopped_at IS NULL "
            "AND EXISTS (SELECT 1 FROM delivery "
            "WHERE delivery.enterprise_id = enrollment.enterprise_id "
            "AND delivery.enrollment_id = enrollment.id AND delivery.state IN ('queued', "
            "'claimed', 'in_data', 'deferred', 'held', 'unknown'))) "
            "FROM list_campaign JOIN campaign "
            "ON campaign.enterprise_id = list_campaign.enterprise_id "
            "AND campaign.id = list_campaign.campaign_id "
            "WHERE list_campaign.enterprise_id = ? AND list_campaign.list_id = ? "
            "ORDER BY campaign.sort_key, campaign.id"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(list_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)list_campaign_free);
    GError *failure = NULL;
    while (db_next(rows, &failure))
        g_ptr_array_add(all, take_campaign(rows));
    return rows_ended(failure, error) ? g_steal_pointer(&all) : NULL;
}

/* --- attaching -------------------------------------------------------------------------------- */

typedef struct {
    const Actor *actor;
    int64_t list_id, campaign_id, after_days;
    bool start_members;
    int64_t *enrolled;
} Attaching;

static bool log_attachment(Base *base, const Attaching *attaching, const char *old, const char *now,
                           GError **error)
{
    SaveBatch batch = {0};
    return change_log(base, attaching->actor, attaching->actor->enterprise_id, &batch, "list",
                      attaching->list_id, "campaigns", old, now, error);
}

static char *campaign_name(Base *base, const Attaching *attaching, GError **error)
{
    char *name = NULL;
    if (!db_get_text(base_db(base),
                     SQL("SELECT name FROM campaign WHERE enterprise_id = ? AND id = ?"),
                     DB_ARGS(db_integer(attaching->actor->enterprise_id),
                             db_integer(attaching->campaign_id)),
                     &name, NULL, error))
        return NULL;
    return name;
}

static bool write_attachment(Base *base, const Attaching *attaching, GError **error)
{
    return db_execute(
        base_db(base),
        SQL("INSERT INTO list_campaign (enterprise_id, list_id, campaign_id, after_days, "
            "attached_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (enterprise_id, list_id, campaign_id) "
            "DO UPDATE SET after_days = excluded.after_days"),
        DB_ARGS(db_integer(attaching->actor->enterprise_id), db_integer(attaching->list_id),
                db_integer(attaching->campaign_id), db_integer(attaching->after_days),
                db_integer(attaching->actor->now)),
        NULL, error);
}

static GArray *members(Base *base, const Attaching *attaching, GError **error)
{
    return rows_integers(
        base,
        SQL("SELECT client.id FROM list_member "
            "JOIN client ON client.enterprise_id = list_member.enterprise_id "
            "AND client.id = list_member.client_id "
            "WHERE list_member.enterprise_id = ? AND list_member.list_id = ? "
            "AND list_member.left_at IS NULL AND client.archived_at IS NULL"),
        DB_ARGS(db_integer(attaching->actor->enterprise_id), db_integer(attaching->list_id)),
        error);
}

static bool start_members(Base *base, const Attaching *attaching, GError **error)
{
    const Actor *actor = attaching->actor;
    g_auto(SendingRules) rules = {0};
    Enrolling enrolling;
    g_autoptr(GArray) clients = members(base, attaching, error);
    if (!clients || !sending_rules_read(base, actor->enterprise_id, &rules, error) ||
        !enrolling_init(base, actor, &rules, attaching->campaign_id,
                        when_day(actor->now, rules.zone, NULL) + (int)attaching->after_days,
                        attaching->after_days == 0, &enrolling, error))
        return false;
    enrolling.list_id = attaching->list_id;
    enrolling.source = SOURCE_LIST;
    return enrolling_add_all(base, actor, &enrolling, clients, attaching->enrolled, error);
}

static bool attach_body(Base *base, void *data, GError **error)
{
    const Attaching *attaching = data;
    const Actor *actor = attaching->actor;
    *attaching->enrolled = 0;
    if (!right_check(base, actor, RIGHT_FILL_LIST, false, error) ||
        (attaching->start_members && !right_check(base, actor, RIGHT_ENROLL, false, error)) ||
        !list_is_there(base, actor->enterprise_id, attaching->list_id, error) ||
        !campaign_is_there(base, actor->enterprise_id, attaching->campaign_id, error))
        return false;
    if (attaching->after_days < 0 || attaching->after_days > 3650) {
        g_set_error_literal(error, CAMPAIGN_ERROR, CAMPAIGN_ERROR_STEPS,
                            _("a campaign starts 0 to 3650 days after joining the list"));
        return false;
    }
    g_autofree char *name = campaign_name(base, attaching, error);
    return name && write_attachment(base, attaching, error) &&
           log_attachment(base, attaching, NULL, name, error) &&
           (!attaching->start_members || start_members(base, attaching, error));
}

bool list_attach(Base *base, const Actor *actor, int64_t list_id, int64_t campaign_id,
                 int64_t after_days, bool start_members, int64_t *enrolled, GError **error)
{
    Attaching attaching = {actor, list_id, campaign_id, after_days, start_members, enrolled};
    return base_write(base, actor, attach_body, &attaching, error);
}

static bool detach_body(Base *base, void *data, GError **error)
{
    const Attaching *attaching = data;
    const Actor *actor = attaching->actor;
    if (!right_check(base, actor, RIGHT_FILL_LIST, false, error))
        return false;
    g_autofree char *name = campaign_name(base, attaching, error);
    int64_t changed;
    return name &&
           db_execute(base_db(base),
                      SQL("DELETE FROM list_campaign WHERE enterprise_id = ? AND list_id = ? "
                          "AND campaign_id = ?"),
                      DB_ARGS(db_integer(actor->enterprise_id), db_integer(attaching->list_id),
                              db_integer(attaching->campaign_id)),
                      &changed, error) &&
           (changed == 0 || log_attachment(base, attaching, name, NULL, error));
}

bool list_detach(Base *base, const Actor *actor, int64_t list_id, int64_t campaign_id,
                 GError **error)
{
    Attaching attaching = {actor, list_id, campaign_id, 0, false, NULL};
    return base_write(base, actor, detach_body, &attaching, error);
}

/* --- API -------------------------------------------------------------------------------------- */

typedef struct {
    const Actor *actor;
    int64_t list_id;
    char *hash;
} Rehash;

static bool hash_body(Base *base, void *data, GError **error)
{
    Rehash *rehash = data;
    const Actor *actor = rehash->actor;
    g_clear_pointer(&rehash->hash, g_free);
    rehash->hash = secret_token();
    SaveBatch batch = {0};
    return right_check(base, actor, RIGHT_SEE_SECRETS, false, error) &&
           list_is_there(base, actor->enterprise_id, rehash->list_id, error) &&
           db_execute(base_db(base),
                      SQL("UPDATE list SET api_hash = ?, version = version + 1 "
                          "WHERE enterprise_id = ? AND id = ?"),
                      DB_ARGS(db_text(rehash->hash), db_integer(actor->enterprise_id),
                              db_integer(rehash->list_id)),
                      NULL, error) &&
           change_log(base, actor, actor->enterprise_id, &batch, "list", rehash->list_id,
                      "api_hash", NULL, NULL, error); /* that it changed; never what it is */
}

bool list_new_hash(Base *base, const Actor *actor, int64_t list_id, char **hash, GError **error)
{
    Rehash rehash = {actor, list_id, NULL};
    bool done = base_write(base, actor, hash_body, &rehash, error);
    if (done)
        *hash = g_steal_pointer(&rehash.hash);
    g_free(rehash.hash);
    return done;
}
