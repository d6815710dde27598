/* docs/rules.md, "Records": tasks are due by the clock of their enterprise, also when it moves to
 * another zone or its zone gets other rules. */
#include "core/task_zone.h"
#include "core/when.h"
#include "entities/task.h"
#include "rows.h"

enum {
    AT_ONCE = 1000, /* of so many the save that changes the zone takes all along */
    SLICE = 500,    /* tasks of a transaction else */
};

typedef struct {
    int64_t id, due_at;
} Moved;

/* Tasks of one enterprise by the clock that it has now. */
typedef struct {
    Base *base;
    int64_t enterprise_id;
    char *name; /* of the zone */
    GTimeZone *zone;
} Clock;

static void clock_clear(Clock *clock)
{
    g_free(clock->name);
    g_clear_pointer(&clock->zone, g_time_zone_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Clock, clock_clear)

/* In a write transaction nobody changes the zone before its end. */
static bool clock_read(Clock *clock, Base *base, int64_t enterprise_id, GError **error)
{
    *clock = (Clock){.base = base, .enterprise_id = enterprise_id};
    return db_get_text(base_db(base), SQL("SELECT zone FROM enterprise WHERE id = ?"),
                       DB_ARGS(db_integer(enterprise_id)), &clock->name, NULL, error) &&
           (clock->zone = zone_open(clock->name, error));
}

int64_t task_due_at(const char *due_on, int minute, GTimeZone *zone)
{
    int day = 0;
    day_from_text(due_on, &day);
    return minute < 0 ? when_at(day + 1, 0, zone) : when_at(day, minute, zone);
}

/* The row at hand: id, due_on, due_minute, due_at. */
static void add_if_moved(GArray *moved, DbRows *row, GTimeZone *zone)
{
    int minute = db_column_type(row, 2) == DB_NULL ? -1 : (int)db_column_integer(row, 2);
    Moved task = {db_column_integer(row, 0), task_due_at(db_column_text(row, 1), minute, zone)};
    if (task.due_at != db_column_integer(row, 3))
        g_array_append_val(moved, task);
}

/* Of Moved. Archived ones too: they may come back. */
static GArray *find_moved(const Clock *clock, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(clock->base),
        SQL("SELECT id, due_on, due_minute, due_at FROM task WHERE enterprise_id = ? AND id > 0"),
        DB_ARGS(db_integer(clock->enterprise_id)), error);
    if (!rows)
        return NULL;
    g_autoptr(GArray) moved = g_array_new(FALSE, FALSE, sizeof(Moved));
    GError *failure = NULL;
    while (db_next(rows, &failure))
        add_if_moved(moved, rows, clock->zone);
    return rows_ended(failure, error) ? g_steal_pointer(&moved) : NULL;
}

static bool write_due(const Clock *clock, const Moved *moved, size_t n, GError **error)
{
    for (size_t i = 0; i < n; i++)
        if (!db_execute(base_db(clock->base),
                        SQL("UPDATE task SET due_at = ? WHERE enterprise_id = ? AND id = ?"),
                        DB_ARGS(db_integer(moved[i].due_at), db_integer(clock->enterprise_id),
                                db_integer(moved[i].id)),
                        NULL, error))
            return false;
    return true;
}

/* --- which clock it was ----------------------------------------------------------------------- */

static bool remember(const Clock *clock, GError **error)
{
    return db_execute(base_db(clock->base),
                      SQL("INSERT INTO task_zone (enterprise_id, zone, rules) VALUES (?, ?, ?) "
                          "ON CONFLICT (enterprise_id) DO UPDATE SET zone = excluded.zone, "
                          "rules = excluded.rules"),
                      DB_ARGS(db_integer(clock->enterprise_id), db_text(clock->name),
                              db_text(base_zone_rules(clock->base))),
                      NULL, error);
}

/* Neither by the one clock nor by the other, from here on. */
static bool forget(Base *base, int64_t enterprise_id, GError **error)
{
    return db_execute(base_db(base), SQL("DELETE FROM task_zone WHERE enterprise_id = ?"),
                      DB_ARGS(db_integer(enterprise_id)), NULL, error);
}

/* A machine with older rules than were reckoned by leaves what is there. */
#define STALE                                                                                      \
    "SELECT enterprise.id FROM enterprise LEFT JOIN task_zone ON task_zone.enterprise_id = "       \
    "enterprise.id WHERE (task_zone.zone IS NULL OR task_zone.zone <> enterprise.zone OR "         \
    "task_zone.rules < ?)"

static GArray *find_stale(Base *base, GError **error)
{
    return rows_integers(base, SQL(STALE " ORDER BY enterprise.id"),
                         DB_ARGS(db_text(base_zone_rules(base))), error);
}

bool tasks_await_zone(Base *base, int64_t enterprise_id, bool *awaiting, GError **error)
{
    int64_t id;
    return db_get_integer(base_db(base), SQL(STALE " AND enterprise.id = ?"),
                          DB_ARGS(db_text(base_zone_rules(base)), db_integer(enterprise_id)), &id,
                          awaiting, error);
}

