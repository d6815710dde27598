/* Leaving a list ends what the list has started, unless another list of the client goes on with
 * it. */
#include "campaign_internal.h"
#include "rows.h"

typedef struct {
    const Actor *actor;
    int64_t list_id;
    const int64_t *clients;
    size_t n;
    int64_t *cancelled;
} Leaving;

static bool mark_left(Base *base, const Actor *actor, int64_t list_id, int64_t client_id,
                      int64_t *changed, GError **error)
{
    return db_execute(base_db(base),
                      SQL("UPDATE list_member SET left_at = ? WHERE enterprise_id = ? "
                          "AND list_id = ? AND client_id = ? AND left_at IS NULL"),
                      DB_ARGS(db_integer(actor->now), db_integer(actor->enterprise_id),
                              db_integer(list_id), db_integer(client_id)),
                      changed, error);
}

static GArray *caused_enrollments(Base *base, const Actor *actor, int64_t list_id,
                                  int64_t client_id, GError **error)
{
    return rows_integers(
        base,
        SQL("SELECT enrollment.id FROM enrollment "
            "JOIN enrollment_list ON enrollment_list.enterprise_id = enrollment.enterprise_id "
            "AND enrollment_list.enrollment_id = enrollment.id "
            "WHERE enrollment.enterprise_id = ? AND enrollment.client_id = ? "
            "AND enrollment_list.list_id = ? AND enrollment.stopped_at IS NULL"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(client_id), db_integer(list_id)),
        error);
}

/* Lists the client is still in that have the campaign: they take the enrollment over. */
static GArray *other_lists(Base *base, const Actor *actor, int64_t enrollment_id, GError **error)
{
    return rows_integers(
        base,
        SQL("SELECT list.id FROM enrollment "
            "JOIN list_member ON list_member.enterprise_id = enrollment.enterprise_id "
            "AND list_member.client_id = enrollment.client_id AND list_member.left_at IS NULL "
            "JOIN list ON list.enterprise_id = enrollment.enterprise_id "
            "AND list.id = list_member.list_id AND list.archived_at IS NULL "
            "JOIN list_campaign ON list_campaign.enterprise_id = enrollment.enterprise_id "
            "AND list_campaign.list_id = list.id "
            "AND list_campaign.campaign_id = enrollment.campaign_id "
            "WHERE enrollment.enterprise_id = ? AND enrollment.id = ?"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(enrollment_id)), error);
}

static bool drop_cause(Base *base, const Actor *actor, int64_t enrollment_id, int64_t list_id,
                       GError **error)
{
    return db_execute(
        base_db(base),
        SQL("DELETE FROM enrollment_list WHERE enterprise_id = ? "
            "AND enrollment_id = ? AND list_id = ?"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(enrollment_id), db_integer(list_id)),
        NULL, error);
}

static bool add_cause(Base *base, int64_t enterprise_id, int64_t enrollment_id, int64_t list_id,
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

static bool hand_over(Base *base, const Actor *actor, int64_t enrollment_id, int64_t left,
                      const GArray *lists, GError **error)
{
    if (!drop_cause(base, actor, enrollment_id, left, error))
        return false;
    for (guint i = 0; i < lists->len; i++)
        if (!add_cause(base, actor->enterprise_id, enrollment_id, g_array_index(lists, int64_t, i),
                       error))
            return false;
    return true;
}

static bool end_enrollment(Base *base, const Leaving *leaving, int64_t enrollment_id,
                           GError **error)
{
    const Actor *actor = leaving->actor;
    g_autoptr(GArray) lists = other_lists(base, actor, enrollment_id, error);
    if (!lists)
        return false;
    if (lists->len)
        return hand_over(base, actor, enrollment_id, leaving->list_id, lists, error);
    ++*leaving->cancelled;
    return enrollment_stop_in(base, actor, actor->enterprise_id, enrollment_id, "left_list", NULL,
                              error);
}

static bool leave_one(Base *base, const Leaving *leaving, int64_t client_id, bool *left,
                      GError **error)
{
    int64_t changed;
    if (!mark_left(base, leaving->actor, leaving->list_id, client_id, &changed, error))
        return false;
    *left = changed > 0;
    if (!*left)
        return true;
    g_autoptr(GArray) enrollments =
        caused_enrollments(base, leaving->actor, leaving->list_id, client_id, error);
    for (guint i = 0; enrollments && i < enrollments->len; i++)
        if (!end_enrollment(base, leaving, g_array_index(enrollments, int64_t, i), error))
            return false;
    return enrollments != NULL;
}

static bool leave_body(Base *base, void *data, GError **error)
{
    const Leaving *leaving = data;
    bool left;
    *leaving->cancelled = 0;
    if (!right_check(base, leaving->actor, RIGHT_FILL_LIST, false, error))
        return false;
    for (size_t i = 0; i < leaving->n; i++)
        if (!leave_one(base, leaving, leaving->clients[i], &left, error))
            return false;
    return true;
}

bool list_leave(Base *base, const Actor *actor, int64_t list_id, const int64_t *clients, size_t n,
                int64_t *cancelled, GError **error)
{
    Leaving leaving = {actor, list_id, clients, n, cancelled};
    return base_write(base, actor, leave_body, &leaving, error);
}

/* --- undoing an import ------------------------------------------------------------------------ */

bool list_undo_import_in(Base *base, const Actor *actor, int64_t list_id, int64_t import_id,
                         int64_t *after, int limit, GError **error)
{
    int64_t cancelled = 0;
    Leaving leaving = {.actor = actor, .list_id = list_id, .cancelled = &cancelled};
    g_autoptr(GArray) clients = rows_integers(
        base,
        SQL("SELECT client_id FROM list_member WHERE enterprise_id = ? AND list_id = ? "
            "AND client_id > ? AND import_id = ? AND left_at IS NULL ORDER BY client_id LIMIT ?"),
        DB_ARGS(db_integer(actor->enterprise_id), db_integer(list_id), db_integer(*after),
                db_integer(import_id), db_integer(limit)),
        error);
    *after = 0;
    for (guint i = 0; clients && i < clients->len; i++) {
        bool left;
        *after = g_array_index(clients, int64_t, i);
        if (!leave_one(base, &leaving, *after, &left, error))
            return false;
    }
    return clients != NULL;
}
