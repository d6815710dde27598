/* The frame around every screen: the top line with level, path and user, the left menu, the status
 * line and the key bar. The application sets what it shows; it draws and takes clicks itself. */
#pragma once

#include "tui/picture.h"
#include "tui/view.h"

typedef struct Frame Frame;

/* What the top line says. `path` is the breadcrumb up to the screen's own title ("Кав'ярня ›
 * Клиенты"). All strings are copied. Changing the level changes the theme at the next paint. */
void frame_set_level(Frame *frame, Level level);
void frame_set_path(Frame *frame, const char *path);

/* The name, and a line below it where there is room: the role or the e-mail. */
void frame_set_user(Frame *frame, const char *name, const char *detail);

/* The photo, for a top line of three rows and for one of one row. Taken over; NULL shows initials.
 */
#define FRAME_PHOTO_ROWS 3
#define FRAME_PHOTO_COLUMNS 6
#define FRAME_PHOTO_COLUMNS_FLAT 4
void frame_set_photo(Frame *frame, Picture *tall, Picture *flat);

/* At the right of the status line: the mailer's heartbeat. NULL or "" for none. */
void frame_set_notice(Frame *frame, const char *text, bool alarm);

/* Work that goes on in the background, before the notice. NULL: none. `func` is called when the
 * person wants to see more of it. */
void frame_set_work(Frame *frame, const char *text, void (*func)(gpointer data), gpointer data);

/* --- the left menu -------------------------------------------------------------------------- */

typedef void (*FrameMenuFunc)(gpointer data, int id);

/* Empties the menu; `func` is called with the id of the line that is opened. */
void frame_menu_clear(Frame *frame, FrameMenuFunc func, gpointer data);

/* Adds a heading (id 0) or a line; the first ten lines answer to the keys 1 to 9 and 0. */
void frame_menu_add(Frame *frame, int id, const char *label);

/* Marks the line of the screen that is shown. */
void frame_menu_set_current(Frame *frame, int id);

/* The key p and a click on the name. */
void frame_on_profile(Frame *frame, void (*func)(gpointer data), gpointer data);
