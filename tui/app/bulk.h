/* One act on many records: at once when they are few; else slice by slice in the worker, in sight,
 * to be cancelled or left to go on in the background. One at a time. */
#pragma once

#include "core/bulk.h"
#include "tui/app/app.h"

#define BULK_AT_ONCE 100 /* up to so many are done before the next key is taken */

/* How it ended. */
typedef struct {
    Actor actor;       /* who began it, and where */
    const GArray *ids; /* gint64: all that were asked for */
    guint tried;       /* the first so many of them were gone through */
    BulkReport report;
    bool cancelled;
    GError *error; /* the base failed after `tried`; NULL: it did not */
} BulkResult;

typedef struct {
    const char *title; /* of the progress; msgid */
    bool archived;     /* archive; false: restore */
    /* In the loop's thread, once, unless the session ends before. `result` is lent. */
    void (*done)(App *app, const Entity *entity, const BulkResult *result);
} BulkAct;

/* Takes `ids` over; `act` is static. False, told: another one is still running. */
bool bulk_run(App *app, const BulkAct *act, const Entity *entity, GArray *ids);

/* The session ends: what is done stays done, the rest is left, nothing is told. */
void bulk_abandon(App *app);
