/* A whole base into a new one.
 *
 * The source is read in one transaction, table by table in the order of their keys, and goes into
 * the target in slices. A copy that was killed has thus a whole number of rows from the beginning
 * of each table; the next one reads the source from its beginning too, compares those rows by their
 * sum, and goes on behind them, or throws them away when the source is no longer the same. In the
 * end the target is read as a whole, and finished when it sums up to what was read. */
#include "core/copy.h"
#include "base_internal.h"
#include "copy_slice.h"
#include "copy_sum.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

G_DEFINE_QUARK(copy_error, copy_error)

enum { ROWS_BETWEEN_NEWS = 5000 };

static const DbActor writer = {.program = "ukrcrm-admin"};

void copy_report_clear(CopyReport *report)
{
    g_clear_pointer(&report->tables, g_array_unref);
    g_clear_pointer(&report->names, g_string_chunk_free);
}

/* What stands in a table of the target. */
typedef struct {
    int64_t rows;
    char sum[COPY_SUM_HEX];
} Stand;

typedef struct {
    Db *from, *to;
    const GPtrArray *tables; /* of DbTable */
    GArray *before;          /* of Stand: when we began */
    CopyProgress progress;
    void *data;
    CopyReport *report;
    int64_t done, all; /* rows */
    CopySlice slice;
} Copy;

static void tell(const Copy *copy, CopyStage stage, int64_t done, int64_t all)
{
    if (copy->progress)
        copy->progress(stage, done, all, copy->data);
}

static void tell_rows(Copy *copy, CopyStage stage)
{
    if (++copy->done % ROWS_BETWEEN_NEWS == 0)
        tell(copy, stage, copy->done, copy->all);
}

static const DbTable *table_at(const Copy *copy, guint i)
{
    return copy->tables->pdata[i];
}

/* --- what is there ---------------------------------------------------------------------------- */

static bool sum_table(Copy *copy, CopyStage stage, const DbTable *table, Stand *stand,
                      GError **error)
{
    CopySum sum;
    GError *failure = NULL;
    copy_sum_begin(&sum);
    g_autoptr(DbRows) rows = copy_read(copy->to, table, error);
    while (rows && db_next(rows, &failure)) {
        copy_sum_row(&sum, rows, table->n_columns);
        tell_rows(copy, stage);
    }
    stand->rows = sum.rows;
    copy_sum_tell(&sum, stand->sum);
    if (failure)
        g_propagate_error(error, failure);
    return rows && !failure;
}

static bool sum_target(Copy *copy, CopyStage stage, GArray *stands, GError **error)
{
    copy->done = 0;
    for (guint i = 0; i < copy->tables->len; i++) {
        Stand stand;
        if (!sum_table(copy, stage, table_at(copy, i), &stand, error))
            return false;
        g_array_append_val(stands, stand);
    }
    return true;
}

static bool count_rows(Copy *copy, Db *db, GError **error)
{
    copy->all = 0;
    for (guint i = 0; i < copy->tables->len; i++) {
        int64_t n;
        g_autofree char *sql =
            g_strdup_printf(SQL("SELECT count(*) FROM %s"), table_at(copy, i)->name);
        if (!db_get_integer(db, sql, DB_NO_ARGS, &n, NULL, error))
            return false;
        copy->all += n;
    }
    return true;
}

/* --- one table -------------------------------------------------------------------------------- */

static void report_table(Copy *copy, const DbTable *table, const CopySum *sum)
{
    CopyTable told = {.name = g_string_chunk_insert(copy->report->names, table->name),
                      .rows = sum->rows};
    copy_sum_tell(sum, told.sum);
    g_array_append_val(copy->report->tables, told);
    copy->report->rows += sum->rows;
}

static bool is_same(const Stand *before, const CopySum *sum)
{
    char hex[COPY_SUM_HEX];
    copy_sum_tell(sum, hex);
    return before->rows == sum->rows && strcmp(hex, before->sum) == 0;
}

/* *same: what was there is how the source begins. */
static bool copy_rows(Copy *copy, const DbTable *table, const Stand *before, CopySum *sum,
                      bool *same, GError **error)
{
    GError *failure = NULL;
    g_autoptr(DbRows) rows = copy_read(copy->from, table, error);
    *same = before->rows == 0;
    while (rows && db_next(rows, &failure)) {
        if (sum->rows >= before->rows && !*same)
            return true;
        if (sum->rows >= before->rows)
            copy_slice_take(&copy->slice, rows, table->n_columns);
        copy_sum_row(sum, rows, table->n_columns);
        *same = *same || is_same(before, sum);
        tell_rows(copy, COPY_ROWS);
        if (copy_slice_is_full(&copy->slice, table->n_columns) &&
            !copy_slice_write(&copy->slice, copy->to, &writer, table, error))
            return false;
    }
    if (failure)
        g_propagate_error(error, failure);
    return rows && !failure && copy_slice_write(&copy->slice, copy->to, &writer, table, error);
}

/* --- all tables ------------------------------------------------------------------------------- */

static bool empty_target(Copy *copy, GError **error)
{
    if (!db_begin(copy->to, &writer, DB_SLICE, error))
        return false;
    for (guint i = 0; i < copy->tables->len; i++) {
        g_autofree char *sql = g_strdup_printf(SQL("DELETE FROM %s"), table_at(copy, i)->name);
        if (!db_execute(copy->to, sql, DB_NO_ARGS, NULL, error)) {
            db_rollback(copy->to);
            return false;
        }
    }
    memset(copy->before->data, 0, copy->before->len * sizeof(Stand));
    copy->report->anew = true;
    return db_commit(copy->to, error);
}