/* --- in the save ------------------------------------------------------------------------------ */

bool tasks_take_zone(Base *base, int64_t enterprise_id, GError **error)
{
    int64_t tasks;
    if (!db_get_integer(base_db(base),
                        SQL("SELECT count(*) FROM (SELECT 1 AS one FROM task "
                            "WHERE enterprise_id = ? AND id > 0 LIMIT ?) AS counted"),
                        DB_ARGS(db_integer(enterprise_id), db_integer(AT_ONCE + 1)), &tasks, NULL,
                        error))
        return false;
    if (tasks > AT_ONCE)
        return forget(base, enterprise_id, error);
    g_auto(Clock) clock;
    g_autoptr(GArray) moved =
        clock_read(&clock, base, enterprise_id, error) ? find_moved(&clock, error) : NULL;
    return moved && write_due(&clock, (const Moved *)(void *)moved->data, moved->len, error) &&
           remember(&clock, error);
}

/* --- afterwards ------------------------------------------------------------------------------- */

/* Tasks of an enterprise that stood by another clock some time ago. */
typedef struct {
    const Clock *found;
    const Moved *tasks;
    size_t n;
    int64_t moved;
    bool again; /* the enterprise has moved on meanwhile: it is to be found again */
} Slice;

typedef struct {
    GArray *moved;
    GTimeZone *zone;
} Take;

static bool take_task(DbRows *row, size_t question, void *data, GError **error)
{
    const Take *take = data;
    add_if_moved(take->moved, row, take->zone);
    return true;
}

/* Of Moved: those of the slice as they are by now. */
static GArray *find_again(const Clock *clock, const Slice *slice, GError **error)
{
    g_autofree DbValue *places = g_new(DbValue, 2 * slice->n);
    for (size_t i = 0; i < slice->n; i++) {
        places[2 * i] = db_integer(clock->enterprise_id);
        places[2 * i + 1] = db_integer(slice->tasks[i].id);
    }
    g_autoptr(GArray) moved = g_array_new(FALSE, FALSE, sizeof(Moved));
    Take take = {moved, clock->zone};
    return db_query_each(base_db(clock->base),
                         SQL("SELECT id, due_on, due_minute, due_at FROM task "
                             "WHERE enterprise_id = ? AND id = ?"),
                         places, 2, slice->n, take_task, &take, error)
               ? g_steal_pointer(&moved)
               : NULL;
}

static bool move_slice(Base *base, void *data, GError **error)
{
    Slice *slice = data;
    g_auto(Clock) clock;
    g_autoptr(GArray) moved = clock_read(&clock, base, slice->found->enterprise_id, error)
                                  ? find_again(&clock, slice, error)
                                  : NULL;
    slice->moved = moved ? moved->len : 0;
    slice->again = moved && !g_str_equal(clock.name, slice->found->name);
    return moved && write_due(&clock, (const Moved *)(void *)moved->data, moved->len, error);
}

static bool remember_found(Base *base, void *data, GError **error)
{
    const Clock *found = data;
    g_auto(Clock) clock;
    return clock_read(&clock, base, found->enterprise_id, error) &&
           (!g_str_equal(clock.name, found->name) || remember(&clock, error));
}

typedef struct {
    Base *base;
    Actor actor;
    bool (*goes_on)(void *data);
    void *data;
    int64_t *moved;
} Following;

static bool may_go_on(const Following *following)
{
    return !following->goes_on || following->goes_on(following->data);
}

/* A zone that this machine does not know is left to one that does. */
static bool follow(const Following *following, int64_t enterprise_id, GError **error)
{
    Actor inside = following->actor;
    inside.enterprise_id = enterprise_id;
    g_auto(Clock) clock;
    g_autoptr(GError) failure = NULL;
    if (!clock_read(&clock, following->base, enterprise_id, &failure)) {
        bool unknown = g_error_matches(failure, WHEN_ERROR, WHEN_ERROR_ZONE);
        if (!unknown)
            g_propagate_error(error, g_steal_pointer(&failure));
        return unknown;
    }
    g_autoptr(GArray) found = find_moved(&clock, error);
    if (!found)
        return false;
    for (guint i = 0; i < found->len; i += SLICE) {
        Slice slice = {&clock, &g_array_index(found, Moved, i), MIN(SLICE, found->len - i)};
        if (!may_go_on(following))
            return true;
        if (!base_write(following->base, &inside, move_slice, &slice, error))
            return false;
        *following->moved += slice.moved;
        if (slice.again)
            return true;
    }
    return base_write(following->base, &inside, remember_found, &clock, error);
}

bool tasks_follow_zones(Base *base, int64_t now, bool (*goes_on)(void *data), void *data,
                        int64_t *moved, GError **error)
{
    const Following following = {base, actor_console(0, now), goes_on, data, moved};
    *moved = 0;
    g_autoptr(GArray) stale = find_stale(base, error);
    for (guint i = 0; stale && i < stale->len && may_go_on(&following); i++)
        if (!follow(&following, g_array_index(stale, int64_t, i), error))
            return false;
    return stale != NULL;
}
