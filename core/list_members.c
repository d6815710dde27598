/* Joining and leaving lists, and what follows for the campaigns. */
#include "campaign_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK(list_error, list_error)

bool list_is_there(Base *base, int64_t enterprise_id, int64_t list_id, GError **error)
{
    int64_t count;
    if (!db_get_integer(base_db(base),
                        SQL("SELECT count(*) FROM list WHERE enterprise_id = ? AND id = ? "
                            "AND archived_at IS NULL"),
                        DB_ARGS(db_integer(enterprise_id), db_integer(list_id)), &count, NULL,
                        error))
        return false;
    if (count == 0)
        g_set_error_literal(error, LIST_ERROR, LIST_ERROR_NOT_FOUND,
                            _("there is no such list any more; choose another one"));
    return count > 0;
}

/* --- joining ---------------------------------------------------------------------------------- */

typedef struct {
    const Actor *actor;
    int64_t list_id;
    const int64_t *clients;
    size_t n;
    bool start_campaigns;
    Source source;
    int64_t import_id;
    int64_t *joined, *enrolled;
} Joining;

/* One campaign's attachment, ready to enrol any number of clients. */
static bool add_enrolling(Base *base, const Joining *joining, const SendingRules *rules,
                          int64_t campaign_id, int64_t after_days, GArray *all, GError **error)
{
    int start = when_day(joining->actor->now, rules->zone, NULL) + (int)after_days;
    Enrolling enrolling;
    if (!enrolling_init(base, joining->actor, rules, campaign_id, start, after_days == 0,
                        &enrolling, error))
        return false;
    enrolling.list_id = joining->list_id;
    enrolling.import_id = joining->import_id;
    enrolling.source = joining->source == SOURCE_CARD ? SOURCE_LIST : joining->source;
    g_array_append_val(all, enrolling);
    return true;
}

static bool read_attached(Base *base, const Joining *joining, const SendingRules *rules,
                          GArray *all, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT list_campaign.campaign_id, list_campaign.after_days FROM list_campaign "
            "JOIN campaign ON campaign.enterprise_id = list_campaign.enterprise_id "
            "AND campaign.id = list_campaign.campaign_id "
            "WHERE list_campaign.enterprise_id = ? AND list_campaign.list_id = ? "
            "AND campaign.archived_at IS NULL ORDER BY +list_campaign.id"),
        DB_ARGS(db_integer(rules->enterprise_id), db_integer(joining->list_id)), error);
    if (!rows)
        return false;
    GError *failure = NULL;
    while (db_next(rows, &failure))
        if (!add_enrolling(base, joining, rules, db_column_integer(rows, 0),
                           db_column_integer(rows, 1), all, error))
            return false;
    return rows_ended(failure, error);
}

/* An array of Enrolling; empty when nothing shall start. */
static GArray *prepare_campaigns(Base *base, const Joining *joining, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(Enrolling));
    g_auto(SendingRules) rules = {0};
    if (joining->start_campaigns &&
        (!sending_rules_read(base, joining->actor->enterprise_id, &rules, error) ||
         !read_attached(base, joining, &rules, all, error)))
        return NULL;
    return g_steal_pointer(&all);
}

static bool add_member(Base *base, const Joining *joining, int64_t client_id, int64_t *changed,
                       GError **error)
{
    static const char *const sources[] = {[SOURCE_CARD] = "hand",
                                          [SOURCE_LIST] = "hand",
                                          [SOURCE_IMPORT] = "import",
                                          [SOURCE_API] = "api"};
    return db_execute(
        base_db(base),
        SQL("INSERT INTO list_member (enterprise_id, list_id, client_id, source, import_id, "
            "joined_at) SELECT enterprise_id, ?, id, ?, ?, ? FROM client "
            "WHERE enterprise_id = ? AND id = ? AND archived_at IS NULL "
            "ON CONFLICT (enterprise_id, list_id, client_id) DO UPDATE SET left_at = NULL, "
            "source = excluded.source, import_id = excluded.import_id, "
            "joined_at = excluded.joined_at WHERE list_member.left_at IS NOT NULL"),
        DB_ARGS(db_integer(joining->list_id), db_text(sources[joining->source]),
                rows_reference(joining->import_id), db_integer(joining->actor->now),
                db_integer(joining->actor->enterprise_id), db_integer(client_id)),
        changed, error);
}

