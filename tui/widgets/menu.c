#include "tui/widgets/menu.h"

#include <glib/gi18n-lib.h>

#include "tui/ui.h"
#include "tui/widgets/action_lines.h"

static void add_line(const Offered *offered, gpointer data)
{
    ActionLines *lines = data;
    const Action *action = offered->action;
    char key[KEY_NAME_MAX];
    if ((action->flags & ACTION_QUIET) || action->id == ACT_MENU)
        return;
    action_lines_add(lines, action, key_label(action_first_key(action, key)), offered->label,
                     offered->refused ? offered->reason : NULL, offered->refused);
}

View *menu_of_actions(Ui *ui, View *view, int y, int x)
{
    ActionLines *lines = action_lines_new(ui, _("Menu"), false);
    ui_each_action(ui, view, add_line, lines);
    View *pick = action_lines_view(lines);
    pick->anchor_y = y;
    pick->anchor_x = x;
    return pick;
}
