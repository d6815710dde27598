#include "core/bulk.h"

#include "field.h"
#include "record_internal.h"
#include "rights_internal.h"
#include "rows.h"
#include "save.h"

#include <glib/gi18n-lib.h>

static void refusal_free(void *data)
{
    BulkRefusal *refusal = data;
    g_free(refusal->reason);
    g_free(refusal);
}

void bulk_report_init(BulkReport *report)
{
    *report = (BulkReport){.changed = g_array_new(FALSE, FALSE, sizeof(int64_t)),
                           .refusals = g_ptr_array_new_with_free_func(refusal_free)};
}

void bulk_report_clear(BulkReport *report)
{
    g_array_unref(report->changed);
    g_ptr_array_unref(report->refusals);
}

/* --- one slice -------------------------------------------------------------------------------- */

typedef struct Slice Slice;

/* What is done with one record. */
typedef bool (*One)(Base *base, const Slice *slice, int64_t id, SaveBatch *batch, bool *changed,
                    GError **error);

struct Slice {
    const Actor *actor;
    const Entity *entity;
    One one;
    const void *data; /* of `one` */
    const int64_t *ids;
    size_t n;
    SaveBatch batch; /* as each record's begins, but for the set */
    BulkReport *report;
    BulkReport before; /* its numbers; the arrays are the report's */
};

static void slice_take_back(const Slice *slice, guint n_changed, guint n_refusals)
{
    BulkReport *report = slice->report;
    *report = slice->before;
    g_array_set_size(report->changed, n_changed);
    g_ptr_array_set_size(report->refusals, (int)n_refusals);
}

static void add_refusal(BulkReport *report, int64_t id, const GError *reason)
{
    report->refused++;
    if (report->refusals->len >= BULK_NAMED)
        return;
    BulkRefusal *refusal = g_new(BulkRefusal, 1);
    *refusal = (BulkRefusal){id, g_strdup(reason->message)};
    g_ptr_array_add(report->refusals, refusal);
}

static bool do_one(Base *base, const Slice *slice, int64_t id, GError **error)
{
    BulkReport *report = slice->report;
    SaveBatch batch = slice->batch;
    bool changed;
    g_autoptr(GError) failure = NULL;
    batch.set_id = report->set_id;
    if (slice->one(base, slice, id, &batch, &changed, &failure)) {
        report->set_id = batch.set_id;
        if (changed)
            g_array_append_val(report->changed, id);
        return true;
    }
    if (failure->domain == BASE_ERROR) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    add_refusal(report, id, failure);
    return true;
}

typedef struct {
    const Slice *slice;
    guint n_changed, n_refusals;
} Try;

static bool do_slice(Base *base, void *data, GError **error)
{
    const Try *try = data;
    const Slice *slice = try->slice;
    slice_take_back(slice, try->n_changed, try->n_refusals); /* of a try that was not to be */
    for (size_t i = 0; i < slice->n; i++)
        if (!do_one(base, slice, slice->ids[i], error))
            return false;
    return true;
}

static bool run(Base *base, Slice *slice, GError **error)
{
    slice->before = *slice->report;
    Try try = {slice, slice->report->changed->len, slice->report->refusals->len};
    bool done = base_write(base, slice->actor, do_slice, &try, error);
    if (!done)
        slice_take_back(slice, try.n_changed, try.n_refusals);
    return done;
}

/* --- archiving -------------------------------------------------------------------------------- */

static bool archive_one(Base *base, const Slice *slice, int64_t id, SaveBatch *batch, bool *changed,
                        GError **error)
{
    const bool *archived = slice->data;
    return record_archive_in(base, slice->actor, slice->entity, id, *archived, batch, changed,
                             error);
}

bool bulk_archive(Base *base, const Actor *actor, const Entity *entity, bool archived,
                  const int64_t *ids, size_t n, BulkReport *report, GError **error)
{
    Slice slice = {actor, entity, archive_one, &archived, ids, n, {0}, report, {0}};
    return run(base, &slice, error);
}

/* --- changing them ---------------------------------------------------------------------------- */

typedef struct {
    BulkChange change;
    const void *data;
} Change;

/* A comment is written even where nothing differs. */
static bool save_one(Base *base, const Slice *slice, Record *record, SaveBatch *batch,
                     bool *changed, GError **error)
{
    g_auto(SaveReport) saved = {0};
    bool done = record_save_in(base, slice->actor, record, batch, &saved, error);
    *changed = done && (!saved.unchanged || batch->comment);
    return done;
}

static bool change_one(Base *base, const Slice *slice, int64_t id, SaveBatch *batch, bool *changed,
                       GError **error)
{
    const Change *change = slice->data;
    g_autoptr(Record) record = record_load(base, slice->actor, slice->entity, id, error);
    return record && change->change(base, slice->actor, record, change->data, error) &&
           save_one(base, slice, record, batch, changed, error);
}

