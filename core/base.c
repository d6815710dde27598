#include "base_internal.h"
#include "core/when.h"
#include "schema.h"

#include <glib/gi18n-lib.h>

/* What db_data_version never says. */
enum { NO_VERSION = -1 };

struct Base {
    Db *db;
    Program program;
    TextCollator *collator;
    GHashTable *caches[N_CACHES];
    GHashTable *statements; /* entity → name → SQL */
    int64_t told;           /* data versions: told by base_changed, */
    int64_t kept;           /* and the one the caches are of */
    char *zone_rules;       /* NULL: not asked for yet */
};

G_STATIC_ASSERT((int)BASE_ERROR_OPEN == (int)DB_ERROR_OPEN);
G_STATIC_ASSERT((int)BASE_ERROR_MAKE == (int)DB_ERROR_MAKE);
G_STATIC_ASSERT((int)BASE_ERROR_FULL == (int)DB_ERROR_FULL);
G_STATIC_ASSERT((int)BASE_ERROR_FAILED == (int)DB_ERROR_FAILED);

GQuark base_error_quark(void)
{
    return db_error_quark();
}

DbOptions base_options(Program program)
{
    return (DbOptions){
        .schema = schema_sql,
        .version = SCHEMA_VERSION,
        .migrations = schema_migrations,
        .rights = *base_rights(program),
    };
}

/* --- opening ---------------------------------------------------------------------------------- */

static Base *base_take(Db *db, Program program)
{
    if (!db)
        return NULL;
    Base *base = g_new0(Base, 1);
    base->db = db;
    base->program = program;
    base->told = base->kept = NO_VERSION;
    base->statements = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
    return base;
}

Base *base_open(const char *url, Program program, GError **error)
{
    DbOptions options = base_options(program);
    return base_take(db_open(url, &options, error), program);
}

Base *base_open_for_keys(const char *url, Program program, GError **error)
{
    enum { PATIENCE_MS = 3000 };
    DbOptions options = base_options(program);
    options.patience_ms = PATIENCE_MS;
    return base_take(db_open(url, &options, error), program);
}

static bool insert_fact(Db *db, const char *name, const char *value, GError **error)
{
    return db_execute(db, SQL("INSERT INTO base_fact (name, value) VALUES (?, ?)"),
                      DB_ARGS(db_text(name), db_text(value)), NULL, error);
}

static bool insert_facts(Base *base, int64_t now, GError **error)
{
    g_autofree char *uuid = g_uuid_string_random();
    g_autofree char *created = when_format(now);
    TextCollator *collator = base_collator(base, error);
    return collator && insert_fact(base->db, "base_uuid", uuid, error) &&
           insert_fact(base->db, "created_at", created, error) &&
           insert_fact(base->db, "collation", text_collation_version(collator), error);
}

/* Enterprise 0 stands for what belongs to none, so that every log row has its enterprise. */
static bool insert_installation(Base *base, void *data, GError **error)
{
    int64_t now = *(int64_t *)data;
    return insert_facts(base, now, error) &&
           db_execute(base->db,
                      SQL("INSERT INTO plan (id, code, name, included_employees, price_minor, "
                          "currency, position) VALUES "
                          "(1, 'start', 'Start', 3, 0, 'UAH', 1), "
                          "(2, 'team', 'Team', 0, 9900, 'UAH', 2)"),
                      DB_NO_ARGS, NULL, error) &&
           db_execute(base->db,
                      SQL("INSERT INTO enterprise (id, full_name, created_at, updated_at, "
                          "sort_key) VALUES (0, 'Installation', ?, ?, ?)"),
                      DB_ARGS(db_integer(now), db_integer(now), db_blob("\xff", 1)), NULL, error);
}

Base *base_create(const char *url, Program program, int64_t now, GError **error)
{
    DbOptions options = base_options(program);
    g_autoptr(Base) base = base_take(db_create(url, &options, error), program);
    Actor console = actor_console(0, now);
    if (!base || !base_write(base, &console, insert_installation, &now, error))
        return NULL;
    return g_steal_pointer(&base);
}

