/* A campaign as a chain: each letter, the days before it, how many clients stand there. Changes are
 * collected and saved together, after the question what they would move. */
#include <glib/gi18n-lib.h>

#include "core/when.h"
#include "tui/screens/chain_private.h"
#include "tui/screens/parts.h"
#include "tui/widgets/dialog.h"

#define STEP_ROWS 3 /* letter, figures, the way to the next */

static CampaignStep *step_at(const Chain *chain, int index)
{
    return chain->steps->pdata[index];
}

static int n_steps(const Chain *chain)
{
    return (int)chain->steps->len;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void draw_link(const Canvas *canvas, int y, int days)
{
    g_autofree char *text = g_strdup_printf(
        g_dngettext(GETTEXT_PACKAGE, "│  %d day later", "│  %d days later", (gulong)days), days);
    draw_text(canvas, y, 2, STYLE_DIM, text);
}

static void draw_step(const Chain *chain, const Canvas *canvas, int y, int index)
{
    const CampaignStep *step = step_at(chain, index);
    Style style = index == chain->cursor
                      ? (chain->view.focused ? STYLE_SELECTED : STYLE_SELECTED_IDLE)
                      : STYLE_TEXT;
    g_autofree char *title = g_strdup_printf("● %d. %s", index + 1, step->letter_name);
    draw_cell(canvas, y, 1, canvas->area.w - 2, style, ALIGN_LEFT, title);
    g_autofree char *standing = text_number(step->standing);
    g_autofree char *sent = text_number(step->sent);
    g_autofree char *figures = g_strdup_printf(_("waiting here: %s · sent: %s"), standing, sent);
    draw_text(canvas, y + 1, 2, STYLE_DIM, index + 1 < n_steps(chain) ? "│" : " ");
    draw_text(canvas, y + 1, 6, STYLE_DIM, figures);
    if (index + 1 < n_steps(chain))
        draw_link(canvas, y + 2, step_at(chain, index + 1)->days);
}

static void draw(View *view, const Canvas *canvas)
{
    Chain *chain = (Chain *)view;
    draw_clear(canvas, STYLE_TEXT);
    chain->height = MAX(1, canvas->area.h / STEP_ROWS);
    chain->top = CLAMP(chain->top, MAX(0, chain->cursor - chain->height + 1), chain->cursor);
    if (n_steps(chain) == 0) {
        draw_paragraph(
            canvas, 1, 2, canvas->area.w - 4, STYLE_DIM,
            _("A campaign is a chain of letters with days between them. F7 adds the first letter."));
        return;
    }
    for (int row = 0; row < chain->height && chain->top + row < n_steps(chain); row++)
        draw_step(chain, canvas, row * STEP_ROWS, chain->top + row);
    draw_scrollbar(canvas, 0, canvas->area.w - 1, canvas->area.h, chain->top, chain->height,
                   n_steps(chain), STYLE_DIM);
}

static char *title(View *view)
{
    return g_strdup(((Chain *)view)->name);
}

static void status(View *view, GString *text)
{
    Chain *chain = (Chain *)view;
    g_string_append_printf(
        text, g_dngettext(GETTEXT_PACKAGE, "%d letter", "%d letters", (gulong)n_steps(chain)),
        n_steps(chain));
    if (chain->changed)
        g_string_append_printf(text, " · %s", _("not saved: F2"));
}

/* --- changing --------------------------------------------------------------------------------- */

/* The first letter goes at the start; whatever comes to stand later keeps at least a day's
 * distance. */
static void settle_days(Chain *chain)
{
    for (int i = 0; i < n_steps(chain); i++)
        step_at(chain, i)->days = i == 0 ? 0 : MAX(1, step_at(chain, i)->days);
}

Result chain_touched(Chain *chain)
{
    settle_days(chain);
    chain->cursor = CLAMP(chain->cursor, 0, MAX(0, n_steps(chain) - 1));
    chain->changed = true;
    return RESULT_REPAINT;
}

CampaignStep *chain_find_letter(const GPtrArray *steps, int64_t letter_id)
{
    for (guint i = 0; i < steps->len; i++) {
        CampaignStep *step = steps->pdata[i];
        if (step->letter_id == letter_id)
            return step;
    }
    return NULL;
}

static void letter_chosen(gpointer data, int64_t letter_id, const char *name)
{
    Chain *chain = data;
    if (!letter_id)
        return;
    if (chain_find_letter(chain->steps, letter_id)) {
        ui_toast_error(chain->app->ui,
                       _("This letter is in the campaign already; a letter stands in it once."));
        return;
    }
    CampaignStep *step = g_new0(CampaignStep, 1);
    *step = (CampaignStep){
        .letter_id = letter_id, .letter_name = g_strdup(name), .days = n_steps(chain) ? 1 : 0};
    chain->cursor = n_steps(chain) ? chain->cursor + 1 : 0;
    g_ptr_array_insert(chain->steps, chain->cursor, step);
    chain_touched(chain);
    ui_repaint(chain->app->ui);
}

static Result add_letter(Chain *chain)
{
    static const Field letter_reference = {
        .name = "letter_id", .label = N_("Letter"), .type = FIELD_REFERENCE, .target = "letter"};
    ui_push(chain->app->ui,
            choice_dialog_new(chain->app, &letter_reference, NULL, letter_chosen, chain));
    return RESULT_REPAINT;
}

static Result remove_letter(Chain *chain)
{
    g_ptr_array_remove_index(chain->steps, (guint)chain->cursor);
    return chain_touched(chain);
}

static Result move_letter(Chain *chain, int by)
{
    int to = chain->cursor + by;
    if (to < 0 || to >= n_steps(chain))
        return RESULT_HANDLED;
    gpointer step = g_ptr_array_steal_index(chain->steps, (guint)chain->cursor);
    g_ptr_array_insert(chain->steps, to, step);
    chain->cursor = to;
    return chain_touched(chain);
}

/* --- saving ----------------------------------------------------------------------------------- */

static bool set_steps(Chain *chain, bool dry, StepChange *change)
{
    g_autoptr(GError) error = NULL;
    g_autofree CampaignStep *steps = g_new(CampaignStep, chain->steps->len);
    for (int i = 0; i < n_steps(chain); i++)
        steps[i] = *step_at(chain, i);
    if (campaign_set_steps(chain->app->base, app_actor(chain->app), chain->campaign_id,
                           chain->version, steps, chain->steps->len, dry, change, &error))
        return true;
    app_tell_error(chain->app, error);
    return false;
}

static bool read_steps(Chain *chain)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *steps = campaign_steps(chain->app->base, app_actor(chain->app), chain->campaign_id,
                                      &chain->version, &error);
    if (!steps) {
        app_tell_error(chain->app, error);
        return false;
    }
    g_clear_pointer(&chain->steps, g_ptr_array_unref);
    chain->steps = steps;
    chain->cursor = CLAMP(chain->cursor, 0, MAX(0, n_steps(chain) - 1));
    chain->changed = false;
    return true;
}

