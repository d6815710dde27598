#include "dialect.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- reading ---------------------------------------------------------------------------------- */

static bool is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || (c & 0x80);
}

/* From a quote to behind its partner; a doubled quote inside opens the next piece. */
static const char *skip_quoted(const char *at)
{
    const char *end = strchr(at + 1, *at);
    return end ? end + 1 : at + strlen(at);
}

static const char *last_word(const Dialect *dialect)
{
    return dialect->words->len ? dialect->words->pdata[dialect->words->len - 1] : "";
}

static bool is_one_of(const char *word, const char *const *words)
{
    return g_strv_contains(words, word);
}

/* The last mark before this place, blanks left out; a word's is its last letter. */
static char mark_before(const GString *sql)
{
    gsize end = sql->len;
    while (end > 0 && g_ascii_isspace(sql->str[end - 1]))
        end--;
    return end ? sql->str[end - 1] : '\0';
}

/* A plus without an operand before it. */
static bool is_unary(const Dialect *dialect, const GString *sql)
{
    static const char *const before[] = {"by", "and", "or", "on", "where", "then", "else", NULL};
    char mark = mark_before(sql);
    return is_word(mark) ? is_one_of(last_word(dialect), before) : strchr(",(=<>", mark) != NULL;
}

static bool means_all_columns(const Dialect *dialect, const GString *sql)
{
    static const char *const before[] = {"select", "distinct", "returning", NULL};
    char mark = mark_before(sql);
    return mark == '.' || mark == ',' || (is_word(mark) && is_one_of(last_word(dialect), before));
}

static const char *take_quoted(const char *at, Dialect *dialect, GString *sql)
{
    const char *end = skip_quoted(at);
    g_string_append_len(sql, at, end - at);
    if (*at == '"' && end - at > 2)
        g_ptr_array_add(dialect->words, g_strndup(at + 1, (gsize)(end - at - 2)));
    return end;
}

static const char *take_bytes(const char *at, GString *sql)
{
    const char *end = skip_quoted(at + 1);
    g_string_append(sql, "'\\x");
    g_string_append_len(sql, at + 2, end - at - 2);
    g_string_append(sql, "::bytea");
    return end;
}

static const char *take_word(const char *at, Dialect *dialect, GString *sql)
{
    const char *end = at;
    while (is_word(*end))
        end++;
    g_string_append_len(sql, at, end - at);
    g_ptr_array_add(dialect->words, g_ascii_strdown(at, end - at));
    return end;
}

static const char *take_mark(const char *at, Dialect *dialect, GString *sql)
{
    if (*at == '?')
        g_string_append_printf(sql, "%s%zu", dialect->mark, ++dialect->n_marks);
    else if (*at == '*' && means_all_columns(dialect, sql))
        g_ptr_array_add(dialect->words, g_strdup("*"));
    if (*at != '?' && !(*at == '+' && is_unary(dialect, sql)))
        g_string_append_c(sql, *at);
    return at + 1;
}

void dialect_read(const char *portable, Dialect *dialect)
{
    dialect_read_over(portable, "$", dialect);
}

void dialect_read_over(const char *portable, const char *mark, Dialect *dialect)
{
    GString *sql = g_string_new(NULL);
    *dialect = (Dialect){.mark = mark, .words = g_ptr_array_new_with_free_func(g_free)};
    for (const char *at = portable; *at;) {
        if (*at == '\'' || *at == '"') {
            at = take_quoted(at, dialect, sql);
        } else if ((*at == 'x' || *at == 'X') && at[1] == '\'') {
            at = take_bytes(at, sql);
        } else if (is_word(*at)) {
            at = take_word(at, dialect, sql);
        } else {
            at = take_mark(at, dialect, sql);
        }
    }
    dialect->sql = g_string_free(sql, FALSE);
}

void dialect_clear(Dialect *dialect)
{
    g_clear_pointer(&dialect->sql, g_free);
    g_clear_pointer(&dialect->words, g_ptr_array_unref);
}

/* --- what it does ----------------------------------------------------------------------------- */

static const char *word(const Dialect *dialect, guint i)
{
    return i < dialect->words->len ? dialect->words->pdata[i] : "";
}

