/* bench-enrol BASE: everybody in a base of `ukrcrm-admin gen` is enrolled in a campaign of their
 * enterprise. Of their letters DUE are due a day after the clock of the benches, as many in each
 * enterprise, the others in years. One more enterprise comes, whose DUE clients have letters due at
 * that clock. */
#include "../claims/people.h"
#include "base_internal.h"
#include "core/campaign.h"
#include "rows.h"
#include "work.h"

#include <locale.h>
#include <stdio.h>

enum { DUE = 3000 };

/* All others like the first client, whom core has enrolled: the enterprise is their only value. */
static const char *const like_the_first[] = {
    SQL("INSERT INTO list_member (enterprise_id, list_id, client_id, source, joined_at) "
        "SELECT one.enterprise_id, one.list_id, client.id, one.source, one.joined_at "
        "FROM list_member AS one JOIN client ON client.enterprise_id = one.enterprise_id "
        "AND client.id <> one.client_id WHERE one.enterprise_id = ? ORDER BY client.id"),
    SQL("INSERT INTO enrollment (enterprise_id, client_id, campaign_id, run, start_on, at_once, "
        "source, created_by, created_at) SELECT one.enterprise_id, client.id, one.campaign_id, "
        "one.run, one.start_on, one.at_once, one.source, one.created_by, one.created_at "
        "FROM enrollment AS one JOIN client ON client.enterprise_id = one.enterprise_id "
        "AND client.id <> one.client_id WHERE one.enterprise_id = ? ORDER BY client.id"),
    SQL("INSERT INTO enrollment_list (enterprise_id, enrollment_id, list_id) "
        "SELECT one.enterprise_id, enrollment.id, one.list_id FROM enrollment_list AS one "
        "JOIN enrollment ON enrollment.enterprise_id = one.enterprise_id "
        "AND enrollment.id <> one.enrollment_id WHERE one.enterprise_id = ? "
        "ORDER BY enrollment.id"),
    SQL("INSERT INTO delivery (enterprise_id, kind, state, due_at, next_at, enrollment_id, "
        "step_id, campaign_id, letter_id, client_id, run) SELECT one.enterprise_id, one.kind, "
        "one.state, one.due_at, one.next_at, enrollment.id, one.step_id, one.campaign_id, "
        "one.letter_id, enrollment.client_id, one.run FROM delivery AS one "
        "JOIN enrollment ON enrollment.enterprise_id = one.enterprise_id "
        "AND enrollment.id <> one.enrollment_id WHERE one.enterprise_id = ? "
        "ORDER BY enrollment.id"),
};

/* The letters of one enterprise but the first `due` of them wait for years. */
static bool put_off(Base *base, const Actor *actor, int64_t due, GError **error)
{
    return db_execute(base_db(base),
                      SQL("UPDATE delivery SET due_at = due_at + ?, next_at = next_at + ? "
                          "WHERE enterprise_id = ? AND id >= (SELECT min(id) + ? FROM delivery "
                          "WHERE enterprise_id = ?)"),
                      DB_ARGS(db_integer(10000 * WORK_DAY), db_integer(10000 * WORK_DAY),
                              db_integer(actor->enterprise_id), db_integer(due),
                              db_integer(actor->enterprise_id)),
                      NULL, error);
}

static bool enrol_clients(Base *base, const Actor *actor, int64_t due, GError **error)
{
    People people = {.paragraphs = 5};
    const DbValue enterprise = db_integer(actor->enterprise_id);
    int64_t first, joined, enrolled;
    bool done =
        people_campaign(base, actor, &people, error) &&
        db_get_integer(base_db(base), SQL("SELECT min(id) FROM client WHERE enterprise_id = ?"),
                       DB_ARGS(enterprise), &first, NULL, error) &&
        list_join(base, actor, people.list_id, &first, 1, true, &joined, &enrolled, error);
    for (size_t i = 0; done && i < G_N_ELEMENTS(like_the_first); i++)
        done = db_execute(base_db(base), like_the_first[i], DB_ARGS(enterprise), NULL, error);
    return done && put_off(base, actor, due, error);
}

/* An enterprise whose first letters are due at `now`. */
static bool enrol(Base *base, int64_t enterprise_id, int64_t now, int64_t due, GError **error)
{
    const Actor actor = actor_console(enterprise_id, now);
    const DbActor writer = base_db_actor(base, &actor);
    if (!db_begin(base_db(base), &writer, DB_SLICE, error))
        return false;
    if (enrol_clients(base, &actor, due, error))
        return db_commit(base_db(base), error);
    db_rollback(base_db(base));
    return false;
}

static bool enrol_each(Base *base, GError **error)
{
    g_autoptr(GArray) ids = rows_integers(
        base, SQL("SELECT id FROM enterprise WHERE id > 0 ORDER BY id"), DB_NO_ARGS, error);
    for (guint i = 0; ids && i < ids->len; i++)
        if (!enrol(base, g_array_index(ids, int64_t, i), WORK_NOW + WORK_DAY,
                   MAX(DUE / ids->len, 1), error))
            return false;
    return ids != NULL;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    g_autoptr(GError) error = NULL;
    People people = {.paragraphs = 5};
    if (argc != 2) {
        fprintf(stderr, "usage: bench-enrol BASE\n");
        return 64;
    }
    g_autoptr(Base) base = base_open(argv[1], PROGRAM_ADMIN, &error);
    if (base && enrol_each(base, &error) &&
        people_make(base, WORK_NOW, DUE, G_MAXINT64, &people, &error))
        return 0;
    fprintf(stderr, "bench-enrol: %s\n", error->message);
    return 1;
}
