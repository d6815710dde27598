#include "tui/widgets/chooser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tui/ui.h"
#include "tui/widgets/line_edit.h"

#define WIDTH 70
#define HEIGHT 18

typedef struct {
    View view;
    ChooserSpec spec;
    char *title;
    Table *table;
    TextBuffer *find;
    int find_scroll;
    bool chosen, cleared;
} Chooser;

static void measure(View *view, int max_h, int max_w, int *h, int *w)
{
    *h = MIN(HEIGHT, max_h);
    *w = MIN(WIDTH, max_w);
}

static void draw(View *view, const Canvas *canvas)
{
    Chooser *chooser = (Chooser *)view;
    int h = canvas->area.h, w = canvas->area.w;
    draw_box(canvas, (Rect){0, 0, h, w}, STYLE_DIALOG_DIM, STYLE_DIALOG_TITLE, chooser->title);
    int x = 3 + draw_text(canvas, 1, 2, STYLE_DIALOG, _("Find:"));
    Canvas rows = canvas_part(canvas, (Rect){3, 1, h - 4, w - 2});
    view_draw(table_view(chooser->table), &rows, view->focused);
    draw_hline(canvas, 2, 1, w - 2, STYLE_DIALOG_DIM);
    line_edit_draw(canvas, 1, x, w - x - 2, chooser->find, &chooser->find_scroll,
                   STYLE_FIELD_ACTIVE, view->focused, false);
}

static bool moves_rows(const Key *key)
{
    return key->sym == K_HOME || key->sym == K_END;
}

static Result key(View *view, const Key *event)
{
    Chooser *chooser = (Chooser *)view;
    if (moves_rows(event))
        return RESULT_IGNORED;
    Result result = line_edit_key(chooser->find, event, NULL);
    table_set_find(chooser->table, text_buffer_text(chooser->find));
    return result;
}

static Result finish(Chooser *chooser, bool chosen, bool cleared)
{
    chooser->chosen = chosen;
    chooser->cleared = cleared;
    ui_close(chooser->view.ui, &chooser->view);
    return RESULT_HANDLED;
}

static Result act(View *view, const Action *action)
{
    Chooser *chooser = (Chooser *)view;
    View *table = table_view(chooser->table);
    switch ((int)action->id) {
    case ACT_ACCEPT:
        return table_row(chooser->table) ? finish(chooser, true, false) : RESULT_HANDLED;
    case ACT_CLEAR:
        return finish(chooser, false, true);
    case ACT_BACK:
    case ACT_CLOSE:
        return finish(chooser, false, false);
    default:
        return table->class->act(table, action);
    }
}

static Offer offer(View *view, const Action *action, const char **reason)
{
    bool clears = action->id == ACT_CLEAR;
    return clears && !((Chooser *)view)->spec.may_clear ? OFFER_NO : OFFER_YES;
}

static Result mouse(View *view, const Mouse *event)
{
    Chooser *chooser = (Chooser *)view;
    View *table = table_view(chooser->table);
    Mouse press = *event;
    if (!rect_contains(table->place, event->y, event->x))
        return RESULT_HANDLED;
    if (event->kind == MOUSE_DOUBLE) {
        press.kind = MOUSE_PRESS;
        table->class->mouse(table, &press);
        return table_row(chooser->table) ? finish(chooser, true, false) : RESULT_HANDLED;
    }
    table->class->mouse(table, event);
    return RESULT_REPAINT;
}

static void closed(View *view)
{
    Chooser *chooser = (Chooser *)view;
    const TableRow *row = chooser->chosen ? table_row(chooser->table) : NULL;
    chooser->spec.done(chooser->spec.data, row, chooser->cleared);
}

static void free_chooser(View *view)
{
    Chooser *chooser = (Chooser *)view;
    view_free(table_view(chooser->table));
    text_buffer_free(chooser->find);
    if (chooser->spec.free_data)
        chooser->spec.free_data(chooser->spec.data);
    g_free(chooser->title);
    g_free(chooser);
}

static const ViewClass class = {
    .name = "chooser",
    .contexts = CTX_PICK,
    .draw = draw,
    .key = key,
    .act = act,
    .offer = offer,
    .mouse = mouse,
    .measure = measure,
    .closed = closed,
    .free = free_chooser,
};

View *chooser_new(Ui *ui, const ChooserSpec *spec)
{
    Chooser *chooser = g_new0(Chooser, 1);
    view_init(&chooser->view, &class, ui);
    chooser->spec = *spec;
    chooser->title = g_strdup(spec->title);
    chooser->find = text_buffer_new(spec->find, false);
    chooser->table =
        table_new(ui, &(TableSpec){.name = "chooser",
                                   .title = "",
                                   .columns = spec->columns,
                                   .n_columns = spec->n_columns,
                                   .source = spec->source,
                                   .search = true,
                                   .empty = _("There is nothing to choose from yet.")});
    table_set_find(chooser->table, text_buffer_text(chooser->find));
    return &chooser->view;
}