static bool enrol_member(Base *base, const Joining *joining, const GArray *campaigns,
                         int64_t client_id, GError **error)
{
    for (guint i = 0; i < campaigns->len; i++) {
        Enrolled enrolled;
        if (!enrolling_add(base, joining->actor, &g_array_index(campaigns, Enrolling, i), client_id,
                           &enrolled, error))
            return false;
        *joining->enrolled += !enrolled.existed;
    }
    return true;
}

static bool join_all(Base *base, const Joining *joining, GError **error)
{
    *joining->joined = *joining->enrolled = 0;
    if (!list_is_there(base, joining->actor->enterprise_id, joining->list_id, error))
        return false;
    g_autoptr(GArray) campaigns = prepare_campaigns(base, joining, error);
    for (size_t i = 0; campaigns && i < joining->n; i++) {
        int64_t changed;
        if (!add_member(base, joining, joining->clients[i], &changed, error))
            return false;
        *joining->joined += changed;
        if (changed && !enrol_member(base, joining, campaigns, joining->clients[i], error))
            return false;
    }
    return campaigns != NULL;
}

bool list_join_in(Base *base, const Actor *actor, int64_t list_id, const int64_t *clients, size_t n,
                  bool start_campaigns, Source source, int64_t import_id, int64_t *joined,
                  int64_t *enrolled, GError **error)
{
    Joining joining = {actor,  list_id,   clients, n,       start_campaigns,
                       source, import_id, joined,  enrolled};
    return join_all(base, &joining, error);
}

static bool join_body(Base *base, void *data, GError **error)
{
    const Joining *joining = data;
    return right_check(base, joining->actor, RIGHT_FILL_LIST, false, error) &&
           (!joining->start_campaigns ||
            right_check(base, joining->actor, RIGHT_ENROLL, false, error)) &&
           join_all(base, joining, error);
}

bool list_join(Base *base, const Actor *actor, int64_t list_id, const int64_t *clients, size_t n,
               bool start_campaigns, int64_t *joined, int64_t *enrolled, GError **error)
{
    Joining joining = {actor,       list_id, clients, n,       start_campaigns,
                       SOURCE_LIST, 0,       joined,  enrolled};
    return base_write(base, actor, join_body, &joining, error);
}

/* --- counting and showing --------------------------------------------------------------------- */

bool list_member_count(Base *base, int64_t enterprise_id, int64_t list_id, int64_t *count,
                       GError **error)
{
    return db_get_integer(base_db(base),
                          SQL("SELECT count(*) FROM list_member WHERE enterprise_id = ? "
                              "AND list_id = ? AND left_at IS NULL"),
                          DB_ARGS(db_integer(enterprise_id), db_integer(list_id)), count, NULL,
                          error);
}

void list_membership_free(ListMembership *membership)
{
    if (!membership)
        return;
    g_free(membership->name);
    g_free(membership->source);
    g_free(membership);
}

GPtrArray *list_memberships(Base *base, const Actor *actor, int64_t client_id, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT list.id, list.name, list_member.source, list_member.joined_at "
                     "FROM list_member JOIN list ON list.enterprise_id = list_member.enterprise_id "
                     "AND list.id = list_member.list_id "
                     "WHERE list_member.enterprise_id = ? AND list_member.client_id = ? "
                     "AND list_member.left_at IS NULL AND list.archived_at IS NULL "
                     "ORDER BY +list.sort_key, list.id"),
                 DB_ARGS(db_integer(actor->enterprise_id), db_integer(client_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)list_membership_free);
    GError *failure = NULL;
    while (db_next(rows, &failure)) {
        ListMembership *membership = g_new0(ListMembership, 1);
        membership->list_id = db_column_integer(rows, 0);
        membership->name = rows_text(rows, 1);
        membership->source = rows_text(rows, 2);
        membership->joined_at = db_column_integer(rows, 3);
        g_ptr_array_add(all, membership);
    }
    return rows_ended(failure, error) ? g_steal_pointer(&all) : NULL;
}
