/* An import that writes nothing and counts what would be written. Clients that the file itself
 * would make or change are kept in a file without a name, so that later rows meet them. */
#include "entities/client.h"
#include "import_internal.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A client that the file has touched: its latest state's place, the base's number of it. */
typedef struct {
    int64_t place; /* -1: not kept, no policy asks for it */
    int64_t id;    /* 0: new */
} Touched;

typedef struct {
    Import *import;
    int64_t list_id;
    int spool;
    int64_t spool_end;
    GArray *touched;        /* of Touched */
    GHashTable *by_contact; /* hash of a contact's key → index + 1 in `touched` */
    GHashTable *by_id;      /* client → index + 1 */
} Rehearsal;

/* --- states of clients ---------------------------------------------------------------------------
 */

static bool fail(GError **error)
{
    g_set_error(error, IMPORT_ERROR, IMPORT_ERROR_FILE, _("a temporary file cannot be used: %s"),
                g_strerror(errno));
    return false;
}

static bool open_spool(Rehearsal *rehearsal, GError **error)
{
    g_autofree char *name = NULL;
    rehearsal->spool = g_file_open_tmp("ukrcrm-XXXXXX", &name, error);
    if (rehearsal->spool >= 0)
        g_unlink(name);
    return rehearsal->spool >= 0;
}

static bool keeps_states(const Rehearsal *rehearsal)
{
    DuplicatePolicy policy = rehearsal->import->options->on_duplicate;
    return policy == DUPLICATE_FILL || policy == DUPLICATE_OVERWRITE;
}

/* Its filled fields: number, size, text as the change log has it. */
static GByteArray *pack(const Record *client)
{
    GByteArray *bytes = g_byte_array_new();
    for (guint32 i = 0; client_entity.fields[i].name; i++) {
        g_autofree char *text = field_logged(&client_entity.fields[i], &client->values[i]);
        guint32 head[] = {i, text ? (guint32)strlen(text) + 1 : 0};
        if (!text)
            continue;
        g_byte_array_append(bytes, (const guint8 *)head, sizeof head);
        g_byte_array_append(bytes, (const guint8 *)text, head[1]);
    }
    return bytes;
}

static void unpack(const GByteArray *bytes, Record *client)
{
    guint32 head[2];
    for (guint at = 0; at < bytes->len; at += sizeof head + head[1]) {
        memcpy(head, bytes->data + at, sizeof head);
        field_from_log(&client_entity.fields[head[0]], (const char *)bytes->data + at + sizeof head,
                       &client->values[head[0]]);
    }
}

static bool put_state(Rehearsal *rehearsal, const Record *client, int64_t *place, GError **error)
{
    g_autoptr(GByteArray) bytes = pack(client);
    guint32 size = bytes->len;
    g_byte_array_prepend(bytes, (const guint8 *)&size, sizeof size);
    *place = rehearsal->spool_end;
    if (pwrite(rehearsal->spool, bytes->data, bytes->len, *place) != (ssize_t)bytes->len)
        return fail(error);
    rehearsal->spool_end += bytes->len;
    return true;
}

static Record *get_state(Rehearsal *rehearsal, int64_t place, GError **error)
{
    guint32 size;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    if (pread(rehearsal->spool, &size, sizeof size, place) != sizeof size) {
        fail(error);
        return NULL;
    }
    g_byte_array_set_size(bytes, size);
    if (pread(rehearsal->spool, bytes->data, size, place + (int64_t)sizeof size) != (ssize_t)size) {
        fail(error);
        return NULL;
    }
    Record *client = record_new(rehearsal->import->base, &rehearsal->import->actor, &client_entity);
    unpack(bytes, client);
    return client;
}

/* --- members -------------------------------------------------------------------------------------
 */

static bool is_member(const Rehearsal *rehearsal, int64_t client_id, bool *member, GError **error)
{
    int64_t one;
    *member = false;
    return !rehearsal->list_id ||
           db_get_integer(base_db(rehearsal->import->base),
                          SQL("SELECT 1 FROM list_member WHERE enterprise_id = ? AND list_id = ? "
                              "AND client_id = ? AND left_at IS NULL"),
                          DB_ARGS(db_integer(rehearsal->import->actor.enterprise_id),
                                  db_integer(rehearsal->list_id), db_integer(client_id)),
                          &one, member, error);
}

/* Each client joins once, when it is touched first. */
static bool join(Rehearsal *rehearsal, int64_t client_id, GError **error)
{
    bool member = false;
    if (!rehearsal->import->options->list)
        return true;
    if (client_id && !is_member(rehearsal, client_id, &member, error))
        return false;
    rehearsal->import->report->members += !member;
    return true;
}

/* --- who is touched ------------------------------------------------------------------------------
 */

/* 64 bits of a strong hash: of two million contacts two meet once in ten million files. */
static gpointer hash_of(const char *key)
{
    uint64_t hash = 0;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_MD5, key, -1);
    for (int i = 0; i < 16; i++)
        hash = hash << 4 | (uint64_t)g_ascii_xdigit_value(digest[i]);
    return (gpointer)(uintptr_t)(hash | 1);
}

static guint index_in(GHashTable *table, gpointer key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(table, key));
}

static void remember_contacts(Rehearsal *rehearsal, const GArray *contacts, guint index)
{
    for (guint i = 0; i < contacts->len; i++) {
        gpointer key = hash_of(g_array_index(contacts, RowContact, i).key);
        if (!index_in(rehearsal->by_contact, key))
            g_hash_table_insert(rehearsal->by_contact, key, GUINT_TO_POINTER(index));
    }
}

