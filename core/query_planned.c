/* Where the engine plans: a search, or a part of a list.
 *
 * Few rows are found by the index that knows them, and sorted; of many the first stand near enough
 * for a short walk along the order, which goes on where its first rows promise a page. Which it is,
 * the engine's statistics tell. It is not left to the engine itself to walk: it takes what is
 * sought to be spread evenly over the order, and where all of it stands together at the far end
 * (one surname, say) it would read the whole list.
 *
 * Each statement is one way to the server and back. So the ids of a page are one statement, and its
 * rows another; what is sorted are numbers and keys, not whole rows. */
#include "query_internal.h"
#include "rows.h"

/* Both go one way to the server. */
static bool estimate(const Plan *plan, int64_t *rows, bool *small, GError **error)
{
    g_autoptr(DbRows) size = NULL;
    g_auto(Statement) statement;
    statement_init(&statement);
    plan_select(plan, SELECT_ONE, &statement);
    return query_ask_size(plan, &size, error) &&
           db_estimate(base_db(plan->base), statement.text->str,
                       (DbValue *)(void *)statement.args->data, statement.args->len, rows, error) &&
           query_is_small(plan, size, small, error);
}

static bool read_ids(const Plan *plan, Statement *statement, int limit, GArray *ids, GError **error)
{
    statement_add(statement, SQL(" LIMIT ?"));
    statement_bind(statement, db_integer(limit - (int)ids->len));
    g_autoptr(GArray) more =
        rows_integers(plan->base, statement->text->str, (DbValue *)(void *)statement->args->data,
                      statement->args->len, error);
    if (more)
        g_array_append_vals(ids, more->data, more->len);
    return more != NULL;
}

/* --- the rows of a page ----------------------------------------------------------------------- */

/* So many at once: one text for every page, one for more, filled up with what is asked for already.
 */
enum { ROWS = 25, MANY_ROWS = 250 };

static void add_ids(const Plan *plan, const GArray *ids, guint first, guint n, Statement *statement)
{
    statement_add(statement, SQL(" AND "));
    statement_add(statement, plan->entity->name);
    statement_add(statement, SQL(".id IN ("));
    for (guint i = 0; i < n; i++) {
        statement_add(statement, i ? ", ?" : "?");
        statement_bind(statement,
                       db_integer(g_array_index(ids, int64_t, MIN(first + i, ids->len - 1))));
    }
    statement_add(statement, ")");
}

