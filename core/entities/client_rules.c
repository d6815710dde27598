/* docs/rules.md, "Records": what makes a client, and its rows in client_contact and client_tag. */
#include "client.h"
#include "core/contact.h"
#include "rows.h"

/* --- rules and keys --------------------------------------------------------------------------- */

bool client_check(Base *base, const Actor *actor, Record *record, GError **error)
{
    static const char *const one_of[] = {"surname", "first_name", "company", "email", "phone"};
    for (size_t i = 0; i < G_N_ELEMENTS(one_of); i++)
        if (!record_is_empty(record, one_of[i]))
            return true;
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_INVALID,
                        _("a client needs a surname, a first name, a company, an e-mail or a "
                          "phone: fill in at least one"));
    return false;
}

/* As it is now (record_text), or was. */
static char *title(const Record *record,
                   const char *(*text)(const Record *record, const char *field))
{
    static const char *const instead[] = {"company", "email"};
    g_autofree char *name =
        g_strstrip(g_strjoin(" ", text(record, "surname"), text(record, "first_name"),
                             text(record, "patronymic"), NULL));
    if (*name)
        return g_steal_pointer(&name);
    for (size_t i = 0; i < G_N_ELEMENTS(instead); i++)
        if (*text(record, instead[i]))
            return g_strdup(text(record, instead[i]));
    return g_strdup(text(record, "phone"));
}

/* The key of the first, which is the primary one. NULL: none. */
static char *first_key(Base *base, const Record *record, const char *field)
{
    g_autofree char *first = g_strdup(record_text(record, field));
    first[strcspn(first, "\n")] = '\0';
    if (!*first)
        return NULL;
    return g_str_equal(field, "email")
               ? email_normalise(first, NULL)
               : phone_key(first, base_place(base, record->enterprise_id)->country, NULL);
}

bool client_derive(Base *base, const Actor *actor, Record *record, GError **error)
{
    g_autofree char *name = title(record, record_text);
    g_autofree char *email = first_key(base, record, "email");
    g_autofree char *phone = first_key(base, record, "phone");
    record_set_key(record, "email_key", email);
    record_set_key(record, "phone_key", phone);
    record_set_search(base, record, NULL);
    return record_set_sort_key(base, record, "sort_key", name, error) &&
           record_set_sort_key(base, record, "company_key", record_text(record, "company"), error);
}

/* --- contacts --------------------------------------------------------------------------------- */

static const Field *field_of(const char *name)
{
    return &client_entity.fields[entity_field(&client_entity, name)];
}

static void append(Record *record, const char *field, const char *separator, const char *part)
{
    const char *have = record_text(record, field);
    g_autofree char *all = *have ? g_strconcat(have, separator, part, NULL) : g_strdup(part);
    record_set_text(record, field, all);
}

/* The first one of a kind stands in the client's own row, too. */
static bool take_contact(DbRows *rows, Record *record, GError **error)
{
    if (db_column_integer(rows, 2) == 0)
        record_clear(record, db_column_text(rows, 0));
    append(record, db_column_text(rows, 0), "\n", db_column_text(rows, 1));
    return true;
}

char *client_contact_key(Base *base, int64_t enterprise_id, const char *kind, const char *value,
                         GError **error)
{
    return g_str_equal(kind, "email")
               ? email_normalise(value, error)
               : phone_key(value, base_place(base, enterprise_id)->country, error);
}

static bool insert_contact(Base *base, const Record *record, const char *kind, int position,
                           const char *value, GError **error)
{
    g_autofree char *key = client_contact_key(base, record->enterprise_id, kind, value, error);
    return key &&
           db_execute(base_db(base),
                      SQL("INSERT INTO client_contact (enterprise_id, client_id, kind, position, "
                          "value, value_key) VALUES (?, ?, ?, ?, ?, ?)"),
                      DB_ARGS(db_integer(record->enterprise_id), db_integer(record->id),
                              db_text(kind), db_integer(position), db_text(value), db_text(key)),
                      NULL, error);
}

static bool save_contacts(Base *base, const Record *record, const char *kind, GError **error)
{
    if (!record_field_changed(record, kind))
        return true;
    if (!record_is_new(record) &&
        !db_execute(
            base_db(base),
            SQL("DELETE FROM client_contact WHERE enterprise_id = ? AND client_id = ? "
                "AND kind = ?"),
            DB_ARGS(db_integer(record->enterprise_id), db_integer(record->id), db_text(kind)), NULL,
            error))
        return false;
    g_auto(GStrv) parts = field_parts(field_of(kind), record_text(record, kind));
    for (int i = 0; parts[i]; i++)
        if (!insert_contact(base, record, kind, i, parts[i], error))
            return false;
    return true;
}