static bool save_now(Chain *chain)
{
    StepChange change;
    if (!set_steps(chain, false, &change))
        return false;
    read_steps(chain);
    chain_forget_draft(&chain->view);
    ui_toast(chain->app->ui, _("The chain is saved."));
    ui_reload(chain->app->ui);
    return true;
}

static void save_answered(gpointer data, int answer)
{
    Chain *chain = data;
    ui_saved(chain->app->ui, answer == 1 && save_now(chain));
}

static void ask_to_save(Chain *chain, const StepChange *change)
{
    g_autoptr(GTimeZone) zone = app_zone(chain->app);
    g_autofree char *when =
        change->nearest_at ? when_show(change->nearest_at, zone) : g_strdup("—");
    g_autofree char *text = g_strdup_printf(
        g_dngettext(GETTEXT_PACKAGE,
                    "%d running client campaign moves. The nearest letter goes at %s.",
                    "%d running client campaigns move. The nearest letter goes at %s.",
                    (gulong)change->moved),
        (int)change->moved, when);
    const char *buttons[] = {_("Cancel"), _("Save the chain"), NULL};
    const DialogSpec question = {.title = chain->name,
                                 .text = text,
                                 .buttons = buttons,
                                 .done = save_answered,
                                 .data = chain};
    ui_push(chain->app->ui, dialog_ask(chain->app->ui, &question));
}

/* Says first whom the change moves: nobody's letters shift unseen. */
static SaveResult save(View *view)
{
    Chain *chain = (Chain *)view;
    StepChange change = {0};
    if (!set_steps(chain, true, &change))
        return SAVE_REFUSED;
    if (change.moved == 0)
        return save_now(chain) ? SAVE_DONE : SAVE_REFUSED;
    ask_to_save(chain, &change);
    return SAVE_ASKS;
}

