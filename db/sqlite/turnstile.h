/* The fair queue of a base's writers.
 *
 * SQLite lets the luckiest retry win: among 64 writers one may wait seconds while others pass it
 * again and again. Here a writer first takes its turn on `<base>.queue`, and only then asks SQLite
 * for its write lock, which is then free.
 *
 * Two bytes of the file are locked, as in a shop with one counter and one place behind the line on
 * the floor: who wants to be served first takes the place (byte 0), from there the counter (byte
 * 1), and then frees the place. A lone lock is not enough: the writer who has just left would take
 * it again before the next one, who must first be woken, has a chance, and a long import made of
 * many short transactions would keep everybody out.
 *
 * The locks are Linux open file description locks (fcntl(2), F_OFD_SETLKW): like flock(2) they
 * belong to the opened file and go with it, however the process ends, and the kernel wakes those
 * who wait in the order in which they came; unlike flock(2) they lock single bytes. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Turnstile Turnstile;

/* The queue of the base `file`, which must exist: the queue's file gets its mode and owner. */
Turnstile *turnstile_open(const char *file, GError **error);
void turnstile_close(Turnstile *turnstile); /* NULL is fine; leaves first */

/* Waits for the turn, at most `timeout_ms`; then DB_ERROR_BUSY. Not nestable. */
bool turnstile_enter(Turnstile *turnstile, int timeout_ms, GError **error);
void turnstile_leave(Turnstile *turnstile); /* not entered: nothing happens */

/* While entered: whether somebody waits. */
bool turnstile_is_awaited(const Turnstile *turnstile);
