/* Clients from a file: docs/rules.md, "Import". */
#include "import_known.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK(import_error, import_error)

void import_report_clear(ImportReport *report)
{
    g_free(report->encoding);
    g_free(report->mapping);
    g_clear_pointer(&report->rejects, g_ptr_array_unref);
    *report = (ImportReport){0};
}

/* --- may they? -------------------------------------------------------------------------------- */

static bool check_rights(Base *base, const Actor *actor, const ImportOptions *options,
                         GError **error)
{
    bool changes =
        options->on_duplicate == DUPLICATE_FILL || options->on_duplicate == DUPLICATE_OVERWRITE;
    const struct {
        bool asked;
        Right right;
    } rights[] = {
        {true, RIGHT_IMPORT},
        {true, RIGHT_ADD_CLIENT},
        {changes, RIGHT_EDIT_CLIENT},
        {options->list != NULL, RIGHT_FILL_LIST},
        {options->list && options->start_campaigns, RIGHT_ENROLL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rights); i++)
        if (rights[i].asked && !right_check(base, actor, rights[i].right, false, error))
            return false;
    return true;
}

static bool check_options(const ImportOptions *options, GError **error)
{
    if (!options->start_campaigns || options->list)
        return true;
    g_set_error_literal(error, IMPORT_ERROR, IMPORT_ERROR_MAPPING,
                        _("campaigns start for who joins a list: name the list too"));
    return false;
}

/* --- rows ------------------------------------------------------------------------------------- */

bool import_is_refusal(const GError *error)
{
    return error->domain != BASE_ERROR && error->domain != IMPORT_ERROR;
}

static void reject(Import *import, const SourceRow *row, const char *reason)
{
    rejects_add(import->rejects, row->number, row->raw, row->raw_size, reason);
}

static Record *prepare(Import *import, const SourceRow *row, GArray **contacts, GError **error)
{
    g_autoptr(Record) work = row_read(&import->reader, row->cells, row->n, error);
    if (!work || !record_prepare_new(import->base, &import->actor, work, error))
        return NULL;
    *contacts = row_contacts(import->base, work, error);
    return *contacts ? g_steal_pointer(&work) : NULL;
}

bool import_next(Import *import, SourceRow *row, Record **work, GArray **contacts, bool *more,
                 GError **error)
{
    g_autoptr(GError) failure = NULL;
    *work = NULL;
    *contacts = NULL;
    *more = source_next(import->source, row, &failure);
    if (*more && row->wrong) {
        reject(import, row, row->wrong);
    } else if (*more) {
        *work = prepare(import, row, contacts, &failure);
        if (failure && import_is_refusal(failure)) {
            reject(import, row, failure->message);
            g_clear_error(&failure);
        }
    }
    import->rows += *more;
    if (!failure)
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool import_apply(Import *import, const BatchRow *row, Record *client, GError **error)
{
    g_auto(GStrv) cells = source_split(row->raw, row->raw_size, source_delimiter(import->source));
    return row_apply(&import->reader, (const char *const *)cells, g_strv_length(cells),
                     import->options->on_duplicate, client, error);
}

bool import_goes_on(Import *import)
{
    const ImportOptions *options = import->options;
    int64_t total, bytes = source_bytes(import->source, &total);
    if (options->progress && !options->progress(import->rows, bytes, total, options->progress_data))
        import->report->cancelled = true;
    return !import->report->cancelled;
}

bool import_find_list(Base *base, int64_t enterprise_id, const char *name, int64_t *id,
                      GError **error)
{
    bool found;
    g_autofree char *line = text_clean_line(name, -1, error);
    return line &&
           db_get_integer(base_db(base),
                          SQL("SELECT id FROM list WHERE enterprise_id = ? AND name = ? "
                              "AND archived_at IS NULL ORDER BY id LIMIT 1"),
                          DB_ARGS(db_integer(enterprise_id), db_text(line)), id, &found, error);
}

/* --- the whole -------------------------------------------------------------------------------- */

static void tell_shape(const Import *import)
{
    ImportReport *report = import->report;
    report->encoding = g_strdup(charset_name(source_charset(import->source)));
    report->delimiter = source_delimiter(import->source);
    report->header = source_header(import->source) != NULL;
    report->mapping = import_map_text(&import->map);
}

static bool begin(Import *import, GError **error)
{
    const ImportOptions *options = import->options;
    Base *base = import->base;
    import->remembered = import_map_remembered(base, import->actor.enterprise_id, error);
    if (!import->remembered)
        return false;
    import->source = source_open(options->file, options->encoding, options->delimiter,
                                 options->header, import_map_knows, import->remembered, error);
    if (!import->source ||
        !import_map_init(&import->map, import->source, import->remembered, options->map, error))
        return false;
    const SourceRow *header = source_header(import->source);
    size_t width = header ? header->n : source_columns(import->source);
    tell_shape(import);
    import->rejects = rejects_new(options->dry_run ? NULL : options->errors, import->source,
                                  import->report, error);
    return import->rejects &&
           row_reader_init(&import->reader, base, &import->actor, &import->map, width, error);
}

static void end(Import *import)
{
    row_reader_clear(&import->reader);
    import_map_clear(&import->map);
    g_clear_pointer(&import->remembered, g_hash_table_unref);
    source_close(import->source);
    rejects_free(import->rejects);
    batch_free(import->batch);
    known_forget(import);
    db_unlock(import->lock);
}

bool import_csv(Base *base, const Actor *actor, const ImportOptions *options, ImportReport *report,
                GError **error)
{
    Import import = {.base = base, .actor = *actor, .options = options, .report = report};
    *report = (ImportReport){.rejects = g_ptr_array_new_with_free_func(g_free)};
    bool done =
        check_options(options, error) && check_rights(base, actor, options, error) &&
        begin(&import, error) &&
        (options->dry_run ? import_rehearse(&import, error) : import_write(&import, error)) &&
        rejects_finish(import.rejects, error);
    end(&import);
    return done;
}
