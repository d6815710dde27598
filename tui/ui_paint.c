/* From the views to the terminal: everything is drawn into windows and sent by one doupdate, which
 * sends only what differs from what the terminal shows. */
#define NCURSES_WIDECHAR 1
#include "tui/ui_private.h"

#include <curses.h>
#include <glib/gi18n-lib.h>
#include <panel.h>

bool ui_is_too_small(void)
{
    return LINES < SCREEN_MIN_ROWS || COLS < SCREEN_MIN_COLUMNS;
}

void ui_drop_panel(View *view)
{
    if (!view->panel)
        return;
    WINDOW *window = panel_window(view->panel);
    del_panel(view->panel);
    delwin(window);
    view->panel = NULL;
}

static Canvas window_canvas(Ui *ui, WINDOW *window)
{
    return (Canvas){.window = window,
                    .theme = &ui->theme,
                    .level = ui->frame.level,
                    .area = {0, 0, getmaxy(window), getmaxx(window)},
                    .top = getbegy(window),
                    .left = getbegx(window),
                    .cursor = &ui->cursor};
}

/* Empties a window in the background colour of a style. */
static void erase_window(const Canvas *canvas, Style style)
{
    Look look = canvas->theme->looks[canvas->level][style];
    cchar_t blank;
    setcchar(&blank, L" ", look.attributes, look.pair, NULL);
    wbkgrndset(canvas->window, &blank);
    leaveok(canvas->window, TRUE); /* no bytes for a cursor that cannot be seen */
    werase(canvas->window);
}

/* Below the anchor if there is room, else above it, else in the middle. */
static Rect place_dialog(const View *view, int h, int w)
{
    Rect place = {(LINES - h) / 2, (COLS - w) / 2, h, w};
    if (view->anchor_y < 0)
        return place;
    place.x = CLAMP(view->anchor_x, 0, COLS - w);
    place.y = view->anchor_y + 1;
    if (place.y + h > LINES - 1)
        place.y = view->anchor_y - h;
    if (place.y < 0)
        place.y = (LINES - h) / 2;
    return place;
}

static void fit_panel(View *view)
{
    int h = 0, w = 0;
    view->class->measure(view, LINES - 2, COLS - 4, &h, &w);
    Rect place = place_dialog(view, CLAMP(h, 3, LINES - 2), CLAMP(w, 10, COLS - 2));
    WINDOW *old = view->panel ? panel_window(view->panel) : NULL;
    if (old && getbegy(old) == place.y && getbegx(old) == place.x && getmaxy(old) == place.h &&
        getmaxx(old) == place.w)
        return;
    WINDOW *window = newwin(place.h, place.w, place.y, place.x);
    if (old) {
        replace_panel(view->panel, window);
        delwin(old);
    } else {
        view->panel = new_panel(window);
    }
}

static void paint_dialog(Ui *ui, View *view)
{
    fit_panel(view);
    WINDOW *window = panel_window(view->panel);
    Canvas canvas = window_canvas(ui, window);
    canvas.dialog = canvas.fresh = true;
    ui->cursor.shown = false;
    erase_window(&canvas, STYLE_DIALOG);
    view_draw(view, &canvas, view == ui_top(ui));
    top_panel(view->panel);
}

/* Whether nothing of what the screen shows may be kept. Remembers what is painted now. */
static bool must_start_anew(Ui *ui, const View *view)
{
    bool same = ui->painted.view == view && view && ui->painted.rows == LINES &&
                ui->painted.columns == COLS && ui->painted.level == ui->frame.level &&
                !ui->painted.small && !ui->frame.changed && !ui->full_repaint;
    ui->painted.view = view;
    ui->painted.rows = LINES;
    ui->painted.columns = COLS;
    ui->painted.level = ui->frame.level;
    ui->painted.small = false;
    ui->frame.changed = false;
    return !same;
}

/* Nothing but this view; the frame's places take no clicks. */
static void paint_cover(Ui *ui, const Canvas *all, View *view)
{
    erase_window(all, STYLE_TEXT);
    ui->frame.menu_place = ui->frame.user_place = ui->frame.bar_place = (Rect){0};
    ui->frame.work_place = (Rect){0};
    ui->painted.view = NULL;
    view_draw(view, all, view == ui_top(ui));
}

static void paint_screen(Ui *ui, Canvas *all)
{
    View *view = ui_screen(ui);
    if (view && view->class->covers) {
        paint_cover(ui, all, view);
        return;
    }
    all->fresh = must_start_anew(ui, view);
    if (all->fresh)
        erase_window(all, STYLE_TEXT);
    if (view) {
        Canvas middle = canvas_part(all, frame_middle(&ui->frame, LINES, COLS));
        if (!all->fresh && !view->class->incremental)
            draw_clear(&middle, STYLE_TEXT);
        view_draw(view, &middle, view == ui_top(ui) && !ui->frame.focused);
    }
    frame_draw(&ui->frame, all, ui_top(ui), ui->toast, ui->toast_error);
}

static void paint_too_small(const Canvas *all)
{
    g_autofree char *text =
        g_strdup_printf(_("The window is %d×%d. At least %d×%d is needed; make it larger, nothing "
                          "is lost."),
                        COLS, LINES, SCREEN_MIN_COLUMNS, SCREEN_MIN_ROWS);
    erase_window(all, STYLE_TEXT);
    draw_paragraph(all, 0, 0, COLS, STYLE_BOLD, text);
}

static void place_cursor(const Ui *ui)
{
    bool shown = ui->cursor.shown && !ui_is_too_small();
    curs_set(shown ? 1 : 0);
    if (shown)
        setsyx(ui->cursor.y, ui->cursor.x);
}

static void paint_views(Ui *ui, Canvas *all)
{
    bool above = false;
    paint_screen(ui, all);
    for (guint i = 0; i < ui->stack->len; i++) {
        View *view = g_ptr_array_index(ui->stack, i);
        above = above || view == ui_screen(ui) || !ui_screen(ui);
        if (!above)
            ui_drop_panel(view);
        else if (view_is_dialog(view))
            paint_dialog(ui, view);
    }
}

void ui_paint(Ui *ui)
{
    Canvas all = window_canvas(ui, stdscr);
    ui->dirty = false;
    ui->cursor.shown = false;
    if (ui->full_repaint)
        clearok(curscr, TRUE);
    if (ui_is_too_small()) {
        for (guint i = 0; i < ui->stack->len; i++)
            ui_drop_panel(g_ptr_array_index(ui->stack, i));
        paint_too_small(&all);
        ui->painted.small = true;
    } else {
        paint_views(ui, &all);
    }
    ui->full_repaint = false;
    wnoutrefresh(stdscr);
    update_panels();
    place_cursor(ui);
    doupdate();
}
