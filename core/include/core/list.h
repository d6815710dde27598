/* Lists of clients: members, attached campaigns, API hash. Fields and rights of a list itself:
 * list_entity. */
#pragma once

#include "core/actor.h"

typedef enum { SOURCE_CARD, SOURCE_LIST, SOURCE_IMPORT, SOURCE_API } Source;

/* Adds clients (ids) and starts the attached campaigns in the same transaction, as each attachment
 * says (at once or after N days). Already members: no-op. *joined, *enrolled: how many really. */
bool list_join(Base *base, const Actor *actor, int64_t list_id, const int64_t *clients, size_t n,
               bool start_campaigns, int64_t *joined, int64_t *enrolled, GError **error);
/* Leaving cancels the enrollments the list caused, unless another list of the client has the
 * campaign. */
bool list_leave(Base *base, const Actor *actor, int64_t list_id, const int64_t *clients, size_t n,
                int64_t *cancelled, GError **error);

typedef struct {
    int64_t id, campaign_id;
    char *name;
    int64_t after_days; /* 0: at once */
    int64_t attached_at, running, finished;
} ListCampaign;
GPtrArray *list_campaigns(Base *base, const Actor *actor, int64_t list_id,
                          GError **error); /* of ListCampaign */
/* `start_members`: also for those who are members already; *members: how many there are (asked
 * first with campaign_id 0). */
bool list_attach(Base *base, const Actor *actor, int64_t list_id, int64_t campaign_id,
                 int64_t after_days, bool start_members, int64_t *enrolled, GError **error);
bool list_detach(Base *base, const Actor *actor, int64_t list_id, int64_t campaign_id,
                 GError **error);
bool list_member_count(Base *base, int64_t enterprise_id, int64_t list_id, int64_t *count,
                       GError **error);
bool list_new_hash(Base *base, const Actor *actor, int64_t list_id, char **hash, GError **error);

/* Lists a client is in. */
typedef struct {
    int64_t list_id;
    char *name, *source;
    int64_t joined_at;
} ListMembership;
GPtrArray *list_memberships(Base *base, const Actor *actor, int64_t client_id,
                            GError **error); /* of ListMembership */

/* Campaign gates of a whole list / campaign / enterprise / enrollment: see campaign.h. */
