/* The only door to a database engine.
 *
 * One Db is one connection, used by one thread at a time (db_interrupt is the exception). SQL
 * reaches it as string literals in the portable dialect: `?` placeholders, INTEGER / TEXT / BLOB
 * columns, X'FF' for bytes, RETURNING, ON CONFLICT, a name for each subquery in FROM, no function
 * that only one engine has, and CASE WHEN … THEN 1 ELSE 0 END where a condition is reckoned with.
 * `ORDER BY +column` sorts by the column though an index is in that order; SQLite's planner would
 * take that one. What the dialect cannot say is a named function here.
 *
 * Two engines speak it: SQLite and, through libpq, PostgreSQL. Nothing above db/ may depend on
 * which one it got. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Db Db;
typedef struct DbRows DbRows;

#define DB_ERROR (db_error_quark())
GQuark db_error_quark(void);

typedef enum {
    DB_ERROR_OPEN,        /* absent, unreadable, no right, a network file system */
    DB_ERROR_MAKE,        /* a new file cannot be made: it is there already, or no right to */
    DB_ERROR_NOT_A_BASE,  /* a file of another program, or damaged */
    DB_ERROR_TOO_NEW,     /* made by a newer program */
    DB_ERROR_OLD,         /* needs `ukrcrm-admin migrate` first */
    DB_ERROR_BUSY,        /* other writers held the base past the time-out; nothing was written */
    DB_ERROR_CONSTRAINT,  /* CHECK or FOREIGN KEY refused the row */
    DB_ERROR_UNIQUE,      /* UNIQUE refused the row */
    DB_ERROR_FORBIDDEN,   /* this program may not write that table; it only grows; no right to the
                           * file; no write transaction */
    DB_ERROR_INTERRUPTED, /* db_interrupt */
    DB_ERROR_FULL,        /* disk full; nothing was written */
    DB_ERROR_LOST,        /* the connection is gone; an open transaction did not happen */
    DB_ERROR_UNKNOWN_COMMIT, /* lost during COMMIT: ask db_outcome before it is done again */
    DB_ERROR_UNSUPPORTED,    /* not this engine's to do: the words say whose it is */
    DB_ERROR_FAILED,         /* all else, with the engine's words */
} DbError;

/* --- opening ---------------------------------------------------------------------------------- */

/* One step of the schema's history. `sql` is portable DDL, run in one transaction. */
typedef struct {
    int version;      /* 2, 3, …: the version the base has afterwards */
    const char *name; /* for messages */
    const char *sql;
} DbMigration;

/* What a program may do at all: a second lock on what core checks. */
typedef struct {
    const char *name; /* of the option of `ukrcrm-admin grant` that gives them; NULL: none does */
    const char *const *writable; /* tables it may write, NULL-terminated; NULL: all */
    const char *const *growing;  /* of these: tables it may only add rows to; NULL: none */
    const char *const *hidden;   /* "table.column" it may not read, NULL-terminated; NULL: none */
    /* SQL with one value, a person: on a server, whose rows it may read. NULL: everybody's. */
    const char *enterprises;
    const char *const *open; /* tables that it reads of everybody nevertheless; NULL: none */
} DbRights;

typedef struct {
    const char *schema;            /* schema.sql, for db_create */
    int version;                   /* the version that schema describes */
    const DbMigration *migrations; /* ascending, the last one has version 0 */
    DbRights rights;
    int busy_timeout_ms; /* 0: 15 000 */
    bool read_only;
    /* Of a thread that answers keys. A server that is silent for so long counts as lost, others are
     * waited for a little shorter, and a lost connection stays lost until db_replace: connecting
     * takes as long as it takes. 0: all the time that is needed. A file is always at hand. */
    int patience_ms;
} DbOptions;

/* `url`: a file's path, or postgresql://… as libpq reads it, without a password (that is in a
 * passfile). Opens an existing base of exactly options->version; a connection that is lost later is
 * made again when the next thing is asked outside a transaction. The strings of `options` must
 * outlive the Db (they are literals). What the admin should know but is no error (an unfixed
 * SQLite: rollback journal) is in db_notice. */
Db *db_open(const char *url, const DbOptions *options, GError **error);

