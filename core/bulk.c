#include "core/bulk.h"

#include "save.h"

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

typedef struct {
    const Actor *actor;
    const Entity *entity;
    bool archived;
    const int64_t *ids;
    size_t n;
    BulkReport *report;
    BulkReport before; /* its numbers; the arrays are the report's */
    guint n_changed, n_refusals;
} Slice;

static void slice_take_back(const Slice *slice)
{
    BulkReport *report = slice->report;
    *report = slice->before;
    g_array_set_size(report->changed, slice->n_changed);
    g_ptr_array_set_size(report->refusals, (int)slice->n_refusals);
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

static bool archive_one(Base *base, const Slice *slice, int64_t id, GError **error)
{
    BulkReport *report = slice->report;
    SaveBatch batch = {.set_id = report->set_id};
    bool changed;
    g_autoptr(GError) failure = NULL;
    if (record_archive_in(base, slice->actor, slice->entity, id, slice->archived, &batch, &changed,
                          &failure)) {
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

static bool archive_slice(Base *base, void *data, GError **error)
{
    const Slice *slice = data;
    slice_take_back(slice); /* of a try that was not to be */
    for (size_t i = 0; i < slice->n; i++)
        if (!archive_one(base, slice, slice->ids[i], error))
            return false;
    return true;
}

bool bulk_archive(Base *base, const Actor *actor, const Entity *entity, bool archived,
                  const int64_t *ids, size_t n, BulkReport *report, GError **error)
{
    Slice slice = {actor,
                   entity,
                   archived,
                   ids,
                   n,
                   report,
                   *report,
                   report->changed->len,
                   report->refusals->len};
    bool done = base_write(base, actor, archive_slice, &slice, error);
    if (!done)
        slice_take_back(&slice);
    return done;
}