static bool copy_once(Copy *copy, bool *same, GError **error)
{
    copy->done = copy->report->rows = 0;
    g_array_set_size(copy->report->tables, 0);
    *same = true;
    for (guint i = 0; *same && i < copy->tables->len; i++) {
        CopySum sum;
        copy_sum_begin(&sum);
        if (!copy_rows(copy, table_at(copy, i), &g_array_index(copy->before, Stand, i), &sum, same,
                       error))
            return false;
        report_table(copy, table_at(copy, i), &sum);
    }
    return true;
}

static bool copy_state(Copy *copy, GError **error)
{
    bool same;
    return count_rows(copy, copy->from, error) && copy_once(copy, &same, error) &&
           (same || (empty_target(copy, error) && copy_once(copy, &same, error)));
}

static bool copy_all(Copy *copy, GError **error)
{
    int64_t version, now;
    if (!db_written(copy->from, &version, error) ||
        !db_begin_read(copy->from, DB_PLAN_FOR_VALUES, error))
        return false;
    bool done = copy_state(copy, error);
    db_rollback(copy->from);
    if (!done || !db_written(copy->from, &now, error))
        return false;
    copy->report->overtaken = now != version;
    return true;
}

/* --- comparing -------------------------------------------------------------------------------- */

static bool compare(Copy *copy, GError **error)
{
    g_autoptr(GArray) stands = g_array_new(FALSE, TRUE, sizeof(Stand));
    if (!sum_target(copy, COPY_CHECKING, stands, error))
        return false;
    for (guint i = 0; i < stands->len; i++) {
        const Stand *there = &g_array_index(stands, Stand, i);
        const CopyTable *sent = &g_array_index(copy->report->tables, CopyTable, i);
        if (there->rows == sent->rows && strcmp(there->sum, sent->sum) == 0)
            continue;
        g_set_error(error, COPY_ERROR, COPY_ERROR_DIFFERS,
                    _("the table %s has not arrived as it was sent (%lld rows of %lld): remove %s "
                      "and copy again"),
                    sent->name, (long long)there->rows, (long long)sent->rows, db_url(copy->to));
        return false;
    }
    return true;
}

/* --- whose copy ------------------------------------------------------------------------------- */

static bool read_uuid(Db *db, char **uuid, GError **error)
{
    bool found;
    return db_get_text(db, SQL("SELECT value FROM base_fact WHERE name = 'base_uuid'"), DB_NO_ARGS,
                       uuid, &found, error);
}

/* The name comes with the first rows: without it there are none. */
static bool check_owner(const Copy *copy, GError **error)
{
    g_autofree char *from = NULL, *to = NULL;
    if (!read_uuid(copy->from, &from, error) || !read_uuid(copy->to, &to, error))
        return false;
    if (!to || g_strcmp0(from, to) == 0)
        return true;
    g_set_error(error, COPY_ERROR, COPY_ERROR_OTHER,
                _("%s holds half a copy of another base: remove it, or give another place"),
                db_url(copy->to));
    return false;
}

static bool take_lock(const Copy *copy, DbLock **lock, GError **error)
{
    GError *failure = NULL;
    if (db_lock(copy->to, "copy", lock, &failure))
        return true;
    if (failure)
        g_propagate_error(error, failure);
    else
        g_set_error(error, COPY_ERROR, COPY_ERROR_AT_WORK,
                    _("another copy is filling %s at this moment"), db_url(copy->to));
    return false;
}

static bool is_one(const char *from, const char *to)
{
    struct stat a, b;
    return strcmp(from, to) == 0 || (stat(from, &a) == 0 && stat(to, &b) == 0 &&
                                     a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

static bool check_names(const char *from, const char *to, GError **error)
{
    if (!is_one(from, to))
        return true;
    g_set_error(error, COPY_ERROR, COPY_ERROR_SAME,
                _("%s cannot be copied onto itself: --to names another place"), from);
    return false;
}

/* --- the whole -------------------------------------------------------------------------------- */

static void tell_step(int64_t done, int64_t all, void *data)
{
    tell(data, COPY_FINISHING, done, all);
}

static bool look_at_target(Copy *copy, bool there, GError **error)
{
    copy->report->continued = there;
    if (!there)
        g_array_set_size(copy->before, copy->tables->len);
    return !there || (check_owner(copy, error) && count_rows(copy, copy->to, error) &&
                      sum_target(copy, COPY_LOOKING, copy->before, error));
}

static bool copy_into(Copy *copy, bool there, GError **error)
{
    g_autoptr(DbLock) lock = NULL;
    copy->tables = db_tables(copy->to);
    return take_lock(copy, &lock, error) && look_at_target(copy, there, error) &&
           copy_all(copy, error) && compare(copy, error) &&
           db_finish(copy->to, &writer, tell_step, copy, error);
}

bool base_copy(const char *from, const char *to, CopyProgress progress, void *data,
               CopyReport *report, GError **error)
{
    bool there;
    DbOptions options = base_options(PROGRAM_ADMIN), reading = options;
    reading.read_only = true;
    if (!check_names(from, to, error))
        return false;
    g_autoptr(Db) source = db_open(from, &reading, error);
    g_autoptr(Db) target = source ? db_make(to, &options, &there, error) : NULL;
    if (!target)
        return false;
    *report = (CopyReport){.tables = g_array_new(FALSE, TRUE, sizeof(CopyTable)),
                           .names = g_string_chunk_new(4096)};
    Copy copy = {.from = source,
                 .to = target,
                 .before = g_array_new(FALSE, TRUE, sizeof(Stand)),
                 .progress = progress,
                 .data = data,
                 .report = report};
    copy_slice_init(&copy.slice);
    bool done = copy_into(&copy, there, error);
    g_array_unref(copy.before);
    copy_slice_clear(&copy.slice);
    return done;
}
