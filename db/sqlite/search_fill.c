/* Bringing an index up after a bulk load, beside people who work.
 *
 * Rows go in by slices, each a transaction of about SLICE_US, in the order of their ids, so that
 * FTS5 can sort a slice in memory and write it as one segment. After GROUP slices their segments
 * are merged into one, in steps that are transactions as short. FTS5 left to itself would merge
 * inside the slices, a few segments at a time and each row several times over: see the figures in
 * docs/quality.md, "Store". */
#include "search.h"

#include <glib/gi18n-lib.h>

enum {
    SLICE_US = 10000,
    GROUP = 30, /* below automerge in schema.c, or FTS5 begins to merge by itself */
};

/* How much goes into one transaction, found by measuring. */
typedef struct {
    int64_t size, least, most;
} Pace;

typedef struct {
    Sqlite *s;
    const SearchIndex *index;
    const DbActor *actor;
    int64_t at, last; /* ids done, ids to do */
    int64_t done;     /* rows */
    Pace rows, pages;
    unsigned slices;
} Fill;

static void keep_pace(Pace *pace, int64_t elapsed)
{
    double wanted = (double)pace->size * SLICE_US / (double)MAX(elapsed, 1);
    int64_t size = (int64_t)CLAMP(wanted, (double)pace->size / 2, (double)pace->size * 2);
    pace->size = CLAMP(size, pace->least, pace->most);
}

/* One transaction around `work`; the time that it held the base sets the next one's size. */
static bool in_transaction(Fill *fill, DbDurability durability, Pace *pace,
                           bool (*work)(Fill *fill, GError **error), GError **error)
{
    Db *db = &fill->s->db;
    if (!db_begin(db, fill->actor, durability, error))
        return false;
    int64_t start = g_get_monotonic_time();
    if (!work(fill, error)) {
        db_rollback(db);
        return false;
    }
    if (!db_commit(db, error))
        return false;
    keep_pace(pace, g_get_monotonic_time() - start);
    return true;
}

static bool fill_slice(Fill *fill, GError **error)
{
    int64_t end, added;
    const char *const *sql = (const char *const *)fill->index->sql;
    if (!sqlite_get_own(
            fill->s, sql[SEARCH_SLICE_END],
            DB_ARGS(db_integer(fill->at), db_integer(fill->last), db_integer(fill->rows.size)),
            &end, error) ||
        !sqlite_execute_own(fill->s, sql[SEARCH_FILL],
                            DB_ARGS(db_integer(fill->at), db_integer(end)), &added, error))
        return false;
    fill->at = end > fill->at ? end : fill->last;
    fill->done += added;
    return true;
}

static bool merge_step(Fill *fill, GError **error)
{
    return sqlite_execute_own(fill->s, fill->index->sql[SEARCH_MERGE],
                              DB_ARGS(db_integer(fill->pages.size)), NULL, error);
}

/* A step with nothing to do changes fewer than two rows (sqlite.org/fts5.html#the_merge_command).
 */
static bool merge_group(Fill *fill, GError **error)
{
    int before;
    do {
        before = sqlite3_total_changes(fill->s->handle);
        if (!in_transaction(fill, DB_SLICE, &fill->pages, merge_step, error))
            return false;
    } while (sqlite3_total_changes(fill->s->handle) - before >= 2);
    return true;
}

static bool cancelled(Fill *fill, bool (*progress)(int64_t done, void *data), void *data,
                      GError **error)
{
    if (!progress || progress(fill->done, data))
        return false;
    g_set_error(error, DB_ERROR, DB_ERROR_INTERRUPTED,
                _("filling the search index was stopped after %lld rows"), (long long)fill->done);
    return true;
}

static bool fill_slices(Fill *fill, bool (*progress)(int64_t done, void *data), void *data,
                        GError **error)
{
    while (fill->at < fill->last) {
        if (!in_transaction(fill, DB_SLICE, &fill->rows, fill_slice, error) ||
            (++fill->slices % GROUP == 0 && !merge_group(fill, error)) ||
            cancelled(fill, progress, data, error))
            return false;
    }
    return true;
}

/* Writes again what schema.c has set, and that durably: with it everything before is durable. */
static bool seal(Fill *fill, GError **error)
{
    return sqlite_execute_own(fill->s, fill->index->sql[SEARCH_SEAL], DB_NO_ARGS, NULL, error);
}

bool sqlite_search_fill(Db *db, const char *name, const DbActor *actor, int64_t since,
                        bool (*progress)(int64_t done, void *data), void *data, GError **error)
{
    Fill fill = {
        .s = (Sqlite *)db,
        .index = sqlite_search_index((Sqlite *)db, name, error),
        .actor = actor,
        .at = since,
        .rows = {.size = 500, .least = 50, .most = 20000},
        .pages = {.size = 32, .least = 8, .most = 1000},
    };
    if (!fill.index ||
        !sqlite_get_own(fill.s, fill.index->sql[SEARCH_LAST_ID], DB_NO_ARGS, &fill.last, error))
        return false;
    Pace once = {.size = 1, .least = 1, .most = 1};
    return fill_slices(&fill, progress, data, error) && merge_group(&fill, error) &&
           in_transaction(&fill, DB_DURABLE, &once, seal, error);
}
