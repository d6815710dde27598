/* Conditions on the columns of a list. What a condition says is kept by what is stored, not by what
 * is shown: a saved view means the same in every language and after a choice got another name; and
 * it means the same tomorrow, and to a colleague with whom it is shared.
 *
 * In words, as TableFilter has them: "" nothing is entered, "=VALUE" it is this, "=@me" whoever
 * looks, "?" nobody, or who was dismissed, "~TEXT" it contains this, "[DAY..DAY" from one day to
 * the other, of which one may be left out, "!" late. A day is "2026-03-05", or so many after today:
 * "@0", "@-7"; an instant belongs to a day of the enterprise's calendar. */
#pragma once

#include "core/query.h"
#include "tui/app/app.h"
#include "tui/widgets/table.h"

#define FILTER_WORDS_ME "=@me"
#define FILTER_WORDS_NOBODY "?"
#define FILTER_WORDS_LATE "!"

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

/* Both days of "[DAY..DAY" as they are today, "" where one is left out. Free with g_free. False:
 * these are none. */
bool list_filter_days(App *app, const char *words, char **from, char **to);
/* The words for them; `moving`: they go on with the calendar. Free with g_free. */
char *list_filter_days_words(App *app, const char *from, const char *to, bool moving);

typedef struct {
    const char *field; /* static */
    FilterKind kind;
    char *value; /* g_free; may be NULL */
} ListCondition;

/* What a query is asked; none for a column that there is no more. Returns how many. */
#define LIST_CONDITIONS_MAX 4
guint list_filter_conditions(App *app, const Entity *entity, const TableFilter *filter,
                             ListCondition conditions[LIST_CONDITIONS_MAX]);
