/* An import that writes nothing and counts what would be written. Clients that the file itself
 * would make or change are kept in a file without a name, so that later rows meet them. */
#include "entities/client.h"
#include "import_find.h"
#include "import_slice.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ROWS_BETWEEN_NEWS = 1000 };

/* Clients that the file makes come after all of the base, in the order in which they are made. */
#define FIRST_NEW (INT64_C(1) << 62)

/* A client that the file has touched. There may be as many as rows: no byte too much. */
typedef struct {
    int64_t id;         /* in the base; or FIRST_NEW and its number in `touched`, from 1 */
    int64_t place : 62; /* of its latest state in the spool; -1: as in the base, or not asked for */
    bool changed : 1;   /* that state is a record; otherwise the row that made it */
    bool joined : 1;    /* the list has got it by now */
} Touched;
G_STATIC_ASSERT(sizeof(Touched) == 16);

typedef struct Rehearsal {
    int spool;
    int64_t spool_end;
    GArray *touched;        /* of Touched */
    GHashTable *by_contact; /* hash of a contact's key → number in `touched`, from 1 */
    GHashTable *by_id;      /* client of the base → the same */
} Rehearsal;

/* --- states of clients ------------------------------------------------------------------------ */

static bool fail(GError **error)
{
    g_set_error(error, IMPORT_ERROR, IMPORT_ERROR_OUTPUT, _("a temporary file cannot be used: %s"),
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

static bool keeps_states(const Import *import)
{
    DuplicatePolicy policy = import->options->on_duplicate;
    return policy == DUPLICATE_FILL || policy == DUPLICATE_OVERWRITE;
}

static bool put(Rehearsal *rehearsal, Touched *touched, bool changed, const void *bytes,
                size_t size, GError **error)
{
    const struct iovec parts[] = {{&size, sizeof size}, {(void *)bytes, size}};
    const int64_t place = rehearsal->spool_end;
    touched->place = place;
    touched->changed = changed;
    rehearsal->spool_end += (int64_t)(sizeof size + size);
    return pwritev(rehearsal->spool, parts, 2, place) == (ssize_t)(sizeof size + size) ||
           fail(error);
}

static GByteArray *get(const Rehearsal *rehearsal, int64_t place, GError **error)
{
    size_t size;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    if (pread(rehearsal->spool, &size, sizeof size, place) == sizeof size) {
        g_byte_array_set_size(bytes, (guint)size);
        if (pread(rehearsal->spool, bytes->data, size, place + (int64_t)sizeof size) ==
            (ssize_t)size)
            return g_steal_pointer(&bytes);
    }
    fail(error);
    return NULL;
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

static bool put_state(Rehearsal *rehearsal, const Record *client, Touched *touched, GError **error)
{
    g_autoptr(GByteArray) bytes = pack(client);
    return put(rehearsal, touched, true, bytes->data, bytes->len, error);
}

/* What the row that made the client says. */
static Record *read_again(Import *import, const GByteArray *raw, GError **error)
{
    g_auto(GStrv) cells =
        source_split((const char *)raw->data, raw->len, source_delimiter(import->source));
    g_autoptr(Record) client =
        row_read(&import->reader, (const char *const *)cells, g_strv_length(cells), error);
    return client && record_prepare_new(import->base, &import->actor, client, error)
               ? g_steal_pointer(&client)
               : NULL;
}

static Record *get_state(Import *import, const Touched *touched, GError **error)
{
    g_autoptr(GByteArray) bytes = get(import->rehearsal, touched->place, error);
    if (!bytes || !touched->changed)
        return bytes ? read_again(import, bytes, error) : NULL;
    Record *client = record_new(import->base, &import->actor, &client_entity);
    unpack(bytes, client);
    return client;
}

/* --- who is touched --------------------------------------------------------------------------- */

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

static Touched *touched_at(const Rehearsal *rehearsal, guint index)
{
    return &g_array_index(rehearsal->touched, Touched, index - 1);
}

static Touched *touched_by_id(const Rehearsal *rehearsal, int64_t id)
{
    guint index = id >= FIRST_NEW ? (guint)(id - FIRST_NEW)
                                  : index_in(rehearsal->by_id, (gpointer)(uintptr_t)id);
    return index ? touched_at(rehearsal, index) : NULL;
}

/* Adds a client of the base, or a new one. */
static Touched *touch(Rehearsal *rehearsal, int64_t id)
{
    guint index = rehearsal->touched->len + 1;
    Touched touched = {.place = -1, .id = id ? id : FIRST_NEW + index};
    g_array_append_val(rehearsal->touched, touched);
    if (id)
        g_hash_table_insert(rehearsal->by_id, (gpointer)(uintptr_t)id, GUINT_TO_POINTER(index));
    return touched_at(rehearsal, index);
}

/* Of several clients with one contact the oldest counts, as in the base. */
static void remember_contacts(Rehearsal *rehearsal, const GArray *contacts, const Touched *holder)
{
    guint place = (guint)(holder - touched_at(rehearsal, 1)) + 1;
    for (guint i = 0; i < contacts->len; i++) {
        gpointer key = hash_of(g_array_index(contacts, RowContact, i).key);
        guint known = index_in(rehearsal->by_contact, key);
        if (!known || holder->id < touched_at(rehearsal, known)->id)
            g_hash_table_insert(rehearsal->by_contact, key, GUINT_TO_POINTER(place));
    }
}

/* Or an older one that the file has touched. */
static void find_touched(const Rehearsal *rehearsal, const GArray *contacts, int64_t *id)
{
    for (guint i = 0; i < contacts->len; i++) {
        guint index =
            index_in(rehearsal->by_contact, hash_of(g_array_index(contacts, RowContact, i).key));
        if (index && (!*id || touched_at(rehearsal, index)->id < *id))
            *id = touched_at(rehearsal, index)->id;
    }
}

static bool find(Import *import, guint from, guint to, int64_t *ids, GError **error)
{
    g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(RowContact));
    if (!batch_find_clients(import->base, import->actor.enterprise_id, import->batch, from, to, ids,
                            error))
        return false;
    for (guint i = from; i < to; i++) {
        batch_contacts(import->batch, batch_row(import->batch, i), contacts);
        find_touched(import->rehearsal, contacts, &ids[i - from]);
    }
    return true;
}

/* --- rows ------------------------------------------------------------------------------------- */

static bool create_one(Import *import, const BatchRow *row, int64_t *id, GError **error)
{
    Rehearsal *rehearsal = import->rehearsal;
    Touched *touched = touch(rehearsal, 0);
    *id = touched->id;
    if (import->options->on_duplicate == DUPLICATE_CREATE) /* nobody is looked up */
        return true;
    g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(RowContact));
    batch_contacts(import->batch, row, contacts);
    remember_contacts(rehearsal, contacts, touched);
    return !keeps_states(import) || put(rehearsal, touched, false, row->raw, row->raw_size, error);
}

static bool create(Import *import, const guint *rows, size_t n, int64_t *ids, GError **error)
{
    for (size_t i = 0; i < n; i++)
        if (!create_one(import, batch_row(import->batch, rows[i]), &ids[i], error))
            return false;
    return true;
}

static bool load(Import *import, const Touched *touched, Record **client, GError **error)
{
    if (touched->place < 0)
        *client = record_load(import->base, &import->actor, &client_entity, touched->id, error);
    else
        *client = get_state(import, touched, error);
    return *client != NULL;
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
static bool update(Import *import, const BatchRow *row, int64_t id, bool *changed, GError **error)
{
    g_autoptr(Record) before = NULL;
    Rehearsal *rehearsal = import->rehearsal;
    Touched *touched = touched_by_id(rehearsal, id);
    if (!touched)
        touched = touch(rehearsal, id);
    if (!load(import, touched, &before, error))
        return false;
    g_autoptr(Record) after = record_copy(before);
    if (!import_apply(import, row, after, error) ||
        !record_prepare_new(import->base, &import->actor, after, error))
        return false;
    *changed = differs(before, after);
    g_autoptr(GArray) contacts = *changed ? row_contacts(import->base, after, error) : NULL;
    if (!contacts)
        return !*changed;
    remember_contacts(rehearsal, contacts, touched);
    return put_state(rehearsal, after, touched, error);
}

static const SliceTarget rehearsal_target = {find, NULL, create, update};

/* --- members ---------------------------------------------------------------------------------- */

static bool is_member(const Import *import, int64_t client_id, bool *member, GError **error)
{
    int64_t one;
    return db_get_integer(base_db(import->base),
                          SQL("SELECT 1 FROM list_member WHERE enterprise_id = ? AND list_id = ? "
                              "AND client_id = ? AND left_at IS NULL"),
                          DB_ARGS(db_integer(import->actor.enterprise_id),
                                  db_integer(import->list_id), db_integer(client_id)),
                          &one, member, error);
}

/* Each client joins once. */
static bool join(Import *import, Slice *slice, GError **error)
{
    Rehearsal *rehearsal = import->rehearsal;
    for (guint i = 0; import->options->list && i < slice->clients->len; i++) {
        int64_t id = g_array_index(slice->clients, int64_t, i);
        Touched *touched = touched_by_id(rehearsal, id);
        bool member = false;
        if (!touched)
            touched = touch(rehearsal, id);
        if (touched->joined)
            continue;
        touched->joined = true;
        if (import->list_id && id < FIRST_NEW && !is_member(import, id, &member, error))
            return false;
        slice->members += !member;
    }
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool rehearse_part(Import *import, guint from, guint to, GError **error)
{
    while (from < to && import_goes_on(import)) {
        g_auto(Slice) slice;
        slice_init(&slice);
        guint end = MIN(from + ROWS_BETWEEN_NEWS, to);
        if (!slice_rows(import, &rehearsal_target, from, end, &slice, error) ||
            !join(import, &slice, error))
            return false;
        slice_count(import, &slice);
        from = end;
    }
    return true;
}

bool import_rehearse(Import *import, GError **error)
{
    const char *list = import->options->list;
    Rehearsal rehearsal = {
        .spool = -1,
        .touched = g_array_new(FALSE, FALSE, sizeof(Touched)),
        .by_contact = g_hash_table_new(NULL, NULL),
        .by_id = g_hash_table_new(NULL, NULL),
    };
    import->rehearsal = &rehearsal;
    bool done = (!list || import_find_list(import->base, import->actor.enterprise_id, list,
                                           &import->list_id, error)) &&
                (!keeps_states(import) || open_spool(&rehearsal, error)) &&
                slice_all(import, rehearse_part, error);
    g_array_unref(rehearsal.touched);
    g_hash_table_unref(rehearsal.by_contact);
    g_hash_table_unref(rehearsal.by_id);
    if (rehearsal.spool >= 0)
        close(rehearsal.spool);
    import->rehearsal = NULL;
    return done;
}
