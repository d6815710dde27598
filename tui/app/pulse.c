#include "tui/app/pulse.h"

#include <glib/gi18n-lib.h>

#include "core/auth.h"
#include "core/delivery.h"
#include "core/when.h"
#include "tui/app/link.h"
#include "tui/app/lock.h"

#define LOOK_MS 2000
#define LOOKS_PER_BEAT 15              /* the mailer's sign of life changes by the minute */
#define MAILER_LATE (10 * WHEN_MINUTE) /* two periods of the slowest usual timer, five minutes */

struct Pulse {
    App *app;
    guint timer, looks;
    char *alarm; /* of the mailer, as told last */
    bool failed; /* the base could not be read at the last look */
};

/* --- the mailer ------------------------------------------------------------------------------- */

/* "09:05"; with its day when it was not today. */
static char *show_beat(App *app, int64_t seen_at, int64_t now)
{
    g_autoptr(GTimeZone) zone = app_zone(app);
    int minutes;
    bool today = when_day(seen_at, zone, &minutes) == when_day(now, zone, NULL);
    return today ? clock_show(minutes) : when_show(seen_at, zone);
}

static void tell_alarm(Pulse *pulse, const char *alarm)
{
    if (*alarm && g_strcmp0(alarm, pulse->alarm) != 0) {
        g_autofree char *text = g_strdup_printf(_("The mailer has stopped: %s"), alarm);
        ui_toast_error(pulse->app->ui, text);
    }
    g_free(pulse->alarm);
    pulse->alarm = g_strdup(alarm);
}

static void show_mailer(Pulse *pulse)
{
    App *app = pulse->app;
    int64_t now = app_actor(app)->now, seen_at = 0;
    g_autofree char *alarm = NULL;
    if (!mailer_heartbeat(app->base, &seen_at, &alarm, NULL))
        return;
    bool late = seen_at && now - seen_at > MAILER_LATE; /* a base without a mailer is no alarm */
    g_autofree char *at = seen_at ? show_beat(app, seen_at, now) : NULL;
    g_autofree char *text = !at      ? g_strdup(_("mailer: never ran"))
                            : *alarm ? g_strdup_printf(_("mailer: fault %s"), at)
                            : late   ? g_strdup_printf(_("mailer stands since %s"), at)
                                     : g_strdup_printf(_("mailer %s"), at);
    frame_set_notice(ui_frame(app->ui), text, late || *alarm);
    tell_alarm(pulse, alarm);
}

/* --- the base --------------------------------------------------------------------------------- */

/* Others may have changed what this person is here. */
static void look_at_rights(App *app)
{
    Actor actor = app->actor;
    g_autoptr(GError) error = NULL;
    if (!actor.enterprise_id)
        return;
    if (!actor_enter(app->base, app_actor(app), actor.enterprise_id, &actor, &error)) {
        if (g_error_matches(error, RIGHTS_ERROR, RIGHTS_ERROR_REFUSED))
            app_go_global(app);
        app_tell_error(app, error);
    } else if (actor.role != app->actor.role) {
        app->actor.role = actor.role;
        app_refresh_menu(app);
    }
}

/* Who may sign in no more does not stay signed in. */
static bool is_locked_out(App *app)
{
    bool locked = false;
    auth_is_locked(app->base, app->actor.profile_id, &locked, NULL);
    return locked;
}

/* Behind the lock nothing moves: what has changed is seen when it opens. */
static bool look_at_base(Pulse *pulse)
{
    bool changed = false;
    g_autoptr(GError) error = NULL;
    if (!link_holds(pulse->app->link) || pulse->app->cover)
        return false;
    bool read = base_changed(pulse->app->base, &changed, &error);
    if (!read && !pulse->failed)
        app_tell_error(pulse->app, error);
    pulse->failed = !read;
    if (!changed)
        return false;
    if (is_locked_out(pulse->app)) {
        lock_client(
            pulse->app,
            _("the session ended because this profile was locked; drafts of open forms are kept"));
        return false;
    }
    look_at_rights(pulse->app);
    ui_refresh(pulse->app->ui);
    return true;
}

/* --- together --------------------------------------------------------------------------------- */

static void look(gpointer data)
{
    Pulse *pulse = data;
    App *app = pulse->app;
    if (!app->actor.profile_id)
        return;
    bool changed = look_at_base(pulse);
    if (changed || ++pulse->looks % LOOKS_PER_BEAT == 0)
        show_mailer(pulse);
    int64_t minutes = program_number(app->invocation, "client.idle_lock");
    if (minutes && ui_idle(app->ui) >= minutes * WHEN_MINUTE)
        lock_client(app,
                    _("the session ended because nobody was there; drafts of open forms are kept"));
}

void pulse_begin(Pulse *pulse)
{
    pulse->looks = 0;
    show_mailer(pulse);
}

Pulse *pulse_new(App *app)
{
    Pulse *pulse = g_new0(Pulse, 1);
    bool changed;
    pulse->app = app;
    base_changed(app->base, &changed, NULL); /* from here on */
    pulse->timer = loop_timer(ui_loop(app->ui), LOOK_MS, true, look, pulse);
    return pulse;
}

void pulse_free(Pulse *pulse)
{
    if (!pulse)
        return;
    loop_cancel(ui_loop(pulse->app->ui), pulse->timer);
    g_free(pulse->alarm);
    g_free(pulse);
}
