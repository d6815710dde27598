/* What a person decides about letters that cannot go on by themselves: held ones, and those of
 * which nobody knows whether they arrived. */
#pragma once

#include "tui/app/app.h"

/* `state`: "held" or "unknown". On top of the letter, which is read first; Esc leaves it undecided.
 */
void ask_decision(App *app, int64_t delivery_id, const char *state);
