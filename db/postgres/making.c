/* A base that is filled from another one has a version below zero and its tables, with what makes
 * each row one of a kind. The rest comes in one transaction with the version. */
#include "postgres.h"

#include "../script.h"
#include "schema.h"

static bool make_tables(Postgres *p, const char *schema, GError **error)
{
    g_autofree char *tables = schema_tables_for_postgres(schema, error);
    if (!tables)
        return false;
    g_autofree char *script = g_strconcat(postgres_preamble, tables, NULL);
    return postgres_run_script(p, script, p->db.options.version, error);
}

static bool check_unfinished(Postgres *p, GError **error)
{
    int64_t version;
    return postgres_identify(p, &version, error) &&
           db_fits(p->db.url, version, p->db.options.version, error);
}

Db *postgres_make(const char *url, const DbOptions *options, bool *there, GError **error)
{
    bool empty;
    DbOptions bare = *options;
    bare.version = db_unfinished(options->version);
    g_autoptr(Postgres) p = postgres_connect_to(url, &bare, postgres_connect_for_new, error);
    if (!p || !postgres_make_alone(p, error) || !postgres_is_empty(p, &empty, error) ||
        !(empty ? make_tables(p, options->schema, error) : check_unfinished(p, error)) ||
        !postgres_made(p, error))
        return NULL;
    *there = !empty;
    p->is_bare = true;
    return &g_steal_pointer(&p)->db;
}

/* --- the rest --------------------------------------------------------------------------------- */

/* Numbers go on behind the highest that was given out. */
static bool renumber(Postgres *p, GError **error)
{
    g_autofree char *sql = postgres_get(
        p,
        SQL("SELECT string_agg (format ('SELECT setval (%L, max (id)) FROM %I "
            "HAVING max (id) IS NOT NULL', pg_get_serial_sequence (relname, 'id'), relname), ';') "
            "FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'id' "
            "AND attidentity <> '' WHERE relnamespace = 'public'::regnamespace"),
        NULL, 0, error);
    return sql && postgres_run(p, sql, error);
}

static void tell(const Steps *steps, guint done, guint all)
{
    if (steps->progress)
        steps->progress(done, all, steps->data);
}

/* Indexes of a large table are sorted in memory where there is some. What was loaded has no
 * statistics yet, and without them the first queries would be planned blindly. */
static bool complete(Postgres *p, const Steps *steps, GError **error)
{
    g_autoptr(GPtrArray) statements = script_split(p->db.options.schema);
    g_autofree char *version =
        g_strdup_printf(SQL("UPDATE " POSTGRES_BASE_TABLE " SET version = %d"),
                        db_unfinished(p->db.options.version));
    if (!postgres_run(p, SQL("SET LOCAL maintenance_work_mem = '256MB'"), error))
        return false;
    for (guint i = 0; i < statements->len; i++) {
        g_autofree char *sql = schema_rest_for_postgres(statements->pdata[i], error);
        if (!sql || !postgres_run(p, sql, error))
            return false;
        tell(steps, i + 1, statements->len + 1);
    }
    if (!renumber(p, error) || !postgres_run(p, SQL("ANALYZE"), error) ||
        !postgres_run(p, version, error))
        return false;
    tell(steps, statements->len + 1, statements->len + 1);
    return true;
}

bool postgres_finish(Db *db, const DbActor *actor, const Steps *steps, GError **error)
{
    Postgres *p = (Postgres *)db;
    if (!db_begin(db, actor, DB_DURABLE, error))
        return false;
    if (!complete(p, steps, error)) {
        db_rollback(db);
        return false;
    }
    if (!db_commit(db, error))
        return false;
    db->options.version = db_unfinished(db->options.version);
    p->is_bare = false;
    return true;
}
