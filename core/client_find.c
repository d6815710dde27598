#include "client_find.h"
#include "core/twin.h"
#include "rights_internal.h"
#include "rows.h"

#include <string.h>

/* --- by what ---------------------------------------------------------------------------------- */

static bool append_ids(DbRows *rows, GArray *ids, GError **error)
{
    g_autoptr(GError) failure = NULL;
    while (rows && db_next(rows, &failure)) {
        int64_t id = db_column_integer(rows, 0);
        g_array_append_val(ids, id);
    }
    return rows && rows_ended(g_steal_pointer(&failure), error);
}

bool client_find_contact(Base *base, int64_t enterprise_id, const char *kind, const char *key,
                         guint most, GArray *ids, GError **error)
{
    const char *sql = g_str_equal(kind, "email") ? SQL(CLIENT_FIND("email_key") "?")
                                                 : SQL(CLIENT_FIND("phone_key") "?");
    g_autoptr(DbRows) rows =
        db_query(base_db(base), sql,
                 DB_ARGS(db_integer(enterprise_id), db_blob(key, (gssize)strlen(key)),
                         db_integer(enterprise_id), db_text(key), db_text(kind), db_integer(most)),
                 error);
    return append_ids(rows, ids, error);
}

static bool find_key(Base *base, int64_t enterprise_id, const GByteArray *key, guint most,
                     GArray *ids, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        base_db(base),
        SQL("SELECT id FROM client WHERE enterprise_id = ? AND sort_key = ? "
            "AND archived_at IS NULL ORDER BY id LIMIT ?"),
        DB_ARGS(db_integer(enterprise_id), db_blob(key->data, (gssize)key->len), db_integer(most)),
        error);
    return append_ids(rows, ids, error);
}

static bool find_range(Base *base, int64_t enterprise_id, const GByteArray *from,
                       const GByteArray *before, guint most, GArray *ids, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(base_db(base),
                 SQL("SELECT id FROM client WHERE enterprise_id = ? AND sort_key >= ? "
                     "AND sort_key < ? AND archived_at IS NULL ORDER BY sort_key, id LIMIT ?"),
                 DB_ARGS(db_integer(enterprise_id), db_blob(from->data, (gssize)from->len),
                         db_blob(before->data, (gssize)before->len), db_integer(most)),
                 error);
    return append_ids(rows, ids, error);
}

/* Surname and first name are the same, and so is the patronymic where both have one. */
static bool find_name(Base *base, const Actor *actor, const Record *typed, guint most, GArray *ids,
                      GError **error)
{
    if (record_is_empty(typed, "surname") || record_is_empty(typed, "first_name"))
        return true;
    TextCollator *collator = base_collator(base, error);
    if (!collator)
        return false;
    g_autoptr(GByteArray) key = g_byte_array_new();
    g_autoptr(GByteArray) before = g_byte_array_new();
    g_autofree char *both =
        g_strjoin(" ", record_text(typed, "surname"), record_text(typed, "first_name"), NULL);
    text_sort_key(collator, both, key);
    if (!find_key(base, actor->enterprise_id, key, most, ids, error))
        return false;
    if (record_is_empty(typed, "patronymic")) {
        g_autofree char *prefix = g_strconcat(both, " ", NULL);
        text_sort_range(collator, prefix, key, before);
        return find_range(base, actor->enterprise_id, key, before, most, ids, error);
    }
    g_autofree char *all = g_strjoin(" ", both, record_text(typed, "patronymic"), NULL);
    text_sort_key(collator, all, key);
    return find_key(base, actor->enterprise_id, key, most, ids, error);
}

/* --- who -------------------------------------------------------------------------------------- */

void twin_free(Twin *twin)
{
    if (!twin)
        return;
    g_free(twin->title);
    g_free(twin->contact);
    g_free(twin);
}

static char *first_contact(const Record *client)
{
    const char *lines = record_text(client, record_is_empty(client, "phone") ? "email" : "phone");
    return g_strndup(lines, strcspn(lines, "\n"));
}

/* Whoever this person may not read is left out by record_load. */
static bool add_twin(Base *base, const Actor *actor, const char *field, int64_t id,
                     const char *contact, GPtrArray *twins, GError **error)
{
    g_autoptr(Record) client = record_load(base, actor, &client_entity, id, error);
    if (!client)
        return false;
    Twin *twin = g_new(Twin, 1);
    *twin = (Twin){.field = field,
                   .id = id,
                   .title = record_title(base, actor, client),
                   .contact = contact ? g_strdup(contact) : first_contact(client)};
    g_ptr_array_add(twins, twin);
    return true;
}

/* Of all that were found in a field, and whether this one is among them. */
static guint n_twins(const GPtrArray *twins, const char *field, int64_t id, bool *has)
{
    guint n = 0;
    *has = false;
    for (guint i = 0; i < twins->len; i++) {
        const Twin *twin = twins->pdata[i];
        bool same = g_str_equal(twin->field, field);
        n += same;
        *has = *has || (same && twin->id == id);
    }
    return n;
}

/* Each of several values may have found as many as are wanted of all. */
static bool add_twins(Base *base, const Actor *actor, const Record *typed, const char *field,
                      const GArray *ids, const char *contact, guint most, GPtrArray *twins,
                      GError **error)
{
    for (guint i = 0; i < ids->len; i++) {
        int64_t id = g_array_index(ids, int64_t, i);
        bool has;
        if (n_twins(twins, field, id, &has) < most && !has && id != typed->id &&
            !add_twin(base, actor, field, id, contact, twins, error))
            return false;
    }
    return true;
}

static bool add_of_contacts(Base *base, const Actor *actor, const Record *typed, const char *kind,
                            guint most, GPtrArray *twins, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(record_text(typed, kind), "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *key = client_contact_key(base, actor->enterprise_id, kind, *line, NULL);
        g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
        if (!key)
            continue;
        if (!client_find_contact(base, actor->enterprise_id, kind, key, most, ids, error) ||
            !add_twins(base, actor, typed, kind, ids, *line, most, twins, error))
            return false;
    }
    return true;
}

GPtrArray *client_twins(Base *base, const Actor *actor, const Record *typed, guint most,
                        GError **error)
{
    g_autoptr(GPtrArray) twins = g_ptr_array_new_with_free_func((GDestroyNotify)twin_free);
    g_autoptr(GArray) namesakes = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return rights_check_member(base, actor, error) &&
                   find_name(base, actor, typed, most, namesakes, error) &&
                   add_twins(base, actor, typed, "first_name", namesakes, NULL, most, twins,
                             error) &&
                   add_of_contacts(base, actor, typed, "email", most, twins, error) &&
                   add_of_contacts(base, actor, typed, "phone", most, twins, error)
               ? g_steal_pointer(&twins)
               : NULL;
}
