#include "tui/widgets/pick.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/layout.h"
#include "tui/ui.h"
#include "tui/widgets/line_edit.h"

typedef struct {
    char *key, *label, *remark;
    char *folded; /* all three, for finding */
    bool off;
} Item;

struct Pick {
    View view;
    PickSpec spec;
    char *title;
    GArray *items; /* Item */
    GArray *shown; /* guint: indexes of the items that match */
    TextBuffer *find;
    int find_scroll, cursor, top, height; /* in shown lines */
    int answer;
};

static void clear_item(gpointer data)
{
    Item *item = data;
    g_free(item->key);
    g_free(item->label);
    g_free(item->remark);
    g_free(item->folded);
}

static const Item *item_at(const Pick *pick, int line)
{
    guint index = g_array_index(pick->shown, guint, line);
    return &g_array_index(pick->items, Item, index);
}

/* -1: there is no line. */
static int current_index(const Pick *pick)
{
    bool any = pick->cursor < (int)pick->shown->len;
    return any ? (int)g_array_index(pick->shown, guint, pick->cursor) : -1;
}

static int column_width(const Pick *pick, bool key)
{
    int width = 0;
    for (guint i = 0; i < pick->items->len; i++) {
        const Item *item = &g_array_index(pick->items, Item, i);
        width = MAX(width, text_width(key ? item->key : item->label));
    }
    return width;
}

static int wanted_width(const Pick *pick)
{
    int remark = 0, key = column_width(pick, true);
    for (guint i = 0; i < pick->items->len; i++)
        remark = MAX(remark, text_width(g_array_index(pick->items, Item, i).remark));
    int lines = key + (key ? 2 : 0) + column_width(pick, false) + (remark ? remark + 2 : 0);
    return MAX(MAX(lines, pick->spec.width), text_width(pick->title) + 4);
}

/* Rows above the lines: the frame and the search line. */
static int head_rows(const Pick *pick)
{
    return pick->find ? 3 : 1;
}

/* Rows below them: the frame and the current remark in full. */
static int foot_rows(const Pick *pick)
{
    return pick->spec.explain ? 4 : 1;
}

static void measure(View *view, int max_h, int max_w, int *h, int *w)
{
    Pick *pick = (Pick *)view;
    *w = MIN(wanted_width(pick) + 4, max_w);
    int lines = pick->spec.height ? pick->spec.height : (int)MAX(pick->items->len, 1);
    *h = MIN(lines + head_rows(pick) + foot_rows(pick), max_h);
}

static void draw_item(const Pick *pick, const Canvas *canvas, int y, int line)
{
    const Item *item = item_at(pick, line);
    bool current = line == pick->cursor;
    Style style = current ? STYLE_SELECTED : item->off ? STYLE_DIM : STYLE_TEXT;
    Style side = current ? STYLE_SELECTED : STYLE_DIM;
    int key = column_width(pick, true), label = column_width(pick, false), x = 1;
    draw_fill(canvas, (Rect){y, 0, 1, canvas->area.w}, style);
    if (key) {
        draw_cell(canvas, y, x, key, current ? style : STYLE_TITLE, ALIGN_LEFT, item->key);
        x += key + 2;
    }
    draw_cell(canvas, y, x, canvas->area.w - x, style, ALIGN_LEFT, item->label);
    if (*item->remark && x + label + 2 < canvas->area.w)
        draw_cell(canvas, y, x + label + 2, canvas->area.w - x - label - 2, side, ALIGN_LEFT,
                  item->remark);
}

static void explain(const Pick *pick, const Canvas *canvas)
{
    int y = canvas->area.h - foot_rows(pick), w = canvas->area.w - 2;
    Canvas inside = canvas_part(canvas, (Rect){y + 1, 1, 2, w});
    draw_hline(canvas, y, 1, w, STYLE_DIALOG_DIM);
    if (pick->cursor < (int)pick->shown->len)
        draw_paragraph(&inside, 0, 1, w - 2, STYLE_DIALOG, item_at(pick, pick->cursor)->remark);
}

