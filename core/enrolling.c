/* Many clients into one campaign: what is asked and written of all of them goes together. */
#include "campaign_internal.h"
#include "rows.h"

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

/* --- who has been through it -------------------------------------------------------------------
 */

typedef struct {
    int64_t id, run, created_at;     /* id 0: never */
    bool stopped, by_lists, by_list; /* held up by lists; by this one */
} LastRun;

static bool take_run(DbRows *row, size_t question, void *data, GError **error)
{
    LastRun *runs = data;
    runs[question] = (LastRun){db_column_integer(row, 0),     db_column_integer(row, 1),
                               db_column_integer(row, 2),     db_column_type(row, 3) != DB_NULL,
                               db_column_integer(row, 4) > 0, db_column_integer(row, 5) > 0};
    return true;
}

/* One for each client. */
static LastRun *find_last_runs(Base *base, const Enrolling *enrolling, const int64_t *clients,
                               size_t n, GError **error)
{
    g_autofree LastRun *runs = g_new0(LastRun, n);
    g_autofree DbValue *values = g_new(DbValue, 4 * n);
    for (size_t i = 0; i < n; i++) {
        values[4 * i] = db_integer(enrolling->list_id);
        values[4 * i + 1] = db_integer(enrolling->enterprise_id);
        values[4 * i + 2] = db_integer(clients[i]);
        values[4 * i + 3] = db_integer(enrolling->campaign_id);
    }
    return db_query_each(
               base_db(base),
               SQL("SELECT id, run, created_at, stopped_at, (SELECT count(*) FROM enrollment_list "
                   "WHERE enrollment_list.enterprise_id = enrollment.enterprise_id "
                   "AND enrollment_list.enrollment_id = enrollment.id), "
                   "(SELECT count(*) FROM enrollment_list "
                   "WHERE enrollment_list.enterprise_id = enrollment.enterprise_id "
                   "AND enrollment_list.enrollment_id = enrollment.id "
                   "AND enrollment_list.list_id = ?) FROM enrollment WHERE enterprise_id = ? "
                   "AND client_id = ? AND campaign_id = ? ORDER BY run DESC LIMIT 1"),
               values, 4, n, take_run, runs, error)
               ? g_steal_pointer(&runs)
               : NULL;
}

/* An enrollment that lists hold up is held up by this list too; one made by hand is not: leaving
 * the list must not end it. */
static bool is_new_cause(const Enrolling *enrolling, const LastRun *last)
{
    return enrolling->list_id && !last->stopped && last->by_lists && !last->by_list;
}

/* --- rows ------------------------------------------------------------------------------------- */

typedef struct {
    GArray *fresh;  /* of History: who is to be enrolled */
    GArray *places; /* of size_t: which of the clients each is */
    GArray *causes; /* of int64_t: enrollments that the list holds up from now on */
} Additions;

static void additions_init(Additions *additions)
{
    *additions = (Additions){g_array_new(FALSE, FALSE, sizeof(History)),
                             g_array_new(FALSE, FALSE, sizeof(size_t)),
                             g_array_new(FALSE, FALSE, sizeof(int64_t))};
}

