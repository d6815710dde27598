/* A named set of clients; members and attached campaigns are list.h's. */
#include "core/secret.h"
#include "entities.h"

static const Field fields[] = {
    {.name = "name",
     .label = N_("Name"),
     .type = FIELD_LINE,
     .flags = FIELD_REQUIRED | FIELD_SEARCHED,
     .group = N_("List")},
    {.name = "description", .label = N_("Description"), .type = FIELD_TEXT},
    {.name = "api_hash",
     .label = N_("List hash for the API"),
     .type = FIELD_LINE,
     .flags = FIELD_DERIVED | FIELD_UNLOGGED | FIELD_SECRET,
     .group = N_("API")},
    {.name = "api_enabled",
     .label = N_("The API may add clients"),
     .type = FIELD_YES_NO,
     .fallback = "1"},
    {.name = "redirect_url",
     .label = N_("Page after a form is sent"),
     .type = FIELD_LINE,
     .max_chars = 1000},
    {.name = "paused_at", .label = N_("Paused"), .type = FIELD_INSTANT, .flags = FIELD_DERIVED},
    FIELD_CREATED_BY("employee"),
    FIELD_CREATED_AT,
    FIELD_UPDATED_AT,
    {NULL},
};

#define MEMBERS                                                                                    \
    "(SELECT count(*) FROM list_member WHERE list_member.enterprise_id = list.enterprise_id AND "  \
    "list_member.list_id = list.id AND list_member.left_at IS NULL)"

static const Column columns[] = {
    {.name = "name",
     .label = N_("Name"),
     .sql = "list.name",
     .order = "list.sort_key",
     .width = 34,
     .grow = 2},
    {.name = "members",
     .label = N_("Clients"),
     .sql = MEMBERS,
     .order = MEMBERS,
     .width = 9,
     .right = true},
    {.name = "description",
     .label = N_("Description"),
     .sql = "list.description",
     .width = 20,
     .grow = 2},
    {.name = "updated",
     .label = N_("Changed"),
     .field = "updated_at",
     .sql = "list.updated_at",
     .order = "list.updated_at"},
    {NULL},
};

static const Scope scopes[] = {
    {"client", "list.id IN (SELECT list_member.list_id FROM list_member WHERE "
               "list_member.enterprise_id = list.enterprise_id AND list_member.client_id = ? AND "
               "list_member.left_at IS NULL)"},
    {"campaign", "list.id IN (SELECT list_campaign.list_id FROM list_campaign WHERE "
                 "list_campaign.enterprise_id = list.enterprise_id AND "
                 "list_campaign.campaign_id = ?)"},
    {NULL},
};

/* Forms send people there: nothing but a web page. */
static bool check(Base *base, const Actor *actor, Record *record, GError **error)
{
    const char *url = record_text(record, "redirect_url");
    return !*url || g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://") ||
           record_refuse(record, "redirect_url", error,
                         _("a page's address starts with https:// or http://"));
}

static bool derive(Base *base, const Actor *actor, Record *record, GError **error)
{
    if (record_is_new(record)) {
        g_autofree char *hash = secret_token();
        record_set_text(record, "api_hash", hash);
    }
    return derive_by_name(base, actor, record, error);
}

const Entity list_entity = {
    .name = "list",
    .label = N_("List"),
    .plural = N_("Lists"),
    .fields = fields,
    .columns = columns,
    .scopes = scopes,
    .title = "list.name",
    .sort_title = "list.sort_key",
    .empty_hint = N_("A list gathers clients and starts its campaigns for who joins."),
    .archivable = true,
    .add = RIGHT_CREATE_LIST,
    .edit = RIGHT_EDIT_LIST,
    .archive = RIGHT_EDIT_LIST,
    .own = own_by_creator,
    .check = check,
    .derive = derive,
};
