#include "tui/widgets/card.h"

#include <glib/gi18n-lib.h>

#include "tui/ui.h"

#define LABEL_MOST 24
#define PHOTO_H 8
#define PHOTO_W 16

typedef enum { LINE_GROUP, LINE_VALUE, LINE_TEXT, LINE_ITEM, LINE_BAR } LineKind;

typedef struct {
    LineKind kind;
    char *label, *text;
    Style style;
    gint64 id;
    ActionId action;
    double value, max;
    int y, rows; /* in the content, set when drawn */
} Line;

typedef struct {
    ActionId action;
    bool round;
} Button;

struct Card {
    View view;
    CardSpec spec;
    char *title;
    GArray *lines;   /* Line */
    GArray *buttons; /* Button */
    int focus;       /* buttons, then items that can be chosen; -1: none */
    int top, height, rows;
    gint64 chosen;
    guint8 *photo;
    int photo_side;
};

static void clear_line(gpointer data)
{
    Line *line = data;
    g_free(line->label);
    g_free(line->text);
}

/* --- building ----------------------------------------------------------------------------------
 */

static Line *add(Card *card, LineKind kind, const char *label, const char *text, Style style)
{
    Line line = {.kind = kind, .label = g_strdup(label), .text = g_strdup(text), .style = style};
    g_array_append_val(card->lines, line);
    return &g_array_index(card->lines, Line, card->lines->len - 1);
}

void card_set_title(Card *card, const char *title)
{
    g_free(card->title);
    card->title = g_strdup(title);
}

void card_add_group(Card *card, const char *heading)
{
    add(card, LINE_GROUP, heading, NULL, STYLE_TITLE);
}

void card_add_line(Card *card, const char *label, const char *value, Style style)
{
    add(card, LINE_VALUE, label, value ? value : "", style);
}

void card_add_text(Card *card, const char *text, Style style)
{
    add(card, LINE_TEXT, NULL, text, style);
}

void card_add_item(Card *card, gint64 id, const char *text, Style style, ActionId action)
{
    Line *line = add(card, LINE_ITEM, NULL, text, style);
    line->id = id;
    line->action = action;
}

void card_add_bar(Card *card, const char *label, double value, double max)
{
    Line *line = add(card, LINE_BAR, label, NULL, STYLE_CHART);
    line->value = value;
    line->max = max;
}

void card_set_photo(Card *card, const guint8 *pixels, int side)
{
    g_free(card->photo);
    card->photo = pixels ? g_memdup2(pixels, (gsize)side * (gsize)side * 3) : NULL;
    card->photo_side = side;
}

static const Action *find_action(const Card *card, ActionId id)
{
    return action_find(id, card->view.contexts);
}

void card_add_button(Card *card, ActionId action, bool round)
{
    const char *reason;
    const Action *row = find_action(card, action);
    Button button = {action, round};
    if (row && ui_allowed(card->view.ui, row) && view_offer(&card->view, row, &reason) != OFFER_NO)
        g_array_append_val(card->buttons, button);
}

void card_reload(Card *card)
{
    g_array_set_size(card->lines, 0);
    g_array_set_size(card->buttons, 0);
    card_set_photo(card, NULL, 0);
    card->spec.build(card->spec.data, card);
    ui_repaint(card->view.ui);
}

/* --- focus: buttons, then items ----------------------------------------------------------------
 */

static Line *nth_item(const Card *card, int n)
{
    for (guint i = 0; i < card->lines->len; i++) {
        Line *line = &g_array_index(card->lines, Line, i);
        if (line->kind == LINE_ITEM && line->action && n-- == 0)
            return line;
    }
    return NULL;
}

static int stops(const Card *card)
{
    int n = (int)card->buttons->len;
    while (nth_item(card, n - (int)card->buttons->len))
        n++;
    return n;
}

static Line *focused_item(const Card *card)
{
    int item = card->focus - (int)card->buttons->len;
    return item >= 0 ? nth_item(card, item) : NULL;
}

/* Up and Down go from item to item where there are any, else they scroll. */
static Result move(Card *card, int step)
{
    int n = stops(card), target = card->focus + step;
    const Line *now = focused_item(card);
    bool scrolls = !nth_item(card, 0) || (step < 0 ? card->top > 0 && !now : !now && !n);
    if (scrolls || target < 0 || target >= n) {
        card->top = CLAMP(card->top + step, 0, MAX(0, card->rows - card->height));
        return RESULT_REPAINT;
    }
    card->focus = target < (int)card->buttons->len && step > 0 ? (int)card->buttons->len : target;
    return RESULT_REPAINT;
}

static Result scroll(Card *card, int rows)
{
    card->top = CLAMP(card->top + rows, 0, MAX(0, card->rows - card->height));
    return RESULT_REPAINT;
}

static Result move_button(Card *card, int step)
{
    if (card->buttons->len)
        card->focus = CLAMP(card->focus + step, 0, (int)card->buttons->len - 1);
    return RESULT_REPAINT;
}

