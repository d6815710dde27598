/* What a card that is moved takes along. */
#pragma once

#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* The marked ones if this is one of them, else it alone (gint64). NULL, told: it is not known which
 * they are. Free with g_array_unref. */
GArray *list_moved_with(App *app, Table *table, gint64 id);
