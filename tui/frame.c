/* The frame's state: what the application told it, and what keys and clicks do to it. */
#include "tui/frame_private.h"

#include <string.h>

#include "tui/ui.h"

static void clear_line(gpointer line)
{
    g_free(((FrameLine *)line)->label);
}

void frame_init(Frame *frame, Ui *ui)
{
    frame->ui = ui;
    frame->lines = g_array_new(FALSE, TRUE, sizeof(FrameLine));
    g_array_set_clear_func(frame->lines, clear_line);
}

void frame_clear(Frame *frame)
{
    g_array_unref(frame->lines);
    g_free(frame->path);
    g_free(frame->user);
    g_free(frame->detail);
    g_free(frame->notice);
    g_free(frame->work);
    g_free(frame->tall);
    g_free(frame->flat);
}

static void set_string(Frame *frame, char **place, const char *text)
{
    if (g_strcmp0(*place, text) == 0)
        return;
    g_free(*place);
    *place = g_strdup(text);
    ui_repaint(frame->ui);
}

void frame_set_level(Frame *frame, Level level)
{
    frame->level = level;
    ui_repaint(frame->ui);
}

void frame_set_path(Frame *frame, const char *path)
{
    set_string(frame, &frame->path, path);
}

void frame_set_user(Frame *frame, const char *name, const char *detail)
{
    set_string(frame, &frame->user, name);
    set_string(frame, &frame->detail, detail);
}

void frame_set_notice(Frame *frame, const char *text, bool alarm)
{
    frame->alarm = alarm;
    set_string(frame, &frame->notice, text);
}

void frame_set_work(Frame *frame, const char *text, void (*func)(gpointer data), gpointer data)
{
    set_string(frame, &frame->work, text);
    frame->work_func = func;
    frame->work_data = data;
}

void frame_set_photo(Frame *frame, Picture *tall, Picture *flat)
{
    g_free(frame->tall);
    g_free(frame->flat);
    frame->tall = tall;
    frame->flat = flat;
    ui_repaint(frame->ui);
}

void frame_menu_clear(Frame *frame, FrameMenuFunc func, gpointer data)
{
    g_array_set_size(frame->lines, 0);
    frame->menu_func = func;
    frame->menu_data = data;
    frame->scroll = frame->cursor = 0;
    frame->changed = true;
    ui_repaint(frame->ui);
}

void frame_menu_add(Frame *frame, int id, const char *label)
{
    FrameLine line = {.id = id, .label = g_strdup(label)};
    frame->changed = true;
    g_array_append_val(frame->lines, line);
}

void frame_menu_set_current(Frame *frame, int id)
{
    frame->current = id;
    ui_repaint(frame->ui);
}

void frame_on_profile(Frame *frame, void (*func)(gpointer data), gpointer data)
{
    frame->profile_func = func;
    frame->profile_data = data;
}

static const FrameLine *line_at(const Frame *frame, int index)
{
    bool inside = index >= 0 && index < (int)frame->lines->len;
    return inside ? &g_array_index(frame->lines, FrameLine, index) : NULL;
}

/* The index of the n-th line that can be opened, from 0; -1 if there are fewer. */
static int nth_line(const Frame *frame, int n)
{
    for (int i = 0; i < (int)frame->lines->len; i++)
        if (line_at(frame, i)->id && n-- == 0)
            return i;
    return -1;
}

static int index_of(const Frame *frame, int id)
{
    for (int i = 0; i < (int)frame->lines->len; i++)
        if (line_at(frame, i)->id == id)
            return i;
    return -1;
}

/* Moves the cursor by lines that can be opened; stays at the ends. */
static void move_cursor(Frame *frame, int step, int times)
{
    for (; times > 0; times--) {
        int i = frame->cursor + step;
        while (line_at(frame, i) && !line_at(frame, i)->id)
            i += step;
        if (!line_at(frame, i))
            return;
        frame->cursor = i;
    }
}

static Result open_line(Frame *frame, int index)
{
    const FrameLine *line = line_at(frame, index);
    if (!line || !line->id || !frame->menu_func)
        return RESULT_IGNORED;
    frame->focused = false;
    frame->menu_func(frame->menu_data, line->id);
    return RESULT_REPAINT;
}

