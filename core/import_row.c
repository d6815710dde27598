#include "import_row.h"
#include "entities/client.h"
#include "import_cell.h"

#include <string.h>

/* --- reading ---------------------------------------------------------------------------------- */

static const Field *field_at(int i)
{
    return &client_entity.fields[i];
}

bool row_reader_init(RowReader *reader, Base *base, const Actor *actor, const ImportMap *map,
                     size_t width, GError **error)
{
    *reader = (RowReader){base,
                          actor,
                          map,
                          width,
                          record_new(base, actor, &client_entity),
                          g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
    return true;
}

void row_reader_clear(RowReader *reader)
{
    g_clear_pointer(&reader->blank, record_free);
    g_clear_pointer(&reader->references, g_hash_table_unref);
}

/* A file says the same few names a million times. Sentences are not kept: a name that nothing is
 * called is looked up each time. */
static bool parse_reference(RowReader *reader, const FieldContext *context, const char *typed,
                            Value *value, GError **error)
{
    g_autofree char *name = g_strconcat(context->field->name, "=", typed, NULL);
    const int64_t *known = g_hash_table_lookup(reader->references, name);
    if (known) {
        value_set_integer(value, *known);
        return true;
    }
    if (!field_parse(context, typed, value, error))
        return false;
    g_hash_table_insert(reader->references, g_steal_pointer(&name),
                        g_memdup2(&value->integer, sizeof value->integer));
    return true;
}

static bool parse(RowReader *reader, Record *record, int field, const char *typed, GError **error)
{
    FieldContext context = record_context(reader->base, reader->actor, record, field);
    bool is_reference = context.field->type == FIELD_REFERENCE;
    bool parsed = is_reference
                      ? parse_reference(reader, &context, typed, &record->values[field], error)
                      : field_parse(&context, typed, &record->values[field], error);
    if (!parsed)
        g_prefix_error(error, _("the field “%s”: "), _(context.field->label));
    return parsed;
}

/* Bytes that were no text in the file's encoding. */
static bool check_readable(const char *cell, GError **error)
{
    if (!strstr(cell, "\xef\xbf\xbd"))
        return true;
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_INVALID,
                _("“%s” has characters that cannot be read: is the encoding right?"), cell);
    return false;
}

static bool check_whole(const Field *field, const char *cell, GError **error)
{
    if (!cell_is_damaged(field, cell))
        return true;
    g_set_error(error, RECORD_ERROR, RECORD_ERROR_INVALID,
                _("the field “%s”: a spreadsheet has shortened the number to “%s” and its last "
                  "digits are lost: make the column one of text and save the file again"),
                _(field->label), cell);
    return false;
}

/* Several columns of e-mails, phones or tags make one field. */
static bool take_cell(RowReader *reader, Record *record, int field, const char *cell,
                      GError **error)
{
    g_autofree char *typed = cell_clean(field_at(field), cell);
    if (!*typed)
        return true;
    if (!check_readable(typed, error) || !check_whole(field_at(field), typed, error))
        return false;
    const Value *value = &record->values[field];
    bool is_second = value->kind == VALUE_TEXT && strcmp(value->text, typed) != 0 &&
                     reader->blank->values[field].kind == VALUE_EMPTY;
    g_autofree char *both =
        is_second ? g_strconcat(value->text, field_at(field)->type == FIELD_TAGS ? "," : "\n",
                                typed, NULL)
                  : NULL;
    return parse(reader, record, field, both ? both : typed, error);
}

/* Columns of their own for the parts go before. */
static void set_if_empty(Record *record, const char *field, char *text)
{
    g_autofree char *owned = text;
    if (record_is_empty(record, field))
        record_set_text(record, field, owned);
}

static bool take_full_name(Record *record, const char *cell, GError **error)
{
    char *surname, *first_name, *patronymic;
    if (!check_readable(cell, error))
        return false;
    cell_split_name(cell, &surname, &first_name, &patronymic);
    set_if_empty(record, "surname", surname);
    set_if_empty(record, "first_name", first_name);
    set_if_empty(record, "patronymic", patronymic);
    return true;
}

