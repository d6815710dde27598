/* The PostgreSQL store from inside. Private to db/postgres/. */
#pragma once

#include "../engine.h"
#include "libpq.h"

/* Types as the server's catalogue numbers them (pg_type.dat); they never change. */
enum {
    TYPE_BOOLEAN = 16,
    TYPE_BYTEA = 17,
    TYPE_BIGINT = 20,
    TYPE_SMALLINT = 21,
    TYPE_INTEGER = 23,
    TYPE_TEXT = 25,
    TYPE_BYTEAS = 1001,
    TYPE_TEXTS = 1009,
    TYPE_BIGINTS = 1016,
    TYPE_NUMERIC = 1700
};

typedef struct PostgresRows PostgresRows;
typedef struct Taker Taker;
typedef struct Canceller Canceller;

/* What becomes of an answer that is waited for (pipeline.h). */
typedef struct {
    PGresult *result;
    GError *failure;
    bool is_over;
} Answer;

typedef struct {
    Db db;
    Libpq pq;
    int64_t person; /* the one whom the session knows of (db_set_person) */
    char *address;  /* the URL as it was given; it holds no password */
    PGconn *connection;
    GMutex lifetime;        /* of the connection, against postgres_cut */
    int64_t changes;        /* how often others' commits were seen */
    char *snapshot;         /* which transactions were over then; NULL: not looked yet */
    uint64_t commits;       /* of this connection since */
    bool is_asked;          /* the answer to that is still to come */
    gint64 asked_at;        /* monotonic; when db_news asked it */
    GHashTable *statements; /* SQL text -> Statement */
    GQueue used;            /* of Statement, the last used first */
    unsigned n_statements;  /* ever prepared: the next one's name */
    GQueue asked;           /* of what pipeline.c keeps: not answered yet */
    bool is_unsynced;       /* the last of it is behind no point of synchronisation yet */
    unsigned n_ways;        /* that somebody waited for */
    GError *failure;        /* the first one of what failed together; NULL: none did */
    Answer admission;       /* of the open write transaction: the base's version */
    bool is_admitted;       /* that is what this program works with */
    GHashTable *indexes;    /* name -> SearchIndex */
    GQueue locks;           /* of PostgresLock, held */
    Canceller *cancel;
    int wake;            /* an eventfd: another thread interrupts */
    GHashTable *filled;  /* table -> rows that db_insert_many put in, in this session */
    GPtrArray *outgrown; /* tables whose statistics are to be made anew after the transaction */
    bool is_bare;        /* in the making: neither indexes nor rules, and nobody else is there */
    char *session;       /* the name under which write transactions leave their marks */
    int64_t n_writes;    /* begun; the last one's number */
} Postgres;

/* --- the way to the server (reach.c) --- */

/* The bare connection, to another database of the URL's server than the URL names (NULL: to that
 * one). What was refused leaves a connection that tells no more than what it was asked for. */
bool postgres_log_in(Postgres *p, const char *database, GError **error);

/* --- connection (connect.c) --- */

/* Connects and makes the session what the rest relies on. */
bool postgres_connect(Postgres *p, GError **error);
void postgres_disconnect(Postgres *p);
void postgres_set_connection(Postgres *p, PGconn *connection); /* ends the one before */

/* Connects again if the connection was lost and no transaction is open, unless others do that
 * (DbOptions.patience_ms). The named locks are taken again, else the connection stays lost. */
bool postgres_ready(Postgres *p, GError **error);
bool postgres_reconnect(Postgres *p, GError **error);
/* Takes what has come from the server, waiting so long for it. False: nothing, or its end. */
bool postgres_take_input(Postgres *p, int patience_ms);
bool postgres_is_alive(Postgres *p);

/* --- a lost connection (link.c) --- */

bool postgres_is_lost(Db *db);
void postgres_cut(Db *db);
void postgres_replace(Db *db, Db *fresh);
bool postgres_outcome(Db *db, const char *key, bool *saved, GError **error);

