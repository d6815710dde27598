/* The search index: pg_trgm's pieces of three characters in a GIN index, which PostgreSQL itself
 * keeps up with its table. */
#include "dialect.h"
#include "postgres.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void postgres_index_free(SearchIndex *index)
{
    g_free(index->table);
    g_free(index->column);
    g_free(index->condition);
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
        index->condition = g_strconcat(index->table, ".", index->column, SQL(" LIKE ?"), NULL);
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

/* --- planning --------------------------------------------------------------------------------- */

const char *postgres_search_condition(Db *db, const char *name, GError **error)
{
    Postgres *p = (Postgres *)db;
    const SearchIndex *index = postgres_ready(p, error) ? find_index(p, name, error) : NULL;
    return index ? index->condition : NULL;
}

/* Whole numbers and texts: what conditions of a list are asked with. */
static GPtrArray *texts_of(const DbValue *args, size_t n_args)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < n_args; i++)
        g_ptr_array_add(texts, args[i].type == DB_INTEGER
                                   ? g_strdup_printf("%" G_GINT64_FORMAT, args[i].integer)
                                   : g_strdup(args[i].bytes));
    return texts;
}

/* The first line of a plan: "… (cost=0.00..8.17 rows=4711 width=4)". */
bool postgres_estimate(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *rows,
                       GError **error)
{
    Postgres *p = (Postgres *)db;
    if (!postgres_ready(p, error))
        return false;
    g_auto(Dialect) dialect;
    dialect_read(sql, &dialect);
    g_autofree char *explain = g_strconcat(SQL("EXPLAIN "), dialect.sql, NULL);
    g_autoptr(GPtrArray) texts = texts_of(args, n_args);
    PGresult *result =
        postgres_ask_long(p, explain, (const char *const *)texts->pdata, (int)n_args, error);
    if (!result)
        return false;
    const char *figure = strstr(p->pq.PQgetvalue(result, 0, 0), " rows=");
    *rows = figure ? g_ascii_strtoll(figure + strlen(" rows="), NULL, 10) : 0;
    p->pq.PQclear(result);
    return true;
}
