/* The type operations: how a field of each type is typed, checked, shown and stored. */
#pragma once

#include "base_internal.h"
#include "core/entity.h"
#include "core/record.h"

typedef struct {
    Base *base;
    const Actor *actor;
    int64_t enterprise_id; /* whose zone, country and references */
    const Field *field;
} FieldContext;

/* Text as typed → value. Empty or blank text: VALUE_EMPTY. Sentences without the field's name. */
bool field_parse(const FieldContext *context, const char *typed, Value *value, GError **error);

/* A value from anywhere (form, import, API, program): cleaned in place, or refused. What
 * field_parse yields is not accepted yet: references and limits are looked at here only. */
bool field_accept(const FieldContext *context, Value *value, GError **error);

/* Free with g_free. */
char *field_typed(const FieldContext *context, const Value *value);
char *field_shown(const FieldContext *context, const Value *value);

/* Stored as an INTEGER column? */
bool field_is_integer(const Field *field);

/* The column that holds it: field->name, for FIELD_HTML the revision's id; NULL: rows of its own.
 */
const char *field_column(const Field *field);
/* What goes into that column; the text is borrowed from the value. */
DbValue field_column_value(const Field *field, const Value *value);
/* An empty number is 0, as its column says. */
void field_normalise_empty(const Field *field, Value *value);

/* What the change log keeps. NULL: empty. Free with g_free. And back. */
char *field_logged(const Field *field, const Value *value);
void field_from_log(const Field *field, const char *logged, Value *value);

/* NULL-terminated, in order, without empties; of FIELD_EMAILS, FIELD_PHONES, FIELD_TAGS. */
char **field_parts(const Field *field, const char *text);

/* --- values ----------------------------------------------------------------------------------- */

void value_clear(Value *value);
void value_copy(Value *to, const Value *from);
void value_take_text(Value *value, char *text); /* "" and NULL: empty */
void value_set_integer(Value *value, int64_t integer);
bool value_equal(const Value *a, const Value *b);

/* --- the operations of types that fill their own files ---------------------------------------- */

typedef struct {
    bool (*parse)(const FieldContext *context, const char *typed, Value *value, GError **error);
    bool (*accept)(const FieldContext *context, Value *value, GError **error);
    char *(*typed)(const FieldContext *context, const Value *value);
    char *(*shown)(const FieldContext *context, const Value *value); /* NULL: as typed */
    bool integer;
    int max_chars;                                     /* when the field has none */
    enum { EMPTY_TEXT, EMPTY_NULL, EMPTY_ZERO } empty; /* what the column holds then */
} FieldOperations;

extern const FieldOperations field_line, field_text, field_html, field_email, field_emails,
    field_phone, field_phones, field_tags; /* field_text.c */
extern const FieldOperations field_day, field_days, field_minute, field_instant,
    field_zone; /* field_time.c */
extern const FieldOperations field_weekdays, field_rule;
extern const FieldOperations field_number, field_money, field_yes_no, field_word, field_country;
extern const FieldOperations field_reference;

/* Sets RECORD_ERROR_INVALID. Returns false, for `return field_refuse (…)`. */
bool field_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The field's limit in characters, the type's own if it has none; 0: none. */
int field_max_chars(const Field *field);
