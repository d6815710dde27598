#include "check.h"

#include "search.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum { SAMPLES = 100 };

/* One value of each row. */
static GPtrArray *column(Sqlite *s, const char *sql, const DbValue *args, size_t n_args,
                         GError **error)
{
    s->trusted = true;
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    sqlite3_stmt *statement = sqlite_prepare(s, sql, args, n_args, SQLITE_STATIC, error);
    int code = SQLITE_ERROR;
    while (statement && (code = sqlite3_step(statement)) == SQLITE_ROW)
        g_ptr_array_add(values, g_strdup((const char *)sqlite3_column_text(statement, 0)));
    if (statement && code != SQLITE_DONE)
        sqlite_fail(s, code, error);
    if (statement)
        sqlite_release(s, statement);
    s->trusted = false;
    return code == SQLITE_DONE ? g_steal_pointer(&values) : NULL;
}

GPtrArray *sqlite_table_columns(Db *db, const char *table, GError **error)
{
    GPtrArray *names = column((Sqlite *)db, SQL("SELECT name FROM pragma_table_info (?)"),
                              DB_ARGS(db_text(table)), error);
    if (names && names->len == 0)
        g_clear_pointer(&names, g_ptr_array_unref);
    return names;
}

static void add_problem(GPtrArray *problems, char *problem)
{
    g_ptr_array_add(problems, problem);
}

/* SQLite 3.44 and newer looks into FTS5 tables here, too. */
static bool check_pages(Sqlite *s, GPtrArray *problems, GError **error)
{
    g_autoptr(GPtrArray) findings =
        column(s, SQL("PRAGMA integrity_check (100)"), DB_NO_ARGS, error);
    for (guint i = 0; findings && i < findings->len; i++)
        if (strcmp(findings->pdata[i], "ok") != 0)
            add_problem(problems,
                        g_strdup_printf(_("the base is damaged: %s"), (char *)findings->pdata[i]));
    return findings != NULL;
}

static bool check_foreign_keys(Sqlite *s, GPtrArray *problems, GError **error)
{
    g_autoptr(GPtrArray) findings =
        column(s,
               SQL("SELECT \"table\" || ' → ' || parent || ': ' || count (*) "
                   "FROM pragma_foreign_key_check GROUP BY \"table\", parent"),
               DB_NO_ARGS, error);
    for (guint i = 0; findings && i < findings->len; i++)
        add_problem(problems, g_strdup_printf(_("rows refer to what does not exist: %s"),
                                              (char *)findings->pdata[i]));
    return findings != NULL;
}

static bool check_missing(Sqlite *s, const char *name, const SearchIndex *index,
                          GPtrArray *problems, GError **error)
{
    int64_t missing;
    if (!sqlite_get_own(s, index->sql[SEARCH_MISSING], DB_NO_ARGS, &missing, error))
        return false;
    if (missing > 0)
        add_problem(problems,
                    g_strdup_printf(
                        _("%lld rows are not in the search index %s: run `ukrcrm-admin migrate`"),
                        (long long)missing, name));
    return true;
}

/* Whether a row is found by its own text. */
static bool is_found(Sqlite *s, const SearchIndex *index, int64_t id, const char *text, bool *found,
                     GError **error)
{
    g_autofree char *expression = sqlite_search_expression((const char *const[]){text, NULL});
    int64_t seen = id;
    bool done =
        !expression || sqlite_get_own(s, index->sql[SEARCH_FIND],
                                      DB_ARGS(db_text(expression), db_integer(id)), &seen, error);
    *found = seen == id;
    return done;
}

/* Rows spread evenly over the ids: an index that was not kept up shows quickly. */
static bool check_samples(Sqlite *s, const char *name, const SearchIndex *index,
                          GPtrArray *problems, GError **error)
{
    int64_t last, id = 0;
    if (!sqlite_get_own(s, index->sql[SEARCH_LAST_ID], DB_NO_ARGS, &last, error))
        return false;
    for (int64_t from = 0; from <= last; from = MAX(id, from) + MAX(last / SAMPLES, 1)) {
        bool found;
        DbValue at = db_integer(from);
        if (!sqlite_get_own(s, index->sql[SEARCH_SAMPLE_ID], &at, 1, &id, error))
            return false;
        at = db_integer(id);
        g_autofree char *text =
            sqlite_get_text_own(s, index->sql[SEARCH_SAMPLE_TEXT], &at, 1, error);
        if (!text)
            return id == 0;
        if (!is_found(s, index, id, text, &found, error))
            return false;
        if (!found)
            add_problem(problems,
                        g_strdup_printf(_("row %lld is in the search index %s with another text"),
                                        (long long)id, name));
    }
    return true;
}

static bool check_search(Sqlite *s, GPtrArray *problems, GError **error)
{
    g_autoptr(GPtrArray) names = sqlite_search_indexes(s, error);
    for (guint i = 0; names && i < names->len; i++) {
        const char *name = names->pdata[i];
        const SearchIndex *index = sqlite_search_index(s, name, error);
        if (!index || !check_missing(s, name, index, problems, error) ||
            !check_samples(s, name, index, problems, error))
            return false;
    }
    return names != NULL;
}

/* A base too damaged to be read to the end is a finding, not a failure of the check. */
static bool is_damage(GPtrArray *problems, const GError *failure)
{
    if (!g_error_matches(failure, DB_ERROR, DB_ERROR_NOT_A_BASE))
        return false;
    add_problem(problems, g_strdup(failure->message));
    return true;
}

bool sqlite_check(Db *db, GPtrArray *problems, GError **error)
{
    Sqlite *s = (Sqlite *)db;
    g_autoptr(GError) failure = NULL;
    if ((check_pages(s, problems, &failure) && check_foreign_keys(s, problems, &failure) &&
         check_search(s, problems, &failure)) ||
        is_damage(problems, failure))
        return true;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}
