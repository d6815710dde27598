#include "tui/app/link.h"

#include <glib/gi18n-lib.h>

#include "tui/app/pulse.h"

enum {
    LOOK_MS = 250,
    AGAIN_US = G_USEC_PER_SEC, /* between two tries */
    LASTING = 3,               /* tries that fail alike: no restart, something to do */
};

/* One try to connect; shared with its thread, which may outlive the client. */
typedef struct {
    char *url, *doubt; /* doubt: of a save whose outcome is looked up; NULL: none */
    Base *base;        /* NULL: no connection, or no answer about the doubt */
    GError *error;     /* why not */
    bool saved;
    int done; /* atomic: the rest is the loop's */
} Attempt;

struct Link {
    App *app;
    guint timer; /* while the connection is lost */
    Attempt *attempt;
    gint64 again_at;
    char *reason;     /* why the last try failed; NULL: none did */
    char *words;      /* the same as it is told */
    unsigned n_alike; /* tries that failed so, one after the other */
    bool told;
    const View *doubtful; /* what was being saved when it broke; may be gone by now */
};

/* --- the thread ------------------------------------------------------------------------------- */

static void attempt_clear(gpointer data)
{
    Attempt *attempt = data;
    base_close(attempt->base);
    g_clear_error(&attempt->error);
    g_free(attempt->url);
    g_free(attempt->doubt);
}

static void attempt_unref(Attempt *attempt)
{
    g_atomic_rc_box_release_full(attempt, attempt_clear);
}

static gpointer try(gpointer data)
{
    Attempt *attempt = data;
    attempt->base = base_open_for_keys(attempt->url, PROGRAM_CLIENT, &attempt->error);
    if (attempt->base && attempt->doubt &&
        !base_outcome(attempt->base, attempt->doubt, &attempt->saved, &attempt->error))
        g_clear_pointer(&attempt->base, base_close);
    g_atomic_int_set(&attempt->done, 1);
    attempt_unref(attempt);
    return NULL;
}

static void begin(Link *link)
{
    Attempt *attempt = g_atomic_rc_box_new0(Attempt);
    attempt->url = g_strdup(program_url(link->app->invocation));
    attempt->doubt = g_strdup(base_unsettled(link->app->base));
    link->attempt = attempt;
    g_thread_unref(g_thread_new("link", try, g_atomic_rc_box_acquire(attempt)));
}

/* --- the loop --------------------------------------------------------------------------------- */

static bool has_unsaved(View *view)
{
    g_autofree char *what = view->class->unsaved ? view->class->unsaved(view) : NULL;
    return what != NULL;
}

/* The form whose input is saved after all would save it a second time. */
static void tell_outcome(Link *link, bool saved)
{
    Ui *ui = link->app->ui;
    View *top = ui_top(ui);
    if (saved && top == link->doubtful && has_unsaved(top))
        ui_close(ui, top);
    if (saved)
        ui_toast(ui, _("The server is back: what was being saved is saved."));
    else
        ui_toast_error(ui,
                       _("The server is back: what was being saved is not saved, save it again."));
}

static const char *lost_words(void)
{
    return _("No connection to the server: nothing was changed. It comes back by itself.");
}

static bool lasts(const Link *link)
{
    return link->n_alike >= LASTING;
}

/* Who was refused something a moment ago may not have read that yet. */
static void tell_return(Link *link)
{
    const char *toast = ui_toasted(link->app->ui);
    bool refused =
        toast && (g_str_equal(toast, lost_words()) || g_strcmp0(toast, link->words) == 0);
    ui_toast(link->app->ui,
             refused ? _("The connection to the server is back; nothing was changed meanwhile.")
                     : _("The connection to the server is back."));
}

static void forget_reason(Link *link)
{
    g_clear_pointer(&link->reason, g_free);
    g_clear_pointer(&link->words, g_free);
    link->n_alike = 0;
    link->told = false;
}

static void take(Link *link, Attempt *attempt)
{
    App *app = link->app;
    loop_cancel(ui_loop(app->ui), link->timer);
    link->timer = 0;
    base_replace(app->base, g_steal_pointer(&attempt->base));
    frame_set_notice(ui_frame(app->ui), NULL, false);
    if (app->actor.profile_id)
        pulse_begin(app->pulse);
    if (attempt->doubt)
        tell_outcome(link, attempt->saved);
    else
        tell_return(link);
    link->doubtful = NULL;
    forget_reason(link);
    ui_reload(app->ui);
}

/* What else stands there to be read is not pushed away. */
static bool is_room(Link *link)
{
    const char *toast = ui_toasted(link->app->ui);
    return !toast || g_str_equal(toast, lost_words());
}

/* What lasts is told once: a password that was changed, rights that were taken, a server that is
 * not started again. While a save is in doubt, that is the news. */
static void heed(Link *link, const Attempt *attempt)
{
    const char *reason = attempt->error->message;
    if (g_strcmp0(link->reason, reason) != 0) {
        forget_reason(link);
        link->reason = g_strdup(reason);
        link->words = g_strdup_printf(_("Nothing was changed: %s"), reason);
    }
    link->n_alike++;
    if (!lasts(link) || link->told || attempt->doubt || !is_room(link))
        return;
    link->told = true;
    ui_toast_error(link->app->ui, link->words);
}

static void look(gpointer data)
{
    Link *link = data;
    if (!link->attempt && g_get_monotonic_time() >= link->again_at)
        begin(link);
    if (!link->attempt || !g_atomic_int_get(&link->attempt->done))
        return;
    Attempt *attempt = g_steal_pointer(&link->attempt);
    link->again_at = g_get_monotonic_time() + AGAIN_US;
    if (attempt->base)
        take(link, attempt);
    else
        heed(link, attempt);
    attempt_unref(attempt);
}

bool link_holds(Link *link)
{
    App *app = link->app;
    if (!base_is_lost(app->base))
        return true;
    if (link->timer)
        return false;
    frame_set_notice(ui_frame(app->ui), _("no connection to the server"), true);
    ui_repaint(app->ui);
    link->again_at = 0;
    link->timer = loop_timer(ui_loop(app->ui), LOOK_MS, true, look, link);
    begin(link);
    return false;
}

const char *link_explain(Link *link, const GError *error)
{
    if (!error || error->domain != BASE_ERROR)
        return NULL;
    switch (error->code) {
    case BASE_ERROR_LOST:
        link_holds(link);
        return lasts(link) ? link->words : lost_words();
    case BASE_ERROR_UNKNOWN_COMMIT:
        link->doubtful = ui_top(link->app->ui);
        link_holds(link);
        return _("The connection broke while this was being saved: whether it is saved is told "
                 "when the server is back.");
    case BASE_ERROR_TOO_NEW:
        return _("The base has been brought to a newer version: leave the program and start it "
                 "anew. What was entered will be offered again.");
    case BASE_ERROR_FULL:
        return _("No room on the disk of the base: nothing was changed. What was entered stays "
                 "here; tell the administrator.");
    default:
        return NULL;
    }
}

Link *link_new(App *app)
{
    Link *link = g_new0(Link, 1);
    link->app = app;
    return link;
}

void link_free(Link *link)
{
    if (!link)
        return;
    loop_cancel(ui_loop(link->app->ui), link->timer);
    if (link->attempt)
        attempt_unref(link->attempt);
    forget_reason(link);
    g_free(link);
}