bool bulk_change(Base *base, const Actor *actor, const Entity *entity, BulkChange change,
                 const void *data, const char *comment, const int64_t *ids, size_t n,
                 BulkReport *report, GError **error)
{
    g_autofree char *clean = NULL;
    if (comment && !(clean = comment_clean(comment, error)))
        return false;
    Change one = {change, data};
    Slice slice = {actor, entity, change_one, &one, ids, n, {.comment = clean}, report, {0}};
    return run(base, &slice, error);
}

typedef struct {
    const BulkValue *values;
    size_t n;
} Values;

static bool set_values(Base *base, const Actor *actor, Record *record, const void *data,
                       GError **error)
{
    const Values *values = data;
    for (size_t i = 0; i < values->n; i++) {
        int field = entity_field(record->entity, values->values[i].field);
        field_from_log(&record->entity->fields[field], values->values[i].stored,
                       &record->values[field]);
    }
    return true;
}

bool bulk_edit(Base *base, const Actor *actor, const Entity *entity, const BulkValue *values,
               size_t n_values, const char *comment, const int64_t *ids, size_t n,
               BulkReport *report, GError **error)
{
    Values all = {values, n_values};
    return bulk_change(base, actor, entity, set_values, &all, comment, ids, n, report, error);
}

/* --- what is probably not meant --------------------------------------------------------------- */

/* A line to a server is gone once for all of them, not for each. */
char *bulk_doubt(Base *base, const Actor *actor, const Entity *entity, BulkChange change,
                 const void *data, const int64_t *ids, size_t n)
{
    char *doubt = NULL;
    g_autofree RecordState *states = g_new0(RecordState, n);
    if (!base_refresh(base, NULL) || !rights_check_member(base, actor, NULL) ||
        !record_read_many(base, entity, actor->enterprise_id, ids, n, states, NULL))
        return NULL;
    for (size_t i = 0; i < n; i++) {
        Record *record = states[i].record;
        if (!doubt && record && change(base, actor, record, data, NULL))
            doubt = record_doubt(base, actor, record);
        record_state_clear(&states[i]);
    }
    return doubt;
}

/* --- taking back ------------------------------------------------------------------------------ */

static bool refuse_changed(GError **error)
{
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_CONFLICT,
                        _("the record was changed again meanwhile: open it and correct it there"));
    return false;
}

/* The field holds what the change made of it, and gets what it held before. */
static bool put_back(Record *record, DbRows *change, GError **error)
{
    int index = entity_field(record->entity, db_column_text(change, 0));
    if (index < 0)
        return true;
    const Field *field = &record->entity->fields[index];
    g_autofree char *holds = field_logged(field, &record->loaded[index]);
    if (g_strcmp0(holds, db_column_text(change, 2)) == 0) {
        field_from_log(field, db_column_text(change, 1), &record->values[index]);
        return true;
    }
    return refuse_changed(error);
}

/* *made: it came with that change set, so that there is nothing to put back. */
static bool put_all_back(Base *base, const Slice *slice, Record *record, bool *made, GError **error)
{
    GError *failure = NULL;
    *made = false;
    g_autoptr(DbRows) changes =
        db_query(base_db(base),
                 SQL("SELECT field, old, new FROM change WHERE enterprise_id = ? AND entity = ? "
                     "AND record_id = ? AND set_id = ? ORDER BY id DESC"),
                 DB_ARGS(db_integer(record_home(record)), db_text(slice->entity->name),
                         db_integer(record->id), db_integer(slice->batch.undoes)),
                 error);
    while (changes && db_next(changes, &failure)) {
        *made = *made || !*db_column_text(changes, 0);
        if (!put_back(record, changes, error))
            return false;
    }
    return changes && rows_ended(failure, error);
}

/* Whoever made it may unmake it, as long as it is as it was made. */
static bool unmake(Base *base, const Slice *slice, const Record *record, SaveBatch *batch,
                   bool *changed, GError **error)
{
    const Actor *actor = slice->actor;
    if (record->version != 1)
        return refuse_changed(error);
    batch->trusted =
        actor->employee_id && record_integer(record, "created_by") == actor->employee_id;
    return record_archive_in(base, actor, slice->entity, record->id, true, batch, changed, error);
}

static bool take_back_one(Base *base, const Slice *slice, int64_t id, SaveBatch *batch,
                          bool *changed, GError **error)
{
    bool made;
    g_autoptr(Record) record = record_load(base, slice->actor, slice->entity, id, error);
    if (!record || !put_all_back(base, slice, record, &made, error))
        return false;
    return made ? unmake(base, slice, record, batch, changed, error)
                : save_one(base, slice, record, batch, changed, error);
}

bool bulk_take_back(Base *base, const Actor *actor, const Entity *entity, int64_t set_id,
                    const int64_t *ids, size_t n, BulkReport *report, GError **error)
{
    Slice slice = {actor, entity, take_back_one, NULL, ids, n, {.undoes = set_id}, report, {0}};
    return run(base, &slice, error);
}
