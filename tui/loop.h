/* Waiting: timers, file descriptors, work that other threads hand over, and signals, in one poll.
 *
 * All callbacks run on the thread that runs the loop. Only loop_post may be called from others. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Loop Loop;
typedef void (*LoopFunc)(gpointer data);

/* Monotonic microseconds; tests pass a clock they move by hand. */
typedef gint64 (*LoopClock)(gpointer data);

/* `clock` may be NULL: the system's monotonic clock. */
Loop *loop_new(LoopClock clock, gpointer clock_data);
void loop_free(Loop *loop);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loop, loop_free)

gint64 loop_now(const Loop *loop);

/* Calls `func` after `ms` milliseconds, once or again and again. Returns its id, never 0. */
guint loop_timer(Loop *loop, guint ms, bool repeat, LoopFunc func, gpointer data);

/* Calls `func` whenever `fd` can be read. */
guint loop_watch(Loop *loop, int fd, LoopFunc func, gpointer data);

/* Ends a timer or a watch; 0 and finished ones are ignored. */
void loop_cancel(Loop *loop, guint id);

/* From any thread: calls `func` in the loop's thread, in the order of posting. */
void loop_post(Loop *loop, LoopFunc func, gpointer data);

/* What was posted with this `func` and has not been called yet never will be. */
void loop_forget(Loop *loop, LoopFunc func);

/* From now on SIGHUP, SIGTERM and SIGINT are told to `func` instead of ending the process. One loop
 * at a time can do that. Call before threads are started. */
void loop_catch_signals(Loop *loop, LoopFunc func, gpointer data);

/* Waits until `fd` can be read, a signal interrupts, something posted or a watch or a timer is due,
 * at most `max_ms` (-1: as long as it takes), then calls what is due. `fd` -1: none. */
void loop_wait(Loop *loop, int fd, int max_ms);