static void additions_clear(Additions *additions)
{
    g_array_unref(additions->fresh);
    g_array_unref(additions->places);
    g_array_unref(additions->causes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Additions, additions_clear)

static History *fresh_at(const Additions *additions, guint i)
{
    return &g_array_index(additions->fresh, History, i);
}

static bool insert(Base *base, const char *table, const char *columns, const GArray *values,
                   size_t n, int64_t *ids, GError **error)
{
    return db_insert_many(base_db(base), table, columns,
                          (const DbValue *)(const void *)values->data, n, ids, error);
}

static bool insert_enrollments(Base *base, const Actor *actor, const Enrolling *enrolling,
                               Additions *additions, GError **error)
{
    static const char *const sources[] = {[SOURCE_CARD] = "card",
                                          [SOURCE_LIST] = "list",
                                          [SOURCE_IMPORT] = "import",
                                          [SOURCE_API] = "api"};
    guint n = additions->fresh->len;
    g_autofree int64_t *ids = g_new(int64_t, n);
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    for (guint i = 0; i < n; i++) {
        const History *fresh = fresh_at(additions, i);
        const DbValue row[] = {
            db_integer(enrolling->enterprise_id), db_integer(fresh->client_id),
            db_integer(enrolling->campaign_id),   db_integer(fresh->run),
            db_text(enrolling->start_on),         db_integer(enrolling->at_once),
            db_text(sources[enrolling->source]),  rows_reference(enrolling->import_id),
            rows_reference(actor->employee_id),   db_integer(actor->now)};
        g_array_append_vals(values, row, G_N_ELEMENTS(row));
    }
    if (!insert(base, "enrollment",
                "enterprise_id, client_id, campaign_id, run, start_on, at_once, source, import_id, "
                "created_by, created_at",
                values, n, ids, error))
        return false;
    for (guint i = 0; i < n; i++)
        fresh_at(additions, i)->id = ids[i];
    return true;
}

static bool insert_causes(Base *base, const Enrolling *enrolling, const Additions *additions,
                          GError **error)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    for (guint i = 0; i < additions->causes->len; i++) {
        const DbValue row[] = {db_integer(enrolling->enterprise_id),
                               db_integer(g_array_index(additions->causes, int64_t, i)),
                               db_integer(enrolling->list_id)};
        g_array_append_vals(values, row, G_N_ELEMENTS(row));
    }
    return insert(base, "enrollment_list", "enterprise_id, enrollment_id, list_id", values,
                  additions->causes->len, NULL, error);
}

static bool insert_all(Base *base, const Actor *actor, const Enrolling *enrolling,
                       Additions *additions, GError **error)
{
    if (!insert_enrollments(base, actor, enrolling, additions, error))
        return false;
    for (guint i = 0; enrolling->list_id && i < additions->fresh->len; i++)
        g_array_append_val(additions->causes, fresh_at(additions, i)->id);
    return insert_causes(base, enrolling, additions, error) &&
           (!enrolling->first.id ||
            chain_queue_many(base, additions->fresh, &enrolling->first, enrolling->due_at, error));
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool add(Base *base, const Actor *actor, const Enrolling *enrolling, const LastRun *last,
                int64_t client_id, size_t place, Additions *additions, Enrolled *result,
                GError **error)
{
    if (last->id && !enrolling->restart) {
        *result = (Enrolled){last->id, true, last->created_at, 0};
        if (is_new_cause(enrolling, last))
            g_array_append_val(additions->causes, last->id);
        return true;
    }
    const History fresh = {.enterprise_id = enrolling->enterprise_id,
                           .client_id = client_id,
                           .campaign_id = enrolling->campaign_id,
                           .run = last->run + 1};
    *result = (Enrolled){.due_at = enrolling->due_at};
    g_array_append_val(additions->fresh, fresh);
    g_array_append_val(additions->places, place);
    return !last->id || enrollment_stop_in(base, actor, enrolling->enterprise_id, last->id,
                                           "restarted", NULL, error);
}

bool enrolling_add(Base *base, const Actor *actor, const Enrolling *enrolling,
                   const int64_t *clients, size_t n, Enrolled *results, GError **error)
{
    g_auto(Additions) additions;
    additions_init(&additions);
    g_autofree LastRun *runs = find_last_runs(base, enrolling, clients, n, error);
    if (!runs)
        return n == 0;
    for (size_t i = 0; i < n; i++)
        if (!add(base, actor, enrolling, &runs[i], clients[i], i, &additions, &results[i], error))
            return false;
    if (!insert_all(base, actor, enrolling, &additions, error))
        return false;
    for (guint i = 0; i < additions.fresh->len; i++)
        results[g_array_index(additions.places, size_t, i)].enrollment_id =
            fresh_at(&additions, i)->id;
    return true;
}

bool enrolling_add_all(Base *base, const Actor *actor, const Enrolling *enrolling,
                       const GArray *clients, int64_t *enrolled, GError **error)
{
    g_autofree Enrolled *results = g_new(Enrolled, clients->len);
    if (!enrolling_add(base, actor, enrolling, (const int64_t *)(const void *)clients->data,
                       clients->len, results, error))
        return false;
    for (guint i = 0; i < clients->len; i++)
        *enrolled += !results[i].existed;
    return true;
}
