/* The portable dialect's statements in PostgreSQL's words. Private to db/postgres/. */
#pragma once

#include "../engine.h"

/* A statement as it was read. What differs: `?` is `$1`, `$2`, …; X'FF' is a bytea; a plus that
 * says "no index for this column" (db/db.h) is left out. */
typedef struct {
    char *sql;
    const char *mark; /* what stands before the number of each mark: "$", or as asked for */
    size_t n_marks;
    GPtrArray *words; /* identifiers and keywords in order, in small letters; "*": all columns */
} Dialect;

void dialect_read(const char *portable, Dialect *dialect);
/* With `?` as columns of something else: `given.v` for given.v1, given.v2, … Borrowed. */
void dialect_read_over(const char *portable, const char *mark, Dialect *dialect);
void dialect_clear(Dialect *dialect);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Dialect, dialect_clear)

/* The table that the statement writes, NULL: none. */
const char *dialect_written_table(const Dialect *dialect);

/* Whether it is an INSERT that gives the rows their ids itself. */
bool dialect_numbers_itself(const Dialect *dialect);

/* What the program may not do (DbOptions) is refused here before the server sees it. The server's
 * own lock on that are the rights of the role that the program connects as. */
bool dialect_is_allowed(const Dialect *dialect, const DbRights *rights, GError **error);
