/* Types that are text: lines, blocks, HTML, addresses, phones, tags. */
#include "core/contact.h"
#include "field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static char *as_is(const FieldContext *context, const Value *value)
{
    return g_strdup(value->text);
}

static bool parse_any(const FieldContext *context, const char *typed, Value *value, GError **error)
{
    value_take_text(value, g_strdup(typed));
    return true;
}

/* Puts a cleaned text in place of the raw one; `clean` NULL: the error is set. */
static bool replace(Value *value, char *clean)
{
    if (clean)
        value_take_text(value, clean);
    return clean != NULL;
}

/* Sentences of contact.h and text.h become refusals of this record. */
static bool refused(GError **error, GError *reason)
{
    field_refuse(error, "%s", reason->message);
    g_error_free(reason);
    return false;
}

static bool accept_line(const FieldContext *context, Value *value, GError **error)
{
    return replace(value, text_clean_line(value->text, -1, error));
}

static bool accept_block(const FieldContext *context, Value *value, GError **error)
{
    return replace(value, text_clean_block(value->text, -1, error));
}

const FieldOperations field_line = {parse_any, accept_line, as_is, NULL, false, 255, EMPTY_TEXT};
const FieldOperations field_text = {parse_any, accept_block, as_is, NULL, false, 20000, EMPTY_TEXT};
const FieldOperations field_html = {parse_any, accept_block, as_is, NULL, false, 0, EMPTY_NULL};

/* --- one address, one number ------------------------------------------------------------------ */

static bool accept_email(const FieldContext *context, Value *value, GError **error)
{
    GError *reason = NULL;
    return replace(value, email_clean(value->text, &reason)) || refused(error, reason);
}

/* A number is shown as it was typed; its key only says whether it is one. */
static bool accept_phone(const FieldContext *context, Value *value, GError **error)
{
    GError *reason = NULL;
    const Place *place = base_place(context->base, context->enterprise_id);
    g_autofree char *key = phone_key(value->text, place->country, &reason);
    return key ? accept_line(context, value, error) : refused(error, reason);
}

const FieldOperations field_email = {parse_any, accept_email, as_is, NULL, false, 254, EMPTY_TEXT};
const FieldOperations field_phone = {parse_any, accept_phone, as_is, NULL, false, 64, EMPTY_TEXT};

/* --- several ---------------------------------------------------------------------------------- */

/* No address or number holds these; a tag may hold blanks. */
static const char *separators(const Field *field)
{
    return field->type == FIELD_EMAILS ? " \t\r\n,;" : "\r\n,;";
}

char **field_parts(const Field *field, const char *text)
{
    g_auto(GStrv) raw = g_strsplit_set(text, separators(field), -1);
    g_autoptr(GStrvBuilder) parts = g_strv_builder_new();
    for (char **part = raw; *part; part++)
        if (*g_strstrip(*part))
            g_strv_builder_add(parts, *part);
    return g_strv_builder_end(parts);
}

/* What makes two parts the same one. NULL with an error: this part is refused. */
static char *part_key(const FieldContext *context, const char *part, GError **error)
{
    switch (context->field->type) {
    case FIELD_EMAILS:
        return email_normalise(part, error);
    case FIELD_PHONES:
        return phone_key(part, base_place(context->base, context->enterprise_id)->country, error);
    default:
        return text_fold(part);
    }
}

static char *part_clean(const Field *field, const char *part, GError **error)
{
    return field->type == FIELD_EMAILS ? email_clean(part, error)
                                       : text_clean_line(part, -1, error);
}

/* Each part cleaned and checked, repeated ones once. */
static bool accept_parts(const FieldContext *context, Value *value, GError **error)
{
    g_auto(GStrv) parts = field_parts(context->field, value->text);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) all = g_string_new(NULL);
    for (char **part = parts; *part; part++) {
        GError *reason = NULL;
        char *key = part_key(context, *part, &reason);
        if (reason)
            return refused(error, reason);
        if (!g_hash_table_add(seen, key))
            continue;
        g_autofree char *clean = part_clean(context->field, *part, &reason);
        if (!clean)
            return refused(error, reason);
        if (all->len)
            g_string_append(all, context->field->type == FIELD_TAGS ? ", " : "\n");
        g_string_append(all, clean);
    }
    value_take_text(value, g_strdup(all->str));
    return true;
}

static char *show_parts(const FieldContext *context, const Value *value)
{
    g_auto(GStrv) parts = g_strsplit(value->text, "\n", -1);
    return g_strjoinv(", ", parts);
}

const FieldOperations field_emails = {parse_any, accept_parts, as_is,     show_parts,
                                      false,     2000,         EMPTY_TEXT};
const FieldOperations field_phones = {parse_any, accept_parts, as_is,     show_parts,
                                      false,     1000,         EMPTY_TEXT};
const FieldOperations field_tags = {parse_any, accept_parts, as_is, NULL, false, 1000, EMPTY_TEXT};
