/* The lock of who was idle or may sign in no more: a screen over everything that only the person's
 * password takes away. Drafts are kept first; what runs goes on behind it. */
#pragma once

#include "tui/app/app.h"

/* Covers the screen; once locked, does nothing. Who has no password (signed in by the system's
 * account alone) could not prove to be back: for such a person the session ends, with the drafts
 * kept, and the way in is the one they came by; they are told `farewell` (borrowed, translated). */
void lock_client(App *app, const char *farewell);

/* The password was right. */
void lock_open(App *app);
