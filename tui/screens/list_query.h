/* What a table asks for, as core is asked; and core's rows as a table has them. */
#pragma once

#include "core/query.h"
#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* Records of an entity: all, or those of one of its scopes. */
typedef struct {
    const Entity *entity;
    const char *scope; /* NULL: all */
    int64_t scope_value;
} ListPart;

/* Owns all that the query points to, so that it can be asked in another thread. */
typedef struct {
    Actor actor;
    Query query;
    GArray *filters;    /* Filter */
    GPtrArray *strings; /* what query and filters point to */
} ListQuery;

void list_query_init(ListQuery *asked, App *app, ListPart part, const TableQuery *wanted);
void list_query_clear(ListQuery *asked);

/* Instead of a record's id: the first one that is found. */
#define FOUND_FIRST (-1)
/* Its id, looked up in the worker; 0: there is none, or it cannot be read. */
int64_t list_query_first(Base *base, const ListQuery *asked);

TableRow *list_query_row(const QueryRow *from);
