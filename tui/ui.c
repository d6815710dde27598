#include "tui/ui_private.h"

#include <signal.h>
#include <unistd.h>

#define TOAST_MS 5000
#define DRAFT_MS 3000

void ui_keep_drafts(Ui *ui)
{
    for (guint i = 0; i < ui->stack->len; i++) {
        View *view = g_ptr_array_index(ui->stack, i);
        if (view->class->keep_draft)
            view->class->keep_draft(view);
    }
}

/* One try; whatever hangs from here on, the process is gone within the second. */
static void save_at_the_end(Ui *ui)
{
    if (ui->options.catch_signals)
        alarm(1);
    ui_keep_drafts(ui);
}

static void on_draft_timer(gpointer data)
{
    ui_keep_drafts(data);
}

static void on_signal(gpointer data)
{
    Ui *ui = data;
    ui->gone = ui->over = true;
}

Ui *ui_new(const UiOptions *options, GError **error)
{
    Term *term = term_open(options->terminal, options->in, options->out, error);
    if (!term)
        return NULL;
    Ui *ui = g_new0(Ui, 1);
    ui->options = *options;
    ui->term = term;
    ui->loop = loop_new(options->clock, options->clock_data);
    ui->stack = g_ptr_array_new();
    ui->dirty = true;
    ui->last_key_at = loop_now(ui->loop);
    theme_init(&ui->theme, term_colors(term));
    frame_init(&ui->frame, ui);
    loop_timer(ui->loop, DRAFT_MS, true, on_draft_timer, ui);
    if (options->catch_signals) {
        signal(SIGPIPE, SIG_IGN);
        loop_catch_signals(ui->loop, on_signal, ui);
    }
    return ui;
}

void ui_clear(Ui *ui)
{
    while (ui->stack->len) {
        View *view = g_ptr_array_steal_index(ui->stack, ui->stack->len - 1);
        ui_drop_panel(view);
        view_free(view);
    }
}

void ui_free(Ui *ui)
{
    if (!ui)
        return;
    ui_clear(ui);
    g_ptr_array_unref(ui->stack);
    frame_clear(&ui->frame);
    term_close(ui->term);
    loop_free(ui->loop);
    g_free(ui->toast);
    g_free(ui);
}

/* After a hang-up reading returns at once, millions of times a second: this ends it. */
static bool read_keys(Ui *ui)
{
    bool any = false;
    for (;;) {
        g_auto(Key) key = {0};
        if (ui->over || !term_read(ui->term, &key))
            break;
        any = true;
        ui->last_key_at = loop_now(ui->loop);
        ui_dispatch(ui, &key);
    }
    return any;
}

bool ui_step(Ui *ui, int max_ms)
{
    if (ui->dirty)
        ui_paint(ui);
    loop_wait(ui->loop, term_fd(ui->term), ui->dirty ? 0 : max_ms);
    if (!ui->over && !read_keys(ui) && term_is_gone(ui->term))
        ui->gone = ui->over = true;
    if (ui->over && ui->gone)
        save_at_the_end(ui);
    if (ui->over)
        return false;
    if (ui->dirty)
        ui_paint(ui);
    return true;
}

bool ui_run(Ui *ui)
{
    while (ui_step(ui, -1))
        ;
    return !ui->gone;
}

bool ui_is_gone(const Ui *ui)
{
    return ui->gone;
}

void ui_quit(Ui *ui)
{
    ui->over = true;
}

Frame *ui_frame(Ui *ui)
{
    return &ui->frame;
}

Loop *ui_loop(Ui *ui)
{
    return ui->loop;
}

Term *ui_term(Ui *ui)
{
    return ui->term;
}

View *ui_push(Ui *ui, View *view)
{
    g_ptr_array_add(ui->stack, view);
    ui->frame.focused = false;
    ui->dirty = true;
    if (view->class->opened)
        view->class->opened(view);
    return view;
}

View *ui_top(Ui *ui)
{
    return ui->stack->len ? g_ptr_array_index(ui->stack, ui->stack->len - 1) : NULL;
}

View *ui_screen(Ui *ui)
{
    for (guint i = ui->stack->len; i > 0; i--) {
        View *view = g_ptr_array_index(ui->stack, i - 1);
        if (!view_is_dialog(view))
            return view;
    }
    return NULL;
}

guint ui_depth(const Ui *ui)
{
    return ui->stack->len;
}

void ui_close(Ui *ui, View *view)
{
    if (!g_ptr_array_remove(ui->stack, view))
        return;
    ui_drop_panel(view);
    ui->dirty = true;
    if (ui->painted.view == view)
        ui->painted.view = NULL; /* another may get its address */
    if (view->class->closed)
        view->class->closed(view);
    view_free(view);
    if (ui->stack->len == 0)
        ui->over = true;
}

void ui_repaint(Ui *ui)
{
    ui->dirty = true;
}

void ui_reload(Ui *ui)
{
    for (guint i = 0; i < ui->stack->len; i++) {
        View *view = g_ptr_array_index(ui->stack, i);
        if (view->class->reload)
            view->class->reload(view);
    }
    ui->dirty = true;
}

void ui_refresh(Ui *ui)
{
    for (guint i = 0; i < ui->stack->len; i++) {
        View *view = g_ptr_array_index(ui->stack, i);
        if (view->class->refresh)
            view->class->refresh(view);
    }
    ui->dirty = true;
}

gint64 ui_idle(const Ui *ui)
{
    return loop_now(ui->loop) - ui->last_key_at;
}

static void on_toast_timer(gpointer data)
{
    Ui *ui = data;
    ui->toast_timer = 0;
    ui_clear_toast(ui);
}

void ui_clear_toast(Ui *ui)
{
    if (!ui->toast)
        return;
    g_clear_pointer(&ui->toast, g_free);
    ui->painted.view = NULL; /* it may have stood over more than its line */
    loop_cancel(ui->loop, ui->toast_timer);
    ui->toast_timer = 0;
    ui->dirty = true;
}

static void show_toast(Ui *ui, const char *text, bool is_error)
{
    ui_clear_toast(ui);
    ui->toast = g_strdup(text);
    ui->toast_error = is_error;
    ui->dirty = true;
    if (!is_error)
        ui->toast_timer = loop_timer(ui->loop, TOAST_MS, false, on_toast_timer, ui);
}

void ui_toast(Ui *ui, const char *text)
{
    show_toast(ui, text, false);
}

void ui_toast_error(Ui *ui, const char *text)
{
    show_toast(ui, text, true);
}

const char *ui_toasted(const Ui *ui)
{
    return ui->toast;
}

bool ui_allowed(Ui *ui, const Action *action)
{
    return !action->right || !ui->options.allowed ||
           ui->options.allowed(ui->options.allowed_data, action->right);
}
