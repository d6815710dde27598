/* Opening and making a base: what SQLite must be told before anything else, and what must be known
 * of a file before it is trusted. */
#include "sqlite.h"

#include "backup.h"
#include "check.h"
#include "checkpointer.h"
#include "filesystem.h"
#include "lock.h"
#include "making.h"
#include "migrate.h"
#include "new_file.h"
#include "schema.h"
#include "search.h"
#include "sqlite_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 15000 };

/* --- the connection --------------------------------------------------------------------------- */

/* A schema that somebody else has written into the file shall not act for us (trusted_schema,
 * defensive), a misspelt column shall not become a text (dqs), REPLACE shall not get past an
 * append-only rule (recursive_triggers), a bad page shall be noticed early (cell_size_check), and
 * deleted text shall not stay readable in the file (secure_delete). A kept statement shall not be
 * planned again for each value (QPSG): one with LIMIT ? is, since the planner looks at what is
 * bound there, and half of a mailer's work for letters of many enterprises went into it. */
static bool configure(Sqlite *s, GError **error)
{
    static const struct {
        int what, value;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 1},
        {SQLITE_DBCONFIG_ENABLE_QPSG, 1},
    };
    sqlite3_extended_result_codes(s->handle, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(switches); i++)
        sqlite3_db_config(s->handle, switches[i].what, switches[i].value, NULL);
    sqlite3_busy_timeout(s->handle, s->db.options.busy_timeout_ms);
    sqlite3_limit(s->handle, SQLITE_LIMIT_ATTACHED, 0);
    return sqlite_run(s,
                      SQL("PRAGMA recursive_triggers = ON;"
                          "PRAGMA cell_size_check = ON;"
                          "PRAGMA secure_delete = FAST;"
                          "PRAGMA synchronous = FULL;"
                          "PRAGMA cache_size = -8192;"
                          "PRAGMA journal_size_limit = 67108864;"),
                      error);
}

/* g_str_hash reads a text byte by byte, four times for each use of a statement, and took 6 % of an
 * import: the length and some of the bytes tell statements apart as well. */
static guint hash_sql(gconstpointer key)
{
    enum { SAMPLES = 16 };
    const char *sql = key;
    gsize length = strlen(sql);
    guint hash = (guint)length;
    for (gsize i = 0; i < SAMPLES; i++)
        hash = hash * 31 + (guchar)sql[length * i / SAMPLES];
    return hash;
}

static Sqlite *sqlite_new(const char *file, const DbOptions *options)
{
    Sqlite *s = g_new0(Sqlite, 1);
    s->db.engine = &sqlite_engine;
    s->db.options = *options;
    if (s->db.options.busy_timeout_ms <= 0)
        s->db.options.busy_timeout_ms = BUSY_TIMEOUT_MS;
    s->db.url = g_strdup(file);
    s->file = g_strdup(file);
    s->idle_by_text = g_hash_table_new(hash_sql, g_str_equal);
    s->indexes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)search_index_free);
    return s;
}

Sqlite *sqlite_connect(const char *file, const DbOptions *options, int flags, GError **error)
{
    g_autoptr(Sqlite) s = sqlite_new(file, options);
    int code = sqlite3_open_v2(file, &s->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    /* A file that may not be written is opened for reading, without a word. */
    if (code == SQLITE_OK && (flags & SQLITE_OPEN_READWRITE) &&
        sqlite3_db_readonly(s->handle, "main") == 1)
        code = SQLITE_READONLY;
    if (code != SQLITE_OK) {
        sqlite_fail(s, code, error);
        return NULL;
    }
    if (!configure(s, error))
        return NULL;
    sqlite_authorize(s);
    return g_steal_pointer(&s);
}

void sqlite_close(Sqlite *s)
{
    if (!s)
        return;
    sqlite_drop_statements(s);
    g_hash_table_unref(s->idle_by_text);
    g_hash_table_unref(s->indexes);
    checkpointer_free(s->checkpointer);
    sqlite3_close(s->handle);
    turnstile_close(s->turnstile);
    g_free(s->refusal);
    g_free(s->file);
    g_free(s->db.url);
    g_free(s->db.notice);
    g_free(s);
}

static void close_db(Db *db)
{
    sqlite_close((Sqlite *)db);
}

/* --- what the file is ------------------------------------------------------------------------- */

bool sqlite_is_there(const char *file, GError **error)
{
    struct stat status;
    int code = stat(file, &status) == 0 ? 0 : errno;
    if (code == ENOENT)
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN,
                    _("there is no base %s: make it with ukrcrm-admin init"), file);
    else if (code)
        g_set_error(error, DB_ERROR, DB_ERROR_OPEN, _("cannot open %s: %s"), file,
                    g_strerror(code));
    else if (!S_ISREG(status.st_mode))
        g_set_error(error, DB_ERROR, DB_ERROR_NOT_A_BASE, _("%s is not a file"), file);
    else
        return true;
    return false;
}

