/* Keyboard layouts: the Latin letter on a key against the Ukrainian and Russian ones. */
#pragma once

#include <glib.h>

/* The Latin key on which a Ukrainian or Russian letter sits, capitals as with Shift; 0 if it is on
 * none. The keys of б and ю (comma and full stop) are not letters and give 0 too: a command is
 * never found behind them. */
gunichar layout_latin(gunichar letter);

/* What a query would be, had it been typed in the other layout: for Latin text the Ukrainian and
 * the Russian reading, for Cyrillic the Latin one; nothing for text of both or neither.
 * NULL-terminated, each once, never the query itself. */
char **layout_swap(const char *query);
