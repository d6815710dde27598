/* From a key to what it does: the view's typing, the action table, the frame, the mouse. */
#include "tui/ui_private.h"

#include <glib/gi18n-lib.h>

#include "tui/widgets/dialog.h"
#include "tui/widgets/help.h"
#include "tui/widgets/menu.h"

#define DOUBLE_CLICK_US 400000

/* Keys of the frame work beside screens where letters and digits are not typed. */
static bool frame_listens(Ui *ui)
{
    const View *top = ui_top(ui);
    return top && !view_is_dialog(top) && (top->contexts & (CTX_LIST | CTX_VIEWER | CTX_CHAIN));
}

static void on_quit(gpointer data, int answer)
{
    if (answer == 1)
        ui_quit(data);
}

static void ask_to_quit(Ui *ui)
{
    const char *const buttons[] = {_("Stay"), _("Quit"), NULL};
    ui_push(ui, dialog_ask(ui, &(DialogSpec){.title = _("Quit"),
                                             .text = _("Leave the program?"),
                                             .buttons = buttons,
                                             .done = on_quit,
                                             .data = ui}));
}

void ui_apply(Ui *ui, View *view, Result result)
{
    switch (result) {
    case RESULT_IGNORED:
    case RESULT_HANDLED:
        return;
    case RESULT_RELOAD:
        ui_reload(ui);
        return;
    case RESULT_LEAVE:
        if (ui_leave_asks(ui))
            return;
        G_GNUC_FALLTHROUGH;
    case RESULT_CLOSE:
        if (ui->stack->len == 1)
            ask_to_quit(ui);
        else
            ui_close(ui, view);
        return;
    case RESULT_REPAINT:
        ui->dirty = true;
        return;
    }
}

static Result leave_top(Ui *ui, ActionId id)
{
    if (id == ACT_BACK && ui->stack->len == 1) {
        ui_toast(ui, _("This is the first screen. F10 leaves the program."));
        return RESULT_HANDLED;
    }
    return RESULT_LEAVE;
}

/* What every view can do without knowing of it. */
static Result act_anywhere(Ui *ui, View *view, const Action *action)
{
    switch ((int)action->id) {
    case ACT_HELP:
        ui_push(ui, help_new(ui, view));
        return RESULT_REPAINT;
    case ACT_MENU:
        ui_push(ui, menu_of_actions(ui, view, -1, -1));
        return RESULT_REPAINT;
    case ACT_REPAINT:
        ui->full_repaint = ui->dirty = true;
        return RESULT_HANDLED;
    case ACT_BACK:
    case ACT_CLOSE:
        return leave_top(ui, action->id);
    default:
        return frame_act(&ui->frame, action);
    }
}

void ui_perform(Ui *ui, const Action *action)
{
    const char *reason = NULL;
    View *view = ui_top(ui);
    if (!view)
        return;
    bool side = ui->frame.focused, own = !side && action->contexts & view->contexts;
    Offer offer = own ? view_offer(view, action, &reason) : OFFER_YES;
    if (!ui_allowed(ui, action) || offer != OFFER_YES) {
        ui_toast_error(ui, reason ? reason : _("This is not possible here."));
        return;
    }
    Result result = side ? frame_act(&ui->frame, action) : view->class->act(view, action);
    if (result == RESULT_IGNORED)
        result = act_anywhere(ui, view, action);
    ui_apply(ui, view, result);
}

static void tell_unknown(Ui *ui, const Key *key)
{
    char name[KEY_NAME_MAX];
    if (!*key_to_name(key, name))
        return;
    g_autofree char *text =
        g_strdup_printf(_("The key \"%s\" does nothing here. F1 shows the help."), key_label(name));
    ui_toast(ui, text);
}

/* The row the key leads to and that is not hidden here: the view's own, else the frame's. */
static const Action *find_action(Ui *ui, View *view, const Key *key)
{
    const char *reason;
    bool side = ui->frame.focused;
    const Action *action = action_for_key(key, side ? CTX_SIDE : view->contexts);
    if (action)
        return side || view_offer(view, action, &reason) != OFFER_NO ? action : NULL;
    action = frame_listens(ui) ? action_for_key(key, CTX_FRAME) : NULL;
    return action && frame_offer(&ui->frame, action) != OFFER_NO ? action : NULL;
}