/* Adds a client to those touched; its index counts from 1. */
static guint touch(Rehearsal *rehearsal, int64_t id)
{
    Touched touched = {-1, id};
    g_array_append_val(rehearsal->touched, touched);
    if (id)
        g_hash_table_insert(rehearsal->by_id, (gpointer)(uintptr_t)id,
                            GUINT_TO_POINTER(rehearsal->touched->len));
    return rehearsal->touched->len;
}

/* The client of the base or of the file that has one of the contacts; *index 0: nobody. A client of
 * the base goes before those that the file makes. */
static bool find(Rehearsal *rehearsal, const GArray *contacts, guint *index, GError **error)
{
    Import *import = rehearsal->import;
    int64_t id;
    *index = 0;
    if (import->options->on_duplicate == DUPLICATE_CREATE)
        return true;
    if (!row_find_client(import->base, import->actor.enterprise_id, contacts, &id, error))
        return false;
    if (id)
        *index = index_in(rehearsal->by_id, (gpointer)(uintptr_t)id);
    if (id && !*index) {
        *index = touch(rehearsal, id);
        if (!join(rehearsal, id, error))
            return false;
    }
    for (guint i = 0; i < contacts->len && !*index; i++)
        *index =
            index_in(rehearsal->by_contact, hash_of(g_array_index(contacts, RowContact, i).key));
    return true;
}

/* --- rows ----------------------------------------------------------------------------------------
 */

static Touched *touched_at(Rehearsal *rehearsal, guint index)
{
    return &g_array_index(rehearsal->touched, Touched, index - 1);
}

static bool create(Rehearsal *rehearsal, const Record *work, const GArray *contacts, GError **error)
{
    rehearsal->import->report->created++;
    if (rehearsal->import->options->on_duplicate == DUPLICATE_CREATE)
        return join(rehearsal, 0, error);
    guint index = touch(rehearsal, 0);
    remember_contacts(rehearsal, contacts, index);
    return join(rehearsal, 0, error) &&
           (!keeps_states(rehearsal) ||
            put_state(rehearsal, work, &touched_at(rehearsal, index)->place, error));
}

static Record *state_of(Rehearsal *rehearsal, const Touched *touched, GError **error)
{
    if (touched->place >= 0)
        return get_state(rehearsal, touched->place, error);
    return record_load(rehearsal->import->base, &rehearsal->import->actor, &client_entity,
                       touched->id, error);
}

static bool differs(const Record *a, const Record *b)
{
    for (int i = 0; client_entity.fields[i].name; i++)
        if (!(client_entity.fields[i].flags & FIELD_DERIVED) &&
            !value_equal(&a->values[i], &b->values[i]))
            return true;
    return false;
}

/* Cleaned as a save would, so that what is only spelled otherwise does not count as changed. */
static bool update(Rehearsal *rehearsal, const SourceRow *row, guint index, GError **error)
{
    Import *import = rehearsal->import;
    g_autoptr(Record) before = state_of(rehearsal, touched_at(rehearsal, index), error);
    g_autoptr(Record) after = before ? record_copy(before) : NULL;
    if (!after ||
        !row_apply(&import->reader, row->cells, row->n, import->options->on_duplicate, after,
                   error) ||
        !record_prepare_new(import->base, &import->actor, after, error))
        return false;
    if (!differs(before, after)) {
        import->report->skipped++;
        return true;
    }
    import->report->updated++;
    g_autoptr(GArray) contacts = row_contacts(import->base, after, error);
    if (!contacts)
        return false;
    remember_contacts(rehearsal, contacts, index);
    return put_state(rehearsal, after, &touched_at(rehearsal, index)->place, error);
}

static bool rehearse_row(Rehearsal *rehearsal, const SourceRow *row, const Record *work,
                         const GArray *contacts, GError **error)
{
    guint index;
    if (!find(rehearsal, contacts, &index, error))
        return false;
    if (!index)
        return create(rehearsal, work, contacts, error);
    if (keeps_states(rehearsal))
        return update(rehearsal, row, index, error);
    rehearsal->import->report->skipped++;
    return true;
}

static bool rehearse_next(Rehearsal *rehearsal, bool *more, GError **error)
{
    Import *import = rehearsal->import;
    g_autoptr(Record) work = NULL;
    g_autoptr(GArray) contacts = NULL;
    g_autoptr(GError) failure = NULL;
    SourceRow row;
    if (!import_next(import, &row, &work, &contacts, more, error))
        return false;
    if (!work || rehearse_row(rehearsal, &row, work, contacts, &failure))
        return true;
    if (import_is_refusal(failure)) {
        rejects_add(import->rejects, row.number, row.raw, row.raw_size, failure->message);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool import_rehearse(Import *import, GError **error)
{
    const char *list = import->options->list;
    Rehearsal rehearsal = {.import = import, .spool = -1};
    bool more = true;
    bool done = (!list || import_find_list(import->base, import->actor.enterprise_id, list,
                                           &rehearsal.list_id, error)) &&
                (!keeps_states(&rehearsal) || open_spool(&rehearsal, error));
    rehearsal.touched = g_array_new(FALSE, FALSE, sizeof(Touched));
    rehearsal.by_contact = g_hash_table_new(NULL, NULL);
    rehearsal.by_id = g_hash_table_new(NULL, NULL);
    while (done && more && (import->rows % 1000 || import_goes_on(import)))
        done = rehearse_next(&rehearsal, &more, error);
    g_array_unref(rehearsal.touched);
    g_hash_table_unref(rehearsal.by_contact);
    g_hash_table_unref(rehearsal.by_id);
    if (rehearsal.spool >= 0)
        close(rehearsal.spool);
    return done;
}
