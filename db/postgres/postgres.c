/* Opening, making and bringing up a base in a PostgreSQL database. */
#include "postgres.h"

#include "../url.h"
#include "schema.h"

#include <glib/gi18n-lib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 15000 };

/* --- the object ------------------------------------------------------------------------------- */

void postgres_close(Postgres *p)
{
    if (!p)
        return;
    postgres_orphan_locks(p);
    postgres_disconnect(p);
    g_mutex_clear(&p->lifetime);
    g_hash_table_unref(p->statements);
    g_hash_table_unref(p->indexes);
    g_hash_table_unref(p->filled);
    g_ptr_array_unref(p->outgrown);
    if (p->wake >= 0)
        close(p->wake);
    g_free(p->address);
    g_free(p->session);
    g_free(p->snapshot);
    g_free(p->db.url);
    g_free(p->db.notice);
    g_free(p);
}
static void close_db(Db *db)
{
    postgres_close((Postgres *)db);
}

Postgres *postgres_connect_to(const char *url, const DbOptions *options,
                              bool (*connect)(Postgres *p, GError **error), GError **error)
{
    g_autoptr(Postgres) p = g_new0(Postgres, 1);
    p->db.engine = &postgres_engine;
    p->db.options = *options;
    if (p->db.options.busy_timeout_ms <= 0)
        p->db.options.busy_timeout_ms = BUSY_TIMEOUT_MS;
    g_mutex_init(&p->lifetime);
    p->session = g_uuid_string_random();
    p->db.url = url_without_password(url);
    p->address = g_strdup(url);
    p->statements = g_hash_table_new(g_str_hash, g_str_equal);
    p->filled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    p->outgrown = g_ptr_array_new_with_free_func(g_free);
    p->indexes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)postgres_index_free);
    p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!libpq_open(&p->pq, error) || !connect(p, error))
        return NULL;
    return g_steal_pointer(&p);
}

/* --- what the database is --------------------------------------------------------------------- */

bool postgres_is_empty(Postgres *p, bool *empty, GError **error)
{
    int64_t tables;
    bool done =
        postgres_get_integer(p, SQL("SELECT count (*) FROM pg_tables WHERE schemaname = 'public'"),
                             NULL, 0, &tables, error);
    *empty = done && tables == 0;
    return done;
}

static bool refuse_stranger(Postgres *p, GError **error)
{
    bool empty;
    if (!postgres_is_empty(p, &empty, error))
        return false;
    if (empty)
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                    _("there is no base %s: make it with ukrcrm-admin init"), p->db.url);
    else
        g_set_error(error, DB_ERROR, DB_ERROR_NOT_A_BASE, _("%s is no base of this program"),
                    p->db.url);
    return false;
}

static bool refuse_role(Postgres *p, GError **error)
{
    const char *role = p->pq.PQuser(p->connection);
    g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                _("the role %s has no rights to the base %s: let the base's owner run "
                  "ukrcrm-admin grant"),
                role, p->db.url);
    return false;
}

bool postgres_identify(Postgres *p, int64_t *version, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *readable = postgres_get(
        p,
        SQL("SELECT has_schema_privilege ('public', 'USAGE') AND has_table_privilege (oid, "
            "'SELECT') FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relname = '" POSTGRES_BASE_TABLE "'"),
        NULL, 0, &failure);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!readable)
        return refuse_stranger(p, error);
    return g_str_equal(readable, "t")
               ? postgres_get_integer(p, SQL("SELECT version FROM " POSTGRES_BASE_TABLE), NULL, 0,
                                      version, error)
               : refuse_role(p, error);
}

/* Row security shows other roles a part of the rows, or none, without a word: who is to see all, as
 * the one who brings the rights of no program, has to be the tables' owner. */
static bool sees_all(Postgres *p, GError **error)
{
    int64_t owner;
    if (p->db.options.rights.name)
        return true;
    if (!postgres_get_integer(p,
                              SQL("SELECT pg_has_role (relowner, 'USAGE')::int FROM pg_class WHERE "
                                  "oid = 'public." POSTGRES_BASE_TABLE "'::regclass"),
                              NULL, 0, &owner, error))
        return false;
    if (!owner)
        g_set_error(error, DB_ERROR, DB_ERROR_FORBIDDEN,
                    _("the role %s does not own the tables in %s and may see but a part of them: "
                      "give the address with their owner's name"),
                    p->pq.PQuser(p->connection), p->db.url);
    return owner;
}

/* Which server, which of its databases, and which of the tables of that name there have been. */
bool postgres_home(Db *db, char **home, GError **error)
{
    Postgres *p = (Postgres *)db;
    *home = postgres_ready(p, error)
                ? postgres_get(p,
                               SQL("SELECT system_identifier || '/' || (SELECT oid FROM "
                                   "pg_database WHERE datname = current_database ()) || '/' || "
                                   "'" POSTGRES_BASE_TABLE "'::regclass::oid "
                                   "FROM pg_control_system ()"),
                               NULL, 0, error)
                : NULL;
    return *home != NULL;
}

static Db *open_base(const char *url, const DbOptions *options, GError **error)
{
    int64_t version;
    g_autoptr(Postgres) p = postgres_connect_to(url, options, postgres_connect, error);
    if (!p || !postgres_identify(p, &version, error) ||
        !db_fits(p->db.url, version, options->version, error) || !sees_all(p, error))
        return NULL;
    return &g_steal_pointer(&p)->db;
}

/* --- making one ------------------------------------------------------------------------------- */

static bool check_empty(Postgres *p, GError **error)
{
    bool empty;
    if (!postgres_is_empty(p, &empty, error))
        return false;
    if (!empty)
        g_set_error(error, DB_ERROR, DB_ERROR_MAKE,
                    _("the database of %s is not empty: a new base needs one of its own"),
                    p->db.url);
    return empty;
}

