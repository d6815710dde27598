/* The choice of a list's saved views. Line 0 is the list without any. */
#include <glib/gi18n-lib.h>

#include "tui/app/undo.h"
#include "tui/screens/list_views_private.h"
#include "tui/screens/view_content.h"
#include "tui/widgets/pick.h"

typedef struct {
    ListViews *views;
    Pick *pick;
    GPtrArray *saved; /* SavedView */
} Choosing;

static void choosing_free(gpointer data)
{
    Choosing *choosing = data;
    g_ptr_array_unref(choosing->saved);
    g_free(choosing);
}

/* NULL: no saved view stands on this line. */
static const SavedView *view_at(const Choosing *choosing, int index)
{
    return index < 1 ? NULL : choosing->saved->pdata[index - 1];
}

/* --- lines ------------------------------------------------------------------------------------ */

static bool is_own(const Choosing *choosing, const SavedView *view)
{
    return view->profile_id == choosing->views->app->actor.profile_id;
}

static char *remark_of(const Choosing *choosing, const SavedView *view)
{
    g_autofree char *summary =
        view_content_summary(choosing->views->app, choosing->views->entity, view->content);
    if (!view->shared)
        return g_steal_pointer(&summary);
    g_autofree char *whose = is_own(choosing, view)
                                 ? g_strdup(_("shared by you"))
                                 : g_strdup_printf(_("shared by %s"), view->author);
    return *summary ? g_strdup_printf("%s · %s", whose, summary) : g_steal_pointer(&whose);
}

static void add_lines(Choosing *choosing)
{
    const SavedView *applied = choosing->views->applied;
    int current = 0;
    pick_add(choosing->pick, NULL, _("Everything"),
             choosing->saved->len ? _("no search, no filters, your own columns")
                                  : _("A view keeps search, filters, order and columns under a "
                                      "name. F7 makes one of what the list shows now."),
             false);
    for (guint i = 0; i < choosing->saved->len; i++) {
        const SavedView *view = choosing->saved->pdata[i];
        bool is_applied = applied && applied->id == view->id;
        g_autofree char *remark = remark_of(choosing, view);
        pick_add(choosing->pick, is_applied ? "✓" : NULL, view->name, remark, false);
        if (is_applied)
            current = (int)i + 1;
    }
    pick_set_current(choosing->pick, current);
}

static GPtrArray *read_views(ListViews *views)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *saved = saved_views(views->app->base, app_actor(views->app), views->screen, &error);
    if (!saved)
        app_tell_error(views->app, error);
    return saved;
}

static void read_again(gpointer data)
{
    Choosing *choosing = data;
    GPtrArray *saved = read_views(choosing->views);
    if (!saved)
        return;
    g_ptr_array_unref(choosing->saved);
    choosing->saved = saved;
    pick_set_find(choosing->pick, "");
    pick_clear(choosing->pick);
    add_lines(choosing);
    ui_repaint(choosing->views->app->ui);
}

/* --- what is done with them ------------------------------------------------------------------- */

static void chosen(gpointer data, int index)
{
    Choosing *choosing = data;
    if (index >= 0)
        list_views_apply(choosing->views, view_at(choosing, index));
}

static void saved_new(gpointer data)
{
    Choosing *choosing = data;
    ui_close(choosing->views->app->ui, pick_view(choosing->pick));
}

/* The dialog goes with it, so that the list is there to take it back in. */
static Result delete_view(const Choosing *choosing, const SavedView *view)
{
    ListViews *views = choosing->views;
    App *app = views->app;
    g_autoptr(GError) error = NULL;
    g_autofree char *told = g_strdup_printf(_("The view “%s” was deleted."), view->name);
    if (!saved_view_delete(app->base, app_actor(app), view, &error)) {
        app_tell_error(app, error);
        return RESULT_CLOSE;
    }
    if (views->applied && views->applied->id == view->id)
        list_views_call(views, NULL);
    undo_offer(app, undo_of_view(app_actor(app), views->screen, saved_view_copy(view)), told);
    return RESULT_CLOSE;
}

static Result act(gpointer data, int index, const Action *action)
{
    Choosing *choosing = data;
    const SavedView *view = view_at(choosing, index);
    if (action->id == ACT_DELETE)
        return delete_view(choosing, view);
    if (action->id == ACT_NEW)
        list_views_ask_name(choosing->views, NULL, saved_new, choosing);
    else
        list_views_ask_name(choosing->views, view, read_again, choosing);
    return RESULT_REPAINT;
}

static Offer offer(gpointer data, int index, const Action *action, const char **reason)
{
    const Choosing *choosing = data;
    const App *app = choosing->views->app;
    const SavedView *view = view_at(choosing, index);
    if (action->id == ACT_NEW)
        return OFFER_YES;
    if (!view)
        return OFFER_NO;
    *reason = _("This view is another person's; your role changes only its own.");
    return saved_view_may_delete(app->base, &app->actor, view, NULL) ? OFFER_YES : OFFER_REFUSED;
}

void list_views_open(ListViews *views, Table *table)
{
    GPtrArray *saved = read_views(views);
    if (!saved)
        return;
    g_autofree char *title = g_strdup_printf("%s: %s", _("Views"), _(views->entity->plural));
    Choosing *choosing = g_new(Choosing, 1);
    *choosing = (Choosing){.views = views, .saved = saved};
    choosing->pick = pick_new(views->app->ui, &(PickSpec){.title = title,
                                                          .find = true,
                                                          .explain = true,
                                                          .done = chosen,
                                                          .contexts = CTX_VIEWS,
                                                          .act = act,
                                                          .offer = offer,
                                                          .data = choosing,
                                                          .free_data = choosing_free});
    add_lines(choosing);
    ui_push(views->app->ui, pick_view(choosing->pick));
}
