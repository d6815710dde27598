/* The SQLite store from inside. Private to db/sqlite/. */
#pragma once

#include "../engine.h"
#include "turnstile.h"

#include <sqlite3.h>

/* Marks a file as ours in its header: "UCRM". */
#define SQLITE_BASE_ID 0x5543524d

/* SQLite copies a base onto another in WAL mode only when both have pages of one size. */
#define SQLITE_BASE_PAGE_SIZE 4096

typedef struct Checkpointer Checkpointer;

typedef struct {
    Db db;
    char *file; /* absolute */
    sqlite3 *handle;
    Turnstile *turnstile;  /* NULL when opened for reading only */
    bool rollback_journal; /* no WAL: every commit is FULL, readers and writers exclude another */
    int log_pages;         /* in the write-ahead log after our last commit */
    Checkpointer *checkpointer; /* of a bulk load; NULL: none under way */
    DbDurability durability;    /* what PRAGMA synchronous stands at */
    bool trusted;               /* our own SQL runs: the authorizer lets everything through */
    char *refusal;              /* what the authorizer last refused, translated */
    GQueue idle;                /* of sqlite3_stmt, ready for use, the last used first */
    GHashTable *idle_by_text;   /* SQL text -> its GList in `idle` */
    GHashTable *indexes;        /* name -> SearchIndex */
} Sqlite;

/* --- connection (sqlite.c) --- */

/* A base that somebody has made; else the sentence says how. */
bool sqlite_is_there(const char *file, GError **error);

/* Opens the file as it is, whatever it holds: no look at kind, version and journal. */
Sqlite *sqlite_connect(const char *file, const DbOptions *options, int flags, GError **error);
void sqlite_close(Sqlite *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sqlite, sqlite_close)

/* Whether the file is one of ours; *version is its schema's. */
bool sqlite_identify(Sqlite *s, int *version, GError **error);

/* With all that a program needs to know of the file beforehand. */
Db *sqlite_open(const char *url, const DbOptions *options, GError **error);
/* A new file of this schema, in SQLite's words, and opened. */
Db *sqlite_create(const char *url, const DbOptions *options, const char *schema, GError **error);

/* --- errors (sqlite_error.c) --- */

/* Sets the error for a result code of the last call. Always returns false. */
bool sqlite_fail(Sqlite *s, int code, GError **error);

/* --- our own SQL (sqlite_statement.c): not held to what the program may do --- */

bool sqlite_run(Sqlite *s, const char *sql, GError **error); /* any number of statements */
bool sqlite_execute_own(Sqlite *s, const char *sql, const DbValue *args, size_t n_args,
                        int64_t *changed, GError **error);
bool sqlite_get_own(Sqlite *s, const char *sql, const DbValue *args, size_t n_args, int64_t *value,
                    GError **error); /* no row: 0 */
char *sqlite_get_text_own(Sqlite *s, const char *sql, const DbValue *args, size_t n_args,
                          GError **error); /* NULL without an error: no row */

/* A statement ready to be stepped, its values bound; sqlite_release puts it back. `lifetime` is
 * SQLITE_STATIC or SQLITE_TRANSIENT, for the bound bytes. */
sqlite3_stmt *sqlite_prepare(Sqlite *s, const char *sql, const DbValue *args, size_t n_args,
                             sqlite3_destructor_type lifetime, GError **error);
void sqlite_release(Sqlite *s, sqlite3_stmt *statement);
void sqlite_drop_statements(Sqlite *s);

bool sqlite_insert(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *id,
                   GError **error);
bool sqlite_execute(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *changed,
                    GError **error);
bool sqlite_insert_many(Db *db, const Rows *rows, int64_t *ids, GError **error);
DbRows *sqlite_query(Db *db, const char *sql, const DbValue *args, size_t n_args, GError **error);
bool sqlite_next(DbRows *rows, GError **error);
void sqlite_end(DbRows *rows);
void sqlite_rows_free(DbRows *rows);
int sqlite_column_count(DbRows *rows);
DbType sqlite_column_type(DbRows *rows, int column);
int64_t sqlite_column_integer(DbRows *rows, int column);
const char *sqlite_column_text(DbRows *rows, int column);
const void *sqlite_column_blob(DbRows *rows, int column, size_t *size);

/* --- the program's rights (sqlite_authorizer.c) --- */

void sqlite_authorize(Sqlite *s);
bool sqlite_may_write(const Sqlite *s, const char *table);

/* --- transactions (sqlite_transaction.c) --- */

bool sqlite_begin(Db *db, DbDurability durability, GError **error);
bool sqlite_begin_read(Db *db, DbPlanning planning, GError **error);
bool sqlite_commit(Db *db, GError **error);
void sqlite_rollback(Db *db);
bool sqlite_is_awaited(Db *db);
