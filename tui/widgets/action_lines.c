#include "tui/widgets/action_lines.h"

#include "tui/ui.h"
#include "tui/widgets/pick.h"

struct ActionLines {
    Ui *ui;
    Pick *pick;
    GPtrArray *actions; /* const Action, in the order of the lines */
};

static void perform(gpointer data, int index)
{
    ActionLines *lines = data;
    if (index >= 0)
        ui_perform(lines->ui, g_ptr_array_index(lines->actions, (guint)index));
}

/* A line's own letter: "F9 p" is the profile, also where letters are typed. */
static int hot(gpointer data, const Key *key)
{
    const ActionLines *lines = data;
    for (guint i = 0; key_is_text(key) && key->ch != ' ' && i < lines->actions->len; i++) {
        const Action *action = g_ptr_array_index(lines->actions, i);
        if (action_for_key(key, action->contexts) == action)
            return (int)i;
    }
    return -1;
}

static void free_lines(gpointer data)
{
    ActionLines *lines = data;
    g_ptr_array_unref(lines->actions);
    g_free(lines);
}

ActionLines *action_lines_new(Ui *ui, const char *title, bool find)
{
    ActionLines *lines = g_new0(ActionLines, 1);
    lines->ui = ui;
    lines->actions = g_ptr_array_new();
    lines->pick = pick_new(ui, &(PickSpec){.title = title,
                                           .find = find,
                                           .explain = find,
                                           .done = perform,
                                           .hot = hot,
                                           .data = lines,
                                           .free_data = free_lines});
    return lines;
}

void action_lines_add(ActionLines *lines, const Action *action, const char *key, const char *label,
                      const char *remark, bool off)
{
    g_ptr_array_add(lines->actions, (gpointer)action);
    pick_add(lines->pick, key, label, remark, off);
}

View *action_lines_view(ActionLines *lines)
{
    return pick_view(lines->pick);
}
