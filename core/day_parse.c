/* Days as people type them. Each form is a small function; the first that fits wins. */
#include "core/text.h"
#include "core/when.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#define YEARS_AHEAD 20

typedef struct {
    const char *word;
    int days;
} Relative;

static const Relative relatives[] = {
    {"сегодня", 0},     {"сьогодні", 0},   {"today", 0},      {"завтра", 1},     {"tomorrow", 1},
    {"вчера", -1},      {"вчора", -1},     {"учора", -1},     {"yesterday", -1}, {"послезавтра", 2},
    {"післязавтра", 2}, {"позавчера", -2}, {"позавчора", -2},
};

static const char *const weekdays[] = {
    "понедельник понеділок monday пн", "вторник вівторок tuesday",   "среда середа wednesday",
    "четверг четвер thursday чт",      "пятница п'ятниця friday пт", "суббота субота saturday сб",
    "воскресенье неділя sunday вс нд",
};

static const char *const months[] = {
    "января январь січня січень january",
    "февраля февраль лютого лютий february",
    "марта березня березень march",
    "апреля апрель квітня квітень april",
    "мая май травня травень",
    "июня июнь червня червень june",
    "июля июль липня липень july",
    "августа серпня серпень august",
    "сентября сентябрь вересня вересень september",
    "октября октябрь жовтня жовтень october",
    "ноября ноябрь листопада листопад november",
    "декабря декабрь грудня грудень december",
};

/* The place in `names` (from 1) of the first with a form that begins with `typed`; 0: none. */
static int find_name(const char *const *names, int n, const char *typed, size_t at_least)
{
    if (text_length(typed) < at_least || strchr(typed, ' '))
        return 0;
    g_autofree char *sought = g_strconcat(" ", typed, NULL);
    for (int i = 0; i < n; i++) {
        g_autofree char *forms = g_strconcat(" ", names[i], NULL);
        if (strstr(forms, sought))
            return i + 1;
    }
    return 0;
}

static bool parse_relative(const char *text, int today, int *day)
{
    for (size_t i = 0; i < G_N_ELEMENTS(relatives); i++)
        if (g_str_equal(text, relatives[i].word)) {
            *day = today + relatives[i].days;
            return true;
        }
    int weekday = find_name(weekdays, G_N_ELEMENTS(weekdays), text, 2);
    /* The next such day, a week from now when it is that day today. */
    if (weekday)
        *day = today + (weekday - day_weekday(today) + 6) % 7 + 1;
    return weekday != 0;
}

static bool parse_distance(const char *text, int today, int *day)
{
    char *end;
    if ((text[0] != '+' && text[0] != '-') || !g_ascii_isdigit(text[1]) || strlen(text) > 6)
        return false;
    *day = today + (int)strtol(text, &end, 10);
    return !*end;
}

static int full_year(int year, size_t n_digits, int today)
{
    if (n_digits > 2)
        return year;
    int now;
    day_to_date(today, &now, NULL, NULL);
    year += now / 100 * 100;
    return year > now + YEARS_AHEAD          ? year - 100
           : year <= now + YEARS_AHEAD - 100 ? year + 100
                                             : year;
}

/* A number of the text, or the name of a month. */
typedef struct {
    int value;
    size_t n_digits; /* 0: a name */
} Part;

static bool read_part(const char *text, size_t length, Part *part)
{
    g_autofree char *word = g_strndup(text, length);
    *part = (Part){.n_digits = strspn(word, "0123456789")};
    if (part->n_digits == length && length <= 4)
        part->value = atoi(word);
    else if (part->n_digits == 0)
        part->value = find_name(months, G_N_ELEMENTS(months), word, 3);
    return part->value > 0 || part->n_digits == 2;
}

/* Cuts at . / - and blanks; -1 when there is something that is no part. */
static int split(const char *text, Part *parts, int max)
{
    int n = 0;
    for (const char *p = text; *p;) {
        size_t length = strcspn(p, "./- ,");
        if (length && (n == max || !read_part(p, length, &parts[n++])))
            return -1;
        p += length;
        p += strspn(p, "./- ,");
    }
    return n;
}

static bool parse_date(const char *text, int today, int *day)
{
    Part parts[3] = {0};
    int year, month, n = split(text, parts, 3);
    day_to_date(today, &year, &month, NULL);
    if (n == 3 && parts[0].n_digits == 4) /* 2026-03-05 */
        return day_from_date(parts[0].value, parts[1].value, parts[2].value, day);
    bool has_name_first = n >= 2 && !parts[0].n_digits; /* March 5 */
    int first = has_name_first ? 1 : 0;
    if (n < 1 || !parts[first].n_digits || parts[first].n_digits > 2)
        return false;
    if (n >= 2)
        month = parts[1 - first].value;
    if (n == 3)
        year = full_year(parts[2].value, parts[2].n_digits, today);
    return day_from_date(year, month, parts[first].value, day);
}

/* 050326, 05032026 */
static bool parse_digits(const char *text, int today, int *day)
{
    size_t n = strspn(text, "0123456789");
    if (text[n] || (n != 6 && n != 8))
        return false;
    int number = atoi(text), year = number % (n == 6 ? 100 : 10000);
    int rest = number / (n == 6 ? 100 : 10000);
    return day_from_date(full_year(year, n - 4, today), rest % 100, rest / 100, day);
}

bool day_parse(const char *text, int today, int *day, GError **error)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *folded = text_fold(valid);
    const char *typed = g_strstrip(folded);
    int found = 0;
    if ((parse_relative(typed, today, &found) || parse_distance(typed, today, &found) ||
         parse_digits(typed, today, &found) || parse_date(typed, today, &found)) &&
        found >= DAY_FIRST && found <= DAY_LAST) {
        *day = found;
        return true;
    }
    g_set_error(error, WHEN_ERROR, WHEN_ERROR_DAY,
                _("“%s” is not a day between 1900 and 2199; write it as 05.03.2026"), valid);
    return false;
}