/* INSERT INTO t, DELETE FROM t, UPDATE t; neither FOR UPDATE nor DO UPDATE SET. */
static bool writes_at(const Dialect *dialect, guint i, guint *table)
{
    bool with_preposition =
        (g_str_equal(word(dialect, i), "insert") && g_str_equal(word(dialect, i + 1), "into")) ||
        (g_str_equal(word(dialect, i), "delete") && g_str_equal(word(dialect, i + 1), "from"));
    *table = i + (with_preposition ? 2 : 1);
    return with_preposition || (g_str_equal(word(dialect, i), "update") &&
                                (i == 0 || (!g_str_equal(word(dialect, i - 1), "for") &&
                                            !g_str_equal(word(dialect, i - 1), "do"))));
}

static bool find_write(const Dialect *dialect, guint *table)
{
    for (guint i = 0; i < dialect->words->len; i++)
        if (writes_at(dialect, i, table))
            return true;
    return false;
}

const char *dialect_written_table(const Dialect *dialect)
{
    guint table;
    return find_write(dialect, &table) ? word(dialect, table) : NULL;
}

bool dialect_numbers_itself(const Dialect *dialect)
{
    static const char *const ends[] = {"values", "select", "with", "default", NULL};
    guint table;
    if (!find_write(dialect, &table) || !g_str_equal(word(dialect, table - 1), "into"))
        return false;
    for (guint i = table + 1; i < dialect->words->len && !is_one_of(word(dialect, i), ends); i++)
        if (g_str_equal(word(dialect, i), "id"))
            return true;
    return false;
}

/* --- what it may ------------------------------------------------------------------------------ */

static bool mentions_from(const Dialect *dialect, guint first, const char *name)
{
    for (guint i = first; i < dialect->words->len; i++)
        if (g_str_equal(dialect->words->pdata[i], name))
            return true;
    return false;
}

static bool mentions(const Dialect *dialect, const char *name)
{
    return mentions_from(dialect, 0, name);
}

/* A row of values is not read, but for what it returns. */
static guint first_read(const Dialect *dialect)
{
    guint i = 0;
    if (!g_str_equal(word(dialect, 0), "insert") || mentions(dialect, "select") ||
        mentions(dialect, "conflict"))
        return 0;
    while (i < dialect->words->len && !g_str_equal(dialect->words->pdata[i], "returning"))
        i++;
    return i;
}

static bool reads_hidden(const Dialect *dialect, const DbRights *rights, GError **error)
{
    guint first = first_read(dialect);
    for (const char *const *hidden = rights->hidden; hidden && *hidden; hidden++) {
        g_auto(GStrv) parts = g_strsplit(*hidden, ".", 2);
        if (!mentions(dialect, parts[0]) ||
            !(mentions_from(dialect, first, parts[1]) || mentions_from(dialect, first, "*")))
            continue;
        g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN, _("this program may not read %s.%s"),
                    parts[0], parts[1]);
        return true;
    }
    return false;
}

/* What a write to this table is refused with, or NULL. */
static const char *refusal_of_write(const char *table, bool adds, const DbRights *rights)
{
    if (rights->writable && !is_one_of(table, rights->writable))
        return _("this program may not write the table %s");
    if (!adds && rights->growing && is_one_of(table, rights->growing))
        return _("this program may only add rows to the table %s");
    return NULL;
}

static bool writes_foreign(const Dialect *dialect, const DbRights *rights, GError **error)
{
    guint at;
    for (guint i = 0; i < dialect->words->len; i++) {
        if (!writes_at(dialect, i, &at))
            continue;
        const char *table = word(dialect, at);
        const char *refusal =
            refusal_of_write(table, g_str_equal(word(dialect, i), "insert"), rights);
        if (refusal) {
            g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN, refusal, table);
            return true;
        }
    }
    return false;
}

bool dialect_is_allowed(const Dialect *dialect, const DbRights *rights, GError **error)
{
    static const char *const verbs[] = {"select", "values", "with", "insert",
                                        "update", "delete", NULL};
    if (dialect->words->len && !is_one_of(word(dialect, 0), verbs)) {
        g_set_error_literal(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                            _("only rows are read and written here"));
        return false;
    }
    return !reads_hidden(dialect, rights, error) && !writes_foreign(dialect, rights, error);
}
