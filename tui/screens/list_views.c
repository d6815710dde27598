#include <glib/gi18n-lib.h>

#include "core/draft.h"
#include "tui/screens/list_views_private.h"
#include "tui/screens/view_content.h"

#define NAME_COLUMNS 32 /* of a view's name in the title */

ListViews *list_views_new(App *app, const Entity *entity, const char *screen)
{
    ListViews *views = g_new0(ListViews, 1);
    *views = (ListViews){.app = app, .entity = entity, .screen = g_strdup(screen)};
    return views;
}

void list_views_free(ListViews *views)
{
    saved_view_free(views->applied);
    g_free(views->as_applied);
    g_free(views->first_layout);
    g_free(views->screen);
    g_free(views);
}

/* --- one's own columns ------------------------------------------------------------------------ */

static char *own_layout(const ListViews *views)
{
    char *layout =
        screen_setting_find(views->app->base, app_actor(views->app), views->screen, NULL);
    return layout ? layout : g_strdup(views->first_layout);
}

void list_views_start(ListViews *views, Table *table)
{
    views->table = table;
    views->first_layout = table_layout(table);
    g_autofree char *layout = own_layout(views);
    table_set_layout(table, layout);
}

void list_views_layout_changed(ListViews *views, const char *layout)
{
    g_autoptr(GError) error = NULL;
    if (!views->applied && !screen_setting_save(views->app->base, app_actor(views->app),
                                                views->screen, layout, &error))
        app_tell_error(views->app, error);
}

/* --- the view that is applied ----------------------------------------------------------------- */

void list_views_call(ListViews *views, const SavedView *view)
{
    SavedView *applied = view ? saved_view_copy(view) : NULL;
    saved_view_free(views->applied);
    g_free(views->as_applied);
    views->applied = applied;
    views->as_applied = view_content(views->table);
}

void list_views_apply(ListViews *views, const SavedView *view)
{
    g_autofree char *layout = own_layout(views);
    bool known = view && view_content_show(views->app, views->entity, views->table, view->content);
    if (!view)
        table_show_at_first(views->table, layout);
    else if (!known)
        ui_toast_error(views->app->ui, _("This view cannot be read: save it anew."));
    if (!view || known)
        list_views_call(views, view);
}

char *list_views_title(const ListViews *views, const Table *table)
{
    const char *title = _(views->entity->plural);
    if (!views->applied)
        return g_strdup(title);
    g_autofree char *now = view_content(table);
    g_autofree char *name = text_clip(views->applied->name, NAME_COLUMNS);
    return g_strdup_printf("%s · %s%s", title, name,
                           g_str_equal(now, views->as_applied) ? "" : "*");
}
