/* One act on many records: at once when they are few; else slice by slice in the worker, in sight,
 * to be cancelled or left to go on in the background. One at a time. */
#pragma once

#include "tui/app/app.h"

#define BULK_AT_ONCE 100 /* up to so many are done before the next key is taken */

/* How it ended. */
typedef struct {
    Actor actor;       /* who began it, and where */
    const GArray *ids; /* int64_t: all that were asked for */
    guint tried;       /* the first so many of them were gone through */
    gint64 refused;    /* how many of those were refused */
    bool cancelled;
    GError *error; /* the base failed after `tried`; NULL: it did not */
} BulkResult;

typedef struct {
    const char *title; /* of the progress; msgid */
    /* A few records, in one transaction: in the worker, or in the loop's thread when they are few.
     * Adds to *refused. False: the base failed, and nothing of it was done. */
    bool (*slice)(Base *base, const Actor *actor, gpointer data, const int64_t *ids, size_t n,
                  gint64 *refused, GError **error);
    /* In the loop's thread, once, unless the session ends before. `result` is lent. */
    void (*done)(App *app, gpointer data, const BulkResult *result);
    GDestroyNotify free_data;
} BulkAct;

/* Takes `data` and `ids` over; `act` is static. False, told: another one is still running. */
bool bulk_run(App *app, const BulkAct *act, gpointer data, GArray *ids);

/* What was done, said as it is when it did not come to its end: "Stopped with 8 000 left. …". Free
 * with g_free. */
char *bulk_sentence(const BulkResult *result, const char *done);

/* The session ends: what is done stays done, the rest is left, nothing is told. */
void bulk_abandon(App *app);