static Result take(Card *card, ActionId id, gint64 chosen)
{
    const Action *action = find_action(card, id);
    if (!action)
        return RESULT_IGNORED;
    card->chosen = chosen;
    ui_perform(card->view.ui, action);
    return RESULT_HANDLED;
}

static Result press(Card *card)
{
    const Line *item = focused_item(card);
    if (item)
        return take(card, item->action, item->id);
    if (card->focus < 0 || card->focus >= (int)card->buttons->len)
        return RESULT_IGNORED;
    return take(card, g_array_index(card->buttons, Button, card->focus).action, 0);
}

gint64 card_chosen(const Card *card)
{
    return card->chosen;
}

/* --- drawing -----------------------------------------------------------------------------------
 */

static int button_columns(const Card *card, guint i)
{
    const Button *button = &g_array_index(card->buttons, Button, i);
    const char *label = _(find_action(card, button->action)->label);
    return button->round ? 6 + text_width(label) : button_width(label);
}

static void draw_button_row(const Card *card, const Canvas *canvas, int y)
{
    int x = 1;
    for (guint i = 0; i < card->buttons->len; i++) {
        const Button *button = &g_array_index(card->buttons, Button, i);
        const char *label = _(find_action(card, button->action)->label);
        bool active = card->view.focused && (int)i == card->focus;
        if (button->round) {
            draw_text(canvas, y, x, STYLE_ROUND_PLUS, "(+)");
            draw_text(canvas, y, x + 4, active ? STYLE_BUTTON_ACTIVE : STYLE_LINK, label);
        } else {
            draw_button(canvas, y, x, active ? BUTTON_ACTIVE : BUTTON_NORMAL, label);
        }
        x += button_columns(card, i) + 2;
    }
}

static int label_columns(const Card *card)
{
    int width = 0;
    for (guint i = 0; i < card->lines->len; i++) {
        const Line *line = &g_array_index(card->lines, Line, i);
        if (line->kind == LINE_VALUE || line->kind == LINE_BAR)
            width = MAX(width, text_width(line->label));
    }
    return MIN(width, LABEL_MOST);
}

static int draw_heading(const Line *line, const Canvas *canvas, int y, int width)
{
    int x = 2 + draw_text(canvas, y + 1, 1, STYLE_TITLE, line->label);
    draw_hline(canvas, y + 1, x, width - x, STYLE_LINE);
    return 2;
}

static int draw_bar_line(const Line *line, const Canvas *canvas, int y, int x, int width)
{
    g_autofree char *number = text_number((gint64)line->value);
    int room = MAX(4, width - x - 10);
    draw_bar(canvas, y, x, room, line->value, line->max, STYLE_CHART);
    draw_text(canvas, y, x + room + 1, STYLE_TEXT, number);
    return 1;
}

/* Draws a line at row `y` of the canvas, which may be above it; returns its rows. */
static int draw_line(const Card *card, const Line *line, const Canvas *canvas, int y, int width)
{
    int labels = label_columns(card), x = labels + 3;
    if (line->kind == LINE_GROUP)
        return draw_heading(line, canvas, y, width);
    if (line->kind == LINE_TEXT)
        return draw_paragraph(canvas, y, 1, width - 2, line->style, line->text);
    if (line->kind == LINE_ITEM) {
        bool active = card->view.focused && line == focused_item(card);
        draw_cell(canvas, y, 1, width - 2, active ? STYLE_SELECTED : line->style, ALIGN_LEFT,
                  line->text);
        return 1;
    }
    draw_cell(canvas, y, 1, labels, STYLE_LABEL, ALIGN_RIGHT, line->label);
    if (line->kind == LINE_BAR)
        return draw_bar_line(line, canvas, y, x, width);
    return MAX(1, draw_paragraph(canvas, y, x, MAX(8, width - x - 1), line->style, line->text));
}

static bool draw_photo(const Card *card, const Canvas *canvas)
{
    guint8 pixels[PHOTO_H * 2 * PHOTO_W * 3];
    int side = card->photo_side;
    if (!card->photo || canvas->area.w < 50 || canvas->area.h < PHOTO_H)
        return false;
    for (int i = 0; i < PHOTO_H * 2 * PHOTO_W; i++) {
        int y = i / PHOTO_W * side / (PHOTO_H * 2), x = i % PHOTO_W * side / PHOTO_W;
        for (int channel = 0; channel < 3; channel++)
            pixels[3 * i + channel] = card->photo[3 * (y * side + x) + channel];
    }
    return draw_picture(canvas, 0, canvas->area.w - PHOTO_W - 2, PHOTO_H, PHOTO_W, pixels);
}

static void show_focus(Card *card)
{
    const Line *item = focused_item(card);
    if (!item)
        return;
    if (item->y < card->top)
        card->top = item->y;
    if (item->y >= card->top + card->height)
        card->top = item->y - card->height + 1;
}

