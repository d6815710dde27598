/* A base in a temporary folder, for the tests of the store. */
#pragma once

#include <db/db.h>
#include <glib.h>

typedef struct {
    char *folder;
    char *file;
    Db *db;
} Base;

/* Two tables, an append-only one, a search index; version 3. */
extern const DbOptions base_options;
extern const DbActor base_actor;

void base_create(Base *base);
void base_create_with(Base *base, const DbOptions *options); /* and no row in it */
void base_remove(Base *base);

/* Runs one statement in a transaction of its own; fails the test on an error. */
void base_write(Db *db, const char *sql, const DbValue *args, size_t n_args);
int64_t base_integer(Db *db, const char *sql);