static Result set_focus(Frame *frame, bool focused)
{
    if (focused && nth_line(frame, 0) < 0)
        return RESULT_HANDLED;
    frame->focused = focused;
    int at = index_of(frame, frame->current);
    if (focused)
        frame->cursor = frame->current && at >= 0 ? at : nth_line(frame, 0);
    return RESULT_REPAINT;
}

static Result open_profile(Frame *frame)
{
    if (!frame->profile_func)
        return RESULT_IGNORED;
    frame->profile_func(frame->profile_data);
    return RESULT_REPAINT;
}

static Result open_work(Frame *frame)
{
    if (!frame->work)
        return RESULT_IGNORED;
    frame->work_func(frame->work_data);
    return RESULT_REPAINT;
}

static Result act_in_menu(Frame *frame, ActionId id)
{
    static const struct {
        ActionId id;
        int step, times;
    } moves[] = {{ACT_UP, -1, 1},        {ACT_DOWN, 1, 1},          {ACT_PAGE_UP, -1, 10},
                 {ACT_PAGE_DOWN, 1, 10}, {ACT_FIRST, -1, G_MAXINT}, {ACT_LAST, 1, G_MAXINT}};
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++) {
        if (moves[i].id == id) {
            move_cursor(frame, moves[i].step, moves[i].times);
            return RESULT_REPAINT;
        }
    }
    if (id == ACT_OPEN)
        return open_line(frame, frame->cursor);
    if (id == ACT_BACK || id == ACT_RIGHT)
        return set_focus(frame, false);
    return RESULT_IGNORED;
}

Result frame_act(Frame *frame, const Action *action)
{
    Result result = frame->focused ? act_in_menu(frame, action->id) : RESULT_IGNORED;
    if (result != RESULT_IGNORED)
        return result;
    if (action->id >= ACT_GO_1 && action->id <= ACT_GO_10)
        return open_line(frame, nth_line(frame, (int)(action->id - ACT_GO_1)));
    switch ((int)action->id) {
    case ACT_NEXT_PANE:
    case ACT_PREV_PANE:
        return set_focus(frame, !frame->focused);
    case ACT_PROFILE:
        return open_profile(frame);
    case ACT_WORK:
        return open_work(frame);
    case ACT_MOUSE:
        term_set_mouse(ui_term(frame->ui), !term_mouse(ui_term(frame->ui)));
        return RESULT_HANDLED;
    default:
        return RESULT_IGNORED;
    }
}

Offer frame_offer(const Frame *frame, const Action *action)
{
    if (action->id >= ACT_GO_1 && action->id <= ACT_GO_10)
        return nth_line(frame, (int)(action->id - ACT_GO_1)) < 0 ? OFFER_NO : OFFER_YES;
    if (action->id == ACT_WORK)
        return frame->work ? OFFER_YES : OFFER_NO;
    if (action->id == ACT_PROFILE)
        return frame->profile_func ? OFFER_YES : OFFER_NO;
    return OFFER_YES;
}

Result frame_mouse(Frame *frame, const Mouse *mouse)
{
    bool press = mouse->kind == MOUSE_PRESS || mouse->kind == MOUSE_DOUBLE;
    if (press && rect_contains(frame->user_place, mouse->y, mouse->x))
        return open_profile(frame);
    if (press && rect_contains(frame->work_place, mouse->y, mouse->x))
        return open_work(frame);
    if (!rect_contains(frame->menu_place, mouse->y, mouse->x))
        return RESULT_IGNORED;
    if (press)
        return open_line(frame, frame->scroll + mouse->y - frame->menu_place.y);
    if (mouse->kind == MOUSE_WHEEL_UP || mouse->kind == MOUSE_WHEEL_DOWN) {
        int most = MAX(0, (int)frame->lines->len - frame->menu_place.h);
        frame->scroll = CLAMP(frame->scroll + (mouse->kind == MOUSE_WHEEL_UP ? -3 : 3), 0, most);
        return RESULT_REPAINT;
    }
    return RESULT_IGNORED;
}
