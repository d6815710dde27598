/* A base in a temporary folder, for the tests of the store. */
#pragma once

#include <db/db.h>
#include <glib.h>
#include <sys/types.h>

typedef struct {
    char *folder;
    char *url;
    char *file; /* the URL of a base in a file */
    Db *db;
} Base;

/* Two tables, an append-only one, a search index; version 3. */
extern const DbOptions base_options;
extern const DbActor base_actor;

void base_create(Base *base);
void base_create_with(Base *base, const DbOptions *options); /* and no row in it */
void base_remove(Base *base);

/* Closes the base and opens it again; 0 ms: the usual time-out. */
void base_reopen(Base *base, int timeout_ms);

/* fork(2); both sides then have a connection of their own (SQLite's do not survive a fork). The
 * child writes to *pipe, the parent reads from it. The child leaves by _exit. */
pid_t base_fork(Base *base, int *pipe);

/* Kills it, whatever it does, and closes the pipe. */
void base_kill(pid_t child, int pipe);

/* Runs one statement in a transaction of its own; fails the test on an error. */
void base_write(Db *db, const char *sql, const DbValue *args, size_t n_args);
bool base_can_ask(Db *db, const char *sql, GError **error);
int64_t base_integer(Db *db, const char *sql);
