/* Lists of clients: members, attached campaigns, API hash. Fields and rights of a list itself:
 * list_entity. Pausing a list: campaign_pause in core/campaign.h. */
#pragma once

#include "core/actor.h"

#define LIST_ERROR (list_error_quark())
GQuark list_error_quark(void);
typedef enum {
    LIST_ERROR_NOT_FOUND, /* gone, archived, or of another enterprise */
} ListError;

/* --- members ---------------------------------------------------------------------------------- */

/* Where something came from. In list_member SOURCE_CARD and SOURCE_LIST are both «hand». */
typedef enum { SOURCE_CARD, SOURCE_LIST, SOURCE_IMPORT, SOURCE_API } Source;

/* Adds clients (ids) and starts the attached campaigns in the same transaction, as each attachment
 * says (at once or after N days). Who is a member already, and who is archived, is passed over.
 * *joined, *enrolled: how many really. */
bool list_join(Base *base, const Actor *actor, int64_t list_id, const int64_t *clients, size_t n,
               bool start_campaigns, int64_t *joined, int64_t *enrolled, GError **error);
/* Inside an open transaction, for import and API: asks no rights. import_id 0: none. */
bool list_join_in(Base *base, const Actor *actor, int64_t list_id, const int64_t *clients, size_t n,
                  bool start_campaigns, Source source, int64_t import_id, int64_t *joined,
                  int64_t *enrolled, GError **error);

/* Leaving cancels the enrollments the list caused, unless another list of the client has the
 * campaign. */
bool list_leave(Base *base, const Actor *actor, int64_t list_id, const int64_t *clients, size_t n,
                int64_t *cancelled, GError **error);
/* Undoing an import, in its transaction: of those who joined the list by it at most `limit` leave,
 * those after client *after (0 at first; afterwards the last one, 0: these were all). */
bool list_undo_import_in(Base *base, const Actor *actor, int64_t list_id, int64_t import_id,
                         int64_t *after, int limit, GError **error);

bool list_member_count(Base *base, int64_t enterprise_id, int64_t list_id, int64_t *count,
                       GError **error);

/* Lists a client is in, by name. */
typedef struct {
    int64_t list_id;
    char *name, *source; /* code: hand, import, api */
    int64_t joined_at;
} ListMembership;
void list_membership_free(ListMembership *membership);
GPtrArray *list_memberships(Base *base, const Actor *actor, int64_t client_id,
                            GError **error); /* of ListMembership */

/* --- attached campaigns ----------------------------------------------------------------------- */

typedef struct {
    int64_t id, campaign_id;
    char *name;
    int64_t after_days; /* 0: at once */
    int64_t attached_at, running, finished;
} ListCampaign;
void list_campaign_free(ListCampaign *campaign);
GPtrArray *list_campaigns(Base *base, const Actor *actor, int64_t list_id,
                          GError **error); /* of ListCampaign, by name */

/* `start_members`: also for those who are members already (ask first, with list_member_count). The
 * campaign is attached already: `after_days` changes. */
bool list_attach(Base *base, const Actor *actor, int64_t list_id, int64_t campaign_id,
                 int64_t after_days, bool start_members, int64_t *enrolled, GError **error);
/* What it has started goes on. */
bool list_detach(Base *base, const Actor *actor, int64_t list_id, int64_t campaign_id,
                 GError **error);

/* --- API -------------------------------------------------------------------------------------- */

/* A new hash; the old one adds nobody from now on. Free with g_free. */
bool list_new_hash(Base *base, const Actor *actor, int64_t list_id, char **hash, GError **error);
