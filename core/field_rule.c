/* How something repeats: stored as a rule, read in words. */
#include "core/recurrence.h"
#include "field.h"

static bool accept_rule(const FieldContext *context, Value *value, GError **error)
{
    Recurrence recurrence;
    g_autoptr(GError) failure = NULL;
    return recurrence_parse(value->text, &recurrence, &failure) ||
           field_refuse(error, "%s", failure->message);
}

static bool parse_rule(const FieldContext *context, const char *typed, Value *value, GError **error)
{
    value_take_text(value, g_strstrip(g_strdup(typed)));
    return accept_rule(context, value, error);
}

static char *type_rule(const FieldContext *context, const Value *value)
{
    return g_strdup(value->text);
}

static char *show_rule(const FieldContext *context, const Value *value)
{
    Recurrence recurrence;
    return recurrence_parse(value->text, &recurrence, NULL) ? recurrence_words(&recurrence)
                                                            : g_strdup(value->text);
}

const FieldOperations field_rule = {parse_rule, accept_rule, type_rule, show_rule,
                                    false,      200,         EMPTY_TEXT};
