/* The search index: FTS5, pieces of three characters (docs/rules.md, "Search and order").
 *
 * The FTS5 table keeps no text (content='') and no places in it (detail=none), only which piece is
 * in which row. contentless_delete lets a row be replaced or taken out by its id alone, so that no
 * wrong old text can spoil the index; it needs SQLite 3.43. What FTS5 does not tell about such a
 * table, its _docsize table does: the ids that are in the index. Its second column is never filled:
 * it only bears the name of the table whose text is indexed. */
#include "search.h"

#include "schema.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum { CONTENTLESS_DELETE = 3043000 };

/* `@` stands for the index, `#` for its table, `$` for the column. */
static const char *const patterns[SEARCH_STATEMENTS] = {
    [SEARCH_PUT] = SQL("INSERT OR REPLACE INTO @ (rowid, $) VALUES (?, ?)"),
    [SEARCH_REMOVE] = SQL("DELETE FROM @ WHERE rowid = ?"),
    [SEARCH_CANDIDATES] = SQL("SELECT rowid FROM @ WHERE @ MATCH ? ORDER BY rowid LIMIT ?"),
    [SEARCH_LAST_ID] = SQL("SELECT max (id) FROM #"),
    [SEARCH_SLICE_END] = SQL("SELECT max (id) FROM (SELECT id FROM # WHERE id > ? AND id <= ? "
                             "ORDER BY id LIMIT ?)"),
    [SEARCH_FILL] = SQL("INSERT INTO @ (rowid, $) SELECT id, $ FROM # WHERE id > ?1 AND id <= ?2 "
                        "AND id NOT IN (SELECT id FROM @_docsize WHERE id > ?1 AND id <= ?2) "
                        "ORDER BY id"),
    [SEARCH_MERGE] = SQL("INSERT INTO @ (@, rank) VALUES ('merge', ?)"),
    [SEARCH_OPTIMIZE] = SQL("INSERT INTO @ (@) VALUES ('optimize')"),
    [SEARCH_SEAL] = SQL("INSERT INTO @ (@, rank) VALUES ('automerge', " SEARCH_AUTOMERGE ")"),
    [SEARCH_MISSING] = SQL("SELECT count (*) FROM # WHERE $ <> '' AND id NOT IN "
                           "(SELECT id FROM @_docsize)"),
    [SEARCH_SAMPLE_ID] = SQL(
        "SELECT id FROM # WHERE $ <> '' AND id >= ? AND id IN (SELECT id FROM @_docsize) ORDER BY id LIMIT 1"),
    [SEARCH_SAMPLE_TEXT] = SQL("SELECT $ FROM # WHERE id = ?"),
    [SEARCH_FIND] = SQL("SELECT rowid FROM @ WHERE @ MATCH ? AND rowid = ?"),
};

/* --- knowing an index ------------------------------------------------------------------------- */

void search_index_free(SearchIndex *index)
{
    for (size_t i = 0; i < SEARCH_STATEMENTS; i++)
        g_free(index->sql[i]);
    g_free(index->table);
    g_free(index);
}

static SearchIndex *search_index_new(const char *name, const char *column, const char *table)
{
    SearchIndex *index = g_new0(SearchIndex, 1);
    index->table = g_strdup(table);
    for (size_t i = 0; i < SEARCH_STATEMENTS; i++) {
        GString *sql = g_string_new(patterns[i]);
        g_string_replace(sql, "@", name, 0);
        g_string_replace(sql, "#", table, 0);
        g_string_replace(sql, "$", column, 0);
        index->sql[i] = g_string_free(sql, FALSE);
    }
    return index;
}

static char *index_column(Sqlite *s, const char *name, int place, GError **error)
{
    return sqlite_get_text_own(
        s, SQL("SELECT name FROM pragma_table_info (?) WHERE cid = ? AND name <> ?1"),
        DB_ARGS(db_text(name), db_integer(place)), error);
}

static SearchIndex *load_index(Sqlite *s, const char *name, GError **error)
{
    if (sqlite3_libversion_number() < CONTENTLESS_DELETE) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                    _("the SQLite library %s is too old to search: install 3.51.3 or newer"),
                    sqlite3_libversion());
        return NULL;
    }
    g_autoptr(GError) failure = NULL;
    g_autofree char *column = index_column(s, name, 0, &failure);
    g_autofree char *table = column ? index_column(s, name, 1, &failure) : NULL;
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (!table)
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("the base has no search index %s"), name);
    else
        return search_index_new(name, column, table);
    return NULL;
}

