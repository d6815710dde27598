/* What a list shows, as the text of a saved view: search, conditions, order, columns.
 *
 * A key file: [view] with find and layout, and a group "filter N" with column and value for each
 * condition. What of it the list does not know (a column that was, a key that is to come) is left
 * out. */
#pragma once

#include "tui/app/app.h"
#include "tui/widgets/table.h"

/* Equal texts: the same is shown. Free with g_free. */
char *view_content(const Table *table);

/* False: this is no such text; nothing has changed then. */
bool view_content_show(App *app, const Entity *entity, Table *table, const char *content);

/* One line for who chooses: "Status: New · find «cafe» · Due ▲". Free with g_free. */
char *view_content_summary(App *app, const Entity *entity, const char *content);
