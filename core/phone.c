#include "core/contact.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define E164_MIN 7
#define E164_MAX 15 /* ITU-T E.164, 6.2.1 */
#define EXTENSION_MAX 7

/* How numbers are written inside a country: `trunk` prefixes (longest first, by blanks) and the
 * exit prefix are dialled, but are no part of the number; then the length that follows the calling
 * code. After the national numbering plans published by the ITU (E.129/E.164 notifications). */
typedef struct {
    char code[3];
    const char *calling;
    const char *trunks;
    const char *exit;
    unsigned char min, max;
} Country;

static const Country countries[] = {
    {"AM", "374", "0", "00", 8, 8},    {"AT", "43", "0", "00", 4, 13},
    {"AZ", "994", "0", "00", 9, 9},    {"BE", "32", "0", "00", 8, 9},
    {"BG", "359", "0", "00", 7, 9},    {"BY", "375", "80 8", "810", 9, 9},
    {"CA", "1", "1", "011", 10, 10},   {"CH", "41", "0", "00", 9, 9},
    {"CY", "357", "", "00", 8, 8},     {"CZ", "420", "", "00", 9, 9},
    {"DE", "49", "0", "00", 6, 13},    {"DK", "45", "", "00", 8, 8},
    {"EE", "372", "", "00", 7, 8},     {"ES", "34", "", "00", 9, 9},
    {"FI", "358", "0", "00", 5, 12},   {"FR", "33", "0", "00", 9, 9},
    {"GB", "44", "0", "00", 9, 10},    {"GE", "995", "0", "00", 9, 9},
    {"GR", "30", "", "00", 10, 10},    {"HR", "385", "0", "00", 8, 9},
    {"HU", "36", "06", "00", 8, 9},    {"IE", "353", "0", "00", 7, 9},
    {"IL", "972", "0", "00", 8, 9},    {"IT", "39", "", "00", 6, 12},
    {"KG", "996", "0", "00", 9, 9},    {"KZ", "7", "8", "810", 10, 10},
    {"LT", "370", "8 0", "00", 8, 8},  {"LV", "371", "", "00", 8, 8},
    {"MD", "373", "0", "00", 8, 8},    {"NL", "31", "0", "00", 9, 9},
    {"NO", "47", "", "00", 8, 8},      {"PL", "48", "", "00", 9, 9},
    {"PT", "351", "", "00", 9, 9},     {"RO", "40", "0", "00", 9, 9},
    {"RS", "381", "0", "00", 7, 12},   {"RU", "7", "8", "810", 10, 10},
    {"SE", "46", "0", "00", 7, 13},    {"SI", "386", "0", "00", 8, 8},
    {"SK", "421", "0", "00", 9, 9},    {"TJ", "992", "", "810", 9, 9},
    {"TM", "993", "8", "810", 8, 8},   {"TR", "90", "0", "00", 10, 10},
    {"UA", "380", "80 0", "00", 9, 9}, {"US", "1", "1", "011", 10, 10},
    {"UZ", "998", "", "00", 9, 9},
};

static const Country *find_country(const char *code)
{
    for (size_t i = 0; i < G_N_ELEMENTS(countries); i++)
        if (g_str_equal(countries[i].code, code))
            return &countries[i];
    return NULL;
}

/* The country whose calling code a number begins with; none is the beginning of another's. */
static const Country *calling_country(const char *digits)
{
    for (size_t i = 0; i < G_N_ELEMENTS(countries); i++)
        if (g_str_has_prefix(digits, countries[i].calling))
            return &countries[i];
    return NULL;
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
    GString *digits;
    GString *extension;
    bool has_plus;
} Typed;

