/* The rows of an import into the base, beside people who work: prepared outside of transactions,
 * written in short ones. */
#include "entities/client.h"
#include "import_find.h"
#include "import_known.h"
#include "import_slice.h"
#include "rows.h"

#include <glib/gi18n-lib.h>
#include <jansson.h>
#include <string.h>

enum {
    SLICE_US = 10000,      /* for one when nobody waits */
    SLICE_SHARE_US = 3000, /* and its rows when somebody does */
    SLICE_FIRST = 50,
    SLICE_LEAST = 100, /* or what is best handed over together, if that is less */
    SLICE_MOST = 2000,
};

/* --- the import's own row --------------------------------------------------------------------- */

char *import_lock_name(int64_t import_id)
{
    return g_strdup_printf("import-%" G_GINT64_FORMAT, import_id);
}

static char *settings_text(const Import *import)
{
    static const char *const policies[] = {"skip", "fill", "overwrite", "create"};
    const ImportReport *report = import->report;
    char delimiter[] = {report->delimiter, '\0'};
    json_t *all =
        json_pack("{s:s, s:s, s:b, s:s, s:s, s:b, s:I}", "encoding", report->encoding, "delimiter",
                  delimiter, "header", report->header, "mapping", report->mapping, "on_duplicate",
                  policies[import->options->on_duplicate], "start_campaigns",
                  import->options->start_campaigns, "since", (json_int_t)import->since);
    char *text = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    return text;
}

bool import_search_since(Base *base, int64_t *since, GError **error)
{
    GError *failure = NULL;
    if (!db_get_integer(base_db(base), SQL("SELECT coalesce(max(id), 0) FROM client"), DB_NO_ARGS,
                        since, NULL, error))
        return false;
    g_autoptr(DbRows) rows =
        db_query(base_db(base), SQL("SELECT settings FROM import WHERE finished_at IS NULL"),
                 DB_NO_ARGS, error);
    while (rows && db_next(rows, &failure)) {
        json_t *settings = json_loads(db_column_text(rows, 0), 0, NULL);
        json_t *earlier = json_object_get(settings, "since");
        if (json_is_integer(earlier))
            *since = MIN(*since, json_integer_value(earlier));
        json_decref(settings);
    }
    return rows && rows_ended(failure, error);
}

static bool insert_import(Base *base, Import *import, GError **error)
{
    const Actor *actor = &import->actor;
    g_autofree char *name = g_path_get_basename(import->options->file);
    g_autofree char *file_name = g_utf8_make_valid(name, -1);
    char *settings = settings_text(import);
    bool done = db_insert(
        base_db(base),
        SQL("INSERT INTO import (enterprise_id, file_name, list_id, settings, started_at, "
            "created_by) VALUES (?, ?, ?, ?, ?, ?)"),
        DB_ARGS(db_integer(actor->enterprise_id), db_text(file_name),
                rows_reference(import->list_id), db_text(settings), db_integer(actor->now),
                rows_reference(actor->employee_id)),
        &import->report->import_id, error);
    free(settings);
    return done;
}

static bool find_or_make_list(Base *base, Import *import, GError **error)
{
    const char *name = import->options->list;
    import->list_id = 0;
    if (!name)
        return true;
    if (!import_find_list(base, import->actor.enterprise_id, name, &import->list_id, error) ||
        import->list_id)
        return import->list_id > 0;
    g_autoptr(Record) list = record_new(base, &import->actor, &list_entity);
    record_set_text(list, "name", name);
    if (!record_save(base, &import->actor, list, NULL, NULL, error))
        return false;
    import->list_id = list->id;
    return true;
}

static bool start_body(Base *base, void *data, GError **error)
{
    Import *import = data;
    import->save = (SaveBatch){.defer_search = true};
    if (!find_or_make_list(base, import, error) ||
        !import_search_since(base, &import->since, error) || !insert_import(base, import, error))
        return false;
    import->save.import_id = import->report->import_id;
    return change_set_open(base, &import->actor, import->actor.enterprise_id, &import->save,
                           error) &&
           import_map_remember(base, import->actor.enterprise_id, &import->map,
                               source_header(import->source), error);
}

/* The lock tells a living import from one that died. */
static bool start(Import *import, GError **error)
{
    if (!base_write(import->base, &import->actor, start_body, import, error))
        return false;
    g_autofree char *name = import_lock_name(import->report->import_id);
    GError *failure = NULL;
    if (!db_lock(base_db(import->base), name, &import->lock, &failure) && failure) {
        g_propagate_error(error, failure);
        return false;
    }
    import->slice_size = SLICE_FIRST;
    return true;
}

/* --- one slice -------------------------------------------------------------------------------- */

static bool find_clients(Import *import, guint from, guint to, int64_t *ids, GError **error)
{
    return batch_find_clients(import->base, import->actor.enterprise_id, import->batch, from, to,
                              ids, error);
}

static bool create_clients(Import *import, const guint *rows, size_t n, int64_t *ids,
                           GError **error)
{
    return batch_insert(import->base, &import->actor, import->batch, rows, n, &import->save, ids,
                        error);
}