static void draw(View *view, const Canvas *canvas)
{
    Pick *pick = (Pick *)view;
    int head = head_rows(pick), n = (int)pick->shown->len, w = canvas->area.w;
    draw_box(canvas, (Rect){0, 0, canvas->area.h, w}, STYLE_DIALOG_DIM, STYLE_DIALOG_TITLE,
             pick->title);
    pick->height = MAX(1, canvas->area.h - head - foot_rows(pick));
    if (pick->find) {
        int x = 2 + draw_text(canvas, 1, 2, STYLE_DIALOG, _("Find:")) + 1;
        line_edit_draw(canvas, 1, x, w - x - 2, pick->find, &pick->find_scroll, STYLE_FIELD_ACTIVE,
                       view->focused, false);
        draw_hline(canvas, 2, 1, w - 2, STYLE_DIALOG_DIM);
    }
    pick->top = CLAMP(pick->top, MAX(0, pick->cursor - pick->height + 1), pick->cursor);
    Canvas inside = canvas_part(canvas, (Rect){head, 1, pick->height, w - 2});
    for (int y = 0; y < pick->height && pick->top + y < n; y++)
        draw_item(pick, &inside, y, pick->top + y);
    if (n == 0)
        draw_cell(&inside, 0, 1, w - 4, STYLE_DIM, ALIGN_LEFT, _("Nothing found."));
    if (pick->spec.explain)
        explain(pick, canvas);
    draw_scrollbar(canvas, head, w - 1, pick->height, pick->top, pick->height, n, STYLE_DIALOG_DIM);
}

/* --- finding -------------------------------------------------------------------------------- */

static guint narrow_by(Pick *pick, const char *text)
{
    g_autofree char *folded = g_utf8_casefold(text, -1);
    g_array_set_size(pick->shown, 0);
    for (guint i = 0; i < pick->items->len; i++)
        if (strstr(g_array_index(pick->items, Item, i).folded, folded))
            g_array_append_val(pick->shown, i);
    return pick->shown->len;
}

static void narrow(Pick *pick)
{
    if (pick->spec.typed) {
        pick->spec.typed(pick, pick->spec.data, text_buffer_text(pick->find));
        pick->cursor = pick->top = 0;
        return;
    }
    const char *text = pick->find ? text_buffer_text(pick->find) : "";
    guint hits = narrow_by(pick, text);
    g_auto(GStrv) others = hits ? NULL : layout_swap(text);
    for (char **other = others; other && *other && !hits; other++)
        hits = narrow_by(pick, *other);
    pick->cursor = pick->top = 0;
}

/* --- keys ----------------------------------------------------------------------------------- */

static Result choose(Pick *pick)
{
    if (pick->cursor >= (int)pick->shown->len)
        return RESULT_HANDLED;
    const Item *item = item_at(pick, pick->cursor);
    if (item->off) {
        ui_toast_error(pick->view.ui,
                       *item->remark ? item->remark : _("This is not possible here."));
        return RESULT_HANDLED;
    }
    pick->answer = current_index(pick);
    ui_close(pick->view.ui, &pick->view);
    return RESULT_HANDLED;
}

static Result move(Pick *pick, gint64 by)
{
    gint64 last = MAX(0, (gint64)pick->shown->len - 1);
    pick->cursor = (int)CLAMP(pick->cursor + by, 0, last);
    return RESULT_REPAINT;
}

static Result adjust(Pick *pick, int across, int along)
{
    if (!pick->spec.adjust || current_index(pick) < 0)
        return RESULT_IGNORED;
    pick->spec.adjust(pick, pick->spec.data, current_index(pick), across, along);
    return RESULT_REPAINT;
}

/* Nothing is narrowed here: lines stand where they were added. */
static Result hot_key(Pick *pick, const Key *event)
{
    if (pick->spec.adjust && key_is_text(event) && (event->ch == '-' || event->ch == '+'))
        return adjust(pick, 0, event->ch == '-' ? -1 : 1);
    int line = pick->spec.hot ? pick->spec.hot(pick->spec.data, event) : -1;
    if (line < 0)
        return RESULT_IGNORED;
    pick->cursor = line;
    return choose(pick);
}

static Result key(View *view, const Key *event)
{
    Pick *pick = (Pick *)view;
    bool moves = event->sym == K_HOME || event->sym == K_END;
    bool toggles = pick->spec.toggle && event->sym == K_CHAR && event->ch == ' ';
    if (!pick->find)
        return hot_key(pick, event);
    if (moves || toggles)
        return RESULT_IGNORED;
    guint revision = text_buffer_revision(pick->find);
    Result result = line_edit_key(pick->find, event, NULL);
    if (revision != text_buffer_revision(pick->find))
        narrow(pick);
    return result;
}

static Result act(View *view, const Action *action)
{
    Pick *pick = (Pick *)view;
    if (action->contexts & pick->spec.contexts)
        return pick->spec.act(pick->spec.data, current_index(pick), action);
    gint64 by = action_shift(action, pick->height);
    if (by)
        return move(pick, by);
    switch ((int)action->id) {
    case ACT_LEFT:
        return adjust(pick, -1, 0);
    case ACT_RIGHT:
        return adjust(pick, 1, 0);
    case ACT_ACCEPT:
        return choose(pick);
    case ACT_TOGGLE:
        if (!pick->spec.toggle || current_index(pick) < 0)
            return RESULT_IGNORED;
        pick->spec.toggle(pick, pick->spec.data, current_index(pick));
        return RESULT_REPAINT;
    case ACT_BACK:
    case ACT_CLOSE:
        ui_close(view->ui, view);
        return RESULT_HANDLED;
    default:
        return RESULT_IGNORED;
    }
}