/* To be run as a write transaction begins: its mark. */
char *postgres_mark_statement(Postgres *p);
/* After a COMMIT without an answer: whether all is saved; db->doubt is set if that is not to be
 * learnt in time. */
bool postgres_find_out(Postgres *p, GError **error);

/* --- the database of a new base (database.c) --- */

/* Connects; makes the database where the server has none of that name. Refused where no base can
 * be made in it. */
bool postgres_connect_for_new(Postgres *p, GError **error);

/* --- the base (postgres.c) --- */

#define POSTGRES_BASE_TABLE "ukrcrm_schema"
/* To whom db_grant gave what. */
#define POSTGRES_GRANT_TABLE "ukrcrm_grant"

/* Writers share the schema with one another; who changes it waits for them, and they for it: in a
 * space of its own, "UCRV". */
#define POSTGRES_LOCK_VERSION(mode) "SELECT pg_advisory_xact_lock" mode " (1430475350, 0);"

/* `connect`: postgres_connect or postgres_connect_for_new. */
Postgres *postgres_connect_to(const char *url, const DbOptions *options,
                              bool (*connect)(Postgres *p, GError **error), GError **error);
void postgres_close(Postgres *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Postgres, postgres_close)

/* The version that stands in it. */
bool postgres_identify(Postgres *p, int64_t *version, GError **error);
/* No table in it. */
bool postgres_is_empty(Postgres *p, bool *empty, GError **error);
/* From the look at what there is until the base is made or brought up: a second program that is
 * told to do so waits as for any lock (DbOptions), and then sees it. The lock ends with the
 * connection at the latest. */
bool postgres_make_alone(Postgres *p, GError **error);
bool postgres_made(Postgres *p, GError **error);
/* Runs a script that ends with `version` in the base: all of it or nothing. */
bool postgres_run_script(Postgres *p, const char *script, int version, GError **error);

/* --- one in the making (making.c) --- */

Db *postgres_make(const char *url, const DbOptions *options, bool *there, GError **error);
bool postgres_finish(Db *db, const DbActor *actor, const Steps *steps, GError **error);

/* --- errors (error.c) --- */

/* Sets the error for a failed result (NULL: of the connection). Always returns false. */
bool postgres_fail(Postgres *p, const PGresult *result, GError **error);

/* --- our own SQL (own.c): in PostgreSQL's dialect, not held to what the program may do --- */

/* One statement, with values as texts; NULL on error. */
PGresult *postgres_ask(Postgres *p, const char *sql, const char *const *values, int n,
                       GError **error);
/* The same, ended by db_interrupt. */
PGresult *postgres_ask_long(Postgres *p, const char *sql, const char *const *values, int n,
                            GError **error);
/* Any number of statements, without values. */
bool postgres_run(Postgres *p, const char *sql, GError **error);
/* The first column of the first row; NULL without an error: no row, or NULL. */
char *postgres_get(Postgres *p, const char *sql, const char *const *values, int n, GError **error);
/* The first column of every row, as texts. */
GPtrArray *postgres_get_all(Postgres *p, const char *sql, const char *const *values, int n,
                            GError **error);
bool postgres_get_integer(Postgres *p, const char *sql, const char *const *values, int n,
                          int64_t *value, GError **error); /* no row: 0 */

/* --- statements (statement.c) --- */

bool postgres_execute(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *changed,
                      GError **error);
bool postgres_insert(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *id,
                     GError **error);
/* Sends a query: `little` or `much` takes its answer, as many rows as it may have. */
bool postgres_send(Postgres *p, const char *sql, const DbValue *args, size_t n_args,
                   const Taker *little, const Taker *much, void *data, GError **error);
/* Sends one of our own, kept by its text too, with values of these types in the server's binary
 * form. */
bool postgres_send_binary(Postgres *p, const char *sql, const Oid *types,
                          const GByteArray *const *values, size_t n, const Taker *taker, void *data,
                          GError **error);
void postgres_drop_statements(Postgres *p); /* here: the server forgets them with its session */

/* --- many rows (bulk.c) --- */

