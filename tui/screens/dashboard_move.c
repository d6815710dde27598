/* The cursor's ways through the figures. */
#include "tui/screens/dashboard_private.h"

bool dashboard_is_empty(const Dashboard *dashboard)
{
    for (guint i = 0; i < dashboard->tables->len; i++)
        if (!dashboard_table(dashboard, i)->empty)
            return false;
    return true;
}

void dashboard_keep_in_sight(Dashboard *dashboard, int rows, int height)
{
    int y = dashboard_row_of(dashboard, &dashboard->cursor);
    int top = dashboard->panels[dashboard->cursor.panel].place.y;
    if (y >= dashboard->scroll + height)
        dashboard->scroll = y - height + 1;
    if (y - top < height && top < dashboard->scroll)
        dashboard->scroll = top;
    dashboard->scroll = CLAMP(dashboard->scroll, 0, MAX(rows - height, 0));
    if (y < dashboard->scroll)
        dashboard->scroll = y;
}

/* Up and down a chart of days is one row. */
static bool is_days(const Dashboard *dashboard, guint panel)
{
    return dashboard_table(dashboard, panel)->figure->shape == FIGURE_DAYS;
}

static guint stops(const Dashboard *dashboard, guint panel)
{
    return is_days(dashboard, panel) ? 1 : MAX(dashboard_spots(dashboard, panel), 1);
}

/* Into a panel: a chart of days at its last column, which is now. */
static void enter_panel(Dashboard *dashboard, guint panel, bool at_end)
{
    guint n = MAX(dashboard_spots(dashboard, panel), 1);
    dashboard->cursor = (Spot){panel, is_days(dashboard, panel) || at_end ? n - 1 : 0};
}

void dashboard_step(Dashboard *dashboard, bool down)
{
    Spot *spot = &dashboard->cursor;
    guint at = is_days(dashboard, spot->panel) ? 0 : spot->at;
    if (down && at + 1 < stops(dashboard, spot->panel))
        spot->at++;
    else if (!down && at > 0)
        spot->at--;
    else if (down && spot->panel + 1 < dashboard->tables->len)
        enter_panel(dashboard, spot->panel + 1, false);
    else if (!down && spot->panel > 0)
        enter_panel(dashboard, spot->panel - 1, true);
}

/* The panel beside this one; its own number: there is none. */
static guint beside(const Dashboard *dashboard, bool right)
{
    guint best = dashboard->cursor.panel;
    const Rect *here = &dashboard->panels[best].place;
    int nearest = G_MAXINT;
    for (guint i = 0; i < dashboard->tables->len; i++) {
        const Rect *place = &dashboard->panels[i].place;
        bool there = right ? place->x > here->x : place->x < here->x;
        if (there && ABS(place->y - here->y) < nearest) {
            nearest = ABS(place->y - here->y);
            best = i;
        }
    }
    return best;
}

static void step_aside(Dashboard *dashboard, bool right)
{
    Spot *spot = &dashboard->cursor;
    guint n = dashboard_spots(dashboard, spot->panel);
    if (is_days(dashboard, spot->panel) && (right ? spot->at + 1 < n : spot->at > 0)) {
        spot->at = right ? spot->at + 1 : spot->at - 1;
        return;
    }
    guint panel = beside(dashboard, right);
    if (panel != spot->panel)
        enter_panel(dashboard, panel, false);
}

Result dashboard_move(Dashboard *dashboard, const Action *action, int page)
{
    if (!dashboard->tables || dashboard_is_empty(dashboard))
        return RESULT_HANDLED;
    if (action->id == ACT_LEFT || action->id == ACT_RIGHT) {
        step_aside(dashboard, action->id == ACT_RIGHT);
        return RESULT_REPAINT;
    }
    gint64 by = action_shift(action, page);
    gint64 most = 0;
    for (guint i = 0; i < dashboard->tables->len; i++)
        most += stops(dashboard, i);
    for (gint64 n = MIN(ABS(by), most); n > 0; n--)
        dashboard_step(dashboard, by > 0);
    return RESULT_REPAINT;
}