static bool take_cells(RowReader *reader, const char *const *cells, size_t n, Record *record,
                       GError **error)
{
    const GArray *columns = reader->map->columns;
    const char *full_name = NULL;
    for (size_t i = 0; i < n && i < columns->len; i++) {
        int field = g_array_index(columns, int, i);
        if (field == COLUMN_FULL_NAME)
            full_name = cells[i];
        else if (field >= 0 && !take_cell(reader, record, field, cells[i], error))
            return false;
    }
    return !full_name || take_full_name(record, full_name, error);
}

/* More cells than columns: a delimiter inside a cell that should have been quoted. */
static bool check_width(const RowReader *reader, const char *const *cells, size_t n, GError **error)
{
    for (size_t i = reader->width; i < n; i++) {
        if (!cells[i][strspn(cells[i], " \t")])
            continue;
        g_set_error(error, RECORD_ERROR, RECORD_ERROR_INVALID,
                    _("it has %zu cells, the first row %zu: a cell with the delimiter in it must "
                      "stand in quotation marks"),
                    n, reader->width);
        return false;
    }
    return true;
}

Record *row_read(RowReader *reader, const char *const *cells, size_t n, GError **error)
{
    g_autoptr(Record) record = record_copy(reader->blank);
    if (!check_width(reader, cells, n, error) || !take_cells(reader, cells, n, record, error))
        return NULL;
    return g_steal_pointer(&record);
}

/* --- into a client that is there -------------------------------------------------------------- */

/* The row's parts first, then those of the client that are no repetition; a save removes doubles.
 */
static void put_before(const Field *field, Value *value, const Value *row)
{
    const char *separator = field->type == FIELD_TAGS ? ", " : "\n";
    value_take_text(value, value->kind == VALUE_EMPTY
                               ? g_strdup(row->text)
                               : g_strconcat(row->text, separator, value->text, NULL));
}

static void apply_field(const RowReader *reader, int i, const Record *row, DuplicatePolicy policy,
                        Record *client)
{
    const Value *value = &row->values[i];
    bool is_filled = value->kind != VALUE_EMPTY && !value_equal(value, &reader->blank->values[i]);
    FieldType type = field_at(i)->type;
    bool has_several = type == FIELD_EMAILS || type == FIELD_PHONES || type == FIELD_TAGS;
    if (!is_filled || (policy == DUPLICATE_FILL && client->values[i].kind != VALUE_EMPTY))
        return;
    if (has_several)
        put_before(field_at(i), &client->values[i], value);
    else
        value_copy(&client->values[i], value);
}

bool row_apply(RowReader *reader, const char *const *cells, size_t n, DuplicatePolicy policy,
               Record *client, GError **error)
{
    g_autoptr(Record) row = row_read(reader, cells, n, error);
    for (int i = 0; row && client_entity.fields[i].name; i++)
        apply_field(reader, i, row, policy, client);
    return row != NULL;
}

/* --- contacts --------------------------------------------------------------------------------- */

static void contact_clear(void *data)
{
    RowContact *contact = data;
    g_free(contact->value);
    g_free(contact->key);
}

static bool add_contacts(Base *base, const Record *client, const char *kind, GArray *contacts,
                         GError **error)
{
    const char *text = record_text(client, kind);
    if (!*text)
        return true;
    g_auto(GStrv) parts = g_strsplit(text, "\n", -1);
    for (char **part = parts; *part; part++) {
        RowContact contact = {kind, g_strdup(*part),
                              client_contact_key(base, client->enterprise_id, kind, *part, error)};
        g_array_append_val(contacts, contact);
        if (!contact.key)
            return false;
    }
    return true;
}

GArray *row_contacts(Base *base, const Record *client, GError **error)
{
    g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(RowContact));
    g_array_set_clear_func(contacts, contact_clear);
    return add_contacts(base, client, "email", contacts, error) &&
                   add_contacts(base, client, "phone", contacts, error)
               ? g_steal_pointer(&contacts)
               : NULL;
}
