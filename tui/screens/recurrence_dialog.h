/* How something repeats, chosen in words. */
#pragma once

#include "tui/app/app.h"

/* `rule` (recurrence.h; "": it does not repeat) is what is chosen so far, `due_on` ("2026-03-05")
 * the day from which it is counted. `done` gets the rule, "" for none, and its words; strings are
 * lent. Takes `data` over: g_free. */
View *recurrence_dialog_new(App *app, const char *rule, const char *due_on,
                            void (*done)(gpointer data, const char *rule, const char *words),
                            gpointer data);