static void dispatch_key(Ui *ui, View *view, const Key *key)
{
    if (view->class->key && !ui->frame.focused) {
        Result result = view->class->key(view, key);
        if (result != RESULT_IGNORED) {
            ui_apply(ui, view, result);
            return;
        }
    }
    const Action *action = find_action(ui, view, key);
    if (action)
        ui_perform(ui, action);
    else
        tell_unknown(ui, key);
}

/* Two presses in one place within 400 ms are a double click. */
static Mouse count_clicks(Ui *ui, Mouse mouse)
{
    gint64 now = loop_now(ui->loop);
    if (mouse.kind != MOUSE_PRESS)
        return mouse;
    bool twice = mouse.y == ui->last_press.y && mouse.x == ui->last_press.x &&
                 now - ui->last_press_at < DOUBLE_CLICK_US;
    ui->last_press = mouse;
    ui->last_press_at = twice ? 0 : now;
    if (twice)
        mouse.kind = MOUSE_DOUBLE;
    return mouse;
}

static void dispatch_mouse(Ui *ui, View *view, const Mouse *mouse)
{
    Mouse counted = count_clicks(ui, *mouse);
    const Action *bar = NULL;
    if (rect_contains(ui->frame.bar_place, mouse->y, mouse->x) && mouse->kind == MOUSE_PRESS)
        bar = key_bar_at(view, ui->frame.bar_place.w, mouse->x);
    if (bar) {
        ui_perform(ui, bar);
        return;
    }
    Result result = RESULT_IGNORED;
    if (rect_contains(view->place, mouse->y, mouse->x)) {
        ui->dirty = ui->dirty || ui->frame.focused; /* the key bar is another's now */
        ui->frame.focused = false;
        if (view->class->mouse)
            result = view->class->mouse(view, &counted);
    } else if (!view_is_dialog(view)) {
        result = frame_mouse(&ui->frame, &counted);
    }
    if (result == RESULT_IGNORED && mouse->kind == MOUSE_RIGHT) {
        ui_push(ui, menu_of_actions(ui, view, mouse->y, mouse->x));
        result = RESULT_REPAINT;
    }
    ui_apply(ui, view, result);
}

void ui_dispatch(Ui *ui, const Key *key)
{
    View *view = ui_top(ui);
    if (key->sym == K_RESIZE)
        ui->dirty = true;
    if (key->sym == K_RESIZE || !view || ui_is_too_small())
        return;
    if (key->sym == K_MOUSE) {
        dispatch_mouse(ui, view, &key->mouse);
        return;
    }
    if (ui->toast_error)
        ui_clear_toast(ui);
    if (key->sym == K_UNKNOWN)
        return;
    dispatch_key(ui, view, key);
}

/* The rows of `own` contexts and the frame's; `view` NULL: the left menu has the keyboard. */
static void each_row(Ui *ui, View *view, unsigned own, unsigned frame, OfferedVisit visit,
                     gpointer data)
{
    for (const Action *row = action_table; row->id; row++) {
        Offered offered = {.action = row, .label = _(row->label)};
        Offer offer = OFFER_YES;
        if (!(row->contexts & (own | frame)) || !ui_allowed(ui, row))
            continue;
        if (!(row->contexts & own)) {
            offer = frame_offer(&ui->frame, row);
        } else if (view) {
            offer = view_offer(view, row, &offered.reason);
            offered.label = view_label(view, row);
        }
        offered.refused = offer == OFFER_REFUSED;
        if (offer != OFFER_NO)
            visit(&offered, data);
    }
}

void ui_each_action(Ui *ui, View *view, OfferedVisit visit, gpointer data)
{
    each_row(ui, view, view->contexts, view_is_dialog(view) ? 0 : CTX_FRAME, visit, data);
}

void ui_each_key(Ui *ui, View *view, OfferedVisit visit, gpointer data)
{
    if (ui->frame.focused)
        each_row(ui, NULL, CTX_SIDE, CTX_FRAME, visit, data);
    else
        ui_each_action(ui, view, visit, data);
}
