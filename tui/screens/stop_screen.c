/* Stopping for good all that an enterprise, a campaign or a list is sending. Nothing brings it
 * back, so the number is typed. */
#include <glib/gi18n-lib.h>

#include "core/campaign.h"
#include "tui/screens/parts.h"
#include "tui/widgets/progress.h"

#define SLICE 100 /* clients a transaction: others' saves wait no longer */

typedef struct {
    App *app;
    PauseScope scope;
    int64_t id, count;
    char *title;
    /* the work */
    Progress *progress;
    int64_t after, stopped;
    bool cancelled;
} Stopping;

static void stopping_free(gpointer data)
{
    Stopping *stopping = data;
    g_free(stopping->title);
    g_free(stopping);
}

/* --- the work --------------------------------------------------------------------------------- */

static void finish(Stopping *stopping, const GError *error)
{
    App *app = stopping->app;
    g_autofree char *told =
        g_strdup_printf(g_dngettext(GETTEXT_PACKAGE, "Stopped for good for %d client.",
                                    "Stopped for good for %d clients.", (gulong)stopping->stopped),
                        (int)stopping->stopped);
    progress_finish(stopping->progress, told);
    if (error)
        app_tell_error(app, error);
    stopping_free(stopping);
    ui_reload(app->ui);
}

static void stop_slice(gpointer data)
{
    Stopping *stopping = data;
    App *app = stopping->app;
    int64_t stopped = 0;
    g_autoptr(GError) error = NULL;
    bool done = !stopping->cancelled &&
                campaign_stop(app->base, app_actor(app), stopping->scope, stopping->id, SLICE,
                              &stopping->after, &stopped, &error);
    stopping->stopped += stopped;
    if (!done || !stopping->after) {
        finish(stopping, error);
        return;
    }
    progress_set(stopping->progress, stopping->stopped, stopping->count, 0);
    loop_timer(ui_loop(app->ui), 0, false, stop_slice, stopping);
}

static void cancel(gpointer data)
{
    ((Stopping *)data)->cancelled = true;
}

static void start(const Stopping *asked)
{
    Stopping *stopping = g_memdup2(asked, sizeof *asked);
    stopping->title = g_strdup(asked->title);
    stopping->progress = progress_start(
        stopping->app->ui,
        &(ProgressSpec){.title = stopping->title, .cancel = cancel, .data = stopping});
    progress_set(stopping->progress, 0, stopping->count, 0);
    loop_timer(ui_loop(stopping->app->ui), 0, false, stop_slice, stopping);
}

/* --- the question ----------------------------------------------------------------------------- */

static Result answered(gpointer data, Form *form)
{
    const Stopping *stopping = data;
    if (g_ascii_strtoll(form_get(form, "count"), NULL, 10) != stopping->count) {
        g_autofree char *wrong =
            g_strdup_printf(_("to stop them for good, type %d"), (int)stopping->count);
        form_set_error(form, "count", wrong);
        return RESULT_REPAINT;
    }
    start(stopping);
    return RESULT_CLOSE;
}

static void ask(Stopping *stopping)
{
    static const InputSpec fields[] = {
        {.name = "count",
         .label = N_("How many to stop"),
         .kind = INPUT_NUMBER,
         .flags = INPUT_REQUIRED | INPUT_FIRST,
         .max_chars = 10},
    };
    App *app = stopping->app;
    g_autofree char *text = g_strdup_printf(
        g_dngettext(GETTEXT_PACKAGE,
                    "%d client is getting letters. Stopping is for good: they can only be "
                    "started anew, from the first letter. To go on later, pause instead.",
                    "%d clients are getting letters. Stopping is for good: they can only be "
                    "started anew, from the first letter. To go on later, pause instead.",
                    (gulong)stopping->count),
        (int)stopping->count);
    Form *form = form_new(app->ui, &(FormSpec){.name = "stop",
                                               .title = stopping->title,
                                               .text = text,
                                               .fields = fields,
                                               .n_fields = G_N_ELEMENTS(fields),
                                               .save_label = N_("Stop for good"),
                                               .dialog = true,
                                               .unguarded = true,
                                               .save = answered,
                                               .data = stopping,
                                               .free_data = stopping_free});
    ui_push(app->ui, form_view(form));
}

Result sending_stop(App *app, const Record *record)
{
    g_autoptr(GError) error = NULL;
    int64_t count = 0;
    PauseScope scope = sending_scope(record->entity);
    if (!campaign_going_on(app->base, app_actor(app), scope, record->id, &count, &error)) {
        app_tell_error(app, error);
    } else if (count == 0) {
        ui_toast(app->ui, _("Nothing to stop: no client is getting letters of this."));
    } else {
        Stopping *stopping = g_new0(Stopping, 1);
        *stopping = (Stopping){.app = app,
                               .scope = scope,
                               .id = record->id,
                               .count = count,
                               .title = record_title(app->base, app_actor(app), record)};
        ask(stopping);
    }
    return RESULT_REPAINT;
}
