/* The front: chooses the engine and keeps the rules that hold for every engine. */
#include "engine.h"
#include "url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK(db_error, db_error)

static const DbEngine *engine_for(const char *url, GError **error)
{
    if (!url || !*url) {
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN, _("no base is named: give --db FILE"));
        return NULL;
    }
    if (url_is_server(url))
        return &postgres_engine;
    const char *mark = strstr(url, "://");
    if (!mark)
        return &sqlite_engine;
    g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                _("a base is a file or postgresql://…, and %.*s is neither"), (int)(mark - url) + 3,
                url);
    return NULL;
}

Db *db_open(const char *url, const DbOptions *options, GError **error)
{
    const DbEngine *engine = engine_for(url, error);
    Db *db = engine ? engine->open(url, options, error) : NULL;
    if (db && engine->cut)
        db->patience = patience_new(db);
    return db;
}

Db *db_create(const char *url, const DbOptions *options, GError **error)
{
    const DbEngine *engine = engine_for(url, error);
    return engine ? engine->create(url, options, error) : NULL;
}

Db *db_make(const char *url, const DbOptions *options, bool *there, GError **error)
{
    const DbEngine *engine = engine_for(url, error);
    return engine ? engine->make(url, options, there, error) : NULL;
}

bool db_finish(Db *db, const DbActor *actor,
               void (*progress)(int64_t done, int64_t all, void *data), void *data, GError **error)
{
    return db->engine->finish(db, actor, &(Steps){progress, data}, error);
}

bool db_migrate(const char *url, const DbOptions *options, int *from, GError **error)
{
    const DbEngine *engine = engine_for(url, error);
    return engine && engine->migrate(url, options, from, error);
}

bool db_restore(const char *url, const DbOptions *options, const char *file, GError **error)
{
    const DbEngine *engine = engine_for(url, error);
    return engine && engine->restore(url, options, file, error);
}

void db_close(Db *db)
{
    if (!db)
        return;
    db_rollback(db);
    while (db->rows.head)
        db_end_rows(db->rows.head->data);
    g_clear_pointer(&db->entered, g_array_unref);
    g_clear_pointer(&db->tables, g_ptr_array_unref);
    patience_free(db->patience);
    g_free(db->doubt);
    db->engine->close(db);
}

const char *db_notice(const Db *db)
{
    return db->notice;
}

const char *db_url(const Db *db)
{
    return db->url;
}

bool db_in_transaction(const Db *db)
{
    return db->state != DB_IDLE;
}

const DbActor *db_actor(const Db *db)
{
    return db->state == DB_WRITING ? &db->actor : NULL;
}

bool db_grant(Db *db, const char *role, const DbRights *rights, GError **error)
{
    if (db->state == DB_WRITING)
        return db_settle(db, db->engine->grant(db, role, rights, error));
    g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN, _("a write outside a transaction: %s"), role);
    return false;
}

GPtrArray *db_grants(Db *db, GError **error)
{
    return db->engine->grants ? db->engine->grants(db, error) : g_ptr_array_new();
}

bool db_check_grant(Db *db, const char *role, const DbRights *rights, GPtrArray *problems,
                    GError **error)
{
    return !db->engine->check_grant || db->engine->check_grant(db, role, rights, problems, error);
}

void db_set_person(Db *db, int64_t person)
{
    db->person = person;
}

bool db_written(Db *db, int64_t *version, GError **error)
{
    return db->engine->written(db, version, error);
}

bool db_data_version(Db *db, int64_t *version, GError **error)
{
    ASKING(db);
    return db->engine->data_version(db, version, error);
}

bool db_home(Db *db, char **home, GError **error)
{
    ASKING(db);
    if (db->engine->home)
        return db->engine->home(db, home, error);
    *home = g_strdup("");
    return true;
}

bool db_news(Db *db, int64_t *version, GError **error)
{
    return db->engine->news(db, version, error);
}

bool db_is_lost(Db *db)
{
    return db->engine->is_lost && db->engine->is_lost(db);
}

void db_replace(Db *db, Db *fresh)
{
    if (db->engine->replace)
        db->engine->replace(db, fresh);
    db_close(fresh);
}

const char *db_doubt(const Db *db)
{
    return db->doubt;
}

bool db_outcome(Db *db, const char *key, bool *saved, GError **error)
{
    ASKING(db);
    *saved = false;
    return !db->engine->outcome || db->engine->outcome(db, key, saved, error);
}

void db_interrupt(Db *db)
{
    g_atomic_int_set(&db->interrupted, true);
    db->engine->interrupt(db);
    patience_shorten(db->patience);
}

void db_resume(Db *db)
{
    g_atomic_int_set(&db->interrupted, false);
}

bool db_may_read(Db *db, GError **error)
{
    if (!g_atomic_int_get(&db->interrupted))
        return true;
    g_set_error_literal(error, DB_ERROR, DB_ERROR_INTERRUPTED, _("the query was interrupted"));
    return false;
}

bool db_search_add(Db *db, const char *index, int64_t id, const char *text, GError **error)
{
    ASKING(db);
    return db_settle(db, db->engine->search_add(db, index, id, text, error));
}

bool db_search_remove(Db *db, const char *index, int64_t id, GError **error)
{
    ASKING(db);
    return db_settle(db, db->engine->search_remove(db, index, id, error));
}

GArray *db_search_candidates(Db *db, const char *index, const char *const *words, int64_t limit,
                             GError **error)
{
    ASKING(db);
    return db_may_read(db, error) ? db->engine->search_candidates(db, index, words, limit, error)
                                  : NULL;
}

bool db_search_fill(Db *db, const char *index, const DbActor *actor, int64_t since,
                    bool (*progress)(int64_t done, void *data), void *data, GError **error)
{
    return db->engine->search_fill(db, index, actor, since, progress, data, error);
}

bool db_plans(const Db *db)
{
    return db->engine->estimate != NULL;
}

bool db_estimate(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *rows,
                 GError **error)
{
    return db_may_read(db, error) && db->engine->estimate(db, sql, args, n_args, rows, error);
}

const char *db_search_condition(Db *db, const char *index, GError **error)
{
    return db->engine->search_condition(db, index, error);
}

/* `a_b` -> `%a\_b%` */
char *db_search_pattern(const char *word)
{
    GString *pattern = g_string_new("%");
    for (; *word; word++) {
        if (*word == '%' || *word == '_' || *word == '\\')
            g_string_append_c(pattern, '\\');
        g_string_append_c(pattern, *word);
    }
    return g_string_free(g_string_append_c(pattern, '%'), FALSE);
}

bool db_backup(Db *db, const char *file, GError **error)
{
    return db->engine->backup(db, file, error);
}

bool db_check(Db *db, GPtrArray *problems, GError **error)
{
    return db->engine->check(db, problems, error);
}

GPtrArray *db_table_columns(Db *db, const char *table, GError **error)
{
    return db->engine->table_columns(db, table, error);
}

bool db_lock(Db *db, const char *name, DbLock **lock, GError **error)
{
    return db->engine->lock(db, name, lock, error);
}

void db_unlock(DbLock *lock)
{
    if (lock)
        lock->release(lock);
}
