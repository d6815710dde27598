/* Prepared statements. Private to db/postgres/. */
#pragma once

#include "postgres.h"

typedef struct {
    char *text; /* as the program gives it */
    unsigned number;
    size_t n_types;
    Oid *types;     /* of the values */
    bool writes;    /* a table */
    bool is_short;  /* it has no more rows than it names */
    char *renumber; /* to be run after an INSERT that gives its rows their ids itself; or NULL */
    GList link;
} Statement;

/* Of a text with these values, or of one of our own with values of these types. Borrowed until the
 * next call. Its preparing may still be under way: what is wrong with it is told when it is run. */
Statement *statement_take(Postgres *p, const char *text, const DbValue *args, size_t n_args,
                          GError **error);
Statement *statement_take_own(Postgres *p, const char *sql, const Oid *types, size_t n,
                              GError **error);

/* At the server. */
typedef char StatementName[16];
void statement_name(const Statement *statement, StatementName name);
