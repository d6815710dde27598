/* Types with a small set of values: numbers, yes and no, words, countries, references. */
#include "core/contact.h"
#include "core/query.h"
#include "field.h"
#include "reference.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static bool accept_any(const FieldContext *context, Value *value, GError **error)
{
    return true;
}

/* --- numbers ---------------------------------------------------------------------------------- */

#define NUMBER_LAST 1000000000

static bool parse_number(const FieldContext *context, const char *typed, Value *value,
                         GError **error)
{
    gint64 number;
    g_autofree char *text = g_strstrip(g_strdup(typed));
    if (!g_ascii_string_to_signed(text, 10, 0, NUMBER_LAST, &number, NULL))
        return field_refuse(error, _("“%s” is no whole number between 0 and %d"), text,
                            NUMBER_LAST);
    value_set_integer(value, number);
    return true;
}

static bool accept_number(const FieldContext *context, Value *value, GError **error)
{
    if (value->integer >= 0 && value->integer <= NUMBER_LAST)
        return true;
    return field_refuse(error, _("the number must lie between 0 and %d"), NUMBER_LAST);
}

static char *show_number(const FieldContext *context, const Value *value)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, value->integer);
}

const FieldOperations field_number = {parse_number, accept_number, show_number, NULL, true, 0,
                                      EMPTY_ZERO};

/* Hundredths: "12", "12.5", "12,50". */
static bool parse_money(const FieldContext *context, const char *typed, Value *value,
                        GError **error)
{
    g_autofree char *text = g_strdelimit(g_strstrip(g_strdup(typed)), ",", '.');
    char *point = strchr(text, '.');
    const char *fraction = point ? point + 1 : "";
    size_t digits = strlen(fraction);
    if (point)
        *point = '\0';
    gint64 whole, part = 0;
    bool well = g_ascii_string_to_signed(text, 10, 0, NUMBER_LAST, &whole, NULL) && digits <= 2 &&
                (!digits || g_ascii_string_to_signed(fraction, 10, 0, 99, &part, NULL));
    if (!well)
        return field_refuse(error, _("“%s” is no amount of money"), typed);
    value_set_integer(value, whole * 100 + (digits == 1 ? part * 10 : part));
    return true;
}

static char *show_money(const FieldContext *context, const Value *value)
{
    return g_strdup_printf("%" G_GINT64_FORMAT ".%02d", value->integer / 100,
                           (int)(value->integer % 100));
}

const FieldOperations field_money = {parse_money, accept_any, show_money, NULL,
                                     true,        0,          EMPTY_ZERO};

/* --- words ------------------------------------------------------------------------------------ */

static const Word yes_no[] = {
    {"0", N_("no"), "no|n|нет|ні|н|false|-|off"},
    {"1", N_("yes"), "yes|y|да|так|д|т|true|+|on|x"},
    {NULL},
};

/* `folded` is one of the synonyms, separated by '|'. */
static bool is_synonym(const char *synonyms, const char *folded)
{
    g_auto(GStrv) all = g_strsplit(synonyms ? synonyms : "", "|", -1);
    return g_strv_contains((const char *const *)all, folded);
}

static bool is_word(const Word *word, const char *folded)
{
    g_autofree char *label = text_fold(word_label(word));
    g_autofree char *english = text_fold(word_english(word));
    return g_str_equal(word->code, folded) || g_str_equal(label, folded) ||
           g_str_equal(english, folded) || is_synonym(word->synonyms, folded);
}

static const Word *find_word(const Word *words, const char *typed)
{
    g_autofree char *line = text_clean_line(typed, -1, NULL);
    g_autofree char *folded = text_fold(line ? line : "");
    for (; words->code; words++)
        if (is_word(words, folded))
            return words;
    return NULL;
}

/* "Working, Dismissed, Sick": what may be said, for a refusal. */
static char *list_words(const Word *words)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (; words->code; words++)
        if (*words->code)
            g_string_append_printf(list, "%s%s", list->len ? ", " : "", word_label(words));
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static bool refuse_word(const Word *words, const char *typed, GError **error)
{
    g_autofree char *list = list_words(words);
    return field_refuse(error, _("“%s” is none of: %s"), typed, list);
}

static bool parse_word(const FieldContext *context, const char *typed, Value *value, GError **error)
{
    const Word *word = find_word(context->field->words, typed);
    if (!word)
        return refuse_word(context->field->words, typed, error);
    value_take_text(value, g_strdup(word->code));
    return true;
}

static const Word *word_of(const Field *field, const Value *value)
{
    for (const Word *word = field->words; word->code; word++)
        if (g_str_equal(word->code, value->text))
            return word;
    return NULL;
}

static bool accept_word(const FieldContext *context, Value *value, GError **error)
{
    return word_of(context->field, value) || refuse_word(context->field->words, value->text, error);
}

static char *show_word(const FieldContext *context, const Value *value)
{
    const Word *word = word_of(context->field, value);
    return g_strdup(word ? word_label(word) : value->text);
}

const FieldOperations field_word = {parse_word, accept_word, show_word, NULL, false, 0, EMPTY_TEXT};

static bool parse_yes_no(const FieldContext *context, const char *typed, Value *value,
                         GError **error)
{
    const Word *word = find_word(yes_no, typed);
    if (!word)
        return refuse_word(yes_no, typed, error);
    value_set_integer(value, word - yes_no);
    return true;
}

static bool accept_yes_no(const FieldContext *context, Value *value, GError **error)
{
    if (value->integer == 0 || value->integer == 1)
        return true;
    return field_refuse(error, _("only yes and no are possible"));
}

static char *show_yes_no(const FieldContext *context, const Value *value)
{
    return g_strdup(word_label(&yes_no[value->integer ? 1 : 0]));
}

const FieldOperations field_yes_no = {parse_yes_no, accept_yes_no, show_yes_no, NULL, true, 0,
                                      EMPTY_ZERO};

/* --- countries -------------------------------------------------------------------------------- */

static bool parse_country(const FieldContext *context, const char *typed, Value *value,
                          GError **error)
{
    g_autofree char *code = g_ascii_strup(typed, -1);
    value_take_text(value, g_strdup(g_strstrip(code)));
    return true;
}

static bool accept_country(const FieldContext *context, Value *value, GError **error)
{
    g_auto(GStrv) countries = phone_countries();
    if (g_strv_contains((const char *const *)countries, value->text))
        return true;
    g_autofree char *list = g_strjoinv(" ", countries);
    return field_refuse(error, _("the numbering of the country “%s” is not known; choose of: %s"),
                        value->text, list);
}

static char *show_country(const FieldContext *context, const Value *value)
{
    return g_strdup(value->text);
}

const FieldOperations field_country = {parse_country, accept_country, show_country, NULL, false, 2,
                                       EMPTY_TEXT};

/* --- references ------------------------------------------------------------------------------- */

/* "17" and "№17" are ids; all else is a title. */
static bool parse_reference(const FieldContext *context, const char *typed, Value *value,
                            GError **error)
{
    int64_t id;
    if (!reference_find(context->base, context->actor, context->enterprise_id, context->field,
                        typed, &id, error))
        return false;
    value_set_integer(value, id);
    return true;
}

static bool accept_reference(const FieldContext *context, Value *value, GError **error)
{
    return reference_check(context->base, context->enterprise_id, context->field, value->integer,
                           error);
}

static char *show_reference(const FieldContext *context, const Value *value)
{
    return reference_title(context->base, context->enterprise_id,
                           entity_find(context->field->target), value->integer);
}

const FieldOperations field_reference = {
    parse_reference, accept_reference, show_reference, NULL, true, 0, EMPTY_NULL};