static bool save_client(Import *import, const BatchRow *row, Record *client, bool *changed,
                        GError **error)
{
    g_auto(SaveReport) report = {0};
    if (!import_apply(import, row, client, error) ||
        !record_save_in(import->base, &import->actor, client, &import->save, &report, error))
        return false;
    *changed = !report.unchanged;
    return true;
}

static bool load_and_save(Import *import, const BatchRow *row, int64_t id, bool *changed,
                          GError **error)
{
    g_autoptr(Record) client = record_load(import->base, &import->actor, &client_entity, id, error);
    return client && save_client(import, row, client, changed, error);
}

static bool update_client(Import *import, const BatchRow *row, int64_t id, bool *changed,
                          GError **error)
{
    g_autoptr(RecordState) known = known_take(import, id);
    if (!known)
        return load_and_save(import, row, id, changed, error);
    import->save.known = known->search_text;
    bool done = save_client(import, row, known->record, changed, error);
    import->save.known = NULL;
    return done;
}

static const SliceTarget base_target = {find_clients, known_read, create_clients, update_client};

static bool join(Import *import, Slice *slice, GError **error)
{
    int64_t enrolled;
    return !import->list_id ||
           list_join_in(import->base, &import->actor, import->list_id,
                        (const int64_t *)(void *)slice->clients->data, slice->clients->len,
                        import->options->start_campaigns, SOURCE_IMPORT, import->report->import_id,
                        &slice->members, &enrolled, error);
}

/* With what a slice adds, in its transaction. */
static bool store_counts(const Import *import, const Slice *slice, DbValue finished_at,
                         GError **error)
{
    const ImportReport *report = import->report;
    return db_execute(
        base_db(import->base),
        SQL("UPDATE import SET rows_done = ?, created = ?, updated = ?, skipped = ?, "
            "rejected = ?, members = ?, finished_at = ? WHERE enterprise_id = ? AND id = ?"),
        DB_ARGS(db_integer(import->rows_done), db_integer(report->created + slice->created),
                db_integer(report->updated + slice->updated),
                db_integer(report->skipped + slice->skipped),
                db_integer(report->rejected + slice->refused->len),
                db_integer(report->members + slice->members), finished_at,
                db_integer(import->actor.enterprise_id), db_integer(report->import_id)),
        NULL, error);
}

/* Up to *to, or to where it has had its share and somebody waits. */
static bool write_rows(Import *import, guint from, guint *to, Slice *slice, GError **error)
{
    int64_t share = g_get_monotonic_time() + SLICE_SHARE_US;
    guint at = from, end = *to, at_once = (guint)db_rows_at_once(base_db(import->base));
    do {
        guint next = MIN(at + at_once, end);
        if (!slice_rows(import, &base_target, at, next, slice, error))
            return false;
        at = next;
    } while (at < end && (g_get_monotonic_time() < share || !db_is_awaited(base_db(import->base))));
    *to = at;
    return join(import, slice, error) && store_counts(import, slice, DB_NOTHING, error);
}

/* Rows `from` to *to of the batch; fewer when others wait, then *to says up to which. A failure
 * leaves all as it was before the slice. */
static bool write_slice(Import *import, guint from, guint *to, int64_t *took, GError **error)
{
    g_auto(Slice) slice;
    Db *db = base_db(import->base);
    DbActor writer = base_db_actor(import->base, &import->actor);
    const SaveBatch before = import->save;
    slice_init(&slice);
    if (!db_begin(db, &writer, DB_SLICE, error))
        return false;
    int64_t start = g_get_monotonic_time();
    if (!write_rows(import, from, to, &slice, error)) {
        db_rollback(db);
        import->save = before;
        return false;
    }
    if (!db_commit(db, error))
        return false;
    *took = g_get_monotonic_time() - start;
    slice_count(import, &slice);
    return true;
}

/* So many rows as take the time of a slice. */
static guint next_size(const Import *import, int64_t took)
{
    guint size = import->slice_size;
    double least = (double)MIN(db_rows_at_once(base_db(import->base)), SLICE_LEAST);
    double wanted = (double)size * SLICE_US / (double)MAX(took, 1);
    return (guint)CLAMP(CLAMP(wanted, size / 2.0, size * 2.0), least, SLICE_MOST);
}

static bool write_part(Import *import, guint from, guint to, GError **error)
{
    while (from < to && import_goes_on(import)) {
        guint most = MIN(from + import->slice_size, to), end = most;
        int64_t took;
        if (!write_slice(import, from, &end, &took, error))
            return false;
        if (end == most)
            import->slice_size = next_size(import, took);
        from = end;
    }
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* What stands in the table is searched for, whether somebody cancels now or not. */
static bool keep_filling(int64_t done, void *data)
{
    import_goes_on(data);
    return true;
}

static bool finish_body(Base *base, void *data, GError **error)
{
    const Import *import = data;
    g_auto(Slice) nothing;
    slice_init(&nothing);
    return store_counts(import, &nothing, db_integer(import->actor.now), error);
}

bool import_write(Import *import, GError **error)
{
    DbActor writer = base_db_actor(import->base, &import->actor);
    return start(import, error) && slice_all(import, write_part, error) &&
           db_search_fill(base_db(import->base), client_entity.search_index, &writer, import->since,
                          keep_filling, import, error) &&
           base_write(import->base, &import->actor, finish_body, import, error);
}
