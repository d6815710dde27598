/* The F9 and right-click menu: every action of a view, from the action table. */
#pragma once

#include "tui/view.h"

/* Enter takes the action in the view that was on top. Opens at the cell (y, x); -1: in the middle.
 */
View *menu_of_actions(Ui *ui, View *view, int y, int x);
