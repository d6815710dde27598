/* Who waits for whom when several write at once on a server. */
#include "base.h"
#include "store.h"

#include <string.h>

static DbActor writer_in(int64_t enterprise_id)
{
    return (DbActor){.enterprise_id = enterprise_id, .program = "test"};
}

static void begin(Db *db, int64_t enterprise_id)
{
    g_autoptr(GError) error = NULL;
    const DbActor actor = writer_in(enterprise_id);
    db_begin(db, &actor, DB_DURABLE, &error);
    g_assert_no_error(error);
}

static void commit(Db *db)
{
    g_autoptr(GError) error = NULL;
    db_commit(db, &error);
    g_assert_no_error(error);
}

static bool is_busy(Db *db, int64_t enterprise_id)
{
    g_autoptr(GError) error = NULL;
    const DbActor actor = writer_in(enterprise_id);
    bool began = db_begin(db, &actor, DB_DURABLE, &error);
    if (!began)
        g_assert_error(error, DB_ERROR, DB_ERROR_BUSY);
    db_rollback(db);
    return !began;
}

static Db *open_other(const Base *base, int timeout_ms)
{
    g_autoptr(GError) error = NULL;
    DbOptions options = base_options;
    options.busy_timeout_ms = timeout_ms;
    Db *db = db_open(base->url, &options, &error);
    g_assert_no_error(error);
    return db;
}

static void create(Base *base)
{
    base_create(base);
    base_write(base->db, SQL("INSERT INTO firm (id, name) VALUES (2, 'two'), (3, 'three')"),
               DB_NO_ARGS);
}

static bool insert_client(Db *db, int64_t enterprise_id, const char *name, GError **error)
{
    return db_execute(db, SQL("INSERT INTO client (enterprise_id, name) VALUES (?, ?)"),
                      DB_ARGS(db_integer(enterprise_id), db_text(name)), NULL, error);
}

static int64_t clients(Db *db)
{
    return base_integer(db, SQL("SELECT count(*) FROM client"));
}

/* Enterprises do not wait for one another, and the installation is one like the others. */
static void test_enterprises(void)
{
    Base base;
    create(&base);
    g_autoptr(Db) other = open_other(&base, 50);
    for (int64_t mine = 0; mine <= 2; mine++) {
        begin(base.db, mine);
        for (int64_t theirs = 0; theirs <= 2; theirs++)
            g_assert_true(is_busy(other, theirs) == (mine == theirs));
        db_rollback(base.db);
        g_assert_false(is_busy(other, mine));
    }
    g_clear_pointer(&other, db_close);
    base_remove(&base);
}

static void test_enter(void)
{
    Base base;
    create(&base);
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) other = open_other(&base, 50);
    g_assert_false(db_enter(base.db, 1, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_FORBIDDEN);
    g_clear_error(&error);
    begin(base.db, 1);
    g_assert_false(is_busy(other, 3));
    g_assert_true(db_enter(base.db, 3, &error));
    g_assert_true(db_enter(base.db, 1, &error));
    g_assert_true(is_busy(other, 1));
    g_assert_true(is_busy(other, 3));
    g_assert_false(is_busy(other, 2));
    commit(base.db);
    g_assert_false(is_busy(other, 3));
    /* A transaction enters anew. */
    begin(base.db, 1);
    g_assert_false(is_busy(other, 3));
    g_clear_pointer(&other, db_close);
    base_remove(&base);
}

/* What guard.sql is for: the other tests would notice. */
static void test_guard(void)
{
    Base base;
    create(&base);
    g_autoptr(GError) error = NULL;
    begin(base.db, 1);
    g_assert_true(insert_client(base.db, 1, "mine", &error));
    g_assert_false(insert_client(base.db, 2, "theirs", &error));
    g_assert_nonnull(strstr(error->message, "has entered {1}"));
    db_rollback(base.db);
    g_clear_error(&error);
    begin(base.db, 1);
    db_enter(base.db, 2, &error);
    insert_client(base.db, 2, "ours", &error);
    g_assert_no_error(error);
    commit(base.db);
    base_remove(&base);
}

