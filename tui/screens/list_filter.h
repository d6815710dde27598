/* Conditions on the columns of a list. What a condition says is kept by what is stored, not by what
 * is shown: a saved view means the same in every language and after a choice got another name.
 *
 * In words, as TableFilter has them: "" nothing is entered, "=VALUE" it is this, "@DAY" an instant
 * of this day of the enterprise's calendar. */
#pragma once

#include "core/query.h"
#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* Whether there are any on this column. */
bool list_filter_takes(const Entity *entity, const Column *column);

/* Filters by what the cell under the cursor holds: by the record itself, so that of two people of
 * one name the right one is meant. */
void list_filter_by_cell(App *app, const Entity *entity, Table *table, const char *column);

/* As a person reads it; "" for an empty one. Free with g_free. */
char *list_filter_shown(App *app, const Entity *entity, const char *column, const char *words);

typedef struct {
    const char *field; /* static */
    FilterKind kind;
    char *value; /* g_free; NULL for FILTER_EMPTY */
} ListCondition;

/* What a query is asked; none for a column that there is no more. Returns how many. */
#define LIST_CONDITIONS_MAX 2
guint list_filter_conditions(App *app, const Entity *entity, const TableFilter *filter,
                             ListCondition conditions[LIST_CONDITIONS_MAX]);