static Offer offer(View *view, const Action *action, const char **reason)
{
    const Pick *pick = (const Pick *)view;
    if (action->contexts & pick->spec.contexts)
        return pick->spec.offer(pick->spec.data, current_index(pick), action, reason);
    return action->id == ACT_TOGGLE && !pick->spec.toggle ? OFFER_NO : OFFER_YES;
}

static Result mouse(View *view, const Mouse *event)
{
    Pick *pick = (Pick *)view;
    int line = pick->top + event->y - view->place.y - head_rows(pick);
    if (event->kind == MOUSE_WHEEL_UP || event->kind == MOUSE_WHEEL_DOWN)
        return move(pick, event->kind == MOUSE_WHEEL_UP ? -3 : 3);
    bool press = event->kind == MOUSE_PRESS || event->kind == MOUSE_DOUBLE;
    if (!press || line < pick->top || line >= (int)pick->shown->len ||
        line >= pick->top + pick->height)
        return RESULT_HANDLED;
    pick->cursor = line;
    bool goes_there = pick->spec.toggle || (pick->spec.act && event->kind == MOUSE_PRESS);
    return goes_there ? RESULT_REPAINT : choose(pick);
}

static void closed(View *view)
{
    Pick *pick = (Pick *)view;
    if (pick->spec.done)
        pick->spec.done(pick->spec.data, pick->answer);
}

static void free_pick(View *view)
{
    Pick *pick = (Pick *)view;
    if (pick->spec.free_data)
        pick->spec.free_data(pick->spec.data);
    g_array_unref(pick->items);
    g_array_unref(pick->shown);
    text_buffer_free(pick->find);
    g_free(pick->title);
    g_free(pick);
}

static const ViewClass class = {
    .name = "choice",
    .contexts = CTX_PICK,
    .draw = draw,
    .key = key,
    .act = act,
    .offer = offer,
    .mouse = mouse,
    .measure = measure,
    .closed = closed,
    .free = free_pick,
};

Pick *pick_new(Ui *ui, const PickSpec *spec)
{
    Pick *pick = g_new0(Pick, 1);
    view_init(&pick->view, &class, ui);
    pick->view.contexts |= spec->contexts;
    pick->spec = *spec;
    pick->title = g_strdup(spec->title);
    pick->items = g_array_new(FALSE, FALSE, sizeof(Item));
    g_array_set_clear_func(pick->items, clear_item);
    pick->shown = g_array_new(FALSE, FALSE, sizeof(guint));
    pick->find = spec->find ? text_buffer_new(NULL, false) : NULL;
    pick->answer = -1;
    return pick;
}

View *pick_view(Pick *pick)
{
    return &pick->view;
}

void pick_add(Pick *pick, const char *key, const char *label, const char *remark, bool off)
{
    g_autofree char *all = g_strjoin(" ", key ? key : "", label, remark ? remark : "", NULL);
    Item item = {.key = g_strdup(key ? key : ""),
                 .label = g_strdup(label),
                 .remark = g_strdup(remark ? remark : ""),
                 .folded = g_utf8_casefold(all, -1),
                 .off = off};
    guint index = pick->items->len;
    g_array_append_val(pick->items, item);
    g_array_append_val(pick->shown, index);
}

void pick_clear(Pick *pick)
{
    g_array_set_size(pick->items, 0);
    g_array_set_size(pick->shown, 0);
}

void pick_set_find(Pick *pick, const char *text)
{
    text_buffer_set(pick->find, text);
    narrow(pick);
}

void pick_set_current(Pick *pick, int index)
{
    pick->cursor = CLAMP(index, 0, (int)pick->shown->len - 1);
}

void pick_set_remark(Pick *pick, int index, const char *remark)
{
    Item *item = &g_array_index(pick->items, Item, (guint)index);
    g_free(item->remark);
    item->remark = g_strdup(remark);
}

void pick_swap(Pick *pick, int a, int b)
{
    Item *items = (Item *)(void *)pick->items->data, kept = items[a];
    items[a] = items[b];
    items[b] = kept;
    if (pick->cursor == a || pick->cursor == b)
        pick->cursor = pick->cursor == a ? b : a;
}

void pick_set_mark(Pick *pick, int index, const char *key)
{
    Item *item = &g_array_index(pick->items, Item, (guint)index);
    g_free(item->key);
    item->key = g_strdup(key);
}
