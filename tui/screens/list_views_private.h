/* What the files of the saved views share. */
#pragma once

#include "core/saved_view.h"
#include "tui/screens/list_views.h"

struct ListViews {
    App *app;
    const Entity *entity;
    char *screen;
    Table *table;       /* from list_views_start on */
    char *first_layout; /* of who has never changed it */
    SavedView *applied; /* NULL: none */
    char *as_applied;   /* what the list showed then */
};

/* Shows what the view says; NULL: everything, in one's own columns. */
void list_views_apply(ListViews *views, const SavedView *view);

/* What the list shows is this view's from now on. */
void list_views_call(ListViews *views, const SavedView *view);

/* Asks for the name of a view and whether it is shared. `view` is a new one of what the list shows
 * (NULL), or one to be renamed, which is copied. `then` is called when it is stored. */
void list_views_ask_name(ListViews *views, const SavedView *view, LoopFunc then, gpointer data);
