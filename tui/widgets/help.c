#include "tui/widgets/help.h"

#include <glib/gi18n-lib.h>

#include "tui/ui.h"
#include "tui/widgets/action_lines.h"

static void add_line(const Action *action, Offer offer, const char *reason, gpointer data)
{
    g_autofree char *keys = action_keys_label(action);
    g_autofree char *refused =
        offer == OFFER_REFUSED ? g_strdup_printf("%s %s", _(action->help), reason) : NULL;
    action_lines_add(data, action, keys, _(action->label), refused ? refused : _(action->help),
                     offer == OFFER_REFUSED);
}

View *help_new(Ui *ui, View *view)
{
    ActionLines *lines = action_lines_new(ui, _("Help: what can be done here"), true);
    ui_each_action(ui, view, add_line, lines);
    return action_lines_view(lines);
}
