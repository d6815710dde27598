/* A monkey at the keyboard: keys, clicks, pastes, sizes and line noise in any order. */
#pragma once

#include "harness.h"

/* One act of the monkey. */
void monkey_act(Harness *h);

/* What was drawn piece by piece is what drawing all anew gives, else the test fails with both. */
void monkey_check_drawing(Harness *h);

/* How many acts: TUI_MONKEY_KEYS, else `usual`. */
int monkey_keys(int usual);
