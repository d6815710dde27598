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

/* Of two rows for one client of the base the later one in the file has the last word. */
static bool must_wait(const Import *import, const BatchRow *row, int64_t id)
{
    return id && !row->waits && import->options->on_duplicate != DUPLICATE_SKIP;
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
    g_array_append_val(slice->clients, id);
    return true;
}

/* A row of a client that is there. */
static bool do_known(Import *import, const SliceTarget *target, guint i, int64_t id, Slice *slice,
                     GError **error)
{
    const BatchRow *row = batch_row(import->batch, i);
    g_autoptr(GError) failure = NULL;
    if (must_wait(import, row, id)) {
        batch_put_off(import->batch, i);
        return true;
    }
    if (update(import, target, row, id, slice, &failure))
        return true;
    if (!import_is_refusal(failure)) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    g_array_append_val(slice->refused, i);
    g_ptr_array_add(slice->reasons, g_strdup(failure->message));
    return true;
}

/* --- rows together ---------------------------------------------------------------------------- */

static bool create(Import *import, const SliceTarget *target, const GArray *rows, Slice *slice,
                   GError **error)
{
    guint before = slice->clients->len;
    if (rows->len == 0)
        return true;
    g_array_set_size(slice->clients, before + rows->len);
    slice->created += rows->len;
    return target->create(import, (const guint *)(const void *)rows->data, rows->len,
                          &g_array_index(slice->clients, int64_t, before), error);
}

static bool asks_for_duplicates(const Import *import)
{
    return import->options->on_duplicate != DUPLICATE_CREATE;
}

/* A row and the client that it means. */
typedef struct {
    int64_t id;
    guint row;
} Meeting;

static gint compare_meetings(gconstpointer a, gconstpointer b)
{
    const Meeting *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Those whose rows come now: must_wait puts off the others. */
static bool expect(Import *import, const SliceTarget *target, const GArray *known, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (!target->expect || import->options->on_duplicate == DUPLICATE_SKIP)
        return true;
    for (guint i = 0; i < known->len; i++) {
        const Meeting *meeting = &g_array_index(known, Meeting, i);
        if (!must_wait(import, batch_row(import->batch, meeting->row), meeting->id))
            g_array_append_val(ids, meeting->id);
    }
    return ids->len == 0 ||
           target->expect(import, (const int64_t *)(void *)ids->data, ids->len, error);
}

/* In the order of their ids, those of one client as they stand in the file: FTS5 writes a segment
 * each time when an id is below the one before. */
static bool do_all_known(Import *import, const SliceTarget *target, GArray *known, Slice *slice,
                         GError **error)
{
    g_array_sort(known, compare_meetings);
    if (!expect(import, target, known, error))
        return false;
    for (guint i = 0; i < known->len; i++) {
        const Meeting *meeting = &g_array_index(known, Meeting, i);
        if (!do_known(import, target, meeting->row, meeting->id, slice, error))
            return false;
    }
    return true;
}

static bool do_block(Import *import, const SliceTarget *target, guint from, guint to, Slice *slice,
                     GError **error)
{
    g_autofree int64_t *ids = g_new0(int64_t, to - from);
    g_autoptr(GArray) new_rows = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(Meeting));
    if (asks_for_duplicates(import) && !target->find(import, from, to, ids, error))
        return false;
    for (guint i = from; i < to; i++) {
        const Meeting meeting = {ids[i - from], i};
        if (meeting.id)
            g_array_append_val(known, meeting);
        else
            g_array_append_val(new_rows, i);
    }
    return do_all_known(import, target, known, slice, error) &&
           create(import, target, new_rows, slice, error);
}

/* The row's contacts join those of the block, unless it has one that is there already. */
static bool join_block(const ImportBatch *batch, guint i, GArray *contacts, GHashTable *keys)
{
    batch_contacts(batch, batch_row(batch, i), contacts);
    for (guint j = 0; j < contacts->len; j++)
        if (g_hash_table_contains(keys, g_array_index(contacts, RowContact, j).key))
            return false;
    for (guint j = 0; j < contacts->len; j++)
        g_hash_table_add(keys, g_array_index(contacts, RowContact, j).key);
    return true;
}

/* A row that waits may mean a client whom one before it makes or gives a contact: they may be
 * looked up together as long as they have none in common. */
static guint end_of_waiting(const ImportBatch *batch, guint from, guint to)
{
    guint end = from;
    g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(RowContact));
    g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);
    while (end < to && join_block(batch, end, contacts, keys))
        end++;
    return end;
}

static guint end_of_block(const Import *import, guint from, guint to)
{
    guint end = from;
    if (!asks_for_duplicates(import))
        return to;
    if (batch_row(import->batch, from)->waits)
        return end_of_waiting(import->batch, from, to);
    while (end < to && !batch_row(import->batch, end)->waits)
        end++;
    return end;
}

bool slice_rows(Import *import, const SliceTarget *target, guint from, guint to, Slice *slice,
                GError **error)
{
    while (from < to) {
        guint end = end_of_block(import, from, to);
        if (!do_block(import, target, from, end, slice, error))
            return false;
        from = end;
    }
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
    import->batch = batch_new(import->base, at_once ? (guint)at_once : BATCH_ROWS);
    while (more && !import->report->cancelled)
        if (!fill_batch(import, &more, error) || !do_batch(import, part, error))
            return false;
    g_clear_pointer(&import->batch, batch_free);
    return true;
}