bool base_migrate(const char *url, int *from, int *to, GError **error)
{
    DbOptions options = base_options(PROGRAM_ADMIN);
    *to = options.version;
    return db_migrate(url, &options, from, error);
}

void base_close(Base *base)
{
    if (!base)
        return;
    base_forget(base);
    g_hash_table_unref(base->statements);
    text_collator_free(base->collator);
    db_close(base->db);
    g_free(base->zone_rules);
    g_free(base);
}

const char *base_url(const Base *base)
{
    return db_url(base->db);
}

char *base_uuid(Base *base, GError **error)
{
    char *uuid = NULL;
    db_get_text(base->db, SQL("SELECT value FROM base_fact WHERE name = 'base_uuid'"), DB_NO_ARGS,
                &uuid, NULL, error);
    return uuid;
}

const char *base_notice(const Base *base)
{
    return db_notice(base->db);
}

Program base_program(const Base *base)
{
    return base->program;
}

Db *base_db(Base *base)
{
    return base->db;
}

/* --- the whole base --------------------------------------------------------------------------- */

bool base_backup(Base *base, const char *file, GError **error)
{
    return db_backup(base->db, file, error);
}

bool base_restore(const char *url, const char *file, GError **error)
{
    DbOptions options = base_options(PROGRAM_ADMIN);
    return db_restore(url, &options, file, error);
}

bool base_changed(Base *base, bool *changed, GError **error)
{
    int64_t version;
    if (!db_news(base->db, &version, error))
        return false;
    *changed = base->told != NO_VERSION && base->told != version;
    base->told = version;
    return true;
}

bool base_is_lost(Base *base)
{
    return db_is_lost(base->db);
}

void base_replace(Base *base, Base *fresh)
{
    db_replace(base->db, g_steal_pointer(&fresh->db));
    base_close(fresh);
    base_forget(base);
}

const char *base_unsettled(const Base *base)
{
    return db_doubt(base->db);
}

bool base_outcome(Base *base, const char *key, bool *saved, GError **error)
{
    return db_outcome(base->db, key, saved, error);
}

void base_interrupt(Base *base)
{
    db_interrupt(base->db);
}

void base_resume(Base *base)
{
    db_resume(base->db);
}

/* --- writing ---------------------------------------------------------------------------------- */

DbActor base_db_actor(const Base *base, const Actor *actor)
{
    return (DbActor){.enterprise_id = actor->enterprise_id,
                     .profile_id = actor->profile_id,
                     .program = base_program_name(base->program)};
}

typedef struct {
    Base *base;
    BaseBody body;
    void *data;
} Work;

static bool work(Db *db, void *data, GError **error)
{
    Work *work = data;
    return work->body(work->base, work->data, error);
}

bool base_write(Base *base, const Actor *actor, BaseBody body, void *data, GError **error)
{
    if (db_in_transaction(base->db))
        return db_enter(base->db, actor->enterprise_id, error) && body(base, data, error);
    DbActor writer = base_db_actor(base, actor);
    Work todo = {base, body, data};
    bool done = db_write(base->db, &writer, work, &todo, error);
    if (!done)
        base_forget(base); /* what was read inside is no longer so */
    return done;
}

/* --- in several enterprises ------------------------------------------------------------------- */

typedef struct {
    Base *base;
    BaseEachBody body;
    void *data;
} EachWork;

static bool work_in(Db *db, const int64_t *enterprises, size_t n, void *data, GError **error)
{
    EachWork *work = data;
    return work->body(work->base, enterprises, n, work->data, error);
}

static bool each_inside(Base *base, GArray *enterprises, BaseEachBody body, void *data,
                        GError **error)
{
    const int64_t *ids = (const int64_t *)(void *)enterprises->data;
    for (guint i = 0; i < enterprises->len; i++)
        if (!db_enter(base->db, ids[i], error))
            return false;
    return body(base, ids, enterprises->len, data, error);
}

