/* The bottom line: which key does what here, from the action table; each can be clicked. */
#include "tui/frame_private.h"

#include "tui/ui.h"

#define BAR_MAX 24

typedef struct {
    const Action *action;
    const char *label;
    char key[KEY_NAME_MAX];
    bool refused;
} BarItem;

typedef struct {
    BarItem items[BAR_MAX];
    int n, keys; /* all, and those with an F-key, which come first */
} Bar;

/* How much room there is: "F1 Help", "F1Help" or "1Help". */
typedef enum { BAR_WIDE, BAR_TIGHT, BAR_NARROW } BarLook;

static void add_item(const Offered *offered, gpointer data)
{
    Bar *bar = data;
    const Action *action = offered->action;
    int f = action_f_key(action), at = f ? 0 : bar->n;
    if (bar->n == BAR_MAX || (!f && !(action->flags & ACTION_BAR)))
        return;
    while (f && at < bar->keys && action_f_key(bar->items[at].action) < f)
        at++;
    for (int i = bar->n; i > at; i--)
        bar->items[i] = bar->items[i - 1];
    bar->items[at] =
        (BarItem){.action = action, .label = offered->label, .refused = offered->refused};
    g_strlcpy(bar->items[at].key, action_first_key(action, (char[KEY_NAME_MAX]){0}), KEY_NAME_MAX);
    bar->n++;
    bar->keys += f != 0;
}

/* What stands before the label in this look. */
static const char *key_text(const BarItem *item, BarLook look)
{
    bool f_key = action_f_key(item->action) != 0;
    return f_key && look == BAR_NARROW ? item->key + 1 : key_label(item->key);
}

static int item_width(const BarItem *item, BarLook look)
{
    int gap = look == BAR_WIDE ? 3 : 1;
    return text_width(key_text(item, look)) + text_width(item->label) + gap;
}

/* The gap after the last one may hang over the edge. */
static int bar_width(const Bar *bar, int n, BarLook look)
{
    int width = -1;
    for (int i = 0; i < n; i++)
        width += item_width(&bar->items[i], look);
    return width;
}

/* Collects the items and chooses the widest look in which the F-keys fit, then as many of the
 * others as fit. */
static BarLook fill_bar(Bar *bar, View *view, int width)
{
    BarLook look = BAR_WIDE;
    bar->n = bar->keys = 0;
    ui_each_key(view->ui, view, add_item, bar);
    while (look < BAR_NARROW && bar_width(bar, bar->keys, look) > width)
        look++;
    while (bar->n > bar->keys && bar_width(bar, bar->n, look) > width)
        bar->n--;
    return look;
}

const Action *key_bar_at(View *view, int width, int x)
{
    Bar bar;
    BarLook look = fill_bar(&bar, view, width);
    for (int i = 0; i < bar.n; i++) {
        x -= item_width(&bar.items[i], look);
        if (x < 0)
            return bar.items[i].action;
    }
    return NULL;
}

void key_bar_draw(const Canvas *canvas, View *view)
{
    Bar bar;
    BarLook look = fill_bar(&bar, view, canvas->area.w);
    int x = 0;
    draw_clear(canvas, STYLE_KEY);
    for (int i = 0; i < bar.n; i++) {
        const BarItem *item = &bar.items[i];
        int end = x + item_width(item, look) - 1;
        x += draw_text(canvas, 0, x, STYLE_KEY, key_text(item, look));
        if (look == BAR_WIDE)
            x += draw_text(canvas, 0, x, STYLE_KEY, " ");
        draw_cell(canvas, 0, x, end - x, item->refused ? STYLE_STATUS_DIM : STYLE_KEY_LABEL,
                  ALIGN_LEFT, item->label);
        x = end + 1;
    }
}
