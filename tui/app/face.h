/* The photo of a person as cells. */
#pragma once

#include "tui/app/app.h"

/* Reads the photo of who is signed in and shows it in the frame, off the key loop: the photo module
 * is slow to load. */
void face_load(App *app);

/* Of any person; NULL: no photo, or it cannot be shown. Free with g_free. */
Picture *face_picture(Base *base, int64_t profile_id, int rows, int columns);