/* Makes a new, empty base (file mode 0660, set before the engine opens it) and opens it. Refused
 * if the file exists; on a server the database is made unless it is there, and empty. */
Db *db_create(const char *url, const DbOptions *options, GError **error);

/* Opens a base of any older version, copies it to `<file>.before-<version>` and brings it up, each
 * migration in one transaction. *from gets the version found. A base that needs nothing is left
 * alone. On a server the copy is the administrator's to make (pg_dump). */
bool db_migrate(const char *url, const DbOptions *options, int *from, GError **error);

/* In a write transaction, by the owner of the tables on a server: the role, which
 * is there already, gets what the rights say and loses whatever else it had in this base. Repeat it
 * after a migration. A file has no roles: refused with what to do there. */
bool db_grant(Db *db, const char *role, const DbRights *rights, GError **error);

/* A role that is there and was given rights last by db_grant: those of this name. */
typedef struct {
    char *role, *rights;
} DbGrant;

/* DbGrant *, by their roles; of a file none. */
GPtrArray *db_grants(Db *db, GError **error);

/* Whether the role has these rights and no others. What is wrong goes into `problems` as db_check
 * has it, with the command that mends it. */
bool db_check_grant(Db *db, const char *role, const DbRights *rights, GPtrArray *problems,
                    GError **error);

/* For whom this connection reads from now on, 0: for nobody. A role whose rights say `enterprises`
 * sees the rows of theirs, of enterprise 0, and of those that the open write transaction has
 * entered. Nothing to a file, or to the owner of the tables. */
void db_set_person(Db *db, int64_t person);

void db_close(Db *db); /* NULL is fine; an open transaction is rolled back */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Db, db_close)

const char *db_notice(const Db *db); /* borrowed, translated; NULL when there is none */
const char *db_url(const Db *db);    /* borrowed; without a password */

/* --- values ----------------------------------------------------------------------------------- */

typedef enum { DB_NULL, DB_INTEGER, DB_TEXT, DB_BLOB } DbType;

/* A bound parameter: borrowed until the call returns. */
typedef struct {
    DbType type;
    int64_t integer;
    const void *bytes; /* TEXT: UTF-8; BLOB: anything */
    gssize size;       /* -1: TEXT up to its NUL */
} DbValue;

static inline DbValue db_integer(int64_t integer)
{
    return (DbValue){.type = DB_INTEGER, .integer = integer};
}

/* NULL text becomes SQL NULL. */
static inline DbValue db_text(const char *text)
{
    return (DbValue){.type = text ? DB_TEXT : DB_NULL, .bytes = text, .size = -1};
}

static inline DbValue db_blob(const void *bytes, gssize size)
{
    return (DbValue){.type = bytes ? DB_BLOB : DB_NULL, .bytes = bytes, .size = size};
}

#define DB_NOTHING ((DbValue){.type = DB_NULL})

/* --- statements ------------------------------------------------------------------------------- */

/* Marks a literal as SQL, so that a check can find SQL and see that nothing was pasted into it. */
#define SQL(literal) ("" literal "")

/* Arguments: db_execute (db, SQL ("UPDATE task SET due_on = ? WHERE id = ?"),
 *                        DB_ARGS (db_text (day), db_integer (id)), NULL, error) */
#define DB_ARGS(...)                                                                               \
    ((const DbValue[]){__VA_ARGS__}), (sizeof((const DbValue[]){__VA_ARGS__}) / sizeof(DbValue))
#define DB_NO_ARGS NULL, 0

/* Runs one statement that returns no rows. Statements are prepared once per connection and kept by
 * their text. A write outside db_begin is DB_ERROR_FORBIDDEN. *changed (may be NULL): rows
 * inserted, updated or deleted. */
bool db_execute(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *changed,
                GError **error);

/* Inserts one row into a table that numbers its rows; *id gets its number. Costs less than INSERT …
 * RETURNING, for which SQLite first copies every page the statement touches. */
bool db_insert(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *id,
               GError **error);

/* Starts a statement that returns rows (SELECT, or INSERT … RETURNING). Nested use of one text is
 * allowed. On a server all that is started before the first row is asked for goes one way there and
 * back: who needs several answers starts them all, and is told by db_next what failed. Rows end
 * with their transaction; those read outside one must be read or freed before db_begin, which
 * refuses otherwise. */
