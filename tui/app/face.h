/* The photo of a person as cells. */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"

/* Reads the photo of who is signed in and shows it in the frame, off the key loop: the photo module
 * is slow to load. */
void face_load(App *app);

/* Of a profile or an employee; NULL: another record, no photo, or it cannot be shown. Free with
 * g_free. */
Picture *face_of_record(Base *base, const Record *record, int rows, int columns);