#define MAKING "(1430475350, 1)"

bool postgres_make_alone(Postgres *p, GError **error)
{
    return postgres_run(p, SQL("SELECT pg_advisory_lock " MAKING), error);
}

bool postgres_made(Postgres *p, GError **error)
{
    return postgres_run(p, SQL("SELECT pg_advisory_unlock " MAKING), error);
}

/* One transaction, as scripts without values are: all of it or nothing. */
bool postgres_run_script(Postgres *p, const char *script, int version, GError **error)
{
    g_autofree char *all = g_strdup_printf(
        SQL("BEGIN READ WRITE; " POSTGRES_LOCK_VERSION(
            "") "%s INSERT INTO " POSTGRES_BASE_TABLE " (version) VALUES (%d) "
                "ON CONFLICT (one) DO UPDATE SET version = excluded.version; COMMIT"),
        script, version);
    if (postgres_run(p, all, error))
        return true;
    postgres_rollback(&p->db);
    return false;
}

static Db *create_base(const char *url, const DbOptions *options, GError **error)
{
    g_autofree char *schema = schema_for_postgres(options->schema, error);
    g_autoptr(Postgres) p =
        schema ? postgres_connect_to(url, options, postgres_connect_for_new, error) : NULL;
    g_autofree char *script = g_strconcat(postgres_preamble, schema, NULL);
    if (!p || !postgres_make_alone(p, error) || !check_empty(p, error) ||
        !postgres_run_script(p, script, options->version, error) || !postgres_made(p, error))
        return NULL;
    return &g_steal_pointer(&p)->db;
}

/* --- bringing one up -------------------------------------------------------------------------- */

static bool run_step(Postgres *p, const DbMigration *step, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *sql = schema_for_postgres(step->sql, &failure);
    if (sql && postgres_run_script(p, sql, step->version, &failure))
        return true;
    g_set_error(error, DB_ERROR, failure->code,
                _("the step to version %d (%s) failed, %s stands at what was before it: %s"),
                step->version, step->name, p->db.url, failure->message);
    return false;
}

static bool migrate_base(const char *url, const DbOptions *options, int *from, GError **error)
{
    int64_t version;
    g_autoptr(Postgres) p = postgres_connect_to(url, options, postgres_connect, error);
    if (!p || !postgres_make_alone(p, error) || !postgres_identify(p, &version, error) ||
        !sees_all(p, error))
        return false;
    *from = (int)version;
    if (db_is_unfinished(version))
        return db_fits(p->db.url, version, options->version, error);
    const DbMigration *step = options->migrations;
    for (; version < options->version && step && step->version != 0; step++)
        if (step->version > *from && !run_step(p, step, error))
            return false;
    return postgres_identify(p, &version, error) &&
           db_fits(p->db.url, version, options->version, error);
}

/* --- what only the server's own programs do --------------------------------------------------- */

/* Addresses have characters in them that a shell heeds. */
static bool backup_base(Db *db, const char *file, GError **error)
{
    g_autofree char *to = g_shell_quote(file), *from = g_shell_quote(db->url);
    g_set_error(error, DB_ERROR, DB_ERROR_UNSUPPORTED,
                _("a base on a server is backed up by PostgreSQL itself: "
                  "pg_dump --format=custom --file=%s %s"),
                to, from);
    return false;
}

static bool restore_base(const char *url, const DbOptions *options, const char *file,
                         GError **error)
{
    g_autofree char *shown = url_without_password(url);
    g_autofree char *to = g_shell_quote(shown), *from = g_shell_quote(file);
    g_set_error(error, DB_ERROR, DB_ERROR_UNSUPPORTED,
                _("a base on a server is restored by PostgreSQL itself: "
                  "pg_restore --clean --if-exists --single-transaction --dbname=%s %s"),
                to, from);
    return false;
}

const DbEngine postgres_engine = {
    .open = open_base,
    .create = create_base,
    .migrate = migrate_base,
    .restore = restore_base,
    .make = postgres_make,
    .finish = postgres_finish,
    .close = close_db,
    .begin = postgres_begin,
    .admitted = postgres_admitted,
    .enter = postgres_enter,
    .enter_free = postgres_enter_free,
    .begin_read = postgres_begin_read,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .is_awaited = postgres_is_awaited,
    .execute = postgres_execute,
    .insert = postgres_insert,
    .insert_many = postgres_insert_many,
    .rows_at_once = 10000,
    .query = postgres_query,
    .query_each = postgres_query_each,
    .next = postgres_next,
    .end = postgres_end,
    .rows_free = postgres_rows_free,
    .column_count = postgres_column_count,
    .column_type = postgres_column_type,
    .column_integer = postgres_column_integer,
    .column_text = postgres_column_text,
    .column_blob = postgres_column_blob,
    .data_version = postgres_data_version,
    .home = postgres_home,
    .written = postgres_written,
    .news = postgres_news,
    .is_lost = postgres_is_lost,
    .cut = postgres_cut,
    .replace = postgres_replace,
    .outcome = postgres_outcome,
    .grants = postgres_grants,
    .check_grant = postgres_check_grant,
    .interrupt = postgres_interrupt,
    .search_add = postgres_search_add,
    .search_remove = postgres_search_remove,
    .search_fill = postgres_search_fill,
    .grant = postgres_grant,
    .search_condition = postgres_search_condition,
    .estimate = postgres_estimate,
    .backup = backup_base,
    .check = postgres_check,
    .table_columns = postgres_table_columns,
    .lock = postgres_lock,
};
