/* Derived columns: keys that order lists, the text that search compares. */
#include "core/contact.h"
#include "record_internal.h"

#include <string.h>

/* Where nothing is, the row stands last. */
static const char last_key[] = "\xff";

static void add_key(Record *record, const char *column, bool text, GBytes *bytes)
{
    Key key = {column, text, bytes};
    g_array_append_val(record->saving->keys, key);
}

void record_set_key(Record *record, const char *column, const char *text)
{
    const char *bytes = text && *text ? text : last_key;
    add_key(record, column, false, g_bytes_new(bytes, strlen(bytes)));
}

void record_copy_key(Record *record, const char *column, const void *key, gsize size)
{
    add_key(record, column, false, key ? g_bytes_new(key, size) : NULL);
}

void record_set_key_text(Record *record, const char *column, const char *text)
{
    add_key(record, column, true, g_bytes_new(text, strlen(text)));
}

bool record_set_sort_key(Base *base, Record *record, const char *column, const char *text,
                         GError **error)
{
    TextCollator *collator = base_collator(base, error);
    if (!collator)
        return false;
    g_autoptr(GByteArray) key = g_byte_array_new();
    text_sort_key(collator, text, key);
    if (key->len == 0)
        record_set_key(record, column, NULL);
    else
        add_key(record, column, false, g_bytes_new(key->data, key->len));
    return true;
}

const void *record_key(const Record *record, const char *column, gsize *size)
{
    const GArray *keys = record->saving->keys;
    for (guint i = 0; i < keys->len; i++)
        if (g_str_equal(g_array_index(keys, Key, i).column, column))
            return g_bytes_get_data(g_array_index(keys, Key, i).bytes, size);
    g_error("the %s has no key %s", record->entity->name, column);
}

static void append_phone(GString *search, const char *phone, const char *country)
{
    g_autofree char *key = phone_key(phone, country, NULL);
    text_search_append(search, key ? key : phone);
}

/* Addresses and numbers one by one, all else as it is. */
static void append_field(GString *search, const Field *field, const Value *value,
                         const char *country)
{
    if (value->kind != VALUE_TEXT)
        return;
    bool phones = field->type == FIELD_PHONES || field->type == FIELD_PHONE;
    if (!phones) {
        text_search_append(search, value->text);
        return;
    }
    g_auto(GStrv) parts = field_parts(field, value->text);
    for (char **part = parts; *part; part++)
        append_phone(search, *part, country);
}

void record_set_search(Base *base, Record *record, const char *more)
{
    const char *country = base_place(base, record_home(record))->country;
    GString *search = g_string_new(NULL);
    for (int i = 0; record->entity->fields[i].name; i++)
        if (record->entity->fields[i].flags & FIELD_SEARCHED)
            append_field(search, &record->entity->fields[i], &record->values[i], country);
    text_search_append(search, more);
    g_free(record->saving->search_text);
    record->saving->search_text = g_string_free(search, FALSE);
}

bool record_derive_title(Base *base, Record *record, const char *field, GError **error)
{
    record_set_search(base, record, NULL);
    return record_set_sort_key(base, record, "sort_key", record_text(record, field), error);
}
