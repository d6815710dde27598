/* What goes on beside the keys: others change the base, the mailer gives its signs of life, nobody
 * is at the keyboard for long. */
#pragma once

#include "tui/app/app.h"

Pulse *pulse_new(App *app);
void pulse_free(Pulse *pulse);
