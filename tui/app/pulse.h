/* What goes on beside the keys: others change the base, the mailer gives its signs of life, nobody
 * is at the keyboard for long. */
#pragma once

#include "tui/app/app.h"

Pulse *pulse_new(App *app);

/* Somebody has signed in: what the frame says of the mailer is part of the first screen. Painted
 * at the first look it would come between a key and its answer. */
void pulse_begin(Pulse *pulse);
void pulse_free(Pulse *pulse);