static char *unsaved(View *view)
{
    Chain *chain = (Chain *)view;
    return chain->changed ? g_strdup_printf("%s: %s", _("Chain of letters"), chain->name) : NULL;
}

/* --- keys ------------------------------------------------------------------------------------- */

static Result go_to(Chain *chain, gint64 step)
{
    chain->cursor = (int)CLAMP(step, 0, MAX(0, n_steps(chain) - 1));
    return RESULT_REPAINT;
}

static Result act(View *view, const Action *action)
{
    Chain *chain = (Chain *)view;
    gint64 by = action_shift(action, chain->height);
    if (by)
        return go_to(chain, chain->cursor + by);
    switch ((int)action->id) {
    case ACT_NEW:
        return add_letter(chain);
    case ACT_DELETE:
        return remove_letter(chain);
    case ACT_OPEN:
    case ACT_DAYS:
        return chain_ask_days(chain);
    case ACT_STEP_UP:
        return move_letter(chain, -1);
    case ACT_STEP_DOWN:
        return move_letter(chain, 1);
    case ACT_SAVE:
        save(view);
        return RESULT_REPAINT;
    default:
        return RESULT_IGNORED;
    }
}

static Offer offer(View *view, const Action *action, const char **reason)
{
    const Chain *chain = (const Chain *)view;
    switch ((int)action->id) {
    case ACT_NEW:
        return chain->may_edit ? OFFER_YES : OFFER_NO;
    case ACT_SAVE:
        return chain->may_edit && chain->changed ? OFFER_YES : OFFER_NO;
    case ACT_DELETE:
    case ACT_OPEN:
    case ACT_DAYS:
    case ACT_STEP_UP:
    case ACT_STEP_DOWN:
        return chain->may_edit && n_steps(chain) ? OFFER_YES : OFFER_NO;
    default:
        return OFFER_YES;
    }
}

static Result mouse(View *view, const Mouse *event)
{
    Chain *chain = (Chain *)view;
    if (event->kind == MOUSE_WHEEL_UP || event->kind == MOUSE_WHEEL_DOWN)
        return go_to(chain, chain->cursor + (event->kind == MOUSE_WHEEL_UP ? -1 : 1));
    if (event->kind != MOUSE_PRESS && event->kind != MOUSE_DOUBLE)
        return RESULT_IGNORED;
    go_to(chain, chain->top + (event->y - view->place.y) / STEP_ROWS);
    return event->kind == MOUSE_DOUBLE && chain->may_edit && n_steps(chain) ? chain_ask_days(chain)
                                                                            : RESULT_REPAINT;
}

static void reload(View *view)
{
    Chain *chain = (Chain *)view;
    if (!chain->changed)
        read_steps(chain);
}

static void chain_free(View *view)
{
    Chain *chain = (Chain *)view;
    g_clear_pointer(&chain->steps, g_ptr_array_unref);
    g_free(chain->name);
    g_free(chain->draft);
    g_free(chain->draft_asked);
    g_free(chain->kept);
    g_free(chain);
}

static const ViewClass class = {
    .name = "chain",
    .contexts = CTX_CHAIN,
    .draw = draw,
    .act = act,
    .mouse = mouse,
    .offer = offer,
    .title = title,
    .status = status,
    .unsaved = unsaved,
    .save = save,
    .opened = chain_ask_draft,
    .keep_draft = chain_keep_draft,
    .closed = chain_forget_draft,
    .reload = reload,
    .refresh = reload,
    .free = chain_free,
};

Result campaign_chain(App *app, const Record *campaign)
{
    Chain *chain = g_new0(Chain, 1);
    view_init(&chain->view, &class, app->ui);
    chain->app = app;
    chain->campaign_id = campaign->id;
    chain->name = record_title(app->base, app_actor(app), campaign);
    chain->may_edit = record_may_edit(app->base, app_actor(app), campaign, NULL);
    if (!read_steps(chain)) {
        chain_free(&chain->view);
        return RESULT_REPAINT;
    }
    chain_find_draft(chain);
    ui_push(app->ui, &chain->view);
    return RESULT_REPAINT;
}
