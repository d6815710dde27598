/* The question before something wide is done to many records of a list. */
#pragma once

#include "tui/app/app.h"

/* More than so many are asked about: docs/rules.md, "Many records at once". */
#define UNASKED_MOST 10

/* "Іваненко, Петренко, Сидоренко and 39 more": `first` are the first few of `all` records. Free
 * with g_free. */
char *bulk_names(App *app, const Entity *entity, const GArray *first, guint all);

/* Asks `text`; the answer is 1 for `verb`. */
void bulk_ask(App *app, const Entity *entity, const char *text, const char *verb, bool danger,
              void (*answered)(gpointer data, int answer), gpointer data);

/* What is asked before something is done to records. */
typedef struct {
    const char *where; /* stands before the names of many: "To «Solved»"; NULL: they stand alone */
    const char *verb;  /* msgid: the button that does it to many, with their number */
    const char *doubt; /* asked about however many they are; NULL: nothing */
} BulkQuestion;

/* Asks whether so many are meant, and about the doubt; what needs no question is answered at once.
 * The answer is 1 for doing it. `first` are the first few of `ids` (int64_t). */
void bulk_confirm(App *app, const Entity *entity, const BulkQuestion *question, const GArray *ids,
                  const GArray *first, void (*answered)(gpointer data, int answer), gpointer data);