const SearchIndex *sqlite_search_index(Sqlite *s, const char *name, GError **error)
{
    SearchIndex *index = g_hash_table_lookup(s->indexes, name);
    if (!index && (index = load_index(s, name, error)))
        g_hash_table_insert(s->indexes, g_strdup(name), index);
    return index;
}

GPtrArray *sqlite_search_indexes(Sqlite *s, GError **error)
{
    g_autofree char *joined = sqlite_get_text_own(
        s,
        SQL("SELECT group_concat (name, ' ') FROM sqlite_schema WHERE type = 'table' AND "
            "sql LIKE 'CREATE VIRTUAL TABLE %'"),
        DB_NO_ARGS, error);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(joined ? joined : "", " ", -1);
    for (char **word = words; *word; word++)
        if (**word)
            g_ptr_array_add(names, g_strdup(*word));
    return names;
}

/* --- following the table ---------------------------------------------------------------------- */

static const SearchIndex *writable_index(Sqlite *s, const char *name, GError **error)
{
    const SearchIndex *index = sqlite_search_index(s, name, error);
    if (!index)
        return NULL;
    if (s->db.state == DB_WRITING && sqlite_may_write(s, index->table))
        return index;
    g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                s->db.state == DB_WRITING ? _("this program may not write the table %s")
                                          : _("a write outside a transaction: %s"),
                index->table);
    return NULL;
}

bool sqlite_search_add(Db *db, const char *name, int64_t id, const char *text, GError **error)
{
    Sqlite *s = (Sqlite *)db;
    const SearchIndex *index = writable_index(s, name, error);
    return index && sqlite_execute_own(s, index->sql[SEARCH_PUT],
                                       DB_ARGS(db_integer(id), db_text(text)), NULL, error);
}

bool sqlite_search_remove(Db *db, const char *name, int64_t id, GError **error)
{
    Sqlite *s = (Sqlite *)db;
    const SearchIndex *index = writable_index(s, name, error);
    return index &&
           sqlite_execute_own(s, index->sql[SEARCH_REMOVE], DB_ARGS(db_integer(id)), NULL, error);
}

/* --- asking ----------------------------------------------------------------------------------- */

/* Each piece once, in FTS5's quotes. */
static void add_pieces(GString *expression, GHashTable *known, const char *word)
{
    for (glong left = g_utf8_strlen(word, -1); left >= 3; left--) {
        const char *end = g_utf8_offset_to_pointer(word, 3);
        char *piece = g_strndup(word, (gsize)(end - word));
        word = g_utf8_next_char(word);
        if (!g_hash_table_add(known, piece))
            continue;
        if (expression->len > 0)
            g_string_append(expression, " AND ");
        g_auto(GStrv) halves = g_strsplit(piece, "\"", -1);
        g_autofree char *quoted = g_strjoinv("\"\"", halves);
        g_string_append_printf(expression, "\"%s\"", quoted);
    }
}

char *sqlite_search_expression(const char *const *words)
{
    g_autoptr(GString) expression = g_string_new(NULL);
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (; *words; words++)
        add_pieces(expression, known, *words);
    return expression->len > 0 ? g_string_free(g_steal_pointer(&expression), FALSE) : NULL;
}

static bool collect(Sqlite *s, sqlite3_stmt *statement, GArray *ids, GError **error)
{
    int code;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        int64_t id = sqlite3_column_int64(statement, 0);
        g_array_append_val(ids, id);
    }
    return code == SQLITE_DONE || sqlite_fail(s, code, error);
}

GArray *sqlite_search_candidates(Db *db, const char *name, const char *const *words, int64_t limit,
                                 GError **error)
{
    Sqlite *s = (Sqlite *)db;
    const SearchIndex *index = sqlite_search_index(s, name, error);
    g_autofree char *expression = sqlite_search_expression(words);
    if (!index)
        return NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (!expression)
        return g_steal_pointer(&ids);
    s->trusted = true;
    sqlite3_stmt *statement =
        sqlite_prepare(s, index->sql[SEARCH_CANDIDATES],
                       DB_ARGS(db_text(expression), db_integer(limit)), SQLITE_STATIC, error);
    bool done = statement && collect(s, statement, ids, error);
    if (statement)
        sqlite_release(s, statement);
    s->trusted = false;
    return done ? g_steal_pointer(&ids) : NULL;
}
