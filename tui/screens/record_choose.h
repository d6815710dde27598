/* A field of a record's form that is chosen in a dialog: a reference, how it repeats. */
#pragma once

#include "core/entity.h"
#include "tui/app/app.h"

/* Pushes the dialog; what is chosen goes into the form, which outlives it. `today` (static as long
 * as the form) stands in for a due date that is not entered yet. */
void record_choose(App *app, Form *form, const Field *field, const char *today, const char *typed);
