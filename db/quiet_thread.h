/* Threads beside the program's own. */
#pragma once

#include <glib.h>

/* Signals stay with the program's own threads: one that came to this one would cost it what it
 * waits for, and the program would not hear of it. */
GThread *quiet_thread_new(const char *name, GThreadFunc run, gpointer data);
