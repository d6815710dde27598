/* The search indexes of a SQLite base. Private to db/sqlite/. */
#pragma once

#include "sqlite.h"

typedef enum {
    SEARCH_PUT,
    SEARCH_REMOVE,
    SEARCH_CANDIDATES,
    SEARCH_LAST_ID,
    SEARCH_SLICE_END,
    SEARCH_FILL,
    SEARCH_MERGE,
    SEARCH_OPTIMIZE,
    SEARCH_SEAL,
    SEARCH_MISSING,
    SEARCH_SAMPLE_ID,
    SEARCH_SAMPLE_TEXT,
    SEARCH_FIND,
    SEARCH_STATEMENTS
} SearchStatement;

typedef struct {
    char *table;
    char *sql[SEARCH_STATEMENTS];
} SearchIndex;

/* Borrowed; NULL: there is no such index, or the library is too old for it. */
const SearchIndex *sqlite_search_index(Sqlite *s, const char *name, GError **error);
void search_index_free(SearchIndex *index);

/* The names of all search indexes. */
GPtrArray *sqlite_search_indexes(Sqlite *s, GError **error);

/* MATCH expression for rows with all the pieces of all words; NULL: there is no piece. */
char *sqlite_search_expression(const char *const *words);

bool sqlite_search_add(Db *db, const char *index, int64_t id, const char *text, GError **error);
bool sqlite_search_remove(Db *db, const char *index, int64_t id, GError **error);
GArray *sqlite_search_candidates(Db *db, const char *index, const char *const *words, int64_t limit,
                                 GError **error);

/* search_fill.c */
bool sqlite_search_fill(Db *db, const char *index, const DbActor *actor, int64_t since,
                        bool (*progress)(int64_t done, void *data), void *data, GError **error);
