/* What the Ui knows of the frame beyond its public side. */
#pragma once

#include "tui/frame.h"

#define SCREEN_MIN_ROWS 24
#define SCREEN_MIN_COLUMNS 80

typedef struct {
    int id; /* 0: a heading */
    char *label;
} FrameLine;

struct Frame {
    Ui *ui;
    Level level;
    char *path, *user, *detail, *notice, *work;
    bool alarm;
    Picture *tall, *flat;        /* the photo */
    GArray *lines;               /* FrameLine */
    int current, cursor, scroll; /* id; indexes of lines */
    bool focused;
    struct { /* how the menu was drawn last */
        int current, cursor, scroll;
        bool focused;
    } drawn;
    int status_left, status_right; /* columns used on the status line */
    bool changed;                  /* the menu's width or the level: all is to be drawn anew */
    FrameMenuFunc menu_func;
    gpointer menu_data;
    void (*profile_func)(gpointer data);
    gpointer profile_data;
    void (*work_func)(gpointer data);
    gpointer work_data;
    Rect menu_place, user_place, work_place, bar_place; /* on the screen, for the mouse */
};

void frame_init(Frame *frame, Ui *ui);
void frame_clear(Frame *frame);

/* Where the screen's own view goes on a terminal of this size. */
Rect frame_middle(const Frame *frame, int rows, int columns);

/* Draws everything but the middle. */
void frame_draw(Frame *frame, const Canvas *canvas, View *view, const char *toast,
                bool toast_error);

Result frame_act(Frame *frame, const Action *action);
Offer frame_offer(const Frame *frame, const Action *action);
Result frame_mouse(Frame *frame, const Mouse *mouse);

/* The key bar: which action stands at column `x` of the bar for this view; NULL for none. */
const Action *key_bar_at(View *view, int width, int x);
void key_bar_draw(const Canvas *canvas, View *view);
