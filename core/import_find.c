#include "import_find.h"
#include "client_find.h"

#include <string.h>

typedef struct {
    int64_t enterprise_id;
    GArray *values; /* of DbValue: the questions */
    GArray *askers; /* of guint: for which row each is */
    int64_t *ids;
} Finding;

static void ask(Finding *finding, guint row, const RowContact *contact)
{
    const DbValue question[] = {
        db_integer(finding->enterprise_id), db_blob(contact->key, (gssize)strlen(contact->key)),
        db_integer(finding->enterprise_id), db_text(contact->key), db_text(contact->kind)};
    g_array_append_vals(finding->values, question, G_N_ELEMENTS(question));
    g_array_append_val(finding->askers, row);
}

static void ask_all(Finding *finding, const ImportBatch *batch, guint from, guint to,
                    const char *kind)
{
    g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(RowContact));
    g_array_set_size(finding->values, 0);
    g_array_set_size(finding->askers, 0);
    for (guint i = from; i < to; i++) {
        batch_contacts(batch, batch_row(batch, i), contacts);
        for (guint j = 0; j < contacts->len; j++) {
            const RowContact *contact = &g_array_index(contacts, RowContact, j);
            if (g_str_equal(contact->kind, kind))
                ask(finding, i - from, contact);
        }
    }
}

static bool take(DbRows *row, size_t question, void *data, GError **error)
{
    const Finding *finding = data;
    int64_t id = db_column_integer(row, 0);
    int64_t *oldest = &finding->ids[g_array_index(finding->askers, guint, question)];
    if (!*oldest || id < *oldest)
        *oldest = id;
    return true;
}

static bool find(Base *base, Finding *finding, const char *sql, GError **error)
{
    guint n = finding->askers->len;
    return n == 0 ||
           db_query_each(base_db(base), sql, (const DbValue *)(const void *)finding->values->data,
                         finding->values->len / n, n, take, finding, error);
}

bool batch_find_clients(Base *base, int64_t enterprise_id, const ImportBatch *batch, guint from,
                        guint to, int64_t *ids, GError **error)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(DbValue));
    g_autoptr(GArray) askers = g_array_new(FALSE, FALSE, sizeof(guint));
    Finding finding = {enterprise_id, values, askers, ids};
    memset(ids, 0, (to - from) * sizeof *ids);
    ask_all(&finding, batch, from, to, "email");
    if (!find(base, &finding, SQL(CLIENT_FIND("email_key") "1"), error))
        return false;
    ask_all(&finding, batch, from, to, "phone");
    return find(base, &finding, SQL(CLIENT_FIND("phone_key") "1"), error);
}