bool postgres_insert_many(Db *db, const Rows *rows, int64_t *ids, GError **error);
/* Has new statistics made of what it filled, when the transaction is over: that takes up to a
 * second, in which others of the enterprise would wait for it. What fails of it changes nothing. */
void postgres_know(Postgres *p);

/* Each column as one value, an array in binary form: of GByteArray. */
GPtrArray *postgres_arrays(const Rows *rows, Oid *types);
/* "unnest ($1::bigint[], …) WITH ORDINALITY AS <alias>", to be completed by column names. */
void postgres_append_unnest(GString *sql, const Rows *rows, const char *alias);

/* --- one question for many rows (each.c) --- */

DbRows *postgres_query_each(Db *db, const char *sql, const Rows *questions, GError **error);

/* --- rows (rows.c) --- */

DbRows *postgres_query(Db *db, const char *sql, const DbValue *args, size_t n_args, GError **error);
/* Of a statement that postgres_send_binary sends. */
DbRows *postgres_query_binary(Postgres *p, const char *sql, const Oid *types,
                              const GByteArray *const *values, size_t n, GError **error);
bool postgres_next(DbRows *rows, GError **error);
void postgres_end(DbRows *rows);
void postgres_rows_free(DbRows *rows);
int postgres_column_count(DbRows *rows);
DbType postgres_column_type(DbRows *rows, int column);
int64_t postgres_column_integer(DbRows *rows, int column);
const char *postgres_column_text(DbRows *rows, int column);
const void *postgres_column_blob(DbRows *rows, int column, size_t *size);

/* --- the rest --- */

/* The enterprises of the open write transaction: "12,0"; unset or '' outside of one. */
#define POSTGRES_ENTERED "ukrcrm.entered"

bool postgres_begin(Db *db, DbDurability durability, GError **error);
bool postgres_admitted(Db *db, GError **error);
bool postgres_enter(Db *db, int64_t enterprise_id, GError **error);
bool postgres_enter_free(Db *db, const int64_t *enterprises, size_t n, GError **error);
bool postgres_begin_read(Db *db, DbPlanning planning, GError **error);
bool postgres_commit(Db *db, GError **error);
void postgres_rollback(Db *db);
bool postgres_is_awaited(Db *db);

typedef struct {
    char *table, *column;
    char *condition; /* in the portable dialect */
} SearchIndex;
void postgres_index_free(SearchIndex *index);

bool postgres_search_add(Db *db, const char *index, int64_t id, const char *text, GError **error);
bool postgres_search_remove(Db *db, const char *index, int64_t id, GError **error);
bool postgres_search_fill(Db *db, const char *index, const DbActor *actor, int64_t since,
                          bool (*progress)(int64_t done, void *data), void *data, GError **error);
const char *postgres_search_condition(Db *db, const char *index, GError **error);
bool postgres_estimate(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *rows,
                       GError **error);

bool postgres_grant(Db *db, const char *role, const DbRights *rights, GError **error);
GPtrArray *postgres_grants(Db *db, GError **error);
bool postgres_check_grant(Db *db, const char *role, const DbRights *rights, GPtrArray *problems,
                          GError **error);

bool postgres_check(Db *db, GPtrArray *problems, GError **error);
GPtrArray *postgres_table_columns(Db *db, const char *table, GError **error);

bool postgres_data_version(Db *db, int64_t *version, GError **error);
bool postgres_home(Db *db, char **home, GError **error);
bool postgres_written(Db *db, int64_t *version, GError **error);
bool postgres_news(Db *db, int64_t *version, GError **error);
void postgres_interrupt(Db *db);

/* Waits until PQgetResult has something to tell; `stops` the query once db_interrupt is called. */
void postgres_wait(Postgres *p, bool stops);

/* Asks the server to stop what it runs; one that does not hear it within seconds is lost. */
Canceller *canceller_new(Postgres *p);
void canceller_free(Canceller *canceller); /* NULL is fine */
void postgres_cancel(Postgres *p);

bool postgres_lock(Db *db, const char *name, DbLock **lock, GError **error);
bool postgres_take_locks_again(Postgres *p, GError **error);
void postgres_orphan_locks(Postgres *p);
