#include "tui/widgets/help.h"

#include <glib/gi18n-lib.h>

#include "tui/ui.h"
#include "tui/widgets/action_lines.h"

static void add_line(const Offered *offered, gpointer data)
{
    const Action *action = offered->action;
    g_autofree char *keys = action_keys_label(action);
    g_autofree char *refused =
        offered->refused ? g_strdup_printf("%s %s", _(action->help), offered->reason) : NULL;
    action_lines_add(data, action, keys, offered->label, refused ? refused : _(action->help),
                     offered->refused);
}

View *help_new(Ui *ui, View *view)
{
    ActionLines *lines = action_lines_new(ui, _("Help: what can be done here"), true);
    ui_each_action(ui, view, add_line, lines);
    return action_lines_view(lines);
}
