#include "import_slice.h"

enum { ROWS_BETWEEN_NEWS = 1000 };

void slice_init(Slice *slice)
{
    *slice = (Slice){.clients = g_array_new(FALSE, FALSE, sizeof(int64_t)),
                     .reasons = g_ptr_array_new_with_free_func(g_free),
                     .refused = g_array_new(FALSE, FALSE, sizeof(guint))};
}

void slice_clear(Slice *slice)
{
    g_array_unref(slice->clients);
    g_ptr_array_unref(slice->reasons);
    g_array_unref(slice->refused);
}

/* --- one row ---------------------------------------------------------------------------------- */

static bool find(Import *import, const SliceTarget *target, const BatchRow *row, int64_t *id,
                 GError **error)
{
    *id = 0;
    if (import->options->on_duplicate == DUPLICATE_CREATE)
        return true;
    g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(RowContact));
    batch_contacts(import->batch, row, contacts);
    return target->find(import, contacts, id, error);
}

static bool update(Import *import, const SliceTarget *target, const BatchRow *row, int64_t id,
                   Slice *slice, GError **error)
{
    bool changed = false;
    if (import->options->on_duplicate != DUPLICATE_SKIP &&
        !target->update(import, row, id, &changed, error))
        return false;
    slice->updated += changed;
    slice->skipped += !changed;
    return true;
}

static bool create(Import *import, const SliceTarget *target, const BatchRow *row, int64_t *id,
                   Slice *slice, GError **error)
{
    if (!target->create(import, row, id, error))
        return false;
    slice->created++;
    return true;
}

/* Of two rows for one client of the base the later one in the file has the last word. */
static bool must_wait(const Import *import, const BatchRow *row, int64_t id)
{
    return id && !row->waits && import->options->on_duplicate != DUPLICATE_SKIP;
}

static bool do_row(Import *import, const SliceTarget *target, guint i, Slice *slice, GError **error)
{
    const BatchRow *row = batch_row(import->batch, i);
    g_autoptr(GError) failure = NULL;
    int64_t id;
    if (!find(import, target, row, &id, error))
        return false;
    if (must_wait(import, row, id)) {
        batch_put_off(import->batch, i);
        return true;
    }
    if (id ? update(import, target, row, id, slice, &failure)
           : create(import, target, row, &id, slice, &failure)) {
        g_array_append_val(slice->clients, id);
        return true;
    }
    if (!import_is_refusal(failure)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    g_array_append_val(slice->refused, i);
    g_ptr_array_add(slice->reasons, g_strdup(failure->message));
    return true;
}

bool slice_rows(Import *import, const SliceTarget *target, guint from, guint to, Slice *slice,
                GError **error)
{
    for (guint i = from; i < to; i++)
        if (!do_row(import, target, i, slice, error))
            return false;
    return true;
}

void slice_count(Import *import, const Slice *slice)
{
    ImportReport *report = import->report;
    report->created += slice->created;
    report->updated += slice->updated;
    report->skipped += slice->skipped;
    report->members += slice->members;
    for (guint i = 0; i < slice->refused->len; i++) {
        const BatchRow *row = batch_row(import->batch, g_array_index(slice->refused, guint, i));
        rejects_add(import->rejects, row->number, row->raw, row->raw_size,
                    slice->reasons->pdata[i]);
    }
}

/* --- all rows --------------------------------------------------------------------------------- */

/* What is kept of the base, such as its statuses, is as old as the batch at most. */
static bool fill_batch(Import *import, bool *more, GError **error)
{
    SourceRow row;
    *more = true;
    if (!base_refresh(import->base, error))
        return false;
    while (!batch_is_full(import->batch)) {
        g_autoptr(Record) work = NULL;
        g_autoptr(GArray) contacts = NULL;
        if (!import_next(import, &row, &work, &contacts, more, error))
            return false;
        if (!*more)
            break;
        if (work)
            batch_add(import->batch, work, contacts, &row);
        if (import->rows % ROWS_BETWEEN_NEWS == 0 && !import_goes_on(import))
            break;
    }
    return true;
}

static bool do_batch(Import *import, SlicePart part, GError **error)
{
    guint free_rows = batch_order(import->batch);
    if (!part(import, 0, free_rows, error))
        return false;
    free_rows = batch_order(import->batch);
    if (!part(import, free_rows, batch_length(import->batch), error))
        return false;
    if (!import->report->cancelled)
        import->rows_done = import->rows;
    batch_empty(import->batch);
    return true;
}

bool slice_all(Import *import, SlicePart part, GError **error)
{
    bool more = true;
    int at_once = import->options->rows_at_once;
    import->batch = batch_new(import->base, &import->actor, at_once ? (guint)at_once : BATCH_ROWS);
    while (more && !import->report->cancelled)
        if (!fill_batch(import, &more, error) || !do_batch(import, part, error))
            return false;
    g_clear_pointer(&import->batch, batch_free);
    return true;
}
