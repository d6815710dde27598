/* An ordered chain of letters; its steps are campaign.h's. */
#include "entities.h"

static const Field fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .type = FIELD_LINE,
     .flags = FIELD_REQUIRED | FIELD_SEARCHED,
     .group = N_("Campaign")},
    {.name = "description", .label = N_("Description"), .type = FIELD_TEXT},
    {.name = "paused_at", .label = N_("Paused"), .type = FIELD_INSTANT, .flags = FIELD_DERIVED},
    FIELD_CREATED_BY("employee"),
    FIELD_CREATED_AT,
    FIELD_UPDATED_AT,
    {NULL},
};

static const Column columns[] = {
    {.name = "name",
     .label = N_("Name"),
     .sql = "campaign.name",
     .order = "campaign.sort_key",
     .width = 34,
     .grow = 2},
    {.name = "letters",
     .label = N_("Letters"),
     .sql = "(SELECT count(*) FROM campaign_step WHERE campaign_step.enterprise_id = "
            "campaign.enterprise_id AND campaign_step.campaign_id = campaign.id AND "
            "campaign_step.removed_at IS NULL)",
     .order = "(SELECT count(*) FROM campaign_step WHERE campaign_step.enterprise_id = "
              "campaign.enterprise_id AND campaign_step.campaign_id = campaign.id AND "
              "campaign_step.removed_at IS NULL)",
     .width = 6,
     .right = true},
    {.name = "paused",
     .label = N_("Paused"),
     .field = "paused_at",
     .sql = "campaign.paused_at",
     .order = "campaign.paused_at",
     .width = 16},
    {.name = "updated",
     .label = N_("Changed"),
     .field = "updated_at",
     .sql = "campaign.updated_at",
     .order = "campaign.updated_at"},
    {NULL},
};

static const Scope scopes[] = {
    {"letter", "campaign.id IN (SELECT campaign_step.campaign_id FROM campaign_step WHERE "
               "campaign_step.enterprise_id = campaign.enterprise_id AND "
               "campaign_step.letter_id = ? AND campaign_step.removed_at IS NULL)"},
    {NULL},
};

/* Letters of an archived campaign would go on leaving unseen. */
static bool check_standstill(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    int64_t clients;
    if (!db_get_integer(base_db(base),
                        SQL("SELECT count(DISTINCT client_id) FROM delivery WHERE "
                            "enterprise_id = ? AND campaign_id = ? AND state IN "
                            "('queued', 'claimed', 'in_data', 'deferred', 'held')"),
                        DB_ARGS(db_integer(enterprise_id), db_integer(id)), &clients, NULL, error))
        return false;
    if (clients == 0)
        return true;
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_IN_USE,
                _("this campaign is running for clients (%lld) and cannot be deleted: stop it for "
                  "them first"),
                (long long)clients);
    return false;
}

static bool in_use(Base *base, int64_t enterprise_id, int64_t id, GError **error)
{
    return refuse_if_used(
               base,
               SQL("SELECT list.name FROM list_campaign JOIN list ON list.enterprise_id = "
                   "list_campaign.enterprise_id AND list.id = list_campaign.list_id WHERE "
                   "list_campaign.enterprise_id = ? AND list_campaign.campaign_id = ? AND "
                   "list.archived_at IS NULL ORDER BY list.sort_key"),
               enterprise_id, id,
               _("this campaign is in use and cannot be deleted; lists that have it:"), error) &&
           check_standstill(base, enterprise_id, id, error);
}

const Entity campaign_entity = {
    .name = "campaign",
    .label = N_("Campaign"),
    .plural = N_("Campaigns"),
    .fields = fields,
    .columns = columns,
    .scopes = scopes,
    .title = "campaign.name",
    .sort_title = "campaign.sort_key",
    .empty_hint = N_("A campaign sends letters one after another, with days between them."),
    .archivable = true,
    .add = RIGHT_CREATE_CAMPAIGN,
    .edit = RIGHT_EDIT_CAMPAIGN,
    .archive = RIGHT_EDIT_CAMPAIGN,
    .own = own_by_creator,
    .derive = derive_by_name,
    .in_use = in_use,
};
