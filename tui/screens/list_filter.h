/* Conditions on the columns of a list. What a condition says is kept by what is stored, not by what
 * is shown: a saved view means the same in every language and after a choice got another name.
 *
 * In words, as TableFilter has them: "" nothing is entered, "=VALUE" it is this, "~TEXT" it
 * contains this, "[DAY..DAY" from one day to the other, of which one may be left out; an instant
 * belongs to a day of the enterprise's calendar. */
#pragma once

#include "core/query.h"
#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* The field that conditions on this column are about; NULL: there are none. */
const Field *list_filter_field(const Entity *entity, const Column *column);

/* Filters by what the cell under the cursor holds: by the record itself, so that of two people of
 * one name the right one is meant. */
void list_filter_by_cell(App *app, const Entity *entity, Table *table, const char *column);

/* Asks for the column and for what is wanted of it. */
void list_filter_ask(App *app, const Entity *entity, Table *table);

/* As a person reads it; "" for an empty one. Free with g_free. */
char *list_filter_shown(App *app, const Entity *entity, const char *column, const char *words);

/* Filters by these words; NULL: no more by this column. */
void list_filter_set(App *app, const Entity *entity, Table *table, const char *column,
                     const char *words);

/* Both days of "[DAY..DAY", "" where one is left out. Free with g_free. False: these are none. */
bool list_filter_days(const char *words, char **from, char **to);

typedef struct {
    const char *field; /* static */
    FilterKind kind;
    char *value; /* g_free; NULL for FILTER_EMPTY */
} ListCondition;

/* What a query is asked; none for a column that there is no more. Returns how many. */
#define LIST_CONDITIONS_MAX 2
guint list_filter_conditions(App *app, const Entity *entity, const TableFilter *filter,
                             ListCondition conditions[LIST_CONDITIONS_MAX]);
