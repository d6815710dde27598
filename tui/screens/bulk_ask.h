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
