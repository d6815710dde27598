/* A base that is filled from another one has a version below zero, its tables and nothing else. The
 * rest comes in one transaction with the version: one that was killed is as it was before it. */
#include "making.h"

#include "../script.h"
#include "migrate.h"
#include "schema.h"
#include "search.h"

#include <sys/stat.h>

enum { ROWS_OF_A_STEP = 20000 };

Db *sqlite_make(const char *url, const DbOptions *options, bool *there, GError **error)
{
    struct stat status;
    DbOptions bare = *options;
    bare.version = db_unfinished(options->version);
    *there = lstat(url, &status) == 0;
    g_autofree char *schema = *there ? NULL : schema_tables_for_sqlite(options->schema, error);
    if (!*there && !schema)
        return NULL;
    Db *db = *there ? sqlite_open(url, &bare, error) : sqlite_create(url, &bare, schema, error);
    if (db)
        sqlite3_db_config(((Sqlite *)db)->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
    return db;
}

/* --- the rest --------------------------------------------------------------------------------- */

typedef struct {
    Sqlite *s;
    const Steps *steps;
    int64_t done, all;
} Finishing;

static void count_step(Finishing *finishing)
{
    finishing->done++;
    if (finishing->steps->progress)
        finishing->steps->progress(finishing->done, finishing->all, finishing->steps->data);
}

static bool run_rest(Finishing *finishing, GPtrArray *statements, GError **error)
{
    for (guint i = 0; i < statements->len; i++) {
        g_autofree char *sql = schema_rest_for_sqlite(statements->pdata[i], error);
        if (!sql || !sqlite_run(finishing->s, sql, error))
            return false;
        count_step(finishing);
    }
    return true;
}

static bool fill(Finishing *finishing, const SearchIndex *index, GError **error)
{
    int64_t at = 0, end, last;
    if (!sqlite_get_own(finishing->s, index->sql[SEARCH_LAST_ID], DB_NO_ARGS, &last, error))
        return false;
    for (; at<last; at = end> at ? end : last)
        if (!sqlite_get_own(finishing->s, index->sql[SEARCH_SLICE_END],
                            DB_ARGS(db_integer(at), db_integer(last), db_integer(ROWS_OF_A_STEP)),
                            &end, error) ||
            !sqlite_execute_own(finishing->s, index->sql[SEARCH_FILL],
                                DB_ARGS(db_integer(at), db_integer(end)), NULL, error))
            return false;
    return sqlite_execute_own(finishing->s, index->sql[SEARCH_OPTIMIZE], DB_NO_ARGS, NULL, error);
}

static bool fill_indexes(Finishing *finishing, GError **error)
{
    g_autoptr(GPtrArray) names = sqlite_search_indexes(finishing->s, error);
    for (guint i = 0; names && i < names->len; i++) {
        const SearchIndex *index = sqlite_search_index(finishing->s, names->pdata[i], error);
        if (!index || !fill(finishing, index, error))
            return false;
    }
    return names != NULL;
}

static bool complete(Finishing *finishing, GError **error)
{
    Sqlite *s = finishing->s;
    g_autoptr(GPtrArray) statements = script_split(s->db.options.schema);
    g_autofree char *version =
        g_strdup_printf(SQL("PRAGMA user_version = %d"), db_unfinished(s->db.options.version));
    finishing->all = statements->len + 1;
    if (!run_rest(finishing, statements, error) || !sqlite_keys_hold(s, error) ||
        !fill_indexes(finishing, error) || !sqlite_run(s, version, error))
        return false;
    count_step(finishing);
    return true;
}

bool sqlite_finish(Db *db, const DbActor *actor, const Steps *steps, GError **error)
{
    Sqlite *s = (Sqlite *)db;
    Finishing finishing = {.s = s, .steps = steps};
    if (!db_begin(db, actor, DB_DURABLE, error))
        return false;
    if (!complete(&finishing, error)) {
        db_rollback(db);
        return false;
    }
    if (!db_commit(db, error))
        return false;
    db->options.version = db_unfinished(db->options.version);
    sqlite3_db_config(s->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    return true;
}