DbRows *db_query(Db *db, const char *sql, const DbValue *args, size_t n_args, GError **error);

/* true: a row is at hand. false: the end, or an error (then *error is set). */
bool db_next(DbRows *rows, GError **error);
void db_rows_free(DbRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DbRows, db_rows_free)

/* Of the row at hand; columns from 0. Text and blobs are borrowed until the next db_next. */
int db_column_count(DbRows *rows);
DbType db_column_type(DbRows *rows, int column);
int64_t db_column_integer(DbRows *rows, int column);  /* NULL: 0 */
const char *db_column_text(DbRows *rows, int column); /* NULL: NULL */
const void *db_column_blob(DbRows *rows, int column, size_t *size);

/* The first column of the first row. No row: with `found` given *found = false, value 0 / NULL;
 * without it DB_ERROR_FAILED. */
bool db_get_integer(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *value,
                    bool *found, GError **error);
bool db_get_text(Db *db, const char *sql, const DbValue *args, size_t n_args, char **value,
                 bool *found, GError **error);

/* --- many rows -------------------------------------------------------------------------------- */

/* A table as the schema describes it. */
typedef struct {
    const char *name;
    DbType type; /* DB_INTEGER, DB_TEXT or DB_BLOB */
} DbColumn;

typedef struct {
    const char *name;
    const DbColumn *columns;
    size_t n_columns;
    const char *key; /* what tells its rows apart over the whole base, to order by: "id", "name" */
} DbTable;

/* Of DbTable, in the schema's order. Borrowed. */
const GPtrArray *db_tables(Db *db);

/* Inserts rows that are all alike: `columns` is a list as SQL has it ("enterprise_id, name"),
 * `values` has as many for each row, of the columns' types or DB_NULL. ids (may be NULL) gets the
 * numbers of the rows in a table that numbers them. On a server all go in one way there and back,
 * several times faster than one by one. Who names `id` among the columns gives numbers that this
 * table has given out before, or fills a base in the making. */
bool db_insert_many(Db *db, const char *table, const char *columns, const DbValue *values,
                    size_t n_rows, int64_t *ids, GError **error);

/* The same question many times: a SELECT for each of n_rows rows of n_args values. A mark has
 * values of one type in all of them, never NULL. Each row of an answer goes to `take` with the
 * number of its question, from 0 on: one answer's rows in its order, the answers in any. `take`
 * returning false, with an error, ends it. On a server all are asked in one way there and back. */
typedef bool (*DbTake)(DbRows *row, size_t question, void *data, GError **error);
bool db_query_each(Db *db, const char *sql, const DbValue *values, size_t n_args, size_t n_rows,
                   DbTake take, void *data, GError **error);

/* The same for a statement without rows, in the order of the values; a value may be NULL.
 * changed[i] (may be NULL): how many rows the ith one has inserted, updated or deleted. */
bool db_execute_each(Db *db, const char *sql, const DbValue *values, size_t n_args, size_t n_rows,
                     int64_t *changed, GError **error);

/* How many rows are best handed over together: few where each costs what it costs, so that one can
 * stop between them; many where each call is a way to a server and back. */
size_t db_rows_at_once(const Db *db);

/* --- transactions ----------------------------------------------------------------------------- */

/* Who writes. Core fills it; db keeps it for the time of the transaction: no write without one. */
typedef struct {
    int64_t enterprise_id; /* whose rows are written; 0: those of none, the installation's */
    int64_t profile_id;    /* 0: a program */
    const char *program;   /* "ukrcrm", "ukrcrm-mailer", …: a literal */
} DbActor;

typedef enum {
    DB_DURABLE, /* acknowledged when db_commit returns: survives loss of power */
    DB_SLICE,   /* one of many, done as in db_write; power is survived after a DURABLE one only */
} DbDurability;

/* A write transaction: waits its turn in the base's fair queue (up to the time-out), then takes the
 * write lock at once. One writes at a time; on a server, one in each enterprise. Nothing may wait
 * for a key, the network or a file while it is open. db_commit / db_rollback end it. Not nestable.
 */
