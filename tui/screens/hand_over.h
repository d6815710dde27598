/* Open tasks and clients of an employee given to a colleague. */
#pragma once

#include "core/record.h"
#include "tui/app/app.h"

/* Button of an employee's card: whether this person may, and does it. */
bool hand_over_offered(App *app, const Record *employee);
Result hand_over(App *app, const Record *employee);

/* After an employee was saved: if that was a dismissal and something is left behind, offers it. */
void hand_over_dismissed(App *app, const Record *before, const Record *employee);