static void draw(View *view, const Canvas *canvas)
{
    Card *card = (Card *)view;
    int head = card->buttons->len ? 2 : 0, y = 0;
    Canvas body =
        canvas_part(canvas, (Rect){1 + head, 0, canvas->area.h - 1 - head, canvas->area.w - 1});
    card->height = body.area.h;
    card->focus = CLAMP(card->focus, stops(card) ? 0 : -1, stops(card) - 1);
    show_focus(card);
    draw_button_row(card, canvas, 1);
    bool photo = card->top == 0 && draw_photo(card, &body);
    for (guint i = 0; i < card->lines->len; i++) {
        Line *line = &g_array_index(card->lines, Line, i);
        int width = body.area.w - (photo && y < PHOTO_H + 1 ? PHOTO_W + 3 : 1);
        line->y = y;
        y += draw_line(card, line, &body, y - card->top, width);
    }
    card->rows = y;
    draw_scrollbar(canvas, 1 + head, canvas->area.w - 1, body.area.h, card->top, body.area.h, y,
                   STYLE_LINE);
}

/* --- keys --------------------------------------------------------------------------------------
 */

static Result act(View *view, const Action *action)
{
    Card *card = (Card *)view;
    Result result = card->spec.act ? card->spec.act(card->spec.data, card, action) : RESULT_IGNORED;
    card->chosen = 0;
    if (result != RESULT_IGNORED)
        return result;
    switch ((int)action->id) {
    case ACT_UP:
        return move(card, -1);
    case ACT_DOWN:
        return move(card, 1);
    case ACT_LEFT:
        return move_button(card, -1);
    case ACT_RIGHT:
        return move_button(card, 1);
    case ACT_PAGE_UP:
        return scroll(card, -card->height);
    case ACT_PAGE_DOWN:
        return scroll(card, card->height);
    case ACT_FIRST:
        return scroll(card, -card->rows);
    case ACT_LAST:
        return scroll(card, card->rows);
    case ACT_OPEN:
        return press(card);
    case ACT_REFRESH:
        card_reload(card);
        return RESULT_REPAINT;
    default:
        return RESULT_IGNORED;
    }
}

static Offer offer(View *view, const Action *action, const char **reason)
{
    Card *card = (Card *)view;
    bool own = false;
    for (const ActionId *id = card->spec.actions; id && *id; id++)
        own = own || *id == action->id;
    if (own)
        return card->spec.offer ? card->spec.offer(card->spec.data, card, action, reason)
                                : OFFER_YES;
    bool needs_screen =
        action->id == ACT_EDIT || action->id == ACT_FIND || action->id >= ACT_SCREEN;
    return needs_screen || (action->id == ACT_OPEN && !stops(card)) ? OFFER_NO : OFFER_YES;
}

static Result mouse(View *view, const Mouse *event)
{
    Card *card = (Card *)view;
    int y = event->y - view->place.y, x = event->x - view->place.x - 1;
    if (event->kind == MOUSE_WHEEL_UP || event->kind == MOUSE_WHEEL_DOWN)
        return scroll(card, event->kind == MOUSE_WHEEL_UP ? -3 : 3);
    if (event->kind != MOUSE_PRESS && event->kind != MOUSE_DOUBLE)
        return RESULT_IGNORED;
    for (guint i = 0; y == 1 && i < card->buttons->len; i++) {
        if (x >= 0 && x < button_columns(card, i)) {
            card->focus = (int)i;
            return press(card);
        }
        x -= button_columns(card, i) + 2;
    }
    int row = y - 1 - (card->buttons->len ? 2 : 0) + card->top;
    for (int i = 0; nth_item(card, i); i++) {
        if (nth_item(card, i)->y != row)
            continue;
        card->focus = (int)card->buttons->len + i;
        return event->kind == MOUSE_DOUBLE ? press(card) : RESULT_REPAINT;
    }
    return RESULT_IGNORED;
}

static char *title(View *view)
{
    return g_strdup(((Card *)view)->title);
}

static void reload(View *view)
{
    card_reload((Card *)view);
}

static void free_card(View *view)
{
    Card *card = (Card *)view;
    if (card->spec.free_data)
        card->spec.free_data(card->spec.data);
    g_array_unref(card->lines);
    g_array_unref(card->buttons);
    g_free(card->photo);
    g_free(card->title);
    g_free(card);
}

static const ViewClass class = {
    .name = "card",
    .contexts = CTX_VIEWER,
    .draw = draw,
    .act = act,
    .mouse = mouse,
    .offer = offer,
    .title = title,
    .reload = reload,
    .free = free_card,
};

Card *card_new(Ui *ui, const CardSpec *spec)
{
    Card *card = g_new0(Card, 1);
    view_init(&card->view, &class, ui);
    card->view.contexts |= spec->contexts;
    card->spec = *spec;
    card->title = g_strdup("");
    card->lines = g_array_new(FALSE, FALSE, sizeof(Line));
    g_array_set_clear_func(card->lines, clear_line);
    card->buttons = g_array_new(FALSE, FALSE, sizeof(Button));
    card_reload(card);
    return card;
}

View *card_view(Card *card)
{
    return &card->view;
}