/* --- two who wait for each other -------------------------------------------------------------- */

typedef struct {
    Db *db;
    int64_t first, second;
    const char *name;
    int *inside; /* how many have their first one */
    int calls;
} Crossing;

/* Until something is looked at, nothing has been waited for, the turn neither. */
static void wait_for_turn(Db *db)
{
    g_assert_cmpint(base_integer(db, SQL("SELECT 1")), ==, 1);
}

static bool cross(Db *db, void *data, GError **error)
{
    Crossing *crossing = data;
    wait_for_turn(db);
    g_atomic_int_inc(crossing->inside);
    if (crossing->calls++ == 0)
        while (g_atomic_int_get(crossing->inside) < 2)
            g_usleep(1000);
    return db_enter(db, crossing->second, error) &&
           insert_client(db, crossing->first, crossing->name, error) &&
           insert_client(db, crossing->second, crossing->name, error);
}

static gpointer write_across(void *data)
{
    g_autoptr(GError) error = NULL;
    Crossing *crossing = data;
    const DbActor actor = writer_in(crossing->first);
    db_write(crossing->db, &actor, cross, crossing, &error);
    g_assert_no_error(error);
    return NULL;
}

static void test_deadlock(void)
{
    Base base;
    create(&base);
    int inside = 0;
    g_autoptr(Db) other = open_other(&base, 0);
    Crossing mine = {base.db, 1, 2, "mine", &inside, 0},
             theirs = {other, 2, 1, "theirs", &inside, 0};
    GThread *thread = g_thread_new("other", write_across, &theirs);
    write_across(&mine);
    g_thread_join(thread);
    g_assert_cmpint(mine.calls + theirs.calls, ==, 3);
    g_assert_cmpint(clients(base.db), ==, 4);
    g_clear_pointer(&other, db_close);
    base_remove(&base);
}

/* --- in several ------------------------------------------------------------------------------- */

typedef struct {
    Db *other; /* NULL: of no use here */
    int64_t seen[20];
    size_t n;
} Visit;

static bool visit(Db *db, const int64_t *enterprises, size_t n, void *data, GError **error)
{
    Visit *visit = data;
    for (size_t i = 0; i < n; i++) {
        visit->seen[visit->n++] = enterprises[i];
        if (!insert_client(db, enterprises[i], "each", error))
            return false;
    }
    return true;
}

static void write_each(Db *db, const int64_t *enterprises, size_t n, DbEachBody body, void *data)
{
    g_autoptr(GError) error = NULL;
    db_write_each(db, &base_actor, enterprises, n, body, data, &error);
    g_assert_no_error(error);
}

/* Who holds one of them: until the others are written in, or until somebody waits. */
typedef struct {
    Db *db, *third;
    bool first;
} Holding;

static gpointer hold(void *data)
{
    const Holding *holding = data;
    while (holding->first ? !db_is_awaited(holding->db) : clients(holding->db) < 2)
        g_usleep(1000);
    for (int64_t other = 2; other <= 3; other++)
        g_assert_false(is_busy(holding->third, other));
    commit(holding->db);
    return NULL;
}

/* Whom others write in keeps none of the rest waiting: it comes last, or first while none is held.
 */
static void test_busy(void)
{
    static const int64_t all[2][3] = {{3, 1, 2}, {1, 3, 2}};
    for (int i = 0; i < 2; i++) {
        Base base;
        create(&base);
        g_autoptr(Db) other = open_other(&base, 0);
        g_autoptr(Db) third = open_other(&base, 50);
        Holding holding = {other, third, .first = i};
        Visit visiting = {0};
        begin(other, 1);
        GThread *thread = g_thread_new("other", hold, &holding);
        write_each(base.db, all[i], 3, visit, &visiting);
        g_thread_join(thread);
        g_assert_cmpint(visiting.n, ==, 3);
        g_assert_cmpint(visiting.seen[i ? 0 : 2], ==, 1);
        g_assert_cmpint(clients(base.db), ==, 3);
        g_clear_pointer(&other, db_close);
        g_clear_pointer(&third, db_close);
        base_remove(&base);
    }
}