bool db_begin(Db *db, const DbActor *actor, DbDurability durability, GError **error);

/* The open write transaction writes rows of this enterprise, too: before it reads there what it
 * relies on. Entered already: nothing happens. The fewer the better, in ascending order where that
 * can be: others wait in all of them, and of two who wait for each other one begins again
 * (db_write). One that this transaction has just made is entered like any other. */
bool db_enter(Db *db, int64_t enterprise_id, GError **error);
bool db_commit(Db *db, GError **error); /* on failure the transaction is rolled back */
void db_rollback(Db *db);               /* no transaction open: nothing happens */

/* In a write transaction: whether somebody waits for it to end. Who does bulk work ends it then. */
bool db_is_awaited(Db *db);

/* How a server plans what is asked: anew for the values of each time, or as it likes, which after a
 * while is once for all: where the same way is the best for every value. */
typedef enum { DB_PLAN_FOR_VALUES, DB_PLAN_ONCE } DbPlanning;

/* Several reads of one state. Short: an idle reader keeps the log from shrinking. Ended by
 * db_commit or db_rollback. */
bool db_begin_read(Db *db, DbPlanning planning, GError **error);

/* The usual way to write: begin, `body`, commit; on the engine's serialisation failures again from
 * the start (so `body` must set its results anew each time); on any other error rolled back. On a
 * server nothing in it waits for what `body` does not look at (changed, ids), the transaction's
 * turn among that: what fails is told by the next call that does wait, or by the commit. So a body
 * may go on for a while after its transaction has failed; it must do nothing that is not taken back
 * with it. */
typedef bool (*DbBody)(Db *db, void *data, GError **error);
bool db_write(Db *db, const DbActor *actor, DbBody body, void *data, GError **error);

/* What is written in several enterprises that have nothing to do with each other. A transaction has
 * some of them, for which `body` is called; who is written in by others meanwhile gets a later one,
 * so that none waits for another's writers. All of it is durable when this returns true; after a
 * failure it may have happened in some and not in others. actor->enterprise_id is not looked at. */
typedef bool (*DbEachBody)(Db *db, const int64_t *enterprises, size_t n, void *data,
                           GError **error);
bool db_write_each(Db *db, const DbActor *actor, const int64_t *enterprises, size_t n,
                   DbEachBody body, void *data, GError **error);

bool db_in_transaction(const Db *db);
const DbActor *db_actor(const Db *db); /* of the open write transaction, else NULL */

/* --- change notification, interruption -------------------------------------------------------- */

/* A number from 0 on that differs when another connection has committed since the last call; on a
 * server perhaps also when another base there was written. */
bool db_data_version(Db *db, int64_t *version, GError **error);

/* The same for this base alone, of what programs commit through this interface; by the owner of the
 * tables. Costs more. */
bool db_written(Db *db, int64_t *version, GError **error);

/* The same number without waiting for a server that is silent: then it is late, by a look; silent
 * for longer than the patience (DbOptions), it counts as lost. For who looks again and again. */
bool db_news(Db *db, int64_t *version, GError **error);

/* From any thread: the running query ends with DB_ERROR_INTERRUPTED, and so does each further one
 * until db_resume: work of many short queries would else slip through between two of them. */
void db_interrupt(Db *db);
void db_resume(Db *db);

/* Where a server has this base: no copy of it has the same, one that was put in its place by a dump
 * neither. g_free. "": in a file, which is where it is. */
bool db_home(Db *db, char **home, GError **error);

/* --- a lost connection ------------------------------------------------------------------------ */

/* Whether the connection is known to be gone: nothing is sent to find out. */
bool db_is_lost(Db *db);

/* Takes over the connection of another Db for the same base, which a thread of its own has opened,
 * and frees that. With no transaction and no rows open; counts as a change by others. */
void db_replace(Db *db, Db *fresh);

/* The key of the transaction that ended in DB_ERROR_UNKNOWN_COMMIT, until the next db_begin; NULL:
 * none. Borrowed. */
const char *db_doubt(const Db *db);

/* What became of the transaction of a key; from any connection to that base. If it is still under
 * way its end is waited for, so nothing is saved later than this says; DB_ERROR_BUSY: ask again. */