bool base_write_each(Base *base, const Actor *actor, GArray *enterprises, BaseEachBody body,
                     void *data, GError **error)
{
    if (db_in_transaction(base->db))
        return each_inside(base, enterprises, body, data, error);
    DbActor writer = base_db_actor(base, actor);
    EachWork todo = {base, body, data};
    bool done = db_write_each(base->db, &writer, (const int64_t *)(void *)enterprises->data,
                              enterprises->len, work_in, &todo, error);
    if (!done)
        base_forget(base);
    return done;
}

bool base_is_among(const int64_t *ids, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

void base_add_enterprise(GArray *enterprises, int64_t enterprise_id)
{
    if (!base_is_among((const int64_t *)(void *)enterprises->data, enterprises->len, enterprise_id))
        g_array_append_val(enterprises, enterprise_id);
}

/* --- reading ---------------------------------------------------------------------------------- */

bool base_begin_read(Base *base, DbPlanning planning, bool *began, GError **error)
{
    *began = !db_in_transaction(base->db);
    return !*began || db_begin_read(base->db, planning, error);
}

void base_end_read(Base *base, bool began)
{
    if (began)
        db_rollback(base->db);
}

TextCollator *base_collator(Base *base, GError **error)
{
    if (!base->collator)
        base->collator = text_collator_new(error);
    return base->collator;
}

/* --- kept between calls ----------------------------------------------------------------------- */

bool base_refresh(Base *base, GError **error)
{
    int64_t version;
    if (!db_data_version(base->db, &version, error))
        return false;
    if (version != base->kept)
        base_forget(base);
    base->kept = version;
    return true;
}

void base_forget(Base *base)
{
    for (int i = 0; i < N_CACHES; i++)
        g_clear_pointer(&base->caches[i], g_hash_table_unref);
}

void base_doubt(Base *base)
{
    base->kept = NO_VERSION;
}

GHashTable *base_cache(Base *base, BaseCache cache, GDestroyNotify free_value)
{
    if (!base->caches[cache])
        base->caches[cache] =
            g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_value);
    return base->caches[cache];
}

static void place_free(void *data)
{
    Place *place = data;
    g_time_zone_unref(place->zone);
    g_free(place->country);
    g_free(place);
}

static Place *place_read(Base *base, int64_t enterprise_id)
{
    g_autoptr(DbRows) rows =
        db_query(base->db, SQL("SELECT zone, country FROM enterprise WHERE id = ?"),
                 DB_ARGS(db_integer(enterprise_id)), NULL);
    g_autoptr(GError) failure = NULL;
    bool found = rows && db_next(rows, &failure);
    if (!rows || failure)
        base_doubt(base);
    Place *place = g_new0(Place, 1);
    if (found)
        place->zone = zone_open(db_column_text(rows, 0), NULL);
    if (!place->zone)
        place->zone = g_time_zone_new_utc();
    place->country = g_strdup(found ? db_column_text(rows, 1) : "UA");
    return place;
}

const Place *base_place(Base *base, int64_t enterprise_id)
{
    GHashTable *places = base_cache(base, CACHE_ENTERPRISES, place_free);
    Place *place = g_hash_table_lookup(places, &enterprise_id);
    if (!place) {
        place = place_read(base, enterprise_id);
        g_hash_table_insert(places, g_memdup2(&enterprise_id, sizeof enterprise_id), place);
    }
    return place;
}

const char *base_zone_rules(Base *base)
{
    if (!base->zone_rules)
        base->zone_rules = zone_rules();
    return base->zone_rules;
}

GTimeZone *base_zone(Base *base, int64_t enterprise_id)
{
    return g_time_zone_ref(base_place(base, enterprise_id)->zone);
}

const char *base_statement(Base *base, const Entity *entity, const char *name,
                           char *(*compose)(const Entity *entity, const void *data),
                           const void *data)
{
    GHashTable *named = g_hash_table_lookup(base->statements, entity);
    if (!named) {
        named = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
        g_hash_table_insert(base->statements, (void *)(uintptr_t)entity, named);
    }
    char *sql = g_hash_table_lookup(named, name);
    if (!sql) {
        sql = compose(entity, data);
        g_hash_table_insert(named, (void *)name, sql);
    }
    return sql;
}
