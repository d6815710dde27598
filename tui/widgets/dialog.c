#include "tui/widgets/dialog.h"

#include <glib/gi18n-lib.h>

#include "tui/ui.h"

#define TEXT_WIDTH 60

typedef struct {
    View view;
    char *title, *text;
    char **buttons;
    int n, active, answer;
    bool danger;
    void (*done)(gpointer data, int answer);
    gpointer data;
} Dialog;

/* The button at place `i` from the left: the harmless one, index 0, stands last. */
static int button_at(const Dialog *dialog, int i)
{
    return (i + 1) % dialog->n;
}

static int buttons_width(const Dialog *dialog)
{
    int width = 0;
    for (int i = 0; i < dialog->n; i++)
        width += button_width(dialog->buttons[i]) + 2;
    return width - 2;
}

static int text_columns(const Dialog *dialog, int max_w)
{
    int wanted = MAX(buttons_width(dialog), text_width(dialog->title) + 4);
    wanted = MAX(wanted, MIN(text_width(dialog->text), TEXT_WIDTH));
    return MIN(wanted, max_w - 6);
}

static void measure(View *view, int max_h, int max_w, int *h, int *w)
{
    Dialog *dialog = (Dialog *)view;
    int columns = text_columns(dialog, max_w);
    g_auto(GStrv) lines = text_wrap(dialog->text, columns);
    *w = columns + 6;
    *h = MIN((int)g_strv_length(lines) + 6, max_h);
}

static ButtonLook look_of(const Dialog *dialog, int button)
{
    if (button != dialog->active)
        return BUTTON_NORMAL;
    return dialog->danger && button == 1 ? BUTTON_DANGER : BUTTON_ACTIVE;
}

static void draw(View *view, const Canvas *canvas)
{
    Dialog *dialog = (Dialog *)view;
    Rect all = {0, 0, canvas->area.h, canvas->area.w};
    int x = (canvas->area.w - buttons_width(dialog)) / 2;
    draw_box(canvas, all, STYLE_DIALOG_DIM, STYLE_DIALOG_TITLE, dialog->title);
    Canvas inside = canvas_part(canvas, (Rect){2, 3, canvas->area.h - 5, canvas->area.w - 6});
    draw_paragraph(&inside, 0, 0, inside.area.w, STYLE_DIALOG, dialog->text);
    for (int i = 0; i < dialog->n; i++) {
        int button = button_at(dialog, i);
        x += 2 + draw_button(canvas, canvas->area.h - 3, x, look_of(dialog, button),
                             dialog->buttons[button]);
    }
}

static Result press(Dialog *dialog, int button)
{
    dialog->answer = button;
    ui_close(dialog->view.ui, &dialog->view);
    return RESULT_HANDLED;
}

static Result move(Dialog *dialog, int step)
{
    int place = (dialog->active + dialog->n - 1) % dialog->n;
    place = (place + step + dialog->n) % dialog->n;
    dialog->active = button_at(dialog, place);
    return RESULT_REPAINT;
}

static Result act(View *view, const Action *action)
{
    Dialog *dialog = (Dialog *)view;
    switch ((int)action->id) {
    case ACT_LEFT:
    case ACT_UP:
    case ACT_PREV_FIELD:
        return move(dialog, -1);
    case ACT_RIGHT:
    case ACT_DOWN:
    case ACT_NEXT_FIELD:
        return move(dialog, 1);
    case ACT_ACCEPT:
        return press(dialog, dialog->active);
    case ACT_BACK:
    case ACT_CLOSE:
        return press(dialog, 0);
    default:
        return RESULT_IGNORED;
    }
}

static Result mouse(View *view, const Mouse *event)
{
    Dialog *dialog = (Dialog *)view;
    int x = view->place.x + (view->place.w - buttons_width(dialog)) / 2;
    if (event->kind != MOUSE_PRESS || event->y != view->place.y + view->place.h - 3)
        return RESULT_HANDLED;
    for (int i = 0; i < dialog->n; i++) {
        int button = button_at(dialog, i), width = button_width(dialog->buttons[button]);
        if (event->x >= x && event->x < x + width)
            return press(dialog, button);
        x += width + 2;
    }
    return RESULT_HANDLED;
}

static void closed(View *view)
{
    Dialog *dialog = (Dialog *)view;
    if (dialog->done)
        dialog->done(dialog->data, dialog->answer);
}

static void free_dialog(View *view)
{
    Dialog *dialog = (Dialog *)view;
    g_free(dialog->title);
    g_free(dialog->text);
    g_strfreev(dialog->buttons);
    g_free(dialog);
}

static const ViewClass class = {
    .name = "dialog",
    .contexts = CTX_DIALOG,
    .draw = draw,
    .act = act,
    .mouse = mouse,
    .measure = measure,
    .closed = closed,
    .free = free_dialog,
};

View *dialog_ask(Ui *ui, const DialogSpec *spec)
{
    Dialog *dialog = g_new0(Dialog, 1);
    view_init(&dialog->view, &class, ui);
    dialog->title = g_strdup(spec->title);
    dialog->text = g_strdup(spec->text);
    dialog->buttons = g_strdupv((char **)spec->buttons);
    dialog->n = (int)g_strv_length(dialog->buttons);
    dialog->danger = spec->danger;
    dialog->done = spec->done;
    dialog->data = spec->data;
    return &dialog->view;
}

View *dialog_tell(Ui *ui, const char *title, const char *text)
{
    const char *const buttons[] = {_("Close"), NULL};
    return dialog_ask(ui, &(DialogSpec){.title = title, .text = text, .buttons = buttons});
}

View *dialog_draft(Ui *ui, const char *title, const char *text,
                   void (*done)(gpointer data, int answer), gpointer data)
{
    const char *const buttons[] = {
        [DRAFT_GO_ON] = _("Go on with it"), [DRAFT_ANEW] = _("Start anew"), NULL};
    return dialog_ask(
        ui, &(DialogSpec){
                .title = title, .text = text, .buttons = buttons, .done = done, .data = data});
}
