/* How a person has a list: its columns and order as they were last left, and the saved view that is
 * applied instead. A view is a guest: what is changed under it is remembered only where the person
 * saves it. */
#pragma once

#include "tui/app/app.h"
#include "tui/widgets/table.h"

typedef struct ListViews ListViews;

/* `screen` is the list's name in the base; copied. */
ListViews *list_views_new(App *app, const Entity *entity, const char *screen);
void list_views_free(ListViews *views);

/* Before the first paint: the table looks as it was left. */
void list_views_start(ListViews *views, Table *table);

/* The person has changed columns or order. */
void list_views_layout_changed(ListViews *views, const char *layout);

/* The list's title, with the name of the view that is applied, and "*" once something else is
 * shown than it says. Free with g_free. */
char *list_views_title(const ListViews *views, const Table *table);

/* The dialog: applies, keeps, renames, shares and deletes them. */
void list_views_open(ListViews *views, Table *table);
