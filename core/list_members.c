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

enum { IS_NOBODY, IS_NEW, IS_BACK }; /* archived or a member already; never one; once one */

static bool take_place(DbRows *row, size_t question, void *data, GError **error)
{
    char *places = data;
    if (db_column_type(row, 0) == DB_NULL)
        places[question] = IS_NEW;
    else if (db_column_type(row, 1) != DB_NULL)
        places[question] = IS_BACK;
    return true;
}

/* What each client is to the list. */
static char *find_places(Base *base, const Joining *joining, GError **error)
{
    g_autofree char *places = g_new0(char, joining->n + 1);
    g_autofree DbValue *values = g_new(DbValue, 3 * joining->n);
    for (size_t i = 0; i < joining->n; i++) {
        values[3 * i] = db_integer(joining->list_id);
        values[3 * i + 1] = db_integer(joining->actor->enterprise_id);
        values[3 * i + 2] = db_integer(joining->clients[i]);
    }
    return db_query_each(
               base_db(base),
               SQL("SELECT list_member.id, list_member.left_at FROM client LEFT JOIN list_member "
                   "ON list_member.enterprise_id = client.enterprise_id "
                   "AND list_member.client_id = client.id AND list_member.list_id = ? "
                   "WHERE client.enterprise_id = ? AND client.id = ? "
                   "AND client.archived_at IS NULL"),
               values, 3, joining->n, take_place, places, error)
               ? g_steal_pointer(&places)
               : NULL;
}

/* The clients that join, each once. */
static GArray *who_joins(const Joining *joining, const char *places, char place)
{
    GArray *who = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (size_t i = 0; i < joining->n; i++)
        if (places[i] == place && g_hash_table_add(seen, (gpointer)&joining->clients[i]))
            g_array_append_val(who, joining->clients[i]);
    return who;
}

static DbValue source_of(const Joining *joining)
{
    static const char *const sources[] = {[SOURCE_CARD] = "hand",
                                          [SOURCE_LIST] = "hand",
                                          [SOURCE_IMPORT] = "import",
                                          [SOURCE_API] = "api"};
    return db_text(sources[joining->source]);
}

static bool add_members(Base *base, const Joining *joining, const GArray *clients, GError **error)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    for (guint i = 0; i < clients->len; i++) {
        const DbValue row[] = {db_integer(joining->actor->enterprise_id),
                               db_integer(joining->list_id),
                               db_integer(g_array_index(clients, int64_t, i)),
                               source_of(joining),
                               rows_reference(joining->import_id),
                               db_integer(joining->actor->now)};
        g_array_append_vals(values, row, G_N_ELEMENTS(row));
    }
    return db_insert_many(base_db(base), "list_member",
                          "enterprise_id, list_id, client_id, source, import_id, joined_at",
                          (const DbValue *)(const void *)values->data, clients->len, NULL, error);
}

static bool take_back(Base *base, const Joining *joining, const GArray *clients, GError **error)
{
    for (guint i = 0; i < clients->len; i++)
        if (!db_execute(base_db(base),
                        SQL("UPDATE list_member SET left_at = NULL, source = ?, import_id = ?, "
                            "joined_at = ? WHERE enterprise_id = ? AND list_id = ? "
                            "AND client_id = ?"),
                        DB_ARGS(source_of(joining), rows_reference(joining->import_id),
                                db_integer(joining->actor->now),
                                db_integer(joining->actor->enterprise_id),
                                db_integer(joining->list_id),
                                db_integer(g_array_index(clients, int64_t, i))),
                        NULL, error))
            return false;
    return true;
}

static bool enrol_members(Base *base, const Joining *joining, const GArray *campaigns,
                          const GArray *clients, GError **error)
{
    for (guint i = 0; i < campaigns->len; i++)
        if (!enrolling_add_all(base, joining->actor, &g_array_index(campaigns, Enrolling, i),
                               clients, joining->enrolled, error))
            return false;
    return true;
}

static bool join_all(Base *base, const Joining *joining, GError **error)
{
    *joining->joined = *joining->enrolled = 0;
    if (!list_is_there(base, joining->actor->enterprise_id, joining->list_id, error))
        return false;
    g_autoptr(GArray) campaigns = prepare_campaigns(base, joining, error);
    g_autofree char *places = campaigns ? find_places(base, joining, error) : NULL;
    if (!places)
        return false;
    g_autoptr(GArray) clients = who_joins(joining, places, IS_NEW);
    g_autoptr(GArray) back = who_joins(joining, places, IS_BACK);
    if (!add_members(base, joining, clients, error) || !take_back(base, joining, back, error))
        return false;
    g_array_append_vals(clients, back->data, back->len);
    *joining->joined = clients->len;
    return enrol_members(base, joining, campaigns, clients, error);
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