static bool take_hits(const Plan *plan, Selection selection, Statement *statement, GPtrArray *hits,
                      GError **error)
{
    g_autoptr(DbRows) rows = statement_query(statement, plan->base, error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    while (db_next(rows, &failure)) {
        Hit *hit = hit_new(plan, selection, rows);
        if (hit)
            g_ptr_array_add(hits, hit);
    }
    return rows_ended(g_steal_pointer(&failure), error);
}

bool query_read_many(const Plan *plan, const GArray *ids, bool backward, GPtrArray *hits,
                     GError **error)
{
    guint n = ids->len > MANY_ROWS / 2 ? MANY_ROWS : ROWS;
    for (guint i = 0; i < ids->len; i += n) {
        g_auto(Statement) statement;
        statement_init(&statement);
        plan_select(plan, SELECT_WALK, &statement);
        add_ids(plan, ids, i, n, &statement);
        if (!take_hits(plan, SELECT_WALK, &statement, hits, error))
            return false;
    }
    query_sort(plan, hits, backward);
    return true;
}

/* --- near ------------------------------------------------------------------------------------- */

static void add_stretch(const Plan *plan, Selection selection, int segment, const Spot *from,
                        bool backward, Statement *statement)
{
    plan_select(plan, selection, statement);
    plan_add_range(plan, segment, from, backward, statement);
    plan_add_order(plan, segment, backward, statement);
}

/* Hits among the next so many rows, `limit` at the most. */
typedef struct {
    int64_t rows;
    int limit;
} Walk;

static bool walk_segment(const Plan *plan, int segment, const Spot *from, bool backward, Walk walk,
                         GArray *ids, GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    statement_add(&statement, SQL("SELECT near.id FROM ("));
    add_stretch(plan, SELECT_PASSES, segment, from, backward, &statement);
    statement_add(&statement, SQL(" LIMIT ?) AS near WHERE near.passes = 1"));
    statement_bind(&statement, db_integer(walk.rows));
    return read_ids(plan, &statement, walk.limit, ids, error);
}

/* Whether the walk has seen the end of the segment. */
static bool look_beyond(const Plan *plan, int segment, const Spot *from, bool backward, Walk walk,
                        bool *ended, GError **error)
{
    int64_t id;
    bool found;
    g_auto(Statement) statement;
    statement_init(&statement);
    add_stretch(plan, SELECT_INDEX, segment, from, backward, &statement);
    statement_add(&statement, SQL(" LIMIT 1 OFFSET ?"));
    statement_bind(&statement, db_integer(walk.rows));
    bool done = db_get_integer(base_db(plan->base), statement.text->str,
                               (DbValue *)(void *)statement.args->data, statement.args->len, &id,
                               &found, error);
    *ended = done && !found;
    return done;
}

/* *whole: these are the page; else it lies further on. */
static bool walk_along(const Plan *plan, const Spot *from, bool backward, Walk walk, GArray *ids,
                       bool *whole, GError **error)
{
    int n = (int)plan->segments->len, step = backward ? -1 : 1;
    int segment = from ? from->segment : backward ? n - 1 : 0;
    g_array_set_size(ids, 0);
    for (*whole = true; *whole && segment >= 0 && segment < n; segment += step) {
        const Spot *here = from && from->segment == segment ? from : NULL;
        if (!walk_segment(plan, segment, here, backward, walk, ids, error))
            return false;
        if ((int)ids->len >= walk.limit)
            return true;
        if (!look_beyond(plan, segment, here, backward, walk, whole, error))
            return false;
    }
    return true;
}

/* As the first rows have some hits, a page of them lies so far on, and half as much to be sure; no
 * further than what sorting the `matches` takes. */
static int64_t rows_to_page(const Walk *walk, guint hits, int64_t matches)
{
    int64_t rows = hits ? walk->rows * walk->limit / hits * 3 / 2 : 0;
    return rows <= matches ? rows : 0;
}

static bool walk_near(const Plan *plan, const Spot *from, bool backward, int limit, int64_t matches,
                      GArray *ids, bool *whole, GError **error)
{
    Walk walk = {plan->tuning->walk, limit};
    if (!walk_along(plan, from, backward, walk, ids, whole, error))
        return false;
    int64_t rows = *whole ? 0 : rows_to_page(&walk, ids->len, matches);
    return rows == 0 || walk_along(plan, from, backward, (Walk){rows, limit}, ids, whole, error);
}

/* --- sorted ----------------------------------------------------------------------------------- */

static bool sort(const Plan *plan, const Spot *from, bool backward, int limit, GArray *ids,
                 GError **error)
{
    g_auto(Statement) statement;
    statement_init(&statement);
    g_array_set_size(ids, 0);
    plan_select(plan, SELECT_ID, &statement);
    plan_add_whole_range(plan, from, backward, &statement);
    plan_add_whole_order(plan, backward, &statement);
    return read_ids(plan, &statement, limit, ids, error);
}

/* --- compared here, not by the engine --------------------------------------------------------- */

/* A piece of a walk is asked for at a time: what is not asked for is not sent. */
enum { FIRST_PIECE = 500, LONGEST_PIECE = 64000 };

/* *n: rows looked at; *last: the place of the last. */
static bool compare_piece(const Plan *plan, Statement *statement, int limit, GPtrArray *spots,
                          int64_t *n, Spot *last, GError **error)
{
    g_autoptr(DbRows) rows = statement_query(statement, plan->base, error);
    if (!rows)
        return false;
    g_autoptr(GError) failure = NULL;
    for (*n = 0; (int)spots->len < limit && db_next(rows, &failure); ++*n) {
        Hit *hit = hit_new(plan, SELECT_SPOT, rows);
        if (hit)
            g_ptr_array_add(spots, hit);
        spot_clear(last);
        spot_read(plan, rows, last);
    }
    return rows_ended(g_steal_pointer(&failure), error);
}

static bool compare_segment(const Plan *plan, int segment, const Spot *from, bool backward,
                            int limit, GPtrArray *spots, GError **error)
{
    int64_t n, piece = FIRST_PIECE;
    g_auto(Spot) last = {0};
    do {
        g_auto(Statement) statement;
        statement_init(&statement);
        add_stretch(plan, SELECT_SPOT, segment, from, backward, &statement);
        statement_add(&statement, SQL(" LIMIT ?"));
        statement_bind(&statement, db_integer(piece));
        g_auto(Spot) next = {0};
        if (!compare_piece(plan, &statement, limit, spots, &n, &next, error))
            return false;
        if (n < piece)
            return true;
        spot_clear(&last);
        last = next;
        next = (Spot){0};
        from = &last;
        piece = MIN(piece * 4, LONGEST_PIECE);
    } while ((int)spots->len < limit);
    return true;
}

static bool compare_along(const Plan *plan, const Spot *from, bool backward, int limit,
                          GPtrArray *hits, GError **error)
{
    int n = (int)plan->segments->len, step = backward ? -1 : 1;
    int segment = from ? from->segment : backward ? n - 1 : 0;
    g_autoptr(GPtrArray) spots = g_ptr_array_new_with_free_func(hit_free);
    for (; segment >= 0 && segment < n && (int)spots->len < limit; segment += step) {
        const Spot *here = from && from->segment == segment ? from : NULL;
        if (!compare_segment(plan, segment, here, backward, limit, spots, error))
            return false;
    }
    return query_merge(plan, hits, spots, backward, limit, error);
}

/* Few that the engine knows: sorted here. */
static bool compare_narrow(const Plan *plan, const Spot *from, bool backward, int limit,
                           GPtrArray *hits, GError **error)
{
    g_auto(Statement) statement;
    g_autoptr(GPtrArray) spots = g_ptr_array_new_with_free_func(hit_free);
    statement_init(&statement);
    plan_select(plan, SELECT_SPOT, &statement);
    plan_add_whole_range(plan, from, backward, &statement);
    if (!take_hits(plan, SELECT_SPOT, &statement, spots, error))
        return false;
    query_sort(plan, spots, backward);
    return query_merge(plan, hits, spots, backward, limit, error);
}

static bool find_ids(const Plan *plan, const Spot *from, bool backward, int limit, GArray *ids,
                     GError **error)
{
    int64_t rows;
    bool small, whole = false;
    if (!estimate(plan, &rows, &small, error))
        return false;
    if (small) {
        Plan sifting = *plan;
        sifting.sifts = true;
        return sort(&sifting, from, backward, limit, ids, error);
    }
    return (rows <= plan->tuning->few ||
            walk_near(plan, from, backward, limit, rows, ids, &whole, error)) &&
           (whole || sort(plan, from, backward, limit, ids, error));
}

bool query_planned(const Plan *plan, const Spot *from, bool backward, int limit, GPtrArray *hits,
                   GError **error)
{
    if (plan->contains->len)
        return plan_is_narrow(plan) ? compare_narrow(plan, from, backward, limit, hits, error)
                                    : compare_along(plan, from, backward, limit, hits, error);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return find_ids(plan, from, backward, limit, ids, error) &&
           query_read_many(plan, ids, backward, hits, error);
}
