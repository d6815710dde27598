/* New clients from a batch: all rows of one table together, so that a server is asked a few times
 * for hundreds of clients. */
#include "entities/client.h"
#include "import_batch.h"

typedef struct {
    Base *base;
    const Actor *actor;
    const ImportBatch *batch;
    const guint *rows;
    size_t n;
    int64_t *ids;
} Insertion;

static const BatchRow *row_at(const Insertion *insertion, size_t i)
{
    return batch_row(insertion->batch, insertion->rows[i]);
}

static bool insert(const Insertion *insertion, const char *table, const char *columns,
                   const GArray *values, size_t n_rows, int64_t *ids, GError **error)
{
    return db_insert_many(base_db(insertion->base), table, columns,
                          (const DbValue *)(const void *)values->data, n_rows, ids, error);
}

static bool insert_clients(const Insertion *insertion, GError **error)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    for (size_t i = 0; i < insertion->n; i++)
        batch_values(insertion->batch, row_at(insertion, i), values);
    return insert(insertion, client_entity.name, batch_columns(insertion->batch), values,
                  insertion->n, insertion->ids, error);
}

/* Position 0 is the primary one of its kind. */
static size_t add_contacts(const Insertion *insertion, size_t i, GArray *values)
{
    const char *kind = NULL;
    int position = 0;
    g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(RowContact));
    batch_contacts(insertion->batch, row_at(insertion, i), contacts);
    for (guint j = 0; j < contacts->len; j++) {
        const RowContact *contact = &g_array_index(contacts, RowContact, j);
        position = contact->kind == kind ? position + 1 : 0;
        kind = contact->kind;
        const DbValue row[] = {db_integer(insertion->actor->enterprise_id),
                               db_integer(insertion->ids[i]),
                               db_text(kind),
                               db_integer(position),
                               db_text(contact->value),
                               db_text(contact->key)};
        g_array_append_vals(values, row, G_N_ELEMENTS(row));
    }
    return contacts->len;
}

static bool insert_contacts(const Insertion *insertion, GError **error)
{
    size_t n = 0;
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    for (size_t i = 0; i < insertion->n; i++)
        n += add_contacts(insertion, i, values);
    return insert(insertion, "client_contact",
                  "enterprise_id, client_id, kind, position, value, value_key", values, n, NULL,
                  error);
}

static bool insert_tags_of(const Insertion *insertion, size_t i, GError **error)
{
    const char *tags = row_at(insertion, i)->tags;
    if (!tags)
        return true;
    int field = entity_field(&client_entity, "tags");
    g_auto(GStrv) names = field_parts(&client_entity.fields[field], tags);
    for (char **name = names; *name; name++)
        if (!client_insert_tag(insertion->base, insertion->actor->enterprise_id, insertion->ids[i],
                               *name, error))
            return false;
    return true;
}

static bool insert_tags(const Insertion *insertion, GError **error)
{
    for (size_t i = 0; i < insertion->n; i++)
        if (!insert_tags_of(insertion, i, error))
            return false;
    return true;
}

bool batch_insert(Base *base, const Actor *actor, const ImportBatch *batch, const guint *rows,
                  size_t n, SaveBatch *save, int64_t *ids, GError **error)
{
    const Insertion insertion = {base, actor, batch, rows, n, ids};
    return n == 0 || (insert_clients(&insertion, error) && insert_contacts(&insertion, error) &&
                      insert_tags(&insertion, error) &&
                      change_log_new(base, actor, actor->enterprise_id, save, client_entity.name,
                                     ids, n, error));
}