static bool is_filler(gunichar c)
{
    return g_unichar_isspace(c) || (c < 0x80 && strchr("-.()/", (int)c)) ||
           (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xad || c == 0x200b || c == 0x202a ||
           c == 0x202c || c == 0x200e || c == 0x2060;
}

/* The length of a mark that introduces an extension at `p`; 0: none. */
static size_t extension_mark(const char *p)
{
    static const char *const marks[] = {";ext=", "extension", "ext.", "ext", "доб.", "доб", "дод.",
                                        "дод",   "вн.",       "вн",   "x",   "х",    "#",   NULL};
    for (const char *const *mark = marks; *mark; mark++)
        if (g_str_has_prefix(p, *mark))
            return strlen(*mark);
    return 0;
}

static char *lowered(const char *text)
{
    return g_str_is_ascii(text) ? g_ascii_strdown(text, -1) : g_utf8_casefold(text, -1);
}

static bool read_typed(const char *lower, Typed *typed)
{
    GString *into = typed->digits;
    for (const char *p = lower; *p;) {
        gunichar c = g_utf8_get_char(p);
        int digit = g_unichar_digit_value(c);
        bool may_be_mark = digit < 0 && into == typed->digits && into->len && !is_filler(c);
        size_t mark = may_be_mark ? extension_mark(p) : 0;
        if (digit >= 0)
            g_string_append_c(into, (char)('0' + digit));
        else if (mark)
            into = typed->extension;
        else if (c == '+' && !typed->digits->len && !typed->has_plus)
            typed->has_plus = true;
        else if (!is_filler(c))
            return false;
        p = mark ? p + mark : g_utf8_next_char(p);
    }
    return into == typed->digits || (into->len > 0 && into->len <= EXTENSION_MAX);
}

/* --- E.164 ------------------------------------------------------------------------------------ */

/* Where a trunk prefix is dialled, no number begins with 0 itself. */
static bool fits(const Country *country, const char *national)
{
    size_t length = strlen(national);
    return length >= country->min && length <= country->max &&
           (national[0] != '0' || !*country->trunks);
}

/* What follows a trunk prefix; NULL when there is none or the rest has a wrong length. */
static const char *after_trunk(const Country *country, const char *digits)
{
    for (const char *trunk = country->trunks; *trunk; trunk += strspn(trunk, " ")) {
        size_t length = strcspn(trunk, " ");
        if (strncmp(digits, trunk, length) == 0 && fits(country, digits + length))
            return digits + length;
        trunk += length;
    }
    return NULL;
}

static char *e164(const char *calling, const char *national)
{
    size_t length = national ? strlen(calling) + strlen(national) : 0;
    bool is_good = length >= E164_MIN && length <= E164_MAX;
    return is_good ? g_strconcat("+", calling, national, NULL) : NULL;
}

/* Digits that begin with a calling code. "+380 (0)50…": the trunk prefix in brackets is a hint for
 * those inside the country. */
static char *international(const char *digits)
{
    const Country *country = calling_country(digits);
    if (!country)
        return digits[0] == '0' ? NULL : e164("", digits);
    const char *national = digits + strlen(country->calling);
    return e164(country->calling,
                fits(country, national) ? national : after_trunk(country, national));
}

/* Without a +: as dialled at home, then with the calling code but no +, then bare; and a number of
 * eleven digits or more that fits another country is that country's. */
static char *domestic(const Country *country, const char *digits)
{
    if (g_str_has_prefix(digits, country->exit)) {
        char *abroad = international(digits + strlen(country->exit));
        if (abroad)
            return abroad;
    }
    const char *national = after_trunk(country, digits);
    if (!national && g_str_has_prefix(digits, country->calling)) {
        const char *rest = digits + strlen(country->calling);
        national = fits(country, rest) ? rest : after_trunk(country, rest);
    }
    if (!national && fits(country, digits))
        national = digits;
    if (national)
        return e164(country->calling, national);
    return strlen(digits) >= 11 && calling_country(digits) ? international(digits) : NULL;
}

char **phone_countries(void)
{
    char **codes = g_new0(char *, G_N_ELEMENTS(countries) + 1);
    for (size_t i = 0; i < G_N_ELEMENTS(countries); i++)
        codes[i] = g_strdup(countries[i].code);
    return codes;
}

static void refuse(GError **error, const char *text, const Typed *typed, const Country *country)
{
    g_autofree char *shown = g_utf8_make_valid(text, -1);
    if (!typed->digits->len)
        g_set_error(error, CONTACT_ERROR, CONTACT_ERROR_PHONE,
                    _("the phone number “%s” has no digits; write it as +380 50 111 22 33"), shown);
    else
        g_set_error(error, CONTACT_ERROR, CONTACT_ERROR_PHONE,
                    _("the phone number “%s” does not have the length of a number of %s; write it "
                      "in full, or with + and the country code"),
                    shown, country->code);
}

char *phone_key(const char *text, const char *country_code, GError **error)
{
    const Country *country = find_country(country_code);
    if (!country) {
        g_set_error(error, CONTACT_ERROR, CONTACT_ERROR_COUNTRY,
                    _("the country “%s” is not known; choose one from the list"), country_code);
        return NULL;
    }
    g_autoptr(GString) digits = g_string_new(NULL);
    g_autoptr(GString) extension = g_string_new(NULL);
    Typed typed = {.digits = digits, .extension = extension};
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *lower = lowered(valid);
    if (!read_typed(lower, &typed)) {
        g_set_error(error, CONTACT_ERROR, CONTACT_ERROR_PHONE,
                    _("the phone number “%s” has characters that cannot be dialled; write digits, "
                      "blanks, brackets, hyphens and a + in front"),
                    valid);
        return NULL;
    }
    g_autofree char *number =
        typed.has_plus ? international(digits->str) : domestic(country, digits->str);
    if (!number) {
        refuse(error, text, &typed, country);
        return NULL;
    }
    return extension->len ? g_strconcat(number, ";ext=", extension->str, NULL)
                          : g_steal_pointer(&number);
}
