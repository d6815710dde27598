/* The search index: pg_trgm's pieces of three characters in a GIN index, which PostgreSQL itself
 * keeps up with its table. */
#include "postgres.h"

#include <glib/gi18n-lib.h>

void postgres_index_free(SearchIndex *index)
{
    g_free(index->table);
    g_free(index->column);
    g_free(index);
}

static SearchIndex *load_index(Postgres *p, const char *name, GError **error)
{
    PGresult *result =
        postgres_ask(p,
                     SQL("SELECT source.relname, pg_attribute.attname FROM pg_index "
                         "JOIN pg_class AS own ON own.oid = pg_index.indexrelid "
                         "JOIN pg_am ON pg_am.oid = own.relam AND pg_am.amname = 'gin' "
                         "JOIN pg_class AS source ON source.oid = pg_index.indrelid "
                         "JOIN pg_attribute ON pg_attribute.attrelid = source.oid "
                         "AND pg_attribute.attnum = pg_index.indkey[0] "
                         "WHERE own.relname = $1 AND pg_table_is_visible (source.oid)"),
                     &name, 1, error);
    SearchIndex *index = NULL;
    if (result && p->pq.PQntuples(result) == 1) {
        index = g_new0(SearchIndex, 1);
        index->table = g_strdup(p->pq.PQgetvalue(result, 0, 0));
        index->column = g_strdup(p->pq.PQgetvalue(result, 0, 1));
    } else if (result) {
        g_set_error(error, DB_ERROR, DB_ERROR_FAILED, _("the base has no search index %s"), name);
    }
    p->pq.PQclear(result);
    return index;
}

static const SearchIndex *find_index(Postgres *p, const char *name, GError **error)
{
    SearchIndex *index = g_hash_table_lookup(p->indexes, name);
    if (!index && (index = load_index(p, name, error)))
        g_hash_table_insert(p->indexes, g_strdup(name), index);
    return index;
}

/* --- following the table: all there is to do is to refuse as the other store does ------------- */

static bool may_follow(Db *db, const char *name, GError **error)
{
    const SearchIndex *index = find_index((Postgres *)db, name, error);
    const char *const *writable = db->options.rights.writable;
    if (!index)
        return false;
    if (db->state == DB_WRITING && (!writable || g_strv_contains(writable, index->table)))
        return true;
    g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                db->state == DB_WRITING ? _("this program may not write the table %s")
                                        : _("a write outside a transaction: %s"),
                index->table);
    return false;
}

bool postgres_search_add(Db *db, const char *index, int64_t id, const char *text, GError **error)
{
    return may_follow(db, index, error);
}

bool postgres_search_remove(Db *db, const char *index, int64_t id, GError **error)
{
    return may_follow(db, index, error);
}

bool postgres_search_fill(Db *db, const char *name, const DbActor *actor, int64_t since,
                          bool (*progress)(int64_t done, void *data), void *data, GError **error)
{
    if (db->state == DB_IDLE)
        return find_index((Postgres *)db, name, error) != NULL;
    g_set_error(error, DB_ERROR, DB_ERROR_FAILED,
                _("a transaction is open already: end it before the next one"));
    return false;
}

/* --- asking ----------------------------------------------------------------------------------- */

/* `a_b` -> `%a\_b%` */
static char *pattern_of(const char *word)
{
    GString *pattern = g_string_new("%");
    for (; *word; word++) {
        if (*word == '%' || *word == '_' || *word == '\\')
            g_string_append_c(pattern, '\\');
        g_string_append_c(pattern, *word);
    }
    return g_string_free(g_string_append_c(pattern, '%'), FALSE);
}

/* Words too short to have a piece say nothing. */
static GPtrArray *patterns_of(const char *const *words)
{
    GPtrArray *patterns = g_ptr_array_new_with_free_func(g_free);
    for (; *words; words++)
        if (g_utf8_strlen(*words, -1) >= 3)
            g_ptr_array_add(patterns, pattern_of(*words));
    return patterns;
}

static char *compose(const SearchIndex *index, guint n, int64_t limit)
{
    GString *sql = g_string_new(NULL);
    g_string_printf(sql, SQL("SELECT id FROM %s WHERE true"), index->table);
    for (guint i = 1; i <= n; i++)
        g_string_append_printf(sql, SQL(" AND %s LIKE $%u"), index->column, i);
    g_string_append_printf(sql, SQL(" ORDER BY id LIMIT %" G_GINT64_FORMAT), limit);
    return g_string_free(sql, FALSE);
}

GArray *postgres_search_candidates(Db *db, const char *name, const char *const *words,
                                   int64_t limit, GError **error)
{
    Postgres *p = (Postgres *)db;
    g_autoptr(GPtrArray) patterns = patterns_of(words);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    const SearchIndex *index = postgres_ready(p, error) ? find_index(p, name, error) : NULL;
    if (!index)
        return NULL;
    if (patterns->len == 0)
        return g_steal_pointer(&ids);
    g_autofree char *sql = compose(index, patterns->len, limit);
    PGresult *result =
        postgres_ask_long(p, sql, (const char *const *)patterns->pdata, (int)patterns->len, error);
    if (!result)
        return NULL;
    for (int i = 0; i < p->pq.PQntuples(result); i++) {
        int64_t id = g_ascii_strtoll(p->pq.PQgetvalue(result, i, 0), NULL, 10);
        g_array_append_val(ids, id);
    }
    p->pq.PQclear(result);
    return g_steal_pointer(&ids);
}