bool db_outcome(Db *db, const char *key, bool *saved, GError **error);

/* --- search index ----------------------------------------------------------------------------- */

/* schema.sql declares `CREATE SEARCH INDEX <name> ON <table> (<column>);`. The column holds
 * normalised text in which every word is preceded by two blanks (core/text.h), so that pieces of
 * three characters serve one- and two-letter beginnings of words as well as substrings of three
 * and more. The index follows its table by the two calls below, made in the transaction that
 * changes the row: db_search_add gives the row its text, instead of any it had; removing a row that
 * is not in the index is no error. */
bool db_search_add(Db *db, const char *index, int64_t id, const char *text, GError **error);
bool db_search_remove(Db *db, const char *index, int64_t id, GError **error);

/* Of an engine that does not plan (below): ids (int64_t) of rows that may contain all of `words`
 * (each at least three characters, its leading blanks included), in id order, at most `limit`. A
 * superset over the whole base: the caller compares text and enterprise itself. */
GArray *db_search_candidates(Db *db, const char *index, const char *const *words, int64_t limit,
                             GError **error);

/* Bulk load: rows went into the table without db_search_add; this brings the index up for all rows
 * with id > since that are not in it, in short write transactions of its own (call with none open),
 * while others read, write and search. Killed or cancelled it is simply called again. `progress`
 * (may be NULL) gets the rows added; false cancels between slices with DB_ERROR_INTERRUPTED. */
bool db_search_fill(Db *db, const char *index, const DbActor *actor, int64_t since,
                    bool (*progress)(int64_t done, void *data), void *data, GError **error);

/* --- engines that plan ------------------------------------------------------------------------ */

/* Whether the engine knows how the values of columns spread, and by it weighs the search index and
 * the others against one another. Who lists and searches then says what is wanted in one statement;
 * else core chooses the way itself, by db_search_candidates. */
bool db_plans(const Db *db);

/* Of an engine that plans: how many rows it expects of this SELECT. Costs no reading of rows. */
bool db_estimate(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *rows,
                 GError **error);

/* Of an engine that plans: the condition that a row of the index's table contains a word, in SQL
 * that has one `?` for db_search_pattern of the word. Borrowed from the Db. */
const char *db_search_condition(Db *db, const char *index, GError **error);
char *db_search_pattern(const char *word);

/* --- the whole base --------------------------------------------------------------------------- */

/* A base in the making, to be filled from another one. Nobody else can open it, and it has tables
 * without indexes, rules and checked references, so that rows go in fast and in any order. Made
 * where nothing is; one that was not finished is opened again, *there tells. db_write and its like
 * work as ever. Errors beside those of opening: DB_ERROR_MAKE: there is a base already. */
Db *db_make(const char *url, const DbOptions *options, bool *there, GError **error);

/* All that was left out, and the search indexes filled: then it is a base like any other. Numbers
 * go on behind the highest id. `progress` (may be NULL) gets steps, done and in all. Killed or
 * failed it is still in the making. */
bool db_finish(Db *db, const DbActor *actor,
               void (*progress)(int64_t done, int64_t all, void *data), void *data, GError **error);

/* A consistent copy of a live base into a new file. Refused if the file exists, and for a server's
 * base, with the name of the program that does it; so is db_restore. */
bool db_backup(Db *db, const char *file, GError **error);

/* Puts a backup's content into the live base at `url` while other programs may have it open. The
 * file is checked first: kind, version, integrity. */
bool db_restore(const char *url, const DbOptions *options, const char *file, GError **error);

/* Integrity, foreign keys, search indexes. What is wrong goes into `problems` (char *, translated);
 * true when the check itself ran. */
bool db_check(Db *db, GPtrArray *problems, GError **error);

/* Names of a table's columns in order; NULL with no error: there is no such table. */
GPtrArray *db_table_columns(Db *db, const char *table, GError **error);

/* --- liveness --------------------------------------------------------------------------------- */

/* A named lock of the whole base that ends with its holder, whatever way it ends (a server sees
 * that a little later). false without an error: somebody else holds it. */
typedef struct DbLock DbLock;
bool db_lock(Db *db, const char *name, DbLock **lock, GError **error);
void db_unlock(DbLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DbLock, db_unlock)
