#include "tui/app/lock.h"

#include <glib/gi18n-lib.h>

#include "core/auth.h"
#include "tui/screens/account.h"
#include "tui/widgets/dialog.h"

typedef struct {
    View view;
    App *app;
} Cover;

static void draw(View *view, const Canvas *canvas)
{
    const App *app = ((Cover *)view)->app;
    const struct {
        Style style;
        const char *text;
    } lines[] = {
        {STYLE_TITLE, "UkrCRM"},
        {STYLE_TEXT, app->my_name},
        {STYLE_TEXT, ""},
        {STYLE_TEXT, _("The screen is locked; what was typed is kept.")},
        {STYLE_DIM, _("Any key asks for the password. F10 ends the session.")},
    };
    draw_clear(canvas, STYLE_TEXT);
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
        draw_cell(canvas, canvas->area.h / 3 + (int)i, 0, canvas->area.w, lines[i].style,
                  ALIGN_CENTRE, lines[i].text);
}

static void end_answered(gpointer data, int answer)
{
    if (answer == 1)
        ui_quit(data);
}

static void ask_to_end(Ui *ui)
{
    const char *const buttons[] = {_("Stay"), _("End the session"), NULL};
    ui_push(ui, dialog_ask(ui, &(DialogSpec){.title = _("End the session"),
                                             .text = _("Drafts of open forms are kept."),
                                             .buttons = buttons,
                                             .done = end_answered,
                                             .data = ui}));
}

static Result ask_password(Cover *cover)
{
    ui_push(cover->app->ui, account_form_new(cover->app, ACCOUNT_UNLOCK, NULL));
    return RESULT_REPAINT;
}

/* No key goes further than this. */
static Result key(View *view, const Key *key)
{
    const Action *action = action_for_key(key, CTX_DIALOG);
    if (!action || action->id != ACT_CLOSE)
        return ask_password((Cover *)view);
    ask_to_end(view->ui);
    return RESULT_REPAINT;
}

static Result mouse(View *view, const Mouse *mouse)
{
    return mouse->kind == MOUSE_PRESS ? ask_password((Cover *)view) : RESULT_HANDLED;
}

static Result act(View *view, const Action *action)
{
    return RESULT_HANDLED;
}

static void cover_free(View *view)
{
    g_free(view);
}

static const ViewClass class = {
    .name = "lock",
    .covers = true,
    .draw = draw,
    .key = key,
    .act = act,
    .mouse = mouse,
    .free = cover_free,
};

void lock_client(App *app, const char *farewell)
{
    bool has_password = false;
    if (app->cover || !app->actor.profile_id)
        return;
    ui_keep_drafts(app->ui);
    auth_has_password(app->base, app->actor.profile_id, &has_password, NULL);
    if (!has_password) {
        app->farewell = farewell;
        ui_quit(app->ui);
        return;
    }
    Cover *cover = g_new0(Cover, 1);
    view_init(&cover->view, &class, app->ui);
    cover->app = app;
    app->cover = ui_push(app->ui, &cover->view);
}

void lock_open(App *app)
{
    View *cover = g_steal_pointer(&app->cover);
    if (cover)
        ui_close(app->ui, cover);
}
