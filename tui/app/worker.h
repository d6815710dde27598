/* Work off the key loop: one thread with a connection of its own, which reads, and writes where it
 * is many short transactions (bulk.h).
 *
 * A screen submits a job under a slot ("rows", "count"); a newer job of the same slot and owner
 * ends the older one, also while it runs, so that typing never waits for a search that nobody wants
 * any more. Results come back in the loop's thread, in the order of submission. */
#pragma once

#include "core/base.h"
#include "tui/loop.h"

typedef struct Worker Worker;

typedef struct {
    /* In the worker's thread. An interruption is no error to show: `done` is not called then. */
    void (*run)(Base *base, gpointer job);
    /* In the loop's thread, unless the job was cancelled or replaced. */
    void (*done)(gpointer job);
    void (*free)(gpointer job); /* in the loop's thread, always */
} WorkerJob;

/* Opens its own connection to `url` in its thread at the first job; while that fails, jobs get base
 * NULL, and each tries again. */
Worker *worker_new(const char *url, Loop *loop);
/* Interrupts what runs, and takes no more. False: it still stands, as one does that connects to a
 * server that does not answer; nothing of what it uses may be freed then. */
bool worker_stop(Worker *worker, int patience_ms);
/* Interrupts what runs, waits for the thread, frees all jobs. */
void worker_free(Worker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Worker, worker_free)

/* For `done`: why there was no base for the job that has come back; NULL: there was one. Borrowed
 * until the next comes back. */
const GError *worker_failure(const Worker *worker);

/* Who is signed in (base_set_person), for the jobs submitted from now on. */
void worker_set_person(Worker *worker, int64_t profile_id);

void worker_submit(Worker *worker, gconstpointer owner, const char *slot, const WorkerJob *kind,
                   gpointer job);
/* No `done` of this owner is called from here on. Screens call it before they are freed. */
void worker_cancel(Worker *worker, gconstpointer owner);
/* Something of this owner is still on its way; owner NULL: of anybody. */
bool worker_is_busy(Worker *worker, gconstpointer owner);
