/* What docs/rules.md, "Scheduling", says, once more and in another way: over the rows of a base and
 * the calendar of GLib, without core/schedule.h and the gates. */
#pragma once

#include "world.h"

typedef struct {
    World *world;
    GTimeZone *zone;
    int open, close; /* hours */
    unsigned weekdays;
    char *holidays[4];      /* ISO days; "": none */
    GHashTable *edited;     /* campaigns whose chain was changed: (gpointer)id */
    GHashTable *given_back; /* delivery → the pass in which it came back untried */
    gint pass;
    int64_t accepted; /* so far */
} Oracle;

void oracle_init(Oracle *oracle, World *world, const char *zone, int64_t near);
void oracle_clear(Oracle *oracle);

/* The local day, as a Julian one. */
int oracle_day(const Oracle *oracle, int64_t at);

/* On a day after that of `at`. */
int64_t oracle_opening_after(const Oracle *oracle, int64_t at);

/* Before the first byte: may this letter go now? Fails the test if not. */
void oracle_look(Oracle *oracle, int64_t delivery_id, int64_t now);

/* Between passes: what stands in the base is as the rules say. */
void oracle_check(Oracle *oracle);
/* After a pass that has sent what it could: whatever still waits has a reason. */
void oracle_check_rest(Oracle *oracle, int64_t now);
/* At the end: nobody's letter was lost. */
void oracle_check_end(Oracle *oracle);
