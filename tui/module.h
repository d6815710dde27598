/* Parts of the client that need heavy libraries are modules, opened at their first use: an empty
 * program that links them all starts in 32 ms, without them in 4. */
#pragma once

#include <glib.h>

/* The table of functions that the module `name` exports as `symbol`; NULL: it is not installed.
 * Opened anew each time: the loader counts, and keeps what is there. From any thread. */
gpointer module_open(const char *name, const char *symbol);
