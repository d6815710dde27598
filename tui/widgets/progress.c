#include "tui/widgets/progress.h"

#include <glib/gi18n-lib.h>

#include "tui/ui.h"

#define WIDTH 56

struct Progress {
    Ui *ui;
    ProgressSpec spec;
    char *title;
    View *view; /* NULL: in the background */
    gint64 started, done, total, errors;
    bool cancelled;
};

typedef struct {
    View view;
    Progress *progress;
} ProgressView;

static Progress *progress_of(View *view)
{
    return ((ProgressView *)view)->progress;
}

static void measure(View *view, int max_h, int max_w, int *h, int *w)
{
    *h = 8;
    *w = MIN(WIDTH, max_w);
}

/* "00:42", "1:03:20". */
static char *duration(gint64 seconds)
{
    int h = (int)(seconds / 3600), m = (int)(seconds / 60 % 60), s = (int)(seconds % 60);
    return h ? g_strdup_printf("%d:%02d:%02d", h, m, s) : g_strdup_printf("%02d:%02d", m, s);
}

/* "12 345 / 1 000 000 · 4 321 a second · left 03:48". */
static char *figures(const Progress *progress)
{
    gint64 passed = MAX(1, (loop_now(ui_loop(progress->ui)) - progress->started) / 1000);
    gint64 rate = progress->done * 1000 / passed;
    g_autofree char *done = text_number(progress->done);
    g_autofree char *total = text_number(progress->total);
    g_autofree char *speed = text_number(rate);
    GString *text = g_string_new(done);
    if (progress->total)
        g_string_append_printf(text, " / %s", total);
    if (rate)
        g_string_append_printf(text, " · %s/%s", speed, _("s"));
    if (rate && progress->total > progress->done) {
        g_autofree char *left = duration((progress->total - progress->done) / rate);
        g_string_append_printf(text, " · %s %s", _("left"), left);
    }
    return g_string_free(text, FALSE);
}

static void draw(View *view, const Canvas *canvas)
{
    const Progress *progress = progress_of(view);
    int w = canvas->area.w;
    g_autofree char *text = figures(progress);
    g_autofree char *number = text_number(progress->errors);
    g_autofree char *errors = g_strdup_printf(_("Errors: %s"), number);
    draw_box(canvas, (Rect){0, 0, canvas->area.h, w}, STYLE_DIALOG_DIM, STYLE_DIALOG_TITLE,
             progress->title);
    draw_fill(canvas, (Rect){2, 3, 1, w - 6}, STYLE_FIELD);
    draw_bar(canvas, 2, 3, w - 6, (double)progress->done, (double)progress->total, STYLE_FIELD);
    draw_cell(canvas, 3, 3, w - 6, STYLE_DIALOG, ALIGN_LEFT, text);
    if (progress->errors)
        draw_cell(canvas, 4, 3, w - 6, STYLE_ERROR, ALIGN_LEFT, errors);
    const char *label = progress->cancelled ? _("Stopping…") : _("Cancel");
    draw_button(canvas, 6, (w - button_width(label)) / 2, BUTTON_ACTIVE, label);
}

/* Where nothing is under way yet, whoever is told ends it at once. */
static Result cancel(Progress *progress)
{
    bool told = progress->cancelled;
    progress->cancelled = true;
    if (!told && progress->spec.cancel)
        progress->spec.cancel(progress->spec.data);
    return RESULT_REPAINT;
}

static void come_back(gpointer data);

static void tell_status(Progress *progress)
{
    g_autofree char *text = figures(progress);
    g_autofree char *line = g_strdup_printf("%s: %s", progress->title, text);
    frame_set_work(ui_frame(progress->ui), line, come_back, progress);
}

static Result leave(Progress *progress)
{
    if (!progress->spec.background) {
        ui_toast(progress->ui, _("The work is still running. Enter cancels it."));
        return RESULT_HANDLED;
    }
    View *view = progress->view;
    progress->view = NULL;
    tell_status(progress);
    ui_close(progress->ui, view);
    return RESULT_HANDLED;
}

static Result act(View *view, const Action *action)
{
    switch ((int)action->id) {
    case ACT_ACCEPT:
    case ACT_CANCEL:
        return cancel(progress_of(view));
    case ACT_BACK:
    case ACT_CLOSE:
        return leave(progress_of(view));
    default:
        return RESULT_IGNORED;
    }
}

static Result mouse(View *view, const Mouse *event)
{
    bool button = event->kind == MOUSE_PRESS && event->y == view->place.y + 6;
    return button ? cancel(progress_of(view)) : RESULT_HANDLED;
}

static void free_view(View *view)
{
    Progress *progress = progress_of(view);
    if (progress->view == view)
        progress->view = NULL;
    g_free(view);
}

static const ViewClass class = {
    .name = "progress",
    .contexts = CTX_PROGRESS,
    .draw = draw,
    .act = act,
    .mouse = mouse,
    .measure = measure,
    .free = free_view,
};

static void show(Progress *progress)
{
    ProgressView *view = g_new0(ProgressView, 1);
    view_init(&view->view, &class, progress->ui);
    view->progress = progress;
    progress->view = ui_push(progress->ui, &view->view);
}

static void come_back(gpointer data)
{
    Progress *progress = data;
    frame_set_work(ui_frame(progress->ui), NULL, NULL, NULL);
    show(progress);
}

Progress *progress_start(Ui *ui, const ProgressSpec *spec)
{
    Progress *progress = g_new0(Progress, 1);
    progress->ui = ui;
    progress->spec = *spec;
    progress->title = g_strdup(spec->title);
    progress->started = loop_now(ui_loop(ui));
    show(progress);
    return progress;
}

void progress_set(Progress *progress, gint64 done, gint64 total, gint64 errors)
{
    progress->done = done;
    progress->total = total;
    progress->errors = errors;
    if (!progress->view)
        tell_status(progress);
    ui_repaint(progress->ui);
}

void progress_finish(Progress *progress, const char *message)
{
    if (progress->view)
        ui_close(progress->ui, progress->view);
    else
        frame_set_work(ui_frame(progress->ui), NULL, NULL, NULL);
    if (message)
        ui_toast(progress->ui, message);
    g_free(progress->title);
    g_free(progress);
}