bool sqlite_identify(Sqlite *s, int *version, GError **error)
{
    int64_t id, found;
    if (!sqlite_get_own(s, SQL("PRAGMA application_id"), DB_NO_ARGS, &id, error) ||
        !sqlite_get_own(s, SQL("PRAGMA user_version"), DB_NO_ARGS, &found, error))
        return false;
    if (id != SQLITE_BASE_ID) {
        g_set_error(error, DB_ERROR, DB_ERROR_NOT_A_BASE, _("%s is no base of this program"),
                    s->file);
        return false;
    }
    *version = (int)found;
    return true;
}

/* --- open and create -------------------------------------------------------------------------- */

Db *sqlite_open(const char *url, const DbOptions *options, GError **error)
{
    g_autofree char *file = g_canonicalize_filename(url, NULL);
    int version;
    if (!sqlite_is_there(file, error) || !file_is_local(file, error))
        return NULL;
    g_autoptr(Sqlite) s = sqlite_connect(
        file, options, options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, error);
    if (!s || !sqlite_identify(s, &version, error) ||
        !db_fits(s->file, version, options->version, error))
        return NULL;
    if (!options->read_only &&
        (!sqlite_choose_journal(s, error) || !(s->turnstile = turnstile_open(file, error))))
        return NULL;
    return &g_steal_pointer(&s)->db;
}

static bool fill_new_base(const char *temporary, const DbOptions *options, const char *schema,
                          GError **error)
{
    g_autoptr(Sqlite) s = sqlite_connect(temporary, options, SQLITE_OPEN_READWRITE, error);
    if (!s)
        return false;
    g_autofree char *script =
        g_strdup_printf(SQL("PRAGMA page_size = %d; PRAGMA application_id = %d; BEGIN IMMEDIATE; %s"
                            "PRAGMA user_version = %d; COMMIT;"),
                        SQLITE_BASE_PAGE_SIZE, SQLITE_BASE_ID, schema, options->version);
    return sqlite_run(s, script, error) && sqlite_choose_journal(s, error);
}

Db *sqlite_create(const char *url, const DbOptions *options, const char *schema, GError **error)
{
    g_autofree char *file = g_canonicalize_filename(url, NULL);
    if (!file_is_local(file, error))
        return NULL;
    g_autofree char *temporary = new_file_begin(file, error);
    if (!temporary)
        return NULL;
    if (!fill_new_base(temporary, options, schema, error)) {
        new_file_discard(temporary);
        return NULL;
    }
    return new_file_finish(temporary, file, error) ? sqlite_open(file, options, error) : NULL;
}

static Db *create_base(const char *url, const DbOptions *options, GError **error)
{
    g_autofree char *schema = schema_for_sqlite(options->schema, error);
    return schema ? sqlite_create(url, options, schema, error) : NULL;
}

/* --- small things ----------------------------------------------------------------------------- */

static bool data_version(Db *db, int64_t *version, GError **error)
{
    return sqlite_get_own((Sqlite *)db, SQL("PRAGMA data_version"), DB_NO_ARGS, version, error);
}

static void interrupt(Db *db)
{
    sqlite3_interrupt(((Sqlite *)db)->handle);
}

static bool refuse_grant(Db *db, const char *role, const DbRights *rights, GError **error)
{
    g_set_error(error, DB_ERROR, DB_ERROR_UNSUPPORTED,
                _("%s is a file, which knows no roles: who may read and write it is said by its "
                  "owner, group and mode"),
                db->url);
    return false;
}

const DbEngine sqlite_engine = {
    .open = sqlite_open,
    .create = create_base,
    .make = sqlite_make,
    .finish = sqlite_finish,
    .close = close_db,
    .begin = sqlite_begin,
    .begin_read = sqlite_begin_read,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .is_awaited = sqlite_is_awaited,
    .execute = sqlite_execute,
    .insert = sqlite_insert,
    .insert_many = sqlite_insert_many,
    .rows_at_once = 8,
    .query = sqlite_query,
    .next = sqlite_next,
    .end = sqlite_end,
    .rows_free = sqlite_rows_free,
    .column_count = sqlite_column_count,
    .column_type = sqlite_column_type,
    .column_integer = sqlite_column_integer,
    .column_text = sqlite_column_text,
    .column_blob = sqlite_column_blob,
    .data_version = data_version,
    .written = data_version,
    .news = data_version,
    .interrupt = interrupt,
    .migrate = sqlite_migrate,
    .restore = sqlite_restore,
    .grant = refuse_grant,
    .backup = sqlite_backup,
    .check = sqlite_check,
    .table_columns = sqlite_table_columns,
    .lock = sqlite_lock,
    .search_add = sqlite_search_add,
    .search_remove = sqlite_search_remove,
    .search_candidates = sqlite_search_candidates,
    .search_fill = sqlite_search_fill,
};
