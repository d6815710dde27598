#include "tui/screens/decision.h"

#include <glib/gi18n-lib.h>

#include "core/delivery.h"
#include "core/when.h"
#include "tui/screens/parts.h"
#include "tui/widgets/pick.h"

typedef struct {
    App *app;
    int64_t delivery_id;
    const Decision *decisions;
} Deciding;

static void decided(gpointer data, int index)
{
    const Deciding *deciding = data;
    App *app = deciding->app;
    g_autoptr(GError) error = NULL;
    if (index < 0)
        return;
    if (delivery_decide(app->base, app_actor(app), deciding->delivery_id,
                        deciding->decisions[index], &error))
        ui_toast(app->ui, _("Decided."));
    else
        app_tell_error(app, error);
    ui_reload(app->ui);
}

static const Decision of_unknown[] = {DECIDE_SENT, DECIDE_RESEND, DECIDE_SKIP};
static const Decision of_held[] = {DECIDE_SEND, DECIDE_SHIFT, DECIDE_SKIP};
static const char *const decision_labels[] = {
    [DECIDE_SENT] = N_("It did arrive"),
    [DECIDE_RESEND] = N_("Send it once more"),
    [DECIDE_SEND] = N_("Send it now"),
    [DECIDE_SHIFT] = N_("Shift it, as if the one before had gone today"),
    [DECIDE_SKIP] = N_("Skip it"),
};

void ask_decision(App *app, int64_t delivery_id, const char *state)
{
    const Decision *decisions = g_str_equal(state, "unknown") ? of_unknown : of_held;
    Deciding *deciding = g_new(Deciding, 1);
    *deciding = (Deciding){app, delivery_id, decisions};
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _("What shall become of it?"),
                                               .done = decided,
                                               .data = deciding,
                                               .free_data = g_free});
    for (int i = 0; i < 3; i++)
        pick_add(pick, NULL, _(decision_labels[decisions[i]]), NULL, false);
    ui_push(app->ui, pick_view(pick));
}

/* --- all of an enterprise --------------------------------------------------------------------- */

#define SHOWN_MOST 200 /* the oldest; deciding brings the next ones up */

typedef struct {
    App *app;
    GPtrArray *letters; /* Undecided */
} Waiting;

static void waiting_free(gpointer data)
{
    Waiting *waiting = data;
    g_ptr_array_unref(waiting->letters);
    g_free(waiting);
}

static void waiting_chosen(gpointer data, int index)
{
    const Waiting *waiting = data;
    if (index < 0)
        return;
    const Undecided *letter = waiting->letters->pdata[index];
    ask_decision(waiting->app, letter->id, letter->state);
}

static bool append_waiting(App *app, GPtrArray *all, const char *state, GError **error)
{
    GPtrArray *some = delivery_undecided(app->base, app_actor(app), state, 0, SHOWN_MOST, error);
    if (!some)
        return false;
    g_ptr_array_extend_and_steal(all, some);
    return true;
}

static void push_waiting(App *app, GPtrArray *letters)
{
    Waiting *waiting = g_new(Waiting, 1);
    *waiting = (Waiting){app, letters};
    Pick *pick = pick_new(app->ui, &(PickSpec){.title = _("Letters that wait for a decision"),
                                               .explain = true,
                                               .done = waiting_chosen,
                                               .data = waiting,
                                               .free_data = waiting_free});
    g_autoptr(GTimeZone) zone = app_zone(app);
    for (guint i = 0; i < letters->len; i++) {
        const Undecided *letter = letters->pdata[i];
        g_autofree char *when = when_show(letter->at, zone);
        g_autofree char *label = g_strdup_printf("%s · %s", letter->client, letter->letter);
        pick_add(pick, when, label, letter->shown, false);
    }
    ui_push(app->ui, pick_view(pick));
}

Result sending_undecided(App *app, const Record *enterprise)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func((GDestroyNotify)undecided_free);
    if (!append_waiting(app, letters, "unknown", &error) ||
        !append_waiting(app, letters, "held", &error))
        app_tell_error(app, error);
    else if (letters->len == 0)
        ui_toast(app->ui, _("No letter waits for a decision."));
    else
        push_waiting(app, g_steal_pointer(&letters));
    return RESULT_REPAINT;
}
