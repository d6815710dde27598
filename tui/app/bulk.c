#include "tui/app/bulk.h"

#include <glib/gi18n-lib.h>

#include "tui/widgets/progress.h"

enum {
    SLICE = 50,                    /* records in one transaction */
    TURN_US = G_USEC_PER_SEC / 10, /* the worker goes through slices before it lets others read */
};

/* Held by the app and by each job on its way. Between submission and return of a job the worker has
 * `result` for itself. */
struct Bulk {
    App *app;
    const BulkAct *act;
    gpointer data; /* the act's */
    GArray *ids;
    BulkResult result;
    Progress *progress;
    int stop; /* atomic */
};

static void bulk_clear(gpointer data)
{
    Bulk *bulk = data;
    bulk->act->free_data(bulk->data);
    g_array_unref(bulk->ids);
    g_clear_error(&bulk->result.error);
}

static void bulk_unref(gpointer data)
{
    g_rc_box_release_full(data, bulk_clear);
}

static Bulk *bulk_new(App *app, const BulkAct *act, gpointer data, GArray *ids)
{
    Bulk *bulk = g_rc_box_new0(Bulk);
    bulk->app = app;
    bulk->act = act;
    bulk->data = data;
    bulk->ids = ids;
    bulk->result.ids = ids;
    bulk->result.actor = *app_actor(app);
    return bulk;
}

static bool is_over(const Bulk *bulk)
{
    return bulk->result.tried >= bulk->ids->len || bulk->result.error;
}

static void do_slice(Bulk *bulk, Base *base)
{
    BulkResult *result = &bulk->result;
    guint n = MIN(SLICE, bulk->ids->len - result->tried);
    const int64_t *ids = &g_array_index(bulk->ids, int64_t, result->tried);
    if (bulk->act->slice(base, &result->actor, bulk->data, ids, n, &result->refused,
                         &result->error))
        result->tried += n;
}

/* --- in the worker ---------------------------------------------------------------------------- */

static void run_turn(Base *base, gpointer data)
{
    Bulk *bulk = data;
    gint64 until = g_get_monotonic_time() + TURN_US;
    while (base && !is_over(bulk) && !g_atomic_int_get(&bulk->stop) &&
           g_get_monotonic_time() < until)
        do_slice(bulk, base);
}

static void submit(Bulk *bulk);

static void turn_done(gpointer data)
{
    Bulk *bulk = data;
    App *app = bulk->app;
    const GError *failure = worker_failure(app->worker);
    if (failure)
        bulk->result.error = g_error_copy(failure);
    bulk->result.cancelled = !is_over(bulk) && g_atomic_int_get(&bulk->stop);
    if (!is_over(bulk) && !bulk->result.cancelled) {
        progress_set(bulk->progress, bulk->result.tried, bulk->ids->len, bulk->result.refused);
        submit(bulk);
        return;
    }
    app->bulk = NULL;
    progress_finish(bulk->progress, NULL);
    bulk->act->done(app, bulk->data, &bulk->result);
    bulk_unref(bulk);
}

static void submit(Bulk *bulk)
{
    static const WorkerJob turn = {run_turn, turn_done, bulk_unref};
    worker_submit(bulk->app->worker, bulk, "bulk", &turn, g_rc_box_acquire(bulk));
}

static void stop(gpointer data)
{
    Bulk *bulk = data;
    g_atomic_int_set(&bulk->stop, 1);
}

static void start(Bulk *bulk)
{
    bulk->app->bulk = bulk;
    bulk->progress = progress_start(bulk->app->ui, &(ProgressSpec){.title = _(bulk->act->title),
                                                                   .background = true,
                                                                   .cancel = stop,
                                                                   .data = bulk});
    progress_set(bulk->progress, 0, bulk->ids->len, 0);
    submit(bulk);
}

/* --- at once ---------------------------------------------------------------------------------- */

static void finish_here(Bulk *bulk)
{
    while (!is_over(bulk))
        do_slice(bulk, bulk->app->base);
    bulk->act->done(bulk->app, bulk->data, &bulk->result);
    bulk_unref(bulk);
}

bool bulk_run(App *app, const BulkAct *act, gpointer data, GArray *ids)
{
    bool few = ids->len <= BULK_AT_ONCE;
    if (!few && app->bulk) {
        act->free_data(data);
        g_array_unref(ids);
        ui_toast_error(app->ui, _("Other work on many records is still running: wait for its end, "
                                  "or cancel it."));
        return false;
    }
    Bulk *bulk = bulk_new(app, act, data, ids);
    if (few)
        finish_here(bulk);
    else
        start(bulk);
    return true;
}

char *bulk_sentence(const BulkResult *result, const char *done)
{
    g_autofree char *rest = text_number(result->ids->len - result->tried);
    return result->cancelled || result->error
               ? g_strdup_printf(_("Stopped with %s left. %s"), rest, done)
               : g_strdup(done);
}

void bulk_abandon(App *app)
{
    Bulk *bulk = g_steal_pointer(&app->bulk);
    if (!bulk)
        return;
    stop(bulk);
    worker_cancel(app->worker, bulk);
    progress_finish(bulk->progress, NULL);
    bulk_unref(bulk);
}
