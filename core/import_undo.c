/* Taking an import back: docs/rules.md, "Import". The change log says what it did; what a change
 * set of anybody else has touched since stays. */
#include "import_internal.h"
#include "record_internal.h"
#include "reference.h"
#include "rights_internal.h"
#include "rows.h"

#include <glib/gi18n-lib.h>

enum { AT_ONCE = 50 }; /* records in one transaction */

typedef struct {
    Base *base;
    const Actor *actor;
    int64_t import_id, list_id, since;
    int64_t set_id;  /* of the import; 0: it wrote nothing */
    int64_t before;  /* changes from this one on are done */
    int64_t after;   /* members up to this client are done */
    SaveBatch batch; /* the undo's own change set */
    int64_t undone;
    GPtrArray *kept;
    GHashTable *kept_ids;
} Undo;

/* --- may it be undone? ------------------------------------------------------------------------ */

static bool refuse(GError **error, const char *format, int64_t import_id)
{
    g_autoptr(GString) sentence = g_string_new(format);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, import_id);
    g_string_replace(sentence, "%s", number, 0);
    g_set_error_literal(error, IMPORT_ERROR, IMPORT_ERROR_STATE, sentence->str);
    return false;
}

static bool check_rights(Undo *undo, int64_t made_by, GError **error)
{
    bool own = made_by && made_by == undo->actor->employee_id;
    return right_check(undo->base, undo->actor, own ? RIGHT_IMPORT : RIGHT_ARCHIVE, own, error);
}

static bool read_import(Undo *undo, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(DbRows) rows = db_query(
        base_db(undo->base),
        SQL("SELECT coalesce(list_id, 0), coalesce(created_by, 0), "
            "undone_at IS NOT NULL, (SELECT min(id) FROM change_set WHERE "
            "change_set.enterprise_id = import.enterprise_id "
            "AND change_set.import_id = import.id AND undoes IS NULL) "
            "FROM import WHERE enterprise_id = ? AND id = ?"),
        DB_ARGS(db_integer(undo->actor->enterprise_id), db_integer(undo->import_id)), error);
    if (!rows || !db_next(rows, &failure))
        return rows && !failure ? refuse(error, _("there is no import №%s here"), undo->import_id)
                                : rows_ended(g_steal_pointer(&failure), error);
    undo->list_id = db_column_integer(rows, 0);
    undo->set_id = db_column_integer(rows, 3);
    if (db_column_integer(rows, 2))
        return refuse(error, _("the import №%s has been taken back already"), undo->import_id);
    return check_rights(undo, db_column_integer(rows, 1), error);
}

static bool check_state(Undo *undo, GError **error)
{
    bool running;
    if (!import_is_running(undo->base, undo->import_id, &running, error))
        return false;
    return !running ||
           refuse(error, _("the import №%s is still running: stop it first"), undo->import_id);
}

/* --- one client ------------------------------------------------------------------------------- */

static bool is_touched(Undo *undo, int64_t id, bool *touched, GError **error)
{
    int64_t one;
    return db_get_integer(
        base_db(undo->base),
        SQL("SELECT 1 FROM change JOIN change_set "
            "ON change_set.enterprise_id = change.enterprise_id AND change_set.id = change.set_id "
            "WHERE change.enterprise_id = ? AND change.entity = 'client' "
            "AND change.record_id = ? AND change.set_id > ? "
            "AND (change_set.undoes IS NULL OR change_set.undoes <> ?) LIMIT 1"),
        DB_ARGS(db_integer(undo->actor->enterprise_id), db_integer(id), db_integer(undo->set_id),
                db_integer(undo->set_id)),
        &one, touched, error);
}

static void keep(Undo *undo, int64_t id)
{
    if (g_hash_table_add(undo->kept_ids, (gpointer)(uintptr_t)id))
        g_ptr_array_add(undo->kept, reference_title(undo->base, undo->actor->enterprise_id,
                                                    &client_entity, id));
}

/* The fields as they were before the import; *created: there was nothing before. */
static bool restore_fields(Undo *undo, Record *client, bool *created, GError **error)
{
    GError *failure = NULL;
    g_autoptr(DbRows) rows =
        db_query(base_db(undo->base),
                 SQL("SELECT field, old FROM change WHERE enterprise_id = ? AND "
                     "entity = 'client' AND record_id = ? AND set_id = ? ORDER BY id DESC"),
                 DB_ARGS(db_integer(undo->actor->enterprise_id), db_integer(client->id),
                         db_integer(undo->set_id)),
                 error);
    *created = false;
    while (rows && db_next(rows, &failure)) {
        int field = entity_field(&client_entity, db_column_text(rows, 0));
        if (field >= 0)
            field_from_log(&client_entity.fields[field], db_column_text(rows, 1),
                           &client->values[field]);
        else
            *created |= !*db_column_text(rows, 0);
    }
    return rows && rows_ended(failure, error);
}

