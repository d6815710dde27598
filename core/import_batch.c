#include "import_batch.h"
#include "entities/client.h"

#include <string.h>

/* One argument of the INSERT that differs from a client without content. */
typedef struct {
    guint16 argument;
    guint8 type;
    guint32 size;
    union {
        int64_t integer;
        const char *bytes;
    };
} Packed;

typedef struct {
    const char *kind, *value, *key;
} PackedContact;

struct ImportBatch {
    Base *base;
    guint most; /* rows */
    const char *columns;
    GArray *blank;    /* of DbValue: the arguments of a client without content; NULL at first */
    GArray *work;     /* of DbValue */
    GPtrArray *owned; /* the texts of `blank` */
    GStringChunk *bytes;
    size_t n_bytes;
    GArray *values;      /* of Packed */
    GArray *contacts;    /* of PackedContact */
    GArray *rows;        /* of BatchRow */
    GHashTable *holders; /* key of a contact → index + 1 of the first row that has it */
};

ImportBatch *batch_new(Base *base, guint most)
{
    ImportBatch *batch = g_new0(ImportBatch, 1);
    batch->most = most;
    batch->base = base;
    batch->work = g_array_new(FALSE, FALSE, sizeof(DbValue));
    batch->owned = g_ptr_array_new_with_free_func(g_free);
    batch->bytes = g_string_chunk_new(1 << 16);
    batch->values = g_array_new(FALSE, FALSE, sizeof(Packed));
    batch->contacts = g_array_new(FALSE, FALSE, sizeof(PackedContact));
    batch->rows = g_array_new(FALSE, FALSE, sizeof(BatchRow));
    batch->holders = g_hash_table_new(g_str_hash, g_str_equal);
    return batch;
}

void batch_free(ImportBatch *batch)
{
    if (!batch)
        return;
    if (batch->blank)
        g_array_unref(batch->blank);
    g_array_unref(batch->work);
    g_ptr_array_unref(batch->owned);
    g_string_chunk_free(batch->bytes);
    g_array_unref(batch->values);
    g_array_unref(batch->contacts);
    g_array_unref(batch->rows);
    g_hash_table_unref(batch->holders);
    g_free(batch);
}

void batch_empty(ImportBatch *batch)
{
    g_hash_table_remove_all(batch->holders);
    g_string_chunk_clear(batch->bytes);
    g_array_set_size(batch->values, 0);
    g_array_set_size(batch->contacts, 0);
    g_array_set_size(batch->rows, 0);
    batch->n_bytes = 0;
}

/* --- adding ----------------------------------------------------------------------------------- */

static const char *keep(ImportBatch *batch, const void *bytes, size_t size)
{
    batch->n_bytes += size + 1;
    return g_string_chunk_insert_len(batch->bytes, bytes, (gssize)size);
}

static size_t size_of(const DbValue *value)
{
    return value->size >= 0 ? (size_t)value->size : strlen(value->bytes);
}

static bool has_bytes(const DbValue *value)
{
    return value->type == DB_TEXT || value->type == DB_BLOB;
}

static bool equal(const DbValue *a, const DbValue *b)
{
    if (a->type != b->type)
        return false;
    if (a->type == DB_INTEGER)
        return a->integer == b->integer;
    return !has_bytes(a) ||
           (size_of(a) == size_of(b) && memcmp(a->bytes, b->bytes, size_of(a)) == 0);
}

/* Those of the first row, as texts of our own: what most rows share is stored once. */
static void take_blank(ImportBatch *batch, const Record *work)
{
    batch->columns = record_insert_columns(batch->base, work);
    batch->blank = g_array_new(FALSE, FALSE, sizeof(DbValue));
    for (guint i = 0; i < batch->work->len; i++) {
        DbValue value = g_array_index(batch->work, DbValue, i);
        if (has_bytes(&value)) {
            value.size = (gssize)size_of(&value);
            char *copy = g_malloc((gsize)value.size + 1);
            memcpy(copy, value.bytes, (gsize)value.size);
            value.bytes = copy;
            g_ptr_array_add(batch->owned, copy);
        }
        g_array_append_val(batch->blank, value);
    }
}

static void pack_value(ImportBatch *batch, guint argument, const DbValue *value)
{
    Packed packed = {.argument = (guint16)argument, .type = value->type};
    if (has_bytes(value)) {
        packed.size = (guint32)size_of(value);
        packed.bytes = keep(batch, value->bytes, packed.size);
    } else {
        packed.integer = value->integer;
    }
    g_array_append_val(batch->values, packed);
}

static void pack_values(ImportBatch *batch, const Record *work, BatchRow *row)
{
    g_array_set_size(batch->work, 0);
    record_insert_arguments(work, batch->work);
    if (!batch->blank)
        take_blank(batch, work);
    row->first_value = batch->values->len;
    for (guint i = 0; i < batch->work->len; i++) {
        const DbValue *value = &g_array_index(batch->work, DbValue, i);
        if (!equal(value, &g_array_index(batch->blank, DbValue, i)))
            pack_value(batch, i, value);
    }
    row->n_values = batch->values->len - row->first_value;
}

