/* Between the screen of calls, what it shows of one, and what came of it. */
#pragma once

#include "core/record.h"
#include "core/task.h"
#include "tui/app/app.h"

/* A task as a person reads it who is about to call. Free with g_free. */
char *call_text(App *app, const Record *task, const Record *client);
/* The client's telephones in one line; NULL: there are none. Free with g_free. */
char *call_phones(const Record *client);

/* What came of a call. `done` gets it once it is saved; the words are for the toast. */
typedef void (*OutcomeDone)(gpointer data, const TaskConclusion *conclusion, const char *words);

bool outcome_is(ActionId id);
/* Saves it, after asking what it needs to know. `done` is called at most once; `data` outlives what
 * is asked. */
void outcome_conclude(App *app, ActionId id, const Record *task, const Record *client,
                      OutcomeDone done, gpointer data);