static bool undo_client(Undo *undo, int64_t id, GError **error)
{
    bool touched, created;
    if (!is_touched(undo, id, &touched, error))
        return false;
    if (touched) {
        keep(undo, id);
        return true;
    }
    g_autoptr(Record) client =
        record_read(undo->base, &client_entity, undo->actor->enterprise_id, id, NULL, error);
    if (!client || !restore_fields(undo, client, &created, error))
        return false;
    if (client->archived) /* by an earlier line, or before we were interrupted */
        return true;
    undo->undone += created || record_is_changed(client);
    return created ? record_archive_in(undo->base, undo->actor, &client_entity, id, true,
                                       &undo->batch, NULL, error)
                   : record_save_in(undo->base, undo->actor, client, &undo->batch, NULL, error);
}

/* --- slices ----------------------------------------------------------------------------------- */

typedef bool (*Slice)(Undo *undo, bool *more, GError **error);

/* The newest changes first; a client is taken back whole at its newest. */
static bool undo_clients(Undo *undo, bool *more, GError **error)
{
    g_autoptr(GArray) changes =
        rows_integers(undo->base,
                      SQL("SELECT id FROM change WHERE enterprise_id = ? AND set_id = ? AND id < ? "
                          "ORDER BY id DESC LIMIT ?"),
                      DB_ARGS(db_integer(undo->actor->enterprise_id), db_integer(undo->set_id),
                              db_integer(undo->before), db_integer(AT_ONCE)),
                      error);
    g_autoptr(GArray) clients =
        !changes
            ? NULL
            : rows_integers(undo->base,
                            SQL("SELECT DISTINCT record_id FROM change WHERE enterprise_id = ? "
                                "AND set_id = ? AND entity = 'client' AND id < ? AND id >= ?"),
                            DB_ARGS(db_integer(undo->actor->enterprise_id),
                                    db_integer(undo->set_id), db_integer(undo->before),
                                    db_integer(changes->len ? g_array_index(changes, int64_t,
                                                                            changes->len - 1)
                                                            : undo->before)),
                            error);
    for (guint i = 0; clients && i < clients->len; i++)
        if (!undo_client(undo, g_array_index(clients, int64_t, i), error))
            return false;
    *more = changes && changes->len == AT_ONCE;
    if (clients && changes->len)
        undo->before = g_array_index(changes, int64_t, changes->len - 1);
    return clients != NULL;
}

static bool undo_members(Undo *undo, bool *more, GError **error)
{
    *more = false;
    if (!undo->list_id)
        return true;
    bool done = list_undo_import_in(undo->base, undo->actor, undo->list_id, undo->import_id,
                                    &undo->after, AT_ONCE, error);
    *more = undo->after > 0;
    return done;
}

static bool finish(Undo *undo, bool *more, GError **error)
{
    *more = false;
    DbValue now = db_integer(undo->actor->now);
    return db_execute(
        base_db(undo->base),
        SQL("UPDATE import SET undone_at = ?, finished_at = coalesce(finished_at, ?) "
            "WHERE enterprise_id = ? AND id = ?"),
        DB_ARGS(now, now, db_integer(undo->actor->enterprise_id), db_integer(undo->import_id)),
        NULL, error);
}

/* One slice after the other; what a failed one has counted is forgotten. */
static bool run(Undo *undo, Slice slice, DbDurability durability, GError **error)
{
    Db *db = base_db(undo->base);
    DbActor writer = base_db_actor(undo->base, undo->actor);
    for (bool more = true; more;) {
        if (!db_begin(db, &writer, durability, error))
            return false;
        if (!slice(undo, &more, error)) {
            db_rollback(db);
            return false;
        }
        if (!db_commit(db, error))
            return false;
    }
    return true;
}

/* Rows of an import that died may be missing in the search index; archived ones may come back. */
static bool complete_search(Undo *undo, GError **error)
{
    DbActor writer = base_db_actor(undo->base, undo->actor);
    return db_search_fill(base_db(undo->base), client_entity.search_index, &writer, undo->since,
                          NULL, NULL, error);
}

bool import_enterprise(Base *base, int64_t import_id, int64_t *enterprise_id, GError **error)
{
    bool found;
    if (!db_get_integer(base_db(base), SQL("SELECT enterprise_id FROM import WHERE id = ?"),
                        DB_ARGS(db_integer(import_id)), enterprise_id, &found, error))
        return false;
    return found || refuse(error, _("there is no import №%s here"), import_id);
}

bool import_undo(Base *base, const Actor *actor, int64_t import_id, int64_t *undone,
                 GPtrArray *kept, GError **error)
{
    Undo undo = {.base = base,
                 .actor = actor,
                 .import_id = import_id,
                 .before = G_MAXINT64,
                 .kept = kept,
                 .kept_ids = g_hash_table_new(NULL, NULL)};
    bool done = read_import(&undo, error) && check_state(&undo, error) &&
                import_search_since(base, &undo.since, error) && complete_search(&undo, error);
    undo.batch = (SaveBatch){.undoes = undo.set_id, .trusted = true};
    done = done && run(&undo, undo_members, DB_SLICE, error) &&
           run(&undo, undo_clients, DB_SLICE, error) && run(&undo, finish, DB_DURABLE, error);
    *undone = undo.undone;
    g_hash_table_unref(undo.kept_ids);
    return done;
}