/* Two rows with one contact wait for each other. */
static void meet(ImportBatch *batch, const char *key, BatchRow *row)
{
    guint holder = GPOINTER_TO_UINT(g_hash_table_lookup(batch->holders, key));
    if (!holder) {
        g_hash_table_insert(batch->holders, (gpointer)key, GUINT_TO_POINTER(batch->rows->len + 1));
    } else if (holder <= batch->rows->len) {
        g_array_index(batch->rows, BatchRow, holder - 1).waits = true;
        row->waits = true;
    }
}

static void pack_contacts(ImportBatch *batch, const GArray *contacts, BatchRow *row)
{
    row->first_contact = batch->contacts->len;
    row->n_contacts = contacts->len;
    for (guint i = 0; i < contacts->len; i++) {
        const RowContact *contact = &g_array_index(contacts, RowContact, i);
        PackedContact packed = {contact->kind, keep(batch, contact->value, strlen(contact->value)),
                                keep(batch, contact->key, strlen(contact->key))};
        g_array_append_val(batch->contacts, packed);
        meet(batch, packed.key, row);
    }
}

static void pack_sort_key(ImportBatch *batch, const Record *work, BatchRow *row)
{
    gsize size;
    const void *key = record_key(work, "sort_key", &size);
    row->sort = keep(batch, key, size);
    row->sort_size = (guint)size;
}

void batch_add(ImportBatch *batch, const Record *work, const GArray *contacts,
               const SourceRow *source)
{
    const char *tags = record_text(work, "tags");
    BatchRow row = {.number = source->number, .raw_size = source->raw_size};
    row.raw = keep(batch, source->raw, source->raw_size);
    row.tags = *tags ? keep(batch, tags, strlen(tags)) : NULL;
    pack_values(batch, work, &row);
    pack_contacts(batch, contacts, &row);
    pack_sort_key(batch, work, &row);
    g_array_append_val(batch->rows, row);
}

bool batch_is_full(const ImportBatch *batch)
{
    return batch->rows->len >= batch->most || batch->n_bytes >= BATCH_BYTES;
}

/* --- ordering --------------------------------------------------------------------------------- */

static int compare_numbers(const BatchRow *a, const BatchRow *b)
{
    return (a->number > b->number) - (a->number < b->number);
}

static int compare_names(const BatchRow *a, const BatchRow *b)
{
    int order = memcmp(a->sort, b->sort, MIN(a->sort_size, b->sort_size));
    return order ? order : (a->sort_size > b->sort_size) - (a->sort_size < b->sort_size);
}

static int compare_rows(const void *a, const void *b)
{
    const BatchRow *x = a, *y = b;
    int order = (int)x->waits - (int)y->waits;
    if (!order && !x->waits)
        order = compare_names(x, y);
    return order ? order : compare_numbers(x, y);
}

guint batch_order(ImportBatch *batch)
{
    guint n = 0;
    g_array_sort(batch->rows, compare_rows);
    while (n < batch->rows->len && !batch_row(batch, n)->waits)
        n++;
    return n;
}

void batch_put_off(ImportBatch *batch, guint i)
{
    g_array_index(batch->rows, BatchRow, i).waits = true;
}

guint batch_length(const ImportBatch *batch)
{
    return batch->rows->len;
}

const BatchRow *batch_row(const ImportBatch *batch, guint i)
{
    return &g_array_index(batch->rows, BatchRow, i);
}

void batch_contacts(const ImportBatch *batch, const BatchRow *row, GArray *contacts)
{
    g_array_set_size(contacts, 0);
    for (guint i = 0; i < row->n_contacts; i++) {
        const PackedContact *packed =
            &g_array_index(batch->contacts, PackedContact, row->first_contact + i);
        RowContact contact = {packed->kind, (char *)packed->value, (char *)packed->key};
        g_array_append_val(contacts, contact);
    }
}

/* --- writing ---------------------------------------------------------------------------------- */

static DbValue unpack(const Packed *packed)
{
    if (packed->type == DB_INTEGER)
        return db_integer(packed->integer);
    DbValue value = {.type = packed->type, .bytes = packed->bytes, .size = packed->size};
    return packed->type == DB_NULL ? DB_NOTHING : value;
}

void batch_values(const ImportBatch *batch, const BatchRow *row, GArray *values)
{
    guint first = values->len;
    g_array_append_vals(values, batch->blank->data, batch->blank->len);
    for (guint i = 0; i < row->n_values; i++) {
        const Packed *packed = &g_array_index(batch->values, Packed, row->first_value + i);
        g_array_index(values, DbValue, first + packed->argument) = unpack(packed);
    }
}

const char *batch_columns(const ImportBatch *batch)
{
    return batch->columns;
}
