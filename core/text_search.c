/* Search text and needles: both sides cut words the same way, or they would not meet. */
#include "core/text.h"

#include <string.h>

typedef struct {
    const char *start, *end; /* in the folded text, without edges and the + before digits */
    bool has_plus;
} Word;

static bool is_letter_surely(gunichar c)
{
    return (c < 0x80 && g_ascii_isalnum((char)c)) || (c >= 0x400 && c < 0x530);
}

static bool ends_word(gunichar c)
{
    if (c < 0x80)
        return strchr(" \t\n\v\f\r,;:/\\|\"()[]{}<>", (int)c) != NULL;
    return c == 0xab || c == 0xbb || (c >= 0x201c && c <= 0x201f) || g_unichar_isspace(c);
}

static bool is_dash_or_dot(gunichar c)
{
    return c == '-' || c == '.' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

static bool is_edge(gunichar c)
{
    return is_dash_or_dot(c) || c == '\'' || c == '!' || c == '?';
}

static bool is_digit_at(const char *p)
{
    return g_ascii_isdigit(*p);
}

/* Cuts the next word off folded text; false: there is none. */
static bool next_word(const char **text, Word *word)
{
    const char *p = *text;
    gunichar c = 0;
    for (; *p; p = g_utf8_next_char(p))
        if (is_letter_surely(c = g_utf8_get_char(p)) || !(ends_word(c) || is_edge(c)))
            break;
    word->start = word->end = p;
    for (; *p; p = g_utf8_next_char(p)) {
        c = g_utf8_get_char(p);
        if (!is_letter_surely(c) && ends_word(c))
            break;
        if (!is_edge(c))
            word->end = g_utf8_next_char(p);
    }
    *text = p;
    word->has_plus = *word->start == '+' && is_digit_at(word->start + 1);
    word->start += word->has_plus;
    return word->start < word->end;
}

/* Appends a word without the dashes and dots between its digits. */
static void append_word(GString *out, const Word *word)
{
    const char *from = word->start;
    for (const char *p = word->start; p < word->end; p = g_utf8_next_char(p)) {
        const char *next = g_utf8_next_char(p);
        bool is_between = p > word->start && is_digit_at(p - 1) && next < word->end;
        if (!is_between || !is_digit_at(next) || !is_dash_or_dot(g_utf8_get_char(p)))
            continue;
        g_string_append_len(out, from, p - from);
        from = next;
    }
    g_string_append_len(out, from, word->end - from);
}

void text_search_append(GString *search, const char *part)
{
    if (!part)
        return;
    g_autofree char *folded = text_fold(part);
    const char *rest = folded;
    Word word;
    while (next_word(&rest, &word)) {
        g_string_append_len(search, "  ", 2);
        append_word(search, &word);
    }
}

char *text_search(const char *const *parts)
{
    GString *search = g_string_new(NULL);
    for (; *parts; parts++)
        text_search_append(search, *parts);
    return g_string_free(search, FALSE);
}

/* --- needles ---------------------------------------------------------------------------------- */

/* A run of words that are all digits, which may be one number written with blanks. */
typedef struct {
    GPtrArray *needles;
    GString *digits;  /* of the run, joined */
    GPtrArray *words; /* of the run, apart */
    bool has_plus;    /* before the first */
    bool is_whole;    /* nothing but digits in the query so far */
} Query;

static void add_needle(GPtrArray *needles, const char *word)
{
    static const char *const lead[] = {"", "  ", " "};
    size_t length = text_length(word);
    g_ptr_array_add(needles, g_strconcat(length < 3 ? lead[length] : "", word, NULL));
}

/* Exit and trunk prefixes do not stand in the E.164 form: 00380…, 050…, 8 (050)…. What remains is
 * part of the number in any case. */
static const char *without_prefix(const GString *digits)
{
    const char *number = digits->str;
    if (digits->len < 9)
        return number;
    if (g_str_has_prefix(number, "00"))
        return number + 2;
    if (number[0] == '0' || (number[0] == '8' && digits->len == 11))
        return number + 1;
    return number;
}

/* «вул. Садова 5 12» is not the number 512: digits apart become one only when nothing else is
 * asked for, or when they begin and add up as a telephone number does. */
static bool is_one_number(const Query *query)
{
    bool is_phone = query->digits->len >= 7 && (query->has_plus || query->digits->str[0] == '0');
    return query->words->len == 1 || is_phone || (query->is_whole && query->digits->len >= 4);
}

static void end_run(Query *query)
{
    if (query->words->len && is_one_number(query))
        add_needle(query->needles, without_prefix(query->digits));
    else
        for (guint i = 0; i < query->words->len; i++)
            add_needle(query->needles, g_ptr_array_index(query->words, i));
    g_string_truncate(query->digits, 0);
    g_ptr_array_set_size(query->words, 0);
}

static void add_word(Query *query, const Word *word)
{
    GString *text = g_string_new(NULL);
    append_word(text, word);
    bool is_digits = strspn(text->str, "0123456789") == text->len;
    if (!is_digits)
        query->is_whole = false;
    if (!is_digits || word->has_plus)
        end_run(query);
    if (is_digits) {
        if (!query->words->len)
            query->has_plus = word->has_plus;
        g_string_append(query->digits, text->str);
        g_ptr_array_add(query->words, g_string_free(text, FALSE));
    } else {
        add_needle(query->needles, text->str);
        g_string_free(text, TRUE);
    }
}

char **text_search_words(const char *text, size_t *n)
{
    g_autofree char *folded = text_fold(text);
    const char *rest = folded;
    Word word;
    Query query = {.needles = g_ptr_array_new(),
                   .digits = g_string_new(NULL),
                   .words = g_ptr_array_new_with_free_func(g_free),
                   .is_whole = true};
    while (next_word(&rest, &word))
        add_word(&query, &word);
    end_run(&query);
    if (n)
        *n = query.needles->len;
    g_ptr_array_add(query.needles, NULL);
    g_string_free(query.digits, TRUE);
    g_ptr_array_unref(query.words);
    return (char **)g_ptr_array_free(query.needles, FALSE);
}

bool text_matches(const char *search_text, const char *const *needles)
{
    for (; *needles; needles++)
        if (!strstr(search_text, *needles))
            return false;
    return true;
}