/* --- tags ------------------------------------------------------------------------------------- */

static bool take_tag(DbRows *rows, Record *record, GError **error)
{
    append(record, "tags", ", ", db_column_text(rows, 0));
    return true;
}

/* The tag as it is spelled already, or a new one. */
static bool find_tag(Base *base, int64_t enterprise_id, const char *name, int64_t *id,
                     GError **error)
{
    g_autofree char *key = text_fold(name);
    return db_execute(base_db(base),
                      SQL("INSERT INTO tag (enterprise_id, name, name_key) VALUES (?, ?, ?) "
                          "ON CONFLICT (enterprise_id, name_key) DO NOTHING"),
                      DB_ARGS(db_integer(enterprise_id), db_text(name), db_text(key)), NULL,
                      error) &&
           db_get_integer(base_db(base),
                          SQL("SELECT id FROM tag WHERE enterprise_id = ? AND name_key = ?"),
                          DB_ARGS(db_integer(enterprise_id), db_text(key)), id, NULL, error);
}

bool client_insert_tag(Base *base, int64_t enterprise_id, int64_t client_id, const char *name,
                       GError **error)
{
    int64_t tag;
    return find_tag(base, enterprise_id, name, &tag, error) &&
           db_execute(base_db(base),
                      SQL("INSERT INTO client_tag (enterprise_id, client_id, tag_id) "
                          "VALUES (?, ?, ?)"),
                      DB_ARGS(db_integer(enterprise_id), db_integer(client_id), db_integer(tag)),
                      NULL, error);
}

static bool save_tags(Base *base, const Record *record, GError **error)
{
    if (!record_field_changed(record, "tags"))
        return true;
    if (!db_execute(
            base_db(base), SQL("DELETE FROM client_tag WHERE enterprise_id = ? AND client_id = ?"),
            DB_ARGS(db_integer(record->enterprise_id), db_integer(record->id)), NULL, error))
        return false;
    g_auto(GStrv) parts = field_parts(field_of("tags"), record_text(record, "tags"));
    for (char **part = parts; *part; part++)
        if (!client_insert_tag(base, record->enterprise_id, record->id, *part, error))
            return false;
    return true;
}

/* --- its tasks -------------------------------------------------------------------------------- */

/* Their lists stand by the client's name. Each half has an index. */
static bool tasks_follow(Base *base, const Record *record, GError **error)
{
    static const char *const halves[] = {
        SQL("UPDATE task SET client_key = ? WHERE enterprise_id = ? AND client_id = ? "
            "AND archived_at IS NULL"),
        SQL("UPDATE task SET client_key = ? WHERE enterprise_id = ? AND client_id = ? "
            "AND archived_at IS NOT NULL")};
    if (record_is_new(record))
        return true;
    g_autofree char *was = title(record, record_loaded_text);
    g_autofree char *is = title(record, record_text);
    if (g_str_equal(was, is))
        return true;
    gsize size;
    const void *key = record_key(record, "sort_key", &size);
    for (size_t i = 0; i < G_N_ELEMENTS(halves); i++)
        if (!db_execute(base_db(base), halves[i],
                        DB_ARGS(db_blob(key, (gssize)size), db_integer(record->enterprise_id),
                                db_integer(record->id)),
                        NULL, error))
            return false;
    return true;
}

const RecordPart client_parts[] = {
    {SQL("SELECT kind, value, position FROM client_contact WHERE enterprise_id = ? "
         "AND client_id = ? ORDER BY kind, position"),
     take_contact},
    {SQL("SELECT tag.name FROM client_tag JOIN tag ON tag.enterprise_id = client_tag.enterprise_id "
         "AND tag.id = client_tag.tag_id WHERE client_tag.enterprise_id = ? "
         "AND client_tag.client_id = ? ORDER BY client_tag.id"),
     take_tag},
    {NULL},
};

bool client_saved(Base *base, const Actor *actor, Record *record, GError **error)
{
    return save_contacts(base, record, "email", error) &&
           save_contacts(base, record, "phone", error) && save_tags(base, record, error) &&
           tasks_follow(base, record, error);
}