static bool count_busy(Db *db, const int64_t *enterprises, size_t n, void *data, GError **error)
{
    Visit *visit = data;
    wait_for_turn(db);
    for (size_t i = 0; i < n; i++)
        g_assert_true(is_busy(visit->other, enterprises[i]));
    visit->seen[visit->n] = 0;
    for (int64_t any = 1; any <= 10; any++)
        visit->seen[visit->n] += is_busy(visit->other, any);
    g_assert_cmpint(visit->seen[visit->n++], ==, n);
    return true;
}

/* Eight at a time. */
static void test_together(void)
{
    static const int64_t all[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, busy[] = {8, 2};
    Base base;
    create(&base);
    g_autoptr(Db) other = open_other(&base, 10);
    Visit visiting = {.other = other};
    write_each(base.db, all, 10, count_busy, &visiting);
    g_assert_cmpmem(visiting.seen, visiting.n * sizeof *busy, busy, sizeof busy);
    g_clear_pointer(&other, db_close);
    base_remove(&base);
}

/* --- again ------------------------------------------------------------------------------------ */

/* Fails as a transaction does that met another's, `times` times. */
typedef struct {
    int times, calls;
    const char *name;
} Meeting;

static bool meet(Db *db, void *data, GError **error)
{
    Meeting *meeting = data;
    if (!insert_client(db, 1, meeting->name, error) || meeting->calls++ >= meeting->times)
        return *error == NULL;
    g_autoptr(DbRows) rows = db_query(db, SQL("SELECT meet ()"), DB_NO_ARGS, error);
    return rows != NULL && db_next(rows, error);
}

static void test_again(void)
{
    Base base;
    base_create(&base);
    g_autoptr(GError) error = NULL;
    g_free(store_ask(
        base.url, "CREATE FUNCTION meet () RETURNS int LANGUAGE plpgsql AS "
                  "$$BEGIN RAISE EXCEPTION 'met' USING ERRCODE = 'serialization_failure'; END$$"));
    Meeting meeting = {.times = 3, .name = "met"};
    g_assert_true(db_write(base.db, &base_actor, meet, &meeting, &error));
    g_assert_no_error(error);
    g_assert_cmpint(meeting.calls, ==, 4);
    g_assert_cmpint(clients(base.db), ==, 1);
    meeting = (Meeting){.times = 1000, .name = "never"};
    g_assert_false(db_write(base.db, &base_actor, meet, &meeting, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_BUSY);
    g_assert_cmpint(clients(base.db), ==, 1);
    base_remove(&base);
}

/* --- another version -------------------------------------------------------------------------- */

/* Whoever changes the schema waits for those who write by the old one. */
static void test_migration(void)
{
    static const DbMigration steps[] = {
        {4, "a colour", SQL("ALTER TABLE tag ADD COLUMN colour INTEGER;")}, {0}};
    Base base;
    create(&base);
    g_autoptr(GError) error = NULL;
    DbOptions newer = base_options;
    newer.version = 4;
    newer.migrations = steps;
    newer.busy_timeout_ms = 50;
    int from;
    begin(base.db, 1);
    g_assert_false(db_migrate(base.url, &newer, &from, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_BUSY);
    g_clear_error(&error);
    commit(base.db);
    g_assert_true(db_migrate(base.url, &newer, &from, &error));
    g_assert_no_error(error);
    g_assert_cmpint(from, ==, 3);
    const DbActor actor = writer_in(1);
    g_assert_false(db_begin(base.db, &actor, DB_DURABLE, &error));
    g_assert_error(error, DB_ERROR, DB_ERROR_TOO_NEW);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/postgresql/writers/enterprises", test_enterprises);
    g_test_add_func("/postgresql/writers/enter", test_enter);
    g_test_add_func("/postgresql/writers/guard", test_guard);
    g_test_add_func("/postgresql/writers/deadlock", test_deadlock);
    g_test_add_func("/postgresql/writers/busy", test_busy);
    g_test_add_func("/postgresql/writers/together", test_together);
    g_test_add_func("/postgresql/writers/again", test_again);
    g_test_add_func("/postgresql/writers/migration", test_migration);
    return g_test_run();
}
