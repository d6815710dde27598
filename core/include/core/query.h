/* Lists of records: keyset pages by any listed column, filters, search. Same cost on the first page
 * and on the last of a million. */
#pragma once

#include "core/entity.h"

typedef enum {
    FILTER_IS,
    FILTER_IS_NOT,
    FILTER_FROM,
    FILTER_TO,
    FILTER_CONTAINS,
    FILTER_EMPTY,
    FILTER_NOBODY /* a reference: there is none, or to what is offered no more: who was dismissed */
} FilterKind;

typedef struct {
    const char *field; /* name of a field of the entity */
    FilterKind kind;
    const char *value; /* as stored; NULL for FILTER_EMPTY and FILTER_NOBODY */
} Filter;

typedef struct {
    const Entity *entity;
    const Filter *filters;
    size_t n_filters;
    const char *scope;       /* name of one of the entity's scopes; NULL: none */
    int64_t scope_values[2]; /* its parameters */
    const char *search;      /* as typed; NULL or "": none */
    bool as_typed;           /* what is not found so is not tried in the other keyboard layout */
    const char *order;       /* column name; NULL: by title */
    bool descending;
    bool archived; /* the archived ones instead */
} Query;

typedef struct {
    int64_t id;
    int64_t
        style; /* entity's own row mark: task: 1 overdue, 2 closed; employee: 2 dismissed; else 0 */
    char **cells;   /* by column index, shown form; NULL-terminated */
    char *position; /* opaque: where the row stands in this order, for query_page */
} QueryRow;

void query_row_free(QueryRow *row);

/* Up to `limit` rows (QueryRow *, owned by the array) after or before `position` (exclusive; NULL:
 * from the first, or with `backward` the last), always in list order. `search_swapped` (may be
 * NULL): the search had no hit as typed and was tried in the other keyboard layout. */
GPtrArray *query_page(Base *base, const Actor *actor, const Query *query, const char *position,
                      bool backward, int limit, bool *search_swapped, GError **error);
/* The position string of a record in this order, if the query has it (*position NULL otherwise). */
bool query_locate(Base *base, const Actor *actor, const Query *query, int64_t id, char **position,
                  GError **error);
/* How many rows, and how many stand before `position`. Counting stops at `most` (then *exact is
 * false). Slow on large bases: call it off the key loop. */
bool query_count(Base *base, const Actor *actor, const Query *query, const char *position,
                 int64_t most, int64_t *total, int64_t *before, bool *exact, GError **error);
/* The ids (int64_t) of all rows, in no order; as slow as counting them. g_array_unref. */
GArray *query_ids(Base *base, const Actor *actor, const Query *query, GError **error);
/* Titles for a reference field: rows whose title matches what is typed. Employees dismissed,
 * archived rows left out. */
GPtrArray *query_choices(Base *base, const Actor *actor, const Field *field, const char *typed,
                         int limit, GError **error); /* of Choice */
typedef struct {
    int64_t id;
    char *title;
    char *note; /* tells namesakes apart: what the list says of it first, besides; "": nothing */
} Choice;
void choice_free(Choice *choice);
