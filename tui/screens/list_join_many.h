/* Putting many clients into a list. */
#pragma once

#include "tui/app/app.h"

/* Takes `ids` (gint64) over. What the list's campaigns start is told at the end. */
void list_join_many(App *app, int64_t list_id, const char *title, GArray *ids);
