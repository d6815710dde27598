#include "import_cell.h"

#include <string.h>

#include "core/csv.h"

/* --- what spreadsheets add -------------------------------------------------------------------- */

/* ="0501112233" keeps a zero in front; an apostrophe keeps +380… and =… from being a formula (our
 * own export writes it, too). */
static char *undo_formula(const char *cell)
{
    size_t length = strlen(cell);
    if (length >= 3 && g_str_has_prefix(cell, "=\"") && cell[length - 1] == '"')
        return g_strndup(cell + 2, length - 3);
    return g_strdup(csv_is_marked(cell) ? cell + 1 : cell);
}

/* A number that was a number to the spreadsheet: "380501112233.0", "380501112233,00". */
static void drop_fraction(char *text)
{
    char *point = text + strspn(text, "0123456789");
    bool has_zeros = point > text && *point && strchr(".,", *point) && strspn(point + 1, "0") > 0;
    if (has_zeros && strlen(point + 1) == strspn(point + 1, "0"))
        *point = '\0';
}

/* What stands where somebody had nothing to write. */
static void drop_dash(char *text)
{
    static const char *const dashes[] = {"-", "--", "---", "–", "—"};
    for (size_t i = 0; i < G_N_ELEMENTS(dashes); i++)
        if (strcmp(text, dashes[i]) == 0)
            *text = '\0';
}

/* A day that was a day to the spreadsheet: "1990-05-17 00:00:00", "17.05.1990 0:00". */
static void drop_midnight(char *text)
{
    char *blank = strpbrk(text, " T");
    if (blank && blank[1] && strspn(blank + 1, "0:.Z") == strlen(blank + 1))
        *blank = '\0';
}

/* --- addresses -------------------------------------------------------------------------------- */

/* "ivan @ mail.ru" is one address. */
static void close_up(GString *text)
{
    for (gsize at = 0; at < text->len; at++) {
        if (text->str[at] != '@')
            continue;
        while (at > 0 && text->str[at - 1] == ' ')
            g_string_erase(text, (gssize)--at, 1);
        while (text->str[at + 1] == ' ')
            g_string_erase(text, (gssize)at + 1, 1);
    }
}

/* The end of a sentence, or of a domain's name as DNS writes it. */
static void drop_dots(char *address)
{
    size_t length = strlen(address);
    while (length && address[length - 1] == '.')
        address[--length] = '\0';
}

/* "Іван <ivan@mail.ru>, mailto:olena@mail.ru": what stands in angle brackets is the address. */
static char *clean_addresses(const char *cell)
{
    g_auto(GStrv) parts = g_strsplit_set(cell, ",;\r\n", -1);
    GString *all = g_string_new(NULL);
    for (char **part = parts; *part; part++) {
        char *open = strchr(*part, '<'), *close = open ? strchr(open, '>') : NULL;
        char *address = close ? open + 1 : *part;
        if (close)
            *close = '\0';
        g_strstrip(address);
        drop_dash(address);
        drop_dots(address);
        if (g_ascii_strncasecmp(address, "mailto:", 7) == 0)
            address += 7;
        if (*address)
            g_string_append_printf(all, "%s%s", all->len ? "\n" : "", address);
    }
    close_up(all);
    return g_string_free(all, FALSE);
}

char *cell_clean(const Field *field, const char *cell)
{
    char *text = g_strstrip(undo_formula(cell));
    if (field->type == FIELD_EMAILS) {
        g_autofree char *raw = text;
        return clean_addresses(raw);
    }
    if (field->type == FIELD_PHONES) {
        drop_fraction(text);
        drop_dash(text);
        g_strdelimit(text, "/|", ',');
    }
    if (field->type == FIELD_DAY)
        drop_midnight(text);
    return text;
}

/* "3,80501E+11": a first digit, a few more, the number of those that are lost. */
bool cell_is_damaged(const Field *field, const char *cell)
{
    if (field->type != FIELD_PHONES || !g_ascii_isdigit(*cell))
        return false;
    const char *p = cell + 1;
    if (*p == '.' || *p == ',')
        p += 1 + strspn(p + 1, "0123456789");
    return (*p == 'E' || *p == 'e') && p[1] == '+' && g_ascii_isdigit(p[2]) &&
           p[2 + strspn(p + 2, "0123456789")] == '\0';
}

/* --- names ------------------------------------------------------------------------------------ */

static bool is_patronymic(const char *word)
{
    static const char *const endings[] = {"ович",   "евич",  "ьич",  "овна", "евна", "ична",
                                          "инична", "йович", "івна", "ївна", "оглы", "кызы"};
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(word, endings[i]))
            return true;
    return false;
}

static bool is_latin(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c >= 0x80)
            return false;
    return true;
}

static char *join_from(char **words, guint from)
{
    return words && g_strv_length(words) > from ? g_strjoinv(" ", words + from) : g_strdup("");
}

static char **split_words(const char *text)
{
    g_auto(GStrv) raw = g_strsplit_set(text, " \t\r\n", -1);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (char **word = raw; *word; word++)
        if (**word)
            g_strv_builder_add(words, *word);
    return g_strv_builder_end(words);
}

/* The surname goes first, unless a patronymic in the middle (Петро Олегович Іваненко) or Latin
 * letters say otherwise. */
void cell_split_name(const char *cell, char **surname, char **first_name, char **patronymic)
{
    g_auto(GStrv) words = split_words(cell);
    guint n = g_strv_length(words);
    bool is_western = n == 2 && is_latin(cell);
    bool ends_with_surname = n == 3 && is_patronymic(words[1]) && !is_patronymic(words[2]);
    if (n <= 1) {
        *surname = g_strdup("");
        *first_name = g_strdup(n ? words[0] : "");
        *patronymic = g_strdup("");
    } else if (ends_with_surname || is_western) {
        *surname = g_strdup(words[n - 1]);
        *first_name = g_strdup(words[0]);
        *patronymic = g_strdup(ends_with_surname ? words[1] : "");
    } else {
        *surname = g_strdup(words[0]);
        *first_name = g_strdup(words[1]);
        *patronymic = join_from(words, 2);
    }
}
