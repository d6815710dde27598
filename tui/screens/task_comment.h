/* A comment on tasks, beside their cards. */
#pragma once

#include "tui/app/app.h"

/* Asks for it. One on a single task (int64_t) is written here, so that it stays in sight if it is
 * refused, and is kept as a draft until then; one on several is handed to `written`, which is
 * called once in both cases (comment NULL: there is nothing left to do) and may be NULL for a
 * single one. */
void task_comment_ask(App *app, const GArray *ids,
                      void (*written)(gpointer data, const char *comment), gpointer data);
