#include "field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const FieldOperations *const operations[] = {
    [FIELD_LINE] = &field_line,
    [FIELD_TEXT] = &field_text,
    [FIELD_HTML] = &field_html,
    [FIELD_EMAIL] = &field_email,
    [FIELD_EMAILS] = &field_emails,
    [FIELD_PHONE] = &field_phone,
    [FIELD_PHONES] = &field_phones,
    [FIELD_TAGS] = &field_tags,
    [FIELD_DAY] = &field_day,
    [FIELD_MINUTE] = &field_minute,
    [FIELD_INSTANT] = &field_instant,
    [FIELD_NUMBER] = &field_number,
    [FIELD_YES_NO] = &field_yes_no,
    [FIELD_WORD] = &field_word,
    [FIELD_REFERENCE] = &field_reference,
    [FIELD_ZONE] = &field_zone,
    [FIELD_COUNTRY] = &field_country,
    [FIELD_WEEKDAYS] = &field_weekdays,
    [FIELD_MONEY] = &field_money,
    [FIELD_RULE] = &field_rule,
    [FIELD_DAYS] = &field_days,
};

bool field_refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *sentence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error_literal(error, RECORD_ERROR, RECORD_ERROR_INVALID, sentence);
    return false;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

bool field_parse(const FieldContext *context, const char *typed, Value *value, GError **error)
{
    if (!g_utf8_validate(typed, -1, NULL))
        return field_refuse(error, _("this is no text in UTF-8"));
    if (is_blank(typed)) {
        value_clear(value);
        return true;
    }
    return operations[context->field->type]->parse(context, typed, value, error);
}

static bool accept_length(const Field *field, const Value *value, GError **error)
{
    int most = field_max_chars(field);
    size_t length = value->kind == VALUE_TEXT && most ? text_length(value->text) : 0;
    if (length <= (size_t)most)
        return true;
    return field_refuse(error, _("%zu characters are too many: at most %d fit"), length, most);
}

bool field_accept(const FieldContext *context, Value *value, GError **error)
{
    const Field *field = context->field;
    if (value->kind == VALUE_EMPTY) {
        if (field->flags & FIELD_REQUIRED)
            return field_refuse(error, _("this must be filled in"));
        return true;
    }
    if (operations[field->type]->integer != (value->kind == VALUE_INTEGER))
        return field_refuse(error, _("“%s” is no value for this"),
                            value->kind == VALUE_TEXT ? value->text : "");
    if (value->kind == VALUE_TEXT && !g_utf8_validate(value->text, -1, NULL))
        return field_refuse(error, _("this is no text in UTF-8"));
    if (!operations[field->type]->accept(context, value, error))
        return false;
    if (value->kind == VALUE_EMPTY)
        return field_accept(context, value, error);
    return accept_length(field, value, error);
}

char *field_typed(const FieldContext *context, const Value *value)
{
    if (value->kind == VALUE_EMPTY)
        return g_strdup("");
    return operations[context->field->type]->typed(context, value);
}

char *field_shown(const FieldContext *context, const Value *value)
{
    const FieldOperations *type = operations[context->field->type];
    if (value->kind == VALUE_EMPTY)
        return g_strdup("");
    return type->shown ? type->shown(context, value) : type->typed(context, value);
}

bool field_is_integer(const Field *field)
{
    return operations[field->type]->integer;
}

const char *field_column(const Field *field)
{
    switch (field->type) {
    case FIELD_TAGS:
    case FIELD_DAYS:
        return NULL;
    case FIELD_HTML:
        return "content_id";
    default:
        return field->name;
    }
}

/* Of several addresses or phones the column repeats the first. */
static DbValue text_column(const Field *field, const char *text)
{
    bool several = field->type == FIELD_EMAILS || field->type == FIELD_PHONES;
    DbValue column = db_text(text);
    if (several)
        column.size = (gssize)strcspn(text, "\n");
    return column;
}

DbValue field_column_value(const Field *field, const Value *value)
{
    static const DbValue empty[] = {[EMPTY_TEXT] = {.type = DB_TEXT, .bytes = "", .size = 0},
                                    [EMPTY_NULL] = {.type = DB_NULL},
                                    [EMPTY_ZERO] = {.type = DB_INTEGER}};
    if (value->kind == VALUE_EMPTY)
        return empty[operations[field->type]->empty];
    if (value->kind == VALUE_INTEGER || field->type == FIELD_HTML)
        return db_integer(value->integer);
    return text_column(field, value->text);
}

void field_normalise_empty(const Field *field, Value *value)
{
    if (value->kind == VALUE_EMPTY && operations[field->type]->empty == EMPTY_ZERO)
        value_set_integer(value, 0);
}

int field_max_chars(const Field *field)
{
    return field->max_chars ? field->max_chars : operations[field->type]->max_chars;
}

char *field_logged(const Field *field, const Value *value)
{
    if (value->kind == VALUE_EMPTY)
        return NULL;
    if (field->type == FIELD_HTML || value->kind == VALUE_INTEGER)
        return g_strdup_printf("%" G_GINT64_FORMAT, value->integer);
    return g_strdup(value->text);
}

void field_from_log(const Field *field, const char *logged, Value *value)
{
    if (!logged)
        value_clear(value);
    else if (field_is_integer(field))
        value_set_integer(value, g_ascii_strtoll(logged, NULL, 10));
    else
        value_take_text(value, g_strdup(logged));
}

/* --- values ----------------------------------------------------------------------------------- */

void value_clear(Value *value)
{
    g_free(value->text);
    *value = (Value){0};
}

void value_copy(Value *to, const Value *from)
{
    if (to == from)
        return;
    g_free(to->text);
    *to = *from;
    to->text = g_strdup(from->text);
}

void value_take_text(Value *value, char *text)
{
    g_free(value->text);
    bool empty = !text || !*text;
    if (empty)
        g_free(text);
    *value = (Value){.kind = empty ? VALUE_EMPTY : VALUE_TEXT, .text = empty ? NULL : text};
}

void value_set_integer(Value *value, int64_t integer)
{
    g_free(value->text);
    *value = (Value){.kind = VALUE_INTEGER, .integer = integer};
}

bool value_equal(const Value *a, const Value *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == VALUE_INTEGER)
        return a->integer == b->integer;
    return a->kind == VALUE_EMPTY || g_str_equal(a->text, b->text);
}
