/* What the front of db (db.c) shares with an engine. Private to db/.
 *
 * The front keeps everything that must be the same for all engines: who may begin what, which
 * rows are open, whether the transaction has failed. An engine only speaks to its database. */
#pragma once

#include "db/db.h"
#include "patience.h"

typedef enum { DB_IDLE, DB_READING, DB_WRITING } DbState;

/* What wants to know how far db_finish is. */
typedef struct {
    void (*progress)(int64_t done, int64_t all, void *data); /* or NULL */
    void *data;
} Steps;

/* Rows for one table, or for the marks of one statement; the values are of their columns' types, or
 * NULL. */
typedef struct {
    const char *table, *columns; /* as SQL has them; NULL for a statement */
    const DbType *types;
    size_t n_columns, n_rows;
    const DbValue *values;
} Rows;

typedef struct {
    /* Without a connection. */
    Db *(*open)(const char *url, const DbOptions *options, GError **error);
    Db *(*create)(const char *url, const DbOptions *options, GError **error);
    bool (*migrate)(const char *url, const DbOptions *options, int *from, GError **error);
    bool (*restore)(const char *url, const DbOptions *options, const char *file, GError **error);

    Db *(*make)(const char *url, const DbOptions *options, bool *there, GError **error);
    bool (*finish)(Db *db, const DbActor *actor, const Steps *steps, GError **error);

    void (*close)(Db *db);

    /* A failed begin leaves nothing open. */
    bool (*begin)(Db *db, DbDurability durability, GError **error);
    /* After begin. NULL: it has begun by then. Else it may still wait for its turn, and so may what
     * stands behind it: this waits. */
    bool (*admitted)(Db *db, GError **error);
    /* NULL: one writes at a time in the whole base. */
    bool (*enter)(Db *db, int64_t enterprise_id, GError **error);
    /* Enters those of them that nobody else has or waits for, and waits for none; NULL as `enter`.
     */
    bool (*enter_free)(Db *db, const int64_t *enterprises, size_t n, GError **error);
    bool (*begin_read)(Db *db, DbPlanning planning, GError **error);
    bool (*commit)(Db *db, GError **error);
    void (*rollback)(Db *db);
    bool (*is_awaited)(Db *db);

    bool (*execute)(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *changed,
                    GError **error);
    bool (*insert)(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *id,
                   GError **error);
    bool (*insert_many)(Db *db, const Rows *rows, int64_t *ids, GError **error);
    size_t rows_at_once;
    DbRows *(*query)(Db *db, const char *sql, const DbValue *args, size_t n_args, GError **error);
    /* Of an engine to which each question is a way: all at once, with the number of its question,
     * from 0 on, behind the columns of each row. NULL: they are asked one by one. */
    DbRows *(*query_each)(Db *db, const char *sql, const Rows *questions, GError **error);
    bool (*next)(DbRows *rows, GError **error);
    void (*end)(DbRows *rows); /* no more rows wanted; called once */
    void (*rows_free)(DbRows *rows);
    int (*column_count)(DbRows *rows);
    DbType (*column_type)(DbRows *rows, int column);
    int64_t (*column_integer)(DbRows *rows, int column);
    const char *(*column_text)(DbRows *rows, int column);
    const void *(*column_blob)(DbRows *rows, int column, size_t *size);

    bool (*data_version)(Db *db, int64_t *version, GError **error);
    bool (*written)(Db *db, int64_t *version, GError **error);
    bool (*news)(Db *db, int64_t *version, GError **error);

    bool (*home)(Db *db, char **home, GError **error); /* NULL: "" */

    /* Of a server; NULL together. `cut` may come from any thread, at any time but within `close`.
     */
    bool (*is_lost)(Db *db);
    void (*cut)(Db *db);
    void (*replace)(Db *db, Db *fresh);
    bool (*outcome)(Db *db, const char *key, bool *saved, GError **error);
    GPtrArray *(*grants)(Db *db, GError **error);
    bool (*check_grant)(Db *db, const char *role, const DbRights *rights, GPtrArray *problems,
                        GError **error);

    void (*interrupt)(Db *db);

    bool (*search_add)(Db *db, const char *index, int64_t id, const char *text, GError **error);
    bool (*search_remove)(Db *db, const char *index, int64_t id, GError **error);
    bool (*search_fill)(Db *db, const char *index, const DbActor *actor, int64_t since,
                        bool (*progress)(int64_t done, void *data), void *data, GError **error);

    bool (*grant)(Db *db, const char *role, const DbRights *rights, GError **error);
    /* The one of an engine that does not plan (db_plans), the two others of one that does; NULL
     * else. */
    GArray *(*search_candidates)(Db *db, const char *index, const char *const *words, int64_t limit,
                                 GError **error);
    bool (*estimate)(Db *db, const char *sql, const DbValue *args, size_t n_args, int64_t *rows,
                     GError **error);
    const char *(*search_condition)(Db *db, const char *index, GError **error);

    bool (*backup)(Db *db, const char *file, GError **error);
    bool (*check)(Db *db, GPtrArray *problems, GError **error);
    GPtrArray *(*table_columns)(Db *db, const char *table, GError **error);
    bool (*lock)(Db *db, const char *name, DbLock **lock, GError **error);
} DbEngine;

/* The common beginning of an engine's connection. */
struct Db {
    const DbEngine *engine;
    DbOptions options;
    char *url;    /* without a password */
    char *notice; /* translated, or NULL */
    DbState state;
    int interrupted; /* atomic: db_interrupt was called, and no db_resume since */
    bool failed;     /* a statement of the open write transaction failed: only rollback is left */
    bool defers; /* in db_write and slices: who does not ask for an outcome is not told at once */
    bool again;  /* the last failure was one of serialisation: it may go well the next time */
    int64_t person;  /* db_set_person */
    DbActor actor;   /* from the beginning of a write transaction on */
    GArray *entered; /* of int64_t: the enterprises that it writes in; NULL before the first one */
    GQueue rows;     /* of DbRows, open */
    GPtrArray *tables;  /* of DbTable; NULL: not read yet */
    char *doubt;        /* db_doubt */
    Patience *patience; /* with a server; NULL: endless */
};

/* The common beginning of an engine's lock. */
struct DbLock {
    void (*release)(DbLock *lock);
};

/* The common beginning of an engine's rows. */
struct DbRows {
    const DbEngine *engine;
    Db *db; /* NULL once ended */
    GList link;
};

/* One failed statement fails the whole write transaction: PostgreSQL knows nothing else, so code
 * that goes on after a refused row must not pass its tests on SQLite. Returns `done`. */
bool db_settle(Db *db, bool done);

/* A failed write transaction goes on with nothing. */
bool db_is_alive(Db *db, GError **error);

/* False after db_interrupt. */
bool db_may_read(Db *db, GError **error);

/* The version that stands in a base in the making, and whether it is one. */
int db_unfinished(int version);
bool db_is_unfinished(int64_t version);

/* Whether a base of `version` is what programs of `wanted` work with. */
bool db_fits(const char *url, int64_t version, int wanted, GError **error);

/* Takes care of what a query of the engine has opened; NULL passes as the failure it is. */
DbRows *db_open_rows(Db *db, DbRows *rows);

/* No more rows of this query; the object stays until db_rows_free. */
void db_end_rows(DbRows *rows);

extern const DbEngine sqlite_engine;
extern const DbEngine postgres_engine;
