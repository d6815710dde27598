/* A comment on tasks, beside their cards. */
#pragma once

#include "tui/app/app.h"

/* Asks for it. One on a single task (int64_t) is written here, so that it stays in sight if it is
 * refused, and is kept as a draft until then; one on several is handed to `written`. That is called
 * once; comment NULL: there is nothing left to do. */
void task_comment_ask(App *app, const GArray *ids,
                      void (*written)(gpointer data, const char *comment), gpointer data);
