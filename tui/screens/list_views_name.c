/* The name of a saved view, and whether others see it. */
#include <glib/gi18n-lib.h>

#include "core/text.h"
#include "tui/screens/list_views_private.h"
#include "tui/screens/view_content.h"
#include "tui/widgets/dialog.h"
#include "tui/widgets/form.h"

typedef struct {
    ListViews *views;
    Form *form;
    SavedView *view; /* as it is to be stored */
    bool renames;    /* its content stays */
    LoopFunc then;
    gpointer data;
} Naming;

static void naming_free(gpointer data)
{
    Naming *naming = data;
    saved_view_free(naming->view);
    g_free(naming);
}

/* What was just kept is what the list shows. */
static void tell_list(const Naming *naming)
{
    ListViews *views = naming->views;
    const SavedView *view = naming->view;
    if (!naming->renames) {
        list_views_call(views, view);
    } else if (views->applied && views->applied->id == view->id) {
        saved_view_free(views->applied);
        views->applied = saved_view_copy(view);
    }
}

static bool store(Naming *naming)
{
    App *app = naming->views->app;
    g_autoptr(GError) error = NULL;
    if (!saved_view_save(app->base, app_actor(app), naming->views->screen, naming->view, &error)) {
        app_tell_form_error(app, naming->form, "name", error);
        return false;
    }
    g_autofree char *told = g_strdup_printf(_("The view “%s” is saved."), naming->view->name);
    tell_list(naming);
    ui_toast(app->ui, told);
    naming->then(naming->data);
    return true;
}

/* --- a name that is taken --------------------------------------------------------------------- */

static void replace_answered(gpointer data, int answer)
{
    Naming *naming = data;
    if (answer == 1 && store(naming))
        ui_close(naming->views->app->ui, form_view(naming->form));
    else
        naming->view->id = 0;
}

static void ask_replace(Naming *naming, const SavedView *taken)
{
    Ui *ui = naming->views->app->ui;
    const char *buttons[] = {_("Cancel"), _("Replace"), NULL};
    g_autofree char *text = g_strdup_printf(
        _("There is a view “%s” already. It will hold what the list shows now."), taken->name);
    naming->view->id = taken->id;
    naming->view->version = taken->version;
    ui_push(ui, dialog_ask(ui, &(DialogSpec){.title = _("Save view"),
                                             .text = text,
                                             .buttons = buttons,
                                             .danger = true,
                                             .done = replace_answered,
                                             .data = naming}));
}

/* The person's own view of this name, in `views`; NULL: none. */
static const SavedView *find_own(const Naming *naming, const GPtrArray *views)
{
    g_autofree char *name = text_clean_line(naming->view->name, -1, NULL);
    for (guint i = 0; views && i < views->len; i++) {
        const SavedView *view = views->pdata[i];
        if (view->profile_id == naming->views->app->actor.profile_id &&
            g_strcmp0(view->name, name) == 0)
            return view;
    }
    return NULL;
}

/* --- the form --------------------------------------------------------------------------------- */

static Result save(gpointer data, Form *form)
{
    Naming *naming = data;
    App *app = naming->views->app;
    g_free(naming->view->name);
    naming->view->name = g_strdup(form_get(form, "name"));
    naming->view->shared = g_str_equal(form_get(form, "shared"), "1");
    g_autoptr(GPtrArray) views =
        naming->renames ? NULL
                        : saved_views(app->base, app_actor(app), naming->views->screen, NULL);
    const SavedView *taken = find_own(naming, views);
    if (taken)
        ask_replace(naming, taken);
    return !taken && store(naming) ? RESULT_CLOSE : RESULT_REPAINT;
}

static SavedView *new_view(const ListViews *views)
{
    SavedView *view = g_new0(SavedView, 1);
    view->content = view_content(views->table);
    if (views->applied) {
        view->name = g_strdup(views->applied->name);
        view->shared =
            views->applied->shared && views->applied->profile_id == views->app->actor.profile_id;
    }
    return view;
}

void list_views_ask_name(ListViews *views, const SavedView *view, LoopFunc then, gpointer data)
{
    static const InputSpec fields[] = {
        {.name = "name",
         .label = N_("Name"),
         .kind = INPUT_TEXT,
         .flags = INPUT_REQUIRED | INPUT_FIRST,
         .max_chars = SAVED_VIEW_NAME_MOST,
         .width = 40},
        {.name = "shared",
         .label = N_("Everybody here sees it"),
         .kind = INPUT_CHECK,
         .hint = N_("All employees of this enterprise can apply it.")},
    };
    App *app = views->app;
    Naming *naming = g_new(Naming, 1);
    *naming = (Naming){.views = views,
                       .view = view ? saved_view_copy(view) : new_view(views),
                       .renames = view != NULL,
                       .then = then,
                       .data = data};
    bool may_share = naming->view->shared || saved_view_may_share(app->base, app_actor(app), NULL);
    naming->form = form_new(app->ui, &(FormSpec){.name = "view",
                                                 .title = view ? view->name : _("Save view"),
                                                 .fields = fields,
                                                 .n_fields = may_share ? 2 : 1,
                                                 .dialog = true,
                                                 .unguarded = true,
                                                 .save = save,
                                                 .data = naming,
                                                 .free_data = naming_free});
    form_init(naming->form, "name", naming->view->name ? naming->view->name : "", NULL);
    if (may_share)
        form_init(naming->form, "shared", naming->view->shared ? "1" : "0", NULL);
    ui_push(app->ui, form_view(naming->form));
}
